"""The entries behind every cause as records: what it is, how old, why, and what to do (gl-posting B7)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from typing import Any

import numpy as np

from xlcost.ledger.options import ItemLedgerEntryType, ValueEntryType
from xlcost.ledger.values import date_of
from xlcost.money import Array, sum_by, to_decimal
from xlcost.posting.rules import AccountType
from xlcost.views.causes import BY_NUMBER, Cause, Explained
from xlcost.views.remedies import Reasons, remedy

Record = dict[str, Any]
BUCKETS = ("0-30", "31-60", "61-90", ">90")
_LIMITS = (30, 60, 90)
_BY_VALUE_DATE = (Cause.C1.number, Cause.C2.number)


def cause_of(name: str) -> Cause:
    """A cause by its name or code."""
    for cause in Cause:
        if name.strip().casefold() in (cause.value.casefold(), cause.code.casefold()):
            return cause
    raise KeyError(name)


@dataclass(frozen=True)
class CauseRecords:
    """Records of the pieces of an explanation, made when they are asked for."""

    explained: Explained
    as_of: int

    @cached_property
    def date(self) -> Array:
        """The day each piece ages from: the value entry's for C1 and C2, the date inside the period for C3, else the G/L entry's."""
        x = self.explained
        by_value = np.isin(x.cause, _BY_VALUE_DATE) | ((x.cause == Cause.C3.number) & ~x.of_entry)
        value = x.lines.date[x.line] if len(x.lines) else np.zeros(len(x.line), dtype=np.int64)
        entry = x.gl_side.date[x.gl] if len(x.gl_side) else np.zeros(len(x.gl), dtype=np.int64)
        return np.where(by_value, value, entry)

    @cached_property
    def bucket(self) -> Array:
        """Ageing bucket of each piece."""
        return np.searchsorted(_LIMITS, self.as_of - self.date, side="left")

    @cached_property
    def outside(self) -> Array:
        """Pieces outside an item or location filter."""
        x = self.explained
        found: Array = np.isin(x.cause, [Cause.C10.number]) | (x.line < 0)
        return found & x.scope.is_filtered

    def _chosen(self, account: str | None, cause: str | None) -> Array:
        x = self.explained
        keep = np.ones(len(x.cause), dtype=np.bool_)
        if account is not None:
            numbers = x.lines.accounts
            keep &= x.account == (numbers.index(account.strip().upper()) if account.strip().upper() in numbers else -1)
        if cause is not None:
            keep &= x.cause == cause_of(cause).number
        rows = np.flatnonzero(keep)
        return rows[np.lexsort((x.gl[rows], x.line[rows], self.date[rows], x.account[rows], x.cause[rows]))]

    def entries(self, account: str | None, cause: str | None) -> list[Record]:
        """The records of one account and cause (None = every)."""
        rows = self._chosen(account, cause)
        reasons = Reasons(self.explained, self.explained.lines.entry[self.explained.line[self._not_posted(rows)]])
        return [self._record(int(row), reasons) for row in rows]

    def _not_posted(self, rows: Array) -> Array:
        found: Array = rows[self.explained.cause[rows] == Cause.C1.number]
        return found

    def _record(self, row: int, reasons: Reasons) -> Record:
        x = self.explained
        cause = BY_NUMBER[int(x.cause[row])]
        line, entry = int(x.line[row]), int(x.gl[row])
        account = x.lines.accounts[int(x.account[row])]
        record = {
            "Cause": cause.value,
            "Cause Code": cause.code,
            "Entry Kind": "G/L entry" if x.of_entry[row] else "Value entry line",
            "G/L Entry No.": int(x.gl_side.number[entry]) if entry >= 0 else 0,
            "Value Entry No.": int(x.lines.entries["Entry No."][x.lines.entry[line]]) if line >= 0 else 0,
            "Account": account,
            "Account Type": AccountType.of(x.lines.account_type[line]).caption if line >= 0 else "",
            "Account by Setup": x.lines.accounts[int(x.lines.account[line])] if line >= 0 else "",
            **self._words(row, line, entry),
            "Amount": to_decimal(int(x.amount[row])),
            "Age (days)": self.as_of - int(self.date[row]) if self.as_of else 0,
            "Bucket": BUCKETS[int(self.bucket[row])],
            "Match Quality": int(x.quality[row]) if x.quality[row] >= 0 else None,
            "Outside Filter": bool(self.outside[row]),
        }
        code, reason, action = reasons.of(x.lines.entry[line], line) if cause is Cause.C1 else ("", "", "")
        record["Code"], record["Reason"] = code, reason
        record["What to do"] = action or remedy(cause, record)
        record["Key"] = f"{cause.code}|{record['G/L Entry No.'] if x.of_entry[row] else record['Value Entry No.']}|{account}"
        return record

    def _words(self, row: int, line: int, entry: int) -> Record:
        """Date, document, item and description: of the G/L entry where the amount stands there, else of the value entry."""
        x = self.explained
        values, gl = x.lines.entries, x.gl_side.entries
        value = int(x.lines.entry[line]) if line >= 0 else -1
        item = str(values["Item No."][value]) if value >= 0 else ""
        if x.of_entry[row]:
            place = int(x.gl_side.row[entry])
            text, document = str(gl["Description"][place]), str(gl["Document No."][place])
        else:
            kind = ItemLedgerEntryType.of(values["Item Ledger Entry Type"][value]).caption
            text = str(values["Description"][value]) or f"{kind or 'Capacity'}, {ValueEntryType.of(values['Entry Type'][value]).caption}"
            document = str(values["Document No."][value])
        return {"Posting Date": date_of(int(self.date[row])), "Document No.": document, "Item No.": item, "Text": text}

    def ranked(self) -> list[Record]:
        """Per account and cause: count, amount, oldest, amount and count per bucket; largest absolute amount first."""
        x = self.explained
        key = x.account * (len(Cause) + 1) + x.cause
        keys, group = np.unique(key, return_inverse=True)
        amounts = sum_by(group, len(keys), x.amount).tolist()
        counts = np.bincount(group, minlength=len(keys)).tolist()
        oldest = np.full(len(keys), np.iinfo(np.int64).max)
        np.minimum.at(oldest, group, self.date)
        cells = group * len(BUCKETS) + self.bucket
        size = len(keys) * len(BUCKETS)
        by_bucket = sum_by(cells, size, x.amount).reshape(-1, len(BUCKETS)).tolist()
        count_by_bucket = np.bincount(cells, minlength=size).reshape(-1, len(BUCKETS)).tolist()
        found = []
        for place, number in enumerate(keys.tolist()):
            cause = BY_NUMBER[number % (len(Cause) + 1)]
            record = {
                "Account": x.lines.accounts[number // (len(Cause) + 1)],
                "Cause": cause.value,
                "Cause Code": cause.code,
                "Entries": counts[place],
                "Amount": to_decimal(amounts[place]),
                "Oldest": date_of(int(oldest[place])),
            }
            for bucket, name in enumerate(BUCKETS):
                record[f"{name} days"] = to_decimal(by_bucket[place][bucket])
                record[f"{name} days, entries"] = count_by_bucket[place][bucket]
            found.append(record)
        return sorted(found, key=lambda r: (-abs(r["Amount"]), r["Account"], cause_of(r["Cause"]).number))

    def outside_filter(self) -> dict[str, Decimal]:
        """Per account the amount of the pieces outside the filter."""
        x = self.explained
        sums = sum_by(x.account[self.outside], len(x.lines.accounts), x.amount[self.outside])
        return {x.lines.accounts[place]: to_decimal(int(sums[place])) for place in _places(sums)}


def _places(sums: Array) -> Iterable[int]:
    return [int(place) for place in np.flatnonzero(sums)]
