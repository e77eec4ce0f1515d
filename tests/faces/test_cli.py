"""The command line as a user meets it: real files, exit statuses, sentences instead of tracebacks."""

from __future__ import annotations

import json
from pathlib import Path

import openpyxl
import pytest
from typer.testing import CliRunner

from xlcost import Ledger, read_ledger, write_ledger
from xlcost.faces.cli.app import assemble
from xlcost.faces.cli.common import status_of
from xlcost.problems import XlcostError


def run(*words: object) -> tuple[int, str]:
    """Exit status and output of a command; an XlcostError has the status that run() gives it."""
    result = CliRunner().invoke(assemble(), [str(w) for w in words], catch_exceptions=True)
    if isinstance(result.exception, XlcostError):
        return status_of(result.exception), str(result.exception)
    if result.exception is not None and not isinstance(result.exception, SystemExit):
        raise result.exception
    return result.exit_code, result.output


def test_close_explains_the_two_planted_differences(sample_workbook: Path, tmp_path: Path) -> None:
    status, text = run("close", sample_workbook, "--period", "2026-10", "-o", tmp_path / "CLOSE.xlsx", "--json")
    assert status == 1
    found = json.loads(text)
    assert found["verdict"] == "Explained."
    assert found["accounts"]["2110"]["causes"] == {"Direct G/L posting": "1250.00"}
    assert set(found["accounts"]["2150"]["causes"]) == {"Not yet posted"}
    assert all(check["Passed"] for check in found["checks"])
    sheets = openpyxl.load_workbook(tmp_path / "CLOSE.xlsx", read_only=True).sheetnames
    assert sheets[:3] == ["Cover", "Inventory Valuation", "Valuation Tie-out"]
    assert sheets[-3:] == ["Problems", "Evidence", "Legend"]


def test_close_changes_no_ledger_by_itself(sample_workbook: Path, tmp_path: Path) -> None:
    before = sample_workbook.read_bytes()
    run("close", sample_workbook, "--period", "2026-10", "-o", tmp_path / "CLOSE.xlsx")
    assert sample_workbook.read_bytes() == before


def test_the_same_input_gives_the_same_bytes(sample_workbook: Path, tmp_path: Path) -> None:
    for name in ("A", "B"):
        run("close", sample_workbook, "--period", "2026-10", "-o", tmp_path / f"{name}.xlsx")
    assert (tmp_path / "A.xlsx").read_bytes() == (tmp_path / "B.xlsx").read_bytes()


def test_posting_twice_posts_once(sample_workbook: Path, tmp_path: Path) -> None:
    ledger = tmp_path / "ONCE.xlsx"
    account = next(r for r in read_ledger(sample_workbook).records("G/L Account") if r["No."] == "7170")
    unblocked = read_ledger(sample_workbook).upsert("G/L Account", [{**account, "Blocked": False}])
    from xlcost import write_ledger

    write_ledger(unblocked, ledger)
    status, text = run("post-cost", ledger, "--in-place")
    assert status == 0
    assert "value entries have been posted" in text
    assert run("post-cost", ledger)[1].startswith("There is nothing to post")


def test_without_an_output_a_command_is_a_preview(sample_workbook: Path) -> None:
    before = sample_workbook.read_bytes()
    _, text = run("post-cost", sample_workbook)
    assert "Preview: nothing was written" in text
    assert sample_workbook.read_bytes() == before


def test_the_input_is_replaced_only_when_asked(sample_workbook: Path) -> None:
    status, text = run("adjust", sample_workbook, "-o", sample_workbook)
    assert status == 2
    assert "--in-place" in text


@pytest.mark.parametrize(
    "words",
    [
        ["reconcile", "LEDGER"],
        ["check", "LEDGER"],
        ["report", "inventory-valuation", "LEDGER", "--ending-date", "2026-10-31"],
        ["trace", "item-entry", "1", "LEDGER"],
        ["why", "value-entry", "1", "LEDGER"],
        ["what-if", "LEDGER"],
        ["adjust", "LEDGER", "--compare"],
        ["compare", "LEDGER", "LEDGER"],
        ["close", "LEDGER", "--period", "2026-10"],
    ],
)
def test_no_result_replaces_the_ledger_that_it_was_made_from(words: list[str], sample_workbook: Path) -> None:
    before = sample_workbook.read_bytes()
    status, text = run(*(sample_workbook if w == "LEDGER" else w for w in words), "-o", sample_workbook)
    assert status == 2
    assert "name another file with -o" in " ".join(text.split())
    assert sample_workbook.read_bytes() == before


