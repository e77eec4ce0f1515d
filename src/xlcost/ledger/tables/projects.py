"""Project tables under current and older captions (project-wip.md 1). "Project ..." is also read as "Job ..."."""

from __future__ import annotations

from xlcost.ledger.derive import billable_line, budget_line, project_complete
from xlcost.ledger.options import (
    GLAccountType,
    LedgerEntryType,
    PlanningLineType,
    ProjectBlocked,
    ProjectLedgerEntryType,
    ProjectLineType,
    ProjectStatus,
    ProjectWIPEntryType,
    RecognizedCosts,
    RecognizedSales,
    WIPPostingMethod,
    WIPTotal,
)
from xlcost.ledger.schema import Column, TableDef, amount, code, day, entry_no, integer, option, percent, quantity, ratio, text, yes_no

_DIMENSIONS = (code("Global Dimension 1 Code"), code("Global Dimension 2 Code"), integer("Dimension Set ID"))


def _titles(name: str, plural: str) -> tuple[str, ...]:
    return (plural, name.replace("Project", "Job"), plural.replace("Project", "Job"))


def _table(name: str, plural: str, key: tuple[str, ...], columns: tuple[Column, ...], calculated: tuple[Column, ...] = ()) -> TableDef:
    return TableDef(name, "projects", columns, key=key, titles=_titles(name, plural), calculated=calculated)


PROJECT = _table(
    "Project",
    "Projects",
    ("No.",),
    (
        code("No.", required=True),
        text("Description"),
        code("Bill-to Customer No."),
        option("Status", ProjectStatus, missing=int(ProjectStatus.OPEN)),
        yes_no("Complete", derive=project_complete),
        option("Blocked", ProjectBlocked),
        day("Starting Date"),
        day("Ending Date"),
        code("Project Posting Group"),
        code("WIP Method"),
        option("WIP Posting Method", WIPPostingMethod),
        day("WIP Posting Date"),
        yes_no("Apply Usage Link"),
        code("Currency Code"),
        code("Invoice Currency Code"),
        code("Global Dimension 1 Code"),
        code("Global Dimension 2 Code"),
        percent("Physical % complete"),
    ),
    calculated=(
        amount("Total WIP Cost Amount"),
        amount("Total WIP Cost G/L Amount"),
        amount("Total WIP Sales Amount"),
        amount("Total WIP Sales G/L Amount"),
        amount("Recog. Sales Amount"),
        amount("Recog. Costs Amount"),
        amount("Recog. Sales G/L Amount"),
        amount("Recog. Costs G/L Amount"),
        amount("Applied Costs G/L Amount"),
        amount("Applied Sales G/L Amount"),
        amount("Calc. Recog. Sales Amount"),
        amount("Calc. Recog. Costs Amount"),
        amount("Calc. Recog. Sales G/L Amount"),
        amount("Calc. Recog. Costs G/L Amount"),
        amount("Recog. Profit Amount"),
        amount("Recog. Profit G/L Amount"),
        percent("Recog. Profit %"),
        amount("Acc. WIP Costs Amount"),
        amount("Acc. WIP Sales Amount"),
        yes_no("WIP Entries Exist"),
        yes_no("WIP Completion Calculated"),
        yes_no("WIP Completion Posted"),
        yes_no("WIP Warnings"),
        day("WIP G/L Posting Date"),
    ),
)

PROJECT_TASK = _table(
    "Project Task",
    "Project Tasks",
    ("Project No.", "Project Task No."),
    (
        code("Project No.", required=True),
        code("Project Task No.", required=True),
        text("Description"),
        option("Project Task Type", GLAccountType),
        text("Totaling"),
        option("WIP-Total", WIPTotal),
        code("WIP Method"),
        code("Project Posting Group"),
        amount("Recognized Sales Amount"),
        amount("Recognized Costs Amount"),
        amount("Recognized Sales G/L Amount"),
        amount("Recognized Costs G/L Amount"),
        code("Global Dimension 1 Code"),
        code("Global Dimension 2 Code"),
    ),
)

