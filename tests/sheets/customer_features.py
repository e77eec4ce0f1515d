"""The features that other tools lose (excel-findings.md 5.3), put on every page of the house template as a customer would."""

from __future__ import annotations

import re
import zipfile
from pathlib import Path

from xlcost.sheets.template import Template, house_template

from .customer_template import _png

REL = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
DRAWING = "http://schemas.openxmlformats.org/drawingml/2006/spreadsheetDrawing"
WHOLE = {
    "xl/vbaProject.bin": b"macro bytes",
    "xl/media/logo.png": _png(),
    "xl/media/head.png": _png(),
    "xl/media/back.png": _png(),
    "customXml/item1.xml": b"<x>our archive number</x>",
    "customUI/customUI14.xml": b'<customUI xmlns="http://schemas.microsoft.com/office/2009/07/customui"/>',
    "xl/slicers/slicer1.xml": b'<slicers xmlns="http://schemas.microsoft.com/office/spreadsheetml/2009/9/main"/>',
    "xl/slicerCaches/slicerCache1.xml": b'<slicerCacheDefinition xmlns="http://schemas.microsoft.com/office/spreadsheetml/2009/9/main"/>',
    "xl/charts/style1.xml": b'<cs:chartStyle xmlns:cs="http://schemas.microsoft.com/office/drawing/2012/chartStyle" id="201"/>',
    "xl/charts/colors1.xml": b'<cs:colorStyle xmlns:cs="http://schemas.microsoft.com/office/drawing/2012/chartStyle" meth="cycle" id="10"/>',
}
VML = (
    '<xml xmlns:v="urn:schemas-microsoft-com:vml" xmlns:o="urn:schemas-microsoft-com:office:office"><v:shape id="LH" type="#_x0000_t75" '
    'style="width:80pt;height:20pt"><v:imagedata o:relid="rIdHead" o:title="head"/></v:shape></xml>'
)
EXTENSIONS = (
    '<extLst><ext uri="{78C0D931-6437-407d-A8EE-F0AAD7539E65}" xmlns:x14="http://schemas.microsoft.com/office/spreadsheetml/2009/9/main">'
    '<x14:conditionalFormattings><x14:conditionalFormatting xmlns:xm="http://schemas.microsoft.com/office/excel/2006/main">'
    '<x14:cfRule type="dataBar" id="{11111111-2222-3333-4444-555555555555}"><x14:dataBar minLength="0" maxLength="100" gradient="0"><x14:cfvo type="autoMin"/>'
    '<x14:cfvo type="autoMax"/></x14:dataBar></x14:cfRule><xm:sqref>AA9</xm:sqref></x14:conditionalFormatting></x14:conditionalFormattings></ext>'
    '<ext uri="{05C60535-1F16-4fd2-B633-F4F36F0B64E0}" xmlns:x14="http://schemas.microsoft.com/office/spreadsheetml/2009/9/main">'
    '<x14:sparklineGroups xmlns:xm="http://schemas.microsoft.com/office/excel/2006/main"><x14:sparklineGroup><x14:sparklines><x14:sparkline>'
    "<xm:f>Notes!A1:C1</xm:f><xm:sqref>AA2</xm:sqref></x14:sparkline></x14:sparklines></x14:sparklineGroup></x14:sparklineGroups></ext></extLst>"
)
CONDITION = '<conditionalFormatting sqref="AA2"><cfRule type="cellIs" dxfId="0" priority="99" operator="lessThan"><formula>0</formula></cfRule></conditionalFormatting>'
VALIDATION = '<dataValidations count="1"><dataValidation type="list" allowBlank="1" sqref="AA3"><formula1>"a,b"</formula1></dataValidation></dataValidations>'
FOOTER = "<headerFooter><oddHeader>&amp;L&amp;G</oddHeader><oddFooter>&amp;LOur footer</oddFooter></headerFooter>"
IGNORED = '<ignoredErrors><ignoredError sqref="AA1:AA4" numberStoredAsText="1"/></ignoredErrors>'
RICH = '<c r="AA2" t="inlineStr"><is><r><rPr><b/></rPr><t>Group</t></r><r><t xml:space="preserve"> accounting</t></r></is></c>'
KEPT = (
    "sheetProtection",
    "printOptions",
    "pageMargins",
    "pageSetup",
    "headerFooter",
    "ignoredErrors",
    "legacyDrawingHF",
    "picture",
    "extLst",
)


