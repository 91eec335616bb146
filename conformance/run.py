#!/usr/bin/env python3
"""Holds any engine to the conformance pack: python3 conformance/run.py -- COMMAND WITH {rules} {data} {out}

The command is run once for each office, without a shell; {rules} is replaced by the folder of its rule files, {data} by that of
members.csv, enrolments.csv and bills.csv, {out} by an empty folder in which it must write decisions.csv. Rows may stand in any
order and have more columns; amounts are compared as decimals. It needs Python 3.10 and nothing else.
"""

import argparse
import csv
import decimal
import json
import pathlib
import shutil
import subprocess
import sys
import tempfile

PACK = pathlib.Path(__file__).resolve().parent
TEXTS = ("bill_id", "member_id", "plan", "status")


def decisions(path, columns):
    """The rows of a file of decisions, by bill and plan; each must be there once."""
    rows = {}
    with path.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            missing = [name for name in columns if row.get(name) is None]
            if missing:
                raise ValueError(f"lacks the columns {missing}")
            key = (row["bill_id"], row["member_id"], row["plan"])
            if key in rows:
                raise ValueError(f"has two rows of {key}")
            rows[key] = [row[name] if name in TEXTS else decimal.Decimal(row[name]) for name in columns]
    return rows


def differences(office, command, out):
    """What the engine decides otherwise than the pack says."""
    data = PACK / "offices" / office["id"]
    places = {"{rules}": PACK / office["rules"], "{data}": data, "{out}": out}
    words = [next((str(path) for mark, path in places.items() if mark == word), word) for word in command]
    run = subprocess.run(words, capture_output=True, text=True, check=False)
    answer = out / "decisions.csv"
    if not answer.exists():
        return [f"no decisions.csv (exit code {run.returncode}): {run.stderr.strip()[-500:]}"]
    with (data / "decisions.csv").open(encoding="utf-8", newline="") as file:
        columns = next(csv.reader(file))
    try:
        expected, found = decisions(data / "decisions.csv", columns), decisions(answer, columns)
    except (ValueError, decimal.InvalidOperation) as why:
        return [f"decisions.csv {why}"]
    keys = sorted(expected.keys() | found.keys())
    told = lambda row: "nothing" if row is None else ", ".join(map(str, row[3:]))
    return [
        f"{' '.join(key)}: {told(found.get(key))}; the pack: {told(expected.get(key))}"
        for key in keys
        if expected.get(key) != found.get(key)
    ]


def export(pack, folder):
    """A copy of the pack that stands alone, rules and all."""
    shutil.copytree(PACK, folder, ignore=shutil.ignore_patterns("__pycache__"))
    for office in pack["offices"]:
        rules = PACK / office["rules"]
        place = folder / "offices" / office["id"] / "rules"
        if not place.exists():
            place.mkdir()
            for file in sorted(rules.glob("*.toml")):
                if not file.name.startswith("cases"):
                    shutil.copy(file, place)
        office["rules"] = f"offices/{office['id']}/rules"
    text = json.dumps(pack, ensure_ascii=False, indent=2) + "\n"
    (folder / "offices/pack.json").write_text(text, encoding="utf-8")


def main():
    asked = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    asked.add_argument("--only", metavar="TEXT", default="", help="offices whose id has this text")
    asked.add_argument("--export", metavar="FOLDER", type=pathlib.Path, help="write a copy that stands alone")
    asked.add_argument("command", nargs="*", help="the engine's command with {rules}, {data} and {out}")
    asked = asked.parse_args()
    pack = json.loads((PACK / "offices/pack.json").read_text(encoding="utf-8"))
    if asked.export:
        export(pack, asked.export)
        return 0
    if not asked.command:
        raise SystemExit("name a command: python3 conformance/run.py -- huzhu batch --rules {rules} --data {data} --out {out}")
    offices = [office for office in pack["offices"] if asked.only in office["id"]]
    failed = 0
    for office in offices:
        with tempfile.TemporaryDirectory() as out:
            found = differences(office, asked.command, pathlib.Path(out))
        failed += bool(found)
        for line in found[:10]:
            print(f"{office['id']}: {line}")
    count = sum(office["decisions"] for office in offices)
    print(f"pack {pack['version']}: {len(offices) - failed} of {len(offices)} offices as the pack says, {count} decisions")
    return 1 if failed or not offices else 0


if __name__ == "__main__":
    sys.exit(main())
