"""Books written as tables: what is posted goes in as a table of lines, what follows comes out as a table of entries.

Headings are Business Central's captions, or the short forms of `SHORT`. An empty cell is *not given*; in an expected
table it is 0, blank or No. `-` in an expected cell means: not compared.
"""

from __future__ import annotations

from decimal import Decimal, InvalidOperation
from typing import Any

import pytest

import xlcost
from xlcost import Ledger, Outcome
from xlcost.problems import XlcostError

SHORT = {
    "Date": "Posting Date",
    "Type": "Entry Type",
    "Item": "Item No.",
    "Document": "Document No.",
    "Qty": "Quantity",
    "Invoiced": "Invoiced Quantity",
    "For entry": "Item Shpt. Entry No.",
    "Charge": "Item Charge No.",
    "Applies-to": "Applies-to Entry",
    "Applies-from": "Applies-from Entry",
    "Location": "Location Code",
    "To": "New Location Code",
    "Entry": "Item Ledger Entry No.",
    "Actual": "Cost Amount (Actual)",
    "Expected": "Cost Amount (Expected)",
    "Non-Invtbl.": "Cost Amount (Non-Invtbl.)",
    "Valued": "Valued Quantity",
    "Valued on": "Valuation Date",
    "By average": "Valued By Average Cost",
    "Inbound": "Inbound Item Entry No.",
    "Outbound": "Outbound Item Entry No.",
    "From": "Transferred-from Entry No.",
    "Remaining": "Remaining Quantity",
    "Method": "Costing Method",
    "Order": "Order No.",
    "Line": "Order Line No.",
    "Center type": "Type",
    "Center": "No.",
}
PRODUCTION = {"Order Type": "Production", "Order No.": "P1", "Order Line No.": 10000}
ASSEMBLY = {"Order Type": "Assembly", "Order No.": "A1"}


def rows(text: str) -> list[dict[str, str]]:
    """The rows of a table written with bars."""
    lines = [[cell.strip() for cell in line.strip().split("|")] for line in text.strip().splitlines()]
    heads = [SHORT.get(cell, cell) for cell in lines[0]]
    return [dict(zip(heads, line, strict=True)) for line in lines[1:] if not set("".join(line)) <= {"-", ":"}]


def given(text: str) -> list[dict[str, Any]]:
    """The rows of a table as records to hand in: empty cells are not given."""
    return [{caption: cell for caption, cell in row.items() if cell} for row in rows(text)]


def _same(cell: str, value: Any) -> bool:
    if cell == "-":
        return True
    if isinstance(value, bool):
        return value == (cell == "Yes")
    if isinstance(value, (Decimal, int)):
        try:
            return Decimal(cell or 0) == value
        except InvalidOperation:
            return False
    return cell == ("" if value is None else str(value).strip())


