"""Every warning of a report has a rule and a remedy, and the sheet Problems shows them."""

from __future__ import annotations

import re
from pathlib import Path

import openpyxl
import pytest

from xlcost import run_report
from xlcost.faces.pack import write_report
from xlcost.faces.sample import sample_ledger
from xlcost.projects.warnings import WARNINGS
from xlcost.reports.warning_rules import OTHER, RULES, problem_of

SOURCE = Path(__file__).resolve().parents[2] / "src" / "xlcost"
ROOMS = ("views", "reports", "projects")


def codes_in_the_source() -> set[str]:
    """Codes that the source gives to a warning, in words."""
    text = "\n".join(p.read_text() for room in ROOMS for p in sorted((SOURCE / room).rglob("*.py")))
    return set(re.findall(r'warning\(\s*"([A-Z_0-9]+)"', text)) | set(re.findall(r'"Code": "([A-Z_0-9]+)"', text)) | {w.code for w in WARNINGS}


def test_every_code_of_a_warning_has_a_rule() -> None:
    found = codes_in_the_source()
    assert len(found) > 20
    assert found == set(RULES)


@pytest.mark.parametrize("code", sorted(RULES))
def test_rule_and_remedy_are_sentences(code: str) -> None:
    rule = RULES[code]
    assert rule.rule.endswith(".")
    assert rule.remedy.endswith(".")
    assert rule.remedy != rule.rule


def test_a_warning_without_a_rule_of_its_own_still_says_what_to_do() -> None:
    problem = problem_of("Status", {"Code": "NEW", "Text": "Something."})
    assert (problem.code, problem.where, problem.what, problem.rule, problem.remedy) == ("NEW", "Status", "Something.", OTHER.rule, OTHER.remedy)


def test_the_sheet_problems_of_a_report_has_four_parts(tmp_path: Path) -> None:
    books = sample_ledger()
    grid = run_report(books, "Status", {"Status Date": "2026-10-31", "Item Filter": "TOUR-8"})
    sheet = openpyxl.load_workbook(write_report(books, grid, tmp_path / "OUT.xlsx", "LEDGER.xlsx"))["Problems"]
    rows = [[str(c.value) for c in row if c.value is not None] for row in sheet.iter_rows()]
    (row,) = [r for r in rows if "ITEM_FILTER_EMPTY" in r]
    assert row[-4:] == ["Status", grid.warnings[0]["Text"], RULES["ITEM_FILTER_EMPTY"].rule, RULES["ITEM_FILTER_EMPTY"].remedy]
