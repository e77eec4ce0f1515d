"""Every ribbon command in LibreOffice, through the xlwings engine: result sheets as the command line writes them, cell by cell."""

from __future__ import annotations

import datetime as dt
import shutil
import sys
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

sys.path.insert(0, str(Path(__file__).parent))

from side_by_side import differences
from tests.faces.ribbon.stages import STAGES, TODAY, unadjusted

from xlcost import Ledger, read_ledger, run_report, write_ledger
from xlcost.faces.cli.app import assemble
from xlcost.faces.cli.reports import request_page
from xlcost.faces.host.libreoffice import Office
from xlcost.faces.host.libreoffice.host import OfficeHost
from xlcost.faces.host.memory import MemoryHost, ScriptedDialogs
from xlcost.faces.host.port import CellError, CellValue, Visibility
from xlcost.faces.host.snapshot import read_live
from xlcost.faces.pack import write_report
from xlcost.faces.ribbon.registry import Command, commands
from xlcost.faces.ribbon.session import run_command
from xlcost.ledger.content_hash import ledger_hash
from xlcost.reports import find_report

pytestmark = pytest.mark.libreoffice
SAMPLE = Path(__file__).parents[2] / "workbooks" / "nordlys-cycle-works.xlsx"
REPORTS = [pytest.param(c, id=c.tag) for c in commands() if c.report]
ON_THE_SAMPLE = ("adjust-preview", "post-test", "unposted", "check", "trace", "why", "close", "sign", "refresh")  # test_sample_in_office
OTHERS = [c for c in commands() if not c.report and not c.writes and c.tag not in ON_THE_SAMPLE]


@pytest.fixture(scope="session")
def sample(office: Office, tmp_path_factory: pytest.TempPathFactory) -> OfficeHost:
    """The sample workbook, open for the session: for commands that change no ledger table."""
    path = tmp_path_factory.mktemp("live") / SAMPLE.name
    shutil.copyfile(SAMPLE, path)
    return office.open(path, ScriptedDialogs())


@pytest.fixture(scope="session")
def books(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], Path]:
    """The small workbook on which a writing command has work."""
    folder = tmp_path_factory.mktemp("books")

    def book(tag: str) -> Path:
        path = folder / f"{tag}.xlsx"
        if not path.exists():
            write_ledger(STAGES[tag][0]() if tag in STAGES else unadjusted(), path)
        return path

    return book


@pytest.fixture
def live(office: Office, books: Callable[[str], Path], tmp_path: Path) -> Iterator[Callable[..., OfficeHost]]:
    """A small workbook of its own, open in LibreOffice; closed after the test."""
    opened: list[OfficeHost] = []

    def host(tag: str, *answers: bool) -> OfficeHost:
        path = tmp_path / "LEDGER.xlsx"
        shutil.copyfile(books(tag), path)
        opened.append(office.open(path, ScriptedDialogs(list(answers) or [True])))
        return opened[-1]

    yield host
    for found in opened:
        with suppress(Exception):
            found.document.close(True)


def press(tag: str, host: OfficeHost) -> Any:
    return run_command(tag, host, clock=lambda: dt.datetime.combine(TODAY, dt.time(9)))


def cells(host: Any) -> dict[str, list[list[CellValue]]]:
    """The values of every sheet that is not a list of ours."""
    ours = {t for r, t in host.roles().items() if r in ("log", "options", "messages", "settings", "undo", "guide")}
    return {s.title: host.read(s.title).values for s in host.sheets() if s.title not in ours and s.visibility is Visibility.VISIBLE}


def test_a_live_workbook_is_read_as_its_file(sample: OfficeHost) -> None:
    live, file = read_live(sample), read_ledger(SAMPLE)
    assert ledger_hash(live) == ledger_hash(file)
    assert {n: t.length for n, t in live.tables.items()} == {n: t.length for n, t in file.tables.items()}


@pytest.fixture(scope="session")
def read_once(sample: OfficeHost) -> tuple[Ledger, Ledger]:
    """The sample as LibreOffice shows it, and as its file says: read once, because no report changes it."""
    return read_live(sample), read_ledger(SAMPLE)


# What a report that needs an entry or document takes from the active row.
ROW = {"Trace Item Ledger Entry": "Item Ledger Entry", "Trace G/L Entry": "G-L Entry", "Item Tracing": "Item Ledger Entry", "Find Entries": "Value Entry", "Why This Amount": "Value Entry"}
ASKED = {
    "Item Ledger Entry No.": "Entry No.", "G/L Entry No.": "Entry No.", "Value Entry No.": "Entry No.", "Document No.": "Document No.", "Item Filter": "Item No.",
}  # fmt: skip


