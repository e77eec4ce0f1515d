"""xlcost: inventory costing, valuation and posting in Excel workbooks, exact to the cent.

The public API of spec/interface.md and nothing else; each name is loaded when it is first used.
"""

from __future__ import annotations

from importlib import import_module
from types import FunctionType
from typing import Any

__version__ = "0.1.0"

_WHERE = {
    "Ledger": "ledger",
    "Outcome": "ledger",
    "LedgerInvalid": "problems",
    "XlcostError": "problems",
    "Problem": "problems",
    "read_ledger": "sheets",
    "write_ledger": "sheets",
    "post_item_journal": "costing",
    "suggest_revaluation": "costing",
    "finish_production_order": "costing",
    "adjust_cost": "costing",
    "post_inventory_cost": "posting",
    "check_inventory_cost_posting": "posting",
    "check_inventory_period": "posting",
    "close_inventory_period": "posting",
    "reopen_inventory_period": "posting",
    "reconcile_inventory": "views",
    "compare_adjustments": "views",
    "what_if": "views",
    "audit_costs": "views",
    "trace_item_entry": "views",
    "trace_gl_entry": "views",
    "find_entries": "views",
    "explain_amount": "views",
    "calculate_project_wip": "projects",
    "post_project_wip": "projects",
    "complete_project": "projects",
    "reopen_project": "projects",
    "delete_project_wip": "projects",
    "recalculate_project_wip": "projects",
    "run_report": "reports",
    "read_close": "sheets.read_close",
    "restatement_bridge": "views.bridge",
    "close_period": "reports.close",
}

__all__ = [*_WHERE, "__version__"]  # noqa: PLE0604


def __getattr__(name: str) -> Any:
    if name not in _WHERE:
        raise AttributeError(f"module 'xlcost' has no attribute {name!r}")
    value = getattr(import_module(f"xlcost.{_WHERE[name]}"), name)
    if isinstance(value, FunctionType):
        value = import_module("xlcost.ledger.boundary").at_the_boundary(value)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted(__all__)
