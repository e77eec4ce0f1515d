"""Dimension sets of WIP entries: those of the tasks, and the global dimensions that a set holds (project-wip.md 5.5)."""

from __future__ import annotations

from itertools import combinations

from xlcost.ledger import Ledger
from xlcost.ledger.ledger import rows_table
from xlcost.ledger.options import CombinationRestriction
from xlcost.ledger.table import Table
from xlcost.problems import XlcostError

DimensionSet = frozenset[tuple[str, str]]


class Dimensions:
    """Dimension sets by number, and numbers for sets that a run needs and the ledger lacks."""

    def __init__(self, ledger: Ledger) -> None:
        self._ledger = ledger
        entries: dict[int, list[tuple[str, str]]] = {}
        for number, code, value in ledger.table("Dimension Set Entry").tuples(
            ("Dimension Set ID", "Dimension Code", "Dimension Value Code")
        ):
            entries.setdefault(number, []).append((code, value))
        self._sets: dict[int, DimensionSet] = {n: frozenset(e) for n, e in entries.items()}
        self._numbers: dict[DimensionSet, int] = {}
        for number in sorted(self._sets):
            self._numbers.setdefault(self._sets[number], number)
        self._of_task: dict[tuple[str, str], list[tuple[str, str]]] = {}
        columns = ("Project No.", "Project Task No.", "Dimension Code", "Dimension Value Code")
        for project, task, code, value in ledger.table("Project Task Dimension").tuples(columns):
            if value:
                self._of_task.setdefault((project, task), []).append((code, value))
        self._blocked = {
            frozenset((a, b))
            for a, b, kind in ledger.table("Dimension Combination").tuples(
                ("Dimension 1 Code", "Dimension 2 Code", "Combination Restriction")
            )
            if kind == CombinationRestriction.BLOCKED
        }
        setup = ledger.setup("General Ledger Setup")
        self._globals = (setup["Global Dimension 1 Code"], setup["Global Dimension 2 Code"])
        self._new: list[int] = []
        self._last = 0

    def of_task(self, project: str, task: str) -> int:
        """Dimension Set ID of a task's dimensions, 0 for none; DIMENSION_COMBINATION when two of them may not meet."""
        pairs = self._of_task.get((project, task))
        if not pairs:
            return 0
        for a, b in combinations(sorted(code for code, _ in pairs), 2):
            if frozenset((a, b)) in self._blocked:
                raise XlcostError(
                    "DIMENSION_COMBINATION",
                    f"The dimensions {a} and {b} stand together.",
                    where=f"project {project}, task {task}",
                    rule="A combination that the sheet Dimension Combination blocks is not posted.",
                    remedy="Remove one of them from Project Task Dimension, or unblock the combination.",
                )
        found = frozenset(pairs)
        if found not in self._numbers:
            self._numbers[found] = number = self._next()
            self._sets[number] = found
            self._new.append(number)
        return self._numbers[found]

    def _next(self) -> int:
        if not self._last:
            used = (t["Dimension Set ID"] for t in self._ledger.tables.values() if t.length and "Dimension Set ID" in t.given)
            self._last = max((int(column.max()) for column in used), default=0)
        self._last += 1
        return self._last

    def mark(self) -> int:
        """How many new sets there are now, for `forget`."""
        return len(self._new)

    def forget(self, mark: int) -> None:
        """Takes back the sets that were added after a mark: their project failed."""
        for number in self._new[mark:]:
            del self._numbers[self._sets.pop(number)]
            self._last -= 1
        del self._new[mark:]

    def global_codes(self, number: int) -> tuple[str, str]:
        """The values that a set holds for the two global dimensions."""
        values = dict(self._sets.get(number, ()))
        first, second = self._globals
        return (values.get(first, "") if first else "", values.get(second, "") if second else "")

    def added(self) -> Table:
        """Dimension Set Entry rows of the new sets."""
        return rows_table(
            "Dimension Set Entry",
            [
                {"Dimension Set ID": number, "Dimension Code": code, "Dimension Value Code": value}
                for number in self._new
                for code, value in sorted(self._sets[number])
            ],
        )
