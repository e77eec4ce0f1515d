"""The causes of every difference (gl-posting-and-reconciliation.md B7)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass, field
from decimal import Decimal

from tests.reference_gl.scope import Scope
from tests.reference_gl.setup import ACCOUNT_TYPES, EXPECTED, Books, Record, Refused, sides

NAMES = {
    "C1": "Not yet posted",
    "C2": "Posted flag without G/L entry",
    "C3": "Posting date outside period",
    "C4": "Amount difference",
    "C5": "Account re-assigned in setup",
    "C6": "Direct G/L posting",
    "C7": "Inventory posting without value entry",
    "C9": "Closing entry",
    "C10": "Value entry outside scope",
}


@dataclass(eq=False)
class BookedLine:
    """A line of a value entry as if nothing were posted, and what is posted of it."""

    value: Record
    number: int
    account: str
    full: Decimal
    posted: Decimal
    account_type: str
    balancing: str
    links: list[Link] = field(default_factory=list)


@dataclass(eq=False)
class Link:
    """A line and a G/L entry that belong together, and their shares of each other's amount."""

    line: BookedLine
    entry: Record
    of_entry: Decimal = Decimal(0)
    of_line: Decimal = Decimal(0)


def lines_of(books: Books) -> list[BookedLine]:
    """Step 1."""
    found = []
    for v in books.values:
        try:
            full = list(sides(v, books, Decimal(1), Decimal(1)))
        except Refused:
            continue
        number = 0
        for one, other in zip(full[::2], full[1::2], strict=True):
            expected = one.kind == EXPECTED
            m = v["Cost Amount (Expected)" if expected else "Cost Amount (Actual)"]
            posted = v["Expected Cost Posted to G/L" if expected else "Cost Posted to G/L"]
            if not m and not posted:
                continue
            for side, sign in ((one, 1), (other, -1)):
                number += 1
                found.append(BookedLine(v, number, books.account(v, side.account_type), sign * m, sign * posted, side.account_type, side.balancing))
    return found


def accounts_of(books: Books, lines: list[BookedLine]) -> set[str]:
    """The accounts of step 2."""
    in_setup = {row[caption] for table, caption in ACCOUNT_TYPES.values() for row in books.rows[table].values()}
    return {a for a in in_setup | {line.account for line in lines} if a}


def link(books: Books, lines: list[BookedLine], entries: dict[int, Record]) -> None:
    """Step 3 by the relation table."""
    of_value: defaultdict[int, list[BookedLine]] = defaultdict(list)
    for line in lines:
        of_value[line.value["Entry No."]].append(line)
    left = []
    for row in sorted(books.relations, key=lambda r: (r["G/L Entry No."], r["Value Entry No."])):
        entry = entries.get(row["G/L Entry No."])
        if entry is None:
            continue
        mine = [x for x in of_value[row["Value Entry No."]] if x.account == entry["G/L Account No."]]
        if mine:
            _tie(min(mine, key=lambda x: (bool(x.links), *_fit(x, entry))), entry)
        else:
            left.append((row, entry))
    for row, entry in left:
        free = [x for x in of_value[row["Value Entry No."]] if not x.links]
        if free:
            _tie(min(free, key=lambda x: _fit(x, entry)), entry)


def _fit(line: BookedLine, entry: Record) -> tuple[bool, bool, int]:
    same_sign = line.posted * entry["Amount"] > 0  # nothing posted has no sign
    return (line.posted != entry["Amount"], not same_sign, line.number)


def _tie(line: BookedLine, entry: Record) -> None:
    line.links.append(Link(line, entry))


def split(lines: list[BookedLine]) -> None:
    """Step 4."""
    of_entry: defaultdict[int, list[Link]] = defaultdict(list)
    last_entry: dict[BookedLine, int] = {}
    for line in lines:
        for tie in line.links:
            of_entry[tie.entry["Entry No."]].append(tie)
            last_entry[line] = max(last_entry.get(line, 0), tie.entry["Entry No."])
    rest = {line: line.posted for line in last_entry}
    for no in sorted(of_entry):
        ties, amount = of_entry[no], of_entry[no][0].entry["Amount"]
        if len(ties) == 1:
            tie = ties[0]
            tie.of_entry = amount
            tie.of_line = rest[tie.line] if last_entry[tie.line] == no else amount
            rest[tie.line] -= tie.of_line
            continue
        for tie in ties:
            tie.of_entry = tie.of_line = rest[tie.line]
            rest[tie.line] = Decimal(0)
        highest = max(ties, key=lambda t: (t.line.value["Entry No."], t.line.number))
        highest.of_entry += amount - sum((t.of_entry for t in ties), Decimal(0))
    for line, amount in rest.items():
        if amount:
            next(t for t in line.links if t.entry["Entry No."] == last_entry[line]).of_line += amount


def explain(books: Books, scope: Scope, match: Callable[[Books, list[BookedLine], dict[int, Record]], None] | None = None) -> dict[str, dict[str, object]]:
    """Steps 1 to 5: projected, gl, difference and causes per account; `match` links where there is no relation table."""
    lines = lines_of(books)
    accounts = accounts_of(books, lines)
    entries = {e["Entry No."]: e for e in books.entries if e["G/L Account No."] in accounts}
    (link if match is None else match)(books, lines, entries)
    split(lines)
    amounts: defaultdict[tuple[str, str], Decimal] = defaultdict(Decimal)
    linked = set()
    for line in lines:
        inside = scope.has(line.value)
        if inside and line.full != line.posted:
            amounts[line.account, "C1"] -= line.full - line.posted
        if inside and line.posted and not line.links:
            amounts[line.account, "C2"] -= line.posted
        for tie in line.links:
            linked.add(tie.entry["Entry No."])
            _classify(amounts, scope, tie)
    for no, e in entries.items():
        if no not in linked and scope.on_ledger(e):
            cause = "C9" if e["Closing Date"] else "C7" if e["Source Code"] == books.source_code else "C6"
            amounts[e["G/L Account No."], cause] += e["Amount"]
    found: dict[str, dict[str, object]] = {}
    for account in accounts | {a for (a, _), amount in amounts.items() if amount}:
        projected = sum((x.full for x in lines if x.account == account and scope.has(x.value)), Decimal(0))
        on_ledger = sum((e["Amount"] for e in entries.values() if e["G/L Account No."] == account and scope.on_ledger(e)), Decimal(0))
        causes = {NAMES[c]: amount for (a, c), amount in amounts.items() if a == account and amount}
        assert on_ledger - projected == sum(causes.values(), Decimal(0)), f"the proof of B7 on account {account}"
        found[account] = {"projected": projected, "gl": on_ledger, "difference": on_ledger - projected, "causes": causes}
    return found


def _classify(amounts: defaultdict[tuple[str, str], Decimal], scope: Scope, tie: Link) -> None:
    """The row of step 5 for a link."""
    account, entry_account = tie.line.account, tie.entry["G/L Account No."]
    entry_in, value_in = scope.on_ledger(tie.entry), scope.in_period(tie.line.value["Posting Date"])
    if not scope.passes(tie.line.value):
        if entry_in:
            amounts[entry_account, "C10"] += tie.of_entry
    elif entry_in != value_in:
        if entry_in:
            amounts[entry_account, "C3"] += tie.of_entry
        else:
            amounts[account, "C3"] -= tie.of_line
    elif entry_in and account != entry_account:
        amounts[entry_account, "C5"] += tie.of_entry
        amounts[account, "C5"] -= tie.of_line
    elif entry_in:
        amounts[account, "C4"] += tie.of_entry - tie.of_line
