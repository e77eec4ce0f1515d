"""Why a value entry is not posted yet, and one sentence of what to do about each cause (gl-posting B7)."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property
from typing import Any

import numpy as np

from xlcost.money import Array
from xlcost.posting.assessment import Assessment, assess
from xlcost.posting.queue import QUEUE
from xlcost.views.causes import Cause, Explained

_RUN = "Run Post Inventory Cost to G/L."
_EXPECTED_OFF = (
    "S01",
    "Expected cost is not posted: Expected Cost Posting to G/L is No",
    "Set Expected Cost Posting to G/L to Yes in Inventory Setup and run Post Inventory Cost to G/L, or accept the difference until the invoice.",
)


class Reasons:
    """Posting's own verdict on value entries that are not fully posted: code, reason, what to do."""

    def __init__(self, explained: Explained, entries: Array) -> None:
        """`entries` are the positions of the value entries that will be asked for."""
        self._ledger, self._lines = explained.ledger, explained.lines
        self._positions = np.unique(entries)

    @cached_property
    def _assessment(self) -> Assessment:
        return assess(self._ledger, self._positions)

    @cached_property
    def _queued(self) -> frozenset[int] | None:
        if not self._ledger.has(QUEUE):
            return None
        return frozenset(self._ledger.table(QUEUE)["Value Entry No."].tolist())

    def of(self, entry: int, line: int) -> tuple[str, str, str]:
        """(code, reason, what to do) for a line of the value entry at a position."""
        a = self._assessment
        place = int(np.searchsorted(self._positions, entry))
        no = int(a.entries["Entry No."][place])
        if a.ignored[place]:
            if not a.entries["Inventoriable"][place]:
                return (
                    "",
                    "Not inventoriable: the posting job passes it over",
                    f"Set Inventoriable to Yes on value entry {no}, or its cost amounts to 0.",
                )
            text = "Its cost was set back to 0 after posting; the posting job passes it over"
            return "", text, f"Post a correcting journal for value entry {no}, then set its Cost Posted to G/L to 0."
        if self._lines.expected[line] and not a.expected_posting:
            return _EXPECTED_OFF
        finding = a.finding(place)
        if finding.code:
            return finding.code, finding.text, finding.remedy
        if self._queued is not None and no not in self._queued:
            return (
                "",
                "Not in the queue Post Value Entry to G/L",
                f"Add value entry {no} to sheet Post Value Entry to G/L and run Post Inventory Cost to G/L.",
            )
        return "", "In the queue, nothing stands in the way", _RUN


def remedy(cause: Cause, record: Mapping[str, Any]) -> str:
    """One imperative sentence for a cause, with the numbers of its record."""
    entry, value, account, own = (record[c] for c in ("G/L Entry No.", "Value Entry No.", "Account", "Account by Setup"))
    by_setup = own or "the account of the setup"
    return {
        Cause.C1: _RUN,
        Cause.C2: f"Book value entry {value} on account {account} by a correcting journal, or restore its G/L entry.",
        Cause.C3: f"Re-date G/L entry {entry} or value entry {value} so that both lie in one period, or note it as a timing difference.",
        Cause.C4: f"Book the difference between G/L entry {entry} and value entry {value} on account {account} by a correcting journal.",
        Cause.C5: f"Reclassify G/L entry {entry} to account {by_setup}, or restore the account in the posting setup."
        if record["Entry Kind"] == "G/L entry"
        else f"Reclassify G/L entry {entry} to account {account}, or restore the account in the posting setup.",
        Cause.C6: f"Reverse document {record['Document No.'] or '(blank)'} on account {account} (G/L entry {entry}), or move it to another account.",
        Cause.C7: f"Restore the value entry behind G/L entry {entry}, or write the amount off account {account}.",
        Cause.C8: f"Give each account type an account of its own instead of {account}.",
        Cause.C9: "Choose a period that does not contain the closing of the fiscal year.",
        Cause.C10: f"Nothing, value entry {value} is outside the filter; if its item should count, correct Type on sheet Item.",
    }[cause]
