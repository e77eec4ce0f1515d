"""The invented company: its name, dates and stock, from which the pages are made."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from xlcost.reports.grid import GridColumn

COMPANY = "Fjellvik Cycle Works Ltd."
RUN = "2026-10/7F3A91C2"
S, E = "As of 30 Sep 2026", "As of 31 Oct 2026"
OPTIONS = "01 Oct 2026 – 31 Oct 2026 · Include Expected Cost · mode exact · no filters · amounts in GBP (LCY) · adjusted: all items"


def D(text: str | int) -> Decimal:
    return Decimal(str(text).replace(",", ""))


def column(key: str, caption: str, kind: str, band: str = "", sums: bool = False, formula: str = "") -> GridColumn:
    return GridColumn(key, caption, kind, band, sums, formula)


PARTS = (("starting", S), ("increases", "Increases (LCY)"), ("decreases", "Decreases (LCY)"), ("ending", E))

# group, name, items: (no, description, unit, (s, i, d, e quantities), (s, i, d, e values), posted, second line or None)
STOCK: list[tuple[str, str, list[tuple[Any, ...]]]] = [
    (
        "FINISHED",
        "Finished goods",
        [
            ("F-200", 'City bike “Fjell 7”, 28", diamond frame, petrol blue', "PCS", "182 246 128", "74984 101352 52736", "123600", None),
            (
                "F-210",
                "E-bike “Vik 2”, 500 Wh, step-through",
                "PCS",
                "50 0 21",
                "59225 0 24874.50",
                "34350.50",
                ("50 30 21", "59225 24435 24874.50", "58785.50"),
            ),
            ("F-220", "Cargo bike “Last”, long wheelbase", "PCS", "22 0 4", "36146 0 6572", "29574", None),
        ],
    ),
    (
        "RAW MAT",
        "Raw materials",
        [
            ("R-100", "Aluminium tube 6061-T6, 31.8 × 1.2 mm", "M", "3524.5 450.37525 514", "41835.82 5467.56 6157.72", "41145.66", None),
            ("R-110", "Frame lacquer RAL 5001", "L", "212.75 86.125 61.225", "6690.99 2708.60 1925.53", "7871.12", None),
            ("R-120", "Spoke 2.0 × 262 mm, stainless", "PCS", "36928 24000 8640", "7754.88 4776 1814.40", "10716.48", None),
            ("R-130", "Hub motor 250 W with controller and wiring loom", "PCS", "158 60 22", "61605.60 23623.20 8573.84", "76654.96", None),
            ("R-140", "Chain, 9-speed, 116 links", "PCS", "514 324 120", "4600.30 2899.80 1074", "6426.10", None),
        ],
    ),
    (
        "RESALE",
        "Resale items",
        [
            (
                "1000-H",
                "Helmet “Urban”, adult, matt black, 54–61 cm, with rear light and magnetic buckle",
                "PCS",
                "1460 600 553",
                "41756 17490 15815.80",
                "43430.20",
                None,
            ),
            (
                "1010-L",
                "Front light 80 lux",
                "PCS",
                "1020 320 262",
                "17544 5504 4506.40",
                "18541.60",
                ("1020 320 307", "17544 5504 5280.40", "17767.60"),
            ),
            (
                "1020-P",
                "Pannier set, 2 × 20 l, waterproof",
                "SET",
                "286 0 71",
                "15544.10 -348 3858.85",
                "11337.25",
                ("286 150 71", "15544.10 7804.50 3858.85", "19489.75"),
            ),
            (
                "1030-K",
                "Folding lock, 90 cm",
                "PCS",
                "434 0 88",
                "14365.40 0 2912.80",
                "11452.60",
                ("434 40 88", "14365.40 1324 2912.80", "11452.60"),
            ),
        ],
    ),
    (
        "SPARES",
        "Spare parts",
        [
            ("S-300", 'Inner tube 28"', "PCS", "4760 0 1844", "11186 0 4333.40", "8037", None),
            ("S-310", "Brake pads, pair", "PAIR", "1355 500 310", "8672 3245 1984", "9933", ("1855 0 310", "11872 45 1984", "9933")),
        ],
    ),
]
