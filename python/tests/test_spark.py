"""Decisions on Spark, a master and two workers, are those of one machine: the same rows after sorting.

Slow, for a JVM starts: `pytest python/tests/test_spark.py --spark`, with PySpark and a JRE installed. `--spark=some` asks some
of them, drawn by `HUZHU_SEED`.
"""

import os
import pickle
import time

import pyarrow as pa
import pytest
from cluster import cluster
from conftest import LINED, REGION, TABLES, lined_office, national, texts, with_refunds
from test_conformance import OFFICES, PACK, answers, found

import huzhu

#: A task that takes twice as long as half of the others is begun a second time at once.
HASTY = {"spark.speculation": "true", "spark.speculation.interval": "100ms", "spark.speculation.quantile": "0.5"}
HASTY |= {"spark.speculation.multiplier": "2", "spark.speculation.minTaskRuntime": "1s"}


@pytest.fixture(scope="module")
def session(request, tmp_path_factory):
    if not request.config.getoption("--spark"):
        pytest.skip("no --spark")
    from pyspark.sql import SparkSession

    with cluster(tmp_path_factory.mktemp("spark")) as (address, workers):
        session = SparkSession.builder.master(address).appName("huzhu").config(map=HASTY)
        session = session.config("spark.executor.memory", "512m").config("spark.sql.shuffle.partitions", "4")
        session = session.config("spark.ui.enabled", "false").config("spark.sql.execution.arrow.maxRecordsPerBatch", "97").getOrCreate()
        session.sparkContext.setLogLevel("ERROR")
        session.workers = workers
        yield session
        session.stop()


def rows(frame):
    return sorted((tuple(row) for row in frame.collect()), key=str)


def on_one_machine(rules, tables):
    decided = rules.adjudicate(**tables, rejects="keep")
    table = lambda part: [tuple(row.values()) for row in pa.table(part).to_pylist()]
    return sorted(table(decided), key=str), sorted((one[:1] + one[2:] for one in table(decided.rejects)), key=str)


def frames(session, tables):
    return {name: session.createDataFrame(table) for name, table in tables.items()}


def on_spark(session, rules, tables, partitions=None):
    from huzhu import spark

    decided = spark.adjudicate(**frames(session, tables), rules=rules, partitions=partitions)
    return rows(decided.decisions), sorted((tuple(row)[:1] + tuple(row)[2:] for row in decided.rejects.collect()), key=str)


def test_a_worker_of_another_version_or_meaning_says_which(rules):
    from huzhu import spark

    parcel = (huzhu.__version__, huzhu.MEANING, rules.sha256, pickle.dumps(rules))
    assert spark._unpacked(parcel).sha256 == rules.sha256
    with pytest.raises(RuntimeError, match=f"this worker has huzhu {huzhu.__version__} .* and the driver 9.9"):
        spark._unpacked(("9.9", *parcel[1:]))
    with pytest.raises(RuntimeError, match="the driver .* .2030-01."):
        spark._unpacked((parcel[0], "2030-01", *parcel[2:]))
    with pytest.raises(RuntimeError, match="not those of the driver"):
        spark._unpacked((*parcel[:2], "0" * 64, parcel[3]))


def test_spellings_of_an_id_go_to_one_task(session, rules, city):
    """A resident number of 15 digits is its 18; letters and digits of full width are the usual ones."""
    ids = city["members"]["member_id"].to_pylist()
    short = {one: one[:6] + one[8:17] for one in ids[::3] if one[6:8] == "19"} | {one: one.lower() for one in ids[1::3] if one.endswith("X")}
    wide = {one: one.translate({ord(digit): 0xFEE0 + ord(digit) for digit in "0123456789"}) for one in ids[2::3]}
    bills = city["bills"]
    named = [(short | wide).get(one, one) for one in bills["member_id"].to_pylist()]
    bills = bills.set_column(bills.column_names.index("member_id"), "member_id", pa.array(named))
    tables = city | {"bills": bills}
    expected = on_one_machine(rules, tables)
    assert expected[0] == on_one_machine(rules, city)[0]
    assert on_spark(session, rules, tables, 3) == expected


@pytest.mark.always
def test_the_city_on_two_workers_is_the_city_on_one_machine(session, rules, city):
    expected = on_one_machine(rules, city)
    assert len(expected[0]) == 3000
    for partitions in (1, 3):
        assert on_spark(session, rules, city, partitions) == expected


@pytest.mark.always
def test_tables_of_the_national_settlement_are_decided_as_on_one_machine(session, rules, city):
    tables = {name: national(table) for name, table in city.items()}
    tables["bills"] = with_refunds(tables["bills"])
    region = rules.importing(REGION)
    expected = on_one_machine(region, tables)
    assert len(expected[0]) == 2970, "a refund and what it takes back are no bills"
    assert on_spark(session, region, tables, 3) == expected


