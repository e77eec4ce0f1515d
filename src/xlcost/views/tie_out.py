"""Valuation tie-out: account against G/L, report against pairs (valuation-reports.md 6.2).

A *pair* is a posting group and a location of value entries; Inventory Posting Setup maps it to an account. The
figures of all pairs of an account are compared with its G/L balance, and the difference (G/L less value entries) is
explained by the causes of the reconciliation. The report groups by item card, the pairs by value entry; that step
is explained too, by the class of every value entry. Nothing is ever plugged: both steps are identities.

Worked example: items of group RESALE at BLUE and RED share account 2110. Value 100.00 and 50.00, posted 100.00 and
40.00, balance 140.00: one account line 150.00 / 140.00 / 10.00 not yet posted / balance 140.00 / difference -10.00 with the
cause `Not yet posted` -10.00, and two pairs under it.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

import numpy as np

from xlcost.ledger import Ledger
from xlcost.ledger.grouped import Grouped
from xlcost.ledger.options import ItemLedgerEntryType as T
from xlcost.ledger.options import OrderType
from xlcost.ledger.options import ValueEntryType as V
from xlcost.ledger.values import day_given
from xlcost.money import FINE, Array, sum_by, to_decimal
from xlcost.views.behind import EntriesBehind, Found
from xlcost.views.filters import FlowFilters, ItemFilters
from xlcost.views.report_against_pairs import OUTSIDE, report_against_pairs

Record = dict[str, Any]

ACCOUNT_FIELDS = {  # account type -> column of Inventory Posting Setup
    "Inventory": "Inventory Account",
    "Inventory (Interim)": "Inventory Account (Interim)",
    "WIP Inventory": "WIP Account",
}
SHARED = "Shared account"


@dataclass(frozen=True)
class TieOut:
    """`accounts`: one record per account type and account, with its pairs; `totals`: one per account type;
    `groups`: report against pairs per posting group, with a rest of 0.00."""

    ending_date: dt.date
    accounts: Sequence[Record]
    totals: Sequence[Record]
    groups: Sequence[Record]

    def total(self, account_type: str) -> Decimal:
        """Ledger value of the value entries of an account type."""
        return sum((t["Ledger Value"] for t in self.totals if t["Account Type"] == account_type), Decimal(0))

    def outside_the_report(self, expected: bool) -> Decimal:
        """Value of pairs that the valuation report does not show (classes 1 to 3), with or without expected cost."""
        prefixes = ("", "Expected ") if expected else ("",)
        return -sum((g[p + name] for g in self.groups for p in prefixes for name in OUTSIDE), Decimal(0))

    def of(self, account_type: str) -> list[Record]:
        """The account records of Inventory, Inventory (Interim) or WIP Inventory."""
        return [a for a in self.accounts if a["Account Type"] == account_type]


def tie_out(
    ledger: Ledger,
    ending_date: dt.date | str,
    *,
    items: ItemFilters = ItemFilters(),  # noqa: B008 - immutable
    flow: FlowFilters = FlowFilters(),  # noqa: B008 - immutable
    reconciliation: Any = None,
) -> TieOut:
    """The tie-out of the inventory accounts at a date.

    `reconciliation` is that of the same ledger with `date_to` the ending date and no filter (computed when not given). `items` and
    `flow` are the filters of the valuation report that is compared with the pairs; the accounts are always compared in full.
    """
    end = day_given(ending_date, "ending_date")
    balances = _balances(ledger, end)
    setup = _setup(ledger)
    explained = _explained(ledger, ending_date, reconciliation)
    accounts: list[Record] = []
    totals: list[Record] = []
    for kind in ACCOUNT_FIELDS:
        found = _block(ledger, kind, end, setup, balances, explained)
        accounts += found
        totals.append(_total(kind, found))
    groups = report_against_pairs(ledger, end, items, flow)
    return TieOut(dt.date.fromordinal(end), accounts, totals, groups)


def _explained(ledger: Ledger, ending_date: dt.date | str, reconciliation: Any) -> Mapping[str, Mapping[str, Any]]:
    if reconciliation is None:
        from xlcost.views.reconciliation import reconcile_inventory

        reconciliation = reconcile_inventory(ledger, date_to=ending_date)
    accounts: Mapping[str, Mapping[str, Any]] = reconciliation.accounts
    return accounts


def _balances(ledger: Ledger, end: int) -> dict[str, int]:
    """G/L balance per account at the end date, in ticks."""
    entries = ledger.table("G/L Entry")
    numbers, accounts = entries.codes("G/L Account No.")
    rows = entries["Posting Date"] <= end
    sums = sum_by(numbers[rows], len(accounts), entries["Amount"][rows]).tolist()
    return dict(zip(accounts, sums, strict=True))


def _setup(ledger: Ledger) -> dict[tuple[str, str], Mapping[str, str]]:
    """Accounts by (location, posting group)."""
    captions = ("Location Code", "Invt. Posting Group Code", *ACCOUNT_FIELDS.values())
    found: dict[tuple[str, str], Mapping[str, str]] = {}
    for location, group, *accounts in ledger.table("Inventory Posting Setup").tuples(captions):
        found[location, group] = dict(zip(ACCOUNT_FIELDS, accounts, strict=True))
    return found


def pair_groups(ledger: Ledger) -> tuple[Array, list[str]]:
    """Posting group of every value entry; that of the item card where the export lacks the column."""
    values = ledger.table("Value Entry")
    if "Inventory Posting Group" in values.given:
        return values.codes("Inventory Posting Group")
    cards = ledger.table("Item")
    by_item = dict(zip(cards["No."].tolist(), cards["Inventory Posting Group"].tolist(), strict=True))
    groups = sorted({"", *by_item.values()})
    place = {g: i for i, g in enumerate(groups)}
    numbers, distinct = values.codes("Item No.")
    of_item = np.array([place[by_item.get(no, "")] for no in distinct], dtype=np.int64)
    return (of_item[numbers] if len(distinct) else np.zeros(0, dtype=np.int64)), groups


def _amounts(ledger: Ledger, kind: str) -> tuple[Array, Array, Array]:
    """Per value entry: value on the account type, posted value, whether it belongs to the block."""
    values = ledger.table("Value Entry")
    types = values["Item Ledger Entry Type"]
    stock = types != int(T.BLANK)
    if kind == "Inventory":
        return values["Cost Amount (Actual)"], values["Cost Posted to G/L"], stock
    if kind == "Inventory (Interim)":
        return values["Cost Amount (Expected)"], values["Expected Cost Posted to G/L"], stock
    return _wip_amounts(ledger)


def _wip_amounts(ledger: Ledger) -> tuple[Array, Array, Array]:
    """What production entries put on the WIP account: components and capacity in, output at direct cost out."""
    values = ledger.table("Value Entry")
    types, entry = values["Item Ledger Entry Type"], values["Entry Type"]
    actual, expected = values["Cost Amount (Actual)"], values["Cost Amount (Expected)"]
    posted, expected_posted = values["Cost Posted to G/L"], values["Expected Cost Posted to G/L"]
    direct = entry == int(V.DIRECT_COST)
    consumption = (types == int(T.CONSUMPTION)) & direct
    output = (types == int(T.OUTPUT)) & direct
    revalued = (types == int(T.OUTPUT)) & (entry == int(V.REVALUATION))
    capacity = (types == int(T.BLANK)) & (direct | (entry == int(V.INDIRECT_COST)))
    sign = np.where(capacity, 1, np.where(consumption | output, -1, 0))
    interim = np.where(output | revalued, -1, 0)
    inside = (values["Order Type"] == int(OrderType.PRODUCTION)) & (consumption | output | revalued | capacity)
    return sign * actual + interim * expected, sign * posted + interim * expected_posted, inside


def _wip_groups(ledger: Ledger) -> tuple[Array, list[str]]:
    """Posting group whose WIP account a value entry moves: that of the produced item when it is another one."""
    values, cards = ledger.table("Value Entry"), ledger.table("Item")
    own, groups = pair_groups(ledger)
    by_item = dict(zip(cards["No."].tolist(), cards["Inventory Posting Group"].tolist(), strict=True))
    from xlcost.ledger.options import SourceType

    place = {g: i for i, g in enumerate(groups)}
    numbers, distinct = values.codes("Source No.")
    of_source = np.array([place.setdefault(by_item[no], len(place)) if no in by_item else -1 for no in distinct], dtype=np.int64)
    other = (values["Source Type"] == int(SourceType.ITEM)) & (values["Source No."] != values["Item No."])
    source = of_source[numbers] if len(distinct) else np.full(values.length, -1, dtype=np.int64)
    return np.where(other & (source >= 0), source, own), list(place)


def _block(
    ledger: Ledger,
    kind: str,
    end: int,
    setup: Mapping[tuple[str, str], Mapping[str, str]],
    balances: Mapping[str, int],
    explained: Mapping[str, Mapping[str, Any]],
) -> list[Record]:
    pairs = _pairs(ledger, kind, end, setup)
    by_account: dict[str, list[Record]] = {}
    for pair in pairs:
        by_account.setdefault(pair["G/L Account No."], []).append(pair)
    for accounts in setup.values():  # an account with a balance and no value entry is a difference too
        no = accounts[kind]
        if no and balances.get(no):
            by_account.setdefault(no, [])
    return [_account(kind, no, by_account[no], balances, explained) for no in sorted(by_account)]


def _pairs(ledger: Ledger, kind: str, end: int, setup: Mapping[tuple[str, str], Mapping[str, str]]) -> list[Record]:
    values = ledger.table("Value Entry")
    amount, posted, inside = _amounts(ledger, kind)
    groups, group_codes = _wip_groups(ledger) if kind == "WIP Inventory" else pair_groups(ledger)
    places, place_codes = values.codes("Location Code")
    rows = np.flatnonzero(inside & (values["Posting Date"] <= end) & ((amount != 0) | (posted != 0)))
    keys = groups[rows] * max(len(place_codes), 1) + places[rows]
    distinct, numbers = np.unique(keys, return_inverse=True)
    sums = sum_by(numbers, len(distinct), amount[rows]).tolist()
    done = sum_by(numbers, len(distinct), posted[rows]).tolist()
    members = Grouped(numbers, len(distinct))
    found = []
    for i, key in enumerate(distinct.tolist()):
        group, location = group_codes[key // len(place_codes)], place_codes[key % len(place_codes)]
        row = setup.get((location, group))
        found.append(
            {
                "Inventory Posting Group": group,
                "Location Code": location,
                "Ledger Value": to_decimal(sums[i]),
                "Posted": to_decimal(done[i]),
                "Not Yet Posted": to_decimal(sums[i] - done[i]),
                "G/L Account No.": row[kind] if row else "",
                "Status": "" if row and row[kind] else "SETUP_MISSING",
                "Entries": _behind(values, rows, members, i, amount),
            }
        )
    return sorted(found, key=lambda r: (r["G/L Account No."], r["Inventory Posting Group"], r["Location Code"]))


def _behind(values: Any, rows: Array, members: Grouped, pair: int, amount: Array) -> EntriesBehind:
    def load() -> Found:
        chosen = rows[members[pair]]
        chosen = chosen[amount[chosen] != 0]
        numbers = values["Entry No."][chosen]
        order = np.argsort(numbers, kind="stable")
        return numbers[order].tolist(), [int(a) * FINE for a in amount[chosen][order].tolist()]

    return EntriesBehind(load)


def _account(kind: str, no: str, pairs: list[Record], balances: Mapping[str, int], explained: Mapping[str, Mapping[str, Any]]) -> Record:
    ledger_value, posted = (sum((p[c] for p in pairs), Decimal(0)) for c in ("Ledger Value", "Posted"))
    balance = to_decimal(balances.get(no, 0)) if no else Decimal(0)
    difference = balance - ledger_value
    causes = _causes(ledger_value, explained.get(no)) if no else {"SETUP_MISSING": difference}
    return {
        "Account Type": kind,
        "G/L Account No.": no,
        "Ledger Value": ledger_value,
        "Posted": posted,
        "Not Yet Posted": ledger_value - posted,
        "G/L Balance": balance,
        "Difference": difference,
        "Status": status(difference, causes) if no else "SETUP_MISSING",
        "Causes": causes,
        "Unexplained": difference - sum(causes.values(), Decimal(0)),
        "Pairs": pairs,
    }


def _causes(ledger_value: Decimal, account: Mapping[str, Any] | None) -> dict[str, Decimal]:
    """The causes of the reconciliation as they are, and what lines of other account types put on the account."""
    if account is None:
        return {}
    found = {name: Decimal(amount) for name, amount in account["causes"].items()}
    other = Decimal(account["projected"]) - ledger_value
    if other:
        found[SHARED] = found.get(SHARED, Decimal(0)) + other
    return found


def status(difference: Decimal, causes: Mapping[str, Decimal]) -> str:
    """Ties, Offsetting (net zero, gross not), Explained, or Open."""
    gross = [a for a in causes.values() if a]
    if not difference:
        return "Offsetting" if gross else "Ties"
    return "Explained" if sum(gross, Decimal(0)) == difference else "Open"


def _total(kind: str, accounts: Sequence[Record]) -> Record:
    captions = ("Ledger Value", "Posted", "Not Yet Posted", "Difference")
    found: Record = {"Account Type": kind, **{c: sum((a[c] for a in accounts), Decimal(0)) for c in captions}}
    found["G/L Balance"] = sum((a["G/L Balance"] for a in accounts), Decimal(0))
    found["Unexplained"] = sum((a["Unexplained"] for a in accounts), Decimal(0))
    return found
