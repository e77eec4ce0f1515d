"""The agent as an office runs it: started by `xlcost agent start`, asked by our VBA, working on an open workbook, ended."""

from __future__ import annotations

import datetime as dt
import http.client
import os
import re
import stat
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

sys.path.insert(0, str(Path(__file__).parent))

from running import RunningOffice, running_office
from tests.installed import build_wheel, install_wheel
from waiting import until

from xlcost import Ledger, run_report, write_ledger
from xlcost.faces.addin.excel_addin import PROJECT_NAME, modules
from xlcost.faces.addin.package import addin_package
from xlcost.faces.addin.ribbon_xml import ribbon_xml
from xlcost.faces.addin.settings_module import Settings
from xlcost.faces.addin.sources import source
from xlcost.faces.addin.vba_project import Module, vba_project
from xlcost.faces.agent.address import AgentAddress, read_address, write_address
from xlcost.faces.agent.client import ask
from xlcost.faces.agent.wire import Request, read_reply, write_request

pytestmark = pytest.mark.libreoffice
HTTP = Path(__file__).with_name("http_for_vba.py")
EXTENSION: Mapping[str, str] = {
    "META-INF/manifest.xml": '<?xml version="1.0" encoding="UTF-8"?>\n<manifest:manifest xmlns:manifest="http://openoffice.org/2001/manifest">'
    '<manifest:file-entry manifest:media-type="application/vnd.sun.star.uno-component;type=Python" manifest:full-path="http_for_vba.py"/></manifest:manifest>',
    "description.xml": '<description xmlns="http://openoffice.org/extensions/description/2006"><identifier value="org.xlcost.test"/><version value="1"/></description>',
    HTTP.name: HTTP.read_text(encoding="utf-8"),
}
OURS = 'CreateObject("MSXML2.ServerXMLHTTP.6.0")'
Run = Callable[..., "subprocess.CompletedProcess[str]"]


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("home")


@pytest.fixture(scope="module")
def file(home: Path) -> Path:
    """Where the agent tells this user how to reach it."""
    return home / "state" / "xlcost" / "agent.txt"


