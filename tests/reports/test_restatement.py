"""Restatement bridge (goals.md N3): what was reported, what the date shows now, the entries in between; from a pack alone."""

from __future__ import annotations

import json
import random
import sys
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.reports.pack_edit import with_cell
from tests.sheets import look_checks
from typer.testing import CliRunner

sys.path.insert(0, str(Path(__file__).parents[1] / "libreoffice"))

from office import require_office
from recalculate import recalculate

from random_company import random_company
from xlcost import Ledger, close_period, read_close, restatement_bridge, run_report, write_ledger
from xlcost.faces.cli.app import assemble
from xlcost.faces.pack import write_close
from xlcost.faces.report_files import write_restatement
from xlcost.faces.sample import sample_ledger
from xlcost.problems import XlcostError
from xlcost.reports.grid import Rank
from xlcost.reports.restatement import restatement_grid
from xlcost.views.bridge import TAMPERED
from xlcost.views.reported import EXPECTED, EXPECTED_POSTED, FIGURES, POSTED, VALUE

SAMPLE = sample_ledger()
LAST, FIRST = "2026-10-31", "2026-10-01"


def company(*entries: dict[str, Any], group: str = "RESALE") -> Ledger:
    """One item LAMP; value entries of item ledger entries 1 (purchase) and 2 (sale)."""
    values = [{"Item No.": "LAMP", "Posting Date": "2026-09-10", "Entry Type": "Direct Cost", **e} for e in entries]
    return Ledger.from_records(
        {
            "Item": [{"No.": "LAMP", "Inventory Posting Group": group}],
            "Item Ledger Entry": [
                {"Entry No.": 1, "Item No.": "LAMP", "Posting Date": "2026-09-10", "Entry Type": "Purchase", "Quantity": 10},
                {"Entry No.": 2, "Item No.": "LAMP", "Posting Date": "2026-09-20", "Entry Type": "Sale", "Quantity": -4},
            ],
            "Value Entry": values,
        }
    )


BOUGHT = {"Entry No.": 1, "Item Ledger Entry Type": "Purchase", "Item Ledger Entry No.": 1, "Cost Amount (Actual)": 100, "Invoiced Quantity": 10}
SOLD = {"Entry No.": 2, "Item Ledger Entry Type": "Sale", "Item Ledger Entry No.": 2, "Cost Amount (Actual)": -40, "Invoiced Quantity": -4}
ADJUSTED = {**SOLD, "Entry No.": 9, "Cost Amount (Actual)": "-3.60", "Invoiced Quantity": 0, "Adjustment": True}
CHARGE = {**BOUGHT, "Entry No.": 9, "Cost Amount (Actual)": "5.00", "Invoiced Quantity": 0, "Item Charge No.": "FREIGHT"}
WRITE_DOWN = {**BOUGHT, "Entry No.": 9, "Entry Type": "Revaluation", "Cost Amount (Actual)": "-6.00", "Invoiced Quantity": 0}
LATER = {**BOUGHT, "Entry No.": 9, "Cost Amount (Actual)": "22.00", "Invoiced Quantity": 2, "Item Ledger Entry Quantity": 2}


@pytest.mark.parametrize(
    ("then", "now", "causes"),
    [
        ((BOUGHT, SOLD), (BOUGHT, SOLD), {}),
        ((BOUGHT, SOLD), (BOUGHT, SOLD, ADJUSTED), {"Cost adjustment": "-3.60"}),
        ((BOUGHT, SOLD), (BOUGHT, SOLD, CHARGE), {"Item charge posted since": "5.00"}),
        ((BOUGHT, SOLD), (BOUGHT, SOLD, WRITE_DOWN), {"Revaluation": "-6.00"}),
        ((BOUGHT, SOLD), (BOUGHT, SOLD, LATER), {"Backdated posting": "22.00"}),
        ((BOUGHT, SOLD), (BOUGHT, SOLD, {**LATER, "Posting Date": "2026-10-01"}), {}),
        ((BOUGHT, SOLD), (BOUGHT,), {"Value entry removed": "40.00"}),
        ((BOUGHT, SOLD), ({**BOUGHT, "Cost Amount (Actual)": 110}, SOLD), {"Value entry changed": "10.00"}),
        ((BOUGHT, SOLD), (BOUGHT, {**SOLD, "Posting Date": "2026-10-02"}), {"Value entry changed": "40.00"}),
        ((BOUGHT, {**SOLD, "Posting Date": "2026-10-02"}), (BOUGHT, SOLD), {"Value entry changed": "-40.00"}),
    ],
)
def test_each_change_has_one_cause(then: tuple[Any, ...], now: tuple[Any, ...], causes: dict[str, str]) -> None:
    bridge = restatement_bridge(company(*then), company(*now), "2026-09-30")
    assert {c["Cause"]: str(c["Change"]) for c in bridge.causes if c["Figure"] == "Ending Value"} == causes
    assert bridge.change == sum((Decimal(v) for v in causes.values()), Decimal(0))


