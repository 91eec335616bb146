"""A replay of tables is the program's replay of files: each cell of each table, what is solved for, the whole report."""

import csv
import datetime
import inspect
import json
import os
import re
import signal
import subprocess
import threading
import time
from decimal import Decimal

import pandas as pd
import polars as pl
import pyarrow as pa
import pytest
from conftest import DAY, LINED, ROOT, TABLES, lined_office, texts, turns_meanwhile

import huzhu

#: A fee, so that there are contributions, a loss ratio and a fund.
FEE = '[plan.city]\nfee = "120"\n'


#: A member with bills, alone.
ONE = [next(csv.DictReader((ROOT / "data/city_small/bills.csv").open(encoding="utf-8")))["member_id"]]


def program_replays(program, tmp_path, *arguments):
    """The folder of a replay of the small city by the program."""
    out = tmp_path / "replay"
    command = [program, "replay", "--baseline", "rules/city", "--data", "data/city_small", "--out", out, *arguments]
    subprocess.run(command, check=True, capture_output=True, cwd=ROOT)
    return out


def is_cell(value, text):
    """Whether a cell of a table says what the text of the file says, exactly."""
    if text == "" or value is None:
        return text == "" and value is None
    if isinstance(value, bool):
        return text == ("yes" if value else "no")
    if text.endswith("%") and isinstance(value, Decimal):
        return value.as_tuple().exponent == -4 and value * 100 == Decimal(text[:-1])
    return type(value) in (int, str, Decimal, datetime.date) and str(value) == text


def other_cells(study, out):
    """Cells that differ from those of the program's files, with table and row."""
    written = sorted(path.stem for path in out.glob("*.csv"))
    assert sorted(study.tables) == written
    for name in written:
        with open(out / f"{name}.csv", newline="", encoding="utf-8") as file:
            header, *rows = csv.reader(file)
        table = pa.table(study.table(name))
        assert table.column_names == header, name
        assert len(study.table(name)) == table.num_rows == len(rows), name
        for at, (row, known) in enumerate(zip(table.to_pylist(), rows, strict=True)):
            for column, text in zip(header, known, strict=True):
                if not is_cell(row[column], text):
                    yield name, at, column, row[column], text


def report_of(out):
    """The report of the program, without the files that it was read from, and with arguments in the place of flags."""
    text = (out / "report.json").read_text().replace("`--least-members 1`", "`least_members=1`")
    return json.loads(text) | {"inputs": []}


@pytest.mark.parametrize("tables", ["texts", "typed"])
def test_tables_are_those_of_the_program(program, tmp_path, rules, city, tables):
    out = program_replays(
        program, tmp_path, "--set", "lower=parameters.year_deductible=300", "--sweep", "parameters.ceiling=20000..30000:5000",
        "--solve", "parameters.ceiling for total = 2470000", "--stress", "20%", "--provisions", "--full-ids", "--bootstrap", "100",
        "--seed", "7", "--question", "Who gains?", "--author", "Office", "--dated", "2026-03-01",
    )
    if tables == "texts":
        city = {name: texts(ROOT / "data/city_small", name, rules) for name in TABLES}
    study = huzhu.replay(
        rules, {"lower": rules.set({"parameters.year_deductible": "300"})}, **city, sweep=["parameters.ceiling=20000..30000:5000"],
        solve=["parameters.ceiling for total = 2470000"], stress="20%", provisions=True, whole_ids=True, draws=100, seed=7,
        question="Who gains?", author="Office", dated=DAY("2026-03-01"),
    )
    assert list(other_cells(study, out)) == []
    assert study.to_dict() == report_of(out)
    assert study.solved == report_of(out)["solved"] != []
    assert {"experience", "completion", "credibility", "trend", "stress", "provisions", "sweep"} <= set(study.tables)


