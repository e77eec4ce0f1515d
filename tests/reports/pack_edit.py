"""Changes a cell of a workbook the way a person does, keeping all other cached values."""

from __future__ import annotations

import re
import zipfile
from pathlib import Path


def with_cell(source: Path, target: Path, sheet: str, cell: str, value: object) -> Path:
    """A copy of a workbook in which one cell holds a plain number."""
    with zipfile.ZipFile(source) as old, zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as new:
        part = _part(old, sheet)
        for item in old.infolist():
            data = old.read(item)
            if item.filename == part:
                text = data.decode()
                changed, count = re.subn(rf'<c r="{cell}"((?: s="\d+")?)[^>]*?>.*?</c>', rf'<c r="{cell}"\1><v>{value}</v></c>', text, count=1)
                assert count == 1, f"{sheet}!{cell} was not found"
                data = changed.encode()
            new.writestr(item, data)
    return target


def _part(package: zipfile.ZipFile, sheet: str) -> str:
    book = package.read("xl/workbook.xml").decode()
    relation = re.search(rf'<sheet [^>]*?name="{re.escape(sheet)}"[^>]*?r:id="([^"]+)"', book)
    assert relation is not None, f"there is no sheet {sheet}"
    links = package.read("xl/_rels/workbook.xml.rels").decode()
    target = next(m[0] for m in re.findall(r"<Relationship [^>]*>", links) if f'Id="{relation[1]}"' in m for m in [re.findall(r'Target="/?(?:xl/)?([^"]+)"', m)])
    return f"xl/{target}"
