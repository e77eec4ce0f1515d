"""Cross-report controls: figures of different reports that must be the same (valuation-reports.md 6.10).

Each control is computed from two reports (or from a report and the plain value entries) on the same ledger at the same date, without
filters. A control that may differ by the rounding of issues carries its tolerance: half a cent per issue.
"""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any

import numpy as np

from xlcost.ledger import Ledger
from xlcost.ledger.options import CostingMethod, OrderType
from xlcost.ledger.options import ItemLedgerEntryType as T
from xlcost.ledger.options import ValueEntryType as V
from xlcost.ledger.values import day_given
from xlcost.money import FINE, TICKS, Array, fine_decimal, total
from xlcost.views.age import age_composition
from xlcost.views.cost_shares import SharesRequest
from xlcost.views.cost_shares_totals import shares_total
from xlcost.views.cost_shares_trace import INVENTORY, SALES
from xlcost.views.cost_spec import CostSpec, cost_spec
from xlcost.views.filters import ItemFilters
from xlcost.views.lookup import rows_of
from xlcost.views.status import status
from xlcost.views.valuation import valuation
from xlcost.views.wip import Wip, wip

Record = dict[str, Any]
_NOTHING = 10**6  # fine units: quotients are rounded at the 28th decimal


def cross_report_controls(ledger: Ledger, starting_date: dt.date | str | None, ending_date: dt.date | str) -> list[Record]:
    """Records Control, Left, Right, Difference, Tolerance, Passed, Statement, Items, Identity.

    The reports are run in mode exact, without filters. `Items` are the items that differ, largest first: (No., difference). `Identity` says that
    the two sides cannot differ; other controls hold once costs are adjusted and nothing is dated after the end [Q4].
    """
    start, end = day_given(starting_date, "starting_date"), day_given(ending_date, "ending_date")
    spec = cost_spec(ledger, end)
    return [
        _valuation_is_value_entries(ledger, end),
        _wip_is_value_entries(ledger, end),
        _spec_is_valuation(ledger, spec, end),
        *_age_is_spec(ledger, spec, end),
        _status_is_spec(ledger, spec, end),
        *_shares_inventory(ledger, spec, end),
        _shares_sales(ledger, start, end),
    ]


def _control(
    name: str, left: int, right: int, statement: str, tolerance: int = _NOTHING, *, items: Record | None = None, identity: bool = False
) -> Record:
    """A control from two figures in fine units; `items`: differences by item, also in fine units."""
    differing = [(no, fine_decimal(ticks)) for no, ticks in (items or {}).items() if abs(ticks) > _NOTHING]
    return {
        "Control": name,
        "Left": fine_decimal(left),
        "Right": fine_decimal(right),
        "Difference": fine_decimal(left - right),
        "Tolerance": fine_decimal(tolerance) if tolerance > _NOTHING else Decimal(0),
        "Passed": abs(left - right) <= tolerance,
        "Statement": statement,
        "Items": sorted(differing, key=lambda d: (-abs(d[1]), d[0])),
        "Identity": identity,
    }


def _by_item(left: dict[str, int], right: dict[str, int]) -> dict[str, int]:
    return {no: left.get(no, 0) - right.get(no, 0) for no in left.keys() | right.keys()}


def _of_spec(spec: CostSpec) -> dict[str, int]:
    return {i.item_no: i.total for i in spec.items}


def _valued(ledger: Ledger, rows: Array) -> int:
    values = ledger.table("Value Entry")
    return (total(values["Cost Amount (Actual)"][rows]) + total(values["Cost Amount (Expected)"][rows])) * FINE


def _valuation_is_value_entries(ledger: Ledger, end: int) -> Record:
    values = ledger.table("Value Entry")
    stock = ItemFilters().cards(ledger, "Value Entry") >= 0
    rows = stock & (values["Posting Date"] <= end) & (values["Item Ledger Entry Type"] != int(T.BLANK))
    report = valuation(ledger, end=end, expected=True).total("ending").with_expected * FINE
    return _control("Ending value = sum of value entries", report, _valued(ledger, rows), "Against the plain sum of the table", identity=True)