def test_a_fund_on_a_day_of_valuation_is_that_of_the_program(program, tmp_path, rules, city):
    (tmp_path / "fee.toml").write_text(FEE)
    out = program_replays(
        program, tmp_path, "--patch", f"fee={tmp_path}/fee.toml", "--over", "fee", "--valued-on", "2025-06-30", "--above", "5000",
        "--solve", "parameters.ceiling for loss_ratio = 40%", "--solve", "parameters.ceiling for above = 3%", "--sample", "80%",
        "--least-members", "3",
    )
    study = huzhu.replay(
        rules, {"fee": rules.patched(FEE)}, **city, over="fee", valued_on="2025-06-30", above="5000", sample="80%", least_members=3,
        solve=["parameters.ceiling for loss_ratio = 40%", "parameters.ceiling for above = 3%"],
    )
    assert {"fund", "adequacy"} <= set(study.tables)
    assert list(other_cells(study, out)) == []
    assert study.to_dict() == report_of(out)


def test_what_the_fund_held_before_is_in_its_balance(program, tmp_path, rules, city):
    (tmp_path / "fee.toml").write_text(FEE)
    out = program_replays(program, tmp_path, "--patch", f"fee={tmp_path}/fee.toml", "--over", "fee", "--bootstrap", "0", "--opening=-1234.56")
    study = huzhu.replay(rules, {"fee": rules.patched(FEE)}, **city, over="fee", draws=0, opening="-1234.56")
    assert set(pl.DataFrame(study.table("adequacy"))["opening"]) == {Decimal("-1234.56")}
    assert list(other_cells(study, out)) == []


def test_growth_and_part_of_the_members_are_those_of_the_program(program, tmp_path, rules, city):
    some = [str(one) for one in city["members"]["member_id"][:400].to_pylist()]
    (tmp_path / "some.csv").write_text("member_id\n" + "\n".join(some) + "\n")
    out = program_replays(
        program, tmp_path, "--set", "parameters.year_deductible=300", "--only", tmp_path / "some.csv", "--from", "2023-01-01",
        "--to", "2024-12-31", "--grow", "5%", "--grow-bills", "3%", "--more-bills", "same-members", "--grow-to", "2027",
        "--bootstrap", "0", "--unit", "9900",
    )
    study = huzhu.replay(
        rules, [rules.set({"parameters.year_deductible": "300"})], **city, only=some, first_day=DAY("2023-01-01"),
        last_day=DAY("2024-12-31"), grow=["5%"], grow_bills=["3%"], more_bills="same-members", grow_to=2027, draws=0, unit="9900",
    )
    assert list(other_cells(study, out)) == []
    assert study.to_dict() == report_of(out)


def test_every_library_reads_a_table_with_exact_amounts(rules, city):
    study = huzhu.replay(rules, **city, draws=0)
    experience = study.table("experience")
    assert pl.DataFrame(experience).schema["paid"] == pl.Decimal(18, 2)
    frame = pd.DataFrame.from_arrow(experience)
    assert list(frame.columns) == experience.columns
    fields = {field.name: field.type for field in pa.table(experience).schema}
    assert (fields["claims"], fields["paid"], fields["loss_ratio"]) == (pa.int64(), pa.decimal128(18, 2), pa.decimal128(18, 4))
    assert not any(pa.types.is_floating(kind) for name in study.tables for kind in pa.table(study.table(name)).schema.types)
    with pytest.raises(ValueError, match="there is no table `experiense` here; there are totals"):
        study.table("experiense")


def test_who_pays_reads_it_in_either_language(rules, city):
    study = huzhu.replay(rules, [rules.set({"parameters.year_deductible": "300"})], **city, draws=0)
    assert "difference: 97839.88 (3.96%)" in study.summary()
    assert "97839.88" in study.summary("zh") and study.summary("zh") != study.summary()
    page = study.report("zh")
    assert page.startswith("<!DOCTYPE html>") and "97,839.88" in page and "<svg" in page
    with pytest.raises(ValueError, match='lang is "en" or "zh"'):
        study.report("de")
    assert repr(study) == "<huzhu.Study: 3000 bills of 707 members under 2 rules>"


def test_what_no_level_meets_is_told_beside_the_nearest(rules, city):
    [solved] = huzhu.replay(rules, **city, draws=0, solve=["parameters.ceiling for total = 9000000"]).solved
    assert solved["above"] is None and "no level between" in solved["note"]["en"] and solved["note"]["zh"]