def test_bad_rows_are_told_as_on_one_machine(session, rules, city):
    bills = city["bills"].slice(0, 400)
    words = bills["category"].to_pylist()
    words[7:300:50] = ["dental"] * 6
    bills = bills.set_column(bills.column_names.index("category"), "category", pa.array(words))
    # One bill of two members: which of them is right nobody knows, in whatever task they are.
    other = bills.slice(350, 1).set_column(0, "bill_id", bills["bill_id"].slice(20, 1))
    tables = city | {"bills": pa.concat_tables([bills, other])}
    expected = on_one_machine(rules, tables)
    assert any("other_bill" in one for one in expected[1])
    assert on_spark(session, rules, tables) == expected


def test_columns_are_taken_by_name_and_refused_by_kind(session, rules, city):
    from huzhu import spark

    order = lambda table: table.select(list(reversed(table.column_names)))
    turned = {name: order(table) for name, table in city.items()}
    assert on_spark(session, rules, turned)[0] == on_one_machine(rules, city)[0]
    floats = frames(session, city)
    floats["bills"] = floats["bills"].withColumn("total", floats["bills"]["total"].cast("double"))
    with pytest.raises(huzhu.InputError, match="total"):
        spark.adjudicate(**floats, rules=rules)


def test_a_household_is_decided_in_one_task(session, rules, city):
    [(file, text)] = rules.texts.items()
    text = text.replace("[amounts]", '[windows.home_year]\nof = "household"\neach = "year"\n\n[amounts]', 1)
    text = text.replace('amount = "year_deductible"\nwindow = "year"', 'amount = "year_deductible"\nwindow = "home_year"')
    book = huzhu.Rules.from_texts({file: text})
    assert book.household
    members = city["members"]
    # Three in each household, whatever their ids.
    homes = pa.array([f"H{at % (members.num_rows // 3)}" for at in range(members.num_rows)])
    tables = city | {"members": members.append_column("household_id", homes)}
    expected = on_one_machine(book, tables)
    assert expected != on_one_machine(rules, city), "the deductible is the household's"
    assert on_spark(session, book, tables, 4) == expected


def test_lines_go_to_the_task_of_their_bill(session):
    rules = huzhu.Rules.from_texts({"lines.toml": LINED})
    tables = lined_office(30)
    expected = on_one_machine(rules, tables)
    assert len(expected[0]) == 20 and len(expected[1]) == 10
    assert on_spark(session, rules, tables, 3) == expected
    tables["lines"] = tables["lines"].set_column(2, "amount", tables["lines"]["amount"].cast(pa.float64()))
    with pytest.raises(huzhu.InputError, match="floating"):
        on_spark(session, rules, tables)


@pytest.mark.parametrize("adapts", ["true", "false"])
def test_plans_that_adapt_while_they_run_change_nothing(session, rules, city, adapts):
    session.conf.set("spark.sql.adaptive.enabled", adapts)
    expected = on_one_machine(rules, city)
    for partitions in (None, 5):
        assert on_spark(session, rules, city, partitions) == expected
    session.conf.unset("spark.sql.adaptive.enabled")


#: What the first attempt at the first task does: it is slow, so that a second runs beside it; or it breaks off at its end.
TROUBLES = {"slow": lambda: time.sleep(15), "broken": lambda: 1 / 0}


@pytest.mark.parametrize("trouble", TROUBLES)
def test_a_task_that_runs_twice_is_counted_once(session, rules, city, trouble, tmp_path, monkeypatch):
    from huzhu import spark

    worker, meet = spark._worker, TROUBLES[trouble]

    def troubled(parcel, kinds):
        decide = worker(parcel, kinds)

        def attempt(batches):
            from pyspark import TaskContext

            task, number = TaskContext.get().partitionId(), TaskContext.get().attemptNumber()
            (tmp_path / f"{task}-{number}").touch()
            yield from decide(batches)
            if (task, number) == (0, 0):
                meet()

        return attempt

    monkeypatch.setattr(spark, "_worker", troubled)
    assert on_spark(session, rules, city, 4) == on_one_machine(rules, city)
    assert (tmp_path / "0-1").exists(), "the first task ran a second time"


def some_offices():
    """Every sixth office of the pack; all with HUZHU_ALL=1."""
    return OFFICES[:: 1 if os.environ.get("HUZHU_ALL") else 6]


def test_spark_decides_as_the_pack_says(session):
    for office in some_offices():
        rules = huzhu.Rules.load(PACK / office["rules"])
        folder = PACK / "offices" / office["id"]
        decided, rejects = on_spark(session, rules, {name: texts(folder, name, rules) for name in TABLES}, 2)
        assert not rejects
        columns = ["bill_id", "member_id", "plan", "status", "reasons", "payable", *rules.benefits]
        decided = [dict(zip(columns, row)) for row in decided]
        key = lambda row: (row["bill_id"], row["plan"])
        expected = answers(folder)
        assert sorted(found(decided, list(expected[0])), key=key) == sorted(expected, key=key), office["id"]


@pytest.mark.always
def test_a_worker_that_is_killed_changes_nothing(session, rules, city):
    session.workers[0].kill()
    session.workers[0].wait()
    assert on_spark(session, rules, city, 4) == on_one_machine(rules, city)
