from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from decimal import Decimal
from os import PathLike
from typing import Any, Literal, Protocol, final

MEANING: str
__version__: str

class ArrowTable(Protocol):
    """A DataFrame of pandas (3 or newer) or Polars, a relation of DuckDB, a pyarrow Table."""

    def __arrow_c_stream__(self, requested_schema: object | None = None) -> object: ...

class Error(ValueError):
    """Something that huzhu was given cannot be used."""

class RulesError(Error):
    """Rules, or a bill to preview, have mistakes: `mistakes` lists all of them."""

    mistakes: list[RuleMistake]

class InputError(Error):
    """Tables cannot be decided: `mistakes` lists all that is wrong with them."""

    mistakes: list[TableMistake]

class QuestionError(Error):
    """A replay cannot be answered as it was asked: `mistakes` lists all that is wrong, `mistakes_zh` the same in Chinese."""

    mistakes: list[str]
    mistakes_zh: list[str]

@final
class RuleMistake:
    @property
    def file(self) -> str: ...
    @property
    def line(self) -> int: ...
    @property
    def column(self) -> int: ...
    @property
    def message(self) -> str: ...
    @property
    def message_zh(self) -> str: ...
    @property
    def help(self) -> str | None: ...
    @property
    def help_zh(self) -> str | None: ...

@final
class TableMistake:
    @property
    def table(self) -> Literal["members", "enrolments", "bills", "lines"]: ...
    @property
    def row(self) -> int | None: ...
    @property
    def column(self) -> str: ...
    @property
    def value(self) -> str: ...
    @property
    def code(self) -> str: ...
    @property
    def message(self) -> str: ...
    @property
    def message_zh(self) -> str: ...

@final
class Rules:
    @staticmethod
    def load(path: str | PathLike[str]) -> Rules: ...
    @staticmethod
    def from_texts(
        texts: Mapping[str, str],
        name: str = "rules",
        beside: list[dict[str, str]] = [],
        imports: str | None = None,
    ) -> Rules: ...
    @staticmethod
    def together(*rules: Rules) -> list[Rules]: ...
    @property
    def id(self) -> str: ...
    def title(self, lang: Literal["en", "zh"] = "en") -> str: ...
    @property
    def name(self) -> str: ...
    @property
    def currency(self) -> str: ...
    @property
    def plans(self) -> list[str]: ...
    @property
    def benefits(self) -> list[str]: ...
    @property
    def sha256(self) -> str: ...
    @property
    def texts(self) -> dict[str, str]: ...
    @property
    def changes(self) -> list[tuple[str, str | None, str | None]]: ...
    @property
    def household(self) -> bool: ...
    @property
    def bills_by_hospital(self) -> bool: ...
    def columns(
        self, table: Literal["members", "enrolments", "bills"], required: bool = False
    ) -> list[str]: ...
    def names(
        self, table: Literal["members", "enrolments", "bills"], columns: list[str]
    ) -> dict[str, str]: ...
    def importing(self, text: str) -> Rules: ...
    def value(self, path: str) -> str: ...
    def set(self, values: Mapping[str, str]) -> Rules: ...
    def patched(self, text: str) -> Rules: ...
    def sweep(self, *sweeps: str) -> list[tuple[list[str], Rules]]: ...
    def adjudicate(
        self,
        bills: ArrowTable,
        members: ArrowTable,
        enrolments: ArrowTable,
        lines: ArrowTable | None = None,
        *,
        rejects: Literal["raise", "keep"] = "raise",
        threads: int | None = None,
    ) -> Decisions: ...
    def explain(
        self,
        bill_id: str,
        bills: ArrowTable,
        members: ArrowTable,
        enrolments: ArrowTable,
        lines: ArrowTable | None = None,
    ) -> Explanation: ...
    def preview(
        self,
        bill: str | Mapping[str, Any],
        bills: ArrowTable | None = None,
        members: ArrowTable | None = None,
        enrolments: ArrowTable | None = None,
    ) -> Preview: ...
    def __reduce__(self) -> tuple[Any, tuple[Any, ...]]: ...

@final
class Table:
    def __arrow_c_stream__(self, requested_schema: object | None = None) -> object: ...
    def __len__(self) -> int: ...
    @property
    def columns(self) -> list[str]: ...

@final
class Decisions:
    def __arrow_c_stream__(self, requested_schema: object | None = None) -> object: ...
    def __len__(self) -> int: ...
    @property
    def columns(self) -> list[str]: ...
    @property
    def rejects(self) -> Table: ...

@final
class Explanation:
    @property
    def bill_id(self) -> str: ...
    @property
    def payable(self) -> Decimal: ...
    def to_dict(self) -> dict[str, Any]: ...
    def text(self, lang: Literal["en", "zh"] = "en") -> str: ...

@final
class Preview:
    @property
    def payable(self) -> tuple[Decimal, Decimal] | None: ...
    def to_dict(self) -> dict[str, Any]: ...
    def text(self, lang: Literal["en", "zh"] = "en") -> str: ...

@final
class Study:
    @property
    def tables(self) -> list[str]: ...
    def table(self, name: str) -> Table: ...
    @property
    def solved(self) -> list[dict[str, Any]]: ...
    def summary(self, lang: Literal["en", "zh"] = "en") -> str: ...
    def to_dict(self) -> dict[str, Any]: ...
    def report(self, lang: Literal["en", "zh"] = "en") -> str: ...

def replay(
    baseline: Rules,
    scenarios: Iterable[Rules] | Mapping[str, Rules] | None = None,
    *,
    bills: ArrowTable,
    members: ArrowTable,
    enrolments: ArrowTable,
    lines: ArrowTable | None = None,
    over: str | None = None,
    sweep: Sequence[str] = [],
    solve: Sequence[str] = [],
    provisions: bool = False,
    stress: str | None = None,
    valued_on: date | str | None = None,
    unit: str | None = None,
    only: Sequence[str] | None = None,
    first_day: date | str | None = None,
    last_day: date | str | None = None,
    sample: str | None = None,
    grow: Sequence[str] = [],
    grow_bills: Sequence[str] = [],
    more_bills: Literal["same-members", "other-members"] | None = None,
    grow_to: int | None = None,
    opening: str = "0",
    above: str = "30000",
    draws: int = 1000,
    seed: int = 1,
    least_members: int = 5,
    whole_ids: bool = False,
    question: str | None = None,
    author: str | None = None,
    dated: date | str | None = None,
    rejects: Literal["raise", "keep"] = "raise",
    threads: int | None = None,
) -> Study: ...
