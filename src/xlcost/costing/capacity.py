"""Output lines and assembly resources: capacity first, then the output quantity (costing-engine.md 2.9, 2.10)."""

from __future__ import annotations

from xlcost.costing.books import Books
from xlcost.costing.checks import first_made
from xlcost.costing.effects import wake_order
from xlcost.costing.entries import (
    ASSEMBLY,
    DIRECT,
    INDIRECT,
    NO_TYPE,
    OUTPUT,
    PRODUCTION,
    RESOURCE,
    Capacity,
    ItemCard,
    OrderRow,
    Value,
)
from xlcost.costing.line import Line
from xlcost.costing.line_defaults import HUNDRED
from xlcost.costing.quantity import post_quantity
from xlcost.money import CENT, TICKS, divide, divide_half_away


def post_output(books: Books, line: Line, card: ItemCard) -> None:
    """An Output line: a capacity ledger entry, and the output if there is any."""
    ensure_order(books, line)
    if line.subcontracting and line.shipment:
        books.capacities(line.order_type, line.order_no)
        found = books.capacity_by_no[line.shipment]
        _post_values(books, line, found, line.invoiced)
        return
    post_capacity(books, line)
    if not line.output_quantity:
        return
    output = Line()
    output.__dict__.update(line.__dict__)
    output.quantity, output.invoiced = line.output_quantity, 0
    output.unit_cost = _output_unit_cost(books, line)
    output.indirect_pct = output.overhead_rate = 0
    output.amount = divide_half_away(output.unit_cost * output.quantity, TICKS * CENT) * CENT
    post_quantity(books, output, card)


def _output_unit_cost(books: Books, line: Line) -> int:
    if line.subcontracting:
        for row in books.ledger.table("Prod. Order Line").rows(("Prod. Order No.", "Line No.", "Unit Cost")):
            if row["Prod. Order No."] == line.order_no and row["Line No."] == line.order_line:
                return int(row["Unit Cost"])
    return books.cost_card(line.item, line.location, line.variant).unit_cost


def capacity_quantity(books: Books, line: Line) -> int:
    """The quantity that a capacity line is valued by."""
    if line.type == RESOURCE:
        return line.quantity
    if line.subcontracting:
        return line.invoiced
    if line.per_units:
        return line.quantity + line.scrap
    return line.run_time + (line.setup_time if books.settings.include_setup_time else 0)


def post_capacity(books: Books, line: Line) -> None:
    """The capacity ledger entry of a line, its value entries, and a second one for stop time."""
    quantity = capacity_quantity(books, line)
    _post_values(books, line, _new_capacity(books, line, quantity), quantity)
    if line.stop_time:
        _new_capacity(books, line, line.stop_time, stop=True)


def _new_capacity(books: Books, line: Line, quantity: int, stop: bool = False) -> Capacity:
    books.last_capacity += 1
    capacity = Capacity(
        no=books.last_capacity,
        posting_date=line.posting_date,
        order_type=line.order_type,
        order_no=line.order_no,
        order_line=line.order_line,
        item=line.item,
        routing_no=line.routing_no,
        routing_reference=line.routing_reference,
        subcontracting=line.subcontracting,
        output_quantity=0 if stop or line.type == RESOURCE else line.output_quantity,
        quantity=quantity,
        invoiced=quantity,
    )
    books.keep_capacity(capacity)
    books.new_capacities.append((capacity, line, stop))
    return capacity


def _post_values(books: Books, line: Line, capacity: Capacity, quantity: int) -> None:
    residual = line.residual if line.subcontracting else 0  # of a price per unit of measure; hours have none (2.9, 5.3)
    cost = divide_half_away(quantity * line.unit_cost + residual, TICKS * CENT) * CENT
    rate = quantity * line.overhead_rate  # ticks squared
    direct = divide_half_away((cost * TICKS - rate) * HUNDRED, TICKS * (HUNDRED + line.indirect_pct) * CENT) * CENT
    indirect = cost - direct
    if not quantity:
        return
    carried = books.carry(line)
    for kind, amount in ((DIRECT, direct), (INDIRECT, indirect)):
        if kind == INDIRECT and not amount:
            continue
        books.add_value(None, _capacity_value(books, line, capacity, carried, kind, quantity, amount))
    capacity.direct += direct
    capacity.overhead += indirect
    row = books.orders.get((line.order_type, line.order_no, 0 if line.order_type == ASSEMBLY else line.order_line))
    if row is not None:
        wake_order(books, row)


def _capacity_value(books: Books, line: Line, capacity: Capacity, carried: int, kind: int, quantity: int, amount: int) -> Value:
    return Value(
        no=books.next_value(),
        ile_no=0,
        posting_date=line.posting_date,
        valuation_date=line.posting_date,
        ile_type=NO_TYPE,
        entry_type=kind,
        document_type=line.document_type,
        document_no=line.invoice_no or line.document_no,
        document_line=line.document_line,
        document_date=line.document_date or line.posting_date,
        order_type=line.order_type,
        order_no=line.order_no,
        order_line=line.order_line,
        valued=quantity,
        invoiced=quantity if kind == DIRECT else 0,
        cost_per_unit=divide(amount, quantity),
        actual=amount,
        capacity_no=capacity.no,
        capacity_type=line.type,
        capacity_code=line.code,
        carried=carried,
    )


def ensure_order(books: Books, line: Line) -> None:
    """The row of Inventory Adjmt. Entry (Order), made by the first consumption or capacity posting to the order."""
    order_line = 0 if line.order_type == ASSEMBLY else line.order_line
    key = (line.order_type, line.order_no, order_line)
    if key not in books.orders:
        item = line.item if line.entry_type == OUTPUT or line.type == RESOURCE else first_made(books, *key)
        books.orders[key] = new_order_row(books, *key, item)


def new_order_row(books: Books, order_type: int, order_no: str, order_line: int, item: str = "") -> OrderRow:
    """A fresh order row with the keys and rates of the order line or assembly header."""
    row = OrderRow(order_type, order_no, order_line, item)
    name = "Prod. Order Line" if order_type == PRODUCTION else "Assembly Header"
    table = books.ledger.table(name)
    rows = books.order_lines.get((order_no, order_line)) if order_type == PRODUCTION else books.assembly_headers.get(order_no)
    found = table.row(rows[-1]) if rows else None
    if found is not None:
        row.item = found["Item No."]
        row.routing_no, row.routing_reference = found.get("Routing No.", ""), found.get("Routing Reference No.", 0)
    card = books.card(row.item)
    if card is not None:
        row.indirect_pct, row.overhead_rate = card.indirect_pct, card.overhead_rate
    if found is not None and "Indirect Cost %" in table.given:
        row.indirect_pct = found["Indirect Cost %"]
    if found is not None and "Overhead Rate" in table.given:
        row.overhead_rate = found["Overhead Rate"]
    return row

