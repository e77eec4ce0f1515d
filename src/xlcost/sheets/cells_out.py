"""A cell as the file stores it: one XML fragment. Text is never a formula, numbers carry no binary dirt.

`cell(2, "F", 7, Decimal("74984.00"))` gives `<c r="F2" s="7"><v>74984</v></c>`.
"""

from __future__ import annotations

import math
import re
from datetime import date, datetime
from decimal import Decimal
from typing import Any
from xml.sax.saxutils import escape, quoteattr

from xlcost.problems import XlcostError
from xlcost.sheets.formats import serial

MAX_TEXT = 32767
RISKY = ("=", "+", "-", "@", "\t", "\r")
_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
_LOOKS_ESCAPED = re.compile(r"_(?=x[0-9A-Fa-f]{4}_)")


def attribute(text: str) -> str:
    """Quoted value of an XML attribute."""
    return quoteattr(without_controls(text))


def without_controls(text: str) -> str:
    """Text for a place that is no cell (tip, footer, alternative text, chart label): control characters are left out."""
    return text if text.isprintable() else _CONTROL.sub("", text)


def safe_text(text: str) -> str:
    """Text for XML: control characters as _xHHHH_, a literal _x0041_ kept literal."""
    if len(text) > MAX_TEXT:
        raise XlcostError(
            "TEXT_TOO_LONG",
            f"A text of {len(text):,} characters does not fit a cell.",
            rule=f"A cell holds {MAX_TEXT:,} characters.",
            remedy="Shorten the text in the ledger.",
        )
    if "_x" in text:
        text = _LOOKS_ESCAPED.sub("_x005F_", text)
    if not text.isprintable():
        text = _CONTROL.sub(lambda m: f"_x{ord(m[0]):04X}_", text).replace("\r", "_x000D_")
    return escape(text)


def plain_number(value: Decimal | int | float) -> str:
    """A number of at most 15 significant digits, without exponent or trailing zeros."""
    if isinstance(value, int):
        text = str(value)
        return text if len(text) <= 15 else format(Decimal(f"{value:.15g}"), "f")
    if isinstance(value, float):
        if not math.isfinite(value):
            raise ValueError(f"{value} is not a number that a cell can hold")
        value = Decimal(f"{value:.15g}")
    text = str(value)
    if len(text) <= 15 and "E" not in text and text[-1].isdigit():
        if "." in text:
            text = text.rstrip("0").rstrip(".")
        return "0" if text == "-0" else text
    if not value.is_finite():
        raise ValueError(f"{value} is not a number that a cell can hold")
    if len(value.as_tuple().digits) > 15:
        value = Decimal(f"{value:.15g}")
    text = format(value, "f")
    if "." in text:
        text = text.rstrip("0").rstrip(".")
    return "0" if text in {"-0", ""} else text


def inline(text: str) -> str:
    """Inline string element."""
    keep = ' xml:space="preserve"' if text != text.strip() or "\n" in text or "  " in text else ""
    return f"<is><t{keep}>{safe_text(text)}</t></is>"


def content(value: Any) -> tuple[str, str]:
    """(type attribute, inner XML) of a value; ("", "") for None and empty text."""
    if value is None or value == "":
        return "", ""
    if isinstance(value, str):
        return ' t="inlineStr"', inline(value)
    if isinstance(value, bool):
        return ' t="b"', f"<v>{int(value)}</v>"
    if isinstance(value, datetime):
        value = value.date()
    if isinstance(value, date):
        return "", f"<v>{serial(value)}</v>"
    return "", f"<v>{plain_number(value)}</v>"


def cell(row: int, column: str, style: int | None, value: Any, formula: str = "") -> str:
    """One cell; with a formula the value is its cached result."""
    styled = "" if style is None else f' s="{style}"'
    if formula:
        if isinstance(value, str):
            return f'<c r="{column}{row}"{styled} t="str"><f>{escape(formula)}</f><v>{safe_text(value)}</v></c>'
        _, inner = content(value)
        return f'<c r="{column}{row}"{styled}><f>{escape(formula)}</f>{inner}</c>'
    kind, inner = content(value)
    if not inner:
        return f'<c r="{column}{row}"{styled}/>'
    return f'<c r="{column}{row}"{styled}{kind}>{inner}</c>'
