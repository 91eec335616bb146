"""The batch of a city beside DuckDB with the same terms in SQL.

    python3 benches/duckdb/bench.py target/release/huzhu CITY [RUNS]

CITY is a folder that `huzhu generate --order city` made. DuckDB is installed from its package, of the version named
below, in a folder that goes away again. Both run as whole processes in turn, on all cores; the middle of RUNS (five)
is told, wall and processor time and the most memory. Each bill must be paid the same by both; bills that are not are
shown, and one is a failure.
"""

import csv
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

DUCKDB = "duckdb==2.0.1"
HERE = Path(__file__).parent
MACROS = """
CREATE MACRO fen(t) AS CAST(COALESCE(NULLIF(t, ''), '0')::DECIMAL(14, 2) * 100 AS BIGINT);
CREATE MACRO above(x) AS GREATEST(0, x - 50000);
CREATE MACRO banded(x) AS 50 * LEAST(x, 500000) + 60 * GREATEST(LEAST(x, 2000000) - 500000, 0)
    + 70 * GREATEST(x - 2000000, 0);
CREATE MACRO half_up(x) AS (x + 5000) // 10000;
"""


def timed(command):
    """Wall and processor seconds of a command, and the most memory it had, in MiB."""
    begun = time.monotonic()
    child = subprocess.Popen(command, stdout=subprocess.DEVNULL)
    _, status, used = os.wait4(child.pid, 0)
    wall = time.monotonic() - begun
    if status != 0:
        sys.exit(f"{command[0]} ended with {status}")
    return wall, used.ru_utime + used.ru_stime, used.ru_maxrss / 1024


def middle(runs):
    return tuple(sorted(figures)[len(figures) // 2] for figures in zip(*runs))


def fen(text):
    """An amount of a file in whole fen, without a float."""
    whole, _, part = text.partition(".")
    return int(whole) * 100 + int(part.ljust(2, "0"))


def amounts_of_huzhu(path):
    with open(path, newline="", encoding="utf-8") as file:
        rows = csv.DictReader(file)
        return {row["bill_id"]: (fen(row["reimbursement"] or "0"), fen(row["per_diem"] or "0")) for row in rows}


def amounts_of_sql(path):
    with open(path, newline="", encoding="utf-8") as file:
        rows = csv.DictReader(file)
        return {row["bill_id"]: (int(row["reimbursement"]), int(row["per_diem"])) for row in rows}


def differing(ours, theirs):
    """Bills that are paid otherwise; one that a program does not name is paid nothing by it."""
    nothing = (0, 0)
    return [one for one in ours.keys() | theirs.keys() if ours.get(one, nothing) != theirs.get(one, nothing)]


def main():
    huzhu, city = Path(sys.argv[1]).resolve(), Path(sys.argv[2]).resolve()
    runs = int(sys.argv[3]) if len(sys.argv) > 3 else 5
    with tempfile.TemporaryDirectory() as folder:
        folder = Path(folder)
        subprocess.run([sys.executable, "-m", "venv", folder / "python"], check=True)
        python = folder / "python/bin/python"
        install = [python, "-m", "pip", "install", "--quiet", "--only-binary", ":all:", DUCKDB]
        subprocess.run(install, check=True)
        out, sql = folder / "out", folder / "paid.csv"
        query = (HERE / "city.sql").read_text(encoding="utf-8")
        for name, path in [("$bills", city / "bills.csv"), ("$enrolments", city / "enrolments.csv"), ("$out", sql)]:
            query = query.replace(name, str(path))
        (folder / "query.sql").write_text(MACROS + query, encoding="utf-8")
        run_sql = "import duckdb, sys; duckdb.sql(open(sys.argv[1], encoding='utf-8').read())"
        theirs = [python, "-c", run_sql, folder / "query.sql"]
        rules = HERE.parent.parent / "rules/city"
        figures = {"huzhu": [], "DuckDB": []}
        for _ in range(runs):
            subprocess.run(["rm", "-rf", out], check=True)
            figures["huzhu"].append(timed([huzhu, "batch", "--rules", rules, "--data", city, "--out", out]))
            figures["DuckDB"].append(timed(theirs))
        ours, theirs = amounts_of_huzhu(out / "decisions.csv"), amounts_of_sql(sql)
        differ = differing(ours, theirs)
        for name, all_runs in figures.items():
            wall, processor, memory = middle(all_runs)
            print(f"{name:8} wall {wall:6.2f} s, processor {processor:6.2f} s, memory {memory:6.0f} MiB")
        ratios = sorted(b[0] / a[0] for a, b in zip(figures["huzhu"], figures["DuckDB"]))
        print(f"wall, DuckDB / huzhu, pair by pair: {ratios[0]:.2f} {ratios[len(ratios) // 2]:.2f} {ratios[-1]:.2f}")
        print(f"bills paid otherwise: {len(differ)} of {len(ours)}")
        for one in sorted(differ)[:5]:
            print(one, ours.get(one), theirs.get(one))
        if differ or not theirs:
            sys.exit("the two do not say the same terms")


if __name__ == "__main__":
    main()
