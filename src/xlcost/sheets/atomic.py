"""Writing a file so that a crash, a full disk or a second run never leaves half of it.

The new content goes to a temporary file in the folder of the target, is flushed to the disk and then takes
the target's name in one step: at every moment the target is the old file or the complete new one.

    with replacing(path) as temporary:
        write_everything_to(temporary)
"""

from __future__ import annotations

import errno
import json
import os
import shutil
import sys
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path

from xlcost.problems import XlcostError
from xlcost.sheets.failures import failure

_NOTE = ".xlcost-change"
_ALL = "tables"


@contextmanager
def replacing(path: str | os.PathLike[str], backup: bool = False) -> Iterator[Path]:
    """A temporary path beside `path` that takes its name when the block ends without an error.

    With `backup` the old file is kept as `NAME.backup.EXT` (then `NAME.backup-2.EXT`, ...).
    Raises XlcostError: W31 open in a spreadsheet program, W32 folder or file not writable, W33 disk full or
    device error, W34 another run is writing the same file. Whatever is raised, the old file is untouched.
    """
    target = Path(path)
    with _replaced([target], backup, target) as temporaries:
        yield temporaries[0]


@contextmanager
def replacing_all(folder: Path, targets: Sequence[Path], backup: bool = False) -> Iterator[list[Path]]:
    """Temporary paths for several files of one folder, which take their names together when the block ends.

    Before the first one takes its name, a note in the folder says which is to become which; should the run end in the
    middle, `waiting` tells the readers of the folder, and `finish` completes the change. Raises as `replacing` does.
    """
    with _replaced(targets, backup, folder / _ALL) as temporaries:
        yield temporaries


@contextmanager
def _replaced(targets: Sequence[Path], backup: bool, owner: Path) -> Iterator[list[Path]]:
    """`owner` names the lock, and the files in messages that speak of no single one."""
    for target in targets:
        check_writable(target)
    temporaries: list[Path] = []
    at = owner
    try:
        with _only_run(owner):
            for at in targets:
                handle, name = tempfile.mkstemp(prefix=f".{at.name[:60]}.", suffix=f".tmp{at.suffix}", dir=at.parent)
                os.close(handle)
                temporaries.append(Path(name))
            yield list(temporaries)
            for at, temporary in zip(targets, temporaries, strict=True):
                _flush(temporary)
                _keep_mode(at, temporary)
            for at in targets:
                if backup and at.exists():
                    _keep(at)
            pairs = list(zip(temporaries, targets, strict=True))
            if len(pairs) > 1:
                _note(owner.parent, pairs)
                temporaries = []  # from here on they are the new content: nothing may remove them
            for temporary, at in pairs:
                os.replace(temporary, at)
                temporaries = [t for t in temporaries if t != temporary]
            if len(pairs) > 1:
                (owner.parent / _NOTE).unlink()
            _flush_folder(owner.parent)
    except (OSError, ValueError) as error:
        failed = _of_the_disk(error)
        if failed is None:
            raise
        raise _explained(failed, at) from error
    finally:
        for temporary in temporaries:
            with suppress(OSError):
                temporary.unlink()


def _note(folder: Path, pairs: Sequence[tuple[Path, Path]]) -> None:
    """The note that the change has begun, complete or not there at all."""
    partial = folder / f"{_NOTE}.tmp"
    partial.write_text(json.dumps({new.name: old.name for new, old in pairs}), encoding="utf-8")
    _flush(partial)
    os.replace(partial, folder / _NOTE)
    _flush_folder(folder)


