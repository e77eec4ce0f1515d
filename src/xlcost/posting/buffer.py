"""The posting buffer: lines of value entries -> G/L entries (gl-posting A6).

Lines are added up where all nine parts of the key agree: Posting Date, Account Type, Location Code, Inventory Posting
Group, Gen. Bus. and Gen. Prod. Posting Group, Dimension Set ID, Negative, Bal. Account Type. Per entry the buffer is
emptied after every value entry, so the entry's place in the run stands before the key; per posting group there is
one buffer for the run. Positive and negative amounts never meet in one G/L entry.

Worked example: purchases of 100.00 and 250.50 and a credit memo of -40.00, same day and groups, give per posting
group Inventory +350.50 and -40.00, Direct Cost Applied +40.00 and -350.50: four G/L entries from six lines.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from xlcost.money import Array, sum_by
from xlcost.posting.assessment import Assessment
from xlcost.posting.rules import AccountType


@dataclass(frozen=True)
class Buffer:
    """Posted lines grouped into G/L entries. Lines are flat arrays, sorted by G/L entry, then value entry number."""

    assessment: Assessment
    entry: Array  # per line: row in assessment.entries
    line: Array  # per line: column of the line grid
    group: Array  # per line: number of its G/L entry, 0 = first
    count: int

    @cached_property
    def amount(self) -> Array:
        """Amount of each line."""
        found: Array = self.assessment.amount[self.entry, self.line]
        return found

    @cached_property
    def amount_acy(self) -> Array:
        """Amount of each line in the additional reporting currency."""
        found: Array = self.assessment.amount_acy[self.entry, self.line]
        return found

    @cached_property
    def first(self) -> Array:
        """Place of the first line of each G/L entry."""
        found: Array = np.searchsorted(self.group, np.arange(self.count))
        return found

    def sums(self, amounts: Array) -> Array:
        """Sum per G/L entry."""
        return sum_by(self.group, self.count, amounts)

    def leading(self, caption: str) -> Array:
        """A field of the first value entry of each G/L entry."""
        found: Array = self.assessment.entries[caption][self.entry[self.first]]
        return found

    def common(self, caption: str) -> Array:
        """A code that all value entries of a G/L entry share, blank where they differ."""
        codes, names = self.assessment.entries.codes(caption)
        of_line = codes[self.entry]
        differ = self.sums((of_line != of_line[self.first][self.group]).astype(np.int64)) > 0
        found = np.array([*names, ""], dtype=object)[np.where(differ, -1, of_line[self.first])]
        return found

    @cached_property
    def account_type(self) -> Array:
        """Account type of each G/L entry."""
        found: Array = self.assessment.lines.account_type[self.entry, self.line][self.first]
        return found

    @cached_property
    def balancing_type(self) -> Array:
        """Balancing account type of each G/L entry."""
        found: Array = self.assessment.lines.balancing_type[self.entry, self.line][self.first]
        return found

    @cached_property
    def account(self) -> Array:
        """Account number of each G/L entry."""
        lines = self.assessment.lines
        found = np.array(lines.accounts.numbers, dtype=object)[lines.account[self.entry, self.line][self.first]]
        return found

    @cached_property
    def total(self) -> Array:
        """Amount of each G/L entry."""
        return self.sums(self.amount)

    def group_key(self, number: int) -> tuple[int, int, str, str, str, str]:
        """Account type, balancing type, location and posting groups of one G/L entry."""
        entries, entry = self.assessment.entries, int(self.entry[self.first[number]])
        codes = [str(entries[c][entry]) for c in ("Location Code", "Gen. Bus. Posting Group", "Gen. Prod. Posting Group")]
        types = int(self.account_type[number]), int(self.balancing_type[number])
        return (*types, codes[0], str(self.posting_group[number]), codes[1], codes[2])

    @cached_property
    def posting_group(self) -> Array:
        """Inventory Posting Group of each G/L entry's key (after the WIP exception)."""
        return _line_group(self.assessment, self.entry, self.line)[self.first]


def _line_group(assessment: Assessment, entry: Array, line: Array) -> Array:
    lines = assessment.lines
    of_wip = lines.account_type[entry, line] == int(AccountType.WIP_INVENTORY)
    own = assessment.entries["Inventory Posting Group"][entry]
    return np.where(of_wip, lines.setup_rows.wip_group[entry], own)


def _ranks(values: Array) -> Array:
    """Rank of each text in text order."""
    order = {v: i for i, v in enumerate(sorted(set(values.tolist())))}
    return np.fromiter((order[v] for v in values.tolist()), np.int64, len(values))


def fill(assessment: Assessment, keep: Array, per_entry: bool) -> Buffer:
    """The buffer of the lines where `keep` (shape of the line grid) is true."""
    entry, line = np.nonzero(keep)
    lines, entries = assessment.lines, assessment.entries
    amount, amount_acy = assessment.amount[entry, line], assessment.amount_acy[entry, line]
    negative = (amount < 0) | (amount_acy < 0)
    account_type, balancing_type = lines.account_type[entry, line], lines.balancing_type[entry, line]
    if per_entry:  # date, location, groups and dimension set are those of the one value entry
        key = [entry, account_type, negative, balancing_type]
    else:
        texts = ("Location Code", "Gen. Bus. Posting Group", "Gen. Prod. Posting Group")
        location, business, product = (entries.codes(c)[0][entry] for c in texts)
        group = _ranks(_line_group(assessment, entry, line))
        date, dimensions = entries["Posting Date"][entry], entries["Dimension Set ID"][entry]
        key = [date, account_type, location, group, business, product, dimensions, negative, balancing_type]
    order = np.lexsort((entries["Entry No."][entry], *reversed(key)))
    changes = np.zeros(len(entry), dtype=np.bool_)
    for part in key:
        changes[1:] |= part[order][1:] != part[order][:-1]
    number = np.cumsum(changes)
    count = int(number[-1]) + 1 if len(number) else 0
    return Buffer(assessment, entry[order], line[order], number, count)
