"""Sign-off and run log as people meet them: commands on real files, the cover of the pack, a log that somebody edits."""

from __future__ import annotations

import json
from pathlib import Path

import openpyxl
import pytest

from faces.test_cli import run
from sound_company import edit, sound_company
from xlcost import write_ledger
from xlcost.faces.run_log import HEAD, LOG, check_log, log_lines

PERIOD = ("--period", "2022-01")


@pytest.fixture
def book(tmp_path: Path) -> Path:
    write_ledger(sound_company(), tmp_path / "LEDGER.xlsx")
    return tmp_path / "LEDGER.xlsx"


def cover(book: Path) -> str:
    run("close", book, *PERIOD, "-o", book.parent / "CLOSE.xlsx")
    sheet = openpyxl.load_workbook(book.parent / "CLOSE.xlsx")["Cover"]
    return " | ".join(str(c.value) for row in sheet.iter_rows() for c in row if c.value is not None)


def sign(book: Path, role: str, by: str) -> tuple[int, str]:
    return run("sign", book, *PERIOD, "--as", role, "--by", by, "--on", "2026-11-03")


def test_two_persons_sign_and_a_changed_cell_makes_it_void(book: Path) -> None:
    assert "Not prepared" in cover(book)
    status, text = sign(book, "approver", "Ben Frost")
    assert (status, "SIGN_OFF_NOT_PREPARED" in text) == (3, True)
    assert sign(book, "preparer", "Amy Winter")[0] == 0
    assert "Prepared, waits for approval" in cover(book)
    status, text = sign(book, "approver", " amy  WINTER ")
    assert (status, "SIGN_OFF_SAME_PERSON" in text) == (3, True)
    assert sign(book, "approver", "Ben Frost")[0] == 0
    signed = cover(book)
    assert "● Approved on this input" in signed
    assert "Ben Frost" in signed
    ledger = openpyxl.load_workbook(book)
    sheet = ledger["Item Ledger Entry"]
    cell = next(c for row in sheet.iter_rows() for c in row if c.value == "PI1")
    cell.value = "PI1A"
    ledger.save(book)
    changed = cover(book)
    assert "■ Void: the input has changed" in changed
    assert "Amy Winter ■ void" in changed
    assert sign(book, "approver", "Ben Frost")[0] == 3


def test_the_log_tells_each_run_that_wrote_and_previews_are_none(book: Path) -> None:
    run("post-cost", book)
    assert log_lines(book.parent) == []
    run("close", book, *PERIOD, "-o", book.parent / "CLOSE.xlsx")
    run("adjust", book, "-o", book.parent / "AFTER.xlsx")
    run("wip", "delete", book, "-o", book.parent / "WIP.xlsx")
    records = [json.loads(line) for line in log_lines(book.parent)]
    assert [(r["Command"], r["Output"]) for r in records] == [("close", "CLOSE.xlsx"), ("adjust", "AFTER.xlsx"), ("wip", "WIP.xlsx")]
    assert len({r["Input Hash"] for r in records}) == 1
    assert all(str(book.parent) not in line for line in log_lines(book.parent))
    assert check_log(book.parent) == []


@pytest.mark.parametrize("edit", ["change", "remove last", "remove log", "remove head", "garbage"])
def test_an_edited_log_is_found_and_never_continued(edit: str, book: Path) -> None:
    sign(book, "preparer", "Amy Winter")
    sign(book, "approver", "Ben Frost")
    log, lines = book.parent / LOG, log_lines(book.parent)
    if edit == "change":
        log.write_text("\n".join([lines[0].replace("Amy Winter", "Eve Summer"), lines[1]]) + "\n", encoding="utf-8")
    elif edit == "garbage":
        log.write_bytes(b"\xff\xfe\x00 no text at all\n")
    elif edit == "remove last":
        log.write_text(lines[0] + "\n", encoding="utf-8")
    else:
        (log if edit == "remove log" else book.parent / HEAD).unlink()
    before = log_lines(book.parent)
    assert check_log(book.parent)
    assert "■ Void" in cover(book)
    assert log_lines(book.parent) == before
    assert sign(book, "preparer", "Amy Winter")[0] == 3


def test_a_forced_closing_stands_in_the_log_with_its_reason(book: Path) -> None:
    from xlcost import read_ledger

    write_ledger(edit(sound_company(), "Value Entry", 5, {"Cost Posted to G/L": 0}), book, in_place=True)
    close = ("close-period", book, "--ending-date", "2022-01-31", "-o", book.parent / "CLOSED.xlsx")
    status, text = run(*close)
    assert (status, "P10" in text) == (3, True)
    assert not (book.parent / "CLOSED.xlsx").exists()
    assert run(*close, "--force", "")[0] == 3
    status, text = run(*close, "--force", "disputed invoice", "--user-id", "AMY")
    assert status == 1
    assert "Forced: disputed invoice" in {
        r["Description"] for r in read_ledger(book.parent / "CLOSED.xlsx").records("Inventory Period Entry")
    }
    assert json.loads(log_lines(book.parent)[-1])["Reason"] == "disputed invoice"
