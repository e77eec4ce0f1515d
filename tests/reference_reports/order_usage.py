"""The actual cost of an order line by cost share (valuation-reports.md 4.3, `usage`)."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction

from tests.reference_reports.books import OUTPUTS, Books, Record

_CONSUMPTIONS = ("Consumption", "Assembly Consumption")


def of_order(books: Books, row: Record, kinds: tuple[str, ...]) -> list[Record]:
    """The item ledger entries of an order - of its line, for production - of some types."""
    return [
        e
        for e in books.entries.values()
        if e["Entry Type"] in kinds
        and (e["Order Type"], e["Order No."]) == (row["Order Type"], row["Order No."])
        and (row["Order Type"] != "Production" or e["Order Line No."] == row["Order Line No."])
    ]


def output_quantity(books: Books, row: Record) -> Fraction:
    """What the order line made."""
    return Fraction(sum((e["Quantity"] for e in of_order(books, row, OUTPUTS)), Decimal(0)))


def usage(books: Books, row: Record) -> dict[str, Fraction]:
    """Capacity, Capacity Overhead, Material Overhead and Subcontracted of an order line, for its whole output."""
    found = {"Material": _material(books, row), **_capacity(books, row)}
    carried = Fraction(0)
    for name in ("Material", "Capacity", "Subcontracted", "Capacity Overhead"):
        if found[name]:
            exact = found[name] + carried
            found[name] = to_cents(exact)
            carried = exact - found[name]
    base = sum(found.values(), Fraction(row["Direct Cost Non-Inventory"]))
    overhead = base * Fraction(row["Indirect Cost %"]) / 100 + Fraction(row["Overhead Rate"]) * output_quantity(books, row)
    return {**found, "Material Overhead": to_cents(overhead)}


def to_cents(amount: Fraction) -> Fraction:
    """Half away from zero."""
    whole = (Decimal(amount.numerator) / Decimal(amount.denominator)).quantize(Decimal("0.01"), ROUND_HALF_UP)
    return Fraction(whole)


def _material(books: Books, row: Record) -> Fraction:
    total = Decimal(0)
    for e in of_order(books, row, _CONSUMPTIONS):
        values = [v for v in books.values_of[e["Entry No."]] if v["Entry Type"] != "Rounding" and v["Inventoriable"]]
        total -= sum((v["Cost Amount (Actual)"] + v["Cost Amount (Non-Invtbl.)"] for v in values), Decimal(0))
        if e["Quantity"] > 0 and values:
            total += sum((v["Cost Amount (Actual)"] for v in values if v["Entry Type"] == "Revaluation"), Decimal(0))
    return Fraction(total)


def _capacity(books: Books, row: Record) -> dict[str, Fraction]:
    found = dict.fromkeys(("Capacity", "Subcontracted", "Capacity Overhead"), Fraction(0))
    same = ("Order Type", "Order No.", "Routing No.", "Routing Reference No.", "Item No.")
    entries = [c for c in books.capacities.values() if all(c[f] == row[f] for f in same)]
    for c in entries:
        for v in books.values_of_capacity[c["Entry No."]]:
            if v["Entry Type"] == "Direct Cost":
                found["Subcontracted" if c["Subcontracting"] else "Capacity"] += Fraction(v["Cost Amount (Actual)"])
            elif v["Entry Type"] == "Indirect Cost":
                found["Capacity Overhead"] += Fraction(v["Cost Amount (Actual)"])
    share = Fraction(1)
    if row["Order Type"] == "Production":
        made = sum((c["Output Quantity"] for c in entries), Decimal(0))
        mine = sum((c["Output Quantity"] for c in entries if c["Order Line No."] == row["Order Line No."]), Decimal(0))
        share = Fraction(mine) / Fraction(made) if made else Fraction(1)
    return {name: amount * share for name, amount in found.items()}
