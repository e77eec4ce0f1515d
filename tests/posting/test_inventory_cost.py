"""Post Inventory Cost to G/L (gl-posting A)."""

from decimal import Decimal

import pytest

from gl_books import company, general_setup, inventory_setup, sums, value
from xlcost import XlcostError, post_inventory_cost
from xlcost.posting import post_value_entries

D = Decimal
INVENTORY, INTERIM, WIP = "2001", "2002", "2003"
COGS, ADJMT, ACCRUAL, DIRECT = "7001", "7003", "7004", "7005"


def posted(out):
    return [(e["G/L Account No."], e["Amount"]) for e in out.added.get("G/L Entry", [])]


def codes(out):
    return {s["Value Entry No."]: s["Code"] for s in out.skipped}


def test_invoice_of_an_expected_receipt_posts_both_pairs_in_account_type_order():
    out = post_inventory_cost(company([value(2, "Purchase", actual=100, expected=-95)]))
    assert posted(out) == [(INTERIM, D(-95)), (ACCRUAL, D(95)), (INVENTORY, D(100)), (DIRECT, D(-100))]
    (entry,) = out.changed["Value Entry"]
    assert (entry["Cost Posted to G/L"], entry["Expected Cost Posted to G/L"]) == (100, -95)
    assert out.posted_count == 1
    assert list(out.queue) == []


def test_entry_fields_per_entry():
    entry = value(1, "Sale", actual=-5, **{"Source No.": "C20", "External Document No.": "x-1", "Reason Code": "R", "Project No.": "J",
                  "Order No.": "O1", "Dimension Set ID": 4, "Global Dimension 1 Code": "ADM"})  # fmt: skip
    first = post_inventory_cost(company([entry])).added["G/L Entry"][0]
    assert first["Description"] == "Direct Cost C20 on 2026-01-10"
    assert [first[c] for c in ("Document No.", "External Document No.", "Reason Code", "Project No.", "Prod. Order No.")] == [
        "D1",
        "X-1",
        "R",
        "J",
        "O1",
    ]
    assert [first[c] for c in ("Dimension Set ID", "Global Dimension 1 Code", "Source Code")] == [4, "ADM", "INVTPCOST"]
    assert first["System-Created Entry"] is True


def test_per_posting_group_never_nets_signs_and_splits_business_groups():
    entries = [
        value(1, "Purchase", actual=D(100)),
        value(2, "Purchase", actual=D("250.50")),
        value(3, "Purchase", actual=D(-40)),
        value(4, "Sale", actual=D(-30), **{"Gen. Bus. Posting Group": "DOM"}),
        value(5, "Sale", actual=D(-20)),
    ]
    out = post_inventory_cost(company(entries), "Per Posting Group", "INV-1")
    amounts = [(e["G/L Account No."], e["Amount"]) for e in out.added["G/L Entry"]]
    # by account type, then the groups, then Negative
    assert amounts == [
        (INVENTORY, D("350.50")),
        (INVENTORY, D(-40)),
        (INVENTORY, D(-20)),
        (INVENTORY, D(-30)),
        (DIRECT, D(40)),
        (DIRECT, D("-350.50")),
        (COGS, D(20)),
        ("7101", D(30)),
    ]
    entry = out.added["G/L Entry"][0]
    assert (entry["Document No."], entry["Description"]) == ("INV-1", "Inventory - Direct Cost Applied, ,RAW,,RETAIL")
    behind = [r["Value Entry No."] for r in out.added["G/L - Item Ledger Relation"] if r["G/L Entry No."] == 1]
    assert behind == [1, 2]


def test_consumption_debits_wip_of_the_produced_item_at_the_consumption_location():
    entry = value(1, "Consumption", actual=-9, **{"Source Type": "Item", "Source No.": "F", "Location Code": "EAST"})
    assert posted(post_inventory_cost(company([entry]))) == [("2101", D(-9)), ("2113", D(9))]
    unknown = value(1, "Consumption", actual=-9, **{"Source Type": "Item", "Source No.": "GONE", "Location Code": "EAST"})
    assert posted(post_inventory_cost(company([unknown]))) == [("2101", D(-9)), ("2103", D(9))]


