"""The Test report of Post Inventory Cost to G/L (gl-posting A8)."""

from decimal import Decimal

import pytest

from gl_books import company, general_setup, inventory_setup, value
from xlcost import XlcostError, check_inventory_cost_posting


def codes(line):
    return [w["code"] for w in line["Warnings"]]


def test_a_missing_account_does_not_hide_the_other_lines():
    entry = value(1, "Purchase", actual=10, **{"Gen. Bus. Posting Group": "EU"})
    lines = check_inventory_cost_posting(company([entry]))
    assert [(li["Account Type"], li["Account No."], li["Amount"], codes(li)) for li in lines] == [
        ("Inventory", "2001", Decimal(10), []),
        ("Direct Cost Applied", "", Decimal(-10), ["S04"]),
    ]
    warning = lines[1]["Warnings"][0]
    assert (warning["table"], warning["key"]) == ("General Posting Setup", ["EU", "RETAIL"])


def test_expected_amounts_where_none_may_be_are_two_findings_and_bad_combinations_one_line():
    wrong = value(1, "Sale", "Rounding", 3, 2, **{"Expected Cost": True})
    nothing_else = value(2, "Sale", "Rounding", 0, 2)
    no_rule = value(3, "Sale", "Variance", 7)
    lines = check_inventory_cost_posting(company([wrong, nothing_else, no_rule]))
    assert [(li["Value Entry No."], li["Description"], codes(li)) for li in lines] == [
        (1, "Rounding  on 2026-01-10", ["E04a", "E04b"]),
        (1, "Rounding  on 2026-01-10", ["E04a", "E04b"]),
        (2, "Value Entry 2", ["E04b"]),
        (3, "Value Entry 3", ["E01"]),
    ]
    assert lines[3]["Amount"] == 7


def test_per_posting_group_adds_up_and_leaves_the_entry_columns_blank():
    entries = [value(1, "Purchase", actual=10), value(2, "Purchase", actual=5), value(3, "Sale", "Variance", 7)]
    lines = check_inventory_cost_posting(company(entries), "Per Posting Group", "X")
    assert [(li["Value Entry No."], li["Account No."], li["Amount"]) for li in lines] == [(0, "2001", 15), (0, "7005", -15), (3, "", 7)]
    assert lines[0]["Description"] == "Inventory - Direct Cost Applied, ,RAW,,RETAIL"


def test_entries_with_nothing_to_post_do_not_appear():
    queue = {"Post Value Entry to G/L": [{"Value Entry No.": 1}, {"Value Entry No.": 2}]}
    entries = [value(1, "Purchase", expected=5, **{"Expected Cost": True}), value(2, "Sale", actual=-5, **{"Cost Posted to G/L": -5})]
    assert check_inventory_cost_posting(company(entries, expected_posting=False, more=queue)) == []


def test_all_findings_of_an_account_are_listed_and_an_unknown_account_stops_if_asked():
    used = {no for r in (*inventory_setup(), *general_setup()) for f, no in r.items() if "Acc" in f}
    chart = [{"No.": no} for no in used - {"7001", "7003"}] + [{"No.": "7001", "Account Type": "Heading", "Blocked": True}]
    more = {"G/L Account": chart, "General Ledger Setup": [{"Allow Posting To": "2026-01-09"}]}
    ledger = company([value(1, "Sale", actual=-1)], more=more)
    lines = check_inventory_cost_posting(ledger)
    assert [codes(li) for li in lines] == [["E05"], ["E05", "S06", "E07"]]
    assert check_inventory_cost_posting(ledger, on_error="stop") == lines
    unknown = company([value(1, "Negative Adjmt.", actual=-1)], more=more)
    assert [codes(li) for li in check_inventory_cost_posting(unknown)] == [["E05"], ["E05", "E03"]]
    with pytest.raises(XlcostError) as error:
        check_inventory_cost_posting(unknown, on_error="stop")
    assert error.value.code == "E03"


def test_what_xlcost_checks_besides():
    setup = inventory_setup()
    setup[0]["Inventory Account (Interim)"] = "2001"
    more = {
        "Inventory Posting Setup": setup,
        "Inventory Setup": [{"Expected Cost Posting to G/L": True, "Earliest Allowed Valuation Date": "2026-02-01"}],
        "Inventory Period": [{"Ending Date": "2026-01-31", "Closed": True}],
        "G/L Account": [{"No.": "2001", "Direct Posting": True}, {"No.": "7001"}],
        "Dimension Set Entry": [{"Dimension Set ID": 3, "Dimension Code": "A"}, {"Dimension Set ID": 3, "Dimension Code": "B"}],
        "Dimension Combination": [{"Dimension 1 Code": "A", "Dimension 2 Code": "B", "Combination Restriction": "Blocked"}],
    }
    lines = check_inventory_cost_posting(company([value(1, "Sale", actual=-1, **{"Dimension Set ID": 3})], more=more))
    assert codes(lines[0]) == ["W01", "W02", "W03", "W04", "W05"]
    assert check_inventory_cost_posting(company([value(1, "Sale", actual=-1)]), show_only_warnings=True) == []
