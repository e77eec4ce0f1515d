"""`xlcost sample`: a company that a finance person recognises, generated from a seed by the engine."""

from xlcost.faces.sample.build import sample_ledger

__all__ = ["sample_ledger"]
