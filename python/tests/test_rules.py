"""Rules: their mistakes, and other values in them."""

import pathlib
import pickle

import pytest
from conftest import ROOT

import huzhu


def test_rules_say_what_they_are(rules):
    assert (rules.id, rules.currency, rules.name) == ("city", "CNY", "city")
    assert (rules.plans, rules.benefits) == (["city"], ["reimbursement", "per_diem"])
    assert rules.title("zh") == "城市基准互助方案"
    assert "pool_paid" in rules.columns("bills", required=True)
    assert "stay_id" in rules.columns("bills") and "stay_id" not in rules.columns("bills", required=True)
    assert huzhu.Rules.load(pathlib.Path(ROOT / "rules/city/1.toml")).sha256 == rules.sha256
    assert not rules.household


def test_one_edition_of_a_folder_serves_every_day():
    assert huzhu.Rules.load(f"{ROOT}/rules/weihai@2024").value("parameters.ceiling") == "100000"


def test_every_mistake_of_rules_comes_with_its_place_and_what_to_write(rules):
    [(file, text)] = rules.texts.items()
    text = text.replace('"50%"', '"0.5.0"').replace('currency = "CNY"', 'currency = "RMB"')
    with pytest.raises(huzhu.RulesError) as told:
        huzhu.Rules.from_texts({file: text})
    found = [(one.file, text.splitlines()[one.line - 1][one.column - 1 :].split()[0]) for one in told.value.mistakes]
    assert found == [(file, '"RMB"'), (file, '"low_pays"')]  # Where it is used.
    assert all(one.message_zh != one.message for one in told.value.mistakes)
    assert "error" in str(told.value) and "^" in str(told.value)


@pytest.mark.parametrize("path", ["no/such/rules", ROOT / "data", ROOT / "rules/weihai@1999"])
def test_rules_that_cannot_be_read(path):
    with pytest.raises(huzhu.RulesError) as told:
        huzhu.Rules.load(path)
    assert told.value.mistakes == [] and isinstance(told.value, ValueError)


def test_a_value_is_changed_where_it_stands(rules):
    other = rules.set({"parameters.year_deductible": "300", "parameters.ceiling": "25000"})
    assert other.changes == [
        ("parameters.year_deductible", "500", "300"),
        ("parameters.ceiling", "20000", "25000"),
    ]
    assert rules.value("parameters.year_deductible") == "500", "rules do not change"
    with pytest.raises(huzhu.RulesError, match="did you mean `parameters.ceiling`"):
        rules.set({"parameters.cieling": "1"})
    with pytest.raises(huzhu.RulesError):
        rules.set({"parameters.low_pays": "160%"})


def test_a_patch_says_what_stands_elsewhere(rules):
    other = rules.patched('[parameters]\nyear_deductible = "0"\n')
    assert other.value("parameters.year_deductible") == "0"
    with pytest.raises(huzhu.RulesError) as told:
        rules.patched('[benefit.nothing]\nrate = "50%"\n')
    [mistake] = told.value.mistakes
    assert (mistake.file, mistake.line) == ("patch", 1)


def test_a_sweep_tries_every_level(rules, city):
    points = rules.sweep("parameters.year_deductible=0..1000:500")
    assert [levels for levels, _ in points] == [["0"], ["500"], ["1000"]]
    paid = [paid_in_all(at.adjudicate(**city)) for _, at in points]
    assert paid[0] > paid[1] > paid[2] and str(paid[1]) == "2467921.89"
    assert len(rules.sweep("parameters.year_deductible=0..1000:500", "parameters.paid_days=0..90:90")) == 6
    with pytest.raises(huzhu.RulesError):
        rules.sweep("parameters.year_deductible")


def test_rules_that_stand_together_know_the_words_of_all():
    alone = [huzhu.Rules.load(f"{ROOT}/rules/weihai@{edition}") for edition in (2015, 2024)]
    assert "allowance" not in alone[0].plans
    for rules in huzhu.Rules.together(*alone):
        for one in (rules, rules.set({"parameters.ceiling": "70000"}), pickle.loads(pickle.dumps(rules))):
            assert "allowance" in one.plans and len(one.texts) == 1
    assert huzhu.Rules.together() == []


def paid_in_all(decided):
    import pyarrow

    return sum(pyarrow.table(decided)["payable"].to_pylist())
