"""Splicing filled sheets into the template's package: what nobody fills stays byte for byte.

Only these parts change: filled sheets (and copies of a sheet that several pages use), drawings and charts on
them, workbook.xml with its relationships, content types, styles when something was derived (appended), core
properties. calcChain goes, because its cells have moved. Example: a template with a picture, a slicer and a macro
gives a pack whose picture, slicer and macro parts are the same bytes.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from pathlib import Path
from xml.sax.saxutils import escape

from lxml import etree

from xlcost.sheets import slots
from xlcost.sheets.cells_out import without_controls
from xlcost.sheets.notes_out import comments_xml, vml_xml
from xlcost.sheets.sheet_out import SheetOut
from xlcost.sheets.slots import Span, letters, quoted
from xlcost.sheets.splice_drawings import PackDrawings, core_properties
from xlcost.sheets.template import TemplateSheet
from xlcost.sheets.xml_parts import (
    MAIN,
    REL,
    Relationship,
    free_name,
    next_id,
    parse,
    rels_bytes,
    rels_of,
    tag,
    to_bytes,
    write_zip,
)

_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_SHEET_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"
_DRAWING_TYPE = "application/vnd.openxmlformats-officedocument.drawing+xml"
_CHART_TYPE = "application/vnd.openxmlformats-officedocument.drawingml.chart+xml"
_TABLE_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.table+xml"
_NOTES_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.comments+xml"
NAMED_ANCHORS = 5000  # beyond, links lead to cells instead of names


class Splice(PackDrawings):
    """One pack being assembled."""

    def write(self, path: Path) -> None:
        """Assemble and write."""
        self._name_anchors()
        self._place_sheets()
        self._drop_unused()
        self._drop_calculation_chain()
        self._workbook()
        self._types()
        self._refresh_pivots()
        self.parts["docProps/core.xml"] = core_properties(self.title)
        self.parts = dict(sorted(self.parts.items(), key=lambda item: (item[0] != "[Content_Types].xml", item[0] != "_rels/.rels")))
        styles = next(s.styles for s in self.sheets) if self.sheets else None
        rendered = {
            part: list(sheet.chunks(self._resolver(sheet), self.relations[part])) if sheet.tail_rows is None else None
            for part, sheet in self.streams.items()
        }
        late: list[tuple[str, SheetOut]] = [(part, sheet) for part, sheet in self.streams.items() if rendered[part] is None]
        prepared = {part: sheet.chunks(self._resolver(sheet), self.relations[part]) for part, sheet in late}
        if styles is not None:
            self.parts[self._styles_part()] = styles.to_bytes()

        def all_parts() -> Iterator[tuple[str, bytes | Iterator[bytes]]]:
            for name, data in self.parts.items():
                chunks = rendered.get(name)
                if chunks is not None:
                    yield name, b"".join(chunks)
                elif name in prepared:
                    yield name, prepared[name]
                else:
                    yield name, data

        write_zip(path, all_parts())

    def _styles_part(self) -> str:
        for line in self.template.package.relationships("xl/workbook.xml"):
            if line.type.endswith("/styles"):
                return line.target
        return "xl/styles.xml"

    # sheets

    def _place_sheets(self) -> None:
        """A part for every filled sheet: the template's own for the first page of a sheet, copies for the others."""
        used: set[str] = set()
        for sheet in self.sheets:
            part = sheet.source.part
            if part in used:
                part = free_name("xl/worksheets/sheet{}.xml", self.parts)
                self.parts[part] = b""
                self.added_types[part] = _SHEET_TYPE
            used.add(part)
            self.streams[part] = sheet
            self.sheet_parts.append((sheet.title, part, ""))
            self._relate(sheet, part)
        for own in self.template.own_sheets():
            self.sheet_parts.append((own.title, own.part, own.state))

    def _relate(self, sheet: SheetOut, part: str) -> None:
        source = sheet.source
        copying = part != source.part
        lines, ids = [], {}
        for line in source.relationships:
            if line.type.endswith("/drawing"):
                target = self._drawing(sheet, line.target, copying)
                lines.append(Relationship(line.id, line.type, target))
                ids["has drawing"] = line.id
            elif copying and line.type.endswith(("/table", "/comments", "/vmlDrawing", "/ctrlProp", "/printerSettings")):
                if not line.type.endswith("/printerSettings"):
                    _remove_relation(sheet.root, line.id)
                    continue
                lines.append(line)
            else:
                lines.append(line)
        if "has drawing" not in ids and sheet.charts:
            drawing = self._new_drawing(sheet)
            ids["drawing"] = next_id(lines)
            lines.append(Relationship(ids["drawing"], f"{_OFFICE}/drawing", drawing))
        ids.pop("has drawing", None)
        if sheet.notes and sheet.root.find(tag("legacyDrawing")) is None:
            ids["notes"] = self._notes(sheet, lines)
        for number, (name, ref, captions, totals) in enumerate(sheet.tables):
            ids[f"table{number}"] = self._table(lines, name, ref, captions, totals)
        self.relations[part] = ids
        if lines:
            self.parts[rels_of(part)] = rels_bytes(part, lines)

    def _notes(self, sheet: SheetOut, lines: list[Relationship]) -> str:
        comments = free_name("xl/comments{}.xml", self.parts)
        self.parts[comments] = comments_xml(sheet.notes)
        self.added_types[comments] = _NOTES_TYPE
        vml = free_name("xl/drawings/vmlDrawing{}.vml", self.parts)
        self.parts[vml] = vml_xml(sheet.notes)
        lines.append(Relationship(next_id(lines), f"{_OFFICE}/comments", comments))
        relation = next_id(lines)
        lines.append(Relationship(relation, f"{_OFFICE}/vmlDrawing", vml))
        return relation

    def _table(self, lines: list[Relationship], name: str, ref: str, captions: list[str], totals: bool) -> str:
        part = free_name("xl/tables/table{}.xml", self.parts)
        number = int(re.sub(r"\D", "", part.rsplit("/", 1)[1]))
        names = [escape(without_controls(c), {chr(34): "&quot;", chr(10): "_x000a_"}) for c in captions]
        columns = "".join(f'<tableColumn id="{n}" name="{name}"/>' for n, name in enumerate(names, 1))
        self.parts[part] = (
            f'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n<table xmlns="{MAIN}" id="{1000 + number}" name="{name}" displayName="{name}" ref="{ref}" totalsRowShown="0">'
            f'<autoFilter ref="{ref}"/><tableColumns count="{len(captions)}">{columns}</tableColumns><tableStyleInfo showFirstColumn="0" showLastColumn="0" showRowStripes="0" showColumnStripes="0"/></table>'
        ).encode()
        self.added_types[part] = _TABLE_TYPE
        relation = next_id(lines)
        lines.append(Relationship(relation, f"{_OFFICE}/table", part))
        return relation

    # drawings

    def _drop_unused(self) -> None:
        """Template sheets that no page used, with what only they refer to."""
        used = {part for _, part, _ in self.sheet_parts}
        for sheet in self.template.sheets:
            if sheet.part not in used:
                self._drop(sheet)

    def _drop(self, sheet: TemplateSheet) -> None:
        package = self.template.package
        needed = {line.target for _, part, _ in self.sheet_parts for line in package.relationships(part)}
        queue = [sheet.part]
        while queue:
            part = queue.pop()
            for line in package.relationships(part):
                if (
                    not line.external
                    and line.target not in needed
                    and line.type.endswith(("/drawing", "/chart", "/table", "/comments", "/vmlDrawing", "/ctrlProp"))
                ):
                    queue.append(line.target)
            self.parts.pop(part, None)
            self.parts.pop(rels_of(part), None)

    def _drop_calculation_chain(self) -> None:
        for name in [name for name in self.parts if name.lower() == "xl/calcchain.xml"]:
            del self.parts[name]

    def _workbook(self) -> None:
        root = parse(self.parts["xl/workbook.xml"])
        old_lines = [
            line
            for line in self.template.package.relationships("xl/workbook.xml")
            if not line.type.endswith("/calcChain")
            and (not line.type.endswith("/worksheet") or line.target in {part for _, part, _ in self.sheet_parts})
        ]
        by_part = {line.target: line.id for line in old_lines}
        sheets = root.find(tag("sheets"))
        old_ids = {one.get(tag("id", REL)): one.get("sheetId") for one in sheets}
        for one in list(sheets):
            sheets.remove(one)
        highest = max((int(n) for n in old_ids.values() if n), default=0)
        for title, part, state in self.sheet_parts:
            relation = by_part.get(part)
            if relation is None:
                relation = next_id(old_lines)
                old_lines.append(Relationship(relation, f"{_OFFICE}/worksheet", part))
            number = old_ids.get(relation)
            if number is None:
                highest += 1
                number = str(highest)
            element = etree.SubElement(sheets, tag("sheet"), name=title, sheetId=number)
            if state:
                element.set("state", state)
            element.set(tag("id", REL), relation)
        for view in root.iter(tag("workbookView")):
            view.attrib.pop("activeTab", None)
            view.attrib.pop("firstSheet", None)
        calculation = root.find(tag("calcPr"))
        if calculation is None:
            calculation = etree.Element(tag("calcPr"))
            self._after(root, calculation, ("definedNames", "externalReferences", "functionGroups", "sheets"))
        calculation.set("fullCalcOnLoad", "1")
        self._defined_names(root)
        self.parts["xl/workbook.xml"] = to_bytes(root)
        self.parts[rels_of("xl/workbook.xml")] = rels_bytes("xl/workbook.xml", old_lines)

    @staticmethod
    def _after(root: etree._Element, element: etree._Element, names: tuple[str, ...]) -> None:
        for name in names:
            found = root.find(tag(name))
            if found is not None:
                found.addnext(element)
                return
        root.append(element)

    def _defined_names(self, root: etree._Element) -> None:
        container = root.find(tag("definedNames"))
        kept: list[tuple[str, int | None, str, dict[str, str]]] = []
        positions = {title: n for n, (title, _, _) in enumerate(self.sheet_parts)}
        filled = {sheet.source.position: sheet for sheet in reversed(self.sheets)}
        own = {sheet.position: positions[sheet.title] for sheet in self.template.own_sheets()}
        for one in container if container is not None else []:
            name, scope, text = one.get("name", ""), one.get("localSheetId"), one.text or ""
            extra = {k: v for k, v in one.attrib.items() if k not in ("name", "localSheetId")}
            if scope is None:
                if not name.lower().startswith(slots.PREFIX):
                    kept.append((name, None, self._renamed(text, filled), extra))
            elif int(scope) in own:
                kept.append((name, own[int(scope)], text, extra))
            elif int(scope) in filled and not name.lower().startswith(slots.PREFIX):
                for sheet in self.sheets:
                    if sheet.source.position == int(scope) and name != "_xlnm.Print_Area":
                        kept.append((name, positions[sheet.title], self._moved_name(name, text, sheet), extra))
        kept.extend(self._new_names(positions))
        if container is not None:
            root.remove(container)
        if not kept:
            return
        container = etree.Element(tag("definedNames"))
        self._after(root, container, ("externalReferences", "functionGroups", "sheets"))
        seen = set()
        for name, scope_number, text, extra in sorted(kept, key=lambda k: (k[0].lower(), -1 if k[1] is None else k[1])):
            if (name.lower(), scope_number) in seen:
                continue
            seen.add((name.lower(), scope_number))
            element = etree.SubElement(container, tag("definedName"), name=name)
            if scope_number is not None:
                element.set("localSheetId", str(scope_number))
            for key, value in extra.items():
                element.set(key, value)
            element.text = text

    def _renamed(self, text: str, filled: dict[int, SheetOut]) -> str:
        """References to a template sheet follow its new title."""
        for sheet in filled.values():
            if sheet.title != sheet.source.title:
                text = text.replace(quoted(sheet.source.title) + "!", quoted(sheet.title) + "!")
                if re.fullmatch(r"\w+", sheet.source.title):
                    text = re.sub(rf"(?<![\w'\]]){re.escape(sheet.source.title)}!", quoted(sheet.title).replace("\\", r"\\") + "!", text)
        return text

    @staticmethod
    def _moved_name(name: str, text: str, sheet: SheetOut) -> str:
        if name == "_xlnm.Print_Titles":
            return slots.print_titles(text, sheet.title, sheet.title_rows)
        block = slots.parse_span(text)
        if block is None:
            return text.replace(quoted(sheet.source.title), quoted(sheet.title))
        span = block[1]
        moved = Span(sheet.row_map(span.row), span.column, sheet.row_map(span.last_row), span.last_column)
        return _reference(sheet.title, moved)

    def _new_names(self, positions: dict[str, int]) -> Iterator[tuple[str, int | None, str, dict[str, str]]]:
        for sheet in self.sheets:
            place_number = positions[sheet.title]
            row, column = sheet.print_area
            yield "_xlnm.Print_Area", place_number, f"{quoted(sheet.title)}!$A$1:${letters(column)}${row}", {}
            for name, span in sheet.slots.items():
                yield name, place_number, _reference(sheet.title, span), {}
            for anchor, span in sheet.anchors.items():
                name_of = self.anchor_names.get((sheet.title, anchor))
                if name_of is not None:
                    yield name_of, None, _reference(sheet.title, span), {}

    # links

    def _name_anchors(self) -> None:
        """Anchors that links lead to get names (a workbook's rows may be sorted); when there are too many, cells."""
        wanted = dict.fromkeys(
            link.target for sheet in self.sheets for link in sheet.links if "#" in link.target and not link.target.endswith("#")
        )
        if len(wanted) > NAMED_ANCHORS:
            return
        known = {(sheet.title, anchor) for sheet in self.sheets for anchor in sheet.anchors}
        taken: set[str] = set()
        for target in wanted:
            title, anchor = target.split("#", 1)
            if (title, anchor) not in known:
                continue
            base = "to_" + (re.sub(r"[^A-Za-z0-9_]+", "_", anchor) or "x")
            base, number = base[:200], 1
            name = base
            while name.lower() in taken:
                number += 1
                name = f"{base}_{number}"
            taken.add(name.lower())
            self.anchor_names[(title, anchor)] = name

    def _resolver(self, sheet: SheetOut) -> Callable[[str], str | None]:
        by_title = {one.title: one for one in self.sheets}
        titles = {title for title, _, _ in self.sheet_parts}

        def location(target: str) -> str | None:
            title, _, anchor = target.partition("#")
            title = title or sheet.title
            name = self.anchor_names.get((title, anchor))
            if name is not None:
                return name
            if title not in titles:
                return None
            goal = by_title.get(title)
            span = goal.anchors.get(anchor) if goal is not None and anchor else None
            if span is not None:
                return _reference(title, span).replace("$", "")
            return f"{quoted(title)}!{goal.first_shown() if goal is not None else 'A1'}"

        return location

    def _types(self) -> None:
        root = parse(self.parts["[Content_Types].xml"])
        for line in list(root):
            name = line.get("PartName")
            if name and name.lstrip("/") not in self.parts:
                root.remove(line)
        space = etree.QName(root).namespace
        listed = {line.get("PartName") for line in root}
        endings = {(line.get("Extension") or "").lower() for line in root}
        if any(name.endswith(".vml") for name in self.parts) and "vml" not in endings:
            root.insert(
                0,
                etree.Element(
                    f"{{{space}}}Default", Extension="vml", ContentType="application/vnd.openxmlformats-officedocument.vmlDrawing"
                ),
            )
        for part, kind in sorted(self.added_types.items()):
            if part in self.parts and "/" + part not in listed:
                etree.SubElement(root, f"{{{space}}}Override", PartName="/" + part, ContentType=kind)
        if "/docProps/core.xml" not in listed:
            etree.SubElement(
                root,
                f"{{{space}}}Override",
                PartName="/docProps/core.xml",
                ContentType="application/vnd.openxmlformats-package.core-properties+xml",
            )
        self.parts["[Content_Types].xml"] = to_bytes(root)

    def _refresh_pivots(self) -> None:
        for name, data in self.parts.items():
            if re.match(r"xl/pivotCache/pivotCacheDefinition\d*\.xml$", name) and b"refreshOnLoad" not in data:
                self.parts[name] = re.sub(rb"<((?:\w+:)?pivotCacheDefinition)\b", rb'<\1 refreshOnLoad="1"', data, count=1)


def _reference(title: str, span: Span) -> str:
    first = f"${letters(span.column)}${span.row}"
    last = f"${letters(span.last_column)}${span.last_row}"
    return f"{quoted(title)}!{first}" + ("" if first == last else f":{last}")


def _remove_relation(root: etree._Element, relation: str) -> None:
    key = tag("id", REL)
    for element in list(root.iter()):
        if element.get(key) == relation and element.getparent() is not None:
            parent = element.getparent()
            parent.remove(element)
            if len(parent) == 0 and etree.QName(parent).localname in ("tableParts", "controls"):
                parent.getparent().remove(parent)
