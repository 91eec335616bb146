"""What `chainladder` reads of a replay and of a ledger is what huzhu wrote.

    check.py REPLAY_FOLDER ... [ENTRIES ...]

REPLAY_FOLDER is the `--out` of `huzhu replay`, ENTRIES the `--entries` of `huzhu ledger export`. Each file is
read with one call, and held to its own rows, to triangles.csv and to report.json: to the fen, cell by cell. The sums
here are of whole fen, and share nothing with chainladder, which counts in binary fractions: its cells are rounded to
whole fen before they are compared.

The estimates of completion.csv are those of chainladder: chain ladder, Mack's standard errors with his own rule for the
last variance, and Bornhuetter-Ferguson with the a-priori cost that Cape Cod finds, to the fen.

Needs what requirements.txt beside it names. `.ci/run` runs it.
"""

import csv
import json
import sys
import warnings
from collections import Counter
from decimal import Decimal
from pathlib import Path

import chainladder
import numpy
import pandas

# Where chainladder leaves rows out it only warns; here the comparison says which cell is missing.
warnings.filterwarnings("ignore", message=r"\s*Observations with development before")


def fen(amount):
    """Whole fen of an amount as written."""
    whole = Decimal(amount) * 100
    assert whole == whole.to_integral_value(), f"{amount} has a fraction of a fen"
    return int(whole)


