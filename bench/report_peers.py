"""What a plain pandas script does for the figures of each valuation report: masks, joins and groupby sums of doubles.

No checks, no exact numbers, no totals or groups laid out, no entries behind the amounts. Remaining quantities are quantities less applications;
cost shares are those of material only, from the unit cost of what is left: following a cost through its applications is no plain script.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pandas as pd

from bench.company import FIRST
from xlcost import Ledger
from xlcost.money import TICKS

Frames = dict[str, pd.DataFrame]

_WANTED = {
    "Value Entry": (
        *("Entry No.", "Item No.", "Posting Date", "Entry Type", "Item Ledger Entry Type", "Item Ledger Entry No.", "Document No.", "Order Type", "Order No."),
        *("Cost Amount (Actual)", "Cost Amount (Expected)", "Invoiced Quantity", "Item Ledger Entry Quantity", "Cost per Unit"),
        *("Cost Posted to G/L", "Expected Cost Posted to G/L", "Expected Cost"),
    ),
    "Item Ledger Entry": ("Entry No.", "Item No.", "Posting Date", "Entry Type", "Document No.", "Quantity"),
    "Item Application Entry": ("Inbound Item Entry No.", "Outbound Item Entry No.", "Quantity", "Posting Date"),
    "Item Register": ("No.", "From Value Entry No.", "To Value Entry No."),
}  # fmt: skip
_MEASURES = ["Cost Amount (Actual)", "Invoiced Quantity", "Cost Amount (Expected)", "Item Ledger Entry Quantity"]
_POSTED = ["Cost Posted to G/L", "Expected Cost Posted to G/L"]
START, END = FIRST + 273, FIRST + 303


def frames_of(ledger: Ledger) -> Frames:
    """The tables as a user's frames: texts, day numbers, doubles."""
    found = {}
    for name, captions in _WANTED.items():
        table = ledger.table(name)
        ticks = {c.caption for c in table.definition.columns if c.kind.in_ticks}
        found[name] = pd.DataFrame({c: table[c] / TICKS if c in ticks else np.array(table[c]) for c in captions})
    return found


def valuation(frames: Frames) -> Any:
    """Opening, increases, decreases and posted cost per item."""
    values = frames["Value Entry"]
    inward = values["Item Ledger Entry Type"].isin([0, 2, 6, 9])
    period = values["Posting Date"].between(START, END)
    parts = [values[mask].groupby("Item No.")[_MEASURES].sum() for mask in (values["Posting Date"] < START, period & inward, period & ~inward)]
    parts.append(values[values["Posting Date"] <= END].groupby("Item No.")[_POSTED].sum())
    return pd.concat(parts, axis=1).fillna(0.0)


def wip(frames: Frames) -> Any:
    """Opening, consumption, output and posted cost per production order."""
    values = frames["Value Entry"]
    orders = values[(values["Order Type"] == 1) & (values["Posting Date"] <= END)]
    kinds = orders["Item Ledger Entry Type"].where(orders["Posting Date"] >= START, -1)
    sums = orders.groupby(["Order No.", kinds])["Cost Amount (Actual)"].sum().unstack(fill_value=0.0)
    return sums.join(orders.groupby("Order No.")["Cost Posted to G/L"].sum())


def open_entries(frames: Frames) -> pd.DataFrame:
    """Item ledger entries with what is left of them and the cost of their value entries."""
    entries, applications, values = (frames[n] for n in ("Item Ledger Entry", "Item Application Entry", "Value Entry"))
    entries = entries[entries["Posting Date"] <= END].set_index("Entry No.")
    issued = applications[(applications["Outbound Item Entry No."] != 0) & (applications["Posting Date"] <= END)]
    taken = issued.groupby("Inbound Item Entry No.")["Quantity"].sum()
    left = entries.assign(Left=entries["Quantity"] + taken.reindex(entries.index, fill_value=0.0))
    values = values[values["Posting Date"] <= END]
    cost = (values["Cost Amount (Actual)"] + values["Cost Amount (Expected)"]).groupby(values["Item Ledger Entry No."]).sum()
    left = left[(left["Quantity"] > 0) & (left["Left"] != 0)]
    return left.assign(Unit=cost.reindex(left.index, fill_value=0.0) / left["Quantity"])


def cost_spec(frames: Frames) -> Any:
    """Amount per item and entry type of what is left."""
    left = open_entries(frames)
    values = frames["Value Entry"]
    values = values[values["Posting Date"] <= END].join(left[["Left", "Quantity"]], on="Item Ledger Entry No.", how="inner")
    amount = (values["Cost Amount (Actual)"] + values["Cost Amount (Expected)"]) * values["Left"] / values["Quantity"]
    return amount.groupby([values["Item No."], values["Entry Type"]]).sum()


def age(frames: Frames) -> Any:
    """Value of what is left per item and month of receipt."""
    left = open_entries(frames)
    return (left["Left"] * left["Unit"]).groupby([left["Item No."], (END - left["Posting Date"]) // 30]).sum()


def status(frames: Frames) -> Any:
    """Open entries with quantity, unit cost and value, and the value per item."""
    left = open_entries(frames)
    left = left.assign(Value=left["Left"] * left["Unit"]).sort_values(["Item No.", "Posting Date"])
    return left, left.groupby("Item No.")["Value"].sum()


def cost_variance(frames: Frames) -> Any:
    """Per invoiced document of a receipt: quantity, cost per unit, variance."""
    values = frames["Value Entry"]
    values = values[values["Item Ledger Entry Type"].isin([0, 2]) & ~values["Expected Cost"]]
    variance = values["Cost Amount (Actual)"].where(values["Entry Type"] == 4, 0.0)
    keys = ["Item No.", "Item Ledger Entry No.", "Document No."]
    return values.assign(Variance=variance).groupby(keys)[["Invoiced Quantity", "Cost per Unit", "Variance"]].sum()


def cost_shares(frames: Frames) -> Any:
    """Material cost of what is left per item."""
    left = open_entries(frames)
    return (left["Left"] * left["Unit"]).groupby(left["Item No."]).sum()


def item_register(frames: Frames) -> Any:
    """Value entries with their register, and the sums per register and type."""
    registers = frames["Item Register"].sort_values("From Value Entry No.")
    values = pd.merge_asof(frames["Value Entry"].sort_values("Entry No."), registers, left_on="Entry No.", right_on="From Value Entry No.")
    sums = [values.groupby(["No.", kind])[_MEASURES].sum() for kind in ("Entry Type", "Item Ledger Entry Type")]
    return values, sums


PEERS: dict[str, tuple[str, Callable[[Frames], Any]]] = {
    "Inventory Valuation": ("pandas, its columns on doubles", valuation),
    "Inventory Valuation - WIP": ("pandas, its columns on doubles", wip),
    "Invt. Valuation - Cost Spec.": ("pandas, its amounts on doubles", cost_spec),
    "Item Age Composition - Value": ("pandas, value by age on doubles", age),
    "Status": ("pandas, open entries on doubles", status),
    "Inventory - Cost Variance": ("pandas, sums by document on doubles", cost_variance),
    "Cost Shares Breakdown": ("pandas, material of what is left only, nothing traced", cost_shares),
    "Item Register - Value": ("pandas, join and sums on doubles", item_register),
}
