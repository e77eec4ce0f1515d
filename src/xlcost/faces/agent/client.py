"""Asking a running agent from Python: the command line, the macOS script, tests."""

from __future__ import annotations

import hmac
import http.client
from pathlib import Path

from xlcost.faces.agent.address import AgentAddress, read_address
from xlcost.faces.agent.server import CONTENT_TYPE, LOOPBACK, PROOF_HEADER
from xlcost.problems import XlcostError


def ask(text: str, path: Path, timeout: float = 60) -> str:
    """The reply of the agent whose address stands in a file. Raises XlcostError: AD12 none runs, AD13 it is not ours, AD14 it refused."""
    address = read_address(path)
    if address is None:
        raise XlcostError("AD12", "No agent runs. Start it: xlcost agent start")
    return ask_address(text, address, timeout)


def ask_address(text: str, address: AgentAddress, timeout: float = 60) -> str:
    """The reply of the agent at an address."""
    connection = http.client.HTTPConnection(LOOPBACK, address.port, timeout=timeout)
    try:
        connection.request("POST", "/ask", text.encode("utf-8"), {"Authorization": f"Bearer {address.token}", "Content-Type": CONTENT_TYPE})
        reply = connection.getresponse()
        body = reply.read()
    except (OSError, http.client.HTTPException) as error:
        raise XlcostError("AD12", f"The agent does not answer ({error}). Start it: xlcost agent start") from None
    finally:
        connection.close()
    if reply.status == http.client.OK and not hmac.compare_digest(reply.headers.get(PROOF_HEADER, "").encode(), address.proof.encode()):
        raise XlcostError("AD13", f"Another program answers on port {address.port}; its reply was thrown away. Run: xlcost agent start")
    if reply.status != http.client.OK:
        raise XlcostError("AD14", f"The agent refused the request ({reply.status} {reply.reason}). Run: xlcost agent start")
    return body.decode("utf-8")
