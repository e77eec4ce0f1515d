"""One streaming pass over the XML of a sheet, before any other reader sees it.

It finds what a reader would lose or choke on: error cells, formulas without a calculated value, merged cells, hidden
rows, and the true extent of the cells (one stray cell in the last corner makes a dense reader ask for terabytes).

Rows arrive in chunks of whole rows. A chunk in the plain shape that Excel and the usual libraries write,
`<row r="5" ...><c r="A5" s="1" t="s"><v>7</v></c>`, is proven harmless with a few vector operations on its
bytes: every `<c` carries an address at once, every address ends in the number of its row, and the tell-tale bytes of
errors, formulas, comments, prefixes and entities are absent. Any other chunk is parsed element by element, with the
same findings (`slow=True` does that for all; a test holds the two against each other).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any
from xml.parsers import expat

import numpy as np

from xlcost.sheets.cell_columns import SheetCells
from xlcost.sheets.limits import MAX_COLUMNS, MAX_ROWS
from xlcost.sheets.plain_numbers import NotPlain
from xlcost.sheets.plain_rows import PlainRows
from xlcost.sheets.workbook_parts import cell_range, column_letter, column_number

_KEEP = 10_000  # findings of one kind that are kept with their address
_SMALL = 64 << 20
_OPEN, _CLOSE = b"<sheetData", b"</sheetData>"
_ODD = (b'"&', b'"e')  # an error's t="e", and entities inside attributes; the last byte is rare, so the search is fast
_ODD_APOSTROPHE = (b"'e'", b"'&")
_ENTITIES = (b"&amp;", b"&lt;", b"&gt;", b"&quot;", b"&apos;")
_PLAIN_TAGS = np.zeros(1 << 16, dtype=np.bool_)  # the two bytes after "<" that plain rows have
_PLAIN_TAGS[[ord(t[0]) | ord(t[1]) << 8 for t in ("c ", "v>", "t>", "t ", "is", "ro", *(f"/{e}" for e in "cvtir"))]] = True
_CELL_TAG, _INLINE_TAG = (ord(t[0]) | ord(t[1]) << 8 for t in ("c ", "is"))
_ROOT = re.compile(rb"<([A-Za-z0-9_]+:)?worksheet[\s>]")
_HEAD = 1 << 16
_HIDDEN = re.compile(rb'<row [^>]*hidden="(?:1|true)"')
_ROW = re.compile(rb'<row r="([0-9]{1,7})"')
_DIGITS = np.array([0, *((1 << (8 * n)) - 1 for n in range(1, 8)), 2**64 - 1], dtype=np.uint64)  # masks of the first n bytes


class Unreadable(Exception):
    """The XML is damaged or of a kind that no ledger has; the text says what."""


@dataclass(slots=True)
class SheetFacts:
    """What the scan found; addresses like H17."""

    cells: int = 0
    rows: int = 0  # last row with a cell
    columns: int = 0
    errors: dict[str, str] = field(default_factory=dict)  # address -> #N/A ...
    uncalculated: list[str] = field(default_factory=list)
    formulas: int = 0
    merged: list[tuple[int, int, int, int]] = field(default_factory=list)
    hidden_rows: int = 0
    filtered: bool = False
    slow: bool = False  # some part was parsed element by element
    cells_kept: SheetCells | None = field(default=None, compare=False)  # of a plain sheet, when its cells were asked for

    def extent(self, row: int, column: int) -> None:
        """Take a cell into account; an address outside of a sheet is damage."""
        if not (0 < row <= MAX_ROWS and 0 < column <= MAX_COLUMNS):
            raise Unreadable(f"a cell lies outside of the sheet, in row {row}, column {column}")
        self.rows, self.columns = max(self.rows, row), max(self.columns, column)


def scan(chunks: Iterable[bytes], slow: bool = False, keep: tuple[PlainRows, SheetCells] | None = None) -> SheetFacts:
    """The facts of a sheet from the bytes of its part; Unreadable when the XML is damaged.

    With `keep` the cells are read in the same pass, as long as every row is plain (`cells_kept`, else None).
    """
    facts = SheetFacts()
    frame = bytearray()  # everything but the rows
    reader = _Elements(facts)
    for kind, piece in pieces(unprefixed(chunks)):
        if kind == "frame":
            frame += piece
            if len(frame) > _SMALL:
                raise Unreadable("the part has no rows where they belong")
            continue
        if keep is not None:
            if _kept(piece, facts, *keep):
                continue
            keep = None
        if slow or not _plain(piece, facts):
            facts.slow = True
            reader.fragment(piece)
    if not bytes(frame[:64]).lstrip(b"\xef\xbb\xbf \r\n\t").startswith(b"<"):
        raise Unreadable("it is not XML in UTF-8")
    if b"<!DOCTYPE" in frame or b"<!ENTITY" in frame:
        raise Unreadable("DOCTYPE")
    if b"<!" in frame:
        raise Unreadable("it carries comments or unparsed sections around its rows")
    reader.whole(bytes(frame))
    facts.cells_kept = keep[1] if keep is not None else None
    return facts


def _kept(piece: bytes, facts: SheetFacts, rows: PlainRows, cells: SheetCells) -> bool:
    """Read the cells of a piece and add its facts; False when it is not plain."""
    if piece.isspace() or not piece:
        return True
    try:
        found = rows.read(piece)
    except NotPlain:
        return False
    facts.cells += found.count
    facts.hidden_rows += found.hidden_rows
    if found.count:
        facts.extent(found.last_row, found.last_column)
    cells.add(found)
    return True


def unprefixed(chunks: Iterable[bytes]) -> Iterator[bytes]:
    """The same XML with `<x:row>` as `<row>`, for the prefix that the root element has (none in most files)."""
    held, prefix = b"", None
    for chunk in chunks:
        held += chunk
        if prefix is None:
            root = _ROOT.search(held)
            if root is None and len(held) < _HEAD:
                continue
            prefix = root[1] or b"" if root else b""
        if prefix:
            held = held.replace(b"</" + prefix, b"</").replace(b"<" + prefix, b"<")
            cut = held.rfind(b"<", max(0, len(held) - len(prefix) - 2))
        else:
            cut = -1
        yield held if cut < 0 else held[:cut]
        held = b"" if cut < 0 else held[cut:]
    yield held


def pieces(chunks: Iterable[bytes]) -> Iterator[tuple[str, bytes]]:
    """("frame", bytes before and after the rows) and ("rows", bytes of whole rows)."""
    held = b""
    state = 0  # before, in, after the rows
    for chunk in chunks:
        held += chunk
        if state == 0:
            at = held.find(_OPEN)
            end = held.find(b">", at) if at >= 0 else -1
            if end < 0:
                if len(held) > _SMALL:
                    raise Unreadable("the part has no rows where they belong")
                continue
            yield "frame", held[: end + 1]
            empty = held[end - 1 : end] == b"/"
            held, state = held[end + 1 :], 2 if empty else 1
        if state == 1:
            at = held.find(_CLOSE)
            cut = at if at >= 0 else held.rfind(b"<row")
            if cut > 0:
                yield "rows", held[:cut]
                held = held[cut:]
            if at >= 0:
                state = 2
            elif len(held) > _SMALL:
                raise Unreadable("a row is larger than any honest row")
        if state == 2:
            yield "frame", held
            held = b""
    if state != 2:
        raise Unreadable("it ends in the middle")


def _plain(piece: bytes, facts: SheetFacts) -> bool:
    """Add the facts of a chunk in the plain shape; False when it is not provably in that shape."""
    piece = piece.lstrip() if piece[:1].isspace() else piece
    if not piece:
        return True
    if any(odd in piece for odd in _ODD) or (b"'" in piece and any(odd in piece for odd in _ODD_APOSTROPHE)):
        return False
    if b"&" in piece and piece.count(b"&") != sum(piece.count(e) for e in _ENTITIES):
        return False
    numbers = [(m.start(), int(m[1])) for m in _ROW.finditer(piece)]
    if not numbers or piece[:4] != b"<row" or len(numbers) != piece.count(b"<ro"):
        return False
    found = _addresses(piece, numbers)
    if found is None:
        return False
    cells, rows, columns = found
    if piece.count(b' r="') != cells + len(numbers):  # an address given twice
        return False
    facts.cells += cells
    if cells:
        facts.extent(rows, columns)
    if b'hidden="' in piece:
        facts.hidden_rows += len(_HIDDEN.findall(piece))
    return True


def _addresses(piece: bytes, numbers: list[tuple[int, int]]) -> tuple[int, int, int] | None:
    """(number of cells, last row and column with a cell), or None unless each cell opens with an address in its own row."""
    padded = piece + bytes(16)
    data = np.frombuffer(padded, dtype=np.uint8)
    opening = np.flatnonzero(data[: len(piece)] == 60)
    two = np.ndarray((len(padded) - 2,), dtype="<u2", buffer=padded, strides=(1,))  # the 2 bytes from each position
    tags = two[opening + 1]
    if not bool(_PLAIN_TAGS[tags].all()):
        return None
    cells = opening[tags == _CELL_TAG]
    if not len(cells):
        return 0, 0, 0
    inline = int((tags == _INLINE_TAG).sum())
    if piece.count(b'<c r="') != len(cells) or (inline and piece.count(b"<is>") != inline):
        return None
    start = cells + 6
    length = np.ones(len(cells), dtype=np.int64)
    first, second, third = (data[start + i].astype(np.int32) - 64 for i in range(3))
    double = (second >= 1) & (second <= 26)
    three = double & (third >= 1) & (third <= 26)
    if ((first < 1) | (first > 26)).any():
        return None
    column = np.where(three, (first * 26 + second) * 26 + third, np.where(double, first * 26 + second, first))
    length += double
    length += three
    eight = np.ndarray((len(padded) - 8,), dtype="<u8", buffer=padded, strides=(1,))  # the 8 bytes from each position
    rows = np.array([p for p, _ in numbers], dtype=np.int64)
    digits = np.array([len(str(n)) for _, n in numbers], dtype=np.int64)
    counts = np.diff(np.append(np.searchsorted(cells, rows), len(cells)))
    expected = np.repeat(eight[rows + 8], counts)  # the number, its quote, and what follows
    mask = np.repeat(_DIGITS[np.minimum(digits + 1, 8)], counts)
    if len(expected) != len(cells) or bool(((eight[start + length] ^ expected) & mask).any()):
        return None
    return len(cells), max(n for (_, n), c in zip(numbers, counts.tolist(), strict=True) if c), int(column.max())


class _Elements:
    """The same findings element by element, for chunks that are not plain, and for what stands around the rows."""

    def __init__(self, facts: SheetFacts) -> None:
        self.facts = facts
        self.row = self.column = 0
        self.address, self.kind = "", ""
        self.text: list[str] | None = None
        self.formula = self.valued = False

    def fragment(self, piece: bytes) -> None:
        """A chunk of whole rows."""
        self._parse(b"<x>" + piece + b"</x>", b"<!" in piece)

    def whole(self, frame: bytes) -> None:
        """The sheet without its rows."""
        self._parse(frame, False)

    def _parse(self, content: bytes, marked: bool) -> None:
        if marked and (b"<!DOCTYPE" in content or b"<!ENTITY" in content):
            raise Unreadable("DOCTYPE")
        parser = expat.ParserCreate()
        parser.buffer_text = True
        parser.StartElementHandler = self._start
        parser.EndElementHandler = self._end
        parser.CharacterDataHandler = self._characters
        parser.EntityDeclHandler = self._entity
        try:
            parser.Parse(content, True)
        except expat.ExpatError as error:
            raise Unreadable(f"its XML is damaged: {error}") from None
        except (UnicodeError, LookupError, ValueError) as error:
            raise Unreadable(f"its XML is damaged: {error}") from None

    def _entity(self, *_: Any) -> None:
        raise Unreadable("DOCTYPE")

    def _start(self, tag: str, attributes: dict[str, str]) -> None:
        name = tag.rpartition(":")[2]
        if name == "c":
            self._cell(attributes)
        elif name == "row":
            self.row = _number(attributes.get("r"), self.row + 1)
            self.column = 0
            if attributes.get("hidden") in ("1", "true"):
                self.facts.hidden_rows += 1
        elif name == "f":
            self.formula = True
        elif name in ("v", "t"):
            self.text = []
        elif name == "mergeCell":
            place = cell_range(attributes.get("ref", ""))
            if place is not None:
                self.facts.merged.append(place)
        elif name == "autoFilter" or (name == "sheetPr" and attributes.get("filterMode") in ("1", "true")):
            self.facts.filtered = self.facts.filtered or name == "sheetPr"

    def _cell(self, attributes: dict[str, str]) -> None:
        address = attributes.get("r")
        if address is None:
            self.column += 1
        else:
            place = re.fullmatch(r"([A-Za-z]{1,3})([0-9]{1,7})", address)
            if place is None:
                raise Unreadable(f"a cell has the address {address[:20]!r}")
            self.column = column_number(place[1].upper())
            if int(place[2]) != self.row:
                raise Unreadable(f"cell {address} stands in row {self.row}")
        self.facts.extent(self.row, self.column)
        self.address = f"{column_letter(self.column)}{self.row}"
        self.kind = attributes.get("t", "n")
        self.facts.cells += 1
        self.formula = self.valued = False
        self.text = None

    def _characters(self, text: str) -> None:
        if self.text is not None:
            self.text.append(text)

    def _end(self, tag: str) -> None:
        name = tag.rpartition(":")[2]
        if name in ("v", "t") and self.text is not None:
            content = "".join(self.text)
            self.text = None
            self.valued = True
            if self.kind == "e" and self.address and len(self.facts.errors) < _KEEP:
                self.facts.errors[self.address] = content
            elif self.formula and not content and self.kind != "str":
                self.valued = False
        elif name == "c":
            if self.formula:
                self.facts.formulas += 1
                if not self.valued and len(self.facts.uncalculated) < _KEEP:
                    self.facts.uncalculated.append(self.address)
            self.address = ""


def _number(text: str | None, default: int) -> int:
    if text is None:
        return default
    if not re.fullmatch("[0-9]{1,7}", text):
        raise Unreadable(f"a row has the number {text[:20]!r}")
    return int(text)