def test_order_finished_without_output_moves_cost_out_of_wip():
    order = {"Order Type": "Production", "Order No.": "P1", "Order Line No.": 10000}
    entries = [value(1, "Consumption", actual=-9, **order), value(2, "", actual=4, **order), value(3, "", "Indirect Cost", 1, **order)]
    more = {
        "Manufacturing Setup": [{"Allow Finishing Prod. Order with no Output": True}],
        "Prod. Order Line": [
            {"Status": "Finished", "Prod. Order No.": "P1", "Line No.": 10000, "Item No.": "F", "Finished Qty. (Base)": 0}
        ],
    }
    out = post_inventory_cost(company(entries, more=more))
    assert sums(out.added["G/L Entry"], "G/L Account No.") == {INVENTORY: D(-9), ADJMT: D(13), DIRECT: D(-4), WIP: D(1), "7006": D(-1)}
    assert sum(1 for r in out.added["G/L - Item Ledger Relation"] if r["Value Entry No."] == 1) == 4
    more["Prod. Order Line"][0]["Finished Qty. (Base)"] = 1
    assert sums(post_inventory_cost(company(entries, more=more)).added["G/L Entry"], "G/L Account No.")[WIP] == D(14)


def test_additional_reporting_currency_rides_along_and_stands_alone():
    acy = {"Cost Amount (Actual) (ACY)": D("1.50"), "Cost Posted to G/L (ACY)": 0}
    out = post_inventory_cost(company([value(1, "Purchase", actual=2, **acy)]))
    assert [e["Additional-Currency Amount"] for e in out.added["G/L Entry"]] == [D("1.50"), D("-1.50")]
    alone = company(
        [value(1, "Purchase", actual=2, **acy, **{"Cost Posted to G/L": 2})], more={"Post Value Entry to G/L": [{"Value Entry No.": 1}]}
    )
    out = post_inventory_cost(alone)
    assert posted(out) == [(INVENTORY, 0), (DIRECT, 0)]
    assert out.changed["Value Entry"][0]["Cost Posted to G/L (ACY)"] == D("1.50")
    assert not post_inventory_cost(out.ledger).added


def test_order_of_the_run_is_item_date_entry_then_capacity():
    entries = [
        value(1, "", actual=1, **{"Order Type": "Assembly", "Order No.": "A"}),
        value(2, "", actual=2, **{"Order Type": "Production", "Order No.": "Z"}),
        value(3, "Sale", actual=-3, **{"Item No.": "B"}),
        value(4, "Sale", actual=-4, **{"Posting Date": "2026-01-11"}),
        value(5, "Sale", actual=-5),
    ]
    more = {"Inventory Posting Setup": [*inventory_setup()]}
    out = post_inventory_cost(company(entries, more=more))
    order = list(dict.fromkeys(e["Document No."] for e in out.added["G/L Entry"]))
    assert order == ["D5", "D4", "D3", "D2", "D1"]


@pytest.mark.parametrize(
    ("entry", "code", "key"),
    [
        (value(1, "Sale", actual=-1, **{"Location Code": "GONE"}), "S03", "GONE / RAW"),
        (value(1, "Sale", actual=-1, **{"Gen. Bus. Posting Group": "EU"}), "S04", "EU / RETAIL"),
        (value(1, "Sale", actual=-1, **{"Gen. Prod. Posting Group": "NOCOGS"}), "S05", "COGS Account"),
        (value(1, "Sale", actual=-1, **{"Gen. Prod. Posting Group": "BLOCKED"}), "E02", "BLOCKED"),
        (value(1, "Purchase", "Variance", 1), "E06", "Variance Type"),
        (value(1, "Sale", "Variance", 1), "E01", "Sale, Variance"),
        (value(1, "Sale", "Rounding", 1, expected=2), "E04", "Rounding"),
        (value(1, "Sale", "Rounding", 1, **{"Expected Cost": True}), "E04", "Rounding"),
        (value(1, "Sale", actual=-1, **{"Posting Date": "2025-12-31"}), "E05", "2025-12-31"),
        (value(1, "Sale", actual=-1, **{"Gen. Prod. Posting Group": "HEAD"}), "E07", "9999"),
        (value(1, "Sale", actual=-1, **{"Gen. Prod. Posting Group": "STOPPED"}), "S06", "9998"),
        (value(1, "Sale", actual=-1, **{"Gen. Prod. Posting Group": "NOWHERE"}), "E03", "9997"),
    ],
)  # fmt: skip
def test_each_reason_has_its_code_and_names_what_to_fill(entry, code, key):
    row = general_setup()[0]
    groups = [
        row,
        {**row, "Gen. Prod. Posting Group": "NOCOGS", "COGS Account": ""},
        {**row, "Gen. Prod. Posting Group": "BLOCKED", "Blocked": True, "COGS Account": ""},
        {**row, "Gen. Prod. Posting Group": "HEAD", "COGS Account": "9999"},
        {**row, "Gen. Prod. Posting Group": "STOPPED", "COGS Account": "9998"},
        {**row, "Gen. Prod. Posting Group": "NOWHERE", "COGS Account": "9997"},
    ]
    used = {no for r in (*inventory_setup(), *groups) for f, no in r.items() if "Acc" in f and no}
    chart = [{"No.": no} for no in used - {"9997", "9998", "9999"}]
    chart += [{"No.": "9999", "Account Type": "Heading"}, {"No.": "9998", "Blocked": True, "Account Type": "Total"}]
    more = {"General Posting Setup": groups, "G/L Account": chart, "General Ledger Setup": [{"Allow Posting From": "2026-01-01"}]}
    more["Post Value Entry to G/L"] = [{"Value Entry No.": 1}, {"Value Entry No.": 2}]
    ledger = company([entry, value(2, "Sale", actual=-2)], more=more)
    out = post_inventory_cost(ledger)
    assert codes(out) == {1: code}
    skipped = out.skipped[0]
    assert key in " ".join(str(skipped[c]) for c in ("Reason", "Key", "Field"))
    assert skipped["What to do"].endswith(".")
    assert out.posted_count == 1  # the other one is posted
    assert sorted(out.queue) == [1]
    if code[0] == "E":
        with pytest.raises(XlcostError) as error:
            post_inventory_cost(ledger, on_error="stop")
        assert error.value.code == code
    else:
        assert codes(post_inventory_cost(ledger, on_error="stop")) == {1: code}
        with pytest.raises(XlcostError) as error:
            post_value_entries(ledger, [1])
        assert error.value.code == code


