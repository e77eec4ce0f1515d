"""The rules an input must keep, by problem code: severity, rule and remedy (shown in docs/reference/messages.md)."""

from __future__ import annotations

from dataclasses import dataclass

from xlcost.problems import Problem, Severity


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule about input data."""

    severity: Severity
    rule: str
    remedy: str

    def problem(self, code: str, where: str, what: str, *, sheet: str = "", cell: str = "") -> Problem:
        """A problem that breaks this rule."""
        return Problem(self.severity, code, where, what, self.rule, self.remedy, sheet, cell)


E, W, N = Severity.ERROR, Severity.WARNING, Severity.NOTE

RULES: dict[str, Rule] = {
    "L01": Rule(E, "A required column stands on the sheet of its table.", "Add the column, or map it on the sheet Column Map."),
    "L02": Rule(E, "A caption stands once in a header row.", "Rename or delete the second column."),
    "L03": Rule(E, "A number column holds numbers.", "Type the value as a number, or state on the sheet Column Map how numbers are written."),
    "L04": Rule(E, "A number has at most 5 decimals and 13 digits before the point.", "Round the value to 5 decimals."),
    "L05": Rule(
        E,
        "An option column holds one of the options, by caption or ordinal.",
        "Choose one of the options of the reference, or map the word on the sheet Column Map.",
    ),
    "L06": Rule(E, "A Yes/No column holds Yes or No, True or False, 1 or 0.", "Type Yes or No, or map the words on the sheet Column Map."),
    "L07": Rule(E, "A key column holds a value.", "Fill the key, or delete the row."),
    "L08": Rule(E, "A table is one of the tables of the reference.", "Rename the table, or leave it out."),
    "L09": Rule(E, "A document or item number has at most 15 digits when stored as a number.", "Store the number as text."),
    "L10": Rule(W, "A row has a key of its own.", "Delete one of the two equal rows."),
    "L12": Rule(E, "Rows with the same key say the same.", "Delete the row that is not valid."),
    "L11": Rule(E, "A setup table has one row.", "Delete the rows that do not apply."),
    "L13": Rule(E, "A table is a list of records, a record a dict from caption to value.", "Give the table as a list of records."),
    "DATE_UNPARSEABLE": Rule(
        E,
        "A date column holds dates.",
        "Make the column dates (Data, Text to Columns), or state on the sheet Column Map how dates are written.",
    ),
    "G11": Rule(
        W, "The cost of an item ledger entry is the sum of its value entries.", "Export both tables again, at the same moment."
    ),
    "DUPLICATE_ENTRY_NO": Rule(E, "An entry number stands once in its table.", "Delete the row that was pasted twice."),
    # W: the workbook, folder or file as a whole
    "W01": Rule(E, "The ledger is a workbook, or a folder of tables, that can be opened.", "Check the path and the permission to read it."),
    "W02": Rule(E, "A ledger workbook is an .xlsx or .xlsm file.", "Save the file as Excel Workbook (.xlsx), or export the tables again."),
    "W03": Rule(
        E, "A ledger workbook is neither password-protected nor in the old .xls format.", "Remove the password, or save it as .xlsx."
    ),
    "W04": Rule(E, "A workbook stays within the size limits.", "Split the data over several workbooks, or use a folder of Parquet files."),
    "W05": Rule(E, "A workbook is an undamaged package.", "Open it in Excel, let Excel repair it, and save it under a new name."),
    "W06": Rule(
        E, "A workbook has no document type declaration and is encoded in UTF-8.", "Open it in Excel and save it under a new name."
    ),
    "W07": Rule(E, "Each part of a workbook is readable.", "Open it in Excel, let Excel repair it, and save it under a new name."),
    "W08": Rule(E, "The cells of a sheet stand together.", "Delete the stray cell (Ctrl+End leads to it) and save."),
    "W09": Rule(E, "A cell of a ledger table holds a value, not an error.", "Correct the formula, or type the value."),
    "W10": Rule(E, "A formula carries its calculated value.", "Open the workbook in Excel, let it calculate, and save it."),
    "W11": Rule(E, "A cell holds at most 32,767 characters.", "Shorten the text."),
    "W12": Rule(E, "No cells are merged inside a ledger table.", "Unmerge the cells (Home, Merge & Center) and fill each one."),
    "W13": Rule(
        E, "The captions stand in one of the first 20 rows of a sheet.", "Put the captions of the table in one row above its data."
    ),
    "W14": Rule(E, "Sheets of the same table have entries of their own.", "Delete one of the sheets, or rename the one that is not meant."),
    "W15": Rule(E, "Column Map has the columns Table, Column in this workbook and Caption.", "Correct the line of the sheet Column Map."),
    "W16": Rule(W, "Links, connections, embedded objects and macros are never followed or run.", "Nothing; stored values were used."),
    "W17": Rule(N, "Hidden and filtered rows, columns and sheets are read like visible ones.", "Unhide them to see what was read."),
    "W18": Rule(
        N, "Sheets and columns that are not known are kept as they are.", "Nothing, unless the name was meant to be one of the reference."
    ),
    "W19": Rule(N, "A totals row is not data.", "Nothing; the row was left out."),
    "W20": Rule(E, "A ledger has at least one known table.", "Name each sheet after its table, for example Value Entries."),
    "W21": Rule(E, "A table file is readable in its format.", "Save the file again as CSV (UTF-8) or Parquet."),
    "W22": Rule(E, "A code is text, not a date.", "Type the code as text (format the cell as Text first)."),
    "W30": Rule(E, "The input is not overwritten unless that is asked for.", "Give another name, or ask for writing in place (--in-place; a backup is kept)."),
    "W31": Rule(
        E, "The file to write is not open in another program.", "Close it there and run again; delete the lock file if it is left over."
    ),
    "W32": Rule(E, "The file and its folder can be written.", "Choose another folder or name, or ask for the permission."),
    "W33": Rule(E, "The file is written completely or not at all.", "Make room on the disk, or choose another folder."),
    "W34": Rule(E, "One run writes a file at a time.", "Wait until the other run has ended, then run again."),
    "W35": Rule(E, "A ledger is written back into the workbook that was read.", "Run again: the workbook was changed in the meantime."),
    "W36": Rule(E, "A ledger is written as .xlsx or .xlsm, or into a folder as .csv or .parquet.", "Choose one of these extensions."),
    "W37": Rule(E, "Parquet needs the extra xlcost[parquet].", "Install it, or use CSV."),
    "W38": Rule(
        E, "A cell holds at most 15 digits and 32,767 characters, a sheet 1,048,576 rows.", "Write a folder of Parquet files instead."
    ),
    "W39": Rule(E, "The rows below a table on its sheet are free for new entries.", "Move what stands below the table to another sheet."),
    "W41": Rule(
        W,
        "A sheet is read when its title is the name of a table.",
        "Rename the sheet after the table, or map its title on the sheet Column Map; leave it when it is something else.",
    ),
    "W42": Rule(W, "A column is read when its caption is one of the table.", "Correct the caption, or map it on the sheet Column Map."),
    "W40": Rule(E, "A folder to write into holds no tables of another ledger.", "Choose a new folder, or empty this one."),
}


def problem(code: str, where: str, what: str, *, sheet: str = "", cell: str = "") -> Problem:
    """A problem with the rule and remedy of its code."""
    return RULES[code].problem(code, where, what, sheet=sheet, cell=cell)
