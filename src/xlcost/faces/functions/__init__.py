"""Worksheet functions: read-only questions to a snapshot of the ledger, from one table (FUNCTIONS)."""

from __future__ import annotations

from xlcost.faces.functions.call import evaluate
from xlcost.faces.functions.cell_values import CellError
from xlcost.faces.functions.snapshot import SNAPSHOTS, Snapshot
from xlcost.faces.functions.table import BY_NAME, FUNCTIONS, Function

__all__ = ["BY_NAME", "FUNCTIONS", "SNAPSHOTS", "CellError", "Function", "Snapshot", "evaluate"]
