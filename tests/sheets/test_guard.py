"""Hostile and damaged packages: each is turned away with one problem, before any other reader opens it."""

from __future__ import annotations

import io
import struct
import zipfile
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from xlcost import LedgerInvalid, read_ledger
from xlcost.sheets.limits import Limits
from xlcost.sheets.sheet_scan import Unreadable, scan
from xlcost.sheets.zip_parts import open_package

from .data import LOCATIONS, demo, with_part, workbook

SHEET = "xl/worksheets/sheet1.xml"


@pytest.fixture
def book(tmp_path: Path) -> Path:
    return workbook(tmp_path / "good.xlsx", LOCATIONS)


def refusal(path: Path) -> str:
    with pytest.raises(LedgerInvalid) as caught:
        read_ledger(path)
    assert caught.value.problems[0].remedy
    return caught.value.code


def test_missing_file_and_wrong_extension(tmp_path: Path) -> None:
    assert refusal(tmp_path / "no.xlsx") == "W01"
    (tmp_path / "a.txt").write_text("x")
    assert refusal(tmp_path / "a.txt") == "W02"


@pytest.mark.parametrize(("content", "code"), [(b"", "W02"), (b"Entry No.;Amount", "W02"), (bytes.fromhex("D0CF11E0A1B11AE1") * 90, "W03")])
def test_not_a_workbook(tmp_path: Path, content: bytes, code: str) -> None:
    (tmp_path / "a.xlsx").write_bytes(content)
    assert refusal(tmp_path / "a.xlsx") == code


