"""How the cost of traced entries flows along the links, exact at every entry (the rule: views/trace.py).

Entries are taken in an order in which every entry comes after all that hand something to it; in a cycle (finding K01)
there is no such order, so what would run back into it stays where it is.
"""

from __future__ import annotations

from collections import deque

from xlcost.views.entry_graph import ORDER, EntryGraph, Step
from xlcost.views.trace import Reached, proportional

Key = tuple[str, int]  # ("entry", Entry No.) or ("value", Value Entry No. of a capacity entry)


def shares_of(graph: EntryGraph, reached: Reached, start: dict[int, int], direction: str) -> dict[Key, tuple[int, int]]:
    """(share that reaches it, what of it stays) per entry and capacity value entry, from the shares of the starting rows, in ticks."""
    numbers, value_numbers = graph.entries["Entry No."], graph.values["Entry No."]
    share = dict.fromkeys(reached.level, 0)
    share.update(start)
    stays: dict[int, int] = {}
    of_capacity: dict[int, int] = {}
    backward = direction == "backward"
    done: set[int] = set()
    for row in _order(reached):
        done.add(row)
        rest = share[row]
        targets, parts = _hand_over(graph, row, reached.edges.get(row, []), rest, backward=backward)
        for (kind, target), part in zip(targets, parts, strict=True):
            if kind == "value":
                of_capacity[target] = of_capacity.get(target, 0) + part
            elif target in share and target not in done:
                share[target] += part
            else:
                continue  # back into a cycle: stays here
            rest -= part
        stays[row] = rest
    found: dict[Key, tuple[int, int]] = {("entry", int(numbers[r])): (share[r], stays[r]) for r in share}
    found.update({("value", int(value_numbers[v])): (part, part) for v, part in of_capacity.items()})
    if backward:
        for row in reached.level:
            for value in graph.capacity(row):
                found.setdefault(("value", int(value_numbers[value])), (0, 0))
    return found


def _hand_over(graph: EntryGraph, row: int, steps: list[Step], amount: int, *, backward: bool) -> tuple[list[tuple[str, int]], list[int]]:
    """To whom an entry hands its share, and how much of it."""
    applied = [s for s in steps if s.link != ORDER]
    made = [s for s in steps if s.link == ORDER]
    quantity = abs(int(graph.entries["Quantity"][row]))
    targets = [("entry", s.row) for s in applied]
    parts = proportional(amount, [abs(s.quantity) for s in applied], quantity) if quantity else [0] * len(applied)
    capacity = graph.capacity(row) if backward else []
    if made or capacity:
        left = amount - sum(parts)
        weights = [int(graph.cost[s.row]) for s in made]
        if backward:
            weights = [-w for w in weights] + [int(graph.values["Cost Amount (Actual)"][v]) for v in capacity]
        if sum(weights):
            targets += [("entry", s.row) for s in made] + [("value", v) for v in capacity]
            parts += proportional(left, weights, sum(weights))
    return targets, parts


def _order(reached: Reached) -> list[int]:
    """Rows so that each follows all that lead to it; rows of cycles last, in the order they were reached."""
    incoming = dict.fromkeys(reached.level, 0)
    for steps in reached.edges.values():
        for target in {s.row for s in steps}:
            if target in incoming:
                incoming[target] += 1
    ready = deque(row for row in reached.level if not incoming[row])
    found: list[int] = []
    seen: set[int] = set()
    while ready:
        row = ready.popleft()
        found.append(row)
        seen.add(row)
        for target in {s.row for s in reached.edges.get(row, [])}:
            if target in incoming:
                incoming[target] -= 1
                if not incoming[target]:
                    ready.append(target)
    return found + [row for row in reached.level if row not in seen]
