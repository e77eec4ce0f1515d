"""Rules G09 to G14 and G17: accounts, stock below zero, work in process, unadjusted cost, closed periods, early valuation dates."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np

from xlcost.ledger.options import AverageCostCalcType, OrderStatus, OrderType, PeriodEntryType
from xlcost.ledger.values import date_of
from xlcost.money import Array, sum_by, to_decimal
from xlcost.posting.dates import earliest_valuation_date
from xlcost.posting.rules import INVENTORY_SETUP, SETUP_FIELD, AccountType
from xlcost.problems import Severity
from xlcost.views.audit_rules.books import Books
from xlcost.views.audit_rules.check import Check, Hits, of_names, of_values
from xlcost.views.lines import book_lines

INVENTORY_TYPES = (AccountType.INVENTORY_INTERIM, AccountType.INVENTORY, AccountType.WIP_INVENTORY)


# -- accounts -----------------------------------------------------------------------------------------------
def _fields_of_accounts(books: Books) -> dict[str, list[str]]:
    """Per account number the account types that use it."""
    found: dict[str, list[str]] = {}
    for kind, (table, field) in SETUP_FIELD.items():
        for account in dict.fromkeys(books.ledger.table(table)[field].tolist()):
            if account:
                found.setdefault(account, []).append(kind.caption)
    return found


def _inventory_accounts(books: Books) -> Hits:
    uses = _fields_of_accounts(books)
    chart = books.ledger.table("G/L Account")
    direct = set(chart["No."][chart["Direct Posting"]].tolist()) if "Direct Posting" in chart.given else set()
    setup = books.ledger.table(INVENTORY_SETUP)
    accounts = sorted({a for kind in INVENTORY_TYPES for a in setup[SETUP_FIELD[kind][1]].tolist() if a})
    found = []
    for account in accounts:
        if account in direct:
            found.append((account, "allows direct posting"))
        if len(uses[account]) > 1:
            found.append((account, f"is used as {' and '.join(uses[account])}"))
    return of_names({"G/L Account No.": [a for a, _ in found]}, {"what": [w for _, w in found]})


# -- stock --------------------------------------------------------------------------------------------------
def _stock_of(books: Books) -> Hits:
    by_item = int(books.ledger.setup("Inventory Setup")["Average Cost Calc. Type"]) != int(AverageCostCalcType.ITEM_LOCATION_VARIANT)
    places = _Stock(books, set())
    averaged = set(np.unique(books.entries["Item No."][books.average]).tolist()) if by_item and books.entries.length else set()
    valued = _Stock(books, averaged)
    found = [(*key, quantity, 0, "The quantity") for key, (quantity, _) in places.rows() if quantity < 0]
    for key, (quantity, value) in valued.rows():
        if quantity == 0 and value:
            found.append((*key, quantity, value, "Without any quantity, the value"))
        elif value < 0 <= quantity:
            found.append((*key, quantity, value, "The value"))
    found.sort(key=lambda f: f[:2])
    names = {"Item No.": [f[0] for f in found], "Location Code": [f[1] for f in found]}
    facts: dict[str, list[Any]] = {
        "quantity": [to_decimal(f[2]) for f in found],
        "value": [to_decimal(f[3]) for f in found],
        "what": [f[4] for f in found],
        "amount": [to_decimal(f[3] or f[2]) for f in found],
    }
    return of_names(names, facts)


class _Stock:
    """Quantity and value on hand by item and location; by item alone for items whose average knows no location."""

    def __init__(self, books: Books, without_location: set[str]) -> None:
        self._cells: dict[tuple[str, str], list[int]] = {}
        entries, values = books.entries, books.values
        day = books.as_of or np.iinfo(np.int64).max
        quantity = books.inventory_entries & (entries["Posting Date"] <= day)
        self._add(entries.codes("Item No."), entries.codes("Location Code"), entries["Quantity"], quantity, 0, without_location)
        cost = values["Cost Amount (Actual)"] + values["Cost Amount (Expected)"]
        valued = books.inventory_values & values["Inventoriable"] & (values["Posting Date"] <= day) & (values["Item Ledger Entry No."] != 0)
        self._add(values.codes("Item No."), values.codes("Location Code"), cost, valued, 1, without_location)

    def _add(
        self, items: tuple[Array, list[str]], places: tuple[Array, list[str]], ticks: Array, mask: Array, part: int, joined: set[str]
    ) -> None:
        width = max(len(places[1]), 1)
        key = items[0] * width + places[0]
        sums = sum_by(key[mask], len(items[1]) * width, ticks[mask])
        for cell in np.unique(key[mask]).tolist():
            item, place = items[1][cell // width], places[1][cell % width]
            self._cells.setdefault((item, "" if item in joined else place), [0, 0])[part] += int(sums[cell])

    def rows(self) -> Iterator[tuple[tuple[str, str], list[int]]]:
        """((item, location), [quantity, value]) in that order."""
        return iter(sorted(self._cells.items()))


# -- work in process ----------------------------------------------------------------------------------------
def _finished_orders(books: Books) -> set[str]:
    lines, heads = books.ledger.table("Prod. Order Line"), books.ledger.table("Production Order")
    finished = {no for no, status in heads.tuples(("No.", "Status")) if status == OrderStatus.FINISHED}
    states: dict[str, set[int]] = {}
    for no, status in lines.tuples(("Prod. Order No.", "Status")):
        states.setdefault(no, set()).add(status)
    finished |= {no for no, found in states.items() if found == {int(OrderStatus.FINISHED)}}
    adjusted: dict[str, list[bool]] = {}
    for kind, no, done in books.ledger.table("Inventory Adjmt. Entry (Order)").tuples(("Order Type", "Order No.", "Is Finished")):
        if kind == OrderType.PRODUCTION and no not in states:
            adjusted.setdefault(no, []).append(done)
    return finished | {no for no, marks in adjusted.items() if all(marks)}


def _work_in_process(books: Books) -> Hits:
    lines, values = book_lines(books.ledger), books.values
    wip = (lines.account_type == int(AccountType.WIP_INVENTORY)) & (values["Order Type"][lines.entry] == int(OrderType.PRODUCTION))
    numbers, orders = values.codes("Order No.")
    if not wip.any():
        return of_names({"Order No.": []})
    balance = sum_by(numbers[lines.entry[wip]], len(orders), lines.amount[wip])
    first = np.full(len(orders), np.iinfo(np.int64).max)
    np.minimum.at(first, numbers, values["Posting Date"])
    last_day = books.as_of or int(values["Posting Date"].max())
    finished = _finished_orders(books)
    rows = [i for i in np.flatnonzero(balance).tolist() if orders[i] in finished or last_day - int(first[i]) > books.wip_days]
    state = ["finished" if orders[i] in finished else f"open since {date_of(int(first[i]))}" for i in rows]
    return of_names({"Order No.": [orders[i] for i in rows]}, {"state": state, "wip": [to_decimal(int(balance[i])) for i in rows]})


# -- adjustment and periods ---------------------------------------------------------------------------------
def _not_adjusted(books: Books) -> Hits:
    points, orders = books.ledger.table("Avg. Cost Adjmt. Entry Point"), books.ledger.table("Inventory Adjmt. Entry (Order)")
    first: dict[str, int] = {}
    for item, day in points.tuples(("Item No.", "Valuation Date"), np.flatnonzero(~points["Cost Is Adjusted"])):
        first[item] = min(day, first.get(item, day))
    waiting = np.flatnonzero(~orders["Cost is Adjusted"] & orders["Is Finished"])
    found = [(item, "", f"from {date_of(day)} on") for item, day in sorted(first.items())]
    found += [(item, no, f"of finished order {no}") for item, no in sorted(set(orders.tuples(("Item No.", "Order No."), waiting)))]
    return of_names({"Item No.": [f[0] for f in found], "Order No.": [f[1] for f in found]}, {"what": [f[2] for f in found]})


def _registers(books: Books) -> Array:
    """Item Register No. of each value entry, from the registers' entry ranges where the entry does not carry it."""
    values, registers = books.values, books.ledger.table("Item Register")
    found: Array = values["Item Register No."].copy()
    numbers = values["Entry No."]
    for number, first, last in registers.tuples(("No.", "From Value Entry No.", "To Value Entry No.")):
        if first:
            found[(found == 0) & (numbers >= first) & (numbers <= max(first, last))] = number
    return found


