#!/usr/bin/env bash
# A connection of DuckDB hands out one Arrow stream at a time.
#
# Where: duckdb 2.0.1 and pyarrow 26.0.1 from PyPI, Python 3.11.
# What: two relations of one connection are asked for their streams by the Arrow PyCapsule interface
# (`__arrow_c_stream__`), the second before the first is read to its end. The second raises, though neither depends on
# the other; read one after the other, both are whole.
# Seen: `Resource In Use Error: connection has an open result; drain or destroy it before starting a new query`.
# What follows: who takes several tables reads each to its end before it asks for the next, as our wheel does.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work"
"$work/bin/pip" install --quiet --only-binary :all: duckdb==2.0.1 pyarrow==26.0.1

"$work/bin/python" - <<'PYTHON'
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
assert pyarrow.table(bills).num_rows == 5000
print("as described: one stream at a time")
PYTHON
