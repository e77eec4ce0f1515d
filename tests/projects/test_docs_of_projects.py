"""docs/projects.md shows what the engine produces, one worked example per built-in method."""

import importlib.util
from decimal import Decimal
from pathlib import Path

import pytest

from xlcost.projects.methods import BUILT_IN

DOCS = Path(__file__).resolve().parents[2] / "docs"
PAGE = (DOCS / "projects.md").read_text()


@pytest.fixture(scope="module")
def examples():
    spec = importlib.util.spec_from_file_location("project_examples", DOCS / "project_examples.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_the_tables_of_the_page_are_those_of_the_engine(examples):
    assert examples.filled(PAGE) == PAGE


@pytest.mark.parametrize("method", [m.code for m in BUILT_IN])
def test_every_method_has_its_example(method):
    assert f"<!-- example: {method} -->\n\n| Type |" in PAGE


# from the formulas in the text of the page: recognized costs and sales, then WIP Costs, Accrued Costs, Accrued Sales, Invoiced Sales
WANT = {
    "COST VALUE": "169.23 500.00 230.77 0.00 0.00 0.00",
    "COST OF SALES": "250.00 500.00 150.00 0.00 0.00 0.00",
    "SALES VALUE": "400.00 800.00 0.00 0.00 300.00 0.00",
    "POC": "400.00 800.00 0.00 0.00 800.00 -500.00",
    "COMPLETED CONTRACT": "0.00 0.00 400.00 0.00 0.00 -500.00",
}


@pytest.mark.parametrize("method", WANT)
def test_the_examples_follow_from_the_formulas(examples, method):
    last = examples.example(method).splitlines()[-1].strip("| ").split(" | ")
    assert [Decimal(x.replace(",", "")) for x in last] == [Decimal(x) for x in WANT[method].split()]