def test_a_bad_question_is_one_exception_with_all_that_is_wrong(rules, city):
    asked = {"solve": ["x"], "sweep": ["y", "z"], "draws": 3, "grow": ["5%"], "grow_bills": ["1"], "stress": "20"}
    with pytest.raises(huzhu.QuestionError) as why:
        huzhu.replay(rules, **city, **asked, over="other", above="1e3", first_day="2024-02-01", last_day="2024-01-31")
    mistakes = why.value.mistakes
    for part in ("`x` asks for nothing", "`y` is not a sweep", "`z` is not a sweep", "draws", "grow_to", "more_bills", "`20`", "other", "1e3", "2024-02-01"):
        assert sum(part in one for one in mistakes) >= 1, part
    assert len(mistakes) == len(why.value.mistakes_zh) == 11 and str(why.value) == "\n".join(mistakes)
    assert isinstance(why.value, huzhu.Error)


@pytest.mark.parametrize(
    ("asked", "sentence"),
    [
        ({"solve": ["parameters.ceilling for total = 1"]}, "parameters.ceiling"),
        ({"only": ["nobody"]}, "none of its 1 ids has bills"),
        ({"solve": ["parameters.ceiling for loss_ratio = 80%"]}, "fee"),
        ({"unit": "1"}, "leaves no members"),
    ],
)
def test_what_this_history_cannot_answer_is_told(rules, city, asked, sentence):
    with pytest.raises(huzhu.QuestionError) as why:
        huzhu.replay(rules, **city, draws=0, **asked)
    assert sentence in str(why.value)


FLAG = re.compile(r"`(--[a-z-]+)[^`]*`")


@pytest.mark.parametrize(
    ("asked", "arguments"),
    [
        ({"unit": "1"}, ['`unit="1"`']),
        ({"only": ["nobody"]}, ["`only`"]),
        ({"first_day": "2024-02-01", "last_day": "2024-01-31"}, ['`first_day="2024-02-01"`', '`last_day="2024-01-31"`']),
        ({"opening": "5", "unit": "9900"}, ["`opening`", "`unit`", "`only`", "`sample`", "`first_day`", "`last_day`"]),
        ({"stress": "20%", "first_day": "2024-01-01"}, ["`stress`", "`first_day`", "`last_day`", "`grow`", "`grow_bills`"]),
        ({"valued_on": DAY("2000-01-01")}, ['`valued_on="2000-01-01"`']),
        ({"sample": "0.01%", "seed": 1}, ['`sample="0.01%"`', "`seed`"]),
        ({"only": ONE, "least_members": 5}, ["`least_members=1`"]),
        ({"solve": ["parameters.ceiling for loss_ratio = 80%"], "last_day": "2024-12-31"}, ["`first_day`", "`last_day`"]),
        (
            {"solve": ["parameters.ceiling for above = 3%"], "grow_bills": ["3%"], "more_bills": "other-members", "grow_to": 2027},
            ['`more_bills="other-members"`'],
        ),
        ({"sweep": ["parameters.ceiling=1..5:1", "parameters.ceiling=7..9:1"]}, ["`parameters.ceiling`"]),
    ],
)
def test_a_question_is_mended_by_the_arguments_that_a_caller_has(rules, city, asked, arguments):
    with pytest.raises(huzhu.QuestionError) as why:
        huzhu.replay(rules, **city, draws=0, **asked)
    for told in (why.value.mistakes, why.value.mistakes_zh):
        text = "\n".join(told)
        assert [one for one in arguments if one not in text] == [] and FLAG.findall(text) == []
    assert [one for one in arguments if one not in str(why.value)] == []


def test_what_a_study_warns_of_names_arguments(rules, city):
    study = huzhu.replay(rules, **city, draws=0, unit="9900")
    for lang in ("en", "zh"):
        [told] = [one[lang] for one in study.to_dict()["warnings"] if "triangles.csv" in one[lang]]
        assert "`least_members=1`" in told and told in study.summary(lang) and "least_members=1" in study.report(lang)
        assert FLAG.findall(study.summary(lang)) == []


