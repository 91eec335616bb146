"""Tables of any library are decided as the program decides files, row by row."""

import multiprocessing
import os
import pickle
import random
import subprocess

import duckdb
import pandas as pd
import polars as pl
import pyarrow as pa
import pyarrow.csv as pc
import pytest
from conftest import LINED, NATIONAL, REGION, ROOT, TABLES, national, texts, typed, with_refunds

import huzhu


def rows(table):
    return pa.table(table).to_pylist()


def batch(program, rules, data, out, *more):
    """The decisions and rejects of `huzhu batch`, as texts."""
    command = [program, "batch", "--rules", rules, "--data", data, "--out", out, *more]
    run = subprocess.run(command, capture_output=True, text=True, check=False)
    assert run.returncode in (0, 3), run.stderr
    def read(name, types):
        options = pc.ConvertOptions(column_types=types, strings_can_be_null=False)
        return pc.read_csv(out / name, convert_options=options)
    header = (out / "decisions.csv").read_text().split("\n", 1)[0].split(",")
    decisions = read("decisions.csv", {column: "string" for column in header})
    rejects = read("rejects.csv", {"line": "int64"} | dict.fromkeys(["file", "column", "value", "code"], "string"))
    return decisions.to_pylist(), rejects.to_pylist()


def as_in_files(decided):
    """Decisions with amounts and plans as decisions.csv writes them."""
    text = lambda cell: "" if cell is None else str(cell)
    return [{column: text(cell) for column, cell in row.items()} for row in rows(decided)]


def synthea_spoiled(tmp_path):
    """The office of Synthea with rows that cannot be used."""
    folder = tmp_path / "spoiled"
    folder.mkdir()
    for name in TABLES:
        lines = (ROOT / f"data/synthea/{name}.csv").read_text().splitlines()
        for at in range(7, len(lines), 97):
            cells = lines[at].split(",")
            cells[at % len(cells)] = "?"
            lines[at] = ",".join(cells)
        (folder / f"{name}.csv").write_text("\n".join(lines) + "\n")
    return folder


@pytest.mark.parametrize("office", ["city", "synthea", "spoiled"])
@pytest.mark.parametrize("form", [lambda table: table, typed], ids=["texts", "typed"])
def test_decisions_and_rejects_are_those_of_the_program(program, tmp_path, office, form):
    book = ROOT / "rules" / ("city" if office == "city" else "synthea")
    folders = {"city": ROOT / "data/city_small", "synthea": ROOT / "data/synthea"}
    data = folders.get(office) or synthea_spoiled(tmp_path)
    rules = huzhu.Rules.load(book)
    try:
        tables = {name: form(texts(data, name, rules)) for name in TABLES}
    except pa.ArrowInvalid:
        pytest.skip("what is no day cannot be one in a column of days")
    decided = rules.adjudicate(**tables, rejects="keep")
    expected, rejects = batch(program, book, data, tmp_path / "out")
    assert as_in_files(decided) == expected
    told = [(f"{one['table']}.csv", one["row"] + 2, one["column"], one["value"], one["code"]) for one in rows(decided.rejects)]
    assert told == [(one["file"], one["line"], one["column"], one["value"], one["code"]) for one in rejects]
    assert office != "spoiled" or len(rejects) > 20


def frames(tables):
    """The same tables in every library."""
    connection = duckdb.connect()
    return {
        "pyarrow": tables,
        "pandas": {name: table.to_pandas(types_mapper=pd.ArrowDtype) for name, table in tables.items()},
        "polars": {name: pl.DataFrame(table) for name, table in tables.items()},
        "duckdb": {name: connection.from_arrow(table) for name, table in tables.items()},
        "batches": {name: pa.RecordBatchReader.from_batches(t.schema, t.to_batches(max_chunksize=7)) for name, t in tables.items()},
    }


