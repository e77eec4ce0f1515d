"""`xlcost addin`: build, install, uninstall, doctor."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Annotated

import typer

from xlcost.faces.cli.common import CLEAN, FOUND, Screen
from xlcost.problems import XlcostError

FORMATS = ("xlam", "oxt")
Format = Annotated[str, typer.Option("--format", help="xlam: Excel; oxt: LibreOffice Calc.")]
Json = Annotated[bool, typer.Option("--json", help="Print a machine-readable summary.")]
Folder = Annotated[Path | None, typer.Option(help="Excel's start-up folder, where it is not the usual one.")]


def register(app: typer.Typer) -> None:
    """Add the commands."""
    group = typer.Typer(no_args_is_help=True, rich_markup_mode=None, help="The add-ins for Excel and LibreOffice Calc.")
    for command in (build, install, uninstall, doctor):
        group.command()(command)
    app.add_typer(group, name="addin")


def build(
    output: Annotated[Path | None, typer.Option("-o", "--output", help="The file to write.")] = None,
    form: Format = "xlam",
    sources: Annotated[Path | None, typer.Option(help="Also write the text of every part into this folder, for review.")] = None,
    json: Json = False,
) -> None:
    """Build an add-in from its sources, the same bytes every time. An .xlam built so is bound to no machine; install binds it."""
    from xlcost.faces.addin.build_files import addin_bytes, source_texts
    from xlcost.sheets.atomic import replacing

    _check(form)
    path = output or Path(f"xlcost.{form}")
    if path.suffix.casefold() != f".{form}":
        raise typer.BadParameter(f"{path} is written as .{form}: name such a file with -o, or another --format")
    screen = Screen(json)
    with replacing(path) as fresh:
        fresh.write_bytes(addin_bytes(form))
    screen.say(f"Written to {path}.")
    if sources is not None:
        for name, text in source_texts(form).items():
            (sources / name).parent.mkdir(parents=True, exist_ok=True)
            (sources / name).write_text(text, encoding="utf-8")
        screen.say(f"Its sources are in {sources}.")
    screen.result({"output": str(path), "sources": str(sources) if sources is not None else None})


def install(form: Format = "xlam", folder: Folder = None, json: Json = False) -> None:
    """Build the add-in for this machine and this Python, and register it for you."""
    from xlcost.faces.addin.install import install_calc, install_excel
    from xlcost.faces.addin.places import this_machine

    _check(form)
    screen, places = Screen(json), this_machine(folder)
    if form == "oxt":
        registered = install_calc(places, _unopkg())
        screen.result({"installed": [str(registered)]})
        screen.say(f"Registered {registered}.", "Restart LibreOffice: menu and toolbar Costing, functions XLC_...")
        return
    written = list(install_excel(places))
    screen.result({"installed": [str(path) for path in written]})
    screen.say(*[f"Written to {path}." for path in written])
    screen.say("Restart Excel: tab Costing, functions XLC_... When something is missing: xlcost addin doctor")


def uninstall(form: Format = "xlam", folder: Folder = None, json: Json = False) -> None:
    """Take the add-in off. Workbooks keep their figures."""
    from xlcost.faces.addin.install import uninstall_calc, uninstall_excel
    from xlcost.faces.addin.places import this_machine

    _check(form)
    screen = Screen(json)
    if form == "oxt":
        removed_there = uninstall_calc(this_machine(folder), _unopkg())
        screen.result({"removed": ["LibreOffice"] if removed_there else []})
        screen.say("Removed from LibreOffice." if removed_there else "No add-in is installed.")
        return
    removed = list(uninstall_excel(this_machine(folder)))
    screen.result({"removed": [str(path) for path in removed]})
    screen.say(*[f"Removed {path}." for path in removed] or ["No add-in is installed."])


def doctor(folder: Folder = None, json: Json = False) -> None:
    """Test every link from a button to the engine, and say what to do about the ones that are broken."""
    from xlcost.faces.addin.doctor import OFF, RIGHT, WRONG, examine
    from xlcost.faces.addin.places import this_machine

    screen = Screen(json)
    links = examine(this_machine(folder))
    signs = {RIGHT: "●", WRONG: "■", OFF: "○"}
    for link in links:
        screen.say(f"{signs[link.state]} {link.name}: {link.found}")
        if link.state != RIGHT and link.remedy:
            screen.say(f"  {link.remedy}")
    wrong = sum(link.state == WRONG for link in links)
    screen.say("Every link that is needed holds." if not wrong else f"{wrong} of {len(links)} links are broken.")
    states = {RIGHT: "right", WRONG: "wrong", OFF: "off"}
    rows = [{"name": k.name, "state": states[k.state], "found": k.found, "remedy": k.remedy if k.state != RIGHT else ""} for k in links]
    screen.result({"links": rows, "broken": wrong})
    raise typer.Exit(FOUND if wrong else CLEAN)


def _check(form: str) -> None:
    if form not in FORMATS:
        raise typer.BadParameter(f"--format is one of {', '.join(FORMATS)}")


def _unopkg() -> str:
    found = shutil.which("unopkg")
    if found is None:
        raise XlcostError(
            "AD26", "LibreOffice is not found.", rule="Its program unopkg registers add-ins.", remedy="Put its program folder on the PATH."
        )
    return found
