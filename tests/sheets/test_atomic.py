from __future__ import annotations

import errno
import multiprocessing
import os
import signal
from pathlib import Path

import pytest

from xlcost.problems import XlcostError
from xlcost.sheets.atomic import replacing


def names(folder: Path) -> list[str]:
    return sorted(p.name for p in folder.iterdir())


def test_new_file_appears_complete_and_alone(tmp_path: Path) -> None:
    with replacing(tmp_path / "out.xlsx") as temporary:
        temporary.write_bytes(b"new")
        assert not (tmp_path / "out.xlsx").exists()
        assert temporary.suffix == ".xlsx"
    assert names(tmp_path) == ["out.xlsx"]
    assert (tmp_path / "out.xlsx").read_bytes() == b"new"


def test_failure_inside_leaves_the_old_file_alone(tmp_path: Path) -> None:
    target = tmp_path / "out.xlsx"
    target.write_bytes(b"old")
    with pytest.raises(ZeroDivisionError), replacing(target) as temporary:  # noqa: PT012
        temporary.write_bytes(b"half")
        raise ZeroDivisionError
    assert target.read_bytes() == b"old"
    assert not [n for n in names(tmp_path) if ".tmp" in n]


def test_backups_are_kept_and_numbered(tmp_path: Path) -> None:
    target = tmp_path / "out.xlsx"
    for content in (b"1", b"2", b"3"):
        with replacing(target, backup=True) as temporary:
            temporary.write_bytes(content)
    assert {n: (tmp_path / n).read_bytes() for n in names(tmp_path)} == {
        "out.xlsx": b"3",
        "out.backup.xlsx": b"1",
        "out.backup-2.xlsx": b"2",
    }


@pytest.mark.parametrize("lock", ["~$out.xlsx", ".~lock.out.xlsx#"])
def test_open_in_a_spreadsheet_program(tmp_path: Path, lock: str) -> None:
    (tmp_path / lock).touch()
    with pytest.raises(XlcostError, match="open in another program") as caught, replacing(tmp_path / "out.xlsx"):
        pass
    assert caught.value.code == "W31"


def test_missing_folder_and_folder_as_target(tmp_path: Path) -> None:
    for target in (tmp_path / "no" / "out.xlsx", tmp_path):
        with pytest.raises(XlcostError) as caught, replacing(target):
            pass
        assert caught.value.code == "W32"


def test_second_run_at_the_same_time(tmp_path: Path) -> None:
    target = tmp_path / "out.xlsx"
    with replacing(target) as first:
        first.write_bytes(b"first")
        with pytest.raises(XlcostError) as caught, replacing(target):
            pass
        assert caught.value.code == "W34"
    assert target.read_bytes() == b"first"


@pytest.mark.parametrize("call", ["fsync", "replace"])
def test_full_disk_leaves_the_old_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, call: str) -> None:
    target = tmp_path / "out.xlsx"
    target.write_bytes(b"old")

    def full(*_: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(os, call, full)
    with pytest.raises(XlcostError, match="room on the disk") as caught, replacing(target, backup=call == "replace") as temporary:
        temporary.write_bytes(b"new")
    assert caught.value.code == "W33"
    assert target.read_bytes() == b"old"
    assert not [n for n in names(tmp_path) if ".tmp" in n]


def _killed_in_the_middle(target: str) -> None:
    with replacing(target) as temporary:
        temporary.write_bytes(b"half")
        os.kill(os.getpid(), signal.SIGKILL)


@pytest.mark.skipif(os.name != "posix", reason="signals of POSIX")
def test_killed_process_leaves_the_old_file_and_no_lock(tmp_path: Path) -> None:
    target = tmp_path / "out.xlsx"
    target.write_bytes(b"old")
    process = multiprocessing.get_context("spawn").Process(target=_killed_in_the_middle, args=(str(target),))
    process.start()
    process.join(60)
    assert process.exitcode == -signal.SIGKILL
    assert target.read_bytes() == b"old"
    with replacing(target) as temporary:
        temporary.write_bytes(b"new")
    assert target.read_bytes() == b"new"
