"""The shared strings of a workbook, when each of them is plain text."""

from __future__ import annotations

import re

from xlcost.sheets.plain_numbers import NotPlain
from xlcost.sheets.plain_rows import Texts
from xlcost.sheets.zip_parts import Package

_PART = "xl/sharedStrings.xml"
_ITEM = re.compile(rb'<si><t( xml:space="preserve")?>([^<]*)</t></si>')
_HEAD = re.compile(rb'(?:\xef\xbb\xbf)?(?:<\?xml[^<>]*\?>\s*)?<sst(?: [A-Za-z:]+="[^"<>&]*")*>')
_LARGEST = 256 << 20


def shared_texts(package: Package) -> Texts:
    """Texts with the places of the shared strings; `shared` is None when one of them has runs, phonetics or escapes."""
    texts = Texts()
    if _PART not in package.parts or package.parts[_PART].file_size > _LARGEST:
        return texts
    content = b"".join(package.stream(_PART))
    head = _HEAD.match(content)
    if head is None:
        return texts
    items = _ITEM.findall(content, head.end())
    if content.count(b"<") - content[: head.end()].count(b"<") != 4 * len(items) + 1 or not content.rstrip().endswith(b"</sst>"):
        return texts
    try:
        if any(not keep and raw != raw.strip() for keep, raw in items):
            raise NotPlain  # spaces that a reader may drop
        texts.shared = [texts.place(raw) for _, raw in items]
    except NotPlain:
        texts.shared = None
    return texts
