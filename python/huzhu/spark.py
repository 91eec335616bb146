"""Decisions on Spark: one engine a task, all rows of a member in one of them.

>>> from huzhu import spark  # doctest: +SKIP
>>> decided = spark.adjudicate(bills, members, enrolments, rules)  # doctest: +SKIP
>>> decided.rejects.show()  # doctest: +SKIP

Rules that add up over a household are decided by household. The result has the rows and columns of ``Rules.adjudicate``,
in no order; sorted alike, both are the same.
"""

from __future__ import annotations

import functools
import pickle
from typing import TYPE_CHECKING

import huzhu

if TYPE_CHECKING:
    from collections.abc import Iterator

    import pyarrow
    from pyspark.sql import DataFrame

__all__ = ["Decided", "adjudicate"]

#: Columns of a row of decisions before those of benefits, and of a reject.
DECISIONS = ["bill_id", "member_id", "plan", "status", "reasons"]
REJECTS = {"table": "string", "row": "bigint", "column": "string", "value": "string"}
REJECTS |= {"code": "string", "sentence": "string", "sentence_zh": "string"}
KEY = "huzhu_key"


class Decided:
    """What came of the bills: ``decisions`` and ``rejects``, DataFrames that one pass over the tables gives.

    A reject's ``row`` counts within its task, and names no row of the tables; its ``value`` does, masked.
    """

    def __init__(self, both: DataFrame, rules: huzhu.Rules) -> None:
        amounts = ["payable", *rules.benefits]
        self.both = both
        self.decisions = both.where("huzhu_reject = false").select(*DECISIONS, *amounts)
        of_rejects = both.where("huzhu_reject = true")
        self.rejects = of_rejects.selectExpr(*(f"huzhu_{name} AS `{name}`" for name in REJECTS))

    def persist(self) -> Decided:
        """Keeps what was decided, so that decisions and rejects are one computation."""
        self.both.persist()
        return self


def adjudicate(
    bills: DataFrame,
    members: DataFrame,
    enrolments: DataFrame,
    rules: huzhu.Rules,
    partitions: int | None = None,
    lines: DataFrame | None = None,
) -> Decided:
    """Decides all bills of Spark's tables, as ``Rules.adjudicate`` does those in memory.

    Columns of another kind than they mean are refused here, before anything runs: amounts are ``decimal(p, 2)``, days
    are ``date``, ids are ``string``. Rows that cannot be used stand in ``rejects``; a line of no bill fails the task.
    """
    from pyspark.sql.pandas.types import from_arrow_schema

    tables = {"bills": bills, "members": members, "enrolments": enrolments} | ({} if lines is None else {"lines": lines})
    names = {name: rules.names(name, table.columns) for name, table in tables.items() if name != "lines"}
    kinds = {name: _arrow_schema(table) for name, table in tables.items()}
    of_decisions = _looked_at(kinds, rules)
    whole = _together(_gathered(tables, names, rules), _links(tables, names, rules))
    whole = whole.repartition(*([partitions] if partitions else []), KEY)
    parcel = (huzhu.__version__, huzhu.MEANING, rules.sha256, pickle.dumps(rules))
    parcel = bills.sparkSession.sparkContext.broadcast(parcel)
    made = from_arrow_schema(_answer_schema(of_decisions))
    return Decided(whole.drop(KEY).mapInArrow(_worker(parcel, kinds), made), rules)


def _arrow_schema(table: DataFrame) -> pyarrow.Schema:
    from pyspark.sql.pandas.types import to_arrow_schema

    return to_arrow_schema(table.schema)


def _looked_at(kinds: dict[str, pyarrow.Schema], rules: huzhu.Rules) -> pyarrow.Schema:
    """The columns of decisions. Raises InputError for columns that cannot be used: the engine looks at tables without a row."""
    import pyarrow as pa

    return pa.table(rules.adjudicate(**{name: kind.empty_table() for name, kind in kinds.items()}, threads=1)).schema


