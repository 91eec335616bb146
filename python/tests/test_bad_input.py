"""Whatever is wrong with tables is told as one exception, each thing with its column and its row."""

import datetime
import decimal

import numpy as np
import pandas as pd
import polars as pl
import pyarrow as pa
import pytest
from conftest import LINED, REGION, lined_office, national

import huzhu

FEN = decimal.Decimal


def with_column(table, name, values, kind=None):
    column = pa.array(values, type=kind)
    return table.set_column(table.column_names.index(name), name, column)


def mistakes(rules, office, **changed):
    with pytest.raises(huzhu.InputError) as told:
        rules.adjudicate(**(office | changed))
    assert all(one.message and one.message_zh for one in told.value.mistakes)
    return [(one.table, one.row, one.column, one.code) for one in told.value.mistakes]


def test_a_column_that_is_missing(pinghu, office):
    bills = office["bills"].drop_columns(["pool_paid"])
    assert mistakes(pinghu, office, bills=bills) == [("bills", None, "pool_paid", "missing_column")]


def test_a_column_that_is_misspelt_is_never_taken_for_one_of_the_offices_own(pinghu, office):
    bills = office["bills"].rename_columns({"pool_paid": "pool_payed"})
    assert mistakes(pinghu, office, bills=bills) == [("bills", None, "pool_payed", "misspelt_column")]


def test_an_optional_column_that_is_misspelt(pinghu, office):
    bills = office["bills"].append_column("acount_paid", pa.array([FEN("5.00")]))
    assert mistakes(pinghu, office, bills=bills) == [("bills", None, "acount_paid", "misspelt_column")]


def test_a_column_that_is_there_twice(pinghu, office):
    bills = office["bills"].append_column("total", office["bills"]["total"])
    assert mistakes(pinghu, office, bills=bills) == [("bills", None, "total", "column_twice")]


def test_what_is_wrong_with_a_table_of_the_national_settlement_is_told_by_its_own_names(rules, city):
    tables = {name: national(table) for name, table in city.items()}
    bills, region = tables["bills"], rules.importing(REGION)
    assert mistakes(region, tables, bills=bills.drop_columns(["hifp_pay"])) == [("bills", None, "pool_paid", "missing_column")]
    floats = with_column(bills, "medfee_sumamt", [1.5] * len(bills))
    assert mistakes(region, tables, bills=floats) == [("bills", None, "medfee_sumamt", "wrong_type")]
    several = with_column(floats, "setl_id", list(range(len(bills))))
    told = mistakes(region, tables, bills=several)
    assert sorted(told) == [("bills", None, "medfee_sumamt", "wrong_type"), ("bills", None, "setl_id", "wrong_type")]
    numbers = with_column(tables["members"], "certno", list(range(len(tables["members"]))))
    both = mistakes(region, tables, bills=floats, members=numbers)
    assert both == [("members", None, "certno", "wrong_type"), ("bills", None, "medfee_sumamt", "wrong_type")]
    assert mistakes(region, tables, bills=bills.append_column("总费用", bills["medfee_sumamt"])) == [("bills", None, "total", "column_twice")]
    with pytest.raises(huzhu.InputError, match="`21`"):
        rules.adjudicate(**tables)


def test_what_an_office_says_is_checked_with_the_line(rules):
    with pytest.raises(huzhu.RulesError) as told:
        rules.importing('[import.bank]\ncolumns = { zje = "totl" }')
    assert [(one.line, bool(one.message_zh)) for one in told.value.mistakes] == [(2, True)]
    with pytest.raises(huzhu.RulesError, match="import"):
        rules.importing("# nothing")


def test_columns_of_the_offices_own_are_passed_over(pinghu, office):
    bills = office["bills"].append_column("remark", pa.array([[1.5, 2.5]]))
    assert len(pinghu.adjudicate(**(office | {"bills": bills}))) == 1


def test_floats_are_refused_with_the_remedy(pinghu, office):
    bills = with_column(office["bills"], "total", [8232.97])
    assert mistakes(pinghu, office, bills=bills) == [("bills", None, "total", "wrong_type")]
    with pytest.raises(huzhu.InputError, match=r"cast it to `decimal128\(18, 2\)`"):
        pinghu.adjudicate(**(office | {"bills": bills}))
    frame = office["bills"].to_pandas().astype({"total": float})
    assert mistakes(pinghu, office, bills=frame) == [("bills", None, "total", "wrong_type")]


@pytest.mark.parametrize("kind", [np.float32, np.float64])
def test_counts_as_floats_are_what_a_missing_value_makes_of_them_in_pandas(pinghu, office, kind):
    periods = office["enrolments"].to_pandas().astype({"units": kind})
    assert mistakes(pinghu, office, enrolments=periods) == [("enrolments", None, "units", "wrong_type")]


def test_amounts_that_may_be_yuan_or_fen(pinghu, office):
    bills = with_column(office["bills"], "total", [823297])
    assert mistakes(pinghu, office, bills=bills) == [("bills", 0, "total", "whole_amounts")]