def waiting(folder: Path) -> dict[str, Path]:
    """The new content of files whose change was cut off by the end of a run: name -> path. Empty in a folder at rest."""
    try:
        noted = json.loads((folder / _NOTE).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    pairs = noted.items() if isinstance(noted, dict) else ()
    plain = [(n, o) for n, o in pairs if isinstance(o, str) and {Path(n).name, Path(o).name} == {n, o} and n.startswith(".")]
    return {old: folder / new for new, old in plain if (folder / new).is_file()}


def finish(folder: Path) -> None:
    """Complete a change that was cut off. Raises XlcostError W32 or W33."""
    if not (folder / _NOTE).exists():
        return
    at = folder
    try:
        with _only_run(folder / _ALL):
            for name, new in waiting(folder).items():
                at = folder / name
                os.replace(new, at)
            (folder / _NOTE).unlink()
            _flush_folder(folder)
    except OSError as error:
        raise _explained(error, at) from error


def check_writable(target: Path) -> None:
    """XlcostError when the target cannot be written: no such folder, a folder of that name, open elsewhere, read-only."""
    if not target.parent.is_dir():
        raise failure("W32", f"The folder {target.parent} does not exist.", str(target))
    if target.is_dir():
        raise failure("W32", f"{target.name} is a folder.", str(target))
    owner = open_elsewhere(target)
    if owner is not None:
        raise failure("W31", f"{target.name} is open in another program (its lock file {owner.name} is there).", str(target))
    if target.exists() and not os.access(target, os.W_OK):
        raise failure("W32", f"{target.name} is read-only.", str(target))
    if not os.access(target.parent, os.W_OK):
        raise failure("W32", f"The folder {target.parent} is read-only.", str(target))


def open_elsewhere(target: Path) -> Path | None:
    """The lock file that Excel (~$name) or LibreOffice (.~lock.name#) keeps beside an open workbook."""
    names = (f"~${target.name}", f"~${target.name[2:]}", f".~lock.{target.name}#")
    return next((target.with_name(n) for n in names if len(n) > 2 and target.with_name(n).exists()), None)


def _flush(path: Path) -> None:
    with open(path, "rb+") as file:
        os.fsync(file.fileno())


def _flush_folder(folder: Path) -> None:
    if sys.platform == "win32":
        return
    with suppress(OSError):  # some network file systems cannot; the rename itself is done
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


def _keep_mode(target: Path, temporary: Path) -> None:
    with suppress(OSError):
        if target.exists():
            shutil.copymode(target, temporary)
        elif sys.platform != "win32":
            mask = os.umask(0)
            os.umask(mask)
            temporary.chmod(0o666 & ~mask)


def _keep(target: Path) -> Path:
    """A complete copy of the target under the next free backup name."""
    number, kept = 1, target.with_name(f"{target.stem}.backup{target.suffix}")
    while kept.exists():
        number += 1
        kept = target.with_name(f"{target.stem}.backup-{number}{target.suffix}")
    partial = kept.with_name(f".{kept.name}.tmp")
    try:
        shutil.copy2(target, partial)
        _flush(partial)
        os.replace(partial, kept)
    finally:
        with suppress(OSError):
            partial.unlink()
    return kept


@contextmanager
def _only_run(target: Path) -> Iterator[None]:
    """Holds the operating system's lock on a small file beside the target; it ends with the process, however that ends."""
    name = target.with_name(f".{target.name}.xlcost-lock")
    handle = os.open(name, os.O_RDWR | os.O_CREAT, 0o666)
    try:
        if not _lock(handle):
            raise failure("W34", f"Another run is writing {target.name} at this moment.", str(target))
        try:
            yield
        finally:
            with suppress(OSError):
                name.unlink()
    finally:
        os.close(handle)


def _lock(handle: int) -> bool:
    try:
        if sys.platform == "win32":
            import msvcrt

            msvcrt.locking(handle, msvcrt.LK_NBLCK, 1)
        else:
            import fcntl

            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        return False
    return True


def _of_the_disk(error: BaseException | None) -> OSError | None:
    """The OSError that an exception is or came from: zipfile says ValueError when a part could not be closed on a full disk."""
    while error is not None and not isinstance(error, OSError):
        error = error.__context__
    return error


def _explained(error: OSError, target: Path) -> XlcostError:
    if error.errno in (errno.ENOSPC, errno.EDQUOT, errno.EFBIG):
        return failure("W33", f"There is not enough room on the disk for {target.name}.", str(target))
    if isinstance(error, PermissionError):
        return failure("W32", f"{target.name} cannot be written ({error.strerror}); it may be open in another program.", str(target))
    return failure("W33", f"{target.name} could not be written: {error.strerror or error}.", str(target))
