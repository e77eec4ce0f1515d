"""WHAT FOLLOWS FOR COST: item journal posting, the five costing methods, revaluation, cost adjustment (costing-engine.md)."""

from __future__ import annotations

from xlcost.costing.adjust import adjust_cost
from xlcost.costing.finish import finish_production_order
from xlcost.costing.journal import post_item_journal
from xlcost.costing.revaluation import suggest_revaluation

__all__ = ["adjust_cost", "finish_production_order", "post_item_journal", "suggest_revaluation"]
