"""Inventory Valuation - WIP: what sits in production orders (valuation-reports.md 3).

Per production order, positive = debit of work in process: components consumed and capacity go in, output comes out at
direct cost, expected cost included. Every relevant value entry falls into one column (opening, consumption, capacity,
output) with one weight on its actual and one on its expected amount, so that a column is a weighted sum.

Worked example: January consumption -80, capacity 45 + 9; February consumption -20, output expected 90. February reads
134.00 | 20.00 | 0 | -90.00 | 64.00.

Quirks: exact leaves revaluations before the start out of the opening [Q6] and takes revaluation of consumption out of the
posted amount [Q7]; clean does neither.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np

from xlcost.ledger import Ledger, Table
from xlcost.ledger.grouped import Grouped
from xlcost.ledger.options import ItemLedgerEntryType as T
from xlcost.ledger.options import OrderStatus, OrderType
from xlcost.ledger.options import ValueEntryType as V
from xlcost.money import FINE, Array, sum_by
from xlcost.views.behind import EntriesBehind, Found
from xlcost.views.filters import both, code_filter, option_filter, selected
from xlcost.views.report_warnings import ReportWarning, warning

OPENING, CONSUMPTION, CAPACITY, OUTPUT = range(4)
_NONE = -1


@dataclass(frozen=True, slots=True)
class WipLine:
    """One production order, amounts in ticks."""

    number: int  # of the order in the view
    status: int
    no: str
    description: str
    source_type: int
    source_no: str
    columns: tuple[int, int, int, int]  # as of start, consumption, capacity, output
    posted: int

    @property
    def ending(self) -> int:
        """As of End Date."""
        return sum(self.columns)

    @property
    def is_zero(self) -> bool:
        """Whether Skip Zero Lines hides it."""
        return self.ending == 0 and self.posted == 0


@dataclass(frozen=True)
class Wip:
    """Result of the view: all processed orders; `shown` are those that print."""

    orders: Sequence[WipLine]
    shown: Sequence[WipLine]
    values: Table
    order_of: Array  # per value entry the number of its order, -1 outside
    column_of: Array  # OPENING ... OUTPUT, -1 outside every column
    weighted: Array  # per value entry what it adds to its column
    posted: Array  # per value entry what it adds to Cost Posted to G/L
    start: int
    end: int
    warnings: Sequence[ReportWarning] = field(default_factory=tuple)

    @cached_property
    def _grouped(self) -> Grouped:
        return Grouped(self.order_of, 1 + max((line.number for line in self.orders), default=-1))

    def behind(self, lines: Sequence[WipLine], columns: Sequence[int]) -> EntriesBehind:
        """The value entries behind some columns of some orders."""
        return self._behind(lines, self.weighted, lambda rows: np.isin(self.column_of[rows], columns))

    def behind_posted(self, lines: Sequence[WipLine]) -> EntriesBehind:
        """The value entries behind Cost Posted to G/L."""
        return self._behind(lines, self.posted, lambda rows: np.ones(len(rows), dtype=np.bool_))

    def _behind(self, lines: Sequence[WipLine], amounts: Array, chosen: Callable[[Array], Array]) -> EntriesBehind:
        def load() -> Found:
            rows = self._grouped.of(np.array([line.number for line in lines], dtype=np.int64))
            rows = rows[chosen(rows) & (amounts[rows] != 0)]
            numbers = self.values["Entry No."][rows]
            order = np.argsort(numbers, kind="stable")
            return numbers[order].tolist(), [int(a) * FINE for a in amounts[rows][order].tolist()]

        return EntriesBehind(load)


def wip(
    ledger: Ledger,
    *,
    start: int = 0,
    end: int,
    skip_zero: bool = False,
    status: str = "",
    order: str = "",
    clean: bool = False,
) -> Wip:
    """WIP per production order of a ledger (section 3.4); days are ordinals, `start` 0 means from the beginning."""
    values = ledger.table("Value Entry")
    orders = _orders(ledger, status, order)
    order_of = _order_of(ledger, orders)
    finished, warnings = _skipped(ledger, orders, order_of, start)
    order_of = np.where(finished[order_of] & (order_of >= 0), _NONE, order_of) if len(orders) else order_of
    order_of = np.where(values["Posting Date"] <= end, order_of, _NONE)
    column, weighted, posted = _amounts(values, order_of, start, len(orders), clean)
    sums = sum_by(order_of[column >= 0] * 4 + column[column >= 0], 4 * len(orders), weighted[column >= 0]).tolist()
    done = sum_by(order_of[order_of >= 0], len(orders), posted[order_of >= 0]).tolist()
    processed = np.unique(order_of[order_of >= 0]).tolist()
    table = ledger.table("Production Order")
    texts = table.tuples(("Status", "No.", "Description", "Source Type", "Source No."), orders)
    lines = [WipLine(*(i, *texts[i], tuple(sums[4 * i : 4 * i + 4]), done[i])) for i in processed]
    shown = [line for line in lines if not (skip_zero and line.is_zero)]
    return Wip(lines, shown, values, order_of, column, weighted, posted, start, end, warnings)


def wip_by_entry(ledger: Ledger, *, start: int, end: int, clean: bool = False) -> tuple[Array, Array]:
    """Per value entry what it adds to As of End Date and to Cost Posted to G/L of its order, also of orders that rule 3.2 skips."""
    values = ledger.table("Value Entry")
    orders = _orders(ledger, "", "")
    order_of = np.where(values["Posting Date"] <= end, _order_of(ledger, orders), _NONE)
    column, weighted, posted = _amounts(values, order_of, start, len(orders), clean)
    return np.where(column >= 0, weighted, 0), np.where(order_of >= 0, posted, 0)


def production_orders(ledger: Ledger, status: str, order: str) -> Array:
    """Rows of Released and Finished production orders inside the filters, by Status ordinal, then No."""
    table = ledger.table("Production Order")
    kinds = table["Status"]
    mask = (kinds == int(OrderStatus.RELEASED)) | (kinds == int(OrderStatus.FINISHED))
    inside = both(
        mask,
        selected(table, "Status", option_filter("Status Filter", status, OrderStatus)),
        selected(table, "No.", code_filter(order)),
    )
    assert inside is not None
    rows = np.flatnonzero(inside).tolist()
    numbers = table["No."]
    return np.array(sorted(rows, key=lambda r: (int(kinds[r]), numbers[r])), dtype=np.int64)


_orders = production_orders


def _order_of(ledger: Ledger, orders: Array) -> Array:
    """Per value entry the number of its production order (its place in `orders`), -1 when it has none there.

    An order that stands as released and finished takes its entries once, as released.
    """
    values, table = ledger.table("Value Entry"), ledger.table("Production Order")
    numbers, distinct = values.codes("Order No.")
    place: dict[str, int] = {}
    for i, no in enumerate(table["No."][orders].tolist()):
        place.setdefault(no, i)
    of_code = np.array([place.get(no, _NONE) for no in distinct], dtype=np.int64)
    found = of_code[numbers] if len(distinct) else np.zeros(0, dtype=np.int64)
    return np.where(values["Order Type"] == int(OrderType.PRODUCTION), found, _NONE)


def _skipped(ledger: Ledger, orders: Array, order_of: Array, start: int) -> tuple[Array, tuple[ReportWarning, ...]]:
    """Mask of finished orders that the report skips (3.2): completely invoiced and nothing dated from the start on."""
    values, table = ledger.table("Value Entry"), ledger.table("Production Order")
    count = len(orders)
    later = np.zeros(count, dtype=np.bool_)
    later[order_of[(order_of >= 0) & (values["Posting Date"] >= start)]] = True
    finished = table["Status"][orders] == int(OrderStatus.FINISHED)
    warnings: tuple[ReportWarning, ...] = ()
    if ledger.has("Inventory Adjmt. Entry (Order)"):
        rows = ledger.table("Inventory Adjmt. Entry (Order)")
        mask = (rows["Order Type"] == int(OrderType.PRODUCTION)) & ~rows["Completely Invoiced"]
        waiting = set(rows["Order No."][mask].tolist())
        open_cost = np.array([no in waiting for no in table["No."][orders].tolist()], dtype=np.bool_)
    else:
        output = (order_of >= 0) & (values["Item Ledger Entry Type"] == int(T.OUTPUT))
        open_cost = sum_by(order_of[output], count, values["Cost Amount (Expected)"][output]) != 0
        if finished.any():
            text = (
                "The sheet Inventory Adjmt. Entry (Order) is missing; finished orders without expected output count as completely invoiced."
            )
            warnings = (warning("IAO_DERIVED", text, Count=int(finished.sum())),)
    return np.asarray(finished & ~open_cost & ~later, dtype=np.bool_), warnings


def _amounts(values: Table, order_of: Array, start: int, count: int, clean: bool) -> tuple[Array, Array, Array]:
    """Per value entry its column, what it adds to it, and what it adds to Cost Posted to G/L."""
    types, entry = values["Item Ledger Entry Type"], values["Entry Type"]
    actual, expected = values["Cost Amount (Actual)"], values["Cost Amount (Expected)"]
    capacity, output, consumption = (types == int(k) for k in (T.BLANK, T.OUTPUT, T.CONSUMPTION))
    revaluation = entry == int(V.REVALUATION)
    passing = output & ~((entry == int(V.DIRECT_COST)) | revaluation)
    relevant = (order_of >= 0) & ~passing & ~(~output & values["Expected Cost"])
    production_cost = ~(revaluation & consumption & (values["Item Ledger Entry Quantity"] > 0))
    before = relevant & (values["Posting Date"] < start)
    invoiced = _completely_invoiced(values, order_of, relevant & output, count)

    column = np.select([before, consumption & production_cost, capacity, output], [OPENING, CONSUMPTION, CAPACITY, OUTPUT], _NONE)
    column = np.where(relevant, column, _NONE)
    signed = np.where(capacity, actual, -actual)
    out_of_output = output & revaluation & invoiced  # completely invoiced: revaluation belongs to inventory, not to WIP
    if clean:
        dropped = out_of_output | (before & consumption & ~production_cost)
        weighted = np.where(dropped, 0, signed) - np.where(output, expected, 0)
    else:
        weighted = np.where(out_of_output & ~before, 0, signed) - np.where(output, expected, 0)
        weighted = np.where(before & revaluation & (actual != 0), 0, weighted)

    paid = values["Cost Posted to G/L"] + values["Expected Cost Posted to G/L"]
    taken = revaluation & ~capacity & invoiced & (output if clean else True)
    posted = np.where(capacity, paid, np.where(production_cost & ~taken, -paid, 0))
    return column, weighted, np.where(relevant, posted, 0)


def _completely_invoiced(values: Table, order_of: Array, output: Array, count: int) -> Array:
    """Per value entry whether the expected output of its order nets to zero."""
    sums = sum_by(order_of[output], count, values["Cost Amount (Expected)"][output])
    none = np.append(np.asarray(sums == 0, dtype=np.bool_), False)
    return np.asarray(none[order_of], dtype=np.bool_)
