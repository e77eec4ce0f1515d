"""Cost Shares Breakdown, single level (valuation-reports.md 4.3 to 4.6)."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from fractions import Fraction

from tests.reference_reports.books import ILE_TYPES, OUTPUTS, Books, Record, cost, date
from tests.reference_reports.order_usage import output_quantity, usage

PARTS = {
    "Purchase": "Purchase Variance",
    "Material": "Material Variance",
    "Capacity": "Capacity Variance",
    "Capacity Overhead": "Capacity Overhead Variance",
    "Manufacturing Overhead": "Mfg. Overhead Variance",
    "Subcontracted": "Subcontracted Variance",
}
_SHARES = ("Capacity", "Capacity Overhead", "Material Overhead", "Subcontracted")
_CARRIED = ("Indirect Cost", "Rounding", "Variance", *PARTS.values(), *_SHARES)
_FIELDS = ("Direct Cost", "Revaluation", "Material", *_CARRIED)
_COLUMNS = {
    "Material Direct Cost Applied": "Material",
    "Capacity Direct Cost Applied": "Capacity",
    **{name: name for name in ("Capacity Overhead", "Material Overhead", "Subcontracted", "Variance", "Revaluation", "Rounding")},
    **{name: name for name in PARTS.values()},
}
Amounts = dict[str, Fraction]


def _zero() -> Amounts:
    return dict.fromkeys(_FIELDS, Fraction(0))


@dataclass
class Buffer:
    """A buffer record: its own amounts and their New twins."""

    entry: Record
    quantity: Fraction
    own: Amounts = field(default_factory=_zero)
    new_quantity: Fraction = Fraction(0)
    new: Amounts = field(default_factory=_zero)
    capacity_no: int = 0

    def copy(self) -> Buffer:
        """A copy whose New twins are its own."""
        return Buffer(self.entry, self.quantity, self.own, self.new_quantity, dict(self.new), self.capacity_no)

    def start(self) -> Buffer:
        """New twins as the own fields."""
        self.new, self.new_quantity = dict(self.own), self.quantity
        return self


class Shares:
    """The buffers of a ledger up to a day, traced."""

    def __init__(self, books: Books, mode: str, start: dt.date | None, end: dt.date) -> None:
        self.books, self.mode, self.first, self.end = books, mode, start, end
        self.buffers: dict[int, Buffer] = {}
        self.order_row = {(r["Order Type"], r["Order No."], r["Order Line No."]): r for r in books.order_rows}
        for item in sorted(books.items, key=lambda i: (i["Inventory Posting Group"], i["No."])):
            if item["Costing Method"] != "Average":
                self._item(books.entries_of[item["No."]])

    def create(self, no: int) -> None:
        """The buffer of an item ledger entry (4.3)."""
        e = self.books.entries[no]
        buffer = Buffer(e, Fraction(e["Quantity"]))
        own = buffer.own
        for v in self.books.values_of[no]:
            if date(v["Posting Date"]) > self.end:
                continue
            if v["Entry Type"] == "Variance":
                own["Variance"] += Fraction(v["Cost Amount (Actual)"])
                if v["Variance Type"] in PARTS:
                    own[PARTS[v["Variance Type"]]] += Fraction(cost(v))
            elif v["Entry Type"] in ("Direct Cost", "Indirect Cost", "Revaluation", "Rounding"):
                own[v["Entry Type"]] += Fraction(cost(v))
        key = (e["Order Type"], e["Order No."], 0 if e["Order Type"] == "Assembly" else e["Order Line No."])
        if e["Entry Type"] in OUTPUTS:
            if key in self.order_row:
                made = output_quantity(self.books, self.order_row[key])
                part = buffer.quantity / made if made else Fraction(1)
                own |= {name: amount * part for name, amount in usage(self.books, self.order_row[key]).items() if name in _SHARES}
        else:
            own["Material Overhead"] = own["Indirect Cost"]
        own["Material"] = own["Direct Cost"] - (own["Capacity"] + own["Capacity Overhead"] + own["Subcontracted"])
        self.buffers[no] = buffer.start()

    # -- tracing (4.4) ----------------------------------------------------------------------------------------
    def _out(self, no: int) -> list[Record]:
        rows = [a for a in self.books.inbound[no] if a["Cost Application"] and a["Item Ledger Entry No."] != no and a["Outbound Item Entry No."]]
        return sorted(rows, key=lambda a: (a["Item Ledger Entry No."], a["Outbound Item Entry No."], a["Entry No."]))

    def _returns(self, no: int) -> list[Record]:
        rows = self.books.outbound[no]
        return [a for a in rows if a["Cost Application"] and a["Item Ledger Entry No."] != no and not a["Transferred-from Entry No."]]

    def _transfers(self, no: int) -> list[Record]:
        if not self.books.entries[no]["Positive"]:
            return []
        return [a for a in self.books.transferred[no] if a["Cost Application"]]

    def _item(self, entries: list[Record]) -> None:
        if not any(date(e["Posting Date"]) <= self.end and not e["Drop Shipment"] for e in entries):
            return
        for e in entries:
            no = e["Entry No."]
            if e["Positive"]:
                if no in self.buffers:
                    continue
                if not any(a["Outbound Item Entry No."] for a in self.books.own[no]) and self._out(no):
                    self.forward(self._out(no), no, "Outbound Item Entry No.")
                    continue
            if date(e["Posting Date"]) <= self.end and no not in self.buffers:
                self.create(no)

    def forward(self, edges: list[Record], source: int, direction: str) -> None:
        """Follows the cost of an entry along its edges."""
        entries, buffers = self.books.entries, self.buffers
        applied = Fraction(0)
        for a in edges:
            if source not in buffers:
                if date(entries[source]["Posting Date"]) > self.end:
                    return
                self.create(source)
            f, quantity, to = buffers[source].copy(), Fraction(a["Quantity"]), a[direction]
            if to not in buffers:
                self.create(to)
            t = buffers[to].copy()
            if date(t.entry["Posting Date"]) > self.end:
                continue
            if f.quantity * quantity < 0:
                applied += quantity
            if t.quantity < 0:
                t.new_quantity -= quantity
            c = quantity / f.quantity
            self.update(f.new, t.new, c, layers=True)
            buffers[to] = t.copy()
            if self._out(to):
                self.forward(self._out(to), to, "Outbound Item Entry No.")
            if t.new_quantity == Fraction(entries[to]["Remaining Quantity"]) and self._returns(to):
                self.forward(self._returns(to), to, "Inbound Item Entry No.")
            if t.quantity < 0 and self.mode != "Sales":
                t = buffers[to].copy()
                self.update(f.new, t.new, -c, layers=False)
                buffers[to] = t
        last = entries[to]
        if last["Entry Type"] == "Transfer":
            if last["Positive"]:
                return
            if self.end <= date(last["Posting Date"]) and self._transfers(source):
                self.forward(self._transfers(source), source, "Inbound Item Entry No.")
        if self.mode == "Inventory" and f.quantity > 0:
            f.new_quantity += applied
            self.update(dict(f.new), f.new, applied / f.quantity, layers=False)
        buffers[source] = f

    def update(self, f: Amounts, t: Amounts, c: Fraction, layers: bool) -> None:
        """Carries a part of the amounts of one buffer into another."""
        before = dict(f)
        for name in _CARRIED:
            t[name] += c * before[name]
        if self.mode == "Sales":
            t["Revaluation"] += c * before["Revaluation"]
        if layers:
            t["Direct Cost"] -= c * (before["Indirect Cost"] + before["Revaluation"] + before["Variance"] + before["Rounding"])
        else:
            t["Direct Cost"] += c * before["Direct Cost"]
        t["Material"] = t["Direct Cost"] - (t["Capacity"] + t["Capacity Overhead"] + t["Subcontracted"])

    # -- printing (4.6) ---------------------------------------------------------------------------------------
    def lines(self) -> list[Record]:
        """The detail lines."""
        return self._order_lines() if self.mode == "WIP Inventory" else self._item_lines()

    def _item_lines(self) -> list[Record]:
        found = []
        for item in sorted(self.books.items, key=lambda i: (i["Inventory Posting Group"], i["No."])):
            mine = [b for b in self.buffers.values() if b.entry["Item No."] == item["No."]]
            for b in sorted(mine, key=lambda b: (*_place(b), _kind(b), b.entry["Entry No."])):
                day = date(b.entry["Posting Date"])
                new = dict(b.new)
                if self.mode == "Sales":
                    if b.entry["Entry Type"] == "Sale" and (self.first or dt.date.min) <= day <= self.end:
                        new["Revaluation"] -= b.own["Revaluation"]
                        found.append(_line(b, item["No."], b.quantity, new))
                elif day <= self.end and b.new_quantity:
                    found.append(_line(b, item["No."], b.new_quantity, new))
        return found

    def _order_lines(self) -> list[Record]:
        found = []
        ranks = ("Released", "Finished")
        orders = [o for o in self.books.production_orders if o["Status"] in ranks]
        for order in sorted(orders, key=lambda o: (ranks.index(o["Status"]), o["No."])):
            mine = [b for b in self.buffers.values() if b.entry["Order No."] == order["No."]]
            for c in self.books.capacities.values():
                if c["Order No."] == order["No."] and (self.first or dt.date.min) <= date(c["Posting Date"]) <= self.end:
                    mine.append(self._capacity(c))
            mine.sort(key=lambda b: (b.entry["Order Line No."], _kind(b), 0 if b.capacity_no else b.entry["Entry No."], b.capacity_no))
            for rank, b in enumerate(mine):
                if not b.capacity_no and date(b.entry["Posting Date"]) > self.end:
                    continue
                new = {name: -amount for name, amount in b.new.items()} if b.capacity_no else dict(b.new)
                for name in ("Variance", *PARTS.values()):
                    new[name] -= b.own[name]
                quantity = Fraction(order["Quantity"]) if rank == 0 else b.quantity
                found.append(_line(b, order["No."], quantity, new))
        return found

    def _capacity(self, c: Record) -> Buffer:
        buffer = Buffer(c, Fraction(c["Quantity"]), capacity_no=c["Entry No."])
        for v in self.books.values_of_capacity[c["Entry No."]]:
            if date(v["Posting Date"]) <= self.end and v["Entry Type"] in ("Direct Cost", "Indirect Cost"):
                buffer.own[v["Entry Type"]] += Fraction(cost(v))
        buffer.own["Subcontracted" if c["Subcontracting"] else "Capacity"] = buffer.own["Direct Cost"]
        buffer.own["Capacity Overhead"] = buffer.own["Indirect Cost"]
        return buffer.start()


def _place(b: Buffer) -> tuple[str, str]:
    return b.entry["Location Code"], b.entry["Variant Code"]


def _kind(b: Buffer) -> int:
    return ILE_TYPES.index("" if b.capacity_no else b.entry["Entry Type"])


def _line(b: Buffer, group: str, quantity: Fraction, new: Amounts) -> Record:
    row: Record = {"Group": group, "No.": b.entry["Document No."], "Quantity": quantity}
    row |= {"Item Ledger Entry No.": 0 if b.capacity_no else b.entry["Entry No."], "Capacity Ledger Entry No.": b.capacity_no}
    row |= {caption: new[name] for caption, name in _COLUMNS.items()}
    row["Total"] = sum((new[n] for n in ("Direct Cost", "Indirect Cost", "Revaluation", "Rounding", "Variance")), Fraction(0))
    return row