def test_truncated_anywhere(book: Path, tmp_path: Path) -> None:
    content = book.read_bytes()
    for cut in range(1, len(content), max(1, len(content) // 40)):
        (tmp_path / "cut.xlsx").write_bytes(content[:cut])
        assert refusal(tmp_path / "cut.xlsx") in ("W02", "W05")


def test_bytes_in_front_and_behind(book: Path, tmp_path: Path) -> None:
    (tmp_path / "a.xlsx").write_bytes(book.read_bytes() + b"more")
    assert refusal(tmp_path / "a.xlsx") == "W05"
    (tmp_path / "b.xlsx").write_bytes(b"PK\x03\x04" + book.read_bytes())
    assert refusal(tmp_path / "b.xlsx") == "W05"


@pytest.mark.parametrize("name", ["../evil.xml", "/etc/passwd", "xl\\evil.xml", "C:/evil.xml", "XL/workbook.xml"])
def test_part_names_that_lead_out_or_stand_twice(book: Path, tmp_path: Path, name: str) -> None:
    path = tmp_path / "named.xlsx"
    path.write_bytes(book.read_bytes())
    with zipfile.ZipFile(path, "a") as package:
        package.writestr(name, b"<a/>")
    assert refusal(path) == "W05"


def test_bomb_by_ratio(book: Path, tmp_path: Path) -> None:
    path = with_part(book, tmp_path / "bomb.xlsx", SHEET, lambda b: b.replace(b"</sheetData>", b" " * (60 << 20) + b"</sheetData>"))
    assert refusal(path) == "W04"


def test_declared_size_that_lies(book: Path, tmp_path: Path) -> None:
    """The directory says 10 bytes; the stream holds a million. The truth is counted while unpacking."""
    path = with_part(book, tmp_path / "lie.xlsx", SHEET, lambda b: b + b" " * 1_000_000)
    content = bytearray(path.read_bytes())
    at = content.rfind(SHEET.encode()) - 46
    assert content[at : at + 4] == b"PK\x01\x02"
    content[at + 24 : at + 28] = struct.pack("<I", 10)
    path.write_bytes(content)
    assert refusal(path) in ("W04", "W05")


def test_limits(book: Path) -> None:
    for limits in (Limits(file_size=10), Limits(parts=2), Limits(total_size=100), Limits(part_size=100)):
        with pytest.raises(LedgerInvalid) as caught:
            open_package(book, limits)
        assert caught.value.code == "W04"


@pytest.mark.parametrize("part", [SHEET, "xl/workbook.xml", "xl/styles.xml", "docProps/core.xml"])
def test_document_type_declaration(book: Path, tmp_path: Path, part: str) -> None:
    lol = b'<!DOCTYPE a [<!ENTITY l "lol"><!ENTITY m "&l;&l;&l;">]>'
    path = with_part(book, tmp_path / "lol.xlsx", part, lambda b: b'<?xml version="1.0"?>' + lol + b.split(b"?>", 1)[-1])
    assert refusal(path) == "W06"


def test_other_encodings(book: Path, tmp_path: Path) -> None:
    path = with_part(book, tmp_path / "u.xlsx", "xl/styles.xml", lambda b: b.decode().encode("utf-16"))
    assert refusal(path) == "W06"
    path = with_part(book, tmp_path / "v.xlsx", SHEET, lambda b: b.decode().encode("utf-16"))
    assert refusal(path) == "W07"


def _last_cell(content: bytes) -> bytes:
    return content.replace(b"</sheetData>", b'<row r="1048576"><c r="XFD1048576" t="n"><v>1</v></c></row></sheetData>')


def test_stray_cell_in_the_last_corner(book: Path, tmp_path: Path) -> None:
    path = with_part(book, tmp_path / "far.xlsx", SHEET, _last_cell)
    assert refusal(path) == "W08"


@pytest.mark.parametrize(
    "rows",
    [
        b'<row r="1"><c r="A99999999"><v>1</v></c></row>',
        b'<row r="1"><c r="XFE1"><v>1</v></c></row>',
        b'<row r="1"><c r="A2"><v>1</v></c></row>',
        b'<row r="1"><c r="a-1"><v>1</v></c></row>',
        b'<row r="x"><c r="A1"><v>1</v></c></row>',
        b'<row r="1"><c r="A1"><v>1</v></row>',
        b'<row r="1"><c r="A1" r="B1"><v>1</v></c></row>',
        b'<row r="1"><c r="A1"><v>&nope;</v></c></row>',
    ],
)
def test_damaged_rows(book: Path, tmp_path: Path, rows: bytes) -> None:
    path = with_part(book, tmp_path / "bad.xlsx", SHEET, lambda b: b.replace(b"<sheetData>", b"<sheetData>" + rows))
    with pytest.raises(LedgerInvalid) as caught:
        read_ledger(path)
    assert caught.value.code.startswith("W")


@pytest.mark.parametrize(
    "part", ["xl/workbook.xml", SHEET, "xl/_rels/workbook.xml.rels", "_rels/.rels", "[Content_Types].xml", "xl/styles.xml"]
)
def test_dropped_part(book: Path, tmp_path: Path, part: str) -> None:
    path = with_part(book, tmp_path / "less.xlsx", part, lambda b: None)
    try:
        read_ledger(path)
    except LedgerInvalid as error:
        assert error.code in ("W02", "W07")


def test_links_and_macros_are_named_and_not_followed(book: Path, tmp_path: Path) -> None:
    with zipfile.ZipFile(book, "a") as package:
        package.writestr("xl/externalLinks/externalLink1.xml", b"<externalLink/>")
        package.writestr("xl/vbaProject.bin", b"\0\1")
    (found,) = read_ledger(book).problems
    assert found.code == "W16"
    assert "links to other workbooks, macros" in found.what


# -- the fast scan against the slow one -----------------------------------------------------------------------
HEAD = b'<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>'
CELLS = st.sampled_from(
    [
        '<c r="{a}"><v>1.5</v></c>',
        '<c r="{a}" s="3"/>',
        '<c r="{a}" t="s"><v>0</v></c>',
        '<c r="{a}" t="e"><v>#N/A</v></c>',
        "<c r='{a}' t='e'><v>#REF!</v></c>",
        '<c t="e" r="{a}"><v>#NUM!</v></c>',
        '<c r="{a}" t="&#101;"><v>#DIV/0!</v></c>',
        '<c r="{a}"><f>A1</f></c>',
        '<c r="{a}"><f>A1</f><v>2</v></c>',
        '<c r="{a}" t="inlineStr"><is><t>l\'e"t &lt;c r="X9"&gt; ></t></is></c>',
        '<c r="{a}" t="inlineStr"><is><r><t>x</t></r></is></c>',
        '<c\n r="{a}"><v>1</v></c>',
        '<!-- <c> --><c r="{a}"><v>1</v></c>',
    ]
)


@st.composite
def sheets(draw: st.DrawFn) -> bytes:
    rows, number = [], 0
    for _ in range(draw(st.integers(1, 6))):
        number += draw(st.integers(1, 300))
        columns = sorted(draw(st.sets(st.sampled_from(["A", "B", "Z", "AA", "AZ", "ABC", "XFD"]), max_size=4)), key=lambda c: (len(c), c))
        hidden = draw(st.sampled_from(["", ' hidden="1"', ' spans="1:3"']))
        rows.append(f'<row r="{number}"{hidden}>' + "".join(draw(CELLS).format(a=f"{c}{number}") for c in columns) + "</row>")
    return HEAD + "".join(rows).encode() + b'</sheetData><mergeCells><mergeCell ref="A1:B2"/></mergeCells></worksheet>'


@given(sheets(), st.integers(1, 400))
def test_fast_scan_finds_what_the_slow_one_finds(sheet: bytes, size: int) -> None:
    def chunks() -> list[bytes]:
        return [sheet[i : i + size] for i in range(0, len(sheet), size)]

    fast, slow = scan(chunks()), scan(chunks(), slow=True)
    fast.slow = slow.slow = True
    assert fast == slow


def test_plain_sheets_take_the_fast_way() -> None:
    from xlcost.sheets.guard import inspect

    assert not any(facts.slow for facts in inspect(demo("cronus-retail")).facts.values())


@pytest.mark.parametrize(
    "content", [b"", b"<worksheet/>", b"\x00\x01", HEAD, b"<worksheet><sheetData/></worksheet", b"<a><sheetData></sheetData></b>"]
)
def test_scan_of_rubbish(content: bytes) -> None:
    with pytest.raises(Unreadable):
        scan([content])


def test_memory_file_is_enough_for_a_package(book: Path) -> None:
    from xlcost.sheets.zip_parts import Package

    assert SHEET in Package(io.BytesIO(book.read_bytes()), "memory").parts
