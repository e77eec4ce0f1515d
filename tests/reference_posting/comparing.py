"""Row by row, column by column: what the reference says and what the engine did."""

from __future__ import annotations

from collections import Counter, defaultdict
from decimal import Decimal
from typing import Any

from tests.reference_posting.books import APPLICATION, CAPACITY, ENTRY, KEYS, ORDER_LINE, TABLES, VALUE, ZERO, Books, Record, net_invoiced
from xlcost import Ledger, Outcome

# What other chapters write: the G/L, registers, the clock
ELSEWHERE = {"Cost Posted to G/L", "Expected Cost Posted to G/L", "Cost is Posted to G/L", "Item Register No.", "Creation Date", "User ID"}
NUMBERED = (ENTRY, VALUE, CAPACITY)
PAIR = ("Item Ledger Entry No.", "Inbound Item Entry No.", "Outbound Item Entry No.", "Transferred-from Entry No.")
CALCULATED = {"Direct Cost", "Overhead Cost", "Inventory", "Net Invoiced Qty."}
SUMS = ("Cost Amount (Actual)", "Cost Amount (Expected)", "Cost Amount (Non-Invtbl.)", "Sales Amount (Actual)", "Sales Amount (Expected)")


def calculate(books: Books) -> None:
    """FlowFields (1.1, 1.4, 1.7)."""
    sums: dict[int, dict[str, Decimal]] = defaultdict(lambda: defaultdict(Decimal))
    for value in books.tables[VALUE]:
        for caption in (*SUMS, "Purchase Amount (Actual)", "Purchase Amount (Expected)"):
            sums[value["Item Ledger Entry No."]][caption] += value[caption]
    for entry in books.tables[ENTRY]:
        for caption in (*SUMS, "Purchase Amount (Actual)", "Purchase Amount (Expected)"):
            entry[caption] = sums[entry["Entry No."]][caption]
    for capacity in books.tables[CAPACITY]:
        for caption, kind in (("Direct Cost", "Direct Cost"), ("Overhead Cost", "Indirect Cost")):
            found = [v for v in books.tables[VALUE] if v["Capacity Ledger Entry No."] == capacity["Entry No."] and v["Entry Type"] == kind]
            capacity[caption] = sum((v["Cost Amount (Actual)"] for v in found), ZERO)
    for no, item in books.items.items():
        item["Inventory"] = sum((e["Quantity"] for e in books.tables[ENTRY] if e["Item No."] == no), ZERO)
        item["Net Invoiced Qty."] = net_invoiced(books, no)


def _key(table: str, row: Record) -> tuple[Any, ...]:
    if table == APPLICATION:
        return tuple(row[c] for c in PAIR)
    if table in NUMBERED:
        return (row["Entry No."],)
    if table == ORDER_LINE:
        return (row["Prod. Order No."], row["Line No."])
    return tuple(row[c] for c in KEYS.get(table, ("No.",)))


def _plain(value: Any) -> Any:
    return "" if value is None or value == " " else value


def differences(books: Books, ledger: Ledger) -> list[str]:
    """Every row and column in which the two differ."""
    calculate(books)
    found = []
    for table in TABLES:
        mine = {_key(table, r): r for r in books.tables[table]}
        engine = {_key(table, r): r for r in ledger.records(table)}
        for key in sorted(mine.keys() | engine.keys(), key=str):
            if key not in mine or key not in engine:
                found.append(f"{table} {key}: {'only the engine' if key in engine else 'only the reference'} has it")
                continue
            for caption, theirs in engine[key].items():
                if caption in ELSEWHERE or (table == APPLICATION and caption == "Entry No."):
                    continue
                if _plain(mine[key].get(caption)) != _plain(theirs):
                    found.append(f"{table} {key} {caption}: reference {mine[key].get(caption)}, engine {theirs}")
    return found


def _stored(table: str, row: Record) -> Record:
    sums = {*SUMS, "Purchase Amount (Actual)", "Purchase Amount (Expected)"} if table == ENTRY else CALCULATED
    return {c: v for c, v in row.items() if c not in sums and c not in ELSEWHERE}


def _row_key(table: str, row: Record) -> tuple[Any, ...]:
    return (row["Entry No."],) if table == APPLICATION else _key(table, row)


def misreported(before: Ledger, outcome: Outcome) -> list[str]:
    """`added` and `changed` must be what the ledger says before and after."""
    found = []
    for table in TABLES:
        old = {_row_key(table, r): r for r in before.records(table)}
        new = {_row_key(table, r): r for r in outcome.ledger.records(table)}
        added = Counter(_row_key(table, r) for r in outcome.added.get(table, []))
        if added != Counter(k for k in new if k not in old):
            found.append(f"{table}: added says {sum(added.values())}")
        changed = {_row_key(table, r) for r in outcome.changed.get(table, [])}
        silent = [k for k in new if k in old and _stored(table, old[k]) != _stored(table, new[k]) and k not in changed]
        if silent:
            found.append(f"{table}: changed leaves out {silent[:3]}")
    return found
