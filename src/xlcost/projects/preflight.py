"""What is checked before a calculation: signs of sales, nature of accounts, flags of methods (project-wip.md 1.5 to 1.7)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np

from xlcost.ledger import Ledger
from xlcost.ledger.options import IncomeBalance, ProjectLedgerEntryType, WIPPostingMethod
from xlcost.money import sum_by, to_decimal
from xlcost.problems import Problem, Severity
from xlcost.projects.accounts import NATURE
from xlcost.projects.books import ProjectCard, tool_warning
from xlcost.projects.methods import methods_of


def wrong_sign_sales(ledger: Ledger, projects: Sequence[str]) -> list[dict[str, str]]:
    """Tool warnings for projects whose sales add up to a positive amount: invoices are negative (section 1.5)."""
    entries = ledger.table("Project Ledger Entry")
    sales = np.flatnonzero(entries["Entry Type"] == int(ProjectLedgerEntryType.SALE))
    if not len(sales):
        return []
    number, names = entries.codes("Project No.")
    sums = dict(zip(names, sum_by(number[sales], len(names), entries["Line Amount (LCY)"][sales]).tolist(), strict=True))
    return [
        tool_warning(
            "WRONG_SIGN_SALES",
            no,
            "",
            f"Sale entries add up to {to_decimal(sums[no]):,f}; invoices are negative in the project ledger. Turn their signs.",
        )
        for no in projects
        if sums.get(no, 0) > 0
    ]


def preflight_problems(ledger: Ledger, cards: Sequence[ProjectCard]) -> Iterator[Problem]:
    """Warnings about the setup that the projects of a run use."""
    yield from _natures(ledger)
    methods = methods_of(ledger)
    for card in cards:
        method = methods.get(card.method)
        if card.posting_method == WIPPostingMethod.PER_PROJECT_LEDGER_ENTRY and method and not (method.wip_cost and method.wip_sales):
            yield Problem(
                Severity.WARNING,
                "METHOD_FLAGS",
                f"project {card.no}",
                f"The method {method.code} makes no entries for costs or for sales.",
                "A project with WIP Posting Method Per Project Ledger Entry has a method with WIP Cost and WIP Sales.",
                "Choose another method, or post per project.",
            )


def _natures(ledger: Ledger) -> Iterator[Problem]:
    accounts = ledger.table("G/L Account")
    if "Income/Balance" not in accounts.given:
        return
    natures = dict(accounts.tuples(("No.", "Income/Balance")))
    captions = list(NATURE)
    for code, *numbers in ledger.table("Project Posting Group").tuples(("Code", *captions)):
        for caption, number in zip(captions, numbers, strict=True):
            have = natures.get(number)
            if number and have is not None and have != NATURE[caption]:
                yield Problem(
                    Severity.WARNING,
                    "ACCOUNT_NATURE",
                    f"Project Posting Group {code}, {caption}",
                    f"Account {number} is {IncomeBalance.of(have).caption}.",
                    f"{caption} is an account of the {NATURE[caption].caption.lower()}.",
                    "Choose another account, or correct Income/Balance on the sheet G/L Account.",
                )
