"""The add-ins in LibreOffice, started once: our VBA read and executed, functions in Calc cells, commands by the toolbar."""

from __future__ import annotations

import datetime as dt
import re
import sys
from collections.abc import Callable, Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from openpyxl import Workbook, load_workbook

sys.path.insert(0, str(Path(__file__).parent))

from running import RunningOffice, named, running_office
from waiting import until

from xlcost import Ledger, read_ledger, reconcile_inventory, run_report, write_ledger
from xlcost.faces.addin.calc_addin import oxt_parts
from xlcost.faces.addin.excel_addin import build_xlam, modules
from xlcost.faces.addin.settings_module import Settings
from xlcost.faces.functions import BY_NAME, FUNCTIONS, CellError, Snapshot
from xlcost.faces.functions.call import ask
from xlcost.faces.sample import sample_ledger

pytestmark = pytest.mark.libreoffice
SOURCE = Path(__file__).parents[2] / "src"
VBA = "Calc MS Excel 2007 VBA XML"
OCTOBER = dt.date(2026, 10, 31)
NOT_AVAILABLE, WRONG_VALUE = 32767, 519


@pytest.fixture(scope="module")
def ledger() -> Ledger:
    return sample_ledger()


@pytest.fixture(scope="module")
def workbook(ledger: Ledger, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The ledger workbook, in a folder where somebody has put things that Python would find if it looked there."""
    folder = tmp_path_factory.mktemp("books")
    for name in ("xlcost", "pandas", "json", "struct", "sitecustomize"):
        (folder / f"{name}.py").write_text("import pathlib\npathlib.Path(__file__).with_name('HIJACKED').touch()\n")
    write_ledger(ledger, folder / "LEDGER.xlsx")
    return folder / "LEDGER.xlsx"


@pytest.fixture(scope="module")
def office(workbook: Path) -> Iterator[RunningOffice]:
    """LibreOffice with the Calc add-in of this checkout; its process has read the ledger workbook."""
    boot = (
        f"import sys; sys.path.insert(0, {str(SOURCE)!r})\n"
        "from xlcost.sheets import read_ledger; from xlcost.faces.functions import SNAPSHOTS; from xlcost.faces.agent import pipe\n"
        f"SNAPSHOTS.take('LEDGER.xlsx', read_ledger({str(workbook)!r})); pipe.main()"
    )
    with running_office({"xlcost": oxt_parts([sys.executable, "-I", "-B", "-c", boot])}) as started:
        started.setting("/org.openoffice.Office.Common/Security/Scripting", "MacroSecurityLevel", 0)
        yield started


@pytest.fixture(scope="module")
def sheet(office: RunningOffice) -> Iterator[Any]:
    document = office.open("private:factory/scalc")
    yield document.Sheets.getByIndex(0)
    document.close(True)


@pytest.fixture(scope="module")
def call(office: RunningOffice, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Callable[..., Any]]:
    """Calls a VBA function of the test variant of the Excel add-in."""
    path = tmp_path_factory.mktemp("addin") / "ci.xlam"
    path.write_bytes(build_xlam(for_tests=True))
    document = office.open(path.as_uri(), MacroExecutionMode=4, FilterName=VBA)
    scripts = document.getScriptProvider()

    def run(name: str, *arguments: Any) -> Any:
        script = scripts.getScript(f"vnd.sun.star.script:xlcost.{name}?language=Basic&location=document")
        return script.invoke(arguments, (), ())[0]

    yield run
    document.close(True)


def number(sheet: Any, formula: str) -> Decimal:
    """What a formula shows, to the 15 digits that a cell holds."""
    cell = sheet.getCellByPosition(0, 0)
    cell.setFormula(formula)
    assert cell.getError() == 0, f"{formula} shows {cell.String}"
    return Decimal(f"{cell.Value:.15g}")


def error(sheet: Any, formula: str) -> int:
    cell = sheet.getCellByPosition(0, 0)
    cell.setFormula(formula)
    return int(cell.getError())


# -- the Excel add-in ---------------------------------------------------------------------------------------------
def test_an_independent_reader_finds_the_sources_in_the_addin(office: RunningOffice, tmp_path: Path) -> None:
    """LibreOffice unpacks the compound file and the compressed streams with code of its own."""
    (tmp_path / "xlcost.xlam").write_bytes(build_xlam())
    document = office.open((tmp_path / "xlcost.xlam").as_uri(), MacroExecutionMode=0, FilterName=VBA)
    library = document.BasicLibraries.getByName("xlcost")
    found = {name: library.getByName(name) for name in library.ElementNames}
    document.close(True)
    made = modules(Settings())
    assert set(found) == {m.name for m in made}
    for module in made:
        text = [line for line in module.text.splitlines() if not line.startswith("Attribute ")]
        lines = found[module.name].splitlines()
        start = next(n for n, line in enumerate(lines) if line.startswith("Option VBASupport")) + 1
        assert [line.rstrip() for line in lines[start:] if line.strip()] == [line.rstrip() for line in text if line.strip()], module.name


def test_the_vba_runs(call: Callable[..., Any]) -> None:
    assert call("XlcostCanary.Canary") == "sings 1"


@pytest.mark.parametrize(
    ("value", "written"),
    [
        (1.5, "n1.5"),
        (-1234567.89, "n-1234567.89"),
        (0.00001, "n.00001"),
        ("MAIN", "tMAIN"),
        ("a\tb\\n\n\\\\\r", "ta\\tb\\\\n\\n\\\\\\\\\\r"),
        ("Größe ✓", "tGröße ✓"),
        (True, "b1"),
        ("", ""),
    ],
)
def test_vba_writes_and_reads_cells(call: Callable[..., Any], value: Any, written: str) -> None:
    found = call("XlcostCanary.Written", value)
    assert found == written
    assert call("XlcostCanary.RoundTrip", value) == value


def test_vba_writes_and_reads_ranges(call: Callable[..., Any]) -> None:
    assert call("XlcostCanary.WrittenTable") == "n1.5\ttx\\\\\vb1\t"
    assert call("XlcostLink.XlcRead", "n1.5\ttx\\\\\vb1\t") == ((1.5, "x\\"), (True, ""))
    assert call("XlcostLink.XlcRead", "\vn5\v") == (("",), (5.0,), ("",)), "a blank cell is no 0"


def test_vba_asks_the_desk(call: Callable[..., Any], ledger: Ledger) -> None:
    state, _, status = call("XlcostCanary.Reply", "function", "XLC_STATUS").partition("|")
    assert (state, status.partition(",")[0]) == ("value", f"LEDGER.xlsx: {ledger.table('Value Entry').length // 1000}")
    assert call("XlcostCanary.Reply", "shell", "rm").startswith("refused|A request is a function, a command or a result")


def test_a_button_in_vba_reaches_the_dispatcher(call: Callable[..., Any]) -> None:
    """What XlcRun calls with the tag of its control. The desk takes the command and, here without a way in, says why not."""
    call("XlcostRibbon.XlcCommand", "about")
    until(lambda: not call("XlcostCanary.Reply", "result", "").startswith("accepted"))
    assert call("XlcostCanary.Reply", "result", "").startswith("refused|")
    assert "No command was run" not in call("XlcostCanary.Reply", "result", "")


def test_wrapped_functions_answer_in_vba(call: Callable[..., Any], ledger: Ledger) -> None:
    """LibreOffice does not know the defaults of optional arguments, so all are given."""
    for row in _valuation(ledger)[:3]:
        found = call("XlcostFunctions.XLC_VALUE", row["Item No."], "2026-10-31", "", "", True)
        assert Decimal(f"{found:.15g}") == row["Expected Cost Included Ending Value"]


# -- functions in Calc --------------------------------------------------------------------------------------------
def _valuation(ledger: Ledger) -> list[dict[str, Any]]:
    return run_report(ledger, "Inventory Valuation", {"Ending Date": OCTOBER, "Include Expected Cost": True}).records()


def test_functions_equal_inventory_valuation(sheet: Any, ledger: Ledger) -> None:
    rows = _valuation(ledger)
    assert len(rows) > 5
    for row in rows:
        item = row["Item No."]
        assert number(sheet, f'=XLC_VALUE("{item}";DATE(2026;10;31))') == row["Expected Cost Included Ending Value"]
        assert number(sheet, f'=XLC_QTY("{item}";"2026-10-31")') == row["Expected Cost Included Ending Quantity"]


def test_functions_equal_the_reconciliation(sheet: Any, ledger: Ledger) -> None:
    accounts = reconcile_inventory(ledger, date_to=OCTOBER).accounts
    shown = [no for no in accounts if no][:6]
    for no in shown:
        assert number(sheet, f'=XLC_GLDIFF("{no}";DATE(2026;10;31))') == accounts[no]["difference"]


def test_arguments_come_from_cells(sheet: Any, ledger: Ledger) -> None:
    """A blank cell is no location, a range is a column of items, a date is a serial."""
    rows = _valuation(ledger)[:4]
    for n, row in enumerate(rows):
        sheet.getCellByPosition(7, n).String = row["Item No."]
    sheet.getCellByPosition(8, 0).setFormula("=DATE(2026;10;31)")
    assert number(sheet, "=XLC_VALUE(H1;I1;Z99)") == rows[0]["Expected Cost Included Ending Value"]
    block = sheet.getCellRangeByName("K1:K4")
    block.setArrayFormula("=XLC_VALUES(H1:H4;I1)")
    assert [Decimal(f"{v:.15g}") for (v,) in block.getDataArray()] == [r["Expected Cost Included Ending Value"] for r in rows]


def test_a_trace_spills(sheet: Any, ledger: Ledger) -> None:
    entry = int(ledger.records("Item Ledger Entry")[0]["Entry No."])
    block = sheet.getCellRangeByName("M1:S2")
    block.setArrayFormula(f"=XLC_TRACE({entry})")
    head, first = block.getDataArray()
    assert head[:2] == ("Level", "Entry No.")
    assert isinstance(first[1], float)


ASKED: dict[str, list[Any]] = {
    "XLC_VALUE": ["TOUR-7", "2026-10-31", "MAIN|PLANT", "", False],
    "XLC_QTY": ["TOUR-7", 46326.0],
    "XLC_UNITCOST": ["E-TREK", "2026-09-30"],
    "XLC_MOVEMENT": ["TOUR-7", "2026-10-01", "2026-10-31", "Sale", "qty"],
    "XLC_WIP": [],
    "XLC_PROJECTWIP": ["P-1000", "", "Recognized Costs"],
    "XLC_GLBALANCE": ["2110", "2026-10-31"],
    "XLC_INVPOSTED": ["Inventory", "2026-10-31"],
    "XLC_GLDIFF": ["2110"],
    "XLC_UNPOSTED": ["2026-10-31"],
    "XLC_ADJNEEDED": ["TOUR-7"],
    "XLC_TRACE": [100.0, "both", 1.0],
    "XLC_GLTRACE": [100.0],
    "XLC_WHY": [100.0],
    "XLC_WHYTERMS": [100.0],
    "XLC_FINDINGS": ["Error"],
    "XLC_ITEMS": ["T*|U*"],
    "XLC_ENTRIES": ["TOUR-7", "2026-10-01"],
    "XLC_VALUES": ["TOUR-7", "2026-10-31"],
    "XLC_STATUS": [],
}


def test_every_function_answers_in_a_cell_as_in_python(sheet: Any, ledger: Ledger, workbook: Path) -> None:
    """The whole way - type library, Calc, component, pipe, desk - and back, cell by cell, error values included."""
    assert set(ASKED) == {f.name for f in FUNCTIONS}
    snapshot = Snapshot(read_ledger(workbook), "", dt.datetime(2026, 11, 1))
    for name, arguments in ASKED.items():
        told = ";".join(
            {True: "TRUE()", False: "FALSE()"}[a] if isinstance(a, bool) else f'"{a}"' if isinstance(a, str) else f"{a:g}"
            for a in arguments
        )
        found = ask(snapshot, BY_NAME[name], arguments)[0]
        rows = found if BY_NAME[name].returns == "table" else [[found]]
        block = sheet.getCellRangeByPosition(30, 0, 29 + len(rows[0]), len(rows) - 1)
        block.setArrayFormula(f"={name}({told})")
        for r, row in enumerate(rows):
            for c, value in enumerate(row):
                cell = block.getCellByPosition(c, r)
                if isinstance(value, CellError):
                    assert cell.String == value.text, name
                elif isinstance(value, str):
                    assert name == "XLC_STATUS" or cell.String == value, name
                else:
                    assert (cell.getError(), cell.Value) == (0, float(value)), name
        block.setArrayFormula("")
        block.clearContents(1023)


@pytest.mark.parametrize(
    ("formula", "shown"),
    [
        ('=XLC_VALUE("NO SUCH ITEM")', NOT_AVAILABLE),
        ('=XLC_VALUE("ITEM";"no date")', WRONG_VALUE),
        ("=XLC_VALUE(1/0)", 532),
        ('=XLC_MOVEMENT("ITEM";;;"No such type")', WRONG_VALUE),
    ],
)
def test_errors_are_error_values(sheet: Any, ledger: Ledger, formula: str, shown: int) -> None:
    item = ledger.records("Item")[0]["No."]
    assert error(sheet, formula.replace('ITEM"', f'{item}"') if "NO SUCH" not in formula else formula) == shown


def test_a_workbook_of_excel_with_functions_answers_in_calc(office: RunningOffice, tmp_path: Path, ledger: Ledger) -> None:
    row, path = _valuation(ledger)[0], tmp_path / "checks.xlsx"
    book = Workbook()
    book.worksheets[0]["A1"] = f'=XLC_VALUE("{row["Item No."]}",DATE(2026,10,31))'
    book.save(path)
    document = office.open(path.as_uri(), hidden=False)
    cell = document.Sheets.getByIndex(0).getCellByPosition(0, 0)
    try:
        until(lambda: (cell.getError(), Decimal(f"{cell.Value:.15g}")) == (0, row["Expected Cost Included Ending Value"]), 20)
    finally:
        document.close(True)


def test_what_calc_writes_into_xlsx_ends_on_the_name_that_excel_knows(office: RunningOffice, tmp_path: Path) -> None:
    """Calc puts the name of the service in front; docs/excel.md says how to take it off in Excel."""
    path = tmp_path / "checks.xlsx"
    document = office.open("private:factory/scalc")
    document.Sheets.getByIndex(0).getCellByPosition(0, 0).setFormula("=XLC_UNPOSTED()")
    document.storeToURL(path.as_uri(), (named("FilterName", "Calc MS Excel 2007 XML"),))
    document.close(True)
    assert load_workbook(path).worksheets[0]["A1"].value == "=ORG.XLCOST.FUNCTIONS.XLC_UNPOSTED()"


def test_every_function_is_known_to_calc(office: RunningOffice) -> None:
    descriptions = office.create("com.sun.star.sheet.FunctionDescriptions")
    known = set(descriptions.ElementNames)
    assert {f.name for f in FUNCTIONS} <= known
    value = {p.Name: p.Value for p in descriptions.getByName("XLC_VALUE")}
    assert value["Description"] == "Inventory value of an item."
    assert [a.Name for a in value["Arguments"]][:2] == ["item", "as_of"]
    assert [a.IsOptional for a in value["Arguments"]][:1] == [True]  # Calc counts every argument of the type any as optional


def test_nothing_beside_the_workbook_was_run(office: RunningOffice, workbook: Path, ledger: Ledger) -> None:
    """A mailed workbook with modules beside it and a sheet of execution settings changes nothing about what runs."""
    document = office.open(workbook.as_uri())
    try:
        document.Sheets.insertNewByName("xlcost.conf", 0)
        settings = document.Sheets.getByIndex(0)
        for n, (key, value) in enumerate(
            [("INTERPRETER_WIN", "/bin/false"), ("INTERPRETER", "/bin/false"), ("PYTHONPATH", str(workbook.parent))]
        ):
            settings.getCellByPosition(5, n).String, settings.getCellByPosition(6, n).String = key, value
        row = _valuation(ledger)[0]
        assert number(settings, f'=XLC_VALUE("{row["Item No."]}";DATE(2026;10;31))') == row["Expected Cost Included Ending Value"]
    finally:
        document.close(True)
    assert not (workbook.parent / "HIJACKED").exists()


# -- toolbar ------------------------------------------------------------------------------------------------------
def test_toolbar_and_menu_name_known_commands(office: RunningOffice) -> None:
    from xlcost.faces.ribbon.registry import commands

    provider = office.create("com.sun.star.configuration.ConfigurationProvider")
    root = provider.createInstanceWithArguments(
        "com.sun.star.configuration.ConfigurationAccess", (named("nodepath", "/org.openoffice.Office.Addons/AddonUI"),)
    )
    bar = root.getByName("OfficeToolBar").getByName("org.xlcost.toolbar")
    urls = [bar.getByName(n).getByName("URL") for n in bar.ElementNames]
    assert urls.count("private:separator") == 7
    urls = [url for url in urls if url != "private:separator"]
    menu = root.getByName("OfficeMenuBar").getByName("org.xlcost.toolbar.menu").getByName("Submenu")
    for group in menu.ElementNames:
        inner = menu.getByName(group).getByName("Submenu")
        urls += [inner.getByName(n).getByName("URL") for n in inner.ElementNames]
    named_ids = {re.sub(r"^service:org\.xlcost\.Toolbar\?", "", url) for url in urls}
    assert named_ids == {c.id for c in commands()}


def test_a_button_runs_its_command_and_functions_follow(office: RunningOffice, workbook: Path, tmp_path: Path, ledger: Ledger) -> None:
    """Import, pressed in the toolbar: the process is let in through a pipe, reads the open workbook, and cells follow."""
    path = tmp_path / "SMALL.xlsx"
    write_ledger(ledger, path)
    document = office.open(path.as_uri(), hidden=False)
    try:
        entries = document.Sheets.getByName("Value Entry")
        captions = [entries.getCellByPosition(c, 0).String for c in range(100)]
        item, amount = entries.getCellByPosition(captions.index("Item No."), 1), captions.index("Cost Amount (Actual)")
        document.Sheets.insertNewByName("Mine", 0)
        cell = document.Sheets.getByName("Mine").getCellByPosition(0, 0)
        cell.setFormula(f'=XLC_VALUE("{item.String}")')
        before = Decimal(f"{cell.Value:.15g}")
        changed = entries.getCellByPosition(amount, 1)
        changed.Value = changed.Value + 1000
        press(office, document, "xlcImport")
        until(lambda: document.Sheets.hasByName("XLC Messages"))
        until(lambda: Decimal(f"{cell.Value:.15g}") == before + 1000)
    finally:
        document.close(True)


def press(office: RunningOffice, document: Any, command: str) -> None:
    dispatcher = office.create("com.sun.star.frame.DispatchHelper")
    dispatcher.executeDispatch(document.CurrentController.Frame, f"service:org.xlcost.Toolbar?{command}", "_self", 0, ())
