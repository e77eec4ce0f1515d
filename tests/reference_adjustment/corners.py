"""Companies bent towards what the simulator's own seldom or never reach: fiscal years that cut periods and change the type of average,
rework, standard cost on the move, averages that circle, deep chains, returns undone in their own document."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import replace

from tests.simulator import business
from tests.simulator.business import Business
from tests.simulator.company import BY_ITEM, BY_PLACE, Company, found_company
from tests.simulator.drawing import Drawing, Record
from tests.simulator.trading import undo

Events = dict[str, tuple[int, Callable[[Drawing], Record | None]]]
YEARS = ("2024-01-01", "2024-01-17", "2024-02-01", "2024-02-13", "2024-03-01")


def _methods(company: Company, method: str) -> Company:
    """The same company with one costing method."""
    setup = dict(company.setup)
    setup["Item"] = [{**item, "Costing Method": method, "SN Specific Tracking": False} for item in company.setup["Item"]]
    if method == "Standard":
        setup["Item"] = [{**i, "Standard Cost": i["Unit Cost"], "Single-Level Material Cost": i["Unit Cost"]} for i in setup["Item"]]
    names = dict.fromkeys(company.method, method)
    return replace(company, setup=setup, items=dict.fromkeys(company.items, method), method=names, serials=frozenset())


def years(company: Company, chance: random.Random) -> Company:
    """Average items; a fiscal year begins anywhere in the months played, and each carries its own period and type."""
    company = _methods(company, "Average")
    periods = [{"Starting Date": f"{y}-{m:02d}-01", "New Fiscal Year": False} for y in (2023, 2024, 2025) for m in range(1, 13)]
    starts = {p["Starting Date"]: p for p in periods}
    for start in ("2023-01-01", chance.choice(YEARS)):
        row = starts.setdefault(start, {"Starting Date": start})
        kinds = ("Day", "Week", "Month", "Quarter", "Year", "Accounting Period", "")
        row |= {"New Fiscal Year": True, "Average Cost Period": chance.choice(kinds), "Average Cost Calc. Type": chance.choice((BY_ITEM, BY_PLACE, ""))}
    company.setup["Accounting Period"] = sorted(starts.values(), key=lambda p: str(p["Starting Date"]))
    places = [("", ""), ("BLUE", ""), ("RED", "")]
    return replace(company, places=places)


def circles(company: Company, chance: random.Random) -> Company:
    """Average items in long periods between two places: transfers, returns and freight flow back into their own pool."""
    company = _methods(company, "Average")
    company.setup["Inventory Setup"][0]["Average Cost Period"] = chance.choice(("Month", "Quarter", "Year"))
    return replace(company, places=[("", ""), ("BLUE", "")])


def rework(company: Company, chance: random.Random) -> Company:
    """What is made goes into the order that makes it, by any method."""
    component = min(company.items)
    made: dict[str, tuple[str, ...]] = {"F1": (component, "F1"), "F2": ("F1", component)}
    item = {**company.setup["Item"][0], "Lot Specific Tracking": False, "SN Specific Tracking": False}
    method = dict(company.method)
    setup = dict(company.setup)
    setup["Item"] = [i for i in company.setup["Item"] if i["No."] not in made]
    for no in made:
        method[no] = chance.choice(("Average", "Average", "FIFO", "Standard"))
        costs = {"Unit Cost": item["Unit Cost"], "Standard Cost": item["Unit Cost"], "Single-Level Material Cost": item["Unit Cost"]}
        setup["Item"] = [*setup["Item"], {**item, "No.": no, "Costing Method": method[no], **costs}]
    return replace(company, setup=setup, made=made, method=method)


def standard(company: Company, chance: random.Random) -> Company:
    """Standard items that move, are revalued before they are invoiced, and come back."""
    company = _methods(company, "Standard")
    return replace(company, places=[("", ""), ("BLUE", "")][: chance.choice((2, 2, 1))])


def undo_in_document(b: Drawing) -> Record | None:
    """A return to the vendor is undone in its own document."""
    event = undo(b)
    if event is None or event["lines"][0]["Entry Type"] != "Purchase":
        return event
    line = event["lines"][0]
    entry = next(e for e in b.state.entries.values() if b.reference.get(e["Entry No."]) in (line.get("Applies-to Entry"), line.get("Applies-from Entry")))
    line["Document No."] = entry["Document No."]
    return event


MORE: dict[str, dict[str, int]] = {
    "years": {"transfer": 12, "negative": 8, "new settings": 3},
    "circles": {"transfer": 24, "sales return": 16, "charge": 8, "revalue": 8, "revalue entry": 6},
    "rework": {"release": 10, "consume": 24, "output": 18, "finish": 8, "subcontract": 0, "purchase": 12},
    "standard": {"transfer": 16, "revalue": 14, "purchase return": 10, "undo": 10, "new standard": 4, "finish": 6, "output": 8, "release": 6},
}
THEMES: dict[str, Callable[[Company, random.Random], Company]] = {"years": years, "circles": circles, "rework": rework, "standard": standard}


class Corner(Business):
    """Business of a theme: the simulator's events with other weights."""

    def __init__(self, company: Company, seed: int, theme: str) -> None:
        super().__init__(company, seed)
        events: Events = {**business.EVENTS, "undo": (2, undo_in_document)}
        self.events = {kind: (MORE[theme].get(kind, weight), make) for kind, (weight, make) in events.items()}

    def next_event(self, state: object) -> Record:
        """An event of the theme that fits the books."""
        self.state = state  # type: ignore[assignment]
        while True:
            kind = self.chance.choices(list(self.events), [weight for weight, _ in self.events.values()])[0]
            event = self.events[kind][1](self)
            if event is not None:
                self.number += 1
                return {"kind": kind, **event}


def corner(theme: str, seed: int) -> tuple[Company, Corner]:
    """The company and the business of a theme and seed."""
    company = THEMES[theme](found_company(seed), random.Random(f"{theme} {seed}"))
    return company, Corner(company, seed, theme)