@pytest.mark.parametrize("ids", [pa.array([1]), pa.array([FEN("1")])])
def test_ids_that_are_numbers(pinghu, office, ids):
    bills = office["bills"].set_column(0, "bill_id", ids)
    assert mistakes(pinghu, office, bills=bills) == [("bills", None, "bill_id", "wrong_type")]


def test_time_stamps_in_the_place_of_days(pinghu, office):
    moment = datetime.datetime(2022, 3, 1, 23, 30)
    bills = with_column(office["bills"], "admission", [moment])
    assert mistakes(pinghu, office, bills=bills) == [("bills", None, "admission", "wrong_type")]
    frame = office["bills"].to_pandas()
    frame["discharge"] = pd.to_datetime(frame["discharge"])
    assert mistakes(pinghu, office, bills=frame) == [("bills", None, "discharge", "wrong_type")]


def test_a_null_where_a_value_is_required(pinghu, office):
    bills = pa.concat_tables([office["bills"]] * 3)
    bills = bills.set_column(0, "bill_id", pa.array(["B1", "B2", "B3"]))
    bills = with_column(bills, "total", [FEN("1.00"), None, FEN("9.00")], pa.decimal128(18, 2))
    bills = with_column(bills, "pool_paid", [FEN("0.00")] * 3)
    bills = with_column(bills, "discharge", [datetime.date(2022, 3, 9), datetime.date(2022, 3, 9), None])
    expected = [("bills", 1, "total", "missing_value"), ("bills", 2, "discharge", "missing_value")]
    told = mistakes(pinghu, office, bills=bills)
    assert [one for one in told if one[3] != "blocked_by_reject"] == expected


def test_a_row_that_another_one_blocks_names_the_row_of_the_table(rules, city):
    members = city["members"].to_pandas()
    members.loc[3, "birth_date"] = None
    kept = pl.DataFrame(rules.adjudicate(**(city | {"members": members}), rejects="keep").rejects)
    blocked = kept.filter(code="blocked_by_reject")["sentence"].to_list()
    assert kept.row(0)[:3] == ("members", 3, "birth_date")
    assert blocked and all("row 3 of members (of the same member)" in sentence for sentence in blocked)


def test_decimals_of_another_scale_are_exact_or_refused(pinghu, office):
    finer = with_column(office["bills"], "total", [FEN("8232.9700")])
    [row] = pa.table(pinghu.adjudicate(**(office | {"bills": finer}))).to_pylist()
    assert row["payable"] == FEN("2616.49")
    bills = with_column(office["bills"], "total", [FEN("8232.975")])
    assert mistakes(pinghu, office, bills=bills) == [("bills", 0, "total", "bad_amount")]
    product = pl.DataFrame(office["bills"]).with_columns(pl.col("total") * pl.lit(FEN("0.7055")))
    assert mistakes(pinghu, office, bills=product) == [("bills", 0, "total", "bad_amount")]


def test_a_negative_amount_and_one_beyond_all_bills(pinghu, office):
    for total, code in [("-1.00", "negative_amount"), ("99999999999999999.99", "bad_amount")]:
        bills = with_column(office["bills"], "total", [FEN(total)], pa.decimal128(38, 2))
        assert mistakes(pinghu, office, bills=bills) == [("bills", 0, "total", code)]


def test_a_day_before_all_years(pinghu, office):
    members = with_column(office["members"], "birth_date", [-(2**31)], pa.int32())
    members = members.set_column(1, "birth_date", members["birth_date"].cast(pa.int32()).cast(pa.date32()))
    assert ("members", 0, "birth_date", "bad_date") in mistakes(pinghu, office, members=members)


def test_a_line_break_within_an_id_does_not_move_other_rows(pinghu, office):
    bills = pa.concat_tables([office["bills"]] * 3)
    bills = bills.set_column(0, "bill_id", pa.array(["B1", "B\n2", "B3"]))
    bills = with_column(bills, "category", ["inpatient", "inpatient", "dental"])
    told = mistakes(pinghu, office, bills=bills)
    assert ("bills", 1, "bill_id", "line_break") in told and ("bills", 2, "category", "unknown_word") in told


def test_a_row_of_nulls_alone_is_a_row(pinghu, office):
    none = pa.Table.from_pylist([dict.fromkeys(office["bills"].column_names)], schema=office["bills"].schema)
    bills = pa.concat_tables([none, with_column(office["bills"], "category", ["dental"])])
    told = mistakes(pinghu, office, bills=bills)
    assert ("bills", 1, "category", "unknown_word") in told and ("bills", 0, "", "empty_row") in told


