"""Two sheets side by side: what a live workbook shows, and what the command line wrote."""

from __future__ import annotations

from collections.abc import Collection

from xlcost.faces.host.port import CellValue

Values = list[list[CellValue]]


def same(here: CellValue, there: CellValue) -> bool:
    """Equal as a reader sees it; an empty text is an empty cell."""
    if isinstance(here, (bool, float)) and isinstance(there, (bool, float)):
        return abs(float(here) - float(there)) < 0.000001
    return (here or "") == (there or "")


def differences(ours: Values, theirs: Values, without: Collection[int] = ()) -> list[str]:
    """Cells that differ, as text; blank rows and columns at the end do not count, nor do the rows in `without` (from 1)."""
    found = []
    for r in range(max(len(ours), len(theirs))):
        if r + 1 in without:
            continue
        left, right = ours[r] if r < len(ours) else [], theirs[r] if r < len(theirs) else []
        for c in range(max(len(left), len(right))):
            a, b = left[c] if c < len(left) else None, right[c] if c < len(right) else None
            if not same(a, b):
                found.append(f"row {r + 1} column {c + 1}: {a!r} here, {b!r} there")
    return found


def records(values: Values, caption: str) -> list[dict[str, CellValue]]:
    """The rows below the row of captions that holds `caption`, by caption, up to the row of totals; none without such a row."""
    head = next((n for n, line in enumerate(values) if caption in line), None)
    if head is None:
        return []
    place = values[head].index(caption)
    found = []
    for line in values[head + 1 :]:
        if place >= len(line) or not isinstance(line[place], float):
            break
        found.append({str(c).replace("\n", " "): v for c, v in zip(values[head], line, strict=False) if c})
    return found


def told_otherwise(listed: list[dict[str, CellValue]], held: list[dict[str, CellValue]], caption: str) -> list[str]:
    """Records of a list whose cells are not those of the record with the same `caption` in a table; a list says Yes and No."""
    by_number = {r[caption]: r for r in held}
    words: dict[CellValue, CellValue] = {True: "Yes", False: "No"}
    found = []
    for line in listed:
        for name, value in line.items():
            there = by_number.get(line[caption], {}).get(name)
            if not same(value, words[there] if isinstance(there, bool) else there):
                found.append(f"{caption} {line[caption]}, {name}: {value!r} here, {there!r} there")
    return found
