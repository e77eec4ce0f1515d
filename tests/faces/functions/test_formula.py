"""What the button Why reads of a cell: the worksheet function in its formula and the arguments that the workbook holds."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest
from tests.faces.ribbon.pressing import press

from xlcost import Ledger, write_ledger
from xlcost.faces.functions.cell_values import CellError
from xlcost.faces.functions.formula import question
from xlcost.faces.host.memory import MemoryHost, ScriptedDialogs
from xlcost.faces.host.port import HostRefused

CELLS = {(1, 1): "BIKE", (2, 1): "HELM", (1, 2): 46326.0, (3, 1): "#N/A"}


@pytest.fixture
def host() -> MemoryHost:
    found = MemoryHost()
    for title in ("Mine", "O'Brien's list"):
        found.add_sheet(title)
        found.sheet(title).cells = dict(CELLS)
    return found


@pytest.mark.parametrize(
    ("formula", "name", "arguments"),
    [
        ("=XLC_STATUS()", "XLC_STATUS", []),
        ('=XLC_VALUE("BI""KE";;TRUE)', "XLC_VALUE", ['BI"KE', None, True]),
        ("=XLC_VALUE(A1,B1)", "XLC_VALUE", ["BIKE", 46326.0]),
        ("=round(org.xlcost.functions.xlc_qty($A$2;DATE(2026;10;31)),1)+5", "XLC_QTY", ["HELM", dt.date(2026, 10, 31)]),
        ("=XLC.VALUE($Mine.A1)", "XLC_VALUE", ["BIKE"]),
        ("=XLC_VALUES('O''Brien''s list'!A1:A3,-1.5E3)", "XLC_VALUES", [[["BIKE"], ["HELM"], [CellError.NA]], -1500.0]),
        ("=XLC_VALUE(Gone!A1)", "XLC_VALUE", [CellError.REF]),
        ('=XLC_VALUE("a;b,(c",A9)', "XLC_VALUE", ["a;b,(c", None]),
        ("=XLC_VALUE(A1,DATE(2026,13,31))", "XLC_VALUE", ["BIKE", CellError.VALUE]),
    ],
)
def test_a_question_is_read(formula: str, name: str, arguments: list[Any], host: MemoryHost) -> None:
    assert question(host, "Mine", formula) == (name, arguments)


def test_other_formulas_ask_nothing(host: MemoryHost) -> None:
    for formula in ("", "=SUM(A1:A2)", "=XLC_NOSUCH(A1)", '="XLC_VALUE is a function"'):
        assert question(host, "Mine", formula) is None


@pytest.mark.parametrize("argument", ['A1&"X"', "Items", "A:A"])
def test_an_argument_that_is_a_formula_or_a_name_is_refused(argument: str, host: MemoryHost) -> None:
    with pytest.raises(HostRefused) as refused:
        question(host, "Mine", f"=XLC_VALUE({argument})")
    assert refused.value.code == "H17"
    assert f"cannot read the argument {argument} of XLC_VALUE" in str(refused.value)


def test_why_tells_what_a_function_could_not_answer(tmp_path: Any) -> None:
    write_ledger(Ledger.from_records({"Item": [{"No.": "A"}], "Location": [{"Code": "MAIN"}]}), tmp_path / "LEDGER.xlsx")
    host = MemoryHost.of(tmp_path / "LEDGER.xlsx", ScriptedDialogs())
    host.add_sheet("Mine")
    host.sheet("Mine").cells = {(1, 1): "B", (2, 1): "A"}
    told: Callable[[str], str] = lambda formula: _pressed(host, formula)  # noqa: E731
    assert told("=XLC_VALUE(A1)") == "XLC_VALUE: There is no item 'B'."
    assert told("=XLC_VALUE(A2,,\"MIAN\")") == "XLC_VALUE: There is no location 'MIAN'."
    assert told("=XLC_VALUE(A2,\"31.10.2026\")").startswith("XLC_VALUE: '31.10.2026' is not a date")
    assert told("=XLC_VALUE(A2,,\"MAIN\")").startswith("XLC_VALUE: XLC_VALUE(item, [as_of], [location], [variant], [include_expected]) is 0: Inventory Valuation")


def _pressed(host: MemoryHost, formula: str) -> str:
    host.set_formula("Mine", 5, 2, formula)
    host.select("Mine", 5, 2)
    sentence: str = press("why", host).sentence
    return sentence
