"""Links where no relation table exists: the seven steps (gl-posting-and-reconciliation.md B7)."""

from __future__ import annotations

from collections.abc import Callable, Hashable
from decimal import Decimal
from itertools import combinations
from typing import Any

from tests.reference_gl.causes import BookedLine, Link
from tests.reference_gl.setup import Books, Record

Key = Callable[[Any], Hashable]


class Matching:
    """Open lines and entries; what is linked does not take part again."""

    def __init__(self, books: Books, lines: list[BookedLine], entries: dict[int, Record]) -> None:
        self.books = books
        self.lines = [x for x in lines if x.posted]
        self.entries = [e for _, e in sorted(entries.items()) if e["Source Code"] == books.source_code]

    def run(self) -> None:
        """The steps in their order."""
        self._one_to_one(
            lambda x: (x.value["Document No."], x.value["Posting Date"], x.account, x.value["Dimension Set ID"], x.posted),
            lambda e: (e["Document No."], e["Posting Date"], e["G/L Account No."], e["Dimension Set ID"], e["Amount"]),
        )
        self._sums(_line_document, _entry_document)
        self._posting_groups()
        self._one_to_one(
            lambda x: (x.value["Document No."], x.account, x.posted), lambda e: (e["Document No."], e["G/L Account No."], e["Amount"])
        )
        self._one_to_one(
            lambda x: (x.value["Document No."], x.value["Posting Date"], x.posted), lambda e: (e["Document No."], e["Posting Date"], e["Amount"])
        )
        self._amount_drift()
        self._subsets()

    def _link(self, pairs: list[tuple[BookedLine, Record]]) -> None:
        for line, entry in pairs:
            line.links.append(Link(line, entry))
        gone = {e["Entry No."] for _, e in pairs}
        self.lines = [x for x in self.lines if not x.links]
        self.entries = [e for e in self.entries if e["Entry No."] not in gone]

    def _one_to_one(self, of_line: Key, of_entry: Key) -> None:
        for entry in list(self.entries):
            line = next((x for x in self.lines if of_line(x) == of_entry(entry)), None)
            if line is not None:
                self._link([(line, entry)])

    def _sums(self, of_line: Key, of_entry: Key, entries: list[Record] | None = None) -> None:
        keys = dict.fromkeys(of_entry(e) for e in (self.entries if entries is None else entries))
        for key in keys:
            among = self.entries if entries is None else [e for e in entries if e in self.entries]
            mine, theirs = [x for x in self.lines if of_line(x) == key], [e for e in among if of_entry(e) == key]
            if mine and theirs and sum(x.posted for x in mine) == sum(e["Amount"] for e in theirs):
                self._link(_side_by_side(mine, theirs))

    def _posting_groups(self) -> None:
        described = [e for e in self.entries if _described(e) is not None]
        plain = [e for e in self.entries if _described(e) is None]
        self._sums(
            lambda x: (x.value["Posting Date"], x.value["Dimension Set ID"], self._description(x), x.posted < 0),
            lambda e: (e["Posting Date"], e["Dimension Set ID"], _described(e), e["Amount"] < 0),
            described,
        )
        self._sums(
            lambda x: (x.value["Posting Date"], x.account, x.posted < 0),
            lambda e: (e["Posting Date"], e["G/L Account No."], e["Amount"] < 0),
            plain,
        )

    def _description(self, x: BookedLine) -> str:
        v = x.value
        place = (v["Location Code"], self.books.group(v, x.account_type), v["Gen. Bus. Posting Group"], v["Gen. Prod. Posting Group"])
        return f"{x.account_type} - {x.balancing}, {','.join(place)}"

    def _amount_drift(self) -> None:
        for key in dict.fromkeys(map(_entry_document, self.entries)):
            mine, theirs = [x for x in self.lines if _line_document(x) == key], [e for e in self.entries if _entry_document(e) == key]
            if len(mine) == len(theirs) == 1:
                limit = max(Decimal("0.05"), abs(mine[0].posted) * Decimal("0.005"))
                if abs(mine[0].posted - theirs[0]["Amount"]) <= limit:
                    self._link([(mine[0], theirs[0])])

    def _subsets(self) -> None:
        for key in dict.fromkeys((e["Posting Date"], e["G/L Account No."]) for e in self.entries):
            while True:
                mine = [x for x in self.lines if (x.value["Posting Date"], x.account) == key]
                theirs = [e for e in self.entries if (e["Posting Date"], e["G/L Account No."]) == key]
                if len(mine) > 12 or len(theirs) > 12:
                    break
                found = _smallest(mine, theirs)
                if found is None:
                    break
                self._link(_side_by_side(*found))


def _line_document(x: BookedLine) -> Hashable:
    return (x.value["Document No."], x.value["Posting Date"], x.account)


def _entry_document(e: Record) -> Hashable:
    return (e["Document No."], e["Posting Date"], e["G/L Account No."])


def _described(e: Record) -> str | None:
    text: str = e["Description"]
    types, _, place = text.partition(", ")
    return text if " - " in types and place.count(",") == 3 else None


def _side_by_side(lines: list[BookedLine], entries: list[Record]) -> list[tuple[BookedLine, Record]]:
    """What overlaps on a common axis of amounts; nobody is left out."""
    if len(entries) == 1 or len(lines) == 1:
        return [(x, e) for x in lines for e in entries]
    pairs, at = [], 0
    reached = lined = Decimal(0)
    for x in lines:
        lined += abs(x.posted)
        while True:
            pairs.append((x, entries[at]))
            end = reached + abs(entries[at]["Amount"])
            if end >= lined or at == len(entries) - 1:
                break
            reached, at = end, at + 1
        if end == lined and at < len(entries) - 1:
            reached, at = end, at + 1
    pairs += [(lines[-1], e) for e in entries[at + 1 :]]
    return pairs


def _smallest(lines: list[BookedLine], entries: list[Record]) -> tuple[list[BookedLine], list[Record]] | None:
    for size in range(2, len(lines) + len(entries) + 1):
        for of_entries in range(1, size):
            for chosen in combinations(entries, of_entries):
                for some in combinations(lines, size - of_entries):
                    if sum(x.posted for x in some) == sum(e["Amount"] for e in chosen):
                        return list(some), list(chosen)
    return None
