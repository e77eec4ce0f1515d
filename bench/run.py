"""All benchmarks, each in a process of its own, and the table of docs/performance.md.

    python bench/run.py                    100,000 value entries
    python bench/run.py --full             the same, then 1,000,000
    python bench/run.py --size 10000       another size; the table in the docs stays as it is
    python bench/run.py F4 F5              some of them, printed only

Peers come with `pip install xlcost[bench]` and LibreOffice; what is missing is left out, and the table says so.
"""

from __future__ import annotations

import argparse
import importlib
import json
import os
import platform
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from bench.measure import HEAD, Measured

BENCHES = {  # goal or issue -> module with `measure(size)`
    "F1": "kernel",
    "F2": "engine",
    "F3": "figures",
    "F4": "reading",
    "F5": "close",
    "F6": "reconciliation",
    "F7": "writing",
    "F9": "functions",
    "reports": "reports",
    "posting": "posting",
    "projects": "projects",
    "audit": "audit",
    "what-if": "what_if",
    "live": "live",
}
PAGE = Path(__file__).resolve().parents[1] / "docs" / "performance.md"
START, END = "<!-- measured: bench/run.py writes the lines between these marks -->", "<!-- measured until here -->"


def child(bench: str, size: int) -> list[Measured]:
    """The measurements of one benchmark, made in a process of its own."""
    with tempfile.TemporaryDirectory() as cache:  # our modules are compiled once, whatever the environment says
        environment = {**os.environ, "PYTHONPYCACHEPREFIX": os.environ.get("PYTHONPYCACHEPREFIX", cache)}
        environment.pop("PYTHONDONTWRITEBYTECODE", None)
        command = [sys.executable, __file__, "--one", bench, "--size", str(size)]
        done = subprocess.run(command, stdout=subprocess.PIPE, text=True, check=False, env=environment)
    if done.returncode:
        print(f"{bench}: stopped with status {done.returncode}", file=sys.stderr)
    return [Measured(**json.loads(line)) for line in done.stdout.splitlines() if line.startswith("{")]


def one(bench: str, size: int) -> None:
    """In the child: one JSON line per measurement."""
    for measured in importlib.import_module(f"bench.{BENCHES[bench]}").measure(size):
        print(json.dumps(asdict(measured)), flush=True)


def lines(benches: list[str], sizes: list[int]) -> Iterator[Measured]:
    """All measurements, printed as they come."""
    print(HEAD)
    for size in sizes:
        for bench in benches:
            for measured in child(bench, size):
                print(measured.line(), flush=True)
                yield measured


def write(found: list[Measured]) -> None:
    """The table into the page."""
    text = PAGE.read_text(encoding="utf-8")
    head, rest = text.split(START)
    _, tail = rest.split(END)
    where = f"{os.cpu_count()} cores, Python {platform.python_version()}, {platform.system()}."
    table = "\n".join([HEAD, *(m.line() for m in found)])
    PAGE.write_text(f"{head}{START}\n\n{where}\n\n{table}\n\n{END}{tail}", encoding="utf-8")
    print(f"Written to {PAGE}.")


def main() -> None:
    """Command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("benches", nargs="*", choices=[[], *BENCHES], help="some of the benchmarks")
    parser.add_argument("--full", action="store_true", help="also 1,000,000 value entries")
    parser.add_argument("--size", type=int, default=100_000)
    parser.add_argument("--one", help=argparse.SUPPRESS)
    asked = parser.parse_args()
    if asked.one:
        one(asked.one, asked.size)
        return
    found = list(lines(asked.benches or list(BENCHES), [asked.size, *([1_000_000] if asked.full else [])]))
    if not asked.benches and asked.size == 100_000:
        write(found)


if __name__ == "__main__":
    main()
