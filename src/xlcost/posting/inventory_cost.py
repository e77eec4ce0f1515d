"""Post Inventory Cost to G/L (gl-posting A).

The run is a page: queue, assessment (amounts, accounts, reasons), buffer, G/L entries, posted amounts. It changes
nothing but what it returns, so `post=False` is the same run with the outcome's ledger left as it was. A second run
finds nothing to post, because cost posted to G/L then equals cost.

Worked example: value entry 2 of a purchase invoice, actual 165, expected -150, nothing posted: four G/L entries
-150 Inventory (Interim), +150 Invt. Accrual (Interim), +165 Inventory, -165 Direct Cost Applied, four relation rows, and
Cost Posted to G/L becomes 165, Expected Cost Posted to G/L -150.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

import numpy as np

from xlcost.ledger import Ledger, Outcome
from xlcost.ledger.table import Table
from xlcost.ledger.values import day_given
from xlcost.money import Array
from xlcost.posting.assessment import Assessment, assess
from xlcost.posting.buffer import Buffer, fill
from xlcost.posting.codes import CODES
from xlcost.posting.entries import GL_ENTRY, REGISTER, RELATION, NewRows, assert_invariants, new_rows
from xlcost.posting.queue import QUEUE, VALUE_ENTRY, Queue, queue_of
from xlcost.posting.reports import RunReports, skipped_records
from xlcost.problems import XlcostError

PER_ENTRY, PER_POSTING_GROUP = "Per Entry", "Per Posting Group"
_ACTUAL_AMOUNTS = (("Cost Posted to G/L", "Cost Amount (Actual)"), ("Cost Posted to G/L (ACY)", "Cost Amount (Actual) (ACY)"))
_EXPECTED_AMOUNTS = (
    ("Expected Cost Posted to G/L", "Cost Amount (Expected)"),
    ("Exp. Cost Posted to G/L (ACY)", "Cost Amount (Expected) (ACY)"),
)


def post_inventory_cost(
    ledger: Ledger,
    posting_method: str = PER_ENTRY,
    document_no: str = "",
    post: bool = True,
    on_error: str = "skip",
    items: Iterable[str] | None = None,
    date_from: Any = None,
    date_to: Any = None,
    user_id: str = "",
) -> Outcome:
    """Posts the inventory cost that is not yet in the general ledger (gl-posting A).

    `items`, `date_from`, `date_to` filter the queue; `user_id` chooses the allowed posting dates. With `on_error="skip"`
    an entry with an error (E01-E07) is left out and listed like those without account (S01-S06); with "stop" the first
    one raises XlcostError with its code and nothing is posted. R01 and R02 are always raised. Outcome: `added` G/L Entry,
    relation and register rows, `changed` value entries, `skipped`, `posted_count`, `queue` (numbers left), `results` the
    lists of the job's reports (detail, per posting group, skipped, statistics). With `post=False` the ledger is unchanged.
    """
    request = check_request(ledger, posting_method, document_no, on_error)
    queue = queue_of(ledger, items if not isinstance(items, str) else [items], day_given(date_from, "date_from"), day_given(date_to, "date_to"))
    assessment = assess(ledger, queue.chosen, user_id)
    if on_error == "stop":
        stop_at_error(assessment, ("E",))
    return _run(ledger, queue, assessment, request, post, user_id)


def post_value_entries(ledger: Ledger, value_entry_nos: Sequence[int], on_error: str = "stop", user_id: str = "") -> Outcome:
    """Posts these value entries to the general ledger at once, per entry, whatever the queue says (Automatic Cost Posting).

    Same rules and outcome as `post_inventory_cost`; with "stop" a missing or blocked account (S03-S06) raises XlcostError like
    an error does, because it is an error of the journal line then. Entries with nothing to post are passed over.
    """
    entries = ledger.table(VALUE_ENTRY)
    positions = np.array([entries.index[no] for no in dict.fromkeys(value_entry_nos)], dtype=np.int64)
    assessment = assess(ledger, positions, user_id)
    if on_error == "stop":
        stop_at_error(assessment, ("E", "S03", "S04", "S05", "S06"))
    waiting = tuple(ledger.table(QUEUE)["Value Entry No."].tolist()) if ledger.has(QUEUE) else ()
    return _run(ledger, Queue(positions, waiting), assessment, (True, ""), True, user_id)


def check_request(ledger: Ledger, posting_method: str, document_no: str, on_error: str) -> tuple[bool, str]:
    """(per entry, document number) of a request that can be carried out; R01, R02, R03 otherwise.

    With Journal Templ. Name Mandatory the number is that of the batch's number series, for either method: given or not, neither
    R01 nor R02 applies (A6).
    """
    where = "Post Inventory Cost to G/L"
    method = " ".join(posting_method.split()).casefold()
    if method not in (PER_ENTRY.casefold(), PER_POSTING_GROUP.casefold()) or on_error not in ("skip", "stop"):
        what = f"Posting Method {posting_method!r}, on_error {on_error!r}."
        rule = f"Posting Method is {PER_ENTRY} or {PER_POSTING_GROUP}; on_error is skip or stop."
        raise XlcostError("R03", what, where=where, rule=rule, remedy="Choose one of these.")
    per_entry, number = method == PER_ENTRY.casefold(), document_no.strip().upper()
    mandatory = bool(ledger.setup("General Ledger Setup")["Journal Templ. Name Mandatory"])
    if per_entry and number and not mandatory:
        rule = "Per Entry each G/L entry takes the Document No. of its value entry."
        raise XlcostError("R01", f"Document No. {number} was given.", where=where, rule=rule, remedy="Leave Document No. blank.")
    if not per_entry and not number and not mandatory:
        rule = "Per Posting Group all G/L entries have the Document No. of the request."
        raise XlcostError("R02", "Document No. is blank.", where=where, rule=rule, remedy="Enter a Document No.")
    return per_entry, number


def stop_at_error(assessment: Assessment, kinds: tuple[str, ...]) -> None:
    """Raises XlcostError for the first candidate whose code begins with one of `kinds`."""
    stopping = [number for number, code in enumerate(CODES) if code.startswith(kinds)]
    hit = np.isin(assessment.code, stopping) & ~assessment.ignored
    if hit.any():
        entry = int(hit.argmax())
        finding = assessment.finding(entry)
        no = int(assessment.entries["Entry No."][entry])
        rule = "A run stops at the first value entry that cannot be posted, and nothing is posted."
        raise XlcostError(finding.code, f"{finding.text}.", where=f"value entry {no}", rule=rule, remedy=finding.remedy)


def _run(ledger: Ledger, queue: Queue, assessment: Assessment, request: tuple[bool, str], post: bool, user_id: str) -> Outcome:
    per_entry, document_no = request
    goes = (assessment.code == 0) & ~assessment.ignored
    buffer = fill(assessment, assessment.active & goes[:, None], per_entry)
    rows = new_rows(ledger, buffer, per_entry, document_no, user_id)
    assert_invariants(buffer, rows, per_entry)
    left_out = (assessment.code != 0) & ~assessment.ignored
    skipped = skipped_records(assessment, np.nonzero(left_out)[0])
    posted = np.unique(buffer.entry)
    results = RunReports(assessment, buffer, rows.gl_entries, skipped, post)
    if not post or not len(posted):
        added = {GL_ENTRY: rows.gl_entries, RELATION: rows.relation, REGISTER: rows.register} if post else {}
        return Outcome(ledger, added, {}, queue.problems, skipped, len(posted), queue.waiting, results=results)
    numbers = assessment.entries["Entry No."][posted]
    values, changed = _posted_amounts(ledger, assessment, buffer, numbers)
    done = set(numbers.tolist())
    tables = [
        values,
        _with_gl_entries(ledger, rows),
        ledger.table(RELATION).concat(rows.relation),
        ledger.table(REGISTER).concat(rows.register),
    ]
    if ledger.has(QUEUE):
        waiting = ledger.table(QUEUE)
        tables.append(waiting.take(np.array([no not in done for no in waiting["Value Entry No."].tolist()], dtype=np.bool_)))
    return Outcome(
        ledger.with_tables(*tables),
        {GL_ENTRY: rows.gl_entries, RELATION: rows.relation, REGISTER: rows.register},
        {VALUE_ENTRY: changed},
        queue.problems,
        skipped,
        len(posted),
        tuple(no for no in queue.waiting if no not in done),
        results=results,
    )


def _with_gl_entries(ledger: Ledger, rows: NewRows) -> Table:
    """The G/L entries with the new ones. A ledger whose older entries have no Source Code column stays without: there the
    column's absence says that all of them come from inventory (B7 step 2), and blanks would say the opposite."""
    old, new = ledger.table(GL_ENTRY), rows.gl_entries
    if len(old) and "Source Code" not in old.given:
        new = Table(new.definition, len(new), {c: v for c, v in new.columns.items() if c != "Source Code"})
    return old.concat(new)


