"""The Excel add-in as a file: reproducible, small, compressed right; what it starts and what it never listens to."""

from __future__ import annotations

import hashlib
import importlib.util
import io
import re
import struct
import zipfile
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from xlcost.faces.addin.compound_file import compound_file
from xlcost.faces.addin.compression import compress
from xlcost.faces.addin.excel_addin import HAND_WRITTEN, build_xlam, modules
from xlcost.faces.addin.settings_module import Settings, entry_points, settings_module, xlwings_settings
from xlcost.faces.addin.sources import source
from xlcost.faces.addin.vba_functions import RESERVED, argument_name, functions_module, quoted
from xlcost.faces.functions import FUNCTIONS
from xlcost.problems import XlcostError

ROOT = Path(__file__).parents[3]
BOUND = Settings(r"C:\Program Files\Python\pythonw.exe", r"C:\Users\x\AppData\Local\xlcost\agent.txt", (("64", r"C:\xlwings64-0.dll"),))
XLWINGS = """
        Declare PtrSafe Function XLPyDLLActivateAuto Lib "xlwings64-0.37.8.dll" (ByRef Result As Variant) As Long
        Declare PtrSafe Function XLPyDLLActivateAuto Lib "xlwings32-0.37.8.dll" (ByRef Result As Variant) As Long
    Private Declare Function XLPyDLLActivateAuto Lib "xlwings32-0.37.8.dll" (ByRef Result As Variant) As Long
"""


def decompressed(data: bytes) -> bytes:
    """[MS-OVBA] 2.4.1.3.1 read the other way round, independently of the writer."""
    assert data[0] == 1
    out, place = bytearray(), 1
    while place < len(data):
        (header,) = struct.unpack_from("<H", data, place)
        end, place, start = place + (header & 0xFFF) + 3, place + 2, len(out)
        assert header >> 12 & 7 == 3
        if not header >> 15:
            out += data[place:end]
            place = end
        while place < end:
            flags, place = data[place], place + 1
            for bit in range(8):
                if place >= end:
                    break
                if flags >> bit & 1:
                    (token,) = struct.unpack_from("<H", data, place)
                    bits = next(n for n in range(4, 13) if 1 << n >= len(out) - start)
                    for _ in range((token & (0xFFFF >> bits)) + 3):
                        out.append(out[-(token >> (16 - bits)) - 1])
                    place += 2
                else:
                    out.append(data[place])
                    place += 1
    return bytes(out)


@given(st.binary(max_size=3000) | st.text("ab \r\n", max_size=9000).map(str.encode) | st.integers(0, 9000).map(lambda n: b"xlcost " * n))
def test_compressed_text_reads_back(data: bytes) -> None:
    assert decompressed(compress(data)) == data


def test_every_source_of_the_addin_reads_back_and_shrinks() -> None:
    for module in modules(BOUND):
        text = module.text.encode("cp1252")
        packed = compress(text)
        assert decompressed(packed) == text
        assert len(packed) < len(text)


def test_large_and_small_streams_find_their_place() -> None:
    """Streams at the border of the mini stream, by an independent walk along the FAT."""
    streams = {f"s{n}": bytes([n % 251]) * size for n, size in enumerate([0, 1, 64, 4095, 4096, 4097, 70_000])}
    data = compound_file({"inner": streams, "top": b"x"})
    found = _read_compound(data)
    assert {n: found[n] for n in streams} == streams
    assert found["top"] == b"x"


def _read_compound(data: bytes) -> dict[str, bytes]:
    sector = lambda n: data[512 + n * 512 : 1024 + n * 512]  # noqa: E731
    fat_count, directory, mini_fat = (struct.unpack_from("<I", data, at)[0] for at in (44, 48, 60))
    fat = [x for n in struct.unpack_from(f"<{fat_count}I", data, 76) for x in struct.unpack("<128I", sector(n))]

    def chain(first: int) -> bytes:
        parts = []
        while first < 0xFFFFFFFD:
            parts.append(sector(first))
            first = fat[first]
        return b"".join(parts)

    entries = chain(directory)
    read = {}
    mini, small = b"", list[int]()
    for at in range(0, len(entries), 128):
        length, kind = struct.unpack_from("<HB", entries, at + 64)
        start, size = struct.unpack_from("<IQ", entries, at + 116)
        name = entries[at : at + max(0, length - 2)].decode("utf-16le")
        if kind == 5:
            mini, small = chain(start)[:size], list(struct.unpack(f"<{len(chain(mini_fat)) // 4}I", chain(mini_fat)))
        elif kind == 2 and size >= 4096:
            read[name] = chain(start)[:size]
        elif kind == 2:
            parts = []
            while size and start < 0xFFFFFFFD:
                parts.append(mini[start * 64 : start * 64 + 64])
                start = small[start]
            read[name] = b"".join(parts)[:size]
    return read


def test_the_same_bytes_on_every_build() -> None:
    assert hashlib.sha256(build_xlam(BOUND)).digest() == hashlib.sha256(build_xlam(BOUND)).digest()
    assert build_xlam(BOUND) != build_xlam()


