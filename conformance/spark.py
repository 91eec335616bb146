"""Spark as an engine of the pack: python3 conformance/run.py -- python3 conformance/spark.py {rules} {data} {out}

One machine, two tasks. A session begins for each office, which takes longer than to decide it: `pytest python/tests/test_spark.py
--spark` holds a master and two workers to the pack in one session.
"""

import csv
import pathlib
import sys

import huzhu
from huzhu import spark
from pyspark.sql import SparkSession

rules, data, out = sys.argv[1:]
rules = huzhu.Rules.load(rules)
session = SparkSession.builder.master("local[2]").config("spark.ui.enabled", "false").getOrCreate()


def table(name):
    """All cells as texts, as they stand in the file."""
    path = pathlib.Path(data) / f"{name}.csv"
    return session.read.csv(str(path), header=True, quote='"', escape='"', enforceSchema=False, mode="FAILFAST")


decided = spark.adjudicate(table("bills"), table("members"), table("enrolments"), rules, partitions=2).persist()
if decided.rejects.count():
    raise SystemExit("rows cannot be used")
with (pathlib.Path(out) / "decisions.csv").open("w", encoding="utf-8", newline="") as file:
    rows = csv.writer(file)
    rows.writerow(decided.decisions.columns)
    rows.writerows(["" if cell is None else cell for cell in row] for row in decided.decisions.collect())