def _posted_amounts(ledger: Ledger, assessment: Assessment, buffer: Buffer, numbers: Array) -> tuple[Table, Table]:
    """(Value Entry with the posted amounts brought up to the cost, the changed rows), per line: interim, else actual (A7)."""
    entries = ledger.table(VALUE_ENTRY)
    place = entries.index
    expected = assessment.lines.expected[buffer.entry, buffer.line]
    changes: dict[str, tuple[Array, str]] = {}
    for of_lines, captions in ((expected, _EXPECTED_AMOUNTS), (~expected, _ACTUAL_AMOUNTS)):
        which = np.unique(buffer.entry[of_lines])
        rows = np.array([place[no] for no in assessment.entries["Entry No."][which].tolist()], dtype=np.int64)
        for target, source in captions:
            changes[target] = (rows, source)
    columns = {}
    for target, (rows, source) in changes.items():
        values = entries[target].copy()
        values[rows] = entries[source][rows]
        if target in entries.given or bool((values != entries[target]).any()):
            columns[target] = values
    updated = entries.with_columns(columns)
    positions = np.array([place[no] for no in numbers.tolist()], dtype=np.int64)
    _assert_posted(assessment, buffer, updated.take(positions), positions)
    return updated, updated.take(np.sort(positions))


def _assert_posted(assessment: Assessment, buffer: Buffer, posted: Table, positions: Array) -> None:
    """A7: each posted value entry has cost posted = cost, and with expected posting expected cost posted = expected cost."""
    takes_expected = assessment.lines.has_expected[np.unique(buffer.entry)] & assessment.expected_posting
    wrong = posted["Cost Posted to G/L"] != posted["Cost Amount (Actual)"]
    wrong = wrong | (takes_expected & (posted["Expected Cost Posted to G/L"] != posted["Cost Amount (Expected)"]))
    if wrong.any():
        raise AssertionError("Post Inventory Cost to G/L: a value entry was posted in part")
