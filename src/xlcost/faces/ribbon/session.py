"""One press of a button: preflight -> plan -> confirm -> apply -> result. Every command runs inside a Session.

Nothing is written before the command has everything it needs; a run that writes to ledger tables leaves a journal that
Undo Last Run takes back; every run leaves a line on XLC Log; whatever goes wrong becomes a sentence.
"""

from __future__ import annotations

import datetime as dt
import getpass
import hashlib
import os
import time
import traceback
from collections.abc import Mapping, Sequence
from functools import cached_property
from importlib import import_module
from pathlib import Path
from typing import Any

from xlcost.faces.host.apply import write_back
from xlcost.faces.host.journal import Journal
from xlcost.faces.host.port import CellValue, Host, HostRefused
from xlcost.faces.host.snapshot import has_ledger, read_live
from xlcost.faces.named import check_named
from xlcost.faces.ribbon import house_sheets, option_sheet
from xlcost.faces.ribbon.dispatching import Answer
from xlcost.faces.ribbon.messages import show_messages
from xlcost.faces.ribbon.options import fields_of, section_of
from xlcost.faces.ribbon.registry import Command, commands, find_command, title_of
from xlcost.faces.ribbon.words import words_of
from xlcost.faces.run_lines import RIBBON, run_line
from xlcost.ledger import Ledger
from xlcost.problems import LedgerInvalid, Problem, Severity, XlcostError, errors

_EVERY = 0.25  # seconds between two texts of the status bar


class Stopped(Exception):
    """The user pressed Esc, or said no."""


class Session:
    """What a command works with."""

    def __init__(self, command: Command, host: Host, clock: Any = dt.datetime.now) -> None:
        self.command, self.host, self._clock = command, host, clock
        self.started: dt.datetime = clock()
        self.run_id = hashlib.sha256(f"{self.started.isoformat()}{command.tag}{host.name}".encode()).hexdigest()[:8].upper()
        self.journal = Journal(host, f"{command.screentip} ({self.run_id}, {self.started:%Y-%m-%d %H:%M})")
        self.problems: list[Problem] = []
        self.rows_changed = 0
        self.run_lines: list[dict[str, Any]] = []  # of the run log, written when the command has come to its end
        self.used: Mapping[str, Any] = {}
        self._shown = 0.0

    @property
    def today(self) -> dt.date:
        """The day of the run; a report that needs a date and is given none takes it."""
        return self.started.date()

    # -- progress ---------------------------------------------------------------------------------------------
    def say(self, text: str) -> None:
        """Name the step at work in the status bar; Stopped when Esc was pressed."""
        now = time.monotonic()
        if now - self._shown >= _EVERY:
            self._shown = now
            self.host.status(f"xlcost: {title_of(self.command)} - {text}. Esc to stop")
        if self.host.stop_wanted():
            raise Stopped("Stopped. Nothing was changed.")

    # -- what a command needs ---------------------------------------------------------------------------------
    @cached_property
    def ledger(self) -> Ledger:
        """The ledger of the workbook; its warnings stand among the messages."""
        found = read_live(self.host, self.say)
        self.problems += found.problems
        return found

    @cached_property
    def options(self) -> dict[str, Any]:
        """The options of this command from XLC Options, which is made with suggestions when it lacks them."""
        self.used = option_sheet.read_options(self.host, section_of(self.command), fields_of(self.command), self.ledger, self.today)
        check_named(self.ledger, self.used.get("Items"), self.used.get("Locations"))
        return dict(self.used)

    @cached_property
    def settings(self) -> dict[str, Any]:
        """XLC Settings."""
        return option_sheet.read_settings(self.host)

    @cached_property
    def input_hash(self) -> str:
        """Fingerprint of the ledger."""
        from xlcost.ledger.content_hash import ledger_hash

        return ledger_hash(self.ledger)

    # -- what a command does ----------------------------------------------------------------------------------
    def confirm(self, question: str) -> None:
        """Ask before writing; Stopped when the user says no."""
        self.host.status(None)
        if not self.host.dialogs.confirm(f"xlcost: {title_of(self.command)}", question):
            raise Stopped("Nothing was changed.")

    def apply(self, ledger: Ledger, rows: int, result: str, reason: str = "") -> None:
        """Write the changes of a ledger into the workbook, all or nothing; Undo can take them back.

        `result` and `reason` stand in the run log, as the command line words them.
        """
        self.host.status(f"xlcost: {title_of(self.command)} - writing {rows:,} rows")
        write_back(self.host, ledger, self.journal)
        self.rows_changed = rows
        self.run_lines.append(run_line(RIBBON, self.words(), self.ledger, ledger, self.host.name, result, reason))

    def words(self) -> list[str]:
        """The words of the command line that do what this command does."""
        return words_of(self.command.tag, self.host.name, {**self.used, "User ID": self.settings.get("User ID", "")})

    def recorded(self, answer: Answer) -> Answer:
        """The answer after the run was written to the run log beside the workbook; a warning when that was not possible."""
        warnings = [p for line in self.run_lines if (p := _record(self.host, line)) is not None]
        if not warnings:
            return answer
        show_messages(self.host, [*warnings, *self.problems], front=False)
        words = " ".join(f"{p.what} {p.remedy}" for p in warnings)
        return Answer("found", f"{answer.sentence} Not in the run log: {words}", answer.code)

    def answer(self, sentence: str, *, found: bool = False) -> Answer:
        """The end of a command that did what it was asked to; warnings are written to XLC Messages."""
        warned = [p for p in self.problems if p.severity is not Severity.NOTE]
        if warned:
            show_messages(self.host, self.problems, front=False)
            sentence += f" {_count(self.problems)}: see sheet XLC Messages."
        return Answer("found" if found or warned else "done", sentence)


