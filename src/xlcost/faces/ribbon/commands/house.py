"""Our own sheets and small things: options, settings, messages, log, undo, guide, about."""

from __future__ import annotations

import sys

from xlcost.faces.host.journal import kept
from xlcost.faces.host.port import HostRefused, Visibility
from xlcost.faces.host.snapshot import has_ledger, read_live
from xlcost.faces.ribbon import house_sheets, option_sheet
from xlcost.faces.ribbon.dispatching import Answer
from xlcost.faces.ribbon.options import fields_of, section_of
from xlcost.faces.ribbon.registry import GROUPS, commands, menu_of
from xlcost.faces.ribbon.session import Session
from xlcost.faces.run_lines import RIBBON, spoken
from xlcost.problems import LedgerInvalid, XlcostError


def options(session: Session) -> Answer:
    """XLC Options with a block for every command."""
    host = session.host
    ledger = None
    if has_ledger(host):
        try:
            ledger = read_live(host, session.say)
        except LedgerInvalid:
            ledger = None  # the suggestions are those of today; the commands themselves will say what is wrong
    sections = {section_of(c): fields_of(c) for c in commands() if c.needs_options}
    title = option_sheet.ensure_sections(host, sections, ledger, session.today)
    house_sheets.show(host, title, house_sheets.OPTIONS.HEAD + 1, 3)
    return Answer("done", f"Change values on sheet {title}, then press the button of the command.")


def settings(session: Session) -> Answer:
    """XLC Settings."""
    title = option_sheet.ensure_settings(session.host)
    house_sheets.show(session.host, title, house_sheets.SETTINGS.HEAD + 1, 2)
    return Answer("done", f"Settings of this workbook stand on sheet {title}.")


def messages(session: Session) -> Answer:
    """Go to XLC Messages."""
    return _go(session, house_sheets.MESSAGES, "There are no messages yet.")


def log(session: Session) -> Answer:
    """Go to XLC Log."""
    return _go(session, house_sheets.LOG, "Nothing was run in this workbook yet.")


def _go(session: Session, sheet: house_sheets.HouseSheet, otherwise: str) -> Answer:
    title = session.host.roles().get(sheet.role)
    if title is None:
        return Answer("done", otherwise)
    house_sheets.show(session.host, title)
    return Answer("done", f"Sheet {title}.")


def undo(session: Session) -> Answer:
    """Take back exactly what the last run changed; refused when any of it was changed since."""
    from xlcost.faces.host import journal as journals

    host = session.host
    journal = kept(host)
    if journal is None:
        return Answer("done", "There is nothing to undo: no run has changed a ledger table of this workbook.")
    changed = journal.differences()
    if changed:
        raise HostRefused(
            "H21", f"{'; '.join(changed[:5])}{' ...' if len(changed) > 5 else ''}: changed after {journal.run}.", where=changed[0],
            rule="Undo takes back exactly what the last run did, and nothing of yours.",
            remedy="Put those cells back as they were (Ctrl+Z), or correct by opposite entries.",
        )  # fmt: skip
    closed = _protected(session, {s["sheet"] for s in journal.steps})
    if closed:
        raise HostRefused(
            "H03", f"{', '.join(closed)}: the sheet is protected.", remedy="Review > Unprotect Sheet, then press the button again."
        )
    session.confirm(f"Take back: {journal.run}?\n\n{_steps(journal)}")
    name, before = journal.run, _fingerprint(session)
    journal.take_back()
    journals.forget(host)
    hashes = {"Input Hash": before, "Output Hash": _fingerprint(session)}
    session.run_lines.append({**spoken(session.words()), **hashes, "Output": host.name, "Result": f"Taken back: {name}.", "Face": RIBBON})
    return Answer("done", f"Taken back: {name}.")


def _fingerprint(session: Session) -> str:
    """Of the ledger as it stands; blank when it cannot be read, which keeps nothing from being taken back."""
    from xlcost.ledger.content_hash import ledger_hash

    try:
        return ledger_hash(read_live(session.host))
    except XlcostError:
        return ""


def _protected(session: Session, titles: set[str]) -> list[str]:
    return [s.title for s in session.host.sheets() if s.is_protected and s.title in titles]


def _steps(journal: object) -> str:
    by_sheet: dict[str, int] = {}
    for step in journal.steps:  # type: ignore[attr-defined]
        rows = sum(n for _, n in step["rows"]) if step["do"] == "cells" else step["size"][0] if step["do"] == "block" else 0
        by_sheet[step["sheet"]] = max(by_sheet.get(step["sheet"], 0), rows)
    return "\n".join(f"{sheet}: {rows:,} rows" if rows else f"{sheet}: removed" for sheet, rows in by_sheet.items())


def guide(session: Session) -> Answer:
    """What each button does, on a sheet of its own."""
    host = session.host
    title = house_sheets.replace_lines(host, GUIDE, guide_lines(), ["@"] * len(GUIDE.captions))
    host.show_sheet(title, Visibility.VISIBLE)
    house_sheets.show(host, title)
    return Answer("done", f"What each button does: sheet {title}.")


GUIDE = house_sheets.HouseSheet(
    "guide", "XLC Guide", "What each button does. The keys after Alt, Y are given in the order in which they are typed.",
    ("Group", "Button", "Keys", "What it does", "What to expect"), (16, 34, 12, 56, 80),
)  # fmt: skip


def guide_lines() -> list[list[str | None]]:
    """One line per command, from the registry."""
    found: list[list[str | None]] = []
    for command in sorted(commands(), key=lambda c: GROUPS.index(c.group)):
        menu = menu_of(command)
        button = f"{menu.label} > {command.label}" if menu else command.label
        keys = f"{menu.keytip}, {command.keytip}" if menu else command.keytip
        found.append([command.group, button, keys, command.screentip, command.supertip or None])
    return found


def about(session: Session) -> Answer:
    """Version and installation."""
    from xlcost import __version__

    python = f"Python {sys.version_info.major}.{sys.version_info.minor}.{sys.version_info.micro}"
    sentence = f"xlcost {__version__}, {python}, {session.host.application}. xlcost addin doctor tests the installation."
    session.host.dialogs.tell("xlcost", sentence)
    return Answer("done", sentence)
