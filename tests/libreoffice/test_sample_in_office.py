"""A month end on the sample workbook in LibreOffice, button by button, and the same words on the command line beside it.

The sample, with three item journal lines that arrive late. Each press of a button that writes leaves its words in the run
log; the command line repeats them on a copy. After each, both hold the same ledger; in the end the document is saved and
its tables compared cell by cell with the copy's. What a button shows is compared with the workbook that the command line
writes of it.
"""

from __future__ import annotations

import datetime as dt
import json
import shlex
import shutil
import sys
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

sys.path.insert(0, str(Path(__file__).parent))

from side_by_side import Values, differences, records, told_otherwise

from xlcost import read_ledger, write_ledger
from xlcost.faces.cli.app import assemble
from xlcost.faces.host.libreoffice import Office
from xlcost.faces.host.libreoffice.host import OfficeHost
from xlcost.faces.host.memory import MemoryHost, ScriptedDialogs
from xlcost.faces.ribbon.registry import commands
from xlcost.faces.ribbon.session import run_command
from xlcost.faces.run_log import check_log, log_lines
from xlcost.ledger.content_hash import ledger_hash
from xlcost.sheets.workbook_parts import column_letter

pytestmark = pytest.mark.libreoffice
SAMPLE = Path(__file__).parents[2] / "workbooks" / "nordlys-cycle-works.xlsx"
BOOK, PACK = "nordlys-month-end.xlsx", "CLOSE-2026-10.xlsx"  # LibreOffice opens no second workbook of the same name
PRESSED = dt.datetime(2026, 11, 2, 9)
LEADS_ON, OPTIONS = 4, 3  # rows of a sheet: links to pages that stand beside it; its options
OF_THE_FACE = ("When", "Face", "Hash", "Previous")
_LINE = {"Gen. Bus. Posting Group": "DOMESTIC", "Location Code": "MAIN"}
LATE: list[dict[str, Any]] = [
    # an average item, bought before it was sold: its later sales are adjusted
    {
        "Posting Date": "2026-10-05",
        "Entry Type": "Purchase",
        "Item No.": "HELM-M",
        "Quantity": 10,
        "Unit Cost": "31.20",
        "Document No.": "PI-9001",
    },
    {"Posting Date": "2026-10-30", "Entry Type": "Sale", "Item No.": "HELM-M", "Quantity": 3, "Unit Amount": 49, "Document No.": "SI-9001"},
    {
        "Posting Date": "2026-10-28",
        "Entry Type": "Purchase",
        "Item No.": "JACKET",
        "Quantity": 4,
        "Unit Cost": "33.10",
        "Document No.": "PI-9002",
    },
]
# Every command that writes, each where it has work.
MONTH_END = (
    "post-journal", "adjust", "post-cost", "wip-calculate", "wip-recalculate", "wip-delete", "wip-calculate", "wip-post", "wip-reverse",
    "wip-complete", "wip-reopen", "close-period", "reopen-period",
)  # fmt: skip


