"""R9: whatever happens to a workbook, reading it succeeds or says what is wrong with a code; never another exception."""

from __future__ import annotations

import io
import random
import zipfile
from pathlib import Path

import pytest

from xlcost import Ledger, LedgerInvalid, XlcostError, read_ledger, write_ledger

HOSTILE = (
    b'<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa">]>',
    b'<c r="XFD1048576" t="n"><v>1</v></c>',
    b'<c r="A2" t="e"><v>#N/A</v></c>',
    b'<c r="B3"><f>1+1</f></c>',
    b"<v>1e999</v>",
    b"<v>nan</v>",
    b'<c r="ZZZZ1"><v>1</v></c>',
    b"\x00\xff\xfe",
    b"<row r='-1'>",
    b'<v>12345678901234567890.123456789</v>',
)


@pytest.fixture(scope="module")
def healthy(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    values = [
        {
            "Entry No.": n, "Item No.": f"I{n % 3}", "Posting Date": f"2026-10-{n:02d}", "Item Ledger Entry Type": "Purchase", "Entry Type": "Direct Cost",
            "Cost Amount (Actual)": f"{n}.25", "Document No.": f"D{n}", "Description": "=1+1 & <text>",
        }
        for n in range(1, 20)
    ]  # fmt: skip
    items = [{"No.": f"I{n}", "Description": "Ä item", "Costing Method": "FIFO"} for n in range(3)]
    path = tmp_path_factory.mktemp("healthy") / "LEDGER.xlsx"
    write_ledger(Ledger.from_records({"Item": items, "Value Entry": values}), path)
    return path.read_bytes()


def mutated(healthy: bytes, seed: int) -> bytes:
    """One damaged copy of the workbook."""
    dice = random.Random(seed)
    kind = dice.randrange(6)
    if kind == 0:
        return healthy[: dice.randrange(len(healthy))]
    if kind == 1:
        body = bytearray(healthy)
        for _ in range(dice.randint(1, 8)):
            body[dice.randrange(len(body))] = dice.randrange(256)
        return bytes(body)
    with zipfile.ZipFile(io.BytesIO(healthy)) as source:
        parts = {name: source.read(name) for name in source.namelist()}
    name = dice.choice(sorted(parts))
    if kind == 2:
        del parts[name]
    elif kind == 3:
        at = dice.randrange(len(parts[name]) + 1)
        parts[name] = parts[name][:at] + dice.choice(HOSTILE) + parts[name][at:]
    elif kind == 4:
        start = dice.randrange(len(parts[name]) + 1)
        parts[name] = parts[name][:start] + parts[name][start + dice.randint(1, 200) :]
    else:
        other = dice.choice(sorted(parts))
        parts[name], parts[other] = parts[other], parts[name]
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as out:
        for part, data in parts.items():
            out.writestr(part, data)
    return target.getvalue()


def survives(healthy: bytes, seed: int, folder: Path) -> None:
    path = folder / f"{seed}.xlsx"
    path.write_bytes(mutated(healthy, seed))
    try:
        read_ledger(path)
    except LedgerInvalid as error:
        assert error.problems
        assert all(p.code and p.what for p in error.problems)
    except XlcostError as error:
        assert error.code
    path.unlink()


@pytest.mark.parametrize("block", range(10))
def test_five_hundred_mutated_workbooks(healthy: bytes, block: int, tmp_path: Path) -> None:
    for seed in range(block * 50, block * 50 + 50):
        survives(healthy, seed, tmp_path)


@pytest.mark.nightly
def test_thousands_of_mutated_workbooks(healthy: bytes, tmp_path: Path) -> None:
    for seed in range(10_000, 15_000):
        survives(healthy, seed, tmp_path)


def test_text_that_looks_like_a_formula_stays_text(healthy: bytes, tmp_path: Path) -> None:
    path = tmp_path / "LEDGER.xlsx"
    path.write_bytes(healthy)
    assert {r["Description"] for r in read_ledger(path).records("Value Entry")} == {"=1+1 & <text>"}
    with zipfile.ZipFile(path) as book:
        assert not any(b"<f>" in book.read(name) for name in book.namelist() if name.startswith("xl/worksheets/"))
