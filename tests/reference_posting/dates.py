"""Valuation dates and how they are pushed on (2.5)."""

from __future__ import annotations

import datetime as dt

from tests.reference_posting.books import APPLICATION, ENTRY, ORDER, ORDER_LINE, ZERO, Books, Record
from tests.reference_posting.periods import flag


def date_of(books: Books, entry: Record) -> dt.date:
    """Valuation Date of the last Revaluation value entry, else of the last one."""
    values = books.values(entry)
    revaluations = [v for v in values if v["Entry Type"] == "Revaluation"]
    return (revaluations or values)[-1]["Valuation Date"]


def move(books: Books, entry: Record, day: dt.date) -> None:
    """Every value entry gets a date, revaluations only a later one; both entry points are flagged; what depends on it follows."""
    for value in books.values(entry):
        old = value["Valuation Date"]
        if old == day or (value["Entry Type"] == "Revaluation" and old > day):
            continue
        flag(books, value)
        value["Valuation Date"] = day
        flag(books, value)
    push(books, entry, day)


def push(books: Books, entry: Record, day: dt.date) -> None:
    """Inbound -> its outbounds, outbound -> what has it in its own row, if their date is earlier (2.5)."""
    if entry["Positive"]:
        following = [r["Outbound Item Entry No."] for r in books.given(entry)]
    else:
        no = entry["Entry No."]
        following = [
            r["Item Ledger Entry No."] for r in books.tables[APPLICATION] if r["Outbound Item Entry No."] == no and r["Quantity"] > 0
        ]
    for no in following:
        other = books.entries[no]
        if books.values(other) and date_of(books, other) < day:
            move(books, other, day)


def meet(books: Books, entry: Record, other: Record, fixed: bool) -> None:
    """The valuation dates of a pair that is applied to each other (2.5)."""
    day = date_of(books, other)
    own = books.values(entry)
    posting_date, valued = entry["Posting Date"], own[-1]["Valuation Date"]
    if other["Positive"]:
        if posting_date < day or fixed:
            for value in own:
                if value["Valuation Date"] < day or (value["Valuation Date"] > day and fixed):
                    _set(books, value, day)
            if books.pending is None or books.pending is not own[-1]:
                push(books, entry, day)  # an issue that is applied anew: its exact returns follow
        elif valued <= posting_date:
            for value in own:
                if value["Valuation Date"] <= posting_date:
                    _set(books, value, posting_date)
    elif day < valued:
        move(books, other, valued)


def _set(books: Books, value: Record, day: dt.date) -> None:
    if value["Valuation Date"] == day:
        return
    if value is books.pending:  # its first entry point is flagged when it is posted (2.16)
        value["Valuation Date"] = day
        return
    flag(books, value)
    value["Valuation Date"] = day
    flag(books, value)


def lift_outputs(books: Books, key: tuple[str, str, int]) -> None:
    """Outputs of a released order line are not valued before its consumption (2.5, number 5)."""
    kind, no, line = key
    if kind != "Production":
        return
    lines = [r for r in books.tables[ORDER_LINE] if (r["Prod. Order No."], r["Line No."]) == (no, line)]
    finished = any(o["Is Finished"] for o in books.tables[ORDER] if (o["Order Type"], o["Order No."], o["Order Line No."]) == key)
    if finished or (lines and not any(r["Status"] == "Released" for r in lines)):
        return
    entries = [e for e in books.tables[ENTRY] if (e["Order Type"], e["Order No."], e["Order Line No."]) == key]
    consumed = [v for e in entries if e["Entry Type"] == "Consumption" for v in books.values(e) if v["Entry Type"] != "Revaluation"]
    if not consumed:
        return
    latest = max(v["Valuation Date"] for v in consumed)
    for entry in entries:
        if entry["Entry Type"] != "Output":
            continue
        early = [v for v in books.values(entry) if v["Valuation Date"] < latest]
        for value in early:
            flag(books, value)
            value["Valuation Date"] = latest
            flag(books, value)
        if early:
            push(books, entry, latest)


def first_date(books: Books, line: Record, inbound: bool) -> dt.date:
    """Valuation Date of a quantity posting before it is applied (2.5, numbers 3 and 4)."""
    posting_date: dt.date = line["Posting Date"]
    if inbound and line["Applies-from Entry"]:
        return max(posting_date, date_of(books, books.entries[line["Applies-from Entry"]]))
    return posting_date


def inherited_date(books: Books, line: Record, entry: Record) -> dt.date:
    """Valuation Date of an invoice or a charge (2.5, number 1; IJ04 exception)."""
    day: dt.date = books.last_direct(entry)["Valuation Date"]
    earliest = books.earliest()
    pure = line["Quantity"] == ZERO and line["Invoiced Quantity"] and not line["Item Charge No."]
    if earliest and day < earliest and pure:
        return line["Posting Date"]  # type: ignore[no-any-return]
    return day
