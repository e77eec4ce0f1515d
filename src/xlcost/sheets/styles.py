"""The styles of a template, which the filler may only extend: every byte that was there stays.

A derived style is an existing cell style with one thing changed: its number format, its font's colour or
weight, its wrapping, or the mark that its text is text (quotePrefix). Derived styles are appended, so style
numbers of the template keep their meaning in parts that nobody touches.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from lxml import etree

from xlcost.sheets.xml_parts import MAIN, parse, tag

_SECTION = {
    "numFmts": re.compile(rb"<(?:\w+:)?numFmts\b[^>]*?(?:/>|>.*?</(?:\w+:)?numFmts>)", re.S),
    "fonts": re.compile(rb"<(?:\w+:)?fonts\b[^>]*?(?:/>|>.*?</(?:\w+:)?fonts>)", re.S),
    "fills": re.compile(rb"<(?:\w+:)?fills\b[^>]*?(?:/>|>.*?</(?:\w+:)?fills>)", re.S),
    "borders": re.compile(rb"<(?:\w+:)?borders\b[^>]*?(?:/>|>.*?</(?:\w+:)?borders>)", re.S),
    "cellXfs": re.compile(rb"<(?:\w+:)?cellXfs\b[^>]*?(?:/>|>.*?</(?:\w+:)?cellXfs>)", re.S),
    "dxfs": re.compile(rb"<(?:\w+:)?dxfs\b[^>]*?(?:/>|>.*?</(?:\w+:)?dxfs>)", re.S),
}


@dataclass(frozen=True, slots=True)
class Change:
    """What differs from the base style; None or False = nothing."""

    number_format: str | None = None
    color: str | None = None  # ARGB
    bold: bool | None = None
    wrap: bool | None = None
    quoted: bool = False
    indent: int | None = None
    horizontal: str | None = None
    fill_of: int | None = None  # take the fill of this style
    fill_color: str | None = None  # ARGB
    left_color: str | None = None  # ARGB of a thick rule at the left


class Styles:
    """Cell styles of one workbook, by number."""

    def __init__(self, data: bytes) -> None:
        self._data = data
        root = parse(data)
        self._fonts = list(root.find(tag("fonts")) if root.find(tag("fonts")) is not None else [])
        self._xfs = list(root.find(tag("cellXfs")) if root.find(tag("cellXfs")) is not None else [])
        formats = root.find(tag("numFmts"))
        self._formats = {int(f.get("numFmtId", "0")): f.get("formatCode", "") for f in (formats if formats is not None else [])}
        differential = root.find(tag("dxfs"))
        self._dxf_count = len(differential) if differential is not None else 0
        self._new: dict[str, list[str]] = {"numFmts": [], "fonts": [], "fills": [], "borders": [], "cellXfs": [], "dxfs": []}
        self._counts = {name: len(found) if (found := root.find(tag(name))) is not None else 0 for name in ("fills", "borders")}
        self._format_ids = {code: number for number, code in self._formats.items()}
        self._font_ids: dict[tuple[int, str | None, bool | None], int] = {}
        self._derived: dict[tuple[int, Change], int] = {}
        self._alert: int | None = None

    def derive(self, base: int | None, change: Change) -> int:
        """Number of the style that is `base` with the change."""
        start = base or 0
        if change == Change():
            return start
        known = self._derived.get((start, change))
        if known is None:
            known = self._derived[(start, change)] = self._append_xf(start, change)
        return known

    def color(self, style: int | None) -> str | None:
        """The explicit font colour of a style (ARGB)."""
        font = self._font_of(style)
        color = font.find(tag("color")) if font is not None else None
        return color.get("rgb") if color is not None else None

    def bold(self, style: int | None) -> bool:
        """Whether the style's font is bold."""
        font = self._font_of(style)
        mark = font.find(tag("b")) if font is not None else None
        return mark is not None and mark.get("val", "1") not in ("0", "false")

    def indented(self, style: int | None) -> bool:
        """Whether a style has an indent, or is not aligned to the left."""
        if style is None or style >= len(self._xfs):
            return False
        alignment = self._xfs[style].find(tag("alignment"))
        return alignment is not None and (
            alignment.get("indent", "0") != "0" or alignment.get("horizontal", "left") not in ("left", "general")
        )

    def number_format(self, style: int | None) -> str:
        """The format string of a style; General for built-in formats that are not listed."""
        if style is None or style >= len(self._xfs):
            return "General"
        return self._formats.get(int(self._xfs[style].get("numFmtId", "0")), "General")

    def alert(self) -> int:
        """A differential style: white bold on Rust, for a formula that disagrees with the engine."""
        if self._alert is None:
            self._alert = self._dxf_count + len(self._new["dxfs"])
            self._new["dxfs"].append(
                '<dxf><font><b/><color rgb="FFFFFFFF"/></font><fill><patternFill patternType="solid">'
                '<fgColor rgb="FFA14300"/><bgColor rgb="FFA14300"/></patternFill></fill></dxf>'
            )
        return self._alert

    def to_bytes(self) -> bytes:
        """The part: the template's bytes, extended where something was derived."""
        data = self._data
        for section, elements in self._new.items():
            if elements:
                data = _extend(data, section, elements)
        return data

    def _font_of(self, style: int | None) -> etree._Element | None:
        if style is None or style >= len(self._xfs):
            return None
        number = int(self._xfs[style].get("fontId", "0"))
        return self._fonts[number] if number < len(self._fonts) else None

    def _append_xf(self, base: int, change: Change) -> int:
        xf = etree.fromstring(etree.tostring(self._xfs[base]))
        if change.number_format is not None:
            xf.set("numFmtId", str(self._format_id(change.number_format)))
            xf.set("applyNumberFormat", "1")
        if change.color is not None or change.bold is not None:
            xf.set("fontId", str(self._font_id(int(xf.get("fontId", "0")), change.color, change.bold)))
            xf.set("applyFont", "1")
        if change.fill_of is not None:
            xf.set("fillId", self._xfs[change.fill_of].get("fillId", "0"))
            xf.set("applyFill", "1")
        if change.fill_color is not None:
            xf.set("fillId", str(self._plain_fill(change.fill_color)))
            xf.set("applyFill", "1")
        if change.left_color is not None:
            xf.set("borderId", str(self._left_border(change.left_color)))
            xf.set("applyBorder", "1")
        if change.quoted:
            xf.set("quotePrefix", "1")
        if change.wrap is not None or change.indent is not None or change.horizontal is not None:
            _align(xf, change)
        self._xfs.append(xf)
        self._new["cellXfs"].append(_plain(xf))
        return len(self._xfs) - 1

    def _plain_fill(self, color: str) -> int:
        text = f'<fill><patternFill patternType="solid"><fgColor rgb="{color}"/><bgColor rgb="{color}"/></patternFill></fill>'
        return self._numbered("fills", text)

    def _left_border(self, color: str) -> int:
        return self._numbered(
            "borders", f'<border><left style="thick"><color rgb="{color}"/></left><right/><top/><bottom/><diagonal/></border>'
        )

    def _numbered(self, section: str, text: str) -> int:
        if text not in self._new[section]:
            self._new[section].append(text)
        return self._counts[section] + self._new[section].index(text)

    def _format_id(self, code: str) -> int:
        number = self._format_ids.get(code)
        if number is None:
            number = self._format_ids[code] = max([163, *self._formats]) + 1
            self._formats[number] = code
            element = etree.Element("numFmt", numFmtId=str(number), formatCode=code)
            self._new["numFmts"].append(etree.tostring(element, encoding="unicode"))
        return number

    def _font_id(self, base: int, color: str | None, bold: bool | None) -> int:
        key = (base, color, bold)
        if key not in self._font_ids:
            font = etree.fromstring(etree.tostring(self._fonts[base]))
            if color is not None:
                for old in font.findall(tag("color")):
                    font.remove(old)
                new = etree.SubElement(font, tag("color"), rgb=color)
                _move_before(font, new, ("sz", "u", "vertAlign", "scheme", "name", "family", "charset"))
            if bold is not None:
                for old in font.findall(tag("b")):
                    font.remove(old)
                if bold:
                    font.insert(0, etree.Element(tag("b")))
            self._fonts.append(font)
            self._new["fonts"].append(_plain(font))
            self._font_ids[key] = len(self._fonts) - 1
        return self._font_ids[key]


