"""Buttons of the auditor's room: Audit Checks and Sign on an open workbook, as on the command line."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from openpyxl import load_workbook
from tests.faces.ribbon.pressing import Live, press, visible
from typer.testing import CliRunner

from xlcost.faces.cli.app import assemble
from xlcost.faces.host.memory import MemoryHost


def test_audit_checks_stand_on_the_sheets_of_the_command_line(live: Live, book_of: Callable[[str], Path], tmp_path: Path) -> None:
    host = live("check")
    answer = press("check", host)
    assert "Audit" in visible(host)
    assert "Setup pre-check" in answer.sentence or "stands in the way" in answer.sentence
    CliRunner().invoke(assemble(), ["check", str(book_of("check")), "-o", str(tmp_path / "CLI.xlsx")])
    theirs = MemoryHost.of(tmp_path / "CLI.xlsx")
    for title in ("Audit", "Posting Setup Check"):
        ours, written = host.read(title).values, theirs.read(title).values
        ours[3] = written[3] = []  # the row that leads on: the sheet Problems is XLC Messages here
        assert ours == written


def test_audit_checks_find_a_broken_run_log(live: Live, tmp_path: Path) -> None:
    host = live("adjust")
    press("adjust", host)
    log = tmp_path / "xlcost-run-log.jsonl"
    log.write_text(log.read_text().replace("adjust", "adjusd"))
    assert press("check", host).state == "found"
    assert any(isinstance(v, str) and v.startswith("LOG_") for v in host.sheet("XLC Messages").cells.values())


def test_two_persons_sign_and_a_changed_cell_voids_it(live: Live, tmp_path: Path) -> None:
    from xlcost.faces.run_log import log_lines, sign_off_of
    from xlcost.faces.signing import period_key

    host = live("close-period")
    sign(host, "preparer", "Anna")
    assert press("sign", host).sentence.endswith("Prepared by Anna. Not yet approved.")
    sign(host, "approver", "Anna")
    assert press("sign", host).code == "SIGN_OFF_SAME_PERSON"
    sign(host, "approver", "Bert")
    assert press("sign", host).sentence.endswith("Prepared by Anna. Approved by Bert.")
    assert "Anna signs the close of 2022-01 as preparer" in host._dialogs.asked[0]
    assert len(log_lines(tmp_path)) == 2
    assert sign_off_of(tmp_path, period_key("2022-01"))[0].approved_by == "Bert"
    signed = cover_of(host, tmp_path)
    assert "Anna" in signed
    assert "Bert" in signed
    assert "void" not in signed
    column = next(c for (r, c), v in host.sheet("Value Entry").cells.items() if r == 1 and v == "Document No.")
    host.sheet("Value Entry").cells[2, column] = "changed"
    assert "Anna ■ void" in cover_of(host, tmp_path)


def sign(host: MemoryHost, role: str, by: str) -> None:
    """Fill in the options of a signature."""
    press("options", host)
    cells = host.sheet("XLC Options").cells
    for caption, value in (("Role", role), ("Signed By", by)):
        row = next(r for (r, c), v in cells.items() if c == 2 and v == caption and cells[r, 1] == "Sign-off")
        cells[row, 3] = value


def cover_of(host: MemoryHost, folder: Path) -> str:
    """All texts on the cover of a new pack."""
    before = set(folder.glob("CLOSE*.xlsx"))
    assert press("close", host).ok
    (path,) = set(folder.glob("CLOSE*.xlsx")) - before
    return " ".join(str(v) for line in load_workbook(path)["Cover"].iter_rows(values_only=True) for v in line if v)
