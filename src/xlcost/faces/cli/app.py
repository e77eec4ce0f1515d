"""The commands, assembled; and the one place where an error of any of them becomes a sentence."""

from __future__ import annotations

import os
import sys
from importlib import import_module

import typer

from xlcost.faces.cli.common import COULD_NOT_RUN, Screen, remember_words, stop
from xlcost.ledger.collector import rarely_collected
from xlcost.problems import XlcostError

app = typer.Typer(
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
    help="Inventory costing, valuation, G/L posting and reconciliation in Excel workbooks.",
)

MODULES = ("close", "sign", "check", "stages", "reports", "reconcile", "what_if", "trace", "why", "unposted", "projects", "sample", "addin", "agent")


def _version(wanted: bool) -> None:
    if wanted:
        from xlcost import __version__

        typer.echo(f"xlcost {__version__}")
        raise typer.Exit()


@app.callback()
def _main(
    context: typer.Context, version: bool = typer.Option(False, "--version", callback=_version, is_eager=True, help="Show the version.")
) -> None:
    command = context.invoked_subcommand or ""
    remember_words(command, sys.argv[2:] if sys.argv[1:2] == [command] else ())


def assemble() -> typer.Typer:
    """The application with all commands registered."""
    if not app.registered_commands:
        for name in MODULES:
            import_module(f"xlcost.faces.cli.{name}").register(app)
    return app


def run() -> None:
    """Run the command line. Exit status: 0 clean, 1 done with problems or differences, 2 wrong usage, 3 could not run."""
    screen = Screen(as_json="--json" in sys.argv)
    try:
        with rarely_collected():
            assemble()()
    except XlcostError as error:
        try:
            stop(screen, error)
        except typer.Exit as leave:
            sys.exit(leave.exit_code)
    except KeyboardInterrupt:
        screen.err.print("Stopped. What was being written is as it was before.")
        sys.exit(COULD_NOT_RUN)
    except (OSError, MemoryError) as error:
        screen.err.print(f"Error W90: {error}. Nothing was written. Check the path, the rights and the space, then run again.")
        sys.exit(COULD_NOT_RUN)
    except Exception as error:  # a defect of ours: one sentence for the user, the trace for the report
        if os.environ.get("XLCOST_DEBUG"):
            raise
        screen.err.print(f"Error X99: {type(error).__name__}: {error}. This is a defect of xlcost; nothing was written.")
        screen.err.print("Run again with XLCOST_DEBUG=1 and report what it prints.")
        sys.exit(COULD_NOT_RUN)
