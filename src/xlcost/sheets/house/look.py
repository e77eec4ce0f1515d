"""The look: palette, number formats by kind, styles by (rank of the line, kind of the column) and nothing else."""

from __future__ import annotations

from dataclasses import dataclass

from openpyxl.styles import Alignment, Border, Font, PatternFill, Side

INK, SLATE, RULE, HAIR, MIST = "1B2A38", "566573", "A9B6C1", "E3E9EE", "EFF3F6"
DEEP, MID, SKY, PALE, SILVER = "0B5C7D", "2E7496", "8FC1D9", "D5E6EF", "C9D3DB"
RUST, SAND, WHITE = "A14300", "FCEFDF", "FFFFFF"
PALETTE = (INK, SLATE, RULE, HAIR, MIST, DEEP, MID, SKY, PALE, SILVER, RUST, SAND, WHITE)

AMOUNT = '#,##0.00;-#,##0.00;"–"??;@'
SPARSE = "#,##0.00;-#,##0.00;;@"
TILE = "#,##0.00;-#,##0.00;0.00"
DIFFERENCE = '+#,##0.00;-#,##0.00;"–"??;@'
UNIT_COST = '#,##0.00000;-#,##0.00000;"–"_._0_0_0_0_0;@'
QUANTITY = '#,##0;-#,##0;"–";@'
PERCENT = '0.0%;-0.0%;"–"?_%;@'
DAY = "dd mmm yyyy"
AS_OF = '"As of" dd mmm yyyy'
COUNT = '#,##0;-#,##0;"–";@'


@dataclass(frozen=True, slots=True)
class KindLook:
    """Format, alignment and width of a kind of column."""

    number_format: str
    horizontal: str
    width: float
    indent: int = 0


KINDS = {
    "amount": KindLook(AMOUNT, "right", 12.5),
    "difference": KindLook(DIFFERENCE, "right", 12.5),
    "unit cost": KindLook(UNIT_COST, "right", 13),
    "quantity": KindLook(QUANTITY, "right", 12.5),
    "percent": KindLook(PERCENT, "right", 9),
    "date": KindLook(DAY, "left", 12, 1),
    "entry no.": KindLook("0", "right", 10),
    "count": KindLook(COUNT, "right", 9),
    "integer": KindLook("0", "right", 9),
    "age": KindLook("0", "right", 9),
    "level": KindLook("0", "center", 6),
    "code": KindLook("@", "left", 12),
    "text": KindLook("@", "left", 16),
    "description": KindLook("@", "left", 36),
    "explanation": KindLook("@", "left", 36),
    "Yes/No": KindLook("@", "left", 8),
    "option": KindLook("@", "left", 14),
    "status": KindLook("@", "left", 14),
    "mark": KindLook("@", "center", 3.2),
    "ratio": KindLook("0.0000000000", "right", 14),
}


@dataclass(frozen=True, slots=True)
class RankLook:
    """Font, fill, rules and height of a line."""

    size: float = 9
    bold: bool = False
    italic: bool = False
    color: str = INK
    fill: str = ""
    above: tuple[str, str] | None = None
    below: tuple[str, str] | None = None
    height: float = 14.25
    wrap: bool = False
    bottom: bool = False


HAIRLINE = ("thin", HAIR)
RANKS = {
    "header": RankLook(bold=True, below=("thin", INK), height=15, wrap=True, bottom=True),
    "band": RankLook(bold=True, below=("thin", RULE), height=15, bottom=True),
    "group": RankLook(bold=True, fill=MIST),
    "detail": RankLook(below=HAIRLINE),
    "detail_second": RankLook(italic=True, color=SLATE, below=HAIRLINE),
    "subtotal": RankLook(bold=True, above=("thin", SLATE)),
    "subtotal_second": RankLook(italic=True, color=SLATE),
    "gap": RankLook(height=5.25),
    "total": RankLook(bold=True, above=("thin", INK), below=("double", INK)),
    "total_second": RankLook(italic=True, color=SLATE),
    "note": RankLook(color=SLATE),
    "section": RankLook(size=11, bold=True, height=17.25),
    "chart_title": RankLook(size=11, bold=True, height=17.25),
    "chart_unit": RankLook(size=8, color=SLATE),
    "chart_data": RankLook(size=8, color=SLATE),
    "tieout_header": RankLook(bold=True, below=("thin", INK), height=15, wrap=True, bottom=True),
    "tieout": RankLook(below=HAIRLINE),
    "tieout_second": RankLook(italic=True, color=SLATE, below=HAIRLINE),
    "tieout_subtotal": RankLook(bold=True, above=("thin", SLATE)),
    "tieout_total": RankLook(bold=True, above=("thin", INK), below=("double", INK)),
    "title": RankLook(size=16, bold=True, height=24),
    "message": RankLook(size=11, height=17.25),
    "options": RankLook(color=SLATE),
    "nav": RankLook(color=DEEP),
}
HEADERS = ("header", "band", "tieout_header")
SECONDS = ("detail_second", "subtotal_second", "total_second", "tieout_second")


def font(rank: RankLook, **changes: object) -> Font:
    """Arial, always."""
    settings: dict[str, object] = {
        "name": "Arial",
        "size": rank.size,
        "bold": rank.bold,
        "italic": rank.italic,
        "color": "FF" + rank.color,
        "family": 2,
    }
    settings.update(changes)
    return Font(**settings)


def fill(color: str) -> PatternFill:
    """A plain fill."""
    return PatternFill("solid", fgColor="FF" + color, bgColor="FF" + color)


def border(rank: RankLook) -> Border:
    """Rules above and below a line; never at its sides."""

    def side(rule: tuple[str, str] | None) -> Side:
        return Side(style=rule[0], color="FF" + rule[1]) if rule else Side()

    return Border(top=side(rank.above), bottom=side(rank.below))


def alignment(rank_name: str, kind_name: str) -> Alignment:
    """A heading is aligned like its column; bodies are centred upright."""
    rank, kind = RANKS[rank_name], KINDS[kind_name]
    indent = kind.indent
    if rank_name in SECONDS and kind_name == "description":
        indent = 2
    vertical = "bottom" if rank.bottom else "center"
    wrap = rank.wrap or (kind_name in ("description", "explanation") and rank_name in ("detail", "tieout"))
    return Alignment(horizontal=kind.horizontal, vertical=vertical, wrap_text=wrap or None, indent=indent)


def number_format(rank_name: str, kind_name: str, sparse: bool = False) -> str:
    """The format of a kind; headings are text; sparse bodies leave zero blank."""
    if rank_name in HEADERS:
        return "@"
    if sparse and kind_name == "amount" and rank_name in ("detail", "detail_second"):
        return SPARSE
    return KINDS[kind_name].number_format


def body_font(rank_name: str, kind_name: str) -> Font:
    """The font of a rank, with what a kind adds: identifiers of details in Deep only when linked (by the filler)."""
    rank = RANKS[rank_name]
    if kind_name == "mark" and rank_name not in HEADERS:
        return font(rank, color="FF" + RUST, bold=False, italic=False)
    if kind_name == "explanation" and rank_name in ("group", "subtotal", "tieout_subtotal"):
        return font(rank, bold=False, color="FF" + (SLATE if rank_name == "group" else INK))
    return font(rank)
