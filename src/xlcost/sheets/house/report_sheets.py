"""Template sheets of the companion reports, of the project reports, and of the sheet that explains the columns."""

from __future__ import annotations

from xlcost.sheets.house.sheets import DEEP, SLATE, C, ChartPlace, S


def _item(width: float = 32) -> tuple[C, ...]:
    return (
        C("item_no", "Item No.", "code", 11),
        C("description", "Description", "description", width),
        C("base_unit_of_measure", "Base\nUoM", "code", 6),
    )


def _amounts(*columns: tuple[str, str], width: float = 12.5) -> tuple[C, ...]:
    return tuple(C(key, caption, "amount", width) for key, caption in columns)


_PROJECT = (C("project_no", "Project\nNo.", "code", 10), C("description", "Description", "description", 30))
_BALANCES = (
    ("wip_costs", "WIP Costs"),
    ("wip_accrued_costs", "WIP Accrued\nCosts"),
    ("wip_accrued_sales", "WIP Accrued\nSales"),
    ("wip_invoiced_sales", "WIP Invoiced\nSales"),
    ("net_wip", "Net WIP"),
)

VALUATION_SHEETS: tuple[S, ...] = (
    S(
        "cost-specification",
        "Invt. Valuation - Cost Spec.",
        (
            C("item_no", "Item No.", "code", 14),
            C("entry_type", "Entry Type", "description", 36),
            C("quantity", "Quantity", "quantity", 13),
            C("cost_per_unit", "Cost per Unit", "unit cost", 15),
            C("amount", "Amount", "amount", 15),
        ),
        DEEP,
        charts=(ChartPlace("bars", 2, 6, 10),),
    ),
    S(
        "item-age-value",
        "Item Age - Value",
        (
            *_item(),
            *(C(f"inventory_value_{k}", "", "amount", 13) for k in range(1, 6)),
            C("inventory_value", "Total", "amount", 13, bold=True),
            C("check", "Total less\nbuckets", "difference", 12.5),
        ),
        DEEP,
        header_height=27,
        charts=(ChartPlace("columns", 2, 5, 14), ChartPlace("aged", 6, 11, 14)),
    ),
    S(
        "item-age-quantity",
        "Item Age - Quantity",
        (
            *_item(),
            *(C(f"inventory_{k}", "", "quantity", 13) for k in range(1, 6)),
            C("inventory", "Total", "quantity", 13, bold=True),
        ),
        DEEP,
        header_height=27,
    ),
    S(
        "cost-variance",
        "Inventory - Cost Variance",
        (
            *_item(28),
            C("costing_method", "Costing\nMethod", "text", 9),
            C("standard_cost", "Standard Cost", "unit cost", 13),
            C("document_no", "Document\nNo.", "code", 12),
            C("item_ledger_entry_no", "Item Ledger\nEntry No.", "entry no.", 10.5),
            C("unit_amount", "Unit Amount", "unit cost", 13),
            C("cost_per_unit", "Cost per Unit", "unit cost", 13),
            C("unit_cost_variance", "Unit Cost\nVariance", "unit cost", 13),
            C("invoiced_quantity", "Invoiced\nQuantity", "quantity", 11),
            C("total_variance_amount", "Total Variance\nAmount", "amount", 13.5),
        ),
        DEEP,
        header_height=27,
        charts=(ChartPlace("bars", 2, 9, 14),),
    ),
    S(
        "item-register",
        "Item Register - Value",
        (
            C("posting_date", "Posting Date", "date", 12),
            C("entry_type", "Entry Type", "text", 15),
            C("item_no", "Item No.", "code", 11),
            C("description", "Description", "description", 25),
            C("invoiced_quantity", "Invoiced\nQuantity", "quantity", 11),
            C("unit_amount", "Unit Amount", "unit cost", 13),
            C("amount", "Amount", "amount"),
            C("cost_per_unit", "Cost per Unit", "unit cost", 13),
            C("cost_amount_actual", "Cost Amount\n(Actual)", "amount"),
            C("cost_amount_expected", "Cost Amount\n(Expected)", "amount"),
            C("item_ledger_entry_type", "Item Ledger\nEntry Type", "text", 13),
            C("entry_no", "Entry No.", "entry no.", 9),
            C("item_ledger_entry_no", "Item Ledger\nEntry No.", "entry no.", 10.5),
        ),
        DEEP,
        header_height=27,
    ),
    S(
        "status",
        "Status",
        (
            C("item_no", "Item No.", "code", 14),
            C("item_ledger_entry_no", "Item Ledger\nEntry No.", "entry no.", 11),
            C("document_no", "Document No.", "code", 26),
            C("posting_date", "Posting Date", "date", 13),
            C("entry_type", "Entry Type", "text", 18),
            C("quantity", "Quantity", "quantity", 13),
            C("unit_cost", "Unit Cost", "unit cost", 14),
            C("inventory_valuation", "Inventory\nValuation", "amount", 15),
        ),
        DEEP,
        header_height=27,
    ),
    S(
        "item-bridge",
        "Inventory to G-L Reconcile",
        (
            C("item_no", "Item No.", "code", 10),
            C("description", "Description", "description", 32),
            C("invoiced_value", "Invoiced\nValue", "amount", 12.5, "Value"),
            C("received_not_invoiced", "Received\nNot Invoiced", "amount", 12.5, "Value"),
            C("shipped_not_invoiced", "Shipped\nNot Invoiced", "amount", 12.5, "Value"),
            C("total_value", "Total\nValue", "amount", 12.5, "Value"),
            C("cost_posted_to_g_l", "Cost Posted\nto G/L", "amount", 12.5, "Posted to G/L"),
            C("expected_cost_posted_to_g_l", "Expected Cost\nPosted to G/L", "amount", 13, "Posted to G/L"),
            C("invoiced_to_be_posted", "Invoiced\nValue", "difference", 12.5, "To be posted"),
            C("expected_to_be_posted", "Expected\nCost", "difference", 12.5, "To be posted"),
            C("total_to_be_posted", "Total", "difference", 12.5, "To be posted"),
            C("mark", "", "mark"),
        ),
        DEEP,
        header_height=27,
        band=True,
        charts=(ChartPlace("bars", 2, 8, 14),),
    ),
    S(
        "reading",
        "Reading",
        (
            C("report", "Report", "code", 30),
            C("column", "Column", "text", 38),
            C("meaning", "Meaning", "description", 96),
        ),
        SLATE,
        frozen="B8",
    ),
)

