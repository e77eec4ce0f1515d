"""What every entry must cost."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from fractions import Fraction

from tests.naive_auditor.averages import Averages
from tests.naive_auditor.records import HALF_CENT, MADE, TABLES, Circle, Cost, Record


class Auditor(Averages):
    """The books as records by table, fully adjusted, and what is wrong with them."""

    def differences(self) -> list[str]:
        """Entries whose recorded cost cannot be right."""
        found = []
        for no, entry in sorted(self.entries.items()):
            if self.items[entry["Item No."]]["Inventory Value Zero"] or not self.is_derived(entry):
                continue
            cost = self.cost(no)
            recorded = self.recorded(entry)
            if not self.partly(entry) and abs(recorded - cost.amount) > cost.error:
                found.append(f"entry {no} ({entry['Entry Type']} of {entry['Item No.']}) costs {float(recorded):.2f}, right is {float(cost.amount):.4f} +- {float(cost.error):.3f}")
            found += self.wrong_share(entry, cost)
        return found

    def wrong_share(self, entry: Record, cost: Cost) -> list[str]:
        """The invoiced part of an entry carries its part of the cost."""
        if entry["Entry Type"] in MADE or cost.adopted:
            return []
        actual = sum((Fraction(v["Cost Amount (Actual)"]) for v in self.derived_values(entry)), Fraction(0))
        right = cost.amount * Fraction(entry["Invoiced Quantity"]) / Fraction(entry["Quantity"])
        groups = 1 + sum(1 for v in self.values[entry["Entry No."]] if v["Invoiced Quantity"])
        if abs(actual - right) > cost.error + groups * HALF_CENT:
            return [f"entry {entry['Entry No.']}: {float(actual):.2f} for what is invoiced, right is {float(right):.4f}"]
        return []

    @property
    def audited(self) -> int:
        """Entries worked out."""
        return sum(1 for c in self.costs.values() if not c.adopted)

    @property
    def adopted(self) -> int:
        """Entries taken as recorded."""
        return sum(1 for c in self.costs.values() if c.adopted)

    def cost(self, no: int) -> Cost:
        """The derived cost of an entry."""
        if no in self.costs:
            return self.costs[no]
        if no in self.busy:
            raise Circle(no)
        self.busy.add(no)
        entry = self.entries[no]
        try:
            found = self.derive(entry)
        except Circle as circle:
            if circle.key != no:
                raise
            found = self.adopt(entry)
        finally:
            self.busy.discard(no)
        self.costs[no] = found
        return found

    def derive(self, entry: Record) -> Cost:
        """The cost of an entry from where it comes from."""
        if entry["Entry Type"] in MADE:
            return self.of_order(entry)
        if entry["Quantity"] > 0:
            return self.of_source(entry)
        if any(v["Valued By Average Cost"] for v in self.values[entry["Entry No."]] if v["Item Ledger Entry Quantity"]):
            return self.of_average(entry)
        if self.items[entry["Item No."]]["Costing Method"] == "Average" and not entry["Applies-to Entry"]:
            return self.adopt(entry)
        return self.of_layers(entry)

    def of_layers(self, entry: Record) -> Cost:
        """Its part of every layer it takes from; what no layer covers keeps the unit cost of its posting."""
        if any(self.was_pushed(row["Inbound Item Entry No."]) for row in self.takes[entry["Entry No."]]):
            return self.adopt(entry)
        total, error, open_quantity = Fraction(0), HALF_CENT, Fraction(entry["Quantity"])
        for row in self.takes[entry["Entry No."]]:
            source = self.entries[row["Inbound Item Entry No."]]
            layer = self.layer(source, entry)
            part = Fraction(row["Quantity"]) / Fraction(source["Quantity"])
            total += layer.amount * part
            error += layer.error * abs(part) + 3 * HALF_CENT
            open_quantity -= Fraction(row["Quantity"])
        if open_quantity:
            carriers = [v for v in self.values[entry["Entry No."]] if not v["Adjustment"]]
            if len({v["Cost per Unit"] for v in carriers}) > 1:
                return self.adopt(entry)
            covered = Fraction(entry["Quantity"]) - open_quantity
            total += (Fraction(carriers[0]["Cost per Unit"]) or (total / covered if covered else 0)) * open_quantity
            error += abs(open_quantity) * Fraction(1, 200_000)
        return Cost(total, error + HALF_CENT * sum(1 for v in self.values[entry["Entry No."]]))

    def was_pushed(self, no: int) -> bool:
        """Whether a partial revaluation of a layer is valued later than it was posted: whom it hits depends on when that was asked."""
        return any(v["Partial Revaluation"] and v["Valuation Date"] != v["Posting Date"] for v in self.values[no])

    def layer(self, entry: Record, taker: Record) -> Cost:
        """The cost of a whole inbound entry, as a taker sees it."""
        quantity, left = Fraction(entry["Quantity"]), Fraction(entry["Quantity"] - entry["Invoiced Quantity"])
        total, error = Fraction(0), Fraction(0)
        derived = self.is_derived(entry)
        if derived:
            found = self.cost(entry["Entry No."])
            total, error = found.amount, found.error
        replaced = {v["Entry No."] for v in self.derived_values(entry)} if derived else set()
        for v in self.values[entry["Entry No."]]:
            kind, actual, expected = v["Entry Type"], Fraction(v["Cost Amount (Actual)"]), Fraction(v["Cost Amount (Expected)"])
            if v["Entry No."] in replaced or kind == "Rounding" or (kind == "Revaluation" and not self.hits(entry, v, taker)):
                continue
            if kind == "Revaluation" and expected:
                total += (actual + expected) * quantity / Fraction(v["Valued Quantity"])
            elif v["Expected Cost"]:
                total += expected * left / Fraction(v["Valued Quantity"])
            elif v["Partial Revaluation"]:
                total += actual * quantity / Fraction(v["Valued Quantity"])
            else:
                total += actual
        return Cost(total, error)

    def hits(self, entry: Record, revaluation: Record, taker: Record) -> bool:
        """Whether a revaluation of a layer concerns a taker (costing-engine.md 4.3)."""
        if revaluation["Applies-to Entry"]:
            (revaluation,) = [v for v in self.values[entry["Entry No."]] if v["Entry No."] == revaluation["Applies-to Entry"]]
        if not revaluation["Partial Revaluation"]:
            return True
        first = next(v for v in self.values[taker["Entry No."]] if v["Item Ledger Entry Quantity"])
        return first["Entry No."] > revaluation["Entry No."] or max(first["Valuation Date"], first["Posting Date"]) > revaluation["Valuation Date"]

    def of_source(self, entry: Record) -> Cost:
        """An exact reversal, or what arrives of a transfer."""
        own = self.own[entry["Entry No."]]
        quantity = Fraction(entry["Quantity"])
        if own["Transferred-from Entry No."] and self.was_pushed(own["Transferred-from Entry No."]):
            return self.adopt(entry)
        if own["Transferred-from Entry No."]:
            source = self.entries[own["Transferred-from Entry No."]]
            layer = self.layer(source, entry)
            part = quantity / Fraction(source["Quantity"])
            return Cost(layer.amount * part, layer.error * part + 2 * HALF_CENT)
        source = self.entries[own["Outbound Item Entry No."]]
        found = self.cost(source["Entry No."])
        part = quantity / Fraction(source["Quantity"])
        extra = HALF_CENT * (2 + sum(1 for v in self.values[entry["Entry No."]]))
        return Cost(found.amount * part, found.error * abs(part) + extra)

    def of_order(self, entry: Record) -> Cost:
        """Direct cost of an output: its part of material and capacity."""
        key = self.order_key(entry)
        if key not in self.finished:
            return self.adopt(entry)
        members = self.members[key]
        outputs = [e for e in members if e["Entry Type"] == entry["Entry Type"]]
        several = sum(1 for other in self.finished if other[:2] == key[:2]) > 1
        if several or any(e["Quantity"] < 0 for e in outputs):
            return self.adopt(entry)
        spent, error = self.capacity[key], HALF_CENT * 4
        for e in members:
            if e["Entry Type"] != MADE[entry["Entry Type"]]:
                continue
            used = self.used(e)
            spent -= used.amount
            error += used.error
        part = Fraction(entry["Quantity"]) / sum(Fraction(e["Quantity"]) for e in outputs)
        return Cost(spent * part, error * part + HALF_CENT * len(outputs))

    def used(self, entry: Record) -> Cost:
        """What a consumption adds to its order, negative; charges included, revaluations of returned material not."""
        if self.items[entry["Item No."]]["Inventory Value Zero"]:
            return Cost(Fraction(0))
        found = self.cost(entry["Entry No."]) if self.is_derived(entry) else Cost(Fraction(0))
        covered = {v["Entry No."] for v in self.derived_values(entry)} if self.is_derived(entry) else set()
        rest = sum(
            (
                Fraction(v["Cost Amount (Actual)"]) + Fraction(v["Cost Amount (Non-Invtbl.)"])
                for v in self.values[entry["Entry No."]]
                if v["Entry No."] not in covered and v["Entry Type"] not in ("Rounding", "Revaluation")
            ),
            Fraction(0),
        )
        return Cost(found.amount + rest, found.error)


def auditor_of(records: Mapping[str, Iterable[Record]]) -> Auditor:
    """An auditor of books given as records by table."""
    return Auditor({name: list(records[name]) for name in TABLES})
