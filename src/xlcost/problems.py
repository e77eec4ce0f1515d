"""Problems of data are values, collected and shown together; failures of a call are exceptions with a stable code.

Every message has four parts: where, what is there, which rule, what to do (interface.md 4).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import IntEnum
from typing import Any


class Severity(IntEnum):
    """How bad a problem is; sorted most severe first."""

    ERROR = 0
    WARNING = 1
    NOTE = 2

    @property
    def caption(self) -> str:
        """The word shown to people."""
        return self.name.capitalize()


@dataclass(frozen=True, slots=True)
class Problem:
    """One finding about the input or a run: where it is, what is there, the rule, what to do."""

    severity: Severity
    code: str
    where: str  # for people: Value Entries!H17, or: value entry 123
    what: str
    rule: str
    remedy: str
    sheet: str = ""  # with cell: the place a link leads to
    cell: str = ""
    cells: int = 1  # how many cells it speaks of

    def __str__(self) -> str:
        place = f" at {self.where}" if self.where else ""
        return " ".join(part for part in (f"{self.severity.caption} {self.code}{place}: {self.what}", self.rule, self.remedy) if part)


def by_severity(problems: Iterable[Problem]) -> list[Problem]:
    """Most severe first, then in the order of the sheets and cells as they were found."""
    return sorted(problems, key=lambda p: p.severity)


def by_column(problems: Iterable[Problem]) -> list[tuple[Problem, int]]:
    """The first problem of each kind in each column of a sheet, with the number of its cells; all others as they are."""
    found: dict[Any, tuple[Problem, int]] = {}
    for number, problem in enumerate(problems):
        column = problem.where.rpartition("!")[2].partition(":")[0].rstrip("0123456789")
        in_column = bool(problem.sheet) and problem.where.startswith(f"{problem.sheet}!") and column.isalpha()
        key = (problem.severity, problem.code, problem.sheet, column) if in_column else number
        first, cells = found.get(key, (problem, 0))
        found[key] = first, cells + problem.cells
    return list(found.values())


def errors(problems: Iterable[Problem]) -> list[Problem]:
    """Only those that stop a run."""
    return [p for p in problems if p.severity is Severity.ERROR]


class XlcostError(Exception):
    """A call that cannot be carried out; `code` is the specification's error code, nothing was changed."""

    def __init__(self, code: str, what: str, *, where: str = "", rule: str = "", remedy: str = "") -> None:
        self.code = code
        self.problem = Problem(Severity.ERROR, code, where, what, rule, remedy)
        place = f" ({where})" if where else ""
        super().__init__(" ".join(part for part in (f"{code}{place}: {what}", rule, remedy) if part))

    def __reduce__(self) -> Any:  # an error of a worker process is raised in the process that asked
        return _restored, (type(self), self.args, self.__dict__)


def _restored(kind: type[XlcostError], args: tuple[Any, ...], fields: dict[str, Any]) -> XlcostError:
    error = kind.__new__(kind, *args)
    error.__dict__.update(fields)
    return error


class LedgerInvalid(XlcostError):
    """The input cannot be read as a ledger; carries all its problems."""

    def __init__(self, problems: Sequence[Problem]) -> None:
        self.problems = by_severity(problems)
        found = errors(self.problems)
        first = found[0] if found else self.problems[0]
        more = f" ({len(found) - 1} more errors)" if len(found) > 1 else ""
        super().__init__(first.code, f"{first.what}{more}", where=first.where, rule=first.rule, remedy=first.remedy)
