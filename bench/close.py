"""F5 and F8: `xlcost close` cold on a ledger workbook, beside a plain pandas + openpyxl script for the same figures.

python bench/close.py [--size 100000]
"""

from __future__ import annotations

import argparse
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from company import company

PEER = """
import sys, pandas as pd
source, target = sys.argv[1:]
sheets = pd.read_excel(source, sheet_name=None, engine="openpyxl", dtype={"Item No.": str, "G/L Account No.": str})
values, ledger, items = sheets["Value Entry"], sheets["G-L Entry"], sheets["Item"]
values["Posting Date"] = pd.to_datetime(values["Posting Date"])
ending = values[values["Posting Date"] <= "2026-10-31"].groupby("Item No.")[["Invoiced Quantity", "Cost Amount (Actual)", "Cost Posted to G/L"]].sum()
balance = ledger.groupby("G/L Account No.")["Amount"].sum()
unposted = values[values["Cost Amount (Actual)"] != values["Cost Posted to G/L"]]
with pd.ExcelWriter(target, engine="openpyxl") as book:
    items.merge(ending, left_on="No.", right_index=True).to_excel(book, sheet_name="Valuation")
    balance.to_excel(book, sheet_name="Balances")
    unposted.to_excel(book, sheet_name="Unposted")
    values.to_excel(book, sheet_name="Value Entries")
    ledger.to_excel(book, sheet_name="G-L Entries")
"""


def timed(command: list[str]) -> tuple[float, int]:
    start = time.perf_counter()
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    seconds = time.perf_counter() - start
    if done.returncode not in (0, 1):
        sys.exit(done.stderr)
    return seconds, resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--size", type=int, default=100_000)
    parser.add_argument("--no-peer", action="store_true")
    size = parser.parse_args().size
    from xlcost import write_ledger

    with tempfile.TemporaryDirectory() as folder:
        source = Path(folder) / "LEDGER.xlsx"
        write_ledger(company(size), source)
        print(f"ledger workbook of {size:,} value entries: {source.stat().st_size / 1e6:.1f} MB")
        command = [sys.executable, "-m", "xlcost", "close", str(source), "--period", "2026-10", "-o", str(Path(folder) / "CLOSE.xlsx")]
        ours, memory = timed(command)
        print(f"xlcost close: {ours:.1f} s, peak {memory / 1024:,.0f} MB")
        if not parser.parse_args().no_peer:
            script = Path(folder) / "peer.py"
            script.write_text(PEER)
            peer, _ = timed([sys.executable, str(script), str(source), str(Path(folder) / "peer.xlsx")])
            print(f"pandas + openpyxl script: {peer:.1f} s; ratio {peer / ours:.1f}")


if __name__ == "__main__":
    main()
