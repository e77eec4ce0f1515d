"""Results in the workbook: pages dressed exactly as the command line writes them, then copied in as sheets.

A result's sheets bear the role `result:TAG`, so that running it again replaces them whatever the user called them.
"""

from __future__ import annotations

import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from xlcost.faces.pack import ledger_facts
from xlcost.faces.ribbon import house_sheets
from xlcost.faces.ribbon.session import Session
from xlcost.ledger.tables import find_table
from xlcost.problems import XlcostError
from xlcost.reports.grid import Line, Page
from xlcost.reports.pack.common import Facts
from xlcost.sheets.pages import fill_pack

NEW_WORKBOOK = "a new workbook"
ELSEWHERE = ("problems", "reading")  # pages: warnings stand on XLC Messages, what columns mean in the documentation


def facts_of(session: Session, options: Mapping[str, Any]) -> Facts:
    """Company, run and input hash of a result."""
    return ledger_facts(session.ledger, session.host.name, options)


def place(session: Session, pages: Sequence[Page], facts: Facts) -> str:
    """Put pages into the workbook (or a new one, as set) and show the first; its title."""
    if session.settings.get("Results in") == NEW_WORKBOOK:
        return _beside(session, pages, facts)
    host, tag = session.host, session.command.tag
    old = {role: title for role, title in host.roles().items() if role == _role(tag, 0) or role.startswith(f"result:{tag}#")}
    for role, title in old.items():
        if session.journal.steps:
            session.journal.put_aside(title, role)
        else:
            host.delete_sheet(title)
    pages = _retitled(pages, {t.casefold() for t in host.titles()})
    titles = [p.sheet for p in pages]
    with tempfile.TemporaryDirectory(prefix="xlcost-") as folder:
        path = Path(folder) / "result.xlsx"
        fill_pack(pages, path, company=facts.company, run_id=facts.run_id)
        host.take_sheets(path, titles)
    for number, title in enumerate(titles):
        host.set_role(title, _role(tag, number))
        if session.journal.steps:
            session.journal.added_sheet(title)
    house_sheets.show(host, titles[0])
    return titles[0]


def _role(tag: str, number: int) -> str:
    return f"result:{tag}" if number == 0 else f"result:{tag}#{number}"


def _beside(session: Session, pages: Sequence[Page], facts: Facts) -> str:
    path = free_path(session, pages[0].sheet)
    fill_pack(pages, path, company=facts.company, run_id=facts.run_id)
    session.host.open_workbook(path)
    return path.name


def free_path(session: Session, stem: str) -> Path:
    """A file name that is not taken, beside the workbook."""
    folder = session.host.folder
    if folder is None:
        raise XlcostError(
            "H12", "The workbook lies in no folder of this machine.", where=session.host.name,
            rule="New workbooks are written beside it.", remedy="Save it in a folder first, or set Results in to this workbook.",
        )  # fmt: skip
    for number in range(1, 1000):
        found = folder / f"{stem}{f' {number}' if number > 1 else ''}.xlsx"
        if not found.exists():
            return found
    raise XlcostError("H12", f"There are a thousand files {stem} in {folder}.", where=str(folder), remedy="Delete some of them.")


def _retitled(pages: Sequence[Page], taken: set[str]) -> list[Page]:
    """Pages under titles that are free; links between them follow."""
    new: dict[str, str] = {}
    for page in pages:
        title, number = page.sheet, 2
        if find_table(title) is not None:  # a result must not be taken for a table of the ledger
            title = f"{page.sheet[:22]} - result"
        while title.casefold() in taken:
            title = f"{page.sheet[: 31 - len(str(number)) - 3]} ({number})"
            number += 1
        taken.add(title.casefold())
        new[page.sheet] = title
    return renamed(pages, new)


def renamed(pages: Sequence[Page], new: Mapping[str, str]) -> list[Page]:
    """Pages under new titles, by their own; links between them follow, links that lead elsewhere are left out."""
    return [_linked(replace(p, sheet=new[p.sheet], came_from=tuple(new[t] for t in p.came_from if t in new)), new) for p in pages]


def _linked(page: Page, new: Mapping[str, str]) -> Page:
    """The page without links to sheets that are not among the pages."""
    blocks = []
    for block in page.blocks:
        lines = [replace(line, links=_links(line, new)) if line.links else line for line in block.lines]
        blocks.append(replace(block, lines=lines))
    slots = dict(page.slots)
    if "next" in slots:
        slots["next"] = [new[t] for t in slots["next"] if t in new]
    return replace(page, blocks=tuple(blocks), slots=slots)


def _links(line: Line, new: Mapping[str, str]) -> dict[str, str]:
    found = {}
    for key, target in line.links.items():
        sheet, sign, anchor = target.partition("#")
        if not sheet or sheet in new:
            found[key] = f"{new.get(sheet, sheet)}{sign}{anchor}"
    return found
