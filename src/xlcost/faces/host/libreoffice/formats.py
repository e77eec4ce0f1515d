"""Number formats by their code: LibreOffice numbers them per document."""

from __future__ import annotations

from typing import Any

from xlcost.faces.host.libreoffice.binding import struct


def locale(language: str = "en", country: str = "US") -> Any:
    """A locale as UNO takes it."""
    found = struct("com.sun.star.lang.Locale")
    found.Language, found.Country = language, country
    return found


def format_key(document: Any, code: str) -> int:
    """The number of a format in a document, which is added when it is not there."""
    place, formats = locale(), document.NumberFormats
    key = int(formats.queryKey(code, place, False))
    return key if key >= 0 else int(formats.addNew(code, place))
