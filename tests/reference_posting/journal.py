"""Posting of journal lines: which shape a line has (2.2), and the posting of each."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from tests.reference_posting.books import ORDER, ORDER_LINE, Books, Reader, Record, Refused
from tests.reference_posting.checks import check_known, check_line
from tests.reference_posting.flags import wake_order
from tests.reference_posting.lines import complete, is_output, is_resource, read
from tests.reference_posting.production import post_output, post_resource
from tests.reference_posting.quantity import post_quantity
from tests.reference_posting.revaluation import post_revaluation
from tests.reference_posting.undo import post_undo
from tests.reference_posting.value_only import post_charge, post_invoice


def posted(records: Reader, lines: list[Mapping[str, Any]], missing: frozenset[str] = frozenset()) -> Books:
    """The tables after a journal is posted; all lines or none (1.3)."""
    books = Books(records, missing)
    read_lines = [read(line) for line in lines]
    if all(line.get("Line No.") is not None for line in read_lines):
        read_lines.sort(key=lambda line: int(line["Line No."]))
    for line in read_lines:
        check_known(books, line)
        books.use(line["Item No."])
        post_line(books, line)
    return books


def post_line(books: Books, line: Record) -> None:
    """One line, by its shape (2.2)."""
    if line["Value Entry Type"] == "Revaluation":
        post_revaluation(books, line)
        return
    complete(books, line)
    check_line(books, line)
    if line["Value Entry Type"] != "Direct Cost":
        raise Refused("outside", "rounding and variance lines are made by the adjustment")
    if line["Item Charge No."]:
        post_charge(books, line)
    elif is_resource(line):
        post_resource(books, line)
    elif is_output(line):
        post_output(books, line)
    elif line["Quantity"] == 0:
        post_invoice(books, line)
    elif line["Correction"] and (line["Applies-to Entry"] or line["Applies-from Entry"]):
        post_undo(books, line)
    else:
        post_quantity(books, line)


def finished(records: Reader, order_no: str, line_no: int | None = None, missing: frozenset[str] = frozenset()) -> Books:
    """A production order, or one line of it, is finished (2.9)."""
    books = Books(records, missing)
    lines = {r["Line No."] for r in books.tables[ORDER_LINE] if r["Prod. Order No."] == order_no}
    lines |= {o["Order Line No."] for o in books.tables[ORDER] if (o["Order Type"], o["Order No."]) == ("Production", order_no)}
    for line in sorted(n for n in lines if line_no in (None, n)):
        for row in books.tables[ORDER_LINE]:
            if (row["Prod. Order No."], row["Line No."]) == (order_no, line):
                row["Status"] = "Finished"
        order = wake_order(books, "Production", order_no, line)
        order["Is Finished"] = True
        books.items[order["Item No."]]["Cost is Adjusted"] = False  # 4.12
    left = [r for r in books.tables[ORDER_LINE] if r["Prod. Order No."] == order_no and r["Status"] == "Released"]
    for order in books.tables["Production Order"]:
        if order["No."] == order_no and not left:
            order["Status"] = "Finished"  # is moved along (1.8)
    return books
