"""Report against pairs: why the valuation report and the pairs of the tie-out differ, entry by entry (6.2).

The report groups by item card, the pairs by value entry. Every value entry of the pairs falls in the first class that fits:

    1 item missing   2 item not of type Inventory   3 outside the filters, or line suppressed
    4 regrouped (card group differs from that of the entry)   5 same group

For each group g: report(g) - pairs(g) = class 4 with card group g - class 4 with entry group g - classes 1, 2, 3 with entry group g.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from xlcost.ledger import Ledger
from xlcost.ledger.options import ItemLedgerEntryType as T
from xlcost.ledger.options import ItemType
from xlcost.money import Array, sum_by, to_decimal
from xlcost.views.behind import sum_of
from xlcost.views.filters import FlowFilters, ItemFilters
from xlcost.views.valuation import valuation

CLASSES = ("Item missing", "Not of type Inventory", "Outside the report", "Regrouped", "Same group")
OUTSIDE = CLASSES[:3]
_AMOUNTS = {"": "Cost Amount (Actual)", "Expected ": "Cost Amount (Expected)"}


def report_against_pairs(ledger: Ledger, end: int, items: ItemFilters, flow: FlowFilters) -> list[dict[str, Any]]:
    """One record per posting group: Report Total, Pair Total, their difference, each class, Rest (asserted 0.00).

    The same with prefix `Expected ` for expected cost; `Entries` holds the value entries of classes 1 to 4 by class.
    """
    from xlcost.views.tie_out import pair_groups

    values = ledger.table("Value Entry")
    own, groups = pair_groups(ledger)
    result = valuation(ledger, end=end, expected=True, items=items, flow=flow)
    card_groups = sorted({*groups, *ledger.table("Item")["Inventory Posting Group"].tolist()})
    place = {g: i for i, g in enumerate(card_groups)}
    own = np.array([place[g] for g in groups], dtype=np.int64)[own] if groups else own
    card = _card_groups(ledger, place)
    rows = (values["Posting Date"] <= end) & (values["Item Ledger Entry Type"] != int(T.BLANK))
    printed = np.array(sorted(line.number for line in result.lines), dtype=np.int64)
    classes = _classes(ledger, np.isin(result.line_of, printed) & rows, own, card)
    count = len(card_groups)
    sums = {}
    for prefix, caption in _AMOUNTS.items():
        amount = np.where(rows, values[caption], 0)
        sums[prefix] = {
            "report": dict.fromkeys(card_groups, 0),
            "own": [sum_by(own[classes == k], count, amount[classes == k]).tolist() for k in range(5)],
            "card": sum_by(card[classes == 3], count, amount[classes == 3]).tolist(),
        }
    for line in result.lines:
        sums[""]["report"][line.group] += line.ending.actual
        sums["Expected "]["report"][line.group] += line.ending.expected
    found = []
    for g, group in enumerate(card_groups):
        record: dict[str, Any] = {"Inventory Posting Group": group}
        for prefix, figures in sums.items():
            record.update(_figures(prefix, g, figures["report"][group], figures["own"], figures["card"]))
        record["Entries"] = {
            name: sum_of(values, lambda k=k, g=g: np.flatnonzero(rows & (classes == k) & (own == g)), tuple(_AMOUNTS.values()))  # type: ignore[misc]
            for k, name in enumerate(CLASSES[:4])
        }
        found.append(record)
    return found


def _figures(prefix: str, g: int, report: int, own: list[list[int]], card: list[int]) -> dict[str, Any]:
    pairs = sum(sums[g] for sums in own)
    left_out = [own[k][g] for k in range(3)]
    rest = report - pairs - (card[g] - own[3][g] - sum(left_out))
    assert rest == 0, f"The valuation of a posting group leaves {rest} ticks unexplained."
    return {
        f"{prefix}Report Total": to_decimal(report),
        f"{prefix}Pair Total": to_decimal(pairs),
        f"{prefix}Difference": to_decimal(report - pairs),
        **{f"{prefix}{name}": to_decimal(-amount) for name, amount in zip(CLASSES, left_out, strict=False)},
        f"{prefix}Regrouped In": to_decimal(card[g]),
        f"{prefix}Regrouped Out": to_decimal(-own[3][g]),
        f"{prefix}Rest": to_decimal(rest),
    }


def _card_groups(ledger: Ledger, place: dict[str, int]) -> Array:
    """Per value entry the number of the posting group of its item card, -1 without a card."""
    values, cards = ledger.table("Value Entry"), ledger.table("Item")
    by_item = dict(zip(cards["No."].tolist(), cards["Inventory Posting Group"].tolist(), strict=True))
    numbers, distinct = values.codes("Item No.")
    of_item = np.array([place[by_item[no]] if no in by_item else -1 for no in distinct], dtype=np.int64)
    return of_item[numbers] if len(distinct) else np.zeros(0, dtype=np.int64)


def _classes(ledger: Ledger, printed: Array, own: Array, card: Array) -> Array:
    """Class 0..4 of every value entry, -1 for capacity."""
    values, cards = ledger.table("Value Entry"), ledger.table("Item")
    kinds = dict(zip(cards["No."].tolist(), cards["Type"].tolist(), strict=True))
    numbers, distinct = values.codes("Item No.")
    stock = np.array([kinds.get(no, int(ItemType.INVENTORY)) == int(ItemType.INVENTORY) for no in distinct], dtype=np.bool_)
    stocked = stock[numbers] if len(distinct) else np.zeros(0, dtype=np.bool_)
    found = np.select([card < 0, ~stocked, ~printed, card != own], [0, 1, 2, 3], 4)
    return np.where(values["Item Ledger Entry Type"] == int(T.BLANK), -1, found)
