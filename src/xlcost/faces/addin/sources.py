"""Where the text of the add-ins lies: `addin/` of a checkout, `xlcost/_data/addin` of an installed package."""

from __future__ import annotations

from pathlib import Path

import xlcost
from xlcost.problems import XlcostError


def source(name: str) -> str:
    """A source text by its path below addin/. Raises XlcostError (AD20) when the installation lacks it."""
    package = Path(xlcost.__file__).parent
    for folder in (package / "_data" / "addin", package.parents[1] / "addin"):
        path = folder / name
        if path.is_file():
            return path.read_text(encoding="utf-8")
    raise XlcostError("AD20", f"The source {name} of the add-in is missing from this installation. Install xlcost again.")
