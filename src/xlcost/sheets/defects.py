"""The defects of one sheet, listed cell by cell up to a cap per column and code, then counted."""

from __future__ import annotations

from collections.abc import Container, Mapping
from dataclasses import replace

from xlcost.ledger.rules import RULES, problem
from xlcost.problems import Problem, Severity
from xlcost.sheets.limits import SHOWN_DEFECTS
from xlcost.sheets.workbook_parts import cell_range, column_letter

_Group = tuple[int, str, Severity]


class Defects:
    """Collects defects of a sheet; `problems()` lists them by row within each column."""

    def __init__(self, sheet: str) -> None:
        self.sheet = sheet
        self._found: dict[_Group, list[tuple[int, str, str]]] = {}
        self._counts: dict[_Group, int] = {}

    def add(self, code: str, column: int, row: int, caption: str, what: str, severity: Severity | None = None) -> None:
        """One defect of a cell."""
        group = column, code, RULES[code].severity if severity is None else severity
        self._counts[group] = self._counts.get(group, 0) + 1
        shown = self._found.setdefault(group, [])
        if len(shown) < SHOWN_DEFECTS:
            shown.append((row, caption, what))

    def at(
        self,
        address: str,
        rows: Container[int],
        columns: Container[int],
        code: str,
        stored: Container[int],
        captions: Mapping[int, str],
        what: str,
    ) -> None:
        """A defect by address, if it lies in the table; in a column that is not read it is a warning."""
        place = cell_range(address)
        if place is None or place[0] not in rows or place[1] not in columns:
            return
        self.add(code, place[1], place[0], captions.get(place[1], ""), what, None if place[1] in stored else Severity.WARNING)

    def problems(self) -> list[Problem]:
        """All of them, in the order of the columns."""
        listed = []
        for group in sorted(self._found):
            column, code, severity = group
            letter = column_letter(column)
            for row, caption, what in self._found[group]:
                cell = f"{letter}{row}"
                text = f"{caption}: {what}" if caption else what
                listed.append(problem(code, f"{self.sheet}!{cell}", text, sheet=self.sheet, cell=cell))
            more = self._counts[group] - len(self._found[group])
            if more:
                rest = problem(code, f"{self.sheet}!{letter}:{letter}", f"And {more:,} more in this column.", sheet=self.sheet)
                listed.append(replace(rest, cells=more))
            if severity is not RULES[code].severity:
                count = len(self._found[group]) + bool(more)
                listed[-count:] = [replace(p, severity=severity) for p in listed[-count:]]
        return listed
