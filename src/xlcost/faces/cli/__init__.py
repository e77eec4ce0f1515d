"""The command line (interface.md 3): `xlcost close`, `check`, `report`, ... Results on stdout, progress on stderr."""

from __future__ import annotations

import sys


def main() -> None:
    """Entry point; `--version` answers without loading anything else, and Ctrl-C while all else is loaded is no traceback."""
    if sys.argv[1:] == ["--version"]:
        from xlcost import __version__

        print(f"xlcost {__version__}")
        return
    try:
        from xlcost.faces.cli.app import run
    except KeyboardInterrupt:
        print("Stopped. Nothing was begun.", file=sys.stderr)
        sys.exit(3)

    run()
