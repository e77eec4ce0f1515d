"""Reports: any of the registry, with its options; refresh."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from xlcost.faces.host.port import HostRefused
from xlcost.faces.ribbon import option_sheet
from xlcost.faces.ribbon.active_row import active_row
from xlcost.faces.ribbon.dispatching import Answer
from xlcost.faces.ribbon.options import fields_of, section_of
from xlcost.faces.ribbon.registry import Command, find_command
from xlcost.faces.ribbon.results import ELSEWHERE, facts_of, place
from xlcost.faces.ribbon.session import Session
from xlcost.problems import XlcostError
from xlcost.reports.grid import Grid
from xlcost.reports.warning_rules import problem_of


def run_report_command(session: Session) -> Answer:
    """The report of the command on its sheet."""
    given = session.options
    try:
        grid = report_grid(session, given)
    except XlcostError:
        more = _of_active_row(session, given)  # a report that needs an entry or document takes that of the active row
        if not more:
            raise
        grid = report_grid(session, {**given, **more})
        session.used = {**given, **more}
    return session.answer(_place(session, grid))


_OF_ROW = {
    "Item Ledger Entry No.": ("Item Ledger Entry No.", "Item Ledger Entry"),
    "G/L Entry No.": ("G/L Entry No.", "G/L Entry"),
    "Value Entry No.": ("Value Entry No.", "Value Entry"),
    "Document No.": ("Document No.", ""),
    "Item Filter": ("Item No.", ""),
}


def _of_active_row(session: Session, given: dict[str, Any]) -> dict[str, Any]:
    """What the active row says about options that were left blank; empty when it says nothing."""
    wanted = {f.caption for f in fields_of(session.command)} - set(given)
    try:
        row = active_row(session.host, session.ledger)
    except HostRefused:
        return {}
    found: dict[str, Any] = {}
    for option, (caption, table) in _OF_ROW.items():
        value = row.values.get("Entry No." if table and row.table == table else caption)
        if option in wanted and value not in (None, "", 0.0):
            found[option] = f"{value:.15g}" if isinstance(value, float) else str(value)
    return found


def report_grid(session: Session, given: dict[str, Any]) -> Grid:
    """The report of the session's command with the options of the sheet, then those of XLC Settings."""
    from xlcost.reports import run_report

    options = dict(given)
    options.setdefault("Work Date", session.settings.get("Work Date", session.today))
    if "Compatibility" in session.settings:
        options.setdefault("Compatibility", session.settings["Compatibility"])
    session.say(session.command.report)
    grid: Grid = run_report(session.ledger, session.command.report, options)
    return grid


def _place(session: Session, grid: Grid) -> str:
    from xlcost.reports.pack.report_pages import single_report_pages

    facts = facts_of(session, {"report": grid.name, **grid.options})
    session.problems += [problem_of(grid.name, w) for w in grid.warnings]
    pages = single_report_pages(grid, facts, session.ledger)
    place(session, [p for p in pages if p.template not in ELSEWHERE], facts)
    return grid.message


def refresh(session: Session) -> Answer:
    """Every report that stands in the workbook, run again with its options."""
    there = [r.removeprefix("result:") for r in session.host.roles() if r.startswith("result:") and "#" not in r]
    found = [c for tag in there if (c := find_command(tag)) is not None and c.report]
    if not found:
        return session.answer("No report stands in this workbook yet.")
    failed = []
    for command in found:
        try:
            _again(session, command)
        except XlcostError as error:
            failed.append(command.label)
            session.problems.append(replace(error.problem, where=f"{command.report}: {error.problem.where}".rstrip(": ")))
    session.host.status(None)
    words = f"{len(found) - len(failed)} of {len(found)} reports refreshed."
    return session.answer(words, found=bool(failed))


def _again(session: Session, command: Command) -> None:
    own, session.command = session.command, command
    try:
        given = option_sheet.read_options(session.host, section_of(command), fields_of(command), session.ledger, session.today)
        _place(session, report_grid(session, given))
    finally:
        session.command = own
