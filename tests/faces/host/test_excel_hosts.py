"""The hosts of Excel on stand-ins for its object model: what is read, written and told, without Excel."""

from __future__ import annotations

import datetime as dt
import sys
from decimal import Decimal
from types import ModuleType, SimpleNamespace
from typing import Any

import pytest

from xlcost.faces.host.excel import MacHost, WindowsHost, calling_host, mac_value, values_of_com
from xlcost.faces.host.memory import ScriptedDialogs
from xlcost.faces.host.port import CellError, HostRefused
from xlcost.faces.ribbon.session import run_command


class Rejected:
    """A COM object whose every call is rejected, as while a cell is being edited."""

    def __getattr__(self, name: str) -> Any:
        raise OSError(-2147418111, "Call was rejected by callee.")


def windows(**state: Any) -> WindowsHost:
    """Excel on Windows with a workbook; `state` changes what it says of itself."""
    said = {"Ready": True, "Interactive": True, "ReadOnly": False, "ProtectStructure": False} | state
    app = SimpleNamespace(api=SimpleNamespace(Ready=said["Ready"], Interactive=said["Interactive"]), status_bar="")
    api = SimpleNamespace(ReadOnly=said["ReadOnly"], ProtectStructure=said["ProtectStructure"], Date1904=False)
    book = SimpleNamespace(app=app, api=api, name="LEDGER.xlsx", fullname=r"C:\Books\LEDGER.xlsx", sheets=[])
    return WindowsHost(book, ScriptedDialogs())


@pytest.mark.parametrize(
    ("state", "words"),
    [
        ({}, []),
        ({"Ready": False}, ["cell is being edited"]),
        ({"Interactive": False}, ["Enter or Esc"]),
        ({"ReadOnly": True}, ["read-only"]),
        ({"ProtectStructure": True}, ["structure of the workbook is protected"]),
        ({"Ready": False, "ReadOnly": True, "ProtectStructure": True}, ["edited", "read-only", "protected"]),
    ],
    ids=str,
)
def test_what_stands_in_the_way_is_told_together(state: dict[str, bool], words: list[str]) -> None:
    found = windows(**state).obstacles()
    assert len(found) == len(words)
    assert all(word in text for word, text in zip(words, found, strict=True))


def test_a_rejected_call_is_a_cell_that_is_being_edited() -> None:
    host = windows()
    host.app.api = Rejected()
    assert [text.partition(",")[0] for text in host.obstacles()] == ["A cell is being edited"]


def test_a_button_while_a_cell_is_edited_ends_in_a_sentence() -> None:
    host = windows()
    host.app.api = Rejected()
    host.perform = lambda work: work()  # type: ignore[method-assign, assignment]
    answer = run_command("reconcile", host)
    assert (answer.state, answer.code) == ("refused", "H02")
    assert "Enter or Esc" in answer.sentence
    assert host.dialogs.told == [answer.sentence]  # type: ignore[attr-defined]


def test_values_come_as_they_are_stored() -> None:
    """Value2: floats, error values as integers, blanks as None; a single cell comes bare."""
    assert values_of_com(((1.5, "0012", True), (None, "", -2146826246))) == [[1.5, "0012", True], [None, None, CellError("#N/A")]]
    assert values_of_com(572.73926) == [[572.73926]]
    assert values_of_com(-2146826281) == [[CellError("#DIV/0!")]]


def test_nothing_that_is_written_is_parsed_or_rounded_by_excel() -> None:
    """No Decimal reaches COM, no text is taken for a number, a formula or a date; text format keeps texts as they are."""
    host, written = windows(), SimpleNamespace(api=SimpleNamespace(Value2=None))
    host._put(written, [["=1+1", "0012", Decimal("572.73926"), 7, True, None, "'x"]], ["@", None, "0.00", None, None, None, "@"])
    assert written.api.Value2 == (("=1+1", "'0012", 572.73926, 7.0, True, None, "''x"),)
    assert [type(v) for v in written.api.Value2[0]] == [str, str, float, float, bool, type(None), str]


def test_everything_is_as_before_after_a_command_that_failed() -> None:
    host = windows()
    before = {"screen_updating": True, "enable_events": True, "display_alerts": True, "calculation": "automatic"}
    vars(host.app).update(before)
    seen = {}

    def command() -> None:
        with host.quiet():
            seen.update({name: getattr(host.app, name) for name in before})
            raise RuntimeError("the command failed")

    with pytest.raises(RuntimeError):
        command()
    assert seen == {"screen_updating": False, "enable_events": False, "display_alerts": False, "calculation": "manual"}
    assert {name: getattr(host.app, name) for name in before} == before


@pytest.mark.parametrize("name", ["https://contoso.sharepoint.com/LEDGER.xlsx", "LEDGER.xlsx"])
def test_a_workbook_of_the_web_or_never_saved_lies_in_no_folder(name: str) -> None:
    host = windows()
    host.book.fullname = name
    assert host.folder is None


def test_values_of_apple_events_are_day_numbers_and_errors() -> None:
    assert mac_value(dt.datetime(2026, 10, 31), 0) == 46326.0
    assert mac_value(dt.datetime(2026, 10, 31), 1462) == 44864.0
    assert mac_value("#N/A", 0) == CellError("#N/A")
    assert [mac_value(v, 0) for v in (3, True, "", "#text")] == [3.0, True, None, "#text"]


def test_a_mac_that_rejects_calls_is_busy() -> None:
    book = SimpleNamespace(app=SimpleNamespace(), impl=SimpleNamespace(xl=Rejected()), name="LEDGER.xlsx")
    assert "being edited" in MacHost(book, ScriptedDialogs()).obstacles()[0]


@pytest.mark.parametrize(("book", "words"), [("LEDGER.xlsx", "LEDGER.xlsx is not open for editing"), ("", "No workbook is open for editing")])
def test_a_workbook_in_protected_view_gets_a_sentence(book: str, words: str, monkeypatch: pytest.MonkeyPatch) -> None:
    def nothing() -> None:
        raise RuntimeError("must not be called directly")

    excel = ModuleType("xlwings")
    excel.books = {}  # type: ignore[attr-defined]
    excel.Book = SimpleNamespace(caller=nothing)  # type: ignore[attr-defined]
    monkeypatch.setitem(sys.modules, "xlwings", excel)
    monkeypatch.setattr(sys, "platform", "win32")
    with pytest.raises(HostRefused, match=f"H06.*{words}.*Enable Editing"):
        calling_host(book)
