"""The package of a workbook, opened without trusting a single number in it.

Python's zipfile finds the parts. Their bytes are then unpacked here, from the raw stream to its true end,
because the declared sizes may lie: what comes out is counted, compared with the declaration and with its
checksum. A package that another reader could understand differently (names twice, something in front of
it, a second directory) is refused, so that what was checked is what will be read.
"""

from __future__ import annotations

import zipfile
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import IO

from xlcost.sheets.failures import refused
from xlcost.sheets.limits import LIMITS, Limits

_OLE2 = bytes.fromhex("D0CF11E0A1B11AE1")
_LOCAL = b"PK\x03\x04"
_END = b"PK\x05\x06"
_BLOCK = 1 << 18
_CHUNK = 1 << 21


class Package:
    """An open package: its parts by name; bytes are streamed and verified."""

    def __init__(self, file: IO[bytes], name: str, limits: Limits = LIMITS) -> None:
        self.file, self.name, self.limits = file, name, limits
        self.unpacked = 0
        _check_signature(file, name)
        try:
            with zipfile.ZipFile(file) as directory:
                infos = directory.infolist()
        except Exception as error:  # zipfile raises a dozen kinds on damaged directories
            raise refused("W05", f"Its table of contents cannot be read ({error}).", name) from None
        _check_end(file, name)
        self.parts = _checked(infos, name, limits)

    def stream(self, part: str) -> Iterator[bytes]:
        """The unpacked bytes of a part, in chunks of at most 2 MiB; LedgerInvalid when they do not hold what was declared."""
        info = self.parts[part]
        start = self._data_start(info)
        count, checksum = 0, 0
        for chunk in self._inflated(info, start):
            count += len(chunk)
            checksum = zlib.crc32(chunk, checksum)
            if count > self.limits.part_size or count > info.file_size:
                raise refused("W04", f"Part {part} is larger than the {info.file_size:,} bytes it declares, or than the limit.", self.name)
            yield chunk
        if count != info.file_size or checksum != info.CRC:
            raise refused("W05", f"Part {part} is damaged (size or checksum).", self.name)

    def read(self, part: str) -> bytes:
        """All bytes of a small part."""
        if self.parts[part].file_size > self.limits.small_part:
            raise refused("W04", f"Part {part} is larger than {self.limits.small_part >> 20} MiB.", self.name)
        return b"".join(self.stream(part))

    def _data_start(self, info: zipfile.ZipInfo) -> int:
        self.file.seek(info.header_offset)
        header = self.file.read(30)
        if len(header) < 30 or header[:4] != _LOCAL:
            raise refused("W05", f"Part {info.filename} is not where the table of contents says.", self.name)
        names, extra = int.from_bytes(header[26:28], "little"), int.from_bytes(header[28:30], "little")
        raw = self.file.read(names)
        if raw not in (info.orig_filename.encode("utf-8"), info.orig_filename.encode("cp437", "replace")):
            raise refused("W05", f"Part {info.filename} carries another name inside.", self.name)
        return info.header_offset + 30 + names + extra

    def _inflated(self, info: zipfile.ZipInfo, start: int) -> Iterator[bytes]:
        self.file.seek(start)
        left = info.compress_size
        engine = zlib.decompressobj(-15) if info.compress_type == zipfile.ZIP_DEFLATED else None
        while left > 0:
            position = self.file.tell()
            packed = self.file.read(min(_BLOCK, left))
            if not packed:
                raise refused("W05", f"The file ends inside part {info.filename}.", self.name)
            left -= len(packed)
            after = position + len(packed)
            if engine is None:
                yield packed
            else:
                yield from self._unpack(engine, packed, info)
            self.file.seek(after)  # the consumer may have read another part
        if engine is not None and not engine.eof:
            raise refused("W05", f"Part {info.filename} is damaged.", self.name)

    def _unpack(self, engine: zlib._Decompress, packed: bytes, info: zipfile.ZipInfo) -> Iterator[bytes]:
        while packed:
            try:
                chunk = engine.decompress(packed, _CHUNK)
            except zlib.error:
                raise refused("W05", f"Part {info.filename} is damaged.", self.name) from None
            if chunk:
                yield chunk
            packed = engine.unconsumed_tail
            if engine.eof and (engine.unused_data or packed):
                raise refused("W05", f"Part {info.filename} carries bytes after its end.", self.name)
            if not chunk and not packed:
                return


