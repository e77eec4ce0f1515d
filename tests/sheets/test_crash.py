"""R11: a killed process or a full disk, at any write of any output, leaves the old file or the complete new one.

Each case runs in a process of its own that counts its steps (writes into a package or file, flushes, renames) and ends at one
of them: killed without warning, or told that the disk is full. The disk is also really full: by a limit on the size of files.
"""

from __future__ import annotations

import builtins
import errno
import io
import os
import resource
import signal
import sys
import zipfile
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from xlcost import Ledger, Outcome, XlcostError, close_period, read_ledger, write_ledger
from xlcost.faces.pack import write_close

from .data import contents

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="fork and limits of POSIX")

ENTRY = {"G/L Account No.": "2110", "Posting Date": "2026-10-31", "Amount": "5.50"}
FULL, NOT_FULL, DONE = 33, 34, 0
Output = Callable[[Path], None]


def old() -> Ledger:
    items = [{"No.": f"I{n}", "Description": f"Item {n} {'x' * 40}", "Costing Method": "FIFO"} for n in range(60)]
    return Ledger.from_records({"Item": items, "G/L Entry": [{"Entry No.": n, **ENTRY} for n in range(1, 60)]})


def new(before: Ledger) -> Ledger:
    return before.upsert("G/L Entry", [{"Entry No.": n, **ENTRY, "Amount": f"{n}.25"} for n in range(30, 200)]).upsert("Item", [{"No.": "NEW"}])


def patched(folder: Path) -> None:
    write_ledger(new(read_ledger(folder / "out.xlsx")), folder / "out.xlsx", in_place=True)


def fresh(folder: Path) -> None:
    write_ledger(new(old()), folder / "out.xlsx")


def tables(folder: Path) -> None:
    write_ledger(new(read_ledger(folder / "out")), folder / "out", in_place=True)


@cache
def closed() -> Outcome:
    return close_period(new(old()), "2026-10")


def pack(folder: Path) -> None:
    write_close(closed(), folder / "out.xlsx", "LEDGER.xlsx")


OUTPUTS: dict[str, Output] = {f.__name__: f for f in (patched, fresh, tables, pack)}


class Steps:
    """Counts what a run does to the disk; at one step it ends."""

    def __init__(self, end: int = 0, kill: bool = True) -> None:
        self.count, self.end, self.kill = 0, end, kill

    def step(self) -> None:
        self.count += 1
        if self.count == self.end:
            if self.kill:
                os.kill(os.getpid(), signal.SIGKILL)
            raise OSError(errno.ENOSPC, "No space left on device")

    def watch(self, owner: Any, name: str) -> None:
        real = getattr(owner, name)

        def counted(*args: Any, **more: Any) -> Any:
            self.step()
            return real(*args, **more)

        setattr(owner, name, counted)

    def start(self) -> None:
        self.watch(zipfile._ZipWriteFile, "write")  # type: ignore[attr-defined]
        self.watch(zipfile._ZipWriteFile, "close")  # type: ignore[attr-defined]
        for name in ("fsync", "replace", "unlink"):
            self.watch(os, name)
        real_open = builtins.open

        def opened(file: Any, mode: str = "r", *args: Any, **more: Any) -> Any:
            if set("wa+") & set(mode) and not isinstance(file, int):
                self.step()
            return real_open(file, mode, *args, **more)

        builtins.open = io.open = opened  # type: ignore[assignment]


def in_child(action: Callable[[], None]) -> int:
    """Exit status of an action in a child process: DONE, FULL (the message of a full disk), or minus a signal."""
    child = os.fork()
    if child == 0:
        status = NOT_FULL
        try:
            action()
            status = DONE
        except XlcostError as error:
            status = FULL if error.code == "W33" else NOT_FULL
        finally:
            os._exit(status)
    _, code = os.waitpid(child, 0)
    return os.waitstatus_to_exitcode(code)


def prepare(name: str, folder: Path) -> None:
    if name == "tables":
        (folder / "out").mkdir()
        write_ledger(old(), folder / "out")
    else:
        write_ledger(old(), folder / "out.xlsx")


def state(name: str, folder: Path) -> Any:
    """What a reader finds; an unreadable file fails the test."""
    if name == "tables":
        return contents(read_ledger(folder / "out"))
    with zipfile.ZipFile(folder / "out.xlsx") as package:
        assert package.testzip() is None
        return {n: package.read(n) for n in package.namelist()}


def steps_of(name: str, folder: Path) -> tuple[Any, Any, int]:
    """(old state, new state, number of steps) of an undisturbed run; the count comes back through a file."""
    prepare(name, folder)
    before = state(name, folder)

    def run() -> None:
        steps = Steps()
        steps.start()
        OUTPUTS[name](folder)
        count = steps.count
        (folder / "count").write_text(str(count))

    assert in_child(run) == DONE
    return before, state(name, folder), int((folder / "count").read_text())


@pytest.mark.parametrize("kill", [True, False], ids=["killed", "disk full"])
@pytest.mark.parametrize("name", OUTPUTS)
def test_whenever_it_ends_the_old_or_the_new_is_there_complete(name: str, kill: bool, tmp_path: Path) -> None:
    closed()
    (tmp_path / "whole").mkdir()
    before, after, count = steps_of(name, tmp_path / "whole")
    assert count > 5
    assert before != after
    ends = sorted({*range(1, count + 1, max(1, count // 16)), *range(max(1, count - 6), count + 1)})
    seen = set()
    for end in ends:
        folder = tmp_path / f"end-{end}"
        folder.mkdir()
        prepare(name, folder)

        def run(end: int = end, folder: Path = folder) -> None:
            Steps(end, kill).start()
            OUTPUTS[name](folder)

        status = in_child(run)
        assert status == -signal.SIGKILL if kill else status in (FULL, DONE), f"step {end} of {count}: {status}"
        found = state(name, folder)
        assert found in (before, after), f"step {end} of {count}"
        seen.add("new" if found == after else "old")
        assert in_child(lambda folder=folder: OUTPUTS[name](folder)) == DONE  # nothing that was left stands in the way of the next run
        assert state(name, folder) == after
    assert "old" in seen


@pytest.mark.parametrize("name", OUTPUTS)
def test_a_disk_that_is_really_full(name: str, tmp_path: Path) -> None:
    closed()
    (tmp_path / "whole").mkdir()
    before, _after, _ = steps_of(name, tmp_path / "whole")
    made = tmp_path / "whole" / ("out" if name == "tables" else "out.xlsx")
    size = max(p.stat().st_size for p in (made.iterdir() if made.is_dir() else [made]))
    for part in (1, 3, 5, 7):
        folder = tmp_path / f"part-{part}"
        folder.mkdir()
        prepare(name, folder)

        def run(part: int = part, folder: Path = folder) -> None:
            signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
            resource.setrlimit(resource.RLIMIT_FSIZE, (size * part // 8, size))
            OUTPUTS[name](folder)

        assert in_child(run) == FULL, f"{part}/8 of {size:,} bytes"
        assert state(name, folder) == before
