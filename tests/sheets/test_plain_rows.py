"""Cells read in the guard's own pass are the cells that the general reader finds, value for value."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from python_calamine import CalamineWorkbook

from xlcost import read_ledger
from xlcost.ledger.tables import find_table
from xlcost.sheets import read
from xlcost.sheets.cell_columns import SheetCells
from xlcost.sheets.guard import inspect
from xlcost.sheets.plain_numbers import NotPlain, decimals, eight_digits, first_place
from xlcost.sheets.plain_rows import CellFormats, PlainRows, Texts, plain_text
from xlcost.sheets.sheet_scan import scan

from .data import DEMOS, LOCATIONS, contents, demo, workbook

MAIN = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
CODES = ["General", "dd\\ mmm\\ yyyy", "yyyy-mm-dd", "#,##0.00", "[$-409]d\\-mmm\\-yy;@", "hh:mm", '"day"0', "[h]:mm", "mmm-yy", "@", "0.00E+00", "_-* #,##0.00_-"]
STYLES = (
    f'<styleSheet {MAIN}><numFmts>'
    + "".join(f'<numFmt numFmtId="{170 + i}" formatCode="{c.replace(chr(34), "&quot;")}"/>' for i, c in enumerate(CODES))
    + "</numFmts><fonts><font/></fonts><fills><fill/></fills><borders><border/></borders><cellXfs>"
    + "".join(f'<xf numFmtId="{170 + i}"/>' for i in range(len(CODES)))
    + "".join(f'<xf numFmtId="{i}"/>' for i in (14, 22, 4, 49))
    + "</cellXfs></styleSheet>"
).encode()
SHARED = ["RED", "RED", " blue ", "a &amp; b", "", "Ä", "_x0041_"]


def package(sheet: bytes, shared: list[str]) -> bytes:
    """A workbook with one sheet, written byte by byte."""
    rel = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    keep = ' xml:space="preserve"'
    types = "application/vnd.openxmlformats-officedocument.spreadsheetml"
    parts = {
        "[Content_Types].xml": f'<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="{types}.worksheet+xml"/></Types>',
        "_rels/.rels": f'<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="r1" Type="{rel}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
        "xl/workbook.xml": f'<workbook {MAIN} xmlns:r="{rel}"><sheets><sheet name="Item" sheetId="1" r:id="r1"/></sheets></workbook>',
        "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="r1" Type="{rel}/worksheet" Target="worksheets/sheet1.xml"/></Relationships>',
        "xl/sharedStrings.xml": f"<sst {MAIN}>" + "".join(f"<si><t{keep if t.strip() != t else ''}>{t}</t></si>" for t in shared) + "</sst>",
    }
    found = io.BytesIO()
    with zipfile.ZipFile(found, "w") as out:
        for name, content in parts.items():
            out.writestr(name, content)
        out.writestr("xl/styles.xml", STYLES)
        out.writestr("xl/worksheets/sheet1.xml", sheet)
    return found.getvalue()


NUMBERS = st.one_of(
    st.integers(-(10**9), 10**9).map(str),
    st.decimals(-(10**7), 10**7, places=2).map(str),
    st.integers(0, 70_000).map(str),
    st.sampled_from(["0", "-0", "46023.25", "61", "60", "0.1", "1E-3", "12345678.12345678", "123456789012", "0.30000000000000004", "1e400", "1.", ".5", "nan", "12 "]),
)
CELLS = st.one_of(
    st.tuples(st.just('<c r="{a}"><v>{v}</v></c>'), NUMBERS),
    st.tuples(st.builds('<c r="{{a}}" s="{}"><v>{{v}}</v></c>'.format, st.integers(0, len(CODES) + 4)), NUMBERS),
    st.tuples(st.just('<c r="{a}" t="s"><v>{v}</v></c>'), st.integers(0, 7).map(str)),
    st.tuples(st.just('<c r="{a}" s="1" t="b"><v>{v}</v></c>'), st.sampled_from("012")),
    st.tuples(
        st.sampled_from(['<c r="{a}" t="inlineStr"><is><t>{v}</t></is></c>', '<c r="{a}" t="inlineStr"><is><t xml:space="preserve">{v}</t></is></c>']),
        st.sampled_from(["RED", " x ", "", "a text that is longer than sixteen bytes", "&lt;b&gt;", "&#65;", "a\nb", "Größe", "_x0041_", "a > b", "]]>"]),
    ),
    st.tuples(st.sampled_from(['<c r="{a}"/>', '<c r="{a}" s="2"/>', '<c r="{a}"></c>', '<c r="{a}" t="str"><v>x</v></c>', '<c r="{a}"> <v>1</v></c>']), st.just("")),
)  # fmt: skip

_VALUES = st.one_of(st.integers(-(10**9), 10**9).map(str), st.decimals(-(10**7), 10**7, places=5).map(str))
_DAYS = st.integers(61, 60_000).map(str)
PLAIN = st.one_of(
    st.tuples(st.sampled_from(['<c r="{a}"><v>{v}</v></c>', '<c r="{a}" s="3"><v>{v}</v></c>', '<c r="{a}" s="6" t="n"><v>{v}</v></c>']), _VALUES),
    st.tuples(st.sampled_from(['<c r="{a}" s="1"><v>{v}</v></c>', '<c r="{a}" s="2"><v>{v}</v></c>', '<c r="{a}" s="4" t="n"><v>{v}</v></c>']), _DAYS),
    st.tuples(st.just('<c r="{a}" t="inlineStr"><is><t>{v}</t></is></c>'), st.sampled_from(["RED", "BLUE", "x &amp; y", "Größe", "longer than sixteen bytes"])),
    st.tuples(st.just('<c r="{a}" t="s"><v>{v}</v></c>'), st.just("0")),
    st.tuples(st.sampled_from(['<c r="{a}" s="2"/>', '<c r="{a}" t="b"><v>1</v></c>']), st.just("")),
)  # fmt: skip


@st.composite
def sheets(draw: st.DrawFn, plain: bool = False) -> bytes:
    rows, number = [], 0
    for _ in range(draw(st.integers(1, 4))):
        number += draw(st.integers(1, 3))
        columns = [letters for letters in ("A", "B", "C", "Z", "AA") if draw(st.booleans())]
        about = draw(st.sampled_from(["", ' spans="1:3" x:dyDescent="0.25"', ' hidden="1"', *([] if plain else [' r="9"'])]))
        cells = [shape.format(a=f"{letters}{number}", v=value) for letters in columns for shape, value in [draw(PLAIN if plain else CELLS)]]
        rows.append(f'<row r="{number}"{about}>' + "".join(cells) + "</row>")
    return (f"<worksheet {MAIN}><sheetData>" + draw(st.sampled_from(["", "\n"])).join(rows) + "</sheetData></worksheet>").encode()


def kept(sheet: bytes, shared: list[str], tmp: Path) -> tuple[SheetCells | None, Path]:
    path = tmp / "book.xlsx"
    path.write_bytes(package(sheet, shared))
    try:
        return inspect(path, wanted=lambda title: True).facts["Item"].cells_kept, path
    except read.LedgerInvalid:
        return None, path


def general(path: Path) -> list[list[Any]]:
    sheet = CalamineWorkbook.from_path(str(path)).get_sheet_by_index(0)
    first = sheet.start[1] if sheet.start else 0
    return [[""] * first + row for row in sheet.iter_rows()]


def trimmed(rows: list[list[Any]]) -> list[list[Any]]:
    found = [row[: max((i + 1 for i, v in enumerate(row) if v != ""), default=0)] for row in rows]
    while found and not found[-1]:
        found.pop()
    return found


def check(sheet: bytes, shared: list[str], folder: Path) -> SheetCells | None:
    cells, path = kept(sheet, shared, folder)
    if cells is not None:
        ours, theirs = trimmed(list(cells.rows(1, cells.height))), trimmed(general(path))
        assert repr(ours).replace("-0.0", "0.0") == repr(theirs).replace("-0.0", "0.0")
    return cells


@given(sheets(), st.lists(st.sampled_from(SHARED), max_size=6))
def test_kept_cells_are_those_of_the_general_reader(tmp_path_factory: pytest.TempPathFactory, sheet: bytes, shared: list[str]) -> None:
    check(sheet, shared, tmp_path_factory.mktemp("kept"))


@given(sheets(plain=True))
def test_plain_sheets_are_kept(tmp_path_factory: pytest.TempPathFactory, sheet: bytes) -> None:
    assert check(sheet, ["SHARED"], tmp_path_factory.mktemp("plain")) is not None


@given(sheets(), st.lists(st.sampled_from(SHARED), max_size=6))
def test_facts_of_the_kept_pass_are_those_of_the_slow_one(sheet: bytes, shared: list[str]) -> None:
    texts = Texts([], None)
    rows = PlainRows(CellFormats(frozenset(range(40)), frozenset()), texts)
    try:
        slow = scan([sheet], slow=True)
    except Exception as error:
        with pytest.raises(type(error)):
            scan([sheet], keep=(rows, SheetCells(texts.values)))
        return
    fast = scan([sheet], keep=(rows, SheetCells(texts.values)))
    fast.slow = slow.slow = True
    assert fast == slow


def double(text: str) -> float:
    piece = text.encode() + b"</v>"
    padded = piece + bytes(40)
    eight = np.ndarray((len(padded) - 8,), dtype="<u8", buffer=padded, strides=(1,))
    found = decimals(piece, np.frombuffer(padded, dtype=np.uint8), eight, np.array([0]), np.array([len(text)]))
    return float(found[0])


@given(st.one_of(st.floats(allow_nan=False, allow_infinity=False).map(repr), st.decimals(allow_nan=False, allow_infinity=False, places=5).map(str), st.integers().map(str)))
def test_a_number_is_the_nearest_double(text: str) -> None:
    try:
        found = double(text)
    except NotPlain:
        assert "E+" in text or "inf" in repr(float(text))
    else:
        assert repr(found) == repr(float(text))


@pytest.mark.parametrize("text", ["", "-", "1.", ".5", "1_0", "1 ", " 1", "+1", "0x1", "nan", "inf", "1e", "1e999", "1.2.3", "--1", "1-2", "12345678-", "١"])
def test_what_is_no_number_is_not_plain(text: str) -> None:
    with pytest.raises(NotPlain):
        double(text)


@given(st.binary(min_size=8, max_size=8), st.integers(0, 255))
def test_first_place_of_a_byte(word: bytes, byte: int) -> None:
    found = int(first_place(np.frombuffer(word, dtype="<u8"), byte)[0])
    assert found == (word.index(byte) if byte in word else 8)


@given(st.text("0123456789", min_size=0, max_size=8), st.binary(max_size=8))
def test_digits(digits: str, rest: bytes) -> None:
    word = np.frombuffer((digits.encode() + rest + bytes(8))[:8], dtype="<u8")
    assert int(eight_digits(word, np.array([len(digits)]))[0]) == int(digits or "0")


@pytest.mark.parametrize("raw", [b"&amp", b"&#65;", b"\xff", b"_x0041_", b"a\x01b", b"a\r\nb", b"]]>", "￿".encode()])
def test_texts_that_are_not_plain(raw: bytes) -> None:
    with pytest.raises(NotPlain):
        plain_text(raw)


# -- the usual writers write plain sheets ---------------------------------------------------------------------
def not_kept(path: Path) -> list[str]:
    facts = inspect(path, wanted=lambda title: find_table(title) is not None).facts
    return [title for title, found in facts.items() if find_table(title) is not None and found.cells_kept is None]


@pytest.mark.parametrize("name", DEMOS)
def test_the_real_ledgers_are_read_in_one_pass(name: str) -> None:
    assert not_kept(demo(name)) == []


def test_a_workbook_of_openpyxl_is_read_in_one_pass(tmp_path: Path) -> None:
    assert not_kept(workbook(tmp_path / "book.xlsx", LOCATIONS)) == []


@pytest.mark.parametrize("name", DEMOS)
def test_both_ways_give_the_same_ledger(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    one = read_ledger(demo(name))
    monkeypatch.setattr(read, "inspect", lambda place, **_: inspect(place))
    other = read_ledger(demo(name))
    assert contents(one) == contents(other)
    assert [str(p) for p in one.problems] == [str(p) for p in other.problems]
