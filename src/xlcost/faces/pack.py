"""A close as a workbook: facts of the run, pages, entries behind the figures; used by the command line and the ribbon."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from xlcost.ledger import Ledger, Outcome
from xlcost.ledger.collector import give_back
from xlcost.ledger.content_hash import ledger_hash
from xlcost.problems import Problem
from xlcost.reports.close import Close
from xlcost.reports.grid import Grid, Page
from xlcost.reports.pack.common import Facts, Signing
from xlcost.reports.period import parse_period

if TYPE_CHECKING:
    from xlcost.reports.pack.entries import EntryList
    from xlcost.sheets.pages import DataTable


def default_pack_name(period: str) -> str:
    """CLOSE-2026-10.xlsx for a period."""
    return f"CLOSE-{parse_period(period).key}.xlsx"


def facts_of(close: Close, source_name: str, signing: Signing | None = None) -> Facts:
    """Company, run id, input hash and sign-off of a close."""
    setup = close.before.setup("General Ledger Setup")
    input_hash = ledger_hash(close.before)
    options = {k: str(v) for k, v in vars_of(close.options).items()}
    run = hashlib.sha256((input_hash + json.dumps(options, sort_keys=True)).encode()).hexdigest()[:8].upper()
    company = setup["Company Name"] or Path(source_name).stem
    return Facts(company, f"Run {close.options.period.key}/{run}", source_name, input_hash, setup["LCY Code"], signing or Signing())


def vars_of(options: Any) -> dict[str, Any]:
    """Fields of a slotted dataclass."""
    return {name: getattr(options, name) for name in options.__dataclass_fields__}


def write_close(outcome: Outcome, path: Path, source_name: str, template: Path | None = None, signing: Signing | None = None) -> Path:
    """Write the month-end pack of an outcome of close_period; `signing` is the sign-off of its period (faces.signing)."""
    from xlcost.reports.pack import pack_pages
    from xlcost.reports.pack.entries import entry_lists
    from xlcost.reports.pack.reported_entries import with_reported_entries
    from xlcost.sheets.pages import fill_pack

    close: Close = outcome.results["close"]
    facts = facts_of(close, source_name, signing)
    tables = [_data_table(found) for found in with_reported_entries(close, facts, entry_lists(close, facts))]
    pages = pack_pages(close, facts)
    close.ledger.let_go(keep=(ledger_hash,))
    give_back()
    fill_pack(pages, path, company=facts.company, run_id=facts.run_id, template=template, tables=tables)
    return path


def _data_table(found: EntryList) -> DataTable:
    """A long list of entries as an Excel table, straight from the columns of the ledger."""
    from xlcost.ledger.schema import Kind
    from xlcost.ledger.table import constant
    from xlcost.sheets.pages import DataTable

    by_caption = found.table.definition.by_caption
    kinds = [by_caption[c].kind for c in found.captions]
    keys = [c.key for c in found.columns]
    values = []
    for caption, kind in zip(found.captions, kinds, strict=True):
        column: Any = found.table[caption]
        same = len(column) > 0 and column.strides == (0,)  # one value in every row stays that, and is formatted once
        column = column[: len(found.order)] if same else column[found.order]
        option = by_caption[caption].option
        if kind is Kind.OPTION and option is not None:
            names = {int(m): m.caption for m in option}
            column = constant(names[int(column[0])], len(column), object) if same and len(column) else [names[v] for v in column.tolist()]
        values.append(column)
    values += [found.computed[k] for k in keys[len(kinds) :]]
    ticks = frozenset(k for k, kind in zip(keys, kinds, strict=False) if kind.in_ticks) | set(found.computed)
    days = frozenset(k for k, kind in zip(keys, kinds, strict=False) if kind is Kind.DATE)
    return DataTable(
        found.sheet, found.title, found.message, found.columns, values, found.options, ticks, days, found.anchors, found.measure
    )


def write_problems(problems: Sequence[Problem], path: Path, source_name: str) -> Path:
    """Write a workbook that says why a ledger could not be closed."""
    from xlcost.reports.pack import problem_pages
    from xlcost.sheets.pages import fill_pack

    fill_pack(problem_pages(problems, source_name), path, company=Path(source_name).stem, run_id="Not closed")
    return path


def write_report(ledger: Ledger, grid: Grid, path: Path, source_name: str, template: Path | None = None) -> Path:
    """Write one report as a workbook of its own."""
    from xlcost.reports.pack.report_pages import single_report_pages
    from xlcost.sheets.pages import fill_pack

    facts = ledger_facts(ledger, source_name, {"report": grid.name, **grid.options})
    fill_pack(single_report_pages(grid, facts, ledger), path, company=facts.company, run_id=facts.run_id, template=template)
    return path


def write_pages(ledger: Ledger, pages: Sequence[Page], options: Mapping[str, Any], path: Path, source_name: str) -> Path:
    """Write pages that a button puts into the workbook as a workbook of their own; `options` are what was asked."""
    from xlcost.sheets.pages import fill_pack

    facts = ledger_facts(ledger, source_name, options)
    fill_pack(pages, path, company=facts.company, run_id=facts.run_id)
    return path


def write_check(ledger: Ledger, findings: Sequence[Any], checks: Any, problems: Sequence[Problem], path: Path, source_name: str) -> Path:
    """Write what `xlcost check` found: Audit with the entries behind it, Posting Setup Check, Problems."""
    from xlcost.reports.pack.audit_pages import check_pages
    from xlcost.sheets.pages import fill_pack

    facts = ledger_facts(ledger, source_name, {"checks": checks})
    fill_pack(check_pages(ledger, findings, checks, problems, facts), path, company=facts.company, run_id=facts.run_id)
    return path


def write_picture(rows: Sequence[Any], links: Sequence[Any], title: str, path: Path) -> Path:
    """Write a trace as a picture: SVG, or text for Graphviz with the suffix .dot. The file is replaced as a whole."""
    from xlcost.reports.trace_picture import dot, svg
    from xlcost.sheets.atomic import replacing

    text = (dot if path.suffix.lower() == ".dot" else svg)(rows, title, backward=not title.endswith("forward"), links=links)
    with replacing(path) as temporary:
        temporary.write_text(text, encoding="utf-8")
    return path


def write_reconciliation(ledger: Ledger, reconciliation: Any, asked: dict[str, Any], path: Path, source_name: str) -> Path:
    """Write a reconciliation as a workbook of its own: matrix, Explained, the entries behind it."""
    from xlcost.reports.pack.pages import reconciliation_pages
    from xlcost.sheets.pages import fill_pack

    facts = ledger_facts(ledger, source_name, asked)
    fill_pack(reconciliation_pages(ledger, reconciliation, asked, facts), path, company=facts.company, run_id=facts.run_id)
    return path


def ledger_facts(ledger: Ledger, source_name: str, options: Mapping[str, Any]) -> Facts:
    """Company, run id and input hash of a single report."""
    setup = ledger.setup("General Ledger Setup")
    input_hash = ledger_hash(ledger)
    run = (
        hashlib.sha256((input_hash + json.dumps({k: str(v) for k, v in options.items()}, sort_keys=True)).encode()).hexdigest()[:8].upper()
    )
    return Facts(setup["Company Name"] or Path(source_name).stem, f"Run {run}", source_name, input_hash, setup["LCY Code"])
