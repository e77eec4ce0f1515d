"""Post Inventory Cost to G/L and its reconciliation once more, from the text of gl-posting-and-reconciliation.md alone: plain loops over records.

Shares nothing with the product but `Ledger.records`. `test_reference_gl.py` compares both on random companies.
"""
