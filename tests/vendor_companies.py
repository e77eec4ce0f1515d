"""The companies of the conformance cases, driven step by step: whole ledgers of every method, adjusted at the end.

They lie beside the project (shared/conformance); missing on a bare clone, never in CI.
"""

from __future__ import annotations

import importlib.util
import json
import sys
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

import xlcost
from tests.conftest import IN_CI, SHARED
from xlcost import Ledger

FOLDER = SHARED / "conformance"


@cache
def _driver() -> ModuleType:
    """The conformance runner's own steps; its module `run` is not the one of bench."""
    before = sys.modules.pop("run", None)
    try:
        sys.modules["run"] = _load("run")
        return _load("golden")
    finally:
        sys.modules.pop("run", None)
        if before is not None:
            sys.modules["run"] = before


def _load(name: str) -> ModuleType:
    spec = importlib.util.spec_from_file_location(name, FOLDER / f"{name}.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def company(case: dict[str, Any], header: dict[str, Any]) -> Ledger:
    """The ledger of a case after all its steps and a last adjustment."""
    golden, setup = _driver(), {**header, **case["setup"]}
    ledger = Ledger.from_records({t: rows if isinstance(rows := setup[t], list) else [rows] for t in golden.TABLES if setup.get(t)})
    errors: list[str] = []
    for step in case["steps"]:
        for verb, argument in step.items():
            ledger = golden.STEPS[verb](xlcost, ledger, argument, errors)
    assert not errors
    return xlcost.adjust_cost(ledger).ledger


def companies(family: str) -> Iterator[tuple[str, Ledger]]:
    """Name and ledger of every case of a family (golden or random)."""
    path: Path = FOLDER / "cases" / f"{family}.json"
    if not path.exists():
        if IN_CI:
            pytest.fail("the conformance cases are expected beside the project in CI")
        pytest.skip("the conformance cases are not beside the project")
    data = json.loads(path.read_text())
    for case in data["cases"]:
        yield case["name"], company(case, data.get("setup") or {})
