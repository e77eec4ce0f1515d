"""Rule and remedy of every warning of a report: what makes it a row of the sheet Problems (valuation-reports.md 7, project-wip.md 8)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from xlcost.ledger.rules import Rule
from xlcost.problems import Problem, Severity

_W = Severity.WARNING
RULES: Mapping[str, Rule] = {
    "PERIOD_EMPTY": Rule(
        _W, "A period starts on or before the day on which it ends.", "Swap Starting Date and Ending Date, or correct one of them."
    ),
    "ITEM_FILTER_EMPTY": Rule(
        _W, "An item filter lets at least one item card pass.", "Correct the filter; A|B, A..Z, A* and <>A are understood."
    ),
    "ITEM_MISSING": Rule(
        _W,
        "Every item of a value entry has a card on the sheet Item.",
        "Export the sheet Item again without a filter, and run the report again.",
    ),
    "CAPACITY_VE_WITH_ITEM": Rule(
        _W,
        "A value entry of capacity has no item: its Item No. and Item Ledger Entry Type are blank.",
        "Check the export of the sheet Value Entry; the entries belong to work in process, not to stock.",
    ),
    "ILE_NOT_FOUND": Rule(
        _W,
        "An application names item ledger entries that exist.",
        "Export the sheets Item Ledger Entry and Item Application Entry again, both in full.",
    ),
    "ZERO_QTY_ILE": Rule(
        _W,
        "An item ledger entry has a quantity; without one there is no unit cost.",
        "Look at the entries in the ERP: an undone or damaged posting leaves them; correct the data with your partner.",
    ),
    "NONINV_DIRECT_COST": Rule(
        _W,
        "The ERP's report knows five entry types; Direct Cost - Non Inventory stops it.",
        "Read it as a part of the cost; there is nothing to correct.",
    ),
    "IAO_DERIVED": Rule(
        _W,
        "The sheet Inventory Adjmt. Entry (Order) says which finished orders are invoiced completely.",
        "Export that sheet too, with all its rows.",
    ),
    "ORDER_NOT_INVOICED": Rule(
        _W,
        "The cost of an order is known once it is finished and adjusted; before that its output shows expected cost as material.",
        "Finish the order, run Adjust Cost - Item Entries and run the report again.",
    ),
    "CYCLE": Rule(
        _W,
        "Applications lead from issues to receipts and never come back to where they began.",
        "Read the shares of these entries with care: the total is right, the split is cut where the circle closes.",
    ),
    "WHAT_IF_CONTROL": Rule(
        _W,
        "Posting every transaction again under an item's own method gives what the ledger shows.",
        "Compare the item with the report Cost Adjustment Re-performance; the reason stands in the control.",
    ),
    "WHAT_IF_NOT_RUN": Rule(
        _W,
        "An item can be posted again under each method.",
        "Read the columns of these methods without the item; the message of the control says why.",
    ),
    "COMPLETED_PROJECTS": Rule(
        _W,
        "The report leaves out completed projects; their entries may stay on the accounts.",
        "Compare the difference of the account with this amount before looking for another cause.",
    ),
    "BILLABLE_PRICE_ZERO": Rule(
        _W, "A project with WIP has a billable price.", "Enter billable planning lines, or choose a method that needs none."
    ),
    "BUDGET_COST_ZERO": Rule(_W, "A project with WIP has a cost budget.", "Enter budget planning lines with a unit cost."),
    "BUDGET_PRICE_ZERO": Rule(_W, "A project with WIP has a price budget.", "Enter budget planning lines with a unit price."),
    "COST_COMPLETION_OVER_100": Rule(
        _W, "Usage stays within the cost budget.", "Raise the budget to the cost that is expected at completion."
    ),
    "RECOG_SALES_NEGATIVE": Rule(_W, "Recognized sales are positive.", "Look for credit memos and negative billable lines of the project."),
    "RECOG_COSTS_NEGATIVE": Rule(_W, "Recognized costs are positive.", "Look for negative usage and negative budget lines of the project."),
    "WRONG_SIGN_SALES": Rule(
        _W,
        "Invoices are negative in the project ledger.",
        "Check the sign of the amounts in the export of the sheet Project Ledger Entry.",
    ),
    "ALLOCATION_SHARED": Rule(
        _W,
        "An amount of WIP belongs to one posting group of its project tasks.",
        "Check the split by task, or give the tasks WIP-Total lines of their own.",
    ),
    "WIP_IDENTITY": Rule(
        _W,
        "Costs and sales of a project are recognized or stand on the balance sheet: the parts add up.",
        "Report the project with its export: the calculation is at fault.",
    ),
    "REVERSE_NO_ENTRIES": Rule(_W, "Only posted WIP can be reversed.", "Nothing needs to be done if the project had no WIP."),
    "TASK_GL_NOT_POSTED": Rule(
        _W, "What was calculated is posted before it is reversed.", "Post the WIP of the project, or delete the calculation."
    ),
    "NOTHING_TO_POST_AFTER_REVERSAL": Rule(
        _W, "A reversal is followed by the new WIP.", "Calculate WIP of the project again if it is not completed."
    ),
    "PROJECT_CURRENCY_MISSING": Rule(
        _W,
        "Amounts in the currency of a project come from Total Cost and Line Amount.",
        "Export both columns with planning lines and ledger entries, or show the amounts in LCY.",
    ),
    "TASKS_IN_LCY": Rule(Severity.NOTE, "Task lines are in local currency, as in the ERP.", "Show Types for amounts in the currency of the project."),
    "CLOSE_CHANGED": Rule(Severity.ERROR, "A pack is not edited.", "Produce the pack of the period again, or take it from the archive."),
}
OTHER = Rule(
    _W, "A report is complete when the data it needs are.", "The message names what is missing; complete it and run the report again."
)


def problem_of(report: str, warning: Mapping[str, Any] | Any) -> Problem:
    """A warning of a report as a problem with its four parts; the place is the report."""
    given = isinstance(warning, Mapping)
    code, text = (str(warning.get(key, "")) for key in ("Code", "Text")) if given else ("", str(warning))
    return RULES.get(code, OTHER).problem(code, report, text)
