"""WIP balance sheet accounts against the ledger: every cause of a difference, line by line (project-wip.md 10.6, PC2).

Each WIP G/L entry promises posting lines and, once reversed, reversal lines. The promised lines on the WIP accounts and
the G/L entries there are linked one to one; what is linked unequally or not at all is a cause. Every line and every
entry is used once, so the causes add up to the difference.

Worked example: someone posts +500.00 by hand on 2231. It has another source code, so it is a Direct G/L posting of
+500.00; the lines of WIP on 2231 stay linked, and the rest is 0.00.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from enum import Enum
from typing import Any

import numpy as np

from xlcost.ledger import Ledger
from xlcost.money import CENT
from xlcost.projects.journal import DEFAULT_SOURCE_CODE, OLDER_SOURCE_CODE, source_code
from xlcost.views.project_wip_to_gl import account_names, wip_accounts


class Cause(Enum):
    """Why an account differs."""

    NO_GL_ENTRY = "WIP line without G/L entry"
    NO_WIP_ENTRY = "WIP posting without WIP entry"
    DIRECT = "Direct G/L posting"
    POSTING_DATE = "Posting date"
    OTHER_PROJECT = "Other project"
    AMOUNT = "Amount difference"


@dataclass(slots=True)
class _Expected:
    """A G/L line that a WIP G/L entry promises."""

    wip_entry: int
    gl_entry: int  # number it should have, 0 for reversal lines
    reversal: bool
    day: int
    document: str
    account: str
    project: str
    amount: int
    link: _Found | None = None


@dataclass(slots=True)
class _Found:
    """A G/L entry on a WIP account."""

    number: int
    day: int
    document: str
    account: str
    project: str
    amount: int
    is_wip: bool
    linked: bool = False


@dataclass(frozen=True, slots=True)
class CauseLine:
    """One cause: its amount (ticks) on an account and project, and the entries it comes from (0 = none)."""

    cause: Cause
    account: str
    project: str
    amount: int
    gl_entry: int = 0
    wip_gl_entry: int = 0


@dataclass(slots=True)
class AccountDifference:
    """An account and project: the ledger's balance, the open WIP, and what explains the difference."""

    account: str
    name: str
    project: str
    balance: int = 0
    wip: int = 0
    causes: list[CauseLine] = field(default_factory=list)

    @property
    def difference(self) -> int:
        """G/L balance less open WIP."""
        return self.balance - self.wip

    @property
    def unexplained(self) -> int:
        """The difference less its causes: always 0."""
        return self.difference - sum(c.amount for c in self.causes)

    def by_cause(self) -> dict[str, int]:
        """Amount per cause, without zeros."""
        found: dict[str, int] = {}
        for line in self.causes:
            found[line.cause.value] = found.get(line.cause.value, 0) + line.amount
        return found


_WIP = ("Entry No.", "G/L Entry No.", "Posting Date", "Document No.", "Project No.", "G/L Account No.", "G/L Bal. Account No.")


def wip_ledger_differences(ledger: Ledger, control_day: int) -> list[AccountDifference]:
    """Every WIP balance sheet account and project with a balance or open WIP at the control day, differences explained."""
    accounts = set(wip_accounts(ledger))
    expected, found = _expected(ledger, accounts), _gl_entries(ledger, accounts)
    _link(expected, [f for f in found if f.is_wip])
    names = account_names(ledger)
    lines: dict[tuple[str, str], AccountDifference] = {}

    def line(account: str, project: str) -> AccountDifference:
        return lines.setdefault((account, project), AccountDifference(account, names.get(account, ""), project))

    for promise in expected:
        if promise.day <= control_day:
            line(promise.account, promise.project).wip += promise.amount
    for entry in found:
        if entry.day <= control_day:
            line(entry.account, entry.project).balance += entry.amount
    for cause in _causes(expected, found, control_day):
        line(cause.account, cause.project).causes.append(cause)
    shown = [x for _, x in sorted(lines.items()) if x.balance or x.wip or x.causes]
    assert all(x.unexplained == 0 for x in shown)
    return shown


def _expected(ledger: Ledger, accounts: set[str]) -> list[_Expected]:
    found = []
    captions = (*_WIP, "WIP Entry Amount", "Reversed", "Reverse Date")
    for number, gl_entry, day, document, project, account, balancing, amount, is_reversed, reverse_day in ledger.table(
        "Project WIP G/L Entry"
    ).tuples(captions):
        for no, signed, gl_no in ((account, amount, gl_entry - 1), (balancing, -amount, gl_entry)):
            if no not in accounts:
                continue
            found.append(_Expected(number, gl_no if gl_entry else 0, False, day, document, no, project, signed))
            if is_reversed:
                found.append(_Expected(number, 0, True, reverse_day, "", no, project, -signed))
    return found


