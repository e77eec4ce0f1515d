"""A UNO type library with one interface, as every LibreOffice since 4.1 reads it: no SDK is needed to build an add-in.

Layout, all numbers little-endian: 8 bytes of magic, offset and size of the root map; a map is pairs of offsets (name,
entity) in the order of the names; a module is a byte and a map; an interface is a byte and counted lists of bases,
optional bases, attributes and methods. A name in a map ends with NUL; elsewhere its length stands before it.
"""

from __future__ import annotations

import struct
from collections.abc import Sequence
from dataclasses import dataclass

_MAGIC = b"UNOIDL\xff\x00"
_MODULE, _INTERFACE, _IN = 0, 5, 0
_BASE = "com.sun.star.uno.XInterface"


@dataclass(frozen=True, slots=True)
class Method:
    """A method: its result and its arguments (name, type), all of them passed in. Types as in "[][]any"."""

    name: str
    result: str
    arguments: tuple[tuple[str, str], ...]


def type_library(name: str, methods: Sequence[Method]) -> bytes:
    """The library of an interface with a dotted name; the same bytes every time."""
    *modules, last = name.split(".")
    data = bytearray(_MAGIC + bytes(8))
    entity, called = _append(data, _interface(methods)), last
    for module in reversed(modules):
        pair = struct.pack("<II", _append(data, called.encode("ascii") + b"\0"), entity)
        entity, called = _append(data, struct.pack("<BI", _MODULE, 1) + pair), module
    pair = struct.pack("<II", _append(data, called.encode("ascii") + b"\0"), entity)
    struct.pack_into("<II", data, len(_MAGIC), _append(data, pair), 1)
    return bytes(data)


def _append(data: bytearray, part: bytes) -> int:
    """The offset at which a part stands."""
    offset = len(data)
    data += part
    return offset


def _interface(methods: Sequence[Method]) -> bytes:
    found = struct.pack("<BI", _INTERFACE, 1) + _name(_BASE) + struct.pack("<III", 0, 0, len(methods))
    for method in methods:
        found += _name(method.name) + _name(method.result) + struct.pack("<I", len(method.arguments))
        for argument, kind in method.arguments:
            found += struct.pack("<B", _IN) + _name(argument) + _name(kind)
        found += struct.pack("<I", 0)  # no exceptions
    return found


def _name(text: str) -> bytes:
    return struct.pack("<I", len(text)) + text.encode("ascii")
