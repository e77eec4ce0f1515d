"""Which sheets the house template has, which columns they know, where their charts stand."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class C:
    """A column of a template sheet: key, caption, kind, width (0 = the kind's), band above it."""

    key: str
    caption: str
    kind: str
    width: float = 0
    band: str = ""
    bold: bool = False
    indent: int = 0


@dataclass(frozen=True, slots=True)
class ChartPlace:
    """Where a chart stands: kind, first column (1-based), width in columns, rows, and its distance below the table."""

    kind: str
    first: int
    last: int
    rows: int = 14


@dataclass(frozen=True, slots=True)
class S:
    """A report sheet of the template."""

    template: str
    title: str
    columns: tuple[C, ...]
    tab: str
    frozen: str = "D8"
    header_height: float = 15
    band: bool = False
    sparse: bool = False
    charts: tuple[ChartPlace, ...] = ()
    header_row: int = 7
    landscape: bool = True


def _movement() -> tuple[C, ...]:
    columns: list[C] = []
    for part, band in (("starting", "As of"), ("increases", "Increases (LCY)"), ("decreases", "Decreases (LCY)"), ("ending", "As of")):
        columns.append(C(f"{part}_quantity", "Quantity", "quantity", 12.5, band))
        columns.append(C(f"{part}_value", "Value", "amount", 12.5, band))
    return tuple(columns)


DEEP, RUST, SLATE = "0B5C7D", "A14300", "566573"

SHEETS: tuple[S, ...] = (
    S(
        "inventory-valuation",
        "Inventory Valuation",
        (
            C("item_no", "Item No.", "code", 10),
            C("description", "Description", "description", 38),
            C("base_unit_of_measure", "Base\nUoM", "code", 6),
            *_movement(),
            C("cost_posted_to_g_l", "Cost Posted\nto G/L", "amount", 13),
            C("mark", "", "mark"),
        ),
        DEEP,
        header_height=27,
        band=True,
        charts=(ChartPlace("bridge", 5, 12, 14),),
    ),
    S(
        "tie-out",
        "Valuation Tie-out",
        (
            C("posting_group", "Posting group", "code", 18),
            C("location", "Location", "code", 12),
            C("ledger_value", "Ledger value", "amount", 14),
            C("posted", "Posted", "amount", 14),
            C("not_yet_posted", "Not yet posted", "amount", 14),
            C("gl_account", "G/L account", "code", 12),
            C("gl_balance", "G/L balance", "amount", 14),
            C("difference", "Difference", "difference", 13),
            C("status", "Status", "status", 14),
            C("cause", "Cause", "explanation", 38),
        ),
        DEEP,
        frozen="D8",
        charts=(ChartPlace("bars", 7, 11, 14), ChartPlace("bridge", 7, 11, 14)),
    ),
    S(
        "wip",
        "Inventory Valuation - WIP",
        (
            C("status", "Status", "code", 11),
            C("no", "No.", "code", 11),
            C("description", "Description", "description", 34),
            C("source_type", "Source\nType", "code", 8),
            C("source_no", "Source No.", "code", 11),
            C("as_of_start_date", "WIP", "amount", 14, "As of"),
            C("consumption", "Consumption", "amount", 13, "Period"),
            C("capacity", "Capacity", "amount", 13, "Period"),
            C("output", "Output", "amount", 13, "Period"),
            C("as_of_end_date", "WIP", "amount", 14, "As of"),
            C("cost_posted_to_g_l", "Cost Posted\nto G/L", "amount", 13),
            C("mark", "", "mark"),
        ),
        DEEP,
        frozen="E8",
        header_height=27,
        band=True,
        charts=(ChartPlace("bridge", 8, 13, 14),),
    ),
    S(
        "cost-shares",
        "Cost Shares Breakdown",
        (
            C("no", "No.", "code", 10),
            C("description", "Description", "description", 36),
            C("quantity", "Quantity", "quantity", 10),
            C("material_direct_cost_applied", "Material Direct\nCost Applied", "amount", 12.5, "Share"),
            C("capacity_direct_cost_applied", "Capacity Direct\nCost Applied", "amount", 12.5, "Share"),
            C("capacity_overhead", "Capacity\nOverhead", "amount", 12.5, "Share"),
            C("material_overhead", "Material\nOverhead", "amount", 12.5, "Share"),
            C("subcontracted", "Subcontracted", "amount", 12.5, "Share"),
            C("variance", "Variance", "amount", 12.5, "Share"),
            C("revaluation", "Revaluation", "amount", 12.5, "Share"),
            C("rounding", "Rounding", "amount", 10, "Share"),
            C("total", "Total", "amount", 14, bold=True),
        ),
        DEEP,
        header_height=38.25,
        band=True,
        sparse=True,
        charts=(ChartPlace("stacked", 2, 12, 16),),
    ),
    S(
        "matrix",
        "Inventory - G-L Reconciliation",
        (
            C("account_type", "Account type", "text", 27),
            C("inventory", "Inventory", "amount", 16, "Value entries, where they post to"),
            C("inventory_interim", "Inventory (Interim)", "amount", 18, "Value entries, where they post to"),
            C("wip_inventory", "WIP Inventory", "amount", 16, "Value entries, where they post to"),
            C("total", "Total", "amount", 16, bold=True),
            C("gl_total", "G/L Total", "amount", 16, "General ledger"),
            C("difference", "Difference", "difference", 14, "General ledger"),
            C("mark", "", "mark", 3.2, "General ledger"),
            C("warning", "Warning", "explanation", 33, "General ledger"),
        ),
        RUST,
        frozen="C8",
        band=True,
        sparse=True,
    ),
    S(
        "explained",
        "Explained",
        (
            C("account", "Account", "code", 10),
            C("name", "Name / cause", "description", 23, indent=1),
            C("entry_no", "Entry No.", "entry no.", 13),
            C("date", "Date", "date", 13),
            C("document", "Document", "code", 14),
            C("description", "Description", "explanation", 30),
            C("amount", "Amount", "difference", 14),
            C("age", "Age, days", "age", 9),
            C("bucket", "Bucket", "code", 9),
            C("what_to_do", "What to do", "explanation", 37),
        ),
        RUST,
    ),
    S(
        "trace",
        "Trace",
        (
            C("level", "Level", "level", 6),
            C("chain", "Chain", "text", 34),
            C("entry_no", "Entry No.", "entry no.", 10),
            C("posting_date", "Posting Date", "date", 12),
            C("document_no", "Document No.", "code", 13),
            C("item_no", "Item No.", "code", 11),
            C("description", "Description", "description", 35),
            C("quantity", "Quantity", "quantity", 12.5),
            C("cost_amount_actual", "Cost Amount\n(Actual)", "amount", 13),
            C("share_of_the_traced_cost", "Share of the\ntraced cost", "amount", 13),
            C("origin", "Origin", "status", 9),
        ),
        DEEP,
        header_height=27,
        charts=(ChartPlace("bars", 8, 12, 13),),
    ),
    S(
        "problems",
        "Problems",
        (
            C("mark", "", "mark"),
            C("severity", "Severity", "status", 10),
            C("code", "Code", "code", 16),
            C("where", "Where", "explanation", 29),
            C("what", "What is there", "explanation", 38.5),
            C("rule", "Rule", "explanation", 38.5),
            C("remedy", "What to do", "explanation", 38.5),
        ),
        RUST,
        frozen="E7",
        header_row=6,
    ),
    S(
        "evidence",
        "Evidence",
        (
            C("name", "", "text", 31),
            C("value", "", "text", 16),
            C("third", "", "text", 16),
            C("fourth", "", "text", 16),
            C("fifth", "", "text", 16),
            C("sixth", "", "text", 48),
            C("status", "", "status", 14),
        ),
        SLATE,
        frozen="",
        header_row=6,
    ),
    S(
        "list",
        "List",
        (),
        DEEP,
        header_height=27,
        band=True,
    ),
    S(
        "entries",
        "Entries",
        (),
        SLATE,
        header_height=27,
    ),
)
