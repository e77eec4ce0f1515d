"""Master data of inventory: Item, Stockkeeping Unit, Location (costing-engine.md 1.1, 1.2)."""

from __future__ import annotations

from xlcost.ledger.derive import item_costs
from xlcost.ledger.options import CostingMethod, ItemType, PreventNegativeInventory, ReplenishmentSystem
from xlcost.ledger.schema import TableDef, code, integer, option, percent, quantity, text, unit_cost, yes_no

_SINGLE_LEVEL = (
    unit_cost("Single-Level Material Cost"),
    unit_cost("Single-Level Capacity Cost"),
    unit_cost("Single-Level Subcontrd. Cost"),
    unit_cost("Single-Level Cap. Ovhd Cost"),
    unit_cost("Single-Level Mfg. Ovhd Cost"),
    unit_cost("Single-Level Material Non-Inventory Cost"),
    unit_cost("Rolled-up Material Cost"),
    unit_cost("Rolled-up Capacity Cost"),
    unit_cost("Rolled-up Subcontracted Cost"),
    unit_cost("Rolled-up Mfg. Ovhd Cost"),
    unit_cost("Rolled-up Cap. Overhead Cost"),
)

ITEM = TableDef(
    "Item",
    "master",
    (
        code("No.", required=True),
        text("Description"),
        yes_no("Blocked"),
        option("Type", ItemType),
        code("Base Unit of Measure"),
        option("Costing Method", CostingMethod),
        unit_cost("Unit Cost"),
        unit_cost("Standard Cost"),
        unit_cost("Last Direct Cost"),
        percent("Indirect Cost %"),
        unit_cost("Overhead Rate"),
        integer("Low-Level Code"),
        yes_no("Cost is Adjusted"),
        yes_no("Allow Online Adjustment", missing=True),
        yes_no("Excluded from Cost Adjustment"),
        yes_no("Inventory Value Zero"),
        *_SINGLE_LEVEL,
        code("Inventory Posting Group"),
        code("Gen. Prod. Posting Group"),
        code("Statistics Group"),
        code("Item Tracking Code"),
        yes_no("SN Specific Tracking"),
        yes_no("Lot Specific Tracking"),
        option("Prevent Negative Inventory", PreventNegativeInventory),
        option("Replenishment System", ReplenishmentSystem),
        code("Production BOM No."),
        code("Routing No."),
        quantity("Lot Size"),
        percent("Scrap %"),
    ),
    key=("No.",),
    titles=("Items",),
    calculated=(quantity("Inventory"), quantity("Net Invoiced Qty."), yes_no("Cost is Posted to G/L")),
    normalise=item_costs,
)

STOCKKEEPING_UNIT = TableDef(
    "Stockkeeping Unit",
    "master",
    (
        code("Item No.", required=True),
        code("Location Code", required=True),
        code("Variant Code"),
        text("Description"),
        unit_cost("Unit Cost"),
        unit_cost("Standard Cost"),
        unit_cost("Last Direct Cost"),
        *_SINGLE_LEVEL,
    ),
    key=("Item No.", "Location Code", "Variant Code"),
    titles=("Stockkeeping Units", "SKU"),
)

LOCATION = TableDef(
    "Location",
    "master",
    (code("Code", required=True), text("Name"), yes_no("Use As In-Transit")),
    key=("Code",),
    titles=("Locations",),
)

TABLES = (ITEM, STOCKKEEPING_UNIT, LOCATION)
