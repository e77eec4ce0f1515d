"""Sheet Inventory - G-L Reconciliation: the matrix, read down to its Total, across to the general ledger."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from typing import Any

from xlcost.reports.close import Close
from xlcost.reports.grid import Block, GridColumn, Line, Page, Rank, Shown
from xlcost.reports.pack.common import EXPLAINED, RECONCILIATION, ZERO, Facts, count, mark_of, money, options_line, state_of
from xlcost.reports.pack.would_stand import would_stand_block
from xlcost.reports.period import show_date

BALANCE = ("Inventory", "Inventory (Interim)", "WIP Inventory")
FOOT = ("Total", "G/L Total", "Difference")
_ENTRIES, _LEDGER = "Value entries, where they post to", "General ledger"

COLUMNS = (
    GridColumn("account_type", "Account type", "text"),
    GridColumn("inventory", "Inventory", "amount", _ENTRIES),
    GridColumn("inventory_interim", "Inventory (Interim)", "amount", _ENTRIES),
    GridColumn("wip_inventory", "WIP Inventory", "amount", _ENTRIES),
    GridColumn("total", "Total", "amount", _ENTRIES),
    GridColumn("gl_total", "G/L Total", "amount", _LEDGER),
    GridColumn("difference", "Difference", "difference", _LEDGER),
    GridColumn("mark", "", "mark", _LEDGER),
    GridColumn("warning", "Warning", "text", _LEDGER),
)
FOOT_COLUMNS = tuple(replace(c, caption="", band="") for c in COLUMNS[:4])
_KEYS = {"Inventory": "inventory", "Inventory (Interim)": "inventory_interim", "WIP Inventory": "wip_inventory"}
_KEYS |= {"Total": "total", "G/L Total": "gl_total", "Difference": "difference"}


def matrix_page(close: Close, facts: Facts) -> Page:
    """The matrix of the reconciliation with its proofs."""
    found = close.reconciliation
    carrying = sum(1 for a in found.accounts.values() if state_of(a) != "ties")
    message = (
        f"{count(carrying, 'account')} of {len(found.accounts)} {'carries a difference' if carrying == 1 else 'carry differences'}; "
        "the causes are on the sheet Explained. Read down: each column must close at its Total."
        if carrying
        else f"All {len(found.accounts)} accounts agree with the value entries. Read down: each column closes at its Total."
    )
    standing = [would_stand_block(close)] if close.steps else []  # a reconciliation of its own has no close to look ahead of
    if standing and close.would_stand.changes:
        message = f"{message.split(' Read down')[0]} {close.would_stand.sentence}"
    blocks = (
        Block("", COLUMNS, _rows(found)),
        Block("foot", FOOT_COLUMNS, _foot(found)),
        *standing,
        Block("proofs", (GridColumn("text", "", "text"),), _proofs(close), "Proofs"),
    )
    options = options_line(
        close, facts, f"Date Filter ..{show_date(close.options.period.last)}", "no item or location filter", f"mode {found.mode}"
    )
    return Page(
        RECONCILIATION,
        "matrix",
        "Inventory - G/L Reconciliation",
        message,
        options,
        blocks,
        (),
        {"nav": "Reconciliation"},
        ("Cover", EXPLAINED),
    )


def _rows(found: Any) -> list[Line]:
    lines = []
    for row, cells in found.matrix.items():
        if row in (*FOOT, "Warning"):
            continue
        field = found.fields.get(row)
        values: dict[str, Any] = {"account_type": row, **{_KEYS[c]: v for c, v in cells.items() if c in _KEYS}}
        state = ""
        if field is not None:
            values["difference"] = field["difference"]
            values.setdefault("gl_total", field["gl"])
            state = state_of(field)
            if state != "ties":
                values["warning"] = warning_text(field["causes"])
        lines.append(Line(Rank.DETAIL, values, state=mark_of(state), links={"warning": f"{EXPLAINED}#"} if values.get("warning") else {}))
    return lines


def warning_text(causes: dict[str, Decimal]) -> str:
    """The one cause, or how many there are."""
    return next(iter(causes)) if len(causes) == 1 else f"{len(causes)} causes"


def _foot(found: Any) -> list[Line]:
    lines = []
    for name in FOOT:
        cells = found.matrix.get(name, {})
        rank = Rank.TOTAL if name != "G/L Total" else Rank.SUBTOTAL
        values: dict[str, Any] = {_KEYS[c]: cells.get(c, ZERO) for c in BALANCE}
        if name == "Difference":
            values = {k: Shown(v, "difference") for k, v in values.items()}
        lines.append(Line(rank, {"account_type": name, **values}, state=""))
    words = {_KEYS[c]: warning_text(found.fields[c]["causes"]) for c in BALANCE if c in found.fields and found.fields[c]["causes"]}
    if words:
        lines.append(Line(Rank.NOTE, {"account_type": "Warning", **{k: f"▲ {v}" for k, v in words.items()}}, state="explained"))
    return lines


def _proofs(close: Close) -> list[Line]:
    texts = [f"{'●' if c.passed else '■'} {_proof(c)}" for c in close.checks if c.code in ("T01", "T03", "T04")]
    texts.append(
        "Signs: positive is a debit. A blank cell is zero. Inventory To WIP and WIP To Interim move cost between two balance sheet columns "
        "and have no G/L account of their own."
    )
    return [Line(Rank.NOTE, {"text": t}) for t in texts]


def _proof(check: Any) -> str:
    if check.code == "T04":
        return "Unexplained is 0.00 on every account." if check.passed else f"Unexplained is {money(check.left)}."
    return f"{check.name}: {money(check.left)} against {money(check.right)}."
