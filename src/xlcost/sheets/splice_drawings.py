"""Drawings and charts of a filled sheet: a template's own are kept and pointed at the new cells, missing ones are made."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from xml.sax.saxutils import escape

from lxml import etree

from xlcost.sheets.cells_out import without_controls
from xlcost.sheets.charts_out import Series, chart_xml, point_at, scale_labels
from xlcost.sheets.drawings import Anchor, chart_frames, frame, move, place, set_alt
from xlcost.sheets.sheet_out import PlacedChart, SheetOut
from xlcost.sheets.template import Template
from xlcost.sheets.xml_parts import (
    DRAW,
    SHEET_DRAW,
    Relationship,
    free_name,
    next_id,
    parse,
    rels_bytes,
    rels_of,
    tag,
    to_bytes,
)

_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_SHEET_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"
_DRAWING_TYPE = "application/vnd.openxmlformats-officedocument.drawing+xml"
_CHART_TYPE = "application/vnd.openxmlformats-officedocument.drawingml.chart+xml"
_TABLE_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.table+xml"
_NOTES_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.comments+xml"


@dataclass
class PackDrawings:
    """The parts of a pack being assembled, and how drawings and charts get into them."""

    template: Template
    sheets: Sequence[SheetOut]
    title: str
    parts: dict[str, bytes] = field(init=False)
    added_types: dict[str, str] = field(default_factory=dict)
    streams: dict[str, SheetOut] = field(default_factory=dict)
    relations: dict[str, dict[str, str]] = field(default_factory=dict)
    sheet_parts: list[tuple[str, str, str]] = field(default_factory=list)  # title, part, state
    anchor_names: dict[tuple[str, str], str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.parts = dict(self.template.package.parts)

    def _drawing(self, sheet: SheetOut, drawing: str, copying: bool) -> str:
        """The sheet's drawing with its charts pointed at the new cells; objects move with their rows."""
        root = parse(self.template.package.parts[drawing])
        lines = self.template.package.relationships(drawing)
        target = free_name("xl/drawings/drawing{}.xml", self.parts) if copying else drawing
        by_number = {chart.number: chart for chart in sheet.charts}
        changed = copying
        charts = chart_frames(root)
        chart_anchors = {id(anchor) for anchor, _ in charts}
        for anchor in root:
            if id(anchor) not in chart_anchors:
                before = etree.tostring(anchor)
                move(anchor, lambda row: sheet.row_map(row + 1) - 1)
                changed |= etree.tostring(anchor) != before
        for number, (anchor, relation) in enumerate(charts):
            changed |= self._chart(sheet, by_number.get(number), anchor, relation, lines, copying)
        extra = [chart for chart in sheet.charts if chart.number >= len(charts)]
        for chart in extra:
            changed = True
            root.append(self._extra_frame(chart, lines, sheet))
        if not changed:
            return drawing
        if copying:
            self.added_types[target] = _DRAWING_TYPE
        self.parts[target] = to_bytes(root)
        self.parts[rels_of(target)] = rels_bytes(target, lines)
        return target

    def _chart(
        self, sheet: SheetOut, chart: PlacedChart | None, anchor: etree._Element, relation: str, lines: list[Relationship], copying: bool
    ) -> bool:
        line = next((one for one in lines if one.id == relation), None)
        if line is None:
            return False
        named = f"xlc_chart_{self._slot_number(sheet, anchor)}" in sheet.source.slots if chart is None else True
        if chart is None:
            if named and (self.template.is_house or copying):
                anchor.getparent().remove(anchor)
                lines.remove(line)
                if not copying:
                    self.parts.pop(line.target, None)
                    self.parts.pop(rels_of(line.target), None)
                return True
            if copying:
                self._copy_chart(line, self.template.package.parts[line.target])
            before = etree.tostring(anchor)
            move(anchor, lambda row: sheet.row_map(row + 1) - 1)
            return etree.tostring(anchor) != before
        data = self._filled_chart(sheet, chart, self.template.package.parts[line.target])
        if copying:
            self._copy_chart(line, data)
        else:
            self.parts[line.target] = data
        place(anchor, *chart.place)
        set_alt(anchor, alt_text(chart))
        return True

    def _slot_number(self, sheet: SheetOut, anchor: etree._Element) -> int:
        start = anchor.find(f"{tag('from', SHEET_DRAW)}/{tag('row', SHEET_DRAW)}")
        row = int(start.text) + 1 if start is not None else 0
        for name, span in sheet.source.slots.items():
            if re.fullmatch(r"xlc_chart_\d+", name) and span.row <= row <= span.last_row:
                return int(name.rsplit("_", 1)[1])
        return 0

    def _copy_chart(self, line: Relationship, data: bytes) -> None:
        part = free_name("xl/charts/chart{}.xml", self.parts)
        self.parts[part] = data
        self.added_types[part] = _CHART_TYPE
        rels = self.template.package.relationships(line.target)
        if rels:
            self.parts[rels_of(part)] = rels_bytes(part, rels)
        line.target = part

    def _filled_chart(self, sheet: SheetOut, chart: PlacedChart, data: bytes) -> bytes:
        root = parse(chart_xml(chart.chart) if self.template.is_house else data)
        scale_labels(root, chart.chart)
        point_at(root, chart.labels_ref, chart.labels, [Series(name, cell, values, ref) for name, cell, values, ref in chart.series])
        return to_bytes(root)

    def _extra_frame(self, chart: PlacedChart, lines: list[Relationship], sheet: SheetOut) -> etree._Element:
        part = free_name("xl/charts/chart{}.xml", self.parts)
        root = parse(chart_xml(chart.chart))
        point_at(root, chart.labels_ref, chart.labels, [Series(name, cell, values, ref) for name, cell, values, ref in chart.series])
        self.parts[part] = to_bytes(root)
        self.added_types[part] = _CHART_TYPE
        relation = next_id(lines)
        lines.append(Relationship(relation, f"{_OFFICE}/chart", part))
        text = frame(Anchor(relation, f"Chart {chart.number + 1}", alt_text(chart), *chart.place), 100 + chart.number)
        wrapped = parse(f'<xdr:wsDr xmlns:xdr="{SHEET_DRAW}" xmlns:a="{DRAW}">{text}</xdr:wsDr>'.encode())
        return wrapped[0]

    def _new_drawing(self, sheet: SheetOut) -> str:
        part = free_name("xl/drawings/drawing{}.xml", self.parts)
        self.parts[part] = b""
        self.added_types[part] = _DRAWING_TYPE
        lines: list[Relationship] = []
        root = etree.Element(tag("wsDr", SHEET_DRAW), nsmap={"xdr": SHEET_DRAW, "a": DRAW})
        for chart in sheet.charts:
            root.append(self._extra_frame(chart, lines, sheet))
        self.parts[part] = to_bytes(root)
        self.parts[rels_of(part)] = rels_bytes(part, lines)
        return part

    # the workbook around the sheets


def alt_text(chart: PlacedChart) -> str:
    """Alternative text: the given one, or kind, finding, measure and range."""
    if chart.chart.alt:
        return chart.chart.alt
    kinds = {
        "bridge": "Bridge chart",
        "bars": "Bar chart",
        "stacked": "Stacked bar chart",
        "aged": "Stacked bar chart",
        "columns": "Column chart",
    }
    ends = f", {chart.chart.categories[0]} to {chart.chart.categories[-1]}" if chart.chart.categories else ""
    return f"{kinds.get(chart.chart.kind, 'Chart')}: {chart.chart.title}. {chart.chart.unit}{ends}".replace("\n", " ")


def core_properties(title: str) -> bytes:
    """Document properties without user, path or time: the same input gives the same bytes."""
    return (
        '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
        '<cp:coreProperties xmlns:cp="http://schemas.openxmlformats.org/package/2006/metadata/core-properties" xmlns:dc="http://purl.org/dc/elements/1.1/">'
        f"<dc:title>{escape(without_controls(title))}</dc:title><dc:creator>xlcost</dc:creator><dc:language>en-GB</dc:language></cp:coreProperties>"
    ).encode()