class Book:
    """A company whose books are kept in a test."""

    def __init__(self, items: str, setup: dict[str, Any] | None = None, **tables: Any) -> None:
        self.ledger = Ledger.from_records(
            {"Item": given(items), "Inventory Setup": [{"Average Cost Period": "Day", "Average Cost Calc. Type": "Item", **(setup or {})}], **tables}
        )
        self.last: Outcome | None = None

    def _take(self, outcome: Outcome) -> Book:
        self.ledger, self.last = outcome.ledger, outcome
        return self

    # -- doing ------------------------------------------------------------------------------------------------
    def lines(self, text: str, **more: Any) -> list[dict[str, Any]]:
        """Journal lines of a table; a document number where the table has none."""
        return [{"Document No.": f"D{i}", **line, **more} for i, line in enumerate(given(text), 1)]

    def post(self, text: str, **more: Any) -> Book:
        """Posts a table of lines, one call per line."""
        for line in self.lines(text, **more):
            self._take(xlcost.post_item_journal(self.ledger, [line]))
        return self

    def together(self, text: str, **more: Any) -> Book:
        """Posts a table of lines in one call."""
        return self._take(xlcost.post_item_journal(self.ledger, self.lines(text, **more)))

    def adjust(self, **options: Any) -> Book:
        """Adjust Cost - Item Entries; a second run adds nothing."""
        self._take(xlcost.adjust_cost(self.ledger, **options))
        assert xlcost.adjust_cost(self.ledger, **options).added == {}
        return self

    def finish(self, order: str = "P1") -> Book:
        """Finishes a production order."""
        return self._take(xlcost.finish_production_order(self.ledger, order))

    def revalue(self, item: str, date: str, edit: dict[str, Any], **options: Any) -> Book:
        """Posts a suggested revaluation after an edit of every line."""
        suggested = xlcost.suggest_revaluation(self.ledger, posting_date=date, items=[item], **options)
        return self._take(xlcost.post_item_journal(self.ledger, [{**line, **edit} for line in suggested]))

    def edit(self, table: str, key: dict[str, Any], **fields: Any) -> Book:
        """Changes fields of the rows with a key."""
        found = [r for r in self.ledger.records(table) if all(r[c] == v for c, v in key.items())]
        assert found
        self.ledger = self.ledger.upsert(table, [{**r, **fields} for r in found])
        return self

    def refused(self, code: str, text: str, **more: Any) -> XlcostError:
        """Lines that are refused with a code; the books stay as they are."""
        before = {t: self.ledger.records(t) for t in ("Item", "Item Ledger Entry", "Value Entry", "Item Application Entry")}
        with pytest.raises(XlcostError) as caught:
            xlcost.post_item_journal(self.ledger, self.lines(text, **more))
        assert caught.value.code == code, str(caught.value)
        assert {t: self.ledger.records(t) for t in before} == before
        problem = caught.value.problem
        assert problem.where
        assert problem.what
        return caught.value

    # -- seeing -----------------------------------------------------------------------------------------------
    def shows(self, table: str, text: str, only: dict[str, Any] | None = None) -> Book:
        """The table has these rows, in this order, in the columns that are given."""
        found = [r for r in self.ledger.records(table) if all(r[c] == v for c, v in (only or {}).items())]
        expected = rows(text)
        captions = list(expected[0]) if expected else []
        if len(found) != len(expected) or not all(_same(w[c], f[c]) for w, f in zip(expected, found, strict=True) for c in captions):
            picture = "\n".join(" | ".join(str(f[c]) for c in captions) for f in found)
            pytest.fail(f"{table} is\n{' | '.join(captions)}\n{picture}")
        return self

    def values(self, text: str, entry: int | None = None) -> Book:
        """The value entries, of one item ledger entry if named."""
        return self.shows("Value Entry", text, None if entry is None else {"Item Ledger Entry No.": entry})

    def entries(self, text: str) -> Book:
        """The item ledger entries."""
        return self.shows("Item Ledger Entry", text)

    def applications(self, text: str) -> Book:
        """The item application entries."""
        return self.shows("Item Application Entry", text)

    def costs(self, *actual: str) -> Book:
        """Cost Amount (Actual) of every item ledger entry, in order."""
        found = [str(r["Cost Amount (Actual)"]) for r in self.ledger.records("Item Ledger Entry")]
        assert found == list(actual), found
        return self

    def inventory(self, item: str, quantity: str, value: str) -> Book:
        """Quantity and value of an item, expected cost included."""
        entries = [r for r in self.ledger.records("Item Ledger Entry") if r["Item No."] == item]
        found = sum(r["Quantity"] for r in entries), sum(r["Cost Amount (Actual)"] + r["Cost Amount (Expected)"] for r in entries)
        assert found == (Decimal(quantity), Decimal(value))
        return self

    def unit_cost(self, item: str, cost: str) -> Book:
        """The Unit Cost of an item."""
        (found,) = [r["Unit Cost"] for r in self.ledger.records("Item") if r["No."] == item]
        assert found == Decimal(cost)
        return self


def one(method: str, unit_cost: str = "10", **more: Any) -> Book:
    """A company with one item, A."""
    setup = {k: more.pop(k) for k in list(more) if k == "setup"}
    heads = "".join(f" | {caption}" for caption in more if not isinstance(more[caption], list))
    cells = "".join(f" | {value}" for value in more.values() if not isinstance(value, list))
    tables = {k: v for k, v in more.items() if isinstance(v, list)}
    text = f"No. | Method | Unit Cost{heads}\nA | {method} | {unit_cost}{cells}"
    return Book(text, **setup, **tables)
