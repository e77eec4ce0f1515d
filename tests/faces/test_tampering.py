"""A sign-off is void as soon as an input cell changes: random cells of a real workbook, edited one at a time."""

from __future__ import annotations

import datetime as dt
import random
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from faces.test_signing import PERIOD, cover, sign
from sound_company import sound_company
from xlcost import Ledger, LedgerInvalid, XlcostError, close_period, read_ledger, write_ledger
from xlcost.faces.run_log import sign_off_of
from xlcost.faces.signing import period_key, result_hash
from xlcost.ledger.content_hash import ledger_hash
from xlcost.ledger.schema import Kind
from xlcost.ledger.tables import find_table
from xlcost.views.sign_off import State, state_of

UNKNOWN, NOTES = "Our Comment", "Notes"
COMPUTED = ("Item Ledger Entry", "Sales Amount (Actual)")  # a calculated field whose cells are not read


@pytest.fixture(scope="module")
def signed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A ledger workbook with a column and a sheet that xlcost does not know, with the costs as an export shows them; signed."""
    path = tmp_path_factory.mktemp("signed") / "LEDGER.xlsx"
    ledger = sound_company()
    write_ledger(ledger, path)
    book = openpyxl.load_workbook(path)
    entries = book["Item Ledger Entry"]
    width = entries.max_column
    entries.cell(1, width + 1, UNKNOWN)
    entries.cell(1, width + 2, "Cost Amount (Actual)")
    entries.cell(1, width + 3, "Sales Amount (Actual)")
    for row, record in enumerate(ledger.records("Item Ledger Entry"), 2):
        entries.cell(row, width + 1, f"checked {row}")
        entries.cell(row, width + 2, float(record["Cost Amount (Actual)"]))
        entries.cell(row, width + 3, float(record["Sales Amount (Actual)"]))
    book.create_sheet(NOTES).append(["Whatever", 1])
    book.save(path)
    assert sign(path, "preparer", "Amy Winter")[0] == 0
    assert sign(path, "approver", "Ben Frost")[0] == 0
    return path


def state(path: Path, edited: Ledger) -> State:
    close = close_period(edited, PERIOD[1]).results["close"]
    found, _ = sign_off_of(path.parent, period_key(close.options.period))
    return state_of(found, ledger_hash(edited), result_hash(close))


def test_saved_again_it_still_stands(signed: Path, tmp_path: Path) -> None:
    """Rows and columns in another order, other widths, a new sheet of ours: nothing that was read has changed."""
    book = openpyxl.load_workbook(signed)
    sheet = book["Value Entry"]
    head, *rows = [[(c.value, c.number_format) for c in row] for row in sheet.iter_rows()]
    random.Random(1).shuffle(rows)
    places = random.Random(2).sample(range(len(head)), len(head))
    for n, row in enumerate([head, *rows], 1):
        for column, place in enumerate(places, 1):
            sheet.cell(n, column).value, sheet.cell(n, column).number_format = row[place]
    book[NOTES]["A1"] = "Something else"
    book.create_sheet("Pack").append(["a report of last month"])
    book.save(tmp_path / "LEDGER.xlsx")
    assert ledger_hash(read_ledger(tmp_path / "LEDGER.xlsx")) == ledger_hash(read_ledger(signed))
    assert state(signed, read_ledger(tmp_path / "LEDGER.xlsx")) is State.APPROVED


def changed(sheet: str, caption: str, value: Any, rng: random.Random) -> Any:
    """Another value of the same kind, as a hand would type it."""
    definition = find_table(sheet)
    assert definition is not None
    column = definition.lookup.get(caption.casefold())
    if isinstance(value, bool) or value in ("Yes", "No"):
        return "No" if value in (True, "Yes") else "Yes"
    if isinstance(value, (dt.datetime, dt.date)):
        return value + dt.timedelta(days=rng.choice((-1, 1, 30)))
    if isinstance(value, (int, float)):
        return value + rng.choice((1, -1) if column is None or column.kind in (Kind.ENTRY_NO, Kind.INTEGER) else (0.01, -0.01, 100, 0.00001))
    if column is not None and column.option is not None:
        return rng.choice([o.caption for o in column.option if o.caption.strip().casefold() != str(value or "").strip().casefold()])
    if value is None and column is not None and not column.kind.is_text:
        return dt.date(2022, 1, 9) if column.kind is Kind.DATE else "Yes" if column.kind is Kind.YES_NO else 1
    return f"{value or ''}Z" if rng.random() < 0.8 or not value else None


def cells(book: openpyxl.Workbook) -> Iterator[tuple[str, int, int]]:
    for sheet in book:
        for row in range(2, sheet.max_row + 1):
            yield from ((sheet.title, row, column) for column in range(1, sheet.max_column + 1))


_OPEN: dict[Path, tuple[openpyxl.Workbook, list[tuple[str, int, int]], str]] = {}


def opened(path: Path) -> tuple[openpyxl.Workbook, list[tuple[str, int, int]], str]:
    if path not in _OPEN:
        book = openpyxl.load_workbook(path)
        _OPEN[path] = (book, [c for c in cells(book) if c[0] != NOTES], ledger_hash(read_ledger(path)))
    return _OPEN[path]


@settings(max_examples=30)
@given(data=st.data())
def test_any_cell(signed: Path, tmp_path_factory: pytest.TempPathFactory, data: st.DataObject) -> None:
    edit_one_cell(signed, tmp_path_factory, data)


@pytest.mark.nightly
@settings(max_examples=600)
@given(data=st.data())
def test_any_of_many_cells(signed: Path, tmp_path_factory: pytest.TempPathFactory, data: st.DataObject) -> None:
    edit_one_cell(signed, tmp_path_factory, data)


def edit_one_cell(signed: Path, tmp_path_factory: pytest.TempPathFactory, data: st.DataObject) -> None:
    """After the edit the ledger either is refused, with a problem, or has another hash; only a field that is computed anew may change freely."""
    book, all_cells, before = opened(signed)
    title, row, column = data.draw(st.sampled_from(all_cells))
    cell, caption = book[title].cell(row, column), str(book[title].cell(1, column).value)
    old = cell.value
    path = tmp_path_factory.mktemp("edited") / "LEDGER.xlsx"
    try:
        cell.value = changed(title, caption, old, random.Random(data.draw(st.integers(0, 10**6))))
        book.save(path)
        new = cell.value
    finally:
        cell.value = old
    try:
        after = ledger_hash(read_ledger(path))
    except LedgerInvalid as refused:
        assert refused.problems
        return
    assert (after == before) == ((title, caption) == COMPUTED), (title, caption, old, new)


@pytest.mark.parametrize("caption", [UNKNOWN, "Cost Amount (Actual)", "Description", "Remaining Quantity"])
def test_the_cover_says_void(signed: Path, tmp_path: Path, caption: str) -> None:
    """The whole way, on cells that no figure depends on too: the pack of the edited workbook, made beside the same run log."""
    book = openpyxl.load_workbook(signed)
    sheet = book["Item Ledger Entry"]
    captions = [c.value for c in sheet[1]]
    if caption not in captions:
        sheet.cell(1, len(captions) + 1, caption)
        captions.append(caption)
    cell = sheet.cell(2, captions.index(caption) + 1)
    cell.value = cell.value + 1 if isinstance(cell.value, (int, float)) else f"{cell.value or ''}!"
    for name in ("xlcost-run-log.jsonl", "xlcost-run-log.head"):
        (tmp_path / name).write_bytes((signed.parent / name).read_bytes())
    book.save(tmp_path / "LEDGER.xlsx")
    assert "■ Void: the input has changed" in cover(tmp_path / "LEDGER.xlsx")


def test_texts_do_not_run_into_each_other() -> None:
    """Two ledgers whose texts are the same when written one after the other are two contents."""
    hashes = set()
    for first, second in (("A\x1fB", "C"), ("A", "B\x1fC"), ("A", "B"), ("AB", ""), ("", "AB")):
        records = [{"No.": "1", "Description": first, "Search": second}, {"No.": "2", "Description": second, "Search": first}]
        hashes.add(ledger_hash(Ledger.from_records({"Item": records})))
    assert len(hashes) == 5


def test_rows_of_a_table_without_a_key_may_stand_in_any_order() -> None:
    rows = [{"G/L Entry No.": n, "Value Entry No.": 1, "G/L Register No.": 1, "Mark": m} for n, m in ((1, "x"), (1, "y"), (2, "x"))]
    found = {ledger_hash(Ledger.from_records({"G/L - Item Ledger Relation": order})) for order in (rows, rows[::-1])}
    assert len(found) == 1
    other = [{**rows[0], "Mark": "z"}, *rows[1:]]
    assert ledger_hash(Ledger.from_records({"G/L - Item Ledger Relation": other})) not in found


def test_an_unreadable_cell_stops_signing(signed: Path, tmp_path: Path) -> None:
    book = openpyxl.load_workbook(signed)
    book["Value Entry"].cell(2, 1).value = "no number"
    book.save(tmp_path / "LEDGER.xlsx")
    with pytest.raises(XlcostError):
        read_ledger(tmp_path / "LEDGER.xlsx")
