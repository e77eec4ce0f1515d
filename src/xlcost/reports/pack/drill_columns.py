"""Which columns of a report part the value entries of a line, and the value entries as they are printed behind them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from typing import Any

from xlcost.ledger import Ledger
from xlcost.ledger.values import show
from xlcost.money import to_decimal

MOST_LINES = 20_000  # more entries than this are listed as a data table instead
FIELDS = (
    ("entry_no", "Entry No.", "entry no."),
    ("posting_date", "Posting Date", "date"),
    ("item_ledger_entry_type", "Item Ledger Entry Type", "text"),
    ("entry_type", "Entry Type", "text"),
    ("document_no", "Document No.", "code"),
    ("item_no", "Item No.", "code"),
    ("location_code", "Location Code", "code"),
    ("invoiced_quantity", "Invoiced Quantity", "quantity"),
)


@dataclass(frozen=True, slots=True)
class Drill:
    """Which columns of a report part the entries of a line (`parts`), and which are their sum (`whole`)."""

    sheet: str
    label: str  # column that names the line or its group
    parts: tuple[str, ...]
    whole: str = ""
    posted: str = ""
    turned: tuple[str, ...] = ()  # shown positive by the report, negative in the ledger
    expected: bool = False  # second lines include expected cost
    grouped: bool = False  # a group of lines, not a line, closes on the whole


DRILLS: Mapping[str, Drill] = {
    "Inventory Valuation": Drill(
        "Value Entries",
        "item_no",
        ("starting_value", "increases_value", "decreases_value"),
        "ending_value",
        "cost_posted_to_g_l",
        ("decreases_value",),
        expected=True,
    ),
    "Inventory Valuation - WIP": Drill(
        "WIP Entries", "no", ("as_of_start_date", "consumption", "capacity", "output"), "as_of_end_date", "cost_posted_to_g_l"
    ),
    "Invt. Valuation - Cost Spec.": Drill("Cost Spec. Entries", "item_no", ("amount",), "amount", grouped=True),
    "Cost Shares Breakdown": Drill("Cost Shares Entries", "no", ("total",)),
    "Item Age Composition - Value": Drill("Age Entries", "item_no", tuple(f"inventory_value_{k}" for k in range(1, 6)), "inventory_value"),
    "Inventory - Cost Variance": Drill("Variance Entries", "item_no", ("total_variance_amount",), "total_variance_amount", grouped=True),
    "Inventory to G/L Reconcile": Drill(
        "Bridge Entries",
        "item_no",
        ("invoiced_value", "received_not_invoiced", "shipped_not_invoiced", "cost_posted_to_g_l", "expected_cost_posted_to_g_l"),
        "total_to_be_posted",
        turned=("cost_posted_to_g_l", "expected_cost_posted_to_g_l"),
    ),
    "Status": Drill("Status Entries", "item_no", ("inventory_valuation",), "inventory_valuation", grouped=True),
}


class ValueEntries:
    """Value entries by number, printed column by column."""

    def __init__(self, ledger: Ledger) -> None:
        """The value entries of a ledger."""
        self.table = ledger.table("Value Entry")

    @cached_property
    def positions(self) -> dict[int, int]:
        """Row of every entry number."""
        return {int(n): i for i, n in enumerate(self.table["Entry No."].tolist())}

    def actual(self, number: int) -> Decimal:
        """Cost Amount (Actual) of an entry."""
        return to_decimal(int(self.table["Cost Amount (Actual)"][self.positions[number]]))

    def cells(self, numbers: Sequence[int]) -> list[dict[str, Any]]:
        """The printed fields of entries, in order of posting date and number."""
        rows = [self.positions[n] for n in numbers]
        columns = []
        for key, caption, kind in FIELDS:
            values = self.table[caption][rows].tolist()
            if kind not in ("entry no.", "code"):
                definition = self.table.definition.by_caption[caption]
                values = [show(definition, v) for v in values]
            columns.append((key, values))
        found = [dict(zip([k for k, _ in columns], row, strict=True)) for row in zip(*(v for _, v in columns), strict=True)]
        return sorted(found, key=lambda c: (c["posting_date"], c["entry_no"]))
