"""An independent reading of Adjust Cost - Item Entries: costing-engine.md chapter 4 as plainly as it is written.

It takes the records of a ledger before a call and says which value entries `adjust_cost` must add and which flags and
unit costs it must leave. It shares no code with `xlcost.costing`, and reads nothing but `Ledger.records`.
"""

from tests.reference_adjustment.compare import compared_run, differences

__all__ = ["compared_run", "differences"]
