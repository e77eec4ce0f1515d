"""Signing a close: the preparer, then another person as approver, each a line of the run log beside the ledger.

A sign-off is bound to what the ledger says and to the reconciliation that it leads to. Change one cell that is read, and
every pack made from then on shows it as void.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from pathlib import Path

from xlcost.faces.run_log import LOG, check_log, record_run, sign_off_of
from xlcost.ledger import Ledger
from xlcost.ledger.content_hash import ledger_hash
from xlcost.problems import XlcostError
from xlcost.reports.close import Close, close_period
from xlcost.reports.pack.common import Signing
from xlcost.reports.period import Period, parse_period
from xlcost.views.sign_off import SignOff, approve, prepare, state_of

PREPARER, APPROVER = "preparer", "approver"


def sign_close(
    ledger: Ledger, ledger_path: Path, period: str, role: str, by: str, on: str, say: Callable[[str], None] = lambda text: None
) -> tuple[SignOff, Close]:
    """Sign a period as preparer or approver, and record it in the run log of the ledger's folder.

    Raises XlcostError SIGN_OFF_ROLE, SIGN_OFF_NOT_PROVEN (a proof failed or the data stop the close), SIGN_OFF_NAME,
    SIGN_OFF_SAME_PERSON, SIGN_OFF_NOT_PREPARED, SIGN_OFF_VOID, LOG_BROKEN, LOG_NOT_WRITTEN.
    """
    from xlcost.reports.pack.cover import verdict

    if role not in (PREPARER, APPROVER):
        raise XlcostError(
            "SIGN_OFF_ROLE",
            f"There is no role {role!r}.",
            rule="A close is prepared, then approved.",
            remedy="Sign as preparer or approver.",
        )
    for problem in check_log(ledger_path.parent):
        raise XlcostError("LOG_BROKEN", problem.what, where=problem.where, rule=problem.rule, remedy=problem.remedy)
    close: Close = close_period(ledger, period, say=say).results["close"]
    state, word, sentence, _ = verdict(close)
    if state == "open":
        rule = "A close is signed when the data allow it and every proof holds."
        raise XlcostError(
            "SIGN_OFF_NOT_PROVEN", f"{word} {sentence}", where=close.options.period.name, rule=rule, remedy="Look at Evidence and Problems."
        )
    key, hashes = period_key(close.options.period), (ledger_hash(ledger), result_hash(close))
    before, _ = sign_off_of(ledger_path.parent, key)
    if role == PREPARER:
        signed = prepare(key, by=by, on=on, input_hash=hashes[0], result_hash=hashes[1])
    else:
        signed = approve(before, by=by, on=on, input_hash=hashes[0], result_hash=hashes[1])
    entry = {"Command": "sign", "Role": role, "Sign-off": signed.record(), "Input Hash": hashes[0], "Result": f"{word} {sentence}"}
    refused = record_run(ledger_path, entry)
    if refused is not None:
        raise XlcostError(
            refused.code, refused.what, where=refused.where, rule="A sign-off is a line of the run log.", remedy=refused.remedy
        )
    return signed, close


def signing_of(folder: Path, close: Close) -> Signing:
    """The sign-off of a close's period as the folder's run log has it, and what it is worth on the ledger that the pack shows."""
    broken = check_log(folder)
    if broken:
        return Signing(broken=f"{LOG} is broken ({broken[0].code})")
    signed, head = sign_off_of(folder, period_key(close.options.period))
    if not signed.prepared_by:
        return Signing(signed)
    return Signing(signed, state_of(signed, ledger_hash(close.ledger), result_hash(close)), head)


def period_key(period: str | Period) -> str:
    """The period as the run log names it: both dates."""
    found = parse_period(period)
    return f"{found.first.isoformat()}..{found.last.isoformat()}"


def result_hash(close: Close) -> str:
    """SHA-256 of what the close found: each account with its sides, difference and causes."""
    accounts = {
        no: [str(a["projected"]), str(a["gl"]), str(a["difference"]), {c: str(v) for c, v in sorted(a["causes"].items())}]
        for no, a in sorted(close.reconciliation.accounts.items())
    }
    return hashlib.sha256(json.dumps(accounts, sort_keys=True).encode()).hexdigest()
