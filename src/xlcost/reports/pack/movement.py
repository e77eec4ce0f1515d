"""How the inventory value moved: opening, increases and decreases by entry type, closing (look.md 10)."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal

from xlcost.ledger.options import ItemLedgerEntryType
from xlcost.money import to_decimal, total
from xlcost.reports.close import Close
from xlcost.reports.grid import Chart
from xlcost.reports.pack.common import ZERO, Facts, unit
from xlcost.reports.period import show_date

_PLURAL = {"Purchase": "purchases", "Sale": "sales", "Output": "output", "Consumption": "consumption", "Transfer": "transfers"}
SHORT = {"Positive Adjmt.": "Pos. adjmt.", "Negative Adjmt.": "Neg. adjmt.", "Consumption": "Consump."}
_LONG = {short: caption for caption, short in SHORT.items()}


def movements(close: Close) -> tuple[Decimal, dict[str, Decimal], Decimal]:
    """(opening, value by entry type in the period, closing), expected cost included; the parts add up."""
    values = close.ledger.table("Value Entry")
    first, last = close.options.period.first.toordinal(), close.options.period.last.toordinal()
    days, kinds = values["Posting Date"], values["Item Ledger Entry Type"]
    amounts = values["Cost Amount (Actual)"] + values["Cost Amount (Expected)"]
    stock = kinds != int(ItemLedgerEntryType.BLANK)
    before = to_decimal(total(amounts[stock & (days < first)]))
    inside = stock & (days >= first) & (days <= last)
    parts = {k.caption: to_decimal(total(amounts[inside & (kinds == int(k))])) for k in ItemLedgerEntryType if k.caption}
    parts = {k: v for k, v in parts.items() if v}
    return before, parts, before + sum(parts.values(), ZERO)


def opening(close: Close) -> Decimal:
    """Value of the day before the period, expected cost included."""
    return movements(close)[0]


def bridge(close: Close, facts: Facts) -> Chart:
    """The bridge chart: small movements joined as Other, the title states the finding."""
    start, parts, end = movements(close)
    shown = {k: v for k, v in parts.items() if not start or abs(v) >= abs(start) / 50}
    other = sum((v for k, v in parts.items() if k not in shown), ZERO)
    ordered = sorted(shown.items(), key=lambda p: -p[1])
    bars = [*ordered, *([("Other", other)] if other and abs(other) * 1000 >= max(map(abs, (start, end, *shown.values()))) else [])]
    categories = [
        show_date(close.options.period.before)[:6],
        *(SHORT.get(k, k) for k, _ in bars),
        show_date(close.options.period.last)[:6],
    ]
    amounts = [start, *(v for _, v in bars), end]
    measure = unit("Inventory value, expected cost included", facts, amounts)
    return Chart(finding(start, parts), measure, categories, {"Value": amounts}, "bridge")


def finding(start: Decimal, parts: dict[str, Decimal], measure: str = "Inventory value") -> str:
    """The title of a bridge, by rule (look.md 10); the measure when no rule applies.

    The rule holds the two largest increases against the largest decrease. Where that would say the opposite of what the value
    did, the second largest decrease is named too: a title never contradicts its own bars.
    """
    if start and all(abs(v) * 20 <= abs(start) for v in parts.values()):
        return "Little moved"
    ups = sorted((p for p in parts.items() if p[1] > 0), key=lambda p: -p[1])[:2]
    downs = sorted((p for p in parts.items() if p[1] < 0), key=lambda p: p[1])[:2]
    rose = sum(parts.values(), ZERO) > 0
    for named in range(1, len(downs) + 1):
        outran = sum(v for _, v in (*ups, *downs[:named])) > 0
        if ups and outran is rose:
            text = _joined(k for k, _ in ups)
            return f"{text[0].upper()}{text[1:]} {'outran' if outran else 'fell short of'} {_joined(k for k, _ in downs[:named])}"
    return measure


def _joined(kinds: Iterable[str]) -> str:
    """The kinds in words; a short label of a bar stands for its caption."""
    return " and ".join(_PLURAL.get(c, c.lower()) for c in (_LONG.get(k, k) for k in kinds))
