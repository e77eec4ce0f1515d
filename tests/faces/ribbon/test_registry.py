"""The table of ribbon commands: unique ids, tags, labels and keytips; a report brings its button along."""

from __future__ import annotations

from collections import Counter
from importlib import import_module

import pytest

from xlcost.faces.ribbon.registry import GROUPS, LABEL_LENGTH, MENUS, Command, commands, find_command, menu_of
from xlcost.reports import REPORTS


def test_every_report_has_a_button() -> None:
    assert {c.report for c in commands() if c.report} == set(REPORTS)
    assert {c.tag for c in commands() if c.report} == set(REPORTS)


def test_ids_and_tags_are_unique() -> None:
    ids = Counter([*(c.id for c in commands()), *(m.id for m in MENUS)])
    assert not [i for i, n in ids.items() if n > 1]
    tags = Counter(c.tag for c in commands())
    assert not [t for t, n in tags.items() if n > 1]
    assert all(i.isalnum() for i in ids)


def test_keytips_are_unique_among_neighbours_and_none_begins_another() -> None:
    scopes: dict[str, list[str]] = {"": [m.keytip for m in MENUS]}
    for command in commands():
        scopes.setdefault(command.menu, []).append(command.keytip)
    for scope, tips in scopes.items():
        assert all(1 <= len(t) <= 3 and t.isalnum() and t.isupper() | t.isdigit() for t in tips), scope
        clash = [(a, b) for i, a in enumerate(tips) for j, b in enumerate(tips) if i != j and b.startswith(a)]
        assert not clash, scope


@pytest.mark.parametrize("command", commands(), ids=lambda c: c.tag)
def test_a_command_says_what_it_does(command: Command) -> None:
    assert command.group in GROUPS
    assert 0 < len(command.label) <= LABEL_LENGTH
    assert command.screentip
    assert command.size in ("large", "normal")
    menu = menu_of(command)
    assert (menu is None) == (command.menu == "")
    assert menu is None or menu.group == command.group
    assert find_command(command.tag) is command
    assert find_command(command.id) is command


def test_every_menu_holds_commands() -> None:
    assert {m.id for m in MENUS} == {c.menu for c in commands() if c.menu}


def test_the_registry_names_handlers_that_exist() -> None:
    for command in commands():
        module, _, name = command.handler.partition(":")
        assert callable(getattr(import_module(f"xlcost.faces.ribbon.{module}"), name)), command.tag
    assert find_command("adjust") is not None