def issue_tolerance(ledger: Ledger, end: int) -> int:
    """Half a cent per issue dated up to the end, in fine units: every issue is rounded to the cent on its own."""
    entries = ledger.table("Item Ledger Entry")
    issues = int(((entries["Quantity"] < 0) & (entries["Posting Date"] <= end)).sum())
    return max(_NOTHING, issues * TICKS // 200 * FINE)


def _spec_is_valuation(ledger: Ledger, spec: CostSpec, end: int) -> Record:
    report = {line.item_no: line.ending.with_expected * FINE for line in valuation(ledger, end=end, expected=True).lines}
    left, tolerance = sum(i.total for i in spec.items), issue_tolerance(ledger, end)
    items = _by_item(_of_spec(spec), report)
    return _control("Cost specification = valuation", left, sum(report.values()), "Within the rounding of issues", tolerance, items=items)


def _status_is_spec(ledger: Ledger, spec: CostSpec, end: int) -> Record:
    found = {i.item_no: i.value for i in status(ledger, end).items}
    items, statement = _by_item(found, _of_spec(spec)), "The open entries make up the stock value"
    return _control("Status = cost specification", sum(found.values()), sum(i.total for i in spec.items), statement, items=items)


def _shares_inventory(ledger: Ledger, spec: CostSpec, end: int) -> list[Record]:
    traced = sum(i.total for i in spec.items if not i.average)
    found = []
    for multi_level, name in ((False, "Cost shares, inventory"), (True, "Cost shares, inventory, multi-level")):
        shares = shares_total(ledger, SharesRequest(INVENTORY, 0, end, clean=not multi_level, multi_level=multi_level))
        tolerance = _NOTHING if multi_level else issue_tolerance(ledger, end)
        statement = "Items that are not average" if multi_level else "Items that are not average; mode clean, which relieves revaluation"
        found.append(_control(f"{name} = cost specification", shares, traced, statement, tolerance))
    return found


def _shares_sales(ledger: Ledger, start: int, end: int) -> Record:
    """Sales total against the value entries of sales dated in the period, without revaluation of the sales themselves."""
    entries, values, cards = ledger.table("Item Ledger Entry"), ledger.table("Value Entry"), ledger.table("Item")
    owner = rows_of(ledger, "Item Ledger Entry", values["Item Ledger Entry No."])
    card = ItemFilters().cards(ledger, "Item Ledger Entry")
    sold = (card >= 0) & (entries["Entry Type"] == int(T.SALE)) & (entries["Posting Date"] >= start) & (entries["Posting Date"] <= end)
    sold[sold] = cards["Costing Method"][card[sold]] != int(CostingMethod.AVERAGE)
    stocked = np.unique(card[(card >= 0) & (entries["Posting Date"] <= end) & ~entries["Drop Shipment"]])
    sold &= np.isin(card, stocked)
    rows = (owner >= 0) & (values["Posting Date"] <= end) & (values["Entry Type"] != int(V.REVALUATION)) & (values["Entry Type"] < 5)
    rows[rows] = sold[owner[rows]]
    left = shares_total(ledger, SharesRequest(SALES, start, end))
    return _control(
        "Cost shares, sales = value entries", left, _valued(ledger, rows), "Sales dated in the period, without their own revaluation"
    )


def _wip_is_value_entries(ledger: Ledger, end: int) -> Record:
    """End of all orders against the WIP account's value entries plus the revaluation and rounding that only the report shows."""
    result = wip(ledger, end=end)
    left = sum(line.ending for line in result.orders) * FINE
    right = _account_balance(ledger, result) + _report_only(ledger, result)
    return _control("WIP = value entries", left, right, "Value entries of the WIP account, and revaluation that the report adds", identity=True)


def _account_balance(ledger: Ledger, result: Wip) -> int:
    """What the value entries of the orders put on the WIP account (gl-posting B2)."""
    values = ledger.table("Value Entry")
    types, entry, actual = values["Item Ledger Entry Type"], values["Entry Type"], values["Cost Amount (Actual)"]
    mine = result.order_of >= 0
    direct = entry == int(V.DIRECT_COST)
    into = mine & (types == int(T.BLANK)) & (direct | (entry == int(V.INDIRECT_COST)))
    used = mine & (types == int(T.CONSUMPTION)) & direct
    output = mine & (types == int(T.OUTPUT))
    expected = values["Cost Amount (Expected)"][output & (direct | (entry == int(V.REVALUATION)))]
    return (total(actual[into]) - total(actual[used]) - total(actual[output & direct]) - total(expected)) * FINE


def _report_only(ledger: Ledger, result: Wip) -> int:
    """Revaluation and rounding of components, revaluation of output while expected cost remains."""
    values = ledger.table("Value Entry")
    types, entry, actual = values["Item Ledger Entry Type"], values["Entry Type"], values["Cost Amount (Actual)"]
    mine = (result.order_of >= 0) & (values["Order Type"] == int(OrderType.PRODUCTION))
    revalued = entry == int(V.REVALUATION)
    back = revalued & (values["Item Ledger Entry Quantity"] > 0)
    used = mine & (types == int(T.CONSUMPTION)) & (entry != int(V.DIRECT_COST)) & ~back & ~values["Expected Cost"]
    other = mine & (types == int(T.BLANK)) & (entry != int(V.DIRECT_COST)) & (entry != int(V.INDIRECT_COST)) & ~values["Expected Cost"]
    waiting = mine & (types == int(T.OUTPUT)) & revalued & (result.weighted != -values["Cost Amount (Expected)"])
    return (total(actual[other]) - total(actual[used]) - total(actual[waiting])) * FINE


def _age_is_spec(ledger: Ledger, spec: CostSpec, end: int) -> list[Record]:
    """Only when nothing is dated after the end, because the age composition takes today's remaining quantities."""
    dates = (ledger.table(name)["Posting Date"] for name in ("Value Entry", "Item Ledger Entry", "Item Application Entry"))
    if any(len(d) and int(d.max()) > end for d in dates):
        return []
    found = {i.item_no: i.value for i in age_composition(ledger, end, "1M").items}
    left, right, items = sum(found.values()), sum(i.total for i in spec.items), _by_item(found, _of_spec(spec))
    return [_control("Age composition = cost specification", left, right, "Nothing is dated after the end", items=items)]
