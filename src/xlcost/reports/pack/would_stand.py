"""Block of the reconciliation: how it would stand after adjusting and posting; a line of words when nothing would change."""

from __future__ import annotations

from xlcost.reports.close import Close
from xlcost.reports.grid import Block, GridColumn, Line, Rank
from xlcost.reports.pack.common import EXPLAINED, ZERO, mark_of, signed, state_of
from xlcost.reports.would_stand import Standing

SLOT, SECTION = "would stand", "As it would stand after adjusting and posting"
NOTE = "Difference now + by adjusting + by posting = difference left. A difference is the G/L balance less the value entries."
COLUMNS = (
    GridColumn("account", "Account", "text"),
    GridColumn("now", "Difference now", "difference", sums=True),
    GridColumn("by_adjusting", "By adjusting", "signed", sums=True),
    GridColumn("by_posting", "By posting", "signed", sums=True),
    GridColumn("left", "Difference left", "difference", sums=True, formula="{now}+{by_adjusting}+{by_posting}"),
    GridColumn("mark", "", "mark"),
    GridColumn("warning", "Causes left", "explanation"),
)


def would_stand_block(close: Close) -> Block:
    """Per account that differs or moves: difference now, by adjusting, by posting, left (a formula), and its causes."""
    found = close.would_stand
    if not found.changes:
        return Block(SLOT, (GridColumn("text", "", "text"),), [Line(Rank.NOTE, {"text": found.sentence})], SECTION)
    names = {a["No."]: a["Name"] for a in close.ledger.records("G/L Account")} if close.ledger.has("G/L Account") else {}
    lines = [_line(row, names.get(row.account, "")) for row in found.accounts]
    sums = {key: sum((getattr(row, key) for row in found.accounts), ZERO) for key in ("now", "by_adjusting", "by_posting", "left")}
    lines.append(Line(Rank.TOTAL, {"account": "All accounts", **sums}))
    lines.append(Line(Rank.NOTE, {"account": NOTE}))
    return Block(SLOT, COLUMNS, lines, SECTION)


def _line(row: Standing, name: str) -> Line:
    label = row.account or "without account"
    cells = {
        "account": f"{label} {name}".strip(),
        "now": row.now,
        "by_adjusting": row.by_adjusting,
        "by_posting": row.by_posting,
        "left": row.left,
        "warning": "; ".join(f"{cause} {signed(amount)}" for cause, amount in row.causes.items()),
    }
    links = {"account": f"{EXPLAINED}#account_{label}"} if row.differs else {}
    return Line(Rank.DETAIL, cells, links=links, state=mark_of(state_of({"difference": row.left, "causes": row.causes})))
