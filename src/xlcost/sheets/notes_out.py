"""Notes on cells: the whole of a text that did not fit its cell."""

from __future__ import annotations

from collections.abc import Sequence

from xlcost.sheets.cells_out import safe_text
from xlcost.sheets.slots import address
from xlcost.sheets.xml_parts import MAIN


def comments_xml(notes: Sequence[tuple[int, int, str]]) -> bytes:
    """The comments part."""
    body = "".join(
        f'<comment ref="{address(row, column)}" authorId="0"><text><r><rPr><sz val="9"/><rFont val="Arial"/></rPr><t xml:space="preserve">{safe_text(text)}</t></r></text></comment>'
        for row, column, text in notes
    )
    return f'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n<comments xmlns="{MAIN}"><authors><author>xlcost</author></authors><commentList>{body}</commentList></comments>'.encode()


def vml_xml(notes: Sequence[tuple[int, int, str]]) -> bytes:
    """The drawing part that old and new Excel want beside it."""
    shapes = "".join(
        f'<v:shape id="_x0000_s{1025 + n}" type="#_x0000_t202" style="position:absolute;width:220pt;height:60pt;visibility:hidden" fillcolor="#FFFFFF">'
        f'<v:textbox/><x:ClientData ObjectType="Note"><x:MoveWithCells/><x:SizeWithCells/><x:AutoFill>False</x:AutoFill><x:Row>{row - 1}</x:Row><x:Column>{column - 1}</x:Column></x:ClientData></v:shape>'
        for n, (row, column, _) in enumerate(notes)
    )
    return (
        '<xml xmlns:v="urn:schemas-microsoft-com:vml" xmlns:o="urn:schemas-microsoft-com:office:office" xmlns:x="urn:schemas-microsoft-com:office:excel">'
        '<o:shapelayout v:ext="edit"><o:idmap v:ext="edit" data="1"/></o:shapelayout>'
        '<v:shapetype id="_x0000_t202" coordsize="21600,21600" o:spt="202" path="m,l,21600r21600,l21600,xe"><v:stroke joinstyle="miter"/><v:path gradientshapeok="t" o:connecttype="rect"/></v:shapetype>'
        f"{shapes}</xml>"
    ).encode()
