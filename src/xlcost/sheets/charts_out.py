"""Charts: the XML of a house chart, and pointing a chart (the house's or a customer's) at the data of a pack.

A chart object has no title, frame, grid lines or value axis: its title is a cell above it. A bridge is stacked
columns on four ranges (base without fill, balance, increase, decrease) and its figures stand in the category
labels. Example: opening 10, +4, -1, closing 13 gives base 0 10 13 0, balance 10 0 0 13, increase 0 4 0 0,
decrease 0 0 1 0.
"""

from __future__ import annotations

import copy
import re
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any
from xml.sax.saxutils import escape

from lxml import etree

from xlcost.reports.grid import Chart
from xlcost.sheets.cells_out import plain_number, without_controls
from xlcost.sheets.formats import MONTHS
from xlcost.sheets.xml_parts import CHART, DRAW, REL, tag

INK, SLATE, DEEP, MID, SKY, PALE, SILVER, RUST = "1B2A38", "566573", "0B5C7D", "2E7496", "8FC1D9", "D5E6EF", "C9D3DB", "A14300"
COMPONENTS = {
    "material": (INK, "", "FFFFFF"),
    "capacity": (MID, "", "FFFFFF"),
    "capacity overhead": (MID, "wdUpDiag", MID),
    "material overhead": (SLATE, "", "FFFFFF"),
    "subcontracted": (SILVER, "", SLATE),
    "variance": (RUST, "openDmnd", RUST),
    "revaluation": (PALE, "", SLATE),
    "rounding": ("FFFFFF", "", INK),
}
AGES = ((PALE, "", SLATE), (SILVER, "", SLATE), (SKY, "", DEEP), (MID, "", "FFFFFF"), (INK, "", "FFFFFF"))
BRIDGE_SERIES = ("Base", "Balance", "Increase", "Decrease")


@dataclass(frozen=True, slots=True)
class Series:
    """One series with the cells it stands in."""

    name: str
    name_ref: str
    values: Sequence[Any]
    ref: str


def bridge_ranges(values: Sequence[Any]) -> dict[str, list[Decimal]] | None:
    """The four ranges of a bridge; None when a balance on the way is negative (then no base may be drawn)."""
    numbers = [Decimal(v) for v in values]
    zero = Decimal(0)
    result: dict[str, list[Decimal]] = {name: [zero] * len(numbers) for name in BRIDGE_SERIES}
    balance = numbers[0]
    if min(numbers[0], numbers[-1]) < 0:
        return None
    result["Balance"][0], result["Balance"][-1] = numbers[0], numbers[-1]
    for position, change in enumerate(numbers[1:-1], 1):
        after = balance + change
        if after < 0:
            return None
        result["Base"][position] = min(balance, after)
        result["Increase" if change >= 0 else "Decrease"][position] = abs(change)
        balance = after
    return result


def from_zero(values: Sequence[Any]) -> dict[str, list[Decimal]]:
    """A bridge that crosses zero: columns from zero."""
    numbers = [Decimal(v) for v in values]
    result = {name: [Decimal(0)] * len(numbers) for name in BRIDGE_SERIES}
    for position, value in enumerate(numbers):
        ends = position in (0, len(numbers) - 1)
        result["Balance" if ends else "Increase" if value >= 0 else "Decrease"][position] = value
    return result


def scale_of(unit: str) -> int:
    """What labels are divided by, as the unit line says."""
    lowered = unit.lower()
    return 1_000_000 if "million" in lowered else 1000 if "thousand" in lowered else 1


def label_format(unit: str) -> str:
    """Number format of data labels."""
    return {1: "#,##0.00", 1000: "#,##0.0,", 1_000_000: "#,##0.0,,"}[scale_of(unit)]


