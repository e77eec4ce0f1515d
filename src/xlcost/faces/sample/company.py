"""The fixed part of the sample company: items, locations, accounts, posting setups, calendar.

Nordlys Cycle Works buys and sells bicycles and spare parts, builds two models of its own and stocks three
locations. Every costing method is in use; electric bicycles have serial numbers, sealant has lot numbers.
"""

from __future__ import annotations

from typing import Any

Record = dict[str, Any]
ItemRow = tuple[str, str, str, str, int, int, str]

COMPANY = "Nordlys Cycle Works Ltd."
LOCATIONS = (("MAIN", "Main warehouse"), ("SHOP", "City shop"), ("PLANT", "Plant"))
GROUPS = {  # inventory posting group: (inventory, interim, WIP)
    "RESALE": ("2110", "2111", ""),
    "SPARES": ("2150", "2151", ""),
    "RAW MAT": ("2120", "2121", "2140"),
    "FINISHED": ("2130", "2131", "2140"),
}
# no., description, group, costing method, direct cost in cents, price in cents, home location
TRADED = (
    ("CITY-3", "City bicycle, 3 gears", "RESALE", "FIFO", 21850, 34900, "MAIN"),
    ("E-TREK", "Electric trekking bicycle", "RESALE", "Specific", 138000, 209900, "MAIN"),
    ("HELM-L", "Helmet, large", "RESALE", "Average", 2390, 4490, "MAIN"),
    ("HELM-M", "Helmet, medium", "RESALE", "Average", 2310, 4490, "MAIN"),
    ("JACKET", "Rain jacket, reflective", "RESALE", "LIFO", 3125, 6950, "MAIN"),
    ("LOCK-U", "U-lock, hardened steel", "RESALE", "Standard", 1475, 3290, "MAIN"),
    ("BELL", "Bell, brass", "SPARES", "FIFO", 415, 1190, "SHOP"),
    ("LIGHT", "Front light, dynamo", "SPARES", "Average", 1833, 3990, "SHOP"),
    ("TUBE-28", "Inner tube, 28 inch", "SPARES", "LIFO", 233, 690, "SHOP"),
)
LOT_TRACKED = ("SEALANT", "Tyre sealant, 1 litre", "RESALE", "FIFO", 790, 1590, "MAIN")
MATERIALS = (
    ("ALU-TUBE", "Aluminium tube, cut", "RAW MAT", "FIFO", 1260, 0, "PLANT"),
    ("CHAIN", "Chain, 114 links", "RAW MAT", "Standard", 980, 0, "PLANT"),
    ("GEAR-7", "Gear hub, 7 gears", "RAW MAT", "FIFO", 6420, 0, "PLANT"),
    ("SADDLE", "Saddle, leather", "RAW MAT", "Average", 2755, 0, "PLANT"),
    ("WHEEL-28", "Wheel, 28 inch", "RAW MAT", "Average", 3350, 0, "PLANT"),
)
PRODUCED = (
    ("FRAME-T", "Frame, touring", "RAW MAT", "FIFO", 9100, 0, "PLANT"),
    ("TOUR-7", "Touring bicycle, 7 gears", "FINISHED", "Standard", 32600, 64900, "PLANT"),
    ("URBAN-7", "Urban bicycle, 7 gears", "FINISHED", "FIFO", 29800, 57900, "PLANT"),
)
BOMS = {  # produced item: ((component, quantity per), ...), minutes per piece
    "FRAME-T": ((("ALU-TUBE", 4),), 45),
    "TOUR-7": ((("FRAME-T", 1), ("WHEEL-28", 2), ("GEAR-7", 1), ("CHAIN", 1), ("SADDLE", 1)), 80),
    "URBAN-7": ((("FRAME-T", 1), ("WHEEL-28", 2), ("GEAR-7", 1), ("CHAIN", 1)), 65),
}
WORK_CENTERS = {"FRAME-T": "WELDING", "TOUR-7": "ASSEMBLY", "URBAN-7": "ASSEMBLY"}
MINUTE_CENTS = 62  # direct cost of a minute at a work center
CAPACITY_OVERHEAD_PERCENT = 10
OVERHEAD_PERCENT = {"ALU-TUBE": 2, "CHAIN": 2}

ACCOUNTS = (  # no., name, income statement?
    ("2110", "Resale Items", False),
    ("2111", "Resale Items (Interim)", False),
    ("2120", "Raw Materials", False),
    ("2121", "Raw Materials (Interim)", False),
    ("2130", "Finished Goods", False),
    ("2131", "Finished Goods (Interim)", False),
    ("2140", "WIP Account, Finished Goods", False),
    ("2150", "Spare Parts", False),
    ("2151", "Spare Parts (Interim)", False),
    ("2920", "Bank", False),
    ("5510", "Invt. Accrual (Interim)", False),
    ("7110", "Purchases", True),
    ("7170", "Inventory Adjmt., Spare Parts", True),
    ("7190", "Cost of Goods Sold", True),
    ("7191", "Cost of Goods Sold (Interim)", True),
    ("7270", "Inventory Adjmt.", True),
    ("7291", "Direct Cost Applied", True),
    ("7292", "Overhead Applied", True),
    ("7293", "Purchase Variance", True),
    ("7791", "Direct Cost Applied, Capacity", True),
    ("7792", "Overhead Applied, Capacity", True),
    ("7890", "Material Variance", True),
    ("7891", "Capacity Variance", True),
    ("7892", "Subcontracted Variance", True),
    ("7893", "Cap. Overhead Variance", True),
    ("7894", "Mfg. Overhead Variance", True),
    ("8640", "Miscellaneous Expenses", True),
)


def cents(amount: int) -> str:
    """An amount in cents as decimal text."""
    return f"{amount // 100}.{amount % 100:02d}"


