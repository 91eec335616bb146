"""Exact, explained claims for mutual-aid supplementary medical cover (互助).

Tables go in as they are, from pandas, Polars, DuckDB or pyarrow, and decisions come out as a table:

>>> import huzhu, pyarrow.csv
>>> rules = huzhu.Rules.load("rules/city")
>>> def table(name):
...     text = pyarrow.csv.ConvertOptions(column_types={c: "string" for c in rules.columns(name)})
...     return pyarrow.csv.read_csv(f"data/city_small/{name}.csv", convert_options=text)
>>> decided = rules.adjudicate(table("bills"), table("members"), table("enrolments"), rejects="keep")
>>> decided.columns[:6]
['bill_id', 'member_id', 'plan', 'status', 'reasons', 'payable']
>>> pyarrow.table(decided).schema.field("payable").type
Decimal128Type(decimal128(18, 2))

Amounts never pass through floats, and a column of floats is refused. Everything that is wrong with tables or rules comes
as one exception, with its ``mistakes``.
"""

from huzhu._huzhu import (
    MEANING,
    Decisions,
    Error,
    Explanation,
    InputError,
    Preview,
    QuestionError,
    RuleMistake,
    Rules,
    RulesError,
    Study,
    Table,
    TableMistake,
    __version__,
    replay,
)

__all__ = [
    "MEANING",
    "Decisions",
    "Error",
    "Explanation",
    "InputError",
    "Preview",
    "QuestionError",
    "RuleMistake",
    "Rules",
    "RulesError",
    "Study",
    "Table",
    "TableMistake",
    "__version__",
    "replay",
]
