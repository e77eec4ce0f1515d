"""What an editor and a type checker see of the public API; at run time each name is loaded when it is first used."""

from xlcost.costing import adjust_cost as adjust_cost
from xlcost.costing import finish_production_order as finish_production_order
from xlcost.costing import post_item_journal as post_item_journal
from xlcost.costing import suggest_revaluation as suggest_revaluation
from xlcost.ledger import Ledger as Ledger
from xlcost.ledger import Outcome as Outcome
from xlcost.posting import check_inventory_cost_posting as check_inventory_cost_posting
from xlcost.posting import check_inventory_period as check_inventory_period
from xlcost.posting import close_inventory_period as close_inventory_period
from xlcost.posting import post_inventory_cost as post_inventory_cost
from xlcost.posting import reopen_inventory_period as reopen_inventory_period
from xlcost.problems import LedgerInvalid as LedgerInvalid
from xlcost.problems import Problem as Problem
from xlcost.problems import XlcostError as XlcostError
from xlcost.projects import calculate_project_wip as calculate_project_wip
from xlcost.projects import complete_project as complete_project
from xlcost.projects import delete_project_wip as delete_project_wip
from xlcost.projects import post_project_wip as post_project_wip
from xlcost.projects import recalculate_project_wip as recalculate_project_wip
from xlcost.projects import reopen_project as reopen_project
from xlcost.reports import run_report as run_report
from xlcost.reports.close import close_period as close_period
from xlcost.sheets import read_ledger as read_ledger
from xlcost.sheets import write_ledger as write_ledger
from xlcost.sheets.read_close import read_close as read_close
from xlcost.views import audit_costs as audit_costs
from xlcost.views import compare_adjustments as compare_adjustments
from xlcost.views import explain_amount as explain_amount
from xlcost.views import find_entries as find_entries
from xlcost.views import reconcile_inventory as reconcile_inventory
from xlcost.views import trace_gl_entry as trace_gl_entry
from xlcost.views import trace_item_entry as trace_item_entry
from xlcost.views import what_if as what_if
from xlcost.views.bridge import restatement_bridge as restatement_bridge

__version__: str
