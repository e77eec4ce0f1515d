"""Tie-out grid: projected against G/L per account, account type, location and posting group, with the causes across (gl-posting B7).

Every amount of the reconciliation has a value entry line or none, so each falls into exactly one row, and what holds for an
account - difference = causes - holds for each of its rows. Entries without a value entry stand in a row without type.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from xlcost.money import Array, sum_by, to_decimal
from xlcost.posting.rules import IN_INVENTORY_SETUP, AccountType
from xlcost.views.causes import Cause, Explained
from xlcost.views.lines import BookLines
from xlcost.views.links import links_of

Record = dict[str, Any]
AMOUNTS = ("Projected Actual", "Projected Expected", "Posted", "G/L Linked", "G/L without Value Entry")
_ACTUAL, _EXPECTED, _POSTED, _LINKED, _ALONE = range(5)
_FIRST_CAUSE = len(AMOUNTS) - 1  # cause n stands in column _FIRST_CAUSE + n
_WIDTH = len(AMOUNTS) + len(Cause)


def _line_keys(lines: BookLines) -> tuple[Array, list[tuple[int, str, str]]]:
    """(number per line, (account type, location, group text) per number); the last number is for "no line"."""
    e = lines.entries
    kind = lines.account_type
    of_inventory = IN_INVENTORY_SETUP[kind]
    wip = kind == int(AccountType.WIP_INVENTORY)
    group = np.where(wip, lines.grid.setup_rows.wip_group[lines.entry], e["Inventory Posting Group"][lines.entry])
    location = e["Location Code"][lines.entry]
    business, product = e["Gen. Bus. Posting Group"][lines.entry], e["Gen. Prod. Posting Group"][lines.entry]
    keys: dict[tuple[int, str, str], int] = {}
    columns = (kind, location, of_inventory, group, business, product)
    numbers = [
        keys.setdefault((k, loc, g if inventory else f"{b} / {p}"), len(keys))
        for k, loc, inventory, g, b, p in zip(*(c.tolist() for c in columns), strict=True)
    ]
    return np.array(numbers, dtype=np.int64), list(keys)


def tie_out_grid(explained: Explained) -> list[Record]:
    """Records of rank detail, subtotal (per account, with its G/L Balance) and total (per account type); Unexplained is 0 in each."""
    lines, gl, links = explained.lines, explained.gl_side, links_of(explained.ledger)
    key, names = _line_keys(lines)
    alone = len(names)
    size = alone + 1
    in_scope = explained.in_scope
    unlinked = explained.gl_in_period.copy()
    unlinked[links.gl] = False
    own = lines.account * size + key
    piece = explained.account * size + np.where(explained.line >= 0, key[explained.line] if len(key) else alone, alone)
    linked = gl.account[links.gl] * size + (key[links.line] if len(key) else links.line)
    parts = [
        (own, _ACTUAL, np.where(in_scope & ~lines.expected, lines.amount, 0)),
        (own, _EXPECTED, np.where(in_scope & lines.expected, lines.amount, 0)),
        (own, _POSTED, np.where(in_scope, lines.posted, 0)),
        (linked, _LINKED, np.where(explained.gl_in_period[links.gl], links.entry_share, 0)),
        (gl.account * size + alone, _ALONE, np.where(unlinked, gl.amount, 0)),
    ]
    rows = np.concatenate([*(row for row, _, _ in parts), piece])
    column = np.concatenate([*(np.full(len(row), c) for row, c, _ in parts), explained.cause + _FIRST_CAUSE])
    amount = np.concatenate([*(a for _, _, a in parts), explained.amount])
    used, place = np.unique(rows, return_inverse=True)
    cells = sum_by(place * _WIDTH + column, len(used) * _WIDTH, amount).reshape(len(used), _WIDTH)
    keep = (cells != 0).any(axis=1)
    return _laid_out(explained, used[keep], cells[keep], names)


def _laid_out(explained: Explained, used: Array, cells: Array, names: list[tuple[int, str, str]]) -> list[Record]:
    """Details under their account with a subtotal, then the totals per account type."""
    size = len(names) + 1
    details: dict[str, list[tuple[tuple[int, str, str], Array]]] = {}
    types: dict[int, Array] = {}
    for row, sums in zip(used.tolist(), cells, strict=True):
        name = names[row % size] if row % size < len(names) else (-1, "", "")
        details.setdefault(explained.lines.accounts[row // size], []).append((name, sums))
        types[name[0]] = types.get(name[0], np.zeros(_WIDTH, dtype=sums.dtype)) + sums
    records = []
    balance = dict(zip(explained.lines.accounts, explained.balance.tolist(), strict=True))
    for account in sorted(details):
        rows = sorted(details[account], key=lambda row: row[0])
        for (kind, location, group), sums in rows:
            records.append(_record("detail", account, kind, location, group, sums))
        subtotal = _record("subtotal", account, -1, "", "", sum(sums for _, sums in rows))
        records.append({**subtotal, "G/L Balance": to_decimal(balance[account])})
    records += [_record("total", "", kind, "", "", sums) for kind, sums in sorted(types.items())]
    if any(record["Unexplained"] for record in records):
        raise AssertionError("Tie-out grid: a row is not explained to zero")
    return records


def _record(rank: str, account: str, kind: int, location: str, group: str, sums: Any) -> Record:
    amounts = [int(v) for v in sums]
    causes = amounts[len(AMOUNTS) :]
    difference = amounts[_LINKED] + amounts[_ALONE] - amounts[_ACTUAL] - amounts[_EXPECTED]
    return {
        "Rank": rank,
        "Account": account,
        "Account Type": AccountType.of(kind).caption if kind >= 0 else "",
        "Location Code": location,
        "Posting Group": group,
        **{name: to_decimal(v) for name, v in zip(AMOUNTS, amounts, strict=False)},
        "G/L Balance": None,
        "Difference": to_decimal(difference),
        **{cause.value: to_decimal(v) for cause, v in zip(Cause, causes, strict=True)},
        "Unexplained": to_decimal(difference - sum(causes)),
    }
