"""Functions on orders, projects and the general ledger; they equal the reports and the reconciliation."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import numpy as np

from xlcost.faces.functions.cell_values import CellError, Refused
from xlcost.faces.functions.snapshot import Snapshot
from xlcost.ledger import Ledger
from xlcost.ledger.calculated_projects import project_fields
from xlcost.money import to_decimal
from xlcost.posting.rules import AccountType
from xlcost.reports.options import MAX_DAY
from xlcost.views.gl_balances import GLBalances
from xlcost.views.project_balances import open_entries
from xlcost.views.scope import Scope
from xlcost.views.wip import CAPACITY, CONSUMPTION, OPENING, OUTPUT, WipLine
from xlcost.views.wip import wip as wip_view

_WIP_COLUMNS = {
    "as of end date": lambda line: line.ending,
    "as of start date": lambda line: line.columns[OPENING],
    "consumption": lambda line: line.columns[CONSUMPTION],
    "capacity": lambda line: line.columns[CAPACITY],
    "output": lambda line: line.columns[OUTPUT],
    "cost posted to g/l": lambda line: line.posted,
}


def wip(snapshot: Snapshot, order: str, as_of: int, column: str) -> Decimal:
    """A column of Inventory Valuation - WIP for one production order, or for all."""
    pick = _WIP_COLUMNS.get(" ".join(column.split()).casefold() or "as of end date")
    if pick is None:
        raise Refused(CellError.VALUE, f"{column!r} is not a column of Inventory Valuation - WIP.")
    lines = snapshot.by_day("wip", as_of, lambda: _wip_lines(snapshot.ledger, as_of))
    if not order:
        return to_decimal(sum(pick(line) for found in lines.values() for line in found))
    found = lines.get(order.upper())
    if found is None:
        if order.upper() not in snapshot.ledger.table("Production Order").codes("No.")[1]:
            raise Refused(CellError.NA, f"There is no production order {order!r}.")
        found = []
    return to_decimal(sum(pick(line) for line in found))


def _wip_lines(ledger: Ledger, day: int) -> dict[str, list[WipLine]]:
    found: dict[str, list[WipLine]] = {}
    for line in wip_view(ledger, end=day or MAX_DAY).orders:
        found.setdefault(line.no, []).append(line)
    return found


PROJECT_AMOUNTS = {
    "Recognized Costs": "Recog. Costs Amount",
    "Recognized Sales": "Recog. Sales Amount",
    "Recognized Profit": "Recog. Profit Amount",
    "WIP Costs": "Total WIP Cost Amount",
    "WIP Sales": "Total WIP Sales Amount",
    "Recognized Costs G/L": "Recog. Costs G/L Amount",
    "Recognized Sales G/L": "Recog. Sales G/L Amount",
    "Recognized Profit G/L": "Recog. Profit G/L Amount",
    "WIP Costs G/L": "Total WIP Cost G/L Amount",
    "WIP Sales G/L": "Total WIP Sales G/L Amount",
}
_AMOUNT_BY_WORD = {word.casefold(): c for name, c in PROJECT_AMOUNTS.items() for word in (name, c)}
_PROFIT = frozenset({"Recog. Profit Amount", "Recog. Profit G/L Amount"})


def project_wip(snapshot: Snapshot, project: str, as_of: int, amount: str) -> Decimal:
    """An amount of the WIP cockpit of a project; with a date, from the WIP entries that stood at that date."""
    caption = _AMOUNT_BY_WORD.get(" ".join(amount.split()).casefold())
    if caption is None:
        raise Refused(CellError.VALUE, f"{amount!r} is not one of {', '.join(PROJECT_AMOUNTS)}.")
    if as_of and caption in _PROFIT:
        raise Refused(CellError.VALUE, "Profit is kept on the tasks without a date: ask for sales and costs.")
    row = snapshot.ledger.table("Project").index.get(project.upper())
    if row is None:
        raise Refused(CellError.NA, f"There is no project {project!r}.")
    fields = snapshot.by_day("projects", as_of, lambda: project_fields(_projects_at(snapshot.ledger, as_of)))
    return to_decimal(int(fields[caption][row]))


def _projects_at(ledger: Ledger, day: int) -> Ledger:
    """The ledger with the WIP entries as they stood at a day."""
    if not day:
        return ledger
    calculated, posted = ledger.table("Project WIP Entry"), ledger.table("Project WIP G/L Entry")
    standing = posted.take(open_entries(posted, day))
    standing = standing.with_columns({"Reversed": np.zeros(standing.length, dtype=np.bool_)})
    return ledger.with_tables(calculated.take(calculated["WIP Posting Date"] <= day), standing)


def gl_balance(snapshot: Snapshot, account: str, as_of: int) -> Decimal:
    """Balance of a G/L account at a date, Total accounts included."""
    no = account.upper()
    if no not in snapshot.once("accounts", lambda: _accounts(snapshot.ledger)):
        raise Refused(CellError.NA, f"There is no G/L account {account!r}.")
    balances = snapshot.by_day("gl", as_of, lambda: GLBalances(snapshot.ledger, Scope(snapshot.ledger, date_to=as_of)))
    return to_decimal(balances.net_change(no))


def _accounts(ledger: Ledger) -> frozenset[str]:
    chart = ledger.table("G/L Account")
    return frozenset(chart["No."].tolist() if chart.length else ledger.table("G/L Entry").codes("G/L Account No.")[1])


def inventory_posted(snapshot: Snapshot, account_type: str, as_of: int, group: str) -> Decimal:
    """What value entries have posted to the accounts of a type, by the account table of posting."""
    option = AccountType.lookup().get(" ".join(account_type.split()).casefold())
    if option is None:
        raise Refused(CellError.VALUE, f"{account_type!r} is not one of {', '.join(t.caption for t in AccountType)}.")
    wanted = snapshot.codes("Value Entry", "Inventory Posting Group", group)
    total = 0
    for (kind, posting_group), (days, running) in snapshot.posted_lines.items():
        if kind == int(option) and (wanted is None or posting_group in wanted):
            total += int(running[np.searchsorted(days, as_of, side="right") if as_of else -1])
    return to_decimal(total)


def gl_difference(snapshot: Snapshot, account: str, as_of: int) -> Decimal:
    """G/L balance less value entries of an account, as Inventory - G/L Reconciliation shows it."""
    no = account.upper()
    if no not in snapshot.once("accounts", lambda: _accounts(snapshot.ledger)):
        raise Refused(CellError.NA, f"There is no G/L account {account!r}.")
    found = snapshot.by_day("reconciliation", as_of, lambda: _differences(snapshot.ledger, as_of))
    if no not in found:
        raise Refused(CellError.NA, f"Account {account} is not an account of the posting setups.")
    return found[no]


def _differences(ledger: Ledger, day: int) -> dict[str, Decimal]:
    from xlcost.ledger.values import date_of
    from xlcost.views import reconcile_inventory

    found = reconcile_inventory(ledger, date_to=date_of(day))
    return {no: row["difference"] for no, row in found.accounts.items()}


def unposted(snapshot: Snapshot, as_of: int) -> int:
    """Number of value entries whose cost is not posted to the G/L."""
    days = snapshot.unposted
    return int(np.searchsorted(days, as_of, side="right")) if as_of else len(days)


_TRACE = ("Level", "Entry No.", "Entry Type", "Document No.", "Posting Date", "Quantity", "Cost Amount (Actual)")


def trace(snapshot: Snapshot, entry_no: int, direction: str, depth: int) -> list[list[Any]]:
    """An item ledger entry, where its cost came from (levels -1, -2 ...) and where it went (1, 2 ...), with captions."""
    from xlcost.views.trace import start_row, trace_item_entry

    word = direction.casefold() or "both"
    if word not in ("both", "forward", "backward"):
        raise Refused(CellError.VALUE, f"{direction!r} is not both, forward or backward.")
    if depth < 0:
        raise Refused(CellError.VALUE, f"{depth} is no number of levels.")
    if entry_no not in snapshot.ledger.table("Item Ledger Entry").index:
        raise Refused(CellError.NA, f"There is no item ledger entry {entry_no}.")
    found: list[list[Any]] = [list(_TRACE)]
    if word in ("both", "backward"):
        found += [_trace_row(r, -1) for r in trace_item_entry(snapshot.ledger, entry_no, "backward") if not depth or r["Level"] <= depth]
    found.append(_trace_row(start_row(snapshot.ledger, entry_no), 1))
    if word in ("both", "forward"):
        found += [_trace_row(r, 1) for r in trace_item_entry(snapshot.ledger, entry_no, "forward") if not depth or r["Level"] <= depth]
    return found


def _trace_row(row: dict[str, Any], sign: int) -> list[Any]:
    return [sign * row["Level"], *(row[c] for c in _TRACE[1:])]
