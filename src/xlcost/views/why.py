"""Why this amount: for any cost amount the sentence and the table that explain it, to the cent.

The table has two parts. First what the entry should carry, piece by piece, as the costing rules make it (`why_terms`): the
receipts it took from, the average of its period, the order's consumption and capacity, the document. Then what other value
entries of the same kind carry already. What is left is the amount asked for: an adjustment explains itself as the difference
between the two. The cents between the pieces and the whole stand in a line of their own; pieces that miss by more than cents
are not called rounding but "Not derived".

Worked example: a sale of 3 was posted at 5.00 each (-15.00), its receipt turned out to cost 22.48 each. The adjustment of
-52.44: taken from receipt 1, 3 pieces at 22.48: -67.44; less the posting: +15.00.
"""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from xlcost.costing.books import Books
from xlcost.costing.entries import ItemEntry, Value
from xlcost.ledger import Ledger
from xlcost.ledger.options import ItemLedgerEntryType, ValueEntryType, VarianceType
from xlcost.ledger.values import date_of
from xlcost.money import CENT, TICKS, to_decimal
from xlcost.problems import XlcostError
from xlcost.views.why_terms import Derivation, Term, derive

ROUNDING, NOT_DERIVED = "Rounding", "Not derived from the ledger"
Record = dict[str, Any]


def explain_amount(ledger: Ledger, value_entry_no: int, *, expected: bool | None = None) -> Record:
    """Explains the cost amount of a value entry.

    `expected` asks for Cost Amount (Expected); by default the actual amount is explained, where it is 0 the expected one.
    A record: Value Entry No., Cost (Actual or Expected), Amount, Kind (Application, Average, Transfer, Return, Order, Document,
    Charge, Overhead, Standard cost, Revaluation, Rounding, Capacity), Sentence, Rounding, Not Derived, and Terms: records of What, Entry No.,
    Value Entry No., Document No., Posting Date, Quantity, Unit Cost, Amount, whose amounts add up to Amount.
    Raises XlcostError UNKNOWN_ENTRY.
    """
    values = ledger.table("Value Entry")
    row = values.index.get(int(value_entry_no))
    if row is None:
        raise XlcostError("UNKNOWN_ENTRY", f"There is no value entry {value_entry_no}.", remedy="Choose an Entry No. of Value Entry.")
    actual, estimate = int(values["Cost Amount (Actual)"][row]), int(values["Cost Amount (Expected)"][row])
    of_expected = (not actual and bool(estimate)) if expected is None else expected
    amount = estimate if of_expected else actual
    if not int(values["Item Ledger Entry No."][row]):
        return _record(ledger, row, amount, of_expected, _capacity(ledger, row, amount), [])
    books = books_of(ledger)
    books.load([values["Item No."][row]])
    entry = books.entry(int(values["Item Ledger Entry No."][row]))
    value = next((v for v in entry.values if v.no == int(value_entry_no)), None) if entry is not None else None
    if entry is None or value is None:
        nothing = Derivation("Document", [], [], "its item ledger entry is not in the ledger")
        return _record(ledger, row, amount, of_expected, nothing, [])
    if value.charge:
        return _record(ledger, row, amount, of_expected, *_charge(ledger, row))
    _sources(books, entry)
    if of_expected and not value.expected_cost:
        return _record(ledger, row, amount, True, *_taken_back(entry, value))
    found = derive(books, entry, value)
    less = [
        Term(_less(v), -_amount(v, of_expected), v.ile_no, v.no, v.document_no, v.posting_date)
        for v in found.members if v is not value and _amount(v, of_expected)
    ]  # fmt: skip
    return _record(ledger, row, amount, of_expected, found, less)


def books_of(ledger: Ledger) -> Books:
    """The entries of a ledger as the costing rules see them, lifted item by item; only read from here."""
    found = ledger.memo.get("why.books")
    if not isinstance(found, Books):
        found = ledger.memo["why.books"] = Books(ledger)
    return found


def _sources(books: Books, entry: ItemEntry) -> None:
    """Lifts what an entry's cost may come from."""
    if entry.order_no:
        books.load({e.item for e in books.load_order(entry.order_type, entry.order_no)})


def _amount(value: Value, expected: bool) -> int:
    return value.expected if expected else value.actual


def _less(value: Value) -> str:
    word = "adjusted by" if value.adjustment else "posted by"
    return f"Less what was {word} value entry {value.no}"


