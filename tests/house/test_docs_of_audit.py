"""docs/audit.md is run: every command in its order, every line of output is really printed, every snippet works."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

import pytest
from typer.testing import CliRunner

from xlcost.faces.cli.app import assemble
from xlcost.problems import XlcostError

PAGE = Path(__file__).resolve().parents[2] / "docs" / "audit.md"


def blocks() -> list[tuple[str, list[str]]]:
    """(kind, lines) of the commands and Python snippets, in the order of the page."""
    found: list[tuple[str, list[str]]] = []
    for part in re.findall(r"```python\n(.*?)```|((?:^    [^\n]*\n)+)", PAGE.read_text(encoding="utf-8"), re.DOTALL | re.MULTILINE):
        if part[0]:
            found.append(("python", part[0].splitlines()))
            continue
        for line in (text[4:] for text in part[1].splitlines()):
            if line.startswith("$ xlcost "):
                found.append((line.removeprefix("$ xlcost "), []))
            else:
                found[-1][1].append(line)
    return found


def told(words: list[str]) -> str:
    """What a command prints; an error as the command line says it."""
    result = CliRunner().invoke(assemble(), words)
    return result.output + (str(result.exception.problem) if isinstance(result.exception, XlcostError) else "")


def printed(lines: list[str], output: str) -> str:
    """The first line of the page that the output does not hold in this order; `...` leaves out whatever stands there."""
    at = 0
    for line in lines:
        pieces = [p.strip() for p in line.split("...") if p.strip()]
        for piece in pieces:
            place = output.find(piece, at)
            if place < 0:
                return line
            at = place + len(piece)
    return ""


def test_the_investigation_is_what_the_commands_print(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    commands = 0
    for kind, lines in blocks():
        if kind == "python":
            exec(compile("\n".join(lines), str(PAGE), "exec"), {})
            continue
        commands += 1
        output = told(shlex.split(kind))
        assert not printed(lines, output), f"xlcost {kind}: the page says {printed(lines, output)!r}, it prints\n{output}"
    assert commands >= 15