@pytest.mark.parametrize("library", ["pyarrow", "pandas", "polars", "duckdb", "batches"])
def test_any_library_hands_tables_over(rules, city, library):
    assert rows(rules.adjudicate(**frames(city)[library])) == rows(rules.adjudicate(**city))


def test_a_frame_of_pandas_with_words_as_categories_and_days_as_objects(rules, city):
    bills = city["bills"].to_pandas()
    assert bills["total"].dtype == object and bills["admission"].dtype == object
    bills["category"] = bills["category"].astype("category")
    assert rows(rules.adjudicate(bills, city["members"], city["enrolments"])) == rows(rules.adjudicate(**city))


def test_categories_of_polars(rules, city):
    bills = pl.DataFrame(city["bills"]).with_columns(pl.col("category", "hospital_level").cast(pl.Categorical))
    assert rows(rules.adjudicate(bills, city["members"], city["enrolments"])) == rows(rules.adjudicate(**city))


def test_amounts_come_out_as_decimals_and_ids_as_texts_in_every_library(rules, city):
    decided = rules.adjudicate(**city)
    table, frame = pa.table(decided), pl.DataFrame(decided)
    assert table.schema.field("payable").type == pa.decimal128(18, 2)
    assert table.schema.field("bill_id").type == pa.string()
    assert frame.schema["payable"] == pl.Decimal(18, 2)
    pandas = pd.DataFrame.from_arrow(decided)
    total = sum(table["payable"].to_pylist())
    assert str(total) == "2467921.89"
    assert frame["payable"].sum() == total == sum(pandas["payable"])
    assert duckdb.sql("SELECT sum(payable) FROM decided").fetchall() == [(total,)]
    assert len(decided) == 3000 and decided.columns == table.column_names


def test_tables_of_the_national_settlement_are_decided_as_tables_of_ours(rules, city):
    region, tables = rules.importing(REGION), {name: national(table) for name, table in city.items()}
    assert rows(region.adjudicate(**tables)) == rows(rules.adjudicate(**city))
    assert rows(pickle.loads(pickle.dumps(region)).adjudicate(**tables)) == rows(rules.adjudicate(**city))
    bill_id = tables["bills"]["setl_id"][700].as_py()
    assert region.explain(bill_id, **tables).text() == rules.explain(bill_id, **city).text()


def test_files_of_the_national_settlement_are_decided_as_its_tables(program, tmp_path, rules, city):
    tables = {name: national(table) for name, table in city.items()}
    tables["bills"] = with_refunds(tables["bills"])
    words = tables["bills"]["begndate"].cast(pa.string()).to_pylist()
    words[37] = "2024-02-31"
    tables["bills"] = tables["bills"].set_column(tables["bills"].column_names.index("begndate"), "begndate", pa.array(words))
    for name, table in tables.items():
        pc.write_csv(table, tmp_path / f"{name}.csv")
    (tmp_path / "region.toml").write_text(REGION)
    expected, rejects = batch(program, ROOT / "rules/city", tmp_path, tmp_path / "out", "--import", tmp_path / "region.toml")
    decided = rules.importing(REGION).adjudicate(**tables, rejects="keep")
    assert as_in_files(decided) == expected
    told = [(f"{one['table']}.csv", one["row"] + 2, one["column"], one["value"], one["code"]) for one in rows(decided.rejects)]
    names = lambda column: NATIONAL.get(column, column)
    assert told == [(one["file"], one["line"], names(one["column"]), one["value"], one["code"]) for one in rejects]
    assert [one[:3] for one in told] == [("bills.csv", 39, "begndate")]


def test_the_order_of_rows_and_the_number_of_threads_change_nothing(rules, city):
    shuffled = {}
    for name, table in city.items():
        order = list(range(table.num_rows))
        random.Random(7).shuffle(order)
        shuffled[name] = table.take(order)
    expected = rows(rules.adjudicate(**city, threads=1))
    assert rows(rules.adjudicate(**shuffled, threads=2)) == expected


