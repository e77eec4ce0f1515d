"""The worksheet functions as VBA, from the one table of functions: a wrapper each, and what the function wizard shows."""

from __future__ import annotations

from xlcost.faces.functions.table import FUNCTIONS, Argument, Function

MODULE = "XlcostFunctions"
CATEGORY = "xlcost"
# Words that VBA keeps for itself and that could name an argument.
RESERVED = frozenset(
    {"and", "any", "as", "boolean", "byte", "call", "case", "close", "const", "currency", "date", "debug", "declare", "dim", "do", "double",
     "each", "else", "empty", "end", "enum", "error", "event", "exit", "false", "for", "function", "get", "global", "goto", "if", "imp", "in",
     "input", "integer", "is", "let", "lib", "like", "line", "lock", "long", "loop", "me", "mod", "new", "next", "not", "nothing", "null",
     "object", "on", "open", "option", "optional", "or", "print", "private", "property", "public", "put", "rem", "resume", "return", "seek",
     "select", "set", "single", "static", "step", "stop", "string", "sub", "then", "time", "to", "true", "type", "unlock", "until", "variant",
     "while", "with", "write", "xor"}
)  # fmt: skip
_LONGEST_ARGUMENT_HELP = 255


def argument_name(argument: Argument) -> str:
    """The name of an argument where VBA or UNO IDL may have taken the word."""
    return argument.name + "_code" if argument.name.lower() in RESERVED else argument.name


def functions_module() -> str:
    """Source of the module XlcostFunctions."""
    lines = [
        f'Attribute VB_Name = "{MODULE}"',
        "Option Explicit",
        "' Written from the table of worksheet functions (xlcost.faces.functions.table); do not edit.",
        "",
    ]
    for function in FUNCTIONS:
        lines += [*_wrapper(function), ""]
    lines += ["' What the function wizard shows. Excel refuses while no workbook is open; the functions work without it.", *_descriptions()]
    return "\n".join([*lines, ""])


def _wrapper(function: Function) -> list[str]:
    declared = [f'Optional ByVal {argument_name(a)} As Variant = ""' if a.optional else f"ByVal {argument_name(a)} As Variant"
                for a in function.arguments]  # fmt: skip
    given = ", ".join(argument_name(a) for a in function.arguments)
    return [
        f"Public Function {function.name}({', '.join(declared)}) As Variant",
        f'    {function.name} = XlcFunction("{function.name}", Array({given}))',
        "End Function",
    ]


def _descriptions() -> list[str]:
    lines = ["Public Sub XlcDescribeFunctions()", "    On Error Resume Next"]
    for function in FUNCTIONS:
        helps = ", ".join(quoted(a.help[:_LONGEST_ARGUMENT_HELP]) for a in function.arguments)
        arguments = f", ArgumentDescriptions:=Array({helps})" if helps else ""
        lines += [
            f'    Application.MacroOptions Macro:="{function.name}", Description:={quoted(function.help)}, _',
            f'        Category:="{CATEGORY}"{arguments}',
        ]
    return [*lines, "End Sub"]


def quoted(text: str) -> str:
    """A VBA expression for a text: what the code page lacks is joined with ChrW."""
    parts: list[str] = []
    plain = ""
    for unit in _utf16_units(text):
        if 32 <= unit < 127:
            plain += chr(unit)
            continue
        parts += [f'"{plain.replace(chr(34), chr(34) * 2)}"'] if plain else []
        parts.append(f"ChrW({unit})")
        plain = ""
    if plain or not parts:
        parts.append(f'"{plain.replace(chr(34), chr(34) * 2)}"')
    return " & ".join(parts)


def _utf16_units(text: str) -> list[int]:
    packed = text.encode("utf-16le")
    return [packed[n] | packed[n + 1] << 8 for n in range(0, len(packed), 2)]
