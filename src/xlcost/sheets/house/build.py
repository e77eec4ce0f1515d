"""Build templates/house.xlsx: `python -m xlcost.sheets.house.build [FOLDER]`. The same bytes every time."""

from __future__ import annotations

import io
import re
import sys
from decimal import Decimal
from pathlib import Path

from openpyxl import Workbook
from openpyxl.styles import Font
from openpyxl.utils.indexed_list import IndexedList
from openpyxl.worksheet.page import PageMargins
from openpyxl.worksheet.worksheet import Worksheet

from xlcost.reports.grid import Chart
from xlcost.sheets.charts_out import chart_xml
from xlcost.sheets.drawings import Anchor, drawing_xml
from xlcost.sheets.house import look
from xlcost.sheets.house.cover import build_cover, build_legend
from xlcost.sheets.house.report import Names, build_report
from xlcost.sheets.house.report_sheets import PROJECT_SHEETS, VALUATION_SHEETS
from xlcost.sheets.house.sheets import SHEETS, ChartPlace
from xlcost.sheets.splice_drawings import core_properties
from xlcost.sheets.template import HOUSE
from xlcost.sheets.xml_parts import Package, Relationship, rels_bytes, rels_of, write_zip

_CHART_TYPE = "application/vnd.openxmlformats-officedocument.drawingml.chart+xml"
_DRAWING_TYPE = "application/vnd.openxmlformats-officedocument.drawing+xml"
_REL = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
COMPONENTS = ("Material", "Capacity", "Capacity Overhead", "Material Overhead", "Subcontracted", "Variance", "Revaluation", "Rounding")


def build(folder: Path) -> Path:
    """Write the house template into a folder and return its path."""
    book = Workbook()
    book.remove(book.worksheets[0])
    arial = Font(name="Arial", size=10, family=2)
    book._fonts = IndexedList([arial])  # font 0 is what a cell without a style shows
    book._named_styles["Normal"].font = arial
    places: dict[str, list[tuple[ChartPlace, tuple[int, int, int, int]]]] = {}
    cover = book.create_sheet("Cover")
    names = Names(cover)
    names.constant("xlc_template", "cover")
    build_cover(cover, names)
    _page_setup(cover, "1B2A38", one_page=True)
    places["Cover"] = [(ChartPlace("bridge", 10, 13), names.spans["xlc_chart_1"])]
    for what in (*SHEETS, *VALUATION_SHEETS, *PROJECT_SHEETS):
        sheet = book.create_sheet(what.title)
        names = Names(sheet)
        names.constant("xlc_template", what.template)
        build_report(sheet, names, what)
        _page_setup(sheet, what.tab)
        sheet.sheet_properties.outlinePr.summaryBelow = True
        if what.frozen:
            sheet.freeze_panes = what.frozen
        sheet.print_title_rows = f"1:{what.header_row}" if what.template != "evidence" else "1:5"
        places[what.title] = [(place, names.spans[f"xlc_chart_{n}"]) for n, place in enumerate(what.charts, 1)]
    legend = book.create_sheet("Legend")
    build_legend(legend, Names(legend))
    _page_setup(legend, look.SLATE)
    legend.print_title_rows = "1:2"
    grey = f'&"Arial"&8&K{look.SLATE}'
    legend.oddFooter.left.text, legend.oddFooter.center.text, legend.oddFooter.right.text = (
        f"{grey}&A",
        f"{grey}xlcost",
        f"{grey}Page &P of &N",
    )
    stream = io.BytesIO()
    book.save(stream)
    target = folder / HOUSE
    folder.mkdir(parents=True, exist_ok=True)
    target.write_bytes(stream.getvalue())
    package = Package.open(target)
    _add_charts(package, [sheet.title for sheet in book.worksheets], places)
    package.parts["docProps/core.xml"] = core_properties("xlcost house template")
    package.parts["docProps/app.xml"] = (
        b'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
        b'<Properties xmlns="http://schemas.openxmlformats.org/officeDocument/2006/extended-properties"><Application>xlcost</Application></Properties>'
    )
    write_zip(target, iter(package.parts.items()))
    return target


