"""The Calc add-in (.oxt), from the same tables as the Excel add-in: functions, toolbar, menu."""

from __future__ import annotations

import json
from collections.abc import Sequence
from xml.sax.saxutils import escape, quoteattr

from xlcost import __version__
from xlcost.faces.addin.package import zip_parts
from xlcost.faces.addin.sources import source
from xlcost.faces.addin.type_library import Method, type_library
from xlcost.faces.functions.table import FUNCTIONS
from xlcost.faces.ribbon.registry import GROUPS, MENUS, TAB_LABEL, Command, commands

IDENTIFIER = "org.xlcost.addin"
INTERFACE = "org.xlcost.XFunctions"
_DOCUMENT = ("document", "com.sun.star.beans.XPropertySet")
SERVICE, TOOLBAR_SERVICE, OPENED_SERVICE = "org.xlcost.Functions", "org.xlcost.Toolbar", "org.xlcost.Opened"
TOOLBAR = "org.xlcost.toolbar"
_CALC = "com.sun.star.sheet.SpreadsheetDocument"
_HEAD = '<?xml version="1.0" encoding="UTF-8"?>\n'
_MANIFEST = (
    ("application/vnd.sun.star.uno-typelibrary;type=RDB", "XFunctions.rdb"),
    ("application/vnd.sun.star.uno-components", "xlcost.components"),
    ("application/vnd.sun.star.configuration-data", "CalcAddIns.xcu"),
    ("application/vnd.sun.star.configuration-data", "Addons.xcu"),
    ("application/vnd.sun.star.configuration-data", "CalcWindowState.xcu"),
    ("application/vnd.sun.star.configuration-data", "Jobs.xcu"),
)


def build_oxt(command: Sequence[str]) -> bytes:
    """The bytes of the add-in; `command` starts xlcost, absolute interpreter first."""
    return zip_parts(oxt_parts(command))


def oxt_parts(command: Sequence[str]) -> dict[str, str | bytes]:
    """The files of the add-in by name."""
    manifest = "".join(f'<manifest:file-entry manifest:media-type="{kind}" manifest:full-path="{name}"/>\n' for kind, name in _MANIFEST)
    functions = [
        {"method": f.name, "name": f.name, "kinds": [a.kind for a in f.arguments], "table": f.returns == "table"} for f in FUNCTIONS
    ]
    return {
        "META-INF/manifest.xml": f'{_HEAD}<manifest:manifest xmlns:manifest="http://openoffice.org/2001/manifest">\n{manifest}</manifest:manifest>\n',
        "description.xml": f'{_HEAD}<description xmlns="http://openoffice.org/extensions/description/2006">'
        f'<identifier value="{IDENTIFIER}"/><version value="{__version__}"/><display-name><name lang="en">xlcost</name></display-name></description>\n',
        "XFunctions.rdb": type_library(INTERFACE, interface()),
        "xlcost.components": services(),
        "CalcAddIns.xcu": functions_configuration(),
        "Addons.xcu": toolbar_configuration(),
        "CalcWindowState.xcu": toolbar_place(),
        "Jobs.xcu": opened_job(),
        "xlcost_calc.py": source("calc/xlcost_calc.py"),
        "functions.json": json.dumps(functions, indent=1) + "\n",
        "command.json": json.dumps({"version": __version__, "command": list(command)}, indent=1) + "\n",
    }


def _identifier(name: str) -> str:
    """asOf for as_of: UNO IDL takes underscores only in names that begin with a capital."""
    first, *rest = name.split("_")
    return first + "".join(word.capitalize() for word in rest)


def interface() -> list[Method]:
    """The methods of the interface: the functions, whose first argument is the calling document, and the desk itself."""
    found = [
        Method(f.name, "[][]any" if f.returns == "table" else "any", (_DOCUMENT, *((_identifier(a.name), "any") for a in f.arguments)))
        for f in FUNCTIONS
    ]
    return [*found, Method("ask", "string", (("request", "string"),))]


def services() -> str:
    """xlcost.components: which class serves what. It is read and not run when the add-in is registered: at that time the
    interface in the type library is not known yet."""
    lines = [f'{_HEAD}<components xmlns="http://openoffice.org/2010/uno-components">']
    lines.append('<component loader="com.sun.star.loader.Python" uri="xlcost_calc.py">')
    for name, served in ((SERVICE, (SERVICE, "com.sun.star.sheet.AddIn")), (TOOLBAR_SERVICE, (TOOLBAR_SERVICE,)), (OPENED_SERVICE, (OPENED_SERVICE,))):
        lines.append(f'<implementation name="{name}">{"".join(f"""<service name="{s}"/>""" for s in served)}</implementation>')
    return "\n".join([*lines, "</component>", "</components>"]) + "\n"


