"""A customer's template, made from the house's as a person would: renamed, recoloured, with a logo, a text box, a sparkline,
a macro, a slicer, own columns, own rows, own sheets, two columns swapped."""

from __future__ import annotations

import re
import struct
import zipfile
import zlib
from pathlib import Path

from xlcost.sheets.template import house_template

SHEET = "xl/worksheets/sheet2.xml"  # Inventory Valuation
DRAWING = "xl/drawings/drawing2.xml"
OWN_PARTS = ("xl/vbaProject.bin", "xl/media/logo.png", "customXml/item1.xml", "xl/slicers/slicer1.xml", "xl/worksheets/sheet90.xml")
SPARKLINE = (
    '<extLst><ext uri="{05C60535-1F16-4fd2-B633-F4F36F0B64E0}" xmlns:x14="http://schemas.microsoft.com/office/spreadsheetml/2009/9/main">'
    '<x14:sparklineGroups xmlns:xm="http://schemas.microsoft.com/office/excel/2006/main"><x14:sparklineGroup><x14:sparklines><x14:sparkline>'
    "<xm:f>Notes!A1:C1</xm:f><xm:sqref>P2</xm:sqref></x14:sparkline></x14:sparklines></x14:sparklineGroup></x14:sparklineGroups></ext></extLst>"
)
OWN_SHEET = (
    '<?xml version="1.0" encoding="UTF-8" standalone="yes"?><worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">'
    '<sheetData><row r="1"><c r="A1"><v>3</v></c><c r="B1"><v>1</v></c><c r="C1"><v>2</v></c></row></sheetData></worksheet>'
)


def _png() -> bytes:
    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    raw = b"".join(b"\0" + b"\x20\x60\xc0" * 8 for _ in range(4))
    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", struct.pack(">IIBBBBB", 8, 4, 8, 2, 0, 0, 0))
        + chunk(b"IDAT", zlib.compress(raw))
        + chunk(b"IEND", b"")
    )


def make(path: Path) -> Path:
    """Write the template."""
    with zipfile.ZipFile(house_template()) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    _rename_and_swap(parts)
    _recolour(parts)
    _sheet(parts)
    _drawing(parts)
    parts["xl/vbaProject.bin"] = b"macro bytes"
    parts["customXml/item1.xml"] = b"<x/>"
    parts["xl/slicers/slicer1.xml"] = b'<slicers xmlns="http://schemas.microsoft.com/office/spreadsheetml/2009/9/main"/>'
    parts["xl/worksheets/sheet90.xml"] = OWN_SHEET.encode()
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in parts.items():
            archive.writestr(name, data)
    return path


def _rename_and_swap(parts: dict[str, bytes]) -> None:
    """The sheet is called Bestand; the columns Increases and Decreases (value) have changed places; an own sheet and name."""
    book = parts["xl/workbook.xml"].decode()
    book = book.replace('name="Inventory Valuation"', 'name="Bestand"').replace("'Inventory Valuation'!", "'Bestand'!")
    names = {
        key: re.search(rf'name="xlc_col_{key}" localSheetId="1"[^>]*>([^<]+)<', book) for key in ("increases_value", "decreases_value")
    }
    first, second = (found[1] for found in names.values() if found)
    book = book.replace(f">{first}<", ">@@<").replace(f">{second}<", f">{first}<").replace(">@@<", f">{second}<")
    book = book.replace(
        "</sheets>",
        '<sheet name="Notes" sheetId="90" r:id="rId90" xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"/></sheets>',
    )
    book = book.replace("<definedNames>", "<definedNames><definedName name=\"Own_Range\">'Notes'!$A$1:$C$1</definedName>")
    parts["xl/workbook.xml"] = book.encode()
    rels = parts["xl/_rels/workbook.xml.rels"].decode()
    kind = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    added = f'<Relationship Id="rId90" Type="{kind}/worksheet" Target="worksheets/sheet90.xml"/><Relationship Id="rId91" Type="http://schemas.microsoft.com/office/2006/relationships/vbaProject" Target="vbaProject.bin"/>'
    parts["xl/_rels/workbook.xml.rels"] = rels.replace("</Relationships>", added + "</Relationships>").encode()
    types = parts["[Content_Types].xml"].decode()
    types = types.replace(
        "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml", "application/vnd.ms-excel.sheet.macroEnabled.main+xml"
    )
    added = (
        '<Override PartName="/xl/worksheets/sheet90.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"/>'
        '<Override PartName="/xl/vbaProject.bin" ContentType="application/vnd.ms-office.vbaProject"/>'
        '<Override PartName="/xl/slicers/slicer1.xml" ContentType="application/vnd.ms-excel.slicer+xml"/>'
    )
    parts["[Content_Types].xml"] = (
        types.replace("</Types>", added + "</Types>")
        .replace("<Default ", '<Default Extension="png" ContentType="image/png"/><Default ', 1)
        .encode()
    )