def _gl_entries(ledger: Ledger, accounts: set[str]) -> list[_Found]:
    table = ledger.table("G/L Entry")
    wip_codes = {source_code(ledger), DEFAULT_SOURCE_CODE, OLDER_SOURCE_CODE}
    number, names = table.codes("G/L Account No.") if table.length else (np.zeros(0, dtype=np.int64), [])
    on = np.array([n in accounts for n in names], dtype=np.bool_)[number] if table.length else number
    captions = ("Entry No.", "Posting Date", "Document No.", "G/L Account No.", "Project No.", "Amount", "Source Code")
    rows = table.tuples(captions, np.flatnonzero(on))
    return [
        _Found(no, day, document, account, project, amount, source in wip_codes)
        for no, day, document, account, project, amount, source in sorted(rows)
    ]


def _link(expected: Sequence[_Expected], entries: Sequence[_Found]) -> None:
    """Links lines and entries one to one, the surest rule first (10.6, 2)."""
    by_number = {e.number: e for e in entries}
    for line in expected:
        entry = by_number.get(line.gl_entry)
        if entry and not entry.linked and (entry.account, entry.project) == (line.account, line.project):
            _join(line, entry)
    for with_date, with_project in ((True, True), (False, True), (True, False)):
        for reversal in (False, True):
            _link_equal(expected, entries, reversal, with_date, with_project)
    _link_near(expected, entries)


def _join(line: _Expected, entry: _Found) -> None:
    line.link, entry.linked = entry, True


def _link_equal(expected: Sequence[_Expected], entries: Sequence[_Found], reversal: bool, with_date: bool, with_project: bool) -> None:
    def key(x: Any) -> tuple[Any, ...]:
        document = "" if reversal else x.document
        return (x.day if with_date else 0, document, x.account, x.project if with_project else "", x.amount)

    free = _by_key((e for e in entries if not e.linked), key)
    for line in expected:
        if line.link is None and line.reversal is reversal and free.get(key(line)):
            _join(line, free[key(line)].pop(0))


def _link_near(expected: Sequence[_Expected], entries: Sequence[_Found]) -> None:
    """One line and one entry left under a key, at most 0.05 apart."""
    for reversal in (False, True):

        def key(x: Any, reversal: bool = reversal) -> tuple[Any, ...]:
            return (x.day, "" if reversal else x.document, x.account, x.project)

        free = _by_key((e for e in entries if not e.linked), key)
        lines = _by_key((x for x in expected if x.link is None and x.reversal is reversal), key)
        for where, (line, *more) in lines.items():
            found = free.get(where, [])
            if not more and len(found) == 1 and abs(found[0].amount - line.amount) <= 5 * CENT:
                _join(line, found[0])


def _by_key(items: Iterable[Any], key: Callable[[Any], tuple[Any, ...]]) -> dict[tuple[Any, ...], list[Any]]:
    found: dict[tuple[Any, ...], list[Any]] = {}
    for item in items:
        found.setdefault(key(item), []).append(item)
    return found


def _causes(expected: Sequence[_Expected], found: Sequence[_Found], day: int) -> Iterable[CauseLine]:
    """Classifies every line and entry up to the control day (10.6, 3)."""
    for line in expected:
        entry = line.link
        if entry is None:
            if line.day <= day:
                yield CauseLine(Cause.NO_GL_ENTRY, line.account, line.project, -line.amount, 0, line.wip_entry)
        elif (line.day <= day) != (entry.day <= day):
            if entry.day <= day:
                yield CauseLine(Cause.POSTING_DATE, entry.account, entry.project, entry.amount, entry.number, line.wip_entry)
            else:
                yield CauseLine(Cause.POSTING_DATE, line.account, line.project, -line.amount, entry.number, line.wip_entry)
        elif line.day <= day and line.project != entry.project:
            yield CauseLine(Cause.OTHER_PROJECT, entry.account, entry.project, entry.amount, entry.number, line.wip_entry)
            yield CauseLine(Cause.OTHER_PROJECT, line.account, line.project, -line.amount, entry.number, line.wip_entry)
        elif line.day <= day and entry.amount != line.amount:
            yield CauseLine(Cause.AMOUNT, line.account, line.project, entry.amount - line.amount, entry.number, line.wip_entry)
    for entry in found:
        if not entry.linked and entry.day <= day:
            yield CauseLine(Cause.NO_WIP_ENTRY if entry.is_wip else Cause.DIRECT, entry.account, entry.project, entry.amount, entry.number)
