"""A compound file ([MS-CFB] version 3) from a tree of streams; the same bytes for the same tree.

Sectors of 512 bytes; streams below 4,096 bytes share the mini stream in pieces of 64. No timestamps. One FAT without
DIFAT sectors is enough for 7 MB, and an add-in has 60 kB.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

Tree = Mapping[str, "bytes | Tree"]
SECTOR, MINI, MINI_LIMIT = 512, 64, 4096
_FREE, _END, _FAT, _NONE = 0xFFFFFFFF, 0xFFFFFFFE, 0xFFFFFFFD, 0xFFFFFFFF
_STORAGE, _STREAM, _ROOT = 1, 2, 5
_RED, _BLACK = 0, 1
_MOST_FAT_SECTORS = 109


@dataclass
class _Entry:
    """An entry of the directory."""

    name: str
    kind: int
    data: bytes = b""
    left: int = _NONE
    right: int = _NONE
    child: int = _NONE
    colour: int = _BLACK
    start: int = 0
    size: int = 0

    def packed(self) -> bytes:
        """The 128 bytes of the entry."""
        name = self.name.encode("utf-16le")
        if len(name) > 62:
            raise ValueError(f"The name {self.name!r} is longer than 31 characters.")
        return (
            name.ljust(64, b"\0")
            + struct.pack("<HBBIII", len(name) + 2, self.kind, self.colour, self.left, self.right, self.child)
            + bytes(36)
            + struct.pack("<IQ", self.start, self.size)
        )


_EMPTY_ENTRY = bytes(64) + struct.pack("<HBBIII", 0, 0, 0, _NONE, _NONE, _NONE) + bytes(36) + struct.pack("<IQ", 0, 0)


def compound_file(tree: Tree) -> bytes:
    """The file: header, streams, mini stream, directory, FAT."""
    entries = [_Entry("Root Entry", _ROOT, start=_END)]
    entries[0].child = _add(entries, tree)
    sectors = _Sectors()
    mini, mini_fat = _mini_stream(entries)
    for entry in entries:
        if entry.kind == _STREAM and entry.size >= MINI_LIMIT:
            entry.start = sectors.put(entry.data)
    entries[0].start, entries[0].size = sectors.put(mini), len(mini)
    packed_mini_fat = struct.pack(f"<{len(mini_fat)}I", *mini_fat)
    mini_fat_sectors = -(-len(packed_mini_fat) // SECTOR)
    mini_fat_start = sectors.put(packed_mini_fat.ljust(mini_fat_sectors * SECTOR, b"\xff"))
    directory = b"".join(e.packed() for e in entries)
    directory_start = sectors.put(directory + _EMPTY_ENTRY * (-len(entries) % (SECTOR // len(_EMPTY_ENTRY))))
    fat_start, fat_count = sectors.put_fat()
    header = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(16) + struct.pack("<HHHHH", 0x3E, 3, 0xFFFE, 9, 6) + bytes(6)
    header += struct.pack("<9I", 0, fat_count, directory_start, 0, MINI_LIMIT, mini_fat_start, mini_fat_sectors, _END, 0)
    places = [*range(fat_start, fat_start + fat_count), *[_FREE] * (_MOST_FAT_SECTORS - fat_count)]
    return header + struct.pack(f"<{_MOST_FAT_SECTORS}I", *places) + b"".join(sectors.held)


class _Sectors:
    """Sectors in file order and the chain that each continues with."""

    def __init__(self) -> None:
        self.held: list[bytes] = []
        self.chain: list[int] = []

    def put(self, data: bytes) -> int:
        """Append a stream; the number of its first sector."""
        if not data:
            return _END
        first = len(self.held)
        for place in range(0, len(data), SECTOR):
            self.held.append(data[place : place + SECTOR].ljust(SECTOR, b"\0"))
            self.chain.append(len(self.held))
        self.chain[-1] = _END
        return first

    def put_fat(self) -> tuple[int, int]:
        """Append the FAT, which covers its own sectors: (first, count)."""
        per_sector = SECTOR // 4
        count = 1
        while -(-(len(self.chain) + count) // per_sector) > count:
            count += 1
        if count > _MOST_FAT_SECTORS:
            raise ValueError("The file is larger than 7 MB.")
        first = len(self.held)
        fat = [*self.chain, *[_FAT] * count]
        fat += [_FREE] * (count * per_sector - len(fat))
        self.held += [struct.pack(f"<{per_sector}I", *fat[p : p + per_sector]) for p in range(0, len(fat), per_sector)]
        return first, count


def _add(entries: list[_Entry], tree: Tree) -> int:
    """Append a storage's entries as a balanced search tree by (length, upper case); the number of its top."""
    numbers = []
    for name in sorted(tree, key=lambda n: (len(n), n.upper())):
        content = tree[name]
        number = len(entries)
        numbers.append(number)
        if isinstance(content, bytes):
            entries.append(_Entry(name, _STREAM, content, size=len(content)))
        else:
            entries.append(_Entry(name, _STORAGE))
            entries[number].child = _add(entries, content)
    complete_levels = (len(numbers) + 1).bit_length() - 1

    def top(low: int, high: int, depth: int) -> int:
        if low >= high:
            return _NONE
        middle = (low + high) // 2
        entry = entries[numbers[middle]]
        entry.colour = _RED if depth >= complete_levels else _BLACK
        entry.left, entry.right = top(low, middle, depth + 1), top(middle + 1, high, depth + 1)
        return numbers[middle]

    return top(0, len(numbers), 0)


def _mini_stream(entries: list[_Entry]) -> tuple[bytes, list[int]]:
    """The mini stream and its FAT; small streams learn where they start."""
    stream, fat = bytearray(), list[int]()
    for entry in _small(entries):
        entry.start = len(fat) if entry.size else _END
        pieces = -(-entry.size // MINI)
        fat += [len(fat) + n + 1 for n in range(pieces)]
        if pieces:
            fat[-1] = _END
        stream += entry.data.ljust(pieces * MINI, b"\0")
    return bytes(stream), fat


def _small(entries: list[_Entry]) -> Iterator[_Entry]:
    return (e for e in entries if e.kind == _STREAM and e.size < MINI_LIMIT)
