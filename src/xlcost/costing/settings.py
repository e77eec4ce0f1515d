"""The setup of one call: which dates may be posted, how averages are taken, what happens by itself (costing-engine.md 1.8)."""

from __future__ import annotations

from dataclasses import dataclass, field

from xlcost.ledger import Ledger
from xlcost.ledger.average_periods import AveragePeriods
from xlcost.ledger.options import AutomaticCostAdjustment


@dataclass(slots=True)
class Settings:
    """Setup tables as internal values."""

    periods: AveragePeriods
    automatic_posting: bool
    expected_posting: bool
    online_adjustment: bool
    prevent_negative: bool
    location_mandatory: bool
    earliest_valuation: int
    allow_from: int
    allow_to: int
    user_from: int
    user_to: int
    closed_until: int  # highest Ending Date of a closed inventory period, 0 = none
    include_setup_time: bool
    include_non_inventory: bool
    load_sku_cost: bool
    source_code: str
    in_transit: frozenset[str] = frozenset()  # locations used as in-transit
    allowed_days: set[int] = field(default_factory=set)  # that passed `check_dates` already

    def is_valid(self, day: int) -> bool:
        """Whether no closed inventory period covers a day."""
        return day > self.closed_until

    def adjustment_date(self, day: int) -> int:
        """Posting Date of an adjustment of an entry posted on a day (costing-engine.md 4.8)."""
        if day >= self.allow_from and self.is_valid(day):
            return day
        if self.allow_from and self.is_valid(self.allow_from):
            return self.allow_from
        return self.closed_until + 1


def settings_of(ledger: Ledger, user_id: str = "") -> Settings:
    """The settings of a ledger for a user (blank: the general ones)."""
    inventory, general = ledger.setup("Inventory Setup"), ledger.setup("General Ledger Setup")
    manufacturing = ledger.setup("Manufacturing Setup")
    users = {row[0]: row[1:] for row in ledger.table("User Setup").tuples(("User ID", "Allow Posting From", "Allow Posting To"))}
    user_from, user_to = users.get(user_id, (0, 0))
    closed = [day for day, is_closed in ledger.table("Inventory Period").tuples(("Ending Date", "Closed")) if is_closed]
    return Settings(
        periods=AveragePeriods(ledger),
        automatic_posting=inventory["Automatic Cost Posting"],
        expected_posting=inventory["Expected Cost Posting to G/L"],
        online_adjustment=inventory["Automatic Cost Adjustment"] != int(AutomaticCostAdjustment.NEVER),
        prevent_negative=inventory["Prevent Negative Inventory"],
        location_mandatory=inventory["Location Mandatory"],
        earliest_valuation=inventory["Earliest Allowed Valuation Date"],
        allow_from=general["Allow Posting From"],
        allow_to=general["Allow Posting To"],
        user_from=user_from,
        user_to=user_to,
        closed_until=max(closed, default=0),
        include_setup_time=manufacturing["Cost Incl. Setup"],
        include_non_inventory=manufacturing["Include Non-Inventory Items to Produced Items"],
        load_sku_cost=manufacturing["Load SKU Cost on Manufacturing"],
        source_code=ledger.setup("Source Code Setup")["Adjust Cost"],
        in_transit=frozenset(code for code, transit in ledger.table("Location").tuples(("Code", "Use As In-Transit")) if transit),
    )
