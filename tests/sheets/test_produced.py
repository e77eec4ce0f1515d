"""Every produced workbook: the look holds, links lead somewhere, LibreOffice computes what is cached."""

from __future__ import annotations

import re
import sys
from pathlib import Path

import pytest
from openpyxl import load_workbook

sys.path.insert(0, str(Path(__file__).parents[1] / "libreoffice"))

from office import require_office
from recalculate import recalculate_all

from produced import KINDS, PERIOD, options_of, produce, with_register
from xlcost import Ledger, close_period, run_report
from xlcost.ledger.tables import TABLES
from xlcost.reports import REPORTS
from xlcost.reports.pack.definitions import DEFINITIONS, QUIRKS, definition
from xlcost.reports.pack.drill_columns import DRILLS

from . import look_checks


@pytest.fixture(scope="module")
def workbooks(sample: Ledger, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    return produce(with_register(sample), tmp_path_factory.mktemp("produced"))


@pytest.mark.parametrize("kind", KINDS)
def test_the_look_holds_on_every_workbook(workbooks: dict[str, Path], kind: str) -> None:
    assert look_checks.check_pack(workbooks[kind]) == []


@pytest.mark.libreoffice
def test_libreoffice_computes_what_is_cached_in_every_workbook(workbooks: dict[str, Path]) -> None:
    require_office()
    counts, wrong = recalculate_all([workbooks[kind] for kind in KINDS])
    assert [str(one) for one in wrong] == []
    assert counts[workbooks["close"]] > 400
    assert all(counts[workbooks[kind]] for kind in ("inventory-valuation", "inventory-valuation-wip", "cost-shares-breakdown"))


def test_each_amount_of_a_report_leads_to_entries_that_end_on_it_and_back(workbooks: dict[str, Path]) -> None:
    """Followed as a reader does: from the cell by its link, to the sum under the entries, and from B4 back."""
    book = load_workbook(workbooks["inventory-valuation"], data_only=True)
    report, entries = book["Inventory Valuation"], book["Value Entries"]
    followed = 0
    for row in report.iter_rows(min_row=8):
        for cell in row[3:]:
            if cell.hyperlink is None or not isinstance(cell.value, (int, float)):
                continue
            location = cell.hyperlink.location
            place = book.defined_names[location].attr_text if location in book.defined_names else location
            assert place.startswith("'Value Entries'!")
            number = int(place.rsplit("$", 1)[1])
            sums = [c.value for c in entries[number] if isinstance(c.value, (int, float))]
            assert any(abs(abs(cell.value) - abs(v)) < 0.005 for v in sums), (cell.coordinate, place)
            assert any(entries.cell(number, column).value == "● Ties" for column in range(8, 18))
            followed += 1
    assert followed > 60
    assert entries["B4"].hyperlink.location.startswith("'Inventory Valuation'")


@pytest.mark.parametrize("kind", [r.slug for r in REPORTS.values() if r.name in DRILLS])
def test_every_report_with_entries_has_links_from_its_amounts(workbooks: dict[str, Path], kind: str) -> None:
    report = next(r for r in REPORTS.values() if r.slug == kind)
    book = load_workbook(workbooks[kind])
    assert DRILLS[report.name].sheet in book.sheetnames
    sheet = book.worksheets[0]
    linked = [c for row in sheet.iter_rows(min_row=8) for c in row if c.hyperlink and not isinstance(c.value, str | None)]
    assert linked
    statuses = [
        c.value
        for row in book[DRILLS[report.name].sheet].iter_rows(min_row=8)
        for c in row
        if isinstance(c.value, str) and c.value[:1] in "●■"
    ]
    assert statuses
    assert set(statuses) == {"● Ties"}


@pytest.mark.parametrize("kind", [r.slug for r in REPORTS.values()])
def test_every_column_of_every_report_is_explained(workbooks: dict[str, Path], kind: str) -> None:
    book = load_workbook(workbooks[kind])
    sheet, reading = book.worksheets[0], book["Reading"]
    explained = {str(reading.cell(r, 3).value).rsplit(": ", 1)[-1] for r in range(8, reading.max_row + 1)}
    header = next(n for n in sheet.defined_names if n == "xlc_header")
    row = int(re.findall(r"\d+", sheet.defined_names[header].attr_text)[-1])
    captions = {str(c.value).replace("\n", " ").replace(".. ", "..") for c in sheet[row] if c.value and c.column < 30}
    assert captions
    assert captions <= explained, captions - explained
    assert any(c.hyperlink and c.value == "Reading ›" for c in sheet[4])


def test_definitions_name_real_columns_and_quirks(sample: Ledger) -> None:
    """No definition of a column that does not exist, no column of a report or of a block under it without one; every quirk has a sentence."""
    books = with_register(sample)
    of_tables = {"", "Value Entry No.", *(c.caption for t in TABLES for c in t.columns)}
    for report in REPORTS.values():
        assert all(q in QUIRKS for q in report.quirks), report.name
        grid = run_report(books, report.name, options_of(report.name))
        blocks = [*grid.facts.get("blocks", ()), *(b for p in grid.facts.get("pages", ()) for b in p.blocks)]
        columns = [*grid.columns, *(c for b in blocks for c in b.columns if c.caption not in of_tables)]
        assert not [c.key for c in columns if not definition(report.name, c.key)], report.name
    close = close_period(sample, PERIOD).results["close"]
    for grid in (g for g in close.grids.values() if g.name in DEFINITIONS):
        known = {c.key for c in grid.columns}
        assert {k for k in DEFINITIONS[grid.name] if k != "unallocated"} <= known
        assert all(definition(grid.name, key) for key in known)


@pytest.mark.parametrize(
    ("kind", "sheet", "charts"),
    [
        ("inventory-valuation", "Inventory Valuation", 1),
        ("inventory-valuation-wip", "Inventory Valuation - WIP", 1),
        ("cost-shares-breakdown", "Cost Shares Breakdown", 1),
        ("item-age-composition-value", "Item Age Composition - Value", 2),
        ("invt-valuation-cost-spec", "Invt. Valuation - Cost Spec.", 1),
        ("inventory-cost-variance", "Inventory - Cost Variance", 1),
        ("project-wip-schedule", "Project WIP Schedule", 1),
        ("project-wip-method-comparison", "Project WIP Method Comparison", 1),
        ("close", "Cover", 1),
        ("close", "Valuation Tie-out", 1),
    ],
)
def test_charts_stand_where_the_look_wants_them(workbooks: dict[str, Path], kind: str, sheet: str, charts: int) -> None:
    names = load_workbook(workbooks[kind])[sheet].defined_names
    assert sum(name.startswith("xlc_chart_data_") for name in names) == charts


def test_a_report_opens_folded_but_its_links_never_lead_to_a_folded_row(sample: Ledger, tmp_path: Path) -> None:
    path = produce(sample, tmp_path, ["inventory-cost-variance"])["inventory-cost-variance"]
    sheet = load_workbook(path).worksheets[0]
    shown = [r for r in range(8, sheet.max_row + 1) if not sheet.row_dimensions[r].hidden and sheet.cell(r, 2).value]
    texts = [sheet.cell(r, 3).value for r in shown if sheet.cell(r, 2).value not in ("Total", None)]
    assert "Chain, 114 links" in texts  # a folded table still says what each line is
