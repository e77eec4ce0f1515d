"""HOW IT SITS IN A FILE: reading, guarding, filling templates, writing."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from xlcost.sheets.read import read_ledger as read_ledger
    from xlcost.sheets.write_ledger import write_ledger as write_ledger

_WHERE = {"read_ledger": "read", "write_ledger": "write_ledger"}


def __getattr__(name: str) -> Any:
    if name not in _WHERE:
        raise AttributeError(f"module 'xlcost.sheets' has no attribute {name!r}")
    value = getattr(import_module(f"xlcost.sheets.{_WHERE[name]}"), name)
    globals()[name] = value
    return value
