"""What a press of a button would be on the command line: the words that its line in the run log carries."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from xlcost.faces.run_lines import option_words

_USER = {"User ID": "--user-id"}
_ONLY_WIP = {"Projects": "--project"}
_POST_WIP = {
    "Reversal Posting Date": "--reversal-posting-date",
    "Reversal Document No.": "--reversal-document-no",
    "Use Reversal Date": "--use-reversal-date",
    **_ONLY_WIP,
    **_USER,
}
_METHOD = {"Posting Method": "--posting-method", "Document No.": "--document-no"}
_DEFAULTS = {"Posting Method": "Per Entry", "On Error": "skip", "Compatibility": "exact"}


@dataclass(frozen=True, slots=True)
class Spoken:
    """A command of the command line: its words, its options by caption, words that always stand behind them."""

    words: tuple[str, ...]
    options: Mapping[str, str] = field(default_factory=dict)
    always: tuple[str, ...] = ("--in-place",)


WORDS: dict[str, Spoken] = {
    "post-journal": Spoken(("post-journal",)),
    "adjust": Spoken(("adjust",), {"Items": "--item", "Until": "--until"}),
    "post-cost": Spoken(
        ("post-cost",),
        {**_METHOD, "Items": "--item", "Posting Date From": "--from", "Posting Date To": "--to", "On Error": "--on-error", **_USER},
    ),
    "wip-calculate": Spoken(("wip", "calculate"), {"Posting Date": "--posting-date", "Document No.": "--document-no", **_ONLY_WIP}),
    "wip-post": Spoken(("wip", "post"), _POST_WIP, ("--yes", "--in-place")),
    "wip-reverse": Spoken(("wip", "post"), _POST_WIP, ("--reverse-only", "--in-place")),
    "wip-complete": Spoken(("wip", "complete"), {"Work Date": "--work-date", **_ONLY_WIP}),
    "wip-reopen": Spoken(("wip", "reopen"), _ONLY_WIP),
    "wip-delete": Spoken(("wip", "delete"), _ONLY_WIP),
    "wip-recalculate": Spoken(("wip", "recalculate"), _ONLY_WIP),
    "close": Spoken(("close",), {"Period": "--period", **_METHOD, "Compatibility": "--compatibility", **_USER}, ()),
    "close-period": Spoken(("close-period",), {"Ending Date": "--ending-date", "Reason": "--force", **_USER}),
    "reopen-period": Spoken(("reopen-period",), {"Ending Date": "--ending-date", **_USER}),
    "undo": Spoken(("undo",), {}, ()),  # has no twin on the command line, which keeps a backup instead
}


def words_of(tag: str, book: str, given: Mapping[str, Any]) -> list[str]:
    """The words of the command line that do what the command did with these options and settings."""
    spoken = WORDS[tag]
    command, *rest = spoken.words
    return [command, *rest, book, *option_words(given, spoken.options, _DEFAULTS), *spoken.always]
