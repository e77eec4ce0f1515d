"""Waiting for another process, with patience."""

from __future__ import annotations

import time
from collections.abc import Callable


def until(holds: Callable[[], bool], patience: float = 60) -> None:
    """Wait until something holds; fails when it never does."""
    end = time.monotonic() + patience
    while not holds():
        assert time.monotonic() < end, "it never came"
        time.sleep(0.1)
