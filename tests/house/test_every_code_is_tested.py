"""Each code of the ledger and workbook rules is provoked by some test: a rule that nobody can see fail may not work."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from xlcost.ledger.rules import RULES

TESTS = Path(__file__).resolve().parents[1]
TEXT = "\n".join(p.read_text() for p in sorted(TESTS.rglob("test_*.py")) if p != Path(__file__))


@pytest.mark.parametrize("code", sorted(RULES))
def test_a_test_expects_the_code(code: str) -> None:
    assert re.search(rf'"{code}"', TEXT), f"no test expects {code}"


@pytest.mark.parametrize("code", sorted(RULES))
def test_a_rule_is_two_sentences(code: str) -> None:
    rule = RULES[code]
    assert rule.rule.endswith(".")
    assert rule.remedy.endswith(".")
    assert "  " not in rule.rule + rule.remedy