def chart_xml(chart: Chart) -> bytes:
    """A house chart of the chart's kind, not yet pointed at cells."""
    horizontal = chart.kind in ("bars", "stacked", "aged")
    names = BRIDGE_SERIES if chart.kind == "bridge" else tuple(chart.series)
    stacked = chart.kind in ("bridge", "stacked", "aged")
    looks = [_look(chart, name, position, len(names)) for position, name in enumerate(names)]
    labels = [_labels(chart, position, looks[position]) for position in range(len(names))]
    series = "".join(
        f'<c:ser><c:idx val="{n}"/><c:order val="{n}"/><c:tx><c:v>{escape(without_controls(name))}</c:v></c:tx>{_shape(looks[n], chart.kind)}'
        f'<c:invertIfNegative val="0"/>{labels[n]}</c:ser>'
        for n, name in enumerate(names)
    )
    legend = ""
    if (stacked and chart.kind != "bridge" and len(names) > 2) or (not stacked and len(names) > 1):
        place = "t" if stacked else "b"
        legend = f'<c:legend><c:legendPos val="{place}"/><c:overlay val="0"/>{_text(SLATE)}</c:legend>'
    overlap = '<c:overlap val="100"/>' if stacked else ""
    gap = 35 if chart.kind == "bridge" else 45
    axis_ink = INK if not horizontal else SLATE
    cat = (
        f'<c:catAx><c:axId val="50010001"/><c:scaling><c:orientation val="{"maxMin" if horizontal else "minMax"}"/></c:scaling>'
        f'<c:delete val="0"/><c:axPos val="{"l" if horizontal else "b"}"/><c:majorTickMark val="none"/><c:minorTickMark val="none"/>'
        f'<c:tickLblPos val="low"/><c:spPr><a:ln w="9525"><a:solidFill><a:srgbClr val="{axis_ink}"/></a:solidFill></a:ln></c:spPr>{_text(INK)}'
        '<c:crossAx val="50010002"/><c:crosses val="autoZero"/><c:auto val="0"/><c:lblAlgn val="ctr"/><c:lblOffset val="100"/><c:noMultiLvlLbl val="1"/></c:catAx>'
    )
    val = (
        '<c:valAx><c:axId val="50010002"/><c:scaling><c:orientation val="minMax"/></c:scaling><c:delete val="1"/>'
        f'<c:axPos val="{"t" if horizontal else "l"}"/><c:numFmt formatCode="General" sourceLinked="0"/><c:majorTickMark val="none"/>'
        '<c:minorTickMark val="none"/><c:tickLblPos val="nextTo"/><c:crossAx val="50010001"/><c:crosses val="autoZero"/><c:crossBetween val="between"/></c:valAx>'
    )
    return (
        '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
        f'<c:chartSpace xmlns:c="{CHART}" xmlns:a="{DRAW}" xmlns:r="{REL}"><c:roundedCorners val="0"/><c:chart><c:autoTitleDeleted val="1"/><c:plotArea><c:layout/>'
        f'<c:barChart><c:barDir val="{"bar" if horizontal else "col"}"/><c:grouping val="{"stacked" if stacked else "clustered"}"/><c:varyColors val="0"/>'
        f'{series}<c:gapWidth val="{gap}"/>{overlap}<c:axId val="50010001"/><c:axId val="50010002"/></c:barChart>{cat}{val}'
        "<c:spPr><a:noFill/><a:ln><a:noFill/></a:ln></c:spPr></c:plotArea>"
        f'{legend}<c:plotVisOnly val="0"/><c:dispBlanksAs val="gap"/></c:chart><c:spPr><a:noFill/><a:ln><a:noFill/></a:ln></c:spPr></c:chartSpace>'
    ).encode()


def point_at(root: etree._Element, labels_ref: str, labels: Sequence[str], series: Sequence[Series]) -> None:
    """Make the chart's series stand for these cells; the template's series lend their looks, by name, then by order."""
    plots = list(root.iter(tag("ser", CHART)))
    if not plots:
        return
    parent = plots[0].getparent()
    by_name = {_series_name(e).lower(): e for e in plots}
    position = parent.index(plots[0])
    chosen = []
    for number, one in enumerate(series):
        model = by_name.get(one.name.lower(), plots[min(number, len(plots) - 1)])
        chosen.append(copy.deepcopy(model))
    for element in plots:
        element.getparent().remove(element)
    for number, (element, one) in enumerate(zip(chosen, series, strict=True)):
        element.find(tag("idx", CHART)).set("val", str(number))
        element.find(tag("order", CHART)).set("val", str(number))
        _set_name(element, one)
        _set_data(element, labels_ref, labels, one)
        parent.insert(position + number, element)
    start_at_zero(root, [v for one in series for v in one.values])