def functions_configuration() -> str:
    """CalcAddIns.xcu: names, help, arguments."""
    nodes = []
    for function in FUNCTIONS:
        arguments = "".join(
            _node(_identifier(a.name), _text("DisplayName", a.name), _text("Description", a.help)) for a in function.arguments
        )
        nodes.append(
            _node(
                function.name,
                _text("DisplayName", function.name),
                _text("Description", function.help),
                _property("Category", "Add-In"),
                _text("CompatibilityName", function.name),
                f'<node oor:name="Parameters">{arguments}</node>',
            )
        )
    inner = _node(SERVICE, f'<node oor:name="AddInFunctions">\n{"".join(nodes)}</node>')
    return _component("CalcAddIns", f'<node oor:name="AddInInfo">{inner}</node>')


def toolbar_configuration() -> str:
    """Addons.xcu: the toolbar with what stands on the tab, the menu with every command by group."""
    bar = ""
    for n, group in enumerate(GROUPS, 1):
        bar += _node(f"b{n:02}000", _property("URL", "private:separator")) if n > 1 else ""
        bar += "".join(_item(f"b{n:02}{m:03}", c, label) for m, (c, label) in enumerate(_on_bar(group), 1))
    groups = "".join(
        _node(f"g{n:02}", _text("Title", group), _property("Context", _CALC), f'<node oor:name="Submenu">{_group_menu(group)}</node>')
        for n, group in enumerate(GROUPS, 1)
    )
    menu = _node(f"{TOOLBAR}.menu", _text("Title", TAB_LABEL), _property("Context", _CALC), f'<node oor:name="Submenu">{groups}</node>')
    return _component(
        "Addons",
        '<node oor:name="AddonUI">'
        f'<node oor:name="OfficeMenuBar">{menu}</node>'
        f'<node oor:name="OfficeToolBar"><node oor:name="{TOOLBAR}" oor:op="replace">{bar}</node></node>'
        "</node>",
    )


def toolbar_place() -> str:
    """CalcWindowState.xcu: the toolbar has a name, and stands below the others from the start."""
    state = _node(
        f"private:resource/toolbar/addon_{TOOLBAR}",
        _property("Docked", "true"),
        _property("DockingArea", "0"),
        _property("DockPos", "0,3"),
        _property("Visible", "true"),
        _text("UIName", TAB_LABEL),
    )
    inner = f'<node oor:name="UIElements"><node oor:name="States">{state}</node></node>'
    return _component("CalcWindowState", inner, "org.openoffice.Office.UI")


def opened_job() -> str:
    """Jobs.xcu: what is done when a workbook is opened."""
    job = _node("xlcostOpened", _property("Service", OPENED_SERVICE))
    return _component(
        "Jobs",
        f'<node oor:name="Jobs">{job}</node>\n<node oor:name="Events"><node oor:name="OnLoad" oor:op="fuse">'
        f'<node oor:name="JobList">{_node("xlcostOpened")}</node></node></node>',
    )


def _on_bar(group: str) -> list[tuple[Command, str]]:
    """The commands of a group that have a button of their own: those on the tab, and the first of each split menu."""
    found, shown = [], set[str]()
    menus = {m.id: m for m in MENUS}
    for command in commands():
        if command.group != group or command.menu in shown:
            continue
        menu = menus.get(command.menu)
        if menu is not None:
            shown.add(menu.id)
            if not menu.split:
                continue
        found.append((command, menu.label if menu else command.label))
    return found


def _group_menu(group: str) -> str:
    return "".join(_item(f"m{n:03}", c, c.label) for n, c in enumerate((c for c in commands() if c.group == group), 1))


def _item(name: str, command: Command, label: str) -> str:
    return _node(
        name,
        _property("URL", f"service:{TOOLBAR_SERVICE}?{command.id}"),
        _text("Title", label),
        _property("Target", "_self"),
        _property("Context", _CALC),
    )


def _component(name: str, content: str, package: str = "org.openoffice.Office") -> str:
    return (
        f'{_HEAD}<oor:component-data xmlns:oor="http://openoffice.org/2001/registry" xmlns:xs="http://www.w3.org/2001/XMLSchema"'
        f' oor:name="{name}" oor:package="{package}">\n{content}\n</oor:component-data>\n'
    )


def _node(name: str, *content: str) -> str:
    return f'<node oor:name={quoteattr(name)} oor:op="replace">{"".join(content)}</node>\n'


def _text(name: str, value: str) -> str:
    """A property that could be translated."""
    return f'<prop oor:name="{name}"><value xml:lang="en-US">{escape(value)}</value></prop>'


def _property(name: str, value: str) -> str:
    return f'<prop oor:name="{name}"><value>{escape(value)}</value></prop>'
