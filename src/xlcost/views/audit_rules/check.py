"""What an audit check is: a record of code, group, severity, test, remedy and the function that finds its hits.

A check looks at whole columns and answers the rows that break it; the audit turns them into findings. Worked example:
B02 "Quantity is 0" answers the row positions where the column Quantity is 0, and the audit makes of each
`{Group: 0, Code: B02, Item No.: A, Item Ledger Entry No.: 17, Value Entry No.: 0, text: ...}`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import numpy as np

from xlcost.money import Array, to_decimal
from xlcost.problems import Severity

if TYPE_CHECKING:
    from xlcost.views.audit_rules.books import Books

Values = Mapping[str, Any]


@dataclass(frozen=True)
class Hits:
    """Rows that break a check: item ledger entry and value entry positions (-1 = none), and the values that show it.

    `facts` holds one sequence per name; `names` are fields of the finding itself (G/L Entry No., Location Code ...)
    for checks that look at neither kind of entry.
    """

    entries: Array
    values: Array
    facts: Mapping[str, Sequence[Any]] = field(default_factory=dict)
    names: Mapping[str, Sequence[Any]] = field(default_factory=dict)

    def __len__(self) -> int:
        return len(self.entries)


Find = Callable[["Books"], Hits]


@dataclass(frozen=True, slots=True)
class Check:
    """One audit check. `text` is a sentence that may name facts in braces."""

    code: str
    group: int | str
    severity: Severity
    test: str  # what is a finding, as the manual says it
    text: str
    remedy: str
    find: Find


def of_entries(mask_or_rows: Array, **facts: Array) -> Hits:
    """Hits on item ledger entries, by mask or positions; facts are tick columns over all entries."""
    rows = np.flatnonzero(mask_or_rows) if mask_or_rows.dtype == np.bool_ else mask_or_rows
    return Hits(rows, np.full(len(rows), -1), {name: decimals(column[rows]) for name, column in facts.items()})


def of_values(books: Books, mask_or_rows: Array, **facts: Array) -> Hits:
    """Hits on value entries, by mask or positions; facts are tick columns over all value entries."""
    rows = np.flatnonzero(mask_or_rows) if mask_or_rows.dtype == np.bool_ else mask_or_rows
    return Hits(books.owner[rows], rows, {name: decimals(column[rows]) for name, column in facts.items()})


def of_names(names: Mapping[str, Iterable[Any]], facts: Mapping[str, Iterable[Any]] | None = None) -> Hits:
    """Hits that stand for no entry: setup rows, accounts, orders, items."""
    fields = {name: list(values) for name, values in names.items()}
    count = len(next(iter(fields.values()), []))
    none = np.full(count, -1)
    return Hits(none, none, {name: list(values) for name, values in (facts or {}).items()}, fields)


def decimals(ticks: Iterable[int]) -> list[Any]:
    """Tick values as decimals."""
    return [to_decimal(v) for v in ticks]
