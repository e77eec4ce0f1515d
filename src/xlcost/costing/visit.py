"""One visit of an item by the adjustment: its buffer and what is posted from it (costing-engine.md 4.2, 4.8).

The buffer row of a value entry is on the value entry itself (`delta_actual`, `delta_expected`), so that every
read of a cost sees it. Example: a sale of 10.00 whose receipt got 2.00 dearer has delta_actual -2.00 and gets,
at the end of the visit, one value entry of -2.00, Adjustment = Yes, with the document and dates of the sale.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from xlcost.costing.books import Books
from xlcost.costing.checks import check_dates
from xlcost.costing.effects import insert_value
from xlcost.costing.entries import DIRECT, PURCHASE_VARIANCE, VARIANCE, ItemCard, ItemEntry, Value
from xlcost.costing.shares import first_value
from xlcost.costing.valuation_date import flag_point, last_direct
from xlcost.costing.value import value_beside
from xlcost.ledger.average_periods import FOREVER
from xlcost.money import share_quotient_first


@dataclass(slots=True)
class Run:
    """One call of adjust_cost."""

    books: Books
    till: int
    remembered: dict[str, dict[int, ItemEntry]] = field(default_factory=dict)  # per item the entries to be flagged again at the end (4.3)
    alternating: dict[int, list[int]] = field(default_factory=dict)  # per entry: counter, previous delta (4.5)
    forwarded: int = 0  # work done, for the complexity guard


def has_balance(entry: ItemEntry, value: Value) -> bool:
    """Whether an actual value entry has a balance of its expected cost (4.8, i), noted now or posted by an earlier run."""
    if value.balance:
        return True
    return not value.expected_cost and any(v.expected_cost and v.adjustment and v.applies_to == value.no for v in entry.values)


@dataclass(slots=True)
class Visit:
    """One visit of one item."""

    run: Run
    books: Books
    card: ItemCard
    buffered: dict[int, tuple[ItemEntry, Value]] = field(default_factory=dict)
    invoiced: dict[int, int] = field(default_factory=dict)  # Invoiced Quantity of the document of a buffered actual value entry
    keys: set[tuple[str, str]] = field(default_factory=set)  # (location, variant) whose unit cost is taken anew
    averaged: dict[int, int] = field(default_factory=dict)  # how often a value entry was changed by the average pass
    turns: dict[int, int] = field(default_factory=dict)  # how often the average pass forwarded to an average-valued outbound
    stop_from: int = FOREVER + 1  # periods from this day on wait for an order that makes the item of itself (4.5)
    made_by: set[tuple[int, str, int]] | None = None  # the finished orders that make the item

    def buffer(self, entry: ItemEntry, value: Value, delta: int, expected: bool, group_invoiced: int = 0) -> None:
        """Adds a delta to a value entry; notes the balance of the expected cost of a partly invoiced entry (4.8, i)."""
        if not delta:
            return
        entry.base = None
        self.buffered[value.no] = (entry, value)
        if expected:
            value.delta_expected += delta
        else:
            value.delta_actual += delta
            self.invoiced[value.no] = group_invoiced
        if first_value(entry).expected_cost:
            self._note_balances(entry)

    def _note_balances(self, entry: ItemEntry) -> None:
        """Balances of the expected cost as the buffer stands now (4.8, i and ii): every invoice takes its part of what the earlier ones left.

        Example: 10 shipped at an expected 100.00, 4 invoiced; the layer gets 20.00 dearer. Expected -20.00, actual -8.00,
        and the balance +8.00 keeps the expected cost at the 6 pieces that are not invoiced.
        """
        for value in entry.values:  # also of those whose delta came back to nothing
            value.balance = value.carried_expected = 0
        buffered = [v for v in entry.values if v.delta_actual or v.delta_expected]
        left = sum(v.delta_expected for v in buffered) if buffered and buffered[0].expected_cost else 0
        carriers = [v for v in buffered if v.delta_actual and not v.expected_cost]
        if len(carriers) > 1 and not carriers[0].by_average:  # averages go by Entry No. (4.5), groups by Document No., Document Line No. (4.3)
            carriers.sort(key=lambda v: (*v.document, v.no))
        for value in carriers:
            if left:
                part = left if entry.fully_invoiced else share_quotient_first(left, self.invoiced[value.no], entry.quantity)
                value.balance = -part
                left -= part
            if not entry.fully_invoiced and not has_balance(entry, value):
                value.carried_expected = -value.delta_actual

    def flag(self, entry: ItemEntry, value: Value) -> None:
        """Marks the average entry point of a value entry."""
        flag_point(self.books, entry, value.valuation_date)

    def post_buffer(self) -> None:
        """Posts one adjustment value entry per buffered delta, by Entry No."""
        for no in sorted(self.buffered):
            entry, value = self.buffered[no]
            actual, expected, balance = value.delta_actual, value.delta_expected, value.balance
            value.delta_actual = value.delta_expected = value.balance = value.carried_expected = 0
            entry.base = None
            if expected:
                adjustment = self.adjustment(entry, value, value.entry_type, 0, expected)
                adjustment.expected_cost = True
                adjustment.valued = value.valued
                self.post(entry, adjustment)
            if not actual:
                continue
            had_balance = has_balance(entry, value) or bool(balance)
            if balance:
                extra = self.adjustment(entry, value, value.entry_type, 0, balance)
                extra.expected_cost = True
                extra.valued = value.valued
                self.post(entry, extra)
            taken = 0
            if not had_balance:
                if entry.fully_invoiced:
                    taken = -sum(v.expected for v in entry.values)
                elif first_value(entry).expected_cost:
                    taken = -actual  # as noted in carried_expected
            kind = VARIANCE if value.as_variance else value.entry_type
            adjustment = self.adjustment(entry, value, kind, actual, taken)
            if value.as_variance:
                adjustment.variance_type = PURCHASE_VARIANCE
            self.post(entry, adjustment)
        self.buffered.clear()

    def adjustment(self, entry: ItemEntry, carrier: Value, entry_type: int, actual: int, expected: int) -> Value:
        """An adjustment value entry of a carrier (4.8)."""
        settings = self.books.settings
        day = settings.adjustment_date(carrier.posting_date)
        check_dates(settings, day, f"adjustment of value entry {carrier.no}")
        last = last_direct(entry)
        valued = carrier.invoiced or carrier.valued
        adjustment = value_beside(carrier, self.books.next_value(), entry_type, valued=valued, actual=actual, expected=expected)
        adjustment.posting_date = day
        adjustment.valuation_date = last.valuation_date if last is not None else carrier.valuation_date
        adjustment.adjustment, adjustment.applies_to, adjustment.by_batch = True, carrier.no, True
        adjustment.by_average, adjustment.partial = carrier.by_average, carrier.partial
        if entry_type == carrier.entry_type:
            adjustment.variance_type = carrier.variance_type
        if entry_type == DIRECT:
            adjustment.charge = carrier.charge
        return adjustment

    def post(self, entry: ItemEntry, value: Value) -> None:
        """Inserts a value entry made by the adjustment."""
        insert_value(self.books, entry, value, from_adjustment=True)
        self.keys.add((entry.location, entry.variant))