_OUR_LABEL = re.compile(r"^(?:\[>=[^\]]*\])?#,##0\.0+,{0,2}(?:;;)?$")


def scale_labels(root: etree._Element, chart: Chart) -> None:
    """Labels of a template's chart in our number format follow the scale of the unit; a customer's own format stays."""
    for code in root.iter(tag("numFmt", CHART)):
        parent = code.getparent()
        if parent is None or etree.QName(parent).localname != "dLbls" or not _OUR_LABEL.match(code.get("formatCode", "")):
            continue
        kept = label_format(chart.unit)
        if chart.kind in ("stacked", "aged"):
            kept = f"[>={label_limit(chart)}]{kept};;"
        code.set("formatCode", kept)


def start_at_zero(root: etree._Element, values: Sequence[Any]) -> None:
    """Bars start at zero, also where all of them are long: the axis of figures of one sign ends there, unless the chart has limits of its own."""
    numbers = [Decimal(v) for v in values]
    low, high = min(numbers, default=Decimal(0)), max(numbers, default=Decimal(0))
    if next(root.iter(tag("barChart", CHART)), None) is None or low == high == 0 or low < 0 < high:
        return
    for axis in root.iter(tag("valAx", CHART)):
        scaling = axis.find(tag("scaling", CHART))
        if scaling is not None and all(scaling.find(tag(end, CHART)) is None for end in ("min", "max")):
            etree.SubElement(scaling, tag("max" if high <= 0 else "min", CHART)).set("val", "0")


def label_limit(chart: Chart) -> str:
    """A part narrower than 4 % of the longest bar carries no label."""
    count = len(chart.categories)
    longest = max((sum(abs(Decimal(row[n])) for row in chart.series.values()) for n in range(count)), default=Decimal(0))
    return plain_number((longest * Decimal("0.04")).quantize(Decimal(1)))


def _series_name(element: etree._Element) -> str:
    found = element.find(f"{tag('tx', CHART)}//{tag('v', CHART)}")
    return (found.text or "") if found is not None else ""


def _set_name(element: etree._Element, one: Series) -> None:
    old = element.find(tag("tx", CHART))
    new = etree.Element(tag("tx", CHART))
    reference = etree.SubElement(new, tag("strRef", CHART))
    etree.SubElement(reference, tag("f", CHART)).text = one.name_ref
    _cache(reference, "strCache", [one.name])
    if old is not None:
        element.replace(old, new)
    else:
        element.insert(2, new)


def _set_data(element: etree._Element, labels_ref: str, labels: Sequence[str], one: Series) -> None:
    for name in ("cat", "val", "xVal", "yVal"):
        for old in element.findall(tag(name, CHART)):
            element.remove(old)
    cat = etree.Element(tag("cat", CHART))
    reference = etree.SubElement(cat, tag("strRef", CHART))
    etree.SubElement(reference, tag("f", CHART)).text = labels_ref
    _cache(reference, "strCache", labels)
    val = etree.Element(tag("val", CHART))
    reference = etree.SubElement(val, tag("numRef", CHART))
    etree.SubElement(reference, tag("f", CHART)).text = one.ref
    _cache(reference, "numCache", [plain_number(Decimal(v)) for v in one.values])
    place = len(element)
    for position, child in enumerate(element):
        if etree.QName(child).localname in ("smooth", "shape", "extLst"):
            place = position
            break
    element.insert(place, cat)
    element.insert(place + 1, val)


