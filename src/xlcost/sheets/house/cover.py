"""The cover and the Legend of the house template."""

from __future__ import annotations

from typing import Any

from openpyxl.styles import Alignment, Border, Font, Side
from openpyxl.worksheet.worksheet import Worksheet

from xlcost.sheets.house import look
from xlcost.sheets.house.report import Names, put, width

WIDTHS = {1: 1.3, 2: 3.3, 3: 24, 4: 14, 5: 14, 6: 12.5, 7: 12.5, 8: 15, 9: 2, 10: 15, 11: 15, 12: 15, 13: 15}
TILES = ((2, 3), (4, 5), (6, 7), (8, 10), (11, 12), (13, 13))
LAST = 13
TIE = (
    ("mark", "", "mark", 2),
    ("account_type", "Account type", "text", 3),
    ("value_entries", "Value entries", "amount", 4),
    ("gl_balance", "G/L balance", "amount", 5),
    ("difference", "Difference", "difference", 6),
    ("explained", "Explained", "difference", 7),
    ("status", "Status", "status", 8),
)
TODO = (
    ("cause", "Cause", "text", 3),
    ("gross", "Gross by account", "amount", 4),
    ("accounts", "Accounts", "count", 5),
    ("lines", "Lines", "count", 6),
    ("oldest", "Oldest", "text", 7),
    ("do_this", "Do this", "text", 8),
    ("where", "Where", "status", 13),
)


def build_cover(sheet: Worksheet, names: Names) -> None:
    """Company, title, links, verdict, tiles, what ties, bridge, what to do next, checklist, sign-off."""
    for column, size in WIDTHS.items():
        width(sheet, column, size)
    _head(sheet, names)
    _tiles(sheet, names)
    _ties(sheet, names)
    _todo(sheet, names)
    _steps(sheet, names)


def _head(sheet: Worksheet, names: Names) -> None:
    heights = {1: 8.25, 2: 12.75, 3: 27, 4: 15, 5: 15, 6: 36, 7: 9, 8: 12.75, 9: 21, 10: 12.75, 11: 9.75, 12: 17.25}
    for row, height in heights.items():
        sheet.row_dimensions[row].height = height
    slate = Font(name="Arial", size=9, color="FF" + look.SLATE)
    put(sheet, 2, 2, "Company", Font(name="Arial", size=9, bold=True, color="FF" + look.SLATE))
    names.cell("xlc_company", 2, 2)
    put(sheet, 3, 2, "Inventory close", Font(name="Arial", size=20, bold=True, color="FF" + look.INK), vertical="center")
    names.cell("xlc_title", 3, 2)
    for row, slot in ((2, "xlc_fact_1"), (3, "xlc_fact_2")):
        put(sheet, row, LAST, "", slate, horizontal="right", vertical="center" if row == 2 else "top")
        names.cell(slot, row, LAST)
    for row in (4, 5):
        for column in range(3, LAST + 1):
            put(sheet, row, column, None, Font(name="Arial", size=9, color="FF" + look.DEEP), vertical="center")
    names.block("xlc_nav", 4, 3, 5, LAST)
    thick = Side(style="thick", color="FF" + look.RUST)
    for column in range(2, LAST + 1):
        cell = put(
            sheet,
            6,
            column,
            None,
            Font(name="Arial", size=15, bold=True, color="FF" + look.INK),
            horizontal="left",
            vertical="center",
            indent=1,
        )
        cell.fill = look.fill(look.SAND)
        if column == 2:
            cell.border = Border(left=thick)
    sheet.merge_cells(start_row=6, start_column=2, end_row=6, end_column=LAST)
    names.block("xlc_verdict", 6, 2, 6, LAST)


def _tiles(sheet: Worksheet, names: Names) -> None:
    rule = Border(top=Side(style="medium", color="FF" + look.INK))
    for column in range(2, LAST + 1):
        sheet.cell(8, column).border = rule
    for number, (first, last) in enumerate(TILES, 1):
        label = put(sheet, 8, first, "", Font(name="Arial", size=8, color="FF" + look.SLATE), vertical="bottom")
        label.border = rule
        put(
            sheet, 9, first, "", Font(name="Arial", size=15, bold=True, color="FF" + look.INK), horizontal="left", vertical="center"
        ).number_format = look.TILE
        put(sheet, 10, first, "", Font(name="Arial", size=8, color="FF" + look.SLATE), vertical="center")
        if last > first:
            sheet.merge_cells(start_row=9, start_column=first, end_row=9, end_column=last)
        names.cell(f"xlc_tile_{number}_label", 8, first)
        names.cell(f"xlc_tile_{number}_figure", 9, first)
        names.cell(f"xlc_tile_{number}_note", 10, first)


