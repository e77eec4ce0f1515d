"""The invariants of costing-engine.md 6 on the records of a ledger. A broken one is a sentence that names the entry.

`always` holds in every state, `adjusted` when nothing waits for the adjustment. Pairs of states are compared by
`play` (16 idempotent, 17 deterministic, 18 order of items, 19 dates).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from decimal import Decimal
from fractions import Fraction
from typing import Any

from tests.naive_auditor import TABLES, auditor_of
from tests.simulator.state import ZERO, Record, State

CENT = Decimal("0.01")
OUTPUTS = ("Output", "Assembly Output")
CONSUMPTIONS = ("Consumption", "Assembly Consumption")


def always(state: State) -> Iterator[str]:
    """Invariants 1 to 7, 20, 21, 23, 24."""
    for entry in state.entries.values():
        yield from _entry(state, entry)
        yield from _value_sums(state, entry)
        yield from _valuation_dates(state, entry)
    yield from _places(state)
    for value in state.values:
        yield from _value(state, value)
    yield from _cycle(state)


def _entry(state: State, entry: Record) -> Iterator[str]:
    no, quantity, remaining = entry["Entry No."], entry["Quantity"], entry["Remaining Quantity"]
    if quantity > 0:
        own = state.own.get(no)
        if own is None or own["Quantity"] != quantity:
            yield f"3: entry {no} has no own row over its quantity"
            return
        left = own["Quantity"] + sum(r["Quantity"] for r in state.gives[no])
    else:
        left = quantity - sum((r["Quantity"] for r in state.takes[no]), ZERO)
    if left != remaining:
        yield f"1: entry {no} has Remaining Quantity {remaining}, its applications leave {left}"
    if abs(remaining) > abs(quantity) or remaining * quantity < 0 or entry["Open"] != bool(remaining) or entry["Positive"] != (quantity > 0):
        yield f"1: entry {no}: Quantity {quantity}, Remaining Quantity {remaining}, Open {entry['Open']}"
    for row in state.takes[no]:
        if row["Outbound Item Entry No."] != no or row["Inbound Item Entry No."] not in state.entries:
            yield f"3: row {row['Entry No.']} of entry {no} does not name it"


def _value_sums(state: State, entry: Record) -> Iterator[str]:
    no, values = entry["Entry No."], state.values_of[entry["Entry No."]]
    invoiced = sum((v["Invoiced Quantity"] for v in values), ZERO)
    if invoiced != entry["Invoiced Quantity"] or abs(invoiced) > abs(entry["Quantity"]):
        yield f"4: entry {no} has Invoiced Quantity {entry['Invoiced Quantity']}, its value entries {invoiced}"
    carried = [v["Item Ledger Entry Quantity"] for v in values if v["Item Ledger Entry Quantity"]]
    if sum(carried, ZERO) != entry["Quantity"] or len(carried) != 1:
        yield f"6: entry {no} of {entry['Quantity']} has Item Ledger Entry Quantity {carried}"
    if state.invoiced(entry) and state.expected(no):
        yield f"5: entry {no} is invoiced in full and still expects {state.expected(no)}"


def _places(state: State) -> Iterator[str]:
    moved: dict[tuple[str, str, str], list[Decimal]] = defaultdict(lambda: [ZERO, ZERO, ZERO])
    for e in state.entries.values():
        sums = moved[e["Item No."], e["Location Code"], e["Variant Code"]]
        sums[0] += e["Quantity"]
        sums[1] += e["Remaining Quantity"]
        sums[2] += sum((v["Item Ledger Entry Quantity"] for v in state.values_of[e["Entry No."]]), ZERO)
    for place, (quantity, remaining, valued) in moved.items():
        if not quantity == remaining == valued:
            yield f"2: {place} has {quantity} by quantity, {remaining} remaining, {valued} in value entries"


def _value(state: State, value: Record) -> Iterator[str]:
    no, entry = value["Entry No."], state.entries.get(value["Item Ledger Entry No."])
    if value["Expected Cost"] and value["Cost Amount (Actual)"]:
        yield f"7: value entry {no} is expected and has an actual amount"
    if value["Capacity Ledger Entry No."]:
        if value["Item Ledger Entry No."] or value["Item Ledger Entry Type"].strip():
            yield f"7: capacity value entry {no} belongs to an item ledger entry"
        return
    if entry is None or value["Item No."] != entry["Item No."] or value["Location Code"] != entry["Location Code"]:
        yield f"7: value entry {no} does not fit its item ledger entry"
        return
    if state.items[entry["Item No."]]["Inventory Value Zero"] and (value["Cost Amount (Actual)"] or value["Cost Amount (Expected)"]):
        yield f"23: value entry {no} of an item without inventory value has an amount"
    for field in ("Cost Amount (Actual)", "Cost Amount (Expected)"):
        if value[field] != value[field].quantize(CENT):
            yield f"5.1: value entry {no} has {field} {value[field]}"
    if value["Adjustment"]:
        carriers = [v["Entry No."] for v in state.values_of[entry["Entry No."]]]
        if value["Invoiced Quantity"] or value["Item Ledger Entry Quantity"]:
            yield f"24: adjustment {no} carries a quantity"
        if value["Applies-to Entry"] not in carriers and entry["Entry Type"] not in OUTPUTS:
            yield f"24: adjustment {no} applies to value entry {value['Applies-to Entry']}"


def _valuation_dates(state: State, entry: Record) -> Iterator[str]:
    if entry["Quantity"] > 0:
        return
    mine = [v["Valuation Date"] for v in state.values_of[entry["Entry No."]]]
    for row in state.takes[entry["Entry No."]]:
        source = state.values_of[row["Inbound Item Entry No."]]
        if mine and source and min(mine) < source[0]["Valuation Date"]:
            yield f"20: entry {entry['Entry No.']} is valued {min(mine)}, before entry {row['Inbound Item Entry No.']} ({source[0]['Valuation Date']})"


def edges(state: State) -> dict[int, set[int]]:
    """Cost flows from an entry to these (invariant 21)."""
    found: dict[int, set[int]] = defaultdict(set)
    for no, rows in state.takes.items():
        for row in rows:
            found[row["Inbound Item Entry No."]].add(no)
    for no, row in state.own.items():
        for source in (row["Outbound Item Entry No."], row["Transferred-from Entry No."]):
            if source:
                found[source].add(no)
    for no, entry in state.entries.items():
        if entry["Entry Type"] in CONSUMPTIONS:
            found[no] |= {e["Entry No."] for e in outputs_of(state, entry)}
    return found


def outputs_of(state: State, consumption: Record) -> list[Record]:
    """The outputs of the order (production: of the order line) of a consumption."""
    keys = ("Order Type", "Order No.") + (("Order Line No.",) if consumption["Entry Type"] == "Consumption" else ())
    wanted = "Output" if consumption["Entry Type"] == "Consumption" else "Assembly Output"
    return [e for e in state.entries.values() if e["Entry Type"] == wanted and all(e[k] == consumption[k] for k in keys)]


def _cycle(state: State) -> Iterator[str]:
    following = edges(state)
    waiting = dict.fromkeys(state.entries, 0)
    for targets in following.values():
        for no in targets:
            waiting[no] += 1
    ready = [no for no, count in waiting.items() if not count]
    done = 0
    while ready:
        done += 1
        for no in following.get(ready.pop(), ()):
            waiting[no] -= 1
            if not waiting[no]:
                ready.append(no)
    if done != len(state.entries):
        yield f"21: the cost of entries {sorted(no for no, count in waiting.items() if count)[:8]} depends on itself"


# -- after the adjustment ---------------------------------------------------------------------------------------
def adjusted(state: State) -> Iterator[str]:
    """Invariants 8 to 15 and 22, R1 and R2."""
    for item, card in state.items.items():
        yield from _empty_item(state, item, card)
    for entry in state.entries.values():
        if entry["Quantity"] > 0:
            yield from _used_up(state, entry)
            yield from _exact_return(state, entry)
            yield from _standard(state, entry)
        elif entry["Entry Type"] == "Transfer":
            yield from _transfer(state, entry)
        yield from _rounding(state, entry)
    yield from _orders(state)


def _averaged(state: State, entry: Record) -> bool:
    return bool(state.items[entry["Item No."]]["Costing Method"] == "Average")


def _used_up(state: State, entry: Record) -> Iterator[str]:
    """8: a used-up layer and what its recipients took cancel exactly."""
    no = entry["Entry No."]
    rows = state.gives[no]
    if _averaged(state, entry) or entry["Open"] or not entry["Completely Invoiced"] or not rows:
        return
    outs = [state.entries[r["Item Ledger Entry No."]] for r in rows]
    if not all(state.invoiced(o) and len(state.takes[o["Entry No."]]) == 1 and not o["Open"] for o in outs):
        return
    left = state.actual(no) + sum(state.actual(o["Entry No."]) for o in outs)
    if left:
        yield f"8: entry {no} is used up and leaves {left}"


def _empty_item(state: State, item: str, card: Record) -> Iterator[str]:
    """9, R1: nothing left, nothing open: no value left; by place where the average is by place."""
    entries = state.of_item(item)
    by_place = card["Costing Method"] != "Average" or pool_by_place(state)
    groups: dict[Any, list[Record]] = defaultdict(list)
    for e in entries:
        groups[(e["Location Code"], e["Variant Code"]) if by_place else ""].append(e)
    for key, members in groups.items():
        if any(e["Open"] for e in members) or not all(state.invoiced(e) and e["Completely Invoiced"] for e in members):
            continue
        left = sum((state.actual(e["Entry No."]) for e in members), ZERO)
        if card["Costing Method"] == "Average":
            if abs(left) <= CENT * _named_after_the_last_average(state, members) or _revalued_as_a_whole(state, members):
                continue
        if left and not (by_place and card["Costing Method"] == "Average" and _runs_in_circles(state, members)):
            yield f"R1: item {item} {key} has no quantity and a value of {left}"


def _revalued_as_a_whole(state: State, members: list[Record]) -> bool:
    """Whether a receipt was revalued by hand with what had gone of it (2.11): averages of earlier periods keep their cost (4.5), nothing takes their part."""
    return any(v["Entry Type"] == "Revaluation" and not v["Partial Revaluation"] for e in members for v in state.values_of[e["Entry No."]])


def _named_after_the_last_average(state: State, members: list[Record]) -> int:
    """How many issues took a receipt by name after the last average: their rounding meets no average and, beside an average issue, no Rounding entry (4.6)."""
    days: dict[bool, list[Any]] = {True: [], False: []}
    for e in members:
        if e["Quantity"] < 0:
            first = state.values_of[e["Entry No."]][0]
            days[first["Valued By Average Cost"]].append(first["Valuation Date"])
    return sum(bool(days[True]) and day > max(days[True]) for day in days[False])


def _runs_in_circles(state: State, members: list[Record]) -> bool:
    """Whether transfers of one average period lead from a place back to it: then the place's issues are valued without each
    other (4.5, rules 5 and 7), and what one place keeps another lacks."""
    auditor = auditor_of({name: state.ledger.records(name) for name in TABLES})
    days = {v["Valuation Date"] for e in members for v in state.values_of[e["Entry No."]]}
    return any(auditor.comes_back(auditor.pool_of(members[0]), auditor.period(day)) for day in days)


def pool_by_place(state: State) -> bool:
    """Whether averages have always been taken by location and variant."""
    return bool(state.ledger.records("Inventory Setup")[0]["Average Cost Calc. Type"] == "Item & Location & Variant")


def _transfer(state: State, entry: Record) -> Iterator[str]:
    """11: what left is what arrived."""
    no = entry["Entry No."]
    legs = [n for n, row in state.own.items() if row["Outbound Item Entry No."] == no and state.entries[n]["Entry Type"] == "Transfer"]
    plain = [v for n in legs for v in state.values_of[n] if v["Entry Type"] == "Direct Cost" and not v["Item Charge No."]]
    left = state.actual(no) + sum((v["Cost Amount (Actual)"] for v in plain), ZERO)
    if left and not entry["Open"]:
        yield f"11: transfer {no} loses {left} on the way to {legs}"


def _exact_return(state: State, entry: Record) -> Iterator[str]:
    """12: an exact reversal has the unit cost of what it reverses."""
    source = state.own[entry["Entry No."]]["Outbound Item Entry No."]
    if not source or entry["Entry Type"] == "Transfer" or entry["Correction"]:
        return
    out = state.entries[source]
    if not state.invoiced(entry) or not state.invoiced(out):
        return
    cost = sum(
        (v["Cost Amount (Actual)"] for v in state.values_of[entry["Entry No."]] if v["Entry Type"] == "Direct Cost" and not v["Item Charge No."]), ZERO
    )
    fair = Fraction(state.actual(source)) * Fraction(entry["Quantity"]) / Fraction(out["Quantity"])
    invoices = sum(1 for v in state.values_of[entry["Entry No."]] if v["Invoiced Quantity"])
    if abs(Fraction(cost) - fair) >= Fraction(max(invoices, 1), 100):  # each invoice is rounded on its own (4.3)
        yield f"12: entry {entry['Entry No.']} costs {cost}, its part of entry {source} is {float(fair):.4f}"


def _standard(state: State, entry: Record) -> Iterator[str]:
    """14: Direct + Indirect + Variance of an invoiced standard receipt, charges included, is the standard cost of the day."""
    card = state.items[entry["Item No."]]
    if card["Costing Method"] != "Standard" or card["Inventory Value Zero"] or entry["Entry Type"] != "Purchase" or entry["Correction"]:
        return
    for document, values in _by_invoice(state, entry["Entry No."]).items():
        amount = sum((v["Cost Amount (Actual)"] for v in values), ZERO)
        number = sum((v["Invoiced Quantity"] for v in values), ZERO)
        unit = next((v["Cost per Unit"] for v in values if v["Invoiced Quantity"]), ZERO)
        if number and unit and abs(amount - unit * number) > CENT and not _mixed_units(values):
            yield f"14: invoice {document} of entry {entry['Entry No.']} comes to {amount} for {number} at {unit}"
        if not number and amount:
            yield f"14: charge {document} on entry {entry['Entry No.']} moves the standard value by {amount}"


def _mixed_units(values: list[Record]) -> bool:
    """The unit cost on the entry is the quotient of the direct cost where overhead or variance follow."""
    return any(v["Entry Type"] in ("Indirect Cost", "Variance") and v["Cost Amount (Actual)"] for v in values)


def _by_invoice(state: State, no: int) -> dict[tuple[Any, ...], list[Record]]:
    found: dict[tuple[Any, ...], list[Record]] = defaultdict(list)
    for v in state.values_of[no]:
        if v["Entry Type"] in ("Direct Cost", "Indirect Cost", "Variance") and not v["Expected Cost"] and not v["Adjustment"]:
            found[v["Document No."], v["Posting Date"]].append(v)
    return found


def _rounding(state: State, entry: Record) -> Iterator[str]:
    """22: rounding entries are smaller than a cent per application.

    Not where a revaluation reaches another quantity than it was made for: what remained is counted by Posting Date (2.11),
    what is hit by Valuation Date (4.3), and the two part when dates were pushed on (2.5).
    """
    no = entry["Entry No."]
    if any(v["Partial Revaluation"] and _hit_quantity(state, no, v) != v["Valued Quantity"] for v in state.values_of[no]):
        return
    found = [v["Cost Amount (Actual)"] for v in state.values_of[no] if v["Entry Type"] == "Rounding"]
    if found and abs(sum(found)) >= CENT * max(3 * len(state.gives[no]), 1) + CENT:
        yield f"22: entry {no} has rounding {found} over {len(state.gives[no])} applications"


def _hit_quantity(state: State, no: int, revaluation: Record) -> Decimal:
    """The quantity of the outbounds of an entry that one of its partial revaluations concerns."""
    reached = ZERO
    for row in state.gives[no]:
        first = next(v for v in state.values_of[row["Item Ledger Entry No."]] if v["Item Ledger Entry Quantity"])
        late = max(first["Valuation Date"], first["Posting Date"]) > revaluation["Valuation Date"]
        if first["Entry No."] > revaluation["Entry No."] or late:
            reached -= row["Quantity"]
    return reached


def _orders(state: State) -> Iterator[str]:
    """15: a finished and adjusted order leaves nothing in process; the lines of an order together, for they share its capacity.

    A cent may stay for every output taken back that 4.3 gave its share of the whole output, rounded once more than 4.7 did.
    """
    spent: dict[tuple[str, str], Decimal] = defaultdict(lambda: ZERO)
    direct: dict[tuple[str, str], Decimal] = defaultdict(lambda: ZERO)
    for v in state.values:
        if v["Capacity Ledger Entry No."]:
            spent[v["Order Type"], v["Order No."]] += v["Cost Amount (Actual)"]
    outputs: dict[tuple[str, str, int], list[Record]] = defaultdict(list)
    for e in state.entries.values():
        key = (e["Order Type"], e["Order No."])
        if e["Entry Type"] in CONSUMPTIONS:
            spent[key] -= sum((v["Cost Amount (Actual)"] for v in _material(state, e)), ZERO)
        elif e["Entry Type"] in OUTPUTS:
            direct[key] += _plain(state, e, ("Direct Cost",))
            outputs[(*key, 0 if key[0] == "Assembly" else e["Order Line No."])].append(e)
    lines: dict[tuple[str, str], list[Record]] = defaultdict(list)
    for order in state.orders:
        lines[order["Order Type"], order["Order No."]].append(order)
    for key, members in lines.items():
        if all(_settled(state, order, outputs[(*key, order["Order Line No."])]) for order in members):
            rounded = len(members) - 1  # each line rounds its part of the capacity
            rounded += sum(_reversed_exactly(state, e) for order in members for e in outputs[(*key, order["Order Line No."])])
            if abs(direct[key] - spent[key]) > CENT * rounded:
                yield f"15: order {key[1]} spent {spent[key]}, its outputs got {direct[key]}"
            for order in members:
                yield from _standard_order(state, order, outputs[(*key, order["Order Line No."])])


def _settled(state: State, order: Record, outputs: list[Record]) -> bool:
    """Whether an order line has passed all its cost on: finished, adjusted, something made of it that has a value."""
    card = state.items.get(order["Item No."])
    done = (order["Is Finished"] or order["Order Type"] == "Assembly") and order["Cost is Adjusted"]
    return bool(done and card is not None and not card["Inventory Value Zero"] and sum(e["Quantity"] for e in outputs))


def _reversed_exactly(state: State, entry: Record) -> bool:
    """Whether an output took pieces back and an adjustment gave it its share of the output that they were of (4.3)."""
    return entry["Quantity"] < 0 and any(v["Adjustment"] for v in state.values_of[entry["Entry No."]])


def _material(state: State, entry: Record) -> list[Record]:
    return [
        v
        for v in state.values_of[entry["Entry No."]]
        if v["Entry Type"] != "Rounding" and not (entry["Quantity"] > 0 and v["Entry Type"] == "Revaluation")
    ]


def _plain(state: State, entry: Record, kinds: tuple[str, ...]) -> Decimal:
    values = state.values_of[entry["Entry No."]]
    return sum((v["Cost Amount (Actual)"] for v in values if v["Entry Type"] in kinds and not v["Item Charge No."]), ZERO)


def _standard_order(state: State, order: Record, outputs: list[Record]) -> Iterator[str]:
    """15, Standard: with the variances the outputs come to the standard cost of their quantity."""
    if state.items[order["Item No."]]["Costing Method"] != "Standard":
        return
    shares = ("Material Cost", "Capacity Cost", "Subcontrd. Cost", "Cap. Ovhd Cost", "Mfg. Ovhd Cost")
    cards = [order, *_loaded_card(state, outputs)]
    units = [sum((card[f"Single-Level {s}"] for s in shares), ZERO) for card in cards]
    net = sum((e["Quantity"] for e in outputs), ZERO)
    found = sum((_plain(state, e, ("Direct Cost", "Indirect Cost", "Variance")) for e in outputs), ZERO)
    if order["Order Type"] == "Assembly":  # its overhead is the formula on the standard shares
        return
    if all(abs(found - unit * net) > 5 * CENT for unit in units):
        yield f"15: outputs of order {order['Order No.']} come to {found}, standard is {units[0]} x {net}"


def _loaded_card(state: State, outputs: list[Record]) -> list[Record]:
    """The stockkeeping unit whose shares the first adjustment took, where Manufacturing Setup loads its cost (4.7, step 2)."""
    setup = state.ledger.records("Manufacturing Setup")
    if not setup or not setup[0]["Load SKU Cost on Manufacturing"] or not outputs:
        return []
    place = [outputs[0][k] for k in ("Item No.", "Location Code", "Variant Code")]
    return [u for u in state.ledger.records("Stockkeeping Unit") if [u[k] for k in ("Item No.", "Location Code", "Variant Code")] == place]
