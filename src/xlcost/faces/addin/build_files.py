"""What `xlcost addin build` writes: an add-in as a file, and the text it is made of."""

from __future__ import annotations

from xlcost.faces.addin.calc_addin import build_oxt, oxt_parts
from xlcost.faces.addin.excel_addin import build_xlam, modules
from xlcost.faces.addin.install import calc_command
from xlcost.faces.addin.ribbon_xml import ribbon_xml
from xlcost.faces.addin.settings_module import Settings


def addin_bytes(form: str) -> bytes:
    """The file of a format. The Calc add-in names the Python that builds it; the Excel add-in is bound when it is installed."""
    return build_oxt(calc_command()) if form == "oxt" else build_xlam()


def source_texts(form: str) -> dict[str, str]:
    """Text by file name."""
    if form == "oxt":
        return {name: part for name, part in oxt_parts(calc_command()).items() if isinstance(part, str)}
    return {**{f"{m.name}.vba": m.text for m in modules(Settings())}, "customUI14.xml": ribbon_xml()}
