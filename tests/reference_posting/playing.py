"""Plays random companies and puts each posting beside the reference."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from typing import Any

import xlcost
from tests.reference_posting import Refused, finished, posted, suggested
from tests.reference_posting.books import Books
from tests.reference_posting.comparing import differences, misreported
from tests.simulator.business import Business
from tests.simulator.company import found_company
from tests.simulator.play import EVENTS_PER_MONTH, Game, name_entries
from tests.simulator.state import State
from xlcost import Ledger, Outcome
from xlcost.problems import XlcostError


class Different(AssertionError):
    """The engine and the reference do not agree."""


def compared(counts: Counter[str], before: Ledger, reference: Callable[[], Books], engine: Callable[[], Outcome]) -> Outcome:
    """One posting by both; raises what the engine raises when both refuse with the same code."""
    books: Books | None = None
    refused = ""
    try:
        books = reference()
    except Refused as refusal:
        refused = f"{refusal}"
    try:
        outcome = engine()
    except XlcostError as refusal:
        if refusal.code[:2] not in ("IJ", "RV"):
            raise  # the G/L refuses (interface.md 2)
        if refused[:4] != refusal.code:
            raise Different(f"engine refuses with {refusal.code} ({refusal}), reference: {refused or 'posts'}") from refusal
        counts[f"refused {refusal.code}"] += 1
        raise
    if books is None:
        raise Different(f"reference refuses with {refused}, engine posts")
    counts["compared"] += 1
    counts["rows"] += sum(len(rows) for rows in outcome.added.values())
    found = differences(books, outcome.ledger) + misreported(before, outcome)
    if found:
        raise Different("\n".join(found[:40]))
    return outcome


def suggest_both(counts: Counter[str], ledger: Ledger, **options: Any) -> list[dict[str, Any]]:
    """A suggestion by both."""
    mine: list[dict[str, Any]] = []
    refused = ""
    try:
        mine = suggested(ledger.records, **{"by_location": False, "by_variant": False, **options})
    except Refused as refusal:
        refused = f"{refusal}"
    try:
        lines = xlcost.suggest_revaluation(ledger, **options)
    except XlcostError as refusal:
        if refused[:4] != refusal.code:
            raise Different(f"suggestion: engine refuses with {refusal.code}, reference: {refused or mine}") from refusal
        raise
    if refused or len(lines) != len(mine):
        raise Different(f"suggestion: reference {refused or len(mine)}, engine {len(lines)}")
    order = ("Item No.", "Location Code", "Variant Code", "Applies-to Entry")  # no rule orders the lines of a suggestion
    lines.sort(key=lambda line: [line.get(c) or "" if c != order[-1] else line.get(c) or 0 for c in order])
    mine.sort(key=lambda line: [line.get(c) or "" if c != order[-1] else line.get(c) or 0 for c in order])
    for line, own in zip(lines, mine, strict=True):
        wrong = {c: (v, line.get(c)) for c, v in own.items() if (line.get(c) or None) != (v or None)}
        if wrong:
            raise Different(f"suggestion (reference, engine): {wrong}")
    counts["suggestions"] += 1
    return lines


def missing_of(ledger: Ledger, lines: list[dict[str, Any]] = []) -> frozenset[str]:  # noqa: B006
    """Rates that the order table of a ledger lacks: records() answers 0 for them (1.8)."""
    assembly = any(str(line.get("Order Type")) == "Assembly" for line in lines)
    table = ledger.table("Assembly Header" if assembly else "Prod. Order Line")
    return frozenset(c for c in ("Indirect Cost %", "Overhead Rate") if c not in table.given)


class Both:
    """The calls of xlcost that post items, each made by engine and reference."""

    def __init__(self) -> None:
        self.counts: Counter[str] = Counter()

    def post_item_journal(self, ledger: Ledger, lines: list[dict[str, Any]]) -> Outcome:
        """Posts lines by both."""
        return compared(
            self.counts,
            ledger,
            lambda: posted(ledger.records, lines, missing_of(ledger, lines)),
            lambda: xlcost.post_item_journal(ledger, lines),
        )

    def finish_production_order(self, ledger: Ledger, order: str) -> Outcome:
        """Finishes an order by both."""
        return compared(
            self.counts,
            ledger,
            lambda: finished(ledger.records, order, missing=missing_of(ledger)),
            lambda: xlcost.finish_production_order(ledger, order),
        )

    def suggest_revaluation(self, ledger: Ledger, **options: Any) -> list[dict[str, Any]]:
        """A suggestion by both."""
        return suggest_both(self.counts, ledger, **options)


class Match(Game):
    """A game without its own checks, in which every posting is compared."""

    def check(self, event: dict[str, Any]) -> None:
        """The state itself is tested by the simulator."""


def play(seed: int, months: int, strict: bool = True) -> tuple[Both, list[str]]:
    """The months of a seed; the differences found, one per event."""
    company = found_company(seed)
    both = Both()
    game = Match.start(company)
    game.calls = both  # type: ignore[misc]
    business = Business(company, seed)
    found: list[str] = []
    number = 0

    def step(event: dict[str, Any]) -> None:
        nonlocal number
        try:
            game.play(number, event)
        except Different as difference:
            found.append(f"{event}\n{difference}")
            if not strict:
                game.calls = xlcost  # type: ignore[misc]
                game.play(number, event)
                game.calls = both  # type: ignore[misc]
        name_entries(game, business, number)
        number += 1

    for month in range(1, months + 1):
        business.month = month
        for _ in range(business.chance.randint(*EVENTS_PER_MONTH)):
            step(business.next_event(State(game.ledger)))
        for event in business.month_end():
            business.number += 1
            step(event)
    return both, found
