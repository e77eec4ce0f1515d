"""Matching G/L entries to posting lines where no relation table says so, in seven steps (gl-posting B7).

Each step is more lenient than the one before, and what is linked takes no part in the next: exact (1), sum of a document
(2), sum of a posting group (3), another date (4), another account (5), nearly the same amount (6), a subset of what is
left on a day and account (7). The step is the match quality of the link.

Worked example: two lines of 60.00 and 40.00 of document PI-7 on account 2130, one G/L entry of 100.00. Step 1 finds no
equal amounts; step 2 finds that the sums of the document agree and links both lines to the entry.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from itertools import accumulate

import numpy as np

from xlcost.ledger.grouped import Grouped
from xlcost.ledger.table import Table
from xlcost.money import CENT, Array, sum_by
from xlcost.posting.entries import posting_group_description
from xlcost.posting.rules import AccountType
from xlcost.views.lines import BookLines, GLSide
from xlcost.views.subsets import MOST, smallest_equal_subsets

_TOLERANCE = 5 * CENT  # step 6: 0.05, or 0.5 % of the line
_PER_MILLE = 5


def match(lines: BookLines, gl: GLSide, open_line: Array, open_gl: Array) -> Array:
    """(line, G/L entry, step) of every link found among the open lines and entries; the masks are used up."""
    matcher = _Matcher(lines, gl, open_line, open_gl)
    for step in (matcher.exact, matcher.document_sum, matcher.posting_group_sum, matcher.date_drift, matcher.account_drift,
                 matcher.amount_drift, matcher.subset):  # fmt: skip
        if not (open_line.any() and open_gl.any()):
            break
        step()
    found = matcher.found
    return np.concatenate(found, axis=1) if found else np.zeros((3, 0), dtype=np.int64)


def shared_numbers(first: Table, second: Table, caption: str) -> tuple[Array, Array]:
    """The codes of a column of two tables as numbers that agree where the texts do."""
    codes_a, names_a = first.codes(caption)
    codes_b, names_b = second.codes(caption)
    place = {name: i for i, name in enumerate(names_a)}
    for name in names_b:
        place.setdefault(name, len(place))
    other = np.array([place[name] for name in names_b], dtype=np.int64)
    return codes_a, other[codes_b] if len(names_b) else codes_b


def combined(*parts: tuple[Array, Array]) -> tuple[Array, Array]:
    """One number per line and per entry for the combination of several parts, equal where all parts are equal."""
    lines, entries = parts[0]
    split = len(lines)
    number = np.concatenate((lines, entries))
    for part_lines, part_entries in parts[1:]:
        part = np.concatenate((part_lines, part_entries)).astype(np.int64)
        if len(part):
            low = int(part.min())
            width = int(part.max()) - low + 1
            if width * (int(number.max()) + 1) >= 2**62:
                part = np.unique(part, return_inverse=True)[1]
                low, width = 0, int(part.max()) + 1
            number = np.unique(number * width + (part - low), return_inverse=True)[1]
    return number[:split], number[split:]


@dataclass
class _Matcher:
    lines: BookLines
    gl: GLSide
    open_line: Array
    open_gl: Array
    found: list[Array] = field(default_factory=list)

    # -- keys ---------------------------------------------------------------------------------------------
    @cached_property
    def document(self) -> tuple[Array, Array]:
        """Document No. of lines and entries."""
        ours, theirs = shared_numbers(self.lines.entries, self.gl.entries, "Document No.")
        return ours[self.lines.entry], theirs[self.gl.row]

    @property
    def date(self) -> tuple[Array, Array]:
        """Posting Date of lines and entries."""
        return self.lines.date, self.gl.date

    @property
    def account(self) -> tuple[Array, Array]:
        """Account of lines and entries."""
        return self.lines.account, self.gl.account

    @property
    def amount(self) -> tuple[Array, Array]:
        """Posted amount of lines, amount of entries."""
        return self.lines.posted, self.gl.amount

    @property
    def sign(self) -> tuple[Array, Array]:
        """Whether the amount is negative."""
        return (self.lines.posted < 0).astype(np.int64), (self.gl.amount < 0).astype(np.int64)

    @property
    def dimensions(self) -> tuple[Array, Array]:
        """Dimension Set ID of lines and entries."""
        return self.lines.entries["Dimension Set ID"][self.lines.entry], self.gl.entries["Dimension Set ID"][self.gl.row]

    def _open(self) -> tuple[Array, Array]:
        return np.flatnonzero(self.open_line), np.flatnonzero(self.open_gl)

    def _keys(self, *parts: tuple[Array, Array]) -> tuple[Array, Array, Array, Array]:
        """(open lines, their keys, open entries, their keys)."""
        ours, theirs = self._open()
        key_ours, key_theirs = combined(*((a[ours], b[theirs]) for a, b in parts))
        return ours, key_ours, theirs, key_theirs

    def _link(self, lines: Array, entries: Array, step: int) -> None:
        self.open_line[lines] = False
        self.open_gl[entries] = False
        self.found.append(np.stack((lines, entries, np.full(len(lines), step, dtype=np.int64))).astype(np.int64))

    # -- one to one ---------------------------------------------------------------------------------------
    def _one_to_one(self, step: int, *parts: tuple[Array, Array]) -> None:
        """For each open entry in order the first open line with the same key."""
        ours, key, theirs, key_theirs = self._keys(*parts)
        order = np.argsort(key, kind="stable")
        by_key = np.argsort(key_theirs, kind="stable")
        wanted = key_theirs[by_key]
        rank = np.arange(len(wanted)) - np.searchsorted(wanted, wanted, "left")
        place = np.searchsorted(key[order], wanted, "left") + rank
        hit = place < np.searchsorted(key[order], wanted, "right")
        self._link(ours[order[place[hit]]], theirs[by_key[hit]], step)

    def exact(self) -> None:
        """1: document, date, account, dimension set and amount agree."""
        self._one_to_one(1, self.document, self.date, self.account, self.dimensions, self.amount)

    def date_drift(self) -> None:
        """4: document, account and amount agree."""
        self._one_to_one(4, self.document, self.account, self.amount)

    def account_drift(self) -> None:
        """5: document, date and amount agree."""
        self._one_to_one(5, self.document, self.date, self.amount)

    # -- groups -------------------------------------------------------------------------------------------
    def _groups(self, step: int, keys: tuple[Array, Array, Array, Array], agree: Callable[[Array, Array], Array]) -> None:
        """Links the groups of lines and entries with the same key for which `agree(sums of lines, sums of entries)` holds."""
        ours, key, theirs, key_theirs = keys
        if not len(ours) or not len(theirs):
            return
        count = int(max(key.max(), key_theirs.max())) + 1
        both = (np.bincount(key, minlength=count) > 0) & (np.bincount(key_theirs, minlength=count) > 0)
        sums = sum_by(key, count, self.lines.posted[ours]), sum_by(key_theirs, count, self.gl.amount[theirs])
        good = both & agree(*sums)
        if not good.any():
            return
        groups: dict[int, tuple[list[int], list[int]]] = {int(g): ([], []) for g in np.flatnonzero(good)}
        for line, group in zip(ours[good[key]].tolist(), key[good[key]].tolist(), strict=True):
            groups[group][0].append(line)
        for entry, group in zip(theirs[good[key_theirs]].tolist(), key_theirs[good[key_theirs]].tolist(), strict=True):
            groups[group][1].append(entry)
        pairs = [pair for lines, entries in groups.values() for pair in self._side_by_side(lines, entries)]
        linked = np.array(pairs, dtype=np.int64).T
        self._link(linked[0], linked[1], step)

    def _side_by_side(self, lines: Sequence[int], entries: Sequence[int]) -> list[tuple[int, int]]:
        """Lines and entries laid in order on one axis of amounts: who overlaps is linked, and nobody is left out."""
        if len(lines) == 1 or len(entries) == 1:
            return [(line, entry) for line in lines for entry in entries]
        parts = [([i for i in lines if self.lines.posted[i] * s > 0], [e for e in entries if self.gl.amount[e] * s > 0]) for s in (1, -1)]
        sums = [(sum(int(self.lines.posted[i]) for i in a), sum(int(self.gl.amount[e]) for e in b)) for a, b in parts]
        if all(a == b for a, b in sums) and all(self.gl.amount[e] for e in entries):
            return [pair for a, b in parts if a for pair in self._overlap(a, b)]
        return self._overlap(lines, entries)

    def _overlap(self, lines: Sequence[int], entries: Sequence[int]) -> list[tuple[int, int]]:
        """Pairs whose stretches of the axis of absolute amounts overlap; both axes end at the same point."""
        ends = [list(accumulate(abs(int(v)) for v in side)) for side in (self.lines.posted[lines], self.gl.amount[entries])]
        ends[0][-1] = ends[1][-1] = max(ends[0][-1], ends[1][-1])
        pairs = []
        i = j = 0
        while i < len(lines) and j < len(entries):
            pairs.append((lines[i], entries[j]))
            line_first = ends[0][i] <= ends[1][j] and i + 1 < len(lines)
            entry_first = ends[1][j] <= ends[0][i] and j + 1 < len(entries)
            if not line_first and not entry_first:
                break
            i, j = i + line_first, j + entry_first
        return pairs

    def document_sum(self) -> None:
        """2: the sums of a document, date and account agree."""
        self._groups(2, self._keys(self.document, self.date, self.account), np.equal)

    def posting_group_sum(self) -> None:
        """3: the sum of a posting group agrees with an entry that describes it; other entries by date, account and sign."""
        ours, theirs = self._open()
        text = self._line_descriptions(ours)
        known = {name: number for number, name in enumerate(text[1])}
        parsed = [_description_key(d) for d in self.gl.entries["Description"][self.gl.row[theirs]].tolist()]
        described = np.array([-1 if p is None else known.get(p, -2) for p in parsed], dtype=np.int64)
        groups = theirs[described >= 0]
        parts = [(text[0], described[described >= 0])]
        parts += [(a[ours], b[groups]) for a, b in (self.date, self.dimensions, self.sign)]
        key, key_theirs = combined(*parts)
        self._groups(3, (ours, key, groups, key_theirs), np.equal)
        ours = np.flatnonzero(self.open_line)
        others = theirs[described == -1]
        key, key_theirs = combined(*((a[ours], b[others]) for a, b in (self.date, self.account, self.sign)))
        self._groups(3, (ours, key, others, key_theirs), np.equal)

    def _line_descriptions(self, ours: Array) -> tuple[Array, list[str]]:
        """Per open line the number of the description that a posting per posting group gives it, and the descriptions."""
        e, entry = self.lines.entries, self.lines.entry[ours]
        wip = self.lines.account_type[ours] == int(AccountType.WIP_INVENTORY)
        group = np.where(wip, self.lines.grid.setup_rows.wip_group[entry], e["Inventory Posting Group"][entry])
        columns = (
            self.lines.account_type[ours],
            self.lines.balancing_type[ours],
            e["Location Code"][entry],
            group,
            e["Gen. Bus. Posting Group"][entry],
            e["Gen. Prod. Posting Group"][entry],
        )
        keys: dict[tuple[int, int, str, str, str, str], int] = {}
        numbers = [keys.setdefault(key, len(keys)) for key in zip(*(c.tolist() for c in columns), strict=True)]
        texts: dict[str, int] = {}
        of_key = [texts.setdefault(posting_group_description(key).casefold(), len(texts)) for key in keys]
        return np.array(of_key, dtype=np.int64)[np.array(numbers, dtype=np.int64)], list(texts)

    # -- drift --------------------------------------------------------------------------------------------
    def amount_drift(self) -> None:
        """6: one line and one entry left with the same document, date and account, and nearly the same amount."""
        ours, key, theirs, key_theirs = self._keys(self.document, self.date, self.account)
        count = int(max(key.max(initial=-1), key_theirs.max(initial=-1))) + 1
        single = (np.bincount(key, minlength=count) == 1) & (np.bincount(key_theirs, minlength=count) == 1)
        line, entry = np.zeros(count, dtype=np.int64), np.zeros(count, dtype=np.int64)
        line[key], entry[key_theirs] = ours, theirs
        line, entry = line[single], entry[single]
        posted = np.abs(self.lines.posted[line])
        apart = np.abs(self.gl.amount[entry] - self.lines.posted[line])
        near = (apart <= _TOLERANCE) | (apart * 1000 <= posted * _PER_MILLE)
        self._link(line[near], entry[near], 6)

    def subset(self) -> None:
        """7: the smallest subsets with equal sums among at most 12 lines and 12 entries of a date and account."""
        ours, key, theirs, key_theirs = self._keys(self.date, self.account)
        count = int(max(key.max(initial=-1), key_theirs.max(initial=-1))) + 1
        sizes = np.bincount(key, minlength=count), np.bincount(key_theirs, minlength=count)
        few = (sizes[0] > 0) & (sizes[1] > 0) & (sizes[0] <= MOST) & (sizes[1] <= MOST)
        of_lines, of_entries = Grouped(key, count), Grouped(key_theirs, count)
        for group in np.flatnonzero(few).tolist():
            lines, entries = ours[of_lines[group]].tolist(), theirs[of_entries[group]].tolist()
            while lines and entries:
                found = smallest_equal_subsets(self.lines.posted[lines].tolist(), self.gl.amount[entries].tolist())
                if found is None:
                    break
                chosen, others = [lines[i] for i in found[0]], [entries[i] for i in found[1]]
                linked = np.array(self._side_by_side(chosen, others), dtype=np.int64).T
                self._link(linked[0], linked[1], 7)
                lines, entries = [i for i in lines if i not in chosen], [i for i in entries if i not in others]


_TYPES = sorted((t.caption.casefold() for t in AccountType), key=len, reverse=True)


def _description_key(text: str) -> str | None:
    """A description that reads `{type} - {bal. type}, {location},{group},{gen. bus.},{gen. prod.}`, case folded; None for others."""
    folded = text.casefold()
    for kind in _TYPES:
        rest = folded.removeprefix(kind + " - ")
        if rest != folded and any(rest.startswith(other + ", ") and rest.count(",") >= 4 for other in _TYPES):
            return folded
    return None