def test_every_flag_that_a_sentence_names_is_an_argument():
    """The one table of the wheel, held to the sentences of a replay and to the signature."""
    table = dict(re.findall(r'^    \("(--[a-z-]+)", "([a-z_]+)", (?:Text|Number)\),$', (ROOT / "python/src/arguments.rs").read_text(), re.M))
    assert set(table.values()) <= set(inspect.signature(huzhu.replay).parameters)
    sentences = "".join((ROOT / f"src/words/{room}.rs").read_text() for room in ("replay", "report"))
    named = set(FLAG.findall(sentences))
    # Where history lies is no argument: a caller hands over tables.
    assert len(named) > 15 and named - {"--data", "--ledger"} <= set(table)
    page = (ROOT / "docs/python.md").read_text()
    called_otherwise = {flag: name for flag, name in table.items() if flag.removeprefix("--").replace("-", "_") != name}
    assert called_otherwise == {"--bootstrap": "draws", "--from": "first_day", "--to": "last_day"}
    assert all(f"`{one}`" in page for both in called_otherwise.items() for one in both)


def test_two_scenarios_have_two_names(rules, city):
    lower = rules.set({"parameters.year_deductible": "300"})
    with pytest.raises(huzhu.QuestionError, match="parameters.year_deductible=300") as why:
        huzhu.replay(rules, [lower, lower], **city)
    assert '`{"NAME": rules}`' in str(why.value) and '`{"名称": rules}`' in why.value.mistakes_zh[0]
    study = huzhu.replay(rules, {"one": lower, "two": lower}, **city, draws=0)
    assert [one["name"] for one in study.to_dict()["scenarios"]] == ["one", "two"]


@pytest.mark.parametrize("wrong", [datetime.datetime(2025, 6, 30, 12), 20250630, "30.6.2025"])
def test_a_day_is_a_day(rules, city, wrong):
    with pytest.raises(TypeError, match="valued_on is a day"):
        huzhu.replay(rules, **city, valued_on=wrong)


def test_rows_that_cannot_be_used_raise_or_are_warned_of(rules, city):
    bills = city["bills"].to_pylist()
    bills[0]["admission"] = None
    bad = city | {"bills": pa.Table.from_pylist(bills, schema=city["bills"].schema)}
    with pytest.raises(huzhu.InputError) as why:
        huzhu.replay(rules, **bad)
    assert [(one.table, one.row, one.column) for one in why.value.mistakes][0] == ("bills", 0, "admission")
    study = huzhu.replay(rules, **bad, rejects="keep", draws=0)
    assert study.to_dict()["bills"] < 3000 and any("rows" in one["en"] for one in study.to_dict()["warnings"])
    floats = city["bills"].set_column(city["bills"].column_names.index("total"), "total", city["bills"]["total"].cast(pa.float64()))
    with pytest.raises(huzhu.InputError, match="total"):
        huzhu.replay(rules, **(city | {"bills": floats}), rejects="keep")


def test_lines_of_bills_are_decided_on():
    rules, office = huzhu.Rules.from_texts({"1.toml": LINED}), lined_office(9)
    half = huzhu.replay(rules, [rules.set({"benefit.aid.rate": "100%"})], **office, draws=0, rejects="keep", least_members=1)
    whole = half.to_dict()["scenarios"][0]
    assert Decimal(whole["total"]) == 2 * Decimal(half.to_dict()["baseline"]["total"]) > 0


def test_the_answer_is_the_same_on_any_number_of_threads(rules, city):
    asked = {"stress": "10%", "draws": 100}
    one, many = (huzhu.replay(rules, **city, **asked, threads=threads) for threads in (1, 4))
    assert one.to_dict() == many.to_dict() and one.report("zh") == many.report("zh")


def test_the_interpreter_goes_on_meanwhile(rules, city):
    assert turns_meanwhile(huzhu.replay, baseline=rules, **city, stress="20%") > 20


def test_control_c_ends_it(rules, city):
    threading.Timer(0.5, os.kill, (os.getpid(), signal.SIGINT)).start()
    began = time.monotonic()
    with pytest.raises(KeyboardInterrupt):
        while time.monotonic() - began < 60:
            huzhu.replay(rules, **city, threads=1, sweep=["parameters.ceiling=1000..100000:1000"])
    assert time.monotonic() - began < 10