def _align(xf: etree._Element, change: Change) -> None:
    alignment = xf.find(tag("alignment"))
    if alignment is None:
        alignment = etree.Element(tag("alignment"))
        xf.insert(0, alignment)
    if change.wrap is not None:
        alignment.set("wrapText", "1" if change.wrap else "0")
    if change.indent is not None:
        alignment.set("indent", str(change.indent))
        if change.horizontal is None and alignment.get("horizontal") is None:
            alignment.set("horizontal", "left")
    if change.horizontal is not None:
        alignment.set("horizontal", change.horizontal)
    xf.set("applyAlignment", "1")


def _move_before(parent: etree._Element, child: etree._Element, names: tuple[str, ...]) -> None:
    """Keep the order that the schema wants: colour before size and name."""
    for position, other in enumerate(parent):
        if other is not child and etree.QName(other).localname in names:
            parent.insert(position, child)
            return


def _plain(element: etree._Element) -> str:
    text = etree.tostring(element, encoding="unicode")
    text = re.sub(r' xmlns(:\w+)?="[^"]*"', "", text)
    return re.sub(r"<(/?)\w+:", r"<\1", text)


def _extend(data: bytes, section: str, elements: list[str]) -> bytes:
    """Append elements to a section of the part and correct its count."""
    found = _SECTION[section].search(data)
    added = "".join(elements).encode()
    if found is None:
        start = re.search(rb"<(\w+:)?styleSheet\b[^>]*>", data)
        assert start is not None
        new = b'<%s count="%d">%s</%s>' % (section.encode(), len(elements), added, section.encode())
        return data[: start.end()] + new + data[start.end() :] if section == "numFmts" else _insert_dxfs(data, new)
    old = found[0]
    prefix = re.match(rb"<(\w+:)?", old)
    name = (prefix[1] or b"") if prefix else b""
    if name:
        added = re.sub(rb"<(/?)(\w)", rb"<\1" + name + rb"\2", added)
    body = re.match(rb"<[^>]*?(/?)>", old)
    assert body is not None
    opening = body[0]
    count = re.search(rb'\bcount="(\d+)"', opening)
    if count:
        opening = opening.replace(count[0], b'count="%d"' % (int(count[1]) + len(elements)))
    if body[1]:
        new = opening[:-2] + b">" + added + b"</" + name + section.encode() + b">"
    else:
        closing = old.rindex(b"</")
        new = opening + old[body.end() : closing] + added + old[closing:]
    return data[: found.start()] + new + data[found.end() :]


def _insert_dxfs(data: bytes, new: bytes) -> bytes:
    place = re.search(rb"</(?:\w+:)?cellStyles>|</(?:\w+:)?cellXfs>", data)
    assert place is not None, MAIN
    return data[: place.end()] + new + data[place.end() :]
