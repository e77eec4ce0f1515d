"""The WIP journal of a posting run: numbered WIP G/L entries and the pairs of G/L entries behind them (project-wip.md 7)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from xlcost.ledger import Ledger
from xlcost.ledger.table import Row
from xlcost.ledger.values import date_of
from xlcost.money import to_decimal

DEFAULT_SOURCE_CODE = "PROJGLWIP"
OLDER_SOURCE_CODE = "JOBGLWIP"

ProjectRows = tuple[Sequence[Row], Sequence[Row]]  # reversals, new rows


def source_code(ledger: Ledger) -> str:
    """Source code of project WIP postings."""
    return ledger.setup("Source Code Setup")["Project G/L WIP"] or DEFAULT_SOURCE_CODE


class Journal:
    """Rows of the tables that a posting run adds to, project by project: reversals first, then the new entries."""

    def __init__(self, ledger: Ledger, projects: Iterable[ProjectRows]) -> None:
        self.wip_gl_entries: list[Row] = []
        self.gl_entries: list[Row] = []
        self.registers: list[Row] = []
        self._source = source_code(ledger)
        self._first = self._gl_no = ledger.last_no("G/L Entry")
        self._wip_no = ledger.last_no("Project WIP G/L Entry")
        self._transaction = ledger.last_no("Project WIP G/L Entry", "WIP Transaction No.")
        self._register = max(ledger.last_no("G/L Register", "No."), ledger.last_no("G/L - Item Ledger Relation", "G/L Register No."))
        for reversals, posted in projects:
            self._project(reversals, posted)
        if self.gl_entries:
            last = self._gl_no
            self.registers.append(
                {"No.": self._register + 1, "From Entry No.": self._first + 1, "To Entry No.": last, "Source Code": self._source}
            )

    def _project(self, reversals: Sequence[Row], posted: Sequence[Row]) -> None:
        for row in reversals:
            self._pair(row)
        if posted:
            self._transaction += 1
        for row in posted:
            self._wip_no += 1
            self._pair(row)
            numbers = {"Entry No.": self._wip_no, "G/L Entry No.": self._gl_no, "WIP Transaction No.": self._transaction}
            self.wip_gl_entries.append({**row, **numbers, "Reversed": False})

    def _pair(self, row: Row) -> None:
        """The two G/L entries of a row: the account with its amount, the balancing account with the opposite."""
        common = {
            "Posting Date": row["Posting Date"],
            "Document No.": row["Document No."],
            "Description": row["Description"],
            "Source Code": self._source,
            "Project No.": row["Project No."],
            "Global Dimension 1 Code": row["Global Dimension 1 Code"],
            "Global Dimension 2 Code": row["Global Dimension 2 Code"],
            "Dimension Set ID": row["Dimension Set ID"],
            "G/L Register No.": self._register + 1,
        }
        for account, sign in (("G/L Account No.", 1), ("G/L Bal. Account No.", -1)):
            self._gl_no += 1
            amount = sign * row["WIP Entry Amount"]
            self.gl_entries.append({"Entry No.": self._gl_no, "G/L Account No.": row[account], "Amount": amount, **common})


def journal_records(projects: Iterable[ProjectRows]) -> list[dict[str, Any]]:
    """The sheet WIP Journal: one line per WIP G/L entry, reversals included."""
    return [
        {
            "Posting Date": date_of(row["Posting Date"]),
            "Document No.": row["Document No."],
            "Account No.": row["G/L Account No."],
            "Bal. Account No.": row["G/L Bal. Account No."],
            "Amount": to_decimal(row["WIP Entry Amount"]),
            "Description": row["Description"],
            "Project No.": row["Project No."],
            "Global Dimension 1 Code": row["Global Dimension 1 Code"],
            "Global Dimension 2 Code": row["Global Dimension 2 Code"],
            "Dimension Set ID": row["Dimension Set ID"],
            "Reversal": reversal,
            "Journal Template Name": "",
            "Journal Batch Name": "",
        }
        for reversals, posted in projects
        for reversal, rows in ((True, reversals), (False, posted))
        for row in rows
    ]
