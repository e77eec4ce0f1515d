"""Item Register - Value laid out: the value entries of each posting run, two blocks of sums under them (5.3)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from pydantic import Field

from xlcost.ledger import Ledger
from xlcost.ledger.options import ItemLedgerEntryType, ValueEntryType
from xlcost.ledger.values import date_of
from xlcost.money import FINE, fine_decimal, to_decimal
from xlcost.reports.grid import GridColumn, Line, Rank
from xlcost.reports.options import Options
from xlcost.reports.report import Layout, Report
from xlcost.views.behind import EntriesBehind, listed
from xlcost.views.filters import number_filter
from xlcost.views.item_register import Register, RegisterLine, footer, item_registers
from xlcost.views.report_warnings import amount_text

NAME = "Item Register - Value"


class ItemRegisterOptions(Options):
    """Request page."""

    register_no_filter: str = Field("", alias="Register No. Filter")


def view(ledger: Ledger, options: ItemRegisterOptions) -> list[Register]:
    """The figures of the report."""
    return item_registers(ledger, number_filter("Register No. Filter", options.register_no_filter), options.clean)


_COLUMNS = (
    GridColumn("posting_date", "Posting Date", "date"),
    GridColumn("entry_type", "Entry Type", "text"),
    GridColumn("item_no", "Item No.", "code"),
    GridColumn("description", "Description", "text"),
    GridColumn("invoiced_quantity", "Invoiced Quantity", "quantity"),
    GridColumn("unit_amount", "Unit Amount", "unit cost"),
    GridColumn("amount", "Amount", "amount", sums=True),
    GridColumn("cost_per_unit", "Cost per Unit", "unit cost"),
    GridColumn("cost_amount_actual", "Cost Amount (Actual)", "amount", sums=True),
    GridColumn("cost_amount_expected", "Cost Amount (Expected)", "amount", sums=True),
    GridColumn("item_ledger_entry_type", "Item Ledger Entry Type", "text"),
    GridColumn("entry_no", "Entry No.", "entry no."),
    GridColumn("item_ledger_entry_no", "Item Ledger Entry No.", "entry no."),
)


def columns(options: ItemRegisterOptions, result: list[Register]) -> list[GridColumn]:
    """Columns in print order."""
    return list(_COLUMNS)


def _record(line: RegisterLine, register: int) -> dict[str, Any]:
    v = line.values
    return {
        "Posting Date": date_of(v["Posting Date"]),
        "Entry Type": ValueEntryType.caption_of(v["Entry Type"]),
        "Item No.": v["Item No."],
        "Description": line.description,
        "Invoiced Quantity": to_decimal(v["Invoiced Quantity"]),
        "Unit Amount": fine_decimal(line.unit_amount),
        "Amount": to_decimal(v["Sales Amount (Actual)"]),
        "Cost per Unit": to_decimal(v["Cost per Unit"]),
        "Cost Amount (Actual)": to_decimal(v["Cost Amount (Actual)"]),
        "Cost Amount (Expected)": to_decimal(v["Cost Amount (Expected)"]),
        "Item Ledger Entry Type": ItemLedgerEntryType.caption_of(v["Item Ledger Entry Type"]),
        "Entry No.": v["Entry No."],
        "Item Ledger Entry No.": v["Item Ledger Entry No."],
        "Register No.": register,
    }


_SUMMED = {"amount": "Sales Amount (Actual)", "cost_amount_actual": "Cost Amount (Actual)", "cost_amount_expected": "Cost Amount (Expected)"}


class _Behind(Mapping[str, EntriesBehind]):
    """The value entries behind the amounts of some lines by column key; nothing is kept for them before somebody asks."""

    __slots__ = ("_captions", "_lines")

    def __init__(self, lines: Sequence[RegisterLine], captions: Mapping[str, str] = _SUMMED) -> None:
        self._lines, self._captions = lines, captions

    def __getitem__(self, key: str) -> EntriesBehind:
        caption = self._captions[key]
        return listed([(line.values["Entry No."], line.values[caption] * FINE) for line in self._lines])

    def __iter__(self) -> Iterator[str]:
        return iter(self._captions)

    def __len__(self) -> int:
        return len(self._captions)


def _sums(lines: Sequence[RegisterLine]) -> dict[str, Any]:
    return {key: to_decimal(sum(line.values[caption] for line in lines)) for key, caption in _SUMMED.items()}


def _footer_lines(lines: Sequence[RegisterLine], options: ItemRegisterOptions, group: str) -> list[Line]:
    """The sum of a register (or of all), then the blocks by Entry Type (cost) and by Item Ledger Entry Type (sales and cost) (5.3)."""
    total = not group
    ranks = (Rank.TOTAL, Rank.TOTAL_SECOND) if total else (Rank.SUBTOTAL, Rank.SUBTOTAL_SECOND)
    label = "Total" if total else f"Register No. {group}"
    level = 0 if total else 2
    found = [Line(ranks[0], {"entry_type": label, **_sums(lines)}, level, group, _Behind(lines))]
    shown = footer(lines).rows(options.clean)
    costs = {key: caption for key, caption in _SUMMED.items() if key != "amount"}
    for option, column, captions in ((ValueEntryType, "entry_type", costs), (ItemLedgerEntryType, "item_ledger_entry_type", _SUMMED)):
        caption = "Entry Type" if option is ValueEntryType else "Item Ledger Entry Type"
        for kind in (k for k in option if int(k) in shown and k is not ValueEntryType.TOTAL):
            mine = [line for line in lines if line.values[caption] == int(kind)]
            cells = {column: kind.caption or "Capacity", **{key: v for key, v in _sums(mine).items() if key in captions}}
            found.append(Line(ranks[1], cells, level, group, _Behind(mine, captions)))
    return found


def layout(ledger: Ledger, options: ItemRegisterOptions, result: list[Register]) -> Layout:
    """Registers with their lines and footers, grand total, rows and message."""
    lines: list[Line] = []
    rows: list[dict[str, Any]] = []
    keys = {c.caption: c.key for c in _COLUMNS}
    for register in result:
        group = str(register.no)
        lines.append(Line(Rank.HEADING, {"entry_type": f"Register No. {group}"}, 2, group))
        for line in register.lines:
            record = _record(line, register.no)
            rows.append(record)
            cells = {keys[c]: v for c, v in record.items() if c in keys}
            lines.append(Line(Rank.DETAIL, cells, 3, group, _Behind((line,)), record))
        lines += _footer_lines(register.lines, options, group)
    everything = [line for register in result for line in register.lines]
    if everything:
        lines += _footer_lines(everything, options, "")
    return Layout(lines, rows, message(result, everything))


def message(result: list[Register], lines: list[RegisterLine]) -> str:
    """The finding with its figure."""
    if not lines:
        return "No item register has value entries within the filters."
    actual = sum(line.values["Cost Amount (Actual)"] for line in lines)
    registers = "1 register holds" if len(result) == 1 else f"{len(result):,} registers hold"
    return f"{registers} {len(lines):,} value entries with {amount_text(actual)} of cost."


REPORT: Report[ItemRegisterOptions, list[Register]] = Report(
    NAME,
    NAME,
    "What exactly did each posting run change?",
    ItemRegisterOptions,
    view,
    columns,
    layout,
    needs=("Item Register", "Value Entry"),
    quirks=("Q21",),
)
