"""Writing a file so that a crash, a full disk or a second run never leaves half of it.

The new content goes to a temporary file in the folder of the target, is flushed to the disk and then takes
the target's name in one step: at every moment the target is the old file or the complete new one.

    with replacing(path) as temporary:
        write_everything_to(temporary)
"""

from __future__ import annotations

import errno
import os
import shutil
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from xlcost.problems import XlcostError
from xlcost.sheets.failures import failure


@contextmanager
def replacing(path: str | os.PathLike[str], backup: bool = False) -> Iterator[Path]:
    """A temporary path beside `path` that takes its name when the block ends without an error.

    With `backup` the old file is kept as `NAME.backup.EXT` (then `NAME.backup-2.EXT`, ...).
    Raises XlcostError: W31 open in a spreadsheet program, W32 folder or file not writable, W33 disk full or
    device error, W34 another run is writing the same file. Whatever is raised, the old file is untouched.
    """
    target = Path(path)
    check_writable(target)
    temporary: Path | None = None
    try:
        with _only_run(target):
            handle, name = tempfile.mkstemp(prefix=f".{target.name[:60]}.", suffix=f".tmp{target.suffix}", dir=target.parent)
            os.close(handle)
            temporary = Path(name)
            yield temporary
            _flush(temporary)
            _keep_mode(target, temporary)
            if backup and target.exists():
                _keep(target)
            os.replace(temporary, target)
            temporary = None
            _flush_folder(target.parent)
    except OSError as error:
        raise _explained(error, target) from error
    finally:
        if temporary is not None:
            with suppress(OSError):
                temporary.unlink()


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
        yield
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


def _explained(error: OSError, target: Path) -> XlcostError:
    if error.errno in (errno.ENOSPC, errno.EDQUOT, errno.EFBIG):
        return failure("W33", f"There is not enough room on the disk for {target.name}.", str(target))
    if isinstance(error, PermissionError):
        return failure("W32", f"{target.name} cannot be written ({error.strerror}); it may be open in another program.", str(target))
    return failure("W33", f"{target.name} could not be written: {error.strerror or error}.", str(target))