def pages_of_the_house() -> dict[str, str]:
    """Template name -> sheet part."""
    return {sheet.template: sheet.part for sheet in Template.open(None).sheets if sheet.template}


def make(path: Path) -> Path:
    """The house template with all features on all of its pages."""
    with zipfile.ZipFile(house_template()) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    types = []
    for number, part in enumerate(pages_of_the_house().values(), 1):
        _sheet(parts, part, number, types)
    _charts(parts)
    condition = b'</cellStyles><dxfs count="1"><dxf><font><color rgb="FFFF0000"/></font></dxf></dxfs>'
    styles = parts["xl/styles.xml"].replace(b"FF1B2A38", b"FF402060").replace(b'val="Arial"', b'val="Verdana"')
    parts["xl/styles.xml"] = styles.replace(b"</cellStyles>", condition, 1)
    parts |= WHOLE
    book = parts["xl/workbook.xml"].decode()
    parts["xl/workbook.xml"] = book.replace("</definedNames>", '<definedName name="Our_Rate">1.19</definedName></definedNames>').encode()
    text = parts["[Content_Types].xml"].decode()
    overrides = "".join(types) + '<Override PartName="/xl/slicers/slicer1.xml" ContentType="application/vnd.ms-excel.slicer+xml"/>'
    defaults = '<Default Extension="png" ContentType="image/png"/><Default Extension="vml" ContentType="application/vnd.openxmlformats-officedocument.vmlDrawing"/>'
    text = text.replace("</Types>", overrides + "</Types>").replace("<Default ", defaults + "<Default ", 1)
    parts["[Content_Types].xml"] = text.encode()
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in parts.items():
            archive.writestr(name, data)
    return path


def _sheet(parts: dict[str, bytes], part: str, number: int, types: list[str]) -> None:
    text = parts[part].decode()
    text = re.sub(r'(<row r="2"[^>]*>.*?)(</row>)', rf"\1{RICH}\2", text, count=1, flags=re.S)
    own = f'<row r="190"><c r="B190" t="inlineStr"><is><t>Signed by the group {number}</t></is></c></row>'
    text = text.replace("</sheetData>", own + "</sheetData>" + '<sheetProtection sheet="0" formatCells="0"/>', 1)
    text = text.replace("<pageMargins", CONDITION + VALIDATION + '<printOptions horizontalCentered="1"/><pageMargins', 1)
    text = re.sub(r"<printOptions[^>]*/>(?=.*<printOptions)", "", text, count=1, flags=re.S)
    text = re.sub(r"<headerFooter.*?</headerFooter>", "", text, flags=re.S)
    text = re.sub(r"(<pageSetup )([^>]*/>)", rf'\1blackAndWhite="1" \2{FOOTER}{IGNORED}', text, count=1)
    rels = f"xl/worksheets/_rels/{part.rsplit('/', 1)[1]}.rels"
    lines = parts.get(
        rels, b'<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"></Relationships>'
    ).decode()
    added = (
        f'<Relationship Id="rIdVml" Type="{REL}/vmlDrawing" Target="../drawings/head{number}.vml"/>'
        f'<Relationship Id="rIdBack" Type="{REL}/image" Target="../media/back.png"/>'
    )
    found = re.search(r'Target="(?:/xl|\.\.)/drawings/(drawing\d+\.xml)"', lines)
    drawing = found[1] if found else f"drawing{100 + number}.xml"
    if not found:
        added += f'<Relationship Id="rIdOwn" Type="{REL}/drawing" Target="../drawings/{drawing}"/>'
        parts[f"xl/drawings/{drawing}"] = (
            f'<xdr:wsDr xmlns:xdr="{DRAWING}" xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main"></xdr:wsDr>'.encode()
        )
        types.append(
            f'<Override PartName="/xl/drawings/{drawing}" ContentType="application/vnd.openxmlformats-officedocument.drawing+xml"/>'
        )
        text = text.replace("</worksheet>", f'<drawing xmlns:r="{REL}" r:id="rIdOwn"/></worksheet>')
    parts[rels] = lines.replace("</Relationships>", added + "</Relationships>").encode()
    tail = f'<legacyDrawingHF xmlns:r="{REL}" r:id="rIdVml"/><picture xmlns:r="{REL}" r:id="rIdBack"/>'
    parts[part] = text.replace("</worksheet>", tail + EXTENSIONS + "</worksheet>").encode()
    parts[f"xl/drawings/head{number}.vml"] = VML.encode()
    parts[f"xl/drawings/_rels/head{number}.vml.rels"] = (
        '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
        f'<Relationship Id="rIdHead" Type="{REL}/image" Target="../media/head.png"/></Relationships>'
    ).encode()
    _drawing(parts, drawing, number)


