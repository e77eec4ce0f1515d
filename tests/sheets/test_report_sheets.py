"""The table of template sheets: what a text of pages says, and what it may not say."""

from __future__ import annotations

import pytest

from xlcost.sheets.house.report_sheets import PROJECT_SHEETS, VALUATION_SHEETS, pages
from xlcost.sheets.house.sheets import DEEP, SHEETS, SLATE, C, ChartPlace, S


def test_a_page_is_a_head_and_a_line_for_each_column() -> None:
    (found,) = pages("""
= stock = Stock = header 27, band, frozen E8, tab slate, bars 2-6 10
item_no | Item No.    | code   | 11
value   | Cost ~ left | amount |    | As of | bold
""")
    columns = (C("item_no", "Item No.", "code", 11), C("value", "Cost\nleft", "amount", 0, "As of", True))
    assert found == S("stock", "Stock", columns, SLATE, "E8", 27, True, charts=(ChartPlace("bars", 2, 6, 10),))


def test_a_page_without_options_has_the_usual_ones() -> None:
    first, second = pages("= a = A\nno | No. | code\n\n= b = B\nno | No. | code")
    assert (first.tab, first.frozen, first.header_height, first.charts) == (DEEP, "D8", 15, ())
    assert second.template == "b"


def test_an_unknown_option_is_named() -> None:
    with pytest.raises(ValueError, match="a: the option 'colour red' is not known"):
        pages("= a = A = colour red\nno | No. | code")


def test_titles_and_keys_are_unique() -> None:
    every = (*SHEETS, *VALUATION_SHEETS, *PROJECT_SHEETS)
    assert len({s.title for s in every}) == len({s.template for s in every}) == len(every)
    for sheet in every:
        assert len({c.key for c in sheet.columns}) == len(sheet.columns), sheet.title
