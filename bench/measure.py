"""What a benchmark says: one Measured per line of the table in docs/performance.md."""

from __future__ import annotations

import resource
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]


@dataclass(frozen=True, slots=True)
class Measured:
    """A workload, our seconds, a peer's seconds in the same run, and whether what the goal asks for holds."""

    goal: str
    workload: str
    seconds: float
    peer: str = ""
    peer_seconds: float | None = None
    target: str = ""
    holds: bool | None = None  # None: nothing is asked, or only of another size
    memory: int = 0  # peak of the process in MB
    note: str = ""

    @property
    def ratio(self) -> float | None:
        """How many times our time the peer takes."""
        return None if self.peer_seconds is None or not self.seconds else self.peer_seconds / self.seconds

    def line(self) -> str:
        """The line of the table."""
        peer = "" if self.peer_seconds is None else f"{self.peer}, {duration(self.peer_seconds)}"
        ratio = "" if self.ratio is None else f"{self.ratio:.1f} x" if self.ratio < 100 else f"{self.ratio:,.0f} x"
        holds = "" if self.holds is None else "yes" if self.holds else "no"
        memory = f"{self.memory:,} MB" if self.memory else ""
        time_ = duration(self.seconds) + (f"; {self.note}" if self.note else "")
        return f"| {self.goal} | {self.workload} | {time_} | {memory} | {peer} | {ratio} | {self.target} | {holds} |"


HEAD = "| | Workload | xlcost | Peak memory | Peer in the same run | Peer / xlcost | Target | Holds |\n|---|---|---|---|---|---|---|---|"


def duration(seconds: float) -> str:
    """Seconds as people read them."""
    if seconds < 0.001:
        return f"{seconds * 1e6:.0f} µs"
    if seconds < 1:
        return f"{seconds * 1000:.{1 if seconds < 0.01 else 0}f} ms"
    return f"{seconds:.1f} s"


clock = time.process_time
"""CPU seconds of this process: what a free core takes by the clock on the wall, whoever else uses the machine."""


def best(work: Callable[[], Any], times: int = 3) -> float:
    """Shortest of some runs, in seconds."""
    found = []
    for _ in range(times):
        start = clock()
        work()
        found.append(clock() - start)
    return min(found)


def best_of_fresh(make: Callable[[], Any], work: Callable[[Any], Any], times: int = 3) -> float:
    """Shortest of some runs, each on something made anew outside the time."""
    found = []
    for _ in range(times):
        thing = make()
        start = clock()
        work(thing)
        found.append(clock() - start)
        del thing
    return min(found)


def peak() -> int:
    """Peak memory of this process so far, in MB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // (1024 if sys.platform != "darwin" else 1 << 20)


def run(command: list[str]) -> tuple[float, int]:
    """(CPU seconds, peak MB) of a command with all that it starts; statuses 0 and 1 are fine."""
    watch = (
        "import resource, subprocess, sys; status = subprocess.run(sys.argv[1:], stdout=subprocess.DEVNULL).returncode; "
        "used = resource.getrusage(resource.RUSAGE_CHILDREN); print(used.ru_utime + used.ru_stime, used.ru_maxrss); "
        "sys.exit(status if status > 1 else 0)"
    )
    done = subprocess.run([sys.executable, "-c", watch, *command], capture_output=True, text=True, check=False, cwd=ROOT)
    if done.returncode:
        raise RuntimeError(f"{' '.join(command[:4])}: {done.stderr[-2000:]}")
    seconds, memory = done.stdout.split()
    return float(seconds), int(memory) // 1024