def rows(path):
    with open(path, encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def cells(triangle):
    """Whole fen by (index, origin, valuation), periods as they are written: 2024 or 2024-03. Empty cells are left out."""
    by_valuation = triangle.dev_to_val().set_backend("numpy")
    form = {"Y": "%Y", "M": "%Y-%m"}
    origins = [period.strftime(form[triangle.origin_grain]) for period in by_valuation.origin]
    valuations = [day.strftime(form[triangle.development_grain]) for day in pandas.DatetimeIndex(by_valuation.development)]
    found = {}
    for index, of_index in zip(triangle.index.values.tolist(), by_valuation.values):
        for origin, of_origin in zip(origins, of_index[0]):
            for valuation, amount in zip(valuations, of_origin):
                if amount == amount and amount != 0:
                    found[(*map(str, index), origin, valuation)] = round(float(amount) * 100)
    return found


def same(what, expected, found):
    """Stops at the first cell that differs, and says which; a cell that is not there is nothing."""
    for key in sorted(expected.keys() | found.keys()):
        wrote, read = expected.get(key, 0), found.get(key, 0)
        if wrote != read:
            sys.exit(f"{what}, {', '.join(key)}: {wrote} fen are expected, chainladder reads {read}")
    print(f"{what}: {len(expected)} the same")


def total(name, sides, found):
    """Holds the totals of every index to what is said elsewhere."""
    sums = Counter()
    for key, amount in found.items():
        sums[key[: len(key) - 2]] += amount
    same(name, sides, sums)


def completion(folder, table):
    """Holds every estimate to chainladder's own."""
    rows_of = {}
    for row in rows(folder / "completion.csv"):
        rows_of.setdefault(row["terms"], []).append(row)
    report = json.loads((folder / "report.json").read_text(encoding="utf-8"))
    last = int(report["completion"]["valued_on"][:4])
    for terms, expected in rows_of.items():
        known = [
            {**row, "paid": float(row["paid"])}
            for row in table
            if row["terms"] == terms and int(row["origin"]) <= last and int(row["valuation"]) <= last
        ]
        triangle = chainladder.Triangle(
            pandas.DataFrame(known),
            origin="origin",
            development="valuation",
            columns="paid",
            index="terms",
            cumulative=True,
        )
        *years, together = expected
        estimates(triangle, years, together)
    return sum(map(len, rows_of.values()))


def estimates(triangle, years, together):
    developed = chainladder.Development().fit_transform(triangle)
    ladder = chainladder.Chainladder().fit(developed)
    hold("chain_ladder", years, cells_of_one(ladder.ultimate_))
    days = triangle.latest_diagonal.copy()
    # Years after a scheme is closed are no part of huzhu's triangle: chainladder has them, and nobody is covered then.
    covered = [float(row["people_days"]) for row in years] + [0.0] * (len(triangle.origin) - len(years))
    days.values = numpy.array(covered).reshape(days.shape)
    cape_cod = chainladder.CapeCod().fit(developed, sample_weight=days)
    cost = float(cape_cod.apriori_.values.flatten()[0])
    expected = chainladder.BornhuetterFerguson(apriori=cost).fit(developed, sample_weight=days)
    hold("bornhuetter_ferguson", years, cells_of_one(expected.ultimate_))
    if together["standard_error"]:
        # By itself: what others were fitted on loses the errors of its factors.
        developed = chainladder.Development(sigma_interpolation="mack").fit_transform(triangle)
        mack = chainladder.MackChainladder().fit(developed)
        errors = numpy.nan_to_num(mack.mack_std_err_.values[0, 0, :, -1])
        for row, error in zip(years, errors):
            hold_one("standard_error", row, error)
        hold_one("standard_error", together, float(mack.total_mack_std_err_.values.flatten()[0]))


def hold(column, years, found):
    """Holds a column to what chainladder found by origin."""
    found = {origin[:4]: amount for (*_, origin), amount in found.items()}
    for row in years:
        hold_one(column, row, found[row["origin"]] / 100)


def hold_one(column, row, amount):
    wrote, read = fen(row[column]), round(float(amount) * 100)
    if wrote != read:
        sys.exit(f"{column}, {row['terms']}, {row['origin']}: huzhu has {wrote} fen, chainladder {read}")


def cells_of_one(column):
    """Whole fen by (index, origin), of what has one amount for each."""
    amounts = column.set_backend("numpy").values[:, 0, :, 0]
    return {
        (*map(str, index), str(origin)): round(float(amount) * 100)
        for index, of_index in zip(column.index.values.tolist(), amounts)
        for origin, amount in zip(column.origin, of_index)
        if amount == amount
    }


def replay(folder):
    path = folder / "transactions.csv"
    triangle = chainladder.Triangle(
        pandas.read_csv(path),
        origin="origin",
        development="valuation",
        columns="paid",
        index="terms",
        cumulative=False,
    )
    expected = Counter()
    for row in rows(path):
        expected[row["terms"], row["origin"][:7], row["valuation"][:7]] += fen(row["paid"])
    found = cells(triangle)
    same("transactions.csv", expected, found)
    report = json.loads((folder / "report.json").read_text(encoding="utf-8"))
    sides = [report["baseline"], *report["scenarios"]]
    total("report.json", {(side["name"],): fen(side["total"]) for side in sides}, found)

    # By years from a table of its own: `triangle.grain("OYDY")` puts every amount one age too late where no origin lies
    # in the last year.
    yearly = chainladder.Triangle(
        pandas.read_csv(folder / "triangles.csv"),
        origin="origin",
        development="valuation",
        columns="paid",
        index="terms",
        cumulative=True,
    )
    table = rows(folder / "triangles.csv")
    for row in table:
        months = (int(row["valuation"]) - int(row["origin"]) + 1) * 12
        if int(row["development_months"]) != months:
            sys.exit(f"triangles.csv, {', '.join(row.values())}: {months} months are from origin to valuation")
    keyed = {(row["terms"], row["origin"], row["valuation"]): fen(row["paid"]) for row in table}
    same("triangles.csv", keyed, cells(yearly))
    print(f"completion.csv: {completion(folder, table)} rows the same")
    by_month, by_year = Counter(), Counter()
    for (terms, _, _), amount in found.items():
        by_month[terms,] += amount
    last = max(int(row["valuation"]) for row in table)
    for (terms, _, valuation), amount in keyed.items():
        by_year[terms,] += amount if int(valuation) == last else 0
    same("the last year of triangles.csv", by_month, by_year)


def ledger(path):
    index = ["kind", "plan", "benefit", "funder"]
    triangle = chainladder.Triangle(
        pandas.read_csv(path, keep_default_na=False),
        origin="origin",
        development="posted_on",
        columns="amount",
        index=index,
        cumulative=False,
    )
    expected, sums = Counter(), Counter()
    for row in rows(path):
        of = tuple(row[name] for name in index)
        expected[*of, row["origin"][:7], row["posted_on"][:7]] += fen(row["amount"])
        sums[of] += fen(row["amount"])
    found = cells(triangle)
    same("entries", expected, found)
    total("totals of entries", sums, found)
    kinds = Counter()
    for (kind, *_), amount in found.items():
        kinds[kind] += amount
    entitled, owed = kinds["due"] + kinds["reversal"], kinds["recovery"] - kinds["set_off"]
    same("balance of entries", {("paid",): entitled + kinds["stood"] + owed}, {("paid",): kinds["paid"]})


for given in map(Path, sys.argv[1:]):
    replay(given) if given.is_dir() else ledger(given)
