"""Every difference between the value entries and the general ledger, each cent under exactly one cause (gl-posting B7, 5).

The difference of an account is the sum of the G/L entries in the period minus the sum of the projected lines in scope.
Both sums fall apart into the same pieces - linked shares, entries without line, lines without entry, amounts not yet
posted - and what does not cancel is classified. Nothing can be left over; `explain` asserts it for every account.

Worked example: a Negative Adjmt. of -7.00 not yet posted and a manual journal of +40.00 on 2130 give projected 143.00,
G/L 190.00, difference 47.00 = Not yet posted +7.00 and Direct G/L posting +40.00; unexplained 0.00.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from functools import cached_property

import numpy as np

from xlcost.ledger import Ledger
from xlcost.money import Array, sum_by
from xlcost.views.lines import BookLines, GLSide, book_lines, gl_side
from xlcost.views.links import Links, links_of
from xlcost.views.scope import Scope


class Cause(Enum):
    """The causes of a difference; the value is the exact name."""

    C1 = "Not yet posted"
    C2 = "Posted flag without G/L entry"
    C3 = "Posting date outside period"
    C4 = "Amount difference"
    C5 = "Account re-assigned in setup"
    C6 = "Direct G/L posting"
    C7 = "Inventory posting without value entry"
    C8 = "Shared account"
    C9 = "Closing entry"
    C10 = "Value entry outside scope"

    @property
    def code(self) -> str:
        """C1 to C10."""
        return self.name

    @property
    def number(self) -> int:
        """1 to 10."""
        return int(self.name[1:])


BY_NUMBER = {cause.number: cause for cause in Cause}
_COUNT = len(Cause) + 1


@dataclass(frozen=True)
class Explained:
    """The pieces of all differences: one row per line or G/L entry that causes something."""

    ledger: Ledger
    scope: Scope
    cause: Array  # 1 to 10
    account: Array  # place in BookLines.accounts
    amount: Array
    line: Array  # place in BookLines, -1 = none
    gl: Array  # place in GLSide, -1 = none
    quality: Array  # of the link, -1 = none
    of_entry: Array  # the amount stands in the G/L (else in the value entries)

    @cached_property
    def lines(self) -> BookLines:
        """The value-entry side."""
        return book_lines(self.ledger)

    @cached_property
    def gl_side(self) -> GLSide:
        """The G/L side."""
        return gl_side(self.ledger)

    @cached_property
    def in_scope(self) -> Array:
        """Lines in scope."""
        found: Array = self.scope.chosen[self.lines.entry]
        return found

    @cached_property
    def gl_in_period(self) -> Array:
        """G/L entries in the period."""
        return self.scope.covers(self.gl_side.date, self.gl_side.closing)

    @cached_property
    def projected(self) -> Array:
        """Sum of the full amounts of the lines in scope, per account."""
        return sum_by(self.lines.account, len(self.lines.accounts), np.where(self.in_scope, self.lines.amount, 0))

    @cached_property
    def balance(self) -> Array:
        """Sum of the G/L entries in the period, per account."""
        return sum_by(self.gl_side.account, len(self.lines.accounts), np.where(self.gl_in_period, self.gl_side.amount, 0))

    @cached_property
    def sums(self) -> Array:
        """Amount per account and cause, shape (accounts, 11)."""
        count = len(self.lines.accounts)
        return sum_by(self.account * _COUNT + self.cause, count * _COUNT, self.amount).reshape(count, _COUNT)

    @cached_property
    def unexplained(self) -> Array:
        """Difference minus causes per account: zero, always."""
        found: Array = self.balance - self.projected - self.sums.sum(axis=1)
        return found

    def type_sums(self, account_type: int, accounts: Array) -> tuple[int, int, Array]:
        """(projected, G/L, amount per cause) of an account type whose accounts are the given places (B7, account type level)."""
        lines = self.lines
        of_type = self.in_scope & (lines.account_type == account_type)
        on_accounts = np.zeros(len(lines.accounts), dtype=np.bool_)
        on_accounts[accounts] = True
        causes = self.sums[accounts].sum(axis=0) if len(accounts) else np.zeros(_COUNT, dtype=np.int64)
        shared = self.in_scope & on_accounts[lines.account] & (lines.account_type != account_type)
        causes[Cause.C8.number] += lines.amount[shared].sum()
        nowhere = (self.account == 0) & (self.line >= 0)
        nowhere[nowhere] = lines.account_type[self.line[nowhere]] == account_type
        causes = causes + sum_by(self.cause[nowhere], _COUNT, self.amount[nowhere])
        return int(lines.amount[of_type].sum()), int(self.balance[accounts].sum()), causes


class _Pieces:
    """Collects the pieces."""

    def __init__(self) -> None:
        self._parts: list[tuple[Array, ...]] = []

    def add(
        self,
        cause: Cause | Array,
        account: Array,
        amount: Array,
        line: Array | None,
        gl: Array | None,
        quality: Array | None,
        of_entry: bool,
    ) -> None:
        """Adds one piece per row; rows of amount 0 are left out."""
        some = amount != 0
        count = int(some.sum())
        none = np.full(count, -1, dtype=np.int64)
        number = cause[some] if isinstance(cause, np.ndarray) else np.full(count, cause.number, dtype=np.int64)
        others = [none if part is None else part[some] for part in (line, gl, quality)]
        self._parts.append((number, account[some], amount[some], *others, np.full(count, of_entry, dtype=np.bool_)))

    def columns(self) -> list[Array]:
        """The collected columns."""
        return [np.concatenate(column) for column in zip(*self._parts, strict=True)]


def explain(ledger: Ledger, scope: Scope) -> Explained:
    """All pieces of all differences in a scope; AssertionError if an account were not explained to zero."""
    lines, gl, links = book_lines(ledger), gl_side(ledger), links_of(ledger)
    in_scope = scope.chosen[lines.entry]
    in_period = scope.covers(gl.date, gl.closing)
    pieces = _Pieces()
    every = np.arange(len(lines))
    pieces.add(Cause.C1, lines.account, np.where(in_scope, lines.posted - lines.amount, 0), every, None, None, False)
    unlinked = np.ones(len(lines), dtype=np.bool_)
    unlinked[links.line] = False
    pieces.add(Cause.C2, lines.account, np.where(in_scope & unlinked, -lines.posted, 0), every, None, None, False)
    alone = in_period.copy()
    alone[links.gl] = False
    kind = np.where(gl.closing, Cause.C9.number, np.where(gl.from_inventory, Cause.C7.number, Cause.C6.number))
    pieces.add(kind, gl.account, np.where(alone, gl.amount, 0), None, np.arange(len(gl)), None, True)
    _add_links(pieces, lines, gl, links, scope, in_period)
    cause, account, amount, line, entry, quality, of_entry = pieces.columns()
    found = Explained(ledger, scope, cause, account, amount, line, entry, quality, of_entry)
    if (found.unexplained != 0).any():
        raise AssertionError("Reconciliation: an account is not explained to zero")
    return found


def _add_links(pieces: _Pieces, lines: BookLines, gl: GLSide, links: Links, scope: Scope, gl_in_period: Array) -> None:
    """The causes that lie in linked lines and entries: C10, C3, C5, C4."""
    entry = lines.entry[links.line]
    of_line, of_gl = lines.account[links.line], gl.account[links.gl]
    inside = scope.in_filter[entry]
    line_in, gl_in = scope.in_period[entry], gl_in_period[links.gl]
    a, b = links.entry_share, links.line_share
    ends = (links.line, links.gl, links.quality)
    pieces.add(Cause.C10, of_gl, np.where(~inside & gl_in, a, 0), *ends, True)
    pieces.add(Cause.C3, of_gl, np.where(inside & gl_in & ~line_in, a, 0), *ends, True)
    pieces.add(Cause.C3, of_line, np.where(inside & line_in & ~gl_in, -b, 0), *ends, False)
    both = inside & line_in & gl_in
    moved = both & (of_line != of_gl)
    pieces.add(Cause.C5, of_gl, np.where(moved, a, 0), *ends, True)
    pieces.add(Cause.C5, of_line, np.where(moved, -b, 0), *ends, False)
    pieces.add(Cause.C4, of_gl, np.where(both & ~moved, a - b, 0), *ends, True)
