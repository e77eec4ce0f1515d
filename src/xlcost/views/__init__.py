"""WHAT IT ADDS UP TO: valuation, reconciliation, causes, audit, trace."""

from __future__ import annotations

from importlib import import_module
from typing import Any

_WHERE = {
    "reconcile_inventory": "reconciliation",
    "Reconciliation": "reconciliation",
    "correcting_lines": "corrections",
    "reconcile_as_if_posted": "corrections",
    "compare_adjustments": "reperformance",
    "what_if": "method_comparison",
    "audit_costs": "audit",
    "trace_item_entry": "trace",
    "trace_gl_entry": "trace_gl",
    "find_entries": "documents",
    "explain_amount": "why",
}

__all__ = [*_WHERE]  # noqa: PLE0604


def __getattr__(name: str) -> Any:
    if name not in _WHERE:
        raise AttributeError(f"module 'xlcost.views' has no attribute {name!r}")
    value = getattr(import_module(f"xlcost.views.{_WHERE[name]}"), name)
    globals()[name] = value
    return value
