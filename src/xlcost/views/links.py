"""Which G/L entry belongs to which posting line, and with what share of its amount (gl-posting B7, 3 and 4).

The relation table says which value entry stands behind a G/L entry; the line is found by account and amount. Entries
older than the first register of the relation table (an export without it, continued by posting) are matched by value,
like all entries when there is no relation table (matching.py). Then every entry's amount is split over its lines (a)
and every line's posted amount over its entries (b), so that nothing is lost or counted twice.

Worked example: a line of 9.00 was posted as 6.00 and 3.00; entry 11 takes a = b = 6.00, entry 14 a = 3.00 and, being
the last, b = the rest 3.00. Had entry 14 been altered to 3.05, a = 3.05, b = 3.00: an amount difference of 0.05.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np

from xlcost.ledger import Ledger
from xlcost.money import Array, sum_by
from xlcost.views.lines import BookLines, GLSide, book_lines, gl_side
from xlcost.views.lookup import rows_of
from xlcost.views.matching import match

RELATION = "G/L - Item Ledger Relation"
_COVERED_FROM = "first G/L entry of the relation table"


@dataclass(frozen=True)
class Links:
    """One row per link, by G/L entry and line."""

    line: Array  # place in BookLines
    gl: Array  # place in GLSide
    quality: Array  # 0 = relation table, 1 to 7 = step of the matching
    entry_share: Array  # a: share of the G/L entry's amount
    line_share: Array  # b: share of the line's posted amount


def links_of(ledger: Ledger) -> Links:
    """The links of all lines and G/L entries, made once per ledger."""
    found = ledger.memo.get(Links)
    if not isinstance(found, Links):
        lines, gl = book_lines(ledger), gl_side(ledger)
        pairs = _by_relation(ledger, lines, gl)
        open_line = lines.posted != 0
        open_gl = gl.from_inventory & (gl.number < _covered_from(ledger))
        open_line[pairs[0]] = False
        open_gl[pairs[1]] = False
        parts = [np.concatenate((pairs, np.zeros((1, pairs.shape[1]), dtype=np.int64)))]
        if open_line.any() and open_gl.any():
            parts.append(match(lines, gl, open_line, open_gl))
        line, entry, quality = np.concatenate(parts, axis=1)
        order = np.lexsort((line, entry))
        found = _split(lines, gl, line[order], entry[order], quality[order])
        ledger.memo[Links] = found
    return found


def linked_with(ledger: Ledger, gl_entry_no: int) -> Ledger:
    """The part of a ledger in which the links of one G/L entry are the same as in the whole of it, quick to find.

    For an entry that the relation table knows: the G/L entries and value entries that hang together with it by relation rows.
    Rules that choose among lines look at one value entry, rules that split amounts at lines and entries with a common link, so
    nothing outside plays a part. For other entries, which are matched by value, and once all links are made, the whole ledger.
    """
    relation = ledger.table(RELATION)
    numbers = np.array([gl_entry_no], dtype=np.int64)
    if Links in ledger.memo or not len(relation) or gl_entry_no < _covered_from(ledger):
        return ledger
    chosen = _hanging_together(relation["G/L Entry No."], relation["Value Entry No."], numbers)
    if len(chosen) > len(relation) // 4:
        return ledger
    near = {RELATION: relation.take(chosen)}
    ends = {"G/L Entry": np.union1d(near[RELATION]["G/L Entry No."], numbers), "Value Entry": np.unique(near[RELATION]["Value Entry No."])}
    for table, of_table in ends.items():
        rows = rows_of(ledger, table, of_table)
        near[table] = ledger.table(table).take(np.sort(rows[rows >= 0]))
    found = ledger.with_tables(*near.values())
    found.memo[_COVERED_FROM] = _covered_from(ledger)
    return found


def _hanging_together(gl: Array, value: Array, numbers: Array) -> Array:
    """Rows of the relation table reached from some G/L entries over and over: entry, value entries, their entries ..."""
    rows = np.flatnonzero(np.isin(gl, numbers))
    while True:
        of_values = np.flatnonzero(np.isin(value, value[rows]))
        reached = np.flatnonzero(np.isin(gl, gl[of_values]))
        if len(reached) == len(rows):
            return of_values
        rows = reached


def _covered_from(ledger: Ledger) -> int:
    """The first G/L entry that the relation table can know: From Entry No. of its first register; 0 where that is not recorded."""
    if _COVERED_FROM not in ledger.memo:
        relation = ledger.table(RELATION)
        registers = ledger.table("G/L Register")
        row = registers.index.get(int(relation["G/L Register No."].min())) if len(relation) else None
        known = 0 if row is None else int(registers["From Entry No."][row])
        ledger.memo[_COVERED_FROM] = known if len(relation) else int(np.iinfo(np.int64).max)
    found: int = ledger.memo[_COVERED_FROM]
    return found


def _by_relation(ledger: Ledger, lines: BookLines, gl: GLSide) -> Array:
    """(line, G/L entry) of each relation row that has both, by steps a and b."""
    relation = ledger.table(RELATION)
    if not len(relation) or not len(lines) or not len(gl):
        return np.zeros((2, 0), dtype=np.int64)
    numbers = _distinct_pairs(relation["G/L Entry No."], relation["Value Entry No."])
    place = np.minimum(np.searchsorted(gl.number, numbers[0]), len(gl) - 1)
    value = rows_of(ledger, "Value Entry", numbers[1])
    known = (gl.number[place] == numbers[0]) & (value >= 0)
    entry, value = place[known], value[known]
    width = len(lines.accounts)
    line_key = lines.entry * width + lines.account
    wanted = value * width + gl.account[entry]
    order = np.argsort(line_key, kind="stable")
    low = np.searchsorted(line_key[order], wanted, "left")
    high = np.searchsorted(line_key[order], wanted, "right")
    target = np.where(high - low == 1, order[np.minimum(low, len(order) - 1)], -1)
    linked = np.zeros(len(lines), dtype=np.bool_)
    linked[target[target >= 0]] = True
    several = np.flatnonzero(high - low > 1)
    _choose(lines, gl, several, entry, [order[low[i] : high[i]] for i in several], linked, target)
    none = np.flatnonzero(high == low)
    left = (np.arange(lines.first[value[i]], lines.first[value[i]] + lines.count[value[i]]) for i in none)
    _choose(lines, gl, none, entry, left, linked, target, only_free=True)
    found = target >= 0
    return np.stack((target[found], entry[found]))


def _distinct_pairs(first: Array, second: Array) -> Array:
    """The distinct pairs in ascending order, one per column."""
    order = np.lexsort((second, first))
    pairs = np.stack((first[order], second[order]))
    new = np.ones(len(order), dtype=np.bool_)
    new[1:] = (pairs[:, 1:] != pairs[:, :-1]).any(axis=0)
    found: Array = pairs[:, new]
    return found


def _choose(
    lines: BookLines,
    gl: GLSide,
    rows: Array,
    entry: Array,
    candidates: Iterable[Array],
    linked: Array,
    target: Array,
    only_free: bool = False,
) -> None:
    """Fills `target` for the given relation rows: best by not linked yet, equal amount, same sign, lowest line."""
    for row, lines_of_row in zip(rows.tolist(), candidates, strict=True):
        amount = int(gl.amount[entry[row]])
        best, best_rank = -1, (2, 2, 2)
        for line in lines_of_row.tolist():
            if only_free and linked[line]:
                continue
            posted = int(lines.posted[line])
            rank = (int(linked[line]), int(posted != amount), int(posted * amount <= 0))  # nothing posted has no sign
            if rank < best_rank:
                best, best_rank = line, rank
        if best >= 0:
            linked[best] = True
            target[row] = best


def _split(lines: BookLines, gl: GLSide, line: Array, entry: Array, quality: Array) -> Links:
    """The shares a and b of every link (links sorted by G/L entry, line)."""
    per_line = np.bincount(line, minlength=len(lines)) if len(line) else np.zeros(len(lines), dtype=np.int64)
    per_entry = np.bincount(entry, minlength=len(gl)) if len(line) else np.zeros(len(gl), dtype=np.int64)
    posted = lines.posted[line]
    b = posted.copy()  # a line with one entry: all of it
    alone = per_entry[entry] == 1
    a = np.where(alone, gl.amount[entry], posted)
    shared = per_line[line] > 1
    touched = np.zeros(len(gl), dtype=np.bool_)
    touched[entry[shared]] = True
    # several lines on one entry, none of them on another entry: each its own amount, the last one the difference
    last = np.ones(len(line), dtype=np.bool_)
    last[:-1] = entry[1:] != entry[:-1]
    rest = gl.amount - sum_by(entry, len(gl), a)
    a = a + np.where(last & ~alone & ~touched[entry], rest[entry], 0)
    if shared.any():
        _split_in_order(lines, gl, line, entry, touched, a, b)
    return Links(line, entry, quality, a, b)


def _split_in_order(lines: BookLines, gl: GLSide, line: Array, entry: Array, touched: Array, a: Array, b: Array) -> None:
    """Entries that touch a line with several entries, one after the other (links are in Entry No. order)."""
    rest: dict[int, int] = {}
    last_link: dict[int, int] = {}
    places = np.flatnonzero(touched[entry])
    by_entry: dict[int, list[int]] = {}
    for place in places.tolist():
        by_entry.setdefault(int(entry[place]), []).append(place)
        last_link[int(line[place])] = place
        rest[int(line[place])] = int(lines.posted[line[place]])
    for number, links in by_entry.items():
        amount = int(gl.amount[number])
        for link in links:
            own = int(line[link])
            if len(links) == 1:
                a[link] = amount
                b[link] = rest[own] if last_link[own] == link else amount
            else:
                a[link] = b[link] = rest[own]
            rest[own] -= int(b[link])
        if len(links) > 1:
            a[links[-1]] += amount - int(a[links].sum())
    for own, left in rest.items():
        b[last_link[own]] += left
