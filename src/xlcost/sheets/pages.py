"""Writing a pack: pages (and data tables) into one workbook, dressed by a template.

What a page builder needs to know
---------------------------------
`Page.template` names the sheet of the template: cover, inventory-valuation, tie-out, wip, cost-shares, matrix,
explained, trace, problems, evidence, entries, list, reading, and one per companion and project report
(sheets.house.report_sheets). Anything else, and any page whose main block has a column key
that the template does not know, is laid out column by column in the page's own order with the same styles.
So columns may be added freely. Keys known to the house template (their widths and places are tuned):

    inventory-valuation  item_no description base_unit_of_measure starting_|increases_|decreases_|ending_quantity|value
                         cost_posted_to_g_l mark
    tie-out              posting_group location ledger_value posted not_yet_posted gl_account gl_balance difference status cause
    wip                  status no description source_type source_no as_of_start_date consumption capacity output as_of_end_date cost_posted_to_g_l mark
    cost-shares          no description quantity material_direct_cost_applied capacity_direct_cost_applied capacity_overhead
                         material_overhead subcontracted variance revaluation rounding total
    matrix               account_type inventory inventory_interim wip_inventory total gl_total difference mark warning
    explained            account name entry_no date document description amount age bucket what_to_do
    trace                level chain entry_no posting_date document_no item_no description quantity cost_amount_actual
                         share_of_the_traced_cost origin
    problems             mark severity code where what rule remedy
    evidence             no main block: blocks with slot "input", "totals", "checks" (any name), columns of their own

Blocks: the block with slot "" is the main table; every other block stands under it with its section line and captions
(a block whose captions are all empty gets none). Columns of a side block that share a key with the main table stand under it.
Ranks pick the prototype row; on side blocks DETAIL, SECOND, SUBTOTAL, TOTAL use xlc_tieout*.

Cells: Decimal, int, date, str, bool, None. Kinds of columns: amount, difference (not zero: bold Rust), signed (sign shown,
no colour), unit cost, quantity, percent (percent points: 55.7 prints 55.7%), date, code, text, description (wraps to two lines),
explanation (wraps to four), entry no., count, integer, age, level, Yes/No, option, status (colour by sign or line state), mark, ratio.
A mark or status cell that is None shows the line's state. Text that starts with ● ▲ ■ ○ takes that colour.
Bands "As of 31 Oct 2026" become true dates. A caption may contain a line break.
`GridColumn.sums` makes SUBTOTAL and TOTAL cells formulas with the given value cached, checked against a hidden copy.
`GridColumn.formula` makes DETAIL and SECOND cells formulas ({key} = the cell of that column on the same line).
`Line.links`: "Sheet#anchor", "Sheet#" (its first row), "#anchor" (same sheet). `Line.anchor` is where links lead to. A data
table's anchors are its groups.
`Page.slots["next"]`: sheets ("Sheet" or "Sheet#anchor") that row 4 leads on to. `Page.slots["open"]`: the table is never folded.
`Page.slots["nav"]`: short name on the cover's link row.
`Page.slots["tab"]`: ARGB colour of the tab.

Cover (`template="cover"`): title; `slots`:
    verdict    {"state": "ties"|"explained"|"open", "word": "Explained.", "text": "8 of 17 accounts ...", "tail": "Unexplained: 0.00"}
    facts      two texts for the top right: as-of and currency; mode and filters
    tiles      six {"label", "figure" (Decimal or text), "note"}
    prepared_by, prepared_on, approved_by, approved_on, input_hash     texts, optional
  blocks: slot "tie" (mark account_type value_entries gl_balance difference explained status; TOTAL = sum row),
  "todo" (mark cause gross accounts lines oldest do_this where), "step" (mark step words); marks come from line.state.
  charts[0] = the bridge.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from xlcost.ledger.collector import rarely_collected
from xlcost.problems import XlcostError
from xlcost.reports.grid import Page
from xlcost.sheets.atomic import replacing
from xlcost.sheets.block_out import refuse_duplicates
from xlcost.sheets.cells_out import without_controls
from xlcost.sheets.columns_out import states_of
from xlcost.sheets.cover_out import lay_out_cover
from xlcost.sheets.page_out import Context, lay_out
from xlcost.sheets.sheet_out import SheetOut
from xlcost.sheets.splice import Splice
from xlcost.sheets.styles import Styles
from xlcost.sheets.table_out import DataTable, lay_out_table
from xlcost.sheets.template import Template, house_template

_FORBIDDEN = str.maketrans(dict.fromkeys("[]:*?/\\", "-"))


@rarely_collected()
def fill_pack(
    pages: Sequence[Page],
    path: str | Path,
    *,
    company: str,
    run_id: str,
    template: Path | None = None,
    tables: Sequence[DataTable] = (),
    title: str = "",
) -> None:
    """Write one workbook: the pages in their order, data tables before Problems and Evidence, then the template's own sheets.

    `template` is a customer's workbook with named slots (docs/templates.md), None the house's. The same pages give the
    same bytes. XlcostError: TEMPLATE_INVALID, TEMPLATE_SHEET, TEMPLATE_SLOT (naming slot and sheet), SHEET_TITLE_TWICE,
    TEXT_TOO_LONG, and those of sheets.atomic for the file itself.
    """
    source = Template.open(template)
    titles = [*(page.sheet for page in pages), *(table.sheet for table in tables)]
    refuse_duplicates([*titles, *(sheet.title for sheet in source.own_sheets())])
    styles = Styles(source.package.parts[_styles_part(source)])
    context = Context(company, run_id, styles, states_of(source), source.is_house, _house_keys(source), titles)
    context.page_names = {page.sheet: str(page.slots.get("nav", page.sheet)) for page in pages}
    sheets: dict[str, SheetOut] = {}
    for table in tables:
        sheets[table.sheet] = lay_out_table(table, source.sheet_for("entries"), context)
    for page in pages:
        sheet = source.sheet_for(page.template)
        made = (
            lay_out_cover(page, sheet, context) if page.template == "cover" and sheet.template == "cover" else lay_out(page, sheet, context)
        )
        made.tab = str(page.slots.get("tab", "")) or made.tab
        sheets[page.sheet] = made
    order = _order([page.sheet for page in pages], [table.sheet for table in tables])
    pack_title = title or (pages[0].title if pages else "Data")
    with replacing(path) as temporary:
        Splice(source, [sheets[name] for name in order], pack_title).write(temporary)


def sheet_title(text: str) -> str:
    """A title that a sheet may have: 31 characters, none of []:*?/\\, no apostrophe at the ends, not History."""
    cleaned = without_controls(text).translate(_FORBIDDEN).strip().strip("'")[:31].strip().strip("'")
    return f"{cleaned} ".strip() + "_" if cleaned.lower() == "history" else cleaned or "Sheet"


def _order(pages: list[str], tables: list[str]) -> list[str]:
    """Data tables stand before Problems and Evidence."""
    last = [name for name in pages if name in ("Problems", "Evidence")]
    return [*(name for name in pages if name not in last), *tables, *last]


def _styles_part(template: Template) -> str:
    for line in template.package.relationships("xl/workbook.xml"):
        if line.type.endswith("/styles"):
            return line.target
    raise XlcostError(
        "TEMPLATE_INVALID",
        "The template has no styles.",
        rule="A template is a complete workbook.",
        remedy="Save it in a spreadsheet program.",
    )


def _house_keys(template: Template) -> dict[str, set[str]]:
    """Column keys that the house's sheets know, by template: a key missing in a customer's sheet was dropped on purpose."""
    if template.is_house:
        return {}
    house = Template.open(None) if house_template() else template
    return {sheet.template: set(sheet.columns()) for sheet in house.sheets if sheet.template}


__all__ = ["DataTable", "fill_pack", "sheet_title"]
