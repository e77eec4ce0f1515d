"""Audit: trace the entry or document of the active cell, explain the figure in it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from xlcost.faces.host.port import CellValue, HostRefused
from xlcost.faces.ribbon import house_sheets
from xlcost.faces.ribbon.active_row import ActiveRow, active_row
from xlcost.faces.ribbon.dispatching import Answer
from xlcost.faces.ribbon.registry import find_command
from xlcost.faces.ribbon.results import facts_of, place, records_page
from xlcost.faces.ribbon.session import Session
from xlcost.ledger import Ledger
from xlcost.problems import XlcostError
from xlcost.reports.pack.common import count

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
    """Where the cost of the entry came from and where it went; a document's entries; an item's entries."""
    ledger = session.ledger
    what, number = _subject(ledger, active_row(session.host, ledger))
    session.say(f"tracing {what} {number}")
    records = _rows(ledger, what, number)
    words = {"item-entry": "Item ledger entry", "gl-entry": "G/L entry", "document": "Document", "item": "Item"}[what]
    if not records:
        return session.answer(f"{words} {number} stands alone: no other entry is linked to it.")
    message = f"{words} {number}: {count(len(records), 'row')}."
    page = records_page("Trace", f"Trace of {words.lower()} {number}", message, records)
    place(session, [page], facts_of(session, {"command": "trace", "what": what, "number": number}))
    return session.answer(message)


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


def _rows(ledger: Ledger, what: str, number: str) -> list[dict[str, Any]]:
    from xlcost.views import find_entries, trace_gl_entry, trace_item_entry

    if what == "document":
        return [dict(r) for r in find_entries(ledger, "'" + number.replace("'", "''") + "'")]
    if what == "gl-entry":
        return [_indented(r) for r in trace_gl_entry(ledger, int(number))]
    if what == "item":
        wanted = (
            "Entry No.",
            "Posting Date",
            "Entry Type",
            "Document No.",
            "Location Code",
            "Quantity",
            "Remaining Quantity",
            "Cost Amount (Actual)",
        )
        return [{c: r.get(c) for c in wanted} for r in ledger.records("Item Ledger Entry") if r["Item No."] == number]
    found: list[dict[str, Any]] = []
    for direction in ("backward", "forward"):
        word = "came from" if direction == "backward" else "went to"
        found += [{"Direction": word, **_indented(r)} for r in trace_item_entry(ledger, int(number), direction=direction)]
    return found


def _indented(row: Mapping[str, Any]) -> dict[str, Any]:
    shown = dict(row)
    if "Level" in shown and "Link" in shown:
        shown["Link"] = "  " * int(shown["Level"]) + str(shown["Link"])
    return shown


def _text(value: CellValue) -> str:
    return f"{value:.15g}" if isinstance(value, float) else str(value).strip()


def why(session: Session) -> Answer:
    """The entries behind an amount of a report; what a message means and what to do about it."""
    host = session.host
    title, row, column = host.active()
    roles = {t: r for r, t in host.roles().items()}
    role = roles.get(title, "")
    if role == house_sheets.MESSAGES.role:
        return _why_message(session, title, row)
    tag = role.removeprefix("result:").partition("#")[0]
    command = find_command(tag) if role.startswith("result:") else None
    if command is None or not command.report:
        raise HostRefused(
            "H14", "There is no figure of a report in the active cell.", where=title,
            rule="Why explains an amount of a report sheet, or a line of XLC Messages.",
            remedy="Select an amount on a report and press Why again; in a ledger sheet press Trace.",
        )  # fmt: skip
    from xlcost.faces.ribbon.behind_cell import entries_of_cell

    own, session.command = session.command, command
    try:
        found = entries_of_cell(session, title, row, column)
    finally:
        session.command = own
    records = _entries(session.ledger, found.numbers, found.parts)
    message = f"{found.caption} {found.shown} of {command.report}: {count(len(records), 'value entry', 'value entries')}."
    sums = ["Share of the figure"] if records else []
    page = records_page("Why", f"{command.report}: {found.caption}", message, records, found.row_words, sums=sums)
    place(session, [page], facts_of(session, {"command": "why", "cell": f"{title}!{row},{column}"}))
    return session.answer(message)


def _entries(ledger: Ledger, numbers: Sequence[int], parts: Sequence[Any]) -> list[dict[str, Any]]:
    wanted = (
        "Entry No.", "Posting Date", "Item No.", "Item Ledger Entry Type", "Entry Type", "Document No.", "Location Code",
        "Item Ledger Entry No.", "Cost Amount (Actual)", "Cost Amount (Expected)", "Cost Posted to G/L",
    )  # fmt: skip
    by_number = {r["Entry No."]: r for r in ledger.records("Value Entry") if r["Entry No."] in set(numbers)}
    found = [{c: by_number[n].get(c) for c in wanted} for n in numbers if n in by_number]
    if len(parts) == len(found):
        found = [{**record, "Share of the figure": part} for record, part in zip(found, parts, strict=True)]
    return found


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
