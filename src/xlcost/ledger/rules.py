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
    "L03": Rule(E, "A number column holds numbers.", "Type the value as a number."),
    "L04": Rule(E, "A number has at most 5 decimals and 13 digits before the point.", "Round the value to 5 decimals."),
    "L05": Rule(E, "An option column holds one of the options, by caption or ordinal.", "Choose one of the options of the reference."),
    "L06": Rule(E, "A Yes/No column holds Yes or No, True or False, 1 or 0.", "Type Yes or No, or map the words on the sheet Column Map."),
    "L07": Rule(E, "A key column holds a value.", "Fill the key, or delete the row."),
    "L08": Rule(E, "A table is one of the tables of the reference.", "Rename the table, or leave it out."),
    "L09": Rule(E, "A document or item number has at most 15 digits when stored as a number.", "Store the number as text."),
    "L10": Rule(W, "A row has a key of its own.", "Delete the row that is not valid; the last one was used."),
    "L11": Rule(E, "A setup table has one row.", "Delete the rows that do not apply."),
    "DATE_UNPARSEABLE": Rule(E, "A date column holds dates.", "Type the value as a date."),
    "DUPLICATE_ENTRY_NO": Rule(E, "An entry number stands once in its table.", "Delete the row that was pasted twice."),
}


def problem(code: str, where: str, what: str, *, sheet: str = "", cell: str = "") -> Problem:
    """A problem with the rule and remedy of its code."""
    return RULES[code].problem(code, where, what, sheet=sheet, cell=cell)
