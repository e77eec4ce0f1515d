"""Account lookup: the setup row of each value entry, the account of each line, and what stands in the way (gl-posting A5).

All accounts of both posting setups are kept as one grid: a row per setup row (Inventory Posting Setup first, then
General Posting Setup, then two rows for "there is no such setup row"), a column per account type. Looking up the
accounts of 100,000 value entries is then one indexing operation.

Worked example: with an Inventory Posting Setup of 2 rows and a General Posting Setup of 3, a sale at GREEN / RESALE
that has no setup row points to grid row 5; column Inventory there says S03.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from xlcost.ledger import Ledger
from xlcost.ledger.options import GLAccountType, SourceType
from xlcost.ledger.table import Table
from xlcost.money import Array
from xlcost.posting.codes import NUMBER, Finding, setup_row
from xlcost.posting.rules import GENERAL_SETUP, IN_INVENTORY_SETUP, INVENTORY_SETUP, SETUP_FIELD, AccountType

_INVENTORY_KEY = ("Location Code", "Invt. Posting Group Code")
_GENERAL_KEY = ("Gen. Bus. Posting Group", "Gen. Prod. Posting Group")


@dataclass(frozen=True)
class SetupRows:
    """Per value entry the grid row for inventory accounts, for WIP accounts, for general accounts; and the WIP posting group."""

    inventory: Array
    wip: Array
    general: Array
    wip_group: Array  # Inventory Posting Group after the exception of A5


@dataclass(frozen=True)
class Accounts:
    """The grid of accounts of both posting setups."""

    ledger: Ledger

    @cached_property
    def _rows(self) -> int:
        return len(self.ledger.table(INVENTORY_SETUP)) + len(self.ledger.table(GENERAL_SETUP))

    @cached_property
    def numbers(self) -> list[str]:
        """Distinct account numbers; an account is known by its place here, 0 = blank."""
        used = {no for t in AccountType for no in self._field(t).tolist()}
        return ["", *sorted(used - {""})]

    def _field(self, account_type: AccountType) -> Array:
        table, caption = SETUP_FIELD[account_type]
        return self.ledger.table(table)[caption]

    @cached_property
    def grid(self) -> Array:
        """Account (place in `numbers`) by grid row and account type."""
        place = {no: i for i, no in enumerate(self.numbers)}
        grid = np.zeros((self._rows + 2, len(AccountType)), dtype=np.int64)
        for account_type in AccountType:
            places = [place[no] for no in self._field(account_type).tolist()]
            start = 0 if IN_INVENTORY_SETUP[account_type] else len(self.ledger.table(INVENTORY_SETUP))
            grid[start : start + len(places), account_type] = places
        return grid

    @cached_property
    def status(self) -> Array:
        """What stands in the way (number in CODES, 0 = nothing) by grid row and account type, first hit of A5."""
        status = np.where(self.grid == 0, NUMBER["S05"], self._account_status[self.grid])
        blocked = self.ledger.table(GENERAL_SETUP)["Blocked"]
        start = len(self.ledger.table(INVENTORY_SETUP))
        status[start : self._rows][blocked] = NUMBER["E02"]
        status[self._rows] = NUMBER["S03"]
        status[self._rows + 1] = NUMBER["S04"]
        return status

    @cached_property
    def _account_status(self) -> Array:
        """Per place in `numbers`: E03, S06, E07 or nothing; nothing at all without a G/L Account table."""
        status = np.zeros(len(self.numbers), dtype=np.int64)
        chart = self.ledger.table("G/L Account")
        if not len(chart):
            return status
        for place, no in enumerate(self.numbers[1:], 1):
            row = chart.index.get(no)
            if row is None:
                status[place] = NUMBER["E03"]
            elif chart["Blocked"][row]:
                status[place] = NUMBER["S06"]
            elif chart["Account Type"][row] != GLAccountType.POSTING:
                status[place] = NUMBER["E07"]
        return status

    def account_finding(self, no: str) -> list[str]:
        """Every code that applies to an account itself, in the order of the Test report (E03, or S06 and E07)."""
        chart = self.ledger.table("G/L Account")
        if not len(chart):
            return []
        row = chart.index.get(no)
        if row is None:
            return ["E03"]
        found = ["S06"] if chart["Blocked"][row] else []
        return found if chart["Account Type"][row] == GLAccountType.POSTING else [*found, "E07"]

    # -- keys ---------------------------------------------------------------------------------------------
    def rows_of(self, entries: Table) -> SetupRows:
        """The setup rows of value entries."""
        inventory, general = self.ledger.table(INVENTORY_SETUP), self.ledger.table(GENERAL_SETUP)
        wip_group = self._wip_groups(entries)
        location = entries.codes("Location Code")
        group = entries.codes("Inventory Posting Group")
        plain = _find(inventory, _INVENTORY_KEY, location, group, 0, self._rows)
        wip = plain if wip_group is group else _find(inventory, _INVENTORY_KEY, location, wip_group, 0, self._rows)
        business, product = entries.codes("Gen. Bus. Posting Group"), entries.codes("Gen. Prod. Posting Group")
        groups = np.array([*wip_group[1], ""], dtype=object)[wip_group[0]] if len(entries) else np.empty(0, dtype=object)
        return SetupRows(plain, wip, _find(general, _GENERAL_KEY, business, product, len(inventory), self._rows + 1), groups)

    def _wip_groups(self, entries: Table) -> tuple[Array, list[str]]:
        """Inventory posting group of each entry, that of the produced item where Source Type is Item (A5)."""
        group = entries.codes("Inventory Posting Group")
        from_item = entries["Source Type"] == int(SourceType.ITEM)
        if not from_item.any():
            return group
        items = self.ledger.table("Item")
        source, names = entries.codes("Source No.")
        known = [items.index.get(no) for no in names]
        item_groups = [items["Inventory Posting Group"][row] if row is not None else "" for row in known]
        merged = sorted({*group[1], *item_groups})
        place = {no: i for i, no in enumerate(merged)}
        own = np.array([place[g] for g in group[1]], dtype=np.int64)[group[0]]
        theirs = np.array([place[g] for g in item_groups], dtype=np.int64)[source]
        exists = np.array([row is not None for row in known], dtype=np.bool_)[source]
        other = entries["Source No."] != entries["Item No."]
        return np.where(from_item & exists & other, theirs, own), merged

    # -- words --------------------------------------------------------------------------------------------
    def finding(self, code: str, account_type: AccountType, key: Sequence[str], account: str) -> Finding:
        """The reason why a line cannot be posted, with the setup key and field and what to do."""
        table, field = SETUP_FIELD[account_type]
        row = setup_row(key)
        if code in ("S03", "S04"):
            remedy = f"Add a row to {table} for {row} and fill {field}."
            return Finding(code, f"{table} missing: {row}", table, key, field, remedy=remedy)
        if code == "E02":
            return Finding(code, f"{table} blocked: {row}", table, key, "Blocked", remedy=f"Set Blocked to No in {table} for {row}.")
        if code == "S05":
            remedy = f"Fill {field} in {table} for {row}."
            return Finding(code, f"Account missing: {field} / {row}", table, key, field, remedy=remedy)
        if code == "E03":
            text = f"G/L account {account} ({field} / {row}) does not exist"
            remedy = f"Create G/L Account {account}, or correct {field} in {table} for {row}."
        elif code == "S06":
            text, remedy = (
                f"Account blocked: {account}",
                f"Set Blocked to No in G/L Account for {account}, or correct {field} in {table} for {row}.",
            )
        else:
            kind = self._account_type(account)
            text = f"G/L account {account} ({field} / {row}) is of type {kind}, not Posting"
            remedy = f"Enter an account of type Posting as {field} in {table} for {row}."
        return Finding(code, text, table, key, field, account, remedy)

    def _account_type(self, account: str) -> str:
        chart = self.ledger.table("G/L Account")
        return GLAccountType.of(chart["Account Type"][chart.index[account]]).caption


def accounts_of(ledger: Ledger) -> Accounts:
    """The accounts of a ledger's posting setups, made once per ledger."""
    found = ledger.memo.get(Accounts)
    if found is None:
        found = ledger.memo[Accounts] = Accounts(ledger)
    assert isinstance(found, Accounts)
    return found


def _find(
    setup: Table, key: tuple[str, str], first: tuple[Array, list[str]], second: tuple[Array, list[str]], start: int, missing: int
) -> Array:
    """Grid row of each pair of group codes; `missing` where the setup has no such row."""
    width = max(len(second[1]), 1)
    rows = np.full(max(len(first[1]), 1) * width, missing, dtype=np.int64)
    places = ({v: i for i, v in enumerate(first[1])}, {v: i for i, v in enumerate(second[1])})
    for row, (a, b) in enumerate(setup.tuples(key)):
        if a in places[0] and b in places[1]:
            rows[places[0][a] * width + places[1][b]] = start + row
    found: Array = rows[first[0] * width + second[0]]
    return found
