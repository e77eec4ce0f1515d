"""The month-end pack: a Close as pages, in the order of look.md 9."""

from xlcost.reports.pack.pages import pack_pages, problem_pages

__all__ = ["pack_pages", "problem_pages"]
