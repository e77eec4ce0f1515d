"""The block under a report that holds its total against the general ledger (valuation-reports.md 6.2, look.md 13)."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from xlcost.money import round_to
from xlcost.reports.close import Close
from xlcost.reports.grid import Block, Grid, GridColumn, Line, Rank, Shown
from xlcost.reports.pack.common import EXPLAINED, TIE_OUT, ZERO, signed
from xlcost.reports.pack.setting import Setting
from xlcost.reports.period import show_date

VALUE, POSTED = "ending_value", "cost_posted_to_g_l"
POSTED_CAPTION = "Cost Posted to G/L"
CENT = Decimal("0.01")
STOCK_TOTAL = {  # reports whose total is the stock on hand, expected cost included: columns of words and of the total
    "Invt. Valuation - Cost Spec.": ("entry_type", "amount"),
    "Item Age Composition - Value": ("description", "inventory_value"),
    "Status": ("document_no", "inventory_valuation"),
}


def valuation_tie_out(close: Close, setting: Setting) -> Block:
    """Balances of the inventory accounts under the columns that they must equal."""
    columns = (
        GridColumn("description", "", "text"),
        GridColumn(VALUE, "G/L balance", "amount"),
        GridColumn(POSTED, "G/L less value", "difference"),
        GridColumn("mark", "", "mark"),
    )
    balance = value = ZERO
    lines, names = [], []
    for kind, words in (("Inventory", "inventory"), ("Inventory (Interim)", "interim")):
        total = next(t for t in close.tie_out.totals if t["Account Type"] == kind)
        if kind != "Inventory" and not (total["Ledger Value"] or total["G/L Balance"]):
            continue
        balance, value = balance + total["G/L Balance"], value + total["Ledger Value"]
        names.append(words)
        state = "explained" if any(a["Status"] != "Ties" for a in close.tie_out.of(kind)) or balance != value else "ties"
        cells = {"description": f"G/L balance of the {' and '.join(names)} accounts", VALUE: balance, POSTED: balance - value}
        links = {"description": f"{TIE_OUT}#"} if TIE_OUT in setting.sheets else {}
        lines.append(Line(Rank.DETAIL, cells, links=links, state=state))
    return Block("tieout", columns, lines, "Tie-out")


def bridge_tie_out(grid: Grid, close: Close, setting: Setting) -> Block:
    """Balances of the inventory and the interim accounts under what the value entries posted there, and the differences."""
    kinds = {"cost_posted_to_g_l": "Inventory", "expected_cost_posted_to_g_l": "Inventory (Interim)"}
    totals = {t["Account Type"]: t["G/L Balance"] for t in close.tie_out.totals}
    balances: dict[str, Any] = {key: totals.get(kind) or ZERO for key, kind in kinds.items()}
    balances["total_value"] = sum(balances.values(), ZERO)
    differences = {key: Shown(balance - grid.facts["totals"][key], "difference") for key, balance in balances.items()}
    open_ = any(d.value for d in differences.values())
    links = {"description": f"{EXPLAINED}#"} if open_ and EXPLAINED in setting.sheets else {}
    lines = [
        Line(Rank.DETAIL, {"description": "G/L balance of the accounts", **balances}),
        Line(Rank.DETAIL, {"description": "G/L less the total above", **differences}, links=links, state="explained" if open_ else "ties"),
    ]
    columns = (
        *(GridColumn("description", "", "text"), GridColumn("total_value", "Inventory\nand Interim", "amount")),
        *(GridColumn("cost_posted_to_g_l", "Inventory", "amount"), GridColumn("expected_cost_posted_to_g_l", "Inventory\n(Interim)", "amount")),
        GridColumn("mark", "", "mark"),
    )
    return Block("tieout", columns, lines, "Tie-out to the general ledger")


def stock_tie_out(grid: Grid, setting: Setting) -> list[Block]:
    """Under the total of a report of the stock on hand: the value entries and the accounts that it must equal, and what is between them.

    The report values what is left at unrounded unit costs, so a difference below half a cent is none.
    """
    words, amount = STOCK_TOTAL[grid.name]
    total = next((line.cells[amount] for line in reversed(grid.lines) if line.rank is Rank.TOTAL and amount in line.cells), None)
    if setting.close is None or total is None:
        return []
    kinds = [t for t in setting.close.tie_out.totals if t["Account Type"] in ("Inventory", "Inventory (Interim)")]
    value = sum((t["Ledger Value"] for t in kinds), ZERO)
    balance = sum((t["G/L Balance"] for t in kinds), ZERO)
    lines = []
    rows = (("Value entries", value, TIE_OUT), ("G/L balance of the inventory and interim accounts", balance, EXPLAINED))
    for name, figure, sheet in rows:
        between = round_to(figure - total, CENT)
        state = "explained" if between else "ties"
        links = {words: f"{sheet}#"} if sheet in setting.sheets else {}
        lines.append(Line(Rank.DETAIL, {words: name, amount: figure}, links=links, state=state))
        lines.append(Line(Rank.DETAIL, {words: f"{name.partition(' of ')[0]} less the total above", amount: Shown(between, "difference")}, state=state))
    columns = (GridColumn(words, "", "text"), GridColumn(amount, setting.facts.currency or "LCY", "amount"), GridColumn("mark", "", "mark"))
    return [Block("tieout", columns, lines, "Tie-out to the general ledger")]


def wip_tie_out(grid: Grid, close: Close, setting: Setting) -> Block:
    """The report against the WIP accounts, with the causes of what differs."""
    totals = grid.facts["totals"]
    end = show_date(close.options.period.last)
    accounts = close.tie_out.of("WIP Inventory")
    balance = sum((a["G/L Balance"] for a in accounts), ZERO)
    names = ", ".join(a["G/L Account No."] for a in accounts if a["G/L Account No."])
    value, posted = totals["as_of_end_date"], totals[POSTED]
    rows = (
        (f"WIP of the report, {end}", value),
        (POSTED_CAPTION, posted),
        ("Not yet posted", value - posted),
        (f"G/L account{'s' if ',' in names else ''} {names or '(none)'}, balance {end}", balance),
    )
    lines = [Line(Rank.DETAIL, {"what": what, "amount": amount}) for what, amount in rows]
    causes: dict[str, Decimal] = {}
    for account in accounts:
        for cause, amount in account["Causes"].items():
            causes[cause] = causes.get(cause, ZERO) + amount
    state = "explained" if causes or balance != value else "ties"
    lines.append(Line(Rank.TOTAL, {"what": "G/L less WIP", "amount": Shown(balance - value, "difference")}, state=state))
    words = "; ".join(f"{cause} {signed(amount)}" for cause, amount in causes.items())
    note = f"▲ Explained: {words}" if words else "● Ties" if state == "ties" else "▲ Not in the value entries of production orders"
    links = {"what": f"{EXPLAINED}#account_{accounts[0]['G/L Account No.']}"} if words and EXPLAINED in setting.sheets else {}
    lines.append(Line(Rank.NOTE, {"what": note}, links=links, state=state))
    columns = (GridColumn("what", "What", "text"), GridColumn("amount", setting.facts.currency or "LCY", "amount"))
    return Block("tieout", columns, lines, "Tie-out to the general ledger")