def test_posting_to_the_gl_changes_only_what_is_posted() -> None:
    bridge = restatement_bridge(company(BOUGHT, SOLD), company({**BOUGHT, "Cost Posted to G/L": 100}, SOLD), "2026-09-30")
    assert [(c["Figure"], c["Cause"], c["Change"], c["Entries"]) for c in bridge.causes] == [
        ("Cost Posted to G/L", "Posted to G/L since", Decimal("100.00"), [1])
    ]


def test_an_item_in_another_group_is_named_though_no_value_changed() -> None:
    bridge = restatement_bridge(company(BOUGHT), company(BOUGHT, group="SPARES"), "2026-09-30")
    (move,) = bridge.changes
    assert (move["Cause"], move["Group Reported"], move["Group Now"], move["Change"]) == ("Item moved to another group", "RESALE", "SPARES", 0)


# -- a company of 1,919 value entries, changed at random ----------------------------------------------------
def changed(seed: int) -> Ledger:
    """The sample as it may have been at the close: fewer entries, others posted or changed."""
    chance = random.Random(seed)
    table = SAMPLE.table("Value Entry")
    last = chance.choice([1500, 1700, 1900])
    keep = [i for i, n in enumerate(table["Entry No."].tolist()) if n <= last and chance.random() > 0.01]
    records = table.take(keep)
    for caption, share in (("Cost Posted to G/L", 0.05), ("Cost Amount (Actual)", 0.01), ("Posting Date", 0.01)):
        values = records[caption].copy()
        for i in range(len(values)):
            if chance.random() < share:
                values[i] = 0 if caption == "Cost Posted to G/L" else values[i] + (100_000 if "Amount" in caption else 40)
        records = records.with_columns({caption: values})
    return Ledger({**SAMPLE.tables, "Value Entry": records})


@given(st.integers(0, 10**6))
def test_causes_add_up_to_every_reported_figure(seed: int) -> None:
    bridge = restatement_bridge(changed(seed), SAMPLE, LAST, start=FIRST)
    for figure in FIGURES:
        before, now = bridge.totals[figure]
        assert sum((c["Change"] for c in bridge.causes if c["Figure"] == figure.name), before) == now
        assert sum((r["Change"] for r in bridge.lines if r["Figure"] == figure.name), before) == now
    assert all(c["Cause"] != TAMPERED for c in bridge.causes)


# -- the pack -----------------------------------------------------------------------------------------------
@pytest.fixture(scope="module")
def then() -> Ledger:
    return changed(7)


