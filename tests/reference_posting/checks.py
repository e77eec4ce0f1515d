"""What a line must fulfil before it is posted (2.1), in the order of the table."""

from __future__ import annotations

from tests.reference_posting.application import check_same_order
from tests.reference_posting.books import CAPACITY, ENTRY, ORDER_LINE, Books, Record, Refused
from tests.reference_posting.flags import order_row, order_source
from tests.reference_posting.lines import OUTWARD, is_output, is_resource, is_subcontracting_invoice

PRODUCTION, ASSEMBLED = ("Consumption", "Output"), ("Assembly Consumption", "Assembly Output")


def check_known(books: Books, line: Record) -> None:
    """IJ01 to IJ03: what can be said before the defaults."""
    if not line["Item No."] or line["Posting Date"] is None or not line["Document No."] or line["Item No."] not in books.items:
        raise Refused("IJ01")
    if books.items[line["Item No."]]["Blocked"] and not line["Adjustment"]:
        raise Refused("IJ01", "blocked")
    check_dates(books, line)


def check_dates(books: Books, line: Record) -> None:
    """IJ02 and IJ03."""
    day = line["Posting Date"]
    ranges = [
        u
        for u in books.tables["User Setup"]
        if u["User ID"] in ("", line.get("User ID") or "") and (u["Allow Posting From"] or u["Allow Posting To"])
    ]
    setup = ranges[0] if ranges else books.general
    first, last = setup["Allow Posting From"], setup["Allow Posting To"]
    if (first and day < first) or (last and day > last):
        raise Refused("IJ02")
    if day <= books.closed_until():
        raise Refused("IJ03")


def goes_out(line: Record) -> bool:
    """Whether the line's quantity leaves."""
    return bool((line["Quantity"] < 0) != (line["Entry Type"] in OUTWARD))


def check_line(books: Books, line: Record) -> None:
    """IJ04 to IJ10, after the line defaults."""
    kind, quantity = line["Entry Type"], line["Quantity"]
    target = books.entries.get(line["Applies-to Entry"])
    earliest = books.earliest()
    if earliest and (line["Posting Date"] < earliest or (target is not None and target["Posting Date"] < earliest)):
        raise Refused("IJ04")
    direct = line["Value Entry Type"] == "Direct Cost"
    if kind == "Transfer" and direct and (quantity or not line["Item Shpt. Entry No."]):
        wrong_sign = quantity < 0 and not line["Correction"]
        if line["Amount"] or line["Discount Amount"] or wrong_sign or line["Invoiced Quantity"] != quantity:
            raise Refused("IJ05")
    if kind in ("Positive Adjmt.", "Negative Adjmt.") and line["Discount Amount"]:
        raise Refused("IJ06")
    if line["Applies-from Entry"]:
        check_source(books, line)
    _check_value_only(books, line)
    if direct and not line["Item Charge No."] and (quantity or is_output(line)):
        _check_order(books, line)
    if direct and quantity and not is_output(line):
        if line["Invoiced Quantity"] not in (0, quantity) or line["Item Shpt. Entry No."]:
            raise Refused("IJ10")
    if direct and is_output(line) and quantity and line["Item Shpt. Entry No."]:
        raise Refused("IJ10")


def check_source(books: Books, line: Record) -> None:
    """IJ07."""
    source = books.entries.get(line["Applies-from Entry"])
    if source is None or goes_out(line) or source["Quantity"] >= 0 or line["Applies-from Entry"] == line["Applies-to Entry"]:
        raise Refused("IJ07")
    if (source["Item No."], source["Variant Code"]) != (line["Item No."], line["Variant Code"]):
        raise Refused("IJ07")
    if line["Quantity"] and source["Shipped Qty. Not Returned"] + abs(line["Quantity"]) > 0:
        raise Refused("IJ07")


