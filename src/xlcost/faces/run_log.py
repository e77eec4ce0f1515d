"""The run log of a folder: who ran what on which ledger, with which result, chained by hashes (goals N6).

It lies beside the ledger: `xlcost-run-log.jsonl`, one line per run that wrote something, and `xlcost-run-log.head`, the
number of lines and the last hash, so that a line cut off the end is noticed too. Lines are only ever added. Sign-offs are
lines of the log as well. `views/run_log.py` has the chain itself; the head on the sheet Evidence of a signed pack is a
second anchor, out of reach of whoever could rewrite both files.
"""

from __future__ import annotations

import datetime as dt
import getpass
import hashlib
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from xlcost.ledger.content_hash import ledger_hash
from xlcost.problems import Problem, Severity, XlcostError
from xlcost.sheets.atomic import replacing
from xlcost.views import run_log
from xlcost.views.run_log import Head
from xlcost.views.sign_off import SignOff, from_record

LOG, HEAD = "xlcost-run-log.jsonl", "xlcost-run-log.head"
_WAIT_SECONDS, _TRIES = 0.1, 50

__all__ = [
    "HEAD",
    "LOG",
    "check_log",
    "file_hash",
    "head_of_folder",
    "ledger_hash",
    "log_lines",
    "now",
    "record_run",
    "sign_off_of",
    "user_name",
]


def log_lines(folder: Path) -> list[str]:
    """The lines of a folder's log; none when it has no log."""
    path = folder / LOG
    return path.read_text(encoding="utf-8", errors="replace").splitlines() if path.exists() else []


def head_of_folder(folder: Path) -> Head | None:
    """The head kept beside the log; None when there is none, a head that fits nothing when it cannot be read."""
    path = folder / HEAD
    if not path.exists():
        return None
    parts = path.read_text(encoding="utf-8", errors="replace").split()
    return Head(int(parts[0]), parts[1]) if len(parts) == 2 and parts[0].isdigit() else Head(-1, "")


def check_log(folder: Path, *anchors: Head) -> list[Problem]:
    """What is wrong with the log of a folder: changed, removed, moved or cut lines; `anchors` are heads kept elsewhere."""
    lines, own = log_lines(folder), head_of_folder(folder)
    if lines and own is None:
        what = f"{LOG} has {len(lines)} lines, and {HEAD} is missing."
        return [Problem(Severity.ERROR, "LOG_HEAD_MISSING", LOG, what, run_log.RULE, run_log.REMEDY)]
    return run_log.verify(lines, *(h for h in (own, *anchors) if h is not None))


def record_run(ledger_path: Path, entry: Mapping[str, Any]) -> Problem | None:
    """Add a line for a run on a ledger (`When`, `User` and the file name are added); a warning when it cannot be written.

    A log that is broken is never continued: LOG_BROKEN is a warning, and the line is not added.
    """
    folder = ledger_path.parent
    content = {"When": now(), "User": user_name(), "Ledger": ledger_path.name, **entry}
    for attempt in range(_TRIES):
        try:
            _append(folder, content)
            break
        except (XlcostError, OSError) as error:
            code = error.code if isinstance(error, XlcostError) else ""
            if code == "W34" and attempt < _TRIES - 1:  # another run is adding its line
                time.sleep(_WAIT_SECONDS)
                continue
            return _not_recorded(folder, error)
    return None


def _append(folder: Path, content: Mapping[str, Any]) -> None:
    with replacing(folder / LOG) as temporary:
        lines = log_lines(folder)
        for problem in check_log(folder):
            raise XlcostError("LOG_BROKEN", problem.what, where=problem.where, rule=problem.rule, remedy=problem.remedy)
        lines = run_log.append(lines, content)
        temporary.write_text("".join(f"{line}\n" for line in lines), encoding="utf-8")
    head = run_log.head_of(lines)
    with replacing(folder / HEAD) as temporary:
        temporary.write_text(f"{head.count} {head.last_hash}\n", encoding="utf-8")


def _not_recorded(folder: Path, error: Exception) -> Problem:
    if isinstance(error, XlcostError) and error.code == "LOG_BROKEN":
        found = error.problem
        what = f"{found.what} A broken log is not continued: this run was not recorded."
        return Problem(Severity.WARNING, "LOG_BROKEN", found.where, what, found.rule, found.remedy)
    why = error.problem.what if isinstance(error, XlcostError) else f"{error}."
    remedy = "Make the folder of the ledger writable."
    return Problem(Severity.WARNING, "LOG_NOT_WRITTEN", str(folder / LOG), why, "Each run that writes is recorded.", remedy)


def sign_off_of(folder: Path, period: str) -> tuple[SignOff, Head | None]:
    """The last sign-off of a period in the folder's log, and the head of the log at that line."""
    found, head = SignOff(period), None
    for number, record in enumerate(run_log.entries_of(log_lines(folder)), 1):
        signed = record.get("Sign-off")
        if isinstance(signed, dict) and signed.get("period") == period:
            found, head = from_record(signed), Head(number, str(record["Hash"]))
    return found, head


def now() -> str:
    """The time of a run, UTC, to the second."""
    return dt.datetime.now(dt.UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def user_name() -> str:
    """The name that the operating system knows the user by."""
    try:
        return getpass.getuser()
    except (KeyError, OSError, ImportError):
        return "unknown"


def file_hash(path: Path) -> str:
    """SHA-256 of a written file."""
    return hashlib.sha256(path.read_bytes()).hexdigest() if path.is_file() else ""
