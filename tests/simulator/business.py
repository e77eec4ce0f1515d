"""What happens in a month: one event after the other, drawn from what the books allow at that moment."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

from tests.simulator.buttons import adjust, allow, allow_user, earliest, post_cost
from tests.simulator.drawing import Drawing, Record, last_day
from tests.simulator.making import assemble, consume, finish, output, release, subcontract
from tests.simulator.state import State
from tests.simulator.stock import negative, new_settings, new_standard, positive, revalue, revalue_entry, transfer
from tests.simulator.trading import charge, drop_shipment, invoice, purchase, purchase_return, sale, sales_return, undo


class Business(Drawing):
    """The events of a company, drawn from one random source."""

    def next_event(self, state: State) -> Record:
        """An event that fits the books."""
        self.state = state
        while True:
            kind = self.chance.choices(list(EVENTS), [weight for weight, _ in EVENTS.values()])[0]
            event = EVENTS[kind][1](self)
            if event is not None:
                self.number += 1
                return {"kind": kind, **event}

    def month_end(self) -> list[Record]:
        """The buttons that are pressed at the end of a month, in odd order."""
        buttons: list[Record] = [{"do": "adjust"}, {"do": "post"}, {"do": "adjust"}]
        if self.chance.random() < 0.5:
            self.chance.shuffle(buttons)
        if self.chance.random() < 0.5:
            buttons.append({"do": "close", "date": last_day(self.month - int(self.chance.random() < 0.5))})
        return [{"kind": "month end", **b} for b in buttons if b.get("date") != dt.date.min]


EVENTS: dict[str, tuple[int, Callable[[Drawing], Record | None]]] = {
    "purchase": (16, purchase),
    "sale": (18, sale),
    "invoice": (14, invoice),
    "charge": (6, charge),
    "sales return": (6, sales_return),
    "purchase return": (4, purchase_return),
    "undo": (2, undo),
    "drop shipment": (1, drop_shipment),
    "positive": (3, positive),
    "negative": (5, negative),
    "transfer": (8, transfer),
    "release": (4, release),
    "consume": (7, consume),
    "output": (6, output),
    "finish": (3, finish),
    "assemble": (3, assemble),
    "revalue": (4, revalue),
    "revalue entry": (2, revalue_entry),
    "new standard": (1, new_standard),
    "new settings": (1, new_settings),
    "subcontract": (2, subcontract),
    "adjust": (8, adjust),
    "post": (3, post_cost),
    "allow": (1, allow),
    "allow user": (1, allow_user),
    "earliest": (1, earliest),
}
