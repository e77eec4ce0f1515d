"""THE table of worksheet functions: VBA wrappers, the Calc add-in, the documentation and the tests follow from it.

Names carry an underscore because VBA allows no dot; Calc shows XLC.VALUE besides. None looks like a cell reference.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from xlcost.faces.functions import audit, books, inventory
from xlcost.faces.functions.cell_values import day_of_cell, each, text_of, whole_of, yes_no_of
from xlcost.faces.functions.snapshot import Snapshot

REQUIRED = object()


@dataclass(frozen=True, slots=True)
class Argument:
    """One argument: its name, how a cell value is read, its default, what it means."""

    name: str
    kind: str  # "text", "date", "dates", "texts", "yes/no", "whole"
    help: str
    default: Any = REQUIRED

    @property
    def optional(self) -> bool:
        """Whether it may be left out."""
        return self.default is not REQUIRED

    def read(self, value: Any, epoch: int) -> Any:
        """The argument from a cell value; its default when blank."""
        if self.optional and (value is None or value == ""):
            return self.default
        return _READERS[self.kind](value, epoch)


def _is_range(value: Any) -> bool:
    return isinstance(value, (list, tuple))


_READERS: dict[str, Callable[[Any, int], Any]] = {
    "text": lambda value, epoch: text_of(value),
    "date": day_of_cell,
    "yes/no": lambda value, epoch: yes_no_of(value),
    "whole": lambda value, epoch: whole_of(value),
    "texts": lambda value, epoch: each(text_of, value) if _is_range(value) else [text_of(value)],
    "dates": lambda value, epoch: each(lambda v: day_of_cell(v, epoch), value) if _is_range(value) else [day_of_cell(value, epoch)],
}


@dataclass(frozen=True)
class Function:
    """One worksheet function."""

    name: str
    call: Callable[..., Any]  # (snapshot, *arguments) -> API value or rows of them
    arguments: tuple[Argument, ...]
    help: str
    returns: str  # "number", "yes/no", "text", "table"
    equals: str  # the figure that it equals

    @property
    def syntax(self) -> str:
        """XLC_VALUE(item, [as_of], ...)."""
        return f"{self.name}({', '.join(f'[{a.name}]' if a.optional else a.name for a in self.arguments)})"


def status(snapshot: Snapshot) -> str:
    """When the snapshot was taken, of what, and its identity."""
    rows = snapshot.ledger.table("Value Entry").length
    return f"{snapshot.source or 'ledger'}: {rows:,} value entries, imported {snapshot.taken:%Y-%m-%d %H:%M}, {snapshot.identity[:8]}"


_ITEM = Argument("item", "text", "Item No.")
_ITEMS = Argument("items", "texts", "Range with item numbers.")
_AS_OF = Argument("as_of", "date", "Posting date up to which entries count; blank = all.", 0)
_FROM = Argument("from_date", "date", "First posting date; blank = from the beginning.", 0)
_TO = Argument("to_date", "date", "Last posting date; blank = to the end.", 0)
_LOCATION = Argument("location", "text", "Location Code or a filter; blank = all; '' in quotes = the blank location.", "")
_VARIANT = Argument("variant", "text", "Variant Code or a filter; blank = all.", "")
_EXPECTED = Argument("include_expected", "yes/no", "TRUE adds expected cost.", True)
_ACCOUNT = Argument("account", "text", "G/L Account No.")

FUNCTIONS: tuple[Function, ...] = (
    Function("XLC_VALUE", inventory.value, (_ITEM, _AS_OF, _LOCATION, _VARIANT, _EXPECTED), "Inventory value of an item.", "number",
             "Inventory Valuation, As of: Value"),
    Function("XLC_QTY", inventory.quantity,
             (_ITEM, _AS_OF, _LOCATION, _VARIANT, Argument("invoiced_only", "yes/no", "TRUE counts invoiced quantity only.", False)),
             "Quantity of an item.", "number", "Inventory Valuation, As of: Quantity"),
    Function("XLC_UNITCOST", inventory.unit_cost, (_ITEM, _AS_OF, _LOCATION), "Value by quantity, five decimals; #N/A without quantity.",
             "number", "XLC_VALUE / XLC_QTY"),
    Function("XLC_MOVEMENT", inventory.movement,
             (_ITEM, _FROM, _TO, Argument("kind", "text", "Purchase, Sale, Output ...; blank = all.", ""),
              Argument("measure", "text", "amount (expected cost included), actual, qty or invoiced qty.", "amount")),
             "Change of an item between two dates by one type of entry, signed as posted.", "number",
             "Inventory Valuation, Increases and Decreases by type"),
    Function("XLC_WIP", books.wip,
             (Argument("order", "text", "Production Order No.; blank = all orders.", ""), _AS_OF,
              Argument("column", "text", "A column of Inventory Valuation - WIP.", "As of End Date")),
             "Work in process of production orders.", "number", "Inventory Valuation - WIP"),
    Function("XLC_PROJECTWIP", books.project_wip,
             (Argument("project", "text", "Project No."), _AS_OF, Argument("amount", "text", "Recognized Costs, WIP Costs G/L ...", "WIP Costs")),
             "Work in process of a project.", "number", "Project WIP Cockpit"),
    Function("XLC_GLBALANCE", books.gl_balance, (_ACCOUNT, _AS_OF), "Balance of a G/L account.", "number", "G/L Entry, sum of Amount"),
    Function("XLC_INVPOSTED", books.inventory_posted,
             (Argument("account_type", "text", "Inventory, WIP Inventory, COGS ..."), _AS_OF,
              Argument("posting_group", "text", "Inventory Posting Group or a filter; blank = all.", "")),
             "What value entries have posted to the accounts of a type.", "number", "Inventory - G/L Reconciliation, posted amounts"),
    Function("XLC_GLDIFF", books.gl_difference, (_ACCOUNT, _AS_OF), "G/L balance less value entries of an account.", "number",
             "Inventory - G/L Reconciliation, Difference"),
    Function("XLC_UNPOSTED", books.unposted, (_AS_OF,), "Number of value entries not posted to the G/L.", "number",
             "Value entries that Post Inventory Cost to G/L would take"),
    Function("XLC_ADJNEEDED", inventory.adjustment_needed, (_ITEM,), "TRUE when Adjust Cost has something to do for an item.", "yes/no",
             "Cost is Adjusted = No"),
    Function("XLC_TRACE", books.trace,
             (Argument("entry_no", "whole", "Item ledger entry number."), Argument("direction", "text", "both, forward or backward.", "both"),
              Argument("depth", "whole", "Levels; 0 = all.", 0)),
             "Where the cost of an entry came from and where it went; spills.", "table", "xlcost trace item-entry"),
    Function("XLC_GLTRACE", audit.gl_trace, (Argument("gl_entry_no", "whole", "G/L entry number."),),
             "What stands behind a G/L entry, down to the origins; spills.", "table", "xlcost trace gl-entry"),
    Function("XLC_WHY", audit.why, (Argument("value_entry_no", "whole", "Value entry number."),),
             "The sentence that explains a cost amount.", "text", "xlcost why value-entry"),
    Function("XLC_WHYTERMS", audit.why_terms, (Argument("value_entry_no", "whole", "Value entry number."),),
             "The pieces that make up a cost amount; spills.", "table", "xlcost why value-entry"),
    Function("XLC_FINDINGS", audit.findings,
             (Argument("severity", "text", "Error, Warning or Note: this and worse.", ""), Argument("code", "text", "One audit check; blank = all.", "")),
             "Number of audit findings.", "number", "xlcost check"),
    Function("XLC_ITEMS", inventory.items, (Argument("filter", "text", "Item filter such as A*|B*; blank = all.", ""),),
             "Items with description and posting group; spills.", "table", "Item"),
    Function("XLC_ENTRIES", inventory.entries, (_ITEM, _FROM, _TO), "Item ledger entries of an item; spills.", "table", "Item Ledger Entry"),
    Function("XLC_VALUES", inventory.values,
             (_ITEMS, Argument("as_of", "dates", "One date, or a range with one date per item; blank = all.", (0,)), _LOCATION, _VARIANT, _EXPECTED),
             "XLC_VALUE of a whole column in one call; spills.", "table", "XLC_VALUE"),
    Function("XLC_STATUS", status, (), "When the ledger was imported; a sentence when it was not.", "text", ""),
)  # fmt: skip
BY_NAME: dict[str, Function] = {f.name: f for f in FUNCTIONS}
