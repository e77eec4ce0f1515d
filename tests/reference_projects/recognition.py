"""Recognized costs and sales of the tasks of a WIP group (project-wip.md 4.1, 4.2)."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from tests.reference_projects.decimals import minus, over, plus, rounded, times

ZERO = Fraction(0)
NAMES = ("stc", "stp", "ctc", "ctp", "utc", "utp", "cic", "cip")


@dataclass
class Recognized:
    """The totals of a task or group, and what of it is recognized."""

    stc: Fraction = ZERO
    stp: Fraction = ZERO
    ctc: Fraction = ZERO
    ctp: Fraction = ZERO
    utc: Fraction = ZERO
    utp: Fraction = ZERO
    cic: Fraction = ZERO
    cip: Fraction = ZERO
    rc: Fraction = ZERO
    rs: Fraction = ZERO


class Allocation:
    """W and pct of a group, which both sides share."""

    def __init__(self, group: Recognized, costs: str, sales: str) -> None:
        self.g, self.costs, self.sales = group, costs, sales
        self.first, self.w, self.pct = True, ZERO, ZERO

    def task(self, t: Recognized) -> None:
        """Recognizes one task."""
        t.rc = self._costs(t)
        t.rs = self._sales(t)
        self.first, self.w = False, ZERO

    def _spread(self, amount: Fraction) -> None:
        if self.pct:
            self.w = Fraction(rounded(times(amount, self.pct)))

    def _costs(self, t: Recognized) -> Fraction:
        g = self.g
        if self.costs == "At Completion":
            return ZERO
        if self.costs == "Contract (Invoiced Cost)":
            return t.cic
        if self.costs == "Usage (Total Cost)":
            return t.utc
        if not (g.ctp if self.costs == "Cost of Sales" else g.stp):
            return ZERO
        if self.first:
            if self.costs == "Cost of Sales":
                self.w = minus(g.utc, times(over(g.cip, g.ctp), g.stc))
            else:
                self.w = minus(over(times(g.utc, g.ctp), g.stp), over(times(g.stc, g.cip), g.stp))
            if g.utc:
                self.pct = over(self.w, g.utc)
        self._spread(t.utc)
        return minus(t.utc, self.w)

    def _sales(self, t: Recognized) -> Fraction:
        g = self.g
        plain = {
            "At Completion": ZERO,
            "Contract (Invoiced Price)": t.cip,
            "Usage (Total Cost)": t.utc,
            "Usage (Total Price)": t.utp,
        }
        if self.sales in plain:
            return plain[self.sales]
        if self.sales == "Percentage of Completion":
            if not g.stc:
                return ZERO
            if self.first:
                self.w = times(over(g.utc, g.stc), g.ctp) if g.utc <= g.stc else g.ctp
                if g.ctp:
                    self.pct = over(self.w, g.ctp)
            self._spread(t.ctp)
            return self.w
        if not g.stp:
            return ZERO
        if self.first:
            self.w = minus(over(times(g.utp, g.ctp), g.stp), g.cip)
            if g.utp:
                self.pct = over(self.w, g.utp)
        self._spread(t.utp)
        return plus(t.cip, self.w)
