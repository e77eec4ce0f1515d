"""Every command of the registry on a workbook in memory: it ends in a sentence, does what the API does, can be undone."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from tests.faces.ribbon.pressing import Live, find, ledger_cells, press, visible
from tests.faces.ribbon.stages import STAGES

from xlcost import read_ledger, write_ledger
from xlcost.faces.host.memory import MemoryHost
from xlcost.faces.host.port import CellError
from xlcost.faces.host.snapshot import read_live
from xlcost.faces.ribbon import dispatch
from xlcost.faces.ribbon.registry import Command, commands
from xlcost.ledger.content_hash import ledger_hash

ALL = pytest.mark.parametrize("command", commands(), ids=lambda c: c.tag)
WRITING = pytest.mark.parametrize("tag", [c.tag for c in commands() if c.writes])


def test_every_writing_command_is_held_against_the_api() -> None:
    assert set(STAGES) == {c.tag for c in commands() if c.writes}


@ALL
def test_a_command_ends_in_a_sentence(command: Command, live: Live) -> None:
    host = live(command.tag)
    if command.tag == "why":
        press("Inventory Valuation", host)
        host.select("Inventory Valuation", *find(host, "Inventory Valuation", "A", "number"))
    if "G/L Entry" in command.tag:
        host.select("G-L Entry", 3, 1)
    if command.tag == "Why This Amount":
        host.select("Value Entry", 3, 1)
    answer = press(command.tag, host)
    assert answer.state in ("done", "found"), answer.sentence
    assert answer.sentence.strip().endswith((".", ":", ")", "0.00")) or answer.sentence
    assert "Traceback" not in answer.sentence
    assert host.shown[-1] == answer.sentence


@pytest.mark.parametrize("command", [c for c in commands() if not c.writes and c.tag != "undo"], ids=lambda c: c.tag)
def test_a_command_that_does_not_write_changes_no_ledger_table(command: Command, live: Live) -> None:
    host = live(command.tag)
    before = ledger_cells(host)
    press(command.tag, host)
    after = ledger_cells(host)
    assert {t: after[t] for t in before} == before


@WRITING
def test_a_writing_command_does_what_the_api_does(tag: str, live: Live, book_of: Callable[[str], Path], tmp_path: Path) -> None:
    host, books = live(tag), read_ledger(book_of(tag))
    assert ledger_hash(read_live(host)) == ledger_hash(books)
    answer = press(tag, host)
    assert answer.ok, answer.sentence
    assert host._dialogs.asked, "a command that writes asks first"
    write_ledger(STAGES[tag][1](books).ledger, tmp_path / "OUT.xlsx")
    assert ledger_hash(read_live(host)) == ledger_hash(read_ledger(tmp_path / "OUT.xlsx"))


@WRITING
def test_no_means_no(tag: str, live: Live) -> None:
    host = live(tag, False)
    before = ledger_cells(host)
    answer = press(tag, host)
    assert (answer.state, answer.sentence) == ("stopped", "Nothing was changed.")
    assert ledger_cells(host) == before


@WRITING
def test_undo_restores_exactly_what_the_run_changed(tag: str, live: Live) -> None:
    host = live(tag)
    before, shown = ledger_cells(host), visible(host)
    press(tag, host)
    assert ledger_cells(host) != before
    answer = press("undo", host)
    assert answer.state == "done", answer.sentence
    assert ledger_cells(host) == before
    assert [t for t in visible(host) if not t.startswith("XLC")] == shown
    assert "nothing to undo" in press("undo", host).sentence


def test_a_second_run_has_nothing_to_do(live: Live) -> None:
    host = live("adjust")
    press("adjust", host)
    after = ledger_cells(host)
    assert "Nothing to adjust" in press("adjust", host).sentence
    press("post-cost", host)
    asked = len(host._dialogs.asked)
    assert press("post-cost", host).ok
    assert len(host._dialogs.asked) == asked, "nothing is left to post, so nothing is asked"
    assert ledger_cells(host) != after


def test_undo_refuses_when_a_cell_was_changed_since(live: Live) -> None:
    host = live("adjust")
    last = host.sheet("Value Entry").extent[0]
    press("adjust", host)
    assert host.sheet("Value Entry").extent[0] > last
    host.sheet("Value Entry").cells[last + 1, 2] = "MINE"
    after = ledger_cells(host)
    answer = press("undo", host)
    assert answer.code == "H21"
    assert "Value Entry!A" in answer.sentence
    assert ledger_cells(host) == after


def test_the_question_of_posting_shows_debit_credit_and_documents(live: Live) -> None:
    host = live("post-cost", False)
    press("post-cost", host)
    (question,) = host._dialogs.asked
    debit, credit = (question.split(word)[1].split()[0] for word in ("Debit ", "Credit "))
    assert debit == credit
    assert float(debit.replace(",", "")) > 0
    assert "PI-9001" in question


# -- what stands in the way ---------------------------------------------------------------------------------
@ALL
def test_obstacles_are_told_together_and_nothing_is_touched(command: Command, live: Live) -> None:
    host = live(command.tag)
    host.read_only = host.structure_protected = host.editing = True
    before = [s.title for s in host.content]
    answer = press(command.tag, host)
    assert answer.code == "H02"
    assert all(word in answer.sentence for word in ("read-only", "protected", "Esc"))
    assert host.cells_written == 0
    assert [s.title for s in host.content] == before
    assert host._dialogs.told == [answer.sentence]


@pytest.mark.parametrize("tag", ["adjust", "post-cost", "post-journal"])
def test_a_protected_sheet_is_named_and_nothing_is_written(tag: str, live: Live) -> None:
    host = live(tag)
    host.sheet("Value Entry").is_protected = True
    before = ledger_cells(host)
    answer = press(tag, host)
    assert answer.code == "H03"
    assert "Value Entry" in answer.sentence
    assert ledger_cells(host) == before


@ALL
def test_a_workbook_without_a_ledger_gets_a_sentence(command: Command, live: Live) -> None:
    host = MemoryHost()
    host.add_sheet("Sheet1")
    answer = press(command.tag, host)
    assert answer.ok or answer.code in ("H04", "H13", "H14")
    assert answer.code == "H04" or not command.needs_ledger


def test_error_cells_are_messages_with_a_link(live: Live) -> None:
    host = live("import")
    column = next(c for (r, c), v in host.sheet("Value Entry").cells.items() if r == 1 and v == "Cost Amount (Actual)")
    host.sheet("Value Entry").cells[17, column] = CellError("#N/A")
    answer = press("import", host)
    assert answer.state == "refused"
    assert "W09" in answer.sentence
    lines = [v for v in host.sheet("XLC Messages").cells.values() if isinstance(v, str) and v.startswith("Value Entry!")]
    assert len(lines) == 1
    assert lines[0].endswith("17")
    assert host.active_cell[0] == "XLC Messages"


def test_a_missing_column_is_a_message(live: Live) -> None:
    host = live("import")
    column = next(c for (r, c), v in host.sheet("Value Entry").cells.items() if r == 1 and v == "Item Ledger Entry Type")
    host.sheet("Value Entry").cells[1, column] = "Something else"
    answer = press("Inventory Valuation", host)
    assert answer.code == "L01"
    assert "XLC Messages" in answer.sentence


@pytest.mark.parametrize("tag", ["adjust", "reconcile", "Inventory Valuation", "close"])
def test_esc_stops_before_anything_is_written(tag: str, live: Live) -> None:
    host = live(tag)
    before = ledger_cells(host)
    host.stop_after = 0
    answer = press(tag, host)
    assert (answer.state, answer.sentence) == ("stopped", "Stopped. Nothing was changed.")
    assert ledger_cells(host) == before


def test_a_failure_after_writing_takes_everything_back(live: Live, monkeypatch: pytest.MonkeyPatch) -> None:
    host = live("adjust")
    before = ledger_cells(host)

    def broken(*_: Any) -> str:
        raise RuntimeError("the disk is gone")

    monkeypatch.setattr("xlcost.faces.ribbon.commands.costing.place", broken)
    answer = press("adjust", host)
    assert answer.code == "X99"
    assert "Traceback" not in answer.sentence
    assert ledger_cells(host) == before


def test_an_option_that_cannot_be_used_names_its_cell(live: Live) -> None:
    host = live("Inventory Valuation")
    press("options", host)
    row = next(r for (r, c), v in host.sheet("XLC Options").cells.items() if c == 2 and v == "Ending Date")
    host.sheet("XLC Options").cells[row, 3] = "soon"
    answer = press("Inventory Valuation", host)
    assert answer.code == "H10"
    assert "soon" in answer.sentence
    assert f"C{row}" in answer.sentence


def test_an_unknown_command_is_a_sentence(live: Live) -> None:
    answer = dispatch("format-disk", live("import"))
    assert answer.code == "H01"


def test_without_excel_the_dispatcher_says_so() -> None:
    answer = dispatch("import")
    assert answer.code == "H40"
    assert "LibreOffice" in answer.sentence


def test_each_run_leaves_a_line_on_the_log(live: Live) -> None:
    host = live("adjust")
    for tag in ("import", "adjust", "Inventory Valuation"):
        press(tag, host)
    cells = host.sheet("XLC Log").cells
    assert [cells[r, 4] for r in (5, 6, 7)] == ["Inventory Valuation", "adjust", "import"]
    assert cells[6, 7] > 0
    assert cells[5, 9] != cells[6, 9], "the ledger that the report saw is not the one that was adjusted"


def test_our_sheets_are_found_when_they_were_renamed(live: Live) -> None:
    host = live("Inventory Valuation")
    press("Inventory Valuation", host)
    host.rename_sheet("Inventory Valuation", "My valuation")
    count = len(host.content)
    press("Inventory Valuation", host)
    assert len(host.content) == count
    assert "My valuation" not in [s.title for s in host.content]


def test_a_sheet_of_the_user_with_the_name_of_a_report_is_left_alone(live: Live) -> None:
    host = live("Status")
    host.add_sheet("Status")
    host.write("Status", 1, 1, [["mine"]])
    press("Status", host)
    assert host.sheet("Status").cells == {(1, 1): "mine"}
    assert "Status (2)" in visible(host)


def test_trace_follows_the_active_row(live: Live) -> None:
    host = live("trace")
    title, captions = "Value Entry", {v: c for (r, c), v in host.sheet("Value Entry").cells.items() if r == 1}
    row = next(r for (r, c), v in sorted(host.sheet(title).cells.items()) if c == captions["Item Ledger Entry Type"] and v == "Sale")
    host.select(title, row, captions["Cost Amount (Actual)"])
    answer = press("trace", host)
    entry = int(host.sheet(title).cells[row, captions["Item Ledger Entry No."]])
    assert f"Item ledger entry {entry}" in answer.sentence
    host.select(title, row, captions["Document No."])
    assert f"Document {host.sheet(title).cells[row, captions['Document No.']]}" in press("trace", host).sentence
    host.select("G-L Entry", 5, 1)
    assert "G/L entry" in press("trace", host).sentence
    host.select("Item", 2, 1)
    item = host.sheet("Item").cells[2, next(c for (r, c), v in host.sheet("Item").cells.items() if r == 1 and v == "No.")]
    entries = sum(1 for e in read_live(host).records("Item Ledger Entry") if e["Item No."] == item)
    assert press("trace", host).sentence == f"Item {item}: {entries} item ledger entries."


def test_why_lists_entries_that_sum_to_the_figure(live: Live) -> None:
    host = live("why")
    press("Inventory Valuation", host)
    row, column = find(host, "Inventory Valuation", "A", "number")
    figure = host.sheet("Inventory Valuation").cells[row, column]
    host.select("Inventory Valuation", row, column)
    answer = press("why", host)
    assert answer.ok, answer.sentence
    cells = host.sheet("Why").cells
    share = next(c for (_, c), v in cells.items() if v == "Share of the figure")
    head = next(r for (r, c), v in cells.items() if v == "Share of the figure")
    column_values = [v for (r, c), v in sorted(cells.items()) if c == share and r > head and isinstance(v, float)]
    *shares, total = column_values
    assert round(sum(shares), 2) == round(total, 2) == round(figure, 2)


def test_why_on_a_page_that_the_report_no_longer_has(live: Live) -> None:
    """A report had entries behind it when it was run and has none now: its second page is out of date."""
    host = live("why")
    press("Inventory Valuation", host)
    role = next(r for r, t in host.roles().items() if t == "Inventory Valuation")
    row, column = find(host, "Inventory Valuation", "A", "number")
    host.set_role("Inventory Valuation", f"{role}#9")
    host.select("Inventory Valuation", row, column)
    answer = press("why", host)
    assert answer.code == "H15"
    assert "Run the report again" in answer.sentence


def test_why_explains_a_message(live: Live) -> None:
    host = live("why")
    press("check", host)
    host.select("XLC Messages", 5, 3)
    answer = press("why", host)
    assert answer.ok
    assert host._dialogs.told


def test_text_that_looks_like_a_formula_stays_text(live: Live) -> None:
    host = live("post-journal")
    press("post-journal", host)
    sheet = host.sheet("Item Ledger Entry")
    column = next(c for (r, c), v in sheet.cells.items() if r == 1 and v == "External Document No.")
    row = next(r for (r, c), v in sheet.cells.items() if c == column and v == "=1+1")
    assert sheet.number_formats[row, column] == "@"
    assert not sheet.formula_of


def test_same_run_same_bytes_in_the_result(live: Live) -> None:
    sums = set()
    for _ in range(2):
        host = live("reconcile")
        press("reconcile", host)
        sums.add(hashlib.sha256(repr(sorted(host.sheet("Explained").cells.items())).encode()).hexdigest())
    assert len(sums) == 1


def test_closing_is_refused_while_a_step_is_red_and_recorded_with_a_reason(live: Live) -> None:
    host = live("adjust")
    assert press("close-period", host).code == "P01"  # not adjusted: the ERP's own check, no reason helps
    press("adjust", host)  # not posted yet
    before = ledger_cells(host)
    answer = press("close-period", host)
    assert answer.code == "P10"
    assert "Reason" in answer.sentence
    assert ledger_cells(host) == before
    cells = host.sheet("XLC Options").cells
    row = next(r for (r, c), v in cells.items() if c == 2 and v == "Reason")
    cells[row, 3] = "Auditor agreed"
    assert press("close-period", host).ok
    assert "Auditor agreed" in str(read_live(host).records("Inventory Period Entry"))


MONEY = {
    "post-journal": "Cost of the value entries: +3.34",
    "adjust": "-4.17 in all",
    "post-cost": "Debit 33.34   Credit 33.34",
    "wip-calculate": "Recognized: costs 250.00   sales 500.00",
    "wip-recalculate": "Recognized: costs 250.00   sales 500.00",
    "wip-post": "Debit 1,650.00   Credit 1,650.00",
    "wip-reverse": "Debit 1,650.00   Credit 1,650.00",
    "wip-complete": "1 project",
    "wip-reopen": "1 project",
    "wip-delete": "1 project",
    "close-period": "● Zero unexplained",
    "reopen-period": "2022-01-31",
}


@WRITING
def test_the_question_shows_what_will_be_written_in_rows_and_in_money(tag: str, live: Live) -> None:
    host = live(tag, False)
    press(tag, host)
    (question,) = host._dialogs.asked
    assert MONEY[tag] in question
    assert any(word in question for word in (": 1 added", " added", " changed", "deleted", "removed"))
    assert question.endswith("?")


def test_reversing_without_posting_anew_is_said_before_it_is_done(live: Live) -> None:
    """Posting replaces: where nothing is calculated, what was posted is only reversed. The command line asks for --yes."""
    host = live("wip-reverse", False)
    press("wip-post", host)
    (question,) = host._dialogs.asked
    assert "Reversed, and nothing posted in place of it: P1" in question


def test_undo_is_refused_kindly_in_every_state_of_the_workbook(live: Live) -> None:
    """Nothing to undo, a protected sheet, a damaged record: each a sentence, and nothing is touched."""
    host = live("adjust")
    assert "nothing to undo" in press("undo", host).sentence
    press("adjust", host)
    after = ledger_cells(host)
    host.sheet("Value Entry").is_protected = True
    assert press("undo", host).code == "H03"
    host.sheet("Value Entry").is_protected = False
    host._dialogs.answers[:] = [False]
    assert press("undo", host).state == "stopped"
    assert ledger_cells(host) == after
    host.sheet("XLC Undo").cells[1, 1] = "{"
    assert press("undo", host).code == "H20"
    assert ledger_cells(host) == after
