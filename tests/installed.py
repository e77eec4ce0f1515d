"""xlcost as a user has it: a wheel built from this checkout, in an environment that holds its dependencies and nothing else.

Nothing is fetched: the dependencies are those of the environment that runs the tests, by links to their files.
"""

from __future__ import annotations

import compileall
import subprocess
import sys
import sysconfig
import zipfile
from collections.abc import Iterable
from importlib.metadata import distribution
from pathlib import Path

from packaging.requirements import Requirement

ROOT = Path(__file__).resolve().parent.parent


def build_wheel(folder: Path) -> Path:
    """The wheel of this checkout."""
    command = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(folder)]
    ran = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False, timeout=120)
    assert ran.returncode == 0, ran.stderr
    (wheel,) = folder.glob("*.whl")
    return wheel


def install_wheel(wheel: Path, folder: Path, extras: Iterable[str] = ()) -> Path:
    """A fresh environment with the wheel and what it requires; its Python."""
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", str(folder)], check=True, timeout=60)
    python = folder / ("Scripts" if sys.platform == "win32" else "bin") / "python"
    packages = Path(sysconfig.get_path("purelib", "venv", {"base": str(folder), "platbase": str(folder)}))
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(packages)
    compileall.compile_dir(packages / "xlcost", quiet=1)
    (metadata,) = packages.glob("xlcost-*.dist-info")
    lines = (metadata / "METADATA").read_text(encoding="utf-8").splitlines()
    required = [Requirement(line.removeprefix("Requires-Dist:").strip()) for line in lines if line.startswith("Requires-Dist:")]
    for name in _closure(required, ["", *extras]):
        _link(name, packages)
    script = python.with_name("xlcost")
    script.write_text(f"#!{python}\nimport sys\nfrom xlcost.faces.cli import main\nsys.exit(main())\n", encoding="utf-8")
    script.chmod(0o755)
    return python


def _closure(required: Iterable[Requirement], extras: Iterable[str]) -> set[str]:
    """Names of all distributions that requirements lead to."""
    found: set[str] = set()
    waiting = [(r, list(extras)) for r in required]
    while waiting:
        requirement, wanted = waiting.pop()
        if requirement.marker is not None and not any(requirement.marker.evaluate({"extra": e}) for e in wanted):
            continue
        if requirement.name in found:
            continue
        found.add(requirement.name)
        waiting += [(Requirement(text), ["", *requirement.extras]) for text in distribution(requirement.name).requires or []]
    return found


def _link(name: str, packages: Path) -> None:
    """Links to the top folders and files of a distribution."""
    held = distribution(name)
    for file in held.files or ():
        top = file.parts[0]
        if top in ("..", "__pycache__") or top.endswith(".pth"):
            continue
        target = packages / top
        if not target.exists():
            target.symlink_to(Path(str(held.locate_file(top))))