def _drawing(parts: dict[str, bytes], drawing: str, number: int) -> None:
    """A logo and a text box in the head."""
    rels = f"xl/drawings/_rels/{drawing}.rels"
    lines = parts.get(rels, b'<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"></Relationships>')
    logo = f'<Relationship Id="rIdLogo" Type="{REL}/image" Target="../media/logo.png"/>'.encode()
    parts[rels] = lines.replace(b"</Relationships>", logo + b"</Relationships>")
    corner = (
        "<xdr:from><xdr:col>27</xdr:col><xdr:colOff>0</xdr:colOff><xdr:row>0</xdr:row><xdr:rowOff>0</xdr:rowOff></xdr:from>"
        "<xdr:to><xdr:col>28</xdr:col><xdr:colOff>0</xdr:colOff><xdr:row>2</xdr:row><xdr:rowOff>0</xdr:rowOff></xdr:to>"
    )
    picture = (
        f'<xdr:twoCellAnchor>{corner}<xdr:pic><xdr:nvPicPr><xdr:cNvPr id="9{number}" name="Logo" descr="Our logo"/><xdr:cNvPicPr/></xdr:nvPicPr><xdr:blipFill>'
        f'<a:blip xmlns:r="{REL}" r:embed="rIdLogo"/></xdr:blipFill><xdr:spPr/></xdr:pic><xdr:clientData/></xdr:twoCellAnchor>'
    )
    box = (
        f'<xdr:twoCellAnchor>{corner}<xdr:sp macro="" textlink=""><xdr:nvSpPr><xdr:cNvPr id="8{number}" name="Box" descr="Our box"/><xdr:cNvSpPr txBox="1"/></xdr:nvSpPr>'
        "<xdr:spPr/><xdr:txBody><a:bodyPr/><a:p><a:r><a:t>Internal use</a:t></a:r></a:p></xdr:txBody></xdr:sp><xdr:clientData/></xdr:twoCellAnchor>"
    )
    name = f"xl/drawings/{drawing}"
    parts[name] = parts[name].replace(b"</xdr:wsDr>", (picture + box).encode() + b"</xdr:wsDr>")


def _charts(parts: dict[str, bytes]) -> None:
    """Every chart has a gradient plot area of the customer's."""
    gradient = (
        b'<c:spPr><a:gradFill><a:gsLst><a:gs pos="0"><a:srgbClr val="FFFFFF"/></a:gs><a:gs pos="100000"><a:srgbClr val="EEEEEE"/></a:gs></a:gsLst>'
        b"</a:gradFill></c:spPr></c:plotArea>"
    )
    for name in [n for n in parts if re.fullmatch(r"xl/charts/chart\d+\.xml", n)]:
        parts[name] = re.sub(rb"<c:spPr><a:noFill/><a:ln><a:noFill/></a:ln></c:spPr></c:plotArea>", gradient, parts[name], count=1)
