"""The public API is the contract of the interface, importing it is cheap."""

from __future__ import annotations

import re
import subprocess
import sys
from importlib import import_module
from pathlib import Path

import xlcost


def test_every_public_name_can_be_loaded() -> None:
    missing = [name for name in xlcost.__all__ if getattr(xlcost, name, None) is None]
    assert not missing


def test_importing_xlcost_loads_no_workbook_library() -> None:
    code = "import sys, xlcost; print([m for m in ('pandas', 'openpyxl', 'xlwings', 'numpy', 'lxml') if m in sys.modules])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_editors_and_type_checkers_see_the_same_names() -> None:
    text = (Path(xlcost.__file__).parent / "__init__.pyi").read_text()
    seen = {(where, name) for where, name in re.findall(r"^from xlcost\.([\w.]+) import \w+ as (\w+)$", text, re.M)}
    assert {name for _, name in seen} == set(xlcost.__all__) - {"__version__"}
    assert all(getattr(import_module(f"xlcost.{where}"), name) is not None for where, name in seen)
    assert dir(xlcost) == sorted(xlcost.__all__)
