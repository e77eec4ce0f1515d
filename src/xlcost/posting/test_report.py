"""Post Inventory Cost to G/L - Test: every line with every warning, before anything is posted (gl-posting A8).

Unlike the job, a missing account hides nothing: all lines of the value entry are shown, each with all that applies.
Codes: E04a, E04b, E01, E06, S03, S04, E02, S05, E05, E03, S06, E07 as in the specification, and what xlcost adds: W01 date in a
closed inventory period, W02 before the Earliest Allowed Valuation Date, W03 account used for two
account types, W04 Direct Posting allowed on an inventory account, W05 blocked dimension combination.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np

from xlcost.ledger import Ledger
from xlcost.ledger.options import CombinationRestriction, ItemLedgerEntryType, ValueEntryType
from xlcost.ledger.values import date_of, day_given
from xlcost.money import Array, to_decimal
from xlcost.posting.assessment import Assessment, assess, closed_finding
from xlcost.posting.buffer import Buffer, fill
from xlcost.posting.codes import CODES, NUMBER, Finding
from xlcost.posting.entries import posting_group_description
from xlcost.posting.inventory_cost import check_request, stop_at_error
from xlcost.posting.queue import queue_of
from xlcost.posting.rules import SETUP_FIELD, AccountType

Record = dict[str, Any]
_BALANCE_SHEET = (AccountType.INVENTORY, AccountType.INVENTORY_INTERIM, AccountType.WIP_INVENTORY)


def check_inventory_cost_posting(
    ledger: Ledger,
    posting_method: str = "Per Entry",
    document_no: str = "",
    post: bool = False,
    on_error: str = "skip",
    items: Iterable[str] | None = None,
    date_from: Any = None,
    date_to: Any = None,
    user_id: str = "",
    show_only_warnings: bool = False,
) -> list[Record]:
    """The Test report of Post Inventory Cost to G/L: one record per line with its Warnings (gl-posting A8).

    Same arguments as `post_inventory_cost` (`post` has no meaning here); with `on_error="stop"` an account that does not
    exist raises E03. A value entry without account rule is one line `Value Entry {no.}` with its actual cost.
    """
    per_entry, _ = check_request(ledger, posting_method, document_no, on_error)
    queue = queue_of(ledger, items if not isinstance(items, str) else [items], day_given(date_from, "date_from"), day_given(date_to, "date_to"))
    assessment = assess(ledger, queue.chosen, user_id)
    if on_error == "stop":
        stop_at_error(assessment, ("E03",))
    report = _Report(assessment, per_entry)
    records = report.records()
    return [r for r in records if r["Warnings"]] if show_only_warnings else records


@dataclass(frozen=True)
class _Report:
    assessment: Assessment
    per_entry: bool

    @cached_property
    def shown(self) -> Array:
        """Entries of the report: not those ignored, nor S01 and S02."""
        found: Array = ~self.assessment.ignored & ~np.isin(self.assessment.code, [NUMBER["S01"], NUMBER["S02"]])
        return found

    def records(self) -> list[Record]:
        """All lines, in the order of the buffer; per entry the lines without account rule stand in their place."""
        a = self.assessment
        alone = self.shown & ~(a.lines.valid & a.active.any(axis=1))
        buffer = fill(a, a.active & (self.shown & ~alone)[:, None], self.per_entry)
        lines = [(int(buffer.entry[first]), self._line(buffer, number, int(first))) for number, first in enumerate(buffer.first.tolist())]
        singles = [(int(entry), self._single(int(entry))) for entry in np.nonzero(alone)[0]]
        if not self.per_entry:
            return [record for _, record in (*lines, *singles)]
        return [record for _, record in sorted((*lines, *singles), key=lambda pair: pair[0])]

    def _single(self, entry: int) -> Record:
        """An entry that has no lines: no account rule, or an expected amount that may not be."""
        a = self.assessment
        no = int(a.entries["Entry No."][entry])
        warnings = self._entry_findings(entry)
        if a.invalid_code[entry]:
            code = CODES[int(a.invalid_code[entry])]
            warnings.append(a.rule_finding(code, entry))
        amount = to_decimal(int(a.entries["Cost Amount (Actual)"][entry]))
        empty = {"Account Type": "", "Account No.": "", "Name": "", "Description": f"Value Entry {no}", "Amount": amount}
        return {**self._entry_fields(entry, True), **empty, "Warnings": [w.warning() for w in warnings]}

    def _line(self, buffer: Buffer, number: int, first: int) -> Record:
        a = self.assessment
        entry, line = int(buffer.entry[first]), int(buffer.line[first])
        account = str(buffer.account[number])
        chart = a.ledger.table("G/L Account")
        row = chart.index.get(account)
        findings = [*(self._entry_findings(entry) if self.per_entry else []), *self._account_findings(entry, line, account)]
        e = a.entries
        source = f"{ValueEntryType.of(e['Entry Type'][entry]).caption} {e['Source No.'][entry]} on {date_of(int(e['Posting Date'][entry]))}"
        return {
            **self._entry_fields(entry, self.per_entry),
            "Account Type": AccountType.of(buffer.account_type[number]).caption,
            "Account No.": account,
            "Name": "" if row is None else str(chart["Name"][row]),
            "Description": source if self.per_entry else posting_group_description(buffer.group_key(number)),
            "Amount": to_decimal(int(buffer.total[number])),
            "Warnings": [f.warning() for f in findings],
        }

    def _entry_fields(self, entry: int, named: bool) -> Record:
        e = self.assessment.entries
        return {
            "Posting Date": date_of(int(e["Posting Date"][entry])),
            "Item No.": str(e["Item No."][entry]) if named else "",
            "Item Ledger Entry Type": ItemLedgerEntryType.of(e["Item Ledger Entry Type"][entry]).caption if named else "",
            "Value Entry Type": ValueEntryType.of(e["Entry Type"][entry]).caption if named else "",
            "Item Ledger Entry No.": int(e["Item Ledger Entry No."][entry]) if named else 0,
            "Value Entry No.": int(e["Entry No."][entry]) if named else 0,
            "Document No.": str(e["Document No."][entry]) if named else "",
        }

    # -- checks, in the order of A8 -----------------------------------------------------------------------
    def _entry_findings(self, entry: int) -> list[Finding]:
        a = self.assessment
        kind = ValueEntryType.of(a.entries["Entry Type"][entry]).caption
        no = int(a.entries["Entry No."][entry])
        found = []
        if a.expected_flag_wrong[entry]:
            remedy = f"Set Expected Cost to No on value entry {no}."
            found.append(Finding("E04a", f"Expected Cost must be No for Entry Type {kind}", remedy=remedy))
        if a.expected_amount_wrong[entry]:
            remedy = f"Set Cost Amount (Expected) to 0 on value entry {no}."
            found.append(Finding("E04b", f"Cost Amount (Expected) must be 0 for Entry Type {kind}", remedy=remedy))
        return found

    def _account_findings(self, entry: int, line: int, account: str) -> list[Finding]:
        a = self.assessment
        status = CODES[int(a.lines.status[entry, line])]
        if status in ("S03", "S04", "E02"):
            return [a.line_finding(status, entry, line)]
        found = [a.line_finding("S05", entry, line)] if not account else []
        if a.outside_dates[entry]:
            found.append(a.date_finding(entry))
        if account:
            found += [a.line_finding(code, entry, line) for code in a.lines.accounts.account_finding(account)]
        return [*found, *self._own_findings(entry, line, account)]

    def _own_findings(self, entry: int, line: int, account: str) -> list[Finding]:
        """What xlcost checks beyond the ERP's report."""
        e = self.assessment.entries
        date, dimension_set = int(e["Posting Date"][entry]), int(e["Dimension Set ID"][entry])
        found = [closed_finding(self.assessment.ledger, date)] if self.assessment.in_closed_period[entry] else []
        if date < self._earliest:
            found.append(
                Finding("W02", f"Posting Date {date_of(date)} is before the Earliest Allowed Valuation Date {date_of(self._earliest)}")
            )
        types = self._types_of_account.get(account, [])
        if len(types) > 1:
            found.append(Finding("W03", f"Account {account} is used for {' and '.join(types)}", account=account))
        chart = self.assessment.ledger.table("G/L Account")
        row = chart.index.get(account)
        if row is not None and chart["Direct Posting"][row] and int(self.assessment.lines.account_type[entry, line]) in _BALANCE_SHEET:
            found.append(Finding("W04", f"Direct Posting is Yes on inventory account {account}", account=account))
        blocked = self._blocked_dimensions.get(dimension_set)
        if blocked:
            found.append(Finding("W05", f"The dimension combination {blocked} is blocked"))
        return found

    @cached_property
    def _earliest(self) -> int:
        return int(self.assessment.ledger.setup("Inventory Setup")["Earliest Allowed Valuation Date"])

    @cached_property
    def _types_of_account(self) -> dict[str, list[str]]:
        found: dict[str, list[str]] = {}
        for account_type, (table, caption) in SETUP_FIELD.items():
            for no in sorted(set(self.assessment.ledger.table(table)[caption].tolist()) - {""}):
                found.setdefault(no, []).append(account_type.caption)
        return found

    @cached_property
    def _blocked_dimensions(self) -> dict[int, str]:
        ledger = self.assessment.ledger
        combinations = ledger.table("Dimension Combination")
        blocked = [
            (a, b)
            for a, b, kind in combinations.tuples(("Dimension 1 Code", "Dimension 2 Code", "Combination Restriction"))
            if kind == CombinationRestriction.BLOCKED
        ]
        codes: dict[int, set[str]] = {}
        for number, code in ledger.table("Dimension Set Entry").tuples(("Dimension Set ID", "Dimension Code")) if blocked else ():
            codes.setdefault(number, set()).add(code)
        return {n: f"{a} and {b}" for n, found in codes.items() for a, b in blocked if a in found and b in found}
