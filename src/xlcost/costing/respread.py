"""Revaluations posted again: as they were under the item's own method, else spread over what is on hand.

A revaluation is a decision about an amount. Under another method other layers are left on its day, but the quantity on hand
is the same; so the amount is spread over the layers at that location and variant by their remaining quantity. A hand-made
revaluation of a whole entry corrects what the receipt cost and stays on that receipt.

Example: 60 on hand in one layer, written down by 30.00; under LIFO 50 and 10 are left of two other layers: -25.00 and -5.00.
"""

from __future__ import annotations

from xlcost.costing.books import Books
from xlcost.costing.entries import ItemCard, ItemEntry
from xlcost.costing.line import Line
from xlcost.costing.revaluation import remaining_by_date
from xlcost.costing.revaluation_posting import insert_revaluation
from xlcost.costing.transactions import Transaction
from xlcost.money import share, share_quotient_first


def post_again(books: Books, line: Line, card: ItemCard, t: Transaction, counterparts: list[ItemEntry], *, as_posted: bool) -> bool:
    """Posts a revaluation again; False when nothing is on hand that it could stand on."""
    value = t.value
    amount = value.actual + value.expected
    line.value_entry_type = value.entry_type
    if as_posted and len(counterparts) == 1:
        insert_revaluation(books, line, counterparts[0], value.valued, amount, value.expected)
        return True
    if value.partial:
        targets = _on_hand(books, card, t, line.posting_date)
    else:
        targets = [(entry, entry.quantity) for entry in counterparts]
    whole = sum(quantity for _, quantity in targets)
    left = amount
    for entry, quantity in targets:
        part = left if entry is targets[-1][0] else share(amount, quantity, whole)
        left -= part
        if part:
            expected = 0 if not value.expected else share_quotient_first(part, entry.quantity - entry.invoiced, entry.quantity)
            insert_revaluation(books, line, entry, quantity, part, expected)
    return bool(targets)


def _on_hand(books: Books, card: ItemCard, t: Transaction, day: int) -> list[tuple[ItemEntry, int]]:
    """Layers at the place of the revalued entry with what is left of them on the day; invoiced ones when there are any."""
    entry = t.entry
    found = []
    for layer in books.by_item[card.no]:
        if layer.quantity > 0 and (layer.location, layer.variant) == (entry.location, entry.variant) and layer.posting_date <= day:
            remaining = remaining_by_date(layer, day)
            if remaining > 0:
                found.append((layer, remaining))
    invoiced = [pair for pair in found if pair[0].completely_invoiced]
    return invoiced or found