#: Letters and digits of full width, and the usual ones.
WIDE, USUAL = "".join(map(chr, range(0xFF01, 0xFF5F))), "".join(map(chr, range(0x21, 0x7F)))


def _plain(column: str):
    """An id without what may differ between two spellings of one: width, case, blanks."""
    from pyspark.sql import functions as f

    return f.upper(f.regexp_replace(f.translate(f.col(f"`{column}`"), WIDE, USUAL), r"[\s\u3000]+", ""))


def _member(names: dict[str, str]):
    """The key of a member: one for all spellings of an id, also for a resident number of 15 digits and its 18. It is a hash,
    since Spark moves and groups numbers several times as fast as texts; that two members may share a key makes a task
    larger, and nothing else."""
    from pyspark.sql import functions as f

    plain = _plain(names["member_id"])
    short = f.concat(f.substring(plain, 1, 6), f.substring(plain, 9, 9))
    return f.xxhash64(f.when(plain.rlike("^[0-9]{17}[0-9X]$"), short).otherwise(plain))


def _link(*parts):
    """What several members have in common, as a number."""
    from pyspark.sql import functions as f

    return f.xxhash64(*parts).alias("link")


def _bill(rules: huzhu.Rules, names: dict[str, str], column: str = "bill_id"):
    """The link of all who have a bill of one number."""
    from pyspark.sql import functions as f

    hospital = [_plain(names["hospital_id"])] if rules.bills_by_hospital else []
    return _link(f.lit("bill"), *hospital, _plain(names[column]))


def _gathered(tables: dict[str, DataFrame], names: dict[str, dict[str, str]], rules: huzhu.Rules) -> DataFrame:
    """Rows of all tables one below the other, each a structure of its own kind beside the key of its member. Lines of a
    bill name no member: theirs is the bill's."""
    from pyspark.sql import functions as f

    parts = []
    for name, table in tables.items():
        cells = f.struct(*(f.col(f"`{column}`") for column in table.columns)).alias(name)
        others = (f.lit(None).cast(other.schema).alias(of) for of, other in tables.items() if of != name)
        if name == "lines":
            of_bill = tables["bills"].select(_bill(rules, names["bills"]), _member(names["bills"]).alias(KEY))
            of_bill = of_bill.groupBy("link").agg(f.min(KEY).alias(KEY))
            own = {column: column for column in table.columns}
            part = table.select(_bill(rules, own), cells).join(of_bill, "link", "left")
        else:
            part = table.select(_member(names[name]).alias(KEY), cells)
        parts.append(part.select(KEY, name, *others).select(KEY, *tables))
    return functools.reduce(lambda above, below: above.union(below), parts)


def _links(tables: dict[str, DataFrame], names: dict[str, dict[str, str]], rules: huzhu.Rules) -> DataFrame:
    """Members who must be decided in one task, each with what links them: a bill that rows of several name, since one of
    these is wrong; and a household, where something adds up over it."""
    from pyspark.sql import functions as f

    bills, of_bills = tables["bills"], names["bills"]
    named = ["bill_id", *(["takes_back"] if "takes_back" in of_bills else [])]
    ids = [bills.where(f.col(f"`{of_bills[one]}`") != "").select(_member(of_bills).alias(KEY), _bill(rules, of_bills, one)) for one in named]
    ids = functools.reduce(lambda above, below: above.union(below), ids)
    of_several = ids.groupBy("link").agg(f.min(KEY).alias("a"), f.max(KEY).alias("b")).where("a <> b").select("link")
    links = ids.join(f.broadcast(of_several.localCheckpoint()), "link").select(KEY, "link")
    home = names["members"].get("household_id")
    if rules.household and home:
        homes = tables["members"].where(f.col(f"`{home}`") != "")
        links = links.union(homes.select(_member(names["members"]).alias(KEY), _link(f.lit("home"), f.trim(f.col(f"`{home}`")))))
    return links.distinct().localCheckpoint()


