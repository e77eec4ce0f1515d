from __future__ import annotations

import random
import re
import zipfile
from decimal import Decimal
from pathlib import Path

import openpyxl
import pytest

from xlcost import read_ledger

from .data import DEMOS, contents, demo

BALANCES = {
    "cronus-retail": {"2110": "15467.36", "2111": "6012.20", "2130": "6283.67", "2131": "-3495.86"},
    "cronus-production": {"2110": "1109.33", "2130": "1923.48", "2140": "0.00"},
    "cronus-average": {"2110": "27369.81", "2111": "3049.09", "2131": "309.70"},
    "cronus-open": {"2110": "34901.60", "2130": "2369.36"},
}


@pytest.mark.parametrize("name", DEMOS)
def test_general_ledger_balances_are_those_of_the_readme(name: str) -> None:
    ledger = read_ledger(demo(name))
    balances: dict[str, Decimal] = {}
    for entry in ledger.records("G/L Entry"):
        balances[entry["G/L Account No."]] = balances.get(entry["G/L Account No."], Decimal(0)) + entry["Amount"]
    assert {k: str(balances[k]) for k in BALANCES[name]} == BALANCES[name]
    assert not [p for p in ledger.problems if p.severity < 2]


@pytest.mark.parametrize("name", DEMOS)
def test_openpyxl_sees_the_same_value_entries(name: str) -> None:
    path = demo(name)
    sheet = openpyxl.load_workbook(path, data_only=True)["Value Entries"]
    rows = [list(r) for r in sheet.iter_rows(values_only=True)]
    start = next(i for i, r in enumerate(rows) if "Entry No." in r)
    table = [dict(zip(rows[start], r, strict=True)) for r in rows[start + 1 :]]
    found = {r["Entry No."]: r for r in read_ledger(path).records("Value Entry")}
    assert len(found) == len(table)
    for row in table:
        record = found[row["Entry No."]]
        for caption in ("Cost Amount (Actual)", "Cost per Unit", "Valued Quantity", "Cost Posted to G/L"):
            assert record[caption] == Decimal(repr(row[caption])), (row["Entry No."], caption)
        assert record["Posting Date"] == row["Posting Date"].date()
        assert record["Entry Type"] == row["Entry Type"]
        assert record["Document No."] == str(row["Document No."] or "")


def test_each_value_knows_its_cell() -> None:
    path = demo("cronus-retail")
    entries = read_ledger(path).table("Value Entry")
    sheet = openpyxl.load_workbook(path, data_only=True)["Value Entries"]
    assert entries.origin is not None
    for position in range(len(entries)):
        address = entries.origin.cell(position, "Cost Amount (Actual)")
        assert sheet[address].value == float(entries["Cost Amount (Actual)"][position]) / 100_000


def test_older_captions_come_through_the_column_map() -> None:
    ledger = read_ledger(demo("cronus-average"))
    assert {"Order No.", "Order Line No.", "Project No."} <= ledger.table("Value Entry").given


@pytest.mark.parametrize("name", DEMOS)
@pytest.mark.parametrize("seed", [1, 2])
def test_shuffled_rows_columns_and_sheets_give_the_same_ledger(name: str, seed: int, tmp_path: Path) -> None:
    mixed = random.Random(seed)
    old = openpyxl.load_workbook(demo(name), data_only=True)
    new = openpyxl.Workbook()
    new.remove(new.active)
    titles = old.sheetnames[:]
    mixed.shuffle(titles)
    for title in titles:
        rows = [list(r) for r in old[title].iter_rows(values_only=True)]
        start = next((i for i, r in enumerate(rows) if all(c is not None for c in r)), 0)
        order = list(range(len(rows[start])))
        mixed.shuffle(order)
        body = rows[start + 1 :]
        mixed.shuffle(body)
        sheet = new.create_sheet(title)
        for row in [*rows[:start], *([r[i] for i in order] for r in [rows[start], *body])]:
            sheet.append(row)
    new.save(tmp_path / "mixed.xlsx")
    assert contents(read_ledger(tmp_path / "mixed.xlsx")) == contents(read_ledger(demo(name)))


@pytest.mark.parametrize("name", ["cronus-average", "cronus-retail"])
def test_prefixed_xml_reads_the_same(name: str, tmp_path: Path) -> None:
    """The way the Open XML library writes: every element of the sheet carries a prefix."""
    with zipfile.ZipFile(demo(name)) as source, zipfile.ZipFile(tmp_path / "prefixed.xlsx", "w") as copy:
        for info in source.infolist():
            content = source.read(info)
            if info.filename.startswith(("xl/worksheets/", "xl/workbook.xml")):
                content = re.sub(rb"<(/?)(?=[A-Za-z])", rb"<\1x:", content).replace(b"xmlns=", b"xmlns:x=")
            copy.writestr(info.filename, content)
    assert contents(read_ledger(tmp_path / "prefixed.xlsx")) == contents(read_ledger(demo(name)))
