"""A LibreOffice that runs while tests ask it: its own profile, extensions of our choice, reached through a pipe."""

from __future__ import annotations

import importlib
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
import uuid
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from office import require_office

_PATIENCE = 60
_BINDING = "/usr/lib/python3/dist-packages"


def load_uno() -> Any:
    """LibreOffice's Python binding; missing, a test is skipped, but fails in CI."""
    if _BINDING not in sys.path:
        sys.path.append(_BINDING)
    try:
        return importlib.import_module("uno")
    except ImportError as error:
        if os.environ.get("CI"):
            pytest.fail(f"LibreOffice's Python binding is expected in CI: {error}")
        pytest.skip("python3-uno is not installed")


def named(name: str, value: Any) -> Any:
    """A named value as UNO takes it."""
    found = load_uno().createUnoStruct("com.sun.star.beans.PropertyValue")
    found.Name, found.Value = name, value
    return found


class RunningOffice:
    """The desktop and what the tests do with it."""

    def __init__(self, context: Any, pipe: str) -> None:
        self.context, self.pipe = context, pipe
        self.desktop = self.create("com.sun.star.frame.Desktop")

    def create(self, service: str) -> Any:
        return self.context.ServiceManager.createInstanceWithContext(service, self.context)

    def setting(self, node: str, name: str, value: Any) -> None:
        """Change a setting of the profile."""
        provider = self.create("com.sun.star.configuration.ConfigurationProvider")
        access = provider.createInstanceWithArguments("com.sun.star.configuration.ConfigurationUpdateAccess", (named("nodepath", node),))
        access.setPropertyValue(name, value)
        access.commitChanges()

    def open(self, url: str, hidden: bool = True, **properties: Any) -> Any:
        given = (named("Hidden", hidden), *(named(n, v) for n, v in properties.items()))
        return self.desktop.loadComponentFromURL(url, "_blank", 0, given)


@contextmanager
def running_office(
    extensions: Mapping[str, Mapping[str, str | bytes]],
    display: str = "",
    workbook: Path | None = None,
    machine: Mapping[str, str] | None = None,
) -> Iterator[RunningOffice]:
    """Start LibreOffice with unpacked extensions {name: {file: text}} and end it; no window without a display.

    A visible workbook is opened by LibreOffice itself: asked from outside, a window may wait for itself. `machine` is the
    environment of a user whose profile, UserInstallation, and extensions are there already.
    """
    program = require_office()
    uno = load_uno()
    with tempfile.TemporaryDirectory(prefix="xlcost-office-") as folder:
        profile, bundled, pipe = Path(folder, "profile"), Path(folder, "extensions"), f"xlcost{uuid.uuid4().hex}"
        for name, files in extensions.items():
            for file, text in files.items():
                path = bundled / name / file
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_bytes(text if isinstance(text, bytes) else text.encode("utf-8"))
        own = {"HOME": folder, "UserInstallation": profile.as_uri(), "BUNDLED_EXTENSIONS": bundled.as_uri()}
        environment = {"PATH": "/usr/bin:/bin:/usr/local/bin", "LANG": "C.UTF-8", **(machine or own)}
        environment |= {"DISPLAY": display} if display else {}
        process = subprocess.Popen(
            [
                program, *([] if display else ["--headless"]), "--norestore", "--nologo", "--nodefault", "--nofirststartwizard",
                f"--accept=pipe,name={pipe};urp;",
                *([str(workbook)] if workbook else []),
            ],
            env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True,
        )  # fmt: skip
        try:
            local = uno.getComponentContext()
            resolver = local.ServiceManager.createInstanceWithContext("com.sun.star.bridge.UnoUrlResolver", local)
            office = RunningOffice(_resolved(resolver, f"uno:pipe,name={pipe};urp;StarOffice.ComponentContext", process), pipe)
            yield office
            try:
                office.desktop.terminate()
                process.wait(20)
            except Exception:
                pass  # it may hang up while it ends; what is left is ended below
        finally:
            if process.poll() is None:
                os.killpg(process.pid, signal.SIGKILL)
                process.wait(20)


def _resolved(resolver: Any, url: str, process: subprocess.Popen[bytes]) -> Any:
    end = time.monotonic() + _PATIENCE
    while True:
        try:
            return resolver.resolve(url)
        except Exception as error:
            if time.monotonic() > end or process.poll() is not None:
                raise RuntimeError(f"LibreOffice does not answer: {error}") from None
            time.sleep(0.1)


def unopkg() -> str:
    """LibreOffice's program that registers extensions."""
    found = shutil.which("unopkg")
    if found is None:
        pytest.fail("unopkg is expected where LibreOffice is")
    return found
