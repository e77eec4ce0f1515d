"""Random companies of the simulator: every adjustment that they run is compared."""

from __future__ import annotations

import argparse
import datetime as dt
import sys
from collections import Counter

import xlcost
from tests.reference_adjustment.compare import compared_run, records_of
from tests.reference_adjustment.corners import THEMES, corner
from tests.reference_adjustment.posting import Refused
from tests.reference_adjustment.run import adjustment_of
from tests.simulator import play
from tests.simulator.business import Business
from tests.simulator.company import Company, found_company
from tests.simulator.state import Record, State
from xlcost import Ledger, Outcome
from xlcost.problems import XlcostError


class Compared(play.Game):
    """Books whose adjustments are compared with the reference; the rest of the checks is the simulator's own business."""

    @staticmethod
    def start(company: Company) -> Compared:
        """The books before the first event."""
        return Compared(company, Ledger.from_records(company.setup))

    def _carry_out(self, event: Record) -> Outcome | Ledger | None:
        if event["do"] == "post":  # posting to the G/L changes no cost
            return None
        if event["do"] != "adjust":
            return super()._carry_out(event)
        limits = {"items": event.get("items"), "until": event.get("until")}
        day = limits["until"]
        until = dt.date.fromisoformat(day) if isinstance(day, str) else day
        items = [limits["items"]] if isinstance(limits["items"], str) else limits["items"]
        try:
            outcome = xlcost.adjust_cost(self.ledger, **limits)
        except XlcostError as refusal:
            try:
                adjustment_of(records_of(self.ledger), items, until)
            except Refused as ours:
                if str(ours) == refusal.code:
                    raise refusal from None
            raise play.Broken(f"differs: the engine refuses {refusal.code}, the reference does not") from refusal
        added = outcome.added.get("Value Entry", [])
        found = compared_run(self.ledger, outcome.ledger, added, items, until)
        self.counts["adjustments compared"] += 1
        self.counts["value entries compared"] += len(added)
        if found:
            raise play.Broken(f"differs {found[0].split(':')[0]}: " + "\n    ".join(found[:12]))
        return outcome

    def check(self, event: Record) -> None:
        """Nothing more."""

    def _dates(self, before: Ledger, outcome: Outcome) -> None:
        """Nothing more."""


def compared_company(seed: int, months: int, theme: str = "") -> tuple[Company, play.Events, str, Counter[str]]:
    """Plays the months of a seed, of a theme of `corners` if one is named; the first difference, if any."""
    company = found_company(seed)
    business = Business(company, seed)
    if theme:
        company, business = corner(theme, seed)
    game = Compared.start(company)
    events: play.Events = []
    failure = ""
    try:
        for month in range(1, months + 1):
            business.month = month
            for _ in range(business.chance.randint(*play.EVENTS_PER_MONTH)):
                _step(game, business, events, business.next_event(State(game.ledger)))
            for event in business.month_end():
                business.number += 1
                _step(game, business, events, event)
        _step(game, business, events, {"kind": "end", "do": "adjust"})
    except Exception as error:
        failure = play.failure_of(error)
    return company, events, failure, game.counts


def _step(game: Compared, business: Business, events: play.Events, event: Record) -> None:
    number = len(events)
    events.append((number, event))
    game.play(number, event)
    play.name_entries(game, business, number)


def main() -> int:
    """`python -m tests.reference_adjustment.simulated --seed 1 --seeds 100 --months 3`; exit status 1 when a seed differs."""
    parser = argparse.ArgumentParser(prog="python -m tests.reference_adjustment.simulated", description=__doc__)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--seeds", type=int, default=1)
    parser.add_argument("--months", type=int, default=3)
    parser.add_argument("--theme", default="", choices=("", *THEMES))
    parser.add_argument("--shrink", action="store_true")
    options = parser.parse_args()
    counts: Counter[str] = Counter()
    differing = 0
    for seed in range(options.seed, options.seed + options.seeds):
        company, events, failure, played = compared_company(seed, options.months, options.theme)
        counts += played
        if failure:
            differing += 1
            print(f"seed {seed}: {failure[:1800]}", flush=True)
            if options.shrink:
                few = play.shrink(company, events, failure, Compared.start)
                print({r["No."]: {k: str(v) for k, v in r.items() if "Group" not in k and k != "No."} for r in company.setup["Item"]})
                print(company.setup["Inventory Setup"][0], company.setup.get("Stockkeeping Unit"))
                for number, event in few:
                    print(f"  {number}: { {k: v for k, v in event.items() if k != 'kind'} }")
                print(play.replay(company, few, Compared.start)[:2500], flush=True)
    print(f"{options.seeds} companies, {differing} differ; {dict(sorted(counts.items()))}")
    return 1 if differing else 0


if __name__ == "__main__":
    sys.exit(main())
