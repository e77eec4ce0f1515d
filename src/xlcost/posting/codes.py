"""Why a value entry is not posted: the codes of gl-posting A3 and A5, in one place, and the finding that carries one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

# In the order of the checks; the position is the number under which arrays keep a code (0 = nothing found).
CODES = ("", "S01", "E04", "S02", "E01", "E06", "S03", "S04", "E02", "S05", "E03", "S06", "E07", "E05")
NUMBER = {code: number for number, code in enumerate(CODES)}


@dataclass(frozen=True, slots=True)
class Finding:
    """One reason: code, text, and where applicable the exact setup row and field, the account, and what to do."""

    code: str
    text: str
    table: str = ""
    key: Sequence[str] = ()
    field: str = ""
    account: str = ""
    remedy: str = ""

    def warning(self) -> dict[str, Any]:
        """As a warning of the Test report: code, text, and those of table, key, field, account that apply."""
        found: dict[str, Any] = {"code": self.code, "text": self.text}
        for name, value in (("table", self.table), ("key", list(self.key)), ("field", self.field), ("account", self.account)):
            if value:
                found[name] = value
        return found


def setup_row(key: Sequence[str]) -> str:
    """A setup key as people read it: `BLUE / RESALE`, blanks spelled out."""
    return " / ".join(part or "(blank)" for part in key)
