"""`xlcost trace`: text, sheet and picture of a chain; documents, lots and serial numbers."""

from __future__ import annotations

import json
from pathlib import Path

import openpyxl
import pytest
from lxml import etree

from faces.test_cli import run
from sound_company import sound_company
from xlcost import Ledger, XlcostError, run_report, trace_item_entry, write_ledger
from xlcost.reports.trace_picture import dot, svg
from xlcost.views.trace import traced_links


@pytest.fixture(scope="module")
def book(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("trace") / "LEDGER.xlsx"
    write_ledger(sound_company(), path)
    return path


def test_a_chain_is_indented_and_its_shares_add_up(book: Path) -> None:
    status, text = run("trace", "item-entry", "11", book)
    assert status == 0
    assert [line.strip().split()[0] for line in text.splitlines()[3:-1]] == ["0", "1", "2", "3"]
    assert text.splitlines()[-1] == "Sale 11 of C, -20.00: it came from 1 origin through 3 entries."
    told = json.loads(run("trace", "item-entry", "11", book, "--json")[1])["rows"]
    assert [(r["Level"], r["Entry No."], r["Cost Share"], r["Stays Here"]) for r in told] == [
        (0, 11, "-20.00", "0.00"),
        (1, 10, "-20.00", "0.00"),
        (2, 9, "-20.00", "0.00"),
        (3, 1, "-20.00", "-20.00"),
    ]


def test_the_sheet_leads_from_each_entry_to_its_value_entries(book: Path, tmp_path: Path) -> None:
    assert run("trace", "item-entry", "1", book, "--direction", "forward", "-o", tmp_path / "TRACE.xlsx")[0] == 0
    workbook = openpyxl.load_workbook(tmp_path / "TRACE.xlsx")
    sheet = workbook["Trace Item Ledger Entry"]
    links = [c for row in sheet.iter_rows() for c in row if c.hyperlink and "Entries behind" in str(c.hyperlink.tooltip)]
    assert [c.value for c in links] == [1, 5, 7, 9, 10, 11, 8]
    texts = [str(c.value) for row in sheet.iter_rows() for c in row if c.value is not None]
    assert "What stays adds up to the start" in texts
    assert any(t.startswith("         └ ") or t.startswith("      └ ") for t in texts)


@pytest.mark.parametrize(("suffix", "mark"), [(".svg", "<svg "), (".dot", "digraph trace {")])
def test_a_picture_of_the_flow(book: Path, tmp_path: Path, suffix: str, mark: str) -> None:
    path = tmp_path / f"TRACE{suffix}"
    assert run("trace", "item-entry", "11", book, "-o", path)[0] == 0
    assert path.read_text(encoding="utf-8").startswith(mark)
    assert run("trace", "gl-entry", "1", book, "-o", path)[0] == 0
    assert run("trace", "document", "SI1", book, "-o", path)[0] == 2


def flow(ledger: Ledger, entry: int, direction: str) -> tuple[list, list]:
    return trace_item_entry(ledger, entry, direction, cost_shares=True, start=True), traced_links(ledger, entry, direction)


def test_the_picture_shows_every_entry_once_and_every_link() -> None:
    rows, links = flow(sound_company(), 1, "forward")
    image = etree.fromstring(svg(rows, 'R&D "1"', backward=False, links=links).encode())
    space = {"s": "http://www.w3.org/2000/svg"}
    heads = [t.text for t in image.findall(".//s:text[@font-size='11']", space)]
    assert sorted(heads) == sorted(["Purchase 1", "Sale 5", "Transfer 7", "Transfer 8", "Consumption 9", "Output 10", "Sale 11"])
    arrows = sorted((e["From Entry No."], e["To Entry No."], e["Link"]) for e in links)
    assert arrows == [
        (1, 5, "Application"),
        (1, 7, "Application"),
        (1, 9, "Application"),
        (7, 8, "Transfer"),
        (9, 10, "Order"),
        (10, 11, "Application"),
    ]
    assert len(image.findall(".//s:path[@marker-end]", space)) == len(arrows)
    boxes = {(r.get("x"), r.get("y")) for r in image.findall(".//s:rect[@rx]", space)}
    assert len(boxes) == len(rows)
    assert dot(rows, "1", backward=False, links=links).count(" -> ") == len(arrows)


def test_a_picture_has_a_limit_that_says_what_to_do() -> None:
    rows, _ = flow(sound_company(), 1, "forward")
    with pytest.raises(XlcostError) as caught:
        svg(rows * 100, "", backward=False)
    assert caught.value.code == "PICTURE_TOO_LARGE"


def test_a_document_has_a_sheet_for_each_table(book: Path, tmp_path: Path) -> None:
    assert run("trace", "document", "SI1", book, "-o", tmp_path / "FOUND.xlsx")[0] == 0
    assert openpyxl.load_workbook(tmp_path / "FOUND.xlsx").sheetnames[:4] == [
        "Find Entries",
        "G-L Entry",
        "Item Ledger Entry",
        "Value Entry",
    ]
    grid = run_report(sound_company(), "Find Entries", {"Document No.": "SI1"})
    assert [(r["Table"], r["No. of Records"]) for r in grid.records()] == [("G/L Entry", 2), ("Item Ledger Entry", 1), ("Value Entry", 1)]
    assert run("trace", "document", "NONE", book)[0] == 3


def test_serial_numbers_of_the_sample_lead_from_sale_to_purchase(sample: Ledger, sample_workbook: Path, tmp_path: Path) -> None:
    sold = next(r for r in sample.records("Item Ledger Entry") if r["Serial No."] and r["Entry Type"] == "Sale")
    status, text = run("trace", "serial", sold["Serial No."], sample_workbook, "-o", tmp_path / "SERIAL.xlsx", "--json")
    rows = json.loads(text)["rows"]
    assert status == 0
    assert {r["Entry Type"] for r in rows} >= {"Sale", "Purchase"}
    assert max(r["Level"] for r in rows) >= 1
    assert "Item Tracing" in openpyxl.load_workbook(tmp_path / "SERIAL.xlsx", read_only=True).sheetnames
    assert run("trace", "lot", "NONE", sample_workbook)[0] == 3


@pytest.mark.parametrize("words", [("value-entry", "5"), ("register", "1"), ("gl-entry", "21")])
def test_the_books_lead_to_value_entries_and_back(words: tuple[str, str], book: Path) -> None:
    status, text = run("trace", *words, book)
    assert status == 0
    assert "SI1" in text


def test_applied_entries_and_value_entries_behind_a_gl_entry(tmp_path: Path) -> None:
    write_ledger(sound_company(), tmp_path / "LEDGER.xlsx")
    status, text = run("trace", "applied", "5", tmp_path / "LEDGER.xlsx", "--json")
    assert (status, [r["Entry No."] for r in json.loads(text)["rows"]]) == (0, [1])
    status, text = run("trace", "behind-gl", "21", tmp_path / "LEDGER.xlsx", "--json")
    assert (status, [r["Amount on this G/L entry"] for r in json.loads(text)["rows"]]) == (0, ["-40.00"])
    assert run("trace", "applied", "999", tmp_path / "LEDGER.xlsx")[0] == 3
