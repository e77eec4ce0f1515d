"""The Calc add-in as a file; what it does stands in tests/libreoffice/test_addins_in_office.py."""

from __future__ import annotations

import ast
import io
import json
import zipfile

from lxml import etree

from xlcost.faces.addin.calc_addin import build_oxt, interface, oxt_parts
from xlcost.faces.functions import FUNCTIONS

COMMAND = ["/opt/python", "-I", "-B", "-m", "xlcost.faces.agent.pipe"]


def test_the_same_bytes_on_every_build() -> None:
    assert build_oxt(COMMAND) == build_oxt(COMMAND)


def test_the_manifest_names_what_is_there_and_xml_is_well_formed() -> None:
    with zipfile.ZipFile(io.BytesIO(build_oxt(COMMAND))) as package:
        names = set(package.namelist())
        manifest = etree.fromstring(package.read("META-INF/manifest.xml"))
        paths = {e.get("{http://openoffice.org/2001/manifest}full-path") for e in manifest}
        assert paths <= names
        for name in names:
            if name.endswith((".xml", ".xcu", ".components")):
                etree.fromstring(package.read(name))


def test_interface_configuration_and_component_agree() -> None:
    """Calc pairs them by name only: a method or argument that differs would silently be missing."""
    parts = oxt_parts(COMMAND)
    config = etree.fromstring(str(parts["CalcAddIns.xcu"]).encode())
    name = "{http://openoffice.org/2001/registry}name"
    functions = config.xpath("//node[@*[local-name()='name']='AddInFunctions']")[0]
    told = {f.get(name): [a.get(name) for a in f.xpath("node[@*[local-name()='name']='Parameters']/node")] for f in functions}
    declared = {m.name: [a for a, _ in m.arguments][1:] for m in interface() if m.name != "ask"}
    assert told == declared
    listed = json.loads(str(parts["functions.json"]))
    assert [f["method"] for f in listed] == list(declared)
    assert [len(f["kinds"]) for f in listed] == [len(f.arguments) for f in FUNCTIONS]
    assert not [n for names in declared.values() for n in names if "_" in n], "UNO IDL takes no underscores in arguments"
    assert list(declared) == [f.name for f in FUNCTIONS], "what Calc writes into .xlsx ends on Excel's name"


def test_the_services_are_those_of_the_component() -> None:
    parts = oxt_parts(COMMAND)
    root = etree.fromstring(str(parts["xlcost.components"]).encode())
    told = {i.get("name"): [s.get("name") for s in i] for i in root.iter("{*}implementation")}
    tree = ast.parse(str(parts["xlcost_calc.py"]))
    names = {n.targets[0].id: n.value.value for n in tree.body if isinstance(n, ast.Assign) and isinstance(n.value, ast.Constant)}  # type: ignore[attr-defined]
    added = [n for n in ast.walk(tree) if isinstance(n, ast.Call) and getattr(n.func, "attr", "") == "addImplementation"]
    made = {names[c.args[1].id]: [names[e.id] if isinstance(e, ast.Name) else e.value for e in c.args[2].elts] for c in added}  # type: ignore[attr-defined]
    assert told == made
    assert [c.get("uri") for c in root] == ["xlcost_calc.py"]


def test_the_component_runs_on_the_python_of_older_offices() -> None:
    """LibreOffice brings its own Python: 3.8 syntax, standard library and UNO only."""
    tree = ast.parse(str(oxt_parts(COMMAND)["xlcost_calc.py"]), feature_version=(3, 8))
    imported = {a.name for n in ast.walk(tree) if isinstance(n, ast.Import) for a in n.names}
    assert imported == {"json", "os", "secrets", "struct", "subprocess", "threading", "time", "uno", "unohelper"}


def test_the_command_is_kept_as_given() -> None:
    assert json.loads(str(oxt_parts(COMMAND)["command.json"]))["command"] == COMMAND
