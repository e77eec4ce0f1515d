"""The entries as the engine thinks of them: small objects of one item, linked to each other.

Amounts, unit costs and quantities are ticks (1/100,000), dates are day numbers, options are ordinals.
Fields that costing only copies (source, posting groups, dimensions) stay behind in the columns: an entry
carries the number of the row they are taken from (`carried`, see `books`).
"""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import Decimal
from typing import TypeAlias

# Item Ledger Entry Type
PURCHASE, SALE, POSITIVE, NEGATIVE, TRANSFER, CONSUMPTION, OUTPUT, NO_TYPE, ASSEMBLY_CONSUMPTION, ASSEMBLY_OUTPUT = range(10)
OUTBOUND_TYPES = frozenset({SALE, NEGATIVE, TRANSFER, CONSUMPTION, ASSEMBLY_CONSUMPTION})
# Value Entry Type
DIRECT, REVALUATION, ROUNDING, INDIRECT, VARIANCE = range(5)
QUIET = frozenset({VARIANCE, INDIRECT, ROUNDING})  # set no flag (2.16)
DIRECT_NON_INVENTORY = 10
# Variance Type
PURCHASE_VARIANCE, MATERIAL_VARIANCE = 1, 2
# Item Type
INVENTORY = 0
# Order Type
PRODUCTION, ASSEMBLY = 1, 4
# Costing Method
FIFO, LIFO, SPECIFIC, AVERAGE, STANDARD = range(5)
BLANK_CENTER, RESOURCE = 2, 3  # Capacity Type
Rows: TypeAlias = "list[Application] | tuple[()]"  # most entries have no rows of most kinds, and no list for them


def with_row(rows: Rows, row: Application) -> Rows:
    """The rows and one more, in the same list where there is one."""
    if isinstance(rows, tuple):
        return [row]
    rows.append(row)
    return rows


@dataclass(slots=True, eq=False)
class ItemEntry:
    """An item ledger entry with its value entries and applications."""

    no: int
    item: str
    posting_date: int
    entry_type: int
    document_type: int
    document_no: str
    document_line: int
    location: str
    variant: str
    quantity: int
    remaining: int
    invoiced: int
    applies_to: int
    open: bool
    positive: bool
    completely_invoiced: bool
    last_invoice_date: int
    to_adjust: bool
    correction: bool
    not_returned: int
    drop_shipment: bool
    order_type: int
    order_no: str
    order_line: int
    serial: str
    lot: str
    carried: int = -1  # old: row of the table; new: the line, see `books`
    values: list[Value] = field(default_factory=list)
    gives: Rows = ()  # rows with Inbound = this, of other entries
    takes: Rows = ()  # own rows of an outbound (Item Ledger Entry No. = this)
    own: Application | None = None  # the own row of an inbound
    returned: Rows = ()  # own rows of others with Outbound = this
    transferred: Rows = ()  # own rows with Transferred-from = this
    base: tuple[int | Decimal, list[Value]] | None = None  # cached cost base of shares

    @property
    def fully_invoiced(self) -> bool:
        """Invoiced Quantity = Quantity (not the field Completely Invoiced)."""
        return self.invoiced == self.quantity

    @property
    def order(self) -> tuple[int, str, int]:
        """Order Type, Order No., Order Line No."""
        return (self.order_type, self.order_no, self.order_line)


