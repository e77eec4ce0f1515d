"""Application (2.6): which open entries an entry is applied to, by method or as the line fixes it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator
from decimal import Decimal

from tests.reference_posting.books import APPLICATION, ENTRY, Books, Record, Refused
from tests.reference_posting.dates import meet

MADE = {"Output": "Consumption", "Assembly Output": "Assembly Consumption"}
Received = Callable[[Record, Record], None]


def set_remaining(entry: Record, remaining: Decimal) -> None:
    """Remaining Quantity and Open move together (2.6)."""
    entry["Remaining Quantity"] = remaining
    entry["Open"] = remaining != 0


# -- circles ----------------------------------------------------------------------------------------------------
def sources(books: Books, entry: Record) -> Iterator[int]:
    """The entries that the cost of an entry comes from at once (invariant 21)."""
    if not entry["Positive"]:
        for row in books.rows(entry):
            yield row["Inbound Item Entry No."]
        return
    own = books.own(entry)
    if own is not None:
        yield from (own[c] for c in ("Outbound Item Entry No.", "Transferred-from Entry No.") if own[c])
    elif books.pending_sources.get(entry["Entry No."]):  # its own row is not written yet
        yield from books.pending_sources[entry["Entry No."]]
    consumed = MADE.get(entry["Entry Type"])
    if consumed:
        for other in books.tables[ENTRY]:
            if other["Entry Type"] == consumed and other["Order No."] == entry["Order No."]:
                if consumed == "Assembly Consumption" or other["Order Line No."] == entry["Order Line No."]:
                    yield other["Entry No."]


def depends(books: Books, entry: Record, wanted: int) -> bool:
    """Whether the cost of an entry comes from another, directly or through others."""
    seen: set[int] = set()
    waiting = [entry["Entry No."]]
    while waiting:
        no = waiting.pop()
        if no == wanted:
            return True
        if no not in seen:
            seen.add(no)
            waiting.extend(sources(books, books.entries[no]))
    return False


def may_meet(books: Books, entry: Record, other: Record) -> bool:
    """Whether a candidate gives anything at all (2.6: a = 0)."""
    if entry["Entry Type"] == "Transfer" and not entry["Positive"] and other["Entry No."] > entry["Entry No."]:
        return False
    kinds = {entry["Entry Type"], other["Entry Type"]}
    keys = [(e["Order Type"], e["Order No."], e["Order Line No."]) for e in (entry, other)]
    if kinds == {"Consumption", "Output"} and keys[0] == keys[1] and keys[0][0] == "Production":
        return False
    if entry["Positive"]:
        return not depends(books, entry, other["Entry No."])
    return not depends(books, other, entry["Entry No."])


# -- rows -------------------------------------------------------------------------------------------------------
def cost_application(books: Books, entry: Record, line_fixed: bool) -> bool:
    """Cost Application of the rows that an entry writes by being applied (2.6)."""
    if books.method(entry) != "Average":
        return True
    if entry["Correction"]:
        return bool(entry["Positive"] or line_fixed)
    return line_fixed


def join(books: Books, entry: Record, other: Record, fixed: bool) -> Decimal:
    """Applies two entries to each other as far as both are open; returns the quantity (2.6)."""
    quantity = min(abs(entry["Remaining Quantity"]), abs(other["Remaining Quantity"]))
    inbound, outbound = (entry, other) if entry["Positive"] else (other, entry)
    numbers = {
        "Item Ledger Entry No.": outbound["Entry No."],
        "Inbound Item Entry No.": inbound["Entry No."],
        "Outbound Item Entry No.": outbound["Entry No."],
    }
    costs = cost_application(books, entry, fixed)
    row = next((r for r in books.rows(outbound) if r["Inbound Item Entry No."] == inbound["Entry No."]), None)
    if row is not None:
        row["Quantity"] -= quantity
        row["Cost Application"] = row["Cost Application"] or costs
    else:
        day = entry["Posting Date"] if entry is outbound else max(entry["Posting Date"], other["Posting Date"])
        completely = outbound["Last Invoice Date"] if outbound["Quantity"] == outbound["Invoiced Quantity"] else None
        rest = {"Quantity": -quantity, "Posting Date": day, "Cost Application": costs, "Output Completely Invd. Date": completely}
        row = books.new(APPLICATION, **numbers, **rest)
    if row["Cost Application"]:
        inbound["Applied Entry to Adjust"] = True
    set_remaining(inbound, inbound["Remaining Quantity"] - quantity)
    set_remaining(outbound, outbound["Remaining Quantity"] + quantity)
    meet(books, entry, other, fixed)
    return quantity


def write_own_row(books: Books, entry: Record, source: int, transferred_from: int = 0) -> None:
    """The own row of an inbound (2.6)."""
    costs = True
    if books.method(entry) == "Average" and entry["Correction"]:
        costs = True  # the entry is inbound
    books.new(
        APPLICATION,
        **{"Item Ledger Entry No.": entry["Entry No."], "Inbound Item Entry No.": entry["Entry No."], "Outbound Item Entry No.": source},
        **{"Quantity": entry["Quantity"], "Posting Date": entry["Posting Date"], "Transferred-from Entry No.": transferred_from},
        **{"Cost Application": costs, "Output Completely Invd. Date": entry["Posting Date"]},
    )


def fill_completely_invoiced_date(books: Books, entry: Record, day: dt.date) -> None:
    """Blank rows of an outbound that is invoiced in full now (2.6)."""
    if entry["Quantity"] == entry["Invoiced Quantity"] and not entry["Positive"]:
        for row in books.rows(entry):
            row["Output Completely Invd. Date"] = row["Output Completely Invd. Date"] or day


# -- by method --------------------------------------------------------------------------------------------------
def candidates(books: Books, entry: Record) -> list[Record]:
    """Open entries of the opposite sign in the order of the method (2.6)."""
    item = books.items[entry["Item No."]]
    under_way = any(place["Code"] == entry["Location Code"] and place["Use As In-Transit"] for place in books.tables["Location"])
    found = []
    for other in books.tables[ENTRY]:
        if not other["Open"] or other["Positive"] == entry["Positive"]:
            continue
        if any(other[c] != entry[c] for c in ("Item No.", "Variant Code", "Location Code")):
            continue
        if under_way and (other["Order Type"], other["Order No."]) != (entry["Order Type"], entry["Order No."]):
            continue  # the same transfer order
        if item["SN Specific Tracking"] and other["Serial No."] != entry["Serial No."]:
            continue
        if item["Lot Specific Tracking"] and other["Lot No."] != entry["Lot No."]:
            continue
        if item["Costing Method"] == "Specific" and not (entry["Serial No."] and other["Serial No."] == entry["Serial No."]):
            continue  # by serial no. or Applies-to only (3)
        found.append(other)
    found.sort(key=lambda e: (e["Posting Date"], e["Entry No."]), reverse=item["Costing Method"] == "LIFO")
    return found


def apply_by_method(books: Books, entry: Record, received: Received | None = None) -> None:
    """Takes from, or settles, open entries until nothing remains (2.6)."""
    if entry["Positive"] and books.method(entry) == "Specific":
        return
    if entry["Drop Shipment"]:
        return
    if entry["Positive"] and entry["Document Type"] == "Direct Transfer" and not entry["Location Code"]:
        return
    for other in candidates(books, entry):
        if not entry["Open"]:
            return
        if other["Open"] and may_meet(books, entry, other):
            quantity = join(books, entry, other, False)
            if received is not None:
                received(other, {"quantity": quantity})


# -- fixed ------------------------------------------------------------------------------------------------------
def check_fixed(books: Books, entry: Record, no: int) -> Record:
    """The entry that Applies-to Entry names (2.6, IJ12, IJ13)."""
    other = books.entries.get(no)
    if (
        other is None
        or any(other[c] != entry[c] for c in ("Item No.", "Variant Code", "Location Code"))
        or other["Positive"] == entry["Positive"]
    ):
        raise Refused("IJ12", "not an entry that can be applied")
    check_same_order(entry, other)
    return other


def check_same_order(entry: Record, other: Record) -> None:
    """Output and consumption of one production order line (IJ13)."""
    keys = [(e["Order Type"], e["Order No."], e["Order Line No."]) for e in (entry, other)]
    if {entry["Entry Type"], other["Entry Type"]} == {"Consumption", "Output"} and keys[0] == keys[1]:
        raise Refused("IJ13")


def apply_fixed(books: Books, entry: Record, no: int, received: Received | None = None) -> None:
    """Takes from exactly one entry; applications that are not fixed make room (2.6)."""
    other = check_fixed(books, entry, no)
    undone: list[Record] = []
    if abs(other["Remaining Quantity"]) < abs(entry["Remaining Quantity"]) and other["Positive"]:
        undone = _undo_free(books, other, abs(entry["Remaining Quantity"]))
    if not entry["Positive"] and other["Remaining Quantity"] < -entry["Remaining Quantity"]:
        raise Refused("IJ12", "Remaining Quantity")  # only of inbound lines may a rest stay open
    if other["Open"] and may_meet(books, entry, other):
        quantity = join(books, entry, other, True)
        if received is not None:
            received(other, {"quantity": quantity})
    if entry["Positive"] and not other["Open"]:
        for value in books.values(other):
            value["Valued By Average Cost"] = False  # an open outbound settled completely (2.4)
    for outbound in undone:
        apply_by_method(books, outbound)


def _undo_free(books: Books, inbound: Record, wanted: Decimal) -> list[Record]:
    """Applications that are not fixed are undone, the newest first, until there is enough."""
    undone = []
    for row in sorted(books.given(inbound), key=lambda r: -int(r["Entry No."])):
        if inbound["Remaining Quantity"] >= wanted:
            break
        outbound = books.entries[row["Outbound Item Entry No."]]
        moved_on = any(
            r["Transferred-from Entry No."] == inbound["Entry No."]
            for r in books.tables[APPLICATION]
            if r["Outbound Item Entry No."] == outbound["Entry No."]
        )
        if outbound["Applies-to Entry"] or inbound["Applies-to Entry"] == outbound["Entry No."] or moved_on or outbound["Entry Type"] == "Transfer":
            continue
        books.tables[APPLICATION].remove(row)
        if row["Cost Application"]:  # what it costs is asked again, by itself and by its other sources (invariants 16, 18)
            outbound["Applied Entry to Adjust"] = True
            for left in books.rows(outbound):
                books.entries[left["Inbound Item Entry No."]]["Applied Entry to Adjust"] = True
        set_remaining(inbound, inbound["Remaining Quantity"] - row["Quantity"])
        set_remaining(outbound, outbound["Remaining Quantity"] + row["Quantity"])
        undone.append(outbound)
    return undone
