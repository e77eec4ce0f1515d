"""THE account matrix of project WIP, as data (project-wip.md 5.1), and the posting groups it reads.

Every entry debits the G/L account with its amount and credits the balancing account. Which columns of the project
posting group these are depends on the type of the entry and on where it comes from.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import Enum

from xlcost.ledger import Ledger
from xlcost.ledger.options import IncomeBalance, ProjectWIPEntryType
from xlcost.problems import XlcostError


class Origin(Enum):
    """Where a row comes from, as far as its accounts depend on it."""

    TASK = "the task"
    ITEM = "a ledger entry of Type Item"
    RESOURCE = "a ledger entry of Type Resource"
    GL_ACCOUNT = "a ledger entry of Type G/L Account"
    POC = "the task, Percentage of Completion"
    COMPLETE = "the task, project complete, Per Project"


@dataclass(frozen=True, slots=True)
class AccountRule:
    """One line of the matrix: captions of the posting group's columns."""

    account: str
    balancing: str


_T = ProjectWIPEntryType
_COSTS, _INVOICED, _ACCRUED_SALES = "WIP Costs Account", "WIP Invoiced Sales Account", "WIP Accrued Sales Account"

MATRIX: dict[tuple[ProjectWIPEntryType, Origin], AccountRule] = {
    (_T.APPLIED_COSTS, Origin.TASK): AccountRule("Project Costs Applied Account", _COSTS),
    (_T.APPLIED_COSTS, Origin.ITEM): AccountRule("Item Costs Applied Account", _COSTS),
    (_T.APPLIED_COSTS, Origin.RESOURCE): AccountRule("Resource Costs Applied Account", _COSTS),
    (_T.APPLIED_COSTS, Origin.GL_ACCOUNT): AccountRule("G/L Costs Applied Account", _COSTS),
    (_T.RECOGNIZED_COSTS, Origin.TASK): AccountRule("Recognized Costs Account", _COSTS),
    (_T.RECOGNIZED_COSTS, Origin.COMPLETE): AccountRule("Recognized Costs Account", "Project Costs Applied Account"),
    (_T.ACCRUED_COSTS, Origin.TASK): AccountRule("Project Costs Adjustment Account", "WIP Accrued Costs Account"),
    (_T.APPLIED_SALES, Origin.TASK): AccountRule("Project Sales Applied Account", _INVOICED),
    (_T.RECOGNIZED_SALES, Origin.POC): AccountRule("Recognized Sales Account", _ACCRUED_SALES),
    (_T.RECOGNIZED_SALES, Origin.TASK): AccountRule("Recognized Sales Account", _INVOICED),
    (_T.RECOGNIZED_SALES, Origin.COMPLETE): AccountRule("Recognized Sales Account", "Project Sales Applied Account"),
    (_T.ACCRUED_SALES, Origin.TASK): AccountRule("Project Sales Adjustment Account", _ACCRUED_SALES),
}

BALANCE_SHEET = ("WIP Costs Account", "WIP Accrued Costs Account", "WIP Accrued Sales Account", "WIP Invoiced Sales Account")
INCOME_STATEMENT = (
    "Project Costs Applied Account",
    "Item Costs Applied Account",
    "Resource Costs Applied Account",
    "G/L Costs Applied Account",
    "Project Costs Adjustment Account",
    "Project Sales Applied Account",
    "Project Sales Adjustment Account",
    "Recognized Costs Account",
    "Recognized Sales Account",
)
NATURE: dict[str, IncomeBalance] = {
    **dict.fromkeys(BALANCE_SHEET, IncomeBalance.BALANCE_SHEET),
    **dict.fromkeys(INCOME_STATEMENT, IncomeBalance.INCOME_STATEMENT),
}


class PostingGroups:
    """The accounts of the project posting groups, read once per run."""

    def __init__(self, ledger: Ledger) -> None:
        self.accounts: dict[str, dict[str, str]] = {
            row["Code"]: row for row in ledger.table("Project Posting Group").rows(["Code", *BALANCE_SHEET, *INCOME_STATEMENT])
        }

    def demand(self) -> AccountDemand:
        """The accounts that one project asks for."""
        return AccountDemand(self.accounts)


@dataclass(slots=True)
class AccountDemand:
    """Looks accounts up for one project and remembers those that are missing, to report all of them at once."""

    groups: dict[str, dict[str, str]]
    missing: dict[tuple[str, str], None] = field(default_factory=dict)

    def pair(self, group: str, kind: ProjectWIPEntryType, origin: Origin, where: str) -> tuple[str, str]:
        """G/L account and balancing account of a row; blank and remembered where the posting group has none."""
        if not group:
            raise XlcostError(
                "POSTING_GROUP_BLANK",
                "Neither the task nor its project has a Project Posting Group.",
                where=where,
                rule="WIP needs accounts, and these stand in the project posting group.",
                remedy="Fill Project Posting Group on the task or on the project.",
            )
        accounts = self.groups.get(group)
        if accounts is None:
            raise XlcostError(
                "POSTING_GROUP_MISSING",
                f"There is no Project Posting Group {group}.",
                where=where,
                rule="A posting group that a task or project names is a row of Project Posting Group.",
                remedy=f"Add {group} to the sheet Project Posting Group, or correct the task.",
            )
        rule = MATRIX[kind, origin]
        for caption in (rule.account, rule.balancing):
            if not accounts[caption]:
                self.missing[group, caption] = None
        return accounts[rule.account], accounts[rule.balancing]

    def check(self, where: str) -> None:
        """ACCOUNT_MISSING with every pair of posting group and field, if any was missing."""
        if not self.missing:
            return
        raise XlcostError(
            "ACCOUNT_MISSING",
            "; ".join(f"{caption} of posting group {group} is blank" for group, caption in self.missing) + ".",
            where=where,
            rule="Every account that a WIP entry of the project can need is set up.",
            remedy="Fill these accounts on the sheet Project Posting Group.",
        )