def _section(sheet: Worksheet, row: int, column: int, text: str) -> None:
    put(sheet, row, column, text, look.font(look.RANKS["section"]), vertical="center")


def _line(sheet: Worksheet, row: int, columns: tuple[tuple[str, str, str, int], ...], rank: str, last: int, captions: bool = False) -> None:
    """A prototype row over columns B..last."""
    used = {column: (caption, kind) for _, caption, kind, column in columns}
    for column in range(2, last + 1):
        caption, kind = used.get(column, ("", "text"))
        cell = sheet.cell(row, column, caption if captions and caption else None)
        cell.font = look.body_font(rank, kind)
        cell.border = look.border(look.RANKS[rank])
        cell.alignment = look.alignment(rank, kind)
        cell.number_format = look.number_format(rank, kind)
        before = used.get(column - 1, ("", "text"))[1]
        if look.KINDS[before].horizontal == "right" and look.KINDS[kind].horizontal == "left":
            cell.alignment = Alignment(horizontal="left", vertical=cell.alignment.vertical, indent=1)
        if rank == "total" and kind == "status":
            cell.font = Font(name="Arial", size=8, color="FF" + look.SLATE)
    sheet.row_dimensions[row].height = look.RANKS[rank].height


def _ties(sheet: Worksheet, names: Names) -> None:
    _section(sheet, 12, 2, "1  What ties and what does not")
    names.cell("xlc_tie_section", 12, 2)
    _section(sheet, 12, 10, "2  Movement")
    names.cell("xlc_chart_title_1", 12, 10)
    sheet.row_dimensions[13].height = 20
    _line(sheet, 13, TIE, "header", 8, captions=True)
    put(sheet, 13, 10, "", look.font(look.RANKS["chart_unit"]), vertical="top")
    names.cell("xlc_chart_unit_1", 13, 10)
    names.block("xlc_tie_header", 13, 2, 13, 8)
    _line(sheet, 14, TIE, "detail", 8)
    names.block("xlc_tie", 14, 2, 14, 8)
    for row in range(15, 26):
        sheet.row_dimensions[row].height = 14.25
    _line(sheet, 26, TIE, "total", 8)
    names.block("xlc_tie_total", 26, 2, 26, 8)
    names.block("xlc_chart_1", 14, 10, 26, LAST)
    for key, _, _, column in TIE:
        names.cell(f"xlc_col_{key}", 13, column)


def _todo(sheet: Worksheet, names: Names) -> None:
    sheet.row_dimensions[27].height = 12
    _section(sheet, 28, 2, "3  What to do next")
    names.cell("xlc_todo_section", 28, 2)
    sheet.row_dimensions[28].height = 17.25
    columns = (("mark", "", "mark", 2), *TODO)
    _line(sheet, 29, columns, "header", LAST, captions=True)
    sheet.cell(29, LAST).alignment = Alignment(horizontal="right", vertical="bottom")
    names.block("xlc_todo_header", 29, 2, 29, LAST)
    _line(sheet, 30, columns, "detail", LAST)
    sheet.cell(30, LAST).alignment = Alignment(horizontal="right", vertical="center")
    names.block("xlc_todo", 30, 2, 30, LAST)
    for key, _, _, column in TODO:
        names.cell(f"xlc_col_{key}", 29, column)


def _steps(sheet: Worksheet, names: Names) -> None:
    sheet.row_dimensions[31].height = 12
    sheet.row_dimensions[32].height = 17.25
    _section(sheet, 32, 2, "4  Close checklist")
    names.cell("xlc_step_section", 32, 2)
    _section(sheet, 32, 10, "5  Sign-off")
    columns = (("mark", "", "mark", 2), ("step", "", "text", 3), ("words", "", "text", 5))
    _line(sheet, 33, columns, "detail", 8)
    sheet.cell(33, 5).font = Font(name="Arial", size=9, color="FF" + look.SLATE)
    names.block("xlc_step", 33, 2, 33, 8)
    names.cell("xlc_col_step", 33, 3)
    names.cell("xlc_col_words", 33, 5)
    label = Font(name="Arial", size=8, color="FF" + look.SLATE)
    rule = Border(bottom=Side(style="thin", color="FF" + look.SLATE))
    for row, (text, slot) in enumerate(
        (("Prepared by", "xlc_prepared_by"), ("Date", "xlc_prepared_on"), ("Approved by", "xlc_approved_by"), ("Date", "xlc_approved_on")),
        33,
    ):
        put(sheet, row, 10, text, label, vertical="center")
        sheet.row_dimensions[row].height = 14.25
        for column in range(11, LAST + 1):
            put(sheet, row, column, None, Font(name="Arial", size=9, color="FF" + look.INK), vertical="bottom").border = rule
        names.cell(slot, row, 11)
    for row in (37, 38):
        sheet.row_dimensions[row].height = 14.25
    put(sheet, 37, 10, "Void as soon as an input cell changes.", label, vertical="center")
    put(sheet, 38, 10, "", label, vertical="center")
    names.cell("xlc_input_hash", 38, 10)


