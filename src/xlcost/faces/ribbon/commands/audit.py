"""Audit: trace the entry or document of the active cell, explain the figure in it."""

from __future__ import annotations

from typing import Any

from xlcost.faces.behind_cell import entries_of_cell, out_of_date
from xlcost.faces.functions.formula import question
from xlcost.faces.host.port import CellValue, HostRefused
from xlcost.faces.record_lists import behind_list, item_list
from xlcost.faces.ribbon import house_sheets
from xlcost.faces.ribbon.active_row import ActiveRow, active_row
from xlcost.faces.ribbon.commands.reports import report_grid
from xlcost.faces.ribbon.dispatching import Answer
from xlcost.faces.ribbon.registry import find_command
from xlcost.faces.ribbon.results import ELSEWHERE, facts_of, place, renamed
from xlcost.faces.ribbon.session import Session
from xlcost.ledger import Ledger
from xlcost.problems import XlcostError
from xlcost.reports import run_report
from xlcost.reports.entries_behind import SHEET as BEHIND
from xlcost.reports.pack.report_pages import single_report_pages
from xlcost.reports.tracing import ENTRY, GL
from xlcost.reports.warning_rules import problem_of

_BY_TABLE = {
    "Item Ledger Entry": ("item-entry", "Entry No."),
    "Value Entry": ("item-entry", "Item Ledger Entry No."),
    "Item Application Entry": ("item-entry", "Item Ledger Entry No."),
    "G/L Entry": ("gl-entry", "Entry No."),
    "Item": ("item", "No."),
}
_BY_CAPTION = {
    "Item Ledger Entry No.": "item-entry",
    "G/L Entry No.": "gl-entry",
    "Value Entry No.": "value-entry",
    "Document No.": "document",
    "Item No.": "item",
}


def trace(session: Session) -> Answer:
    """Where the cost of the entry came from and where it went; a document's entries; an item's entries: the sheets of `xlcost trace -o`."""
    ledger = session.ledger
    what, number = _subject(ledger, active_row(session.host, ledger))
    session.say(f"tracing {what} {number}")
    words = {"item-entry": "Item ledger entry", "gl-entry": "G/L entry", "document": "Document", "item": "Item"}[what]
    if what == "item":
        return _item_entries(session, number)
    sentences, pages, shown = ([] if what == "gl-entry" else [f"{words} {number}."]), [], None
    for sheets, report, options in _reports(what, number):
        grid = run_report(ledger, report, options)
        facts = facts_of(session, {"report": grid.name, **grid.options})
        shown = shown or facts  # the first sheet's run
        session.problems += [problem_of(grid.name, w) for w in grid.warnings]
        made = [p for p in single_report_pages(grid, facts, ledger) if p.template not in ELSEWHERE]
        pages += renamed(made, {p.sheet: sheets.get(p.sheet, p.sheet) for p in made})
        sentences.append(grid.message)
    assert shown is not None
    place(session, pages, shown)
    return session.answer(" ".join(sentences))


def _reports(what: str, number: str) -> list[tuple[dict[str, str], str, dict[str, str]]]:
    """The reports of a trace: titles by those of the report, its name, its options. An entry is followed both ways."""
    if what == "gl-entry":
        return [({}, GL, {"G/L Entry No.": number})]
    if what == "document":
        return [({}, "Find Entries", {"Document No.": _exactly(number), "Related Documents": "No"})]
    ways = (("backward", "Came From"), ("forward", "Went To"))
    return [
        ({ENTRY: f"Trace - {words}", BEHIND: f"Entries - {words}"}, ENTRY, {"Item Ledger Entry No.": number, "Direction": way})
        for way, words in ways
    ]


def _exactly(number: str) -> str:
    """A filter that finds this number alone."""
    return "'" + number.replace("'", "''") + "'" if ".." in number or set(number) & set("|&<>=*?@()'\"") else number


def _item_entries(session: Session, number: str) -> Answer:
    """The item ledger entries of an item: the sheet of `xlcost trace item -o`."""
    found = item_list(session.ledger, number)
    if not found.records:
        return session.answer(found.message)
    place(session, [found.page], facts_of(session, {"command": "trace", "what": "item", "number": number}))
    return session.answer(found.message)


