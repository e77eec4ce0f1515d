"""What every command shares: reading, writing, progress, messages, exit statuses."""

from __future__ import annotations

import datetime as dt
import json
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any, NoReturn

import typer
from rich.console import Console
from rich.text import Text

from xlcost.ledger import Ledger
from xlcost.problems import LedgerInvalid, Problem, Severity, XlcostError, by_column, by_severity

CLEAN, FOUND, WRONG_USAGE, COULD_NOT_RUN = 0, 1, 2, 3
# Errors that lie in the words of the command, not in the books: status 2 (interface.md 3)
_OF_USAGE = frozenset(
    (
        *("REPORT_UNKNOWN", "OPTION_UNKNOWN", "OPTION_INVALID", "FILTER_INVALID", "FILTER_SYNTAX", "UNKNOWN_CHECK", "NO_CHECK_SELECTED"),
        *("UNKNOWN_DIRECTION", "UNKNOWN_OPTION", "POSTING_DATE_MISSING", "DOCUMENT_NO_MISSING", "VALUATION_DATE_MISSING"),
        *("ENDING_DATE_MISSING", "STATUS_DATE_MISSING", "R01", "R02", "R03", "R04", "W30", "W36"),
        *("AS_OF_MISSING", "SIGN_OFF_ROLE", "SAMPLE_EXISTS"),
    )
)
_STYLE = {Severity.ERROR: "bold red", Severity.WARNING: "yellow", Severity.NOTE: "dim"}
SHOWN_PROBLEMS = 20
STEP_SIGNS = {"done": "●", "open": "▲", "failed": "■", "waiting": "○"}


@dataclass
class Screen:
    """The two streams of a run, and whether the result is JSON."""

    as_json: bool = False

    def __post_init__(self) -> None:
        self.out = Console(highlight=False, soft_wrap=True)
        self.err = Console(stderr=True, highlight=False, soft_wrap=True)

    def say(self, *lines: str) -> None:
        """Lines of the result, for people; nothing with --json."""
        if not self.as_json:
            for line in lines:
                self.out.print(Text(line))

    def result(self, summary: dict[str, Any]) -> None:
        """The machine-readable summary, with --json."""
        if self.as_json:
            sys.stdout.write(json.dumps(summary, default=_json, indent=1, ensure_ascii=not writes_unicode(sys.stdout)) + "\n")

    def table(self, title: str, rows: Sequence[dict[str, Any]], limit: int = 30) -> None:
        """Rows as a table on the terminal, cut after `limit`."""
        if self.as_json or not rows:
            return
        captions = list(rows[0])
        shown = rows[:limit]
        right = [any(isinstance(r.get(c), (int, Decimal)) and not isinstance(r.get(c), bool) for r in shown) for c in captions]
        cells = [[show(r.get(c)) for c in captions] for r in shown]
        if title:
            self.say(title)
        self.say(*text_table(captions, cells, right))
        if len(rows) > limit:
            self.say(f"... and {len(rows) - limit:,} more")

    def remedies(self, rows: Sequence[dict[str, Any]], caption: str = "What to do") -> None:
        """What to do about the rows of a table, in full: each remedy once, with its code."""
        told = dict.fromkeys(f"{r['Code']}: {r[caption]}" for r in rows if r.get(caption))
        self.say(*(["What to do", *(f"  {line}" for line in told)] if told else []))

    def problems(self, problems: Sequence[Problem]) -> None:
        """Problems, most severe first, on stderr; cells of one column with the same defect are told once."""
        told = by_column(by_severity(problems))
        for problem, cells in told[:SHOWN_PROBLEMS]:
            more = f" ({cells:,} cells of this column.)" if cells > 1 else ""
            self.err.print(Text(f"{problem}{more}", style=_STYLE[problem.severity]))
        if len(told) > SHOWN_PROBLEMS:
            self.err.print(Text(f"... and {len(told) - SHOWN_PROBLEMS:,} more problems"))

    @contextmanager
    def progress(self, title: str) -> Iterator[Any]:
        """A callable that names the step at work; shown only on a terminal."""
        if self.as_json or not sys.stderr.isatty():
            yield lambda text: None
            return
        with self.err.status(title) as status:
            yield lambda text: status.update(f"{title}: {text}")


def text_table(head: Sequence[str], rows: Sequence[Sequence[str]], right: Sequence[bool], most: int = 44) -> list[str]:
    """Lines of a plain table: columns as wide as their content (at most `most`, but for the last), numbers right."""
    widths = [max(len(h), *(len(r[i]) for r in rows), 1) for i, h in enumerate(head)]
    widths = [*(min(most, w) for w in widths[:-1]), *widths[-1:]]

    def line(cells: Sequence[str]) -> str:
        parts = (_cut(c, w).rjust(w) if r else _cut(c, w).ljust(w) for c, w, r in zip(cells, widths, right, strict=True))
        return "  ".join(parts).rstrip()

    return [line(head), "  ".join("-" * min(most, w) for w in widths), *(line(r) for r in rows)]


