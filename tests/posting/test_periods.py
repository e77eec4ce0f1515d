"""Inventory periods and posting dates (gl-posting D)."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from xlcost import Ledger, XlcostError, check_inventory_period, close_inventory_period, reopen_inventory_period
from xlcost.costing.settings import settings_of
from xlcost.ledger.values import date_of, day_of
from xlcost.posting.dates import allowed_dates, first_open, is_open, last_closed_day
from xlcost.posting.periods import add_inventory_period, delete_inventory_period, rename_inventory_period

MONTH_ENDS = ["2022-01-31", "2022-02-28", "2022-03-31"]


def company(closed: tuple[str, ...] = (), **tables: list[dict[str, object]]) -> Ledger:
    periods = [{"Ending Date": day, "Closed": day in closed} for day in MONTH_ENDS]
    given = {"Inventory Period": periods, "Avg. Cost Adjmt. Entry Point": [], "Item Register": [{"No.": 41}]}
    return Ledger.from_records({**given, **tables})


def code_of(call: object, *arguments: object) -> str:
    with pytest.raises(XlcostError) as caught:
        call(*arguments)  # type: ignore[operator]
    return caught.value.code


def states(ledger: Ledger) -> list[bool]:
    return [row["Closed"] for row in ledger.records("Inventory Period")]


def test_closing_a_period_closes_those_before_it_under_one_register() -> None:
    points = [{"Item No.": "F1", "Valuation Date": "2022-03-05", "Cost Is Adjusted": False}]
    ledger = company(**{"Avg. Cost Adjmt. Entry Point": points})
    outcome = close_inventory_period(ledger, "2022-02-28", user_id="amy", work_date="2022-03-02")
    assert states(outcome.ledger) == [True, True, False]
    assert states(ledger) == [False, False, False]
    added = outcome.added["Inventory Period Entry"]
    entries = [(e["Ending Date"].isoformat(), e["Entry No."], e["Closing Item Register No."]) for e in added]
    assert entries == [("2022-01-31", 1, 41), ("2022-02-28", 1, 41)]
    assert outcome.added["Inventory Period Entry"][0]["User ID"] == "AMY"
    assert outcome.added["Inventory Period Entry"][0]["Creation Date"] == dt.date(2022, 3, 2)
    assert code_of(close_inventory_period, outcome.ledger, "2022-03-31") == "P01"


def test_reopening_a_period_reopens_those_after_it() -> None:
    outcome = reopen_inventory_period(company(closed=tuple(MONTH_ENDS)), "2022-02-28")
    assert states(outcome.ledger) == [True, False, False]
    assert [e["Entry Type"] for e in outcome.added["Inventory Period Entry"]] == ["Re-open", "Re-open"]
    assert {e["Closing Item Register No."] for e in outcome.added["Inventory Period Entry"]} == {0}
    again = close_inventory_period(outcome.ledger, "2022-02-28")
    assert [e["Entry No."] for e in again.added["Inventory Period Entry"]] == [2]


def test_reopening_under_closed_accounts_is_a_warning() -> None:
    accounting = [{"Starting Date": "2022-03-01", "Closed": True}]
    outcome = reopen_inventory_period(company(closed=("2022-02-28",), **{"Accounting Period": accounting}), "2022-02-28")
    assert [p.code for p in outcome.problems] == ["P08"]


ORDER = {"Order Type": "Production", "Order No.": "P1", "Order Line No.": 10000}
STOPS: dict[str, dict[str, list[dict[str, object]]]] = {
    "P01": {"Avg. Cost Adjmt. Entry Point": [{"Item No.": "A", "Valuation Date": "2022-01-31", "Cost Is Adjusted": False}]},
    "P02": {
        "Inventory Adjmt. Entry (Order)": [{**ORDER, "Item No.": "A", "Is Finished": True, "Cost is Adjusted": False}],
        "Value Entry": [
            {"Entry No.": 1, "Posting Date": "2022-01-10", "Item Ledger Entry Type": "Output", "Entry Type": "Direct Cost", **ORDER},
        ],
    },
    "P03": {
        "Item Ledger Entry": [
            {"Entry No.": 7, "Item No.": "A", "Posting Date": "2022-01-31", "Quantity": -2, "Remaining Quantity": -2},
        ],
    },
}


@pytest.mark.parametrize("code", STOPS)
def test_what_stops_a_closing_and_only_from_its_date_on(code: str) -> None:
    ledger = company(**STOPS[code])
    assert code_of(close_inventory_period, ledger, "2022-01-31") == code
    assert [f["Code"] for f in check_inventory_period(ledger, "2022-01-31")] == [code]
    earlier = add_inventory_period(ledger, "2021-12-31")
    assert check_inventory_period(earlier, "2021-12-31") == []
    assert states(close_inventory_period(earlier, "2021-12-31").ledger)[-1] is True


def test_the_first_failing_check_stops_and_the_test_report_lists_all() -> None:
    ledger = company(**{table: rows for tables in STOPS.values() for table, rows in tables.items()})
    assert [f["Code"] for f in check_inventory_period(ledger, "2022-03-31")] == ["P01", "P02", "P03"]
    assert code_of(close_inventory_period, ledger, "2022-03-31") == "P01"


def test_unposted_cost_is_a_warning_with_count_and_amount() -> None:
    sale = {"Item Ledger Entry Type": "Sale", "Entry Type": "Direct Cost"}
    entries = [
        {"Entry No.": 1, "Posting Date": "2022-01-10", "Cost Amount (Actual)": -7, **sale},
        {"Entry No.": 2, "Posting Date": "2022-02-01", "Cost Amount (Actual)": -5, **sale},
    ]
    ledger = company(**{"Value Entry": entries})
    (finding,) = check_inventory_period(ledger, "2022-01-31")
    assert (finding["Code"], finding["Severity"], finding["Count"], str(finding["Amount"])) == ("P04", "Warning", 1, "-7.00")
    assert [p.code for p in close_inventory_period(ledger, "2022-01-31").problems] == ["P04"]


def test_without_entry_points_the_marks_of_entries_and_items_count_else_nothing_is_verifiable() -> None:
    entry = {"Entry No.": 1, "Item No.": "A", "Posting Date": "2022-01-05", "Quantity": 1, "Remaining Quantity": 1}
    periods = [{"Ending Date": "2022-01-31"}]
    marked = Ledger.from_records({"Inventory Period": periods, "Item Ledger Entry": [{**entry, "Applied Entry to Adjust": True}]})
    assert code_of(close_inventory_period, marked, "2022-01-31") == "P01"
    item = [{"No.": "A", "Cost is Adjusted": False}]
    by_item = Ledger.from_records({"Inventory Period": periods, "Item Ledger Entry": [entry], "Item": item})
    assert code_of(close_inventory_period, by_item, "2022-01-31") == "P01"
    silent = Ledger.from_records({"Inventory Period": periods, "Item Ledger Entry": [entry]})
    (finding,) = check_inventory_period(silent, "2022-01-31")
    assert finding["Severity"] == "Warning"
    assert "Not verifiable" in finding["text"]
    assert states(close_inventory_period(silent, "2022-01-31").ledger) == [True]


def test_closed_missing_and_open_periods_refuse() -> None:
    ledger = company(closed=("2022-01-31",))
    assert code_of(close_inventory_period, ledger, "2022-01-31") == "P06"
    assert code_of(close_inventory_period, ledger, "2022-01-30") == "P07"
    assert code_of(reopen_inventory_period, ledger, "2022-02-28") == "P05"
    assert code_of(reopen_inventory_period, ledger, None) == "P07"
    assert [f["Code"] for f in check_inventory_period(ledger, "2022-01-30")] == ["P07"]


def test_periods_are_added_after_the_closed_ones_and_changed_only_while_open() -> None:
    ledger = company(closed=("2022-01-31",))
    assert add_inventory_period(ledger, "2022-04-30").records("Inventory Period")[-1]["Name"] == "April 2022"
    assert code_of(add_inventory_period, ledger, "2022-01-15") == "P09"
    assert code_of(delete_inventory_period, ledger, "2022-01-31") == "P06"
    assert len(delete_inventory_period(ledger, "2022-03-31").records("Inventory Period")) == 2
    renamed = rename_inventory_period(ledger, "2022-03-31", "2022-03-30").records("Inventory Period")
    assert renamed[-1]["Ending Date"] == dt.date(2022, 3, 30)
    assert code_of(rename_inventory_period, ledger, "2022-03-31", "2022-01-10") == "P09"
    touched = reopen_inventory_period(ledger, "2022-01-31").ledger
    assert code_of(rename_inventory_period, touched, "2022-01-31", "2022-01-30") == "P06"


def test_a_later_closed_period_blocks_every_earlier_date() -> None:
    ledger = company(closed=("2022-02-28",))  # January is open by itself
    assert not is_open(ledger, day_of("2022-01-10"))
    assert first_open(ledger, day_of("2022-01-10")) == day_of("2022-03-01")
    assert first_open(ledger, day_of("2022-03-05")) == day_of("2022-03-05")


def test_posting_date_of_an_adjustment() -> None:
    closed = [{"Ending Date": "2020-08-31", "Closed": True}]
    ledger = Ledger.from_records({"Inventory Period": closed, "General Ledger Setup": [{"Allow Posting From": "2020-09-10"}]})
    assert date_of(settings_of(ledger).adjustment_date(day_of("2020-09-06"))) == dt.date(2020, 9, 10)
    assert date_of(settings_of(ledger).adjustment_date(day_of("2020-09-11"))) == dt.date(2020, 9, 11)
    later = ledger.upsert("Inventory Period", [{"Ending Date": "2020-09-30", "Closed": True}])
    assert date_of(settings_of(later).adjustment_date(day_of("2020-09-11"))) == dt.date(2020, 10, 1)
    free = Ledger.from_records({})
    assert settings_of(free).adjustment_date(5) == 5


def test_the_users_own_range_comes_first_when_either_date_is_filled() -> None:
    setup = {"General Ledger Setup": [{"Allow Posting From": "2022-01-01", "Allow Posting To": "2022-01-31"}]}
    users = [{"User ID": "AMY", "Allow Posting To": "2022-02-28"}, {"User ID": "BEN"}]
    ledger = Ledger.from_records({**setup, "User Setup": users})
    day = day_of("2022-02-10")
    assert allowed_dates(ledger, "amy").allows(day)
    assert allowed_dates(ledger, "amy").allows(1)
    assert not allowed_dates(ledger, "BEN").allows(day)
    assert not allowed_dates(ledger).allows(day)
    assert allowed_dates(ledger).allows(day_of("2022-01-31"))


@given(st.lists(st.tuples(st.integers(1, 40), st.booleans()), unique_by=lambda p: p[0]), st.integers(1, 45), st.integers(1, 45))
def test_dates_agree_with_the_definition(periods: list[tuple[int, bool]], day: int, allow_from: int) -> None:
    """D2 read literally: closed(d) = a closed period ends on or after d; R14 for adjustment dates."""
    base = day_of("2022-01-01")
    rows = [{"Ending Date": date_of(base + end), "Closed": closed} for end, closed in periods]
    ledger = Ledger.from_records({"Inventory Period": rows, "General Ledger Setup": [{"Allow Posting From": date_of(base + allow_from)}]})
    blocking = [end for end, closed in periods if closed and end >= day]
    assert is_open(ledger, base + day) == (not blocking)
    assert first_open(ledger, base + day) == base + (max(blocking) + 1 if blocking else day)
    dated = settings_of(ledger).adjustment_date(base + day)
    assert is_open(ledger, dated)
    assert dated >= base + allow_from


@given(st.lists(st.tuples(st.booleans(), st.integers(0, 5)), max_size=12))
def test_closing_and_reopening_in_any_order_keeps_the_closed_periods_together(steps: list[tuple[bool, int]]) -> None:
    """After any sequence: no closed period follows an open one, every switch left one entry, entry numbers run 1..n."""
    periods = [{"Ending Date": f"2022-0{m}-28"} for m in range(1, 7)]
    ledger = Ledger.from_records({"Inventory Period": periods, "Avg. Cost Adjmt. Entry Point": []})
    for closing, month in steps:
        before = states(ledger)
        switch = close_inventory_period if closing else reopen_inventory_period
        if before[month] == closing:
            assert code_of(switch, ledger, f"2022-0{month + 1}-28") == ("P06" if closing else "P05")
            continue
        outcome = switch(ledger, f"2022-0{month + 1}-28")
        after = states(outcome.ledger)
        assert len(outcome.added["Inventory Period Entry"]) == sum(a != b for a, b in zip(before, after, strict=True))
        assert after == sorted(after, reverse=True)
        ledger = outcome.ledger
    numbers: dict[dt.date, list[int]] = {}
    for entry in ledger.records("Inventory Period Entry"):
        numbers.setdefault(entry["Ending Date"], []).append(entry["Entry No."])
    assert all(found == list(range(1, len(found) + 1)) for found in numbers.values())
    assert last_closed_day(ledger) == max([day_of(r["Ending Date"]) for r in ledger.records("Inventory Period") if r["Closed"]], default=0)
