"""What tests share: the repository's data as tables of each library, and the program."""

import datetime
import decimal
import os
import pathlib
import random
import signal
import threading
import time

import pyarrow as pa
import pyarrow.compute as compute
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
    # What a shell starts in the background ignores Ctrl-C, and Python then leaves it ignored.
    signal.signal(signal.SIGINT, signal.default_int_handler)


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


#: Names of the national settlement, for ours.
NATIONAL = {"bill_id": "setl_id", "member_id": "certno", "category": "med_type", "hospital_id": "fixmedins_code"}
NATIONAL |= {"hospital_level": "hosp_lv", "admission": "begndate", "discharge": "enddate", "settled_on": "setl_time"}
NATIONAL |= {"diagnosis": "dise_no", "total": "medfee_sumamt", "out_of_catalogue": "fulamt_ownpay_amt"}
NATIONAL |= {"class_b_prepay": "preselfpay_amt", "deductible": "act_pay_dedc", "pool_paid": "hifp_pay"}
NATIONAL |= {"critical_paid": "hifmi_pay", "assistance_paid": "maf_pay", "other_paid": "oth_pay"}
NATIONAL |= {"over_limit": "overlmt_selfpay", "in_scope": "inscp_scp_amt", "sex": "gend", "birth_date": "brdy"}

#: What an office says about the codes of its region.
REGION = """
[import.settlements]
columns = { setl_id = "bill_id" }
words = { category = { 21 = "inpatient", 14 = "outpatient_chronic", 13 = "emergency" }, hospital_level = { 11 = "1", 21 = "2", 31 = "3", 99 = "none" } }
"""
CODES = {"med_type": {"inpatient": "21", "outpatient_chronic": "14", "emergency": "13"}, "gend": {"M": "1", "F": "2"}}
CODES |= {"hosp_lv": {"1": "11", "2": "21", "3": "31", "none": "99"}}


def national(table):
    """A table as the national settlement has it: its names and codes, and the second of each settlement."""
    table = table.rename_columns([NATIONAL.get(name, name) for name in table.column_names])
    for at, name in enumerate(table.column_names):
        if name in CODES:
            codes = [CODES[name][word] for word in table[name].to_pylist()]
            table = table.set_column(at, name, pa.array(codes))
        elif name == "setl_time":
            table = table.set_column(at, name, pa.array([f"{day} 10:22:31" for day in table[name].to_pylist()]))
    return table


def with_refunds(bills):
    """National bills, each hundredth of which a refund takes back, by a number of its own."""
    first = bills.take(list(range(0, len(bills), 100)))
    refunds = first
    for at, field in enumerate(first.schema):
        if pa.types.is_decimal(field.type):
            refunds = refunds.set_column(at, field.name, compute.negate(first[field.name]).cast(field.type))
    refunds = refunds.set_column(0, "setl_id", pa.array([f"R{one}" for one in first["setl_id"].to_pylist()]))
    said = lambda rows, flag, taken: rows.append_column("refd_setl_flag", pa.array([flag] * len(rows))).append_column("init_setl_id", taken)
    nothing = pa.array([""] * len(bills))
    return pa.concat_tables([said(bills, "0", nothing), said(refunds, "1", first["setl_id"].combine_chunks())])


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
