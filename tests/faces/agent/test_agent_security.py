"""The agent answers this user on this machine, and nobody else."""

from __future__ import annotations

import http.client
import inspect
import os
import signal
import socket
import stat
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from xlcost.faces.agent import server
from xlcost.faces.agent.address import AgentAddress, NotPrivate, new_address, read_address, remove_address, write_address
from xlcost.faces.agent.client import ask, ask_address
from xlcost.faces.agent.server import LOOPBACK, PROOF_HEADER, Agent
from xlcost.problems import XlcostError

SOURCE = Path(__file__).parents[3] / "src"


@pytest.fixture
def agent() -> Iterator[Agent]:
    with Agent(lambda text: text.upper()) as started:
        thread = threading.Thread(target=started.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
        thread.start()
        yield started
        started.shutdown()


def sent(
    agent: Agent, method: str = "POST", path: str = "/ask", body: bytes | None = b"hello", **headers: str | None
) -> http.client.HTTPResponse:
    """A request as the add-in sends it, with some headers changed or (None) left out."""
    given: dict[str, str | None] = {"Authorization": f"Bearer {agent.address.token}", "Host": agent.named}
    given |= {"Content-Length": str(len(body or b""))} | {k.replace("_", "-"): v for k, v in headers.items()}
    connection = http.client.HTTPConnection(LOOPBACK, agent.address.port, timeout=10)
    connection.putrequest(method, path, skip_host=True, skip_accept_encoding=True)
    for name, value in given.items():
        if value is not None:
            connection.putheader(name, value)
    connection.endheaders(body)
    return connection.getresponse()


def test_the_user_is_answered(agent: Agent) -> None:
    assert ask_address("größe", agent.address) == "GRÖSSE"
    reply = sent(agent)
    assert (reply.status, reply.read()) == (200, b"HELLO")
    assert reply.headers[PROOF_HEADER] == agent.address.proof


@pytest.mark.parametrize(
    ("changed", "status"),
    [
        ({"Authorization": None}, 401),
        ({"Authorization": "Bearer wrong"}, 401),
        ({"Authorization": "Bearer "}, 401),
        ({"Authorization": "Basic eHg6eHg="}, 401),
        ({"Origin": "https://evil.example"}, 403),
        ({"Origin": "null"}, 403),
        ({"Origin": "http://127.0.0.1"}, 403),
        ({"Referer": "http://localhost/"}, 403),
        ({"Sec_Fetch_Site": "cross-site"}, 403),
        ({"Host": "evil.example"}, 403),
        ({"Host": "localhost"}, 403),
        ({"Host": None}, 403),
        ({"Content_Length": None}, 411),
        ({"Content_Length": "-1"}, 411),
        ({"Content_Length": "99999999999"}, 413),
        ({"Transfer_Encoding": "chunked"}, 411),
    ],
    ids=str,
)
def test_everybody_else_is_refused_without_a_word(agent: Agent, changed: dict[str, str | None], status: int) -> None:
    reply = sent(agent, **changed)
    assert reply.status == status
    assert reply.read() == b""
    assert PROOF_HEADER not in reply.headers
    assert "Access-Control-Allow-Origin" not in reply.headers


@pytest.mark.parametrize("method", ["GET", "PUT", "DELETE", "OPTIONS", "PATCH"])
def test_only_questions_are_answered(agent: Agent, method: str) -> None:
    """OPTIONS above all: a browser's preflight gets no permission."""
    assert sent(agent, method).status == 405


def test_another_path_does_not_exist(agent: Agent) -> None:
    assert sent(agent, path="/").status == 404
    assert sent(agent, path="/ask/../etc").status == 404


def test_a_token_of_half_the_length_is_refused(agent: Agent) -> None:
    assert sent(agent, Authorization=f"Bearer {agent.address.token[:20]}").status == 401


@pytest.mark.parametrize("host", ["0.0.0.0", "", "::", "192.168.1.10", "10.0.0.1", "example.com", "localhost"])
def test_no_other_address_is_bound(host: str) -> None:
    with pytest.raises(XlcostError, match="AD11"):
        Agent(str, host=host)


def test_the_port_is_not_reachable_from_another_address(agent: Agent) -> None:
    """Bound to 127.0.0.1 means: the same port on this machine's own other address is closed."""
    assert agent.server_address[0] == "127.0.0.1"
    with pytest.raises(OSError):
        socket.create_connection(("127.0.0.2", agent.address.port), timeout=2)


def test_secrets_are_compared_in_constant_time() -> None:
    source = inspect.getsource(server._Handler._refusal)
    assert "compare_digest" in source
    assert source.index("compare_digest") < source.index("return HTTPStatus"), "compared whatever else is wrong"


def test_the_file_is_private_from_its_first_moment(tmp_path: Path) -> None:
    path = tmp_path / "state" / "agent.txt"
    old = os.umask(0)
    try:
        write_address(path, new_address(5))
    finally:
        os.umask(old)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700
    assert [p.name for p in path.parent.iterdir()] == ["agent.txt"]
    found = read_address(path)
    assert found is not None
    assert found.port == 5
    assert len(found.token) >= 43
    assert len({found.token, found.proof, new_address(5).token}) == 3


@pytest.mark.parametrize("mode", [0o640, 0o604, 0o620, 0o666])
def test_a_file_that_others_reach_is_not_trusted(tmp_path: Path, mode: int) -> None:
    path = tmp_path / "agent.txt"
    write_address(path, new_address(5))
    path.chmod(mode)
    with pytest.raises(NotPrivate):
        read_address(path)


def test_a_link_is_not_followed(tmp_path: Path) -> None:
    write_address(tmp_path / "real.txt", new_address(5))
    (tmp_path / "agent.txt").symlink_to(tmp_path / "real.txt")
    with pytest.raises(OSError):
        read_address(tmp_path / "agent.txt")


@pytest.mark.parametrize("text", ["", "x", "1\r\n2", "port\r\ntoken\r\nproof\r\n7\r\n"])
def test_a_damaged_file_is_no_agent(tmp_path: Path, text: str) -> None:
    path = tmp_path / "agent.txt"
    path.write_text(text)
    path.chmod(0o600)
    assert read_address(path) is None


def test_only_its_own_file_is_removed(tmp_path: Path) -> None:
    path = tmp_path / "agent.txt"
    write_address(path, AgentAddress(5, "t", "p", 77))
    remove_address(path, 78)
    assert path.exists()
    remove_address(path, 77)
    assert not path.exists()


def test_whoever_takes_the_port_later_cannot_answer_in_its_place(agent: Agent) -> None:
    """The address of an agent that died: its port is now another's, who knows the token at best and never the proof."""
    stale = AgentAddress(agent.address.port, agent.address.token, "the proof of the one that died", 1)
    with pytest.raises(XlcostError, match="AD13"):
        ask_address("hello", stale)


def test_without_an_agent_the_caller_is_told_how_to_start_one(tmp_path: Path) -> None:
    with pytest.raises(XlcostError, match=r"AD12.*xlcost agent start"):
        ask("hello", tmp_path / "agent.txt")


def test_the_command_line_runs_and_ends_an_agent(tmp_path: Path) -> None:
    """`xlcost agent run` in a process of its own, asked through the file, ended as a logoff ends it."""
    environment = {"HOME": str(tmp_path), "PATH": "/usr/bin:/bin", "PYTHONPATH": str(SOURCE)}
    command = [sys.executable, "-B", "-m", "xlcost", "agent"]
    path = tmp_path / ".local" / "state" / "xlcost" / "agent.txt"
    process = subprocess.Popen([*command, "run"], env=environment, stdout=subprocess.PIPE, text=True)
    try:
        end = time.monotonic() + 60
        while not path.exists() and time.monotonic() < end and process.poll() is None:
            time.sleep(0.05)
        assert ask("function\tXLC_STATUS\t\t", path).startswith("value\ntNo ledger is imported")
        run = subprocess.run([*command, "stop"], env=environment, capture_output=True, text=True, timeout=60, check=False)
        assert (run.returncode, run.stdout.strip()) == (0, "The agent has ended.")
        assert process.wait(20) == 0
        assert not path.exists()
    finally:
        if process.poll() is None:
            process.send_signal(signal.SIGKILL)
            process.wait(20)
        assert process.stdout is not None
        process.stdout.close()
