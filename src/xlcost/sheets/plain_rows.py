"""Whole rows of a sheet as arrays of cells, read from their bytes with vector operations.

Rows come in the plain shape that Excel and the usual libraries write:

    <row r="5" spans="1:3"><c r="A5" s="1" t="s"><v>7</v></c><c r="B5" t="inlineStr"><is><t>RED</t></is></c><c r="C5" s="2"/></row>

Everything is proven, nothing is assumed: every `<` opens one of ten tags, each tag follows one that it may follow, nothing stands between
them, each cell has an address in its own row, further right than the one before, and attributes of known meaning. What is not
provably so raises NotPlain, and the sheet is left to the general reader.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

import numpy as np

from xlcost.money import Array
from xlcost.sheets.plain_numbers import FIRST_BYTES, NotPlain, decimals, eight_digits, first_place

NUMBER, TEXT, YES_NO, DAY, SHARED = 1, 2, 3, 4, 5  # kinds of cells; 0 is blank

(_ROW, _ROW_END, _CELL, _CELL_END, _V, _V_END, _IS, _IS_END, _T, _T_KEEP, _T_END) = range(1, 12)
_TAGS = {
    _ROW: b'row r="', _ROW_END: b"/row>", _CELL: b'c r="', _CELL_END: b"/c>", _V: b"v>", _V_END: b"/v>", _IS: b"is>", _IS_END: b"/is>",
    _T: b"t>", _T_KEEP: b"t xml:sp", _T_END: b"/t>",
}  # fmt: skip
_KEEP_REST = b'ace="preserve">'
_FOLLOWS = {
    _ROW: (_CELL, _ROW_END), _ROW_END: (_ROW,), _CELL: (_V, _IS, _CELL, _CELL_END, _ROW_END), _CELL_END: (_CELL, _ROW_END), _V: (_V_END,),
    _V_END: (_CELL_END,), _IS: (_T, _T_KEEP), _T: (_T_END,), _T_KEEP: (_T_END,), _T_END: (_IS_END,), _IS_END: (_CELL_END,),
}  # fmt: skip
_FIXED = {_ROW_END: 6, _CELL_END: 4, _V_END: 4, _IS: 4, _T_END: 4, _IS_END: 5}  # length of tags that another follows at once
_BY_TWO = np.zeros(1 << 16, dtype=np.uint8)  # kind of tag by the two bytes after "<"
_WORD, _MASK = np.zeros(16, dtype=np.uint64), np.zeros(16, dtype=np.uint64)
_ALLOWED = np.zeros(256, dtype=np.bool_)
_LENGTH = np.zeros(16, dtype=np.int64)
for _kind, _tag in _TAGS.items():
    _BY_TWO[_tag[0] | _tag[1] << 8] = _kind
    _WORD[_kind] = int.from_bytes(_tag, "little")
    _MASK[_kind] = (1 << 8 * len(_tag)) - 1
    _LENGTH[_kind] = _FIXED.get(_kind, 0)
    for _next in _FOLLOWS[_kind]:
        _ALLOWED[_kind << 4 | _next] = True
_REST = re.compile(rb'"((?: [A-Za-z][A-Za-z0-9:]*="[^"<>&]*")*) ?(/?)>')
_ATTRIBUTE = re.compile(rb' ([A-Za-z][A-Za-z0-9:]*)="([^"]*)"')
_KINDS = {b"n": NUMBER, b"b": YES_NO, b"s": SHARED, b"inlineStr": TEXT}
_ENTITY = re.compile(rb"&(amp|lt|gt|quot|apos);")
_CHARACTERS = {b"amp": b"&", b"lt": b"<", b"gt": b">", b"quot": b'"', b"apos": b"'"}
_ODD = re.compile("[\x00-\x08\x0b-\x1f\ufffe\uffff]|]]>|_x[0-9A-Fa-f]{4}_")
_SPACE = np.isin(np.arange(256), list(b" \t\n\r"))
_LONGEST = 32  # bytes of the attributes of a cell that are compared at once
_PRIMES = (np.uint64(0x9E3779B97F4A7C15), np.uint64(0xC2B2AE3D27D4EB4F), np.uint64(0x165667B19E3779F9), np.uint64(0x27D4EB2F165667C5))


@dataclass(frozen=True, slots=True)
class CellFormats:
    """What the style numbers of a workbook mean for a number: ordinary or a day; other styles are not plain."""

    ordinary: frozenset[int] = frozenset({0})
    days: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True)
class Cells:
    """The filled cells of some rows, in their order; `numbers` holds numbers, days and Yes/No, `codes` the place of a text in Texts."""

    rows: Array
    columns: Array
    kinds: Array
    numbers: Array
    codes: Array
    count: int  # cells with and without a value
    last_row: int  # with a cell; 0 when there is none
    last_column: int
    hidden_rows: int


@dataclass(slots=True)
class Texts:
    """The distinct texts of a workbook, each decoded once."""

    values: list[str] = field(default_factory=list)
    shared: list[int] | None = None  # places of the shared strings; None when they are not plain
    _places: dict[bytes, int] = field(default_factory=dict)

    def place(self, raw: bytes) -> int:
        """The place of a text as it is written in XML; NotPlain when it means something that is not on its face."""
        found = self._places.get(raw)
        if found is None:
            text = plain_text(raw)
            found = self._places[raw] = len(self.values)
            self.values.append(text)
        return found


def plain_text(raw: bytes) -> str:
    """Characters of a text in XML."""
    if b"&" in raw:
        if raw.count(b"&") != len(_ENTITY.findall(raw)):
            raise NotPlain
        raw = _ENTITY.sub(lambda m: _CHARACTERS[m[1]], raw)
    try:
        text = raw.decode("utf-8")
    except UnicodeDecodeError:
        raise NotPlain from None
    if (not text.isprintable() or "_x" in text or "]]>" in text) and _ODD.search(text):
        raise NotPlain
    return text


class PlainRows:
    """Reads pieces of whole rows of one sheet, from its first row to its last."""

    def __init__(self, formats: CellFormats, texts: Texts) -> None:
        self._formats = formats
        self._texts = texts
        self._row_rests: dict[bytes, bool] = {}  # what follows the number of a row -> hidden
        self._cell_rests: dict[bytes, tuple[int, bool]] = {}  # what follows the address of a cell -> kind, empty tag
        self._last_row = 0

    def read(self, piece: bytes) -> Cells:
        """The cells of a piece; NotPlain."""
        piece = piece.strip(b" \n\t")
        padded = piece + bytes(40)
        data = np.frombuffer(padded, dtype=np.uint8)
        eight = np.ndarray((len(padded) - 8,), dtype="<u8", buffer=padded, strides=(1,))  # the 8 bytes from each position
        opening = np.flatnonzero(data[: len(piece)] == ord("<"))
        tags = _tags(piece, eight, opening)
        rows = np.flatnonzero(tags == _ROW)
        cells = np.flatnonzero(tags == _CELL)
        numbers, hidden = self._rows(piece, eight, opening, rows)
        counts = np.diff(np.append(np.searchsorted(cells, rows), len(cells)))
        row = np.repeat(numbers, counts)
        at = opening[cells]
        column, length = _addresses(data, eight, at, np.repeat(opening[rows], counts))
        place = row << 14 | column
        if len(place) > 1 and not bool((place[1:] > place[:-1]).all()):
            raise NotPlain
        following = opening[cells + 1] if len(cells) else at
        kind = self._kinds(piece, data, eight, at + 6 + length, following, tags[cells + 1] if len(cells) else tags[:0])
        with_value = np.flatnonzero(kind)
        values, codes = self._values(piece, data, eight, opening, tags, cells[with_value], kind[with_value])
        kind = np.where(kind == SHARED, TEXT, kind)[with_value].astype(np.uint8)
        last = int(row[-1]) if len(row) else 0
        widest = int(column.max()) if len(column) else 0
        return Cells(
            row[with_value].astype(np.int32), column[with_value].astype(np.int16), kind, values, codes, len(cells), last, widest, hidden
        )

    def _rows(self, piece: bytes, eight: Array, opening: Array, rows: Array) -> tuple[Array, int]:
        """Numbers of the rows, ascending, and how many are hidden."""
        if not len(rows) or rows[0] != 0:
            raise NotPlain
        start = opening[rows] + 8
        numbers, digits = _row_numbers(eight[start])
        if not bool((numbers[1:] > numbers[:-1]).all()) or int(numbers[0]) <= self._last_row:
            raise NotPlain
        self._last_row = int(numbers[-1])
        hidden = 0
        known = self._row_rests
        for a, b in zip((start + digits).tolist(), opening[rows + 1].tolist(), strict=True):
            rest = piece[a:b]
            found = known.get(rest)
            if found is None:
                found = known[rest] = _row_rest(rest)
            hidden += found
        return numbers, hidden

    def _kinds(self, piece: bytes, data: Array, eight: Array, start: Array, end: Array, following: Array) -> Array:
        """Kind of each cell from its attributes; 0 for a cell without a value."""
        length = end - start
        kinds = np.zeros(len(start), dtype=np.uint8)
        if not len(start):
            return kinds
        if int(length.max()) > _LONGEST or int(length.min()) < 2:
            raise NotPlain
        words = [eight[start + 8 * i] & FIRST_BYTES.take(length - 8 * i, mode="clip") for i in range(4)]
        mixed = _mixed(words, length)
        left = np.arange(len(start))
        while len(left):
            first = int(left[0])
            same = left[mixed[left] == mixed[first]]
            if any(bool((w[same] != w[first]).any()) for w in words):
                raise NotPlain
            rest = piece[int(start[first]) : int(end[first])]
            if rest not in self._cell_rests:
                self._cell_rests[rest] = self._cell_rest(rest)
            kind, empty = self._cell_rests[rest]
            next_tag = following[same]
            valued = np.zeros(len(same), dtype=np.bool_) if empty else next_tag == (_IS if kind == TEXT else _V)
            blank = (next_tag == _CELL) | (next_tag == _ROW_END) if empty else next_tag == _CELL_END
            if not bool((valued | blank).all()):
                raise NotPlain
            kinds[same[valued]] = kind
            left = left[mixed[left] != mixed[first]]
        return kinds

    def _cell_rest(self, rest: bytes) -> tuple[int, bool]:
        """(kind, empty tag) of what follows the address of a cell, closing quote included."""
        found = _REST.fullmatch(rest)
        if found is None:
            raise NotPlain
        attributes = _ATTRIBUTE.findall(found[1])
        given = dict(attributes)
        if len(given) != len(attributes) or not set(given) <= {b"s", b"t"} or not given.get(b"s", b"0").isdigit():
            raise NotPlain
        kind = _KINDS.get(given.get(b"t", b"n"))
        if kind is None:
            raise NotPlain
        if kind == NUMBER and not found[2]:
            style = int(given.get(b"s", b"0"))
            if style in self._formats.days:
                kind = DAY
            elif style not in self._formats.ordinary:
                raise NotPlain
        return kind, bool(found[2])

    def _values(
        self, piece: bytes, data: Array, eight: Array, opening: Array, tags: Array, cells: Array, kinds: Array
    ) -> tuple[Array, Array]:
        """Numbers and text codes of cells with a value; `cells` are positions in `opening`."""
        numbers = np.zeros(len(cells), dtype=np.float64)
        codes = np.zeros(len(cells), dtype=np.int32)
        texts = np.flatnonzero(kinds == TEXT)
        if len(texts):
            tag = cells[texts] + 2
            start = opening[tag] + np.where(tags[tag] == _T_KEEP, 9 + len(_KEEP_REST), 3)
            end = opening[tag + 1]
            trimmed = (tags[tag] == _T) & (end > start)
            if bool((_SPACE[data[start[trimmed]]] | _SPACE[data[end[trimmed] - 1]]).any()):  # spaces that a reader may drop
                raise NotPlain
            codes[texts] = self._text_codes(piece, eight, start, end)
        others = np.flatnonzero(kinds != TEXT)
        if len(others):
            tag = cells[others] + 1
            numbers[others] = decimals(piece, data, eight, opening[tag] + 3, opening[tag + 1])
            self._check(kinds[others], numbers[others])
        shared = np.flatnonzero(kinds == SHARED)
        if len(shared):
            if self._texts.shared is None or int(numbers[shared].max()) >= len(self._texts.shared):
                raise NotPlain
            codes[shared] = np.array(self._texts.shared, dtype=np.int32)[numbers[shared].astype(np.int64)]
            numbers[shared] = 0
        return numbers, codes

    def _check(self, kinds: Array, numbers: Array) -> None:
        """Days of the calendar (of March 1900 and later), Yes or No, places of shared strings."""
        day, flag, shared = kinds == DAY, kinds == YES_NO, kinds == SHARED
        whole = numbers == np.rint(numbers)
        good = ~day | (whole & (numbers >= 61) & (numbers <= 2_958_465))
        good &= ~flag | (numbers == 0) | (numbers == 1)
        good &= ~shared | (whole & (numbers >= 0) & (numbers < 2**31))
        if not bool(good.all()):
            raise NotPlain

    def _text_codes(self, piece: bytes, eight: Array, start: Array, end: Array) -> Array:
        """Places of texts; equal short texts are found by their bytes, so that each is decoded once."""
        length = end - start
        short = length <= 16
        codes = np.zeros(len(start), dtype=np.int32)
        place = self._texts.place
        if bool(short.any()):
            a, n = start[short], length[short]
            words = [eight[a + 8 * i] & FIRST_BYTES.take(n - 8 * i, mode="clip") for i in range(2)]
            _, first, number = np.unique(_mixed(words, n), return_index=True, return_inverse=True)
            if any(bool((w != w[first][number]).any()) for w in (*words, n)):
                raise NotPlain
            distinct = [place(piece[x : x + y]) for x, y in zip(a[first].tolist(), n[first].tolist(), strict=True)]
            codes[short] = np.array(distinct, dtype=np.int32)[number]
        if not bool(short.all()):
            long = np.flatnonzero(~short)
            codes[long] = [place(piece[x:y]) for x, y in zip(start[long].tolist(), end[long].tolist(), strict=True)]
        return codes


def _mixed(words: list[Array], length: Array) -> Array:
    found = length.astype(np.uint64)
    for word, prime in zip(words, _PRIMES, strict=False):
        found = (found ^ word) * prime
        found ^= found >> np.uint64(29)
    return found


def _tags(piece: bytes, eight: Array, opening: Array) -> Array:
    """Kind of the tag at each `<`, in a proven order, plus a final 0."""
    if not len(opening):
        raise NotPlain
    words = eight[opening + 1]
    tags = _BY_TWO.take(words.view("<u2")[::4])
    if bool(((words ^ _WORD.take(tags)) & _MASK.take(tags)).any()) or not bool(tags.all()):
        raise NotPlain
    if tags[-1] != _ROW_END or int(opening[-1]) + 6 != len(piece) or not bool(_ALLOWED.take(tags[:-1] << 4 | tags[1:]).all()):
        raise NotPlain
    fixed = _LENGTH.take(tags[:-1])
    loose = np.flatnonzero((fixed > 0) & (np.diff(opening) != fixed))
    between = zip((opening[loose] + fixed[loose]).tolist(), opening[loose + 1].tolist(), strict=True)
    if not bool((tags[loose] == _ROW_END).all()) or not all(piece[a:b].isspace() for a, b in between):
        raise NotPlain  # nothing but a line break between rows
    for kept in opening[tags == _T_KEEP].tolist():
        if not piece.startswith(_KEEP_REST, kept + 9):
            raise NotPlain
    return np.append(tags, np.uint8(0))


def _row_numbers(words: Array) -> tuple[Array, Array]:
    """(number, digits) of what starts with up to seven digits and a quote."""
    quote = first_place(words, ord('"'))
    if bool((quote == 0).any()) or bool((quote > 7).any()):
        raise NotPlain
    return eight_digits(words, quote), quote


def _row_rest(rest: bytes) -> bool:
    """Whether the row is hidden, from what follows its number; NotPlain for an empty tag or the number given twice."""
    found = _REST.fullmatch(rest)
    if found is None or found[2]:
        raise NotPlain
    attributes = _ATTRIBUTE.findall(found[1])
    given = dict(attributes)
    if len(given) != len(attributes) or b"r" in given:
        raise NotPlain
    return given.get(b"hidden") in (b"1", b"true")


def _addresses(data: Array, eight: Array, at: Array, row_at: Array) -> tuple[Array, Array]:
    """(column, length of the address without its closing quote) of cells; each address ends in the number of its row."""
    first, second, third = (data[at + 6 + i].astype(np.int32) - 64 for i in range(3))
    if bool(((first < 1) | (first > 26)).any()):
        raise NotPlain
    double = (second >= 1) & (second <= 26)
    three = double & (third >= 1) & (third <= 26)
    column = np.where(three, (first * 26 + second) * 26 + third, np.where(double, first * 26 + second, first)).astype(np.int64)
    letters = 1 + double.astype(np.int64) + three
    number = eight[row_at + 8]
    digits = first_place(number, ord('"'))
    if bool(((eight[at + 6 + letters] ^ number) & FIRST_BYTES.take(digits + 1)).any()) or (len(column) and int(column.max()) > 16_384):
        raise NotPlain
    return column, letters + digits
