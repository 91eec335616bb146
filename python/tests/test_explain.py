"""Explanations and previews: exact, in both languages, and adding up."""

import datetime
import json
from decimal import Decimal

import pyarrow as pa
import pytest
from conftest import ROOT

import huzhu

BILL = {"category": "inpatient", "hospital_level": "2", "admission": "2022-03-01", "discharge": "2022-03-09"}
BILL |= {name: "0" for name in ("out_of_catalogue", "class_b_prepay", "critical_paid", "assistance_paid", "other_paid")}
PERIOD = {"plan": "medical", "start": datetime.date(2022, 1, 1), "end": datetime.date(2022, 12, 31)}


def asked(**bill):
    member = {"birth_date": "1980-05-01", "sex": "F", "hardship": False, "name": None}
    return {"bill": BILL | {"deductible": 0} | bill, "member": member, "enrolment": [PERIOD | {"units": 1}]}


def test_an_explanation_is_what_is_decided_and_adds_up(rules, city):
    decided = {row["bill_id"]: row["payable"] for row in pa.table(rules.adjudicate(**city)).to_pylist()}
    for bill_id in city["bills"]["bill_id"].to_pylist()[5:400:79]:
        explanation = rules.explain(bill_id, **city)
        trace = explanation.to_dict()
        assert explanation.payable == decided[bill_id] == Decimal(trace["payable"])
        assert trace["format"] == "huzhu-trace/1" and trace["bill_id"] == bill_id == explanation.bill_id
        paid = [Decimal(one["paid"]) for one in trace["benefits"]]
        assert sum(paid) == explanation.payable
        balance = trace["balance"]
        assert f"{explanation.payable:,}" in explanation.text() and "本单应付互助金" in explanation.text("zh")
        assert json.dumps(balance)


def test_a_bill_that_is_not_there(rules, city):
    with pytest.raises(ValueError, match="bill_id"):
        rules.explain("B999", **city)
    with pytest.raises(ValueError, match='"en" or "zh"'):
        rules.explain(city["bills"]["bill_id"][0].as_py(), **city).text("fr")


def test_a_bill_of_a_member_whose_rows_are_in_error_is_not_explained(pinghu, office):
    bills = office["bills"].set_column(2, "category", pa.array(["dental"]))
    with pytest.raises(huzhu.InputError) as told:
        pinghu.explain("B1", bills, office["members"], office["enrolments"])
    assert told.value.mistakes[0].column == "category"


def test_a_preview_is_what_the_bill_would_be_paid(pinghu):
    preview = pinghu.preview(asked(total=Decimal("8232.97"), pool_paid="3000.00"))
    assert preview.payable == (Decimal("2616.49"), Decimal("2616.49"))
    assert preview.to_dict()["payable"] == "2616.49"
    assert "payable on this bill: 2,616.49" in str(preview) == preview.text("en")
    assert "本单应付互助金：2,616.49" in preview.text("zh")


def test_an_amount_that_is_missing_gives_a_range(pinghu):
    preview = pinghu.preview(asked(total=Decimal("8232.97"), pool_paid="?"))
    assert preview.payable == (Decimal("0.00"), Decimal("4116.49"))
    assert [one["column"] for one in preview.to_dict()["preview"]["look_for"]] == ["pool_paid"]


def test_a_preview_takes_the_text_that_the_program_takes(pinghu):
    text = (ROOT / "docs/pinghu-bill.toml").read_text()
    assert pinghu.preview(text).payable[0] == Decimal("2616.49")


def test_a_preview_on_the_history_of_tables_is_as_if_the_bill_were_there(rules, city):
    bills = city["bills"]
    last = bills.slice(bills.num_rows - 1).to_pylist()[0]
    expected = rules.explain(last["bill_id"], **city).payable
    bill = {name: cell for name, cell in last.items() if cell not in (None, "")}
    before = bills.slice(0, bills.num_rows - 1)
    preview = rules.preview({"bill": bill}, before, city["members"], city["enrolments"])
    assert preview.payable == (expected, expected)


def test_what_is_wrong_with_a_bill_comes_at_once(pinghu):
    with pytest.raises(huzhu.RulesError) as told:
        pinghu.preview(asked(total="12。50", pool_paid="0", category="dental"))
    assert len(told.value.mistakes) == 2
    with pytest.raises(TypeError, match="bill.total is a float"):
        pinghu.preview(asked(total=12.5))
    with pytest.raises(TypeError, match="bill.total is a list"):
        pinghu.preview(asked(total=[]))
    with pytest.raises(ValueError, match="or none of them"):
        pinghu.preview(asked(total="1"), pa.table({}))
