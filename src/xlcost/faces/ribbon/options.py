"""What each command can be told: the fields of a report's request page, or those of a stage, by caption.

They stand on the sheet XLC Options, one line per field, a block per command. A blank value is the default.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, get_args

from xlcost.faces.ribbon.registry import Command
from xlcost.ledger import Ledger
from xlcost.ledger.values import date_of

Suggestion = Callable[[dt.date], Any]


@dataclass(frozen=True, slots=True)
class OptionField:
    """One line of the sheet: caption, kind, choices, what it means, what is suggested from the last posting date."""

    caption: str
    kind: str = "text"  # "text", "date", "yes/no", "choice", "list"
    choices: tuple[str, ...] = ()
    meaning: str = ""
    suggest: Suggestion | None = None
    required: bool = False

    @property
    def allowed(self) -> str:
        """What may be given, in words."""
        words = {"date": "a date, or 2026-10-31", "yes/no": "Yes, No", "list": "one or more, separated by |", "text": "text"}
        return ", ".join(self.choices) if self.choices else words.get(self.kind, self.kind)


def month_start(day: dt.date) -> dt.date:
    """The first of the month of a day."""
    return day.replace(day=1)


def month_end(day: dt.date) -> dt.date:
    """The last of the month of a day."""
    return (day.replace(day=28) + dt.timedelta(days=4)).replace(day=1) - dt.timedelta(days=1)


_METHODS = ("Per Entry", "Per Posting Group")
_PROJECTS = OptionField("Projects", "list", meaning="Project numbers; blank = all.")
_POST_WIP = (
    OptionField("Reversal Posting Date", "date", suggest=month_end, required=True, meaning="Posting date of the reversal of earlier WIP."),
    OptionField("Reversal Document No.", suggest=lambda d: f"WIPREV-{d:%Y-%m}", required=True),
    OptionField("Use Reversal Date", "yes/no", meaning="Yes: also the new WIP is posted on the reversal date."),
    _PROJECTS,
)
_DAY = (
    OptionField("Ending Date", "date", suggest=month_end, required=True, meaning="Ending date of the inventory period."),
    OptionField(
        "Reason", meaning="Close although a step of the checklist is red; the reason is recorded. Blank = closes only when none is."
    ),
)

# Fields of the commands that are no reports, by section. Several commands may share a section.
SECTIONS: dict[str, tuple[OptionField, ...]] = {
    "Adjust Cost": (
        OptionField("Items", "list", meaning="Item numbers; blank = all."),
        OptionField("Until", "date", meaning="Adjust only up to this posting date; blank = all."),
    ),
    "Post Inventory Cost to G/L": (
        OptionField("Posting Method", "choice", _METHODS, "One G/L entry per value entry, or per posting group.", lambda d: "Per Entry"),
        OptionField("Document No.", meaning="Per Posting Group only."),
        OptionField("Items", "list", meaning="Item numbers; blank = all."),
        OptionField("Posting Date From", "date"),
        OptionField("Posting Date To", "date"),
        OptionField("On Error", "choice", ("skip", "stop"), "skip: leave out what cannot be posted; stop: as the ERP does."),
    ),
    "Inventory - G/L Reconciliation": (
        OptionField("Posting Date From", "date", meaning="Blank = from the beginning."),
        OptionField("Posting Date To", "date", meaning="Blank = to the end."),
        OptionField("Items", "list", meaning="Item numbers; blank = all."),
        OptionField("Locations", "list", meaning="Location codes; blank = all."),
        OptionField("Mode", "choice", ("exact", "erp"), "exact: corrected projection; erp: the ERP's own matrix."),
        OptionField("If Posted", "yes/no", meaning="Yes: as it would stand if everything that can be posted were posted."),
    ),
    "Project Calculate WIP": (
        OptionField("Posting Date", "date", suggest=month_end, required=True),
        OptionField("Document No.", suggest=lambda d: f"WIP-{d:%Y-%m}", required=True),
        _PROJECTS,
    ),
    "Project Post WIP to G/L": _POST_WIP,
    "Project Status": (OptionField("Work Date", "date", suggest=month_end, required=True), _PROJECTS),
    "Month-end Pack": (
        OptionField("Period", suggest=lambda d: f"{d:%Y-%m}", required=True, meaning="2026-10, 2026-Q3, 2026 or two dates with .. between."),
        OptionField("Posting Method", "choice", _METHODS, "For the preview of posting."),
        OptionField("Document No.", meaning="Per Posting Group only."),
        OptionField("Compatibility", "choice", ("exact", "clean"), "exact: the ERP's figures; clean: without its quirks."),
    ),
    "Sign-off": (
        OptionField("Period", suggest=lambda d: f"{d:%Y-%m}", required=True, meaning="2026-10, 2026-Q3, 2026 or two dates with .. between."),
        OptionField("Role", "choice", ("preparer", "approver"), "Blank = preparer. The approver is another person."),
        OptionField("Signed By", meaning="Blank = the name that this machine knows you by."),
    ),
    "Inventory Period": _DAY,
}  # fmt: skip

SECTION_OF = {
    "adjust": "Adjust Cost",
    "adjust-preview": "Adjust Cost",
    "post-test": "Post Inventory Cost to G/L",
    "post-cost": "Post Inventory Cost to G/L",
    "reconcile": "Inventory - G/L Reconciliation",
    "wip-calculate": "Project Calculate WIP",
    "wip-post": "Project Post WIP to G/L",
    "wip-reverse": "Project Post WIP to G/L",
    "wip-complete": "Project Status",
    "wip-reopen": "Project Status",
    "wip-delete": "Project Status",
    "wip-recalculate": "Project Status",
    "close": "Month-end Pack",
    "sign": "Sign-off",
    "close-period": "Inventory Period",
    "reopen-period": "Inventory Period",
}


def section_of(command: Command) -> str:
    """The block of XLC Options that a command reads."""
    return command.report or SECTION_OF[command.tag]


def fields_of(command: Command) -> tuple[OptionField, ...]:
    """The fields of a command; none when it has no options."""
    if not command.needs_options:
        return ()
    return _report_fields(command.report) if command.report else SECTIONS[SECTION_OF[command.tag]]


def _report_fields(name: str) -> tuple[OptionField, ...]:
    """The request page of a report."""
    from xlcost.reports import find_report
    from xlcost.reports.options import caption_of

    model = find_report(name).options
    found = []
    for field_name, field in model.model_fields.items():
        caption = caption_of(model, field_name)
        choices = tuple(str(c) for c in get_args(field.annotation) if isinstance(c, str))
        if field.annotation in (dt.date, dt.date | None):
            suggest = month_start if caption == "Starting Date" else None if caption == "Work Date" else month_end
            kind, words = "date", "Blank = today." if caption == "Work Date" else ""
            found.append(OptionField(caption, kind, (), words, suggest))
        elif field.annotation is bool:
            default = "Yes" if field.default else "No"
            found.append(OptionField(caption, "yes/no", (), f"Blank = {default}."))
        elif choices:
            found.append(OptionField(caption, "choice", choices, f"Blank = {field.default}." if field.default else ""))
        else:
            words = "Code or filter: A1, A1..B9, A*|B*; blank = all." if "Filter" in caption else ""
            found.append(OptionField(caption, "text", (), words))
    common = [f for f in found if f.caption in ("Compatibility", "Work Date")]
    return (*(f for f in found if f not in common), *common)


def suggestions(ledger: Ledger | None, fields: tuple[OptionField, ...], today: dt.date) -> Mapping[str, Any]:
    """First values by caption: the month of the last posting date in the ledger (of today without one)."""
    last = today
    if ledger is not None:
        days = [int(ledger.table(t)["Posting Date"].max(initial=0)) for t in ("Value Entry", "Item Ledger Entry", "Project Ledger Entry")]
        last = date_of(max(days)) or today
    return {f.caption: f.suggest(last) for f in fields if f.suggest is not None}
