"""Ledgers larger than memory: a pure function on one part of the items after the other, in processes, or on a cluster.

Items that share a production or assembly order form a *chain*; all entries of a chain, its orders and their capacity
belong together, and nothing links two chains but the general ledger. So whatever is computed per item - a report's rows,
the cost adjustment, a what-if - is the same on the part as on the whole. What compares with the general ledger is not.

    from xlcost.faces.partitions import map_parts

    def rows(ledger):
        return xlcost.run_report(ledger, "Inventory Valuation", {"Ending Date": "2026-10-31"}).records()

    found = map_parts("books.parquet", rows, parts=16)                       one part at a time
    found = map_parts("books.parquet", rows, parts=16, client=Client(...))   on a Dask cluster that sees the folder

Only the two columns that make the chains are read of the whole ledger, then each part on its own.
"""

from __future__ import annotations

import heapq
import os
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from functools import partial
from pathlib import Path
from typing import Any, TypeVar

from xlcost.ledger import Ledger
from xlcost.sheets.failures import failure
from xlcost.sheets.read import read_chosen

T = TypeVar("T")
ENTRIES = "Item Ledger Entry"
OF_THE_LEDGER = ("G/L Entry", "G/L - Item Ledger Relation", "G/L Register")  # belong to no item: left out of a part
_BY_ITEM = ("Stockkeeping Unit", "Post Value Entry to G/L", "Avg. Cost Adjmt. Entry Point", "Item Journal Line")


def item_chains(folder: str | os.PathLike[str]) -> list[tuple[frozenset[str], frozenset[str], int]]:
    """(items, order numbers, number of item ledger entries) of each chain of a folder of Parquet files, smallest item first.

    Raises XlcostError W37 without the extra `xlcost[parquet]`, W20 when the folder has no item ledger entries.
    """
    owner: dict[str, str] = {}

    def find(item: str) -> str:
        root = item
        while owner.setdefault(root, root) != root:
            root = owner[root]
        while owner[item] != root:
            owner[item], item = root, owner[item]
        return root

    first: dict[str, str] = {}
    sizes: Counter[str] = Counter()
    for item, order in _item_orders(Path(folder)):
        sizes[item] += 1
        root = find(item)
        if order:
            other = find(first.setdefault(order, item))
            owner[max(root, other)] = min(root, other)
    items: dict[str, set[str]] = {}
    for item in sizes:
        items.setdefault(find(item), set()).add(item)
    orders: dict[str, set[str]] = {}
    for order, item in first.items():
        orders.setdefault(find(item), set()).add(order)
    chains = ((frozenset(found), frozenset(orders.get(root, ())), sum(sizes[i] for i in found)) for root, found in items.items())
    return sorted(chains, key=lambda chain: min(chain[0]))


def _item_orders(folder: Path) -> Iterator[tuple[str, str]]:
    """(item, order) of every item ledger entry, without holding more than a batch of them."""
    try:
        from pyarrow.parquet import ParquetFile
    except ImportError:
        raise failure("W37", "Parquet files cannot be read here.", str(folder)) from None
    file = folder / f"{ENTRIES}.parquet"
    if not file.is_file():
        raise failure("W20", f"The folder has no file {file.name}.", str(folder))
    with ParquetFile(file) as content:
        names = [c for c in ("Item No.", "Order No.") if c in content.schema_arrow.names]
        for batch in content.iter_batches(100_000, columns=names):
            columns = [column.to_pylist() for column in batch.columns]
            yield from zip(columns[0], columns[1] if len(columns) > 1 else [""] * len(batch), strict=True)


def parts_of(folder: str | os.PathLike[str], parts: int) -> list[tuple[frozenset[str], frozenset[str]]]:
    """At most `parts` groups of whole chains, as equal in entries as chains allow: (items, order numbers) each."""
    heap: list[tuple[int, int]] = [(0, n) for n in range(max(1, parts))]
    groups: list[tuple[set[str], set[str]]] = [(set(), set()) for _ in heap]
    for items, orders, size in sorted(item_chains(folder), key=lambda c: (-c[2], min(c[0]))):
        load, number = heapq.heappop(heap)
        groups[number][0].update(items)
        groups[number][1].update(orders)
        heapq.heappush(heap, (load + size, number))
    return [(frozenset(items), frozenset(orders)) for items, orders in groups if items]


def read_part(folder: str | os.PathLike[str], items: frozenset[str], orders: frozenset[str]) -> Ledger:
    """The ledger of some items and orders: their entries and cards, all setup, nothing of the general ledger."""
    place = Path(folder)
    chosen: dict[str, dict[str, Any]] = {name: {"Item No.": items} for name in _BY_ITEM} | {name: {} for name in OF_THE_LEDGER}
    chosen |= {
        ENTRIES: {"Item No.": items},
        "Item": {"No.": items},
        "Value Entry": {"Item No.": items, "Order No.": orders},
        "Capacity Ledger Entry": {"Order No.": orders},
        "Inventory Adjmt. Entry (Order)": {"Order No.": orders},
        "Production Order": {"No.": orders},
        "Prod. Order Line": {"Prod. Order No.": orders},
        "Assembly Header": {"No.": orders},
    }
    numbers = _entry_numbers(place, items)
    chosen["Item Application Entry"] = {"Item Ledger Entry No.": numbers}
    return read_chosen(place, chosen)


def _entry_numbers(folder: Path, items: frozenset[str]) -> list[int]:
    from pyarrow.parquet import read_table

    found = read_table(folder / f"{ENTRIES}.parquet", columns=["Entry No."], filters=[("Item No.", "in", list(items))])
    numbers: list[int] = found["Entry No."].to_pylist()
    return numbers


def map_parts(
    folder: str | os.PathLike[str], function: Callable[[Ledger], T], parts: int = 8, workers: int = 1, client: Any = None
) -> list[T]:
    """What a function says of each part of a folder of Parquet files, in the order of `parts_of`.

    With `workers` > 1 in as many processes of this machine, with `client` (a dask.distributed Client) on its cluster; the
    function must then be importable there. Its errors are raised here.
    """
    groups: Sequence[tuple[frozenset[str], frozenset[str]]] = parts_of(folder, parts)
    work = partial(_work, os.fspath(folder), function)
    if client is not None:
        return list(client.gather(client.map(work, groups, pure=False)))
    if workers > 1:
        with ProcessPoolExecutor(workers) as pool:
            return list(pool.map(work, groups))
    return [work(group) for group in groups]


def _work(folder: str, function: Callable[[Ledger], T], group: tuple[frozenset[str], frozenset[str]]) -> T:
    return function(read_part(folder, *group))
