"""The cover: verdict, six tiles, what ties, how the value moved, what to do next, the checklist, sign-off."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from xlcost.problems import errors
from xlcost.reports.close import Close
from xlcost.reports.grid import Block, Chart, GridColumn, Line, Page, Rank
from xlcost.reports.pack.common import (
    EXPLAINED,
    MARK,
    WORDS,
    ZERO,
    Facts,
    as_of,
    causes_of,
    count,
    entries_of,
    gross,
    mark_of,
    money,
    options_line,
    state_of,
)
from xlcost.reports.pack.movement import bridge
from xlcost.reports.period import show_date

TIE_COLUMNS = (
    MARK,
    GridColumn("account_type", "Account type", "text"),
    GridColumn("value_entries", "Value entries", "amount"),
    GridColumn("gl_balance", "G/L balance", "amount"),
    GridColumn("difference", "Difference", "difference"),
    GridColumn("explained", "Explained", "difference"),
    GridColumn("status", "Status", "text"),
)
TODO_COLUMNS = (
    MARK,
    GridColumn("cause", "Cause", "text"),
    GridColumn("gross", "Gross by account", "amount"),
    GridColumn("accounts", "Accounts", "count"),
    GridColumn("lines", "Lines", "count"),
    GridColumn("oldest", "Oldest", "text"),
    GridColumn("do_this", "Do this", "text"),
    GridColumn("where", "Where", "text"),
)
STEP_COLUMNS = (MARK, GridColumn("step", "Step", "text"), GridColumn("words", "State", "text"))
_STEP_STATES = {"done": "ties", "open": "explained", "failed": "open", "waiting": "na"}


def cover_page(close: Close, facts: Facts) -> Page:
    """The first sheet: whoever reads only this knows the close."""
    state, word, sentence, tail = verdict(close)
    mode = f"Mode {close.options.compatibility}"
    expected = "expected cost included" if close.options.include_expected_cost else "invoiced cost only"
    head = f"{as_of(close)} · {options_line(close, facts).split(' · ')[0]}"
    slots: dict[str, Any] = {
        "verdict": {"state": state, "word": word, "text": sentence, "tail": tail},
        "tiles": [{"label": a, "figure": b, "note": c} for a, b, c in tiles(close)],
        **_signed(facts),
        "facts": [head, f"{mode} · {expected} · no filters"],
    }
    blocks = (
        Block("tie", TIE_COLUMNS, _ties(close), "1  What ties and what does not"),
        Block("todo", TODO_COLUMNS, _todo(close), "3  What to do next"),
        Block("step", STEP_COLUMNS, [_step(s) for s in close.steps], "4  Close checklist"),
    )
    charts: list[Chart] = [bridge(close, facts)]
    title = f"Inventory close, {close.options.period.name}"
    return Page("Cover", "cover", title, sentence, head, blocks, charts, slots, came_from=())


def _signed(facts: Facts) -> dict[str, str]:
    """The sign-off block: names and dates, the worth of the sign-off, the input it is bound to."""
    signing, signed = facts.signing, facts.signing.sign_off
    void = " ■ void" if signing.is_void else ""
    return {
        "prepared_by": signed.prepared_by and f"{signed.prepared_by}{void}",
        "prepared_on": signed.prepared_on,
        "approved_by": signed.approved_by and f"{signed.approved_by}{void}",
        "approved_on": signed.approved_on,
        "input_hash": f"{signing.words} · Input {facts.input_hash[:8]} … {facts.input_hash[-4:]}",
    }


def verdict(close: Close) -> tuple[str, str, str, str]:
    """(state, word, sentence, tail) of the band; the first rule that applies (look.md 11)."""
    failed = [c for c in close.checks if not c.passed]
    stopping = errors(close.problems)
    accounts = close.reconciliation.accounts
    differing = sum(1 for a in accounts.values() if state_of(a) != "ties")
    if stopping:
        text = f"{count(len(stopping), 'error')} stop the close; the first is {stopping[0].code} in {stopping[0].where}."
        return "open", "Not closed.", text, ""
    if failed:
        return "open", "Not proven.", f"{len(failed)} of {len(close.checks)} checks failed; do not use the figures marked ■.", ""
    waiting = 0 if close.options.post else close.posting.posted_count
    if waiting:
        amount = _unposted_gross(close)
        return (
            "explained",
            "Not finished.",
            f"{count(waiting, 'value entry waits', 'value entries wait')} to be posted; {money(amount)} gross.",
            "Unexplained: 0.00",
        )
    if differing:
        causes = causes_of(close)
        verb = "carries a difference" if differing == 1 else "carry differences"
        text = f"{differing} of {len(accounts)} accounts {verb}; {count(len(causes), 'cause')} explain{'s' if len(causes) == 1 else ''} them in full."
        return "explained", "Explained.", text, "Unexplained: 0.00"
    return "ties", "Ties.", f"All {len(accounts)} accounts agree with the value entries to the last cent.", ""


def _unposted_gross(close: Close) -> Decimal:
    """Gross amount that posting would book or skip, each value entry counted once."""
    seen: dict[int, Decimal] = {}
    for entry in entries_of(close, "Not yet posted"):
        no = entry.get("Value Entry No.") or 0
        seen[no] = max(seen.get(no, ZERO), abs(entry["Amount"]))
    return sum(seen.values(), ZERO)


def tiles(close: Close) -> list[tuple[str, Any, str]]:
    """Six tiles: label, figure, note."""
    fields = close.reconciliation.fields
    inventory = _projected(fields, "Inventory") + _projected(fields, "Inventory (Interim)")
    opening = bridge_opening(close)
    change = (
        f"{(inventory - opening) / opening * 100:+.1f} % since {show_date(close.options.period.before)}" if opening else "no opening value"
    )
    waiting = {e.get("Value Entry No.") for e in entries_of(close, "Not yet posted")}
    codes = {f["Code"] for f in close.findings if f.get("Severity") != "Note"}
    failed = sum(1 for c in close.checks if not c.passed)
    number = len(close.checks) + close_check_count()
    return [
        ("Inventory, expected cost included", inventory, change),
        ("of which not invoiced (interim)", _projected(fields, "Inventory (Interim)"), "received or shipped, not invoiced"),
        ("Work in process", _projected(fields, "WIP Inventory"), _orders(close)),
        ("Not yet posted to the G/L", _unposted_gross(close), f"{count(len(waiting), 'value entry', 'value entries')}, each counted once"),
        ("Open checks", f"{len(codes) + failed} of {number}", f"{count(len(close.findings), 'finding')}"),
        ("Unexplained", ZERO, "proven for each account"),
    ]


def close_check_count() -> int:
    """How many audit checks there are."""
    from xlcost.views.audit_rules import CHECKS

    return len(CHECKS)


def _projected(fields: Any, name: str) -> Decimal:
    found = fields.get(name)
    return found["projected"] if found else ZERO


def bridge_opening(close: Close) -> Decimal:
    """Value at the day before the period, expected cost included."""
    from xlcost.reports.pack.movement import opening

    return opening(close)


def _orders(close: Close) -> str:
    grid = close.grids.get("Inventory Valuation - WIP")
    running = sum(1 for r in grid.records() if r["As of End Date"]) if grid else 0
    return count(running, "open production order")


def _ties(close: Close) -> list[Line]:
    lines, sums = [], {"value_entries": ZERO, "gl_balance": ZERO, "difference": ZERO, "explained": ZERO}
    for name, field in close.reconciliation.fields.items():
        if not (field["projected"] or field["gl"] or field["causes"]):
            continue
        state = state_of(field)
        cells = {
            "value_entries": field["projected"],
            "gl_balance": field["gl"],
            "difference": field["difference"],
            "explained": sum(field["causes"].values(), ZERO),
        }
        for key, value in cells.items():
            sums[key] += value
        word = WORDS[state] + ("" if state == "ties" else " ›")
        links = {} if state == "ties" else {"status": f"{EXPLAINED}#"}
        lines.append(Line(Rank.DETAIL, {"account_type": name, **cells, "status": word}, links=links, state=mark_of(state)))
    lines.append(
        Line(Rank.TOTAL, {"account_type": "Sum (must be zero)", **sums, "status": "Direct postings, net" if sums["gl_balance"] else ""})
    )
    return lines


def _todo(close: Close) -> list[Line]:
    lines = []
    for cause in causes_of(close):
        entries = entries_of(close, cause)
        accounts = sum(1 for a in close.reconciliation.accounts.values() if cause in a["causes"])
        oldest = max((e["Age (days)"] for e in entries), default=0)
        actions = list(dict.fromkeys(_first_clause(str(e["What to do"])) for e in entries if e.get("What to do")))
        text = actions[0] if len(actions) == 1 else f"{actions[0]} ({len(actions) - 1} more on Explained)" if actions else ""
        cells = {
            "cause": cause,
            "gross": gross(close, cause),
            "accounts": accounts,
            "lines": len(entries),
            "oldest": count(oldest, "day"),
            "do_this": text,
            "where": "Explained ›",
        }
        lines.append(Line(Rank.DETAIL, cells, links={"where": f"{EXPLAINED}#"}, state="explained"))
    if not lines:
        lines.append(Line(Rank.DETAIL, {"cause": "Nothing", "do_this": "No difference is left."}, state="ties"))
    return lines


def _first_clause(sentence: str) -> str:
    """What to do in short; Explained has the whole sentence."""
    return sentence.split(", or ", maxsplit=1)[0].rstrip(".") + "."


def _step(step: Any) -> Line:
    return Line(Rank.DETAIL, {"step": step.name, "words": step.words}, state=_STEP_STATES[step.state])
