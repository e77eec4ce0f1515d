"""The command line (interface.md 3): `xlcost close`, `check`, `report`, ... Results on stdout, progress on stderr."""

from __future__ import annotations

import sys


def main() -> None:
    """Entry point; `--version` answers without loading anything else."""
    if sys.argv[1:] == ["--version"]:
        from xlcost import __version__

        print(f"xlcost {__version__}")
        return
    from xlcost.faces.cli.app import run

    run()
