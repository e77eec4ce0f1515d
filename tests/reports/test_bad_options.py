"""Options that cannot be used: a sentence with a code, in Python and on the command line; with -o a workbook that says the same."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import openpyxl
import pytest
from typer.testing import CliRunner

from xlcost import Ledger, XlcostError, run_report, write_ledger
from xlcost.faces.cli.app import assemble
from xlcost.faces.sample import sample_ledger
from xlcost.reports.grid import Rank

SAMPLE = sample_ledger()
STOPS = [
    ("Inventory Valuatoin", {}, "REPORT_UNKNOWN", "Did you mean Inventory Valuation?"),
    ("cost shares", {}, "REPORT_UNKNOWN", "Did you mean Cost Shares Breakdown?"),
    ("Inventory Valuation", {"Endind Date": "2026-10-31"}, "OPTION_UNKNOWN", "Did you mean Ending Date?"),
    ("Inventory Valuation", {"Colour": "red"}, "OPTION_UNKNOWN", "Its options are"),
    ("Inventory Valuation", {"Ending Date": "yesterday"}, "OPTION_INVALID", "write it as 2026-10-31"),
    ("Inventory Valuation", {"Ending Date": "2026-02-30"}, "OPTION_INVALID", "is not a date"),
    ("Inventory Valuation", {"Include Expected Cost": "perhaps"}, "OPTION_INVALID", "neither Yes nor No"),
    ("Inventory Valuation", {"Compatibility": "wrong"}, "OPTION_INVALID", "not one of exact, clean"),
    ("Cost Shares Breakdown", {"Print Cost Share": "Purchases"}, "OPTION_INVALID", "Sales, Inventory, WIP Inventory"),
    ("Inventory Valuation", {}, "WORK_DATE_MISSING", "never asks the clock"),
    ("Invt. Valuation - Cost Spec.", {"Valuation Date": ""}, "VALUATION_DATE_MISSING", "Enter the valuation date."),
    ("Item Age Composition - Value", {"Ending Date": ""}, "ENDING_DATE_MISSING", "Enter the ending date"),
    ("Inventory to G/L Reconcile", {"Ending Date": ""}, "ENDING_DATE_MISSING", "Enter the ending date."),
    ("Status", {"Status Date": ""}, "STATUS_DATE_MISSING", "Enter the Status Date"),
    ("Item Age Composition - Value", {"Ending Date": "2026-10-31", "Period Length": "1X"}, "OPTION_INVALID", "1M, 30D or 2W"),
    ("Inventory Valuation - WIP", {"Ending Date": "2026-10-31", "Status Filter": "Open"}, "FILTER_INVALID", "not one of"),
    ("Item Register - Value", {"Register No. Filter": "A..B"}, "FILTER_INVALID", "Register No. Filter"),
]
EMPTY = [
    ("Inventory Valuation", {"Ending Date": "1999-12-31"}, "No item has an entry up to 31 Dec 1999"),
    ("Inventory Valuation", {"Ending Date": "2026-10-31", "Item Filter": "NOWHERE"}, "No item"),
    ("Inventory Valuation", {"Ending Date": "2026-10-31", "Location Filter": "MOON"}, "No item has an entry"),
    ("Inventory Valuation - WIP", {"Ending Date": "1999-12-31"}, "No production order"),
    ("Invt. Valuation - Cost Spec.", {"Valuation Date": "1999-12-31"}, "No item has an entry"),
    ("Cost Shares Breakdown", {"Ending Date": "1999-12-31"}, "No "),
    ("Item Age Composition - Value", {"Ending Date": "2026-10-31", "Item Filter": "NOWHERE"}, "No "),
    ("Inventory - Cost Variance", {"Item Filter": "NOWHERE"}, "No "),
    ("Item Register - Value", {"Register No. Filter": "999999"}, "No "),
    ("Status", {"Status Date": "1999-12-31"}, "No "),
    ("Inventory to G/L Reconcile", {"Ending Date": "1999-12-31"}, "No item has an entry up to 31 Dec 1999"),
    ("Inventory to G/L Reconcile", {"Ending Date": "2026-10-31", "Item Filter": "NOWHERE"}, "No item"),
]


@pytest.mark.parametrize(("name", "options", "code", "words"), STOPS)
def test_a_call_stops_with_a_sentence(name: str, options: dict[str, str], code: str, words: str) -> None:
    with pytest.raises(XlcostError) as error:
        run_report(SAMPLE, name, options)
    assert error.value.code == code
    assert words in str(error.value)
    assert str(error.value).rstrip().endswith(".")


@pytest.mark.parametrize(("name", "options", "words"), EMPTY)
@pytest.mark.parametrize("compatibility", ["exact", "clean"])
def test_an_empty_result_says_so(name: str, options: dict[str, str], words: str, compatibility: str) -> None:
    grid = run_report(SAMPLE, name, {**options, "Compatibility": compatibility})
    assert grid.records() == []
    assert words in grid.message


@pytest.mark.parametrize("name", ["Inventory Valuation", "Inventory Valuation - WIP", "Cost Shares Breakdown"])
def test_a_period_that_ends_before_it_starts_is_named(name: str) -> None:
    grid = run_report(SAMPLE, name, {"Starting Date": "2026-10-31", "Ending Date": "2026-10-01"})
    (found,) = [w for w in grid.warnings if w["Code"] == "PERIOD_EMPTY"]
    assert found["Text"] == "Starting Date 2026-10-31 is after Ending Date 2026-10-01: the period is empty."


def test_an_item_that_does_not_exist_is_named_with_the_nearest() -> None:
    grid = run_report(SAMPLE, "Inventory Valuation", {"Ending Date": "2026-10-31", "Item Filter": "TOUR-8"})
    (found,) = [w for w in grid.warnings if w["Code"] == "ITEM_FILTER_EMPTY"]
    assert "TOUR-8" in found["Text"]
    assert "TOUR-7" in found["Text"]


# -- the command line ---------------------------------------------------------------------------------------
@pytest.fixture(scope="module")
def workbook(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A small ledger: the entries of one item of the sample."""
    small = {n: t.take([i for i, no in enumerate(t["Item No."].tolist()) if no == "BELL"]) for n, t in SAMPLE.tables.items() if "Item No." in t.given}
    path = tmp_path_factory.mktemp("small") / "LEDGER.xlsx"
    write_ledger(Ledger({**SAMPLE.tables, **small}), path)
    return path