def _states() -> tuple[tuple[str, Any, Font, str, str], ...]:
    """Slot, sample text, font, fill and meaning of each state."""
    bold = {"name": "Arial", "size": 9, "bold": True}
    return (
        ("xlc_ties", "● Ties", Font(**bold, color="FF" + look.DEEP), "", "Two figures that must agree do agree, to the last cent."),
        (
            "xlc_explained",
            "▲ Explained",
            Font(**bold, color="FF" + look.RUST),
            "",
            "A difference whose causes are all named; a person should look. Also Offsetting and Warning.",
        ),
        (
            "xlc_open",
            "■ Open",
            Font(**bold, color="FF" + look.WHITE),
            look.RUST,
            "An error or a difference that nothing explains; do not use the figure.",
        ),
        (
            "xlc_na",
            "○ Not applicable",
            Font(name="Arial", size=9, color="FF" + look.SLATE),
            "",
            "Does not apply, not yet done, or a note for information.",
        ),
        (
            "xlc_difference",
            1234.5,
            Font(**bold, color="FF" + look.RUST),
            "",
            "A difference that is not zero. Differences are always general ledger less value entries.",
        ),
        (
            "xlc_link",
            "F-200",
            Font(name="Arial", size=9, color="FF" + look.DEEP),
            "",
            "Leads on: to the item, the order, the account, the entries. ‹ leads back. Amounts lead to their entries too, without colour.",
        ),
        ("xlc_calm", "● Ties", Font(name="Arial", size=9, color="FF" + look.DEEP), "", "The same, in a list."),
    )


def build_legend(sheet: Worksheet, names: Names) -> None:
    """The prototype cells of the states, and what every sign and line of the pack means."""
    for column, size in {1: 1.3, 2: 20, 3: 78}.items():
        width(sheet, column, size)
    put(sheet, 1, 2, "Legend", look.font(look.RANKS["title"]), vertical="center")
    sheet.row_dimensions[1].height = 24
    put(sheet, 2, 2, "What the signs, colours and lines of this pack mean.", look.font(look.RANKS["message"]), vertical="center")
    sheet.row_dimensions[2].height = 17.25
    states = _states()
    row = 4
    for slot, text, style, band, meaning in states[:-1]:
        cell = put(sheet, row, 2, text, style, horizontal="left", vertical="center")
        if slot == "xlc_difference":
            cell.number_format = look.DIFFERENCE
        if band:
            cell.fill = look.fill(band)
        put(sheet, row, 3, meaning, look.font(look.RANKS["detail"]), horizontal="left", vertical="center", indent=1, wrap=True)
        sheet.row_dimensions[row].height = 25.5 if len(meaning) > 105 else 14.25
        names.cell(slot, row, 2)
        row += 1
    row += 1
    lines = (
        ("–", "Zero. An empty cell: does not apply. n/a: could not be computed, Problems says why."),
        ("Italic grey", "A second line, for instance Expected Cost Included."),
        ("White on brown", "A total that no longer agrees with the engine: somebody changed a cell above it."),
        ("Hatched bar", "A decrease, or overhead."),
        ("Figures", "Unless a heading says otherwise: local currency, positive is a debit, nothing is rounded or scaled in tables."),
    )
    for label, meaning in lines:
        put(sheet, row, 2, label, look.font(look.RANKS["note"]), vertical="center")
        put(sheet, row, 3, meaning, look.font(look.RANKS["detail"]), horizontal="left", vertical="center", indent=1, wrap=True)
        sheet.row_dimensions[row].height = 25.5 if len(meaning) > 105 else 14.25
        row += 1
    sheet.print_area = f"A1:C{row}"
