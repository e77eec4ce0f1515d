"""One LibreOffice for every test of a process that drives a live workbook."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent))

from office import require_office

from xlcost.faces.host.libreoffice import Office


@pytest.fixture(scope="session")
def office() -> Iterator[Office]:
    """One LibreOffice for the session."""
    require_office()
    found = Office.start()
    yield found
    found.close()
