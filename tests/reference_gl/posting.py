"""Post Inventory Cost to G/L (gl-posting-and-reconciliation.md A2, A3, A5, A6, A7)."""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from tests.reference_gl.setup import EXPECTED, ORDINAL, Books, Record, Refused, sides

_ORDER_TYPES = ("", "Production", "Transfer", "Service", "Assembly")
PER_ENTRY = "Per Entry"


@dataclass
class Posted:
    """What a run writes."""

    entries: list[Record] = field(default_factory=list)
    relations: set[tuple[int, int, int]] = field(default_factory=set)
    values: dict[int, dict[str, Decimal]] = field(default_factory=dict)  # posted amounts that change
    skipped: list[tuple[int, str]] = field(default_factory=list)
    queue: list[int] = field(default_factory=list)
    count: int = 0


def post(books: Books, first_no: int, method: str, document: str) -> Posted:
    """A run with on_error="skip" over the whole queue."""
    run = Posted()
    waiting = [v for v in books.values if _queued(books, v)]
    buffer: dict[Any, list[tuple[Record, Decimal]]] = {}
    accounts: dict[Any, str] = {}
    done: set[int] = set()
    for v in sorted(waiting, key=_in_turn):
        item = v["Item Ledger Entry No."] != 0
        if item and (not v["Inventoriable"] or not (v["Cost Amount (Actual)"] or v["Cost Amount (Expected)"])):
            continue
        try:
            lines = _lines(books, v)
        except Refused as refused:
            run.skipped.append((v["Entry No."], str(refused)))
            continue
        done.add(v["Entry No."])
        run.count += 1
        for line, account in lines:
            key = _key(books, v, line)
            buffer.setdefault(key, []).append((v, line.amount))
            accounts[key] = account
            if line.amount:
                caption = "Expected Cost Posted to G/L" if line.kind == EXPECTED else "Cost Posted to G/L"
                amount = v["Cost Amount (Expected)"] if line.kind == EXPECTED else v["Cost Amount (Actual)"]
                run.values.setdefault(v["Entry No."], {})[caption] = amount
        if method == PER_ENTRY:
            _flush(books, run, buffer, accounts, first_no, method, document)
    _flush(books, run, buffer, accounts, first_no, method, document)
    by_item = {v["Entry No."]: (v["Item No."], v["Entry No."]) for v in books.values}
    run.skipped.sort(key=lambda s: by_item[s[0]])
    run.queue = sorted(v["Entry No."] for v in waiting if v["Entry No."] not in done)
    return run


def _queued(books: Books, v: Record) -> bool:
    if books.queue is not None:
        return v["Entry No."] in books.queue
    actual = not v["Expected Cost"] and v["Cost Amount (Actual)"] != v["Cost Posted to G/L"]
    expected = books.expected_posting and v["Cost Amount (Expected)"] != v["Expected Cost Posted to G/L"]
    return bool(v["Inventoriable"] and (actual or expected))


def _in_turn(v: Record) -> tuple[Any, ...]:
    if v["Item Ledger Entry No."]:
        return (0, v["Item No."], v["Posting Date"], v["Entry No."])
    return (1, _ORDER_TYPES.index(v["Order Type"]), v["Order No."], v["Entry No."])


def _lines(books: Books, v: Record) -> list[tuple[Any, str]]:
    actual = v["Cost Amount (Actual)"] - v["Cost Posted to G/L"]
    expected = v["Cost Amount (Expected)"] - v["Expected Cost Posted to G/L"] if books.expected_posting else Decimal(0)
    if not books.expected_posting and v["Expected Cost"] and not v["Expected Cost Posted to G/L"]:
        raise Refused("S01")
    if v["Entry Type"] not in ("Direct Cost", "Revaluation") and (v["Expected Cost"] or v["Cost Amount (Expected)"]):
        raise Refused("E04")
    if not actual and not expected:
        raise Refused("S02")
    lines = [(line, books.checked_account(v, line.account_type)) for line in sides(v, books, actual, expected)]
    for _, account in lines:
        if books.accounts and books.accounts[account]["Account Type"] != "Posting":
            raise Refused("E07")
    if not books.allowed[0] <= v["Posting Date"] <= books.allowed[1]:
        raise Refused("E05")
    return lines


def _key(books: Books, v: Record, line: Any) -> tuple[Any, ...]:
    return (
        v["Posting Date"],
        ORDINAL[line.account_type],
        v["Location Code"],
        books.group(v, line.account_type),
        v["Gen. Bus. Posting Group"],
        v["Gen. Prod. Posting Group"],
        v["Dimension Set ID"],
        line.amount < 0,
        ORDINAL[line.balancing],
    )


def _flush(
    books: Books, run: Posted, buffer: dict[Any, list[tuple[Record, Decimal]]], accounts: dict[Any, str], first_no: int, method: str, document: str
) -> None:
    for key in sorted(buffer):
        lines = [(v, amount) for v, amount in buffer[key] if amount]
        if not lines:
            continue
        no = first_no + len(run.entries)
        run.entries.append({"Entry No.": no, **_entry(books, key, lines, accounts[key], method, document)})
        run.relations |= {(no, v["Entry No."], books.last_register + 1) for v, _ in lines}
    buffer.clear()


def _entry(books: Books, key: Any, lines: list[tuple[Record, Decimal]], account: str, method: str, document: str) -> Record:
    v = lines[0][0]
    row = {
        "G/L Account No.": account,
        "Posting Date": v["Posting Date"],
        "Amount": sum((amount for _, amount in lines), Decimal(0)),
        "Source Code": books.source_code,
        "Dimension Set ID": v["Dimension Set ID"],
    }
    if method == PER_ENTRY:
        text = f"{v['Entry Type']} {v['Source No.']} on {v['Posting Date'].isoformat()}"
        row |= {"Document No.": v["Document No."], "External Document No.": v["External Document No."], "Description": text[:100]}
        return row | {"Prod. Order No.": v["Order No."], "Reason Code": v["Reason Code"], "Project No.": v["Project No."]}
    names = list(ORDINAL)
    _, account_type, location, group, business, product, _, _, balancing = key
    text = f"{names[account_type]} - {names[balancing]}, {location},{group},{business},{product}"
    row |= {"Document No.": document, "External Document No.": "", "Description": text[:100]}
    return row | {"Prod. Order No.": "", "Reason Code": "", "Project No.": ""}
