"""How the reconciliation would stand after adjusting and posting, account by account (interface.md 3, `close`).

    difference now + by adjusting + by posting = difference left

A difference is G/L balance less value entries. Adjusting changes what the value entries say (and the G/L where Automatic Cost
Posting books at once), posting changes the G/L alone; so both parts follow from the two reconciliations and what adjusting booked.

Worked example: 105.48 waits to be posted on 2150 (difference -105.48). Adjusting would add 20.00 (by adjusting -20.00), posting
would book both (by posting +125.48): nothing is left.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from xlcost.money import to_decimal

if TYPE_CHECKING:
    from xlcost.reports.close import Close

ZERO = Decimal("0.00")
_NOTHING: Mapping[str, Any] = {"projected": ZERO, "gl": ZERO, "difference": ZERO, "causes": {}}


@dataclass(frozen=True, slots=True)
class Standing:
    """One account: signed amounts in LCY; `causes` {name: amount} of the difference left."""

    account: str
    now: Decimal
    by_adjusting: Decimal
    by_posting: Decimal
    left: Decimal
    causes_now: Mapping[str, Decimal]
    causes: Mapping[str, Decimal]

    @property
    def differs(self) -> bool:
        """It carries a difference now, in sum or by offsetting causes."""
        return bool(self.now or self.causes_now)

    @property
    def would_differ(self) -> bool:
        """It would carry one after adjusting and posting."""
        return bool(self.left or self.causes)

    @property
    def moves(self) -> bool:
        """Adjusting or posting changes something on it."""
        return bool(self.by_adjusting or self.by_posting or dict(self.causes_now) != dict(self.causes))


@dataclass(frozen=True, slots=True)
class WouldStand:
    """The accounts that carry a difference or whose difference moves, in order of their numbers; one sentence."""

    accounts: Sequence[Standing]
    sentence: str

    @property
    def changes(self) -> bool:
        """Adjusting and posting would change the reconciliation."""
        return any(a.moves for a in self.accounts)


def would_stand(close: Close) -> WouldStand:
    """Compare the reconciliation with `Close.after`; no second one is made when nothing would be adjusted or posted."""
    before = close.reconciliation.accounts
    after = close.after.accounts if close.would_change else before
    booked = _booked(close)
    rows = []
    for no in sorted(before.keys() | after.keys()):
        now, then = before.get(no, _NOTHING), after.get(no, _NOTHING)
        adjusting = booked.get(no, ZERO) - (then["projected"] - now["projected"])
        posting = then["difference"] - now["difference"] - adjusting
        row = Standing(no, now["difference"], adjusting, posting, then["difference"], now["causes"], then["causes"])
        if row.differs or row.would_differ or row.moves:
            rows.append(row)
    return WouldStand(rows, _sentence(close, rows))


def _booked(close: Close) -> Mapping[str, Decimal]:
    """What adjusting would book by itself up to the end of the period, by account (Automatic Cost Posting)."""
    found = close.adjustment.added_rows.get("G/L Entry") if close.would_adjust and close.adjustment is not None else None
    sums: dict[str, int] = defaultdict(int)
    if found is not None:
        last = close.options.period.last.toordinal()
        columns = (found[c].tolist() for c in ("G/L Account No.", "Posting Date", "Amount"))
        for no, day, amount in zip(*columns, strict=True):
            if day <= last:
                sums[no] += amount
    return {no: to_decimal(amount) for no, amount in sums.items()}


def _sentence(close: Close, rows: Sequence[Standing]) -> str:
    carrying = sum(r.differs for r in rows)
    unknown = " What adjusting would add could not be computed, see Problems." if close.adjustment is None else ""
    stays = f"{carrying:,} {'difference stays' if carrying == 1 else 'differences stay'}." if carrying else "no account differs."
    if not any(r.moves for r in rows):
        done = close.options.adjust and close.options.post
        first = "Adjusting and posting are carried out, nothing more would change" if done else "Adjusting and posting would change nothing"
        return f"{first}: {stays}{unknown}"
    new = sum(r.would_differ and not r.differs for r in rows)
    if not carrying:
        what = f"{_accounts(new)} would carry a new difference" if new else "what adjusting adds would be posted, no account would differ"
        return f"After adjusting and posting {what}.{unknown}"
    gone = sum(r.differs and not r.would_differ for r in rows)
    more = f", {_accounts(new)} would carry a new one" if new else ""
    noun = "difference" if carrying == 1 else "differences"
    return f"After adjusting and posting {gone:,} of {carrying:,} {noun} would be gone{more}.{unknown}"


def _accounts(number: int) -> str:
    return f"{number:,} {'account' if number == 1 else 'accounts'}"
