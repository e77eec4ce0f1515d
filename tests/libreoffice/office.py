"""LibreOffice as the judge of produced workbooks: recalculate, render. Each process has a profile of its own.

python tests/libreoffice/render.py FILE.xlsx OUTDIR       pages as PNG
python tests/libreoffice/recalculate.py FILE.xlsx         every formula against its cached value
"""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import tempfile
from collections.abc import Sequence
from pathlib import Path

import pytest

TIMEOUT = 180
# LibreOffice recalculates a foreign file on loading only when told so: 0 = always.
_SETTINGS = """<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry" xmlns:xs="http://www.w3.org/2001/XMLSchema" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">
<item oor:path="/org.openoffice.Office.Calc/Formula/Load"><prop oor:name="OOXMLRecalcMode" oor:op="fuse"><value>0</value></prop></item>
<item oor:path="/org.openoffice.Office.Calc/Formula/Load"><prop oor:name="ODFRecalcMode" oor:op="fuse"><value>0</value></prop></item>
</oor:items>
"""


class OfficeMissing(RuntimeError):
    """No soffice on this machine."""


def require_office() -> str:
    """Path of soffice; a test is skipped without it, but fails in CI."""
    found = shutil.which("soffice") or shutil.which("libreoffice")
    if found is None:
        if os.environ.get("CI"):
            pytest.fail("LibreOffice is expected in CI")
        pytest.skip("LibreOffice is not installed")
    return found


def convert(source: Path, outdir: Path, to: str = "pdf", timeout: int = TIMEOUT) -> Path:
    """Convert a workbook; hard recalculation happens on loading. The path of the result."""
    return convert_all([source], outdir, to, timeout)[0]


def convert_all(sources: Sequence[Path], outdir: Path, to: str = "pdf", timeout: int = TIMEOUT) -> list[Path]:
    """Convert workbooks of different names in one process; the paths of the results."""
    office = shutil.which("soffice") or shutil.which("libreoffice")
    if office is None:
        raise OfficeMissing("soffice is not installed")
    outdir.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix="xlcost-office-") as profile:
        user = Path(profile) / "user"
        user.mkdir()
        (user / "registrymodifications.xcu").write_text(_SETTINGS, encoding="utf-8")
        environment = {"PATH": "/usr/bin:/bin:/usr/local/bin", "HOME": profile, "LANG": "C.UTF-8"}
        command = [
            office,
            "--headless",
            "--norestore",
            "--nologo",
            f"-env:UserInstallation=file://{profile}",
            "--convert-to",
            to,
            "--outdir",
            str(outdir),
            *map(str, sources),
        ]
        process = subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, start_new_session=True)
        try:
            said, _ = process.communicate(timeout=timeout)
        except subprocess.TimeoutExpired as error:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()
            raise TimeoutError(f"LibreOffice did not finish {sources[0].name} in {timeout} s") from error
    results = [outdir / f"{source.stem}.{to.split(':', maxsplit=1)[0]}" for source in sources]
    for source, result in zip(sources, results, strict=True):
        if not result.exists():
            raise RuntimeError(f"LibreOffice could not convert {source.name}: {said.decode(errors='replace')[-400:]}")
    return results
