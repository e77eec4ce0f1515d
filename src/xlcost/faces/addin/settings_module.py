"""The module XlcostSettings: what `xlcost addin install` knows of this machine. Nothing else tells the add-in what to start."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

from xlcost import __version__
from xlcost.faces.addin.vba_functions import quoted
from xlcost.problems import XlcostError

MODULE = "XlcostSettings"
SERVE = "from xlcost.faces.agent.excel import serve; serve('$(CLSID)')"
_DECLARE = re.compile(r"Declare PtrSafe Function (XLPyDLLActivateAuto Lib \"(xlwings(64|32)-[\w.]+\.dll)\" \([^\r\n]*)")
_NOT_INSTALLED = "This add-in was built without xlwings. Run: xlcost addin install"


@dataclass(frozen=True, slots=True)
class Settings:
    """Of one installation: `declares` = the entry point of xlwings' library, as the installed xlwings declares it, by bits."""

    interpreter: str = ""
    agent_file: str = ""
    libraries: tuple[tuple[str, str], ...] = ()  # (bits, path of the library)
    declares: tuple[tuple[str, str], ...] = ()  # (bits, declaration after "Public Declare PtrSafe Function")

    @property
    def command_line(self) -> str:
        """What Excel starts: the interpreter, cut off from every folder and variable of the user."""
        return f'"{self.interpreter}" -I -B -c "{SERVE}"' if self.interpreter else ""


def entry_points(module_text: str) -> tuple[tuple[str, str], ...]:
    """The declarations in the VBA module of an installed xlwings, (bits, declaration). Raises XlcostError (AD21) without them."""
    found = {bits: declaration for declaration, _, bits in _DECLARE.findall(module_text)}
    if "64" not in found:
        raise XlcostError("AD21", "The installed xlwings does not declare the library that the add-in calls. Install xlwings>=0.33,<1.")
    return tuple(sorted(found.items(), reverse=True))


def library_names(module_text: str) -> dict[str, str]:
    """File name of the library by bits."""
    return {bits: name for _, name, bits in _DECLARE.findall(module_text)}


def xlwings_settings(package: Path, interpreter: Path, prefixes: tuple[Path, ...], agent_file: Path) -> Settings:
    """Settings for the xlwings in a folder. `prefixes`: where its libraries may lie."""
    text = (package / "xlwings_custom_addin.bas").read_text(encoding="cp1252")
    libraries = []
    for bits, name in library_names(text).items():
        places = [p / name for p in (*prefixes, interpreter.parent, interpreter.parent.parent)]
        libraries.append((bits, str(next((p for p in places if p.exists()), places[0]))))
    return Settings(str(interpreter), str(agent_file), tuple(sorted(libraries, reverse=True)), entry_points(text))


def settings_module(settings: Settings) -> str:
    """Source of the module."""
    lines = [
        f'Attribute VB_Name = "{MODULE}"',
        "Option Explicit",
        "' Written by xlcost addin install; do not edit, install again.",
        *_declarations(settings),
        "",
        *_function("XlcVersion", __version__),
        *_function("XlcInterpreter", settings.interpreter),
        *_function("XlcCommandLine", settings.command_line),
        *_function("XlcAgentFile", settings.agent_file),
        *_library(dict(settings.libraries)),
    ]
    return "\n".join([*lines, ""])


def _function(name: str, value: str) -> list[str]:
    return [f"Public Function {name}() As String", f"    {name} = {quoted(value)}", "End Function", ""]


def _declarations(settings: Settings) -> list[str]:
    declares = dict(settings.declares)
    if not declares:
        return [
            "Public Function XLPyDLLActivateAuto(ByRef Result As Variant, Optional ByVal Config As String, Optional ByVal mode As Long) As Long",
            f"    Result = {quoted(_NOT_INSTALLED)}",
            "    XLPyDLLActivateAuto = 1",
            "End Function",
        ]
    text = {bits: f"Public Declare PtrSafe Function {declaration}" for bits, declaration in declares.items()}
    return ["#If Win64 Then", text["64"], "#ElseIf VBA7 And Not Mac Then", *([text["32"]] if "32" in text else []), "#End If"]


def _library(libraries: dict[str, str]) -> list[str]:
    if len(set(libraries.values())) <= 1:
        return _function("XlcLibrary", next(iter(libraries.values()), ""))
    return [
        "Public Function XlcLibrary() As String",
        "    #If Win64 Then",
        f"        XlcLibrary = {quoted(libraries['64'])}",
        "    #Else",
        f"        XlcLibrary = {quoted(libraries['32'])}",
        "    #End If",
        "End Function",
    ]