def _cache(reference: etree._Element, name: str, values: Sequence[str]) -> None:
    cache = etree.SubElement(reference, tag(name, CHART))
    if name == "numCache":
        etree.SubElement(cache, tag("formatCode", CHART)).text = "General"
    etree.SubElement(cache, tag("ptCount", CHART)).set("val", str(len(values)))
    for number, value in enumerate(values):
        point = etree.SubElement(cache, tag("pt", CHART), idx=str(number))
        etree.SubElement(point, tag("v", CHART)).text = without_controls(value)


def _look(chart: Chart, name: str, position: int, count: int) -> tuple[str, str, str]:
    """(fill, hatch, outline) of a series."""
    if chart.kind == "bridge":
        return {"Balance": (INK, "", INK), "Increase": (SKY, "", DEEP), "Decrease": (SLATE, "ltUpDiag", SLATE)}.get(name, ("", "", ""))
    if chart.kind == "stacked" and name.lower() in COMPONENTS:
        return COMPONENTS[name.lower()]
    if chart.kind in ("stacked", "aged"):
        return AGES[max(0, len(AGES) - count) + position] if position + max(0, len(AGES) - count) < len(AGES) else AGES[-1]
    if count > 1 and position == _before(list(chart.series)):
        return (PALE, "", SLATE)
    return (INK, "", INK)


def _before(names: list[str]) -> int:
    """Which of two series is the earlier one: by the dates that name them, else the first."""
    days = [day for day in map(_day, names) if day is not None]
    return days.index(min(days)) if len(names) == len(days) == 2 else 0


def _day(name: str) -> tuple[int, int, int] | None:
    found = re.search(r"(\d{1,2}) (\w{3})\w* (\d{4})", name)
    if found is None or found[2] not in MONTHS:
        return None
    return int(found[3]), MONTHS.index(found[2]), int(found[1])


def _shape(look: tuple[str, str, str], kind: str) -> str:
    color, hatch, outline = look
    if not color:
        return "<c:spPr><a:noFill/><a:ln><a:noFill/></a:ln></c:spPr>"
    line = f'<a:ln w="{9525 if kind != "bars" else 6350}"><a:solidFill><a:srgbClr val="{outline}"/></a:solidFill></a:ln>'
    if hatch:
        return f'<c:spPr><a:pattFill prst="{hatch}"><a:fgClr><a:srgbClr val="{color}"/></a:fgClr><a:bgClr><a:srgbClr val="FFFFFF"/></a:bgClr></a:pattFill>{line}</c:spPr>'
    return f'<c:spPr><a:solidFill><a:srgbClr val="{color}"/></a:solidFill>{line}</c:spPr>'


def _labels(chart: Chart, position: int, look: tuple[str, str, str]) -> str:
    """Direct labels: all bars, or the parts wider than 4 % of the axis; a bridge has its figures below the bars."""
    if chart.kind == "bridge":
        return ""
    code, place, color = label_format(chart.unit), "", INK
    if chart.kind in ("stacked", "aged"):
        code, place = f"[>={label_limit(chart)}]{code};;", '<c:dLblPos val="ctr"/>'
        color = "FFFFFF" if look[0] in (INK, MID, SLATE) and not look[1] else INK
        if look[1]:
            return ""
    else:
        place = '<c:dLblPos val="outEnd"/>'
    return (
        f'<c:dLbls><c:numFmt formatCode="{escape(code, {chr(34): "&quot;"})}" sourceLinked="0"/><c:spPr><a:noFill/><a:ln><a:noFill/></a:ln></c:spPr>{_text(color)}{place}'
        '<c:showLegendKey val="0"/><c:showVal val="1"/><c:showCatName val="0"/><c:showSerName val="0"/><c:showPercent val="0"/><c:showBubbleSize val="0"/></c:dLbls>'
    )


def _text(color: str) -> str:
    return (
        '<c:txPr><a:bodyPr rot="0" vert="horz"/><a:lstStyle/><a:p><a:pPr><a:defRPr sz="800" b="0"><a:solidFill>'
        f'<a:srgbClr val="{color}"/></a:solidFill><a:latin typeface="Arial"/></a:defRPr></a:pPr><a:endParaRPr lang="en-GB"/></a:p></c:txPr>'
    )
