"""Reports outside of Excel: text that fits the terminal, CSV that Excel opens, JSON with exact decimals; for all valuation reports."""

from __future__ import annotations

import csv
import io
import json
import re
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from tests.reports.test_entries_behind import REPORTS, requests, with_registers
from typer.testing import CliRunner

from xlcost import Ledger, run_report, write_ledger
from xlcost.faces.cli.app import assemble
from xlcost.faces.cli.grids import text_of, write_csv, write_file, write_json
from xlcost.faces.sample import sample_ledger
from xlcost.reports.grid import Grid, GridColumn, Line, Rank

LEDGER = with_registers(sample_ledger())


def grid_of(name: str) -> Grid:
    return run_report(LEDGER, name, next(requests(name, "2026-10-01", "2026-10-31")))


@pytest.mark.parametrize("name", REPORTS)
@pytest.mark.parametrize("width", [60, 80, 100, 160])
def test_no_line_is_longer_than_the_terminal(name: str, width: int) -> None:
    assert [line for line in text_of(grid_of(name), width) if len(line) > width] == []


@pytest.mark.parametrize("name", REPORTS)
@pytest.mark.parametrize("width", [60, 80, 160])
def test_no_number_is_cut_or_left_out(name: str, width: int) -> None:
    grid = grid_of(name)
    wide, narrow = (re.findall(r"-?[\d,]+\.\d+", " ".join(text_of(grid, w))) for w in (10**6, width))
    assert sorted(narrow) == sorted(wide)


def test_panels_repeat_what_a_line_is() -> None:
    text = text_of(grid_of("Inventory Valuation"), 80)
    assert sum(line.startswith("TOUR-7") for line in text) == 2
    assert any("Cost" in line and "Base" not in line for line in text[60:])


def small(*lines: Line) -> Grid:
    columns = [GridColumn("no", "No.", "code"), GridColumn("text", "Description", "text"), GridColumn("amount", "Amount", "amount")]
    rows = [line.record for line in lines if line.record]
    return Grid("Small", "Small", columns, lines, message="A finding.", rows=rows)


def test_the_text_of_a_small_report() -> None:
    grid = small(
        Line(Rank.HEADING, {"no": "GROUP"}),
        Line(Rank.DETAIL, {"no": "A", "text": "First", "amount": Decimal("1234.50")}),
        Line(Rank.DETAIL, {"no": "B", "text": "Second", "amount": Decimal(0)}),
        Line(Rank.TOTAL, {"no": "Total", "amount": Decimal("1234.50")}),
        Line(Rank.NOTE, {"text": "A note."}),
    )
    assert "\n".join(text_of(grid, 80)) == """\
Small
A finding.

No.    Description    Amount
-----  -----------  --------
GROUP
A      First        1,234.50
B      Second              –
-----  -----------  --------
Total               1,234.50
A note."""


@pytest.mark.parametrize("name", REPORTS)
def test_csv_and_json_hold_the_rows_exactly(name: str) -> None:
    grid = grid_of(name)
    table, text = io.StringIO(), io.StringIO()
    write_csv(table, grid)
    write_json(text, grid)
    rows = list(csv.DictReader(io.StringIO(table.getvalue())))
    found: dict[str, Any] = json.loads(text.getvalue())
    assert found["report"] == name
    assert len(rows) == len(found["rows"]) == len(grid.records()) > 0
    for record, from_csv, from_json in zip(grid.records(), rows, found["rows"], strict=True):
        assert {k: v for k, v in from_csv.items() if v}.keys() <= {k for k, v in record.items() if v is not None}
        for key, value in record.items():
            if isinstance(value, Decimal):
                assert isinstance(from_json[key], str)
                assert Decimal(from_csv[key]) == Decimal(from_json[key]) == value
                assert "E" not in from_csv[key] + from_json[key]


def test_text_that_looks_like_a_formula_stays_text_in_csv() -> None:
    grid = small(Line(Rank.DETAIL, {}, record={"No.": "=1+1", "Amount": Decimal("-1.00")}))
    table = io.StringIO()
    write_csv(table, grid)
    assert table.getvalue() == "No.,Amount\n'=1+1,-1.00\n"


def test_an_empty_report_still_has_its_captions() -> None:
    table = io.StringIO()
    write_csv(table, small())
    assert table.getvalue() == "No.,Description,Amount\n"


def test_a_csv_file_opens_in_excel(tmp_path: Path) -> None:
    write_file(tmp_path / "OUT.csv", "csv", small(Line(Rank.DETAIL, {}, record={"No.": "Ä", "Amount": Decimal("1.00")})))
    assert (tmp_path / "OUT.csv").read_bytes() == "\ufeffNo.,Amount\r\nÄ,1.00\r\n".encode()


def test_the_ending_of_the_output_says_the_format(tmp_path: Path) -> None:
    bell = {n: t.take([i for i, no in enumerate(t["Item No."].tolist()) if no == "BELL"]) for n, t in LEDGER.tables.items() if "Item No." in t.given}
    write_ledger(Ledger({**LEDGER.tables, **bell}), tmp_path / "LEDGER.xlsx")
    for ending in ("csv", "json", "txt"):
        out = tmp_path / f"OUT.{ending}"
        words = ["report", "status", str(tmp_path / "LEDGER.xlsx"), "--status-date", "2026-10-31", "-o", str(out)]
        assert CliRunner().invoke(assemble(), words).exit_code == 0
        assert "BELL" in out.read_text(encoding="utf-8-sig")
