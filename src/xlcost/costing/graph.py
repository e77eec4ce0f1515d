"""The graph of cost: which entry takes its cost from which (costing-engine.md 2.6, 6.21, 7).

Edges, source first: inbound to the outbounds applied to it; outbound to the inbounds that reverse it exactly;
source of a transfer to the receiving leg; consumption to the outputs of its order line.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

from xlcost.costing.books import Books
from xlcost.costing.entries import ASSEMBLY_CONSUMPTION, ASSEMBLY_OUTPUT, CONSUMPTION, OUTPUT, ItemEntry

_PRODUCES = {OUTPUT: CONSUMPTION, ASSEMBLY_OUTPUT: ASSEMBLY_CONSUMPTION}


def sources_of(books: Books, entry: ItemEntry) -> Iterator[ItemEntry]:
    """The entries that an entry takes its cost from."""
    if entry.quantity < 0:
        for row in entry.takes:
            yield books.entries[row.inbound]
        return
    own = entry.own
    if own is not None:
        for no in (own.outbound, own.transferred_from):
            found = books.entry(no) if no else None
            if found is not None:
                yield found
    if entry.entry_type in _PRODUCES:
        yield from consumptions(books, entry)


def consumptions(books: Books, output: ItemEntry) -> Iterator[ItemEntry]:
    """The consumption entries of the order line (assembly: of the order) of an output."""
    wanted = _PRODUCES[output.entry_type]
    for entry in books.load_order(output.order_type, output.order_no):
        if entry.entry_type == wanted and (wanted == ASSEMBLY_CONSUMPTION or entry.order_line == output.order_line):
            yield entry


def depends(books: Books, starts: Iterable[ItemEntry], is_target: Callable[[ItemEntry], bool]) -> bool:
    """Whether the cost of one of the start entries comes, at any distance, from a target (or one of them is a target)."""
    waiting = list(starts)
    seen = {e.no for e in waiting}
    while waiting:
        entry = waiting.pop()
        if is_target(entry):
            return True
        for source in sources_of(books, entry):
            if source.no not in seen:
                seen.add(source.no)
                waiting.append(source)
    return False


def closes_cycle(books: Books, entry: ItemEntry, other: ItemEntry, sources: list[ItemEntry]) -> bool:
    """Whether an application of a new entry (its sources given) or an old outbound to a candidate would close a cycle."""
    if entry.quantity > 0:
        return bool(sources) and depends(books, sources, lambda e: e is other)
    wanted = {CONSUMPTION: OUTPUT, ASSEMBLY_CONSUMPTION: ASSEMBLY_OUTPUT}.get(entry.entry_type)
    if wanted is None and entry.no not in books.entries:
        return False  # nothing can depend on a new entry
    line = entry.order_line if entry.entry_type == CONSUMPTION else 0

    def is_target(found: ItemEntry) -> bool:
        if found is entry:
            return True
        same_order = wanted is not None and found.entry_type == wanted and found.order[:2] == entry.order[:2]
        return same_order and (wanted == ASSEMBLY_OUTPUT or found.order_line == line)

    return depends(books, [other], is_target)