def _check_signature(file: IO[bytes], name: str) -> None:
    file.seek(0)
    head = file.read(8)
    if not head:
        raise refused("W02", "The file is empty.", name)
    if head == _OLE2:
        raise refused("W03", "The file is password-protected or an old .xls workbook.", name)
    if head[:4] != _LOCAL:
        kind = "a text file" if head.isascii() and head.decode("ascii").isprintable() else "not an Excel workbook"
        raise refused("W02", f"The file is {kind}, whatever its name says.", name)


def _check_end(file: IO[bytes], name: str) -> None:
    """The directory must end the file and describe all of it from the first byte."""
    size = file.seek(0, 2)
    tail_start = max(0, size - 65_557)
    file.seek(tail_start)
    tail = file.read()
    at = tail.rfind(_END)
    if at < 0 or len(tail) - at < 22:
        raise refused("W05", "Its table of contents is missing; the file is cut off.", name)
    comment = int.from_bytes(tail[at + 20 : at + 22], "little")
    length = int.from_bytes(tail[at + 12 : at + 16], "little")
    offset = int.from_bytes(tail[at + 16 : at + 20], "little")
    large = 0xFFFFFFFF in (length, offset)
    if len(tail) - at - 22 != comment or (not large and offset + length != tail_start + at):
        raise refused("W05", "Something stands before or after its table of contents.", name)


def _checked(infos: list[zipfile.ZipInfo], name: str, limits: Limits) -> dict[str, zipfile.ZipInfo]:
    if len(infos) > limits.parts:
        raise refused("W04", f"The workbook has {len(infos):,} parts, at most {limits.parts:,} are read.", name)
    total = sum(i.file_size for i in infos)
    if total > limits.total_size:
        raise refused("W04", f"The workbook unpacks to {total:,} bytes, at most {limits.total_size:,} are read.", name)
    parts: dict[str, zipfile.ZipInfo] = {}
    seen: set[str] = set()
    for info in infos:
        part = info.filename
        if info.orig_filename != part or part.startswith(("/", "\\")) or "\\" in part or ":" in part or ".." in part.split("/"):
            raise refused("W05", f"A part is named {info.orig_filename!r}, which leads out of the package.", name)
        if part.casefold() in seen:
            raise refused("W05", f"Two parts are named {part!r}.", name)
        seen.add(part.casefold())
        if info.flag_bits & 0x41:
            raise refused("W03", f"Part {part} is encrypted.", name)
        if info.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
            raise refused("W05", f"Part {part} is packed in a way that Excel does not use.", name)
        if info.file_size > limits.part_size:
            raise refused("W04", f"Part {part} unpacks to {info.file_size:,} bytes, at most {limits.part_size:,} are read.", name)
        if info.file_size > limits.ratio_from and info.file_size > limits.ratio * max(info.compress_size, 1):
            raise refused("W04", f"Part {part} unpacks to more than {limits.ratio} times its size.", name)
        if not part.endswith("/"):
            parts[part] = info
    return parts


def open_package(path: Path, limits: Limits = LIMITS) -> Package:
    """The package of a workbook file; the caller closes `.file`. LedgerInvalid (W01 to W05) when it is refused."""
    try:
        size = path.stat().st_size
        if size > limits.file_size:
            raise refused("W04", f"The file has {size:,} bytes, at most {limits.file_size:,} are read.", path.name)
        file = path.open("rb")
    except OSError as error:
        raise refused("W01", f"{path} cannot be opened: {error.strerror}.", path.name) from None
    try:
        return Package(file, path.name, limits)
    except BaseException:
        file.close()
        raise
