"""Live workbooks in memory, made once and copied for each test."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from tests.faces.ribbon.stages import STAGES, unadjusted

from xlcost import Ledger, write_ledger
from xlcost.faces.host.memory import MemoryHost, ScriptedDialogs


@pytest.fixture(autouse=True)
def _own_log_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    monkeypatch.setenv("LOCALAPPDATA", "")


@pytest.fixture(scope="session")
def book_of(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], Path]:
    """The workbook on which a command has work."""
    made: dict[int, Path] = {}

    def book(tag: str) -> Path:
        ledger: Ledger = STAGES[tag][0]() if tag in STAGES else unadjusted()
        if id(ledger) not in made:
            made[id(ledger)] = tmp_path_factory.mktemp("ribbon") / "LEDGER.xlsx"
            write_ledger(ledger, made[id(ledger)])
            kept.append(ledger)
        return made[id(ledger)]

    kept: list[Ledger] = []
    return book


@pytest.fixture(scope="session")
def _pristine(book_of: Callable[[str], Path]) -> Callable[[str], MemoryHost]:
    made: dict[Path, MemoryHost] = {}

    def host(tag: str) -> MemoryHost:
        path = book_of(tag)
        if path not in made:
            made[path] = MemoryHost.of(path)
        return made[path]

    return host


@pytest.fixture
def live(_pristine: Callable[[str], MemoryHost], tmp_path: Path) -> Callable[..., MemoryHost]:
    """A workbook in memory on which a command has work; answers of the user in order."""

    def host(tag: str, *answers: bool) -> MemoryHost:
        found = _pristine(tag).copy(ScriptedDialogs(list(answers) or [True]))
        found.place = tmp_path
        found.select("Item Ledger Entry", 5, 1)
        return found

    return host
