"""The Calc add-in as a user gets it: wheel, `xlcost addin install --format oxt`, functions and toolbar in Calc, uninstall.

One user of one machine: a home, a LibreOffice profile and a folder of registered extensions of their own.
"""

from __future__ import annotations

import datetime as dt
import subprocess
import sys
from collections.abc import Callable, Mapping
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

sys.path.insert(0, str(Path(__file__).parent))

from running import RunningOffice, named, require_office, running_office
from tests.installed import build_wheel, install_wheel
from waiting import until

from xlcost import Ledger, run_report, write_ledger
from xlcost.faces.functions import FUNCTIONS
from xlcost.faces.ribbon.registry import commands

pytestmark = pytest.mark.libreoffice
OCTOBER = dt.date(2026, 10, 31)
UNKNOWN_NAME = 525
Run = Callable[..., "subprocess.CompletedProcess[str]"]


@pytest.fixture(scope="module")
def machine(tmp_path_factory: pytest.TempPathFactory) -> Mapping[str, str]:
    """The environment of a user. Root registers for everybody, here in a folder that stands in for the one of the machine."""
    require_office()
    home = tmp_path_factory.mktemp("home")
    return {
        "HOME": str(home),
        "XDG_STATE_HOME": str(home / "state"),
        "UserInstallation": (home / "profile").as_uri(),
        "UNO_SHARED_PACKAGES_CACHE": (home / "everybody").as_uri(),
    }


@pytest.fixture(scope="module")
def xlcost(machine: Mapping[str, str], tmp_path_factory: pytest.TempPathFactory) -> Run:
    """The installed command."""
    folder = tmp_path_factory.mktemp("installed")
    python = install_wheel(build_wheel(folder), folder / "env", ["libreoffice"])

    def run(*words: str) -> subprocess.CompletedProcess[str]:
        environment = {"PATH": f"{python.parent}:/usr/bin:/bin", "LANG": "C.UTF-8", **machine}
        return subprocess.run(["xlcost", *words], env=environment, cwd=folder, capture_output=True, text=True, check=False, timeout=120)

    return run


def test_from_the_wheel_to_a_figure_in_a_cell_and_off_again(
    xlcost: Run, machine: Mapping[str, str], sample: Ledger, tmp_path: Path
) -> None:
    installed = xlcost("addin", "install", "--format", "oxt")
    assert installed.returncode == 0, installed.stderr
    assert "menu and toolbar Costing" in installed.stdout
    again = xlcost("addin", "install", "--format", "oxt")
    assert again.returncode == 0, "an update is installed over the old one"
    examined = xlcost("addin", "doctor")
    assert examined.returncode == 0, examined.stdout
    assert "● Calc add-in: registered" in examined.stdout
    write_ledger(sample, tmp_path / "LEDGER.xlsx")
    with running_office({}, machine=machine) as office:
        toolbar_is_there(office)
        figures_are_those_of_the_report(office, sample, tmp_path / "LEDGER.xlsx")
    removed = xlcost("addin", "uninstall", "--format", "oxt")
    assert (removed.returncode, removed.stdout.strip()) == (0, "Removed from LibreOffice.")
    with running_office({}, machine=machine) as office:
        document = office.open("private:factory/scalc")
        cell = document.Sheets.getByIndex(0).getCellByPosition(0, 0)
        cell.setFormula("=XLC_STATUS()")
        assert cell.getError() == UNKNOWN_NAME
        document.close(True)
    assert xlcost("addin", "uninstall", "--format", "oxt").stdout.strip() == "No add-in is installed."
    assert not list(Path(machine["XDG_STATE_HOME"]).rglob("*.oxt"))


def toolbar_is_there(office: RunningOffice) -> None:
    """The toolbar that LibreOffice shows holds every command."""
    provider = office.create("com.sun.star.configuration.ConfigurationProvider")
    root = provider.createInstanceWithArguments(
        "com.sun.star.configuration.ConfigurationAccess", (named("nodepath", "/org.openoffice.Office.Addons/AddonUI"),)
    )
    assert "org.xlcost.toolbar" in root.getByName("OfficeToolBar").ElementNames
    menu = root.getByName("OfficeMenuBar").getByName("org.xlcost.toolbar.menu").getByName("Submenu")
    shown = {
        group.getByName(n).getByName("URL").rpartition("?")[2]
        for group in (menu.getByName(g).getByName("Submenu") for g in menu.ElementNames)
        for n in group.ElementNames
    }
    assert shown == {c.id for c in commands()}
    known = set(office.create("com.sun.star.sheet.FunctionDescriptions").ElementNames)
    assert {f.name for f in FUNCTIONS} <= known


def figures_are_those_of_the_report(office: RunningOffice, sample: Ledger, path: Path) -> None:
    """Import, pressed in the toolbar; then each item in a cell."""
    document = office.open(path.as_uri(), hidden=False)
    try:
        sheets = document.Sheets
        sheets.insertNewByName("Mine", 0)
        mine = sheets.getByName("Mine")
        mine.getCellByPosition(0, 0).setFormula("=XLC_STATUS()")
        assert mine.getCellByPosition(0, 0).String.startswith("No ledger is imported")
        office.create("com.sun.star.frame.DispatchHelper").executeDispatch(
            document.CurrentController.Frame, "service:org.xlcost.Toolbar?xlcImport", "_self", 0, ()
        )
        until(lambda: sheets.hasByName("XLC Messages"))
        until(lambda: mine.getCellByPosition(0, 0).String.startswith("LEDGER.xlsx: "))
        rows = run_report(sample, "Inventory Valuation", {"Ending Date": OCTOBER, "Include Expected Cost": True}).records()
        assert len(rows) > 5
        for n, row in enumerate(rows, 1):
            cell: Any = mine.getCellByPosition(0, n)
            cell.setFormula(f'=XLC_VALUE("{row["Item No."]}";DATE(2026;10;31))')
            assert (cell.getError(), Decimal(f"{cell.Value:.15g}")) == (0, row["Expected Cost Included Ending Value"])
    finally:
        document.close(True)
