"""One sheet on its way into the file: rows, links, breaks, formats, and the template's XML around them."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from lxml import etree

from xlcost.reports.grid import Chart
from xlcost.sheets.cells_out import cell, without_controls
from xlcost.sheets.slots import Span, address, letters, split_address
from xlcost.sheets.styles import Styles
from xlcost.sheets.template import TemplateSheet
from xlcost.sheets.xml_parts import plain_xml, tag

ORDER = [
    "sheetPr",
    "dimension",
    "sheetViews",
    "sheetFormatPr",
    "cols",
    "sheetData",
    "sheetCalcPr",
    "sheetProtection",
    "protectedRanges",
    "scenarios",
    "autoFilter",
    "sortState",
    "dataConsolidate",
    "customSheetViews",
    "mergeCells",
    "phoneticPr",
    "conditionalFormatting",
    "dataValidations",
    "hyperlinks",
    "printOptions",
    "pageMargins",
    "pageSetup",
    "headerFooter",
    "rowBreaks",
    "colBreaks",
    "customProperties",
    "cellWatches",
    "ignoredErrors",
    "smartTags",
    "drawing",
    "legacyDrawing",
    "legacyDrawingHF",
    "picture",
    "oleObjects",
    "controls",
    "webPublishItems",
    "tableParts",
    "extLst",
]
_MARKER = re.compile(rb'<(?:\w+:)?row [^>]*r="MARK"[^>]*/>')


@dataclass(slots=True)
class OutRow:
    """One row: height in points, outline level, and finished cells by column."""

    height: float | None = None
    level: int = 0
    hidden: bool = False
    collapsed: bool = False
    cells: dict[int, str] = field(default_factory=dict)
    style: str = ""


@dataclass(slots=True)
class Link:
    """A link on a cell; target "Sheet#anchor" is resolved when all sheets are laid out."""

    row: int
    column: int
    target: str
    tip: str


@dataclass(slots=True)
class PlacedChart:
    """A chart with the cells it stands for and its place."""

    chart: Chart
    number: int  # position among the template's charts, from 0
    labels: list[str]
    labels_ref: str
    series: list[tuple[str, str, list[Any], str]]  # name, its cell, values, their cells
    place: tuple[int, int, int, int]


@dataclass
class SheetOut:
    """A sheet being filled."""

    title: str
    source: TemplateSheet
    styles: Styles
    root: etree._Element = field(init=False)
    rows: dict[int, OutRow] = field(default_factory=dict)
    links: list[Link] = field(default_factory=list)
    anchors: dict[str, Span] = field(default_factory=dict)
    slots: dict[str, Span] = field(default_factory=dict)  # of the filled sheet
    row_map: Callable[[int], int] = staticmethod(lambda row: row)  # template row -> row here, for things that move along
    notes: list[tuple[int, int, str]] = field(default_factory=list)
    widths: dict[int, float] = field(default_factory=dict)  # file widths that replace the template's
    hidden_columns: list[tuple[int, int]] = field(default_factory=list)
    outlined_columns: list[tuple[int, int]] = field(default_factory=list)
    formats: list[tuple[str, str]] = field(default_factory=list)  # (cells, formula) shown as alert
    breaks: list[int] = field(default_factory=list)  # a page ends after this row
    titles: frozenset[str] = frozenset()  # sheets of the pack; a link elsewhere is no link (empty: any)
    title_rows: int = 0  # rows repeated on each page when they are not the template's
    charts: list[PlacedChart] = field(default_factory=list)
    print_area: tuple[int, int] = (1, 1)
    footer: str = ""
    flow: bool = False
    frozen: tuple[int, int] | None = None
    tab: str = ""
    tail_rows: Callable[[], Iterable[bytes]] | None = None  # streamed rows under the others
    last_streamed: int = 0
    figures: dict[tuple[str, Any], str] = field(default_factory=dict)  # (label of the line, figure) -> its cell; "" when not unique
    tables: list[tuple[str, str, list[str], bool]] = field(default_factory=list)  # (name, ref, captions, totals)

    def __post_init__(self) -> None:
        self.root = self.source.fresh()

    def row(self, number: int, height: float | None = None, level: int = 0) -> OutRow:
        """The row, made when it is new."""
        known = self.rows.get(number)
        if known is None:
            known = self.rows[number] = OutRow(height, level)
        elif height is not None:
            known.height = height
        return known

    def put(self, row: int, column: int, style: int | None, value: Any, formula: str = "") -> None:
        """A cell."""
        line = self.rows.get(row) or self.row(row)
        line.cells[column] = cell(row, letters(column), style, value, formula)

    def keep_row(self, source_row: int, target: int, skip: Callable[[int], bool] = lambda _column: False) -> None:
        """Take over a row of the template as it is, at another place if need be."""
        element = self.source.rows.get(source_row)
        if element is None:
            return
        line = self.row(target)
        if element.get("ht"):
            line.height = float(element.get("ht"))
        line.level = int(element.get("outlineLevel", "0"))
        if element.get("s"):
            line.style = f' s="{element.get("s")}" customFormat="1"'
        for one in element:
            column = split_address(one.get("r"))[1]
            if skip(column) or column in line.cells:
                continue
            text = plain_xml(one)
            line.cells[column] = re.sub(r'\br="[A-Z]+\d+"', f'r="{address(target, column)}"', text, count=1)

    def leads(self, target: str) -> bool:
        """Whether a link's sheet is in the pack."""
        name = target.partition("#")[0]
        return bool(target) and (not name or not self.titles or name in self.titles)

    def first_shown(self) -> str:
        """The first cell of the table that is not folded away."""
        body = self.slots.get("xlc_body")
        if body is None:
            return "A1"
        shown = (n for n in range(body.row, body.last_row + 1) if n in self.rows and not self.rows[n].hidden)
        return f"B{next(shown, body.row)}"

    def last_row(self) -> int:
        """Number of the last row."""
        return max(max(self.rows, default=1), self.last_streamed)

    def chunks(self, resolve: Callable[[str], str | None], relations: Mapping[str, str]) -> Iterator[bytes]:
        """The sheet part. `resolve` turns a link's target into a location; `relations` gives ids for drawing, notes and tables."""
        self._frame(resolve, relations)
        data = self.root.find(tag("sheetData"))
        assert data is not None
        for old in list(data):
            data.remove(old)
        etree.SubElement(data, tag("row")).set("r", "MARK")
        text = etree.tostring(self.root, xml_declaration=True, encoding="UTF-8", standalone=True)
        head, tail = _MARKER.split(text, maxsplit=1)
        yield head
        buffer: list[str] = []
        for number in sorted(self.rows):
            buffer.append(_row_xml(number, self.rows[number]))
            if len(buffer) >= 2000:
                yield "".join(buffer).encode()
                buffer.clear()
        yield "".join(buffer).encode()
        if self.tail_rows is not None:
            yield from self.tail_rows()
        yield tail

    def _frame(self, resolve: Callable[[str], str | None], relations: Mapping[str, str]) -> None:
        """Everything around the rows."""
        root = self.root
        last_column = max([self.print_area[1], *(max(row.cells, default=1) for row in self.rows.values())])
        dimension = root.find(tag("dimension"))
        if dimension is not None:
            dimension.set("ref", f"A1:{letters(last_column)}{self.last_row()}")
        level = max((row.level for row in self.rows.values()), default=0)
        shape = root.find(tag("sheetFormatPr"))
        if shape is None:
            shape = self._insert("sheetFormatPr")
            shape.set("defaultRowHeight", "14.25")
        if level:
            shape.set("outlineLevelRow", str(level))
        if self.outlined_columns:
            shape.set("outlineLevelCol", "1")
        self._columns()
        self._sheet_properties()
        self._views()
        self._moved("mergeCells", "mergeCell", "ref")
        self._conditions()
        self._hyperlinks(resolve)
        self._print_setup()
        if relations.get("drawing") and root.find(tag("drawing")) is None:
            self._relation("drawing", relations["drawing"])
        if relations.get("notes"):
            self._relation("legacyDrawing", relations["notes"])
        tables = [key for key in relations if key.startswith("table")]
        if tables:
            parts = self._insert("tableParts")
            parts.set("count", str(len(tables)))
            for key in tables:
                self._relation_on(etree.SubElement(parts, tag("tablePart")), relations[key])

    def _insert(self, name: str) -> etree._Element:
        """A new child of the sheet in the order that the schema wants."""
        element = etree.Element(tag(name))
        rank = ORDER.index(name)
        place = 0
        for position, child in enumerate(self.root):
            local = etree.QName(child).localname if isinstance(child.tag, str) else ""
            if local in ORDER and ORDER.index(local) <= rank:
                place = position + 1
        self.root.insert(place, element)
        return element

    def _relation(self, name: str, relation: str) -> None:
        self._relation_on(self._insert(name), relation)

    @staticmethod
    def _relation_on(element: etree._Element, relation: str) -> None:
        element.set("{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id", relation)

    def _columns(self) -> None:
        old = self.root.find(tag("cols"))
        known: dict[int, dict[str, str]] = {}
        limit = max([60, *self.widths, *(b for _, b in self.hidden_columns), *(b for _, b in self.outlined_columns)])
        palette = set(self.source.kinds().values())
        for col in old if old is not None else []:
            attributes = {k: v for k, v in col.attrib.items() if k not in ("min", "max")}
            for number in range(int(col.get("min")), min(int(col.get("max")), limit) + 1):
                known[number] = attributes
        for number in palette:
            if number not in self.widths:
                known.pop(number, None)
        for number, size in self.widths.items():
            known[number] = {**known.get(number, {}), "width": f"{size:.6f}".rstrip("0").rstrip("."), "customWidth": "1"}
        for first, last in self.hidden_columns:
            for number in range(first, last + 1):
                known[number] = {"width": "13", "hidden": "1", "customWidth": "1"}
        for first, last in self.outlined_columns:
            for number in range(first, last + 1):
                size = max(12.0, self.widths.get(number, 0.0))
                known[number] = {"width": f"{size:.6g}", "hidden": "1", "outlineLevel": "1", "customWidth": "1"}
            known[last + 1] = {"width": "9.140625", "collapsed": "1"}
        if old is not None:
            self.root.remove(old)
        if known:
            cols = self._insert("cols")
            for number in sorted(known):
                etree.SubElement(cols, tag("col"), min=str(number), max=str(number), **known[number])

    def _sheet_properties(self) -> None:
        properties = self.root.find(tag("sheetPr"))
        if properties is None:
            properties = self._insert("sheetPr")
        if properties.get("codeName") and self.title != self.source.title:
            del properties.attrib["codeName"]
        if self.tab:
            color = properties.find(tag("tabColor"))
            if color is None:
                color = etree.Element(tag("tabColor"))
                properties.insert(0, color)
            color.attrib.clear()
            color.set("rgb", self.tab)

    def _views(self) -> None:
        views = self.root.find(tag("sheetViews"))
        for view in views if views is not None else []:
            view.attrib.pop("tabSelected", None)
            if self.frozen is None:
                continue
            for old in list(view):
                view.remove(old)
            row, column = self.frozen
            pane = etree.SubElement(view, tag("pane"))
            if column > 1:
                pane.set("xSplit", str(column - 1))
            if row > 1:
                pane.set("ySplit", str(row - 1))
            where = "bottomRight" if column > 1 and row > 1 else "bottomLeft" if row > 1 else "topRight"
            pane.set("topLeftCell", address(row, column))
            pane.set("activePane", where)
            pane.set("state", "frozen")
            etree.SubElement(view, tag("selection"), pane=where, activeCell=address(row, column), sqref=address(row, column))

    def _moved(self, name: str, child_name: str, attribute: str) -> None:
        """Blocks of the template (merged cells) move with their rows."""
        container = self.root.find(tag(name))
        for child in list(container) if container is not None else []:
            if etree.QName(child).localname == child_name:
                child.set(attribute, " ".join(self._move_block(ref) for ref in child.get(attribute, "").split()))

    def _move_block(self, ref: str) -> str:
        ends = [split_address(part.replace("$", "")) for part in ref.split(":")]
        return ":".join(address(self.row_map(row), column) for row, column in ends)

    def _conditions(self) -> None:
        """A format of the template that stood on prototype rows now stands on all rows; ours are added."""
        prototypes = [span for name, span in self.source.slots.items() if name in ("xlc_detail", "xlc_group", "xlc_subtotal")]
        first = min((span.row for span in prototypes), default=0)
        for kind in ("conditionalFormatting", "dataValidations"):
            for element in self.root.iter(tag(kind)):
                targets = [element] if kind == "conditionalFormatting" else list(element)
                for target in targets:
                    refs = [self._extend_block(ref, {span.row for span in prototypes}, first) for ref in target.get("sqref", "").split()]
                    target.set("sqref", " ".join(refs))
        priority = 1 + max((int(rule.get("priority", "0")) for rule in self.root.iter(tag("cfRule"))), default=0)
        for cells, formula in self.formats:
            block = self._insert("conditionalFormatting")
            block.set("sqref", cells)
            rule = etree.SubElement(block, tag("cfRule"), type="expression", dxfId=str(self.styles.alert()), priority=str(priority))
            etree.SubElement(rule, tag("formula")).text = formula
            priority += 1

    def _extend_block(self, ref: str, prototype_rows: set[int], first: int) -> str:
        ends = [split_address(part.replace("$", "")) for part in ref.split(":")]
        (row, column), (last_row, last_column) = ends[0], ends[-1]
        body = self.slots.get("xlc_body")
        if body is not None and any(row <= number <= last_row for number in prototype_rows):
            row, last_row = (min(row, body.row) if row < first else body.row), max(body.last_row, body.row)
        else:
            row, last_row = self.row_map(row), self.row_map(last_row)
        start, end = address(row, column), address(last_row, last_column)
        return start if start == end else f"{start}:{end}"

    def _hyperlinks(self, resolve: Callable[[str], str | None]) -> None:
        container = self.root.find(tag("hyperlinks"))
        for link in container if container is not None else []:
            link.set("ref", self._move_block(link.get("ref", "A1")))
        resolved = [(link, location) for link in self.links if (location := resolve(link.target)) is not None]
        if resolved and container is None:
            container = self._insert("hyperlinks")
        for link, location in resolved:
            assert container is not None
            element = etree.SubElement(container, tag("hyperlink"), ref=address(link.row, link.column), location=location)
            if link.tip:
                element.set("tooltip", without_controls(link.tip)[:255])

    def _print_setup(self) -> None:
        if self.footer and self.root.find(tag("headerFooter")) is None:
            element = self._insert("headerFooter")
            etree.SubElement(element, tag("oddFooter")).text = without_controls(self.footer)
        if self.breaks and self.root.find(tag("rowBreaks")) is None:
            element = self._insert("rowBreaks")
            element.set("count", str(len(self.breaks)))
            element.set("manualBreakCount", str(len(self.breaks)))
            for row in self.breaks:
                etree.SubElement(element, tag("brk"), id=str(row), max="16383", man="1")


def _row_xml(number: int, row: OutRow) -> str:
    attributes = f' r="{number}"{row.style}'
    if row.height is not None:
        attributes += f' ht="{row.height:g}" customHeight="1"'
    if row.hidden:
        attributes += ' hidden="1"'
    if row.level:
        attributes += f' outlineLevel="{row.level}"'
    if row.collapsed:
        attributes += ' collapsed="1"'
    if not row.cells:
        return f"<row{attributes}/>"
    cells = row.cells
    return f"<row{attributes}>{''.join(cells[column] for column in sorted(cells))}</row>"