class MonthEnd:
    """The workbook open in LibreOffice, and its twin for the command line."""

    def __init__(self, office: Office, folder: Path) -> None:
        self.office, self.folder, self.twin = office, folder, folder / "twin"
        self.twin.mkdir()
        self._files: dict[bytes, MemoryHost] = {}
        lines = [{"Line No.": 10000 * n, **_LINE, "Invoiced Quantity": line["Quantity"], **line} for n, line in enumerate(LATE, 1)]
        write_ledger(read_ledger(SAMPLE).upsert("Item Journal Line", lines), folder / BOOK)
        shutil.copyfile(folder / BOOK, self.twin / BOOK)
        self.host: OfficeHost = office.open(folder / BOOK, ScriptedDialogs())

    def press(self, tag: str) -> str:
        answer = run_command(tag, self.host, clock=lambda: PRESSED)
        assert answer.ok, f"{tag}: {answer.sentence}"
        return answer.sentence

    def command_line(self, *words: str) -> str:
        """The words on the command line, in the folder of the twin; what it printed."""
        sys.argv = ["xlcost", *words]
        ran = CliRunner().invoke(assemble(), list(words))
        assert ran.exit_code in (0, 1), f"{words}: {ran.output}"
        return ran.output

    def lines(self, folder: Path) -> list[dict[str, Any]]:
        assert check_log(folder) == []
        return [json.loads(line) for line in log_lines(folder)]

    def both(self, tag: str) -> None:
        """The button; then its words beside it. Both leave the same line in the run log, so the same ledger or pack."""
        before = len(log_lines(self.folder))
        sentence = self.press(tag)
        assert len(log_lines(self.folder)) == before + 1, f"{tag} had nothing to do: {sentence}"
        line = self.lines(self.folder)[-1]
        self.command_line(*shlex.split(line["Words"]))
        other = self.lines(self.twin)[-1]
        assert {k: v for k, v in line.items() if k not in OF_THE_FACE} == {k: v for k, v in other.items() if k not in OF_THE_FACE}

    def shown(self, tag: str, number: int = 0) -> Values:
        """A sheet that a command put into the workbook."""
        role = f"result:{tag}#{number}" if number else f"result:{tag}"
        values: Values = self.host.read(self.host.roles()[role]).values
        return values

    def file(self, name: str) -> MemoryHost:
        """A file that the command line wrote; each content is read once."""
        content = (self.twin / name).read_bytes()
        if content not in self._files:
            self._files[content] = MemoryHost.of(self.twin / name)
        return self._files[content]

    def written(self, name: str, sheet: str = "") -> Values:
        """A sheet that the command line wrote: the first without a title."""
        file = self.file(name)
        values: Values = file.read(sheet or file.titles()[0]).values
        return [list(line) for line in values]

    def held(self, table: str, name: str = BOOK) -> list[dict[str, Any]]:
        """The records of a table in a file of the command line."""
        return records(self.file(name).read(table).values, "Entry No.")

    def select(self, table: str, row: int, caption: str) -> str:
        """Make a cell of a table the active one; its value as text."""
        head = self.host.read_range(table, 1, 1, 1, 60)[0]
        column = head.index(caption) + 1
        self.host.select(table, row, column)
        value = self.host.read_range(table, row, column, 1, 1)[0][0]
        return f"{value:.15g}" if isinstance(value, float) else str(value)

    def option(self, section: str, caption: str, value: str) -> None:
        lines = self.host.read("XLC Options").values
        row = next(n for n, line in enumerate(lines, 1) if line[:2] == [section, caption])
        self.host.write("XLC Options", row, 3, [[value]])


