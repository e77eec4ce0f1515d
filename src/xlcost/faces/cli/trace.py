"""`xlcost trace`: follow an entry, a document, a lot or a serial number to its cause and its consequences."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Annotated, Any

import typer

from xlcost.faces.cli.common import CLEAN, Screen, entry_number, keep_input, read
from xlcost.ledger import Ledger
from xlcost.problems import XlcostError

WHAT = ("item-entry", "gl-entry", "value-entry", "register", "applied", "behind-gl", "document", "item", "lot", "serial", "package")
_ENTRIES = WHAT[:6]
_SHOWN = (
    "Level", "Link", "Table", "Entry No.", "Posting Date", "Document No.", "Item No.", "G/L Account No.", "Entry Type", "Quantity", "Quantity Left",
    "Applied Quantity", "Cost Amount (Actual)", "Amount", "Cost Share", "Share", "Stays Here", "Origin",
)  # fmt: skip


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command("trace")(trace)


def trace(
    what: Annotated[str, typer.Argument(help=f"{', '.join(WHAT[:-1])} or {WHAT[-1]}.")],
    number: Annotated[str, typer.Argument(help="Entry number, item number, or a filter on document, lot, serial or package numbers.")],
    ledger_path: Annotated[Path, typer.Argument(metavar="LEDGER", help="Ledger workbook, or folder of CSV or Parquet files.")],
    output: Annotated[
        Path | None, typer.Option("-o", "--output", help="Write a workbook (.xlsx), or a picture of the flow (.svg, .dot).")
    ] = None,
    direction: Annotated[str, typer.Option(help="backward (where it came from) or forward (where it went).")] = "backward",
    components: Annotated[str, typer.Option(help="Components of orders in lot and serial traces: No, Item-tracked Only, All.")] = "All",
    related: Annotated[
        bool, typer.Option("--related", help="With a document: also the documents of the same item ledger entries.")
    ] = False,
    json: Annotated[bool, typer.Option("--json", help="Print a machine-readable summary.")] = False,
) -> None:
    """Trace an item ledger entry, a G/L entry, a value entry, a G/L register, a document, an item, a lot or serial number.

    `applied` lists the entries applied to an item ledger entry, `behind-gl` the value entries of a G/L entry with their amounts on it,
    `item` the item ledger entries of an item.
    """
    screen = Screen(json)
    if what not in WHAT:
        raise typer.BadParameter(f"the first word is {', '.join(WHAT[:-1])} or {WHAT[-1]}")
    if what in _ENTRIES:
        entry_number(number)
    if direction not in ("forward", "backward"):
        raise typer.BadParameter("--direction is backward or forward")
    keep_input(output, ledger_path, endings=(".xlsx", ".xlsm", ".svg", ".dot"))
    _can_become(what, output)
    ledger = read(screen, ledger_path)
    rows = _rows(ledger, what, number, direction, components, related)
    if not rows:
        raise XlcostError("UNKNOWN_ENTRY", f"There is nothing to trace for {what} {number}.", remedy="Check the number.")
    screen.table(f"{what} {number}", [_indented(r) for r in rows], limit=500)
    if what in ("item-entry", "gl-entry"):
        from xlcost.reports.tracing import entry_message, gl_message

        screen.say(entry_message(list(rows), direction) if what == "item-entry" else gl_message(list(rows)))
    if output is not None:
        _write(ledger, ledger_path, what, number, direction, components, related, output)
        screen.say(f"Written to {output}.")
    screen.result({"rows": rows})
    raise typer.Exit(CLEAN)


def _can_become(what: str, output: Path | None) -> None:
    """Wrong usage where what is traced has no picture or no sheet."""
    if output is None:
        return
    if output.suffix.lower() in (".svg", ".dot") and what not in ("item-entry", "gl-entry"):
        raise typer.BadParameter("a picture shows one chain: item-entry or gl-entry")
    if what in ("value-entry", "register", "applied", "behind-gl"):
        raise typer.BadParameter(f"{what} has no sheet: leave out -o, or trace the entry itself")


def _rows(ledger: Ledger, what: str, number: str, direction: str, components: str, related: bool) -> Sequence[Any]:
    """The rows of the view; a trace of an entry with its shares, start first, as a tree."""
    from xlcost.views import find_entries, trace_gl_entry, trace_item_entry

    if what == "item-entry":
        from xlcost.reports.tracing import in_tree_order

        return in_tree_order(trace_item_entry(ledger, int(number), direction, cost_shares=True, start=True))
    if what == "gl-entry":
        return trace_gl_entry(ledger, int(number))
    if what == "applied":
        from xlcost.views.trace import applied_entries

        return applied_entries(ledger, int(number))
    if what == "behind-gl":
        from xlcost.views.gl_links import value_entries_of_gl_entry

        return value_entries_of_gl_entry(ledger, int(number))
    if what == "item":
        from xlcost.faces.record_lists import item_list

        return item_list(ledger, number).records
    if what in ("value-entry", "register"):
        from xlcost.views.gl_links import gl_entries_of_value_entry, value_entries_of_register

        return gl_entries_of_value_entry(ledger, int(number)) if what == "value-entry" else value_entries_of_register(ledger, int(number))
    if what == "document":
        return find_entries(ledger, number, related=related)
    from xlcost.views.item_tracing import trace_item_numbers

    method = "Usage -> Origin" if direction == "backward" else "Origin -> Usage"
    filters: dict[str, Any] = {f"{what}_no": number}
    return trace_item_numbers(ledger, show_components=components, trace_method=method, **filters)


def _write(ledger: Ledger, source: Path, what: str, number: str, direction: str, components: str, related: bool, output: Path) -> None:
    from xlcost.faces.pack import write_picture, write_report
    from xlcost.reports import run_report

    if output.suffix.lower() in (".svg", ".dot"):
        from xlcost.views.trace import traced_links

        links = traced_links(ledger, int(number), direction) if what == "item-entry" else []
        way = direction if what == "item-entry" else "backward"
        title = f"{'Item ledger' if what == 'item-entry' else 'G/L'} entry {number}, {way}"
        write_picture(_rows(ledger, what, number, direction, components, related), links, title, output)
        return
    if what == "item":
        from xlcost.faces.pack import write_pages
        from xlcost.faces.record_lists import item_list

        write_pages(ledger, [item_list(ledger, number).page], {"command": "trace", "what": what, "number": number}, output, source.name)
        return
    method = "Usage -> Origin" if direction == "backward" else "Origin -> Usage"
    numbers = {"Show Components": components, "Trace Method": method}
    name, options = {
        "item-entry": ("Trace Item Ledger Entry", {"Item Ledger Entry No.": number, "Direction": direction}),
        "gl-entry": ("Trace G/L Entry", {"G/L Entry No.": number}),
        "document": ("Find Entries", {"Document No.": number, "Related Documents": "Yes" if related else "No"}),
        "lot": ("Item Tracing", {"Lot No. Filter": number, **numbers}),
        "serial": ("Item Tracing", {"Serial No. Filter": number, **numbers}),
        "package": ("Item Tracing", {"Package No. Filter": number, **numbers}),
    }[what]
    write_report(ledger, run_report(ledger, name, options), output, source.name)


def _indented(row: dict[str, Any]) -> dict[str, Any]:
    """A row for the terminal: the columns a reader follows, indented by level."""
    if "Link" in row and "Level" in row:
        return {k: "   " * int(row["Level"]) + str(row[k]) if k == "Link" else row[k] for k in _SHOWN if k in row}
    shown = {k: v for k, v in row.items() if not isinstance(v, (list, dict))}
    if "Level" in shown and "Description" in shown:
        shown["Description"] = "   " * int(shown["Level"]) + str(shown["Description"])
    return shown
