"""`xlcost check` and the auditor's pages of the pack."""

from __future__ import annotations

import json
from pathlib import Path

import openpyxl
import pytest

from faces.test_cli import run
from sound_company import edit, sound_company
from xlcost import Ledger, close_period, write_ledger
from xlcost.faces.pack import write_close
from xlcost.faces.run_log import LOG, log_lines


def book(tmp_path: Path, ledger: Ledger) -> Path:
    write_ledger(ledger, tmp_path / "LEDGER.xlsx")
    return tmp_path / "LEDGER.xlsx"


def with_warning() -> Ledger:
    return sound_company().upsert("G/L Account", [{"No.": "2110", "Direct Posting": True}])


def with_error() -> Ledger:
    return edit(with_warning(), "Item Ledger Entry", 1, {"Remaining Quantity": 3})


@pytest.mark.parametrize(
    ("ledger", "fail_on", "status"),
    [
        (sound_company, "note", 0),
        (with_warning, "warning", 1),
        (with_warning, "error", 0),
        (with_error, "error", 1),
        (with_error, "fatal", 2),
    ],
)
def test_the_exit_status_follows_the_severity(ledger, fail_on: str, status: int, tmp_path: Path) -> None:
    found, text = run("check", book(tmp_path, ledger()), "--fail-on", fail_on)
    assert found == status, text


def test_check_writes_findings_with_the_entries_behind_them(tmp_path: Path) -> None:
    path = book(tmp_path, with_error())
    status, text = run("check", path, "-o", tmp_path / "CHECK.xlsx", "--json")
    assert status == 1
    told = json.loads(text[text.index("{") :])
    assert [f["Code"] for f in told["findings"]] == ["A02", "G09"]
    assert [(f["Item No."], f["Item Ledger Entry No."]) for f in told["first_broken"]] == [("F", 1)]
    workbook = openpyxl.load_workbook(tmp_path / "CHECK.xlsx")
    assert workbook.sheetnames[:4] == ["Audit", "Entries behind", "Posting Setup Check", "Problems"]
    texts = {str(c.value) for row in workbook["Audit"].iter_rows() for c in row if c.value is not None}
    assert {"■ Error", "▲ Warning", "● Passes", "Applications leave 2.00, but Remaining Quantity is 3.00."} <= texts
    link = next(c for row in workbook["Audit"].iter_rows() for c in row if c.hyperlink and c.value == 1)
    assert "Entries behind" in workbook.defined_names[link.hyperlink.location].attr_text


def test_check_verifies_the_run_log_against_a_signed_pack(tmp_path: Path) -> None:
    path, pack = book(tmp_path, sound_company()), tmp_path / "CLOSE.xlsx"
    run("sign", path, "--period", "2022-01", "--as", "preparer", "--by", "Amy", "--on", "2022-02-01")
    run("close", path, "--period", "2022-01", "-o", pack)
    assert run("check", path, "--evidence", pack)[0] == 0
    from xlcost.faces.run_log import HEAD
    from xlcost.views.run_log import append, head_of

    forged: list[str] = []  # whoever can write both files can make a chain of his own, but not one that goes through the pack's anchor
    for line in log_lines(tmp_path):
        record = json.loads(line.replace("Amy", "Eve"))
        forged = append(forged, {k: v for k, v in record.items() if k not in ("No.", "Previous", "Hash")})
    (tmp_path / LOG).write_text("".join(f"{line}\n" for line in forged), encoding="utf-8")
    (tmp_path / HEAD).write_text(f"{len(forged)} {head_of(forged).last_hash}\n", encoding="utf-8")
    assert run("check", path)[0] == 0
    status, text = run("check", path, "--evidence", pack, "--json")
    assert (status, json.loads(text[text.index("{") :])["problems"][0]["Code"]) == (1, "LOG_REWRITTEN")
    assert run("check", path, "--evidence", path)[0] == 3


def test_reconcile_tells_trend_proposals_and_simulation(sample_workbook: Path, tmp_path: Path) -> None:
    asked = ("reconcile", sample_workbook, "--to", "2026-10-31", "--json")
    told = json.loads(run(*asked, "--trend", "--proposals", "-o", tmp_path / "REC.xlsx")[1])
    assert next((c["Account"], c["Trend"], c["Age (days)"]) for c in told["trend"]["causes"]) == ("2110", "new", 17)
    assert [(p["G/L Account No."], p["Amount"]) for p in told["proposals"]] == [("2110", "-1250.00"), ("8640", "1250.00")]
    assert {"Cause Trend", "Proposed Journal"} <= set(openpyxl.load_workbook(tmp_path / "REC.xlsx", read_only=True).sheetnames)
    free = json.loads(run(*asked, "--if-unblocked")[1])
    assert {no for no, a in free["accounts"].items() if a["causes"]} == {"2110"}


def test_the_cover_leads_to_every_page_that_a_reader_looks_for(sample: Ledger, tmp_path: Path) -> None:
    write_close(close_period(sample, "2026-10"), tmp_path / "CLOSE.xlsx", "LEDGER.xlsx")
    cover = openpyxl.load_workbook(tmp_path / "CLOSE.xlsx")["Cover"]
    links = {c.hyperlink.tooltip.removeprefix("Go to ") for row in cover.iter_rows(max_row=5) for c in row if c.hyperlink}
    assert {
        "Explained",
        "Cause Trend",
        "Proposed Journal",
        "Audit",
        "Posting Setup Check",
        "Value Entries",
        "Problems",
        "Evidence",
    } <= links
