"""The wheel as an engine of the pack: python3 conformance/run.py -- python3 conformance/wheel.py {rules} {data} {out}"""

import csv
import pathlib
import sys

import pyarrow as pa
import pyarrow.csv as pc

import huzhu

rules, data, out = sys.argv[1:]
rules = huzhu.Rules.load(rules)


def table(name):
    types = dict.fromkeys(rules.columns(name), "string")
    path = pathlib.Path(data) / f"{name}.csv"
    return pc.read_csv(path, convert_options=pc.ConvertOptions(column_types=types, strings_can_be_null=True))


decided = pa.table(rules.adjudicate(table("bills"), table("members"), table("enrolments")))
with (pathlib.Path(out) / "decisions.csv").open("w", encoding="utf-8", newline="") as file:
    rows = csv.writer(file)
    rows.writerow(decided.column_names)
    rows.writerows(["" if cell is None else cell for cell in row.values()] for row in decided.to_pylist())
