"""Small things that all pages of a pack share: words, signs, sums."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from xlcost.reports.close import Close
from xlcost.reports.facts import amounts_of
from xlcost.reports.grid import GridColumn
from xlcost.reports.period import show_date
from xlcost.views.adjustment_state import adjustment_state
from xlcost.views.run_log import Head
from xlcost.views.sign_off import SignOff, State

ZERO = Decimal("0.00")
MARK = GridColumn("mark", "", "mark")
RECONCILIATION, EXPLAINED, TIE_OUT = "Inventory - G-L Reconciliation", "Explained", "Valuation Tie-out"
WORDS = {"ties": "Ties", "explained": "Explained", "offsetting": "Offsetting", "open": "Open", "na": "Not applicable"}


@dataclass(frozen=True, slots=True)
class Signing:
    """The sign-off of the period as the run log has it: its worth on this input, the log's head at its line, what is wrong with the log."""

    sign_off: SignOff = SignOff("")
    state: State = State.OPEN
    head: Head | None = None
    broken: str = ""

    @property
    def words(self) -> str:
        """The state in a sign and words."""
        if self.broken:
            return f"■ Void: {self.broken}"
        signs = {State.APPROVED: "● Approved on this input", State.PREPARED: "○ Prepared, waits for approval", State.OPEN: "○ Not prepared"}
        return signs.get(self.state, "■ Void: the input has changed since it was signed")

    @property
    def is_void(self) -> bool:
        """Somebody signed, and it no longer counts."""
        return bool(self.sign_off.prepared_by) and (self.state is State.VOID or bool(self.broken))


@dataclass(frozen=True, slots=True)
class Facts:
    """What identifies a run on every page."""

    company: str
    run_id: str
    source_name: str
    input_hash: str
    currency: str = ""
    signing: Signing = field(default_factory=lambda: Signing())


def money(amount: Decimal) -> str:
    """An amount in a sentence."""
    return f"{amount:,.2f}"


def signed(amount: Decimal) -> str:
    """A difference in a sentence."""
    return f"{amount:+,.2f}"


def count(number: int, singular: str, plural: str = "") -> str:
    """`1 account`, `3 accounts`."""
    return f"{number:,} {singular if number == 1 else plural or singular + 's'}"


def unit(measure: str, facts: Facts, amounts: Sequence[Decimal]) -> str:
    """`measure, GBP thousand`: the scale that keeps labels short."""
    largest = max((abs(a) for a in amounts), default=ZERO)
    scale = " million" if largest >= 20_000_000 else " thousand" if largest >= 10_000 else ""
    return f"{measure}, {facts.currency or 'LCY'}{scale}"


def options_line(close: Close, facts: Facts, *parts: str) -> str:
    """The options line of a page: period, switches, mode, filters, currency."""
    return " · ".join(p for p in (*parts, amounts_of(facts.currency), _adjusted(close)) if p)


def _adjusted(close: Close) -> str:
    if not close.steps:
        return ""
    if close.adjustment is None:
        return "adjusted: not verifiable"
    state = adjustment_state(close.ledger)
    added = close.adjustment.added_rows.get("Value Entry")
    changed = set() if close.options.adjust or added is None else set(added["Item No."].tolist())
    return state.words_of(len(changed | (state.items or set())))


def as_of(close: Close) -> str:
    """`As of 31 Oct 2026`."""
    return f"As of {show_date(close.options.period.last)}"


def state_of(account: Mapping[str, Any]) -> str:
    """ties, explained or offsetting, for an account or an account type of the reconciliation."""
    causes = account.get("causes", {})
    if account.get("unexplained"):
        return "open"
    if account["difference"]:
        return "explained"
    return "offsetting" if causes else "ties"


def mark_of(state: str) -> str:
    """The mark of a state: offsetting causes are explained causes."""
    return "explained" if state == "offsetting" else state


def gross(close: Close, cause: str) -> Decimal:
    """Gross amount of a cause: the absolute amounts of its entries over all accounts."""
    return sum((abs(e["Amount"]) for e in entries_of(close, cause)), ZERO)


def entries_of(close: Close, cause: str) -> list[dict[str, Any]]:
    """The entries of a cause on all accounts."""
    found: list[dict[str, Any]] = []
    for no, account in close.reconciliation.accounts.items():
        if cause in account["causes"]:
            found += close.reconciliation.cause_entries(no, cause)
    return found


def causes_of(close: Close) -> list[str]:
    """All causes present, largest gross first."""
    names = {c for a in close.reconciliation.accounts.values() for c in a["causes"]}
    return sorted(names, key=lambda c: (-gross(close, c), c))
