"""`xlcost agent`: the second way from Excel to Python, for offices where Excel may not start programs. Off by default."""

from __future__ import annotations

import os
import signal
import subprocess
import time
from contextlib import suppress
from typing import Annotated

import typer

from xlcost.faces.cli.common import CLEAN, FOUND, Screen
from xlcost.problems import XlcostError

_PATIENCE = 60.0


def register(app: typer.Typer) -> None:
    """Add the commands."""
    group = typer.Typer(no_args_is_help=True, rich_markup_mode=None, help="The agent that Excel asks where it may not start programs.")
    for command in (run, start, stop, status):
        group.command()(command)
    app.add_typer(group, name="agent")


def run(port: Annotated[int, typer.Option(help="Port on 127.0.0.1; 0 = a free one.", min=0, max=65535)] = 0) -> None:
    """Answer until stopped with Ctrl+C. Only you, only on this machine."""
    from xlcost.faces.addin.places import this_machine
    from xlcost.faces.agent.excel import agent_desk
    from xlcost.faces.agent.server import serve

    screen, path = Screen(), this_machine().agent
    if _answers():
        raise XlcostError("AD16", "An agent runs already.", remedy="End it first: xlcost agent stop")
    signal.signal(signal.SIGTERM, _leave)
    with suppress(KeyboardInterrupt):
        serve(agent_desk().answer, path, port, lambda agent: screen.say(f"Listening on {agent.named}. Stop with Ctrl+C."))


def _leave(number: int, frame: object) -> None:
    raise KeyboardInterrupt


def start() -> None:
    """Start the agent in the background and wait until it answers."""
    from xlcost.faces.addin.install import interpreter
    from xlcost.faces.addin.places import this_machine
    from xlcost.faces.agent.address import read_address

    screen, path = Screen(), this_machine().agent
    if _answers():
        screen.say("The agent runs already.")
        return
    path.unlink(missing_ok=True)
    detached = {"creationflags": 0x00000208} if os.name == "nt" else {"start_new_session": True}
    process = subprocess.Popen(
        [str(interpreter()), "-I", "-B", "-m", "xlcost", "agent", "run"],
        stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, **detached,
    )  # fmt: skip
    end = time.monotonic() + _PATIENCE
    while time.monotonic() < end and process.poll() is None:
        if _answers():
            found = read_address(path)
            screen.say(f"The agent runs on 127.0.0.1:{found.port if found else '?'}. Excel uses it from now on; xlcost agent stop ends it.")
            return
        time.sleep(0.1)
    raise XlcostError("AD15", "The agent did not start.", remedy="Run it in this window to see why: xlcost agent run")


def stop() -> None:
    """End the agent; Excel starts Python itself again."""
    from xlcost.faces.addin.places import this_machine
    from xlcost.faces.agent.address import read_address

    screen, path = Screen(), this_machine().agent
    address = read_address(path)
    if address is None:
        screen.say("No agent runs.")
        return
    if _answers():  # only then the process is certainly ours
        os.kill(address.process, signal.SIGTERM)
    path.unlink(missing_ok=True)
    screen.say("The agent has ended.")


def status() -> None:
    """Whether the agent runs and answers. Status 1 when it does not."""
    answering = _answers()
    Screen().say("The agent runs and answers." if answering else "No agent runs.")
    raise typer.Exit(CLEAN if answering else FOUND)


def _answers() -> bool:
    from xlcost.faces.addin.places import this_machine
    from xlcost.faces.agent.client import ask
    from xlcost.faces.agent.wire import Request, read_reply, write_request

    try:
        return read_reply(ask(write_request(Request("function", "XLC_STATUS")), this_machine().agent, timeout=10))[0] == "value"
    except (XlcostError, OSError):
        return False