def _page_setup(sheet: Worksheet, tab: str, one_page: bool = False) -> None:
    sheet.sheet_properties.tabColor = "FF" + tab
    sheet.sheet_view.showGridLines = False
    sheet.sheet_format.defaultRowHeight = 14.25
    sheet.sheet_format.customHeight = True
    sheet.page_setup.orientation = "landscape"
    sheet.page_setup.paperSize = 9
    sheet.sheet_properties.pageSetUpPr.fitToPage = True
    sheet.page_setup.fitToWidth = 1
    sheet.page_setup.fitToHeight = 1 if one_page else 0
    sheet.page_margins = PageMargins(left=0.47, right=0.47, top=0.55, bottom=0.59, header=0.3, footer=0.28)


def _placeholder(kind: str) -> Chart:
    if kind == "bridge":
        return Chart(
            "",
            "thousand",
            ("Opening", "Up", "Down", "Closing"),
            {"Movement": [Decimal(10), Decimal(4), Decimal(-1), Decimal(13)]},
            "bridge",
        )
    if kind == "stacked":
        return Chart("", "thousand", ("A", "B"), {name: [Decimal(5), Decimal(3)] for name in COMPONENTS}, "stacked")
    if kind == "columns":
        return Chart("", "thousand", ("A", "B"), {"Value": [Decimal(5), Decimal(3)]}, "columns")
    if kind == "aged":
        return Chart("", "thousand", ("A", "B"), {f"Age {n}": [Decimal(5), Decimal(3)] for n in range(5)}, "aged")
    return Chart("", "thousand", ("A", "B"), {"before": [Decimal(5), Decimal(3)], "now": [Decimal(6), Decimal(2)]}, "bars")


def _add_charts(package: Package, titles: list[str], places: dict[str, list[tuple[ChartPlace, tuple[int, int, int, int]]]]) -> None:
    """Charts of the template: placeholders with the house's looks, pointing at nothing until they are filled."""
    overrides = []
    chart_number = drawing_number = 0
    for position, title in enumerate(titles, 1):
        if not places.get(title):
            continue
        drawing_number += 1
        drawing = f"xl/drawings/drawing{drawing_number}.xml"
        anchors, lines = [], []
        for number, (place, span) in enumerate(places[title], 1):
            chart_number += 1
            chart = f"xl/charts/chart{chart_number}.xml"
            package.parts[chart] = chart_xml(_placeholder(place.kind))
            lines.append(Relationship(f"rId{number}", f"{_REL}/chart", chart))
            anchors.append(
                Anchor(f"rId{number}", f"Chart {number}", f"Chart {number}: {place.kind}", span[0], span[1], span[2] + 1, span[3] + 1)
            )
            overrides.append((chart, _CHART_TYPE))
        package.parts[drawing] = drawing_xml(anchors)
        package.parts[rels_of(drawing)] = rels_bytes(drawing, lines)
        overrides.append((drawing, _DRAWING_TYPE))
        part = f"xl/worksheets/sheet{position}.xml"
        package.parts[rels_of(part)] = rels_bytes(
            part, [*package.relationships(part), Relationship("rIdDrawing", f"{_REL}/drawing", drawing)]
        )
        data = package.parts[part]
        drawn = b'<drawing xmlns:r="%s" r:id="rIdDrawing"/>' % _REL.encode()
        package.parts[part] = re.sub(rb"(</worksheet>)", drawn + rb"\1", data)
    types = package.parts["[Content_Types].xml"]
    added = "".join(f'<Override PartName="/{name}" ContentType="{kind}"/>' for name, kind in overrides).encode()
    package.parts["[Content_Types].xml"] = types.replace(b"</Types>", added + b"</Types>")


if __name__ == "__main__":
    where = Path(sys.argv[1]) if len(sys.argv) > 1 else Path(__file__).resolve().parents[4] / "templates"
    print(build(where))
