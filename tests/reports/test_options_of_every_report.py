"""Bad options for every report of the registry: a sentence, and a workbook that opens and says the same."""

from __future__ import annotations

import datetime as dt
import types
from pathlib import Path
from typing import Any, Literal, get_args, get_origin

import openpyxl
import pytest

from produced import options_of
from xlcost import Ledger, XlcostError, run_report
from xlcost.faces.pack import write_report
from xlcost.faces.report_files import write_report_problem
from xlcost.faces.sample import sample_ledger
from xlcost.reports import REPORTS
from xlcost.reports.grid import Grid
from xlcost.reports.options import caption_of

EMPTY_FILTERS = {
    "Item Filter": "BELL&<>BELL",
    "Location Filter": "MOON",
    "Production Order Filter": "NOWHERE",
    "Project Filter": "NOWHERE",
    "Register No. Filter": "999999",
}


def small() -> Ledger:
    """The sample with the entries of one item."""
    whole = sample_ledger()
    parts = {n: t.take([i for i, no in enumerate(t["Item No."].tolist()) if no == "BELL"]) for n, t in whole.tables.items() if "Item No." in t.given}
    return Ledger({**whole.tables, **parts})


BOOKS = small()


def fields(name: str) -> dict[str, Any]:
    """Captions of a request page with their types."""
    model = REPORTS[name].options
    return {caption_of(model, field): info.annotation for field, info in model.model_fields.items()}


def unusable(name: str) -> dict[str, Any]:
    """For each option of a report a value that it cannot take."""
    found: dict[str, Any] = {"Colour": "red"}
    for caption, kind in fields(name).items():
        parts = get_args(kind) if isinstance(kind, types.UnionType) else (kind,)
        if dt.date in parts:
            found[caption] = "2026-02-30"
        elif bool in parts:
            found[caption] = "perhaps"
        elif any(get_origin(p) is Literal for p in parts):
            found[caption] = "mauve"
    return found


@pytest.mark.parametrize("name", REPORTS)
def test_an_option_that_cannot_be_used_stops_with_a_sentence_that_names_it(name: str) -> None:
    for caption, value in unusable(name).items():
        with pytest.raises(XlcostError) as error:
            run_report(BOOKS, name, {**options_of(name), caption: value})
        assert error.value.code == ("OPTION_UNKNOWN" if caption == "Colour" else "OPTION_INVALID"), caption
        assert caption in str(error.value)
        assert str(error.value).rstrip().endswith(".")


def tried(name: str, options: dict[str, Any]) -> Grid | XlcostError:
    """A report, or why it cannot be run; nothing else may happen."""
    known = fields(name)
    try:
        return run_report(BOOKS, name, {**options_of(name), **{k: v for k, v in options.items() if k in known}})
    except XlcostError as error:
        return error


def says_so(found: Grid | XlcostError) -> str:
    """The sentence of a result."""
    text = found.message if isinstance(found, Grid) else found.problem.what
    assert text.rstrip()[-1:] in (".", "?"), text
    return text


CASES: dict[str, dict[str, Any]] = {
    "ends before it starts": {"Starting Date": "2026-10-31", "Ending Date": "2026-10-01"},
    "unknown item": {"Item Filter": "NO SUCH ITEM"},
    "contradictory filters": {"Item Filter": "BELL&<>BELL"},
    "nothing passes": EMPTY_FILTERS,
    "before everything": dict.fromkeys(("Ending Date", "Valuation Date", "Status Date", "Posting Date", "Control Date"), "1999-12-31"),
    "no date": dict.fromkeys(("Starting Date", "Ending Date", "Valuation Date", "Status Date", "Control Date"), ""),
}


@pytest.mark.parametrize("name", REPORTS)
def test_options_that_select_nothing_give_a_sentence(name: str) -> None:
    for case, options in CASES.items():
        for mode in ("exact", "clean"):
            assert says_so(tried(name, {**options, "Compatibility": mode})), case


@pytest.mark.parametrize("name", REPORTS)
def test_a_contradiction_gives_a_workbook_that_opens(name: str, tmp_path: Path) -> None:
    found = tried(name, {**CASES["ends before it starts"], **EMPTY_FILTERS})
    path = tmp_path / "OUT.xlsx"
    if isinstance(found, Grid):
        write_report(BOOKS, found, path, "LEDGER.xlsx")
    else:
        write_report_problem(found, name, path, "LEDGER.xlsx")
    book = openpyxl.load_workbook(path)
    texts = [str(c.value) for row in book.worksheets[0].iter_rows() for c in row if c.value is not None]
    assert any(says_so(found) in text for text in texts)
    if isinstance(found, Grid) and found.warnings:
        codes = {str(c.value) for row in book["Problems"].iter_rows() for c in row}
        assert {w["Code"] for w in found.warnings} <= codes
