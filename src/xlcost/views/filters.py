"""Filters of a request page: `A|B`, `A..Z`, `A*`, `<>A`, `''`, and what they select (valuation-reports.md 0.2).

A filter text is a disjunction (`|`) of conjunctions (`&`) of terms. A term is a value, a value with `*` and `?`,
a range with one or two ends, or a comparison (`<>`, `<`, `<=`, `>`, `>=`). `''` is the blank value; a value in
quotes is taken as it is. An empty text accepts everything, blank codes included.

Worked example: `RED|''` accepts RED and the blank code; `<>A*&<>B` rejects A1, A2 and B and accepts the blank code.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from xlcost.ledger import Ledger
from xlcost.ledger.options import Option
from xlcost.ledger.table import Table
from xlcost.ledger.values import Unreadable, day_of, exact
from xlcost.money import Array
from xlcost.problems import XlcostError

Predicate = Callable[[Any], bool]
Reader = Callable[[str], Any]

_TOKEN = re.compile(r"'(?:[^']|'')*'|[|&]|[^'|&]+")
_COMPARISON = re.compile(r"^(<>|<=|>=|<|>|=)?\s*(.*)$", re.DOTALL)


def _quoted(text: str) -> bool:
    return len(text) >= 2 and text[0] == text[-1] == "'"


def _unquote(text: str) -> str:
    return text[1:-1].replace("''", "'") if _quoted(text) else text


def _terms(text: str) -> list[list[str]]:
    """Alternatives of terms; quotes protect what stands between them."""
    alternatives: list[list[str]] = [[""]]
    for token in _TOKEN.findall(text):
        if token == "|":
            alternatives.append([""])
        elif token == "&":
            alternatives[-1].append("")
        else:
            alternatives[-1][-1] += token
    return [[t.strip() for t in terms] for terms in alternatives]


def _wildcard(pattern: str) -> Predicate:
    parts = "".join(".*" if c == "*" else "." if c == "?" else re.escape(c) for c in pattern)
    compiled = re.compile(parts, re.DOTALL)
    return lambda value: compiled.fullmatch(str(value)) is not None


def _comparison(sign: str, limit: Any) -> Predicate:
    if sign == "<>":
        return lambda value: bool(value != limit)
    if sign == "<":
        return lambda value: bool(value < limit)
    if sign == "<=":
        return lambda value: bool(value <= limit)
    if sign == ">":
        return lambda value: bool(value > limit)
    if sign == ">=":
        return lambda value: bool(value >= limit)
    return lambda value: bool(value == limit)


def _range(low: str, high: str, read: Reader) -> Predicate:
    first = read(_unquote(low)) if low else None
    last = read(_unquote(high)) if high else None
    return lambda value: (first is None or value >= first) and (last is None or value <= last)


def _term(text: str, read: Reader) -> Predicate:
    if not _quoted(text) and ".." in text:
        low, _, high = text.partition("..")
        return _range(low.strip(), high.strip(), read)
    match = _COMPARISON.match(text)
    assert match is not None
    sign, rest = match.group(1) or "=", match.group(2).strip()
    if sign in ("=", "<>") and not _quoted(rest) and ("*" in rest or "?" in rest):
        like = _wildcard(rest)
        return like if sign == "=" else lambda value: not like(value)
    return _comparison(sign, read(_unquote(rest)))


def parse_filter(text: str, read: Reader) -> Predicate | None:
    """The predicate of a filter text; None when it is empty and accepts everything. `read` turns a term into a value."""
    if not text.strip():
        return None
    alternatives = [[_term(t, read) for t in terms] for terms in _terms(text)]
    return lambda value: any(all(holds(value) for holds in terms) for terms in alternatives)


def read_code(text: str) -> str:
    """A code as it is compared: trimmed, upper case."""
    return text.strip().upper()


def code_filter(text: str) -> Predicate | None:
    """A filter on a code column."""
    return parse_filter(text.upper(), read_code)


def _refuse(caption: str, text: str, why: str) -> XlcostError:
    return XlcostError(
        "FILTER_INVALID",
        f"The filter {text!r} cannot be read: {why}.",
        where=caption,
        rule="A filter joins values, ranges (A..Z) and comparisons (<>A) with | and &.",
        remedy=f"Correct the option {caption}.",
    )


def number_filter(caption: str, text: str) -> Predicate | None:
    """A filter on a whole-number column."""

    def read(term: str) -> int:
        try:
            return int(exact(term))
        except Unreadable as error:
            raise _refuse(caption, text, str(error)) from None

    return parse_filter(text, read)


def date_filter(caption: str, text: str) -> Predicate | None:
    """A filter on a date column (ISO dates); values are day numbers."""

    def read(term: str) -> int:
        try:
            return day_of(term)
        except Unreadable as error:
            raise _refuse(caption, text, str(error)) from None

    return parse_filter(text, read)


def option_filter(caption: str, text: str, option: type[Option]) -> Predicate | None:
    """A filter on an option column, by caption or ordinal; values are ordinals."""
    captions, ordinals = option.lookup(), {int(m) for m in option}

    def read(term: str) -> int:
        found = captions.get(" ".join(term.split()).casefold())
        if found is not None:
            return int(found)
        if term.isdigit() and int(term) in ordinals:
            return int(term)
        raise _refuse(caption, text, f"{term!r} is not one of {', '.join(m.caption or repr('') for m in option)}")

    return parse_filter(text, read)


def selected(table: Table, caption: str, accepts: Predicate | None) -> Array | None:
    """Mask of the rows that a predicate accepts (asked once per distinct value); None when it accepts everything."""
    if accepts is None:
        return None
    numbers, distinct = table.codes(caption)
    return np.fromiter((accepts(v) for v in distinct), np.bool_, len(distinct))[numbers]


def both(*masks: Array | None) -> Array | None:
    """Conjunction of masks, None standing for all rows."""
    found: Array | None = None
    for mask in masks:
        if mask is not None:
            found = mask if found is None else found & mask
    return found


@dataclass(frozen=True, slots=True)
class FlowFilters:
    """Filters on ledger rows, not on items: the row must satisfy all of them ("ledger filter", 0.2)."""

    location: str = ""
    variant: str = ""
    dimension_1: str = ""
    dimension_2: str = ""

    _CAPTIONS = ("Location Code", "Variant Code", "Global Dimension 1 Code", "Global Dimension 2 Code")

    @property
    def texts(self) -> tuple[str, str, str, str]:
        """The four filter texts in the order of their columns."""
        return (self.location, self.variant, self.dimension_1, self.dimension_2)

    def mask(self, table: Table) -> Array | None:
        """Mask of the ledger rows that pass, None when no flow filter is set."""
        return both(*(selected(table, c, code_filter(t)) for c, t in zip(self._CAPTIONS, self.texts, strict=True)))

    def place_mask(self, table: Table) -> Array | None:
        """The same by location and variant only (average cost of the age composition)."""
        return both(*(selected(table, c, code_filter(t)) for c, t in zip(self._CAPTIONS[:2], self.texts[:2], strict=True)))


@dataclass(frozen=True, slots=True)
class ItemFilters:
    """Filters on the item card. `inventory_only` leaves out services and non-inventory items."""

    item: str = ""
    posting_group: str = ""
    statistics_group: str = ""
    costing_method: str = ""
    inventory_only: bool = field(default=True)

    def mask(self, ledger: Ledger) -> Array:
        """Mask of the rows of the table Item that pass."""
        from xlcost.ledger.options import CostingMethod, ItemType

        items = ledger.table("Item")
        found = both(
            items["Type"] == int(ItemType.INVENTORY) if self.inventory_only else None,
            selected(items, "No.", code_filter(self.item)),
            selected(items, "Inventory Posting Group", code_filter(self.posting_group)),
            selected(items, "Statistics Group", code_filter(self.statistics_group)),
            selected(items, "Costing Method", option_filter("Costing Method Filter", self.costing_method, CostingMethod)),
        )
        return np.ones(items.length, dtype=np.bool_) if found is None else found

    def cards(self, ledger: Ledger, table: str, caption: str = "Item No.") -> Array:
        """Per row of a table the row of its item card, -1 when it has none inside the filters."""
        numbers, distinct = ledger.table(table).codes(caption)
        index, chosen = ledger.table("Item").index, self.mask(ledger)
        rows = [row if row is not None and chosen[row] else -1 for row in (index.get(no) for no in distinct)]
        return np.array(rows, dtype=np.int64)[numbers] if rows else np.zeros(0, dtype=np.int64)

    def accepts(self, ledger: Ledger) -> dict[str, bool]:
        """Whether the item passes, by item number."""
        return dict(zip(ledger.table("Item")["No."].tolist(), self.mask(ledger).tolist(), strict=True))
