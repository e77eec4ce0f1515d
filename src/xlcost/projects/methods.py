"""WIP methods: the five built-in ones and those of the sheet Project WIP Method (project-wip.md 1.6)."""

from __future__ import annotations

from dataclasses import dataclass

from xlcost.ledger import Ledger
from xlcost.ledger.options import RecognizedCosts, RecognizedSales


@dataclass(frozen=True, slots=True)
class Method:
    """How a WIP group recognizes costs and sales, and whether it makes entries for them."""

    code: str
    costs: RecognizedCosts
    sales: RecognizedSales
    description: str = ""
    wip_cost: bool = True
    wip_sales: bool = True

    @property
    def accrues_costs(self) -> bool:
        """Recognized costs can run ahead of usage; the difference is accrued."""
        return self.costs in _COSTS_ACCRUING

    @property
    def accrues_sales(self) -> bool:
        """Recognized sales can run ahead of invoices; the difference is accrued."""
        return self.sales in _SALES_ACCRUING

    @property
    def shares_allocation(self) -> bool:
        """Costs and sales are both computed for the group and spread over its tasks (project-wip.md 4.2, carry-over)."""
        return self.costs in ALLOCATED_COSTS and self.sales in ALLOCATED_SALES


_COSTS_ACCRUING = frozenset({RecognizedCosts.COST_VALUE, RecognizedCosts.COST_OF_SALES, RecognizedCosts.CONTRACT_INVOICED_COST})
_SALES_ACCRUING = frozenset({RecognizedSales.SALES_VALUE, RecognizedSales.USAGE_TOTAL_PRICE})
ALLOCATED_COSTS = frozenset({RecognizedCosts.COST_VALUE, RecognizedCosts.COST_OF_SALES})
ALLOCATED_SALES = frozenset({RecognizedSales.PERCENTAGE_OF_COMPLETION, RecognizedSales.SALES_VALUE})

BUILT_IN: tuple[Method, ...] = (
    Method("COST VALUE", RecognizedCosts.COST_VALUE, RecognizedSales.CONTRACT_INVOICED_PRICE, "Cost Value"),
    Method("SALES VALUE", RecognizedCosts.USAGE_TOTAL_COST, RecognizedSales.SALES_VALUE, "Sales Value"),
    Method("COST OF SALES", RecognizedCosts.COST_OF_SALES, RecognizedSales.CONTRACT_INVOICED_PRICE, "Cost of Sales"),
    Method("POC", RecognizedCosts.USAGE_TOTAL_COST, RecognizedSales.PERCENTAGE_OF_COMPLETION, "Percentage of Completion"),
    Method("COMPLETED CONTRACT", RecognizedCosts.AT_COMPLETION, RecognizedSales.AT_COMPLETION, "Completed Contract"),
)

_COLUMNS = ("Code", "Recognized Costs", "Recognized Sales", "Description", "WIP Cost", "WIP Sales")


def methods_of(ledger: Ledger) -> dict[str, Method]:
    """Methods by code: the rows of the sheet win over the built-in ones.

    WIP Cost = No counts only with recognized costs = usage, WIP Sales = No only with recognized sales = invoiced price;
    with any other option the flag is Yes.
    """
    found = {method.code: method for method in BUILT_IN}
    for code, costs, sales, description, wip_cost, wip_sales in ledger.table("Project WIP Method").tuples(_COLUMNS):
        found[code] = Method(
            code,
            RecognizedCosts.of(costs),
            RecognizedSales.of(sales),
            description,
            wip_cost or costs != RecognizedCosts.USAGE_TOTAL_COST,
            wip_sales or sales != RecognizedSales.CONTRACT_INVOICED_PRICE,
        )
    return found
