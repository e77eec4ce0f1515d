"""The run log: one line per run, each bound to the one before by a hash, so that no line can be changed or removed unseen.

A line is a JSON object in one canonical form: keys sorted, no blanks. Its `Hash` is the SHA-256 of its other content,
which includes `Previous`, the hash of the line before. Changing, dropping, moving or inserting a line breaks the chain
at that place. Cutting lines off the end leaves a sound chain, so whoever keeps a log keeps its head (the last hash and
the count, on the sheet Evidence) beside it: `verify(lines, head)` then finds that too. A log that has grown since is sound. The functions are pure; where
the lines live (a file beside the workbook, a sheet) is the caller's affair.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from xlcost.problems import Problem, Severity

FIRST = "0" * 64
RULE = "Lines of the run log are only ever added."
REMEDY = "Restore the log from a backup, and find out who changed it."
_OWN = ("No.", "Previous", "Hash")


@dataclass(frozen=True, slots=True)
class Head:
    """The end of a log: number of lines and last hash."""

    count: int
    last_hash: str


def append(lines: Sequence[str], entry: Mapping[str, Any]) -> list[str]:
    """The log with one more line. `entry` says who ran what on which input (text, whole numbers, Yes/No, lists, None)."""
    clash = sorted(set(entry) & set(_OWN))
    if clash:
        raise ValueError(f"{', '.join(clash)} is given by the log")
    head = head_of(lines)
    content = {**entry, "No.": head.count + 1, "Previous": head.last_hash}
    return [*lines, _canonical({**content, "Hash": _digest(content)})]


def head_of(lines: Sequence[str]) -> Head:
    """Number of lines and the hash that the last one carries (of an empty log: zeros)."""
    return Head(len(lines), str(json.loads(lines[-1])["Hash"]) if lines else FIRST)


def entries_of(lines: Iterable[str]) -> list[dict[str, Any]]:
    """The lines as records."""
    return [json.loads(line) for line in lines]


def verify(lines: Sequence[str], *anchors: Head) -> list[Problem]:
    """What is wrong with a log, from the first broken line on; empty when the chain is sound and goes through each anchor."""
    previous, hashes = FIRST, [FIRST]
    for number, line in enumerate(lines, 1):
        try:
            record = json.loads(line)
            content = {k: v for k, v in record.items() if k != "Hash"}
            own = record["Hash"]
            sound = line == _canonical(record) and own == _digest(content)
        except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
            return [_problem("LOG_LINE_CHANGED", number, "The line cannot be read.")]
        if not sound:
            return [_problem("LOG_LINE_CHANGED", number, "The line was changed after it was written.")]
        if record.get("Previous") != previous or record.get("No.") != number:
            return [_problem("LOG_LINE_MISSING", number, "A line before it was removed, inserted or moved.")]
        previous = own
        hashes.append(own)
    for head in anchors:
        if head.count > len(lines):
            return [_problem("LOG_CUT", len(lines), f"The log ends after {len(lines)} lines; {head.count} were written.")]
        if head.count < 0 or hashes[head.count] != head.last_hash:
            what = "The log was written anew: its hash is not the one that was kept elsewhere."
            return [_problem("LOG_REWRITTEN", max(head.count, 0), what)]
    return []


def _digest(content: Mapping[str, Any]) -> str:
    return hashlib.sha256(_canonical(content).encode()).hexdigest()


def _canonical(content: Mapping[str, Any]) -> str:
    return json.dumps(content, sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False)


def _problem(code: str, number: int, what: str) -> Problem:
    return Problem(Severity.ERROR, code, f"run log, line {number}", what, RULE, REMEDY)
