"""Calling a worksheet function by name: arguments from cells, answer to cells, errors as error values; never an exception."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from xlcost.faces.functions.cell_values import CellError, Refused, to_cell
from xlcost.faces.functions.snapshot import SNAPSHOTS, Snapshot
from xlcost.faces.functions.table import BY_NAME, Function
from xlcost.problems import XlcostError

NOT_IMPORTED = "No ledger is imported: press Import on the tab Costing."
_ABSENT = object()


def evaluate(name: str, arguments: Sequence[Any] = (), book: str = "") -> Any:
    """The answer of a function: a number, text, TRUE/FALSE, rows of these, or a CellError.

    Arguments are as cells give them: doubles, texts, TRUE/FALSE, blanks (None, ""), dates or serials, CellError, and
    lists of rows for ranges. `book` names the workbook whose ledger is meant, blank the one imported last.
    """
    function = BY_NAME.get(name.upper().replace(".", "_", 1))
    if function is None:
        return CellError.NAME
    snapshot = SNAPSHOTS.of(book) or SNAPSHOTS.of()
    if snapshot is None:
        return NOT_IMPORTED if function.name == "XLC_STATUS" else CellError.NA
    return ask(snapshot, function, arguments)[0]


def explain(name: str, arguments: Sequence[Any] = (), book: str = "") -> str:
    """Why a function shows an error, in words; blank when it does not."""
    function = BY_NAME.get(name.upper().replace(".", "_", 1))
    if function is None:
        return f"There is no function {name}."
    snapshot = SNAPSHOTS.of(book) or SNAPSHOTS.of()
    return NOT_IMPORTED if snapshot is None else ask(snapshot, function, arguments)[1]


def ask(snapshot: Snapshot, function: Function, arguments: Sequence[Any]) -> tuple[Any, str]:
    """(answer as cells hold it, why not) of a snapshot; the same question is answered from memory."""
    key = (function.name, _hashable(arguments))
    known = snapshot.answers.get(key, _ABSENT)
    if known is not _ABSENT:
        return known
    try:
        found = _ask(snapshot, function, arguments), ""
    except Refused as refused:
        found = refused.error, refused.why
    except XlcostError as error:
        found = CellError.VALUE, str(error)
    except (ArithmeticError, ValueError, KeyError, TypeError, IndexError, AssertionError) as error:
        found = CellError.VALUE, f"The question cannot be answered ({type(error).__name__})."
    snapshot.remember(key, found)
    return found


def _ask(snapshot: Snapshot, function: Function, arguments: Sequence[Any]) -> Any:
    given = list(arguments)
    while given and given[-1] in (None, ""):
        given.pop()
    if len(given) > len(function.arguments):
        raise Refused(CellError.VALUE, f"{function.syntax} takes no more than {len(function.arguments)} arguments.")
    given += [None] * (len(function.arguments) - len(given))
    read = [a.read(v, snapshot.epoch) for a, v in zip(function.arguments, given, strict=True)]
    missing = [a.name for a, v in zip(function.arguments, read, strict=True) if not a.optional and v in ("", [])]
    if missing:
        raise Refused(CellError.VALUE, f"{function.syntax}: {missing[0]} is blank.")
    answer = function.call(snapshot, *read)
    if function.returns == "table":
        return [[to_cell(v, snapshot.epoch) for v in row] for row in answer]
    return to_cell(answer, snapshot.epoch)


def _hashable(value: Any) -> Any:
    """A key that tells 1, 1.0 and TRUE apart."""
    if isinstance(value, (list, tuple)):
        return tuple(_hashable(v) for v in value)
    return (type(value).__name__, value)
