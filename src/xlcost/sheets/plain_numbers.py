"""Numbers out of bytes, many at a time: words of eight bytes are compared and added up without a loop over digits.

A number is the double nearest to its decimals: integer and fraction of up to eight digits each are exact, so one division
rounds once, as a careful parser of numbers does; numbers with more digits or an exponent are parsed one by one.
"""

from __future__ import annotations

import re

import numpy as np

from xlcost.money import Array

FIRST_BYTES = np.array([(1 << 8 * n) - 1 for n in range(8)] + [2**64 - 1], dtype=np.uint64)  # masks of the first n bytes
_DECIMAL = re.compile(rb"-?[0-9]+(?:\.[0-9]+)?(?:[eE][-+]?[0-9]+)?")
_SHIFT = np.array([0, 56, 48, 40, 32, 24, 16, 8, 0], dtype=np.uint64)  # that moves the first n bytes to the end of a word
_LAST_BYTES = ~FIRST_BYTES[::-1]
_LEADING_ZEROS = FIRST_BYTES[::-1] & np.uint64(0x3030303030303030)
_TENS = np.array([10**n for n in range(9)], dtype=np.int64)


class NotPlain(Exception):
    """The rows are not provably in the plain shape."""


def first_place(words: Array, byte: int) -> Array:
    """Place of the first such byte in each word of eight, 8 when there is none."""
    x = words ^ np.uint64(byte * 0x0101010101010101)
    hit = (x - np.uint64(0x0101010101010101)) & ~x & np.uint64(0x8080808080808080)
    return (np.bitwise_count((hit & (~hit + np.uint64(1))) - np.uint64(1)) >> 3).astype(np.int64)


def eight_digits(words: Array, count: Array) -> Array:
    """The number that the first `count` bytes (0 to 8) spell; NotPlain when one of them is no digit."""
    zeros = np.uint64(0x3030303030303030)
    x = (words << _SHIFT.take(count)) & _LAST_BYTES.take(count)  # a shift by 64 is not defined: no byte of a count of 0 is kept
    x |= _LEADING_ZEROS.take(count)
    if bool((((x + np.uint64(0x4646464646464646)) | (x - zeros)) & np.uint64(0x8080808080808080)).any()):
        raise NotPlain
    x = (x & np.uint64(0x0F0F0F0F0F0F0F0F)) * np.uint64(2561) >> np.uint64(8)
    x = (x & np.uint64(0x00FF00FF00FF00FF)) * np.uint64(6553601) >> np.uint64(16)
    x = (x & np.uint64(0x0000FFFF0000FFFF)) * np.uint64(42949672960001) >> np.uint64(32)
    return x.astype(np.int64)


def decimals(piece: bytes, data: Array, eight: Array, start: Array, end: Array) -> Array:
    """The doubles that texts like -12.5 stand for."""
    negative = data[start] == ord("-")
    at = start + negative
    length = end - at
    if int(length.min()) < 1:
        raise NotPlain
    whole = np.minimum(first_place(eight[at], ord(".")), length)
    fraction = np.maximum(length - whole - 1, 0)
    point = (whole == length) | ((data[at + whole] == ord(".")) & (fraction > 0))
    simple = point & (whole > 0) & (fraction <= 8)
    found = np.zeros(len(start), dtype=np.float64)
    odd = np.flatnonzero(~simple)
    whole, fraction = np.where(simple, whole, 0), np.where(simple, fraction, 0)
    try:
        upper = eight_digits(eight[at], whole)
        lower = eight_digits(eight[at + whole + 1], fraction)
    except NotPlain:  # exponents among them: each by itself
        odd = np.arange(len(start))
    else:
        exact = upper * _TENS.take(fraction) + lower
        odd = np.union1d(odd, np.flatnonzero(exact > 2**53))
        found = exact / _TENS.take(fraction).astype(np.float64)
        found = np.where(negative, -found, found)
    for i in odd.tolist():
        text = piece[int(start[i]) : int(end[i])]
        if _DECIMAL.fullmatch(text) is None:
            raise NotPlain
        found[i] = float(text)
    if not bool(np.isfinite(found).all()):
        raise NotPlain
    return found
