"""What the commands that make a new ledger share: counts for the question, a close without its other parts."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from xlcost.faces.ribbon.session import Session
from xlcost.ledger import Ledger, Outcome
from xlcost.ledger.values import date_of
from xlcost.reports.close import Close, CloseOptions
from xlcost.reports.period import Period

_NOTHING = Decimal("0.00")


def affected(outcome: Outcome) -> int:
    """Rows that an outcome adds or changes."""
    return sum(t.length for t in outcome.added_rows.values()) + sum(t.length for t in outcome.changed_rows.values())


def counts_of(outcome: Outcome, between: str = "\n") -> str:
    """What is added and changed, table by table."""
    added = [f"{name}: {t.length:,} added" for name, t in outcome.added_rows.items() if t.length]
    changed = [f"{name}: {t.length:,} changed" for name, t in outcome.changed_rows.items() if t.length]
    return between.join([*added, *changed])


def totals_of(outcome: Outcome) -> str:
    """What a question before writing shows in money: cost of new value entries, debit and credit, what projects recognize."""
    lines = []
    values, entries, projects = (outcome.added.get(t, []) for t in ("Value Entry", "G/L Entry", "Project WIP Total"))
    if values:
        lines.append(f"Cost of the value entries: {_sum(values, 'Cost Amount (Actual)'):+,.2f}")
    if entries:
        lines.append(debit_and_credit(entries))
    if projects:
        costs, sales = (_sum(projects, f"Calc. Recog. {side} Amount") for side in ("Costs", "Sales"))
        lines.append(f"Recognized: costs {costs:,.2f}   sales {sales:,.2f}")
    return "\n".join(lines)


def debit_and_credit(entries: Sequence[Mapping[str, Any]]) -> str:
    """The sides of G/L entries, and their document numbers."""
    debit = sum((e["Amount"] for e in entries if e["Amount"] > 0), start=_NOTHING)
    credit = -sum((e["Amount"] for e in entries if e["Amount"] < 0), start=_NOTHING)
    documents = list(dict.fromkeys(str(e["Document No."]) for e in entries))
    more = f" and {len(documents) - 6:,} more" if len(documents) > 6 else ""
    return f"Debit {debit:,.2f}   Credit {credit:,.2f}\nDocument numbers: {', '.join(documents[:6])}{more}"


def _sum(records: Sequence[Mapping[str, Any]], caption: str) -> Decimal:
    return sum((r[caption] for r in records if r.get(caption) is not None), start=_NOTHING)


def latest(ledger: Ledger) -> dt.date:
    """The last posting date of the books."""
    days = [int(ledger.table(name)["Posting Date"].max(initial=0)) for name in ("G/L Entry", "Value Entry")]
    return date_of(max(days)) or dt.date(2000, 1, 1)


def bare_close(
    session: Session, *, adjustment: Outcome | None = None, posting: Outcome | None = None, adjust: bool = False, post: bool = False,
    test: Sequence[Mapping[str, Any]] = (), posting_method: str = "Per Entry",
) -> Close:  # fmt: skip
    """A close that holds one stage only, for the pages that show it."""
    ledger = session.ledger
    last = latest(ledger)
    options = CloseOptions(Period(last.replace(day=1), last), adjust, post, posting_method)
    nothing = Outcome(ledger)
    return Close(options, ledger, ledger, adjustment, posting or nothing, [dict(r) for r in test], {}, None, None, [])