def test_a_slice_of_a_table_is_that_part_of_it(rules, city):
    some = city["bills"].slice(1000, 50)
    copied = pa.Table.from_pylist(some.to_pylist(), schema=some.schema)
    tables = (city["members"], city["enrolments"])
    assert rows(rules.adjudicate(some, *tables)) == rows(rules.adjudicate(copied, *tables))


def test_tables_without_a_row_give_decisions_without_a_row(rules, city):
    decided = rules.adjudicate(**{name: table.slice(0, 0) for name, table in city.items()})
    assert len(decided) == 0 and pa.table(decided).num_rows == 0
    assert "payable" in pl.DataFrame(decided).columns


def test_texts_with_commas_and_quotes_stay_what_they_are(pinghu, office):
    odd = 'B "1", a|b'
    bills = office["bills"].set_column(0, "bill_id", pa.array([odd]))
    [row] = rows(pinghu.adjudicate(bills, office["members"], office["enrolments"]))
    assert (row["bill_id"], str(row["payable"])) == (odd, "2616.49")


def test_a_whole_zero_is_zero_in_any_unit(pinghu, office):
    bills = office["bills"]
    bills = bills.set_column(bills.column_names.index("other_paid"), "other_paid", pa.array([0]))
    [row] = rows(pinghu.adjudicate(bills, office["members"], office["enrolments"]))
    assert str(row["payable"]) == "2616.49"


def test_a_capsule_can_be_asked_for_again(rules, city):
    decided = rules.adjudicate(**city)
    assert pa.table(decided) == pa.table(decided)
    decided.__arrow_c_stream__()  # Nobody reads it.


def test_lines_of_bills_are_a_table_of_their_own():
    rules = huzhu.Rules.from_texts({"lines.toml": LINED})
    members = pa.table({"member_id": ["M"], "birth_date": ["1980-01-01"], "sex": ["F"], "org_code": ["9"], "hardship": ["no"]})
    periods = pa.table({"member_id": ["M"], "plan": ["p"], "start": ["2024-01-01"], "end": ["2024-12-31"], "units": ["1"], "enrolled_on": ["2024-01-01"]})
    bill = {name: "0" for name in rules.columns("bills", required=True)}
    bill |= {"bill_id": "B", "member_id": "M", "category": "inpatient", "hospital_level": "3", "diagnosis": ""}
    bill |= {"admission": "2024-03-01", "discharge": "2024-03-05", "settled_on": "2024-03-05", "total": "100.00"}
    bills = pa.Table.from_pylist([bill])
    lines = pl.DataFrame({"bill_id": ["B", "B"], "class": ["drug", "bed"], "amount": ["60.00", "40.00"]})
    lines = lines.with_columns(pl.col("amount").cast(pl.Decimal(18, 2)))
    [row] = rows(rules.adjudicate(bills, members, periods, lines))
    assert str(row["payable"]) == "30.00"
    with pytest.raises(huzhu.InputError, match="amount") as told:
        rules.adjudicate(bills, members, periods, lines.drop("amount"))
    assert told.value.mistakes[0].table == "lines"


def in_child(rules, tables, send):
    send.send(len(rules.adjudicate(**tables)))


def test_a_process_may_fork_after_it_has_decided(rules, city):
    assert len(rules.adjudicate(**city)) == 3000
    ours, theirs = multiprocessing.Pipe()
    child = multiprocessing.get_context("fork").Process(target=in_child, args=(rules, city, theirs))
    child.start()
    assert ours.poll(60) and ours.recv() == 3000
    child.join()


def test_rules_go_to_another_process_as_they_are(rules):
    copy = pickle.loads(pickle.dumps(rules.set({"parameters.year_deductible": "300"})))
    assert copy.value("parameters.year_deductible") == "300" and copy.sha256 != rules.sha256
    assert os.getpid() and copy.benefits == rules.benefits
