"""The valuation reports once more, from the text of valuation-reports.md alone: plain loops over the records of a ledger, fractions for quotients.

Shares nothing with the product but `Ledger.records`. `test_reference_reports.py` compares both on random companies.
"""
