"""A template workbook: its sheets, the slots named on them, and the prototype cells behind the slots.

A sheet with the name `xlc_template` (="inventory-valuation") styles pages of that template. Sheets without it
are the customer's own: they are carried through untouched. The house templates are one workbook, found in the
installed package or, in a source checkout, in the folder `templates`.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

from lxml import etree

from xlcost.problems import XlcostError
from xlcost.sheets import slots
from xlcost.sheets.slots import Span
from xlcost.sheets.xml_parts import REL, Package, Relationship, parse, tag

HOUSE = "house.xlsx"
DRAWING_REL = "/drawing"
CHART_REL = "/chart"


@dataclass
class TemplateSheet:
    """One sheet of the template with its slots."""

    title: str
    part: str
    package: Package = field(repr=False)
    slots: dict[str, Span] = field(default_factory=dict)
    template: str = ""  # "" = the customer's own sheet
    state: str = ""  # hidden, veryHidden
    position: int = 0  # in the template's order, for sheet-scoped names

    @cached_property
    def root(self) -> etree._Element:
        """A parsed copy of the sheet; do not change it, use fresh()."""
        return parse(self.package.parts[self.part])

    def fresh(self) -> etree._Element:
        """A parsed copy that may be changed."""
        return parse(self.package.parts[self.part])

    @cached_property
    def rows(self) -> dict[int, etree._Element]:
        """Rows by number."""
        data = self.root.find(tag("sheetData"))
        return {int(row.get("r")): row for row in (data if data is not None else [])}

    @cached_property
    def cells(self) -> dict[tuple[int, int], etree._Element]:
        """Cells by (row, column)."""
        found = {}
        for number, row in self.rows.items():
            for cell in row:
                found[(number, slots.split_address(cell.get("r"))[1])] = cell
        return found

    @cached_property
    def relationships(self) -> list[Relationship]:
        """What the sheet refers to."""
        return self.package.relationships(self.part)

    def style(self, row: int, column: int) -> int | None:
        """Style number of a cell of the template, or of its row."""
        cell = self.cells.get((row, column))
        if cell is not None:
            return int(cell.get("s", "0"))
        line = self.rows.get(row)
        return int(line.get("s")) if line is not None and line.get("s") else None

    def text(self, row: int, column: int) -> str:
        """The text of a cell of the template."""
        cell = self.cells.get((row, column))
        if cell is None:
            return ""
        if cell.get("t") == "s":
            value = cell.find(tag("v"))
            return self.package.shared_string(int(value.text)) if value is not None and value.text else ""
        return "".join(cell.itertext())

    def height(self, row: int, default: float = 14.25) -> float:
        """Height of a row in points."""
        line = self.rows.get(row)
        return float(line.get("ht")) if line is not None and line.get("ht") else default

    def width(self, column: int, default: float = 12.5) -> float:
        """Width of a column in Excel's units, as a person sees it (without the 5 px of padding)."""
        columns = self.root.find(tag("cols"))
        for col in columns if columns is not None else []:
            if int(col.get("min")) <= column <= int(col.get("max")) and col.get("width"):
                return float(col.get("width"))
        return default

    def columns(self) -> dict[str, Span]:
        """Cells of the columns that the sheet knows, by key."""
        return {name[len(slots.COLUMN) :]: span for name, span in self.slots.items() if name.startswith(slots.COLUMN)}

    def kinds(self) -> dict[str, int]:
        """Columns of the kind palette, by kind (as slug)."""
        return {name[len(slots.KIND) :]: span.column for name, span in self.slots.items() if name.startswith(slots.KIND)}

    def require(self, names: tuple[str, ...]) -> None:
        """XlcostError TEMPLATE_SLOT naming the first missing slot and the sheet."""
        for name in names:
            if name not in self.slots:
                raise XlcostError(
                    "TEMPLATE_SLOT",
                    f"The slot {name} is missing on sheet {self.title}.",
                    where=f"{Path(self.package.path).name}, sheet {self.title}",
                    rule="A template names the required slots on each sheet that is to be filled.",
                    remedy=f"Define the name {name} with scope {self.title} on the row or cell that it stands for, or start from a house template.",
                )


@dataclass
class Template:
    """A template workbook, read."""

    package: Package
    sheets: list[TemplateSheet]
    is_house: bool

    @classmethod
    def open(cls, path: Path | None = None) -> Template:
        """The customer's template, or the house's."""
        package = Package.open(path if path is not None else house_template())
        return cls(package, _read_sheets(package), path is None)

    def sheet_for(self, template: str) -> TemplateSheet:
        """The sheet that styles pages of this template; the generic list when there is none of its own."""
        for wanted in (template, "list"):
            for sheet in self.sheets:
                if sheet.template == wanted:
                    return sheet
        raise XlcostError(
            "TEMPLATE_SHEET",
            f'No sheet of the template is for pages of the kind "{template}", and none is a generic list.',
            where=Path(self.package.path).name,
            rule='A template has for each page a sheet whose name xlc_template says which, or one that says "list".',
            remedy=f'Copy the sheet from the house template, or define xlc_template = "{template}" with the scope of a sheet.',
        )

    def own_sheets(self) -> list[TemplateSheet]:
        """Sheets that are carried through."""
        return [sheet for sheet in self.sheets if not sheet.template]

    def named_cell(self, name: str) -> tuple[TemplateSheet, Span] | None:
        """A slot wherever it stands (the Legend's states)."""
        for sheet in self.sheets:
            if name in sheet.slots:
                return sheet, sheet.slots[name]
        return None


def house_template() -> Path:
    """The house template of the installed package, or of the source checkout."""
    package = Path(__file__).resolve().parents[1]
    for folder in (package / "_data" / "templates", package.parents[1] / "templates"):
        if (folder / HOUSE).is_file():
            return folder / HOUSE
    raise XlcostError(
        "TEMPLATE_MISSING",
        "The house templates are not installed.",
        rule=f"The package carries {HOUSE}.",
        remedy="Install xlcost again, or run python -m xlcost.sheets.house.build in a source checkout.",
    )


def _read_sheets(package: Package) -> list[TemplateSheet]:
    workbook = parse(package.parts["xl/workbook.xml"])
    targets = {line.id: line.target for line in package.relationships("xl/workbook.xml")}
    found = []
    for position, element in enumerate(workbook.find(tag("sheets"))):
        part = targets[element.get(tag("id", REL))]
        found.append(TemplateSheet(element.get("name"), part, package, state=element.get("state", ""), position=position))
    names = workbook.find(tag("definedNames"))
    for name in names if names is not None else []:
        key, text = name.get("name", ""), name.text or ""
        if not key.lower().startswith(slots.PREFIX):
            continue
        scope = name.get("localSheetId")
        if key == slots.TEMPLATE:
            if scope is not None:
                found[int(scope)].template = re.sub(r'^=?"|"$', "", text)
            continue
        block = slots.parse_span(text)
        if block is None:
            continue
        sheet = found[int(scope)] if scope is not None else next((s for s in found if s.title == block[0]), None)
        if sheet is not None and sheet.title == block[0]:
            sheet.slots[key] = block[1]
    return [sheet for sheet in found if "/worksheets/" in "/" + sheet.part or sheet.part.startswith("xl/")]
