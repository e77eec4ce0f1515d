"""As it would stand after adjusting and posting: what a close shows beside the reconciliation as it stands (interface.md 3)."""

from __future__ import annotations

import json
import sys
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook
from typer.testing import CliRunner

sys.path.insert(0, str(Path(__file__).parents[1] / "libreoffice"))

from office import require_office
from recalculate import recalculate
from tests.faces.ribbon.stages import unadjusted
from tests.sheets import look_checks

import xlcost.views
from xlcost import Ledger, adjust_cost, close_period, reconcile_inventory, write_ledger
from xlcost.faces.cli.app import assemble
from xlcost.faces.pack import write_close
from xlcost.reports.close import Close
from xlcost.reports.pack.common import Facts
from xlcost.reports.pack.matrix import matrix_page

D = Decimal
SHEET, SECTION = "Inventory - G-L Reconciliation", "As it would stand after adjusting and posting"
SMALL, MONTH, LAST = "2022-01", "2026-10", "2022-01-31"
FACTS = Facts("Company", "Run", "LEDGER.xlsx", "")


def closed(ledger: Ledger, period: str = SMALL, **asked: Any) -> Close:
    close: Close = close_period(ledger, period, **asked).results["close"]
    return close


def table(close: Close) -> list[tuple[Any, ...]]:
    """Account, difference now, by adjusting, by posting, left, causes left."""
    return [(a.account, a.now, a.by_adjusting, a.by_posting, a.left, dict(a.causes)) for a in close.would_stand.accounts]


@cache
def with_direct_posting() -> Ledger:
    """Neither adjusted nor posted, and 500.00 booked by hand on the inventory account."""
    ledger = unadjusted()
    entry = {"Entry No.": ledger.last_no("G/L Entry") + 1, "G/L Account No.": "2110", "Posting Date": "2022-01-25", "Amount": 500}
    return ledger.upsert("G/L Entry", [{**entry, "Document No.": "BYHAND"}])


def blocked(ledger: Ledger, account: str) -> Ledger:
    rows = [{**r, "Blocked": True} for r in ledger.records("G/L Account") if r["No."] == account]
    return ledger.upsert("G/L Account", rows or [{"No.": account, "Blocked": True}])


def block_of(close: Close) -> Any:
    return next(b for b in matrix_page(close, FACTS).blocks if b.section == SECTION)


def test_both_columns_move_and_what_is_booked_by_hand_stays() -> None:
    close = closed(with_direct_posting())
    assert table(close) == [
        ("2110", D("496.66"), D("4.17"), D("-0.83"), D("500.00"), {"Direct G/L posting": D("500.00")}),
        ("7190", D("-15.00"), D("-4.17"), D("19.17"), D("0.00"), {}),
        ("7291", D("18.34"), D("0.00"), D("-18.34"), D("0.00"), {}),
    ]
    assert close.would_stand.sentence == "After adjusting and posting 2 of 3 differences would be gone."
    page = matrix_page(close, FACTS)
    assert page.message == f"3 accounts of 10 carry differences; the causes are on the sheet Explained. {close.would_stand.sentence}"
    marks = {line.cells["account"].split()[0]: line.state for line in block_of(close).lines[:3]}
    assert marks == {"2110": "explained", "7190": "ties", "7291": "ties"}
    assert {line.links["account"] for line in block_of(close).lines[:3]} == {f"Explained#account_{no}" for no in marks}


def test_the_columns_are_what_the_two_stages_do_one_after_the_other() -> None:
    ledger = with_direct_posting()
    steps = [reconcile_inventory(books, date_to=LAST).accounts for books in (ledger, adjust_cost(ledger).ledger)]
    done = closed(ledger, adjust=True, post=True)
    steps.append(done.reconciliation.accounts)
    for no, now, adjusting, posting, left, causes in table(closed(ledger)):
        assert [s[no]["difference"] for s in steps] == [now, now + adjusting, now + adjusting + posting]
        assert (left, causes) == (steps[2][no]["difference"], steps[2][no]["causes"])
    assert done.would_stand.sentence == "Adjusting and posting are carried out, nothing more would change: 1 difference stays."


def test_one_stage_carried_out_leaves_the_other_to_come() -> None:
    adjusted, posted = (closed(unadjusted(), **{stage: True}) for stage in ("adjust", "post"))
    assert table(adjusted) == [
        ("2110", D("0.83"), D("0.00"), D("-0.83"), D("0.00"), {}),
        ("7190", D("-19.17"), D("0.00"), D("19.17"), D("0.00"), {}),
        ("7291", D("18.34"), D("0.00"), D("-18.34"), D("0.00"), {}),
    ]
    assert table(posted) == [
        ("2110", D("0.00"), D("4.17"), D("-4.17"), D("0.00"), {}),
        ("7190", D("0.00"), D("-4.17"), D("4.17"), D("0.00"), {}),
    ]
    assert posted.would_stand.sentence == "After adjusting and posting what adjusting adds would be posted, no account would differ."


