"""Where the module `uno` comes from: the distribution's packages, which a virtual environment does not see by itself."""

from __future__ import annotations

import importlib
import sys
from pathlib import Path
from typing import Any

from xlcost.problems import XlcostError

_PLACES = ("/usr/lib/python3/dist-packages", "/usr/lib64/libreoffice/program", "/usr/lib/libreoffice/program", "/opt/libreoffice/program")


def load_uno() -> Any:
    """The module uno; XlcostError H30 when LibreOffice's Python binding is not installed."""
    try:
        return importlib.import_module("uno")
    except ImportError:
        pass
    for place in _PLACES:
        if (Path(place) / "uno.py").exists():
            sys.path.append(place)  # at the end: nothing of ours is shadowed
            try:
                return importlib.import_module("uno")
            except ImportError:
                sys.path.remove(place)
    raise XlcostError(
        "H30", "The Python binding of LibreOffice is not found.", rule="LibreOffice is driven through its module uno.",
        remedy="Install the package python3-uno, or run xlcost with the Python of LibreOffice.",
    )  # fmt: skip


def struct(name: str) -> Any:
    """A new structure of UNO by its full name."""
    return load_uno().createUnoStruct(name)


def value(name: str, content: Any) -> Any:
    """A named value as UNO takes it."""
    found = struct("com.sun.star.beans.PropertyValue")
    found.Name, found.Value = name, content
    return found
