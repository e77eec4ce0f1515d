"""Template sheets of the companion reports, of the project reports, and of the sheet that explains the columns: a table in text.

A page begins with `= template = sheet title = options`. Options: `header N` height of the header row, `band` a row of bands above it, `frozen E8` where
panes are frozen, `tab slate` colour of the tab, and charts as `kind first-last rows` (columns they stand in, height in rows). Then one line for each
column: key | caption (`~` breaks the line) | kind | width (blank: the kind's own) | band | bold.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from xlcost.sheets.house.sheets import DEEP, RUST, SLATE, C, ChartPlace, S

_TABS = {"deep": DEEP, "rust": RUST, "slate": SLATE}
_CHART = re.compile(r"(\w+) (\d+)-(\d+) (\d+)")


def pages(text: str) -> tuple[S, ...]:
    """The template sheets that a text describes; ValueError where a line cannot be read."""
    return tuple(_page(*block) for block in _blocks(text))


def _blocks(text: str) -> Iterator[tuple[str, list[str]]]:
    """Each head with its column lines."""
    head = ""
    lines: list[str] = []
    for line in text.splitlines():
        if line.startswith("="):
            if head:
                yield head, lines
            head, lines = line, []
        elif line.strip():
            lines.append(line)
    if head:
        yield head, lines


def _page(head: str, lines: list[str]) -> S:
    template, title, *options = (part.strip() for part in head.strip("= ").split(" = "))
    band, tab, frozen, header, charts = False, DEEP, "D8", 15.0, []
    for option in filter(None, ", ".join(options).split(", ")):
        chart = _CHART.fullmatch(option)
        word, _, value = option.partition(" ")
        if chart is not None:
            charts.append(ChartPlace(chart[1], int(chart[2]), int(chart[3]), int(chart[4])))
        elif word == "header":
            header = float(value)
        elif word == "frozen":
            frozen = value
        elif word == "tab":
            tab = _TABS[value]
        elif word == "band":
            band = True
        else:
            raise ValueError(f"{template}: the option {option!r} is not known")
    return S(template, title, tuple(map(_column, lines)), tab, frozen, header, band, charts=tuple(charts))


def _column(line: str) -> C:
    key, caption, kind, width, band, bold = ([part.strip() for part in line.split("|")] + [""] * 6)[:6]
    return C(key, caption.replace(" ~ ", "\n"), kind, float(width or 0), band, bool(bold))


VALUATION_SHEETS: tuple[S, ...] = pages("""
= cost-specification = Invt. Valuation - Cost Spec. = bars 2-6 10
item_no       | Item No.      | code        | 14
entry_type    | Entry Type    | description | 36
quantity      | Quantity      | quantity    | 13
cost_per_unit | Cost per Unit | unit cost   | 15
amount        | Amount        | amount      | 15

= item-age-value = Item Age - Value = header 27, columns 2-5 14, aged 6-11 14
item_no              | Item No.             | code        | 11
description          | Description          | description | 32
base_unit_of_measure | Base ~ UoM           | code        | 6
inventory_value_1    |                      | amount      | 13
inventory_value_2    |                      | amount      | 13
inventory_value_3    |                      | amount      | 13
inventory_value_4    |                      | amount      | 13
inventory_value_5    |                      | amount      | 13
inventory_value      | Total                | amount      | 13   |  | bold
check                | Total less ~ buckets | difference  | 12.5

= item-age-quantity = Item Age - Quantity = header 27
item_no              | Item No.    | code        | 11
description          | Description | description | 32
base_unit_of_measure | Base ~ UoM  | code        | 6
inventory_1          |             | quantity    | 13
inventory_2          |             | quantity    | 13
inventory_3          |             | quantity    | 13
inventory_4          |             | quantity    | 13
inventory_5          |             | quantity    | 13
inventory            | Total       | quantity    | 13 |  | bold

= cost-variance = Inventory - Cost Variance = header 27, bars 2-9 14
item_no               | Item No.                | code        | 11
description           | Description             | description | 28
base_unit_of_measure  | Base ~ UoM              | code        | 6
costing_method        | Costing ~ Method        | text        | 9
standard_cost         | Standard Cost           | unit cost   | 13
document_no           | Document ~ No.          | code        | 12
item_ledger_entry_no  | Item Ledger ~ Entry No. | entry no.   | 10.5
unit_amount           | Unit Amount             | unit cost   | 13
cost_per_unit         | Cost per Unit           | unit cost   | 13
unit_cost_variance    | Unit Cost ~ Variance    | unit cost   | 13
invoiced_quantity     | Invoiced ~ Quantity     | quantity    | 11
total_variance_amount | Total Variance ~ Amount | amount      | 13.5

