"""Inventory - G/L Reconciliation with every difference explained to 0.00 (gl-posting B).

`reconcile_inventory` puts the value entries, projected on the accounts where they belong, beside the general ledger:
per row and column of the matrix (`matrix`, `gl_rows`, `warnings`), per account (`accounts`) and per account type
(`fields`), each difference split into causes that add up. The entries behind a cause are one call away.

Worked example: 1,000.00 received and posted, 300.00 received and not posted, 500.00 booked by hand on the inventory
account: projected 1,300.00, G/L 1,500.00, difference 200.00 = Not yet posted -300.00 + Direct G/L posting +500.00.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import numpy as np

from xlcost.ledger import Ledger
from xlcost.ledger.values import day_given
from xlcost.money import to_decimal
from xlcost.posting.rules import AccountType
from xlcost.problems import XlcostError
from xlcost.views.cause_records import CauseRecords
from xlcost.views.causes import BY_NUMBER, Explained, explain
from xlcost.views.erp_projection import erp_fields, erp_projection
from xlcost.views.erp_warnings import erp_warnings
from xlcost.views.gl_balances import GLBalances
from xlcost.views.lines import book_lines, gl_side
from xlcost.views.links import links_of
from xlcost.views.matrix import FIELDS, Matrix, exact_projection, setup_places
from xlcost.views.scope import Scope, scope_of

Record = dict[str, Any]


@dataclass(frozen=True)
class Reconciliation:
    """What the value entries say, what the general ledger says, and why they differ.

    `matrix` {row: {column: amount}} without zero cells; `gl_rows` the G/L balances behind it; `warnings` {Row, Column, Text};
    `accounts` {account number, "" for lines without one: {projected, gl, difference, causes {name: amount}, unexplained}};
    `fields` the same per row or column name of the matrix, where also Shared account can occur.
    """

    mode: str
    matrix: Mapping[str, Mapping[str, Any]]
    gl_rows: Sequence[Record]
    warnings: Sequence[Record]
    accounts: Mapping[str, Record]
    fields: Mapping[str, Record]
    explained: Explained = field(repr=False)
    as_of: int = field(repr=False)  # day for the ageing

    @property
    def scope(self) -> Scope:
        """The filters."""
        return self.explained.scope

    @cached_property
    def _records(self) -> CauseRecords:
        return CauseRecords(self.explained, self.as_of)

    def cause_entries(self, account: str | None = None, cause: str | None = None) -> list[Record]:
        """The value entry lines and G/L entries behind a cause of an account (name or code C1..C10; None = all of them).

        Each record says what it is, its amount, its age, why it is so and what to do; the amounts sum to the cause.
        """
        return self._records.entries(account, cause)

    def ranked_causes(self) -> list[Record]:
        """Every account and cause with count, amount, oldest entry and ageing buckets, largest amount first (N10)."""
        return self._records.ranked()

    @cached_property
    def outside_filter(self) -> Mapping[str, Any]:
        """Per account the part of its difference that lies outside an item or location filter: value entries outside it,
        and G/L entries with no value entry, which no item filter can contain. Empty without such a filter."""
        return self._records.outside_filter()

    @cached_property
    def links(self) -> list[Record]:
        """Every link of a value entry line and a G/L entry: both numbers, accounts, amounts, shares, Match Quality (0 = relation table)."""
        return link_records(self.explained.ledger)

    def tie_out_grid(self) -> list[Record]:
        """One record per account, account type, location and posting group with amounts and causes, subtotals and totals (B7)."""
        from xlcost.views.tie_out_grid import tie_out_grid

        return tie_out_grid(self.explained)

    @property
    def is_explained(self) -> bool:
        """Unexplained is 0.00 everywhere (it always is; shown as a check)."""
        return not bool((self.explained.unexplained != 0).any())

    @property
    def ties(self) -> bool:
        """No cause anywhere: value entries and general ledger agree line by line, not only in sum."""
        return not len(self.explained.cause)


def reconcile_inventory(
    ledger: Ledger,
    date_from: Any = None,
    date_to: Any = None,
    items: Iterable[str] | str | None = None,
    locations: Iterable[str] | str | None = None,
    mode: str = "exact",
    as_of: Any = None,
) -> Reconciliation:
    """The reconciliation of value entries and general ledger, and the causes of every difference (gl-posting B).

    Dates filter value entries and G/L entries, items and locations value entries only. `mode="erp"` shows the matrix and warnings
    as the ERP does, defects included; "exact" projects with the posting rules. `as_of` is the day the ageing counts to (default
    `date_to`, else the latest G/L entry). R04 for another mode.
    """
    if mode not in ("exact", "erp"):
        raise XlcostError(
            "R04", f"mode {mode!r}.", where="reconcile_inventory", rule="mode is exact or erp.", remedy="Choose one of these."
        )
    scope = scope_of(ledger, date_from, date_to, items, locations)
    explained = explain(ledger, scope)
    balances = GLBalances(ledger, scope, erp=mode == "erp")
    accounts = _accounts(explained)
    if mode == "erp":
        sums = erp_fields(ledger, scope)
        matrix = Matrix(ledger, scope, erp_projection(sums), balances)
        warnings = erp_warnings(ledger, scope, sums, balances)
    else:
        matrix = Matrix(ledger, scope, exact_projection(book_lines(ledger), scope), balances)
        matrix.assert_identity()
        warnings = _exact_warnings(accounts)
    cells = {row: {column: to_decimal(v) for column, v in found.items()} for row, found in matrix.cells.items()}
    day = day_given(as_of, "as_of") or scope.date_to or _latest(ledger)
    return Reconciliation(mode, cells, _gl_rows(balances), warnings, accounts, _fields(explained), explained, day)


def _latest(ledger: Ledger) -> int:
    for table in ("G/L Entry", "Value Entry"):
        dates = ledger.table(table)["Posting Date"]
        if len(dates):
            return int(dates.max())
    return 0


def _shape(projected: int, balance: int, causes: Iterable[int]) -> Record:
    """One entry of `accounts` or `fields`; `causes` by number, 0 first."""
    amounts = [int(c) for c in causes]
    named = {BY_NUMBER[number].value: to_decimal(amount) for number, amount in enumerate(amounts) if number and amount}
    return {
        "projected": to_decimal(projected),
        "gl": to_decimal(balance),
        "difference": to_decimal(balance - projected),
        "causes": named,
        "unexplained": to_decimal(balance - projected - sum(amounts)),
    }


def _accounts(explained: Explained) -> dict[str, Record]:
    lines = explained.lines
    found = {}
    nowhere = bool((explained.in_scope & (lines.account == 0)).any()) or bool((explained.account == 0).any())
    for place, no in enumerate(lines.accounts):
        if no or nowhere:
            found[no] = _shape(int(explained.projected[place]), int(explained.balance[place]), explained.sums[place])
    return found


def _fields(explained: Explained) -> dict[str, Record]:
    found = {}
    for account_type, name in FIELDS.items():
        places = setup_places(explained.ledger, explained.lines, account_type)
        found[name] = _shape(*explained.type_sums(int(account_type), places))
        if found[name]["unexplained"]:
            raise AssertionError(f"Reconciliation: {name} is not explained to zero")
    return found


def _gl_rows(balances: GLBalances) -> list[Record]:
    return [
        {"Type": "G/L Account", "No.": no, "Column": FIELDS[account_type], "Net Change": to_decimal(amount)}
        for account_type, found in balances.by_field.items()
        for no, amount in found.items()
        if amount
    ]


def _exact_warnings(accounts: Mapping[str, Record]) -> list[Record]:
    """One per account and cause: Row = the account, Column = Difference, Text = the cause, and its Amount."""
    return [
        {"Row": no, "Column": "Difference", "Text": cause, "Amount": amount}
        for no, found in accounts.items()
        for cause, amount in found["causes"].items()
    ]


def link_records(ledger: Ledger) -> list[Record]:
    """All links of a ledger as records (B7, 3 and 4): the shares of a G/L entry sum to its amount."""
    lines, gl, links = book_lines(ledger), gl_side(ledger), links_of(ledger)
    numbers = lines.entries["Entry No."][lines.entry[links.line]]
    captions = {int(t): t.caption for t in AccountType}
    columns: tuple[Any, ...] = (
        gl.number[links.gl],
        numbers,
        gl.account[links.gl],
        lines.account[links.line],
        lines.account_type[links.line],
        links.entry_share,
        links.line_share,
        links.quality,
    )
    return [
        {
            "G/L Entry No.": entry,
            "Value Entry No.": value,
            "G/L Account No.": lines.accounts[account],
            "Account by Setup": lines.accounts[own],
            "Account Type": captions[kind],
            "Amount on G/L Entry": to_decimal(a),
            "Amount of Line": to_decimal(b),
            "Match Quality": quality,
        }
        for entry, value, account, own, kind, a, b, quality in zip(*(np.asarray(c).tolist() for c in columns), strict=True)
    ]