def _recolour(parts: dict[str, bytes]) -> None:
    parts["xl/styles.xml"] = parts["xl/styles.xml"].replace(b"FF1B2A38", b"FF402060").replace(b'val="Arial"', b'val="Verdana"')


def _sheet(parts: dict[str, bytes]) -> None:
    """An own text right of the table, an own row under it, a validation, a condition on the detail row, a sparkline, a footer."""
    text = parts[SHEET].decode()
    detail = re.search(r'<row r="9".*?</row>', text, re.S)
    assert detail is not None
    own = '<c r="P2" t="inlineStr"><is><t>Our column</t></is></c>'
    text = re.sub(r'(<row r="2"[^>]*>.*?)(</row>)', rf"\1{own}\2", text, count=1, flags=re.S)
    text = text.replace("</sheetData>", '<row r="60"><c r="B60" t="inlineStr"><is><t>Checked by the group</t></is></c></row></sheetData>')
    condition = '<conditionalFormatting sqref="L9"><cfRule type="cellIs" dxfId="0" priority="9" operator="lessThan"><formula>0</formula></cfRule></conditionalFormatting>'
    validation = (
        '<dataValidations count="1"><dataValidation type="list" sqref="P3"><formula1>"a,b"</formula1></dataValidation></dataValidations>'
    )
    text = text.replace("<pageMargins", condition + validation + "<pageMargins", 1)
    text = re.sub(r"(<pageSetup [^>]*/>)", r"\1<headerFooter><oddFooter>&amp;LOur footer</oddFooter></headerFooter>", text, count=1)
    text = text.replace("</worksheet>", SPARKLINE + "</worksheet>")
    parts[SHEET] = text.encode()
    parts["xl/styles.xml"] = re.sub(
        rb"<dxfs[^>]*/>|<dxfs.*?</dxfs>",
        b'<dxfs count="1"><dxf><font><color rgb="FFFF0000"/></font></dxf></dxfs>',
        parts["xl/styles.xml"],
        flags=re.S,
    )


def _drawing(parts: dict[str, bytes]) -> None:
    """A logo in the head and a text box beside it."""
    parts["xl/media/logo.png"] = _png()
    rels = f"xl/drawings/_rels/{DRAWING.rsplit('/', 1)[1]}.rels"
    image = '<Relationship Id="rIdLogo" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/image" Target="../media/logo.png"/>'
    parts[rels] = parts[rels].replace(b"</Relationships>", image.encode() + b"</Relationships>")
    corner = "<xdr:from><xdr:col>15</xdr:col><xdr:colOff>0</xdr:colOff><xdr:row>0</xdr:row><xdr:rowOff>0</xdr:rowOff></xdr:from><xdr:to><xdr:col>16</xdr:col><xdr:colOff>0</xdr:colOff><xdr:row>2</xdr:row><xdr:rowOff>0</xdr:rowOff></xdr:to>"
    picture = (
        f'<xdr:twoCellAnchor>{corner}<xdr:pic><xdr:nvPicPr><xdr:cNvPr id="90" name="Logo" descr="Our logo"/><xdr:cNvPicPr/></xdr:nvPicPr><xdr:blipFill>'
        '<a:blip xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships" r:embed="rIdLogo"/></xdr:blipFill><xdr:spPr/></xdr:pic><xdr:clientData/></xdr:twoCellAnchor>'
    )
    box = (
        f'<xdr:twoCellAnchor>{corner}<xdr:sp macro="" textlink=""><xdr:nvSpPr><xdr:cNvPr id="91" name="Box" descr="Our text box"/><xdr:cNvSpPr txBox="1"/></xdr:nvSpPr><xdr:spPr/>'
        "<xdr:txBody><a:bodyPr/><a:p><a:r><a:t>Internal use</a:t></a:r></a:p></xdr:txBody></xdr:sp><xdr:clientData/></xdr:twoCellAnchor>"
    )
    parts[DRAWING] = parts[DRAWING].replace(b"</xdr:wsDr>", (picture + box).encode() + b"</xdr:wsDr>")
