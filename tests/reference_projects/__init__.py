"""Project WIP once more, from the text of project-wip.md alone: plain loops over records that live through months of steps.

Shares nothing with the product but `Ledger.records`. `test_reference_projects.py` compares both on random projects.
"""