@dataclass(slots=True, eq=False)
class Value:
    """A value entry. `delta_actual` and `delta_expected` are its buffer row (costing-engine.md 4.2)."""

    no: int
    ile_no: int
    posting_date: int
    valuation_date: int
    ile_type: int
    entry_type: int
    document_type: int
    document_no: str
    document_line: int
    document_date: int
    order_type: int
    order_no: str
    order_line: int
    variance_type: int = 0
    ile_quantity: int = 0
    valued: int = 0
    invoiced: int = 0
    cost_per_unit: int = 0
    actual: int = 0
    expected: int = 0
    non_inventoriable: int = 0
    expected_cost: bool = False
    inventoriable: bool = True
    by_average: bool = False
    partial: bool = False
    adjustment: bool = False
    applies_to: int = 0
    charge: str = ""
    capacity_no: int = 0
    capacity_type: int = BLANK_CENTER
    capacity_code: str = ""
    sales_actual: int = 0
    sales_expected: int = 0
    purchase_actual: int = 0
    purchase_expected: int = 0
    discount: int = 0
    drop_shipment: bool = False
    carried: int = -1
    groups_from: int = -1  # take product posting group and dimensions from this `carried` row instead
    by_batch: bool = False  # made by the adjustment: Source Code of Adjust Cost
    item: str = ""
    variant: str = ""
    location: str = ""
    delta_actual: int = 0
    delta_expected: int = 0
    balance: int = 0  # 4.8 (i), noted when an actual delta is buffered
    carried_expected: int = 0  # 4.8 (ii), Cost Amount (Expected) on the adjustment of a partly invoiced entry
    as_variance: bool = False  # post the delta as Variance (mirrored Standard return)

    @property
    def plain_direct(self) -> bool:
        """Direct Cost without item charge."""
        return self.entry_type == DIRECT and not self.charge

    @property
    def cost(self) -> int:
        """Actual and expected cost with what the buffer will post, the balance of expected cost (4.8, i and ii) included."""
        return self.actual + self.expected + self.delta_actual + self.delta_expected + self.balance + self.carried_expected

    @property
    def document(self) -> tuple[str, int]:
        """The document group of costing-engine.md 0.1."""
        return (self.document_no, self.document_line)


@dataclass(slots=True, eq=False)
class Application:
    """An item application entry."""

    no: int
    ile_no: int
    inbound: int
    outbound: int
    quantity: int
    posting_date: int
    transferred_from: int
    cost_application: bool
    completely_invoiced_date: int
    updated: bool = False
    position: int = -1


@dataclass(slots=True, eq=False)
class Capacity:
    """A capacity ledger entry; `direct` and `overhead` are the sums of its value entries."""

    no: int
    posting_date: int
    order_type: int
    order_no: str
    order_line: int
    item: str
    routing_no: str
    routing_reference: int
    subcontracting: bool
    output_quantity: int
    quantity: int
    invoiced: int
    direct: int = 0
    overhead: int = 0


@dataclass(slots=True, eq=False)
class ItemCard:
    """The costing fields of an item, or of a stockkeeping unit (`location`, `variant`)."""

    no: str
    method: int = FIFO
    item_type: int = 0
    unit_cost: int = 0
    standard_cost: int = 0
    last_direct_cost: int = 0
    indirect_pct: int = 0
    overhead_rate: int = 0
    low_level: int = 0
    adjusted: bool = True
    online_adjustment: bool = True
    excluded: bool = False
    value_zero: bool = False
    blocked: bool = False
    prevent_negative: int = 0
    serial_tracking: bool = False
    lot_tracking: bool = False
    posting_group: str = ""
    gen_prod_group: str = ""
    shares: tuple[int, ...] = (0, 0, 0, 0, 0)  # single-level material, capacity, subcontracted, cap. overhead, mfg. overhead
    rolled_up: tuple[int, ...] | None = None  # set when a revaluation updates the standard cost
    non_inventory_share: int = 0
    location: str = ""
    variant: str = ""
    position: int = -1


@dataclass(slots=True, eq=False)
class OrderRow:
    """A row of Inventory Adjmt. Entry (Order)."""

    order_type: int
    order_no: str
    order_line: int
    item: str
    routing_no: str = ""
    routing_reference: int = 0
    indirect_pct: int = 0
    overhead_rate: int = 0
    adjusted: bool = False
    finished: bool = False
    completely_invoiced: bool = False
    unit_cost: int = 0
    direct: int = 0
    indirect: int = 0
    shares: tuple[int, ...] = (0, 0, 0, 0, 0)
    direct_non_inventory: int = 0
    non_inventory_share: int = 0

    @property
    def key(self) -> tuple[int, str, int]:
        """Order Type, Order No., Order Line No."""
        return (self.order_type, self.order_no, self.order_line)
