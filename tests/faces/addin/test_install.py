"""Installing, taking off and the doctor, on folders that stand in for a machine with Excel."""

from __future__ import annotations

import json
import stat
import sys
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from test_excel_addin import XLWINGS
from typer.testing import CliRunner

from xlcost.faces.addin import doctor, install
from xlcost.faces.addin.doctor import OFF, RIGHT, WRONG, examine
from xlcost.faces.addin.install import calc_command, install_excel, interpreter, settings_of, uninstall_excel
from xlcost.faces.addin.places import Places, places
from xlcost.faces.agent.address import new_address, write_address
from xlcost.faces.cli.app import assemble
from xlcost.problems import XlcostError

SOURCE = Path(__file__).parents[3] / "src"


@pytest.fixture
def xlwings(tmp_path: Path) -> Path:
    folder = tmp_path / "site-packages" / "xlwings"
    folder.mkdir(parents=True)
    (folder / "xlwings_custom_addin.bas").write_text(XLWINGS, encoding="cp1252")
    return folder


@pytest.fixture
def python(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A Python that finds this checkout although it is started with -I, as an installed xlcost would be found."""
    path = tmp_path / "python"
    path.write_text(f'#!/bin/sh\nshift\nPYTHONPATH="{SOURCE}" exec "{sys.executable}" "$@"\n')
    path.chmod(path.stat().st_mode | stat.S_IXUSR)
    for module in (install, doctor):
        monkeypatch.setattr(module, "interpreter", lambda: path)
    return path


def windows(tmp_path: Path) -> Places:
    return places("win32", tmp_path / "home", {"APPDATA": str(tmp_path / "Roaming"), "LOCALAPPDATA": str(tmp_path / "Local")})


def mac(tmp_path: Path) -> Places:
    return places("darwin", tmp_path, {})


def test_the_folders_of_each_system(tmp_path: Path) -> None:
    assert windows(tmp_path).addin == tmp_path / "Roaming" / "Microsoft" / "Excel" / "XLSTART" / "xlcost.xlam"
    assert windows(tmp_path).agent == tmp_path / "Local" / "xlcost" / "agent.txt"
    assert mac(tmp_path).addin.relative_to(tmp_path).parts[1:3] == ("Group Containers", "UBF8T346G9.Office")
    assert mac(tmp_path).script == tmp_path / "Library" / "Application Scripts" / "com.microsoft.Excel" / "xlcost.applescript"
    linux = places("linux", tmp_path, {})
    assert linux.agent == tmp_path / ".local" / "state" / "xlcost" / "agent.txt"
    with pytest.raises(XlcostError, match="AD22"):
        _ = linux.addin


@pytest.mark.parametrize("system", [windows, mac])
def test_install_and_uninstall(tmp_path: Path, xlwings: Path, system: object) -> None:
    there = system(tmp_path)  # type: ignore[operator]
    written = install_excel(there, xlwings)
    assert all(path.exists() for path in written)
    assert zipfile.is_zipfile(there.addin)
    assert install_excel(there, xlwings) == written
    assert uninstall_excel(there) == written
    assert not any(path.exists() for path in written)
    assert uninstall_excel(there) == []


def test_the_addin_is_bound_to_this_python_and_this_user(tmp_path: Path, xlwings: Path) -> None:
    found = settings_of(windows(tmp_path), xlwings)
    assert found.interpreter == str(interpreter())
    assert Path(found.interpreter).is_absolute()
    assert found.agent_file == str(tmp_path / "Local" / "xlcost" / "agent.txt")


def test_the_script_of_macos_runs_this_python_and_quotes_what_it_is_given(tmp_path: Path, xlwings: Path) -> None:
    there = mac(tmp_path)
    install_excel(there, xlwings)
    assert there.script is not None
    text = there.script.read_text(encoding="utf-8")
    assert f'quoted form of "{interpreter()}" & " -I -B -m xlcost.faces.agent.ask "' in text
    assert text.count("quoted form of request") == 2
    assert "@" not in text


def test_calc_starts_this_python_cut_off_from_folders_and_variables() -> None:
    assert calc_command() == [str(interpreter()), "-I", "-B", "-m", "xlcost.faces.agent.pipe"]


def test_the_doctor_finds_each_broken_link(tmp_path: Path, xlwings: Path, python: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(doctor, "_office_policy", lambda: None)
    monkeypatch.setattr(doctor, "_office", lambda: iter(()))
    there = windows(tmp_path)

    def states() -> dict[str, str]:
        return {link.name: link.state for link in examine(there, xlwings)}

    before = states()
    assert before["Python"] == before["xlcost as the add-in finds it"] == before["A function answers"] == RIGHT
    assert before["Excel add-in"] == before["Library for Excel 64 bit"] == WRONG
    assert before["Agent"] == OFF
    install_excel(there, xlwings)
    (python.parent / "xlwings64-0.37.8.dll").touch()
    monkeypatch.setattr(sys, "prefix", str(python.parent))
    install_excel(there, xlwings)
    assert states()["Excel add-in"] == states()["Library for Excel 64 bit"] == RIGHT
    there.addin.write_bytes(there.addin.read_bytes() + b"x")
    write_address(there.agent, new_address(1))
    after = states()
    assert after["Excel add-in"] == WRONG
    assert after["Agent"] == WRONG


LISTED = "All deployed user extensions:\n\nIdentifier: org.xlcost.addin\n  Version: 0.1.0\n  is registered: {}\n  Media-Type: x\n"


@pytest.fixture
def office(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[str, int], None]:
    """A LibreOffice whose unopkg lists what it is told to, and takes an add-in or not."""
    folder = tmp_path / "office"
    folder.mkdir()
    monkeypatch.setenv("PATH", str(folder), prepend=":")

    def made(listed: str, status: int = 0) -> None:
        (folder / "listed").write_text(listed)
        for name, body in (("soffice", ""), ("unopkg", f'[ "$1" = list ] && cat "{folder}/listed" && exit 0\necho "ERROR: it is open."\nexit {status}\n')):
            (folder / name).write_text(f"#!/bin/sh\n{body}")
            (folder / name).chmod(0o755)

    return made


@pytest.mark.parametrize(
    ("listed", "state", "told"),
    [
        ("All deployed user extensions:\n\n<none>\n", OFF, "not registered"),
        (LISTED.format("yes"), RIGHT, "registered"),
        (LISTED.format("no"), WRONG, "there, but not in order (registered: no)"),
        (LISTED.format("unknown"), WRONG, "there, but not in order (registered: unknown)"),
        ("Identifier: org.xlcost.addin.other\n  is registered: yes\n", OFF, "not registered"),
    ],
)
def test_the_doctor_asks_libreoffice_for_the_addin(office: Callable[[str, int], None], python: Path, listed: str, state: str, told: str) -> None:
    office(listed, 0)
    link = {found.name: found for found in doctor._office()}["Calc add-in"]
    assert (link.state, link.found) == (state, told)


def test_what_libreoffice_refuses_is_told_in_its_words(office: Callable[[str, int], None], tmp_path: Path) -> None:
    office(LISTED.format("yes"), 1)
    there = places("linux", tmp_path, {})
    with pytest.raises(XlcostError, match=r"AD24.*LibreOffice refused \(it is open\).*Close LibreOffice"):
        install.install_calc(there, "unopkg")
    with pytest.raises(XlcostError, match="AD24"):
        install.uninstall_calc(there, "unopkg")
    office("<none>", 1)
    assert install.uninstall_calc(there, "unopkg") is False


def test_on_linux_the_addin_of_excel_is_refused_with_what_to_do_instead(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, xlwings: Path) -> None:
    monkeypatch.setattr(sys, "platform", "linux")
    monkeypatch.setattr(install, "xlwings_folder", lambda: xlwings)
    monkeypatch.setenv("HOME", str(tmp_path))
    for word in ("install", "uninstall"):
        with pytest.raises(XlcostError, match=r"AD22: Excel runs on Windows and macOS only\. .*--format oxt.*xlcost addin build") as refused:
            CliRunner().invoke(assemble(), ["addin", word], catch_exceptions=False)
        assert refused.value.code == "AD22"
    assert not list(tmp_path.rglob("*.xlam"))


def test_the_doctor_on_linux(tmp_path: Path, python: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing of Excel is asked; what is not there and not needed does not make the doctor's status 1."""
    monkeypatch.setattr(doctor.shutil, "which", lambda name: None)
    monkeypatch.setattr(doctor, "xlwings_folder", lambda: None)
    links = {link.name: link for link in examine(places("linux", tmp_path, {}))}
    assert {name: link.state for name, link in links.items()} == {
        "Python": RIGHT, "xlcost as the add-in finds it": RIGHT, "A function answers": RIGHT, "xlwings": OFF, "Agent": OFF, "LibreOffice": OFF,
    }  # fmt: skip
    assert all(link.remedy for link in links.values() if link.state == OFF)


@pytest.mark.parametrize(("policy", "state"), [(None, RIGHT), (1, RIGHT), (2, RIGHT), (3, WRONG), (4, WRONG)])
def test_the_doctor_reads_the_macro_policy(policy: int | None, state: str) -> None:
    assert doctor._macros(lambda: policy).state == state


def test_the_command_line(tmp_path: Path, xlwings: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(install, "xlwings_folder", lambda: xlwings)
    run = CliRunner().invoke
    app = assemble()
    assert run(app, ["addin", "build", "--sources", "text"]).exit_code == 0
    assert zipfile.is_zipfile("xlcost.xlam")
    assert (tmp_path / "text" / "XlcostRibbon.vba").read_text(encoding="utf-8").startswith('Attribute VB_Name = "XlcostRibbon"')
    assert run(app, ["addin", "build", "--format", "oxt", "-o", "calc.oxt"]).exit_code == 0
    assert zipfile.is_zipfile("calc.oxt")
    assert run(app, ["addin", "build", "--format", "exe"]).exit_code == 2
    assert run(app, ["addin", "install", "--folder", "XLSTART"]).exit_code == 0
    assert (tmp_path / "XLSTART" / "xlcost.xlam").exists()
    assert "Removed" in run(app, ["addin", "uninstall", "--folder", "XLSTART"]).output
    assert "No add-in is installed." in run(app, ["addin", "uninstall", "--folder", "XLSTART"]).output


def test_every_command_of_the_addins_has_a_machine_readable_summary(tmp_path: Path, xlwings: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """interface.md 3: --json."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(install, "xlwings_folder", lambda: xlwings)

    def told(*words: str) -> dict[str, object]:
        found: dict[str, object] = json.loads(CliRunner().invoke(assemble(), ["addin", *words, "--json"]).stdout)
        return found

    assert told("build", "-o", "a.xlam") == {"output": "a.xlam", "sources": None}
    written = told("install", "--folder", "XLSTART")["installed"]
    assert isinstance(written, list)
    assert any(Path(path).name == "xlcost.xlam" for path in written)
    assert told("uninstall", "--folder", "XLSTART")["removed"]
    assert told("uninstall", "--folder", "XLSTART") == {"removed": []}
    examined = told("doctor")
    assert isinstance(examined["links"], list)
    assert examined["broken"] == sum(link["state"] == "wrong" for link in examined["links"])