def _check_value_only(books: Books, line: Record) -> None:
    """IJ08."""
    if line["Value Entry Type"] != "Direct Cost":
        target = books.entries.get(line["Applies-to Entry"])
        if (target is None and not line["Inventory Value Per"]) or (target is not None and target["Item No."] != line["Item No."]):
            raise Refused("IJ08")
        return
    if line["Quantity"] and not line["Item Charge No."]:
        return
    if is_subcontracting_invoice(line):
        if not any(c["Entry No."] == line["Item Shpt. Entry No."] for c in books.tables[CAPACITY]):
            raise Refused("IJ08")
        return
    if is_output(line) and not line["Item Shpt. Entry No."]:
        return
    entry = books.entries.get(line["Item Shpt. Entry No."])
    if entry is None or entry["Item No."] != line["Item No."]:
        raise Refused("IJ08")
    if not line["Item Charge No."]:
        if not line["Invoiced Quantity"]:
            raise Refused("IJ08", "an invoice is for a quantity")
        sign = -1 if line["Entry Type"] in OUTWARD else 1
        after = entry["Invoiced Quantity"] + sign * line["Invoiced Quantity"]
        other_side = sign * line["Invoiced Quantity"] * entry["Quantity"] < 0  # 1.3: its sign is that of the quantity
        if abs(after) > abs(entry["Quantity"]) or other_side:
            raise Refused("IJ08")


def _check_order(books: Books, line: Record) -> None:
    """IJ09."""
    kind = line["Entry Type"]
    if kind not in (*PRODUCTION, *ASSEMBLED):
        return
    wanted = "Production" if kind in PRODUCTION else "Assembly"
    if line["Order Type"] != wanted or not line["Order No."] or (kind == "Assembly Output") != (line["Order Line No."] == 0):
        raise Refused("IJ09")
    if is_output(line) and line["Item Shpt. Entry No."] and not line["Quantity"]:
        return  # late costs of a finished order (2.9)
    source = order_source(books, wanted, line["Order No."], line["Order Line No."])
    if wanted == "Production":
        lines = [
            r for r in books.tables[ORDER_LINE] if (r["Prod. Order No."], r["Line No."]) == (line["Order No."], line["Order Line No."])
        ]
        row = order_row(books, wanted, line["Order No."], line["Order Line No."])
        finished = row is not None and row["Is Finished"]
        unknown = not lines and kind == "Consumption" and row is None and not _posted_before(books, line)
        if finished or unknown or (lines and not any(r["Status"] == "Released" for r in lines)):
            raise Refused("IJ09")
    elif source is None and not is_resource(line) and kind != "Assembly Output" and not _posted_before(books, line):
        raise Refused("IJ09")


def _posted_before(books: Books, line: Record) -> bool:
    """An order that no table knows is known by what was posted to it (1.8)."""
    key = (line["Order Type"], line["Order No."])
    if line["Order Type"] == "Assembly" and order_row(books, *key, 0) is not None:
        return True
    line_no = 0 if key[0] == "Assembly" else line["Order Line No."]
    made = ("Output", "Assembly Output")
    return any(
        (e["Order Type"], e["Order No."], e["Order Line No."]) == (*key, line_no) and e["Entry Type"] in made for e in books.tables[ENTRY]
    )


def check_exact_same_order(books: Books, line: Record, entry: Record) -> None:
    """IJ13 for an exact reversal."""
    source = books.entries.get(line["Applies-from Entry"])
    if source is not None:
        check_same_order(entry, source)


def check_applied(books: Books, entry: Record) -> None:
    """IJ11 and the last rule of IJ12, after application."""
    if entry["Positive"] or not entry["Open"]:
        return
    item = books.items[entry["Item No."]]
    prevent = item["Prevent Negative Inventory"]
    prevented = prevent == "Yes" or (prevent.strip() in ("Default", "") and books.inventory["Prevent Negative Inventory"])
    if entry["Entry Type"] in ("Consumption", "Assembly Consumption", "Transfer") or prevented:
        raise Refused("IJ11")
    if item["Costing Method"] == "Specific":
        raise Refused("IJ12")