def _cut(text: str, width: int) -> str:
    return text if len(text) <= width else text[: width - 1] + "…"


def writes_unicode(stream: Any) -> bool:
    """Whether a stream takes every letter; to another one JSON goes in ASCII, with its own escapes."""
    return "utf" in (getattr(stream, "encoding", None) or "utf-8").lower()


def show(value: Any) -> str:
    """A value as the terminal shows it."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "Yes" if value else "No"
    if isinstance(value, Decimal):
        return f"{value:,.2f}" if value.as_tuple().exponent == -2 else f"{value:,f}"
    if isinstance(value, date):
        return value.isoformat()
    return str(value)


def _json(value: Any) -> Any:
    if isinstance(value, Decimal):
        return str(value)
    if isinstance(value, date):
        return value.isoformat()
    return str(value)


def read(screen: Screen, path: Path) -> Ledger:
    """The ledger of a file or folder."""
    from xlcost.sheets import read_ledger

    with screen.progress(f"Reading {path.name}"):
        ledger: Ledger = read_ledger(path)
    return ledger


def write(ledger: Ledger, source: Path, output: Path | None, in_place: bool) -> Path | None:
    """Write a ledger to -o, or over the input with --in-place (a backup is kept); None when it was a preview."""
    if output is None and not in_place:
        return None
    from xlcost.sheets import write_ledger

    target = output or source
    write_ledger(ledger, as_given(target), in_place=in_place)
    is_folder = target.suffix.casefold() in (".csv", ".parquet") and not target.is_dir()  # BOOKS.csv: the folder BOOKS of such files
    return target.with_suffix("") if is_folder else target


def as_given(path: Path) -> Path | str:
    """A path as write_ledger reads it: without an ending it names a folder of tables (the shell's slash at its end is lost in a Path)."""
    return path if path.suffix or path.is_dir() else f"{path}/"


_words: list[str] = []  # the command and its words, as the run log tells them


def remember_words(command: str, words: Sequence[str]) -> None:
    """What was asked for, for the run log."""
    _words[:] = [command, *words]


def words_asked() -> list[str]:
    """The command and its words."""
    return list(_words)


def log_run(screen: Screen, source: Path, entry: dict[str, Any]) -> None:
    """Add a line to the run log beside the ledger; a warning when it cannot be written."""
    from xlcost.faces.run_log import record_run

    warning = record_run(source, entry)
    if warning is not None:
        screen.problems([warning])


def keep_input(output: Path | None, *inputs: Path, endings: Sequence[str] = (".xlsx", ".xlsm")) -> None:
    """Wrong usage where the file to write is one that is read (only a stage replaces its ledger, and only with --in-place), or
    where its name ends in what it cannot become (no `endings`: any)."""
    if output is None:
        return
    if endings and output.suffix.casefold() not in endings:
        raise typer.BadParameter(f"{output} is written as {', '.join(endings[:-1])} or {endings[-1]}: name such a file with -o")
    for source in inputs:
        if output.exists() and source.exists() and source.resolve() in (output.resolve(), output.resolve().parent):
            raise typer.BadParameter(f"{output} is {'part of ' if source.is_dir() else ''}the input: name another file with -o")


def entry_number(text: str) -> int:
    """An entry number; wrong usage where the word is none."""
    if not (text.isascii() and text.isdigit() and len(text) <= 18):
        raise typer.BadParameter(f"{text!r} is not an entry number")
    return int(text)


def in_order(first: dt.datetime | None, last: dt.datetime | None) -> None:
    """Wrong usage where --from lies after --to: nothing could be found between them, and nothing found would look like all is well."""
    if first is not None and last is not None and first > last:
        raise typer.BadParameter(f"--from {first:%Y-%m-%d} lies after --to {last:%Y-%m-%d}")


def stop(screen: Screen, error: XlcostError) -> NoReturn:
    """Show why a call could not be carried out and leave with status 3, or 2 where the words of the command are wrong."""
    problems = error.problems if isinstance(error, LedgerInvalid) else [error.problem]
    screen.problems(problems)
    status = status_of(error)
    state = "wrong usage" if status == WRONG_USAGE else "could not run"
    screen.result({"status": state, "code": error.code, "problems": [problem_record(p) for p in problems]})
    raise typer.Exit(status)


def status_of(error: XlcostError) -> int:
    """The exit status of an error: 2 where it lies in the words of the command, else 3."""
    return WRONG_USAGE if error.code in _OF_USAGE else COULD_NOT_RUN


def problem_record(problem: Problem) -> dict[str, str]:
    """A problem as a record."""
    return {
        "Severity": problem.severity.caption,
        "Code": problem.code,
        "Where": problem.where,
        "What is there": problem.what,
        "Rule": problem.rule,
        "What to do": problem.remedy,
    }
