"""Restatement bridge: what was reported, what the same date shows now, and every entry that made the change (goals.md N3).

The figures of a date change after the close because value entries are added to it (backdated postings, cost adjustment,
late invoices), because entries were changed, posted to the G/L or taken away, or because cards were changed. Every change is
attributed to exactly one cause, by value entry; the causes of each figure add up to its change, asserted to 0.00.

Worked example: at close 60.00. Since then value entry 9 (adjustment of a sale, -3.60) was added with a posting date in the
period: now 56.40, one cause `Cost adjustment` -3.60 with entry 9.

A figure of a workbook that is not the sum of its own entries was changed by hand: `Figure changed in the workbook`, with the
difference. So the bridge starts at what the reader has in hand and ends at what the ledger shows.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

import numpy as np

from xlcost.ledger import Ledger
from xlcost.ledger.options import OrderType, ValueEntryType
from xlcost.ledger.values import date_of, day_given
from xlcost.money import Array, to_decimal
from xlcost.views.reported import EXPECTED, FIGURES, TEXTS, VALUE, Figure, Reported, reported

Record = dict[str, Any]

ADJUSTMENT, REVALUATION, CHARGE, LATE_INVOICE, PRODUCTION, BACKDATED = (
    "Cost adjustment",
    "Revaluation",
    "Item charge posted since",
    "Invoice posted since",
    "Production posted since",
    "Backdated posting",
)
POSTED_SINCE, CHANGED, REMOVED = "Posted to G/L since", "Value entry changed", "Value entry removed"
ORDER_INVOICED, REGROUPED, CARD = "Output completely invoiced since", "Item moved to another group", "Item or order changed"
NOT_PRINTED, TAMPERED = "Line left out of the report", "Figure changed in the workbook"
CAUSES = (
    *(ADJUSTMENT, REVALUATION, CHARGE, LATE_INVOICE, PRODUCTION, BACKDATED),
    *(POSTED_SINCE, CHANGED, REMOVED, ORDER_INVOICED, REGROUPED, CARD, NOT_PRINTED, TAMPERED),
)
REMEDIES = {
    ADJUSTMENT: "Adjust before closing; close the inventory period so that later cost lands in the open one.",
    REVALUATION: "Close the inventory period; date revaluations in the open one.",
    CHARGE: "Date item charges in the open period, or accept the change and report it.",
    LATE_INVOICE: "Expected: the invoice replaced expected cost. Check that expected cost changed by the opposite amount.",
    PRODUCTION: "Post output and consumption before closing; finish orders in time.",
    BACKDATED: "Close the inventory period and limit the allowed posting dates.",
    POSTED_SINCE: "Expected after Post Inventory Cost to G/L; the G/L entry may carry a later date.",
    CHANGED: "Posted entries never change by themselves: find out who changed the table.",
    REMOVED: "Posted entries are never deleted: find out who deleted them, or whether they were compressed.",
    ORDER_INVOICED: "Expected: revaluation of a completely invoiced output belongs to inventory, not to WIP.",
    REGROUPED: "The value did not change; the groups did. Check the accounts of both groups.",
    CARD: "Check Type of the item, and whether the order still exists.",
    NOT_PRINTED: "The report leaves out items whose amounts are all zero and finished, invoiced orders without later entries.",
    TAMPERED: "Do not use this workbook: produce the pack of the period again, or take it from the archive.",
}


@dataclass(frozen=True)
class Bridge:
    """`changes`: one record per figure and value entry that changed it; `causes`, `lines`: their sums per figure."""

    date: dt.date
    source: str
    totals: Mapping[Figure, tuple[Decimal, Decimal]]  # reported, now
    changes: Sequence[Record]
    causes: Sequence[Record]
    lines: Sequence[Record]
    warnings: Sequence[str] = ()

    @property
    def reported(self) -> Decimal:
        """Inventory value as reported, expected cost included."""
        return self.totals[VALUE][0] + self.totals[EXPECTED][0]

    @property
    def now(self) -> Decimal:
        """Inventory value now, expected cost included."""
        return self.totals[VALUE][1] + self.totals[EXPECTED][1]

    @property
    def change(self) -> Decimal:
        """Now less reported."""
        return self.now - self.reported


def restatement_bridge(then: Ledger | Reported, now: Ledger, as_of: dt.date | str | None = None, *, start: dt.date | str = "") -> Bridge:
    """Compares the figures of a date in what was reported (a ledger of then, or a pack read by `read_close`) and in a ledger of now.

    `as_of` and `start` are those of the pack unless given; a ledger of then needs `as_of`. Records of `changes`: Figure, Cause, Value Entry No.,
    Item No., Order No., Posting Date, Document No., Entry Type, Item Ledger Entry Type, Reported, Now, Change. Records of
    `causes`: Figure, Cause, Change, Gross, Entries; of `lines`: Figure, Line (item or order), Reported, Now, Change, Causes, Entries.
    """
    if isinstance(then, Ledger):
        if as_of is None:
            raise ValueError("A ledger of then needs the date that was reported.")
        then = reported(then, day_given(as_of, "as_of"), start=day_given(start, "start"))
    current = reported(now, then.as_of, start=then.start, clean=then.clean)
    then = then.completed(current)
    rows, numbers = _aligned(then, current)
    changes: list[Record] = []
    for figure in FIGURES:
        before, after = (_column(r, side, figure) for r, side in zip(rows, (then, current), strict=True))
        for place in np.flatnonzero(before != after).tolist():
            number = int(numbers[place])
            cause = _cause(now, (then, current), number, figure, (rows[0][place] >= 0, rows[1][place] >= 0))
            changes.append(_change(figure, cause, number, (then, current), rows, place, int(before[place]), int(after[place])))
        changes += _unlike_its_entries(figure, then, current)
    shown = {f.name: then.printed[f].keys() | current.printed[f].keys() for f in FIGURES}
    changes = [c for c in changes if c["Line"] in shown[c["Figure"]]] + _moves(then, current)  # lines that neither side prints are no figure
    totals = {f: (to_decimal(then.total(f)), to_decimal(current.total(f))) for f in FIGURES}
    for figure in FIGURES:
        found = sum((c["Change"] for c in changes if c["Figure"] == figure.name), Decimal(0))
        assert found == totals[figure][1] - totals[figure][0], f"The causes of {figure.name} do not add up to its change."
    return Bridge(
        dt.date.fromordinal(then.as_of), then.source, totals, changes, _causes(changes), _lines(then, current, changes), then.warnings
    )


def _aligned(then: Reported, now: Reported) -> tuple[tuple[Array, Array], Array]:
    """For every value entry number of either side its row on each side, -1 where it is not there."""
    numbers = np.union1d(then.numbers, now.numbers)
    found = []
    for side in (then, now):
        place = np.searchsorted(side.numbers, numbers)
        place[place == len(side.numbers)] = 0
        there = side.numbers[place] == numbers if len(side.numbers) else np.zeros(len(numbers), dtype=np.bool_)
        found.append(np.where(there, place, -1))
    return (found[0], found[1]), numbers


def _column(rows: Array, side: Reported, figure: Figure) -> Array:
    values = np.append(side.amounts[figure], 0)
    return np.asarray(values[rows])


def _cause(now: Ledger, sides: tuple[Reported, Reported], number: int, figure: Figure, dated: tuple[bool, bool]) -> str:
    """The cause of a change of one value entry on one figure; `dated`: whether the entry counts at the date, then and now."""
    then, current = sides
    if dated[1] and not dated[0]:
        existed = then.knows(number) or number <= then.last_number
        return CHANGED if existed else _of_new_entry(now, number)
    if dated[0] and not dated[1]:
        return CHANGED if current.knows(number) else REMOVED
    if figure.posted:
        return POSTED_SINCE
    same = all(_amount(then, number, f) == _amount(current, number, f) for f in (VALUE, EXPECTED))
    if figure.by == "Order No." and same and _text(then, number, "Order No.") == _text(current, number, "Order No."):
        return ORDER_INVOICED
    entered = figure.by == "Item No." and (not _adds(then, number) or not _adds(current, number))
    return CARD if entered else CHANGED


def _place(side: Reported, number: int) -> int:
    return int(np.searchsorted(side.numbers, number))


def _amount(side: Reported, number: int, figure: Figure) -> int:
    return int(side.amounts[figure][_place(side, number)])


def _adds(side: Reported, number: int) -> bool:
    return any(_amount(side, number, f) for f in FIGURES if f.by == "Item No.")


def _text(side: Reported, number: int, caption: str) -> str:
    return str(side.texts[caption][_place(side, number)])


def _of_new_entry(now: Ledger, number: int) -> str:
    values = now.table("Value Entry")
    row = values.index[number]
    if values["Adjustment"][row] or values["Entry Type"][row] == int(ValueEntryType.ROUNDING):
        return ADJUSTMENT
    if values["Entry Type"][row] == int(ValueEntryType.REVALUATION):
        return REVALUATION
    if values["Item Charge No."][row]:
        return CHARGE
    if values["Order Type"][row] == int(OrderType.PRODUCTION):
        return PRODUCTION
    if values["Invoiced Quantity"][row] and not values["Item Ledger Entry Quantity"][row]:
        return LATE_INVOICE
    return BACKDATED


def _change(
    figure: Figure, cause: str, number: int, sides: tuple[Reported, Reported], rows: tuple[Array, Array], place: int, before: int, after: int
) -> Record:
    at = 1 if rows[1][place] >= 0 else 0
    side, row = sides[at], int(rows[at][place])
    texts = {caption: side.texts[caption][row] for caption in TEXTS}
    return {
        "Figure": figure.name,
        "Cause": cause,
        "Value Entry No.": number,
        **texts,
        "Posting Date": date_of(int(side.days[row])),
        "Line": texts[figure.by],
        "Reported": to_decimal(before),
        "Now": to_decimal(after),
        "Change": to_decimal(after - before),
    }


def _bare(figure: Figure, cause: str, line: str, before: int, after: int) -> Record:
    """A change that no value entry made."""
    return {
        "Figure": figure.name,
        "Cause": cause,
        "Value Entry No.": 0,
        **dict.fromkeys(TEXTS, ""),
        figure.by: line,
        "Posting Date": None,
        "Line": line,
        "Reported": to_decimal(before),
        "Now": to_decimal(after),
        "Change": to_decimal(after - before),
    }


def _unlike_its_entries(figure: Figure, then: Reported, now: Reported) -> list[Record]:
    """Printed figures that are not the sum of their entries: lines left out by the report's rules, cells changed by hand."""
    found = []
    for side, sign in ((then, 1), (now, -1)):
        sums, printed = side.sums(figure), side.printed[figure]
        for line in sorted(sums.keys() | printed.keys()):
            rest = printed.get(line, 0) - sums.get(line, 0)
            if rest:
                cause = TAMPERED if line in printed else NOT_PRINTED
                found.append(_bare(figure, cause, line, rest, 0) if sign > 0 else _bare(figure, cause, line, 0, rest))
    return _netted(found)


