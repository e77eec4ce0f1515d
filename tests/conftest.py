"""What all tests share: the ledgers kept beside the project, hypothesis profiles."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

from xlcost import Ledger, write_ledger
from xlcost.faces.sample import sample_ledger

ROOT = Path(__file__).resolve().parent.parent
SHARED = ROOT.parent / "shared"
os.environ.pop("COLUMNS", None)  # texts are compared at full width, whatever the terminal of who runs the tests
IN_CI = bool(os.environ.get("CI"))

settings.register_profile(
    "house", deadline=None, max_examples=40, derandomize=True, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large]
)
settings.register_profile("nightly", deadline=None, max_examples=2000, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile(os.environ.get("XLCOST_HYPOTHESIS", "house"))


@pytest.fixture(scope="session")
def real_ledgers() -> Path:
    """Folder of the real ledgers; it is missing on a bare clone, never in CI."""
    folder = SHARED / "data"
    if not folder.exists():
        if IN_CI:
            pytest.fail("the real ledgers are expected beside the project in CI")
        pytest.skip("the real ledgers are not beside the project")
    return folder


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
