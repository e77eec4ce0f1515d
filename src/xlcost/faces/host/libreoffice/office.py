"""A LibreOffice that runs: started for us with a profile of its own, or one that is there already."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import tempfile
import time
import uuid
from pathlib import Path
from types import TracebackType
from typing import Any

from xlcost.faces.host.libreoffice.binding import load_uno
from xlcost.faces.host.libreoffice.engine import OfficeEngine, register
from xlcost.faces.host.libreoffice.host import OfficeHost
from xlcost.faces.host.port import Dialogs
from xlcost.problems import XlcostError

_PATIENCE = 60.0


class Office:
    """LibreOffice and the way to its open workbooks."""

    def __init__(self, url: str, process: subprocess.Popen[bytes] | None = None, profile: Path | None = None) -> None:
        self.url, self._process, self._profile = url, process, profile
        self.engine = OfficeEngine(_context(url, _PATIENCE if process else 5.0))
        assert self.engine.app is not None
        self.desktop = self.engine.app.desktop
        self.xlwings = register(self.engine)

    @classmethod
    def connect(cls, url: str) -> Office:
        """A LibreOffice that was started with --accept; `url` like uno:pipe,name=NAME;urp;StarOffice.ComponentContext."""
        return cls(url)

    @classmethod
    def start(cls, headless: bool = True, display: str = "") -> Office:
        """Start one for us: no window, a new profile, a pipe that only this user can open."""
        program = shutil.which("soffice") or shutil.which("libreoffice")
        if program is None:
            raise XlcostError("H31", "LibreOffice is not found.", remedy="Install LibreOffice Calc, or put soffice on the PATH.")
        profile = Path(tempfile.mkdtemp(prefix="xlcost-office-"))
        pipe = f"xlcost{uuid.uuid4().hex}"
        environment = {"PATH": "/usr/bin:/bin:/usr/local/bin", "HOME": str(profile), "LANG": "C.UTF-8"}
        if display:
            environment["DISPLAY"] = display
        command = [
            program, *(["--headless"] if headless else []), "--norestore", "--nologo", "--nodefault", "--nofirststartwizard",
            f"-env:UserInstallation={profile.as_uri()}", f"--accept=pipe,name={pipe};urp;",
        ]  # fmt: skip
        process = subprocess.Popen(
            command, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=os.name == "posix"
        )
        try:
            return cls(f"uno:pipe,name={pipe};urp;StarOffice.ComponentContext", process, profile)
        except BaseException:
            _end(process)
            shutil.rmtree(profile, ignore_errors=True)
            raise

    def open(self, path: Path, dialogs: Dialogs | None = None) -> OfficeHost:
        """Open a workbook and take it as host."""
        return OfficeHost(self.xlwings.apps[1].books.open(str(path)), dialogs)

    def host(self, name: str = "", dialogs: Dialogs | None = None) -> OfficeHost:
        """An open workbook by name; the active one without a name."""
        books = self.xlwings.apps[1].books
        return OfficeHost(books[name] if name else books.active, dialogs)

    def close(self) -> None:
        """End a LibreOffice that was started for us; another one is left alone."""
        if self._process is None:
            return
        try:
            self.desktop.terminate()
            self._process.wait(20)
        except Exception:
            _end(self._process)
        if self._profile is not None:
            shutil.rmtree(self._profile, ignore_errors=True)

    def __enter__(self) -> Office:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self.close()


def _context(url: str, patience: float) -> Any:
    uno = load_uno()
    context = uno.getComponentContext()
    resolver = context.ServiceManager.createInstanceWithContext("com.sun.star.bridge.UnoUrlResolver", context)
    end = time.monotonic() + patience
    while True:
        try:
            return resolver.resolve(url)
        except Exception as error:
            if time.monotonic() > end:
                raise XlcostError(
                    "H32", f"LibreOffice does not answer ({str(error)[:80]}).", remedy="Close it, and try again."
                ) from None  # fmt: skip
            time.sleep(0.1)


def _end(process: subprocess.Popen[bytes]) -> None:
    if process.poll() is None:
        if os.name == "posix":
            os.killpg(process.pid, signal.SIGKILL)
        else:
            process.kill()
        process.wait(20)
