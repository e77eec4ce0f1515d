"""What is not needed is not imported: xlwings never by the package, workbook libraries only when a workbook is touched."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest

HEAVY = ("xlwings", "openpyxl", "pandas", "python_calamine", "lxml")


def loaded(code: str) -> list[str]:
    """The heavy modules that a fresh interpreter holds after some code."""
    ask = f"{code}; import sys; print([m for m in {HEAVY!r} if m in sys.modules])"
    ran = subprocess.run([sys.executable, "-c", ask], capture_output=True, text=True, check=True, timeout=60)
    found: list[str] = eval(ran.stdout.strip().splitlines()[-1])
    return found


@pytest.mark.parametrize(
    "code",
    [
        "import xlcost",
        "import xlcost; xlcost.__version__",
        "from xlcost.faces.cli import main",
        "import xlcost.faces.ribbon",
        "from xlcost.faces.ribbon import Answer, dispatch",
    ],
)
def test_importing_loads_nothing_heavy(code: str) -> None:
    assert loaded(code) == []


def test_the_version_is_told_without_loading_anything_heavy() -> None:
    code = "import sys; sys.argv = ['xlcost', '--version']; from xlcost.faces.cli import main\ntry: main()\nexcept SystemExit: pass\nimport sys"
    assert loaded(code.replace("; from", "\nfrom").replace("'--version']; ", "'--version']\n")) == []


def test_no_host_but_excel_and_libreoffice_loads_xlwings() -> None:
    assert "xlwings" not in loaded("import xlcost.faces.host, xlcost.faces.host.memory, xlcost.faces.host.excel, xlcost.faces.ribbon.session")
    assert "xlwings" in loaded("import xlcost.faces.host.libreoffice")


def test_the_paid_parts_of_xlwings_are_neither_used_nor_licensed() -> None:
    source = Path(__file__).parents[2] / "src" / "xlcost"
    paid = re.compile(r"xlwings\.(pro|server|reports|rest)\b|XLWINGS_LICENSE_KEY")
    assert not [str(p) for p in source.rglob("*.py") if paid.search(p.read_text(encoding="utf-8"))]
    code = "import xlwings; print(xlwings.__pro__)"
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, timeout=60)
    assert ran.stdout.strip() == "False"
