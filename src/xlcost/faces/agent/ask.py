"""One request from the command line, for the script of macOS: the agent answers when it runs, else this process does.

Without an agent nothing remembers a snapshot between two requests: commands work, functions are #N/A.
"""

from __future__ import annotations

import sys

from xlcost.faces.addin.places import this_machine
from xlcost.faces.agent.client import ask
from xlcost.faces.agent.excel import answer
from xlcost.problems import XlcostError


def main(request: str) -> str:
    """The reply to a request. AppleScript ends lines with CR."""
    text = request.replace("\r", "\n")
    try:
        return ask(text, this_machine().agent)
    except XlcostError as error:
        if error.code != "AD12":
            raise
        return answer(text)


if __name__ == "__main__":
    sys.stdout.write(main(sys.argv[1]))
