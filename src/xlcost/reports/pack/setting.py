"""What surrounds a report on its page."""

from __future__ import annotations

from dataclasses import dataclass

from xlcost.reports.close import Close
from xlcost.reports.pack.common import Facts
from xlcost.reports.period import Period


@dataclass(frozen=True, slots=True)
class Setting:
    """What surrounds a report: the run, its period, and the close whose tie-out it shows (None: without general ledger)."""

    facts: Facts
    period: Period | None = None
    close: Close | None = None
    sheets: frozenset[str] = frozenset()  # sheets of the workbook that links may lead to
