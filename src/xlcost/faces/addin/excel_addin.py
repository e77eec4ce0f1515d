"""The Excel add-in, compiled from text: the VBA sources of the project, the modules written from tables, the ribbon."""

from __future__ import annotations

from xlcost.faces.addin.package import SHEET_MODULE, WORKBOOK_MODULE, addin_package
from xlcost.faces.addin.ribbon_xml import ribbon_xml
from xlcost.faces.addin.settings_module import MODULE as SETTINGS_MODULE
from xlcost.faces.addin.settings_module import Settings, settings_module
from xlcost.faces.addin.sources import source
from xlcost.faces.addin.vba_functions import MODULE as FUNCTIONS_MODULE
from xlcost.faces.addin.vba_functions import functions_module
from xlcost.faces.addin.vba_project import Kind, Module, vba_project

PROJECT_NAME = "xlcost"
HAND_WRITTEN = ("XlcostRibbon", "XlcostLink", "XlcostTransport")


def modules(settings: Settings, for_tests: bool = False) -> list[Module]:
    """The modules of the project in their order.

    `for_tests`: the variant that LibreOffice runs, with the canary; only the way to Python differs.
    """
    found = [
        Module(WORKBOOK_MODULE, Kind.WORKBOOK, "" if for_tests else source("vba/ThisWorkbook.cls")),
        Module(SHEET_MODULE, Kind.WORKSHEET),
    ]
    for name in HAND_WRITTEN:
        place = "ci" if for_tests and name == "XlcostTransport" else "vba"
        found.append(Module(name, Kind.STANDARD, source(f"{place}/{name}.bas")))
    found.append(Module(FUNCTIONS_MODULE, Kind.STANDARD, functions_module()))
    found.append(Module(SETTINGS_MODULE, Kind.STANDARD, settings_module(settings)))
    if for_tests:
        found.append(Module("XlcostCanary", Kind.STANDARD, source("ci/XlcostCanary.bas")))
    return found


def build_xlam(settings: Settings | None = None, for_tests: bool = False) -> bytes:
    """The bytes of the add-in; the same for the same settings. Without settings it is not bound to a machine and says so when used."""
    return addin_package(vba_project(PROJECT_NAME, modules(settings or Settings(), for_tests)), ribbon_xml())
