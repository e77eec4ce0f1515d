"""A pack in LibreOffice: every formula recalculates to its cached value, every page prints."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parents[1] / "sheets"))
sys.path.insert(0, str(Path(__file__).parent))

import demo_pack
from office import require_office
from recalculate import recalculate
from render import render

from xlcost.sheets.pages import fill_pack

pytestmark = pytest.mark.libreoffice


@pytest.fixture(scope="module")
def pack(tmp_path_factory: pytest.TempPathFactory) -> Path:
    require_office()
    path = tmp_path_factory.mktemp("office") / "pack.xlsx"
    fill_pack(demo_pack.pages(), path, company=demo_pack.COMPANY, run_id=demo_pack.RUN, tables=[demo_pack.value_entries()])
    return path


def test_every_formula_recalculates_to_its_cached_value(pack: Path) -> None:
    count, wrong = recalculate(pack)
    assert [str(one) for one in wrong] == []
    assert count > 200


def test_a_wrong_cached_value_is_found(tmp_path: Path) -> None:
    """The oracle itself: a total that does not add up is seen."""
    require_office()
    page = demo_pack.explained()
    lines = [*page.blocks[0].lines]
    from dataclasses import replace
    from decimal import Decimal

    lines[-1] = replace(lines[-1], cells={**lines[-1].cells, "amount": Decimal("0.01")})
    wrong_page = replace(page, blocks=[replace(page.blocks[0], lines=lines)])
    fill_pack([wrong_page], tmp_path / "wrong.xlsx", company="", run_id="")
    _, wrong = recalculate(tmp_path / "wrong.xlsx")
    assert len(wrong) == 1


def test_every_sheet_prints(pack: Path, tmp_path: Path) -> None:
    pages = render(pack, tmp_path, 40)
    assert len(pages) >= 12
