"""Queue, control tables, orders, periods and registers (costing-engine.md 1.8, gl-posting A1 and D1)."""

from __future__ import annotations

from xlcost.ledger.options import (
    AssemblyDocumentType,
    AverageCostCalcType,
    AverageCostPeriod,
    OrderSourceType,
    OrderStatus,
    OrderType,
    PeriodEntryType,
)
from xlcost.ledger.schema import TableDef, amount, code, day, entry_no, integer, option, percent, quantity, text, unit_cost, yes_no

QUEUE = TableDef(
    "Post Value Entry to G/L",
    "queue",
    (entry_no("Value Entry No.", required=True), code("Item No."), day("Posting Date")),
    key=("Value Entry No.",),
)

ENTRY_POINT = TableDef(
    "Avg. Cost Adjmt. Entry Point",
    "control",
    (
        code("Item No.", required=True),
        code("Variant Code"),
        code("Location Code"),
        day("Valuation Date", required=True),
        yes_no("Cost Is Adjusted"),
    ),
    key=("Item No.", "Variant Code", "Location Code", "Valuation Date"),
    titles=("Avg. Cost Adjmt. Entry Points",),
)

ORDER_ADJUSTMENT = TableDef(
    "Inventory Adjmt. Entry (Order)",
    "control",
    (
        option("Order Type", OrderType, missing=int(OrderType.PRODUCTION)),
        code("Order No.", required=True),
        integer("Order Line No."),
        code("Item No."),
        code("Routing No."),
        integer("Routing Reference No."),
        percent("Indirect Cost %"),
        unit_cost("Overhead Rate"),
        yes_no("Cost is Adjusted"),
        yes_no("Allow Online Adjustment", missing=True),
        yes_no("Is Finished"),
        yes_no("Completely Invoiced"),
        unit_cost("Unit Cost"),
        unit_cost("Direct Cost"),
        unit_cost("Indirect Cost"),
        unit_cost("Single-Level Material Cost"),
        unit_cost("Single-Level Capacity Cost"),
        unit_cost("Single-Level Subcontrd. Cost"),
        unit_cost("Single-Level Cap. Ovhd Cost"),
        unit_cost("Single-Level Mfg. Ovhd Cost"),
        amount("Direct Cost Non-Inventory"),
        unit_cost("Single-Level Material Non-Inventory Cost"),
    ),
    key=("Order Type", "Order No.", "Order Line No."),
    titles=("Inventory Adjmt. Entries (Order)",),
)

PRODUCTION_ORDER = TableDef(
    "Production Order",
    "orders",
    (
        option("Status", OrderStatus),
        code("No.", required=True),
        text("Description"),
        option("Source Type", OrderSourceType),
        code("Source No."),
        quantity("Quantity"),
        code("Location Code"),
        day("Due Date"),
        day("Finished Date"),
        code("Inventory Posting Group"),
        code("Gen. Bus. Posting Group"),
        code("Gen. Prod. Posting Group"),
    ),
    key=("Status", "No."),
    titles=("Production Orders", "Released Production Orders", "Finished Production Orders"),
)

PROD_ORDER_LINE = TableDef(
    "Prod. Order Line",
    "orders",
    (
        option("Status", OrderStatus, required=True),
        code("Prod. Order No.", required=True),
        integer("Line No.", required=True),
        code("Item No.", required=True),
        code("Variant Code"),
        code("Location Code"),
        text("Description"),
        quantity("Quantity"),
        quantity("Finished Quantity"),
        quantity("Finished Qty. (Base)"),
        code("Routing No."),
        integer("Routing Reference No."),
        unit_cost("Unit Cost"),
        percent("Indirect Cost %"),
        unit_cost("Overhead Rate"),
        code("Inventory Posting Group"),
    ),
    key=("Status", "Prod. Order No.", "Line No."),
    titles=("Prod. Order Lines", "Released Prod. Order Lines", "Finished Prod. Order Lines"),
)

ASSEMBLY_HEADER = TableDef(
    "Assembly Header",
    "orders",
    (
        option("Document Type", AssemblyDocumentType),
        code("No.", required=True),
        code("Item No.", required=True),
        code("Variant Code"),
        code("Location Code"),
        text("Description"),
        quantity("Quantity"),
        percent("Indirect Cost %"),
        unit_cost("Overhead Rate"),
        unit_cost("Unit Cost"),
    ),
    key=("Document Type", "No."),
    titles=("Assembly Headers", "Assembly Orders"),
)

ACCOUNTING_PERIOD = TableDef(
    "Accounting Period",
    "control",
    (
        day("Starting Date", required=True),
        text("Name"),
        yes_no("New Fiscal Year"),
        yes_no("Closed"),
        yes_no("Date Locked"),
        option("Average Cost Period", AverageCostPeriod),
        option("Average Cost Calc. Type", AverageCostCalcType),
    ),
    key=("Starting Date",),
    titles=("Accounting Periods",),
)

INVENTORY_PERIOD = TableDef(
    "Inventory Period",
    "control",
    (day("Ending Date", required=True), text("Name"), yes_no("Closed")),
    key=("Ending Date",),
    titles=("Inventory Periods",),
)

INVENTORY_PERIOD_ENTRY = TableDef(
    "Inventory Period Entry",
    "control",
    (
        day("Ending Date", required=True),
        entry_no("Entry No.", required=True),
        option("Entry Type", PeriodEntryType),
        code("User ID"),
        day("Creation Date"),
        text("Creation Time"),
        entry_no("Closing Item Register No."),
        text("Description"),
    ),
    key=("Ending Date", "Entry No."),
    titles=("Inventory Period Entries",),
)

ITEM_REGISTER = TableDef(
    "Item Register",
    "log",
    (
        entry_no("No.", required=True),
        day("Creation Date"),
        code("Source Code"),
        code("User ID"),
        entry_no("From Entry No."),
        entry_no("To Entry No."),
        entry_no("From Value Entry No."),
        entry_no("To Value Entry No."),
        entry_no("From Capacity Entry No."),
        entry_no("To Capacity Entry No."),
    ),
    key=("No.",),
    titles=("Item Registers",),
)

DATE_COMPR_REGISTER = TableDef(
    "Date Compr. Register",
    "optional",
    (
        entry_no("No.", required=True),
        entry_no("Table ID"),
        text("Table Name", aliases=("Table Caption",)),
        day("Starting Date"),
        day("Ending Date"),
        day("Creation Date"),
    ),
    key=("No.",),
    titles=("Date Compr. Registers",),
)

TABLES = (
    QUEUE,
    ENTRY_POINT,
    ORDER_ADJUSTMENT,
    PRODUCTION_ORDER,
    PROD_ORDER_LINE,
    ASSEMBLY_HEADER,
    ACCOUNTING_PERIOD,
    INVENTORY_PERIOD,
    INVENTORY_PERIOD_ENTRY,
    ITEM_REGISTER,
    DATE_COMPR_REGISTER,
)
