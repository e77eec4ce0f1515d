"""What a report is: a record. `run` is the generic code that runs any of them."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Generic, TypeVar

from xlcost.ledger import Ledger
from xlcost.ledger.collector import rarely_collected
from xlcost.reports.facts import header_facts
from xlcost.reports.grid import Grid, GridColumn, Line
from xlcost.reports.options import Options, read_options
from xlcost.reports.unlikely_options import unlikely
from xlcost.views.report_warnings import ReportWarning

OptionsT = TypeVar("OptionsT", bound=Options)
ResultT = TypeVar("ResultT")


@dataclass(frozen=True)
class Layout:
    """A result laid out: lines in print order, rows of records(), the finding, warnings, what charts need."""

    lines: Sequence[Line]
    rows: Sequence[Mapping[str, Any]]
    message: str
    warnings: Sequence[ReportWarning] = ()
    facts: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Report(Generic[OptionsT, ResultT]):
    """One report: its name, its request page, the figures (`view`) and how they are laid out (`layout`)."""

    name: str
    title: str
    purpose: str  # the question it answers, one sentence
    options: type[OptionsT]
    view: Callable[[Ledger, OptionsT], ResultT]
    columns: Callable[[OptionsT, ResultT], Sequence[GridColumn]]
    layout: Callable[[Ledger, OptionsT, ResultT], Layout]
    needs: tuple[str, ...] = ("Item", "Value Entry")
    quirks: tuple[str, ...] = ()  # quirks of the ERP that mode clean corrects

    @property
    def slug(self) -> str:
        """The name as commands and file names write it."""
        return "-".join("".join(c if c.isalnum() else " " for c in self.name.lower()).split())

    @rarely_collected()
    def run(self, ledger: Ledger, given: Mapping[str, Any]) -> Grid:
        """The grid of a ledger and options by caption."""
        options = read_options(self.options, given, self.name)
        result = self.view(ledger, options)
        laid = self.layout(ledger, options, result)
        facts = {**header_facts(ledger, self.name, options), "purpose": self.purpose, "quirks": self.quirks, **laid.facts}
        shown = options.model_dump(by_alias=True)
        warnings = (*laid.warnings, *unlikely(ledger, options))
        return Grid(self.name, self.title, self.columns(options, result), laid.lines, shown, warnings, laid.message, laid.rows, facts)
