"""The applied pass: cost along applications (costing-engine.md 4.3), and what rounding leaves of a layer (4.6)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from decimal import Decimal

from tests.reference_adjustment import entry_points
from tests.reference_adjustment.books import (
    ACTUAL,
    COMPLETE,
    CONSUMPTIONS,
    DIRECT,
    INDIRECT,
    INVOICED,
    QUANTITY,
    REVALUATION,
    TO_ADJUST,
    VALUED,
    VARIANCE,
    ZERO,
    Books,
    Record,
    fully_invoiced,
    is_plain,
    quotient,
    round2,
    times,
)
from tests.reference_adjustment.posting import put, write_element, write_rounding
from tests.reference_adjustment.shares import ELEMENTS, is_exact_reversal, share, whole_share

DEEPEST = 100
TURNS = 20


class AppliedPass:
    """One visit's walk along the applications of an item."""

    def __init__(self, b: Books, item: str) -> None:
        self.b = b
        self.item = item
        self.visited: set[int] = set()
        self.walked: set[int] = set()  # since what must come back was last asked for
        self.limit_hit = False
        self.averaged: set[int] | None = None  # average-valued outbounds that the average pass reached in this walk
        self.turns: Counter[int] = Counter()

    def run(self) -> None:
        """`repeat: applied_pass(item) until not limit_hit` (4.2)."""
        while True:
            self.limit_hit = False
            flagged = [e for e in self.b.entries_of_item[self.item] if e[TO_ADJUST]]
            for entry in flagged:
                if entry[QUANTITY] < 0 and not self.b.taken_by[entry["Entry No."]] and not self.b.is_average(self.item):
                    self.adjust_outbound(entry, 0)  # it lost its source (2.6); no rule visits it, invariants 16 and 18 do
            for entry in flagged:
                self.forward(entry, 0)
            if not self.limit_hit:
                break
        self.remember()
        for no in sorted(self.visited):
            self.eliminate_rounding(self.b.entries[no])

    def forward(self, entry: Record, depth: int) -> None:
        """Passes the cost of an entry on to what took from it."""
        b, no = self.b, entry["Entry No."]
        if depth == DEEPEST:
            entry[TO_ADJUST] = self.limit_hit = True
            return
        self.visited.add(no)
        for row in b.given_by[no]:
            if row["Cost Application"]:
                self.adjust_outbound(b.entries[row["Outbound Item Entry No."]], depth)
        if entry[QUANTITY] > 0:
            for row in b.transferred_from[no]:
                if row["Cost Application"]:
                    self.adjust_transfer_in(row, depth)
        else:
            for row in b.returned_from[no]:
                if row["Cost Application"]:
                    self.adjust_inbound(row, depth)
        self.walked.add(no)
        entry[TO_ADJUST] = False

    def remember(self) -> None:
        """Remembers what the walk must come back to; asked when it is done, for the order of the walk is free (7)."""
        for no in self.walked:
            entry = self.b.entries[no]
            if self._waits(entry) and not (entry["Entry Type"] in CONSUMPTIONS and entry[QUANTITY] < 0):
                self.b.remembered[entry["Item No."]].add(no)
        self.walked.clear()

    def _waits(self, entry: Record) -> bool:
        """`again` of forward(ile): something that must still come would change what the entry gave."""
        b, no = self.b, entry["Entry No."]
        if entry[QUANTITY] < 0:
            returns = [b.entries[r["Item Ledger Entry No."]] for r in b.returned_from[no]]
            return bool(entry["Entry Type"] == "Sale" and any(not e[COMPLETE] for e in returns))
        if entry["Entry Type"] == "Transfer" and not entry[COMPLETE] and b.given_by[no]:
            return True
        for row in b.given_by[no]:
            out = b.entries[row["Outbound Item Entry No."]]
            sources = [b.entries[r["Inbound Item Entry No."]] for r in b.taken_by[out["Entry No."]]]
            if row["Cost Application"] and not out[COMPLETE]:
                if entry["Open"] or not entry[COMPLETE] or all(s[COMPLETE] for s in sources):
                    return True
        return False

    # -- recipients -----------------------------------------------------------------------------------------------
    def groups(self, entry: Record, expected: bool, plain: bool) -> Iterator[tuple[Record, list[Record]]]:
        """Carrier and value entries of each document group of an entry, by Document No., Document Line No., carrier (4.3);
        `plain`: of Direct Cost without charge only."""
        if expected and fully_invoiced(entry):
            return
        carriers: dict[tuple[str, int], Record] = {}
        of_kind = [v for v in self.b.values_of[entry["Entry No."]] if v["Expected Cost"] == expected and (not plain or is_plain(v))]
        for value in of_kind:
            if not value["Adjustment"] and value["Inventoriable"]:
                carriers.setdefault((value["Document No."], value["Document Line No."]), value)
        for key in sorted(carriers, key=lambda k: (*k, carriers[k]["Entry No."])):
            group = [v for v in of_kind if (v["Document No."], v["Document Line No."]) == key]
            yield carriers[key], [v for v in group if not self.b.is_balance(v)]

    def _turns_back(self, out: Record) -> bool:
        """The average pass reached an outbound that it values itself for the 21st time: no rule ends that, the average has the last word (as in 4.5)."""
        no = out["Entry No."]
        if self.averaged is None or not self.b.values_of[no][0]["Valued By Average Cost"]:
            return False
        self.turns[no] += no not in self.averaged
        self.averaged.add(no)
        return self.turns[no] > TURNS

    def adjust_outbound(self, out: Record, depth: int) -> None:
        """Brings an outbound to the cost of its sources."""
        b = self.b
        if self._turns_back(out):
            return
        cost, uncovered, all_invoiced = dict.fromkeys(ELEMENTS, ZERO), out[QUANTITY], True
        for row in b.taken_by[out["Entry No."]]:
            inbound = b.entries[row["Inbound Item Entry No."]]
            for element, amount in share(b, inbound, out, row[QUANTITY]).items():
                cost[element] += amount
            uncovered -= row[QUANTITY]
            all_invoiced &= inbound[COMPLETE]
        residual = dict.fromkeys(ELEMENTS, ZERO)
        for expected in (True, False):
            for carrier, group in self.groups(out, expected, plain=False):
                self._adjust_group(out, carrier, group, cost, uncovered, residual)
        if out["Entry Type"] in ("Transfer", *CONSUMPTIONS) and not out[COMPLETE] and all_invoiced and not uncovered:
            out[COMPLETE] = True
        if not out[TO_ADJUST]:
            self.forward(out, depth + 1)

    def _adjust_group(
        self, out: Record, carrier: Record, group: list[Record], cost: dict[str, Decimal], uncovered: Decimal, residual: dict[str, Decimal]
    ) -> None:
        b = self.b
        unit = carrier["Cost per Unit"]
        if not unit and uncovered and out[QUANTITY] != uncovered:
            unit = quotient(cost[DIRECT], out[QUANTITY] - uncovered)
        apart = is_exact_reversal(out)
        invoiced = sum((v[INVOICED] for v in group), ZERO)
        valued = carrier[VALUED] if carrier["Expected Cost"] else invoiced
        part = quotient(valued, out[QUANTITY])
        new = self._round_cost(cost[DIRECT] + times(unit, uncovered), part, residual, DIRECT)
        if carrier["Expected Cost"]:
            old = sum((b.expected(v) for v in group), ZERO)
        else:
            old = sum((b.actual(v) for v in group if not apart or v["Entry Type"] not in (INDIRECT, VARIANCE)), ZERO)
        mirrored = not carrier["Expected Cost"] and self._mirrored(out)
        put(b, carrier, new - old, invoiced, mirrored)
        if new != old:
            entry_points.flag(b, carrier)
        if apart and not carrier["Expected Cost"]:
            for element in (INDIRECT, VARIANCE):
                of_element = [v for v in group if v["Entry Type"] == element]
                delta = self._round_cost(cost[element], part, residual, element) - sum((b.actual(v) for v in of_element), ZERO)
                if delta:
                    write_element(b, carrier, element, invoiced, delta, next((v for v in of_element if not v["Adjustment"]), None))

    @staticmethod
    def _round_cost(total: Decimal, part: Decimal, residual: dict[str, Decimal], element: str) -> Decimal:
        """RoundCost (5.2): the residual of a cost element runs through the groups of an outbound."""
        exact = times(total, part) + residual[element]
        residual[element] = exact - round2(exact)
        return round2(exact)

    def _mirrored(self, out: Record) -> bool:
        """A Standard item's purchase return that was undone in the same document."""
        b = self.b
        if b.items[out["Item No."]]["Costing Method"] != "Standard" or out["Entry Type"] != "Purchase":
            return False
        undone = [b.entries[r["Item Ledger Entry No."]] for r in b.returned_from[out["Entry No."]]]
        return out["Document Type"] == "Purchase Return Shipment" and any(e["Correction"] and e["Document No."] == out["Document No."] for e in undone)

    def adjust_inbound(self, row: Record, depth: int) -> None:
        """Brings an exact reversal, or the receipt of an Average transfer, to the cost of its outbound."""
        b = self.b
        inbound, source = b.entries[row["Item Ledger Entry No."]], b.entries[row["Outbound Item Entry No."]]
        open_part = quotient(source[QUANTITY] - source[INVOICED], source[QUANTITY])
        total = ZERO
        for value in b.values_of[source["Entry No."]]:
            if not value["Expected Cost"]:
                total += b.actual(value)
            elif not b.is_balance(value):
                total += times(b.expected(value), open_part)
        cost = round2(times(total, quotient(row[QUANTITY], source[QUANTITY])))
        changed = False
        for expected in (True, False):
            for carrier, group in self.groups(inbound, expected, plain=True):
                invoiced = sum((v[INVOICED] for v in group), ZERO)
                new = round2(times(cost, quotient(carrier[VALUED] if expected else invoiced, inbound[QUANTITY])))
                old = sum((b.expected(v) if expected else b.actual(v) for v in group), ZERO)
                if new != old:
                    put(b, carrier, new - old, invoiced)
                    entry_points.flag(b, carrier)
                    changed = True
        if inbound["Entry Type"] in ("Transfer", *CONSUMPTIONS) and source[COMPLETE] and not inbound[COMPLETE]:
            inbound[COMPLETE] = changed = True
        if changed:
            self.forward(inbound, depth + 1)

    def adjust_transfer_in(self, row: Record, depth: int) -> None:
        """Brings the receipt of a transfer, not by average, to its share of the source."""
        b = self.b
        receipt, source = b.entries[row["Item Ledger Entry No."]], b.entries[row["Transferred-from Entry No."]]
        changed = False
        if not receipt[COMPLETE]:
            changed = self._rescale_revaluations(receipt, source)
        new = whole_share(b, source, receipt, row[QUANTITY])
        direct = [v for v in b.values_of[receipt["Entry No."]] if is_plain(v)]
        old = sum((b.actual(v) for v in direct), ZERO)
        if new != old:
            put(b, direct[0], new - old, direct[0][INVOICED])
            entry_points.flag(b, direct[0])
            changed = True
        if source[COMPLETE] and not receipt[COMPLETE]:
            receipt[COMPLETE] = changed = True
        if changed:
            self.forward(receipt, depth + 1)

    def _rescale_revaluations(self, receipt: Record, source: Record) -> bool:
        """Revaluations of a receipt whose source was partly uninvoiced shrink with what is invoiced since."""
        b, changed = self.b, False
        values = b.values_of[receipt["Entry No."]]
        for value in [v for v in values if v["Entry Type"] == REVALUATION and not v["Adjustment"]]:
            before = [v for v in b.values_of[source["Entry No."]] if is_plain(v) and v["Entry No."] < value["Entry No."]]
            invoiced_then = sum((v[INVOICED] for v in before), ZERO)
            now = quotient(source[QUANTITY] - source[INVOICED], source[QUANTITY])
            then = quotient(source[QUANTITY] - invoiced_then, source[QUANTITY])
            made = sum((v[ACTUAL] for v in values if v["Adjustment"] and v["Applies-to Entry"] == value["Entry No."]), ZERO)
            waiting = b.buffer.get(value["Entry No."])
            delta = round2(times(value[ACTUAL], now - then)) - made - (waiting.actual if waiting else ZERO)
            if delta:
                put(b, value, delta)
                entry_points.flag(b, value)
                changed = True
        return changed

    # -- 4.6 ------------------------------------------------------------------------------------------------------------
    def eliminate_rounding(self, entry: Record) -> None:
        """What the rounded shares of a used-up layer leave becomes a Rounding value entry."""
        b, rows = self.b, self.b.given_by[entry["Entry No."]]
        if entry[QUANTITY] < 0 or entry["Open"] or not entry[COMPLETE] or self.limit_hit:
            return
        if not all(r["Cost Application"] and r["Output Completely Invd. Date"] for r in rows):
            return
        if sum((r[QUANTITY] for r in rows), ZERO) != -entry[QUANTITY]:
            return
        kept = sum((b.actual(v) for v in b.values_of[entry["Entry No."]] if not v["Expected Cost"]), ZERO)
        given = sum((whole_share(b, entry, b.entries[r["Outbound Item Entry No."]], r[QUANTITY]) for r in rows), ZERO)
        if kept + given:
            write_rounding(b, entry, -(kept + given))
