"""The law of the house: small modules and functions, no binary floats below the sheets, one place for rounding."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
SOURCE = ROOT / "src" / "xlcost"
MODULES = sorted(SOURCE.rglob("*.py"))
BELOW_SHEETS = [m for m in MODULES if m.relative_to(SOURCE).parts[0] not in ("sheets", "faces", "money.py")]
FORBIDDEN_NAMES = re.compile(r"(Manager|Helper|Util)s?$")


def name(path: Path) -> str:
    return str(path.relative_to(ROOT))


@pytest.mark.parametrize("module", MODULES, ids=name)
def test_no_module_is_longer_than_400_lines(module: Path) -> None:
    assert len(module.read_text().splitlines()) <= 400


@pytest.mark.parametrize("module", MODULES, ids=name)
def test_no_function_is_longer_than_70_lines(module: Path) -> None:
    tree = ast.parse(module.read_text())
    long = [
        f"{node.name}: {(node.end_lineno or 0) - node.lineno + 1}"
        for node in ast.walk(tree)
        if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)) and (node.end_lineno or 0) - node.lineno + 1 > 70
    ]
    assert not long


@pytest.mark.parametrize("module", BELOW_SHEETS, ids=name)
def test_no_binary_float_and_no_rounding_outside_money(module: Path) -> None:
    calls = [node for node in ast.walk(ast.parse(module.read_text())) if isinstance(node, ast.Call)]
    banned = [
        f"line {node.lineno}"
        for node in calls
        if (isinstance(node.func, ast.Name) and node.func.id in ("float", "round"))
        or (isinstance(node.func, ast.Attribute) and node.func.attr == "quantize")
    ]
    assert not banned


@pytest.mark.parametrize("module", BELOW_SHEETS, ids=name)
def test_nobody_below_the_faces_reads_clock_environment_or_argv(module: Path) -> None:
    text = module.read_text()
    assert not re.search(r"\bos\.environ|\bsys\.argv|\.today\(|\.now\(|\btime\.time\(", text)


@pytest.mark.parametrize("module", MODULES, ids=name)
def test_names_say_what_things_are(module: Path) -> None:
    classes = [node.name for node in ast.walk(ast.parse(module.read_text())) if isinstance(node, ast.ClassDef)]
    assert not [c for c in classes if FORBIDDEN_NAMES.search(c)]


def test_the_modules_are_small_on_the_whole() -> None:
    lengths = sorted(len(m.read_text().splitlines()) for m in MODULES)
    assert lengths[len(lengths) // 2] <= 160


def test_no_conflict_was_left_in_a_file() -> None:
    texts = [p for folder in ("src", "tests", "docs", "bench", "addin") for p in (ROOT / folder).rglob("*") if p.suffix in (".py", ".md", ".bas", ".xml", ".toml")]
    marked = [name(p) for p in texts if re.search(r"^(<{7}|>{7}) ", p.read_text(), re.MULTILINE)]
    assert not marked
