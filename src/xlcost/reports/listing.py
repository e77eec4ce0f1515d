"""A list as a report: records under captions, a total line, a message. What most of the auditor's reports are."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, TypeVar

from xlcost.ledger import Ledger
from xlcost.reports.grid import GridColumn, Line, Rank
from xlcost.reports.options import Options
from xlcost.reports.record_lines import cells, sums
from xlcost.reports.report import Layout, Report

AnyOptions = TypeVar("AnyOptions", bound=Options)
Record = Mapping[str, Any]
SIGNS = {"Error": "■", "Warning": "▲", "Note": "○"}
STATES = {"Error": "open", "Warning": "explained", "Note": "na"}


@dataclass(frozen=True)
class Listing:
    """What a list shows: its records, the sentence above them, and what stands under or beside them."""

    columns: Sequence[GridColumn]
    records: Sequence[Record]
    message: str
    state: Callable[[Record], str] = lambda record: STATES.get(str(record.get("Severity", "")), "")
    links: Callable[[Record], Mapping[str, str]] = lambda record: {}
    anchor: Callable[[Record], str] = lambda record: ""
    level: Callable[[Record], int] = lambda record: 1
    total: str = "Total"  # the label of the total line, "" = no total line
    facts: Mapping[str, Any] = field(default_factory=dict)  # blocks, charts, pages

    def _cells(self, record: Record) -> dict[str, Any]:
        """The printed cells; a severity stands with its sign, because colour is never alone."""
        found = cells(record, self.columns)
        for c in self.columns:
            if c.kind == "status" and found[c.key] in SIGNS:
                found[c.key] = f"{SIGNS[found[c.key]]} {found[c.key]}"
        return found

    def lines(self) -> list[Line]:
        """One detail line per record, then the total."""
        found = [
            Line(
                Rank.DETAIL,
                cells(r, self.columns),
                self.level(r),
                record=r,
                state=self.state(r),
                links=self.links(r),
                anchor=self.anchor(r),
            )
            for r in self.records
        ]
        if self.total:
            found.append(Line(Rank.TOTAL, {_first_text(self.columns): self.total, **sums(self.records, self.columns)}))
        return found


def _first_text(columns: Sequence[GridColumn]) -> str:
    """The column that carries the word of the total line: the first that holds text."""
    return next((c.key for c in columns if c.kind in ("code", "text", "description", "explanation", "option")), columns[0].key)


def list_report(
    name: str,
    purpose: str,
    options: type[AnyOptions],
    view: Callable[[Ledger, AnyOptions], Listing],
    needs: tuple[str, ...] = ("Value Entry",),
) -> Report[AnyOptions, Listing]:
    """The report of a list."""
    return Report(
        name,
        name,
        purpose,
        options,
        view,
        lambda given, result: result.columns,
        lambda ledger, given, result: Layout(result.lines(), result.records, result.message, facts=result.facts),
        needs,
    )
