"""docs/costing.md and docs/what-if.md show what the engine produces; the sentences around the tables have the same figures."""

from __future__ import annotations

import importlib.util
from pathlib import Path
from types import ModuleType

import pytest

from xlcost.ledger.options import CostingMethod

DOCS = Path(__file__).resolve().parents[2] / "docs"


@pytest.fixture(scope="module")
def examples() -> ModuleType:
    spec = importlib.util.spec_from_file_location("costing_examples", DOCS / "costing_examples.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.mark.parametrize("name", ["costing.md", "what-if.md"])
def test_the_tables_of_the_page_are_those_of_the_engine(name: str, examples: ModuleType) -> None:
    page = (DOCS / name).read_text()
    assert examples.filled(page) == page, "run: python docs/costing_examples.py"


@pytest.mark.parametrize("method", [m.caption for m in CostingMethod])
def test_every_method_has_its_example(method: str) -> None:
    assert f"<!-- example: {method} -->\n\n| Value Entry |" in (DOCS / "costing.md").read_text()


# worked out by hand: cost of goods sold, quantity, ending value
WANT = {
    "FIFO": "150.00 8 120.00",  # 10 x 12 + 2 x 15
    "LIFO": "174.00 8 96.00",  # 10 x 15 + 2 x 12
    "Average": "162.00 8 108.00",  # 12 x 270 / 20
    "Standard": "132.00 8 88.00",
    "Specific": "120.00 1 100.00",
}


@pytest.mark.parametrize("method", WANT)
def test_the_examples_follow_from_the_text(method: str, examples: ModuleType) -> None:
    last = examples.example(method).splitlines()[-1].strip("| ").split(" | ")
    assert " ".join(last) == WANT[method]
