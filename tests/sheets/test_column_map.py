"""A workbook in another language, mapped on its sheet Column Map; slips of the pen are named, never read on a guess."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from xlcost import read_ledger, write_ledger
from xlcost.ledger.values import Unreadable
from xlcost.problems import Severity, by_column
from xlcost.sheets.spelling import date_style, number_style

from .data import Sheets, problems_of, workbook

HEAD = ["Table", "Column in this workbook", "Caption"]
GERMAN: Sheets = {
    "Wertposten": [
        ["Lfd. Nr.", "Art", "Artikelnr.", "Buchungsdatum", "Artikelpostenart", "Einstandsbetrag", "Lagerbewertet"],
        [1, "Direkte Kosten", "A-1", "31.01.2026", "Einkauf", "1.234,50", "Ja"],
        [2, "Direkte Kosten", "A-1", "01.02.2026", "Verkauf", "-12,5", "Ja"],
        [3, "Direkte Kosten", "A-1", "", "Einkauf", "1.000", "Nein"],
        [4, "Direkte Kosten", "A-1", dt.date(2026, 2, 3), "Purchase", 7.25, "Yes"],
    ],
    "Column Map": [
        HEAD,
        ["", "Wertposten", "Value Entry"],
        ["Value Entry", "Lfd. Nr.", "Entry No."],
        ["Value Entry", "Art", "Entry Type"],
        ["Wertposten", "Artikelnr.", "Item No."],
        ["Value Entry", "Buchungsdatum", "Posting Date"],
        ["Value Entry", "Artikelpostenart", "Item Ledger Entry Type"],
        ["Value Entry", "Einstandsbetrag", "Cost Amount (Actual)"],
        ["Value Entry", "Lagerbewertet", "Inventoriable"],
        ["", "Ja", "Yes"],
        ["", "Nein", "No"],
        ["", "Einkauf", "Purchase"],
        ["", "Direkte  kosten", "Direct Cost"],
        ["Value Entry", "Verkauf", "Sale"],
        ["", "1.234,50", "1,234.50"],
        ["", "31.12.2026", "2026-12-31"],
    ],
}
SHOWN = ("Entry No.", "Posting Date", "Item Ledger Entry Type", "Cost Amount (Actual)", "Inventoriable")
READ = [
    (1, dt.date(2026, 1, 31), "Purchase", Decimal("1234.50"), True),
    (2, dt.date(2026, 2, 1), "Sale", Decimal("-12.50"), True),
    (3, None, "Purchase", Decimal(1000), False),
    (4, dt.date(2026, 2, 3), "Purchase", Decimal("7.25"), True),
]


def shown(ledger: Any) -> list[tuple[Any, ...]]:
    return [tuple(r[c] for c in SHOWN) for r in ledger.records("Value Entry")]


def folder(place: Path, sheets: Sheets) -> Path:
    place.mkdir()
    for title, rows in sheets.items():
        lines = [";".join(c.isoformat() if isinstance(c, dt.date) else str(c).replace("7.25", "7,25") for c in row) for row in rows]
        (place / f"{title}.csv").write_text("\n".join(lines), encoding="utf-8")
    return place


def test_a_german_workbook_reads_as_its_column_map_says(tmp_path: Path) -> None:
    path = workbook(tmp_path / "b.xlsx", GERMAN)
    assert shown(read_ledger(path)) == READ
    assert [p.code for p in problems_of(path)] == []


def test_a_german_folder_is_read_and_written_back_in_its_own_way(tmp_path: Path) -> None:
    place = folder(tmp_path / "books", GERMAN)
    assert shown(read_ledger(place)) == READ
    more = read_ledger(place).upsert(
        "Value Entry",
        [{"Entry No.": 5, "Entry Type": 0, "Item Ledger Entry Type": 1, "Posting Date": "2026-02-04", "Cost Amount (Actual)": "1.234"}],
    )
    write_ledger(more, tmp_path / "copy.csv")
    write_ledger(more, place, in_place=True)
    for written in (place, tmp_path / "copy"):
        again = read_ledger(written)
        assert shown(again)[:4] == READ
        assert again.records("Value Entry")[4]["Cost Amount (Actual)"] == Decimal("1.234")
    assert sorted(p.name for p in place.glob("*.csv") if "backup" not in p.name) == ["Column Map.csv", "Wertposten.csv"]


def test_the_changed_german_workbook_keeps_its_titles(tmp_path: Path) -> None:
    path = workbook(tmp_path / "b.xlsx", GERMAN)
    more = read_ledger(path).upsert(
        "Value Entry", [{"Entry No.": 5, "Entry Type": 0, "Item Ledger Entry Type": "Purchase", "Posting Date": "2026-02-04"}]
    )
    write_ledger(more, tmp_path / "c.xlsx")
    assert shown(read_ledger(tmp_path / "c.xlsx")) == [*READ, (5, dt.date(2026, 2, 4), "Purchase", Decimal(0), False)]


@pytest.mark.parametrize(
    ("line", "says"),
    [
        (["", 1234.5, "1,234.50"], "is not an example of a number"),
        (["", "1.234", "1,234.50"], "is not an example of a number"),
        (["", "1.234.50", "1,234.50"], "is not an example of a number"),
        (["", "12.12.2026", "2026-12-12"], "is not an example of the date 2026-12-12"),
        (["", "26.12.26", "2026-12-26"], "is not an example of the date 2026-12-26"),
        (["", dt.date(2026, 12, 31), "2026-12-31"], "is not an example of the date 2026-12-31"),
        (["", "Einkauf", "Purchasing"], "no option of that name"),
        (["", "Bestand", "Cost Amount (Actual)"], "no column"),
        (["", "Wertposten", "Item Ledger Entry"], "something else than a line above"),
    ],
)
def test_lines_that_say_nothing_clear_are_problems(tmp_path: Path, line: list[Any], says: str) -> None:
    path = workbook(tmp_path / "b.xlsx", {**GERMAN, "Column Map": [*GERMAN["Column Map"], line]})
    found = [p for p in problems_of(path) if p.severity is Severity.ERROR]
    assert [(p.code, p.cell) for p in found] == [("W15", f"A{len(GERMAN['Column Map']) + 1}")]
    assert says in found[0].what


@pytest.mark.parametrize(
    ("given", "text", "plain"),
    [
        ("1.234,50", "1.234.567,89", "1234567.89"),
        ("1.234,50", "1.234", "1234"),
        ("1.234,50", "(12,00)", "-12.00"),
        ("1.234,50", "12,5-", "-12.5"),
        ("1'234.50", "1’234.50", "1234.50"),
        ("1 234,50", "1\u202f234,5", "1234.5"),
        ("1234,50", "-1234,5", "-1234.5"),
        ("1.234,50", "1,234.50", None),
        ("1.234,50", "12.34", None),
        ("1234,50", "1.234,50", None),
        ("1.234,50", "--1", None),
        ("1.234,50", "(-1)", None),
    ],
)
def test_numbers_as_stated(given: str, text: str, plain: str | None) -> None:
    style = number_style(given)
    assert style is not None
    if plain is None:
        with pytest.raises(Unreadable):
            style.plain(text)
    else:
        assert style.plain(text) == plain


@given(st.sampled_from(["1.234,50", "1 234,50", "1'234.50", "1234,50", "1,234.50"]), st.decimals(-(10**9), 10**9, places=5))
def test_a_number_written_in_a_style_reads_back(given: str, number: Decimal) -> None:
    style = number_style(given)
    assert style is not None
    assert Decimal(style.plain(style.written(f"{number:f}"))) == number
    grouped = f"{number:,}".replace(",", "\0").replace(".", style.point).replace("\0", style.thousands)
    assert Decimal(style.plain(grouped)) == number


@pytest.mark.parametrize("given", ["%d.%m.%Y", "%m/%d/%Y", "%d.%m.%y", "%Y/%m/%d", "%d-%m-%Y", "%d. %m. %Y"])
@pytest.mark.parametrize("day", [dt.date(2026, 2, 1), dt.date(2024, 2, 29), dt.date(2026, 12, 12)])
def test_dates_as_stated(given: str, day: dt.date) -> None:
    style = date_style(dt.date(2026, 12, 31).strftime(given), dt.date(2026, 12, 31))
    assert style is not None
    assert style.iso(day.strftime(given)) == day.isoformat()
    assert style.iso(day.isoformat()) == day.isoformat()
    for wrong in ("31.31.2026", "1.2", "x", "1.2.3.4"):
        with pytest.raises(Unreadable):
            style.iso(wrong)


def test_a_sheet_under_a_strange_title_and_a_misspelt_caption_are_pointed_out(tmp_path: Path) -> None:
    entries = [
        [
            "Entry No.",
            "Entry Type",
            "Item No.",
            "Posting Date",
            "Item Ledger Entry Type",
            "Cost Amount Actual",
            "Valued Quantity",
        ],
        [1, 0, "A", "2026-01-01", 0, 5, 1],
    ]
    strange = problems_of(workbook(tmp_path / "a.xlsx", {"Item": [["No."], ["A"]], "Costs": entries, "Notes": [["Entry No.", "x", "y"]]}))
    assert [(p.code, p.where) for p in strange if p.code == "W41"] == [("W41", "Costs")]
    misspelt = problems_of(workbook(tmp_path / "b.xlsx", {"Item": [["No."], ["A"]], "Value Entries": entries}))
    assert [(p.code, p.where, p.severity) for p in misspelt if p.code == "W42"] == [("W42", "Value Entries!F1", Severity.WARNING)]
    assert not [p for p in misspelt if p.code == "W41"]


def test_the_same_defect_down_a_column_is_told_once(tmp_path: Path) -> None:
    rows = [
        ["Entry No.", "G/L Account No.", "Posting Date", "Amount"],
        *([n, "2110", "31/01/2026", "1,5" if n == 7 else 1] for n in range(1, 121)),
    ]
    told = by_column(problems_of(workbook(tmp_path / "b.xlsx", {"G-L Entry": rows})))
    assert [(p.code, p.where, cells) for p, cells in told] == [("DATE_UNPARSEABLE", "G-L Entry!C2", 120), ("L03", "G-L Entry!D8", 1)]
