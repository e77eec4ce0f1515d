"""Order adjustment (costing-engine.md 4.7)."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from tests.reference_adjustment.books import (
    ACTUAL,
    COMPLETE,
    CONSUMPTIONS,
    DIRECT,
    EXPECTED,
    INDIRECT,
    INVOICED,
    OUTPUTS,
    QUANTITY,
    REVALUATION,
    ROUNDING,
    VALUED,
    VARIANCE,
    ZERO,
    Books,
    Record,
    quotient,
    round2,
    round5,
    times,
)
from tests.reference_adjustment.posting import update_item_cost, write

PARTS = ("Material", "Capacity", "Subcontrd.", "Cap. Ovhd", "Mfg. Ovhd")
VARIANCES = ("Material", "Capacity", "Subcontracted", "Capacity Overhead", "Manufacturing Overhead")
IN_ORDER_OF_POSTING = ("Material", "Capacity", "Capacity Overhead", "Manufacturing Overhead", "Subcontracted")
Vector = list[Decimal]  # Direct Cost, Indirect Cost, Material, Capacity, Subcontracted, Cap. Overhead, Mfg. Overhead
HUNDRED = Decimal(100)


def rounded(vector: Vector, factor: Decimal) -> Vector:
    """round(vector x f): one residual runs through the parts; past those that are 0, as in the example of 4.7 (18.5 pieces, 1.33)."""
    found, residual = [], ZERO
    for part in vector:
        if not part:
            found.append(ZERO)
            continue
        exact = times(part, factor) + residual
        found.append(round2(exact))
        residual = exact - found[-1]
    return found


def minus(one: Vector, other: Vector) -> Vector:
    """The difference of two vectors."""
    return [a - b for a, b in zip(one, other, strict=True)]


class OrderAdjustment:
    """One row of Inventory Adjmt. Entry (Order)."""

    def __init__(self, b: Books, order: Record) -> None:
        self.b, self.order = b, order
        self.item = b.items[order["Item No."]]
        self.assembly = order["Order Type"] == "Assembly"
        mine = [e for e in b.entries.values() if e["Order Type"] and b.order_key(e) == b.order_key(order)]
        self.consumed = [e for e in mine if e["Entry Type"] in CONSUMPTIONS]
        outputs = [e for e in mine if e["Entry Type"] in OUTPUTS]
        self.positives = [e for e in outputs if e[QUANTITY] > 0]
        self.negatives = [e for e in outputs if e[QUANTITY] < 0]
        self.net: Decimal = sum((e[QUANTITY] for e in outputs), ZERO)
        self.gross: Decimal = sum((e[QUANTITY] for e in self.positives), ZERO)

    def run(self) -> None:
        """Posts what the outputs still lack and marks the order adjusted."""
        order, item = self.order, self.item
        if not item["Inventory Value Zero"]:
            for output, new in self.targets():
                self._post(output, new)
        if not order[COMPLETE]:
            for name in PARTS:
                order[output_cost(name)] = round5(item[output_cost(name)])
            order["Overhead Rate"] = item["Overhead Rate"]
            order["Indirect Cost %"] = order["Indirect Cost %"] or item["Indirect Cost %"]
            order[COMPLETE] = True
        order["Cost is Adjusted"] = True

    # -- step 1 -------------------------------------------------------------------------------------------------------
    def actual(self) -> Vector:
        """Actual cost shares of the order."""
        b, order = self.b, self.order
        material = ZERO
        for entry in self.consumed:
            for value in b.values_of[entry["Entry No."]]:
                returned = entry[QUANTITY] > 0 and value["Entry Type"] == REVALUATION
                if value["Entry Type"] != ROUNDING and not returned and value["Inventoriable"]:
                    material -= value[ACTUAL]
                if value["Entry Type"] != ROUNDING:
                    material -= value["Cost Amount (Non-Invtbl.)"]
        names = ("Order Type", "Order No.", "Routing No.", "Routing Reference No.", "Item No.")
        works = [c for c in b.capacities if all(c[n] == order[n] for n in names)]
        made = sum((c["Output Quantity"] for c in works), ZERO)
        here = sum((c["Output Quantity"] for c in works if c["Order Line No."] == order["Order Line No."]), ZERO)
        part = quotient(here, made) if made and not self.assembly else Decimal(1)
        direct = {sub: sum((self._work(c, DIRECT) for c in works if c["Subcontracting"] == sub), ZERO) for sub in (False, True)}
        overhead = sum((self._work(c, INDIRECT) for c in works), ZERO)
        shares = [times(amount, part) for amount in (direct[False], direct[True], overhead)]
        vector = rounded([ZERO, ZERO, material, *shares, ZERO], Decimal(1))
        vector[6] = self.overhead(vector)
        vector[0] = sum(vector[2:6], ZERO)
        vector[1] = vector[6]
        return vector

    def _work(self, capacity: Record, kind: str) -> Decimal:
        values = self.b.values_of_capacity[capacity["Entry No."]]
        return sum((v[ACTUAL] for v in values if v["Entry Type"] == kind), ZERO)

    def overhead(self, vector: Vector) -> Decimal:
        """Mfg. Overhead by the rates of the order row."""
        base: Decimal = sum(vector[2:6], ZERO)
        return round2(times(base, self.order["Indirect Cost %"] / HUNDRED) + times(self.order["Overhead Rate"], self.net))

    # -- step 2 -------------------------------------------------------------------------------------------------------
    def _unit_share(self, name: str) -> Decimal:
        """A single-level share of the item, or of the stockkeeping unit when these are loaded."""
        unit = self.item
        if self.b.manufacturing["Load SKU Cost on Manufacturing"] and self.positives:
            where = [(u["Location Code"], u["Variant Code"]) for u in self.positives[:1]]
            found = [u for u in self.b.rows["Stockkeeping Unit"] if u["Item No."] == self.item["No."]]
            unit = next((u for u in found if (u["Location Code"], u["Variant Code"]) in where), self.item)
        cost: Decimal = unit[name]
        return cost

    def standard(self) -> Vector:
        """Standard cost shares of the net output."""
        if self.order[COMPLETE]:
            unit = [self.order[output_cost(n)] for n in PARTS]
        else:
            unit = [self._unit_share(output_cost(n)) for n in PARTS]
        vector = rounded([sum(unit[:4], ZERO), unit[4], *unit], self.net)
        if self.assembly:
            vector[6] = self.overhead(vector)
        return vector

    def targets(self) -> list[tuple[Record, Vector]]:
        """Steps 2 and 3: what each output must carry."""
        share = self.actual()
        if self.item["Costing Method"] == "Standard":
            share = share[:2] + minus(self.standard()[2:], share[2:])
        else:
            share = share[:2] + [ZERO] * 5
        returned = -(self.gross - self.net)
        factor = quotient(returned, self.net) if self.net else Decimal(-1)
        taken_back = rounded(share, factor)
        left, left_quantity = share, self.net
        back, back_quantity = taken_back, returned
        found = []
        for output in self.positives:
            reversed_here = sum((e[QUANTITY] for e in self.negatives if e["Applies-to Entry"] and e["Entry No."] in self._chain(output)), ZERO)
            quantity = output[QUANTITY] + reversed_here
            new = [ZERO] * 7
            if left_quantity and quantity:
                new = rounded(left, quotient(quantity, left_quantity))
                left, left_quantity = minus(left, new), left_quantity - quantity
            if back_quantity and reversed_here:
                given = rounded(back, quotient(reversed_here, back_quantity))
                back, back_quantity = minus(back, given), back_quantity - reversed_here
                new = minus(new, given)
            found.append((output, new))
        left, left_quantity = taken_back, returned
        for output in self.negatives:
            new = [ZERO] * 7
            if left_quantity:
                new = rounded(left, quotient(output[QUANTITY], left_quantity))
                left, left_quantity = minus(left, new), left_quantity - output[QUANTITY]
            found.append((output, new))
        return found

    def _chain(self, output: Record) -> set[int]:
        """Entries reached along applications from an output."""
        b = self.b
        found: set[int] = set()
        ahead = [output["Entry No."]]
        while ahead:
            no = ahead.pop()
            rows = b.given_by[no] if b.entries[no][QUANTITY] > 0 else []
            reached = [r["Outbound Item Entry No."] for r in rows]
            reached += [r["Item Ledger Entry No."] for r in (*b.transferred_from[no], *b.returned_from[no])]
            ahead += [n for n in reached if n not in found]
            found |= set(reached)
        return found

    # -- step 4 -------------------------------------------------------------------------------------------------------
    def _post(self, output: Record, new: Vector) -> None:
        values = self.b.values_of[output["Entry No."]]
        source = values[0]
        first = not self.order[COMPLETE] and not self.assembly
        old = {kind: sum((v[ACTUAL] for v in values if v["Entry Type"] == kind), ZERO) for kind in (DIRECT, INDIRECT)}
        self._part(output, source, DIRECT, "", new[0] - old[DIRECT], first)
        self._part(output, source, INDIRECT, "", new[1] - old[INDIRECT], False)
        if self.item["Costing Method"] != "Standard":
            return
        targets = dict(zip(VARIANCES, new[2:], strict=True))
        for kind in IN_ORDER_OF_POSTING:
            carried = sum((v[ACTUAL] for v in values if v["Entry Type"] == VARIANCE and v["Variance Type"] == kind), ZERO)
            self._part(output, source, VARIANCE, kind, targets[kind] - carried, False)

    def _part(self, output: Record, source: Record, kind: str, variance: str, delta: Decimal, first: bool) -> None:
        """One value entry of an output; the first Direct Cost of a produced output invoices it."""
        b = self.b
        if not delta and not first:
            return
        columns: dict[str, Any] = {"Entry Type": kind, "Variance Type": variance, VALUED: output[QUANTITY], ACTUAL: delta}
        columns["Adjustment"] = self.assembly
        if first:
            columns[INVOICED] = output[QUANTITY]
            columns[EXPECTED] = -sum((v[EXPECTED] for v in b.values_of[output["Entry No."]] if v["Entry Type"] != REVALUATION), ZERO)
            output[INVOICED], output[COMPLETE] = output[QUANTITY], True
        value = write(b, source, **columns)
        if first:
            output["Last Invoice Date"] = max(output["Last Invoice Date"] or value["Posting Date"], value["Posting Date"])
            for row in b.taken_by[output["Entry No."]]:
                row["Output Completely Invd. Date"] = row["Output Completely Invd. Date"] or value["Posting Date"]
            self._take_back_revaluations(output, source)
        update_item_cost(b, value, delta)


    def _take_back_revaluations(self, output: Record, source: Record) -> None:
        """Interim revaluations of the output lose their expected cost when it is invoiced (2.11, 2.12)."""
        for value in list(self.b.values_of[output["Entry No."]]):
            if value["Entry Type"] == REVALUATION and value[EXPECTED]:
                columns = {"Entry Type": REVALUATION, VALUED: value[VALUED], EXPECTED: -value[EXPECTED], "Applies-to Entry": value["Entry No."]}
                made = write(self.b, source, **columns, **{"Partial Revaluation": value["Partial Revaluation"]})
                made["Valuation Date"] = value["Valuation Date"]


def output_cost(part: str) -> str:
    """The caption of a single-level share."""
    return f"Single-Level {part} Cost"
