"""Item Register - Value laid out: the value entries of each posting run, two blocks of sums under them (5.3)."""

from __future__ import annotations

from typing import Any

from pydantic import Field

from xlcost.ledger import Ledger
from xlcost.ledger.options import ItemLedgerEntryType, ValueEntryType
from xlcost.ledger.values import date_of
from xlcost.money import fine_decimal, to_decimal
from xlcost.reports.grid import GridColumn, Line, Rank
from xlcost.reports.options import Options
from xlcost.reports.report import Layout, Report
from xlcost.views.filters import number_filter
from xlcost.views.item_register import Footer, Register, RegisterLine, footer, item_registers
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


def _footer_lines(sums: Footer, clean: bool, level: int, group: str, rank: Rank) -> list[Line]:
    """One line per ordinal: sums by Entry Type in the cost columns, by Item Ledger Entry Type in a record of their own."""
    left_names = {int(t): t.caption for t in ValueEntryType}
    right_names = {int(t): t.caption for t in ItemLedgerEntryType}
    found = []
    for i in sums.rows(clean):
        actual, expected = sums.left.get(i, (0, 0))
        sales, type_actual, type_expected = sums.right.get(i, (0, 0, 0))
        cells: dict[str, Any] = {}
        if i in left_names and left_names[i] != "Total":
            cells |= {"entry_type": left_names[i], "cost_amount_actual": to_decimal(actual), "cost_amount_expected": to_decimal(expected)}
        if i in right_names:
            cells |= {
                "item_ledger_entry_type": right_names[i] or "Capacity",
                "amount": to_decimal(sales),
                "type_cost_amount_actual": to_decimal(type_actual),
                "type_cost_amount_expected": to_decimal(type_expected),
            }
        found.append(Line(rank, cells, level, group))
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
            behind = {k: [line.values["Entry No."]] for k in ("amount", "cost_amount_actual", "cost_amount_expected")}
            lines.append(Line(Rank.DETAIL, cells, 3, group, behind, record))
        lines += _footer_lines(footer(register.lines), options.clean, 2, group, Rank.SUBTOTAL)
    everything = [line for register in result for line in register.lines]
    lines += _footer_lines(footer(everything), options.clean, 0, "", Rank.TOTAL)
    return Layout(lines, rows, message(result, everything))


def message(result: list[Register], lines: list[RegisterLine]) -> str:
    """The finding with its figure."""
    if not lines:
        return "No item register has value entries within the filters."
    actual = sum(line.values["Cost Amount (Actual)"] for line in lines)
    return f"{len(result):,} registers hold {len(lines):,} value entries with {amount_text(actual)} of cost."


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
