"""Makes a city of nine years from one of three, for estimates that need many years of origin.

    longer.py DATA OUT [CLOSED]

DATA holds members.csv, enrolments.csv and bills.csv of three years. Each member lives there three times, three and six
years earlier too, under ids of their own. Every seventh bill is settled one to six years later than it was, so that
payments develop for long; what is settled after the last year is left out, as an office would not know it yet. With
CLOSED, a year, the scheme is closed at its end: nobody is covered later, and bills of later stays are left out.
"""

import csv
import sys
from pathlib import Path

LAST = "2025-12-31"
IDS = ["member_id", "bill_id", "stay_id", "household_id"]
DATES = ["start", "end", "enrolled_on", "admission", "discharge", "settled_on", "submitted_on"]


def shifted(day, years):
    """The same day so many years later; 29 February becomes the 28th."""
    if not day:
        return day
    year, rest = int(day[:4]) + years, day[4:]
    return f"{year}{'-02-28' if rest == '-02-29' and year % 4 else rest}"


def earlier(row, years):
    ids = {name: f"{row[name]}-{years}" for name in IDS if row.get(name)}
    return {**row, **ids, **{name: shifted(row[name], -years) for name in DATES if name in row}}


def later(row, number):
    if "settled_on" not in row or number % 7:
        return row
    return {**row, "settled_on": shifted(row["settled_on"], 1 + number // 7 % 6)}


def is_open(row):
    """Whether a row is of cover or a stay that begins before the scheme is closed."""
    return row.get("start", row.get("admission", CLOSED)) <= CLOSED


def closed(row):
    return {**row, "end": min(row["end"], CLOSED)} if "end" in row else row


source, out = map(Path, sys.argv[1:3])
CLOSED = f"{sys.argv[3]}-12-31" if len(sys.argv) > 3 else LAST
out.mkdir()
for name in ["members.csv", "enrolments.csv", "bills.csv"]:
    with open(source / name, encoding="utf-8", newline="") as file:
        table = csv.DictReader(file)
        rows = [later(earlier(row, years), number) for number, row in enumerate(table) for years in (0, 3, 6)]
    with open(out / name, "w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, table.fieldnames)
        writer.writeheader()
        known = (row for row in rows if row.get("settled_on", LAST) <= LAST)
        writer.writerows(closed(row) for row in known if is_open(row))
