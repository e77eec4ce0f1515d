"""R6: a naive auditor. It shares no code with xlcost, reads nothing but records, and counts in fractions.

For every entry whose cost is derived - issues, exact reversals, receipts of transfers, outputs - it works out by
recursion what the entry must cost, without any rounding: its part of the layers it takes from, of the average of its
period, of the issue it reverses, of the cost of its order. `differences` lists the entries whose recorded cost lies
further off than the roundings on the way can explain (each worth half a cent).

Where cost runs in a circle within one period (transfers to and fro between places with an average of their own), where
a revaluation divides a period, or where a pool is empty or negative, the rules go by the order of posting; there the
auditor adopts what is recorded and goes on from it. `adopted` says how often, `audited` how many entries were worked out.
"""

from tests.naive_auditor.auditor import Auditor, auditor_of
from tests.naive_auditor.records import TABLES

__all__ = ["TABLES", "Auditor", "auditor_of"]
