"""Sheet Valuation Tie-out: the report against posting groups and locations, these against the general ledger."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from xlcost.ledger.options import ItemLedgerEntryType
from xlcost.money import to_decimal, total
from xlcost.reports.close import Close
from xlcost.reports.grid import Block, Chart, GridColumn, Line, Page, Rank
from xlcost.reports.pack.common import EXPLAINED, TIE_OUT, ZERO, Facts, as_of, money, options_line, signed, unit
from xlcost.reports.pack.movement import movements
from xlcost.reports.period import show_date
from xlcost.views.tie_out import ACCOUNT_FIELDS, pair_groups

COLUMNS = (
    GridColumn("posting_group", "Posting group", "code"),
    GridColumn("location", "Location", "code"),
    GridColumn("ledger_value", "Ledger value", "amount"),
    GridColumn("posted", "Posted", "amount"),
    GridColumn("not_yet_posted", "Not yet posted", "amount"),
    GridColumn("gl_account", "G/L account", "code"),
    GridColumn("gl_balance", "G/L balance", "amount"),
    GridColumn("difference", "Difference", "difference"),
    GridColumn("status", "Status", "status"),
    GridColumn("cause", "Cause", "explanation"),
)
PROOF_COLUMNS = (GridColumn("text", "", "text"), GridColumn("amount", "", "amount"), GridColumn("status", "", "status"))
GROUP_COLUMNS = (
    GridColumn("posting_group", "Posting group", "code"),
    GridColumn("before", "", "amount"),
    GridColumn("now", "", "amount"),
    GridColumn("change", "Change", "signed"),
)
MOVEMENT_COLUMNS = (
    GridColumn("entry_type", "Entry type", "text"),
    GridColumn("value", "Value", "signed"),
    GridColumn("share", "% of opening", "percent"),
)
MOST_CAUSE_TEXT = 46  # characters that the column Cause shows
_STATE = {"Ties": "ties", "Explained": "explained", "Offsetting": "explained", "Open": "open", "SETUP_MISSING": "open"}


def tie_out_page(close: Close, facts: Facts) -> Page:
    """Blocks per account type, the report total against them, value by posting group, movement."""
    difference = sum((t["Difference"] for t in close.tie_out.totals), ZERO)
    if any(a["Status"] != "Ties" for a in close.tie_out.accounts):
        less = "more" if difference > 0 else "less"
        message = f"Inventory accounts carry {money(abs(difference))} {less} than the value entries; Explained names each cause."
        if not difference:
            message = "Inventory accounts agree with the value entries in total, not one by one; Explained names each cause."
    else:
        message = "Every inventory account agrees with its value entries."
    options = options_line(close, facts, as_of(close), "by posting group and location of the value entry", "no filters")
    lines = [line for kind in ACCOUNT_FIELDS for line in _block(close, kind)]
    groups, chart = _groups(close, facts)
    blocks = (
        Block("", COLUMNS, lines),
        Block("proof", PROOF_COLUMNS, _proof(close), "Report total to tie-out total"),
        Block("groups", _dated(close), groups, "Value by posting group"),
        Block("movement", MOVEMENT_COLUMNS, _movement(close), "Movement, expected cost included"),
    )
    title = "Inventory Valuation, tie-out to the general ledger"
    return Page(
        TIE_OUT,
        "tie-out",
        title,
        message,
        options,
        blocks,
        [chart],
        slots={"nav": "Tie-out"},
        came_from=("Cover", "Inventory Valuation", EXPLAINED),
    )


def _block(close: Close, kind: str) -> list[Line]:
    accounts = close.tie_out.of(kind)
    if not accounts:
        return []
    lines = [Line(Rank.HEADING, {"posting_group": ACCOUNT_FIELDS[kind]}, 1, kind)]
    for account in accounts:
        lines += [_pair(p, kind) for p in account["Pairs"]]
        lines.append(_account(account, kind))
    total_row = next(t for t in close.tie_out.totals if t["Account Type"] == kind)
    lines.append(Line(Rank.TOTAL, {"posting_group": kind, **_figures(total_row), "difference": total_row["Difference"]}, 1, kind))
    return lines


def _figures(row: Any) -> dict[str, Any]:
    return {
        "ledger_value": row["Ledger Value"],
        "posted": row["Posted"],
        "not_yet_posted": row["Not Yet Posted"],
        "gl_balance": row.get("G/L Balance"),
    }


def _pair(pair: Any, kind: str) -> Line:
    cells = {"posting_group": pair["Inventory Posting Group"] or "(none)", "location": pair["Location Code"] or "(none)", **_figures(pair)}
    if pair["Status"]:
        cells["status"] = "■ Setup missing"
        cells["cause"] = "Fill the account in Inventory Posting Setup"
    return Line(Rank.DETAIL, cells, 2, kind, state="open" if pair["Status"] else "")


def _account(account: Any, kind: str) -> Line:
    groups = sorted({p["Inventory Posting Group"] for p in account["Pairs"]})
    causes = account["Causes"]
    words = [f"{name} {signed(amount)}" for name, amount in causes.items()]
    text = "; ".join(words) if len("; ".join(words)) <= MOST_CAUSE_TEXT else f"{len(words)} cause{'s' * (len(words) > 1)}, see Explained"
    state = _STATE[account["Status"]]
    no = account["G/L Account No."]
    cells = {
        "posting_group": ", ".join(groups) if len(groups) <= 2 else f"{len(groups)} groups",
        **_figures(account),
        "gl_account": no,
        "difference": account["Difference"],
        "status": "● Ties" if state == "ties" else f"▲ {account['Status']}" if state == "explained" else "■ Setup missing",
        "cause": text,
    }
    links = {"gl_account": f"{EXPLAINED}#account_{no}", "status": f"{EXPLAINED}#account_{no}"} if no and state != "ties" else {}
    return Line(Rank.SUBTOTAL, cells, 1, kind, links=links, state=state)


def _proof(close: Close) -> list[Line]:
    check = next((c for c in close.checks if c.code == "T01"), None)
    if check is None:
        return []
    expected = ", expected included" if close.options.include_expected_cost else ""
    outside = close.tie_out.outside_the_report(close.options.include_expected_cost)
    lines = [Line(Rank.DETAIL, {"text": f"Ending value of the report{expected}", "amount": check.left})]
    lines.append(Line(Rank.DETAIL, {"text": "Ledger value, Inventory and Interim", "amount": check.right - outside}))
    if outside:
        lines.append(Line(Rank.DETAIL, {"text": "Value entries that the report does not show", "amount": outside}))
    status = "● Ties" if check.passed else "■ Open"
    lines.append(
        Line(
            Rank.TOTAL,
            {"text": "Difference", "amount": check.left - check.right, "status": status},
            state="ties" if check.passed else "open",
        )
    )
    return lines


def _dated(close: Close) -> tuple[GridColumn, ...]:
    before, now = show_date(close.options.period.before), show_date(close.options.period.last)
    names = {"before": before, "now": now}
    return tuple(GridColumn(c.key, names.get(c.key, c.caption), c.kind) for c in GROUP_COLUMNS)


def _groups(close: Close, facts: Facts) -> tuple[list[Line], Chart]:
    values = close.ledger.table("Value Entry")
    numbers, codes = pair_groups(close.ledger)
    stock = values["Item Ledger Entry Type"] != int(ItemLedgerEntryType.BLANK)
    amount, days = values["Cost Amount (Actual)"], values["Posting Date"]
    rows: list[tuple[str, Decimal, Decimal]] = []
    for i, code in enumerate(codes):
        mine = stock & (numbers == i)
        before = to_decimal(total(amount[mine & (days < close.options.period.first.toordinal())]))
        now = to_decimal(total(amount[mine & (days <= close.options.period.last.toordinal())]))
        if before or now:
            rows.append((code or "(none)", before, now))
    rows.sort(key=lambda r: -r[2])
    lines = [Line(Rank.DETAIL, {"posting_group": g, "before": b, "now": n, "change": n - b}) for g, b, n in rows]
    opening, closing = sum((r[1] for r in rows), ZERO), sum((r[2] for r in rows), ZERO)
    lines.append(Line(Rank.TOTAL, {"posting_group": "Total", "before": opening, "now": closing, "change": closing - opening}))
    shown = rows[:8]
    series = {show_date(close.options.period.last): [r[2] for r in shown], show_date(close.options.period.before): [r[1] for r in shown]}
    measure = unit("Inventory value, invoiced cost", facts, [v for row in series.values() for v in row])
    return lines, Chart(_finding(rows), measure, [r[0] for r in shown], series)


def _finding(rows: list[tuple[str, Decimal, Decimal]]) -> str:
    fell = [g for g, before, now in rows if now < before]
    if not rows:
        return "Value by posting group"
    if not fell:
        return "All groups grew"
    if len(fell) == len(rows):
        return "All groups shrank"
    return f"{' and '.join(fell)} shrank, the rest grew" if len(fell) <= 2 else f"{len(fell)} of {len(rows)} groups shrank"


def _movement(close: Close) -> list[Line]:
    start, parts, end = movements(close)
    share = {k: v / start * 100 for k, v in parts.items()} if start else {}
    first = {"entry_type": show_date(close.options.period.before), "value": start, "share": Decimal(100) if start else None}
    lines = [Line(Rank.DETAIL, first)]
    lines += [
        Line(Rank.DETAIL, {"entry_type": k, "value": v, "share": share.get(k)}) for k, v in sorted(parts.items(), key=lambda p: -p[1])
    ]
    lines.append(
        Line(Rank.TOTAL, {"entry_type": show_date(close.options.period.last), "value": end, "share": end / start * 100 if start else None})
    )
    return lines
