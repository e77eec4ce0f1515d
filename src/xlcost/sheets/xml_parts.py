"""Parts of a workbook package: namespaces, safe parsing, relationships, content types, deterministic zipping."""

from __future__ import annotations

import posixpath
import re
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from lxml import etree

from xlcost.problems import XlcostError

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
REL = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE_REL = "http://schemas.openxmlformats.org/package/2006/relationships"
TYPES = "http://schemas.openxmlformats.org/package/2006/content-types"
CHART = "http://schemas.openxmlformats.org/drawingml/2006/chart"
DRAW = "http://schemas.openxmlformats.org/drawingml/2006/main"
SHEET_DRAW = "http://schemas.openxmlformats.org/drawingml/2006/spreadsheetDrawing"
for _prefix, _space in (("r", REL), ("c", CHART), ("a", DRAW), ("xdr", SHEET_DRAW)):
    etree.register_namespace(_prefix, _space)
_STAMP = (1980, 1, 1, 0, 0, 0)
_PARSER = etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=False, load_dtd=False)


def tag(name: str, space: str = MAIN) -> str:
    """Qualified name of an element."""
    return f"{{{space}}}{name}"


def parse(data: bytes) -> etree._Element:
    """Root of an XML part; entities are not resolved, nothing is fetched."""
    return etree.fromstring(data, _PARSER)


def to_bytes(root: etree._Element) -> bytes:
    """An XML part."""
    return etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True)


@dataclass(slots=True)
class Relationship:
    """One line of a .rels part; `target` is the resolved part name, or the raw address when external."""

    id: str
    type: str
    target: str
    external: bool = False


@dataclass
class Package:
    """The parts of a workbook, in file order."""

    parts: dict[str, bytes]
    path: str = ""
    _strings: list[str] | None = field(default=None, repr=False)

    @classmethod
    def open(cls, path: Path) -> Package:
        """Read a template. XlcostError TEMPLATE_INVALID when it is no workbook."""
        try:
            with zipfile.ZipFile(path) as archive:
                parts = {info.filename: archive.read(info) for info in archive.infolist() if not info.is_dir()}
        except (OSError, zipfile.BadZipFile, KeyError) as error:
            raise _not_a_workbook(path, str(error)) from error
        if "xl/workbook.xml" not in parts or "[Content_Types].xml" not in parts:
            raise _not_a_workbook(path, "it has no workbook part")
        return cls(parts, str(path))

    def relationships(self, part: str) -> list[Relationship]:
        """What a part refers to."""
        data = self.parts.get(rels_of(part))
        if data is None:
            return []
        found = []
        for line in parse(data):
            external = line.get("TargetMode") == "External"
            target = line.get("Target", "")
            found.append(Relationship(line.get("Id", ""), line.get("Type", ""), target if external else resolve(part, target), external))
        return found

    def shared_string(self, number: int) -> str:
        """A text of the shared table."""
        if self._strings is None:
            part = next((line.target for line in self.relationships("xl/workbook.xml") if line.type.endswith("/sharedStrings")), "")
            root = parse(self.parts[part]) if part in self.parts else None
            self._strings = ["".join(t.text or "" for t in one.iter(tag("t"))) for one in root] if root is not None else []
        return self._strings[number] if number < len(self._strings) else ""


def rels_of(part: str) -> str:
    """Name of the relationships part of a part."""
    folder, name = posixpath.split(part)
    return posixpath.join(folder, "_rels", name + ".rels")


def resolve(part: str, target: str) -> str:
    """Part name of a relationship's target."""
    if target.startswith("/"):
        return target[1:]
    return posixpath.normpath(posixpath.join(posixpath.dirname(part), target))


def relative(part: str, target: str) -> str:
    """Target as written in the relationships of a part."""
    return posixpath.relpath(target, posixpath.dirname(part) or ".")


def rels_bytes(part: str, lines: list[Relationship]) -> bytes:
    """The relationships part of a part."""
    root = etree.Element(tag("Relationships", PACKAGE_REL), nsmap={None: PACKAGE_REL})
    for line in lines:
        target = line.target if line.external else relative(part, line.target)
        element = etree.SubElement(root, tag("Relationship", PACKAGE_REL), Id=line.id, Type=line.type, Target=target)
        if line.external:
            element.set("TargetMode", "External")
    return to_bytes(root)


def next_id(lines: list[Relationship]) -> str:
    """A relationship id that is not taken."""
    taken = {line.id for line in lines}
    return next(f"rId{n}" for n in range(1, len(taken) + 2) if f"rId{n}" not in taken)


def free_name(pattern: str, taken: set[str] | dict[str, bytes]) -> str:
    """First part name of the pattern (with {}) that is not taken."""
    return next(name for n in range(1, 1_000_000) if (name := pattern.format(n)) not in taken)


def write_zip(path: Path, parts: Iterator[tuple[str, bytes | Iterator[bytes]]], level: int = 6) -> None:
    """A package whose bytes depend on its parts only: fixed stamps, fixed order, fixed attributes."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=level) as archive:
        for name, data in parts:
            info = zipfile.ZipInfo(name, _STAMP)
            info.compress_type = zipfile.ZIP_DEFLATED
            info.external_attr = 0o600 << 16
            info.create_system = 0
            if isinstance(data, bytes):
                archive.writestr(info, data, compresslevel=level)
            else:
                if hasattr(info, "compress_level"):
                    info.compress_level = 2
                info._compresslevel = 2  # type: ignore[attr-defined]  # large streamed parts: speed over size
                with archive.open(info, "w", force_zip64=True) as stream:
                    for chunk in data:
                        stream.write(chunk)


def plain_xml(element: etree._Element) -> str:
    """An element of the main namespace as text without prefixes or declarations."""
    text = etree.tostring(element, encoding="unicode", with_tail=False)
    text = re.sub(r' xmlns(:\w+)?="[^"]*"', "", text)
    prefix = element.prefix
    return re.sub(rf"<(/?){prefix}:", r"<\1", text) if prefix else text


def _not_a_workbook(path: Path, why: str) -> XlcostError:
    return XlcostError(
        "TEMPLATE_INVALID",
        f"The template cannot be read: {why}.",
        where=Path(path).name,
        rule="A template is an .xlsx or .xlsm workbook without a password.",
        remedy="Save the template in a spreadsheet program and try again.",
    )
