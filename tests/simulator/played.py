"""The ledger that months of random business leave, without the invariants of every step, which have tests of their own."""

from __future__ import annotations

from tests.simulator.business import Business
from tests.simulator.company import found_company
from tests.simulator.play import EVENTS_PER_MONTH, Game, name_entries
from tests.simulator.state import State
from xlcost import Ledger


class Unchecked(Game):
    """The business without its invariants."""

    def check(self, event: dict[str, object]) -> None:
        pass


def played(seed: int, months: int) -> Ledger:
    """The ledger of a seed as its last day leaves it: not everything is adjusted, invoiced or posted."""
    founded = found_company(seed)
    game = Unchecked(founded, Ledger.from_records(founded.setup))
    business = Business(founded, seed)
    number = 0
    for month in range(1, months + 1):
        business.month = month
        events = [None] * business.chance.randint(*EVENTS_PER_MONTH)
        for _ in events:
            number = _play(game, business, number, business.next_event(State(game.ledger)))
        for event in business.month_end():
            business.number += 1
            number = _play(game, business, number, event)
    return game.ledger.without("User Setup")  # whatever the user's posting dates are by then


def _play(game: Game, business: Business, number: int, event: dict[str, object]) -> int:
    game.play(number, event)
    name_entries(game, business, number)
    return number + 1