@pytest.fixture
def month(office: Office, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[MonthEnd]:
    monkeypatch.setattr("xlcost.faces.run_log.now", lambda: f"{PRESSED:%Y-%m-%dT%H:%M:%SZ}")
    monkeypatch.setattr(sys, "argv", list(sys.argv))
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    found = MonthEnd(office, tmp_path)
    monkeypatch.chdir(found.twin)
    yield found
    found.host.document.close(True)


def test_a_month_end_button_by_button_is_that_of_the_command_line(month: MonthEnd) -> None:
    assert {c.tag for c in commands() if c.writes} == set(MONTH_END)
    month.press("options")
    month.option("Inventory Period", "Reason", "The auditor agreed on 11/2")
    month.press("Inventory Valuation")
    for tag in MONTH_END:
        BEFORE.get(tag, lambda m: None)(month)
        shutil.copyfile(month.twin / BOOK, month.twin / "BEFORE.xlsx")
        month.both(tag)
        AFTER.get(tag, lambda m: None)(month)
    the_saved_document_is_the_file_of_the_command_line(month)
    refreshed(month)
    signed(month)


def the_saved_document_is_the_file_of_the_command_line(month: MonthEnd) -> None:
    month.host.document.store()
    assert ledger_hash(read_ledger(month.folder / BOOK)) == ledger_hash(read_ledger(month.twin / BOOK))
    ours, theirs = MemoryHost.of(month.folder / BOOK), month.file(BOOK)
    assert theirs.titles() == [t for t in ours.titles() if t in theirs.titles()]
    assert {t: differences(ours.read(t).values, theirs.read(t).values) for t in theirs.titles()} == {t: [] for t in theirs.titles()}


# -- before and after a command: what the others show then ------------------------------------------------------------
def stage(ours: Values, theirs: Values) -> tuple[Values, Values]:
    """The sheet of a stage alone and that of a pack: without the number of the run, and how far the ledger of the pack is adjusted."""
    found = []
    for values in (ours, theirs):
        lines = [list(line) for line in values]
        lines[1] = [None if isinstance(v, str) and v.startswith("Run ") else v for v in lines[1]]
        lines[OPTIONS - 1] = [v.partition(" · adjusted")[0] if isinstance(v, str) else v for v in lines[OPTIONS - 1]]
        lines[LEADS_ON - 1] = []
        found.append(lines)
    return found[0], found[1]


def before_adjusting(month: MonthEnd) -> None:
    """The pack, preview and Test report that are also sheets of it; a pack of the command line that carries both stages out, for later."""
    the_pack(month)
    assert "5 value entries of 1 item would be added" in month.press("adjust-preview")
    assert differences(*stage(month.shown("adjust-preview"), month.written(PACK, "Adjust Cost - Preview"))) == []
    posting_tested(month)
    aside = month.twin / "aside"  # with a run log of its own
    aside.mkdir()
    shutil.copyfile(month.twin / BOOK, aside / BOOK)
    asked = ("--period", "2026-10", "--adjust", "--post", "--ledger", "aside/LEDGER.xlsx", "-o", "aside/DONE.xlsx")
    month.command_line("close", f"aside/{BOOK}", *asked)


def after_adjusting(month: MonthEnd) -> None:
    assert differences(*stage(month.shown("adjust"), month.written("aside/DONE.xlsx", "Adjust Cost - Preview"))) == []


def before_posting(month: MonthEnd) -> None:
    """The audit, traces, what stands behind a figure."""
    audit(month)
    traces(month)
    why(month)
    why_a_function(month)


def the_pack(month: MonthEnd) -> None:
    """The pack as LibreOffice shows it, every sheet."""
    month.both("close")
    (pack,) = (b for b in month.office.xlwings.apps[1].books if b.name == PACK)
    shown, theirs = OfficeHost(pack, ScriptedDialogs()), month.file(PACK)
    try:
        assert [s.title for s in shown.sheets()] == [s.title for s in theirs.sheets()]
        for sheet in theirs.sheets():
            assert differences(shown.read(sheet.title).values, theirs.read(sheet.title).values) == [], sheet.title
    finally:
        shown.document.close(True)


def posting_tested(month: MonthEnd) -> None:
    assert "3 value entries would be posted; 2 value entries cannot" in month.press("post-test")
    assert differences(*stage(month.shown("post-test"), month.written(PACK, "Post Inventory Cost - Test"))) == []
    month.press("unposted")
    listed = records(month.shown("unposted"), "Entry No.")
    tested = json.loads(month.command_line("post-cost", BOOK, "--test", "--json"))["lines"]
    assert {r["Entry No."] for r in listed} == {float(line["Value Entry No."]) for line in tested if line["Value Entry No."]}
    month.command_line("unposted", BOOK, "-o", "UNPOSTED.xlsx")
    assert differences(month.shown("unposted"), month.written("UNPOSTED.xlsx")) == []


def audit(month: MonthEnd) -> None:
    month.press("check")
    month.command_line("check", BOOK, "-o", "CHECK.xlsx")
    for number, sheet in enumerate(("Audit", "Posting Setup Check")):
        assert differences(month.shown("check", number), month.written("CHECK.xlsx", sheet), (LEADS_ON,)) == []


def traces(month: MonthEnd) -> None:
    """From an entry both ways, from a G/L entry, from a document, from an item: the sheets of `xlcost trace -o`."""
    entry = month.select("Item Ledger Entry", 600, "Entry No.")
    month.press("trace")
    for number, direction in enumerate(("backward", "forward")):
        month.command_line("trace", "item-entry", entry, BOOK, "--direction", direction, "-o", f"{direction}.xlsx")
        file = month.file(f"{direction}.xlsx")
        for part, sheet in enumerate(("Trace Item Ledger Entry", "Entries behind")):
            ours, theirs = month.shown("trace", 2 * number + part), file.read(sheet).values
            if number:
                ours[1] = theirs[1] = []  # both ways are one run here
            assert differences(ours, theirs, (LEADS_ON,)) == [], (direction, sheet)
    places = (("gl-entry", "G-L Entry", 4000, "Entry No."), ("document", "Value Entry", 900, "Document No."), ("item", "Item", 9, "No."))
    for what, table, row, caption in places:
        number_ = month.select(table, row, caption)
        month.press("trace")
        month.command_line("trace", what, number_, BOOK, "-o", f"{what}.xlsx")
        assert differences(month.shown("trace"), month.written(f"{what}.xlsx"), (LEADS_ON,)) == [], what


def why(month: MonthEnd) -> None:
    """The entries behind a figure of a report: the sheet of `xlcost why figure -o`; their shares sum to the figure."""
    title = month.host.roles()["result:Inventory Valuation"]
    values = month.host.read(title).values
    row = next(n for n, line in enumerate(values, 1) if "HELM-M" in line)
    column = max(c for c, v in enumerate(values[row - 1], 1) if isinstance(v, float) and v)
    month.press("Inventory Valuation")
    figure = month.host.read(title).values[row - 1][column - 1]
    month.host.select(title, row, column)
    month.press("why")
    listed = records(month.shown("why"), "Entry No.")
    shares = [Decimal(f"{r.pop('Share of the figure'):.15g}") for r in listed]
    assert len(listed) > 10
    assert sum(shares) == Decimal(f"{figure:.15g}")
    options = ("--report", "Inventory Valuation", "--starting-date", "2026-10-01", "--ending-date", "2026-10-31", "--work-date", "2026-11-02")
    month.command_line("why", "figure", f"{column_letter(column)}{row}", BOOK, *options, "-o", "WHY.xlsx")
    assert differences(month.shown("why"), month.written("WHY.xlsx")) == []


def why_a_function(month: MonthEnd) -> None:
    """What a worksheet function in a cell of the user's own sheet could not answer."""
    month.host.add_sheet("My sheet")
    month.host.write("My sheet", 1, 1, [["HELM-MM"]])
    month.host.set_formula("My sheet", 2, 3, '=XLC_VALUE(A1;DATE(2026;10;31))*2')
    month.host.select("My sheet", 2, 3)
    assert month.press("why") == "XLC_VALUE: There is no item 'HELM-MM'."
    month.host.write("My sheet", 1, 1, [["HELM-M"]])
    assert "Inventory Valuation, As of: Value" in month.press("why")
    month.host.delete_sheet("My sheet")


def after_posting(month: MonthEnd) -> None:
    ours, theirs = stage(month.shown("post-cost"), month.written("aside/DONE.xlsx", "Post Inventory Cost - Test"))
    assert differences(ours, theirs, (1,)) == []  # the title: in the pack the sheet is the Test report's


def wip_listed(month: MonthEnd, table: str, tag: str) -> None:
    """The list of a WIP command: what stands calculated, or the G/L entries that were posted, in the command line's ledger."""
    listed, after = records(month.shown(tag), "Entry No."), month.held(table)
    before = month.held(table, "BEFORE.xlsx") if tag == "wip-post" else []
    new = {r["Entry No."] for r in after} - {r["Entry No."] for r in before}
    assert new
    assert {r["Entry No."] for r in listed} == new
    assert told_otherwise(listed, after, "Entry No.") == []


def refreshed(month: MonthEnd) -> None:
    """Refresh All: the report as it stands after everything."""
    assert "1 of 1 reports refreshed." in month.press("refresh")
    options = ("--starting-date", "2026-10-01", "--ending-date", "2026-10-31", "--work-date", "2026-11-02")
    month.command_line("report", "Inventory Valuation", BOOK, *options, "-o", "REPORT.xlsx")
    assert differences(month.shown("Inventory Valuation"), month.written("REPORT.xlsx"), (LEADS_ON,)) == []


def signed(month: MonthEnd) -> None:
    """A sign-off is a line of the run log: the same from both."""
    month.press("sign")
    month.command_line("sign", BOOK, "--period", "2026-10", "--as", "preparer", "--on", "2026-11-02")
    ours, theirs = (month.lines(folder)[-1] for folder in (month.folder, month.twin))
    assert {k: v for k, v in ours.items() if k not in OF_THE_FACE} == {k: v for k, v in theirs.items() if k not in OF_THE_FACE}


BEFORE = {"adjust": before_adjusting, "post-cost": before_posting}
AFTER = {
    "adjust": after_adjusting,
    "post-cost": after_posting,
    "wip-calculate": lambda m: wip_listed(m, "Project WIP Entry", "wip-calculate"),
    "wip-recalculate": lambda m: wip_listed(m, "Project WIP Entry", "wip-recalculate"),
    "wip-post": lambda m: wip_listed(m, "Project WIP G-L Entry", "wip-post"),
}
