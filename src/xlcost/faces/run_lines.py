"""What a run that writes says of itself: the sentence of its result and its line in the run log, the same from every face.

A press of a button and the command line write equal lines but for the time, the chain of hashes and `Face`. `Words` are
the words of the command line that repeat the run.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from decimal import Decimal
from pathlib import Path
from typing import Any

from xlcost.ledger import Ledger, Outcome
from xlcost.ledger.content_hash import ledger_hash
from xlcost.reports.pack.common import count

COMMAND_LINE, RIBBON = "command line", "ribbon"


def journal_posted(lines: int) -> str:
    """Of post-journal."""
    return f"{count(lines, 'item journal line', 'item journal lines')} posted."


def cost_adjusted(outcome: Outcome) -> str:
    """Of adjust."""
    added = outcome.added_rows.get("Value Entry")
    if added is None or not added.length:
        return "Nothing to adjust."
    total = sum((r["Cost Amount (Actual)"] for r in outcome.added.get("Value Entry", [])), start=Decimal("0.00"))
    return f"{count(added.length, 'value entry', 'value entries')} added, {total:,.2f} in all."


def cost_posted(outcome: Outcome) -> str:
    """Of post-cost."""
    if not outcome.posted_count:
        return "There is nothing to post to the general ledger."
    return f"{count(outcome.posted_count, 'value entry has', 'value entries have')} been posted."


def projects_done(outcome: Outcome, done: str) -> str:
    """Of the commands on projects; `done` in the past tense."""
    good = sum(1 for status in outcome.statuses.values() if status == "OK")
    return f"{count(good, 'project', 'projects')} {done}."


def period_closed(ending: dt.date) -> str:
    """Of close-period."""
    return f"Inventory periods up to {ending} are closed."


def period_reopened(ending: dt.date) -> str:
    """Of reopen-period."""
    return f"Inventory periods from {ending} are open."


def stamp(user_id: str, when: dt.datetime) -> dict[str, Any]:
    """Who closes or reopens a period, and when; without a User ID the name that the operating system knows."""
    from xlcost.faces.run_log import user_name

    return {"user_id": user_id or user_name(), "work_date": when.date(), "creation_time": f"{when:%H:%M:%S}"}


def run_line(
    face: str, words: Iterable[str], books: Ledger, after: Ledger, output: str, result: str, reason: str = ""
) -> dict[str, Any]:
    """The line of a run that made a new ledger, for run_log.record_run."""
    hashes = {"Input Hash": ledger_hash(books), "Output Hash": ledger_hash(after)}
    more = {"Reason": reason} if reason else {}
    return {**spoken(words), **hashes, "Output": output, "Result": result, "Face": face, **more}


def pack_line(face: str, words: Iterable[str], books: Ledger, outcome: Outcome, pack: Path | None) -> dict[str, Any]:
    """The line of a close: what went in, the fingerprint of the pack that came out, if one was written, what it says."""
    from xlcost.faces.run_log import file_hash
    from xlcost.reports.pack.cover import verdict

    _, word, sentence, _ = verdict(outcome.results["close"])
    written = {"Output Hash": file_hash(pack), "Output": pack.name} if pack is not None else {}
    return {**spoken(words), "Input Hash": ledger_hash(books), **written, "Result": f"{word} {sentence}", "Face": face}


def spoken(words: Iterable[str]) -> dict[str, str]:
    """`Command` and `Words` of a line: folders are left out of paths, words with blanks stand in quotation marks."""
    told = [_told(word) for word in words]
    return {"Command": told[0] if told else "", "Words": " ".join(told)}


def _told(word: str) -> str:
    option, sign, value = word.partition("=") if word.startswith("--") else ("", "", word)
    if ("/" in value or "\\" in value) and Path(value).parent.is_dir():
        word = f"{option}{sign}{Path(value).name}"
    return f'"{word}"' if not word or any(c.isspace() for c in word) else word


def option_words(options: Mapping[str, Any], words: Mapping[str, str], defaults: Mapping[str, Any]) -> list[str]:
    """Options by caption as words of the command line: dates in ISO form, each of a list on its own, Yes as a bare word."""
    found: list[str] = []
    for caption, word in words.items():
        value = options.get(caption)
        if value in (None, "", False, []) or value == defaults.get(caption):
            continue
        if value is True:
            found.append(word)
            continue
        for one in value if isinstance(value, list) else [value]:
            found += [word, str(one)]
    return found