@pytest.fixture(scope="module")
def xlcost(home: Path, tmp_path_factory: pytest.TempPathFactory) -> Run:
    """The installed command of a user."""
    folder = tmp_path_factory.mktemp("installed")
    python = install_wheel(build_wheel(folder), folder / "env", ["libreoffice"])
    environment = {"PATH": f"{python.parent}:/usr/bin:/bin", "LANG": "C.UTF-8", "HOME": str(home), "XDG_STATE_HOME": str(home / "state")}

    def run(*words: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(["xlcost", *words], env=environment, cwd=folder, capture_output=True, text=True, check=False, timeout=120)

    return run


@pytest.fixture(scope="module")
def agent(xlcost: Run, file: Path) -> Iterator[AgentAddress]:
    """A started agent; it is ended whatever happens."""
    assert xlcost("agent", "status").returncode == 1
    started = xlcost("agent", "start")
    assert started.returncode == 0, started.stderr
    found = read_address(file)
    assert found is not None
    assert f"127.0.0.1:{found.port}" in started.stdout
    yield found
    ended = xlcost("agent", "stop")
    assert (ended.returncode, ended.stdout.strip()) == (0, "The agent has ended.")
    until(lambda: not alive(found.process), 20)
    assert not file.exists()
    assert xlcost("agent", "stop").stdout.strip() == "No agent runs."


def alive(process: int) -> bool:
    """Whether a process runs; one that only waits for its parent to take notice does not."""
    try:
        return Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except FileNotFoundError:
        return False


@pytest.fixture(scope="module")
def office() -> Iterator[RunningOffice]:
    """LibreOffice with what stands in for Windows' HTTP object."""
    with running_office({"http": EXTENSION}) as started:
        started.setting("/org.openoffice.Office.Common/Security/Scripting", "MacroSecurityLevel", 0)
        yield started


def transport() -> str:
    """Our way to the agent, word for word from the add-in; only the name of Windows' HTTP object is another."""
    text = source("vba/XlcostTransport.bas")
    found = re.search(r"Private Function XlcSendAgent.*?End Function\n", text, re.DOTALL)
    assert found is not None
    assert found[0].count(OURS) == 1
    send = "Public Function XlcSend(ByVal request As String) As String\n    XlcSend = XlcSendAgent(request)\nEnd Function\n"
    book = 'Public Function XlcBook() As String\n    XlcBook = ""\nEnd Function\n'
    asked = found[0].replace(OURS, 'CreateUnoService("org.xlcost.test.Http")')
    return "\n".join(['Attribute VB_Name = "XlcostTransport"', "Option Explicit", send, asked, book])


@pytest.fixture(scope="module")
def call(office: RunningOffice, file: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Callable[..., Any]]:
    """Calls a VBA function of the add-in as installed for this user."""
    found = modules(Settings(interpreter=sys.executable, agent_file=str(file)), for_tests=True)
    made = [Module(m.name, m.kind, transport()) if m.name == "XlcostTransport" else m for m in found]
    path = tmp_path_factory.mktemp("addin") / "agent.xlam"
    path.write_bytes(addin_package(vba_project(PROJECT_NAME, made), ribbon_xml()))
    document = office.open(path.as_uri(), MacroExecutionMode=4, FilterName="Calc MS Excel 2007 VBA XML")
    scripts = document.getScriptProvider()

    def run(name: str, *arguments: Any) -> Any:
        script = scripts.getScript(f"vnd.sun.star.script:xlcost.{name}?language=Basic&location=document")
        return script.invoke(arguments, (), ())[0]

    assert run("XlcostCanary.Canary") == "sings 1"
    yield run
    document.close(True)


def status(address: AgentAddress, **changed: str) -> int:
    """What the agent says to a request with some headers changed."""
    headers = {"Authorization": f"Bearer {address.token}", **{k.replace("_", "-"): v for k, v in changed.items()}}
    connection = http.client.HTTPConnection("127.0.0.1", address.port, timeout=20)
    connection.request("POST", "/ask", b"function\tXLC_STATUS\t\t", headers)
    try:
        return connection.getresponse().status
    finally:
        connection.close()


def test_it_runs_by_itself_for_this_user_alone(xlcost: Run, agent: AgentAddress, file: Path) -> None:
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert os.getsid(agent.process) == agent.process, "it stays when the terminal is closed"
    assert xlcost("agent", "start").stdout.strip() == "The agent runs already."
    assert read_address(file) == agent, "one agent, and its token is not given away to a second"
    assert xlcost("agent", "status").returncode == 0
    again = xlcost("agent", "run")
    assert again.returncode == 3
    assert again.stderr.startswith("Error AD16")
    assert f"● Agent: port {agent.port}, process {agent.process}" in xlcost("addin", "doctor").stdout


def test_it_listens_on_loopback_and_nothing_else_can_be_asked_for(xlcost: Run, agent: AgentAddress) -> None:
    listening = [line.split() for line in Path("/proc/net/tcp").read_text().splitlines()[1:] if line.split()[3] == "0A"]
    assert [local.partition(":")[0] for _, local, *_ in listening if int(local.rpartition(":")[2], 16) == agent.port] == ["0100007F"]
    assert f":{agent.port:04X}" not in Path("/proc/net/tcp6").read_text()
    refused = xlcost("agent", "run", "--host", "0.0.0.0")
    assert refused.returncode == 2
    assert "No such option" in refused.stderr


def test_wrong_tokens_and_foreign_origins_are_refused(agent: AgentAddress) -> None:
    assert status(agent) == 200
    assert status(agent, Authorization="Bearer " + "x" * len(agent.token)) == 401
    assert status(agent, Origin="https://intranet.example") == 403
    assert status(agent, Host=f"rebound.example:{agent.port}") == 403


def test_our_vba_asks_the_agent(agent: AgentAddress, call: Callable[..., Any]) -> None:
    assert call("XlcostCanary.Reply", "function", "XLC_STATUS").startswith("value|")


def test_our_vba_takes_nothing_from_a_refusal_or_a_stranger(agent: AgentAddress, call: Callable[..., Any], file: Path) -> None:
    """An old token, and a program that has the port but not the secret that comes back."""
    try:
        for stale in (replace(agent, token="x" * 43), replace(agent, proof="x" * 43)):
            write_address(file, stale)
            assert call("XlcostCanary.Reply", "function", "XLC_STATUS") in ("", None)
    finally:
        write_address(file, agent)
    assert call("XlcostCanary.Reply", "function", "XLC_STATUS").startswith("value|")


def test_a_button_of_excel_is_told_where_there_is_no_excel(agent: AgentAddress, call: Callable[..., Any], file: Path) -> None:
    """XlcCommand, as the ribbon calls it, through the agent to the dispatcher."""
    call("XlcostRibbon.XlcCommand", "about")
    state, sentence = result(file)
    assert state == "refused"
    assert sentence.startswith("H40: Excel runs on Windows and macOS only.")


def test_a_command_runs_on_an_open_workbook(agent: AgentAddress, office: RunningOffice, file: Path, sample: Ledger, call: Callable[..., Any], tmp_path: Path) -> None:
    """Import through the agent; then a function, asked by our VBA, is the figure of the report."""
    write_ledger(sample, tmp_path / "LEDGER.xlsx")
    document = office.open((tmp_path / "LEDGER.xlsx").as_uri(), hidden=False)
    try:
        command = Request("command", "import", "LEDGER.xlsx", arguments=(office.pipe,))
        assert read_reply(ask(write_request(command), file))[0] == "accepted"
        state, sentence = result(file)
        assert state == "done", sentence
        assert "every row is sound" in sentence
        assert document.Sheets.hasByName("XLC Messages")
        row = run_report(sample, "Inventory Valuation", {"Ending Date": dt.date(2026, 10, 31), "Include Expected Cost": True}).records()[0]
        found = call("XlcostFunctions.XLC_VALUE", row["Item No."], "2026-10-31", "", "", True)
        assert Decimal(f"{found:.15g}") == row["Expected Cost Included Ending Value"]
    finally:
        document.close(True)


@pytest.mark.parametrize("pipe", ["x;urp", "../x", "a,b=c"])
def test_a_pipe_with_another_name_is_refused(agent: AgentAddress, file: Path, pipe: str) -> None:
    ask(write_request(Request("command", "import", "", arguments=(pipe,))), file)
    assert result(file)[1].startswith("H34")


def result(file: Path) -> tuple[str, str]:
    """How the last command ended."""
    found: list[tuple[str, str]] = []

    def over() -> bool:
        state, values = read_reply(ask("result\t\t\t", file))
        found.append((state, str(values[0])))
        return state != "accepted"

    until(over)
    return found[-1]
