"""The lines of a close: what it proves (Evidence) and how far the month is (the checklist of the Cover)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Step:
    """One line of the checklist: state is done, open, failed or waiting (reports/checklist.py)."""

    name: str
    state: str
    words: str


@dataclass(frozen=True, slots=True)
class Check:
    """A proof: two figures that must agree, or a statement that must hold."""

    name: str
    left: Any
    right: Any
    statement: str
    passed: bool
    code: str = ""
    by_rule: bool = False  # the figures may differ by the rules of the reports; the statement says why and where