def test_all_mistakes_of_all_tables_come_at_once(pinghu, office):
    members = with_column(office["members"], "sex", [None], pa.string())
    periods = office["enrolments"].rename_columns({"start": "begin"})
    bills = with_column(office["bills"], "total", [1.5])
    bills = with_column(bills, "settled_on", [None], pa.date32())
    bills = bills.set_column(0, "bill_id", pa.array([17]))
    told = mistakes(pinghu, office, members=members, enrolments=periods, bills=bills)
    assert set(told) == {
        ("members", 0, "sex", "missing_value"),
        ("enrolments", None, "start", "missing_column"),
        ("bills", None, "bill_id", "wrong_type"),
        ("bills", None, "total", "wrong_type"),
        ("bills", 0, "settled_on", "missing_value"),
    }


@pytest.mark.parametrize(
    ("change", "told"),
    [
        (lambda lines: with_column(lines, "amount", [60.0, 40.0]), ("amount", "wrong_type")),
        (lambda lines: with_column(lines, "amount", [6000, 4000]), ("amount", "whole_amounts")),
        (lambda lines: with_column(lines, "bill_id", [1, 1]), ("bill_id", "wrong_type")),
        (lambda lines: lines.append_column("day", pa.array([datetime.datetime(2024, 3, 1)] * 2)), ("day", "wrong_type")),
        (lambda lines: lines.append_column("class", lines["class"]), ("class", "column_twice")),
        (lambda lines: lines.drop_columns(["amount"]), ("amount", "missing_column")),
        (lambda lines: lines.rename_columns({"amount": "amont"}), ("amont", "misspelt_column")),
        (lambda lines: lines.append_column("dy", pa.array(["2024-03-01"] * 2)), ("dy", "misspelt_column")),
    ],
)
def test_columns_of_lines_are_held_to_their_kinds(change, told):
    """What is wrong with bills besides stands in the same exception."""
    rules, office = huzhu.Rules.from_texts({"lines.toml": LINED}), lined_office(1)
    office["lines"] = change(office["lines"])
    [column, code] = told
    row = 0 if code == "whole_amounts" else None
    assert mistakes(rules, office) == [("lines", row, column, code)]
    misspelt = office["bills"].rename_columns({"pool_paid": "pool_payed"})
    both = [("bills", None, "pool_payed", "misspelt_column"), ("lines", row, column, code)]
    assert mistakes(rules, office, bills=misspelt) == both


def test_a_line_of_no_bill_is_told_beside_a_column_of_members():
    rules, office = huzhu.Rules.from_texts({"lines.toml": LINED}), lined_office(1)
    office["lines"] = with_column(office["lines"], "bill_id", ["B0", "B9"])
    members = office["members"].rename_columns({"sex": "sx"})
    assert mistakes(rules, office) == [("lines", None, "", "not_usable")]
    assert mistakes(rules, office, members=members) == [("members", None, "sx", "misspelt_column"), ("lines", None, "", "not_usable")]


def test_columns_of_lines_that_are_the_offices_own_are_passed_over():
    rules, office = huzhu.Rules.from_texts({"lines.toml": LINED}), lined_office(3)
    office["lines"] = office["lines"].append_column("remark", pa.array([[1.5]] * office["lines"].num_rows))
    assert len(rules.adjudicate(**office, rejects="keep")) == 2


def test_bad_rows_may_be_kept_beside_the_decisions(pinghu, office):
    bills = pa.concat_tables([office["bills"]] * 2)
    bills = bills.set_column(0, "bill_id", pa.array(["B1", "B2"])).set_column(1, "member_id", pa.array(["M1", "M2"]))
    decided = pinghu.adjudicate(**(office | {"bills": bills}), rejects="keep")
    [reject] = pa.table(decided.rejects).to_pylist()
    assert (reject["table"], reject["row"], reject["code"]) == ("bills", 1, "unknown_member")
    assert len(decided) == 1 and "M2" not in str(reject)


def test_ids_of_people_are_masked(pinghu, office):
    bills = with_column(office["bills"], "member_id", ["990000198001010018"])
    with pytest.raises(huzhu.InputError) as told:
        pinghu.adjudicate(**(office | {"bills": bills}))
    assert "990000198001010018" not in str(told.value) + str(told.value.mistakes)


def test_a_table_whose_every_row_is_wrong_has_a_short_text(rules, city):
    bills = with_column(city["bills"], "category", ["dental"] * 3000)
    with pytest.raises(huzhu.InputError, match="and 29[0-9]{2} more") as told:
        rules.adjudicate(**(city | {"bills": bills}))
    assert len(told.value.mistakes) == 3000 and len(str(told.value)) < 5000


@pytest.mark.parametrize("table", [[{"bill_id": "B1"}], None, "bills.csv", pa.array([1])])
def test_what_is_no_table(pinghu, office, table):
    with pytest.raises((TypeError, ValueError), match="bills"):
        pinghu.adjudicate(**(office | {"bills": table}))


def test_a_table_that_breaks_off_tells_why(pinghu, office):
    def batches():
        yield from office["bills"].to_batches()
        raise OSError("the disk is gone")

    reader = pa.RecordBatchReader.from_batches(office["bills"].schema, batches())
    with pytest.raises(ValueError, match="the disk is gone"):
        pinghu.adjudicate(**(office | {"bills": reader}))
