"""Fewer runs of the cyclic garbage collector while a stage works on many small objects.

A stage lifts a million rows into objects that live until it ends and form no cycles, so reference counting frees them. The
collector, left to its defaults, would walk all of them again and again (a third of the time of Adjust Cost on 100,000 entries). It is not
switched off: cycles are still found, per 100,000 new objects.

Likewise the C library keeps freed memory in its heap for the next request; `give_back` hands it to the system where a step has ended
that needed far more than the next one.
"""

from __future__ import annotations

import ctypes
import gc
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from typing import Any

_RARELY = (100_000, 50, 100)


@contextmanager
def rarely_collected() -> Iterator[None]:
    """Raises the thresholds of the collector for a block or, as a decorator, for a function; puts them back afterwards."""
    before = gc.get_threshold()
    if not gc.isenabled() or before[0] >= _RARELY[0]:
        yield
        return
    gc.set_threshold(*_RARELY)
    try:
        yield
    finally:
        gc.set_threshold(*before)


def give_back() -> None:
    """Hands memory that was freed back to the system, between two steps; only where the C library keeps it for itself (glibc)."""
    trim = _trim()
    if trim is not None:
        trim(0)


@cache
def _trim() -> Any:
    try:
        return ctypes.CDLL(None).malloc_trim
    except (OSError, AttributeError, TypeError):  # another system
        return None