def test_the_package_is_an_excel_addin() -> None:
    with zipfile.ZipFile(io.BytesIO(build_xlam())) as package:
        assert package.testzip() is None
        assert "application/vnd.ms-excel.addin.macroEnabled.main+xml" in package.read("[Content_Types].xml").decode()
        assert 'codeName="ThisWorkbook"' in package.read("xl/workbook.xml").decode()
        assert 'codeName="Sheet1"' in package.read("xl/worksheets/sheet1.xml").decode()
        assert 'Target="customUI/customUI14.xml"' in package.read("_rels/.rels").decode()


def test_our_vba_is_at_most_150_lines() -> None:
    texts = [source("vba/ThisWorkbook.cls"), *(source(f"vba/{name}.bas") for name in HAND_WRITTEN)]
    lines = [line for text in texts for line in text.splitlines() if line.strip() and not line.lstrip().startswith(("'", "Attribute"))]
    assert len(lines) <= 150


def test_sources_are_what_the_editor_takes() -> None:
    for module in modules(BOUND):
        assert module.text.isascii()
        assert max(map(len, module.text.splitlines()), default=0) <= 1023
        assert module.text.count("#If ") == module.text.count("#End If")
        for word in ("Function", "Sub"):
            begun = re.findall(rf"^(?:Public |Private )?{word} ", module.text, re.M)
            assert len(begun) == len(re.findall(rf"^End {word}\b", module.text, re.M)), module.name


# -- worksheet functions ------------------------------------------------------------------------------------------
def test_every_function_has_its_wrapper() -> None:
    text = functions_module()
    for function in FUNCTIONS:
        names = [argument_name(a) for a in function.arguments]
        assert f'{function.name} = XlcFunction("{function.name}", Array({", ".join(names)}))' in text
        assert f'MacroOptions Macro:="{function.name}"' in text
        assert not RESERVED & {n.lower() for n in names}
        assert not re.fullmatch(r"[A-Z]{1,3}[0-9]+", function.name), "it would be a cell"
        optional = [a.optional for a in function.arguments]
        assert optional == sorted(optional), "no required argument after an optional one"


@pytest.mark.parametrize(
    ("text", "expression"),
    [("", '""'), ('say "x"', '"say ""x"""'), ("Größe", '"Gr" & ChrW(246) & ChrW(223) & "e"'), ("😀", "ChrW(55357) & ChrW(56832)")],
)
def test_any_text_becomes_a_vba_expression(text: str, expression: str) -> None:
    assert quoted(text) == expression


# -- what the add-in starts ---------------------------------------------------------------------------------------
def test_the_library_is_declared_as_the_installed_xlwings_declares_it(tmp_path: Path) -> None:
    package = tmp_path / "xlwings"
    package.mkdir()
    (package / "xlwings_custom_addin.bas").write_text(XLWINGS, encoding="cp1252")
    (tmp_path / "xlwings64-0.37.8.dll").touch()
    found = xlwings_settings(package, tmp_path / "Jörg" / "python.exe", (tmp_path,), tmp_path / "agent.txt")
    assert [bits for bits, _ in found.declares] == ["64", "32"]
    assert dict(found.libraries)["64"] == str(tmp_path / "xlwings64-0.37.8.dll")
    text = settings_module(found)
    assert text.count("Public Declare PtrSafe Function XLPyDLLActivateAuto Lib") == 2
    assert "ChrW(246)" in text
    build_xlam(found)


def test_an_xlwings_without_the_library_is_refused() -> None:
    with pytest.raises(XlcostError, match="AD21"):
        entry_points("Sub Nothing()")


def test_the_xlwings_of_today_is_understood() -> None:
    spec = importlib.util.find_spec("xlwings")
    assert spec is not None
    assert spec.origin is not None
    text = (Path(spec.origin).parent / "xlwings_custom_addin.bas").read_text(encoding="cp1252")
    assert [bits for bits, _ in entry_points(text)] == ["64", "32"]


def test_python_is_started_cut_off_from_folders_and_variables() -> None:
    assert BOUND.command_line.startswith('"C:\\Program Files\\Python\\pythonw.exe" -I -B -c "')


def test_no_workbook_tells_the_addin_what_to_run() -> None:
    """Paths and commands come from XlcostSettings alone: the sources read no sheet, no folder and no environment."""
    text = "\n".join(m.text for m in modules(BOUND))
    for word in (
        "GetConfig",
        ".conf",
        "FullName",
        ".Path",
        "Environ",
        "Shell",
        "RunPython",
        "PYTHONPATH",
        "Worksheets(",
        "Sheets(",
        "DefinedName",
    ):
        assert word not in text, word
    assert text.count("XlcCommandLine()") == 2  # told in XlcostSettings, used in XlcostTransport
    assert "XlcInterpreter() = " not in source("vba/XlcostRibbon.bas")


def test_nothing_of_xlwings_is_committed() -> None:
    for path in (ROOT / "addin").rglob("*"):
        assert path.is_dir() or "Zoomer" not in path.read_text(encoding="utf-8")