def test_no_result_replaces_a_table_of_a_ledger_in_a_folder(tmp_path: Path) -> None:
    folder = tmp_path / "LEDGER"
    folder.mkdir()
    write_ledger(Ledger.from_records({"Item": [{"No.": "A"}]}), folder)
    (table,) = folder.glob("Item*.csv")
    before = table.read_bytes()
    assert run("report", "inventory-valuation", folder, "--ending-date", "2026-10-31", "-o", table)[0] == 2
    assert table.read_bytes() == before


@pytest.mark.parametrize(
    "words",
    [
        ["report", "status", "LEDGER", "--status-date", "2026-10-31", "-o", "STATUS.pdf"],
        ["reconcile", "LEDGER", "-o", "RECONCILIATION.xls"],
        ["close", "LEDGER", "--period", "2026-10", "-o", "CLOSE.pdf"],
        ["trace", "item-entry", "1", "LEDGER", "-o", "TRACE.png"],
        ["adjust", "LEDGER", "-o", "LEDGER.pdf"],
        ["reconcile", "LEDGER", "--from", "2026-10-31", "--to", "2026-10-01"],
        ["post-cost", "LEDGER", "--from", "2026-10-31", "--to", "2026-10-01"],
    ],
)
def test_a_name_that_no_file_can_have_and_a_period_that_ends_before_it_starts_are_wrong_usage(
    words: list[str], sample_workbook: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    status, text = run(*(sample_workbook if w == "LEDGER" else w for w in words))
    assert status == 2
    assert not list(tmp_path.iterdir())
    assert "Traceback" not in text


def test_a_ledger_is_written_into_a_new_folder(sample_workbook: Path, tmp_path: Path) -> None:
    """A path without an ending names a folder of tables, which the next command reads."""
    assert run("adjust", sample_workbook, "-o", tmp_path / "FOLDER")[0] == 0
    assert (tmp_path / "FOLDER" / "Item.csv").exists()
    assert read_ledger(tmp_path / "FOLDER").records("Item") == read_ledger(sample_workbook).records("Item")


def test_check_of_projects_alone_has_nothing_to_audit(tmp_path: Path) -> None:
    write_ledger(Ledger.from_records({"Project": [{"No.": "P1"}]}), tmp_path / "PROJECTS.xlsx")
    status, text = run("check", tmp_path / "PROJECTS.xlsx")
    assert status == 0
    assert "NO_ITEM_LEDGER_ENTRIES" in text


def test_a_close_without_an_output_is_a_preview(sample_workbook: Path) -> None:
    """interface.md 3: without -o a command that would write shows a preview."""
    there = set(sample_workbook.parent.iterdir())
    status, text = run("close", sample_workbook, "--period", "2026-10")
    assert status == 1
    assert "Explained." in text
    assert "Preview: no pack was written." in text
    assert set(sample_workbook.parent.iterdir()) == there
    assert json.loads(run("close", sample_workbook, "--period", "2026-10", "--json")[1])["output"] is None


def test_pack_and_ledger_of_a_close_are_two_files(sample_workbook: Path, tmp_path: Path) -> None:
    one = tmp_path / "ONE.xlsx"
    assert run("close", sample_workbook, "--period", "2026-10", "-o", one, "--post", "--ledger", one)[0] == 2
    assert not one.exists()


def test_a_pack_that_cannot_be_written_posts_nothing(sample_workbook: Path, tmp_path: Path) -> None:
    """R12: the pack is open in Excel; the ledger must not be posted without it."""
    (tmp_path / "~$CLOSE.xlsx").touch()
    out = tmp_path / "AFTER.xlsx"
    words = ("close", sample_workbook, "--period", "2026-10", "-o", tmp_path / "CLOSE.xlsx", "--post", "--ledger", out)
    status, text = run(*words)
    assert (status, out.exists()) == (3, False)
    assert "open in another program" in text
    (tmp_path / "~$CLOSE.xlsx").unlink()
    assert run(*words)[0] == 1
    assert out.exists()


def test_a_read_only_folder_gives_a_sentence(sample_workbook: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """R12; the rights are simulated, because the superuser may write anywhere."""
    from xlcost.sheets import atomic

    monkeypatch.setattr(atomic.os, "access", lambda path, mode: Path(path) != tmp_path)
    status, text = run("close", sample_workbook, "--period", "2026-10", "-o", tmp_path / "CLOSE.xlsx")
    assert (status, list(tmp_path.iterdir())) == (3, [])
    assert "read-only" in text


@pytest.mark.parametrize(
    ("words", "status"),
    [
        (["close", "missing.xlsx", "--period", "2026-10"], 3),
        (["close", "LEDGER", "--period", "October"], 2),
        (["close", "LEDGER", "--period", "2026-10", "--post"], 2),
        (["report", "no-such-report", "LEDGER"], 2),
        (["report", "inventory-valuation", "LEDGER", "--colour", "red"], 2),
        (["report", "inventory-valuation", "LEDGER", "--ending-date", "yesterday"], 2),
        (["check", "LEDGER", "--checks", "Z99"], 2),
        (["reconcile", "LEDGER", "--mode", "rough"], 2),
        (["post-cost", "LEDGER", "--posting-method", "Sometimes"], 2),
        (["post-cost", "LEDGER", "--document-no", "X"], 2),
        (["post-cost", "LEDGER", "--posting-method", "Per Posting Group"], 2),
        (["trace", "item-entry", "999999", "LEDGER"], 3),
        (["trace", "star", "1", "LEDGER"], 2),
        (["close-period", "LEDGER", "--ending-date", "2031-01-31"], 3),
    ],
)
def test_wrong_usage_gives_a_sentence_and_a_status(words: list[str], status: int, sample_workbook: Path, tmp_path: Path) -> None:
    named = [str(sample_workbook) if w == "LEDGER" else str(tmp_path / w) if w == "missing.xlsx" else w for w in words]
    found, text = run(*named)
    assert found == status
    assert "Traceback" not in text


def test_reports_print_as_text_csv_and_json(sample_workbook: Path) -> None:
    name = ("report", "inventory-valuation", sample_workbook, "--ending-date", "2026-10-31")
    _, text = run(*name)
    assert "CITY-3" in text
    assert "Total" in text
    _, table = run(*name, "--format", "csv")
    assert table.splitlines()[0].startswith("Item No.,")
    rows = json.loads(run(*name, "--format", "json")[1])["rows"]
    assert len(rows) == len(table.splitlines()) - 1


def test_a_ledger_with_errors_gives_a_workbook_that_lists_them(sample_workbook: Path, tmp_path: Path) -> None:
    book = openpyxl.load_workbook(sample_workbook)
    sheet = book["Value Entry"]
    sheet.cell(3, 1, "not a number")
    book.save(tmp_path / "BROKEN.xlsx")
    status, _ = run("close", tmp_path / "BROKEN.xlsx", "--period", "2026-10", "-o", tmp_path / "CLOSE.xlsx")
    assert status == 3
    shown = openpyxl.load_workbook(tmp_path / "CLOSE.xlsx")["Problems"]
    assert any("not a number" in str(cell.value) for row in shown.iter_rows() for cell in row)


def test_a_mistyped_ledger_leaves_the_last_pack_alone(tmp_path: Path) -> None:
    pack = tmp_path / "CLOSE.xlsx"
    pack.write_bytes(b"the pack of last time")
    status, text = run("close", tmp_path / "LEGDER.xlsx", "--period", "2026-10", "-o", pack)
    assert status == 3
    assert "There is no file or folder" in text
    assert pack.read_bytes() == b"the pack of last time"


def test_a_message_without_a_place_says_none() -> None:
    assert str(XlcostError("R03", "No period.", remedy="Write one.").problem) == "Error R03: No period. Write one."
    assert str(XlcostError("R03", "No period.", where="--period").problem) == "Error R03 at --period: No period."


def test_adjust_and_post_are_carried_out_on_the_ledger_that_is_named(sample_workbook: Path, tmp_path: Path) -> None:
    out = tmp_path / "AFTER.xlsx"
    run("close", sample_workbook, "--period", "2026-10", "-o", tmp_path / "CLOSE.xlsx", "--adjust", "--post", "--ledger", out)
    assert read_ledger(out).table("Value Entry").length >= read_ledger(sample_workbook).table("Value Entry").length


def test_reconcile_names_causes_and_says_what_to_do(sample_workbook: Path) -> None:
    status, text = run("reconcile", sample_workbook, "--to", "2026-10-31")
    assert status == 1
    assert "2110  Direct G/L posting  +1,250.00" in text
    assert "Unexplained: 0.00" in text