def _netted(records: list[Record]) -> list[Record]:
    """A line left out by both sides for the same amount changed nothing."""
    by_line: dict[tuple[str, str], Record] = {}
    for record in records:
        key = (record["Line"], record["Cause"])
        if key in by_line:
            first = by_line[key]
            by_line[key] = {**first, **{c: first[c] + record[c] for c in ("Reported", "Now", "Change")}}
        else:
            by_line[key] = record
    return [r for r in by_line.values() if r["Change"]]


def _moves(then: Reported, now: Reported) -> list[Record]:
    """Items whose card stands in another posting group now; the value is not changed by that."""
    found = []
    for item, group in sorted(then.groups.items()):
        other = now.groups.get(item)
        if other is not None and other != group and item in now.printed[VALUE]:
            ticks = now.printed[VALUE][item]
            found.append({**_bare(VALUE, REGROUPED, item, ticks, ticks), "Group Reported": group, "Group Now": other})
    return found


def _sums(changes: Iterable[Record], keys: Sequence[str]) -> dict[tuple[str, ...], Record]:
    found: dict[tuple[str, ...], Record] = {}
    for change in changes:
        key = tuple(change[k] for k in keys)
        row = found.setdefault(key, {**{k: change[k] for k in keys}, "Change": Decimal(0), "Gross": Decimal(0), "Entries": []})
        row["Change"] += change["Change"]
        row["Gross"] += abs(change["Change"])
        row["Entries"] += [change["Value Entry No."]] if change["Value Entry No."] else []
    return found


def _causes(changes: Sequence[Record]) -> list[Record]:
    """Per figure its causes in fixed order, net and gross."""
    found = _sums(changes, ("Figure", "Cause"))
    return [found[f.name, c] for f in FIGURES for c in CAUSES if (f.name, c) in found]


def _lines(then: Reported, now: Reported, changes: Sequence[Record]) -> list[Record]:
    """Per figure the items or orders that changed: reported, now, change, causes."""
    sums = _sums(changes, ("Figure", "Line"))
    causes: dict[tuple[str, str], dict[str, None]] = {}
    for change in changes:
        causes.setdefault((change["Figure"], change["Line"]), {})[change["Cause"]] = None
    found = []
    for figure in FIGURES:
        for line in sorted(key[1] for key in sums if key[0] == figure.name):
            row = sums[figure.name, line]
            before, after = (to_decimal(side.printed[figure].get(line, 0)) for side in (then, now))
            assert after - before == row["Change"], f"The causes of {figure.name} {line} do not add up to its change."
            known = causes[figure.name, line]
            words = ", ".join(c for c in CAUSES if c in known)
            found.append({**row, "Report": figure.report, "Reported": before, "Now": after, "Causes": words})
    return found
