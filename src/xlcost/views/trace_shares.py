"""How the cost of traced entries flows along the links, exact at every entry (the rule: views/trace.py).

Entries are taken in an order in which every entry comes after all that hand something to it; in a cycle (finding K01)
there is no such order, so what would run back into it stays where it is.
"""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass

from xlcost.views.entry_graph import APPLICATION, ORDER, TRANSFER, EntryGraph, Step
from xlcost.views.trace import Reached, proportional

Key = tuple[str, int]  # ("entry", Entry No.) or ("value", Value Entry No. of a capacity entry)


@dataclass(frozen=True, slots=True)
class Flow:
    """What of the traced cost reaches a node, what it hands on, what stays there, in ticks: share = handed_on + stays."""

    share: int = 0
    handed_on: int = 0
    stays: int = 0


def shares_of(graph: EntryGraph, reached: Reached, start: dict[int, int], direction: str) -> dict[Key, Flow]:
    """The flow through each entry and capacity value entry, from the shares of the starting rows.

    A transfer: the receipt takes the share of the goods that were moved straight from where they came from; it runs through
    the shipment, which keeps none of it.
    """
    numbers, value_numbers = graph.entries["Entry No."], graph.values["Entry No."]
    share = dict.fromkeys(reached.level, 0)
    share.update(start)
    handed: dict[int, int] = dict.fromkeys(reached.level, 0)
    through: dict[int, int] = {}
    of_capacity: dict[int, int] = {}
    backward = direction == "backward"
    done: set[int] = set()
    for row in _order(reached):
        done.add(row)
        for (kind, target, by), part in _hand_over(graph, row, reached.edges.get(row, []), share[row], backward=backward):
            if kind == "value":
                of_capacity[target] = of_capacity.get(target, 0) + part
            elif target in share and target not in done:
                share[target] += part
                if by in share:
                    through[by] = through.get(by, 0) + part
            else:
                continue  # back into a cycle: stays here
            handed[row] += part
    found: dict[Key, Flow] = {}
    for row, own in share.items():
        passing = through.get(row, 0)
        found["entry", int(numbers[row])] = Flow(own + passing, handed[row] + passing, own - handed[row])
    found.update({("value", int(value_numbers[v])): Flow(part, 0, part) for v, part in of_capacity.items()})
    if backward:
        for row in reached.level:
            for value in graph.capacity(row):
                found.setdefault(("value", int(value_numbers[value])), Flow())
    return found


def _hand_over(graph: EntryGraph, row: int, steps: list[Step], amount: int, *, backward: bool) -> list[tuple[tuple[str, int, int], int]]:
    """((kind, to whom, through which shipment or -1), how much) for everything that an entry hands on of its share."""
    applied = [s for s in steps if s.link != ORDER]
    made = [s for s in steps if s.link == ORDER]
    quantity = abs(int(graph.entries["Quantity"][row]))
    weights = [abs(s.quantity) for s in applied]
    ways = [("entry", s.row, -1) for s in applied]
    if not backward and graph.positive[row]:
        for place, step in enumerate(applied):
            if step.link == TRANSFER:
                ways[place] = ("entry", step.row, step.by)
                sent = next(
                    (n for n, s in enumerate(applied) if s.link == APPLICATION and s.row == step.by and weights[n] >= weights[place]), -1
                )
                if sent >= 0:
                    weights[sent] -= weights[place]
    parts = proportional(amount, weights, quantity) if quantity else [0] * len(applied)
    capacity = graph.capacity(row) if backward else []
    if made or capacity:
        left = amount - sum(parts)
        costs = [int(graph.cost[s.row]) for s in made]
        if backward:
            costs = [-c for c in costs] + [int(graph.values["Cost Amount (Actual)"][v]) for v in capacity]
        if sum(costs):
            ways += [("entry", s.row, -1) for s in made] + [("value", v, -1) for v in capacity]
            parts += proportional(left, costs, sum(costs))
    return list(zip(ways, parts, strict=True))


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