@pytest.mark.parametrize("command", REPORTS)
def test_a_report_in_the_workbook_is_the_report_of_the_command_line(
    command: Command, sample: OfficeHost, read_once: tuple[Ledger, Ledger], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("xlcost.faces.ribbon.session.read_live", lambda host, say: read_once[0])
    more: dict[str, str] = {}
    if command.tag in ROW:
        sample.select(ROW[command.tag], 40, 1)
        captions, values = sample.read_range(ROW[command.tag], 1, 1, 1, 60)[0], sample.read_range(ROW[command.tag], 40, 1, 1, 60)[0]
        row = {c: f"{v:.15g}" if isinstance(v, float) else str(v) for c, v in zip(captions, values, strict=True)}
        own = {f.alias for f in find_report(command.report).options.model_fields.values()}
        more = {o: row[c] for o, c in ASKED.items() if o in own}
    answer = press(command.tag, sample)
    assert answer.ok, answer.sentence
    title = sample.roles()[f"result:{command.tag}"]
    options = request_page(find_report(command.report).options, ["--work-date", TODAY.isoformat(), *words_of(sample, command.report)])
    write_report(read_once[1], run_report(read_once[1], command.report, {**options, **more}), tmp_path / "CLI.xlsx", SAMPLE.name)
    theirs = MemoryHost.of(tmp_path / "CLI.xlsx")
    ours, written = sample.read(title).values, theirs.read(theirs.titles()[0]).values
    ours[3] = written[3] = []  # the row that leads on: in the ledger workbook there is no page of warnings, nor of meanings
    assert differences(ours, written) == []
    assert len(written) > 5


def words_of(host: OfficeHost, section: str) -> list[str]:
    """Options of a section of XLC Options as words of the command line."""
    found: list[str] = []
    for line in host.read("XLC Options").values:
        if line[0] == section and line[2] is not None:
            value = line[2]
            text = (dt.date(1899, 12, 30) + dt.timedelta(days=int(value))).isoformat() if isinstance(value, float) else str(value)
            found += ["--" + "-".join("".join(c if c.isalnum() else " " for c in str(line[1]).lower()).split()), text]
    return found


def test_the_reconciliation_is_that_of_the_command_line(sample: OfficeHost, tmp_path: Path) -> None:
    answer = press("reconcile", sample)
    assert "Unexplained: 0.00" in answer.sentence
    CliRunner().invoke(assemble(), ["reconcile", str(SAMPLE), "-o", str(tmp_path / "CLI.xlsx")])
    theirs = MemoryHost.of(tmp_path / "CLI.xlsx")
    for role, sheet in (("result:reconcile", "Inventory - G-L Reconciliation"), ("result:reconcile#1", "Explained")):
        ours, written = sample.read(sample.roles()[role]).values, theirs.read(sheet).values
        ours[3] = written[3] = []  # the row that leads on names sheets, which may be numbered here
        assert differences(ours, written) == []
    assert not any(isinstance(v, CellError) for line in sample.read(sample.roles()["result:reconcile#2"]).values for v in line)


@pytest.fixture(scope="session")
def small(office: Office, books: Callable[[str], Path], tmp_path_factory: pytest.TempPathFactory) -> OfficeHost:
    """A small workbook, open for the session: for commands that change no ledger table."""
    path = tmp_path_factory.mktemp("small") / "SMALL.xlsx"
    shutil.copyfile(books("adjust"), path)
    return office.open(path, ScriptedDialogs())


@pytest.mark.parametrize("command", OTHERS, ids=lambda c: c.tag)
def test_a_command_that_does_not_write_ends_in_a_sentence(command: Command, small: OfficeHost, books: Callable[[str], Path]) -> None:
    small.select("Item Ledger Entry", 2, 1)
    answer = press(command.tag, small)
    assert answer.state in ("done", "found"), answer.sentence
    file = MemoryHost.of(books("adjust"))
    for title in ("Value Entry", "Item", "G-L Entry"):
        assert differences(small.read(title).values, file.read(title).values) == []


@pytest.mark.parametrize("tag", [c.tag for c in commands() if c.writes])
def test_what_a_command_wrote_can_be_undone(tag: str, live: Callable[..., OfficeHost], books: Callable[[str], Path]) -> None:
    """What it writes is compared with the command line on the sample (test_sample_in_office)."""
    host = live(tag)
    before = MemoryHost.of(books(tag))
    answer = press(tag, host)
    assert answer.ok, answer.sentence
    assert [t for t in before.titles() if differences(host.read(t).values, before.read(t).values)]
    undone = press("undo", host)
    assert undone.state == "done", undone.sentence
    after = cells(host)
    assert list(after) == before.titles()
    assert {t: differences(after[t], before.read(t).values) for t in after} == {t: [] for t in after}


def test_no_leaves_everything_as_it_was(live: Callable[..., OfficeHost]) -> None:
    host = live("post-cost", False)
    before = cells(host)
    assert press("post-cost", host).state == "stopped"
    assert cells(host) == before


def test_a_protected_sheet_is_named(live: Callable[..., OfficeHost]) -> None:
    host = live("adjust")
    host.document.Sheets.getByName("Value Entry").protect("secret")
    before = cells(host)
    answer = press("adjust", host)
    assert answer.code == "H03"
    assert "Value Entry" in answer.sentence
    assert cells(host) == before


def test_a_protected_structure_is_told(live: Callable[..., OfficeHost]) -> None:
    host = live("adjust")
    host.document.protect("secret")
    assert press("adjust", host).code == "H02"


def test_a_read_only_workbook_is_told(office: Office, books: Callable[[str], Path]) -> None:
    from xlcost.faces.host.libreoffice.binding import value

    document = office.desktop.loadComponentFromURL(books("adjust").as_uri(), "_blank", 0, (value("ReadOnly", True),))
    try:
        host = office.host(books("adjust").name, ScriptedDialogs())
        answer = press("Inventory Valuation", host)
        assert answer.code == "H02"
        assert "read-only" in answer.sentence
    finally:
        document.close(True)


def test_an_error_cell_is_a_message_with_a_link(live: Callable[..., OfficeHost]) -> None:
    host = live("import")
    head = host.read("Value Entry").values[0]
    column = head.index("Cost Amount (Actual)") + 1
    host.set_formula("Value Entry", 5, column, "=1/0")
    host.set_formula("Value Entry", 6, column, "=NA()")
    answer = press("import", host)
    assert answer.code == "W09"
    lines = host.read("XLC Messages").values
    texts = [" ".join(str(v) for v in line) for line in lines]
    assert any("#DIV/0!" in t for t in texts)
    assert any("#N/A" in t for t in texts)
    row = next(n for n, t in enumerate(texts, 1) if "#DIV/0!" in t)
    assert "HYPERLINK" in host.formulas("XLC Messages", row, 3, 1, 1)[row, 3]


def test_a_merged_cell_in_a_table_is_a_message(live: Callable[..., OfficeHost]) -> None:
    host = live("import")
    host.range("Value Entry", 3, 1, 2, 2).api.merge(True)
    assert press("import", host).code == "W12"


def test_a_missing_table_gets_a_sentence(office: Office) -> None:
    host = OfficeHost(office.xlwings.apps[1].books.add(), ScriptedDialogs())
    try:
        answer = press("Inventory Valuation", host)
        assert answer.code == "H04"
        assert "no ledger" in answer.sentence
    finally:
        host.document.close(True)


def test_esc_stops_cleanly(live: Callable[..., OfficeHost], monkeypatch: pytest.MonkeyPatch) -> None:
    host = live("adjust")
    before = cells(host)
    monkeypatch.setattr(OfficeHost, "stop_wanted", lambda self: True)
    assert press("adjust", host).sentence == "Stopped. Nothing was changed."
    assert cells(host) == before


def test_text_that_looks_like_a_formula_stays_text(live: Callable[..., OfficeHost]) -> None:
    host = live("post-journal")
    press("post-journal", host)
    values = host.read("Item Ledger Entry").values
    column = values[0].index("External Document No.") + 1
    row = next(n for n, line in enumerate(values, 1) if line[column - 1] == "=1+1")
    assert host.formulas("Item Ledger Entry", row, column, 1, 1) == {}


def test_a_result_follows_when_its_tab_was_renamed(live: Callable[..., OfficeHost]) -> None:
    host = live("Status")
    press("Status", host)
    host.rename_sheet("Status", "Mine")
    count = len(host.titles())
    press("Status", host)
    assert len(host.titles()) == count
    assert "Mine" not in host.titles()


def test_the_engine_serves_xlwings(live: Callable[..., OfficeHost]) -> None:
    """xlwings' own code on the engine: Book.caller(), values, data frames, formulas."""
    import pandas as pd
    import xlwings

    host = live("import")
    host.book.set_mock_caller()
    sheet = xlwings.Book.caller().sheets.add("Scratch")
    sheet.range("A1").value = [["Item No.", "Quantity"], ["0012", 2], ["0013", 3.5]]
    sheet["B4"].formula = "=SUM(B2:B3)"
    assert sheet.range("A1:B4").value == [["Item No.", "Quantity"], ["0012", 2.0], ["0013", 3.5], [None, 5.5]]
    sheet["D1"].options(index=False).value = pd.DataFrame({"a": [1, 2], "b": ["x", "y"]})
    assert sheet["D1:E3"].options(pd.DataFrame, index=False).value.to_dict("list") == {"a": [1.0, 2.0], "b": ["x", "y"]}
    assert xlwings.__pro__ is False


def test_a_result_prints_as_its_page_does(live: Callable[..., OfficeHost]) -> None:
    host = live("Inventory Valuation")
    press("Inventory Valuation", host)
    sheet = host.document.Sheets.getByName("Inventory Valuation")
    style = host.document.StyleFamilies.getByName("PageStyles").getByName(sheet.PageStyle)
    assert style.IsLandscape
    assert style.Width > style.Height
    assert style.ScaleToPagesX == 1
    assert style.FooterIsOn
    assert "Run " in style.RightPageFooterContent.CenterText.String
    window = host.document.CurrentController
    window.setActiveSheet(sheet)
    assert window.hasFrozenPanes()
    assert (window.SplitColumn, window.SplitRow) > (0, 6), "captions and items stay in sight"
