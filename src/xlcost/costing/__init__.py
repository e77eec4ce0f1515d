"""WHAT FOLLOWS FOR COST: posting item journals, costing methods, cost adjustment."""