def _in_closed_period(books: Books) -> Hits:
    periods, log = books.ledger.table("Inventory Period"), books.ledger.table("Inventory Period Entry")
    closed = set(periods["Ending Date"][periods["Closed"]].tolist())
    last: dict[int, tuple[int, int]] = {}
    for day, number, kind, register in log.tuples(("Ending Date", "Entry No.", "Entry Type", "Closing Item Register No.")):
        if day in closed and kind == PeriodEntryType.CLOSE and register:  # 0: nothing recorded
            last[day] = max(last.get(day, (0, 0)), (number, register))
    register = _registers(books) if last else books.values["Item Register No."]
    limit = np.full(books.values.length, np.iinfo(np.int64).max)
    for day, (_, closing) in last.items():
        covered = books.values["Posting Date"] <= day
        limit[covered] = np.minimum(limit[covered], closing)
    rows = np.flatnonzero(register > limit)
    facts = {
        "date": [date_of(d) for d in books.values["Posting Date"][rows].tolist()],
        "register": register[rows].tolist(),
        "closing": limit[rows].tolist(),
    }
    return Hits(books.owner[rows], rows, facts)


def _too_early(books: Books) -> Hits:
    """Entered after business had reached the earliest allowed date: a date before it is no old entry, it slipped in."""
    earliest, values = earliest_valuation_date(books.ledger), books.values
    if not earliest or not values.length:
        return of_values(books, np.zeros(0, dtype=np.int64))
    since = values["Entry No."][values["Posting Date"] >= earliest]
    early = (values["Posting Date"] < earliest) | (values["Valuation Date"] < earliest)
    exempt = values["Adjustment"] | (values["Entry Type"] == 2)
    rows = np.flatnonzero(early & ~exempt & (values["Entry No."] > since.min())) if len(since) else np.zeros(0, dtype=np.int64)
    dates = np.minimum(values["Posting Date"], values["Valuation Date"])[rows]
    return Hits(books.owner[rows], rows, {"date": [date_of(d) for d in dates.tolist()], "earliest": [date_of(earliest)] * len(rows)})


