"""Setup pre-check: every gap of the posting setups that the value entries will run into, before anything is posted (gl-posting A5.1).

The needed fields follow from the account table and the value entries themselves, so the list holds exactly the setup rows and
fields that some entry needs, once each, with how many entries and how much cost wait for it.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from xlcost.ledger import Ledger
from xlcost.money import to_decimal
from xlcost.posting.codes import CODES
from xlcost.posting.lines import lines_of
from xlcost.posting.queue import VALUE_ENTRY
from xlcost.posting.rules import AccountType

Record = dict[str, Any]


def check_posting_setup(ledger: Ledger, only_unposted: bool = False) -> list[Record]:
    """One record per missing, blank or blocked setup field or account that value entries need.

    Code, Text, Table, Key, Field, Account, What to do, Account Type, Value Entries (how many), Amount (their cost, absolute). Expected
    cost counts where Expected Cost Posting to G/L is Yes; `only_unposted` looks at amounts not yet posted only.
    """
    entries = ledger.table(VALUE_ENTRY)
    lines = lines_of(ledger, entries)
    expected = bool(ledger.setup("Inventory Setup")["Expected Cost Posting to G/L"])
    actual_done = entries["Cost Posted to G/L"] if only_unposted else 0
    expected_done = entries["Expected Cost Posted to G/L"] if only_unposted else 0
    amount = lines.amounts(
        entries["Cost Amount (Actual)"] - actual_done, (entries["Cost Amount (Expected)"] - expected_done) * int(expected)
    )
    wanted = (lines.status > 0) & (amount != 0) & entries["Inventoriable"][:, None]
    found: dict[tuple[int, tuple[str, str]], list[int]] = {}
    for entry, line in zip(*(part.tolist() for part in np.nonzero(wanted)), strict=True):
        need = (int(lines.account_type[entry, line]), lines.setup_key(entry, line))
        gap = found.setdefault(need, [entry, line, 0, 0])
        gap[2] += 1
        gap[3] += abs(int(amount[entry, line]))
    records = []
    for (kind, key), (entry, line, count, total) in sorted(found.items()):
        account = lines.accounts.numbers[int(lines.account[entry, line])]
        finding = lines.accounts.finding(CODES[int(lines.status[entry, line])], AccountType.of(kind), key, account)
        records.append(
            {
                "Code": finding.code,
                "Text": finding.text,
                "Table": finding.table,
                "Key": " / ".join(finding.key),
                "Field": finding.field,
                "Account": finding.account,
                "What to do": finding.remedy,
                "Account Type": AccountType.of(kind).caption,
                "Value Entries": count,
                "Amount": to_decimal(total),
            }
        )
    return records
