"""Installing the add-ins for this user: built against what is installed here, registered, and taken off again."""

from __future__ import annotations

import os
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path

from xlcost.faces.addin.calc_addin import IDENTIFIER, build_oxt
from xlcost.faces.addin.excel_addin import build_xlam
from xlcost.faces.addin.places import CALC_FILE, Places
from xlcost.faces.addin.settings_module import Settings, xlwings_settings
from xlcost.faces.addin.sources import source
from xlcost.problems import XlcostError
from xlcost.sheets.atomic import replacing

CALC_MODULE = "xlcost.faces.agent.pipe"


def interpreter() -> Path:
    """The Python that runs this, by its absolute path; the one without a console where there is one."""
    found = Path(sys.executable).absolute()
    silent = found.with_name("pythonw.exe")
    return silent if found.name.lower() == "python.exe" and silent.exists() else found


def xlwings_folder() -> Path | None:
    """Folder of the installed xlwings; it is found without running any of it."""
    spec = find_spec("xlwings")
    return Path(spec.origin).parent if spec is not None and spec.origin else None


def settings_of(places: Places, xlwings: Path | None = None) -> Settings:
    """What the add-in of this machine is bound to. Raises XlcostError (AD23) without xlwings."""
    package = xlwings or xlwings_folder()
    if package is None:
        raise XlcostError(
            "AD23", "xlwings is not installed: the add-in reaches Excel through it.", remedy='Run: pip install "xlcost[live]"'
        )
    return xlwings_settings(package, interpreter(), (Path(sys.prefix), Path(sys.base_prefix)), places.agent)


def install_excel(places: Places, xlwings: Path | None = None) -> list[Path]:
    """Build the Excel add-in for this machine and put it where Excel opens it; the files written, each whole or not at all."""
    addin = places.addin
    written = {addin: build_xlam(settings_of(places, xlwings))}
    if places.script is not None:
        written[places.script] = script_text(places).encode("utf-8")
    for path, content in written.items():
        path.parent.mkdir(parents=True, exist_ok=True)
        _write(path, content)
    return list(written)


def script_text(places: Places) -> str:
    """The script of macOS with the interpreter in it."""
    python = str(interpreter()).replace("\\", "\\\\").replace('"', '\\"')
    return source("mac/xlcost.applescript").replace("@INTERPRETER@", python)


def uninstall_excel(places: Places) -> list[Path]:
    """Take the Excel add-in off; the files removed."""
    removed = []
    for path in (places.addin, places.script):
        if path is not None and path.exists():
            try:
                path.unlink()
            except PermissionError:
                raise XlcostError("AD25", f"{path} cannot be removed: it is open.", remedy="Close Excel and try again.") from None
            removed.append(path)
    return removed


def calc_command() -> list[str]:
    """What the Calc add-in starts: this Python, cut off from the user's folders and variables."""
    return [str(interpreter()), "-I", "-B", "-m", CALC_MODULE]


def install_calc(places: Places, unopkg: str) -> Path:
    """Build the Calc add-in for this machine and register it with LibreOffice; the file that was built."""
    path = places.own / CALC_FILE
    path.parent.mkdir(parents=True, exist_ok=True)
    _write(path, build_oxt(calc_command()))
    _unopkg(unopkg, "add", "--force", str(path))
    return path


def uninstall_calc(places: Places, unopkg: str) -> bool:
    """Take the Calc add-in off; False when none was registered."""
    (places.own / CALC_FILE).unlink(missing_ok=True)
    if not registration(unopkg):
        return False
    _unopkg(unopkg, "remove", IDENTIFIER)
    return True


def registration(unopkg: str) -> str:
    """What LibreOffice says of the Calc add-in, for this user or for everybody: "yes", another word when it is there and is not
    in order ("no", "unknown"), "" when it is not there."""
    for words in (["list"], ["list", "--shared"]) if os.name == "posix" else (["list"],):
        _, there, rest = _run([unopkg, *words]).stdout.partition(f"Identifier: {IDENTIFIER}\n")
        if there:
            return rest.partition("is registered:")[2].split(maxsplit=1)[0] if "is registered:" in rest else "unknown"
    return ""


def _unopkg(unopkg: str, *arguments: str) -> None:
    everybody = ["--shared"] if os.name == "posix" and os.geteuid() == 0 else []  # unopkg refuses root without it
    run = _run([unopkg, arguments[0], *everybody, *arguments[1:]])
    if run.returncode:
        said = [line.strip() for line in f"{run.stdout}\n{run.stderr}".splitlines() if line.strip()] or ["no reason given"]
        reason = next((line for line in said if line.startswith("ERROR:")), said[-1]).removeprefix("ERROR:").strip().rstrip(".")
        raise XlcostError("AD24", f"LibreOffice refused ({reason}).", remedy="Close LibreOffice and try again.")


def _run(command: list[str]) -> subprocess.CompletedProcess[str]:
    environment = {k: v for k, v in os.environ.items() if not k.startswith("PYTHON")}
    try:
        return subprocess.run(command, check=False, env=environment, capture_output=True, text=True, timeout=120)
    except (OSError, subprocess.TimeoutExpired) as error:
        raise XlcostError("AD24", f"LibreOffice's unopkg does not run ({error}).", remedy="Close LibreOffice and try again.") from None


def _write(path: Path, content: bytes) -> None:
    with replacing(path) as fresh:
        fresh.write_bytes(content)