def _exported_cost(books: Books) -> Hits:
    """Tested while reading (ledger.exported); the problems of the ledger carry the result."""
    found = [p for p in books.ledger.problems if p.code == "G11"]
    return of_names({"Item Ledger Entry No.": [int(p.where.rsplit(" ", 1)[-1]) for p in found]}, {"what": [p.what for p in found]})


E, W, N = Severity.ERROR, Severity.WARNING, Severity.NOTE
# fmt: off
CHECKS = (
    Check("G09", "G", W, "inventory account with Direct Posting = Yes, or used by two account types", "The inventory account {what}.",
          "Set Direct Posting to No; give each account type an account of its own.", _inventory_accounts),
    Check("G10", "G", W, "negative quantity or value on hand, or quantity 0 with a value, per item and location", "{what} on hand is {amount}.",
          "Post the missing receipt, adjust cost, or revalue.", _stock_of),
    Check("G11", "G", E, "the cost of an item ledger entry as exported differs from the sum of its value entries", "{what}",
          "Export item ledger entries and value entries again, at the same moment.", _exported_cost),
    Check("G12", "G", W, "finished production order with WIP ≠ 0, or one not finished after many days", "The order, {state}, holds {wip} in WIP.",
          "Adjust cost, finish the order, or clear WIP by a journal.", _work_in_process),
    Check("G13", "G", W, "entry point or finished order with Cost is Adjusted = No", "The cost {what} is not adjusted.",
          "Run Adjust Cost - Item Entries.", _not_adjusted),
    Check("G14", "G", E, "value entry dated in a closed inventory period, but created after its closing",
          "Dated {date} in a closed period, but created in register {register}, after {closing}.",
          "Find out who opened the period; reverse the entry on an open date.", _in_closed_period),
    Check("G17", "G", N, "Posting Date or Valuation Date before Earliest Allowed Valuation Date, entered later than it",
          "Dated {date}, before the earliest allowed valuation date {earliest}.", "Repost on an allowed date.", _too_early),
)
# fmt: on
