"""The commands, assembled; and the one place where an error of any of them becomes a sentence."""

from __future__ import annotations

import io
import os
import signal
import sys
from importlib import import_module
from typing import Any

import typer

from xlcost.faces.cli.common import CLEAN, COULD_NOT_RUN, WRONG_USAGE, Screen, remember_words, stop
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

INTERRUPTED = 130  # what typer makes of Ctrl-C
_WRONG_WORDS: type[Any] = typer.BadParameter.__mro__[1]  # any wrong usage; which module has its class is a matter of typer's version
_AS_BEFORE = "A file that was being written is as it was before."


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
    for stream in (sys.stdout, sys.stderr):  # what a terminal or a pipe of another encoding cannot show is escaped, never an error
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")
    if not os.environ.get("XLCOST_DEBUG"):
        sys.unraisablehook = lambda _: None  # what Ctrl-C leaves half made tells nobody anything when it is thrown away
    try:
        status = _status(screen)
        sys.stdout.flush()
    except KeyboardInterrupt:
        status = INTERRUPTED
    except BrokenPipeError:  # the reader of the output has seen enough
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        status = CLEAN
    except (OSError, MemoryError) as error:
        screen.err.print(f"Error W90: {error}. {_AS_BEFORE} Check the path, the rights and the space, then run again.", markup=False)
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())  # or Python would fail on it once more at the end
        status = COULD_NOT_RUN
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # all is done
    if status == INTERRUPTED:
        screen.err.print(f"Stopped. {_AS_BEFORE}")
        os._exit(COULD_NOT_RUN)  # Python itself would leave with a signal where Ctrl-C fell into an exec
    sys.exit(status)


def _status(screen: Screen) -> int:
    """The exit status of the words of this process; INTERRUPTED after Ctrl-C."""
    try:
        with rarely_collected():
            return int(assemble()(standalone_mode=False) or CLEAN)
    except XlcostError as error:
        try:
            stop(screen, error)
        except typer.Exit as leave:
            return int(leave.exit_code)
    except _WRONG_WORDS as error:
        error.show()
        told = {"Code": "USAGE", "What is there": error.format_message()}
        screen.result({"status": "wrong usage", "code": "USAGE", "problems": [told]})
        return WRONG_USAGE
    except typer.Abort:
        return INTERRUPTED
    except (OSError, MemoryError):
        raise
    except Exception as error:  # a defect of ours: one sentence for the user, the trace for the report
        if os.environ.get("XLCOST_DEBUG"):
            raise
        screen.err.print(f"Error X99: {type(error).__name__}: {error}. This is a defect of xlcost. {_AS_BEFORE}", markup=False)
        screen.err.print("Run again with XLCOST_DEBUG=1 and report what it prints.")
        return COULD_NOT_RUN
