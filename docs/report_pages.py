"""The pages of docs/reports: per valuation report what it answers, options, columns, modes, an example from the sample company."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from typing import Any

OCTOBER = {"Starting Date": "2026-10-01", "Ending Date": "2026-10-31"}
EXAMPLES: dict[str, tuple[str, dict[str, Any]]] = {
    "Inventory Valuation": (
        "The first line of an item is invoiced cost, the second, where it differs, includes expected cost.",
        {**OCTOBER, "Include Expected Cost": "Yes", "Inventory Posting Group Filter": "FINISHED"},
    ),
    "Invt. Valuation - Cost Spec.": ("", {"Valuation Date": "2026-10-31", "Item Filter": "GEAR-7|TOUR-7"}),
    "Inventory Valuation - WIP": ("", {**OCTOBER, "Production Order Filter": "PO-1048|PO-1059..PO-1060"}),
    "Cost Shares Breakdown": ("Sales of finished goods, over all levels of production.", {
        **OCTOBER, "Print Cost Share": "Sales", "Cost Roll-up": "Multi-level", "Inventory Posting Group Filter": "FINISHED",
    }),
    "Item Age Composition - Value": ("", {"Ending Date": "2026-10-31", "Period Length": "1M", "Item Filter": "E-TREK|JACKET|TUBE-28"}),
    "Inventory - Cost Variance": ("", {"Item Filter": "LOCK-U"}),
    "Item Register - Value": ("The sample company has no item registers; for this page ten value entries each were made one.", {"Register No. Filter": "190"}),
    "Status": ("", {"Status Date": "2026-10-31", "Item Filter": "CITY-3|JACKET"}),
    "Inventory to G/L Reconcile": ("", {"Ending Date": "2026-10-31", "Inventory Posting Group Filter": "FINISHED", "Only To Be Posted": "Yes"}),
}  # fmt: skip
_FLOW = "Ledger rows that count"
MEANINGS = {
    "Compatibility": "exact: the figures of the ERP; clean: without its quirks, listed below. Printed in the head",
    "Work Date": "The date that stands in for a missing one; the command line gives today",
    "Item Filter": "Items that count: `A|B`, `A..Z`, `A*`, `<>A`, `''` for blank",
    "Inventory Posting Group Filter": "Items that count, by the group of their card",
    "Statistics Group Filter": "Items that count, by their statistics group",
    "Costing Method Filter": "Items that count, by their costing method",
    "Location Filter": _FLOW,
    "Variant Filter": _FLOW,
    "Global Dimension 1 Filter": _FLOW,
    "Global Dimension 2 Filter": _FLOW,
    "Starting Date": "First day; blank = from the beginning",
    "Ending Date": "Last day; blank = no end, or the work date when both dates are blank",
    "Include Expected Cost": "Print the second line: what is received or shipped and not yet invoiced",
    "Valuation Date": "The day of which the stock is valued; default the work date",
    "Status Date": "The day of which the open entries are listed; default the work date",
    "Only To Be Posted": "Items that are posted in full join in one line of their group",
    "Skip Zero Lines": "Leave out orders that end at zero with nothing posted",
    "Status Filter": "Production orders that count, by status",
    "Production Order Filter": "Production orders that count",
    "Print Cost Share": "Sales, Inventory or WIP Inventory",
    "Show Details": "One line per entry",
    "Cost Roll-up": "Single-level: a consumed assembly is material; Multi-level: down to what was bought",
    "Period Length": "Length of an age bucket: 1M, 30D, 2W, 1Q, 1Y",
    "Register No. Filter": "Item registers that count",
    "Source Type Filter": "Item ledger entries that count, by source type",
    "Source No. Filter": "Item ledger entries that count, by vendor, customer or item",
    "Posting Date Filter": "Item ledger entries that count, by date: `2026-10-01..2026-10-31`",
}


@cache
def sample() -> Any:
    from xlcost.faces.sample import sample_ledger

    ledger = sample_ledger()
    numbers = sorted(ledger.table("Value Entry")["Entry No."].tolist())
    rows = [
        {"No.": i // 10 + 1, "From Value Entry No.": numbers[i], "To Value Entry No.": numbers[min(i + 9, len(numbers) - 1)]}
        for i in range(0, len(numbers), 10)
    ]
    return ledger if ledger.has("Item Register") else ledger.upsert("Item Register", rows)


def table(captions: tuple[str, ...], rows: list[tuple[str, ...]]) -> str:
    lines = ["| " + " | ".join(str(c).replace("|", "\\|") for c in row) + " |" for row in [captions, *rows]]
    return "\n".join([lines[0], "|" + "---|" * len(captions), *lines[1:]]) + "\n"


def page(name: str) -> str:
    from xlcost.faces.cli.grids import text_of
    from xlcost.reports import REPORTS, run_report
    from xlcost.reports.options import caption_of
    from xlcost.reports.pack.definitions import QUIRKS, definition

    report = REPORTS[name]
    words, options = EXAMPLES[name]
    grid = run_report(sample(), name, {"Work Date": "2026-10-31", **options})
    asked = " ".join(f"--{'-'.join(''.join(c if c.isalnum() else ' ' for c in k.lower()).split())} {_word(v)}" for k, v in options.items())
    fields = [
        (caption_of(report.options, field), MEANINGS[caption_of(report.options, field)], _default(info.default))
        for field, info in report.options.model_fields.items()
    ]
    columns = [
        (f"{c.band}: {c.caption}" if c.band else c.caption, definition(name, c.key)) for c in grid.columns if definition(name, c.key)
    ]
    quirks = "".join(f"- {QUIRKS[q]}\n" for q in report.quirks if q in QUIRKS)
    text = f"# {report.title}\n\n{report.purpose}\n\n```bash\nxlcost report {report.slug} LEDGER.xlsx {asked} -o OUT.xlsx\n```\n\n"
    text += "Without `-o` it is printed; `-o OUT.csv` and `-o OUT.json` write its rows.\n\n## Options\n\n" + table(("Option", "Meaning", "Default"), fields)
    text += "\n## Columns\n\n" + table(("Column", "Meaning"), columns)
    text += f"\n## Mode exact and mode clean\n\nMode exact keeps these rules of the ERP; mode clean corrects them.\n\n{quirks}" if quirks else ""
    text += "\n## Example\n\n" + (f"{words}\n\n" if words else "") + "```text\n" + "\n".join(text_of(grid, 160)) + "\n```\n"
    return text


def _word(value: Any) -> str:
    return f"'{value}'" if any(c in str(value) for c in "| *<>'") else str(value)


def _default(value: Any) -> str:
    return {True: "Yes", False: "No", None: ""}.get(value, str(value)) if value is None or isinstance(value, bool) else str(value)


def pages() -> dict[str, Callable[[], str]]:
    """Page by file name, relative to docs/reference."""
    from xlcost.reports import REPORTS

    return {f"../reports/{REPORTS[name].slug}.md": lambda name=name: page(name) for name in EXAMPLES}
