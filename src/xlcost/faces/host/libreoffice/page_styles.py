"""How sheets print. LibreOffice keeps that in page styles of the document, which a copied sheet does not bring along."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from typing import Any

_READ_ONLY = 16  # com.sun.star.beans.PropertyAttribute.READONLY
_FIRST = ("PaperFormat", "IsLandscape", "HeaderIsOn", "FooterIsOn")
_PAGE_TEXTS = frozenset(f"{side}Page{part}Content" for side in ("Left", "Right", "FirstPage") for part in ("Header", "Footer"))
_SIZE = ("Width", "Height")


def copy_page_style(source: Any, document: Any, title: str) -> None:
    """Give a sheet of `document` the page style that the sheet of the same title has in `source`."""
    there = source.StyleFamilies.getByName("PageStyles").getByName(source.Sheets.getByName(title).PageStyle)
    style = new_page_style(document, title)
    names = [p.Name for p in there.PropertySetInfo.Properties if not p.Attributes & _READ_ONLY and p.Name not in ("Name", "DisplayName")]
    for name in (n for n in _FIRST if n in names):  # others depend on them
        style.setPropertyValue(name, there.getPropertyValue(name))
    wanted, held = values_of(there, names), values_of(style, names)
    for name in (n for n in names if n in _PAGE_TEXTS or wanted.get(n) != held.get(n)):
        with suppress(Exception):  # what a page style of this LibreOffice does not take
            style.setPropertyValue(name, wanted[name])
    for name in _SIZE:
        style.setPropertyValue(name, wanted[name])


def values_of(style: Any, names: Sequence[str]) -> dict[str, Any]:
    """Properties by name, in one call: each call goes to another process."""
    return dict(zip(names, style.getPropertyValues(tuple(names)), strict=True))


def list_page_style(document: Any, title: str) -> None:
    """A list prints across the page: landscape, as wide as the paper."""
    style = new_page_style(document, title)
    width, height = style.Width, style.Height
    style.IsLandscape = True
    style.Width, style.Height = max(width, height), min(width, height)
    style.ScaleToPagesX, style.ScaleToPagesY = 1, 0


def new_page_style(document: Any, title: str) -> Any:
    """A page style of its own for a sheet."""
    family = document.StyleFamilies.getByName("PageStyles")
    name = next(n for i in range(1, 10_000) if not family.hasByName(n := f"xlcost {title} {i}"))
    family.insertByName(name, document.createInstance("com.sun.star.style.PageStyle"))
    document.Sheets.getByName(title).PageStyle = name
    return family.getByName(name)
