"""Sheet Trace of the pack: which chains stand on it, that each adds up, that Explained leads there and that it leads on."""

from __future__ import annotations

import random
from decimal import Decimal
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import load_workbook

from random_company import random_company
from sound_company import edit, sound_company
from xlcost import Ledger, close_period
from xlcost.faces.pack import facts_of, write_close
from xlcost.reports.close import Close
from xlcost.reports.grid import Page, Rank
from xlcost.reports.pack import pack_pages
from xlcost.reports.pack.common import causes_of, entries_of
from xlcost.reports.pack.trace_page import MOST_CHAINS, anchor_of, chains_of


def closed(ledger: Ledger) -> Close:
    close: Close = close_period(ledger, "2022-01").results["close"]
    return close


def pages(close: Close) -> dict[str, Page]:
    return {page.sheet: page for page in pack_pages(close, facts_of(close, "LEDGER.xlsx"))}


def chain(page: Page, anchor: str) -> list[tuple[object, ...]]:
    lines = [line for line in page.blocks[0].lines if line.group == anchor]
    return [tuple(line.cells.get(k) for k in ("chain", "entry_no", "cost_amount_actual", "share_of_the_traced_cost")) for line in lines]


def faults(ledger: Ledger, rng: random.Random) -> Ledger:
    """Some value entries not posted, some G/L amounts altered, some G/L entries gone, a manual journal: as many as come up."""
    values, entries = ledger.records("Value Entry"), ledger.records("G/L Entry")
    for row in rng.sample(values, k=min(rng.randint(0, 3), len(values))):
        row["Cost Posted to G/L"] = Decimal(0)
    for row in rng.sample(entries, k=min(rng.randint(0, 3), len(entries))):
        row["Amount"] += rng.choice((Decimal(1), Decimal("-0.05")))
    for _ in range(min(rng.randint(0, 2), len(entries))):
        del entries[rng.randrange(len(entries))]
    for no in ("2110", "7190")[: rng.randint(0, 2)]:
        last = max((e["Entry No."] for e in entries), default=0)
        manual = {"Entry No.": last + 1, "G/L Account No.": no, "Posting Date": "2022-01-20", "Document No.": "GJ", "Amount": rng.randint(1, 900)}
        entries.append({**manual, "Source Code": "GENJNL"})
    return ledger.without("G/L Entry").upsert("G/L Entry", entries).upsert("Value Entry", values)


def test_an_unposted_sale_is_followed_to_its_receipt() -> None:
    """Value entry 5, sale of 4 out of 10 @ 10, was not posted."""
    page = pages(closed(edit(sound_company(), "Value Entry", 5, {"Cost Posted to G/L": 0})))["Trace"]
    assert chain(page, "trace_value_5") == [
        ("Not yet posted: value entry 5", None, None, None),
        ("Value entry, Direct Cost", 5, Decimal("-40.00"), None),
        ("└ Value Entry: Sale", 5, Decimal("-40.00"), None),
        ("   └ Application: Purchase", 1, Decimal("100.00"), Decimal("-40.00")),
        ("What stays adds up to the start", None, None, Decimal("-40.00")),
    ]


def test_a_manual_posting_shows_its_document() -> None:
    books = sound_company()
    last = books.last_no("G/L Entry")
    day = books.records("G/L Entry")[0]["Posting Date"]
    manual = [
        {"Entry No.": last + n, "G/L Account No.": no, "Posting Date": day, "Document No.": "GJ-9", "Amount": amount, "Source Code": "GENJNL"}
        for n, no, amount in ((1, "2110", 500), (2, "8640", -500))
    ]
    page = pages(closed(books.upsert("G/L Entry", manual)))["Trace"]
    assert page.message.endswith("no value entry stands behind it; its document has 2 entries.")
    assert chain(page, f"trace_gl_{last + 1}")[1:] == [
        ("G/L Entry", last + 1, Decimal("500.00"), None),
        ("└ Document: G/L Entry", last + 2, Decimal("-500.00"), None),
        ("No value entry; the document balances", None, Decimal("0.00"), None),
    ]


def test_books_that_tie_show_where_the_cost_of_the_largest_sale_comes_from() -> None:
    """Sales of January: 40.00 of F, 30.00 of A, 20.00 of C."""
    page = pages(closed(sound_company()))["Trace"]
    assert page.message == "No account differs. Largest sale of the period, item ledger entry 5, -40.00, comes from 1 origin."
    assert page.came_from == ("Cover",)
    assert chain(page, "trace_item_5")[1:] == [
        ("Sale", 5, Decimal("-40.00"), None),
        ("└ Application: Purchase", 1, Decimal("100.00"), Decimal("-40.00")),
        ("What stays adds up to the start", None, None, Decimal("-40.00")),
    ]


@settings(max_examples=25)
@given(st.integers(0, 10**9))
def test_the_largest_entries_of_the_causes_each_add_up(seed: int) -> None:
    rng = random.Random(seed)
    ledger = faults(random_company(seed, lines=12), rng)
    close = closed(ledger)
    found = pages(close)
    chains = chains_of(close)
    amounts = {}
    for cause in causes_of(close):
        for entry in entries_of(close, cause):
            anchor = anchor_of(entry, cause)
            amounts[anchor] = max(amounts.get(anchor, Decimal(0)), abs(entry["Amount"]))
    shown = [c.anchor for c in chains]
    if amounts:
        assert [amounts[a] for a in shown] == sorted(amounts.values(), reverse=True)[:MOST_CHAINS]
        linked = {link for line in found["Explained"].blocks[0].lines for link in line.links.values() if link.startswith("Trace#")}
        assert linked == {f"Trace#{a}" for a in shown}
    for one in chains:
        assert one.of_document or one.stays == one.start or len(one.rows) == 1 or one.anchor.startswith("trace_gl_")
    anchors = {(s, line.anchor) for s, p in found.items() for block in p.blocks for line in block.lines if line.anchor}
    for line in found["Trace"].blocks[0].lines if chains else ():
        for link in line.links.values():
            assert tuple(link.split("#")) in anchors, link
        assert line.rank is not Rank.DETAIL or line.cells.get("level") is not None or line.cells["chain"].startswith("…")


def test_the_sheet_stands_between_explained_and_the_entries(tmp_path: Path) -> None:
    outcome = close_period(edit(sound_company(), "Value Entry", 5, {"Cost Posted to G/L": 0}), "2022-01")
    book = load_workbook(write_close(outcome, tmp_path / "CLOSE.xlsx", "LEDGER.xlsx"))
    order = [book.sheetnames.index(n) for n in ("Explained", "Trace", "Trace Entries", "Value Entries", "Problems")]
    assert order == sorted(order)
    links = {c.value: c.hyperlink.location for row in book["Explained"].iter_rows() for c in row if c.hyperlink and "Trace" in c.hyperlink.location}
    assert any("Trace" in where for where in links.values())
