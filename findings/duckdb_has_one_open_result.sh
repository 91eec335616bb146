#!/usr/bin/env bash
# DuckDB 2.0.1: while the Arrow stream of one relation is open, no other relation of its connection can be asked for one:
# "connection has an open result; drain or destroy it before starting a new query". A program that takes several tables by
# the Arrow PyCapsule interface must read each to its end before it asks for the next; so does our wheel.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder"
"$folder/bin/pip" install --quiet --only-binary :all: duckdb==2.0.1 pyarrow==26.0.1
"$folder/bin/python" - <<'PYTHON'
import duckdb
import pyarrow

connection = duckdb.connect()
members = connection.sql("SELECT 1 AS id FROM range(5000)")
bills = connection.sql("SELECT 2 AS id FROM range(5000)")
first = pyarrow.RecordBatchReader.from_stream(members)
try:
    pyarrow.RecordBatchReader.from_stream(bills)
except duckdb.Error as why:
    assert "open result" in str(why), why
else:
    raise SystemExit("two streams of one connection are open: the behaviour has changed")
assert first.read_all().num_rows == 5000
assert pyarrow.table(bills).num_rows == 5000, "read one after the other, both are whole"
print("as described")
PYTHON
