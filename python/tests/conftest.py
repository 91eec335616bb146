"""What tests share: the repository's data as tables of each library, and the program."""

import datetime
import decimal
import os
import pathlib
import random
import threading
import time

import pyarrow as pa
import pyarrow.csv as pc
import pytest

import huzhu

ROOT = pathlib.Path(__file__).resolve().parents[2]
DAYS = {"birth_date", "valid_from", "start", "end", "enrolled_on", "paid_on"}
DAYS |= {"admission", "discharge", "settled_on", "submitted_on", "diagnosed_on"}
AMOUNTS = {"total", "out_of_catalogue", "class_b_prepay", "over_limit", "deductible", "in_scope"}
AMOUNTS |= {"pool_paid", "critical_paid", "assistance_paid", "other_paid", "large_amount_paid"}
TABLES = ("bills", "members", "enrolments")


def pytest_addoption(parser):
    parser.addoption("--huzhu", help="the program to compare with")
    parser.addoption("--spark", nargs="?", const="all", choices=["some", "all"], help="also on Spark, with PySpark and a JRE")


def pytest_collection_modifyitems(config, items):
    """With `--spark=some`, of Spark's tests those that are always asked, and three more, drawn by HUZHU_SEED."""
    if config.getoption("--spark") != "some":
        return
    others = [one for one in items if "session" in one.fixturenames and not one.get_closest_marker("always")]
    drawn = random.Random(os.environ.get("HUZHU_SEED", "1")).sample(others, 3)
    left = [one for one in others if one not in drawn]
    config.hook.pytest_deselected(items=left)
    items[:] = [one for one in items if one not in left]


def pytest_configure(config):
    config.addinivalue_line("markers", "always: asked also where the others are sampled")


@pytest.fixture(scope="session")
def program(request):
    path = request.config.getoption("--huzhu")
    if not path:
        pytest.skip("no --huzhu")
    return pathlib.Path(path).resolve()


def texts(folder, name, rules):
    """A file with all its columns as texts."""
    options = pc.ConvertOptions(
        column_types={column: "string" for column in rules.columns(name)}, strings_can_be_null=True
    )
    return pc.read_csv(folder / f"{name}.csv", convert_options=options)


def typed(table):
    """The same with days as days, amounts as decimals, and counts as integers."""
    for at, name in enumerate(table.column_names):
        if name in DAYS:
            table = table.set_column(at, name, table[name].cast(pa.date32()))
        elif name in AMOUNTS:
            table = table.set_column(at, name, table[name].cast(pa.decimal128(18, 2)))
        elif name == "units":
            table = table.set_column(at, name, table[name].cast(pa.int64()))
    return table


@pytest.fixture(scope="session")
def rules():
    return huzhu.Rules.load(ROOT / "rules/city")


@pytest.fixture(scope="session")
def city(rules):
    """Bills, members and enrolments of the small city."""
    return {name: typed(texts(ROOT / "data/city_small", name, rules)) for name in TABLES}


def turns_meanwhile(work, **arguments):
    """How often the interpreter gets its turn while a thread does some work."""
    worker = threading.Thread(target=work, kwargs=arguments)
    turns = 0
    worker.start()
    while worker.is_alive():
        turns += 1
        time.sleep(0.001)
    return turns


DAY = datetime.date.fromisoformat
FEN = decimal.Decimal


@pytest.fixture
def pinghu():
    return huzhu.Rules.load(ROOT / "rules/pinghu")


@pytest.fixture
def office():
    """One member with one bill under the rules of Pinghu: 2,616.49."""
    members = {"member_id": "M1", "birth_date": DAY("1980-05-01"), "sex": "F", "org_code": "99.01", "hardship": "no"}
    period = {"member_id": "M1", "plan": "medical", "start": DAY("2022-01-01"), "end": DAY("2022-12-31")}
    period |= {"units": 1, "enrolled_on": DAY("2022-01-01")}
    bill = {"bill_id": "B1", "member_id": "M1", "category": "inpatient", "hospital_id": "H1", "hospital_level": "2"}
    bill |= {"admission": DAY("2022-03-01"), "discharge": DAY("2022-03-09"), "settled_on": DAY("2022-03-09")}
    bill |= {"diagnosis": "", "total": FEN("8232.97"), "pool_paid": FEN("3000.00")}
    bill |= {name: FEN("0.00") for name in ("out_of_catalogue", "class_b_prepay", "deductible")}
    bill |= {name: FEN("0.00") for name in ("critical_paid", "assistance_paid", "other_paid")}
    rows = {"bills": [bill], "members": [members], "enrolments": [period]}
    return {name: pa.Table.from_pylist(of_one) for name, of_one in rows.items()}


#: Rules that pay half of the drugs among a bill's lines.
LINED = """
[scheme]
id = "lined"
title = { zh = "明细", en = "lines" }
currency = "CNY"
basis = "admission"
order = "settlement"
line_classes = ["drug", "bed"]
[edition]
id = "1"
title = { zh = "一", en = "1" }
from = "2000-01-01"
source = "made for this test"
[fields]
drugs = { type = "amount", of = "lines", classes = ["drug"] }
[[plan]]
id = "p"
title = { zh = "计划", en = "plan" }
clause = "1"
[[benefit]]
id = "aid"
plan = "p"
title = { zh = "互助金", en = "aid" }
clause = "2"
categories = ["inpatient"]
against_bill = "within"
base = "drugs"
rate = "50%"
"""


def lined_office(count):
    """So many members, each with a bill whose lines are of two classes; of every third the lines do not come to the bill."""
    day, names = DAY("2024-03-01"), [f"M{at}" for at in range(count)]
    members = [{"member_id": name, "birth_date": DAY("1980-05-01"), "sex": "F", "org_code": "99", "hardship": "no"} for name in names]
    periods = [{"member_id": name, "plan": "p", "start": DAY("2024-01-01"), "end": DAY("2024-12-31"), "units": 1, "enrolled_on": DAY("2024-01-01")} for name in names]
    zero = dict.fromkeys(("out_of_catalogue", "class_b_prepay", "deductible", "pool_paid", "critical_paid", "assistance_paid", "other_paid"), FEN("0.00"))
    bill = {"category": "inpatient", "hospital_id": "H", "hospital_level": "2", "admission": day, "discharge": day, "settled_on": day, "diagnosis": ""}
    bills = [{"bill_id": f"B{at}", "member_id": name, **bill, "total": FEN("100.00"), **zero} for at, name in enumerate(names)]
    parts = [("drug", "60.00"), ("bed", "40.00")]
    lines = [{"bill_id": f"B{at}", "class": kind, "amount": FEN(amount)} for at in range(count) for kind, amount in parts[at % 3 == 2 :]]
    tables = {"bills": bills, "members": members, "enrolments": periods, "lines": lines}
    return {name: pa.Table.from_pylist(rows) for name, rows in tables.items()}
