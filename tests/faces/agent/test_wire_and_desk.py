"""The text between add-ins and the desk, and the desk that answers it."""

from __future__ import annotations

import io
import struct
import threading
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from xlcost import Ledger, __version__
from xlcost.faces.agent.desk import Desk, title
from xlcost.faces.agent.pipe import serve
from xlcost.faces.agent.wire import (
    Request,
    Unintelligible,
    escape,
    plain,
    read_reply,
    read_request,
    read_value,
    write_cell,
    write_request,
    write_value,
)
from xlcost.faces.functions import SNAPSHOTS, CellError, evaluate
from xlcost.faces.ribbon import Answer

CELLS = st.none() | st.booleans() | st.floats(allow_nan=False, allow_infinity=False) | st.text(min_size=1) | st.sampled_from(CellError)
TRICKY = st.text(alphabet="\\tnvr\t\n\v\rab", max_size=12)


@given(TRICKY | st.text())
def test_any_text_stands_in_one_cell(text: str) -> None:
    assert plain(escape(text)) == text
    assert not set("\t\n\v\r") & set(escape(text))


@given(st.lists(st.lists(CELLS, min_size=2, max_size=2), min_size=1, max_size=4))
def test_a_range_comes_back_as_it_went(rows: list[list[Any]]) -> None:
    assert read_value(write_value(rows)) == rows


@given(st.tuples(st.text(), st.text(), st.text(), st.text()), st.lists(CELLS, max_size=4))
def test_a_request_comes_back_as_it_went(header: tuple[str, str, str, str], arguments: list[Any]) -> None:
    request = Request(*header, arguments=tuple(arguments))
    assert read_request(write_request(request)) == request


@given(st.text())
def test_nonsense_is_refused_never_raised(text: str) -> None:
    state, values = read_reply(Desk(_never, wait=True).answer(text))
    assert state in ("refused", "value")
    assert len(values) == 1


@pytest.mark.parametrize("text", ["x1", "n", "nabc", "b2", "e?", "b"])
def test_a_cell_that_is_none_is_unintelligible(text: str) -> None:
    with pytest.raises(Unintelligible):
        read_value(text)


def test_whole_numbers_and_blanks() -> None:
    assert [write_cell(v) for v in (5, 0.1, True, None, "", CellError.NA)] == ["n5", "n0.1", "b1", "", "", "e2042"]


# -- the desk -----------------------------------------------------------------------------------------------------
@dataclass(frozen=True)
class _Snapshotted:
    desk: Desk

    def ask(self, name: str, *arguments: Any, version: str = __version__) -> Any:
        state, values = read_reply(self.desk.answer(write_request(Request("function", name, "LEDGER.xlsx", version, arguments))))
        assert state == "value"
        return values[0]


@pytest.fixture
def functions(sample: Ledger) -> Iterator[_Snapshotted]:
    SNAPSHOTS.forget()
    SNAPSHOTS.take("LEDGER.xlsx", sample)
    yield _Snapshotted(Desk(_never, wait=True))
    SNAPSHOTS.forget()


def _never(request: Request) -> Any:
    raise AssertionError("no command was asked for")


def test_functions_answer_as_they_do_in_python(functions: _Snapshotted, sample: Ledger) -> None:
    item = sample.records("Item")[0]["No."]
    assert functions.ask("XLC_VALUE", item) == evaluate("XLC_VALUE", [item])
    assert functions.ask("XLC_VALUE", "NO SUCH ITEM") is CellError.NA
    assert functions.ask("XLC_VALUE", item, "no date") is CellError.VALUE
    assert functions.ask("XLC_NOTHING") is CellError.NAME
    assert functions.ask("XLC_ITEMS") == [[None if c == "" else c for c in row] for row in evaluate("XLC_ITEMS")]


def test_an_addin_of_another_version_is_told_to_install_again(functions: _Snapshotted) -> None:
    assert functions.ask("XLC_STATUS", version="0.0.1") is CellError.NA
    state, (sentence,) = read_reply(functions.desk.answer(write_request(Request("command", "import", "", "0.0.1"))))
    assert state == "refused"
    assert sentence.endswith("Run: xlcost addin install")


def test_a_command_that_is_waited_for() -> None:
    desk = Desk(lambda request: Answer("done", f"{request.name} in {request.book}"), wait=True)
    assert read_reply(desk.answer(write_request(Request("command", "adjust", "L.xlsx")))) == ("done", ["adjust in L.xlsx"])


@pytest.mark.parametrize(("tag", "shown"), [("reconcile", "Reconcile"), ("xlcAdjustRun", "Adjust Cost - Run"), ("nonsense", "nonsense")])
def test_people_read_the_name_of_the_button(tag: str, shown: str) -> None:
    assert title(tag) == shown


def test_a_defect_becomes_a_sentence() -> None:
    state, (sentence,) = read_reply(Desk(_never, wait=True).answer(write_request(Request("command", "adjust"))))
    assert state == "refused"
    assert sentence == "X99: AssertionError: no command was asked for. This is a defect of xlcost."


def test_functions_answer_while_a_command_is_at_work(sample: Ledger) -> None:
    """And a second command waits its turn: it is refused with the name of the first."""
    go, over, ended = threading.Event(), threading.Event(), []

    def run(request: Request) -> Answer:
        assert go.wait(20)
        return Answer("found", "3 differences")

    def after(request: Request, state: str, sentence: str) -> None:
        ended.append((request.name, state, sentence))
        over.set()

    desk = Desk(run, wait=False, after=after)
    assert read_reply(desk.answer(write_request(Request("command", "reconcile"))))[0] == "accepted"
    SNAPSHOTS.forget()
    SNAPSHOTS.take("L.xlsx", sample)
    assert read_reply(desk.answer(write_request(Request("function", "XLC_UNPOSTED"))))[0] == "value"
    assert read_reply(desk.answer(write_request(Request("result", "")))) == ("accepted", ["Reconcile"])
    state, (sentence,) = read_reply(desk.answer(write_request(Request("command", "adjust"))))
    assert (state, sentence.partition(" ")[0]) == ("refused", "Reconcile")
    go.set()
    assert over.wait(20)
    assert ended == [("reconcile", "found", "3 differences")]
    for _ in range(100):
        if read_reply(desk.answer(write_request(Request("result", ""))))[0] == "found":
            break
        threading.Event().wait(0.02)
    else:
        pytest.fail("the result never came")
    SNAPSHOTS.forget()


def test_the_pipe_answers_message_by_message_and_stops_at_a_cut_one() -> None:
    question = write_request(Request("function", "XLC_NOTHING", version=__version__)).encode()
    message = struct.pack(">I", len(question)) + question
    replies = io.BytesIO()
    serve(io.BytesIO(message * 3 + b"\x00\x00"), replies, Desk(_never, wait=True))
    reply = b"value\ne2029"
    assert replies.getvalue() == (struct.pack(">I", len(reply)) + reply) * 3


def test_the_pipe_ends_at_a_message_too_long_to_be_one() -> None:
    replies = io.BytesIO()
    serve(io.BytesIO(b"GET / HTTP/1.1\r\n"), replies, Desk(_never, wait=True))
    assert replies.getvalue() == b""
