"""Posting lines of value entries: which accounts each one posts to, from the account table (gl-posting A4, A5).

A value entry has up to four lines, two per pair; all lines of a set of entries are one grid of four columns
(account of the first pair, its balancing account, account of the second pair, its balancing account), -1 where
there is none. Amounts come from the caller: what is to be posted (posting), or everything as if nothing had been
posted (reconciliation).

Worked example: a purchase invoice with Cost Amount (Actual) 165 and Cost Amount (Expected) -150 has the row
`Inventory (Interim), Invt. Accrual (Interim), Inventory, Direct Cost Applied` and, with amounts, -150, +150, +165, -165.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from xlcost.ledger import Ledger
from xlcost.ledger.options import ItemLedgerEntryType, OrderStatus, OrderType, ValueEntryType
from xlcost.ledger.table import Table
from xlcost.money import Array
from xlcost.posting.accounts import Accounts, SetupRows, accounts_of
from xlcost.posting.rules import ACCOUNT_OF_RULE, EXPECTED_RULE, IN_INVENTORY_SETUP, AccountType, rule_index

SIGN: Array = np.array([1, -1, 1, -1])
_PARTNER = [1, 0, 3, 2]


@dataclass(frozen=True)
class Lines:
    """The lines of value entries: arrays of shape (entries, 4)."""

    entries: Table
    accounts: Accounts
    account_type: Array  # -1 = no line
    expected: Array  # the line posts the expected amount

    @cached_property
    def exists(self) -> Array:
        """Where there is a line."""
        found: Array = self.account_type >= 0
        return found

    @cached_property
    def valid(self) -> Array:
        """Per entry: the account table has its combination (else E01, E06)."""
        found: Array = self.account_type[:, 0] >= 0
        return found

    @cached_property
    def balancing_type(self) -> Array:
        """Account type of the other line of the pair."""
        return self.account_type[:, _PARTNER]

    @cached_property
    def setup_rows(self) -> SetupRows:
        """The setup rows of the entries."""
        return self.accounts.rows_of(self.entries)

    @cached_property
    def grid_row(self) -> Array:
        """Row of the account grid of each line."""
        rows = self.setup_rows
        of_wip = np.equal(self.account_type, int(AccountType.WIP_INVENTORY))
        of_inventory = np.logical_and(IN_INVENTORY_SETUP[self.account_type], self.exists)
        inventory = np.where(of_wip, rows.wip[:, None], rows.inventory[:, None])
        return np.where(of_inventory, inventory, rows.general[:, None])

    @cached_property
    def account(self) -> Array:
        """Account of each line: place in `accounts.numbers`, 0 where it has none (S03 to S05)."""
        return np.where(self.exists, self.accounts.grid[self.grid_row, self.account_type], 0)

    @cached_property
    def status(self) -> Array:
        """What stands in the way of each line: number in CODES."""
        return np.where(self.exists, self.accounts.status[self.grid_row, self.account_type], 0)

    @cached_property
    def has_expected(self) -> Array:
        """Per entry: one of its pairs posts the expected amount."""
        found: Array = np.logical_or.reduce(self.expected, axis=1)
        return found

    def amounts(self, actual: Array, expected: Array) -> Array:
        """Amount of each line from an actual and an expected amount per entry; 0 where there is no line."""
        chosen = np.where(self.expected, expected[:, None], actual[:, None]) * SIGN
        return np.where(self.exists, chosen, 0)

    def setup_key(self, entry: int, line: int) -> tuple[str, str]:
        """The setup key of a line, as the value entry names it (after the WIP exception)."""
        account_type = int(self.account_type[entry, line])
        if not IN_INVENTORY_SETUP[account_type]:
            return str(self.entries["Gen. Bus. Posting Group"][entry]), str(self.entries["Gen. Prod. Posting Group"][entry])
        group = self.setup_rows.wip_group if account_type == AccountType.WIP_INVENTORY else self.entries["Inventory Posting Group"]
        return str(self.entries["Location Code"][entry]), str(group[entry])


def finished_without_output(ledger: Ledger, entries: Table) -> Array:
    """Value entries of orders that were finished without output (A4.1)."""
    none = np.zeros(len(entries), dtype=np.bool_)
    if not ledger.setup("Manufacturing Setup")["Allow Finishing Prod. Order with no Output"]:
        return none
    orders = ledger.table("Prod. Order Line")
    caption = (
        "Finished Quantity"
        if "Finished Qty. (Base)" not in orders.given and "Finished Quantity" in orders.given
        else "Finished Qty. (Base)"
    )
    columns = ("Prod. Order No.", "Line No.", "Status", caption)
    without = {(no, line) for no, line, status, quantity in orders.tuples(columns) if status == OrderStatus.FINISHED and quantity == 0}
    if not without:
        return none
    keys = entries.keys(("Order No.", "Order Line No."))
    found = np.fromiter((key in without for key in keys), np.bool_, len(keys))
    of_order = (entries["Item Ledger Entry Type"] == int(ItemLedgerEntryType.CONSUMPTION)) | (
        entries["Item Ledger Entry Type"] == int(ItemLedgerEntryType.BLANK)
    )
    writes_off: Array = found & of_order & ~entries["Expected Cost"] & (entries["Entry Type"] == int(ValueEntryType.DIRECT_COST))
    return writes_off


def lines_of(ledger: Ledger, entries: Table) -> Lines:
    """The lines of value entries of a ledger (rows of its table Value Entry, in any order and number)."""
    index = rule_index(bool(ledger.setup("Manufacturing Setup")["Include Non-Inventory Items to Produced Items"]))
    assembly = (entries["Order Type"] == int(OrderType.ASSEMBLY)).astype(np.int64)
    without = finished_without_output(ledger, entries).astype(np.int64)
    rules = index[entries["Item Ledger Entry Type"], entries["Entry Type"], entries["Variance Type"], assembly, without]
    account_type = np.where(rules[:, :, None] >= 0, ACCOUNT_OF_RULE[rules], -1).astype(np.int8).reshape(len(entries), 4)
    expected = np.repeat((rules >= 0) & EXPECTED_RULE[rules], 2, axis=1)
    return Lines(entries, accounts_of(ledger), account_type, expected)
