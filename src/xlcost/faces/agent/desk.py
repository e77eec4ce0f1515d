"""The desk: every question of an add-in comes here as text and leaves as text. It never raises.

Functions are answered at once from the snapshot in memory. A command drives the open workbook; it runs while the
caller waits (`wait=True`, Excel's automation, which lets calls back in), or in a thread of its own while the caller has
its screen back (`wait=False`, where a waiting caller could not let the command touch its cells). One command at a time.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import replace
from typing import Any

from xlcost import __version__
from xlcost.faces.agent.wire import Request, Unintelligible, read_request, write_reply
from xlcost.faces.functions.cell_values import CellError
from xlcost.problems import XlcostError

REFUSED, ACCEPTED, VALUE, SHOWN = "refused", "accepted", "value", "shown"  # shown: refused, and the user has been told why
RunCommand = Callable[[Request], Any]  # answers with .state and .sentence, as ribbon.Answer does


class Desk:
    """Answers requests. `run` carries out a command; `after` is called with (request, state, sentence) when one that nobody
    waited for is over. A request of the kind "result" tells how the last command ended."""

    def __init__(self, run: RunCommand, wait: bool, after: Callable[[Request, str, str], None] | None = None) -> None:
        self._run, self._wait, self._after = run, wait, after
        self._busy = threading.Lock()
        self._at_work = ""
        self._last = (REFUSED, "No command was run.")

    def answer(self, text: str) -> str:
        """The reply to a request."""
        try:
            request = read_request(text)
        except Unintelligible as error:
            return write_reply(REFUSED, f"The request is not understood: {error}")
        if request.version not in ("", __version__):
            stale = f"The add-in is of version {request.version}, xlcost of version {__version__}. Run: xlcost addin install"
            return write_reply(REFUSED, stale) if request.kind != "function" else write_reply(VALUE, CellError.NA)
        if request.kind == "function":
            return self._function(request)
        if request.kind == "command":
            return self._command(request)
        if request.kind == "result":
            return write_reply(*((ACCEPTED, self._at_work) if self._busy.locked() else self._last))
        return write_reply(REFUSED, f"A request is a function, a command or a result, not {request.kind!r}.")

    def _function(self, request: Request) -> str:
        from xlcost.faces.functions import evaluate

        try:
            return write_reply(VALUE, evaluate(request.name, request.arguments, request.book))
        except Exception:  # a defect of ours must not look like a figure
            return write_reply(VALUE, CellError.VALUE)

    def _command(self, request: Request) -> str:
        if not self._busy.acquire(blocking=False):
            return write_reply(REFUSED, f"{self._at_work} is still at work. Wait for its result, or stop it with Esc.")
        self._at_work = title(request.name)
        if self._wait:
            try:
                return write_reply(*self._carry_out(request))
            finally:
                self._busy.release()
        threading.Thread(target=self._carry_out_alone, args=(request,), name=f"xlcost {request.name}", daemon=True).start()
        return write_reply(ACCEPTED, f"xlcost: {self._at_work} ...")

    def _carry_out_alone(self, request: Request) -> None:
        try:
            state, sentence = self._carry_out(request)
            if self._after is not None:
                self._after(request, state, sentence)
        finally:
            self._busy.release()

    def _carry_out(self, request: Request) -> tuple[str, str]:
        try:
            found = self._run(request)
            self._last = str(found.state), str(found.sentence)
        except XlcostError as error:
            self._last = REFUSED, str(error)
        except Exception as error:
            self._last = REFUSED, f"X99: {type(error).__name__}: {error}. This is a defect of xlcost."
        return self._last


def title(tag: str) -> str:
    """What the button of a command says, for a tag or an id of the ribbon; the tag itself when there is no such command."""
    from xlcost.faces.ribbon.registry import find_command, title_of

    command = find_command(tag)
    return tag if command is None else title_of(command)


def told(answer: Any) -> Any:
    """An answer of the dispatcher after the user has seen it: a refusal need not be shown again."""
    return replace(answer, state=SHOWN) if answer.state == REFUSED else answer