PROJECT_PLANNING_LINE = _table(
    "Project Planning Line",
    "Project Planning Lines",
    ("Project No.", "Project Task No.", "Line No."),
    (
        code("Project No.", required=True),
        code("Project Task No.", required=True),
        integer("Line No."),
        option("Line Type", PlanningLineType),
        day("Planning Date"),
        option("Type", ProjectLineType),
        code("No."),
        text("Description"),
        quantity("Quantity"),
        amount("Total Cost"),
        amount("Line Amount"),
        amount("Total Cost (LCY)"),
        amount("Line Amount (LCY)"),
        yes_no("Budget Line", derive=budget_line, aliases=("Schedule Line",)),
        yes_no("Billable Line", derive=billable_line, aliases=("Contract Line",)),
        amount("Remaining Total Cost (LCY)"),
        amount("Remaining Line Amount (LCY)"),
        quantity("Qty. Transferred to Invoice"),
        quantity("Qty. Invoiced"),
        quantity("Qty. to Invoice"),
        amount("Invoiced Amount (LCY)"),
    ),
)

PROJECT_LEDGER_ENTRY = _table(
    "Project Ledger Entry",
    "Project Ledger Entries",
    ("Entry No.",),
    (
        entry_no("Entry No.", required=True),
        code("Project No.", required=True),
        code("Project Task No."),
        day("Posting Date"),
        code("Document No."),
        option("Entry Type", ProjectLedgerEntryType),
        option("Type", ProjectLineType),
        code("No."),
        text("Description"),
        quantity("Quantity"),
        amount("Total Cost"),
        amount("Line Amount"),
        amount("Total Cost (LCY)"),
        amount("Line Amount (LCY)"),
        code("Posting Group"),
        option("Ledger Entry Type", LedgerEntryType),
        entry_no("Ledger Entry No."),
        amount("Amt. to Post to G/L"),
        amount("Amt. Posted to G/L"),
        yes_no("Adjusted"),
        amount("Original Total Cost (LCY)"),
        *_DIMENSIONS,
    ),
)

PROJECT_WIP_METHOD = _table(
    "Project WIP Method",
    "Project WIP Methods",
    ("Code",),
    (
        code("Code", required=True),
        text("Description"),
        yes_no("WIP Cost", missing=True),
        yes_no("WIP Sales", missing=True),
        option("Recognized Costs", RecognizedCosts),
        option("Recognized Sales", RecognizedSales),
        yes_no("Valid", missing=True),
        yes_no("System Defined"),
    ),
)

PROJECT_POSTING_GROUP = _table(
    "Project Posting Group",
    "Project Posting Groups",
    ("Code",),
    (
        code("Code", required=True),
        text("Description"),
        code("WIP Costs Account"),
        code("WIP Accrued Costs Account"),
        code("Project Costs Applied Account"),
        code("Item Costs Applied Account"),
        code("Resource Costs Applied Account"),
        code("G/L Costs Applied Account"),
        code("Project Costs Adjustment Account"),
        code("G/L Expense Acc. (Contract)"),
        code("WIP Accrued Sales Account"),
        code("WIP Invoiced Sales Account"),
        code("Project Sales Applied Account"),
        code("Project Sales Adjustment Account"),
        code("Recognized Costs Account"),
        code("Recognized Sales Account"),
    ),
)

PROJECT_WIP_ENTRY = _table(
    "Project WIP Entry",
    "Project WIP Entries",
    ("Entry No.",),
    (
        day("WIP Posting Date"),
        code("Document No."),
        code("Project No.", required=True),
        yes_no("Project Complete"),
        entry_no("Project WIP Total Entry No."),
        code("G/L Account No."),
        code("G/L Bal. Account No."),
        code("WIP Method Used"),
        option("WIP Posting Method Used", WIPPostingMethod),
        option("Type", ProjectWIPEntryType),
        amount("WIP Entry Amount"),
        code("Project Posting Group"),
        yes_no("Reverse"),
        code("Global Dimension 1 Code"),
        code("Global Dimension 2 Code"),
        entry_no("Entry No.", required=True),
        integer("Dimension Set ID"),
    ),
)