= item-register = Item Register - Value = header 27
posting_date           | Posting Date             | date        | 12
entry_type             | Entry Type               | text        | 15
item_no                | Item No.                 | code        | 11
description            | Description              | description | 25
invoiced_quantity      | Invoiced ~ Quantity      | quantity    | 11
unit_amount            | Unit Amount              | unit cost   | 13
amount                 | Amount                   | amount
cost_per_unit          | Cost per Unit            | unit cost   | 13
cost_amount_actual     | Cost Amount ~ (Actual)   | amount
cost_amount_expected   | Cost Amount ~ (Expected) | amount
item_ledger_entry_type | Item Ledger ~ Entry Type | text        | 13
entry_no               | Entry No.                | entry no.   | 9
item_ledger_entry_no   | Item Ledger ~ Entry No.  | entry no.   | 10.5

= status = Status = header 27
item_no              | Item No.                | code      | 14
item_ledger_entry_no | Item Ledger ~ Entry No. | entry no. | 11
document_no          | Document No.            | code      | 26
posting_date         | Posting Date            | date      | 13
entry_type           | Entry Type              | text      | 18
quantity             | Quantity                | quantity  | 13
unit_cost            | Unit Cost               | unit cost | 14
inventory_valuation  | Inventory ~ Valuation   | amount    | 15

= item-bridge = Inventory to G-L Reconcile = header 27, band, bars 2-8 14
item_no                     | Item No.                      | code        | 10
description                 | Description                   | description | 32
invoiced_value              | Invoiced ~ Value              | amount      | 12.5 | Value
received_not_invoiced       | Received ~ Not Invoiced       | amount      | 12.5 | Value
shipped_not_invoiced        | Shipped ~ Not Invoiced        | amount      | 12.5 | Value
total_value                 | Total ~ Value                 | amount      | 12.5 | Value
cost_posted_to_g_l          | Cost Posted ~ to G/L          | amount      | 12.5 | Posted to G/L
expected_cost_posted_to_g_l | Expected Cost ~ Posted to G/L | amount      | 13   | Posted to G/L
invoiced_to_be_posted       | Invoiced ~ Value              | difference  | 12.5 | To be posted
expected_to_be_posted       | Expected ~ Cost               | difference  | 12.5 | To be posted
total_to_be_posted          | Total                         | difference  | 12.5 | To be posted
mark                        |                               | mark

= reading = Reading = tab slate, frozen B8
report  | Report  | code        | 30
column  | Column  | text        | 38
meaning | Meaning | description | 96
""")

PROJECT_SHEETS: tuple[S, ...] = pages("""
= project-cockpit = Project WIP Cockpit = header 38.25
no                             | No.                                 | code        | 9
description                    | Description                         | description | 26
wip_warnings                   | WIP ~ Warnings                      | Yes/No      | 9
recog_costs_amount             | Recog. Costs ~ Amount               | amount      | 12.5
recog_costs_g_l_amount         | Recog. Costs ~ G/L Amount           | amount      | 12.5
recog_sales_amount             | Recog. Sales ~ Amount               | amount      | 12.5
recog_sales_g_l_amount         | Recog. Sales ~ G/L Amount           | amount      | 12.5
recog_costs_amount_difference  | Recog. Costs ~ Amount ~ Difference  | difference
recog_sales_amount_difference  | Recog. Sales ~ Amount ~ Difference  | difference
recog_profit_amount            | Recog. Profit ~ Amount              | amount      | 12.5
recog_profit_g_l_amount        | Recog. Profit ~ G/L Amount          | amount      | 12.5
recog_profit_amount_difference | Recog. Profit ~ Amount ~ Difference | difference
mark                           |                                     | mark

= project-cockpit-totals = Project WIP Cockpit - Totals = header 27
no                         | No.                          | code        | 9
description                | Description                  | description | 28
wip_posting_date           | WIP ~ Posting Date           | date        | 13
wip_g_l_posting_date       | WIP G/L ~ Posting Date       | date        | 13
total_wip_cost_amount      | Total WIP Cost ~ Amount      | amount      | 14
total_wip_cost_g_l_amount  | Total WIP Cost ~ G/L Amount  | amount      | 14
total_wip_cost_difference  | Total WIP Cost ~ Difference  | difference  | 14
total_wip_sales_amount     | Total WIP Sales ~ Amount     | amount      | 14.5
total_wip_sales_g_l_amount | Total WIP Sales ~ G/L Amount | amount      | 14.5
total_wip_sales_difference | Total WIP Sales ~ Difference | difference  | 14.5
mark                       |                              | mark

