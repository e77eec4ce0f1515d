"""The public API is the contract of the interface, importing it is cheap."""

from __future__ import annotations

import subprocess
import sys

import xlcost


def test_every_public_name_can_be_loaded() -> None:
    missing = [name for name in xlcost.__all__ if getattr(xlcost, name, None) is None]
    assert not missing


def test_importing_xlcost_loads_no_workbook_library() -> None:
    code = "import sys, xlcost; print([m for m in ('pandas', 'openpyxl', 'xlwings', 'numpy', 'lxml') if m in sys.modules])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
