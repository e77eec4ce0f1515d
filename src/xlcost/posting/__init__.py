"""WHAT FOLLOWS FOR THE BOOKS: account rules, Post Inventory Cost to G/L, inventory periods."""

from __future__ import annotations

from importlib import import_module
from typing import Any

_WHERE = {
    "post_inventory_cost": "inventory_cost",
    "post_value_entries": "inventory_cost",
    "check_inventory_cost_posting": "test_report",
    "check_posting_setup": "setup_check",
    "check_inventory_period": "periods",
    "close_inventory_period": "periods",
    "reopen_inventory_period": "periods",
}

__all__ = [*_WHERE]  # noqa: PLE0604


def __getattr__(name: str) -> Any:
    if name not in _WHERE:
        raise AttributeError(f"module 'xlcost.posting' has no attribute {name!r}")
    value = getattr(import_module(f"xlcost.posting.{_WHERE[name]}"), name)
    globals()[name] = value
    return value
