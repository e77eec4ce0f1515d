"""A customer's template loses nothing: compared part by part and element by element, on every page of the template."""

from __future__ import annotations

import re
import zipfile
from pathlib import Path

import pytest
from lxml import etree
from openpyxl import load_workbook

from produced import OTHERS, options_of, with_register
from xlcost import Ledger, close_period
from xlcost.faces.pack import write_close, write_report
from xlcost.reports import run_report
from xlcost.reports.pack.report_pages import TEMPLATES
from xlcost.sheets.template import Template

from . import customer_features, demo_pack
from .customer_features import KEPT, WHOLE
from .test_template_fill import fill

MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
NOT_IN_A_CLOSE = ("trace", "list")  # filled from the demonstration pack
PAGES = {*customer_features.pages_of_the_house()}


@pytest.fixture(scope="module")
def customer(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return customer_features.make(tmp_path_factory.mktemp("customer") / "own.xlsm")


@pytest.fixture(scope="module")
def filled(customer: Path, sample: Ledger, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """A workbook for each page of the template: the pack, each report that the pack does not have, the demonstration."""
    folder = tmp_path_factory.mktemp("filled")
    ledger = with_register(sample)
    found: dict[str, Path] = {}
    write_close(close_period(ledger, "2026-10"), folder / "close.xlsm", "LEDGER.xlsx", customer)
    for sheet in (
        "cover",
        "inventory-valuation",
        "cost-specification",
        "tie-out",
        "wip",
        "cost-shares",
        "matrix",
        "explained",
        "problems",
        "evidence",
        "list",
        "entries",
        "reading",
    ):
        found[sheet] = folder / "close.xlsm"
    for name, template in TEMPLATES.items():
        if template not in found:
            path = found[template] = folder / f"{template}.xlsm"
            write_report(ledger, run_report(ledger, name, options_of(name)), path, "LEDGER.xlsx", customer)
    found["item-age-quantity"] = found["item-age-value"]
    found["trace"] = fill(folder / "trace.xlsm", demo_pack.trace(), template=customer)
    return found


def parts_of(path: Path) -> dict[str, bytes]:
    with zipfile.ZipFile(path) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def test_every_page_of_the_template_is_tested(filled: dict[str, Path]) -> None:
    assert set(filled) == PAGES
    assert len(OTHERS) == 4


@pytest.mark.parametrize("page", sorted(PAGES))
def test_nothing_of_the_customers_page_is_lost(customer: Path, filled: dict[str, Path], page: str) -> None:
    before, after = parts_of(customer), parts_of(filled[page])
    for name in WHOLE:
        assert after[name] == before[name], name
    part = next(s.part for s in Template.open(customer).sheets if s.template == page)
    old, new = etree.fromstring(before[part]), etree.fromstring(after[part])
    for element in KEPT:
        assert [_same(e) for e in new.findall(MAIN + element)] == [_same(e) for e in old.findall(MAIN + element)], element
    assert b'operator="lessThan"' in after[part]
    assert b'type="list"' in after[part]
    assert re.search(rb"<r><rPr><b/></rPr><t>Group</t></r>", re.sub(rb"\w+:", b"", after[part])) or b"Group" in after[part]
    if page != "entries":
        assert b"Signed by the group" in after[part]
    rels = f"xl/worksheets/_rels/{part.rsplit('/', 1)[1]}.rels"
    drawing = re.search(rb"drawings/(drawing\d+\.xml)", after[rels])
    assert drawing is not None
    drawn = after[f"xl/drawings/{drawing[1].decode()}"]
    for feature in (b"Our logo", b"Our box", b"Internal use", b"rIdLogo"):
        assert drawn.count(feature) == before[f"xl/drawings/{drawing[1].decode()}"].count(feature), feature


@pytest.mark.parametrize("page", sorted(PAGES))
def test_the_customers_page_is_filled_in_the_customers_look(filled: dict[str, Path], page: str) -> None:
    book = load_workbook(filled[page])
    cells = [c for sheet in book.worksheets for row in sheet.iter_rows(min_row=8, max_row=12) for c in row if c.value is not None]
    assert cells
    assert {c.font.name for c in cells} == {"Verdana"}
    assert "FF1B2A38" not in {c.font.color.rgb for c in cells if c.font.color is not None and isinstance(c.font.color.rgb, str)}
    assert book.defined_names["Our_Rate"].attr_text == "1.19"


def test_a_customers_chart_keeps_its_plot_area_and_shows_the_new_figures(filled: dict[str, Path]) -> None:
    charts = [data for name, data in parts_of(filled["item-age-value"]).items() if re.fullmatch(r"xl/charts/chart\d+\.xml", name)]
    assert len(charts) == 2
    assert all(b"gradFill" in data and b"Item Age Composition - Value" in data for data in charts)


def _same(element: etree._Element) -> bytes:
    """An element in canonical form, without the namespaces that its surroundings declare."""
    return etree.tostring(etree.fromstring(etree.tostring(element)), method="c14n", exclusive=True)
