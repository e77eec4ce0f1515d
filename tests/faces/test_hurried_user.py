"""Words of a hurried user: names that are not there, files that are in the way, Ctrl-C, a full disk; a sentence and a status each."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest
from tests.faces.test_cli import run

from xlcost import Ledger, write_ledger

TINY = {
    "Item": [{"No.": "A"}],
    "Item Journal Line": [
        {
            "Line No.": 1, "Posting Date": "2026-10-01", "Entry Type": "Purchase", "Document No.": "P1", "Item No.": "A", "Quantity": 10,
            "Unit Cost": "2.50",
        }
    ],
}


@pytest.fixture
def tiny(tmp_path: Path) -> Path:
    """A ledger of one item and one line to post."""
    write_ledger(Ledger.from_records(TINY), tmp_path / "TINY.xlsx")
    return tmp_path / "TINY.xlsx"


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("adjust", "LEDGER", "--item", "HELMM"), ("UNKNOWN_ITEM", "Did you mean HELM-M?")),
        (("adjust", "LEDGER", "--item", "HELM-M", "--item", "NOSUCH"), ("UNKNOWN_ITEM", "There is no item NOSUCH.")),
        (("adjust", "LEDGER", "--compare", "--item", "NOSUCH"), ("UNKNOWN_ITEM",)),
        (("post-cost", "LEDGER", "--item", "NOSUCH"), ("UNKNOWN_ITEM",)),
        (("what-if", "LEDGER", "--item", "NOSUCH"), ("UNKNOWN_ITEM",)),
        (("reconcile", "LEDGER", "--item", "NOSUCH"), ("UNKNOWN_ITEM",)),
        (("reconcile", "LEDGER", "--location", "MIAN"), ("UNKNOWN_LOCATION", "Did you mean MAIN?")),
    ],
)
def test_a_name_that_is_not_there_is_no_clean_run(words: tuple[str, ...], told: tuple[str, ...], sample_workbook: Path) -> None:
    """Nothing to adjust, nothing to post, everything ties: of an item that does not exist that would be a lie."""
    status, text = run(*(sample_workbook if w == "LEDGER" else w for w in words))
    assert status == 3
    assert all(part in text for part in told), text


def test_names_are_compared_without_case_and_a_blank_location_is_one(sample_workbook: Path) -> None:
    assert run("adjust", sample_workbook, "--item", " helm-m ")[0] == 0
    assert "UNKNOWN" not in run("reconcile", sample_workbook, "--location", "")[1]


@pytest.mark.parametrize(
    "words",
    [
        ("trace", "item-entry", "²", "LEDGER"),  # a digit that is no number
        ("trace", "item-entry", "9" * 24, "LEDGER"),
        ("trace", "item-entry", "1.5", "LEDGER"),
        ("why", "value-entry", "²", "LEDGER"),
        ("why", "item-entry", "9" * 24, "LEDGER"),
        ("trace", "document", "SS-1224", "LEDGER", "-o", "T.svg"),
        ("trace", "applied", "5", "LEDGER", "-o", "T.xlsx"),
        ("addin", "build", "-o", "ADDIN.txt"),
        ("report", "inventory-valuation", "LEDGER", "--starting-date", "2026-11-01", "--ending-date", "2026-10-31"),
        ("compare", "LEDGER", "LEDGER"),
        ("sign", "LEDGER", "--period", "2026-10", "--as", "boss"),
    ],
)
def test_wrong_words_are_wrong_usage(words: tuple[str, ...], sample_workbook: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    status, text = run(*(sample_workbook if w == "LEDGER" else w for w in words))
    assert status == 2
    assert "X99" not in text
    assert not list(tmp_path.iterdir())


def test_the_sample_replaces_nothing_but_itself(tiny: Path, tmp_path: Path) -> None:
    """The examples of the documentation write the sample to LEDGER.xlsx; so may a real ledger be called."""
    before = tiny.read_bytes()
    status, text = run("sample", "-o", tiny)
    assert status == 2
    assert "SAMPLE_EXISTS" in text
    assert tiny.read_bytes() == before
    folder = tmp_path / "BOOKS"
    folder.mkdir()
    write_ledger(Ledger.from_records(TINY), folder)
    (folder / "letter.txt").write_text("kept")
    assert run("sample", "-o", folder)[0] == 2
    assert run("sample", "-o", tmp_path / "SAMPLE.xlsx")[0] == 0
    assert run("sample", "-o", tmp_path / "SAMPLE.xlsx")[0] == 0  # once more


def test_a_ledger_of_csv_files_is_said_to_be_where_it_is(tiny: Path, tmp_path: Path) -> None:
    _, text = run("post-journal", tiny, "-o", tmp_path / "NEW.csv")
    assert f"Written to {tmp_path / 'NEW'}." in text
    assert (tmp_path / "NEW" / "Value Entry.csv").exists()


def test_no_check_is_not_a_passed_check(tiny: Path) -> None:
    _, text = run("check", tiny)
    assert "No audit check was made." in text
    assert "pass" not in text


def test_nothing_to_reconcile_is_not_a_tie(tiny: Path) -> None:
    assert "There is nothing to reconcile" in run("reconcile", tiny)[1]


def test_a_csv_file_alone_is_told_to_be_part_of_a_folder(tmp_path: Path) -> None:
    (tmp_path / "Item.csv").write_text("No.\nA\n")
    assert "give the folder" in run("check", tmp_path / "Item.csv")[1]


def test_what_to_do_is_told_in_full(sample_workbook: Path) -> None:
    told = "  S06: Set Blocked to No in G/L Account for 7170, or correct Inventory Adjmt. Account in General Posting Setup for (blank) / SPARES."
    for command in ("check", "post-cost"):
        assert told in run(command, sample_workbook)[1].splitlines(), command


HEARS = "import signal; signal.signal(signal.SIGINT, signal.default_int_handler)"  # a run in the background is deaf to Ctrl-C


def process(words: list[str], before: str = "", **more: object) -> subprocess.CompletedProcess[str]:
    """The command line in a process of its own, after a line of preparation."""
    code = f"import sys; sys.argv = ['xlcost', *{words!r}]\n{HEARS}\n{before}\nfrom xlcost.faces.cli import main\nmain()"
    return subprocess.run([sys.executable, "-c", code], text=True, timeout=60, check=False, **{"capture_output": True, **more})  # type: ignore[call-overload,no-any-return]


def test_wrong_usage_is_json_too() -> None:
    found = process(["trace", "nonsense", "1", "LEDGER.xlsx", "--json"])
    told = json.loads(found.stdout)
    assert found.returncode == 2
    assert (told["status"], told["code"]) == ("wrong usage", "USAGE")
    assert "the first word is item-entry" in told["problems"][0]["What is there"]
    assert "the first word is item-entry" in found.stderr


PRESSED = "import os, signal, xlcost.sheets.{module} as room\n{name} = room.{name}\ndef pressed(*a, **k):\n    os.kill(os.getpid(), signal.SIGINT)\nroom.{name} = pressed"


@pytest.mark.parametrize(("module", "name"), [("read", "inspect"), ("write_ledger", "write_patched")])
def test_ctrl_c_leaves_everything_as_it_was(module: str, name: str, tiny: Path) -> None:
    before, there = tiny.read_bytes(), sorted(tiny.parent.iterdir())
    preparation = PRESSED.format(module=module, name=name)
    if name == "write_patched":
        preparation = preparation.replace("write_ledger as", "patch_workbook as")
    found = process(["post-journal", str(tiny), "--in-place"], preparation)
    assert found.returncode == 3
    assert found.stderr == "Stopped. A file that was being written is as it was before.\n"
    assert tiny.read_bytes() == before
    assert sorted(tiny.parent.iterdir()) == there


def test_ctrl_c_while_python_loads_is_no_traceback() -> None:
    found = process(["check", "X.xlsx"], "import builtins, os, signal\nload = builtins.__import__\ndef slow(name, *a, **k):\n"
                    "    if name == 'typer':\n        os.kill(os.getpid(), signal.SIGINT)\n    return load(name, *a, **k)\nbuiltins.__import__ = slow")  # fmt: skip
    assert (found.returncode, found.stderr) == (3, "Stopped. Nothing was begun.\n")


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no /dev/full on this system")
def test_output_that_cannot_be_written_is_a_sentence(tiny: Path) -> None:
    with open("/dev/full", "w") as full:
        found = process(["check", str(tiny), "--json"], stdout=full, stderr=subprocess.PIPE, capture_output=False)
    assert found.returncode == 3
    assert found.stderr.splitlines()[-1].startswith("Error W90")
    assert "Traceback" not in found.stderr


@pytest.mark.parametrize("encoding", ["ascii", "cp1252"])
def test_a_terminal_without_our_letters(encoding: str, sample_workbook: Path) -> None:
    stream = f"import io\nsys.stdout = io.TextIOWrapper(sys.stdout.buffer, {encoding!r}, sys.stdout.errors)"
    found = process(["close", str(sample_workbook), "--period", "2026-10"], stream)
    assert found.returncode == 1, found.stderr
    assert "Explained. 3 of 24 accounts" in found.stdout
    assert "Adjust Cost - Item Entries: done" in found.stdout


def test_json_is_json_in_every_encoding(tmp_path: Path) -> None:
    write_ledger(Ledger.from_records({"Item": [{"No.": "A", "Description": "Kurbelgarnitur für 7 Gänge"}]}), tmp_path / "L.xlsx")
    stream = "import io\nsys.stdout = io.TextIOWrapper(sys.stdout.buffer, 'ascii')"
    for words in (["check", str(tmp_path / "Gänge.xlsx")], ["report", "status", str(tmp_path / "L.xlsx"), "--item-filter", "GÄNGE"]):
        found = process([*words, "--json"], stream)
        assert "Gänge" in json.dumps(json.loads(found.stdout), ensure_ascii=False) or "GÄNGE" in str(json.loads(found.stdout))
