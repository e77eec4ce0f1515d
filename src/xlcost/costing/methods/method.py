"""What a costing method decides."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Method:
    """The decisions of one costing method (costing-engine.md 2.6, 3)."""

    meaning: str
    newest_first: bool = False  # open entries are applied in descending order of Posting Date and Entry No.
    settles_open: bool = True  # a receipt settles open outbounds by itself
    only_named: bool = False  # an outbound takes only the entry it names, or one of its serial or lot number
    by_average: bool = False  # applications without Applies-to carry no cost; the average pass values outbounds
    at_standard: bool = False  # receipts and outbounds are posted at standard cost, purchases get a variance
