"""An invented company's month-end pack as Pages: what the sheet tests fill, render and look at."""

from __future__ import annotations

from xlcost.reports.grid import Page

from .accounts import explained, matrix
from .company import COMPANY, RUN
from .cover import bridge, cover
from .production import cost_shares, specification, wip
from .tie_out import tie_out
from .trail import evidence, problems, trace, value_entries
from .valuation import valuation


def pages() -> list[Page]:
    return [cover(), valuation(), tie_out(), wip(), cost_shares(), specification(), matrix(), explained(), trace(), problems(), evidence()]


__all__ = [
    "COMPANY",
    "RUN",
    "bridge",
    "cost_shares",
    "cover",
    "evidence",
    "explained",
    "matrix",
    "pages",
    "problems",
    "specification",
    "tie_out",
    "trace",
    "valuation",
    "value_entries",
    "wip",
]
