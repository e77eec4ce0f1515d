"""The public API with arguments of the wrong kind: an error with a code that says what is expected, never a traceback (interface.md 2)."""

from __future__ import annotations

import inspect
import pickle
from typing import Any

import pytest

import xlcost
from tests.costing.book import one
from xlcost import Ledger, XlcostError

BOOK = one("FIFO").post("Type | Date | Item | Qty | Amount\nPurchase | 2024-01-01 | A | 2 | 20\nSale | 2024-01-02 | A | 1 |")
STAGES = [n for n in xlcost.__all__ if inspect.isfunction(f := getattr(xlcost, n)) and next(iter(inspect.signature(f).parameters)) == "ledger"]


def refused(code: str, says: str, call: Any) -> None:
    with pytest.raises(XlcostError) as caught:
        call()
    assert caught.value.code == code
    assert says in str(caught.value)


@pytest.mark.parametrize("name", STAGES)
@pytest.mark.parametrize("wrong", ["LEDGER.xlsx", None, {}])
def test_every_stage_asks_for_a_ledger(name: str, wrong: Any) -> None:
    needed = [p.name for p in inspect.signature(getattr(xlcost, name)).parameters.values() if p.default is p.empty]
    refused("OPTION_INVALID", "read_ledger(path)", lambda: getattr(xlcost, name)(**{**dict.fromkeys(needed), "ledger": wrong}))


@pytest.mark.parametrize(
    ("code", "says", "call"),
    [
        ("DATE_UNPARSEABLE", "'soon' is not a date", lambda x, ledger: x.adjust_cost(ledger, until="soon")),
        ("DATE_UNPARSEABLE", "20240131 is not a date", lambda x, ledger: x.adjust_cost(ledger, until=20240131)),
        ("OPTION_INVALID", "Posting Date is blank", lambda x, ledger: x.suggest_revaluation(ledger, posting_date=None)),
        ("OPTION_INVALID", "per Item or per Item Ledger Entry", lambda x, ledger: x.suggest_revaluation(ledger, "2024-01-31", calculate_per="Lot")),
        ("L13", "None is not a record", lambda x, ledger: x.post_item_journal(ledger, [None])),
        ("L13", "'Purchase' is not a record", lambda x, ledger: x.post_item_journal(ledger, "Purchase")),
        ("OPTION_INVALID", "'one' is no number", lambda x, ledger: x.trace_item_entry(ledger, "one")),
        ("OPTION_INVALID", "'one' is no number", lambda x, ledger: x.trace_gl_entry(ledger, "one")),
        ("OPTION_INVALID", "'one' is no number", lambda x, ledger: x.finish_production_order(ledger, "P1", "one")),
        ("OPTION_INVALID", "Options are a dict", lambda x, ledger: x.run_report(ledger, "Inventory Valuation", ["Ending Date"])),
        ("OPTION_INVALID", "no blank value", lambda x, ledger: x.close_period(ledger, None)),
        ("OPTION_INVALID", "no blank value", lambda x, ledger: x.audit_costs(ledger, checks=None)),
        ("OPTION_INVALID", "Tables are a dict", lambda x, _: x.Ledger.from_records([{"No.": "A"}])),
        ("L08", "There is no table 'Sorrow'", lambda _, ledger: ledger.records("Sorrow")),
        ("L08", "There is no table 'Sorrow'", lambda _, ledger: ledger.frame("Sorrow")),
        ("L08", "There is no table 'Sorrow'", lambda _, ledger: ledger.upsert("Sorrow", [])),
    ],
)
def test_what_does_not_fit_is_named(code: str, says: str, call: Any) -> None:
    refused(code, says, lambda: call(xlcost, BOOK.ledger))


def test_python_itself_names_an_argument_that_is_not_known() -> None:
    with pytest.raises(TypeError, match=r"adjust_cost\(\) got an unexpected keyword argument 'item'"):
        xlcost.adjust_cost(BOOK.ledger, item="A")


def test_one_item_may_be_given_as_text() -> None:
    book = one("Average", "4").post("Type | Date | Item | Qty | Amount\nPurchase | 2024-01-01 | A | 1 | 10\nPurchase | 2024-01-01 | A | 1 | 20\nSale | 2024-01-02 | A | 1 |")
    assert len(xlcost.adjust_cost(book.ledger, items="A").added["Value Entry"]) == len(xlcost.adjust_cost(book.ledger, items=["a"]).added["Value Entry"]) == 1
    assert [line["Item No."] for line in xlcost.suggest_revaluation(BOOK.ledger, "2024-01-31", items="A")] == ["A"]
    assert xlcost.compare_adjustments(BOOK.ledger, items="A").items_compared == xlcost.compare_adjustments(BOOK.ledger).items_compared


def test_a_document_number_may_be_a_number() -> None:
    ledger = one("FIFO").post("Type | Date | Item | Qty | Document\nPurchase | 2024-01-01 | A | 1 | 1001").ledger
    assert [row["Table"] for row in xlcost.find_entries(ledger, 1001)] == ["Item Ledger Entry", "Value Entry"]  # type: ignore[arg-type]


def test_help_shows_the_signature_and_the_meaning() -> None:
    for name in STAGES:
        function = getattr(xlcost, name)
        assert next(iter(inspect.signature(function).parameters)) == "ledger"
        assert inspect.getdoc(function), name
    assert Ledger.from_records.__doc__


def test_a_slip_of_the_pen_in_a_caption_is_pointed_out() -> None:
    line = {"Entry Type": "Purchase", "Item No.": "A", "Posting Date": "2024-01-05", "Document No.": "D", "Quantity": 1, "Unit Coost": 7, "Colour": "red"}
    outcome = xlcost.post_item_journal(BOOK.ledger, [line])
    assert [(p.severity.caption, p.code, p.what) for p in outcome.problems] == [
        ("Note", "W18", "'Unit Coost' is no caption of a line; Unit Cost is."),
        ("Note", "W18", "'Colour' is no caption of a line."),
    ]
    assert xlcost.post_item_journal(BOOK.ledger, [{**line, "Unit Cost": 7}]).ledger.records("Item Ledger Entry")[-1]["Quantity"] == 1
    del line["Unit Coost"], line["Colour"]
    assert not xlcost.post_item_journal(BOOK.ledger, [line]).problems


def test_a_public_function_can_be_sent_to_a_worker_process() -> None:
    for name in STAGES:
        function = getattr(xlcost, name)
        assert pickle.loads(pickle.dumps(function)) is function
