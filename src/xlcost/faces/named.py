"""What a run is told by name must be there: a mistyped item would otherwise look like nothing to do, or like all is well."""

from __future__ import annotations

from collections.abc import Iterable
from difflib import get_close_matches
from typing import NoReturn

from xlcost.ledger import Ledger
from xlcost.problems import XlcostError


def check_named(ledger: Ledger, items: Iterable[str] | None = None, locations: Iterable[str] | None = None) -> None:
    """Refuses items that are neither on Item nor in an item ledger entry (UNKNOWN_ITEM), and locations that are neither on
    Location nor in one (UNKNOWN_LOCATION); a blank location is one. Codes are compared trimmed and upper-cased (interface.md 1)."""
    for given, table, caption in ((items, "Item", "No."), (locations, "Location", "Code")):
        wanted = [str(code).strip().upper() for code in given or ()]
        if not wanted:
            continue
        link = "Item No." if table == "Item" else "Location Code"
        known = {str(code).upper() for code in {*ledger.table(table)[caption], *ledger.table("Item Ledger Entry")[link]}} | (
            {""} if table == "Location" else set()
        )
        for code in wanted:
            if code not in known:
                unknown(table, code, known)


def unknown(table: str, code: str, known: Iterable[str]) -> NoReturn:
    """Refuses a code that the ledger does not have, with the nearest that it has."""
    near = get_close_matches(code, sorted(known), 1)
    key = "No." if table == "Item" else "Code"
    raise XlcostError(
        f"UNKNOWN_{table.upper()}", f"There is no {table.lower()} {code or '(blank)'}.", where=table,
        rule=f"A run names {table.lower()}s by the {key} they have in the ledger.",
        remedy=f"Did you mean {near[0]}?" if near else f"Look its {key} up on the sheet {table}.",
    )  # fmt: skip