PROJECT_SHEETS: tuple[S, ...] = (
    S(
        "project-cockpit",
        "Project WIP Cockpit",
        (
            C("no", "No.", "code", 9),
            C("description", "Description", "description", 26),
            C("wip_warnings", "WIP\nWarnings", "Yes/No", 9),
            *_amounts(
                ("recog_costs_amount", "Recog. Costs\nAmount"),
                ("recog_costs_g_l_amount", "Recog. Costs\nG/L Amount"),
                ("recog_sales_amount", "Recog. Sales\nAmount"),
                ("recog_sales_g_l_amount", "Recog. Sales\nG/L Amount"),
            ),
            C("recog_costs_amount_difference", "Recog. Costs\nAmount\nDifference", "difference"),
            C("recog_sales_amount_difference", "Recog. Sales\nAmount\nDifference", "difference"),
            *_amounts(("recog_profit_amount", "Recog. Profit\nAmount"), ("recog_profit_g_l_amount", "Recog. Profit\nG/L Amount")),
            C("recog_profit_amount_difference", "Recog. Profit\nAmount\nDifference", "difference"),
            C("mark", "", "mark"),
        ),
        DEEP,
        header_height=38.25,
    ),
    S(
        "project-cockpit-totals",
        "Project WIP Cockpit - Totals",
        (
            C("no", "No.", "code", 9),
            C("description", "Description", "description", 28),
            C("wip_posting_date", "WIP\nPosting Date", "date", 13),
            C("wip_g_l_posting_date", "WIP G/L\nPosting Date", "date", 13),
            *_amounts(
                ("total_wip_cost_amount", "Total WIP Cost\nAmount"), ("total_wip_cost_g_l_amount", "Total WIP Cost\nG/L Amount"), width=14
            ),
            C("total_wip_cost_difference", "Total WIP Cost\nDifference", "difference", 14),
            *_amounts(
                ("total_wip_sales_amount", "Total WIP Sales\nAmount"),
                ("total_wip_sales_g_l_amount", "Total WIP Sales\nG/L Amount"),
                width=14.5,
            ),
            C("total_wip_sales_difference", "Total WIP Sales\nDifference", "difference", 14.5),
            C("mark", "", "mark"),
        ),
        DEEP,
        header_height=27,
    ),
    S(
        "project-amount-to-post",
        "Project WIP Amount to Post",
        (
            C("g_l_account_no", "G/L Account\nNo.", "code", 14),
            C("name", "Name", "description", 34),
            C("project_no", "Project\nNo.", "code", 11),
            *_amounts(
                ("open_posted_balance", "Open posted\nbalance"),
                ("reversal", "Reversal"),
                ("new_calculation", "New\ncalculation"),
                ("net_change_to_post", "Net change\nto post"),
                ("balance_after_posting", "Balance after\nposting"),
                width=15,
            ),
        ),
        DEEP,
        frozen="E8",
        header_height=27,
    ),
    S(
        "project-wip-to-gl",
        "Project WIP To G-L",
        (
            C("g_l_acc_no", "G/L Acc. No.", "code", 14),
            C("description", "Description", "description", 34),
            C("project_posting_group", "Project\nPosting Group", "code", 16),
            C("account", "Account", "text", 28),
            *_amounts(("wip_amount", "WIP Amount"), ("g_l_balance", "G/L Balance"), width=16),
            C("difference", "Difference", "difference", 15),
            C("mark", "", "mark"),
        ),
        DEEP,
        header_height=27,
    ),
    S(
        "project-accounts",
        "Project WIP Accounts - G-L",
        (
            C("g_l_account_no", "G/L Account\nNo.", "code", 12),
            C("name", "Name", "description", 28),
            C("project_no", "Project\nNo.", "code", 10),
            C("cause", "Cause", "text", 24),
            C("g_l_entry_no", "G/L Entry\nNo.", "entry no.", 10),
            C("wip_g_l_entry_no", "WIP G/L\nEntry No.", "entry no.", 10),
            *_amounts(("g_l_balance", "G/L Balance"), ("open_wip", "Open WIP"), width=13.5),
            C("difference", "Difference", "difference", 13),
            C("explained", "Explained", "amount", 13),
            C("unexplained", "Unexplained", "difference", 12.5),
            C("mark", "", "mark"),
        ),
        DEEP,
        frozen="E8",
        header_height=27,
    ),
    S(
        "project-schedule",
        "Project WIP Schedule",
        (
            *_PROJECT,
            *_amounts(
                ("contract_value", "Contract\nvalue"),
                ("estimated_cost_at_completion", "Estimated cost\nat completion"),
                ("cost_to_date", "Cost to date"),
                width=13,
            ),
            C("pct_complete_eac_basis", "% complete\n(EAC basis)", "percent", 11),
            *_amounts(
                ("recognized_sales", "Recognized\nsales"),
                ("recognized_costs", "Recognized\ncosts"),
                ("recognized_margin", "Recognized\nmargin"),
                ("billed_to_date", "Billed\nto date"),
                ("over_billing", "Over-billing"),
                ("under_billing", "Under-billing"),
            ),
        ),
        DEEP,
        header_height=27,
        charts=(ChartPlace("bars", 2, 9, 14),),
    ),
    S(
        "project-balances",
        "Project WIP Schedule - Balances",
        (
            *_PROJECT,
            *_amounts(*_BALANCES, ("previously_posted", "Previously\nposted"), ("net_change", "Net change")),
            C("last_ledger_date", "Last ledger\ndate", "date", 13),
            C("warnings", "Warnings", "text", 30),
        ),
        DEEP,
        header_height=27,
        charts=(ChartPlace("bars", 2, 9, 14),),
    ),
    S(
        "project-outlook",
        "Project WIP Schedule - Outlook",
        (
            *_PROJECT,
            C("budget_cost", "Budget cost", "amount"),
            C("pct_complete_budget_basis", "% complete\n(budget basis)", "percent", 13),
            *_amounts(
                ("vac", "VAC"),
                ("margin_at_completion", "Margin at\ncompletion"),
                ("margin_fade", "Margin fade"),
                ("backlog", "Backlog"),
                ("expected_loss", "Expected\nloss"),
                ("unrecognized_loss", "Unrecognized\nloss"),
            ),
            *(C(key, key.upper(), "quantity", 8) for key in ("cpi", "spi", "tcpi")),
        ),
        DEEP,
        header_height=27,
        charts=(ChartPlace("bars", 2, 9, 14),),
    ),
    S(
        "project-methods",
        "Project WIP Method Comparison",
        (
            *_PROJECT,
            C("wip_method", "WIP Method", "code", 21),
            C("in_use", "In use", "status", 10),
            *_amounts(
                ("recognized_costs", "Recognized\ncosts"),
                ("recognized_sales", "Recognized\nsales"),
                ("recognized_margin", "Recognized\nmargin"),
            ),
            *_amounts(*_BALANCES),
        ),
        DEEP,
        header_height=27,
        charts=(ChartPlace("bars", 2, 9, 14),),
    ),
)