def run(*words: object) -> tuple[int, str]:
    result = CliRunner().invoke(assemble(), ["report", *map(str, words)])
    assert "Traceback" not in result.output
    if isinstance(result.exception, XlcostError):
        return 3, str(result.exception)
    if result.exception is not None and not isinstance(result.exception, SystemExit):
        raise result.exception
    return result.exit_code, " ".join(result.output.split())


@pytest.mark.parametrize(
    ("words", "status", "code"),
    [
        (["inventory-valuatoin"], 3, "REPORT_UNKNOWN"),
        (["inventory-valuation", "--endind-date", "2026-10-31"], 2, "OPTION_UNKNOWN"),
        (["inventory-valuation", "--ending-date", "yesterday"], 3, "OPTION_INVALID"),
        (["inventory-valuation-wip", "--status-filter", "Open"], 3, "FILTER_INVALID"),
    ],
)
def test_the_workbook_says_why_the_report_was_not_run(words: list[str], status: int, code: str, workbook: Path, tmp_path: Path) -> None:
    out = tmp_path / "OUT.xlsx"
    found, text = run(words[0], workbook, *words[1:], "-o", out)
    assert found == status
    assert code in text
    sheet = openpyxl.load_workbook(out)["Problems"]
    cells = [str(c.value) for row in sheet.iter_rows() for c in row if c.value is not None]
    assert code in cells
    assert any("was not run" in c for c in cells)


@pytest.mark.parametrize(
    "words",
    [
        ["inventory-valuation", "--item-filter", "NOWHERE"],
        ["item-age-composition-value", "--ending-date", "1999-12-31", "--item-filter", "NOWHERE"],
    ],
)
def test_an_empty_report_is_a_valid_workbook(words: list[str], workbook: Path, tmp_path: Path) -> None:
    out = tmp_path / "OUT.xlsx"
    status, text = run(words[0], workbook, *words[1:], "-o", out)
    assert status == 1
    assert "Written to" in text
    titles = openpyxl.load_workbook(out).sheetnames
    assert "Problems" in titles


def test_the_ledger_is_never_replaced_by_a_report(workbook: Path) -> None:
    before = workbook.read_bytes()
    for words in (["inventory-valuation"], ["inventory-valuation", "--ending-date", "yesterday"]):
        assert run(words[0], workbook, *words[1:], "-o", workbook)[0] == 2
    assert workbook.read_bytes() == before


def test_a_workbook_stays_a_workbook_whatever_is_printed(workbook: Path, tmp_path: Path) -> None:
    status, text = run("status", workbook, "--status-date", "2026-10-31", "--format", "json", "-o", tmp_path / "OUT.xlsx")
    assert status == 0
    assert '"rows"' in text
    assert openpyxl.load_workbook(tmp_path / "OUT.xlsx").sheetnames[0] == "Status"


def test_a_report_without_any_date_uses_today(workbook: Path) -> None:
    status, text = run("inventory-valuation", workbook)
    assert status == 0
    assert f"{dt.date.today():%d %b %Y}" in text


@pytest.mark.parametrize("compatibility", ["exact", "clean"])
@pytest.mark.parametrize(
    "name",
    [
        *("Inventory Valuation", "Invt. Valuation - Cost Spec.", "Inventory Valuation - WIP", "Cost Shares Breakdown"),
        *("Item Age Composition - Value", "Inventory - Cost Variance", "Item Register - Value", "Status"),
    ],
)
@pytest.mark.parametrize("tables", [{}, {"Item": [{"No.": "A"}], "Production Order": [{"No.": "P1", "Status": "Released"}]}])
def test_an_empty_ledger_has_no_rows_and_no_totals(tables: dict[str, list[dict[str, object]]], name: str, compatibility: str) -> None:
    """valuation-reports.md 9, 1."""
    grid = run_report(Ledger.from_records(tables), name, {"Work Date": "2026-10-31", "Compatibility": compatibility})
    assert grid.records() == []
    assert {line.rank for line in grid.lines} <= {Rank.NOTE}


def test_a_report_does_not_end_before_it_starts(workbook: Path, tmp_path: Path) -> None:
    status, text = run("inventory-valuation", workbook, "--starting-date", "2026-10-31", "--ending-date", "2026-10-01", "-o", tmp_path / "OUT.xlsx")
    assert status == 2
    assert "--starting-date 2026-10-31 lies after --ending-date 2026-10-01" in text
    assert not (tmp_path / "OUT.xlsx").exists()
