"""Draws docs/pictures: one picture per report and per page of the pack, from the sample company: `python docs/draw_pictures.py [SLUG ...]`.

Needs LibreOffice and pdftoppm. Pictures have at most 64 colours and no empty bottom, so each stays far below 150 kB.
"""

from __future__ import annotations

import struct
import subprocess
import sys
import tempfile
import zlib
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np

ROOT = Path(__file__).resolve().parents[1]
PICTURES = ROOT / "docs" / "pictures"
sys.path[:0] = [str(ROOT / "src"), str(ROOT / "tests"), str(ROOT / "tests" / "libreoffice")]

from office import convert_all
from openpyxl import load_workbook
from produced import produce, with_register

from xlcost import close_period
from xlcost.faces.pack import facts_of
from xlcost.faces.sample.build import sample_ledger
from xlcost.reports import REPORTS
from xlcost.reports.grid import Page
from xlcost.reports.pack import pack_pages
from xlcost.sheets.pages import fill_pack

DPI = 88
COLOURS = 64
RED, CHAINS = "red-cover", "trace-sheet"
PACK = {
    "Cover": "cover",
    "Valuation Tie-out": "valuation-tie-out",
    "Inventory - G-L Reconciliation": "reconciliation",
    "Explained": "explained",
    "WIP Entries": "entries",
    "Reading": "reading",
    "Evidence": "evidence",
}


def main(wanted: list[str]) -> None:
    """Draw the wanted pictures, or all."""
    if not wanted or RED in wanted:
        draw_investigation()
    if wanted == [RED]:
        return
    ledger = with_register(sample_ledger())
    kinds = [r.slug for r in REPORTS.values() if not wanted or r.slug in wanted]
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder)
        books = produce(ledger, place, ["close", *kinds] if not wanted or set(wanted) & set(PACK.values()) else kinds)
        printed = dict(zip(books, convert_all(list(books.values()), place / "printed", timeout=600), strict=True))
        for kind, path in books.items():
            if kind != "close":
                draw(printed[kind], 1, PICTURES / f"{kind}.png")
                continue
            pages = first_pages(path, printed[kind])
            for sheet, name in PACK.items():
                if not wanted or name in wanted:
                    draw(printed[kind], pages[sheet], PICTURES / f"{name}.png")


def draw_investigation() -> None:
    """Cover and Trace of docs/audit.md: account 7170 is not blocked any more, and two value entries wait to be posted.

    The other sheets of the pack keep a few lines only, for the row of links.
    """
    ledger = sample_ledger()
    account = next(a for a in ledger.records("G/L Account") if a["No."] == "7170")
    close = close_period(ledger.upsert("G/L Account", [{**account, "Blocked": False}]), "2026-10").results["close"]
    facts = facts_of(close, "LEDGER.xlsx")
    pages = [page if page.sheet in ("Cover", "Trace") else _short(page) for page in pack_pages(close, facts)]
    with tempfile.TemporaryDirectory() as folder:
        book = Path(folder) / "RED.xlsx"
        fill_pack(pages, book, company=facts.company, run_id=facts.run_id)
        (printed,) = convert_all([book], Path(folder) / "printed")
        draw(printed, 1, PICTURES / f"{RED}.png")
        draw(printed, first_pages(book, printed)["Trace"], PICTURES / f"{CHAINS}.png")


def _short(page: Page) -> Page:
    blocks = [replace(b, lines=[replace(line, links={}) for line in b.lines if line.anchor or b.lines.index(line) < 2]) for b in page.blocks[:1]]
    return replace(page, blocks=blocks, charts=(), slots={k: v for k, v in page.slots.items() if k != "next"})


def first_pages(book: Path, printed: Path) -> dict[str, int]:
    """The printed page on which each sheet begins: pages carry `company · sheet` in the footer."""
    text = subprocess.run(["pdftotext", "-layout", str(printed), "-"], capture_output=True, check=True, text=True).stdout
    found: dict[str, int] = {}
    sheets = load_workbook(book, read_only=True).sheetnames
    for number, page in enumerate(text.split("\f"), 1):
        for sheet in sheets:
            if f"· {sheet}  " in page and sheet not in found:
                found[sheet] = number
    return found


def draw(printed: Path, page: int, target: Path) -> None:
    """One printed page as a small picture."""
    command = ["pdftoppm", "-r", str(DPI), "-f", str(page), "-l", str(page), str(printed)]
    data = subprocess.run(command, capture_output=True, check=True).stdout
    head, width, height, start = _head(data)
    assert head == b"P6"
    pixels = np.frombuffer(data, dtype=np.uint8, count=width * height * 3, offset=start).reshape(height, width, 3)
    target.write_bytes(png(cropped(pixels)))
    print(f"{target.relative_to(ROOT)}  {target.stat().st_size // 1000} kB")


def _head(data: bytes) -> tuple[bytes, int, int, int]:
    kind, width, height, most = data.split(maxsplit=4)[:4]
    return kind, int(width), int(height), len(b"\n".join([kind, width + b" " + height, most])) + 1


def cropped(pixels: Any) -> Any:
    """Without the empty space between the last line and the footer, and without the margins."""
    inked = np.flatnonzero((pixels < 250).any(axis=(1, 2)))
    top, bottom = max(0, int(inked[0]) - 12), int(inked[-1]) + 12
    body = inked[inked < pixels.shape[0] * 0.92]
    if len(body) and bottom - body[-1] > 90:
        bottom = int(body[-1]) + 16
    return pixels[top:bottom]


def png(pixels: Any) -> bytes:
    """A picture of few colours: the most frequent ones, every other pixel as the nearest of them."""
    height, width, _ = pixels.shape
    coarse = (pixels & 0xF8).reshape(-1, 3)
    keys = coarse[:, 0].astype(np.int64) << 16 | coarse[:, 1].astype(np.int64) << 8 | coarse[:, 2]
    values, inverse, counts = np.unique(keys, return_inverse=True, return_counts=True)
    chosen = values[np.argsort(-counts, kind="stable")[:COLOURS]]
    colours = np.stack([chosen >> 16 & 255, chosen >> 8 & 255, chosen & 255], axis=1)
    all_colours = np.stack([values >> 16 & 255, values >> 8 & 255, values & 255], axis=1)
    nearest = np.abs(all_colours[:, None, :] - colours[None, :, :]).sum(axis=2).argmin(axis=1).astype(np.uint8)
    rows = nearest[inverse.reshape(-1)].reshape(height, width)
    palette = np.where(colours >= 248, 255, colours).astype(np.uint8)
    raw = b"".join(b"\0" + row.tobytes() for row in rows)
    parts = [
        _chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 3, 0, 0, 0)),
        _chunk(b"PLTE", palette.tobytes()),
        _chunk(b"IDAT", zlib.compress(raw, 9)),
        _chunk(b"IEND", b""),
    ]
    return b"\x89PNG\r\n\x1a\n" + b"".join(parts)


def _chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


if __name__ == "__main__":
    main(sys.argv[1:])
