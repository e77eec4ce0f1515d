"""Where the parts of an installation belong, by system; an object, so that any folder can stand in for a machine."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from xlcost.problems import XlcostError

ADDIN_FILE, SCRIPT_FILE, AGENT_FILE, CALC_FILE = "xlcost.xlam", "xlcost.applescript", "agent.txt", "xlcost.oxt"


_INSTEAD = "For LibreOffice Calc add --format oxt. The file alone, for another machine: xlcost addin build"


@dataclass(frozen=True, slots=True)
class Places:
    """The folders of one user on one machine."""

    system: str  # as sys.platform says
    own: Path  # our folder: the agent's address, the Calc add-in
    startup: Path | None = None  # Excel opens what lies here, and trusts it
    scripts: Path | None = None  # macOS: scripts that Excel may run

    @property
    def addin(self) -> Path:
        """The installed Excel add-in. Raises XlcostError (AD22) where Excel does not exist."""
        if self.startup is None:
            raise XlcostError("AD22", "Excel runs on Windows and macOS only.", remedy=_INSTEAD)
        return self.startup / ADDIN_FILE

    @property
    def script(self) -> Path | None:
        """The installed script of macOS."""
        return None if self.scripts is None else self.scripts / SCRIPT_FILE

    @property
    def agent(self) -> Path:
        """The file with the address of a running agent."""
        return self.own / AGENT_FILE


def places(system: str, home: Path, environment: Mapping[str, str]) -> Places:
    """The folders of a user. `environment` is asked for APPDATA, LOCALAPPDATA and XDG_STATE_HOME only."""
    if system == "win32":
        roaming = Path(environment.get("APPDATA") or home / "AppData" / "Roaming")
        local = Path(environment.get("LOCALAPPDATA") or home / "AppData" / "Local")
        return Places(system, local / "xlcost", roaming / "Microsoft" / "Excel" / "XLSTART")
    if system == "darwin":
        library = home / "Library"
        office = library / "Group Containers" / "UBF8T346G9.Office"
        return Places(
            system, library / "Application Support" / "xlcost", office / "User Content.localized" / "Startup.localized" / "Excel",
            library / "Application Scripts" / "com.microsoft.Excel",
        )  # fmt: skip
    return Places(system, Path(environment.get("XDG_STATE_HOME") or home / ".local" / "state") / "xlcost")


def this_machine(startup: Path | None = None) -> Places:
    """The folders of the user who runs this; `startup` replaces Excel's start-up folder."""
    import os
    import sys
    from dataclasses import replace

    found = places(sys.platform, Path.home(), os.environ)
    return found if startup is None else replace(found, startup=startup.absolute())
