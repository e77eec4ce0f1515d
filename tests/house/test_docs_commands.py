"""Every command line that a page of the documentation shows does what it says: it runs on the sample company, in the order of the page.

docs/audit.md has its output compared line by line (test_docs_of_audit.py); of docs/excel.md, which installs add-ins, the words are checked.
"""

from __future__ import annotations

import re
import shlex
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from tests.faces.test_cli import run
from typer.main import get_command

from xlcost.faces.cli.app import assemble

DOCS = Path(__file__).parents[2] / "docs"
_LINE = re.compile(r"^(?:    )?(?:\$ )?xlcost (.*)$")
PAGES = sorted(
    p.relative_to(DOCS).as_posix()
    for p in (*DOCS.glob("*.md"), *DOCS.glob("reports/*.md"))
    if p.name not in ("audit.md", "excel.md") and any(_LINE.match(line) for line in p.read_text(encoding="utf-8").splitlines())
)


def commands(page: str) -> list[list[str]]:
    """The command lines of a page; what stands three blanks behind one, or behind ||, is said about it."""
    lines = [m[1] for m in map(_LINE.match, (DOCS / page).read_text(encoding="utf-8").splitlines()) if m]
    return [shlex.split(line.partition("   ")[0].partition(" || ")[0]) for line in lines]


def _books(folder: Path) -> None:
    assert run("adjust", folder / "LEDGER.xlsx", "-o", folder / "books.csv")[0] == 0


def _september(folder: Path) -> None:
    for name in ("LEDGER-now.xlsx", "LEDGER-2026-09.xlsx"):
        shutil.copyfile(folder / "LEDGER.xlsx", folder / name)
    assert run("close", folder / "LEDGER.xlsx", "--period", "2026-09", "-o", folder / "CLOSE-2026-09.xlsx")[0] == 0


BEFORE: dict[str, Callable[[Path], None]] = {"large-ledgers.md": _books, "restatement.md": _september}


def test_the_pages_are_there() -> None:
    assert {"closing-a-month.md", "costing.md", "projects.md", "what-if.md", "reports/status.md", *BEFORE} <= set(PAGES)


@pytest.mark.parametrize("page", PAGES)
def test_each_command_of_a_page_runs(page: str, sample_workbook: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr("sys.argv", ["xlcost"])
    shutil.copyfile(sample_workbook, tmp_path / "LEDGER.xlsx")
    BEFORE.get(page, lambda folder: None)(tmp_path)
    for words in commands(page):
        status, text = run(*words)
        assert status in (0, 1), (words, text)
        if "-o" in words:
            assert (tmp_path / words[words.index("-o") + 1]).exists(), words


def test_commands_within_sentences_are_commands() -> None:
    """`xlcost addin install` and the like: each names a command that there is."""
    root = get_command(assemble())
    for page in (*DOCS.glob("**/*.md"), DOCS.parent / "README.md"):
        for name, sub in re.findall(r"`xlcost ([a-z][a-z-]*)(?: ([a-z-]+))?", page.read_text(encoding="utf-8")):
            assert name in root.commands, (page.name, name)
            group = getattr(root.commands[name], "commands", None)
            assert not sub or group is None or sub in group, (page.name, name, sub)
