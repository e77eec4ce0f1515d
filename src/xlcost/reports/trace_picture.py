"""A trace as a picture: boxes in columns by level, arrows with the link and the applied quantity - SVG of our own, or text for Graphviz.

Every entry stands once. Backward traces read from right (the entry asked for) to left (its origins), forward traces from left to
right, so that goods always flow to the right. Colours and signs follow the pack: a box with a thick border is an origin or
keeps cost, `▲` says that quantities do not add up.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any
from xml.sax.saxutils import escape

from xlcost.problems import XlcostError

MOST_BOXES = 400
BOX_WIDTH, BOX_HEIGHT, GAP_X, GAP_Y, MARGIN = 190, 62, 90, 18, 24
FONT = 'font-family="Arial, Liberation Sans, sans-serif"'
ITEM = "Item Ledger Entry"
INK, SLATE, RULE, MIST, DEEP, RUST = "#1B2A38", "#566573", "#A9B6C1", "#EFF3F6", "#0B5C7D", "#A14300"

Row = Mapping[str, Any]
Key = tuple[str, int]


def _key(row: Row) -> Key:
    """What tells one node from another; capacity rows are known by their value entry."""
    if not row["Entry No."]:
        return "value", row["Value Entry No."]
    return str(row.get("Table", ITEM)), row["Entry No."]


def _refuse_many(rows: Sequence[Row]) -> None:
    if len(rows) > MOST_BOXES:
        what = f"The trace has {len(rows):,} entries; a picture takes {MOST_BOXES}."
        raise XlcostError(
            "PICTURE_TOO_LARGE",
            what,
            rule="A picture shows one chain.",
            remedy="Write the trace as a workbook, or trace an entry nearer to the question.",
        )


def _texts(row: Row) -> tuple[str, str, str]:
    """Three lines of a box: what it is, the goods, the cost."""
    number = row["Entry No."] or row["Value Entry No."]
    head = f"{row['Entry Type'] or row.get('Table', '')} {number}"
    goods = " · ".join(
        str(t) for t in (row["Item No."] or row.get("G/L Account No.", ""), _quantity(row["Quantity"]), row["Document No."]) if t
    )
    cost = row.get("Cost Amount (Actual)", row.get("Amount"))
    share = row.get("Cost Share", row.get("Share"))
    money = f"{cost:,.2f}" + (f" · share {share:,.2f}" if share is not None and share != cost else "")
    return head, goods, money


def _quantity(quantity: Decimal) -> str:
    return f"{quantity.normalize():,f}" if quantity else ""


def _is_end(row: Row) -> bool:
    return bool(row.get("Origin")) or bool(row.get("Stays Here"))


@dataclass(frozen=True, slots=True)
class Edge:
    """An arrow between two boxes, by their keys, in the direction of the trace."""

    start: Key
    end: Key
    label: str


def _edges(rows: Sequence[Row], links: Sequence[Row]) -> list[Edge]:
    """All links between the entries of a trace where they are known, else those by which each was first reached."""
    keys = {_key(r) for r in rows}
    known = {ITEM: {number for table, number in keys if table == ITEM}}
    found = []
    for link in links:
        ends = (ITEM, link["From Entry No."]), (ITEM, link["To Entry No."])
        if ends[0] in keys and ends[1] in keys:
            found.append(Edge(*ends, _label(link["Link"], link["Quantity"])))
    by_number: dict[int, Row] = {}
    for row in rows:
        parent = by_number.get(row["From Entry No."]) if row["Level"] else None
        drawn = bool(links) and row["Entry No."] in known[ITEM]
        if parent is not None and not drawn:
            found.append(Edge(_key(parent), _key(row), _label(row["Link"], row.get("Applied Quantity") or Decimal(0))))
        if row["Entry No."]:
            by_number[row["Entry No."]] = row
    return found


def _label(link: str, quantity: Decimal) -> str:
    return f"{link} {_quantity(abs(quantity))}".strip()


def _levels(rows: Sequence[Row], edges: Sequence[Edge]) -> dict[Key, int]:
    """The column of each box: the longest way to it, so that every arrow leads on (in a cycle: as far as it was reached)."""
    found = {_key(r): int(r["Level"]) for r in rows}
    for _ in rows:
        moved = False
        for edge in edges:
            if found[edge.end] <= found[edge.start] < len(rows):
                found[edge.end] = found[edge.start] + 1
                moved = True
        if not moved:
            return found
    return {_key(r): int(r["Level"]) for r in rows}


def svg(rows: Sequence[Row], title: str, *, backward: bool, links: Sequence[Row] = ()) -> str:
    """The picture as a complete SVG file; `links` are those of `traced_links`. XlcostError PICTURE_TOO_LARGE."""
    _refuse_many(rows)
    edges = _edges(rows, links)
    levels = _levels(rows, edges)
    depth = max(levels.values())
    filled: dict[int, int] = {}
    place: dict[Key, tuple[int, int]] = {}
    for key, level in levels.items():
        column = depth - level if backward else level
        place[key] = (MARGIN + column * (BOX_WIDTH + GAP_X), MARGIN + 40 + filled.get(level, 0) * (BOX_HEIGHT + GAP_Y))
        filled[level] = filled.get(level, 0) + 1
    width = 2 * MARGIN + (depth + 1) * BOX_WIDTH + depth * GAP_X
    height = 2 * MARGIN + 40 + max(filled.values()) * (BOX_HEIGHT + GAP_Y)
    size = f'width="{width}" height="{height}"'
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" {size} viewBox="0 0 {width} {height}" role="img" {FONT}>',
        f"<title>{escape(title)}</title>",
        '<defs><marker id="to" viewBox="0 0 8 8" refX="8" refY="4" markerWidth="7" markerHeight="7" orient="auto">',
        f'<path d="M0 0L8 4L0 8z" fill="{SLATE}"/></marker></defs>',
        f'<rect {size} fill="#FFFFFF"/>',
        f'<text x="{MARGIN}" y="{MARGIN + 8}" font-size="15" font-weight="bold" fill="{INK}">{escape(title)}</text>',
    ]
    parts += _arrows(edges, place, backward=backward)
    parts += [_box(*place[_key(r)], r) for r in rows]
    return "\n".join([*parts, "</svg>", ""])


def _arrows(edges: Sequence[Edge], place: Mapping[Key, tuple[int, int]], *, backward: bool) -> list[str]:
    """Goods flow from left to right. A label stands at the end of its arrow where no other arrow meets it, else in the middle."""
    ends = [(e.end, e.start) if backward else (e.start, e.end) for e in edges]
    leaving, arriving = Counter(a for a, _ in ends), Counter(b for _, b in ends)
    found = []
    for edge, (a, b) in zip(edges, ends, strict=True):
        (xa, ya), (xb, yb) = place[a], place[b]
        x1, y1, x2, y2 = xa + BOX_WIDTH, ya + BOX_HEIGHT // 2, xb, yb + BOX_HEIGHT // 2
        bend = GAP_X // 2
        if leaving[a] == 1:
            x, y, anchor = x1 + 6, y1 - 5, "start"
        elif arriving[b] == 1:
            x, y, anchor = x2 - 10, y2 - 5, "end"
        else:
            x, y, anchor = (x1 + x2) // 2, (y1 + y2) // 2, "middle"
        found.append(
            f'<path d="M{x1} {y1}C{x1 + bend} {y1} {x2 - bend} {y2} {x2} {y2}" fill="none" stroke="{SLATE}" marker-end="url(#to)"/>'
            f'<text x="{x}" y="{y}" font-size="9" text-anchor="{anchor}" fill="{SLATE}">{escape(edge.label)}</text>'
        )
    return found


def _box(x: int, y: int, row: Row) -> str:
    head, goods, money = _texts(row)
    sound = row.get("Conserved", True)
    stroke, wide = (RUST, 2) if not sound else (DEEP, 2) if _is_end(row) else (RULE, 1)
    fill = MIST if not row["Level"] else "#FFFFFF"
    mark = "" if sound else "▲ "
    lines = ((18, 11, "bold", INK, f"{mark}{head}"), (34, 10, "normal", SLATE, goods), (51, 10, "normal", INK, money))
    texts = "".join(
        f'<text x="{x + 9}" y="{y + dy}" font-size="{size}" font-weight="{weight}" fill="{color}">{escape(_cut(text))}</text>'
        for dy, size, weight, color, text in lines
    )
    return f'<rect x="{x}" y="{y}" width="{BOX_WIDTH}" height="{BOX_HEIGHT}" rx="3" fill="{fill}" stroke="{stroke}" stroke-width="{wide}"/>{texts}'


def _cut(text: str, most: int = 33) -> str:
    return text if len(text) <= most else text[: most - 1] + "…"


def dot(rows: Sequence[Row], title: str, *, backward: bool, links: Sequence[Row] = ()) -> str:
    """The same as text for Graphviz."""
    _refuse_many(rows)
    names = {_key(r): f"n{n}" for n, r in enumerate(rows)}
    lines = ["digraph trace {", "  rankdir=LR;", f"  label={_quoted(title)}; labelloc=t;"]
    lines.append('  node [shape=box, fontname="Arial"]; edge [fontname="Arial", fontsize=9];')
    for row in rows:
        label = "\\n".join(part.replace("\\", "\\\\").replace('"', '\\"') for part in _texts(row))
        bold = ", penwidth=2" if _is_end(row) else ""
        lines.append(f'  {names[_key(row)]} [label="{label}"{bold}];')
    for edge in _edges(rows, links):
        ends = (edge.end, edge.start) if backward else (edge.start, edge.end)
        lines.append(f"  {names[ends[0]]} -> {names[ends[1]]} [label={_quoted(edge.label)}];")
    return "\n".join([*lines, "}", ""])


def _quoted(text: str) -> str:
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'
