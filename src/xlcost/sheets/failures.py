"""Failures of a whole file as XlcostError, with the rule and remedy of their code."""

from __future__ import annotations

from xlcost.ledger.rules import RULES, problem
from xlcost.problems import LedgerInvalid, XlcostError


def failure(code: str, what: str, where: str = "") -> XlcostError:
    """The exception of a workbook-level code (W..)."""
    rule = RULES[code]
    return XlcostError(code, what, where=where, rule=rule.rule, remedy=rule.remedy)


def refused(code: str, what: str, where: str = "") -> LedgerInvalid:
    """The exception that turns an input away with one problem of a workbook-level code (W..)."""
    return LedgerInvalid([problem(code, where, what)])
