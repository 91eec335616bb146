"""The wheel beside the program, a program of pandas and Decimal, and DuckDB, on the same city and the same terms.

    python benches/python/compare.py target/release/huzhu target/release/examples/engine CITY [RUNS]

CITY is a folder that `huzhu generate --order city` made. All but the program begin with typed Arrow tables in memory, and the engine
(`examples/engine.rs`, Rust alone) with the texts of the files. Processor seconds are told, the least of RUNS (three), since a machine that
is used by others waits but counts no more; each must pay each bill the same, and the engine decide as many.
"""

import pathlib
import resource
import subprocess
import sys
import tempfile
import time

import duckdb
import pyarrow as pa
import pyarrow.csv as pc
from terms import decide

import huzhu

ROOT = pathlib.Path(__file__).resolve().parents[2]
sys.path.append(str(ROOT / "benches/duckdb"))
from bench import MACROS  # noqa: E402

program, engine, city, runs = *sys.argv[1:3], pathlib.Path(sys.argv[3]), int((sys.argv[4:] or ["3"])[0])
rules = huzhu.Rules.load(ROOT / "rules/city")
DAYS = {"birth_date", "start", "end", "enrolled_on", "admission", "discharge", "settled_on", "submitted_on"}
TEXTS = {"bill_id", "member_id", "plan", "sex", "org_code", "hardship", "category", "hospital_id", "hospital_level"}
TEXTS |= {"diagnosis", "cause", "stay_id"}


def table(name):
    def kind(column):
        return pa.date32() if column in DAYS else pa.string() if column in TEXTS else pa.int64() if column == "units" else pa.decimal128(18, 2)
    types = {column: kind(column) for column in rules.columns(name)}
    return pc.read_csv(city / f"{name}.csv", convert_options=pc.ConvertOptions(column_types=types, strings_can_be_null=True))


def least(work):
    """The least processor seconds of some runs, children counted, and what came of the last."""
    seconds = []
    for _ in range(runs):
        begun = processor()
        made = work()
        seconds.append(processor() - begun)
    return min(seconds), made


def processor():
    child = resource.getrusage(resource.RUSAGE_CHILDREN)
    return time.process_time() + child.ru_utime + child.ru_stime


def of_sql():
    sql = (ROOT / "benches/duckdb/city.sql").read_text()
    body = sql[sql.index("WITH") : sql.rindex(") TO")]
    body = body.replace("read_csv('$bills', all_varchar = true)", "bills_text").replace("read_csv('$enrolments', all_varchar = true)", "periods_text")
    connection = duckdb.connect()
    connection.execute(MACROS)
    connection.register("bills", bills)
    connection.register("periods", enrolments)
    connection.execute("CREATE VIEW bills_text AS SELECT COLUMNS(*)::VARCHAR FROM bills")
    connection.execute("CREATE VIEW periods_text AS SELECT COLUMNS(*)::VARCHAR FROM periods")
    return {row[0]: (row[2], row[3]) for row in connection.execute(body).fetchall()}


def fen(table):
    rows = zip(*(table[name].to_pylist() for name in ("bill_id", "reimbursement", "per_diem")))
    return {bill: (int(aid * 100), int(daily * 100)) for bill, aid, daily in rows if aid or daily}


def of_program():
    with tempfile.TemporaryDirectory() as out:
        subprocess.run([program, "batch", "--rules", ROOT / "rules/city", "--data", city, "--out", out], check=True, capture_output=True)


bills, members, enrolments = table("bills"), table("members"), table("enrolments")
wheel, decided = least(lambda: rules.adjudicate(bills, members, enrolments))
answers = fen(pa.table(decided))
begun = processor()
frames = bills.to_pandas(date_as_object=False), enrolments.to_pandas(date_as_object=False)
of_pandas = decide(*frames)
pandas = processor() - begun
assert fen(of_pandas.pipe(pa.Table.from_pandas)) == answers, "pandas pays each bill the same"
sql, paid = least(of_sql)
assert {bill: both for bill, both in paid.items() if any(both)} == answers, "DuckDB pays each bill the same"
batch, _ = least(of_program)
alone = subprocess.run([engine, ROOT / "rules/city", city, str(runs)], check=True, capture_output=True, text=True)
alone, as_many = alone.stdout.split()
assert int(as_many) == len(pa.table(decided)), "the engine decides as many"
print(f"{len(bills):,} bills, processor seconds")
for name, seconds in [("wheel", wheel), ("the engine, of texts in memory", float(alone)), ("huzhu batch, files in and out", batch), ("DuckDB", sql), ("pandas and Decimal", pandas)]:
    print(f"{name:32}{seconds:9.3f}{seconds / wheel:9.1f} times the wheel")
