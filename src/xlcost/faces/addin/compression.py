"""The compression of VBA streams ([MS-OVBA] 2.4.1): chunks of 4,096 bytes, each a run of literals and copies.

A copy is two bytes: how far back, how long. How many of the 16 bits the distance takes depends on the place in the
chunk, so that early copies may be long. Greedy matching over the last places where the same three bytes began.
"""

from __future__ import annotations

import struct

CHUNK = 4096
_SIGNATURE = 0x01
_COMPRESSED, _RAW = 0xB000, 0x3000
_SHORTEST = 3
_TRIED = 32


def compress(data: bytes) -> bytes:
    """A compressed container; the same bytes for the same input.

    A chunk that does not shrink is kept raw, filled up with zeros: source text always shrinks.
    """
    out = bytearray([_SIGNATURE])
    for start in range(0, len(data), CHUNK):
        chunk = data[start : start + CHUNK]
        body = _compress_chunk(chunk)
        if len(body) <= CHUNK:
            out += struct.pack("<H", _COMPRESSED | (len(body) - 1)) + body
        else:
            out += struct.pack("<H", _RAW | (CHUNK - 1)) + chunk.ljust(CHUNK, b"\0")
    return bytes(out)


def _compress_chunk(chunk: bytes) -> bytes:
    """Groups of eight: a byte of flags (1 = copy), then literals and copies."""
    body = bytearray()
    begun: dict[bytes, list[int]] = {}
    place = 0
    while place < len(chunk):
        flags_at, flags = len(body), 0
        body.append(0)
        for bit in range(8):
            if place >= len(chunk):
                break
            length, back = _longest_match(chunk, place, begun)
            if length:
                flags |= 1 << bit
                body += struct.pack("<H", ((back - 1) << (16 - _distance_bits(place))) | (length - _SHORTEST))
            else:
                body.append(chunk[place])
                length = 1
            for passed in range(place, place + length):
                begun.setdefault(chunk[passed : passed + _SHORTEST], []).append(passed)
            place += length
        body[flags_at] = flags
    return bytes(body)


def _longest_match(chunk: bytes, place: int, begun: dict[bytes, list[int]]) -> tuple[int, int]:
    """(length, distance) of the longest earlier run that continues here; (0, 0) for none."""
    most = min((0xFFFF >> _distance_bits(place)) + _SHORTEST, len(chunk) - place)
    best = back = 0
    if most < _SHORTEST:
        return best, back
    for candidate in reversed(begun.get(chunk[place : place + _SHORTEST], [])[-_TRIED:]):
        length = _SHORTEST
        while length < most and chunk[candidate + length] == chunk[place + length]:
            length += 1
        if length > best:
            best, back = length, place - candidate
            if best == most:
                break
    return best, back


def _distance_bits(place: int) -> int:
    """Bits that the distance of a copy at a place takes: enough for the place, at least four."""
    return max(4, (place - 1).bit_length())
