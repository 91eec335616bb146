"""A city on Spark, a master and two workers of one core each, beside the wheel alone; and what of it is the crossing.

    python benches/python/spark_city.py CITY WORK [--against DECISIONS.csv] [PARTITIONS ...]

CITY is a folder of bills, members and enrolments as .parquet, typed; WORK a folder for what Spark keeps. Wall seconds, and the
processor seconds of all of Spark's processes. Each row must be decided as the wheel alone does or, where all of it is too much for
one process of Python, as `huzhu batch` did in DECISIONS.csv: the sums of hashes of rows agree.
"""

import argparse
import pathlib
import sys
import time

import duckdb
import psutil
import pyarrow as pa
import pyarrow.parquet as pq

import huzhu

ROOT = pathlib.Path(__file__).resolve().parents[2]
sys.path.append(str(ROOT / "python/tests"))
from cluster import cluster  # noqa: E402

parser = argparse.ArgumentParser()
parser.add_argument("city", type=pathlib.Path)
parser.add_argument("work", type=pathlib.Path)
parser.add_argument("partitions", type=int, nargs="*", default=[1, 2, 4])
parser.add_argument("--against", type=pathlib.Path)
arguments = parser.parse_intermixed_args()
city, work, asked = arguments.city.resolve(), arguments.work.resolve(), arguments.partitions
rules = huzhu.Rules.load(ROOT / "rules/city")
TABLES = ("bills", "members", "enrolments")
COLUMNS = ("bill_id", "member_id", "plan", "status", "reasons", "payable", *rules.benefits)


def processor():
    """Processor seconds of all processes below this one, and of those that they waited for."""
    seconds = 0
    for process in [psutil.Process(), *psutil.Process().children(recursive=True)]:
        used = process.cpu_times()
        seconds += used.user + used.system + used.children_user + used.children_system
    return seconds


def timed(name, work):
    wall, used = time.monotonic(), processor()
    made = work()
    wall, used = time.monotonic() - wall, processor() - used
    print(f"{name:44}{wall:9.1f} s{used:9.1f} s of processors{bills / wall:14,.0f} bills a second", flush=True)
    return made


def digest(table):
    """How many rows, and the sum of their hashes: the same in any order."""
    cells = ", ".join(f"coalesce(CAST({name} AS VARCHAR), '')" for name in COLUMNS)
    return duckdb.sql(f"SELECT count(*), sum(hash({cells})::HUGEINT) FROM {table}").fetchall()[0]


def alone(threads):
    decided = rules.adjudicate(*(pq.read_table(city / f"{name}.parquet") for name in TABLES), threads=threads)
    pq.write_table(pa.table(decided), work / "alone.parquet")


def on_spark(session):
    from huzhu import spark
    from pyspark.sql import functions as f

    tables = {name: session.read.parquet(str(city / f"{name}.parquet")) for name in TABLES}
    names = {name: rules.names(name, table.columns) for name, table in tables.items()}
    gathered = lambda: spark._gathered(tables, names, rules)
    nothing = lambda frame: frame.write.format("noop").mode("overwrite").save()
    count = lambda batches: (pa.RecordBatch.from_pydict({"rows": [batch.num_rows]}) for batch in batches)
    timed("reading the tables", lambda: [nothing(table) for table in tables.values()])
    timed("who must be together", lambda: spark._links(tables, names, rules).count())
    for partitions in asked:
        moved = gathered().repartition(partitions, spark.KEY)
        timed(f"{partitions} partitions: moving rows", lambda: nothing(moved))
        crossed = moved.mapInArrow(count, "rows long")
        timed(f"{partitions} partitions: and into Python", lambda: nothing(crossed))
        out = work / f"decided-{partitions}"
        decide = lambda: spark.adjudicate(**tables, rules=rules, partitions=partitions).decisions.write.mode("overwrite").parquet(str(out))
        timed(f"{partitions} partitions: decided", decide)
        assert digest(f"'{out}/*.parquet'") == expected, "Spark decides as one machine does"


bills = pq.read_metadata(city / "bills.parquet").num_rows
print(f"{bills:,} bills; {huzhu.__version__} ({huzhu.MEANING})")
if arguments.against:
    expected = digest(f"read_csv('{arguments.against.resolve()}', header=true, all_varchar=true)")
else:
    for threads in (1, 2):
        timed(f"the wheel alone, {threads} threads, files and all", lambda: alone(threads))
    expected = digest(f"'{work}/alone.parquet'")
with cluster(work, memory="3g") as (address, _):
    from pyspark.sql import SparkSession

    session = SparkSession.builder.master(address).appName("city").config("spark.executor.memory", "2g").config("spark.driver.memory", "1g")
    session = session.config("spark.local.dir", str(work)).config("spark.ui.enabled", "false").config("spark.ui.showConsoleProgress", "false").config("spark.sql.shuffle.partitions", "4")
    session = session.getOrCreate()
    session.sparkContext.setLogLevel("ERROR")
    on_spark(session)
    session.stop()
