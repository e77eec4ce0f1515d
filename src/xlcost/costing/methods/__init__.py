"""Costing methods: a dict keyed by the enum."""
