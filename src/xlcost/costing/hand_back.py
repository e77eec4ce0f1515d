"""Back into the columns: what a call changed and added, as tables of a new ledger and an Outcome."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from operator import attrgetter
from typing import TYPE_CHECKING, Any

import numpy as np

from xlcost.costing.books import Books, Copied
from xlcost.costing.columns import APPLICATION_COLUMNS, ENTRY_COLUMNS, VALUE_COLUMNS
from xlcost.costing.control_tables import entry_point_table, item_table, order_table, sku_table
from xlcost.costing.entries import Application, ItemEntry, Value
from xlcost.costing.line import Line
from xlcost.ledger import Ledger, Outcome, Table, column_array
from xlcost.ledger.table import dtype_of, kept_once
from xlcost.ledger.tables import BY_NAME
from xlcost.money import Array

if TYPE_CHECKING:
    from xlcost.costing.plain_adjustment import PlainAdjustment

_VALUE_KEYS = {"item": "Item No.", "variant": "Variant Code", "location": "Location Code"}  # those of the item ledger entry
_ENTRY_CHANGES = (
    "Remaining Quantity",
    "Invoiced Quantity",
    "Open",
    "Completely Invoiced",
    "Last Invoice Date",
    "Applied Entry to Adjust",
    "Shipped Qty. Not Returned",
)
_VALUE_CHANGES = ("Valuation Date", "Valued By Average Cost")
_APPLICATION_CHANGES = ("Quantity", "Cost Application", "Output Completely Invd. Date")
_ENTRY_COPIES = (
    *("Source Type", "Source No.", "Document Date", "External Document No.", "Description", "Prod. Order Comp. Line No.", "Package No."),
    *("Return Reason Code", "Reason Code", "Global Dimension 1 Code", "Global Dimension 2 Code", "Dimension Set ID", "Project No."),
    *("Project Task No.", "Qty. per Unit of Measure", "Unit of Measure Code"),
)
_GROUP_COPIES = ("Gen. Prod. Posting Group", "Global Dimension 1 Code", "Global Dimension 2 Code", "Dimension Set ID")
VALUE_COPIES = (
    *("External Document No.", "Description", "Inventory Posting Group", "Source Posting Group", "Gen. Bus. Posting Group"),
    *("Gen. Prod. Posting Group", "Source Type", "Source No.", "Source Code", "Reason Code", "Return Reason Code"),
    *("Salespers./Purch. Code", "Global Dimension 1 Code", "Global Dimension 2 Code", "Dimension Set ID", "Journal Batch Name"),
    *("Project No.", "Project Task No."),
)
_ITEM_GROUPS = {"Inventory Posting Group": "posting_group", "Gen. Prod. Posting Group": "gen_prod_group"}


def hand_back(books: Books, source_code: str, plain: PlainAdjustment | None = None) -> Outcome:
    """The outcome of a call: the ledger with its entries, the rows added and changed per table; `plain`: items adjusted from columns."""
    ledger = books.ledger
    added: dict[str, Table] = {}
    changed: dict[str, Table] = {}

    def keep(name: str, table: Table, rows: Sequence[int], fresh: Table | None) -> Table:
        if len(rows):
            changed[name] = table.take(np.asarray(rows, dtype=np.int64))
        if fresh is None or not fresh.length:
            return table
        added[name] = fresh
        return table.concat(fresh)

    old_entries = [e for e in books.entries.values() if e.no <= books.old_entry]
    flags = None if plain is None else plain.flags()
    entries, rows = _write_changes(
        ledger.table("Item Ledger Entry"), old_entries, _ENTRY_CHANGES, ENTRY_COLUMNS, attrgetter("carried"), flags
    )
    if plain is not None:
        rows = plain.in_order(rows)
    tables = [keep("Item Ledger Entry", entries, rows, _new_entries(books))]
    old_values = [v for e in old_entries for v in e.values if v.no <= books.old_value]
    values, rows = _write_changes(
        ledger.table("Value Entry"), old_values, _VALUE_CHANGES, VALUE_COLUMNS, attrgetter("carried")
    )
    fresh_values = _joined(_new_values(books, source_code), None if plain is None else plain.new_values(source_code))
    tables.append(keep("Value Entry", values, rows, fresh_values))
    tables.append(_applications(books, old_entries, keep))
    tables += [keep(t.name, t, rows, fresh) for t, rows, fresh in _other_tables(books)]
    if fresh_values is not None and ledger.has("Post Value Entry to G/L") and not books.settings.automatic_posting:
        queue = _queue(books, fresh_values)
        tables.append(keep("Post Value Entry to G/L", ledger.table("Post Value Entry to G/L"), (), queue))
    result: Ledger = ledger.with_tables(*tables)
    return Outcome(result, added, changed)


def _joined(first: Table | None, second: Table | None) -> Table | None:
    """Both, by Entry No."""
    if first is None or second is None:
        return second if first is None else first
    both = first.concat(second)
    order = np.argsort(both["Entry No."])
    return Table(both.definition, both.length, {c: column[order] for c, column in both.columns.items()})


def _write_changes(
    table: Table,
    objects: Sequence[Any],
    captions: Sequence[str],
    columns_by_field: dict[str, str],
    position: Callable[[Any], int],
    flags: tuple[Array, Array] | None = None,
) -> tuple[Table, list[int]]:
    """The table with the changed fields of lifted rows, and the positions of rows that differ; `flags`: further rows, and Applied Entry to Adjust of each."""
    if not objects and flags is None:
        return table, []
    others, flag = flags or (np.zeros(0, np.int64), None)
    places = np.concatenate([np.fromiter((position(o) for o in objects), np.int64, len(objects)), others])
    differs = np.zeros(len(places), dtype=np.bool_)
    columns: dict[str, Any] = {}
    field_of = {caption: field for field, caption in columns_by_field.items()}
    for caption in captions:
        get = attrgetter(field_of[caption])
        now = table[caption][places]
        old = now.copy()
        now[: len(objects)] = np.fromiter((get(o) for o in objects), old.dtype, len(objects))
        if flag is not None and caption == "Applied Entry to Adjust":
            now[len(objects) :] = flag
        unequal = old != now
        if bool(unequal.any()):
            columns[caption] = now
            differs |= unequal
    if columns:
        table = table.replace_rows(places, columns)
    elif not set(captions) <= table.given:
        table = table.with_columns({c: table[c] for c in captions})
    return table, places[differs].tolist()


def _columns(name: str, objects: Sequence[Any], columns_by_field: dict[str, str]) -> dict[str, Any]:
    columns = BY_NAME[name].by_caption
    return {
        caption: kept_once(np.fromiter(map(attrgetter(field), objects), dtype_of(columns[caption]), len(objects)))
        for field, caption in columns_by_field.items()
    }


def _new_entries(books: Books) -> Table | None:
    entries: list[ItemEntry] = books.new_entries
    if not entries:
        return None
    columns = _columns("Item Ledger Entry", entries, ENTRY_COLUMNS)
    lines = [books.lines[e.carried - books.old_values] for e in entries]
    used = _given(lines)
    for caption in _ENTRY_COPIES:
        if caption in used:
            blank = BY_NAME["Item Ledger Entry"].by_caption[caption].blank
            columns[caption] = column_array("Item Ledger Entry", caption, [_or(line.row.get(caption), blank) for line in lines])
    columns["Document Date"] = column_array("Item Ledger Entry", "Document Date", [line.document_date for line in lines])
    return Table(BY_NAME["Item Ledger Entry"], len(entries), columns)


def _given(lines: Sequence[Copied]) -> set[str]:
    """The captions that some line gives."""
    return set().union(*{id(line.row): line.row for line in lines}.values())


def _or(value: Any, blank: Any) -> Any:
    return blank if value is None else value


def _new_values(books: Books, source_code: str) -> Table | None:
    values: list[Value] = books.new_values
    if not values:
        return None
    values.sort(key=attrgetter("no"))
    name = "Value Entry"
    columns = _columns(name, values, VALUE_COLUMNS)
    columns |= _columns(name, values, _VALUE_KEYS)
    carried = np.fromiter((v.carried for v in values), np.int64, len(values))
    groups = np.fromiter((v.groups_from if v.groups_from >= 0 else v.carried for v in values), np.int64, len(values))
    table = books.ledger.table(name)
    used = _given(books.lines) | set(_ITEM_GROUPS) if books.lines else set()
    for caption in VALUE_COPIES:
        if caption not in table.given and caption not in used:
            continue
        whole = np.concatenate([table[caption], column_array(name, caption, _copied(books, caption))])
        columns[caption] = whole[groups if caption in _GROUP_COPIES else carried]
    by_batch = np.fromiter((v.by_batch for v in values), np.bool_, len(values))
    if source_code and bool(by_batch.any()):
        codes = columns.get("Source Code", column_array(name, "Source Code", [""] * len(values))).copy()
        codes[by_batch] = source_code
        columns["Source Code"] = codes
    return Table(BY_NAME[name], len(values), columns)


def _copied(books: Books, caption: str) -> list[Any]:
    """A field of each line that its value entries copy; the groups come from the item where the line has none."""
    blank = BY_NAME["Value Entry"].by_caption[caption].blank
    given = [line.row.get(caption) for line in books.lines]
    if caption not in _ITEM_GROUPS:
        return [blank if value is None else value for value in given]
    cards = {line.item: books.card(line.item) for line in books.lines}
    groups = {item: getattr(card, _ITEM_GROUPS[caption]) if card is not None else "" for item, card in cards.items()}
    return [value or groups[line.item] for value, line in zip(given, books.lines, strict=True)]


def _applications(books: Books, old_entries: Sequence[ItemEntry], keep: Callable[..., Table]) -> Table:
    name = "Item Application Entry"
    table = books.ledger.table(name)
    old = [a for e in old_entries for a in ((e.own, *e.takes) if e.own is not None else e.takes) if a is not None and a.position >= 0]
    table, rows = _write_changes(table, old, _APPLICATION_CHANGES, APPLICATION_COLUMNS, attrgetter("position"))
    if books.removed_applications:
        stays = np.ones(table.length, dtype=np.bool_)
        stays[list(books.removed_applications)] = False
        shift = np.cumsum(stays) - 1
        rows = [int(shift[r]) for r in rows if stays[r]]
        table = table.take(stays)
    fresh: list[Application] = books.new_applications
    new = None
    if fresh:
        fresh.sort(key=attrgetter("no"))
        new = Table(BY_NAME[name], len(fresh), _columns(name, fresh, APPLICATION_COLUMNS))
    return keep(name, table, rows, new)


def _other_tables(books: Books) -> list[tuple[Table, list[int], Table | None]]:
    found: list[tuple[Table, list[int], Table | None]] = [item_table(books), sku_table(books)]
    found += [entry_point_table(books), order_table(books)]
    if books.new_capacities:
        found.append((books.ledger.table("Capacity Ledger Entry"), [], _new_capacities(books)))
    return found


def _new_capacities(books: Books) -> Table:
    name = "Capacity Ledger Entry"
    rows = []
    for capacity, line, stop in books.new_capacities:
        row = {c: line.row[c] for c in BY_NAME[name].by_caption if c in line.row and line.row[c] is not None}
        row |= {
            "Entry No.": capacity.no,
            "Posting Date": capacity.posting_date,
            "Type": line.type,
            "No.": line.code,
            "Document No.": line.document_no,
            "Document Date": line.document_date or line.posting_date,
            "Quantity": capacity.quantity,
            "Invoiced Quantity": capacity.invoiced,
            "Completely Invoiced": True,
            "Order Type": capacity.order_type,
            "Order No.": capacity.order_no,
            "Order Line No.": capacity.order_line,
            "Item No.": capacity.item,
            "Variant Code": line.variant,
            "Routing No.": capacity.routing_no,
            "Routing Reference No.": capacity.routing_reference,
            "Operation No.": line.operation,
            "Work Center No.": line.work_center,
            **_times(line, stop),
            "Output Quantity": capacity.output_quantity,
            "Subcontracting": capacity.subcontracting,
        }
        row.pop("Line No.", None)
        rows.append(row)
    definition = BY_NAME[name]
    captions = [c for c in definition.by_caption if any(c in r for r in rows)]
    columns = {c: column_array(name, c, [r.get(c, definition.by_caption[c].blank) for r in rows]) for c in captions}
    return Table(definition, len(rows), columns)


def _times(line: Line, stop: bool) -> dict[str, int]:
    """Times and scrap of a capacity ledger entry: stop time stands on its own entry (2.9)."""
    if stop:
        return {"Stop Time": line.stop_time}
    return {"Setup Time": line.setup_time, "Run Time": line.run_time, "Scrap Quantity": line.scrap}


def _queue(books: Books, values: Table) -> Table:
    """New value entries that wait for posting (gl-posting A2)."""
    waits = ~values["Expected Cost"] & (values["Cost Amount (Actual)"] != 0)
    if books.settings.expected_posting:
        waits |= values["Cost Amount (Expected)"] != 0
    rows = np.flatnonzero(waits & values["Inventoriable"])
    captions = {"Value Entry No.": "Entry No.", "Item No.": "Item No.", "Posting Date": "Posting Date"}
    return Table(BY_NAME["Post Value Entry to G/L"], len(rows), {c: values[source][rows] for c, source in captions.items()})
