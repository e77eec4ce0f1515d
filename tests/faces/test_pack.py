"""The pack as a file: same bytes whatever the order, time zone or hash seed; every link leads somewhere; it recalculates."""

from __future__ import annotations

import os
import random
import re
import subprocess
import sys
from pathlib import Path

import openpyxl
import pytest

from xlcost import Ledger, close_period
from xlcost.faces.pack import write_close

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="module")
def pack(sample: Ledger, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_close(close_period(sample, "2026-10"), tmp_path_factory.mktemp("pack") / "CLOSE.xlsx", "LEDGER.xlsx")


def test_shuffled_rows_give_the_same_pack(sample: Ledger, pack: Path, tmp_path: Path) -> None:
    shuffled = {}
    for name, table in sample.tables.items():
        order = list(range(table.length))
        random.Random(name).shuffle(order)
        shuffled[name] = table.take(order)
    other = Ledger(dict(reversed(shuffled.items())))
    again = write_close(close_period(other, "2026-10"), tmp_path / "AGAIN.xlsx", "LEDGER.xlsx")
    assert again.read_bytes() == pack.read_bytes()


@pytest.mark.parametrize(("zone", "seed"), [("Pacific/Kiritimati", "1"), ("America/Los_Angeles", "4242")])
def test_time_zone_and_hash_seed_do_not_show(zone: str, seed: str, sample_workbook: Path, tmp_path: Path) -> None:
    files = []
    for number, environment in enumerate(({"TZ": "UTC", "PYTHONHASHSEED": "0"}, {"TZ": zone, "PYTHONHASHSEED": seed})):
        files.append(tmp_path / f"{number}.xlsx")
        command = [sys.executable, "-m", "xlcost", "close", str(sample_workbook), "--period", "2026-10", "-o", str(files[-1])]
        done = subprocess.run(command, env={**os.environ, **environment}, capture_output=True, text=True, check=False)
        assert done.returncode == 1, done.stderr
    assert files[0].read_bytes() == files[1].read_bytes()


def test_every_link_leads_to_a_sheet_and_cell_of_the_pack(pack: Path) -> None:
    book = openpyxl.load_workbook(pack)
    names = set(book.defined_names) | {n for sheet in book.worksheets for n in sheet.defined_names}
    broken = []
    count = 0
    for sheet in book.worksheets:
        for row in sheet.iter_rows():
            for cell in row:
                if cell.hyperlink is None:
                    continue
                count += 1
                target = cell.hyperlink.location or ""
                place = re.fullmatch(r"'?((?:[^'!]|'')+)'?!\$?[A-Z]+\$?\d+(?::\$?[A-Z]+\$?\d+)?", target)
                if not (place and place[1].replace("''", "'") in book.sheetnames) and target not in names:
                    broken.append(f"{sheet.title}!{cell.coordinate} -> {target or cell.hyperlink.target}")
    assert count > 50
    assert not broken[:5]


def test_only_the_house_font_and_no_error_values(pack: Path) -> None:
    book = openpyxl.load_workbook(pack)
    fonts = {cell.font.name for sheet in book.worksheets for row in sheet.iter_rows() for cell in row if cell.value is not None}
    errors = [
        cell.coordinate
        for sheet in openpyxl.load_workbook(pack, data_only=True).worksheets
        for row in sheet.iter_rows()
        for cell in row
        if isinstance(cell.value, str) and cell.value.startswith("#")
    ]
    assert fonts == {"Arial"}
    assert not errors


def test_each_sheet_is_set_up_for_printing(pack: Path) -> None:
    for sheet in openpyxl.load_workbook(pack).worksheets:
        if sheet.title != "Legend":
            assert sheet.page_setup.orientation == "landscape", sheet.title
            assert sheet.sheet_properties.pageSetUpPr.fitToPage, sheet.title
            assert sheet.oddFooter.center.text, sheet.title


@pytest.mark.libreoffice
def test_libreoffice_computes_what_is_cached(pack: Path) -> None:
    sys.path.insert(0, str(ROOT / "tests" / "libreoffice"))
    import office
    import recalculate

    try:
        count, wrong = recalculate.recalculate(pack)
    except office.OfficeMissing:
        if os.environ.get("CI"):
            raise
        pytest.skip("LibreOffice is not installed")
    assert count > 100
    assert not [str(w) for w in wrong]
