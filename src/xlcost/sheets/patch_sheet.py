"""Edits applied to the XML of a sheet while it streams by; rows without edits pass byte for byte.

New rows go into cleared or empty rows of the table first, then below its last row. A totals row moves down; its sums
that ended at the last row are stretched. What stands below the table is never overwritten (W39).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field

from lxml import etree

from xlcost.sheets.failures import failure
from xlcost.sheets.limits import MAX_ROWS
from xlcost.sheets.row_edits import Content, SheetEdits
from xlcost.sheets.sheet_scan import pieces, unprefixed
from xlcost.sheets.workbook_parts import column_letter, column_number, local

_ROW = re.compile(rb"<row\b([^>]*?)(?:/>|>(.*?)</row>)", re.S)
_CELL = re.compile(rb'<c r="([A-Z]+)([0-9]+)"([^>]*?)(?:/>|>(.*?)</c>)', re.S)
_NUMBER = re.compile(rb'\br="([0-9]+)"')
_STYLE = re.compile(rb'\bs="([0-9]+)"')
_FILLED = re.compile(rb"<(?:v|is|f)\b")
_SPANS = re.compile(rb'\s+spans="[^"]*"')
_NAMESPACES = re.compile(rb'\sxmlns(?::\w+)?="[^"]*"')
_PREFIXED = re.compile(rb'\sxmlns:(\w+)="([^"]*)"')
_MAIN = b"http://schemas.openxmlformats.org/spreadsheetml/2006/main"

Styled = Callable[[int | None, Content, int], int | None]  # (style there, new content, column) -> style


@dataclass(slots=True)
class Plan:
    """Where everything goes on one sheet."""

    edits: SheetEdits
    header_row: int
    last_row: int  # last record as read
    free: list[int]  # rows of the table that may take new records
    totals_row: int = 0  # 0 = none
    new_last: int = 0
    formulas_lost: bool = False
    targets: dict[int, dict[int, Content]] = field(default_factory=dict)

    @property
    def width(self) -> int:
        """Last column of the table, new columns included."""
        return max([*self.edits.source.header.captions, *self.edits.new_columns])


def plan(edits: SheetEdits) -> Plan:
    """Rows for the new records of a sheet."""
    source, header = edits.source, edits.source.header
    last = max([header.row, *source.rows.tolist()])
    table = header.list_object
    end = header.last_row if table else last
    taken = set(source.rows.tolist()) - edits.cleared
    free = [r for r in range(header.row + 1, min(end, MAX_ROWS) + 1) if r not in taken] if edits.added else []
    found = Plan(edits, header.row, last, free)
    if table is not None and table.totals_rows:
        found.totals_row = table.last_row
    elif source.totals_row:
        found.totals_row = source.totals_row
    rows = free[: len(edits.added)]
    below = max(end, last) + 1
    rows += range(below, below + len(edits.added) - len(rows))
    if rows and rows[-1] + (1 if found.totals_row else 0) > MAX_ROWS:
        raise failure("W38", f"Sheet {source.title!r} would need {rows[-1]:,} rows.", source.title)
    found.targets = dict(zip(rows, edits.added, strict=True))
    found.new_last = max([end, last, *rows])
    return found


def patched(chunks: Iterable[bytes], work: Plan, styled: Styled) -> Iterator[bytes]:
    """The bytes of the edited sheet."""
    return _Patch(work, styled).run(chunks)


class _Patch:
    def __init__(self, work: Plan, styled: Styled) -> None:
        self.work, self.styled = work, styled
        self.pending = sorted(work.targets)
        self.shift = work.new_last - max(work.last_row, work.edits.source.header.last_row if work.edits.source.header.list_object else 0)
        self.prototype: dict[int, int] = {}
        self.moved: bytes | None = None
        self.next_row = 1
        self.declared: list[tuple[bytes, bytes]] = []

    def run(self, chunks: Iterable[bytes]) -> Iterator[bytes]:
        before = True
        for kind, piece in pieces(unprefixed(chunks)):
            if kind == "rows":
                yield self._rows(piece)
                continue
            if before:
                before = False
                yield self._opening(piece)
            else:
                yield self._rest() + self._ranges(piece)

    def _opening(self, piece: bytes) -> bytes:
        self.declared = [(m[1], m[2]) for m in _PREFIXED.finditer(piece)]
        if b'xmlns="' not in piece:  # the main namespace had a prefix, which is gone now
            piece = re.sub(rb'xmlns:\w+="' + re.escape(_MAIN) + b'"', b'xmlns="' + _MAIN + b'"', piece, count=1)
        last, width = max(self.work.new_last, self.work.totals_row + self.shift if self.work.totals_row else 0), self.work.width
        found = re.search(rb'<dimension ref="([A-Z]+[0-9]+):([A-Z]+)([0-9]+)"', piece)
        if found:
            column = column_letter(max(column_number(found[2].decode()), width))
            reference = b"%s:%s%d" % (found[1], column.encode(), max(int(found[3]), last))
            piece = piece[: found.start()] + b'<dimension ref="' + reference + b'"' + piece[found.end() :]
        if piece.endswith(b"/>"):
            piece = piece[:-2].rstrip() + b">"
            self.next_row = -1
        return piece

    def _rest(self) -> bytes:
        """New rows below everything, and the totals row under them."""
        found = b"".join(self._new_row(r) for r in self.pending)
        self.pending = []
        if self.moved is not None:
            found += self.moved
        return found + (b"</sheetData>" if self.next_row == -1 else b"")

    def _rows(self, piece: bytes) -> bytes:
        work = self.work
        if (
            piece.count(b'<row r="') != piece.count(b"<row")
            or piece.count(b'<c r="') != piece.count(b"<c ") + piece.count(b"<c>")
            or b"<!" in piece
        ):
            piece = self._canonical(piece)
        numbers = [int(m[1]) for m in re.finditer(rb'<row r="([0-9]+)"', piece)]
        if not numbers:
            return piece
        self.next_row = numbers[-1] + 1
        touched = (
            self.moved is not None
            or any(n in work.edits.cells or n in work.edits.cleared or n in (work.header_row, work.totals_row) for n in numbers)
            or any(r <= numbers[-1] for r in self.pending)
        )
        first_record = work.header_row + 1
        if not touched and not (numbers[0] <= first_record <= numbers[-1]):
            return piece
        out, at = [], 0
        for match in _ROW.finditer(piece):
            number = int(_NUMBER.search(match[1])[1])  # type: ignore[index]
            out.append(piece[at : match.start()])
            at = match.end()
            while self.pending and self.pending[0] < number:
                out.append(self._new_row(self.pending.pop(0)))
            out.append(self._before(number, match) + self._row(number, match))
        return b"".join([*out, piece[at:]])

    def _before(self, number: int, match: re.Match[bytes]) -> bytes:
        """The totals row that moved down, when its new place is reached."""
        target = self.work.totals_row + self.shift
        if self.moved is None or number < target:
            return b""
        if number == target and _FILLED.search(match[2] or b""):
            raise failure("W39", f"Row {number} below the table is not empty.", f"{self.work.edits.source.title}!A{number}")
        moved, self.moved = self.moved, None
        return moved

    def _row(self, number: int, match: re.Match[bytes]) -> bytes:
        work = self.work
        if number > work.header_row and not self.prototype:
            self._learn(match)
        if work.totals_row and self.shift and number == work.totals_row + self.shift:
            return b""  # the totals row stands here now
        if number == work.totals_row and self.shift:
            self.moved = self._move(match)
            target = self.pending[0] if self.pending else 0
            if target == number:
                self.pending.pop(0)
                return self._new_row(number)
            return b""
        edits = dict(work.edits.cells.get(number, {}))
        clear = number in work.edits.cleared
        if number == work.header_row:
            edits |= {n: Content(_text(caption)) for n, (caption, _) in work.edits.new_columns.items()}
        added = self.pending[:1] == [number]
        if added:
            edits = dict(work.targets[self.pending.pop(0)])
        if not edits and not clear:
            return match[0]
        return self._edited(number, match, edits, clear, added)

    def _edited(self, number: int, match: re.Match[bytes], edits: dict[int, Content], clear: bool, added: bool) -> bytes:
        work = self.work
        cells: dict[int, bytes] = {}
        styles: dict[int, int] = {}
        for cell in _CELL.finditer(match[2] or b""):
            column = column_number(cell[1].decode())
            style = _STYLE.search(cell[3])
            if style:
                styles[column] = int(style[1])
            inside = column in work.edits.source.header.captions
            if added and (inside or column in edits) and not clear and _FILLED.search(cell[4] or b""):
                address = f"{column_letter(column)}{number}"
                raise failure("W39", f"Cell {address} below the table is not empty.", f"{work.edits.source.title}!{address}")
            if column in edits or (clear and inside):
                self._drop(cell, number)
                if style:
                    cells[column] = b'<c r="%s%d" s="%s"/>' % (cell[1], number, style[1])
                continue
            cells[column] = cell[0]
        if number == work.header_row and styles:
            styles |= dict.fromkeys(work.edits.new_columns, styles[max(styles)])
        for column, content in edits.items():
            base = styles.get(column, self.prototype.get(column))
            made = self._cell(number, column, base, content, number == work.header_row)
            if made:
                cells[column] = made
        head = _SPANS.sub(b"", match[1].rstrip(b"/"))
        return b"<row" + head + b">" + b"".join(cells[c] for c in sorted(cells)) + b"</row>"

    def _drop(self, cell: re.Match[bytes], number: int) -> None:
        """A cell loses its content; a formula that others share cannot."""
        content = cell[4] or b""
        if b"<f" in content:
            self.work.formulas_lost = True
            if re.search(rb'<f [^>]*\bref="', content):
                address = f"{cell[1].decode()}{number}"
                raise failure("W39", f"Cell {address} holds a formula shared by others.", f"{self.work.edits.source.title}!{address}")

    def _cell(self, row: int, column: int, base: int | None, content: Content, header: bool = False) -> bytes:
        if not content.body:
            return b"" if base is None else b'<c r="%s%d" s="%d"/>' % (column_letter(column).encode(), row, base)
        style = base if header else self.styled(base, content, column)
        mark = "" if style is None else f' s="{style}"'
        return f'<c r="{column_letter(column)}{row}"{mark}{content.body}'.encode()

    def _new_row(self, number: int) -> bytes:
        cells = [self._cell(number, c, self.prototype.get(c), content) for c, content in sorted(self.work.targets[number].items())]
        return b'<row r="%d">' % number + b"".join(cells) + b"</row>"

    def _learn(self, match: re.Match[bytes]) -> None:
        """The styles of the first record, for new rows."""
        for cell in _CELL.finditer(match[2] or b""):
            style = _STYLE.search(cell[3])
            if style:
                self.prototype[column_number(cell[1].decode())] = int(style[1])

    def _move(self, match: re.Match[bytes]) -> bytes:
        """The totals row further down; sums that ended at the last record end at the new one."""
        work = self.work
        target = work.totals_row + self.shift
        row = _NUMBER.sub(b'r="%d"' % target, match[0], count=1)
        row = re.sub(rb'<c r="([A-Z]+)[0-9]+"', lambda m: b'<c r="%s%d"' % (m[1], target), row)
        old, new = str(work.totals_row - 1).encode(), str(target - 1).encode()
        if b"<f" in row:
            work.formulas_lost = True
        return re.sub(rb"<f\b[^>]*>[^<]*</f>", lambda m: re.sub(rb"(?<=[A-Z$])" + old + rb"(?![0-9])", new, m[0]), row)

    def _ranges(self, piece: bytes) -> bytes:
        """Filter, validation and formatting ranges that ended with the table end with it again."""
        old, new = self.work.last_row, self.work.new_last
        if old == new:
            return piece

        def stretch(match: re.Match[bytes]) -> bytes:
            ending = re.compile(rb"(:\$?[A-Z]+\$?)" + str(old).encode() + rb"(?![0-9])")
            return match[1] + ending.sub(lambda m: m[1] + str(new).encode(), match[2]) + b'"'

        return re.sub(rb'(<(?:autoFilter\b[^>]*?\bref|(?:conditionalFormatting|dataValidation)\b[^>]*?\bsqref)=")([^"]*)"', stretch, piece)

    def _canonical(self, piece: bytes) -> bytes:
        """Rows and cells with their addresses first, for XML that leaves them out or writes them elsewhere."""
        spaces = b"".join(b' xmlns:%s="%s"' % pair for pair in self.declared)
        root = etree.fromstring(b'<x xmlns="' + _MAIN + b'"' + spaces + b">" + piece + b"</x>")
        out = []
        number = self.next_row - 1
        for row in root:
            if local(row.tag) != "row":
                continue
            number = int(row.get("r", number + 1))
            _first(row, str(number))
            column = 0
            for cell in row:
                address = cell.get("r")
                column = column_number(re.match("[A-Z]+", address)[0]) if address else column + 1  # type: ignore[index]
                _first(cell, f"{column_letter(column)}{number}")
            out.append(_NAMESPACES.sub(b"", etree.tostring(row, encoding="utf-8", with_tail=False)))
        return b"".join(out)


def _first(element: etree._Element, address: str) -> None:
    """Put the address in front of the other attributes."""
    others = [(k, v) for k, v in element.attrib.items() if k != "r"]
    element.attrib.clear()
    element.set("r", address)
    for key, value in others:
        element.set(key, value)


def _text(caption: str) -> str:
    from xlcost.sheets.fragments import text_body

    return text_body(caption)