def test_expected_receipt_without_expected_posting_is_left_with_s01():
    queue = {"Post Value Entry to G/L": [{"Value Entry No.": 1}]}
    out = post_inventory_cost(company([value(1, "Purchase", expected=5, **{"Expected Cost": True})], expected_posting=False, more=queue))
    assert codes(out) == {1: "S01"}
    assert list(out.queue) == [1]


def test_a_literal_queue_is_taken_as_it_is():
    entries = [value(1, "Sale", actual=-1), value(2, "Sale", actual=-2), value(3, "Sale", actual=-3, **{"Cost Posted to G/L": -3}),
               value(4, "Sale", actual=-4), value(5, "Sale")]  # fmt: skip
    entries = [{**entry, "Inventoriable": entry["Entry No."] != 4} for entry in entries]
    queue = [{"Value Entry No.": no} for no in (2, 3, 4, 5, 99)]
    out = post_inventory_cost(company(entries, more={"Post Value Entry to G/L": queue}))
    assert out.posted_count == 1
    assert codes(out) == {3: "S02"}  # 4 and 5 are passed over, 99 does not exist
    assert sorted(out.queue) == [3, 4, 5, 99]
    assert [r["Value Entry No."] for r in out.ledger.records("Post Value Entry to G/L")] == [3, 4, 5, 99]


def test_filters_choose_queue_rows_and_an_item_filter_says_what_it_leaves_out():
    entries = [
        value(1, "Sale", actual=-1),
        value(2, "Sale", actual=-2, **{"Item No.": "B"}),
        value(3, "", actual=3, **{"Order Type": "Production"}),
    ]
    out = post_inventory_cost(company(entries), items=["a"])
    assert (out.posted_count, sorted(out.queue)) == (1, [2, 3])
    assert [p.code for p in out.problems] == ["ITEM_FILTER_WITHOUT_CAPACITY"]
    dated = post_inventory_cost(company(entries), date_from="2026-01-11")
    assert dated.posted_count == 0
    assert post_inventory_cost(company(entries), date_to="2026-01-10").posted_count == 3


def test_allowed_posting_dates_of_the_user_come_first():
    more = {
        "General Ledger Setup": [{"Allow Posting From": "2026-02-01"}],
        "User Setup": [{"User ID": "ANN", "Allow Posting To": "2026-01-10"}, {"User ID": "BOB"}],
    }
    ledger = company([value(1, "Sale", actual=-1)], more=more)
    assert [codes(post_inventory_cost(ledger, user_id=u)) for u in ("ANN", "BOB", "")] == [{}, {1: "E05"}, {1: "E05"}]


