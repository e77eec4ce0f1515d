"""WHAT IT ADDS UP TO: valuation, reconciliation, causes, audit, trace."""
