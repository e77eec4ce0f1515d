"""A press of a button leaves the line in the run log that the command line leaves: but for the time, the chain and the face."""

from __future__ import annotations

import datetime as dt
import json
import shlex
import shutil
import sys
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pytest
from tests.faces.ribbon.stages import END, PRESSED, calculated, unadjusted
from typer.testing import CliRunner

import xlcost
from xlcost import Ledger, read_ledger, write_ledger
from xlcost.faces.cli.app import assemble
from xlcost.faces.host.memory import MemoryHost, ScriptedDialogs
from xlcost.faces.host.snapshot import read_live
from xlcost.faces.ribbon.registry import commands
from xlcost.faces.ribbon.session import run_command
from xlcost.faces.ribbon.words import WORDS
from xlcost.faces.run_log import LOG, check_log, log_lines
from xlcost.ledger.content_hash import ledger_hash

Live = Callable[..., MemoryHost]
RECORDED = [c.tag for c in commands() if c.writes] + ["close"]
OF_THE_FACE = ("When", "Face", "Hash", "Previous")


@pytest.fixture(autouse=True)
def _one_clock(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("xlcost.faces.run_log.now", lambda: f"{PRESSED:%Y-%m-%dT%H:%M:%SZ}")


def press(tag: str, host: MemoryHost) -> Any:
    return run_command(tag, host, clock=lambda: PRESSED)


def lines(folder: Path) -> list[dict[str, Any]]:
    assert check_log(folder) == []
    return [json.loads(line) for line in log_lines(folder)]


def ours(line: Mapping[str, Any]) -> dict[str, Any]:
    return {k: v for k, v in line.items() if k not in OF_THE_FACE}


def command_line(words: list[str], folder: Path, monkeypatch: pytest.MonkeyPatch) -> Any:
    """The command line in a folder."""
    monkeypatch.chdir(folder)
    monkeypatch.setattr(sys, "argv", ["xlcost", *words])
    return CliRunner().invoke(assemble(), words)


def test_every_command_that_writes_knows_its_words() -> None:
    assert set(WORDS) == {*RECORDED, "undo"}


@pytest.mark.parametrize("tag", RECORDED)
def test_a_button_and_its_words_on_the_command_line_leave_the_same_line(
    tag: str, live: Live, book_of: Callable[[str], Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    host = live(tag)
    answer = press(tag, host)
    assert answer.ok, answer.sentence
    (line,) = lines(tmp_path)
    twin = tmp_path / "twin"
    twin.mkdir()
    shutil.copyfile(book_of(tag), twin / host.name)
    ran = command_line(shlex.split(line["Words"]), twin, monkeypatch)
    assert ran.exit_code in (0, 1), f"{line['Words']}: {ran.output}"
    (other,) = lines(twin)
    assert ours(line) == ours(other)
    assert (line["Face"], other["Face"]) == ("ribbon", "command line")
    assert line["Input Hash"] != line["Output Hash"]
    if tag != "close":
        assert line["Output Hash"] == ledger_hash(read_live(host)) == ledger_hash(read_ledger(twin / host.name))


def test_options_become_words(live: Live, tmp_path: Path) -> None:
    host = live("post-cost")
    give(host, "post-cost", {"Posting Method": "Per Posting Group", "Document No.": "T/2022 01", "Items": "A|C", "Posting Date To": "2022-01-31"})
    assert press("post-cost", host).ok
    (line,) = lines(tmp_path)
    assert shlex.split(line["Words"]) == [
        "post-cost", "LEDGER.xlsx", "--posting-method", "Per Posting Group", "--document-no", "T/2022 01", "--item", "A", "--item", "C",
        "--to", "2022-01-31", "--in-place",
    ]  # fmt: skip


def test_an_item_that_is_not_there_is_refused(live: Live, tmp_path: Path) -> None:
    host = live("post-cost")
    give(host, "post-cost", {"Items": "A|NOSUCH"})
    answer = press("post-cost", host)
    assert (answer.ok, answer.code) == (False, "UNKNOWN_ITEM")
    assert lines(tmp_path) == []


def give(host: MemoryHost, tag: str, options: Mapping[str, str]) -> None:
    """Options on XLC Options."""
    from xlcost.faces.ribbon.options import SECTION_OF

    press("options", host)
    cells = host.sheet("XLC Options").cells
    for caption, value in options.items():
        (row,) = [r for (r, c), v in cells.items() if c == 2 and v == caption and cells[r, 1] == SECTION_OF[tag]]
        cells[row, 3] = value


@pytest.mark.parametrize(("user", "state"), [("", "found"), ("AMY", "done"), ("BEN", "found")])
def test_wip_is_posted_on_the_allowed_dates_of_the_user(user: str, state: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The company posts from 1 February, AMY from 1 January, BEN in March only; the User ID of XLC Settings, and `--user-id`."""
    setup = {**calculated().records("General Ledger Setup")[0], "Allow Posting From": "2022-02-01"}
    users = [{"User ID": "AMY", "Allow Posting From": "2022-01-01"}, {"User ID": "BEN", "Allow Posting From": "2022-03-01"}]
    ledger = calculated().upsert("General Ledger Setup", [setup]).upsert("User Setup", users)
    write_ledger(ledger, tmp_path / "LEDGER.xlsx")
    host = MemoryHost.of(tmp_path / "LEDGER.xlsx").copy(ScriptedDialogs([True]))
    host.place = tmp_path
    press("settings", host)
    cells = host.sheet("XLC Settings").cells
    (row,) = [r for (r, c), v in cells.items() if c == 1 and v == "User ID"]
    cells[row, 2] = user
    answer = press("wip-post", host)
    assert answer.state == state, answer.sentence
    words = ["wip", "post", "LEDGER.xlsx", "--reversal-posting-date", str(END), "--reversal-document-no", "WIPREV-2022-01"]
    more = ["--user-id", user] if user else []
    ran = command_line([*words, *more, "--yes", "-o", "CLI.xlsx"], tmp_path, monkeypatch)
    assert ran.exit_code == (0 if state == "done" else 1), ran.output
    assert ledger_hash(read_live(host)) == ledger_hash(read_ledger(tmp_path / "CLI.xlsx"))
    if state == "done":
        assert shlex.split(lines(tmp_path)[0]["Words"]) == [*words, *more, "--yes", "--in-place"]
    else:
        assert "E05" in ran.output
        assert any("E05" in str(v) for v in host.sheet("XLC Messages").cells.values())


def test_taking_back_is_recorded_too(live: Live, tmp_path: Path) -> None:
    host = live("adjust")
    press("adjust", host)
    press("undo", host)
    adjusted, undone = lines(tmp_path)
    assert undone["Command"] == "undo"
    assert (undone["Input Hash"], undone["Output Hash"]) == (adjusted["Output Hash"], adjusted["Input Hash"])
    assert undone["Result"].startswith("Taken back: Adjust Cost")


@pytest.mark.parametrize(("tag", "answers"), [("adjust", [False]), ("adjust-preview", []), ("post-test", []), ("Inventory Valuation", []), ("import", [])])
def test_what_writes_nothing_leaves_no_line(tag: str, answers: list[bool], live: Live, tmp_path: Path) -> None:
    press(tag, live(tag, *answers))
    assert lines(tmp_path) == []


def test_a_broken_log_is_told_and_not_continued(live: Live, tmp_path: Path) -> None:
    host = live("adjust")
    press("adjust", host)
    (tmp_path / LOG).write_text((tmp_path / LOG).read_text().replace("adjust", "adjusd"))
    before = log_lines(tmp_path)
    answer = press("post-cost", host)
    assert answer.state == "found"
    assert "Not in the run log" in answer.sentence
    assert log_lines(tmp_path) == before
    assert "LOG_BROKEN" in [v for v in host.sheet("XLC Messages").cells.values() if isinstance(v, str)]


def test_a_workbook_in_no_folder_is_told_that_the_run_is_not_recorded(live: Live) -> None:
    host = live("adjust")
    host.place = None
    answer = press("adjust", host)
    assert answer.state == "found"
    assert "Not in the run log: The workbook lies in no folder" in answer.sentence


# -- the gate -------------------------------------------------------------------------------------------------
def closed_books() -> Ledger:
    """The period is closed, for the general ledger too, while cost of its value entries waits for posting."""
    ledger: Ledger = xlcost.adjust_cost(unadjusted()).ledger
    setup = {**ledger.records("General Ledger Setup")[0], "Allow Posting From": END + dt.timedelta(1)}
    return xlcost.close_inventory_period(ledger, END, work_date=END).ledger.upsert("General Ledger Setup", [setup])


def test_posting_leaves_out_what_is_dated_before_the_allowed_dates(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """E05 in the workbook as on the command line: nothing of the closed month reaches the general ledger."""
    write_ledger(closed_books(), tmp_path / "LEDGER.xlsx")
    host = MemoryHost.of(tmp_path / "LEDGER.xlsx").copy(ScriptedDialogs([True]))
    host.place = tmp_path
    before = read_live(host).table("G/L Entry").length
    answer = press("post-cost", host)
    assert answer.state == "found"
    assert read_live(host).table("G/L Entry").length == before
    assert host._dialogs.asked == []
    ran = command_line(["post-cost", "LEDGER.xlsx", "--json"], tmp_path, monkeypatch)
    skipped = json.loads(ran.stdout)["skipped"]
    assert {"E05"} == {s["Error Code"] if "Error Code" in s else s["Code"] for s in skipped}
    assert f"{len(skipped)}" in answer.sentence


def test_a_period_is_closed_by_the_gate_of_the_command_line(live: Live, book_of: Callable[[str], Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A red step stops both with the same code; a reason is recorded by both."""
    host = live("close-period")
    unposted = xlcost.adjust_cost(unadjusted()).ledger
    write_ledger(unposted, tmp_path / "LEDGER.xlsx")
    host = MemoryHost.of(tmp_path / "LEDGER.xlsx").copy(ScriptedDialogs([True]))
    host.place = tmp_path
    assert press("close-period", host).code == "P10"
    assert lines(tmp_path) == []
    give(host, "close-period", {"Reason": "The auditor agreed on 2/2"})
    assert press("close-period", host).ok
    (line,) = lines(tmp_path)
    assert line["Reason"] == "The auditor agreed on 2/2"
    assert str(dt.date(2022, 1, 31)) in line["Words"]
