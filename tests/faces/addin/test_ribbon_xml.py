"""The ribbon of the Excel add-in: valid where no schema looks, every callback there, every tag a command."""

from __future__ import annotations

import re
from collections import Counter

from lxml import etree

from xlcost.faces.addin.ribbon_xml import NAMESPACE, ribbon_xml
from xlcost.faces.addin.sources import source
from xlcost.faces.ribbon.registry import GROUPS, commands
from xlcost.reports import REPORTS

ROOT = etree.fromstring(ribbon_xml().encode())
CONTROLS = [e for e in ROOT.iter() if e.get("id")]
BUTTONS = [e for e in CONTROLS if etree.QName(e).localname == "button"]
# What the schema of customUI14 allows, for the elements that we write.
ALLOWED = {
    "customUI": {"onLoad"},
    "ribbon": set(),
    "tabs": set(),
    "tab": {"id", "label", "keytip"},
    "group": {"id", "label"},
    "splitButton": {"id", "size", "keytip"},
    "menu": {"id", "label", "imageMso", "screentip", "size", "keytip"},
    "button": {"id", "tag", "label", "imageMso", "size", "keytip", "screentip", "supertip", "onAction", "getEnabled"},
}
INSIDE = {
    "customUI": {"ribbon"}, "ribbon": {"tabs"}, "tabs": {"tab"}, "tab": {"group"}, "group": {"button", "splitButton", "menu"},
    "splitButton": {"button", "menu"}, "menu": {"button"}, "button": set(),
}  # fmt: skip
SIGNATURES = {
    "onLoad": "ribbon As IRibbonUI",
    "onAction": "control As IRibbonControl",
    "getEnabled": "control As IRibbonControl, ByRef enabled As Variant",
}


def test_elements_and_attributes_are_those_of_the_schema() -> None:
    for element in ROOT.iter():
        name = etree.QName(element)
        assert name.namespace == NAMESPACE
        assert set(element.attrib) <= ALLOWED[name.localname]
        assert {etree.QName(e).localname for e in element} <= INSIDE[name.localname]
        assert element.get("size", "normal") in ("normal", "large")
    for split in ROOT.iter(f"{{{NAMESPACE}}}splitButton"):
        assert [etree.QName(e).localname for e in split] == ["button", "menu"]


def test_ids_are_unique() -> None:
    twice = [i for i, n in Counter(e.get("id") for e in CONTROLS).items() if n > 1]
    assert not twice
    assert all(re.fullmatch(r"[A-Za-z_][A-Za-z0-9_]*", e.get("id")) for e in CONTROLS)


def test_callbacks_exist_with_the_signature_that_excel_calls() -> None:
    text = source("vba/XlcostRibbon.bas")
    for element in ROOT.iter():
        for attribute, signature in SIGNATURES.items():
            if element.get(attribute):
                module, _, name = element.get(attribute).partition(".")
                assert module == "XlcostRibbon"
                assert f"Public Sub {name}({signature})" in text


def test_tags_are_commands_and_every_command_has_a_button() -> None:
    known = {c.tag for c in commands()}
    assert {b.get("tag") for b in BUTTONS} == known
    assert set(REPORTS) <= known
    assert all(b.get("onAction") == "XlcostRibbon.XlcRun" for b in BUTTONS)


def test_keytips_are_unique_among_neighbours_and_none_begins_another() -> None:
    tab = [e.get("keytip") for e in CONTROLS if etree.QName(e.getparent()).localname == "group"]
    menus = [[b.get("keytip") for b in m] for m in ROOT.iter(f"{{{NAMESPACE}}}menu")]
    for tips in (tab, *menus):
        assert all(re.fullmatch(r"[A-Z0-9]{1,3}", t) for t in tips)
        assert not [(a, b) for i, a in enumerate(tips) for j, b in enumerate(tips) if i != j and b.startswith(a)]


def test_labels_are_short_and_buttons_explain_themselves() -> None:
    for button in BUTTONS:
        assert 0 < len(button.get("label")) <= 24
        assert button.get("screentip")
        assert button.get("imageMso")
        assert len(button.get("supertip", "")) <= 1024


def test_groups_stand_in_the_order_of_the_registry() -> None:
    shown = [g.get("label") for g in ROOT.iter(f"{{{NAMESPACE}}}group")]
    assert shown == [g for g in GROUPS if g in shown]
    assert shown == list(GROUPS)