def run_command(tag: str, host: Host, clock: Any = dt.datetime.now) -> Answer:
    """Run the command of a tag; never raises."""
    command = find_command(tag)
    if command is None:
        known = ", ".join(c.tag for c in commands())
        return Answer("refused", f"H01: There is no command {tag!r}. The commands are {known}.", "H01")
    session = Session(command, host, clock)
    return host.perform(lambda: _pressed(session))


def _pressed(session: Session) -> Answer:
    host = session.host
    begun = time.monotonic()
    try:
        answer = _guarded(session)
    finally:
        _quietly(lambda: host.status(None))
    _quietly(lambda: _log(session, answer, time.monotonic() - begun))
    if answer.state == "refused":
        _quietly(lambda: host.dialogs.tell("xlcost", answer.sentence))
    _quietly(lambda: host.finish(answer.sentence))
    return answer


def _guarded(session: Session) -> Answer:
    command, host = session.command, session.host
    try:
        blocked = host.obstacles()
        if blocked:
            return Answer("refused", "H02: " + " ".join(blocked), "H02")
        if command.needs_ledger and not has_ledger(host):
            raise HostRefused(
                "H04", "This workbook holds no ledger.", where=host.name, rule="A ledger has one sheet per table, named as the table.",
                remedy="Open the ledger workbook, or name its sheets Item, Value Entry, G-L Entry ... (Help > Guide).",
            )  # fmt: skip
        module, _, name = command.handler.partition(":")
        handler = getattr(import_module(f"xlcost.faces.ribbon.{module}"), name)
        with host.quiet():
            answer: Answer = handler(session)
            if session.journal.steps:
                session.journal.keep()
            return session.recorded(answer)
    except Exception as error:
        left = _take_back(session)
        answer = _refusal(session, error)
        return Answer("refused", f"{left} {answer.sentence}", "X98") if left else answer


def _record(host: Host, line: Mapping[str, Any]) -> Problem | None:
    """Write a line of the run log; why that was not possible."""
    from xlcost.faces.run_log import LOG, record_run

    if host.folder is None:
        what = "The workbook lies in no folder of this machine."
        remedy = "Save it in a folder of this machine, or of a synchronized library."
        return Problem(Severity.WARNING, "LOG_NOT_WRITTEN", LOG, what, "Each run that writes is recorded.", remedy)
    return record_run(host.folder / host.name, line)