PROJECT_WIP_TOTAL = _table(
    "Project WIP Total",
    "Project WIP Totals",
    ("Entry No.",),
    (
        entry_no("Entry No.", required=True),
        code("Project No.", required=True),
        code("Project Task No."),
        code("WIP Method"),
        day("WIP Posting Date"),
        text("WIP Posting Date Filter"),
        text("WIP Planning Date Filter"),
        yes_no("WIP Warnings"),
        yes_no("Posted to G/L"),
        amount("Budget (Total Cost)", aliases=("Schedule (Total Cost)",)),
        amount("Budget (Total Price)", aliases=("Schedule (Total Price)",)),
        amount("Usage (Total Cost)"),
        amount("Usage (Total Price)"),
        amount("Billable (Total Cost)", aliases=("Contract (Total Cost)",)),
        amount("Billable (Total Price)", aliases=("Contract (Total Price)",)),
        amount("Billable (Invoiced Price)", aliases=("Contract (Invoiced Price)",)),
        amount("Billable (Invoiced Cost)", aliases=("Contract (Invoiced Cost)",)),
        amount("Calc. Recog. Sales Amount"),
        amount("Calc. Recog. Costs Amount"),
        ratio("Cost Completion %"),
        ratio("Invoiced %"),
    ),
)

PROJECT_WIP_GL_ENTRY = _table(
    "Project WIP G/L Entry",
    "Project WIP G/L Entries",
    ("Entry No.",),
    (
        day("Posting Date"),
        day("WIP Posting Date"),
        code("Document No."),
        code("Project No.", required=True),
        yes_no("Project Complete"),
        entry_no("Project WIP Total Entry No."),
        code("G/L Account No."),
        code("G/L Bal. Account No."),
        yes_no("Reversed"),
        day("Reverse Date"),
        code("WIP Method Used"),
        option("WIP Posting Method Used", WIPPostingMethod),
        option("Type", ProjectWIPEntryType),
        amount("WIP Entry Amount"),
        code("Project Posting Group"),
        entry_no("WIP Transaction No."),
        yes_no("Reverse"),
        text("Description"),
        code("Global Dimension 1 Code"),
        code("Global Dimension 2 Code"),
        entry_no("G/L Entry No."),
        entry_no("Entry No.", required=True),
        integer("Dimension Set ID"),
    ),
)

PROJECT_WIP_WARNING = _table(
    "Project WIP Warning",
    "Project WIP Warnings",
    ("Entry No.",),
    (
        entry_no("Entry No.", required=True),
        code("Project No."),
        code("Project Task No."),
        entry_no("Project WIP Total Entry No."),
        text("Warning Message"),
        code("Warning Code"),
    ),
)

PROJECT_TASK_DIMENSION = _table(
    "Project Task Dimension",
    "Project Task Dimensions",
    ("Project No.", "Project Task No.", "Dimension Code"),
    (
        code("Project No.", required=True),
        code("Project Task No.", required=True),
        code("Dimension Code", required=True),
        code("Dimension Value Code"),
    ),
)

PROJECTS_SETUP = TableDef(
    "Projects Setup",
    "setup",
    (
        code("Primary Key"),
        code("Default WIP Method"),
        option("Default WIP Posting Method", WIPPostingMethod),
        code("Default Project Posting Group"),
        yes_no("Automatic Update Project Item Cost"),
    ),
    titles=("Jobs Setup", "Project Setup", "Job Setup"),
)

TABLES = (
    PROJECT,
    PROJECT_TASK,
    PROJECT_PLANNING_LINE,
    PROJECT_LEDGER_ENTRY,
    PROJECT_WIP_METHOD,
    PROJECT_POSTING_GROUP,
    PROJECT_WIP_ENTRY,
    PROJECT_WIP_TOTAL,
    PROJECT_WIP_GL_ENTRY,
    PROJECT_WIP_WARNING,
    PROJECT_TASK_DIMENSION,
    PROJECTS_SETUP,
)
