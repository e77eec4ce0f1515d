"""The chain of a decrease: the entries that its cost flows into (costing-engine.md 4.5, chain(v))."""

from __future__ import annotations

from functools import cached_property

from xlcost.costing.books import Books
from xlcost.costing.entries import ASSEMBLY_CONSUMPTION, ASSEMBLY_OUTPUT, CONSUMPTION, OUTPUT, ItemEntry

_MAKES = {CONSUMPTION: OUTPUT, ASSEMBLY_CONSUMPTION: ASSEMBLY_OUTPUT}


class Chains:
    """Forward chains within one item; orders count only where the item is made, at any distance, from itself."""

    def __init__(self, books: Books, item: str) -> None:
        self.books, self.item = books, item
        self._found: dict[tuple[int, int | None], set[int]] = {}

    @cached_property
    def self_consuming(self) -> bool:
        """Whether some order leads from a consumption of the item back to an output of it."""
        seen: set[str] = set()
        waiting = [self.item]
        while waiting:
            for entry in list(self.books.by_item.get(waiting.pop(), ())):
                if entry.entry_type not in _MAKES or not entry.order_no:
                    continue
                for output in self.outputs(entry):
                    if output.item == self.item:
                        return True
                    if output.item not in seen:
                        seen.add(output.item)
                        waiting.append(output.item)
        return False

    def outputs(self, entry: ItemEntry) -> list[ItemEntry]:
        """The outputs that a consumption goes into."""
        wanted = _MAKES[entry.entry_type]
        found = self.books.load_order(entry.order_type, entry.order_no)
        return [e for e in found if e.entry_type == wanted and (wanted == ASSEMBLY_OUTPUT or e.order_line == entry.order_line)]

    def forward(self, entry: ItemEntry, until: int | None) -> set[int]:
        """Entries reached from a decrease; none with a value entry valued after `until`."""
        if not entry.returned and not (entry.entry_type in _MAKES and entry.order_no):
            return set()
        key = (entry.no, until)
        found = self._found.get(key)
        if found is None:
            found = self._found[key] = self._walk(entry, until)
        return found

    def _walk(self, start: ItemEntry, until: int | None) -> set[int]:
        seen: set[int] = set()
        waiting = [start]
        while waiting:
            for follower in self._next(waiting.pop(), until):
                late = until is not None and any(v.valuation_date > until for v in follower.values)
                if follower.no not in seen and follower is not start and not late:
                    seen.add(follower.no)
                    waiting.append(follower)
        return seen

    def _next(self, entry: ItemEntry, until: int | None) -> list[ItemEntry]:
        entries = self.books.entries
        if entry.quantity > 0:
            return [entries[r.ile_no] for r in (*entry.gives, *entry.transferred)]
        found = [entries[r.ile_no] for r in entry.returned if not r.transferred_from]
        if entry.entry_type in _MAKES and entry.order_no and self.self_consuming:
            found += [e for e in self.outputs(entry) if until is None or e.posting_date <= until]
        return found
