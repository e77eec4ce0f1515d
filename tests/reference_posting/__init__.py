"""Item journal posting by the letter of costing-engine.md, written without a look at src/xlcost/costing.

Plain records, plain loops, Decimal with 28 digits; the section number stands at each rule. Reads nothing but `Ledger.records(...)`
of the state before a call and the journal lines, and returns every table as posting must leave it.

    posted(records, lines)          chapter 2, and 1.3, 3, 4.4, 5 as far as posting needs them
    suggested(records, ...)         the suggestion of a revaluation, 2.11
    finished(records, order, line)  2.9, the end of a production order

A line that may not be posted raises `Refused` with the code of 2.1 or 2.11.
"""

from tests.reference_posting.books import Books, Refused
from tests.reference_posting.journal import finished, posted
from tests.reference_posting.suggestion import suggested

__all__ = ["Books", "Refused", "finished", "posted", "suggested"]
