"""The doctor: every link between a button and the engine, tested in the order in which a press of the button needs it."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from xlcost import __version__
from xlcost.faces.addin.excel_addin import build_xlam
from xlcost.faces.addin.install import calc_command, interpreter, registration, script_text, settings_of, xlwings_folder
from xlcost.faces.addin.places import Places
from xlcost.faces.agent.address import NotPrivate, read_address
from xlcost.faces.agent.client import ask
from xlcost.faces.agent.wire import Request, read_reply, write_request
from xlcost.problems import XlcostError

RIGHT, WRONG, OFF = "right", "wrong", "off"
_QUESTION = write_request(Request("function", "XLC_STATUS", version=__version__))
_ANSWER = f"from xlcost.faces.agent.excel import answer; print(answer({_QUESTION!r}))"


@dataclass(frozen=True, slots=True)
class Link:
    """One link: its state ("off" = not there, and not needed), what was found, what to do."""

    name: str
    state: str
    found: str
    remedy: str = ""


def examine(places: Places, xlwings: Path | None = None) -> list[Link]:
    """All links of this machine; none of them raises."""
    links = [_python(), _isolated(), _desk(), _xlwings(xlwings)]
    if places.startup is not None:
        links += list(_excel(places, xlwings))
    return [*links, _agent(places), *_office()]


def _python() -> Link:
    found = f"{interpreter()} ({sys.version.split()[0]})"
    return Link("Python", RIGHT if sys.version_info >= (3, 11) else WRONG, found, "xlcost needs Python 3.11 or later.")


def _isolated() -> Link:
    """The add-ins start Python with -I: what only stands on PYTHONPATH or in the user's site-packages is not found."""
    remedy = "Install xlcost into this Python (pip install xlcost), not on PYTHONPATH and not with --user."
    said = _run([str(interpreter()), "-I", "-B", "-c", "import xlcost; print(xlcost.__version__)"])
    return Link("xlcost as the add-in finds it", RIGHT if said == __version__ else WRONG, said, remedy)


def _desk() -> Link:
    said = _run([str(interpreter()), "-I", "-B", "-c", _ANSWER])
    good = read_reply(said.strip())[0] == "value"
    return Link(
        "A function answers", RIGHT if good else WRONG, said.partition("\n")[2].lstrip("t") if good else said, "Install xlcost again."
    )


def _xlwings(given: Path | None) -> Link:
    folder = given or xlwings_folder()
    if folder is None:
        return Link("xlwings", OFF, "not installed: needed for Excel and for commands in LibreOffice", 'pip install "xlcost[live]"')
    return Link("xlwings", RIGHT, str(folder))


def _excel(places: Places, xlwings: Path | None) -> Iterator[Link]:
    try:
        settings = settings_of(places, xlwings)
    except (XlcostError, OSError) as error:
        yield Link("Excel add-in", WRONG, str(error), 'pip install "xlcost[live]", then xlcost addin install')
        return
    if places.system == "win32":
        for bits, library in settings.libraries:
            there = Path(library).exists()
            yield Link(f"Library for Excel {bits} bit", RIGHT if there else WRONG, library, "pip install --force-reinstall xlwings")
    yield _same("Excel add-in", places.addin, build_xlam(settings), "xlcost addin install")
    if places.script is not None:
        yield _same("Script of macOS", places.script, script_text(places).encode("utf-8"), "xlcost addin install")
    if places.system == "win32":
        yield _macros(_office_policy)


def _same(name: str, path: Path, content: bytes, remedy: str) -> Link:
    """Whether an installed file is the one that this version builds for this machine, to the byte."""
    if not path.exists():
        return Link(name, WRONG, f"{path} does not exist", remedy)
    same = path.read_bytes() == content
    return Link(name, RIGHT if same else WRONG, str(path) if same else f"{path} is of another version or another Python", remedy)


def _macros(policy: Callable[[], int | None]) -> Link:
    """What Excel's Trust Center says: 4 = macros are switched off without asking, 3 = only signed ones run."""
    found = policy()
    words = {None: "default", 1: "all run", 2: "asks", 3: "only signed macros run", 4: "no macro runs"}.get(found, str(found))
    wrong = found in (3, 4)
    return Link(
        "Macros in Excel", WRONG if wrong else RIGHT, words, "Trust the start-up folder: File > Options > Trust Center > Trusted Locations."
    )


def _office_policy() -> int | None:
    """VBAWarnings of the user, the policy first; None when neither is set."""
    from importlib import import_module

    registry = import_module("winreg")
    for key in (r"Software\Policies\Microsoft\Office\16.0\Excel\Security", r"Software\Microsoft\Office\16.0\Excel\Security"):
        try:
            with registry.OpenKey(registry.HKEY_CURRENT_USER, key) as opened:
                return int(registry.QueryValueEx(opened, "VBAWarnings")[0])
        except OSError:
            continue
    return None


def _agent(places: Places) -> Link:
    start = "xlcost agent start"
    try:
        address = read_address(places.agent)
        if address is None:
            return Link("Agent", OFF, "not running: Excel starts Python itself", f"Only where Excel may not start programs: {start}")
        state, _ = read_reply(ask(_QUESTION, places.agent, timeout=10))
    except NotPrivate as error:
        return Link("Agent", WRONG, str(error), f"Delete {places.agent}, then {start}")
    except (XlcostError, OSError) as error:
        return Link("Agent", WRONG, str(error), f"{start}; or xlcost agent stop to do without")
    return Link("Agent", RIGHT if state == "value" else WRONG, f"port {address.port}, process {address.process}", start)


def _office() -> Iterator[Link]:
    """LibreOffice: the program, its Python binding, the add-in."""
    program = shutil.which("soffice") or shutil.which("libreoffice")
    if program is None:
        yield Link("LibreOffice", OFF, "not installed, or not on the PATH", "Only for functions and the toolbar in Calc.")
        return
    yield Link("LibreOffice", RIGHT, program)
    said = _run(
        [calc_command()[0], "-I", "-B", "-c", "from xlcost.faces.host.libreoffice.binding import load_uno; print(load_uno().__file__)"]
    )
    good = said.endswith(".py")
    missing = 'pip install "xlcost[libreoffice]"' if "xlwings" in said and not good else "install python3-uno for this Python."
    yield Link("LibreOffice's Python binding", RIGHT if good else OFF, said, f"For commands in Calc: {missing}")
    unopkg = shutil.which("unopkg")
    install = "xlcost addin install --format oxt"
    try:
        said = registration(unopkg) if unopkg else ""
    except XlcostError as error:
        yield Link("Calc add-in", WRONG, str(error), install)
        return
    if said in ("", "yes"):
        yield Link("Calc add-in", RIGHT if said else OFF, "registered" if said else "not registered", install)
    else:
        yield Link("Calc add-in", WRONG, f"there, but not in order (registered: {said})", f"Close LibreOffice, then {install}")


def _run(command: list[str]) -> str:
    """What a program prints, or the last line of why it failed."""
    environment = {k: v for k, v in os.environ.items() if not k.startswith("PYTHON")}
    try:
        run = subprocess.run(command, check=False, env=environment, capture_output=True, text=True, timeout=120)
    except (OSError, subprocess.TimeoutExpired) as error:
        return str(error)
    lines = run.stderr.strip().splitlines()
    return run.stdout.strip() if run.returncode == 0 else (lines[-1] if lines else f"status {run.returncode}")
