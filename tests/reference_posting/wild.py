"""Lines that no business would draw up: factors of units of measure, fields given or not, faults of every kind of 2.1 and 2.11."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import xlcost
from tests.reference_posting.playing import Both, Different
from tests.reference_posting.wild_company import Line
from tests.reference_posting.wild_lines import WildLines
from xlcost.problems import XlcostError


class Wild(WildLines):
    """Journals of one company, with a fault now and then."""

    def faulty(self, line: Line) -> Line:
        """One or two faults in a line."""
        chance = self.chance
        faults: list[Line] = [
            *(
                {"Item No.": "NONE"},
                {"Item No.": "BLOCKED"},
                {"Document No.": ""},
                {"Posting Date": dt.date(2024, 5, 1)},
                {"Posting Date": dt.date(2023, 12, 31)},
            ),
            *(
                {"Amount": 5, "Entry Type": "Transfer"},
                {"Discount Amount": 3, "Entry Type": "Positive Adjmt."},
                {"Applies-from Entry": 1},
                {"Applies-to Entry": 1},
            ),
            *(
                {"Item Shpt. Entry No.": 1},
                {"Quantity": 0, "Invoiced Quantity": 3},
                {"Order No.": "P9", "Entry Type": "Consumption"},
                {"Invoiced Quantity": 2},
            ),
            *(
                {"Order Type": "", "Entry Type": "Consumption"},
                {"Applies-to Entry": 999},
                {"Applies-from Entry": 999},
                {"Value Entry Type": "Revaluation"},
            ),
            *(
                {"Entry Type": "Transfer", "Quantity": Decimal(-2)},
                {"Entry Type": "Output", "Order Type": "Assembly"},
                {"Variant Code": "V1", "Applies-to Entry": 2},
            ),
            *(
                {"Lot No.": "L9", "Applies-to Entry": 3},
                {"Order Line No.": 77},
                {"Order Line No.": 0},
                {"Item Shpt. Entry No.": 999},
                {"Serial No.": "S9"},
            ),
        ]
        for _ in range(chance.choice((1, 1, 2))):
            fault = chance.choice(faults)
            if not ("Entry Type" in fault and "Item Charge No." in line):  # a charge document is a purchase or a sale (2.15)
                line |= fault
        return line

    def next_lines(self) -> list[Line]:
        """A journal of one to three lines."""
        lines: list[Line] = []
        if self.chance.random() < 0.12:
            return self.suggested()
        for _ in range(self.chance.choice((1, 1, 1, 2, 3))):
            more = (self.corrected, self.revalued, self.assembled, self.assembled, self.subcontracted, self.settled)
            make = self.chance.choice((self.plain,) * 6 + (self.returned,) * 2 + (self.value_only,) * 3 + (self.making,) * 3 + more)
            line = make()
            if line is None:
                continue
            if self.chance.random() < 0.08:
                line = self.faulty(line)
            elif self.chance.random() < 0.08:
                line["Qty. per Unit of Measure"] = self.chance.choice((2, 6, 12, 13))
            lines.append(line)
        if self.chance.random() < 0.2:
            order = list(range(1, len(lines) + 1))
            self.chance.shuffle(order)
            lines = [{**line, "Line No.": 10 * n} for line, n in zip(lines, order, strict=True)]
        return lines


def play_wild(seed: int, journals: int, strict: bool = True) -> tuple[Both, list[str]]:
    """Random journals of one company; the differences found."""
    wild = Wild(seed)
    found: list[str] = []
    for _ in range(journals):
        if wild.chance.random() < 0.12:
            wild.ledger = xlcost.adjust_cost(wild.ledger).ledger
        try:
            if wild.chance.random() < 0.03:
                wild.ledger = wild.both.finish_production_order(wild.ledger, wild.chance.choice(("P1", "P2"))).ledger
            lines = wild.next_lines()
        except Different as difference:
            found.append(str(difference))
            continue
        except XlcostError:
            continue
        if not lines:
            continue
        try:
            wild.ledger = wild.both.post_item_journal(wild.ledger, lines).ledger
        except Different as difference:
            found.append(f"{lines}\n{difference}")
            if not strict:
                try:
                    wild.ledger = xlcost.post_item_journal(wild.ledger, lines).ledger
                except XlcostError:
                    continue
        except XlcostError:
            continue
    return wild.both, found
