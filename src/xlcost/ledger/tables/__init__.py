"""THE list of tables (interface.md 1). Names and titles are looked up here and nowhere else."""

from __future__ import annotations

from xlcost.ledger.schema import TableDef, normal
from xlcost.ledger.tables import control, entries, general_ledger, items, journal, projects, setup

TABLES: tuple[TableDef, ...] = (
    *items.TABLES,
    *journal.TABLES,
    *entries.TABLES,
    *control.TABLES,
    *general_ledger.TABLES,
    *setup.TABLES,
    *projects.TABLES,
)

BY_NAME: dict[str, TableDef] = {t.name: t for t in TABLES}

_SHEET_CUT = 31
_UNWRITABLE = str.maketrans(dict.fromkeys("/\\?*[]:", "-"))


def sheet_title(name: str) -> str:
    """The canonical sheet title of a table: characters that Excel refuses become `-`, cut at 31."""
    return name.translate(_UNWRITABLE)[:_SHEET_CUT].rstrip()


def _titles() -> dict[str, TableDef]:
    found: dict[str, TableDef] = {}
    for table in TABLES:
        for title in (table.name, *table.titles):
            for form in (title, title.translate(_UNWRITABLE)):
                found.setdefault(normal(form), table)
                found.setdefault(normal(form[:_SHEET_CUT]), table)
    return found


BY_TITLE: dict[str, TableDef] = _titles()


def find_table(title: str) -> TableDef | None:
    """The table of a name or sheet title, None when it is not one of ours."""
    return BY_TITLE.get(normal(title))