def test_a_preview_changes_nothing_and_counts_the_same():
    ledger = company([value(1, "Sale", actual=-1), value(2, "Sale", actual=-1, **{"Location Code": "GONE"})])
    preview = post_inventory_cost(ledger, post=False)
    assert preview.ledger is ledger
    assert preview.added == {}
    assert preview.changed == {}
    assert (preview.posted_count, codes(preview), sorted(preview.queue)) == (1, {2: "S03"}, [1, 2])
    assert preview.results["statistics"]["Title"] == "Test Report (Not Posted)"


def test_request_errors():
    ledger = company([value(1, "Sale", actual=-1)])
    for arguments, code in ((("Per Entry", "X"), "R01"), (("Per Posting Group", ""), "R02"), (("Sometimes", ""), "R03")):
        with pytest.raises(XlcostError) as error:
            post_inventory_cost(ledger, *arguments)
        assert error.value.code == code
    mandatory = company([value(1, "Sale", actual=-1)], more={"General Ledger Setup": [{"Journal Templ. Name Mandatory": True}]})
    assert post_inventory_cost(mandatory, "Per Entry", "B-1").added["G/L Entry"][0]["Document No."] == "B-1"
    assert post_inventory_cost(mandatory, "Per Posting Group").posted_count == 1  # neither R01 nor R02 is applied


def test_numbers_continue_and_the_register_names_the_run():
    more = {
        "G/L Entry": [{"Entry No.": 40, "G/L Account No.": "1", "Posting Date": "2026-01-01", "Amount": 1, "Source Code": ""}],
        "G/L Register": [{"No.": 8}],
        "G/L - Item Ledger Relation": [{"G/L Entry No.": 3, "Value Entry No.": 9, "G/L Register No.": 11}],
    }
    out = post_inventory_cost(company([value(1, "Sale", actual=-1)], more=more), user_id="ann")
    assert [e["Entry No."] for e in out.added["G/L Entry"]] == [41, 42]
    (register,) = out.added["G/L Register"]
    assert [register[c] for c in ("No.", "From Entry No.", "To Entry No.", "Source Code")] == [12, 41, 42, "INVTPCOST"]


def test_automatic_posting_posts_the_given_entries_whatever_the_queue_says():
    entries = [value(1, "Sale", actual=-1), value(2, "Sale", actual=-2), value(3, "Sale", actual=-3)]
    ledger = company(entries, more={"Post Value Entry to G/L": [{"Value Entry No.": 1}]})
    out = post_value_entries(ledger, [2, 3])
    assert [e["Document No."] for e in out.added["G/L Entry"]] == ["D2", "D2", "D3", "D3"]
    assert list(out.queue) == [1]
    assert post_value_entries(out.ledger, [2, 3]).posted_count == 0


def test_reports_of_the_job():
    entries = [
        value(1, "Purchase", actual=100, expected=-95),
        value(2, "Sale", actual=-40),
        value(3, "Sale", actual=-1, **{"Location Code": "GONE", "Item No.": "OLD"}),
        value(4, "Sale", actual=-2, **{"Item No.": "OLD"}),
    ]
    out = post_inventory_cost(company(entries))
    detail = out.results["detail"]
    assert [(d["Entry No."], d["Inventory"], d["COGS"], d["Inventory Adjustment"]) for d in detail] == [
        (1, 5, 0, 95),
        (2, -40, 40, 0),
        (4, -2, 2, 0),
    ]
    amounts = [[v for c, v in d.items() if isinstance(v, Decimal)] for d in detail]
    assert all(sum(row) == 0 for row in amounts)
    assert detail[2]["Description"] == "item no longer exists"
    assert [g["Entry Type"] for g in out.results["per posting group"]][:4] == [
        "Inventory (Interim)",
        "Invt. Accrual (Interim)",
        "Inventory",
        "Direct Cost Applied",
    ]
    assert out.results["statistics"]["Text"] == "3 value entries have been posted to the general ledger."
    assert out.results["skipped"][0]["Table"] == "Inventory Posting Setup"


def test_a_ledger_whose_entries_have_no_source_code_stays_without():
    more = {"G/L Entry": [{"Entry No.": 1, "G/L Account No.": INVENTORY, "Posting Date": "2026-01-01", "Amount": 1}]}
    out = post_inventory_cost(company([value(1, "Sale", actual=-1)], more=more))
    assert "Source Code" not in out.ledger.table("G/L Entry").given
    assert out.added["G/L Entry"][0]["Source Code"] == "INVTPCOST"