def test_what_adjusting_adds_on_a_blocked_account_is_a_new_difference() -> None:
    ledger = blocked(closed(unadjusted(), post=True).ledger, "7190")
    close = closed(ledger)
    assert table(close) == [
        ("2110", D("0.00"), D("4.17"), D("0.00"), D("4.17"), {"Not yet posted": D("4.17")}),
        ("7190", D("0.00"), D("-4.17"), D("0.00"), D("-4.17"), {"Not yet posted": D("-4.17")}),
    ]
    assert close.would_stand.sentence == "After adjusting and posting 2 accounts would carry a new difference."
    assert not any(line.links for line in block_of(close).lines)  # nothing on Explained is about them


def test_adjusting_that_posts_at_once_leaves_nothing_to_posting() -> None:
    posted = closed(unadjusted(), post=True).ledger
    close = closed(posted.upsert("Inventory Setup", [{**posted.records("Inventory Setup")[0], "Automatic Cost Posting": True}]))
    assert close.would_adjust
    assert table(close) == []
    assert close.would_stand.sentence == "Adjusting and posting would change nothing: no account differs."


def test_planted_differences_stay_and_no_second_reconciliation_is_made(sample: Ledger, monkeypatch: pytest.MonkeyPatch) -> None:
    """The sample is adjusted and posted as far as the setup allows: a blocked account and a direct posting stay."""
    close = closed(sample, MONTH)
    monkeypatch.setattr(xlcost.views, "reconcile_inventory", lambda *a, **k: pytest.fail("a second reconciliation was made"))
    assert table(close) == [
        ("2110", D("1250.00"), D("0.00"), D("0.00"), D("1250.00"), {"Direct G/L posting": D("1250.00")}),
        ("2150", D("105.48"), D("0.00"), D("0.00"), D("105.48"), {"Not yet posted": D("105.48")}),
        ("7170", D("-105.48"), D("0.00"), D("0.00"), D("-105.48"), {"Not yet posted": D("-105.48")}),
    ]
    sentence = "Adjusting and posting would change nothing: 3 differences stay."
    assert [dict(line.cells) for line in block_of(close).lines] == [{"text": sentence}]
    assert close.would_stand.sentence == sentence


def test_a_reconciliation_of_its_own_looks_at_no_stage(sample: Ledger) -> None:
    from xlcost.reports.pack.pages import reconciliation_pages

    pages = reconciliation_pages(sample, reconcile_inventory(sample, date_to="2026-10-31"), {}, FACTS)
    assert SECTION not in {b.section for b in pages[0].blocks}


@pytest.mark.libreoffice
def test_the_block_in_the_workbook_is_live_and_looks_right(tmp_path: Path) -> None:
    require_office()
    path = write_close(close_period(with_direct_posting(), SMALL), tmp_path / "CLOSE.xlsx", "LEDGER.xlsx")
    assert look_checks.check_pack(path) == []
    assert [str(one) for one in recalculate(path)[1]] == []
    rows = list(load_workbook(path)[SHEET].iter_rows())
    start = next(n for n, row in enumerate(rows) if row[1].value == SECTION)
    captions = {cell.value: cell.column - 1 for cell in rows[start + 1] if cell.value}
    left = captions["Difference left"]
    assert [str(rows[start + n][left].value).startswith("=") for n in (2, 3, 4, 5)] == [True] * 4
    assert "SUBTOTAL" in rows[start + 5][left].value
    values = list(load_workbook(path, data_only=True)[SHEET].iter_rows(values_only=True))
    assert [values[start + n][left] for n in (2, 3, 4, 5)] == [500, 0, 0, 500]
    assert values[start + 5][captions["By posting"]] == 0


def test_the_command_line_says_it_in_a_sentence_and_in_figures(tmp_path: Path) -> None:
    source = tmp_path / "LEDGER.xlsx"
    write_ledger(with_direct_posting(), source)
    run = CliRunner().invoke(assemble(), ["close", str(source), "--period", SMALL])
    sentence = "After adjusting and posting 2 of 3 differences would be gone."
    assert " ".join(run.output.split()).count(sentence) == 1
    found = json.loads(CliRunner().invoke(assemble(), ["close", str(source), "--period", SMALL, "--json"]).stdout)["would_stand"]
    assert found["sentence"] == sentence
    assert {k: D(str(v)) for k, v in found["accounts"]["2110"].items() if k != "causes"} == {
        "difference": D("496.66"), "by_adjusting": D("4.17"), "by_posting": D("-0.83"), "left": D("500.00"),
    }  # fmt: skip
    assert list(found["accounts"]["2110"]["causes"]) == ["Direct G/L posting"]
