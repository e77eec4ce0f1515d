"""Drawings: where charts stand on a sheet, new ones and a template's moved ones."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from lxml import etree

from xlcost.sheets.cells_out import attribute, without_controls
from xlcost.sheets.xml_parts import CHART, DRAW, REL, SHEET_DRAW, parse, tag, to_bytes


@dataclass(frozen=True, slots=True)
class Anchor:
    """A chart from the top left of one cell to the top left of another (1-based rows and columns)."""

    relation: str
    name: str
    alt: str
    row: int
    column: int
    last_row: int
    last_column: int


def frame(anchor: Anchor, number: int) -> str:
    """The anchor's XML."""
    return (
        f"<xdr:twoCellAnchor><xdr:from><xdr:col>{anchor.column - 1}</xdr:col><xdr:colOff>0</xdr:colOff><xdr:row>{anchor.row - 1}</xdr:row><xdr:rowOff>0</xdr:rowOff></xdr:from>"
        f"<xdr:to><xdr:col>{anchor.last_column - 1}</xdr:col><xdr:colOff>0</xdr:colOff><xdr:row>{anchor.last_row - 1}</xdr:row><xdr:rowOff>0</xdr:rowOff></xdr:to>"
        f'<xdr:graphicFrame macro=""><xdr:nvGraphicFramePr><xdr:cNvPr id="{number}" name={attribute(anchor.name)} descr={attribute(anchor.alt)}/><xdr:cNvGraphicFramePr/></xdr:nvGraphicFramePr>'
        '<xdr:xfrm><a:off x="0" y="0"/><a:ext cx="0" cy="0"/></xdr:xfrm><a:graphic>'
        f'<a:graphicData uri="{CHART}"><c:chart xmlns:c="{CHART}" xmlns:r="{REL}" r:id="{anchor.relation}"/></a:graphicData></a:graphic></xdr:graphicFrame><xdr:clientData/></xdr:twoCellAnchor>'
    )


def drawing_xml(anchors: Sequence[Anchor]) -> bytes:
    """A drawing part with these charts."""
    frames = "".join(frame(anchor, number) for number, anchor in enumerate(anchors, 2))
    return f'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n<xdr:wsDr xmlns:xdr="{SHEET_DRAW}" xmlns:a="{DRAW}">{frames}</xdr:wsDr>'.encode()


def chart_frames(root: etree._Element) -> list[tuple[etree._Element, str]]:
    """(anchor element, relation of its chart) of every chart of a drawing, in order."""
    found = []
    for anchor in root:
        chart = anchor.find(f".//{tag('chart', CHART)}")
        if chart is not None:
            found.append((anchor, chart.get(tag("id", REL), "")))
    return found


def set_alt(anchor: etree._Element, text: str) -> None:
    """Alternative text of the object of an anchor."""
    for properties in anchor.iter(tag("cNvPr", SHEET_DRAW)):
        properties.set("descr", without_controls(text))
        return


def move(anchor: etree._Element, row: Callable[[int], int]) -> None:
    """Move an anchor by the map of rows (0-based, like the file)."""
    start, end = anchor.find(tag("from", SHEET_DRAW)), anchor.find(tag("to", SHEET_DRAW))
    if start is None:
        return
    first = start.find(tag("row", SHEET_DRAW))
    old = int(first.text)
    new = row(old)
    first.text = str(new)
    if end is not None:
        last = end.find(tag("row", SHEET_DRAW))
        last.text = str(int(last.text) + new - old)


def place(anchor: etree._Element, row: int, column: int, last_row: int, last_column: int) -> None:
    """Put a two-cell anchor from one cell to another (1-based)."""
    for name, (at_row, at_column) in (("from", (row, column)), ("to", (last_row, last_column))):
        corner = anchor.find(tag(name, SHEET_DRAW))
        if corner is None:
            continue
        values = {"col": at_column - 1, "colOff": 0, "row": at_row - 1, "rowOff": 0}
        for key, value in values.items():
            element = corner.find(tag(key, SHEET_DRAW))
            if element is not None:
                element.text = str(value)


__all__ = ["Anchor", "chart_frames", "drawing_xml", "frame", "move", "parse", "place", "set_alt", "to_bytes"]
