"""The public functions as a Python user calls them: arguments of the wrong kind are errors with a code, not tracebacks.

Example: `adjust_cost("LEDGER.xlsx")` says that a Ledger is needed and how to read one, instead of failing on an attribute of str.
"""

from __future__ import annotations

import functools
import inspect
from collections.abc import Callable, Iterable, Mapping
from typing import Any

from xlcost.ledger.ledger import Ledger
from xlcost.problems import XlcostError


def at_the_boundary(function: Callable[..., Any]) -> Callable[..., Any]:
    """A public function that looks at its arguments first; OPTION_INVALID names the one that does not fit."""
    signature = inspect.signature(function)
    watched = [(name, _CHECKS[name]) for name in signature.parameters if name in _CHECKS]

    @functools.wraps(function)
    def checked(*args: Any, **kwargs: Any) -> Any:
        try:
            given = signature.bind(*args, **kwargs).arguments
        except TypeError:
            given = {}  # the call itself says what is missing or not known
        for name, check in watched:
            if name in given:
                check(name, given[name])
        return function(*args, **kwargs)

    checked.__module__ = "xlcost"  # where it is found again by name: by pickle for a worker process, and by help
    return checked


def codes(values: Iterable[str] | str | None) -> list[str] | None:
    """Item numbers of an argument as codes: one text is one item, None is no filter."""
    if values is None:
        return None
    return [str(v).strip().upper() for v in ([values] if isinstance(values, str) else values)]


def _ledger(name: str, value: Any) -> None:
    if not isinstance(value, Ledger):
        remedy = "Read one with read_ledger(path), or make one with Ledger.from_records(tables)."
        raise XlcostError("OPTION_INVALID", f"{_kind(value)} is no Ledger.", where=name, remedy=remedy)


def _number(name: str, value: Any) -> None:
    try:
        int(value)
    except (TypeError, ValueError):
        raise XlcostError("OPTION_INVALID", f"{value!r} is no number.", where=name, rule="Entries and lines are named by whole numbers.") from None


def _number_or_none(name: str, value: Any) -> None:
    if value is not None:
        _number(name, value)


def _filled(name: str, value: Any) -> None:
    if value is None:
        raise XlcostError("OPTION_INVALID", "None is given.", where=name, rule=f"The argument {name} has no blank value.")


def _mapping(name: str, value: Any) -> None:
    if value is not None and not isinstance(value, Mapping):
        raise XlcostError("OPTION_INVALID", f"{_kind(value)} is no dict.", where=name, rule="Options are a dict from caption to value.")


def _kind(value: Any) -> str:
    return "None" if value is None else f"A {type(value).__name__}"


_CHECKS: dict[str, Callable[[str, Any], None]] = {
    "ledger": _ledger,
    "entry_no": _number,
    "gl_entry_no": _number,
    "value_entry_no": _number,
    "line_no": _number_or_none,
    "period": _filled,
    "checks": _filled,
    "methods": _filled,
    "name": _filled,
    "options": _mapping,
}
