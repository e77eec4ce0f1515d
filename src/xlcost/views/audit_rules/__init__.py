"""THE list of audit checks (gl-posting C5), in the order of the report: one record each."""

from __future__ import annotations

from xlcost.views.audit_rules import applications, balances, basic, chains, general_ledger, invoicing, standard_cost, valuation
from xlcost.views.audit_rules.check import Check

_GROUPED = (*basic.CHECKS, *applications.CHECKS, *valuation.CHECKS, *invoicing.CHECKS)
_OWN = sorted((*general_ledger.CHECKS, *balances.CHECKS, *standard_cost.CHECKS), key=lambda check: check.code)

CHECKS: tuple[Check, ...] = (*_GROUPED, *_OWN, *chains.CHECKS)

BY_CODE: dict[str, Check] = {check.code: check for check in CHECKS}

ERP_GROUPS = (0, 1, 2, 4, 5, 6, 8)  # what the ERP's own dialog ticks by default
