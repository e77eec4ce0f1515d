"""What would set it right: proposed correcting journal lines (N11), and the reconciliation as it would stand after posting (N9).

Nothing here posts anything. Not yet posted cost needs the posting run and no journal; a date outside the period, a closing
entry and a value entry outside the scope need none either. All other causes are proposed per document, each proposal
balanced, with a line of blank account where the general ledger does not say what the other side is.
"""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal
from typing import Any

import numpy as np

from xlcost.ledger import Ledger, Outcome
from xlcost.ledger.values import date_of
from xlcost.money import to_decimal
from xlcost.posting.inventory_cost import post_inventory_cost
from xlcost.views.causes import Cause
from xlcost.views.reconciliation import Reconciliation, reconcile_inventory

Record = dict[str, Any]
_BY_JOURNAL = (Cause.C2, Cause.C4, Cause.C5, Cause.C6, Cause.C7)


def correcting_lines(reconciliation: Reconciliation) -> list[Record]:
    """Journal lines that would remove the differences which posting cannot: account, amount, cause and the entries they correct.

    A manual journal is reversed as a whole document, with its lines on other accounts. The lines of every Proposal No. sum to 0.
    """
    day = date_of(reconciliation.as_of)
    proposals: dict[tuple[str, str], list[Record]] = {}
    whole: set[tuple[str, Any]] = set()
    for cause in _BY_JOURNAL:
        for entry in reconciliation.cause_entries(cause=cause.value):
            if entry["Outside Filter"]:
                continue
            lines = proposals.setdefault((cause.code, entry["Document No."]), [])
            if cause is not Cause.C6:
                lines.append(_line(entry, cause, entry["Account"], -entry["Amount"]))
            elif (entry["Document No."], entry["Posting Date"]) not in whole:
                whole.add((entry["Document No."], entry["Posting Date"]))
                lines += _reversal(reconciliation.explained.ledger, entry)
    records = []
    for number, lines in enumerate(proposals.values(), 1):
        rest = sum((line["Amount"] for line in lines), Decimal(0))
        if rest:
            lines.append(
                {**lines[0], "G/L Account No.": "", "Amount": -rest, "Description": "Balancing account to be chosen", "G/L Entry No.": 0}
            )
        records += [{"Proposal No.": number, "Posting Date": day, **line} for line in lines]
    return records


def _line(entry: Record, cause: Cause, account: str, amount: Decimal) -> Record:
    return {
        "G/L Account No.": account,
        "Amount": amount,
        "Description": f"{cause.value}: {entry['Text']}"[:100],
        "Cause": cause.value,
        "Cause Code": cause.code,
        "Document No.": entry["Document No."],
        "G/L Entry No.": entry["G/L Entry No."],
        "Value Entry No.": entry["Value Entry No."],
    }


def _reversal(ledger: Ledger, entry: Record) -> list[Record]:
    """The opposite of every entry of a manual document (those with its number, date and source code), or of the one entry."""
    entries = ledger.table("G/L Entry")
    row = entries.index[entry["G/L Entry No."]]
    same = np.ones(len(entries), dtype=np.bool_)
    for caption in ("Document No.", "Posting Date", "Source Code", "Closing Date"):
        same &= np.equal(entries[caption], entries[caption][row]).astype(np.bool_)
    rows = np.flatnonzero(same) if entry["Document No."] else np.array([row])
    found = []
    for number, account, amount, text in entries.tuples(("Entry No.", "G/L Account No.", "Amount", "Description"), rows):
        found.append(_line({**entry, "G/L Entry No.": number, "Text": text}, Cause.C6, account, -to_decimal(amount)))
    return found


def reconcile_as_if_posted(
    ledger: Ledger,
    date_from: Any = None,
    date_to: Any = None,
    items: Iterable[str] | str | None = None,
    locations: Iterable[str] | str | None = None,
    mode: str = "exact",
    as_of: Any = None,
) -> tuple[Outcome, Reconciliation]:
    """The posting run that nobody keeps, and the reconciliation as it would stand after it; same filters as `reconcile_inventory`."""
    outcome = post_inventory_cost(ledger)
    return outcome, reconcile_inventory(outcome.ledger, date_from, date_to, items, locations, mode, as_of)