@pytest.fixture(scope="module")
def pack(then: Ledger, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_close(close_period(then, "2026-10"), tmp_path_factory.mktemp("packs") / "CLOSE-2026-10.xlsx", "THEN.xlsx")


def test_the_pack_alone_says_what_the_two_ledgers_say(then: Ledger, pack: Path) -> None:
    from_pack = restatement_bridge(read_close(pack), SAMPLE)
    from_ledger = restatement_bridge(then, SAMPLE, LAST, start=FIRST)
    assert not from_pack.warnings
    assert from_pack.totals == from_ledger.totals
    assert list(from_pack.lines) == list(from_ledger.lines)
    assert list(from_pack.changes) == list(from_ledger.changes)


@pytest.mark.parametrize("compatibility", ["exact", "clean"])
def test_a_pack_compared_with_its_own_ledger_has_not_changed(compatibility: str, tmp_path: Path) -> None:
    path = write_close(close_period(SAMPLE, "2026-09", compatibility=compatibility), tmp_path / "CLOSE.xlsx", "LEDGER.xlsx")
    bridge = restatement_bridge(read_close(path), SAMPLE)
    assert (list(bridge.changes), bridge.warnings) == ([], ())
    assert bridge.reported == bridge.now


def test_long_lists_of_entries_are_read_back_too(then: Ledger, pack: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for module in ("entries", "drill"):
        monkeypatch.setattr(f"xlcost.reports.pack.{module}.MOST_LINES", 20)
    path = write_close(close_period(then, "2026-10"), tmp_path / "LONG.xlsx", "THEN.xlsx")
    assert list(restatement_bridge(read_close(path), SAMPLE).changes) == list(restatement_bridge(read_close(pack), SAMPLE).changes)


def find(pack: Path, sheet: str, test: Callable[[tuple[Any, ...]], bool]) -> tuple[Any, ...]:
    """The first row of cells that fits, with cached values."""
    rows = openpyxl.load_workbook(pack, data_only=True, read_only=True)[sheet].iter_rows()
    return next(row for row in rows if test(tuple(c.value for c in row)))


def test_a_printed_figure_that_somebody_changed_is_named(pack: Path, tmp_path: Path) -> None:
    row = find(pack, "Inventory Valuation", lambda values: "TOUR-7" in values)
    ending = [c for c in row if isinstance(c.value, (int, float))][7]
    forged = with_cell(pack, tmp_path / "FORGED.xlsx", "Inventory Valuation", ending.coordinate, float(ending.value) + 1000)
    honest, bridge = (restatement_bridge(read_close(p), SAMPLE) for p in (pack, forged))
    tampered = {c["Figure"]: (c["Line"], c["Change"]) for c in bridge.changes if c["Cause"] == TAMPERED}
    # the line Expected Cost Included was left as it was, so the expected cost between the two lines fell by the same amount
    assert tampered == {"Ending Value": ("TOUR-7", Decimal(-1000)), "Ending Expected Cost": ("TOUR-7", Decimal(1000))}
    assert bridge.totals[VALUE][0] == honest.totals[VALUE][0] + 1000
    assert bridge.totals[VALUE][1] == honest.totals[VALUE][1]
    assert any("TOUR-7" in w for w in bridge.warnings)


def test_an_entry_that_somebody_changed_breaks_the_fingerprint(pack: Path, tmp_path: Path) -> None:
    row = find(pack, "Reported Entries", lambda values: 1000 in values)
    amount = next(c for c in row[10:] if isinstance(c.value, (int, float)) and c.value)
    forged = with_cell(pack, tmp_path / "FORGED.xlsx", "Reported Entries", amount.coordinate, float(amount.value) + 5)
    assert any("fingerprint" in w for w in read_close(forged).warnings)


def test_a_workbook_that_lost_its_sheets_or_values_is_refused(pack: Path, tmp_path: Path) -> None:
    book = openpyxl.load_workbook(pack)
    for name in book.sheetnames:
        if name not in ("Inventory Valuation", "Reported Entries", "Evidence"):
            del book[name]
    book.save(tmp_path / "UNCACHED.xlsx")  # formulas without values
    del book["Evidence"]
    book.save(tmp_path / "PART.xlsx")
    for name in ("UNCACHED.xlsx", "PART.xlsx"):
        with pytest.raises(XlcostError) as error:
            read_close(tmp_path / name)
        assert error.value.code == "CLOSE_UNREADABLE"


# -- the command --------------------------------------------------------------------------------------------
def run(*words: object) -> tuple[int, str]:
    result = CliRunner().invoke(assemble(), ["compare", *map(str, words)])
    if isinstance(result.exception, XlcostError):
        return 3, str(result.exception)
    if result.exception is not None and not isinstance(result.exception, SystemExit):
        raise result.exception
    return result.exit_code, result.stdout


@pytest.fixture(scope="module")
def now_workbook(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("now") / "LEDGER-now.xlsx"
    write_ledger(SAMPLE, path)
    return path


def test_compare_prints_writes_and_says_whether_anything_changed(pack: Path, now_workbook: Path, tmp_path: Path) -> None:
    out = tmp_path / "RESTATED.xlsx"
    status, text = run(pack, now_workbook, "--as-of", LAST, "-o", out)
    assert status == 1
    assert "As reported" in text
    book = openpyxl.load_workbook(out)
    assert book.sheetnames == ["Restatement Bridge", "Changed Lines", "Changed Entries", "Legend"]
    rows = json.loads(run(pack, now_workbook, "--format", "json")[1])["rows"]
    assert len(rows) == len(run(pack, now_workbook, "--format", "csv")[1].splitlines()) - 1
    own = write_close(close_period(SAMPLE, "2026-10"), tmp_path / "OWN.xlsx", "LEDGER.xlsx")
    assert run(own, now_workbook)[0] == 0


def test_compare_says_what_is_missing(pack: Path, now_workbook: Path) -> None:
    assert run(pack, now_workbook, "--as-of", "2026-09-30")[1].startswith("CLOSE_OTHER_DATE")
    assert run(now_workbook, now_workbook)[1].startswith("AS_OF_MISSING")
    assert run(now_workbook, now_workbook, "--as-of", LAST)[0] == 0
    assert run(pack, now_workbook, "-o", pack)[0] == 2


def test_a_close_with_offsetting_causes_is_written(tmp_path: Path) -> None:
    values = SAMPLE.table("Value Entry")
    values = values.take([i for i, n in enumerate(values["Entry No."].tolist()) if n <= 1880])
    posted = values["Cost Posted to G/L"].copy()
    posted[1800:1860] = 0
    outcome = close_period(Ledger({**SAMPLE.tables, "Value Entry": values.with_columns({"Cost Posted to G/L": posted})}), "2026-10")
    fields = outcome.results["reconciliation"].fields
    assert any(f["causes"] and not f["difference"] for f in fields.values()), "no account type has offsetting causes"
    assert write_close(outcome, tmp_path / "CLOSE.xlsx", "THEN.xlsx").exists()


@given(st.integers(0, 10**9))
@settings(max_examples=8)
def test_the_item_bridge_and_the_cost_specification_restate_with_the_value(seed: int) -> None:
    """Both ends of the bridge are what the other dated reports show for the two ledgers."""
    books, day = random_company(seed), "2022-03-31"
    earlier = without_entries(books, seed)
    bridge = restatement_bridge(earlier, books, day)
    for side, ledger in ((0, earlier), (1, books)):
        totals = run_report(ledger, "Inventory to G/L Reconcile", {"Ending Date": day}).facts["totals"]
        assert sum(bridge.totals[f][side] for f in (VALUE, EXPECTED)) == totals["total_value"]
        assert sum(bridge.totals[f][side] for f in (POSTED, EXPECTED_POSTED)) == totals["cost_posted_to_g_l"] + totals["expected_cost_posted_to_g_l"]
    spec = run_report(books, "Invt. Valuation - Cost Spec.", {"Valuation Date": day}).facts["total"]
    assert abs(spec - bridge.now) <= issue_tolerance_amount(books)


def without_entries(books: Ledger, seed: int) -> Ledger:
    """The ledger before its last value entries were posted."""
    values = books.table("Value Entry")
    kept = [n for n in range(values.length) if n < values.length * (2 + seed % 3) // 5]
    return Ledger({**books.tables, "Value Entry": values.take(kept)})


def issue_tolerance_amount(books: Ledger) -> Decimal:
    """Half a cent per issue [Q4]."""
    return Decimal("0.005") * max(1, int((books.table("Item Ledger Entry")["Quantity"] < 0).sum()))


def test_the_page_says_which_reports_have_no_bridge_of_their_own() -> None:
    grid = restatement_grid(restatement_bridge(company(BOUGHT), company(BOUGHT, SOLD), LAST))
    notes = [str(line.cells["cause"]) for line in grid.lines if line.rank is Rank.NOTE]
    assert "Cost Shares Breakdown" in notes[0]
    assert any("Inventory to G/L Reconcile" in str(line.cells.get("cause")) for line in grid.lines if line.rank is Rank.HEADING)


@pytest.mark.libreoffice
def test_the_workbook_recalculates_to_its_cached_values(tmp_path: Path) -> None:
    require_office()
    path = write_restatement(SAMPLE, restatement_bridge(without_entries(SAMPLE, 2), SAMPLE, LAST, start=FIRST), tmp_path / "OUT.xlsx", "LEDGER.xlsx")
    assert look_checks.check_pack(path) == []
    count, wrong = recalculate(path)
    assert [str(w) for w in wrong] == []
    assert count > 100
