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
from xlcost.posting.queue import QUEUE
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
    reversed_entries: set[int] = set()
    for cause in _BY_JOURNAL:
        for entry in reconciliation.cause_entries(cause=cause.value):
            if entry["Outside Filter"]:
                continue
            lines = proposals.setdefault((cause.code, entry["Document No."]), [])
            if cause is not Cause.C6:
                lines.append(_line(entry, cause, entry["Account"], -entry["Amount"]))
            elif entry["G/L Entry No."] not in reversed_entries:
                reversal = _reversal(reconciliation.explained.ledger, entry)
                reversed_entries |= {line["G/L Entry No."] for line in reversal}
                lines += reversal
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
    for number, account, amount, text in sorted(entries.tuples(("Entry No.", "G/L Account No.", "Amount", "Description"), rows)):
        found.append(_line({**entry, "G/L Entry No.": number, "Text": text}, Cause.C6, account, -to_decimal(amount)))
    return found


_CLEARED_BY = {
    Cause.C1: "Post Inventory Cost to G/L, after what stands in the way is mended; no journal",
    Cause.C3: "Timing: both sides exist, one lies outside the period; no journal",
    Cause.C8: "Accounts of their own for each account type; no journal",
    Cause.C9: "Another period: the closing of a fiscal year is no difference of inventory",
    Cause.C10: "Nothing: the value entry is outside the filter",
}


def clearing_actions(reconciliation: Reconciliation, lines: Iterable[Record]) -> list[Record]:
    """Per cause: Entries, Gross Amount, and what clears it - the proposals by number, or why no journal does."""
    numbers: dict[str, set[int]] = {}
    for line in lines:
        numbers.setdefault(line["Cause"], set()).add(line["Proposal No."])
    found = []
    for cause in Cause:
        entries = reconciliation.cause_entries(cause=cause.value) if cause is not Cause.C8 else []
        if not entries:
            continue
        proposals = sorted(numbers.get(cause.value, ()))
        words = _CLEARED_BY.get(cause) or f"Proposed journal: {_ranges(proposals) or 'none, outside the filter'}"
        gross = sum((abs(e["Amount"]) for e in entries), Decimal("0.00"))
        found.append({"Cause": cause.value, "Cause Code": cause.code, "Entries": len(entries), "Gross Amount": gross, "Cleared by": words})
    return sorted(found, key=lambda r: -r["Gross Amount"])


def _ranges(numbers: list[int]) -> str:
    """`1, 3-5`."""
    parts: list[list[int]] = []
    for number in numbers:
        if parts and parts[-1][-1] == number - 1:
            parts[-1] = [parts[-1][0], number]
        else:
            parts.append([number])
    return ", ".join("-".join(str(n) for n in part) for part in parts)


def as_if_corrected(ledger: Ledger, lines: Iterable[Record]) -> Ledger:
    """The ledger with the proposed lines as G/L entries, kept by nobody; lines whose account is still to be chosen are left out."""
    last = ledger.last_no("G/L Entry")
    records = [
        {
            "Entry No.": last + number,
            "G/L Account No.": line["G/L Account No."],
            "Posting Date": line["Posting Date"],
            "Document No.": f"PROPOSAL-{line['Proposal No.']}",
            "Description": line["Description"],
            "Amount": line["Amount"],
        }
        for number, line in enumerate((x for x in lines if x["G/L Account No."]), 1)
    ]
    return ledger.upsert("G/L Entry", records) if records else ledger


def unblocked(ledger: Ledger) -> Ledger:
    """The ledger without what keeps value entries from being posted, where that can be lifted without a decision on accounts.

    No blocked account or setup row, all posting dates allowed, all inventory periods open, expected cost posted, no queue sheet
    that leaves entries out. What has no account stays where it is.
    """
    changes = []
    for name, caption, value in (
        ("G/L Account", "Blocked", False),
        ("General Posting Setup", "Blocked", False),
        ("Inventory Period", "Closed", False),
        ("User Setup", "Allow Posting From", 0),
        ("User Setup", "Allow Posting To", 0),
        ("General Ledger Setup", "Allow Posting From", 0),
        ("General Ledger Setup", "Allow Posting To", 0),
        ("Inventory Setup", "Expected Cost Posting to G/L", True),
    ):
        table = ledger.table(name)
        if table.length and caption in table.given:
            changes.append((name, caption, np.full(table.length, value, dtype=table[caption].dtype)))
    for name, caption, values in changes:
        ledger = ledger.with_tables(ledger.table(name).with_columns({caption: values}))
    return Ledger({n: t for n, t in ledger.tables.items() if n != QUEUE}, ledger.problems, ledger.source)


def effect_of_clearing(ledger: Ledger, reconciliation: Reconciliation) -> list[Record]:
    """Per account with a cause the difference: now, if all that can be posted were posted, if what is blocked were posted too,
    and after the proposed journal as well. Each figure is a reconciliation of a ledger that nobody keeps."""
    day = date_of(reconciliation.as_of)
    posted = reconcile_inventory(post_inventory_cost(ledger, date_to=day).ledger, date_to=day)
    free = post_inventory_cost(unblocked(ledger), date_to=day).ledger
    all_posted = reconcile_inventory(free, date_to=day)
    corrected = reconcile_inventory(as_if_corrected(free, correcting_lines(all_posted)), date_to=day)
    found = []
    for no, account in sorted(reconciliation.accounts.items()):
        if not account["causes"]:
            continue
        record = {"Account": no or "(none)", "Difference": account["difference"]}
        for caption, state in (("If Posted", posted), ("If Unblocked", all_posted), ("After Journal", corrected)):
            record[caption] = state.accounts[no]["difference"] if no in state.accounts else Decimal("0.00")
        left = corrected.accounts[no]["causes"] if record["After Journal"] else {}
        record["What is left"] = ", ".join(c for c in left if _is_left(c))
        found.append(record)
    return found


def _is_left(cause: str) -> bool:
    return any(c.value == cause for c in _CLEARED_BY)


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
