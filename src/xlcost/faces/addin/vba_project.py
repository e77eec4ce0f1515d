"""A VBA project from module sources ([MS-OVBA] 2.3): no compiled code, Excel compiles it when it opens the file."""

from __future__ import annotations

import struct
from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum

from xlcost.faces.addin.compound_file import compound_file
from xlcost.faces.addin.compression import compress

CODE_PAGE = "cp1252"
PROJECT_ID = "{1F0B4C7E-54A1-4C1D-9C39-6E1A7D2B80C5}"
_NO_COMPILED_CODE = b"\xcc\x61\xff\xff\x00\x00\x00"
_REFERENCES = (
    ("stdole", r"*\G{00020430-0000-0000-C000-000000000046}#2.0#0#C:\Windows\System32\stdole2.tlb#OLE Automation"),
    (
        "Office",
        r"*\G{2DF8D04C-5BFA-101B-BDE5-00AA0044DE52}#2.0#0#"
        r"C:\Program Files\Common Files\Microsoft Shared\OFFICE16\MSO.DLL#Microsoft Office 16.0 Object Library",
    ),
)


class Kind(Enum):
    """What a module is: its line in PROJECT, and the class that a document module extends."""

    STANDARD = "Module={}", ""
    WORKBOOK = "Document={}/&H00000000", "00020819-0000-0000-C000-000000000046"
    WORKSHEET = "Document={}/&H00000000", "00020820-0000-0000-C000-000000000046"


@dataclass(frozen=True, slots=True)
class Module:
    """One module: name, kind, source text as the editor shows it."""

    name: str
    kind: Kind
    source: str = ""

    @property
    def text(self) -> str:
        """The stored text: attributes first, lines ended by CR LF."""
        lines = self.source.splitlines()
        if self.kind is not Kind.STANDARD:
            lines = _document_attributes(self.name, self.kind.value[1]) + lines
        return "".join(line + "\r\n" for line in lines)


def _document_attributes(name: str, base: str) -> list[str]:
    """What the editor hides of a workbook or sheet module."""
    switches = {"GlobalNameSpace": False, "Creatable": False, "PredeclaredId": True, "Exposed": True}
    switches |= {"TemplateDerived": False, "Customizable": True}
    return [
        f'Attribute VB_Name = "{name}"',
        f'Attribute VB_Base = "0{{{base}}}"',
        *(f"Attribute VB_{key} = {value}" for key, value in switches.items()),
    ]


def vba_project(name: str, modules: Sequence[Module]) -> bytes:
    """The compound file vbaProject.bin. Raises UnicodeEncodeError for a character that the code page lacks."""
    streams = {m.name: compress(m.text.encode(CODE_PAGE)) for m in modules}
    streams["dir"] = compress(_directory(name, modules))
    streams["_VBA_PROJECT"] = _NO_COMPILED_CODE
    names = b"".join(m.name.encode(CODE_PAGE) + b"\0" + m.name.encode("utf-16le") + b"\0\0" for m in modules)
    return compound_file({"VBA": streams, "PROJECT": _project_text(name, modules), "PROJECTwm": names + b"\0\0"})


def _record(kind: int, data: bytes) -> bytes:
    return struct.pack("<HI", kind, len(data)) + data


def _short(number: int) -> bytes:
    return struct.pack("<H", number)


def _long(number: int) -> bytes:
    return struct.pack("<I", number)


def _two_texts(kind: int, unicode_kind: int, text: str) -> bytes:
    """A text in the code page, then in Unicode."""
    return _record(kind, text.encode(CODE_PAGE)) + _record(unicode_kind, text.encode("utf-16le"))


def _directory(name: str, modules: Sequence[Module]) -> bytes:
    """The stream VBA/dir before compression: project, references, modules (2.3.4.2)."""
    found = _record(0x01, _long(3)) + _record(0x02, _long(0x409)) + _record(0x14, _long(0x409)) + _record(0x03, _short(1252))
    found += _record(0x04, name.encode(CODE_PAGE)) + _two_texts(0x05, 0x40, "") + _two_texts(0x06, 0x3D, "")
    found += _record(0x07, _long(0)) + _record(0x08, _long(0)) + struct.pack("<HIIH", 0x09, 4, 1, 1) + _two_texts(0x0C, 0x3C, "")
    for title, library in _REFERENCES:
        packed = library.encode(CODE_PAGE)
        found += _two_texts(0x16, 0x3E, title) + _record(0x0D, _long(len(packed)) + packed + bytes(6))
    found += _record(0x0F, _short(len(modules))) + _record(0x13, _short(0xFFFF))
    for module in modules:
        found += _two_texts(0x19, 0x47, module.name) + _two_texts(0x1A, 0x32, module.name) + _two_texts(0x1C, 0x48, "")
        found += _record(0x31, _long(0)) + _record(0x1E, _long(0)) + _record(0x2C, _short(0xFFFF))
        found += _record(0x21 if module.kind is Kind.STANDARD else 0x22, b"") + _record(0x2B, b"")
    return found + _record(0x10, b"")


def _project_text(name: str, modules: Sequence[Module]) -> bytes:
    """The stream PROJECT (2.3.1); without a password, visible in the editor."""
    lines = [f'ID="{PROJECT_ID}"', *(m.kind.value[0].format(m.name) for m in modules), f'Name="{name}"', 'HelpContextID="0"']
    lines += ['VersionCompatible32="393222000"']
    visible = bytes([0xFF])
    lines += [f'CMG="{_obscured(0xBA, bytes(4))}"', f'DPB="{_obscured(0xDC, bytes(1))}"', f'GC="{_obscured(0xFE, visible)}"', ""]
    lines += ["[Host Extender Info]", "&H00000001={3832D640-CF90-11CF-8E43-00A0C911005A};VBE;&H00000000", "", "[Workspace]"]
    lines += [f"{m.name}=0, 0, 0, 0, C" for m in modules]
    return "".join(line + "\r\n" for line in lines).encode(CODE_PAGE)


def _obscured(seed: int, data: bytes) -> str:
    """Data as PROJECT keeps it (2.4.3.2), with a fixed seed so that every build gives the same bytes."""
    key = sum(PROJECT_ID.encode()) & 0xFF
    version, project = seed ^ 2, seed ^ key
    out = [seed, version, project]
    before, earlier, unmixed = project, version, key
    for byte in bytes((seed & 6) // 2) + struct.pack("<I", len(data)) + data:
        mixed = byte ^ ((earlier + unmixed) & 0xFF)
        out.append(mixed)
        earlier, before, unmixed = before, mixed, byte
    return "".join(f"{b:02X}" for b in out)
