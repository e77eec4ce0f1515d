"""xlcost installed from its wheel on a machine without Excel, xlwings and LibreOffice's Python binding."""

from __future__ import annotations

import resource
import subprocess
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from openpyxl import load_workbook
from tests.installed import ROOT, build_wheel, install_wheel

from xlcost import read_ledger
from xlcost.faces.agent.wire import Request, read_reply, write_request

Run = Callable[..., "subprocess.CompletedProcess[str]"]
MOST_SECONDS = 0.3


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return build_wheel(tmp_path_factory.mktemp("wheel"))


@pytest.fixture(scope="module")
def python(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The Python of a machine that has xlcost and what it requires."""
    return install_wheel(wheel, tmp_path_factory.mktemp("machine") / "env")


@pytest.fixture
def run(python: Path, tmp_path: Path) -> Run:
    def found(*words: str, program: str = "xlcost") -> subprocess.CompletedProcess[str]:
        environment = {"PATH": f"{python.parent}:/usr/bin:/bin", "HOME": str(tmp_path), "LANG": "C.UTF-8"}
        return subprocess.run([program, *words], env=environment, cwd=tmp_path, capture_output=True, text=True, check=False, timeout=120)

    return found


def test_the_wheel_holds_templates_samples_and_the_sources_of_the_addins(wheel: Path) -> None:
    with zipfile.ZipFile(wheel) as archive:
        names = set(archive.namelist())
    for folder in ("templates", "workbooks", "addin"):
        files = [p for p in (ROOT / folder).rglob("*") if p.is_file() and p.name != ".gitkeep" and "__pycache__" not in p.parts]
        assert files
        assert {f"xlcost/_data/{folder}/{p.relative_to(ROOT / folder).as_posix()}" for p in files} <= names
    assert not [n for n in names if n.startswith(("tests/", "bench/", "docs/")) or n.endswith(".pyc")]


def test_nothing_of_this_checkout_is_found(run: Run, python: Path) -> None:
    said = run("-I", "-c", "import xlcost; print(xlcost.__file__)", program="python").stdout.strip()
    assert Path(said).is_relative_to(python.parent.parent)
    assert run("-I", "-c", "import xlwings", program="python").returncode == 1


def test_the_version_is_told_in_an_instant(run: Run) -> None:
    """Processor time of the fastest of five, which does not depend on what else the machine does."""
    spent = []
    for _ in range(5):
        before = resource.getrusage(resource.RUSAGE_CHILDREN)
        assert run("--version").stdout.startswith("xlcost ")
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
        spent.append(after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime)
    assert min(spent) < MOST_SECONDS


def test_the_command_line_works_from_sample_to_report(run: Run, tmp_path: Path) -> None:
    assert run("sample", "-o", "LEDGER.xlsx").returncode == 0
    report = run("report", "Inventory Valuation", "LEDGER.xlsx", "--ending-date", "2026-10-31", "-o", "VALUE.xlsx")
    assert (report.returncode, report.stderr) == (0, "")
    assert load_workbook(tmp_path / "VALUE.xlsx", read_only=True).sheetnames[0] == "Inventory Valuation"
    assert read_ledger(tmp_path / "LEDGER.xlsx").table("Value Entry").length > 100


def test_functions_answer(run: Run, sample_workbook: Path) -> None:
    """The desk that the add-ins ask, from import to figure."""
    request = write_request(Request("function", "XLC_VALUE", arguments=("TOUR-7", "2026-10-31")))
    code = (
        "from xlcost import read_ledger; from xlcost.faces.functions.snapshot import SNAPSHOTS; from xlcost.faces.agent.excel import answer\n"
        f"SNAPSHOTS.take('LEDGER.xlsx', read_ledger({str(sample_workbook)!r})); print(answer({request!r}), end='')"
    )
    answered = run("-I", "-c", code, program="python")
    assert answered.returncode == 0, answered.stderr
    assert read_reply(answered.stdout) == ("value", [13040.0])


def test_the_doctor_says_that_excel_is_not_there(run: Run) -> None:
    examined = run("addin", "doctor")
    assert examined.returncode == 0, examined.stdout
    assert "○ xlwings: not installed" in examined.stdout
    assert "Every link that is needed holds." in examined.stdout
    refused = run("addin", "install")
    assert refused.returncode == 3
    assert refused.stderr.startswith("Error AD22: Excel runs on Windows and macOS only.")
    assert "Traceback" not in refused.stderr
