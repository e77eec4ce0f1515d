"""Rule K01: an entry that can be reached from itself. Cost that runs in a circle never comes to rest.

Entries without a predecessor are taken off the graph, then those that lose their last one, and so on; likewise from the
other end. What is left lies on circles or between them; only that rest is searched for circles. An order stands in the
graph as one node between its consumption and its output, so that large orders do not multiply.
"""

from __future__ import annotations

import numpy as np

from xlcost.money import Array
from xlcost.problems import Severity
from xlcost.views.audit_rules.books import Books
from xlcost.views.audit_rules.check import Check, Hits
from xlcost.views.entry_graph import entry_graph


def _peel(source: Array, target: Array, count: int) -> tuple[Array, Array]:
    """The edges that are left when nodes without predecessor and nodes without successor are taken off, again and again."""
    for a, b in ((source, target), (target, source)):
        incoming = np.bincount(b, minlength=count)
        order = np.argsort(a, kind="stable")
        starts = np.searchsorted(a[order], np.arange(count + 1)).tolist()
        followers = b[order].tolist()
        degree = incoming.tolist()
        ready = np.flatnonzero(incoming == 0).tolist()
        gone = np.zeros(count, dtype=np.bool_)
        while ready:
            node = ready.pop()
            gone[node] = True
            for follower in followers[starts[node] : starts[node + 1]]:
                degree[follower] -= 1
                if degree[follower] == 0:
                    ready.append(follower)
        stays = ~gone[source] & ~gone[target]
        source, target = source[stays], target[stays]
        if not len(source):
            break
    return source, target


def _circles(source: list[int], target: list[int]) -> list[list[int]]:
    """Strongly connected parts with a circle, by an iterative depth-first search."""
    followers: dict[int, list[int]] = {}
    for a, b in zip(source, target, strict=True):
        followers.setdefault(a, []).append(b)
    number: dict[int, int] = {}
    low: dict[int, int] = {}
    stack: list[int] = []
    on_stack: set[int] = set()
    found: list[list[int]] = []
    for root in sorted(followers):
        if root in number:
            continue
        work = [(root, iter(followers[root]))]
        number[root] = low[root] = len(number)
        stack.append(root)
        on_stack.add(root)
        while work:
            node, rest = work[-1]
            follower = next(rest, None)
            if follower is None:
                work.pop()
                if work:
                    low[work[-1][0]] = min(low[work[-1][0]], low[node])
                if low[node] == number[node]:
                    part = stack[stack.index(node) :]
                    del stack[-len(part) :]
                    on_stack.difference_update(part)
                    if len(part) > 1 or node in followers.get(node, ()):
                        found.append(part)
            elif follower not in number:
                number[follower] = low[follower] = len(number)
                stack.append(follower)
                on_stack.add(follower)
                work.append((follower, iter(followers.get(follower, ()))))
            elif follower in on_stack:
                low[node] = min(low[node], number[follower])
    return found


def _cycle(books: Books) -> Hits:
    graph = entry_graph(books.ledger)
    source, target = _peel(*graph.edges())
    numbers = books.entries["Entry No."]
    parts = [
        sorted((r for r in part if r < books.entries.length), key=lambda r: int(numbers[r]))
        for part in _circles(source.tolist(), target.tolist())
    ]
    parts = sorted((p for p in parts if p), key=lambda p: int(numbers[p[0]]))
    entries = np.array([p[0] for p in parts], dtype=np.int64)
    shown = [", ".join(str(int(numbers[r])) for r in p[:10]) + (" ..." if len(p) > 10 else "") for p in parts]
    return Hits(entries, np.full(len(parts), -1), {"entries": shown})


# fmt: off
CHECKS = (
    Check("K01", "K", Severity.ERROR, "an item ledger entry can be reached from itself", "The entries {entries} lead back to themselves.",
          "Undo one of the applications between them, or split the order that consumes its own output.", _cycle),
)
# fmt: on
