"""THE table of ribbon commands: what the ribbon XML, the Calc toolbar, the dispatcher, the documentation and the tests follow.

Reports come from the registry of reports: a report added there has its button, its options and its test here without
another line. Everything else is one record in `_OTHERS`. A control of the ribbon is a command, or a menu whose
commands name it; a split menu's first command is what the big button does.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

LABEL_LENGTH = 24


@dataclass(frozen=True, slots=True)
class Menu:
    """A control that holds commands: `split` = a button with a menu beside it, else a menu."""

    id: str
    label: str
    group: str
    keytip: str
    image: str
    screentip: str
    split: bool = True
    size: str = "large"


@dataclass(frozen=True, slots=True)
class Command:
    """One command. `tag` is what the dispatcher knows it by: the name of the report, or a word of ours."""

    id: str
    tag: str
    label: str
    group: str
    keytip: str  # unique among its neighbours: on the tab, or in its menu
    image: str  # imageMso
    screentip: str  # what it does, one line
    supertip: str  # what to expect of it
    handler: str  # "module:function" below xlcost.faces.ribbon
    menu: str = ""  # id of the Menu that holds it
    size: str = "normal"
    needs_options: bool = False  # whether the sheet XLC Options holds rows for it
    needs_ledger: bool = True  # whether the workbook must hold a ledger
    writes: bool = False  # whether it changes ledger tables, after a confirmation
    report: str = ""  # name of the report that it runs


GROUPS = ("Data", "Costing", "Reports", "General Ledger", "Projects", "Audit", "Period", "xlcost")
TAB_LABEL, TAB_KEYTIP = "Costing", "Y"

MENUS: tuple[Menu, ...] = (
    Menu("xlcData", "Import", "Data", "I", "ImportExcel", "Read and check the ledger sheets of this workbook"),
    Menu("xlcAdjust", "Adjust Cost", "Costing", "A", "CalculateNow", "Forward costs from inbound to outbound entries"),
    Menu("xlcMoreReports", "More Reports", "Reports", "M", "PivotTableInsert", "Age, variance, register, status", False, "normal"),
    Menu("xlcPost", "Post to G/L", "General Ledger", "T", "AccountingFormat", "Post inventory cost to the general ledger"),
    Menu("xlcProject", "Project WIP", "Projects", "J", "FunctionsFinancialInsertGallery", "Work in process of projects"),
    Menu("xlcProjectReports", "Project Reports", "Projects", "Q", "TableInsert", "Cockpit, amounts to post, schedule", False, "normal"),
    Menu("xlcPeriod", "Period Close", "Period", "X", "SheetProtect", "The month-end pack and the inventory period"),
    Menu("xlcHelp", "Help", "xlcost", "K", "Help", "Guide, messages, log, about", False, "normal"),
)

# Reports that stand on the tab themselves: label, keytip, image, size.
_ON_TAB = {
    "Inventory Valuation": ("Valuation", "V", "TableInsert", "large"),
    "Inventory Valuation - WIP": ("WIP", "W", "TableInsert", "large"),
    "Invt. Valuation - Cost Spec.": ("Cost Spec.", "S", "ChartInsert", "normal"),
    "Cost Shares Breakdown": ("Cost Shares", "H", "ChartInsert", "normal"),
}
# Short labels where the first words of a name do not say enough.
_LABELS = {
    "Inventory to G/L Reconcile": "Item Bridge to G/L",
    "Cost Adjustment Re-performance": "Adjustments Re-performed",
    "Proposed Correcting Journal": "Proposed Journal",
    "Reconciliation Causes - Trend": "Cause Trend",
}
_NOTHING_WRITTEN = "Changes no ledger table."
_ASKS = "Shows counts and totals and asks before it writes. Undo Last Run takes it back."

_OTHERS: tuple[Command, ...] = (
    Command("xlcImport", "import", "Import and Validate", "Data", "I", "ImportExcel", "Read the ledger sheets and check every row",
            "Problems stand on the sheet XLC Messages with a link to each cell. " + _NOTHING_WRITTEN, "commands.data:import_ledger", "xlcData"),
    Command("xlcCheck", "check", "Audit Checks", "Data", "A", "ReviewAcceptChange", "Run every audit check on the ledger",
            "Findings stand on the sheets Audit and Posting Setup Check, and on XLC Messages with a link to each entry. " + _NOTHING_WRITTEN,
            "commands.data:check", "xlcData"),
    Command("xlcJournal", "post-journal", "Post Item Journal", "Data", "J", "ImportExcel", "Post the sheet Item Journal Line",
            _ASKS, "commands.costing:post_journal", "xlcData", writes=True),
    Command("xlcMessages", "messages", "Show Messages", "Data", "M", "FileProperties", "Go to the messages of the last run",
            _NOTHING_WRITTEN, "commands.house:messages", "xlcData", needs_ledger=False),
    Command("xlcAdjustPreview", "adjust-preview", "Preview", "Costing", "P", "CalculateNow", "What Adjust Cost would add",
            "Lists the value entries that adjusting would add. " + _NOTHING_WRITTEN, "commands.costing:adjust_preview", "xlcAdjust",
            needs_options=True),
    Command("xlcAdjustRun", "adjust", "Run", "Costing", "R", "CalculateNow", "Adjust Cost - Item Entries",
            _ASKS, "commands.costing:adjust", "xlcAdjust", needs_options=True, writes=True),
    Command("xlcOptions", "options", "Options", "Reports", "O", "ControlsGallery", "Dates, filters and choices of every command",
            "The sheet XLC Options; a blank value is the default.", "commands.house:options", needs_ledger=False),
    Command("xlcRefresh", "refresh", "Refresh All", "Reports", "R", "Refresh", "Run again every report that stands in this workbook",
            _NOTHING_WRITTEN, "commands.reports:refresh"),
    Command("xlcPostTest", "post-test", "Test", "General Ledger", "T", "AccountingFormat", "The Test report of Post Inventory Cost to G/L",
            "Never writes to a ledger table.", "commands.general_ledger:post_test", "xlcPost", needs_options=True),
    Command("xlcPostRun", "post-cost", "Post...", "General Ledger", "P", "AccountingFormat", "Post Inventory Cost to G/L",
            "Shows debit, credit and document numbers and asks before it writes. Undo Last Run takes it back.",
            "commands.general_ledger:post_cost", "xlcPost", needs_options=True, writes=True),
    Command("xlcReconcile", "reconcile", "Reconcile", "General Ledger", "C", "DataValidation", "Inventory - G/L Reconciliation, explained",
            "Every difference by cause, down to the entries. " + _NOTHING_WRITTEN, "commands.general_ledger:reconcile", size="large",
            needs_options=True),
    Command("xlcUnposted", "unposted", "Unposted Entries", "General Ledger", "U", "FileProperties", "Value entries not yet posted to the G/L",
            _NOTHING_WRITTEN, "commands.general_ledger:unposted_entries"),
    Command("xlcWipCalculate", "wip-calculate", "Calculate...", "Projects", "C", "FunctionsFinancialInsertGallery", "Project Calculate WIP",
            _ASKS, "commands.projects:calculate", "xlcProject", needs_options=True, writes=True),
    Command("xlcWipRecalculate", "wip-recalculate", "Recalculate...", "Projects", "A", "Refresh",
            "Calculate WIP again, on the date and document of the last calculation", _ASKS, "commands.projects:recalculate", "xlcProject",
            needs_options=True, writes=True),
    Command("xlcWipPost", "wip-post", "Post...", "Projects", "P", "AccountingFormat", "Project Post WIP to G/L",
            _ASKS, "commands.projects:post", "xlcProject", needs_options=True, writes=True),
    Command("xlcWipReverse", "wip-reverse", "Reverse...", "Projects", "V", "AccountingFormat", "Reverse the posted WIP of projects",
            _ASKS, "commands.projects:reverse", "xlcProject", needs_options=True, writes=True),
    Command("xlcWipComplete", "wip-complete", "Complete...", "Projects", "D", "ReviewAcceptChange", "Complete projects",
            _ASKS, "commands.projects:complete", "xlcProject", needs_options=True, writes=True),
    Command("xlcWipReopen", "wip-reopen", "Reopen...", "Projects", "O", "ReviewAcceptChange", "Reopen completed projects",
            _ASKS, "commands.projects:reopen", "xlcProject", needs_options=True, writes=True),
    Command("xlcWipDelete", "wip-delete", "Delete Calculated WIP...", "Projects", "X", "Delete", "Delete calculated WIP that is not posted",
            _ASKS, "commands.projects:delete", "xlcProject", needs_options=True, writes=True),
    Command("xlcTrace", "trace", "Trace", "Audit", "E", "TracePrecedents", "Trace the entry or document of the active cell",
            "Where its cost came from and where it went, as xlcost trace writes it. " + _NOTHING_WRITTEN, "commands.audit:trace", size="large"),
    Command("xlcWhy", "why", "Why?", "Audit", "Y", "FormulaEvaluate", "Explain the figure in the active cell",
            "The entries behind an amount, why a function XLC_... shows an error, or what a message means. " + _NOTHING_WRITTEN, "commands.audit:why"),
    Command("xlcLog", "log", "Log", "Audit", "L", "FileProperties", "Every run in this workbook",
            _NOTHING_WRITTEN, "commands.house:log", needs_ledger=False),
    Command("xlcClose", "close", "Month-end Pack", "Period", "M", "SheetProtect", "Reports, test, reconciliation and evidence in one workbook",
            "A new workbook beside this one. " + _NOTHING_WRITTEN, "commands.period:close", "xlcPeriod", needs_options=True),
    Command("xlcSign", "sign", "Sign...", "Period", "S", "ReviewAcceptChange", "Sign the close of a period as preparer or approver",
            "Two different persons. Asks first; a line of the run log beside the workbook. Void as soon as the ledger changes. " + _NOTHING_WRITTEN,
            "commands.period:sign", "xlcPeriod", needs_options=True),
    Command("xlcClosePeriod", "close-period", "Close Period...", "Period", "C", "SheetProtect", "Close the inventory period",
            "Closes only when every check is green. " + _ASKS, "commands.period:close_period", "xlcPeriod", needs_options=True, writes=True),
    Command("xlcReopenPeriod", "reopen-period", "Reopen Period...", "Period", "R", "SheetProtect", "Reopen the inventory period",
            _ASKS, "commands.period:reopen_period", "xlcPeriod", needs_options=True, writes=True),
    Command("xlcSettings", "settings", "Settings", "xlcost", "Z", "ControlsGallery", "Settings of this workbook",
            "The sheet XLC Settings.", "commands.house:settings", needs_ledger=False),
    Command("xlcUndo", "undo", "Undo Last Run", "xlcost", "B", "Undo", "Take back what the last run changed",
            "Refuses when cells were changed since.", "commands.house:undo", needs_ledger=False),
    Command("xlcGuide", "help", "Guide", "xlcost", "G", "Help", "What each button does", "", "commands.house:guide", "xlcHelp", needs_ledger=False),
    Command("xlcAbout", "about", "About", "xlcost", "A", "Help", "Version and installation", "", "commands.house:about", "xlcHelp",
            needs_ledger=False),
)  # fmt: skip


@cache
def commands() -> tuple[Command, ...]:
    """All commands in ribbon order: by group; in a group the order of the table, reports first."""
    found = [*_reports(), *_OTHERS]
    return tuple(sorted(found, key=lambda c: GROUPS.index(c.group)))


def find_command(tag: str) -> Command | None:
    """The command of a tag; the id of its control is understood too."""
    return next((c for c in commands() if tag in (c.tag, c.id)), None)


def menu_of(command: Command) -> Menu | None:
    """The menu that holds a command; None when it stands on the tab."""
    return next((m for m in MENUS if m.id == command.menu), None)


def title_of(command: Command) -> str:
    """What a person calls the command: the words of its menu and its own, Project WIP - Post."""
    menu, label = menu_of(command), command.label.rstrip(".")
    return f"{menu.label} - {label}" if menu else label


def _reports() -> list[Command]:
    """One command for each report of the registry."""
    from xlcost.reports import REPORTS
    from xlcost.reports.projects_all import PROJECT_REPORTS

    of_projects = {r.name for r in PROJECT_REPORTS}
    found: list[Command] = []
    used: dict[str, set[str]] = {}
    for report in REPORTS.values():
        group, menu = ("Projects", "xlcProjectReports") if report.name in of_projects else ("Reports", "xlcMoreReports")
        label, keytip, image, size = _ON_TAB.get(report.name, ("", "", "TableInsert", "normal"))
        if label:
            menu = ""
        else:
            label = _short(_LABELS.get(report.name, report.name), used.setdefault(menu, set()))
            keytip = _keytip(len(used[menu]))
        identity = "xlcReport" + "".join(w.capitalize() for w in report.slug.split("-"))
        found.append(
            Command(identity, report.name, label, group, keytip, image, report.title, report.purpose, "commands.reports:run_report_command",
                    menu, size, needs_options=True, report=report.name)
        )  # fmt: skip
    return found


def _short(name: str, used: set[str]) -> str:
    """A label of at most 24 characters, unique in its menu."""
    label = name.removeprefix("Project ").removeprefix("Inventory - ")
    while len(label) > LABEL_LENGTH:
        label = label.rpartition(" ")[0].rstrip(" -") or label[:LABEL_LENGTH]
    base, number = label, 2
    while label in used:
        label = f"{base[: LABEL_LENGTH - 3]} {number}"
        number += 1
    used.add(label)
    return label


def _keytip(number: int) -> str:
    """1 to 9, then A to Z, then ZA ..: none is the beginning of another."""
    digits = "123456789ABCDEFGHIJKLMNOPQRSTUVWXY"
    if number <= len(digits):
        return digits[number - 1]
    return "Z" + _keytip(number - len(digits))