def _together(whole: DataFrame, links: DataFrame) -> DataFrame:
    """The same rows, where all who are linked, be it through others, share the least of their keys."""
    from pyspark.sql import functions as f

    if links.isEmpty():
        return whole
    least = links.select(KEY, f.col(KEY).alias("root")).distinct()
    while True:
        of_link = links.join(least, KEY).groupBy("link").agg(f.min("root").alias("root"))
        new = links.join(of_link, "link").groupBy(KEY).agg(f.min("root").alias("new"))
        both = new.join(least, KEY).localCheckpoint()
        least = both.select(KEY, f.col("new").alias("root"))
        if both.where("new < root").isEmpty():
            return whole.join(least, KEY, "left").withColumn(KEY, f.coalesce("root", KEY)).drop("root")


def _worker(parcel, kinds: dict[str, pyarrow.Schema]):
    """Decides the rows of one task. A member may lie across batches, so the rows of a task are taken together."""

    def decide(batches: Iterator[pyarrow.RecordBatch]) -> Iterator[pyarrow.RecordBatch]:
        import pyarrow as pa

        rules = _unpacked(parcel.value)
        parts = {name: [] for name in kinds}
        for batch in batches:
            for name, rows in parts.items():
                rows.append(_rows(batch[name], kinds[name]))
        if not any(rows.num_rows for part in parts.values() for rows in part):
            return
        tables = {name: pa.Table.from_batches(part) for name, part in parts.items()}
        decided = rules.adjudicate(**tables, rejects="keep", threads=1)
        yield from _answer(pa.table(decided), pa.table(decided.rejects))

    return decide


def _unpacked(parcel: tuple[str, str, str, bytes]) -> huzhu.Rules:
    """The rules, if the worker means by them what the driver does."""
    version, meaning, sha256, packed = parcel
    if (huzhu.__version__, huzhu.MEANING) != (version, meaning):
        ours = f"huzhu {huzhu.__version__} ({huzhu.MEANING})"
        raise RuntimeError(f"this worker has {ours}, and the driver {version} ({meaning}); install one wheel on all")
    rules = pickle.loads(packed)
    if rules.sha256 != sha256:
        raise RuntimeError("the rules of this worker are not those of the driver")
    return rules


def _rows(cells: pyarrow.StructArray, kind: pyarrow.Schema) -> pyarrow.RecordBatch:
    """The rows of one of the tables: those in which its structure is not null. Batch by batch, since where it is null its
    columns lie in memory all the same."""
    import pyarrow as pa

    return pa.RecordBatch.from_arrays(cells.drop_null().flatten(), names=kind.names)


def _answer_schema(of_decisions: pyarrow.Schema) -> pyarrow.Schema:
    """Columns of decisions, and beside them those of rejects."""
    import pyarrow as pa

    nullable = [field.with_nullable(True) for field in of_decisions]
    rejects = [pa.field(f"huzhu_{name}", pa.int64() if kind == "bigint" else pa.string()) for name, kind in REJECTS.items()]
    return pa.schema([*nullable, pa.field("huzhu_reject", pa.bool_()), *rejects])


def _answer(decisions: pyarrow.Table, rejects: pyarrow.Table) -> Iterator[pyarrow.RecordBatch]:
    """Decisions and rejects with the columns of both. Spark takes columns by their position: they are put in order by name."""
    import pyarrow as pa

    schema = _answer_schema(decisions.schema)
    rejects = rejects.rename_columns([f"huzhu_{name}" for name in rejects.column_names])
    for part, is_reject in ((decisions, False), (rejects, True)):
        part = part.append_column("huzhu_reject", pa.array([is_reject] * part.num_rows, pa.bool_()))
        columns = [
            part[field.name].cast(field.type) if field.name in part.column_names else pa.nulls(part.num_rows, field.type)
            for field in schema
        ]
        yield from pa.Table.from_arrays(columns, schema=schema).to_batches()
