"""The same figures from parts of the items - one after the other, in processes, on a local cluster - as from the whole."""

from __future__ import annotations

from collections import Counter
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from xlcost import Ledger, LedgerInvalid, XlcostError, adjust_cost, run_report, write_ledger
from xlcost.faces.partitions import item_chains, map_parts, parts_of, read_part

REPORTS = {
    "Inventory Valuation": {"Ending Date": "2026-10-31", "Include Expected Cost": True},
    "Invt. Valuation - Cost Spec.": {"Valuation Date": "2026-10-31"},
    "Inventory Valuation - WIP": {"Ending Date": "2026-10-31"},
}


@pytest.fixture(scope="module")
def books(sample: Ledger, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("parts") / "books"
    write_ledger(sample, folder.with_suffix(".parquet"))
    return folder


def rows(ledger: Ledger) -> dict[str, list[Any]]:
    return {name: [sorted(map(str, r.items())) for r in run_report(ledger, name, options).records()] for name, options in REPORTS.items()}


def raised(ledger: Ledger) -> Ledger:
    """With an invoice that came out dearer, so that there is something to adjust."""
    first = next(r for r in ledger.records("Value Entry") if r["Item Ledger Entry Type"] == "Purchase" and r["Cost Amount (Actual)"])
    return ledger.upsert("Value Entry", [{**first, "Cost Amount (Actual)": first["Cost Amount (Actual)"] + 7}])


def adjustments(ledger: Ledger) -> Counter[tuple[str, Decimal]]:
    ledger = ledger.upsert("Item", [{**r, "Cost is Adjusted": False} for r in ledger.records("Item")])
    points = [{**r, "Cost Is Adjusted": False} for r in ledger.records("Avg. Cost Adjmt. Entry Point")]
    ledger = ledger.upsert("Avg. Cost Adjmt. Entry Point", points)
    entries = [{**r, "Applied Entry to Adjust": True} for r in ledger.records("Item Ledger Entry")]
    ledger = ledger.upsert("Item Ledger Entry", entries)
    return Counter((r["Item No."], r["Cost Amount (Actual)"]) for r in adjust_cost(ledger).added.get("Value Entry", []))


def test_no_order_is_parted_and_no_entry_is_lost(sample: Ledger, books: Path) -> None:
    chains = item_chains(books)
    assert sum(size for *_, size in chains) == sample.table("Item Ledger Entry").length
    for n, (items, orders, _) in enumerate(chains):
        for other_items, other_orders, _ in chains[:n]:
            assert not items & other_items
            assert not orders & other_orders
    parts = [read_part(books, *group) for group in parts_of(books, 4)]
    assert len(parts) > 1
    for name in ("Item Ledger Entry", "Value Entry", "Item Application Entry", "Capacity Ledger Entry", "Inventory Adjmt. Entry (Order)"):
        assert sum(p.table(name).length for p in parts) == sample.table(name).length, name
    assert all(not p.table("G/L Entry").length for p in parts)


@pytest.mark.parametrize("parts", [1, 2, 5, 100])
def test_reports_of_the_parts_are_the_rows_of_the_whole(sample: Ledger, books: Path, parts: int) -> None:
    found = map_parts(books, rows, parts)
    for name, whole in rows(sample).items():
        assert sorted(r for part in found for r in part[name]) == sorted(whole)


def test_the_cost_adjustment_of_the_parts_is_that_of_the_whole(sample: Ledger, tmp_path: Path) -> None:
    ledger = raised(sample)
    write_ledger(ledger, tmp_path / "books.parquet")
    whole = adjustments(ledger)
    assert whole
    assert sum(map_parts(tmp_path / "books", adjustments, 5, workers=2), Counter()) == whole


def test_on_a_local_cluster(sample: Ledger, books: Path) -> None:
    from dask.distributed import Client, LocalCluster

    with LocalCluster(n_workers=1, threads_per_worker=2, processes=False, dashboard_address=None) as cluster, Client(cluster) as client:
        found = map_parts(books, rows, 3, client=client)
    assert sorted(r for part in found for r in part["Inventory Valuation"]) == sorted(rows(sample)["Inventory Valuation"])


def test_a_folder_without_entries_is_refused(tmp_path: Path) -> None:
    with pytest.raises(XlcostError) as caught:
        item_chains(tmp_path)
    assert caught.value.code == "W20"


def fails(ledger: Ledger) -> None:
    Ledger.from_records({"Item": [{"No.": "A", "Unit Cost": "dear"}]})


@pytest.mark.parametrize("workers", [1, 2])
def test_an_error_of_a_worker_is_the_same_error_here(books: Path, workers: int) -> None:
    with pytest.raises(LedgerInvalid) as caught:
        map_parts(books, fails, 3, workers=workers)
    assert (caught.value.code, len(caught.value.problems)) == ("L03", 1)
    assert "dear" in str(caught.value)
