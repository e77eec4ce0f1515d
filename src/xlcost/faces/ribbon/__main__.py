"""Run one command on an open workbook: python -m xlcost.faces.ribbon TAG [--book NAME] [--office URL].

`--book` names a workbook that is open in Excel. `--office` is a running LibreOffice (uno:pipe,name=...;urp;...). Prints the
sentence with which the command ended. Exit status: 0 done, 1 done with findings or stopped by the user, 3 refused.
"""

from __future__ import annotations

import argparse
import sys

from xlcost.faces.ribbon.dispatching import Answer, dispatch
from xlcost.problems import XlcostError

_STATUS = {"done": 0, "found": 1, "stopped": 1, "refused": 3}


def main(words: list[str]) -> int:
    """Run the command line of this module."""
    parser = argparse.ArgumentParser(prog="python -m xlcost.faces.ribbon", description="Run a ribbon command on an open workbook.")
    parser.add_argument("tag")
    parser.add_argument("--book", default="")
    parser.add_argument("--office", default="")
    asked = parser.parse_args(words)
    try:
        if asked.office:
            from xlcost.faces.host.libreoffice import Office

            answer = dispatch(asked.tag, Office.connect(asked.office).host(asked.book))
        else:
            answer = dispatch(asked.tag, book=asked.book)
    except (XlcostError, ImportError) as error:
        answer = Answer("refused", str(error))
    sys.stdout.write(answer.sentence + "\n")
    return _STATUS[answer.state]


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
