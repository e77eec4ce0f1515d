"""Setup tables (gl-posting A1, costing-engine.md 1.8)."""

from __future__ import annotations

from xlcost.ledger.options import AutomaticCostAdjustment, AverageCostCalcType, AverageCostPeriod
from xlcost.ledger.schema import TableDef, amount, code, day, option, text, unit_cost, yes_no
from xlcost.money import CENT

INVENTORY_POSTING_SETUP = TableDef(
    "Inventory Posting Setup",
    "setup",
    (
        code("Location Code"),
        code("Invt. Posting Group Code", aliases=("Inventory Posting Group", "Invt. Posting Group")),
        code("Inventory Account"),
        code("Inventory Account (Interim)"),
        code("WIP Account"),
        code("Material Variance Account"),
        code("Material Non-Inventory Variance Account"),
        code("Capacity Variance Account"),
        code("Subcontracted Variance Account"),
        code("Cap. Overhead Variance Account"),
        code("Mfg. Overhead Variance Account"),
        text("Description"),
    ),
    key=("Location Code", "Invt. Posting Group Code"),
)

GENERAL_POSTING_SETUP = TableDef(
    "General Posting Setup",
    "setup",
    (
        code("Gen. Bus. Posting Group"),
        code("Gen. Prod. Posting Group"),
        code("COGS Account"),
        code("COGS Account (Interim)"),
        code("Inventory Adjmt. Account"),
        code("Invt. Accrual Acc. (Interim)"),
        code("Direct Cost Applied Account"),
        code("Overhead Applied Account"),
        code("Purchase Variance Account"),
        code("Direct Cost Non-Inventory Applied Account"),
        code("Purch. Account"),
        yes_no("Blocked"),
        text("Description"),
    ),
    key=("Gen. Bus. Posting Group", "Gen. Prod. Posting Group"),
)

INVENTORY_SETUP = TableDef(
    "Inventory Setup",
    "setup",
    (
        code("Primary Key"),
        yes_no("Automatic Cost Posting"),
        yes_no("Expected Cost Posting to G/L"),
        option("Automatic Cost Adjustment", AutomaticCostAdjustment),
        option("Average Cost Calc. Type", AverageCostCalcType, missing=int(AverageCostCalcType.ITEM)),
        option("Average Cost Period", AverageCostPeriod, missing=int(AverageCostPeriod.DAY)),
        yes_no("Prevent Negative Inventory"),
        day("Earliest Allowed Valuation Date"),
        yes_no("Location Mandatory"),
        yes_no("Copy Item Descr. to Entries"),
    ),
)

GENERAL_LEDGER_SETUP = TableDef(
    "General Ledger Setup",
    "setup",
    (
        code("Primary Key"),
        day("Allow Posting From"),
        day("Allow Posting To"),
        amount("Amount Rounding Precision", missing=CENT),
        unit_cost("Unit-Amount Rounding Precision", missing=1),
        code("LCY Code"),
        code("Additional Reporting Currency"),
        code("Global Dimension 1 Code"),
        code("Global Dimension 2 Code"),
        yes_no("Journal Templ. Name Mandatory"),
        text("Company Name"),
    ),
)

MANUFACTURING_SETUP = TableDef(
    "Manufacturing Setup",
    "setup",
    (
        code("Primary Key"),
        yes_no("Cost Incl. Setup", missing=True),
        yes_no("Allow Finishing Prod. Order with no Output", aliases=("Allow Finishing Production Orders with no Output",)),
        yes_no("Include Non-Inventory Items to Produced Items"),
        yes_no("Load SKU Cost on Manufacturing"),
        yes_no("Copy Loc. to Cap. Val. Entries"),
    ),
)

SOURCE_CODE_SETUP = TableDef(
    "Source Code Setup",
    "setup",
    (
        code("Primary Key"),
        code("Inventory Post Cost", missing="INVTPCOST"),
        code("Project G/L WIP", missing="PROJGLWIP"),
        code("Adjust Cost", aliases=("Adjust Cost - Item Entries",)),
    ),
)

USER_SETUP = TableDef(
    "User Setup",
    "setup",
    (code("User ID", required=True), day("Allow Posting From"), day("Allow Posting To")),
    key=("User ID",),
)

TABLES = (
    INVENTORY_POSTING_SETUP,
    GENERAL_POSTING_SETUP,
    INVENTORY_SETUP,
    GENERAL_LEDGER_SETUP,
    MANUFACTURING_SETUP,
    SOURCE_CODE_SETUP,
    USER_SETUP,
)