def _take_back(session: Session) -> str:
    """A command that failed leaves the workbook as it was; a sentence when even that fails."""
    try:
        with session.host.quiet():
            session.journal.take_back()
        return ""
    except Exception as error:
        place = _trace(session, error)
        return f"X98: The run failed and not everything could be taken back: close the workbook without saving. Details: {place}."


def _refusal(session: Session, error: Exception) -> Answer:
    host = session.host
    if isinstance(error, Stopped):
        return Answer("stopped", str(error))
    if isinstance(error, LedgerInvalid):
        problems = error.problems
        _quietly(lambda: show_messages(host, problems))
        where = "See sheet XLC Messages: each line leads to its cell."
        sentence = f"{error.code}: The ledger cannot be read: {_count(problems)}. {where} Nothing was changed."
        return Answer("refused", sentence, error.code)
    if isinstance(error, XlcostError):
        problem = error.problem
        _quietly(lambda: show_messages(host, [problem, *session.problems]))
        words = " ".join(w for w in (problem.what, problem.remedy) if w)
        return Answer("refused", f"{error.code}: {words} Nothing was changed.", error.code)
    place = _trace(session, error)  # a defect of ours, or the program went away
    sentence = f"X99: {type(error).__name__}: {str(error)[:200]}. This is a defect of xlcost; nothing was changed."
    return Answer("refused", f"{sentence} The details are in {place}." if place else sentence, "X99")


def _count(problems: Sequence[Problem]) -> str:
    stopping = len(errors(problems))
    warned = sum(1 for p in problems if p.severity is Severity.WARNING)
    parts = [f"{n:,} {word}{'' if n == 1 else 's'}" for n, word in ((stopping, "error"), (warned, "warning")) if n]
    return ", ".join(parts) or "notes"


def _quietly(action: Any) -> None:
    """What must not spoil the end of a command."""
    try:
        action()
    except Exception:
        if os.environ.get("XLCOST_DEBUG"):
            traceback.print_exc()


def log_folder() -> Path:
    """Where details of defects are kept, for the user alone."""
    base = os.environ.get("LOCALAPPDATA") or os.environ.get("XDG_STATE_HOME")
    return (Path(base) if base else Path.home() / ".local" / "state") / "xlcost"


def _trace(session: Session, error: Exception) -> str:
    try:
        folder = log_folder()
        folder.mkdir(parents=True, exist_ok=True)
        path = folder / f"{session.started:%Y%m%d-%H%M%S}-{session.run_id}.log"
        path.write_text("".join(traceback.format_exception(error)), encoding="utf-8")
        return str(path)
    except OSError:
        return ""


_KEPT_LINES = 500


def _log(session: Session, answer: Answer, seconds: float) -> None:
    """A line on XLC Log; reading commands of ours leave none."""
    from xlcost import __version__

    if session.command.tag in ("log", "help", "about", "options", "settings", "messages") or answer.code in ("H01", "H02"):
        return
    host = session.host
    used = "; ".join(f"{k} = {v}" for k, v in session.used.items() if v not in (None, ""))
    identity = session.input_hash[:8] if "input_hash" in session.__dict__ or "ledger" in session.__dict__ else ""
    line: list[CellValue] = [
        session.run_id, f"{session.started:%Y-%m-%d %H:%M:%S}", _user(), session.command.tag, used, answer.sentence,
        float(session.rows_changed), float(f"{seconds:.2f}"), identity, __version__,
    ]  # fmt: skip
    lines = [line, *house_sheets.lines_of(host, house_sheets.LOG)[: _KEPT_LINES - 1]]
    with host.quiet():
        active = host.active()
        house_sheets.replace_lines(host, house_sheets.LOG, lines, ["@", "@", "@", "@", "@", "@", "#,##0", "0.00", "@", "@"])
        if host.active() != active:
            host.select(*active)


def _user() -> str:
    try:
        return getpass.getuser()
    except (OSError, KeyError, ImportError):
        return ""
