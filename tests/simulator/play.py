"""Plays events against the public calls of xlcost and tests every invariant after each of them."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any, ClassVar

import xlcost
from tests.naive_auditor import TABLES as AUDITED
from tests.naive_auditor import auditor_of
from tests.simulator import invariants
from tests.simulator.business import Business
from tests.simulator.company import Company, found_company
from tests.simulator.state import ZERO, Record, State
from xlcost import Ledger, Outcome
from xlcost.problems import XlcostError

EVENTS_PER_MONTH = (8, 24)
Events = list[tuple[int, Record]]
# Audit findings that are the state of the business: stock below zero (G10); a last invoice dated before an earlier one (O03, 2.6);
# an order without output (G12); the variance of a charge keeps the charge's entry type on a return (B17, 1.5 and 2.17); a correction
# of an Average item is a cost application by rule (V02, 2.6); a stockkeeping unit with a standard cost and no shares (G18, 4.7); an entry of the time before Earliest Allowed Valuation Date moved on (G17);
# its late invoice is valued on its own posting date then (B13, IJ04).
WAITING = {"G10", "G12", "G18", "O03", "B17", "V02"}
BEFORE_EARLIEST = frozenset({"G17", "B13"})


class Broken(Exception):
    """An invariant does not hold, or a call failed in a way that no rule names."""


@dataclass
class Game:
    """The books of a company while its events are played."""

    calls: ClassVar[Any] = xlcost  # whose calls carry the events out
    company: Company
    ledger: Ledger
    made: dict[int, list[int]] = field(default_factory=dict)  # event -> item ledger entries it made
    worked: dict[int, list[int]] = field(default_factory=dict)  # event -> capacity ledger entries it made
    counts: Counter[str] = field(default_factory=Counter)
    waiting: int = 0  # value entries that the last posting run had to leave out

    @staticmethod
    def start(company: Company) -> Game:
        """The books before the first event."""
        return Game(company, Ledger.from_records(company.setup))

    # -- one event --------------------------------------------------------------------------------------------
    def play(self, number: int, event: Record) -> None:
        """Carries out one event; a refusal by a documented rule leaves the books as they were."""
        before = self.ledger
        try:
            outcome = self._carry_out(event)
        except KeyError as missing:
            if str(missing.args[0]).startswith(("@", "&")):
                return  # an event that this one needs was left out of a replay
            raise
        except XlcostError as refusal:
            self.counts[f"refused {refusal.code}"] += 1
            return
        self.counts[event["do"]] += 1
        if isinstance(outcome, Ledger):
            self.ledger = outcome
        elif outcome is not None:
            self.ledger = outcome.ledger
            self.made[number] = [r["Entry No."] for r in outcome.added.get("Item Ledger Entry", [])]
            self.worked[number] = [r["Entry No."] for r in outcome.added.get("Capacity Ledger Entry", [])]
            self._dates(before, outcome)
        self.check(event)

    def _carry_out(self, event: Record) -> Outcome | Ledger | None:
        verb, ledger = event["do"], self.ledger
        if verb == "journal":
            if "first" in event:
                ledger = ledger.upsert(event["first"]["table"], event["first"]["rows"])
            lines = [self._resolved(line) for line in event["lines"]]
            if event.get("tie"):  # a drop shipment: the sale names the receipt of the same call
                lines[1]["Applies-to Entry"] = 1 + max((e["Entry No."] for e in ledger.records("Item Ledger Entry")), default=0)
            return self.calls.post_item_journal(ledger, lines)
        if verb == "adjust":
            return xlcost.adjust_cost(ledger, **{k: event[k] for k in ("items", "until") if k in event})
        if verb == "post":
            return self._post(ledger, event.get("method", "Per Entry"))
        if verb == "finish":
            return self.calls.finish_production_order(ledger, event["order"])
        if verb == "close":
            return xlcost.close_inventory_period(ledger, event["date"])
        if verb == "revalue":
            return self._revalue(event)
        if verb == "upsert":
            return ledger.upsert(event["table"], event["rows"])
        rows = [r for r in ledger.records(event["table"]) if all(r[k] == v for k, v in event["key"].items())]
        return ledger.upsert(event["table"], [{**r, **event["fields"]} for r in rows])

    def _resolved(self, line: Record) -> Record:
        found = {}
        for caption, value in line.items():
            found[caption] = value
            if isinstance(value, str) and value.startswith(("@", "&")):
                number, place = value[1:].split(".")
                made = (self.made if value[0] == "@" else self.worked).get(int(number), [])
                if len(made) <= int(place):
                    raise KeyError(value)
                found[caption] = made[int(place)]
        return found

    def _revalue(self, event: Record) -> Outcome | None:
        options: Record = {"posting_date": event["date"], "items": [event["item"]], "calculate_per": event.get("per", "Item")}
        if event.get("average"):
            setup = self.ledger.records("Inventory Setup")[0]
            by_place = setup["Average Cost Calc. Type"] == invariants_by_place()
            options |= {"by_location": by_place == event["by"], "by_variant": by_place == event["by"]}
            try:
                lines = self.calls.suggest_revaluation(self.ledger, **options)
            except XlcostError as refusal:
                if refusal.code != "RV02":
                    raise
                options["posting_date"] = str(refusal).split("must be ")[1][:10]
                lines = self.calls.suggest_revaluation(self.ledger, **options)
        else:
            lines = self.calls.suggest_revaluation(self.ledger, **options)
        for line in lines:
            if event["field"] == "unit":
                line["Unit Cost (Revalued)"] = (line["Unit Cost (Calculated)"] * event["factor"]).quantize(Decimal("0.00001"))
            else:
                line["Inventory Value (Revalued)"] = (line["Inventory Value (Calculated)"] * event["factor"]).quantize(Decimal("0.01"))
            if event.get("update"):
                line["Update Standard Cost"] = True
        return self.calls.post_item_journal(self.ledger, lines) if lines else None

    # -- the general ledger -----------------------------------------------------------------------------------
    def _post(self, ledger: Ledger, method: str) -> Outcome:
        outcome = xlcost.post_inventory_cost(ledger, method, "" if method == "Per Entry" else "COST")
        balance: Counter[Any] = Counter()
        for entry in outcome.added.get("G/L Entry", []):
            balance[entry["Document No."], entry["Posting Date"]] += entry["Amount"]
        wrong = {key: amount for key, amount in balance.items() if amount}
        if wrong:
            raise Broken(f"R3: postings do not balance: {wrong}")
        again = xlcost.post_inventory_cost(outcome.ledger)  # by either method
        if again.added or again.changed:
            raise Broken("R4: posting twice posts again")
        self.waiting = len(outcome.queue)
        return outcome

    def _dates(self, before: Ledger, outcome: Outcome) -> None:
        """19: no new value entry before Allow Posting From or in a closed period."""
        state = State(before)
        setup = before.records("General Ledger Setup")[0]
        for value in outcome.added.get("Value Entry", []):
            day = value["Posting Date"]
            if day <= state.closed_until or (setup["Allow Posting From"] or dt.date.min) > day:
                raise Broken(f"19: value entry {value['Entry No.']} is posted on {day}")

    # -- checks -----------------------------------------------------------------------------------------------
    def check(self, event: Record) -> None:
        """All invariants of the books as they are now."""
        state = State(self.ledger)
        self._fail(invariants.always(state))
        if event["do"] == "adjust" and len(event) <= 2:
            again = xlcost.adjust_cost(self.ledger)
            if again.added:
                raise Broken(f"16: adjusting twice adds {[(v['Entry No.'], v['Cost Amount (Actual)']) for v in again.added['Value Entry'][:4]]}")
            if not state.adjusted:
                raise Broken("4.11: something still waits for the adjustment")
        if event["do"] == "adjust" and state.adjusted:
            self._fail(invariants.adjusted(state))
            self.counts["adjusted states"] += 1
            if event["kind"] != "adjust":
                self._audit_naively()
        if state.values:
            found = xlcost.reconcile_inventory(self.ledger)
            unexplained = {a: r["unexplained"] for a, r in found.accounts.items() if r["unexplained"]}
            if unexplained:
                raise Broken(f"N1: unexplained {unexplained}")
        if event["do"] == "post" and state.adjusted and state.entries and not self.waiting:
            self._audit()

    def _audit_naively(self) -> None:
        """R6: the independent auditor agrees."""
        auditor = auditor_of({name: self.ledger.records(name) for name in AUDITED})
        found = auditor.differences()
        self.counts["costs audited"] += auditor.audited
        self.counts["costs adopted"] += auditor.adopted
        if found:
            raise Broken(f"R6: {'; '.join(found[:3])}")

    def _audit(self) -> None:
        """The audit of adjusted and posted books finds nothing but what the business itself left open."""
        earliest = self.ledger.records("Inventory Setup")[0]["Earliest Allowed Valuation Date"]
        for finding in xlcost.audit_costs(self.ledger):
            self.counts[f"audit {finding['Code']}"] += 1
            if finding["Code"] not in WAITING | (BEFORE_EARLIEST if earliest else frozenset()):
                raise Broken(f"audit {finding['Code']}: entry {finding['Item Ledger Entry No.']}: {finding['text']}")

    def _fail(self, sentences: Iterable[str]) -> None:
        found = list(sentences)
        if found:
            raise Broken("; ".join(found[:4]))


def invariants_by_place() -> str:
    """The calculation type by location and variant."""
    return "Item & Location & Variant"


@dataclass
class Report:
    """What a seed did."""

    seed: int
    months: int
    events: Events
    counts: Counter[str]
    failure: str = ""
    before_end: Ledger | None = None  # the books before the last adjustment


def failure_of(error: BaseException) -> str:
    """One line that names a failure; two runs with the same kind of failure start alike."""
    return f"{type(error).__name__}: {error}"


def run(seed: int, months: int) -> Report:
    """Plays the months of a seed; the report carries the first failure."""
    company = found_company(seed)
    game = Game.start(company)
    business = Business(company, seed)
    events: Events = []
    report = Report(seed, months, events, game.counts)
    try:
        for month in range(1, months + 1):
            business.month = month
            for _ in range(business.chance.randint(*EVENTS_PER_MONTH)):
                _step(game, business, events, business.next_event(State(game.ledger)))
            for event in business.month_end():
                business.number += 1
                _step(game, business, events, event)
        report.before_end = game.ledger
        _step(game, business, events, {"kind": "end", "do": "adjust"})
    except Exception as error:
        report.failure = failure_of(error)
    return report


def _step(game: Game, business: Business, events: Events, event: Record) -> None:
    number = len(events)
    events.append((number, event))
    game.play(number, event)
    name_entries(game, business, number)


def name_entries(game: Game, business: Business, number: int) -> None:
    """Lets later events name what an event made."""
    for place, no in enumerate(game.made.get(number, ())):
        business.reference[no] = f"@{number}.{place}"
    for place, no in enumerate(game.worked.get(number, ())):
        business.work[no] = f"&{number}.{place}"


def replay(company: Company, events: Events, start: Callable[[Company], Game] = Game.start) -> str:
    """The failure of a list of events in a game that begins with `start`, blank when all of them pass."""
    game = start(company)
    try:
        for number, event in events:
            game.play(number, event)
    except Exception as error:
        return failure_of(error)
    return ""


def shrink(company: Company, events: Events, failure: str, start: Callable[[Company], Game] = Game.start) -> Events:
    """The same kind of failure with as few events as can be found by leaving out runs of them."""
    kind = failure.split(":")[:2]
    size = max(len(events) // 2, 1)
    while True:
        place = 0
        while place < len(events):
            fewer = events[:place] + events[place + size :]
            if replay(company, fewer, start).split(":")[:2] == kind:
                events = fewer
            else:
                place += size
        if size == 1:
            return events
        size //= 2


__all__ = ["ZERO", "Broken", "Game", "Report", "replay", "run", "shrink"]
