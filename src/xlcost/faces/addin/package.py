"""The workbook package of an add-in: one empty sheet, the project, the ribbon; fixed times, so the same bytes every time."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping

_HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_DOCUMENT = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_MICROSOFT = "http://schemas.microsoft.com/office"
_BEFORE_ALL_TIMES = (1980, 1, 1, 0, 0, 0)
SHEET_MODULE, WORKBOOK_MODULE = "Sheet1", "ThisWorkbook"


def addin_package(project: bytes, ribbon: str) -> bytes:
    """The bytes of an .xlam."""
    return zip_parts(
        {
            "[Content_Types].xml": _content_types(),
            "_rels/.rels": _relationships(
                (f"{_DOCUMENT}/officeDocument", "xl/workbook.xml"),
                (f"{_MICROSOFT}/2007/relationships/ui/extensibility", "customUI/customUI14.xml"),
            ),
            "xl/workbook.xml": f'{_HEAD}<workbook xmlns="{_MAIN}" xmlns:r="{_DOCUMENT}"><workbookPr codeName="{WORKBOOK_MODULE}"/>'
            '<bookViews><workbookView visibility="hidden"/></bookViews>'
            '<sheets><sheet name="xlcost" sheetId="1" r:id="rId1"/></sheets></workbook>',
            "xl/_rels/workbook.xml.rels": _relationships(
                (f"{_DOCUMENT}/worksheet", "worksheets/sheet1.xml"),
                (f"{_DOCUMENT}/styles", "styles.xml"),
                (f"{_MICROSOFT}/2006/relationships/vbaProject", "vbaProject.bin"),
            ),
            "xl/worksheets/sheet1.xml": f'{_HEAD}<worksheet xmlns="{_MAIN}"><sheetPr codeName="{SHEET_MODULE}"/><sheetData/></worksheet>',
            "xl/styles.xml": f'{_HEAD}<styleSheet xmlns="{_MAIN}"><fonts count="1"><font><sz val="11"/><name val="Calibri"/></font></fonts>'
            '<fills count="2"><fill><patternFill patternType="none"/></fill><fill><patternFill patternType="gray125"/></fill></fills>'
            '<borders count="1"><border><left/><right/><top/><bottom/><diagonal/></border></borders>'
            '<cellStyleXfs count="1"><xf/></cellStyleXfs><cellXfs count="1"><xf xfId="0"/></cellXfs></styleSheet>',
            "customUI/customUI14.xml": ribbon,
            "xl/vbaProject.bin": project,
        }
    )


def zip_parts(parts: Mapping[str, str | bytes]) -> bytes:
    """A zip file of parts in their order, without the time of its making."""
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as package:
        for name, content in parts.items():
            entry = zipfile.ZipInfo(name, _BEFORE_ALL_TIMES)
            entry.compress_type, entry.external_attr, entry.create_system = zipfile.ZIP_DEFLATED, 0o600 << 16, 3
            package.writestr(entry, content)
    return held.getvalue()


def _content_types() -> str:
    defaults = {
        "rels": "application/vnd.openxmlformats-package.relationships+xml",
        "xml": "application/xml",
        "bin": "application/vnd.ms-office.vbaProject",
    }
    sheet = "application/vnd.openxmlformats-officedocument.spreadsheetml"
    overrides = {
        "/xl/workbook.xml": "application/vnd.ms-excel.addin.macroEnabled.main+xml",
        "/xl/worksheets/sheet1.xml": f"{sheet}.worksheet+xml",
        "/xl/styles.xml": f"{sheet}.styles+xml",
    }
    return (
        f'{_HEAD}<Types xmlns="{_PACKAGE}/content-types">'
        + "".join(f'<Default Extension="{k}" ContentType="{v}"/>' for k, v in defaults.items())
        + "".join(f'<Override PartName="{k}" ContentType="{v}"/>' for k, v in overrides.items())
        + "</Types>"
    )


def _relationships(*found: tuple[str, str]) -> str:
    lines = "".join(f'<Relationship Id="rId{n}" Type="{kind}" Target="{target}"/>' for n, (kind, target) in enumerate(found, 1))
    return f'{_HEAD}<Relationships xmlns="{_PACKAGE}/relationships">{lines}</Relationships>'
