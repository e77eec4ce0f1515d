"""The two sides of the reconciliation as flat columns: posting lines of all value entries, and G/L entries (gl-posting B7, 1 and 2).

A line is what the account table says a value entry posts: account type, account, the full amount `m` as if nothing
were posted, and the posted amount `mp`. Lines stand in the order of value entry number and line number, G/L entries
in the order of their number, so that every rule that says "the first" is a lookup by position. Accounts are known by
their place in `accounts`, 0 = none.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from xlcost.ledger import Ledger
from xlcost.ledger.table import Table
from xlcost.money import Array
from xlcost.posting.lines import Lines, lines_of


@dataclass(frozen=True)
class BookLines:
    """All posting lines of the value entries of a ledger."""

    entries: Table  # Value Entry, in the order of the ledger
    grid: Lines
    order: Array  # positions of the value entries by Entry No.
    entry: Array  # per line: position of its value entry
    column: Array  # per line: 0 to 3, its place among the entry's lines
    amount: Array  # m
    posted: Array  # mp

    @cached_property
    def accounts(self) -> list[str]:
        """Account numbers by place; place 0 is blank."""
        return self.grid.accounts.numbers

    def __len__(self) -> int:
        return len(self.entry)

    @cached_property
    def account_type(self) -> Array:
        """Account type of each line."""
        found: Array = self.grid.account_type[self.entry, self.column].astype(np.int64)
        return found

    @cached_property
    def balancing_type(self) -> Array:
        """Account type of the other line of its pair."""
        found: Array = self.grid.balancing_type[self.entry, self.column].astype(np.int64)
        return found

    @cached_property
    def account(self) -> Array:
        """Account of each line (place), 0 where the setup gives none."""
        found: Array = self.grid.account[self.entry, self.column]
        return found

    @cached_property
    def expected(self) -> Array:
        """The line posts expected cost."""
        found: Array = self.grid.expected[self.entry, self.column]
        return found

    @cached_property
    def first(self) -> Array:
        """Per value entry position: its first line, or the place where it would stand."""
        rank = np.empty(len(self.order), dtype=np.int64)
        rank[self.order] = np.arange(len(self.order))
        found: Array = np.searchsorted(rank[self.entry], rank)
        return found

    @cached_property
    def count(self) -> Array:
        """Per value entry position: how many lines it has."""
        found: Array = np.bincount(self.entry, minlength=len(self.order))
        return found

    @cached_property
    def date(self) -> Array:
        """Posting Date of each line's value entry."""
        found: Array = self.entries["Posting Date"][self.entry]
        return found


def book_lines(ledger: Ledger) -> BookLines:
    """The posting lines of all value entries, made once per ledger."""
    found = ledger.memo.get(BookLines)
    if not isinstance(found, BookLines):
        entries = ledger.table("Value Entry")
        grid = lines_of(ledger, entries)
        full = grid.amounts(entries["Cost Amount (Actual)"], entries["Cost Amount (Expected)"])
        posted = grid.amounts(entries["Cost Posted to G/L"], entries["Expected Cost Posted to G/L"])
        order = np.argsort(entries["Entry No."], kind="stable")
        row, column = np.nonzero(((full != 0) | (posted != 0))[order])
        entry = order[row]
        found = BookLines(entries, grid, order, entry, column, full[entry, column], posted[entry, column])
        ledger.memo[BookLines] = found
    return found


@dataclass(frozen=True)
class GLSide:
    """The G/L entries on accounts of the posting setups, by Entry No."""

    entries: Table  # G/L Entry, in the order of the ledger
    row: Array  # position of each in G/L Entry
    account: Array  # place of its account
    from_inventory: Array  # posted by Post Inventory Cost to G/L

    def __len__(self) -> int:
        return len(self.row)

    @cached_property
    def number(self) -> Array:
        """Entry No., ascending."""
        found: Array = self.entries["Entry No."][self.row]
        return found

    @cached_property
    def amount(self) -> Array:
        """Amount."""
        found: Array = self.entries["Amount"][self.row]
        return found

    @cached_property
    def date(self) -> Array:
        """Posting Date."""
        found: Array = self.entries["Posting Date"][self.row]
        return found

    @cached_property
    def closing(self) -> Array:
        """Closing Date: the entry of a fiscal-year closing."""
        found: Array = self.entries["Closing Date"][self.row]
        return found


def gl_side(ledger: Ledger) -> GLSide:
    """The G/L side, made once per ledger."""
    found = ledger.memo.get(GLSide)
    if not isinstance(found, GLSide):
        entries = ledger.table("G/L Entry")
        places = {no: place for place, no in enumerate(book_lines(ledger).accounts)}
        codes, names = entries.codes("G/L Account No.")
        account = np.array([places.get(no, 0) for no in names], dtype=np.int64)[codes] if len(entries) else codes
        row = np.argsort(entries["Entry No."], kind="stable")
        row = row[account[row] > 0]
        origin = np.ones(len(row), dtype=np.bool_)
        if "Source Code" in entries.given:
            origin = np.equal(entries["Source Code"][row], str(ledger.setup("Source Code Setup")["Inventory Post Cost"])).astype(np.bool_)
        found = GLSide(entries, row, account[row], origin)
        ledger.memo[GLSide] = found
    return found
