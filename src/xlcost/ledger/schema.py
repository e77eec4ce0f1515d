"""What a table and a column are: the one declaration from which reading, defaults, writing and docs follow."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from enum import Enum
from functools import cached_property
from typing import TYPE_CHECKING, Any

from xlcost.ledger.options import Option
from xlcost.money import Array

if TYPE_CHECKING:
    from xlcost.ledger.table import Table


class Kind(Enum):
    """Kind of a column: decides storage, reading, number format."""

    CODE = "code"  # str, trimmed and upper-cased
    TEXT = "text"  # str
    ENTRY_NO = "entry no."  # int
    INTEGER = "integer"  # int
    AMOUNT = "amount"  # int64 ticks
    UNIT_COST = "unit cost"  # int64 ticks
    QUANTITY = "quantity"  # int64 ticks
    PERCENT = "percent"  # int64 ticks of percent points
    RATIO = "ratio"  # Decimal of up to 28 places, unrounded
    DATE = "date"  # int64 days (date.toordinal), 0 = blank
    YES_NO = "Yes/No"  # bool
    OPTION = "option"  # int64 ordinal

    @property
    def in_ticks(self) -> bool:
        """Stored as int64 ticks of 1/100,000."""
        return self in _TICK_KINDS

    @property
    def is_text(self) -> bool:
        """Stored as str."""
        return self in (Kind.CODE, Kind.TEXT)

    @property
    def is_number(self) -> bool:
        """Shown as a number."""
        return self.in_ticks or self in (Kind.ENTRY_NO, Kind.INTEGER, Kind.RATIO)


_TICK_KINDS = frozenset({Kind.AMOUNT, Kind.UNIT_COST, Kind.QUANTITY, Kind.PERCENT})


@dataclass(frozen=True, slots=True)
class Column:
    """One column: caption, kind, blank rule. Internal values are those of Kind."""

    caption: str
    kind: Kind
    option: type[Option] | None = None
    required: bool = False
    missing: Any = None  # internal value of every row when the whole column is absent; None = the blank value
    derive: Callable[[Table], Array] | None = None  # rows when the whole column is absent
    nullable: bool = False  # a blank cell means "not given" (None)
    aliases: tuple[str, ...] = ()

    @property
    def blank(self) -> Any:
        """Internal value of an empty cell."""
        if self.nullable:
            return None
        if self.kind.is_text:
            return ""
        if self.kind is Kind.OPTION:
            assert self.option is not None
            return int(self.option.blank())
        if self.kind is Kind.YES_NO:
            return False
        if self.kind is Kind.RATIO:
            from decimal import Decimal

            return Decimal(0)
        return 0


@dataclass(frozen=True)
class TableDef:
    """One table: canonical name, accepted titles, key, columns, calculated fields."""

    name: str
    role: str  # master, input, ledger, queue, control, orders, link, log, setup, dimension, projects, optional
    columns: tuple[Column, ...]
    key: tuple[str, ...] = ()
    titles: tuple[str, ...] = ()
    calculated: tuple[Column, ...] = ()
    normalise: Callable[[Table], Table] | None = field(default=None, compare=False)

    @cached_property
    def by_caption(self) -> dict[str, Column]:
        """Stored columns by caption."""
        return {c.caption: c for c in self.columns}

    @cached_property
    def lookup(self) -> dict[str, Column]:
        """Stored and calculated columns by every normalised caption that is accepted."""
        found: dict[str, Column] = {}
        for column in (*self.columns, *self.calculated):
            for caption in (column.caption, *column.aliases, *_older(column.caption)):
                found.setdefault(normal(caption), column)
        return found

    @cached_property
    def calculated_captions(self) -> frozenset[str]:
        """Captions of the calculated fields (FlowFields)."""
        return frozenset(c.caption for c in self.calculated)

    @property
    def is_setup(self) -> bool:
        """One row without a key."""
        return self.role == "setup" and not self.key


def _older(caption: str) -> tuple[str, ...]:
    return (caption.replace("Project", "Job"),) if "Project" in caption else ()


def normal(caption: str) -> str:
    """A caption or title as it is compared: trimmed, inner blanks collapsed, case folded."""
    return " ".join(str(caption).split()).casefold()


# One line per column in the table declarations -------------------------------------------------------------
def code(caption: str, **rules: Any) -> Column:
    """A code column."""
    return Column(caption, Kind.CODE, **rules)


def text(caption: str, **rules: Any) -> Column:
    """A text column."""
    return Column(caption, Kind.TEXT, **rules)


def entry_no(caption: str, **rules: Any) -> Column:
    """An entry number."""
    return Column(caption, Kind.ENTRY_NO, **rules)


def integer(caption: str, **rules: Any) -> Column:
    """A whole number."""
    return Column(caption, Kind.INTEGER, **rules)


def amount(caption: str, **rules: Any) -> Column:
    """An amount in local currency."""
    return Column(caption, Kind.AMOUNT, **rules)


def unit_cost(caption: str, **rules: Any) -> Column:
    """A cost or price per unit."""
    return Column(caption, Kind.UNIT_COST, **rules)


def quantity(caption: str, **rules: Any) -> Column:
    """A quantity, or a time."""
    return Column(caption, Kind.QUANTITY, **rules)


def percent(caption: str, **rules: Any) -> Column:
    """A percentage, 5 = 5 %."""
    return Column(caption, Kind.PERCENT, **rules)


def ratio(caption: str, **rules: Any) -> Column:
    """An unrounded quotient."""
    return Column(caption, Kind.RATIO, **rules)


def day(caption: str, **rules: Any) -> Column:
    """A date."""
    return Column(caption, Kind.DATE, **rules)


def yes_no(caption: str, **rules: Any) -> Column:
    """A Yes/No column."""
    return Column(caption, Kind.YES_NO, **rules)


def option(caption: str, values: type[Option], **rules: Any) -> Column:
    """An option column."""
    return Column(caption, Kind.OPTION, values, **rules)
