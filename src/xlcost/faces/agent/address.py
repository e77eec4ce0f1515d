"""Where a running agent is found: its port and two secrets, in a file that only its user can read.

`token` goes from the caller to the agent: nobody else may ask. `proof` comes back with every reply and is never sent by
a caller: whoever took the port after an agent died cannot answer in its place. One fact a line, so that VBA reads it.
"""

from __future__ import annotations

import os
import secrets
import stat
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class AgentAddress:
    """Port, secrets and process of an agent."""

    port: int
    token: str
    proof: str
    process: int


class NotPrivate(OSError):
    """The file can be read or changed by other users."""


def new_address(port: int) -> AgentAddress:
    """An address with fresh secrets of 256 bits."""
    return AgentAddress(port, secrets.token_urlsafe(32), secrets.token_urlsafe(32), os.getpid())


def write_address(path: Path, address: AgentAddress) -> None:
    """Write the file with mode 600 from its first moment, in a folder with mode 700; whole or not at all."""
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    fresh = path.with_name(f".{path.name}.{os.getpid()}")
    fresh.unlink(missing_ok=True)
    handle = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "w", encoding="ascii", newline="\r\n") as file:
        file.write(f"{address.port}\n{address.token}\n{address.proof}\n{address.process}\n")
    os.replace(fresh, path)


def read_address(path: Path) -> AgentAddress | None:
    """The address in a file; None without one. Raises NotPrivate when others may read or change it."""
    try:
        handle = os.open(path, os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0))
    except FileNotFoundError:
        return None
    with os.fdopen(handle, encoding="ascii") as file:
        if os.name == "posix":
            state = os.fstat(file.fileno())
            if stat.S_IMODE(state.st_mode) & 0o077 or state.st_uid != os.getuid():
                raise NotPrivate(f"{path} can be read or changed by other users. Delete it and start the agent again.")
        try:
            port, token, proof, process = file.read().split()
            return AgentAddress(int(port), token, proof, int(process))
        except ValueError:
            return None


def remove_address(path: Path, process: int) -> None:
    """Remove the file when it is the one of this process."""
    try:
        found = read_address(path)
    except OSError:
        return
    if found is not None and found.process == process:
        path.unlink(missing_ok=True)
