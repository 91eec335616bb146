#!/usr/bin/env bash
# A drive that fails for a moment makes SQLite read half of a transaction that was never committed.
#
# Where: apsw 3.54.1.0 from PyPI (SQLite 3.54.1, x86_64 Linux), strace 6.1 (Debian 12) to let one call fail.
# What: a writer is killed in the middle of a transaction, part of which is in the file already, with the rollback
# journal beside it, as it should be. Whoever opens the file next rolls it back. If `stat` of the journal fails at
# that moment with EIO, as a network drive may answer, SQLite takes the journal for absent, not for unreadable:
# it reads rows of the transaction that was killed, `integrity_check` says ok, and no error is raised.
# Seen: 0 rows of the killed transaction where `stat` works, and hundreds of 500 where it fails.
# What follows: a program that must not act on half a transaction looks at the journal itself before SQLite does,
# and refuses to go on where it cannot be told whether there is one.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
command -v strace >/dev/null || { echo "strace is needed: apt-get install strace" >&2; exit 1; }
python3 -m venv "$work/python"
"$work/python/bin/pip" install --quiet --no-deps --only-binary :all: apsw==3.54.1.0

cat >"$work/try.py" <<'PYTHON'
import os, signal, sys
import apsw

assert apsw.sqlite_lib_version() == "3.54.1"
act, path = sys.argv[1:]
db = apsw.Connection(path)
if act == "write":
    db.execute("PRAGMA cache_size = 2; CREATE TABLE t(a INTEGER PRIMARY KEY, b TEXT)")
    rows = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 500) SELECT i FROM n"
    db.execute(f"INSERT INTO t SELECT i, 'old' || hex(zeroblob(200)) FROM ({rows})")
    # More than the cache holds: part of it is written to the file before anything is committed.
    db.execute("BEGIN IMMEDIATE; UPDATE t SET b = 'new' || hex(zeroblob(200))")
    os.kill(os.getpid(), signal.SIGKILL)
new = db.execute("SELECT count(*) FROM t WHERE b LIKE 'new%'").get
print(new, db.execute("PRAGMA integrity_check").get)
PYTHON

run() { "$work/python/bin/python" "$work/try.py" "$@"; }
(run write "$work/killed" || true) 2>/dev/null
test -s "$work/killed-journal"
for name in whole failing; do
    cp "$work/killed" "$work/$name"
    cp "$work/killed-journal" "$work/$name-journal"
done

whole=$(run read "$work/whole")
failing=$(strace -f -o "$work/calls" -P "$work/failing-journal" -e trace=stat,newfstatat,statx \
    -e inject=stat,newfstatat,statx:error=EIO "$work/python/bin/python" "$work/try.py" read "$work/failing")
grep -q INJECTED "$work/calls"
echo "the journal can be looked at: $whole (rows of the killed transaction, integrity_check)"
echo "it cannot: $failing"
[ "$whole" = "0 ok" ]
read -r rows check <<<"$failing"
[ "$rows" -gt 100 ] && [ "$check" = ok ]
