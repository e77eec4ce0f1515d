"""Inventory - Cost Variance (valuation-reports.md 5.2)."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

from tests.reference_reports.books import VE_TYPES, Books, Record, divided

_KINDS = ("Purchase", "Positive Adjmt.")


def cost_variance(books: Books) -> list[Record]:
    """Section 5.2 without filters."""
    found = []
    for item in books.items:
        entries = [e for e in books.entries_of[item["No."]] if e["Entry Type"] in _KINDS and books.passes(e)]
        entries.sort(
            key=lambda e: (
                *(_KINDS.index(e["Entry Type"]), e["Variant Code"], e["Drop Shipment"]),
                *(e["Location Code"], e["Posting Date"], e["Entry No."]),
            )
        )
        for e in entries:
            found += _lines(books, e)
    return found


def _lines(books: Books, e: Record) -> list[Record]:
    same = ("Variant Code", "Location Code", "Global Dimension 1 Code", "Global Dimension 2 Code")
    values = [v for v in books.values_of[e["Entry No."]] if not v["Expected Cost"] and all(v[c] == e[c] for c in same)]
    values.sort(key=lambda v: (VE_TYPES.index(v["Entry Type"]), v["Entry No."]))
    documents: dict[str, list[Record]] = {}
    for v in values:
        documents.setdefault(v["Document No."], []).append(v)
    found = []
    for document, lines in documents.items():
        unit = sum((_unit_amount(e, v) for v in lines), Fraction(0))
        variance = sum((v["Cost Amount (Actual)"] for v in lines if v["Entry Type"] == "Variance"), Decimal(0))
        invoiced = sum((v["Invoiced Quantity"] for v in lines), Decimal(0))
        per_unit = unit + (Fraction(variance) / Fraction(invoiced) if invoiced > 0 else Fraction(variance))
        row = {"Item No.": e["Item No."], "Document No.": document, "Item Ledger Entry No.": e["Entry No."], "Unit Amount": unit}
        row |= {"Cost per Unit": per_unit, "Unit Cost Variance": _round_half_even(unit - per_unit)}
        found.append({**row, "Invoiced Quantity": invoiced, "Total Variance Amount": variance})
    return found


def _unit_amount(e: Record, v: Record) -> Fraction:
    if v["Item Charge No."] and e["Positive"]:
        return divided(Fraction(v["Cost Amount (Actual)"]), Fraction(v["Invoiced Quantity"])) or Fraction(v["Cost Amount (Actual)"])
    return Fraction(v["Cost per Unit"]) if v["Invoiced Quantity"] else Fraction(0)


def _round_half_even(amount: Fraction) -> Decimal:
    return Decimal(round(amount * 100)).scaleb(-2)
