"""docs/excel.md says what is so: its codes, its figure, its twelve steps."""

from __future__ import annotations

import datetime as dt
import re
from pathlib import Path

from xlcost import Ledger
from xlcost.faces.functions import BY_NAME, Snapshot
from xlcost.faces.functions.call import ask
from xlcost.faces.ribbon.registry import GROUPS

ROOT = Path(__file__).parents[3]
PAGE = (ROOT / "docs" / "excel.md").read_text(encoding="utf-8")


def test_every_code_is_explained_and_none_is_invented() -> None:
    texts = [
        p.read_text(encoding="utf-8") for name in ("addin", "agent", "cli") for p in (ROOT / "src" / "xlcost" / "faces" / name).glob("*.py")
    ]
    used = {code for text in texts for code in re.findall(r'"(AD\d\d)"', text)}
    assert set(re.findall(r"AD\d\d", PAGE)) == used


def test_the_smoke_test_has_twelve_steps_and_its_figure_is_right(sample: Ledger) -> None:
    steps = re.findall(r"^\| (\d+) \| .+ \| .+ \|$", PAGE.partition("## Smoke test")[2].partition("\n## ")[0], re.M)
    assert steps == [str(n) for n in range(1, 13)]
    found, why = ask(Snapshot(sample, "", dt.datetime(2026, 11, 1)), BY_NAME["XLC_VALUE"], ["TOUR-7", dt.date(2026, 10, 31)])
    assert not why
    assert f"{found:,.2f}" in PAGE


def test_the_groups_of_the_tab_are_all_described() -> None:
    described = re.findall(r"^\| ([\w/ ]+) \| .+ \|$", PAGE.partition("## The tab")[2].partition("\n## ")[0], re.M)
    assert described[1:] == list(GROUPS)
