"""The sample company as a workbook, made once per test process."""

from __future__ import annotations

from pathlib import Path

import pytest

from xlcost import Ledger, write_ledger
from xlcost.faces.sample import sample_ledger


@pytest.fixture(scope="session")
def sample() -> Ledger:
    """The sample company's ledger."""
    return sample_ledger()


@pytest.fixture(scope="session")
def sample_workbook(sample: Ledger, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The sample company's ledger workbook."""
    path = tmp_path_factory.mktemp("sample") / "LEDGER.xlsx"
    write_ledger(sample, path)
    return path
