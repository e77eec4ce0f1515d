"""WHAT IS RECORDED: tables, columns, options, Ledger and Outcome."""

from xlcost.ledger.ledger import Ledger, Outcome, column_array, rows_table
from xlcost.ledger.table import Row, Table

__all__ = ["Ledger", "Outcome", "Row", "Table", "column_array", "rows_table"]
