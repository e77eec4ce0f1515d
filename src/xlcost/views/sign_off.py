"""Sign-off of a close: prepared by one, approved by another, void as soon as the input changes.

A sign-off is bound to the input hash (of what was read) and to the result hash (of what was reported). It is a value;
each step makes a new one. Worked example: AMY prepares October on hash 3f.., BEN approves: `approved`. One cell of the
ledger workbook changes, the hash becomes 91..: `void`, and stays so until somebody prepares again.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from enum import Enum
from typing import Any

from xlcost.problems import XlcostError


class State(Enum):
    """What a sign-off is worth now."""

    OPEN = "not prepared"
    PREPARED = "prepared"
    APPROVED = "approved"
    VOID = "void: the input has changed"


@dataclass(frozen=True, slots=True)
class SignOff:
    """Who prepared and approved what; dates are ISO texts."""

    period: str
    input_hash: str = ""
    result_hash: str = ""
    prepared_by: str = ""
    prepared_on: str = ""
    approved_by: str = ""
    approved_on: str = ""

    def record(self) -> dict[str, str]:
        """The sign-off as a record, for a sheet or the run log."""
        return asdict(self)


def prepare(period: str, *, by: str, on: str, input_hash: str, result_hash: str = "") -> SignOff:
    """A new sign-off of a period; SIGN_OFF_NAME without a name."""
    return SignOff(period, input_hash, result_hash, _name(by, "preparer"), on)


def approve(sign_off: SignOff, *, by: str, on: str, input_hash: str, result_hash: str = "") -> SignOff:
    """Approved by a second person on the same input; SIGN_OFF_SAME_PERSON, SIGN_OFF_VOID, SIGN_OFF_NOT_PREPARED otherwise."""
    name = _name(by, "approver")
    if not sign_off.prepared_by:
        raise XlcostError("SIGN_OFF_NOT_PREPARED", f"{sign_off.period} is not prepared.", remedy="Prepare the close first.")
    if _person(name) == _person(sign_off.prepared_by):
        raise XlcostError(
            "SIGN_OFF_SAME_PERSON",
            f"{name} prepared {sign_off.period} already.",
            rule="Preparer and approver differ.",
            remedy="Let somebody else approve.",
        )
    if state_of(sign_off, input_hash, result_hash) is State.VOID:
        raise XlcostError("SIGN_OFF_VOID", f"{sign_off.period} was prepared on another input.", remedy="Prepare the close again.")
    return replace(sign_off, approved_by=name, approved_on=on)


def state_of(sign_off: SignOff, input_hash: str, result_hash: str = "") -> State:
    """What the sign-off is worth on this input (and, where both are known, this result)."""
    if not sign_off.prepared_by:
        return State.OPEN
    other_result = bool(sign_off.result_hash and result_hash and sign_off.result_hash != result_hash)
    if sign_off.input_hash != input_hash or other_result:
        return State.VOID
    if sign_off.approved_by and _person(sign_off.approved_by) != _person(sign_off.prepared_by):
        return State.APPROVED
    return State.PREPARED


def from_record(record: Mapping[str, Any]) -> SignOff:
    """A sign-off from its record."""
    return SignOff(**{name: str(record.get(name) or "") for name in SignOff.__dataclass_fields__})


def _name(given: str, role: str) -> str:
    if not given.strip():
        raise XlcostError("SIGN_OFF_NAME", f"The {role} has no name.", rule="A sign-off names a person.", remedy=f"Give the {role}.")
    return given.strip()


def _person(name: str) -> str:
    return " ".join(name.split()).casefold()