= project-amount-to-post = Project WIP Amount to Post = frozen E8, header 27
g_l_account_no        | G/L Account ~ No.       | code        | 14
name                  | Name                    | description | 34
project_no            | Project ~ No.           | code        | 11
open_posted_balance   | Open posted ~ balance   | amount      | 15
reversal              | Reversal                | amount      | 15
new_calculation       | New ~ calculation       | amount      | 15
net_change_to_post    | Net change ~ to post    | amount      | 15
balance_after_posting | Balance after ~ posting | amount      | 15

= project-wip-to-gl = Project WIP To G-L = header 27
g_l_acc_no            | G/L Acc. No.            | code        | 14
description           | Description             | description | 34
project_posting_group | Project ~ Posting Group | code        | 16
account               | Account                 | text        | 28
wip_amount            | WIP Amount              | amount      | 16
g_l_balance           | G/L Balance             | amount      | 16
difference            | Difference              | difference  | 15
mark                  |                         | mark

= project-accounts = Project WIP Accounts - G-L = frozen E8, header 27
g_l_account_no   | G/L Account ~ No.   | code        | 12
name             | Name                | description | 28
project_no       | Project ~ No.       | code        | 10
cause            | Cause               | text        | 24
g_l_entry_no     | G/L Entry ~ No.     | entry no.   | 10
wip_g_l_entry_no | WIP G/L ~ Entry No. | entry no.   | 10
g_l_balance      | G/L Balance         | amount      | 13.5
open_wip         | Open WIP            | amount      | 13.5
difference       | Difference          | difference  | 13
explained        | Explained           | amount      | 13
unexplained      | Unexplained         | difference  | 12.5
mark             |                     | mark

= project-schedule = Project WIP Schedule = header 27, bars 2-9 14
project_no                   | Project ~ No.                  | code        | 10
description                  | Description                    | description | 30
contract_value               | Contract ~ value               | amount      | 13
estimated_cost_at_completion | Estimated cost ~ at completion | amount      | 13
cost_to_date                 | Cost to date                   | amount      | 13
pct_complete_eac_basis       | % complete ~ (EAC basis)       | percent     | 11
recognized_sales             | Recognized ~ sales             | amount      | 12.5
recognized_costs             | Recognized ~ costs             | amount      | 12.5
recognized_margin            | Recognized ~ margin            | amount      | 12.5
billed_to_date               | Billed ~ to date               | amount      | 12.5
over_billing                 | Over-billing                   | amount      | 12.5
under_billing                | Under-billing                  | amount      | 12.5

= project-balances = Project WIP Schedule - Balances = header 27, bars 2-9 14
project_no         | Project ~ No.        | code        | 10
description        | Description          | description | 30
wip_costs          | WIP Costs            | amount      | 12.5
wip_accrued_costs  | WIP Accrued ~ Costs  | amount      | 12.5
wip_accrued_sales  | WIP Accrued ~ Sales  | amount      | 12.5
wip_invoiced_sales | WIP Invoiced ~ Sales | amount      | 12.5
net_wip            | Net WIP              | amount      | 12.5
previously_posted  | Previously ~ posted  | amount      | 12.5
net_change         | Net change           | amount      | 12.5
last_ledger_date   | Last ledger ~ date   | date        | 13
warnings           | Warnings             | text        | 30

= project-outlook = Project WIP Schedule - Outlook = header 27, bars 2-9 14
project_no                | Project ~ No.               | code        | 10
description               | Description                 | description | 30
budget_cost               | Budget cost                 | amount
pct_complete_budget_basis | % complete ~ (budget basis) | percent     | 13
vac                       | VAC                         | amount      | 12.5
margin_at_completion      | Margin at ~ completion      | amount      | 12.5
margin_fade               | Margin fade                 | amount      | 12.5
backlog                   | Backlog                     | amount      | 12.5
expected_loss             | Expected ~ loss             | amount      | 12.5
unrecognized_loss         | Unrecognized ~ loss         | amount      | 12.5
cpi                       | CPI                         | quantity    | 8
spi                       | SPI                         | quantity    | 8
tcpi                      | TCPI                        | quantity    | 8

= project-methods = Project WIP Method Comparison = header 27, bars 2-9 14
project_no         | Project ~ No.        | code        | 10
description        | Description          | description | 30
wip_method         | WIP Method           | code        | 21
in_use             | In use               | status      | 10
recognized_costs   | Recognized ~ costs   | amount      | 12.5
recognized_sales   | Recognized ~ sales   | amount      | 12.5
recognized_margin  | Recognized ~ margin  | amount      | 12.5
wip_costs          | WIP Costs            | amount      | 12.5
wip_accrued_costs  | WIP Accrued ~ Costs  | amount      | 12.5
wip_accrued_sales  | WIP Accrued ~ Sales  | amount      | 12.5
wip_invoiced_sales | WIP Invoiced ~ Sales | amount      | 12.5
net_wip            | Net WIP              | amount      | 12.5
""")
