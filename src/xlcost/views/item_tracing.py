"""Item tracing by serial, lot and package number (gl-posting C4): where a lot went, or where it came from.

Origin -> Usage starts at the receipts of the numbers, Usage -> Origin at all their entries; each line is followed
through its applications and, for orders, to the components and outputs. A line met again stands once more, marked
Already Traced, and is not followed twice; the depth ends at 50. Worked example: lot L1 is bought (entry 1), consumed in
order P1 (2), whose output carries serial S9 (3), which is sold (4). Forward from L1: 1, 2 below it, 3 below 2, 4 below 3.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from xlcost.ledger import Ledger, Table
from xlcost.ledger.options import DocumentType, ItemLedgerEntryType, OrderType, SourceType
from xlcost.ledger.values import date_of
from xlcost.money import to_decimal
from xlcost.problems import XlcostError
from xlcost.views.filters import both, code_filter, selected

MAX_DEPTH = 50
SHOW_COMPONENTS = ("No", "Item-tracked Only", "All")
TRACE_METHODS = ("Origin -> Usage", "Usage -> Origin")
NUMBERS = ("Serial No.", "Lot No.", "Package No.")
_INPUTS = (int(ItemLedgerEntryType.CONSUMPTION), int(ItemLedgerEntryType.ASSEMBLY_CONSUMPTION))
_OUTPUTS = (int(ItemLedgerEntryType.OUTPUT), int(ItemLedgerEntryType.ASSEMBLY_OUTPUT))

Row = dict[str, Any]


def trace_item_numbers(
    ledger: Ledger,
    *,
    serial_no: str = "",
    lot_no: str = "",
    package_no: str = "",
    item_no: str = "",
    variant_code: str = "",
    show_components: str = "No",
    trace_method: str = "Origin -> Usage",
) -> list[Row]:
    """Lines of the trace, parents before their children, with the columns of the ERP's page; the first five are filters.

    Nothing is returned when serial, lot, package and item filter are all blank. Raises XlcostError UNKNOWN_OPTION.
    """
    for value, options in ((show_components, SHOW_COMPONENTS), (trace_method, TRACE_METHODS)):
        if value not in options:
            raise XlcostError("UNKNOWN_OPTION", f"There is no option {value!r}.", remedy=f"Choose one of {', '.join(options)}.")
    if not (serial_no or lot_no or package_no or item_no):
        return []
    tracing = _Tracing(ledger, trace_method == TRACE_METHODS[0], show_components)
    filters = {"Serial No.": serial_no, "Lot No.": lot_no, "Package No.": package_no, "Item No.": item_no, "Variant Code": variant_code}
    key = "Lot No." if lot_no else "Serial No." if serial_no and not (package_no or item_no) else "Item No."
    for row in tracing.first_level(filters, key):
        tracing.add(row, 0, -1)
    return tracing.records()


@dataclass
class _Line:
    row: int
    level: int
    parent: int  # row of the parent, -1 for none
    already: bool


@dataclass
class _Tracing:
    ledger: Ledger
    forward: bool
    show: str
    lines: list[_Line] = field(default_factory=list)
    present: dict[int, list[_Line]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.entries = self.ledger.table("Item Ledger Entry")
        rows = self.ledger.table("Item Application Entry")
        self.applications: Table = rows.take(np.argsort(rows["Entry No."], kind="stable"))
        self.inbound, self.outbound = (
            self.applications.positions("Inbound Item Entry No."),
            self.applications.positions("Outbound Item Entry No."),
        )
        self.number = self.entries["Entry No."].tolist()
        self.positive = self.entries["Positive"].tolist()
        self.kind = self.entries["Entry Type"].tolist()
        self.tracked = [any(numbers) for numbers in self.entries.tuples(NUMBERS)]
        self.orders: dict[tuple[Any, ...], list[int]] = {}
        for row in np.argsort(self.entries["Entry No."], kind="stable").tolist():
            key = self._order(row)
            if key is not None:
                self.orders.setdefault(key, []).append(row)

    # -- first level --------------------------------------------------------------------------------------
    def first_level(self, filters: dict[str, str], key: str) -> Iterator[int]:
        """Rows that the filters take, in the order of the key and Entry No.; backward in the opposite order."""
        chosen = both(*(selected(self.entries, caption, code_filter(text)) for caption, text in filters.items()))
        assert chosen is not None
        order = sorted(np.flatnonzero(chosen).tolist(), key=lambda r: (self.entries[key][r], self.number[r]), reverse=not self.forward)
        for row in order:
            if self.forward and (not self.positive[row] or self.kind[row] == int(ItemLedgerEntryType.CONSUMPTION)):
                continue
            if not self.tracked[row]:
                continue
            yield row if self.forward else self._received(row)

    def _received(self, row: int) -> int:
        """The receipt of an outbound transfer, where it is the entry asked for; else the entry itself."""
        if self.positive[row] or self.kind[row] != int(ItemLedgerEntryType.TRANSFER):
            return row
        rows, number = self.applications, self.number[row]
        places = self.outbound.get(number, [])
        taken = [int(rows["Inbound Item Entry No."][i]) for i in places if int(rows["Item Ledger Entry No."][i]) == number]
        for i in places:
            own, source = int(rows["Item Ledger Entry No."][i]), int(rows["Transferred-from Entry No."][i])
            if own != number and source in taken and own in self.entries.index:
                return self.entries.index[own]
        return row

    # -- lines --------------------------------------------------------------------------------------------
    def add(self, row: int, level: int, parent: int) -> None:
        """A line, its components, and what follows it (steps 2 to 5)."""
        line = self._insert(row, level, parent)
        if line is None:
            return
        if not line.already:
            for component in self._components(row):
                below = self._insert(component, level + 1, row)
                if below is not None:
                    self._follow(below)
        self._follow(line)

    def _insert(self, row: int, level: int, parent: int) -> _Line | None:
        before = self.present.setdefault(row, [])
        if level == 0 and before:
            return None
        if level == 1 and any(other.parent == parent and other.level != level for other in before):
            return None
        line = _Line(row, level, parent, bool(before))
        before.append(line)
        self.lines.append(line)
        return line

    def _follow(self, line: _Line) -> None:
        row = line.row
        if line.already or not self.tracked[row] or line.level >= MAX_DEPTH or not self._specific(row):
            return
        rows, number = self.applications, self.number[row]
        places = (self.inbound if self.positive[row] else self.outbound).get(number, [])
        owners = [int(rows["Item Ledger Entry No."][i]) for i in places]
        target = rows["Outbound Item Entry No."] if self.positive[row] else rows["Inbound Item Entry No."]
        if (
            not self.forward
            and self.positive[row]
            and any(o == number and int(target[i]) == 0 for o, i in zip(owners, places, strict=True))
        ):
            return  # an origin
        chosen = [i for o, i in zip(owners, places, strict=True) if (o != number) == self.forward]
        for i in chosen if self.forward else reversed(chosen):
            if int(target[i]) == 0:
                break
            reached = self.entries.index.get(int(target[i]))
            if reached is not None:
                self.add(reached, line.level + 1, row)

    def _specific(self, row: int) -> bool:
        """The item's tracking code is specific for a number that the entry carries (a package number always is)."""
        items = self.ledger.table("Item")
        place = items.index.get(self.entries["Item No."][row])
        if place is None:
            return True
        serial, lot, package = (self.entries[c][row] for c in NUMBERS)
        for carried, caption in ((serial, "SN Specific Tracking"), (lot, "Lot Specific Tracking")):
            if carried and (caption not in items.given or bool(items[caption][place])):
                return True
        return bool(package)

    # -- orders -------------------------------------------------------------------------------------------
    def _order(self, row: int) -> tuple[Any, ...] | None:
        entries = self.entries
        kind, number = int(entries["Order Type"][row]), entries["Order No."][row]
        if not number:
            return None
        if kind == int(OrderType.PRODUCTION):
            return kind, number, int(entries["Order Line No."][row])
        return (kind, number, entries["Document No."][row]) if kind == int(OrderType.ASSEMBLY) else None

    def _components(self, row: int) -> list[int]:
        key = self._order(row)
        if key is None:
            return []
        others = [r for r in self.orders[key] if r != row]
        found: list[int] = []
        if self.forward and self.kind[row] in _INPUTS:
            if self.show != "No":
                found += [r for r in others if self.kind[r] in _INPUTS]
            found += [r for r in others if self.kind[r] in _OUTPUTS and self.positive[r]]
        elif not self.forward and self.kind[row] in _OUTPUTS and self.show != "No":
            found += [r for r in others if self.kind[r] in _INPUTS and self.positive[r] != self.positive[row]]
        return [r for r in found if self.show == "All" or self.tracked[r]]

    # -- result -------------------------------------------------------------------------------------------
    def records(self) -> list[Row]:
        """The lines as records."""
        entries, items = self.entries, self.ledger.table("Item")
        found = []
        for line in self.lines:
            row, number = line.row, self.number[line.row]
            document, kind = DocumentType.caption_of(entries["Document Type"][row]), ItemLedgerEntryType.caption_of(self.kind[row])
            place = items.index.get(entries["Item No."][row])
            own = next((i for i in (*self.inbound.get(number, []), *self.outbound.get(number, [])) if self._owns(i, number)), None)
            record: Row = {
                "Level": line.level,
                "Description": f"{document or kind} {entries['Document No.'][row]}".strip(),
                "Entry Type": kind,
                **{c: entries[c][row] for c in (*NUMBERS, "Item No.")},
                "Item Description": "" if place is None else items["Description"][place],
                **{c: entries[c][row] for c in ("Variant Code", "Document No.")},
                "Posting Date": date_of(int(entries["Posting Date"][row])),
                "Source Type": SourceType.caption_of(entries["Source Type"][row]),
                "Source No.": entries["Source No."][row],
                "Location Code": entries["Location Code"][row],
                "Quantity": to_decimal(entries["Quantity"][row]),
                "Remaining Quantity": to_decimal(entries["Remaining Quantity"][row]),
                "Created by": "" if own is None else self.applications["Created By User"][own],
                "Created on": None if own is None else date_of(int(self.applications["Creation Date"][own])),
                "Already Traced": line.already,
                "Item Ledger Entry No.": number,
                "Parent Item Ledger Entry No.": self.number[line.parent] if line.parent >= 0 else 0,
            }
            found.append(record)
        return found

    def _owns(self, place: int, number: int) -> bool:
        return int(self.applications["Item Ledger Entry No."][place]) == number