def _capacity(ledger: Ledger, row: int, amount: int) -> Derivation:
    """Capacity: quantity at the cost of the work center, or its overhead."""
    values = ledger.table("Value Entry")
    kind = ValueEntryType.caption_of(values["Entry Type"][row])
    quantity, unit = int(values["Valued Quantity"][row]), int(values["Cost per Unit"][row])
    day, document = int(values["Posting Date"][row]), values["Document No."][row]
    exact = Decimal(unit) * quantity / TICKS
    piece = int((exact / CENT).to_integral_value()) * CENT
    if not unit or not quantity or abs(piece - amount) > CENT * max(1, abs(quantity) // TICKS):
        return Derivation(
            "Capacity", [], [Term(f"{kind} of capacity", amount, 0, 0, document, day, quantity or None)], "the capacity entry said so"
        )
    term = Term(f"{kind} of capacity, at its cost per unit", piece, 0, 0, document, day, quantity, unit)
    return Derivation("Capacity", [], [term], "the capacity entry said so")


def _charge(ledger: Ledger, row: int) -> tuple[Derivation, list[Term]]:
    """An item charge: all that its document assigned, less what other entries got."""
    values = ledger.table("Value Entry")
    charge, document = values["Item Charge No."][row], values["Document No."][row]
    same = (values["Item Charge No."] == charge) & (values["Document No."] == document)
    captions = ("Entry No.", "Item Ledger Entry No.", "Cost Amount (Actual)", "Posting Date")
    rows = sorted(values.tuples(captions, same.nonzero()[0]))
    total = sum(r[2] for r in rows)
    terms = [Term(f"Charge {charge} of document {document}", total, 0, 0, document, int(values["Posting Date"][row]))]
    own = int(values["Entry No."][row])
    less = [Term("Less the share of another entry", -amount, entry, no, document, day) for no, entry, amount, day in rows if no != own]
    count = len({r[1] for r in rows})
    because = f"charge {charge} of {document} was assigned to {count} entr{'y' if count == 1 else 'ies'}"
    return Derivation("Charge", [], terms, because), less


def _taken_back(entry: ItemEntry, value: Value) -> tuple[Derivation, list[Term]]:
    """An invoice takes back the expected cost of what it invoices."""
    earlier = [v for v in entry.values if v.expected and v is not value and v.no < value.no]
    terms = [
        Term("Takes back expected cost of", -v.expected, entry.no, v.no, v.document_no, v.posting_date, v.valued, v.cost_per_unit)
        for v in earlier
    ]
    left = value.expected - sum(t.amount for t in terms)
    rest = [Term("Left for what is not invoiced yet", left, entry.no, 0, "", 0)] if left and entry.quantity != value.invoiced else []
    return Derivation("Invoice", [], [*terms, *rest], "the invoice takes back what was expected"), []


def _record(ledger: Ledger, row: int, amount: int, expected: bool, found: Derivation, less: list[Term]) -> Record:
    values = ledger.table("Value Entry")
    terms = [*(t for t in found.terms if t.amount or t.quantity), *less]
    rest = amount - sum(t.amount for t in terms)
    rounds = bool(found.terms) and abs(rest) <= CENT * (len(found.terms) + 1)
    if rest:
        terms.append(Term(ROUNDING if rounds else NOT_DERIVED, rest))
    return {
        "Value Entry No.": int(values["Entry No."][row]),
        "Item Ledger Entry No.": int(values["Item Ledger Entry No."][row]),
        "Item No.": values["Item No."][row],
        "Cost": "Expected" if expected else "Actual",
        "Amount": to_decimal(amount),
        "Kind": found.kind,
        "Sentence": _sentence(ledger, row, amount, expected, found, less),
        "Rounding": to_decimal(rest if rounds else 0),
        "Not Derived": to_decimal(0 if rounds else rest),
        "Terms": [_term(t) for t in terms],
    }


def _term(term: Term) -> Record:
    return {
        "What": term.what,
        "Entry No.": term.entry,
        "Value Entry No.": term.value,
        "Document No.": term.document,
        "Posting Date": date_of(term.day),
        "Quantity": None if term.quantity is None else to_decimal(term.quantity),
        "Unit Cost": None if term.unit is None else to_decimal(term.unit),
        "Amount": to_decimal(term.amount),
    }


def _sentence(ledger: Ledger, row: int, amount: int, expected: bool, found: Derivation, less: list[Term]) -> str:
    """One sentence: whose amount, how much, why."""
    values = ledger.table("Value Entry")
    kind = ItemLedgerEntryType.caption_of(values["Item Ledger Entry Type"][row]) or "Capacity"
    entry_type = ValueEntryType.caption_of(values["Entry Type"][row])
    variance = VarianceType.caption_of(values["Variance Type"][row])
    name = f"{variance} variance".strip() if entry_type == "Variance" else entry_type
    number, owner = int(values["Entry No."][row]), int(values["Item Ledger Entry No."][row])
    what = f"Value entry {number} ({name}{', adjustment' if values['Adjustment'][row] else ''})"
    whose = f" of {kind.lower()} {owner}, item {values['Item No.'][row]}" if owner else f" of order {values['Order No.'][row]}"
    cost = "expected cost" if expected else "cost"
    text = f"{what}{whose}: {cost} {to_decimal(amount):,.2f}, because {found.because or 'its document said so'}"
    already = -sum(t.amount for t in less)
    if already and found.kind != "Charge":
        whole = to_decimal(amount + already)
        text += f"; that makes {whole:,.2f}, of which {to_decimal(already):,.2f} was posted by {len(less)} other value entr{'y' if len(less) == 1 else 'ies'}"
    return f"{text}."