def items(copies: int) -> tuple[list[ItemRow], list[ItemRow]]:
    """(traded and material items, produced items); traded items are repeated with numbered copies for larger samples."""
    bought: list[ItemRow] = [*TRADED, *MATERIALS]
    for copy in range(2, copies + 1):
        bought += [
            (f"{no}-{copy:03d}", f"{text}, type {copy}", group, method, cost, price, home)
            for no, text, group, method, cost, price, home in TRADED
        ]
    return bought, list(PRODUCED)


def fixed_tables(copies: int) -> dict[str, list[Record]]:
    """Master data and setup as records by table."""
    bought, produced = items(copies)
    return {
        "Item": [_item(*row) for row in (*bought, LOT_TRACKED, *produced)],
        "Location": [{"Code": code, "Name": name} for code, name in LOCATIONS],
        "G/L Account": [_account(*row) for row in ACCOUNTS],
        "Inventory Posting Setup": [_inventory_setup(location, group) for location, _ in (*LOCATIONS, ("", "")) for group in GROUPS],
        "General Posting Setup": [
            _general_setup(bus, prod) for bus in ("", "DOMESTIC", "EU") for prod in ("RETAIL", "SPARES", "RAW MAT", "MANUFACT")
        ],
        "Inventory Setup": [
            {
                "Automatic Cost Posting": False,
                "Expected Cost Posting to G/L": True,
                "Automatic Cost Adjustment": "Never",
                "Average Cost Calc. Type": "Item",
                "Average Cost Period": "Month",
            }
        ],
        "General Ledger Setup": [
            {
                "Amount Rounding Precision": "0.01",
                "Unit-Amount Rounding Precision": "0.00001",
                "LCY Code": "GBP",
                "Allow Posting From": None,
                "Company Name": COMPANY,
            }
        ],
        "Manufacturing Setup": [{"Cost Incl. Setup": True}],
        "Source Code Setup": [{"Inventory Post Cost": "INVTPCOST"}],
        "Accounting Period": [{"Starting Date": f"2026-{m:02d}-01", "New Fiscal Year": m == 1} for m in range(1, 13)],
        "Inventory Period": [{"Ending Date": day, "Name": name} for day, name in MONTH_ENDS],
    }


MONTH_ENDS = (("2026-07-31", "July 2026"), ("2026-08-31", "August 2026"), ("2026-09-30", "September 2026"), ("2026-10-31", "October 2026"))


def _item(no: str, description: str, group: str, method: str, cost: int, price: int, location: str) -> Record:
    standard = cents(cost) if method == "Standard" else "0"
    tracking = "SNALL" if method == "Specific" else "LOTALL" if no == LOT_TRACKED[0] else ""
    return {
        "No.": no,
        "Description": description,
        "Type": "Inventory",
        "Base Unit of Measure": "PCS",
        "Costing Method": method,
        "Inventory Posting Group": group,
        "Gen. Prod. Posting Group": {"RESALE": "RETAIL", "SPARES": "SPARES"}.get(group, "RAW MAT" if group == "RAW MAT" else "RETAIL"),
        "Item Tracking Code": tracking,
        "SN Specific Tracking": tracking == "SNALL",
        "Lot Specific Tracking": tracking == "LOTALL",
        "Unit Cost": cents(cost),
        "Standard Cost": standard,
        "Indirect Cost %": OVERHEAD_PERCENT.get(no, 0),
        "Low-Level Code": {"TOUR-7": 0, "URBAN-7": 0, "FRAME-T": 1}.get(no, 2 if group == "RAW MAT" else 0),
        **(_standard_shares(no) if method == "Standard" and no in BOMS else {}),
    }


def _standard_shares(no: str) -> Record:
    minutes = BOMS[no][1]
    cost = next(row[4] for row in PRODUCED if row[0] == no)
    capacity = minutes * MINUTE_CENTS
    overhead = capacity * CAPACITY_OVERHEAD_PERCENT // 100
    return {
        "Single-Level Material Cost": cents(cost - capacity - overhead),
        "Single-Level Capacity Cost": cents(capacity),
        "Single-Level Cap. Ovhd Cost": cents(overhead),
    }


def _account(no: str, name: str, income: bool) -> Record:
    return {
        "No.": no,
        "Name": name,
        "Account Type": "Posting",
        "Income/Balance": "Income Statement" if income else "Balance Sheet",
        "Direct Posting": no in ("2110", "2920", "7110", "8640"),
        "Blocked": False,
    }


def _inventory_setup(location: str, group: str) -> Record:
    inventory, interim, wip = GROUPS[group]
    variances = {
        "Material Variance Account": "7890",
        "Capacity Variance Account": "7891",
        "Subcontracted Variance Account": "7892",
        "Cap. Overhead Variance Account": "7893",
        "Mfg. Overhead Variance Account": "7894",
    }
    return {
        "Location Code": location,
        "Invt. Posting Group Code": group,
        "Inventory Account": inventory,
        "Inventory Account (Interim)": interim,
        "WIP Account": wip or "2140",
        **variances,
    }


def _general_setup(business: str, product: str) -> Record:
    capacity = product == "MANUFACT"
    return {
        "Gen. Bus. Posting Group": business,
        "Gen. Prod. Posting Group": product,
        "COGS Account": "7190",
        "COGS Account (Interim)": "7191",
        "Inventory Adjmt. Account": "7170" if product == "SPARES" else "7270",
        "Invt. Accrual Acc. (Interim)": "5510",
        "Direct Cost Applied Account": "7791" if capacity else "7291",
        "Overhead Applied Account": "7792" if capacity else "7292",
        "Purchase Variance Account": "7293",
        "Purch. Account": "7110",
    }
