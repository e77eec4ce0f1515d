"""The tab of the Excel add-in, from the table of ribbon commands (faces.ribbon.registry)."""

from __future__ import annotations

from xml.sax.saxutils import quoteattr

from xlcost.faces.ribbon.registry import GROUPS, MENUS, TAB_KEYTIP, TAB_LABEL, Command, Menu, commands

NAMESPACE = "http://schemas.microsoft.com/office/2009/07/customui"


def ribbon_xml() -> str:
    """customUI14.xml: one group after the other, a menu where its first command stands."""
    lines = [
        '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>',
        f'<customUI xmlns="{NAMESPACE}" onLoad="XlcostRibbon.XlcOnLoad">',
        f'<ribbon><tabs><tab id="xlcTab" label={quoteattr(TAB_LABEL)} keytip={quoteattr(TAB_KEYTIP)}>',
    ]
    for number, group in enumerate(GROUPS, 1):
        controls = _controls(group)
        if controls:
            lines += [f'<group id="xlcGroup{number}" label={quoteattr(group)}>', *controls, "</group>"]
    return "\n".join([*lines, "</tab></tabs></ribbon>", "</customUI>", ""])


def _controls(group: str) -> list[str]:
    lines: list[str] = []
    shown: set[str] = set()
    menus = {m.id: m for m in MENUS}
    for command in commands():
        if command.group != group or command.menu in shown:
            continue
        if command.menu:
            shown.add(command.menu)
            lines += _menu(menus[command.menu])
        else:
            lines.append(_button(command, size=command.size))
    return lines


def _menu(menu: Menu) -> list[str]:
    held = [c for c in commands() if c.menu == menu.id]
    title = _attributes(label=menu.label, imageMso=menu.image, screentip=menu.screentip)
    place = _attributes(size=menu.size, keytip=menu.keytip)
    buttons = [_button(c) for c in held]
    if not menu.split:
        return [f'<menu id="{menu.id}"{title}{place}>', *buttons, "</menu>"]
    first = _attributes(tag=held[0].tag, onAction="XlcostRibbon.XlcRun", getEnabled=_enabled(held[0]))
    return [
        f'<splitButton id="{menu.id}"{place}>',
        f'<button id="{menu.id}Button"{title}{_attributes(supertip=held[0].supertip)}{first}/>',
        f'<menu id="{menu.id}Menu">',
        *buttons,
        "</menu></splitButton>",
    ]


def _button(command: Command, size: str = "") -> str:
    attributes = _attributes(
        tag=command.tag,
        label=command.label,
        imageMso=command.image,
        size=size,
        keytip=command.keytip,
        screentip=command.screentip,
        supertip=command.supertip,
        onAction="XlcostRibbon.XlcRun",
        getEnabled=_enabled(command),
    )
    return f'<button id="{command.id}"{attributes}/>'


def _enabled(command: Command) -> str:
    return "XlcostRibbon.XlcGetEnabled" if command.needs_ledger else ""


def _attributes(**given: str) -> str:
    """Attributes with a value, in the order given."""
    return "".join(f" {name}={quoteattr(value)}" for name, value in given.items() if value)