def _subject(ledger: Ledger, row: ActiveRow) -> tuple[str, str]:
    """What to trace: the active cell's own number if it is one, else the row's."""
    own = _BY_CAPTION.get(row.caption)
    if own and row.values.get(row.caption) not in (None, "", 0.0):
        return _resolved(ledger, own, _text(row.values[row.caption]))
    if row.table in _BY_TABLE:
        what, caption = _BY_TABLE[row.table]
        if row.values.get(caption) not in (None, "", 0.0):
            return _resolved(ledger, what, _text(row.values[caption]))
    for caption, what in _BY_CAPTION.items():
        if row.values.get(caption) not in (None, "", 0.0):
            return _resolved(ledger, what, _text(row.values[caption]))
    if row.values.get("Entry No.") not in (None, "", 0.0):
        return _resolved(ledger, "value-entry", _text(row.values["Entry No."]))
    raise HostRefused(
        "H13", "The active row names no entry, document or item.", where=row.title,
        rule="Trace follows the entry, document or item of the active cell's row.",
        remedy="Select a cell in a row of a ledger or report sheet and press Trace again.",
    )  # fmt: skip


def _resolved(ledger: Ledger, what: str, number: str) -> tuple[str, str]:
    """A value entry is traced through its item ledger entry, or through its document when it has none."""
    if what != "value-entry":
        return what, number
    record = next((r for r in ledger.records("Value Entry") if str(r["Entry No."]) == number), None)
    if record is None:
        raise XlcostError("UNKNOWN_ENTRY", f"There is no value entry {number}.", remedy="Choose another row.")
    owner = record["Item Ledger Entry No."]
    return ("item-entry", str(owner)) if owner else ("document", str(record["Document No."]))


def _text(value: CellValue) -> str:
    return f"{value:.15g}" if isinstance(value, float) else str(value).strip()


def why(session: Session) -> Answer:
    """The entries behind an amount of a report, as `xlcost why figure -o` writes them; what a message means and what to do about it."""
    host = session.host
    title, row, column = host.active()
    roles = {t: r for r, t in host.roles().items()}
    role = roles.get(title, "")
    if role == house_sheets.MESSAGES.role:
        return _why_message(session, title, row)
    tag = role.removeprefix("result:").partition("#")[0]
    command = find_command(tag) if role.startswith("result:") else None
    formula = host.formulas(title, row, column, 1, 1).get((row, column), "")
    asked = question(host, title, formula)
    if asked is not None:
        return _why_function(session, *asked)
    if command is None or not command.report:
        raise HostRefused(
            "H14", "There is no figure of a report in the active cell.", where=title,
            rule="Why explains an amount of a report sheet, a worksheet function XLC_..., or a line of XLC Messages.",
            remedy="Select an amount on a report and press Why again; in a ledger sheet press Trace.",
        )  # fmt: skip
    own, session.command = session.command, command
    try:
        grid = report_grid(session, session.options)
    finally:
        session.command = own
    pages = [p for p in single_report_pages(grid, facts_of(session, {}), session.ledger) if p.template not in ELSEWHERE]
    number = int(role.partition("#")[2] or 0)
    if number >= len(pages):
        raise out_of_date(title)
    found = behind_list(session.ledger, grid.name, entries_of_cell(host, pages[number], title, row, column))
    place(session, [found.page], facts_of(session, {"command": "why", "report": grid.name, "row": row, "column": column, **grid.options}))
    return session.answer(found.message)


def _why_function(session: Session, name: str, arguments: list[Any]) -> Answer:
    """Why a worksheet function shows an error, by the ledger as it is now; what it equals when it has none."""
    from xlcost.faces.functions.call import ask
    from xlcost.faces.functions.cell_values import EPOCH_1900, EPOCH_1904
    from xlcost.faces.functions.snapshot import Snapshots
    from xlcost.faces.functions.table import BY_NAME

    epoch = EPOCH_1904 if session.host.date_1904 else EPOCH_1900
    function = BY_NAME[name]
    found, reason = ask(Snapshots().take(session.host.name, session.ledger, epoch, session.started), function, arguments)
    shown = {float: "{:,.15g}", bool: "{}", list: "rows"}.get(type(found), "{}").format(found)
    text = reason or (
        f"{function.syntax} is {shown}: {function.equals or function.help}. A cell that shows otherwise follows the last Import: press Import."
    )
    session.host.dialogs.tell(f"xlcost - {name}", text)
    return Answer("done", f"{name}: {text}")


def _why_message(session: Session, title: str, row: int) -> Answer:
    lines = house_sheets.lines_of(session.host, house_sheets.MESSAGES)
    place_in = row - house_sheets.MESSAGES.HEAD - 1
    if not 0 <= place_in < len(lines):
        raise HostRefused("H14", "There is no message in the active row.", where=title, remedy="Select a line of the list.")
    severity, code, where, what, rule, remedy = (str(v or "") for v in lines[place_in])
    place = f" at {where}" if where else ""
    text = "\n\n".join(part for part in (f"{severity} {code}{place}", what, rule, remedy) if part)
    session.host.dialogs.tell(f"xlcost - {code}", text)
    return Answer("done", f"{code}: {what} {remedy}".strip())
