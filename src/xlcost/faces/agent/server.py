"""The agent: the desk behind HTTP on the loopback address, for offices where Excel may not start processes.

It answers one thing, POST /ask, and only when all of this holds: it was bound to a loopback address; the request names
that address in Host (a web page that rebinds a name cannot); it carries no Origin, no Referer and no Sec-Fetch header
(a browser always sends one); it carries this user's token. Nothing a stranger sends is read beyond its headers.
"""

from __future__ import annotations

import hmac
import ipaddress
from collections.abc import Callable
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

from xlcost.faces.agent.address import AgentAddress, new_address, remove_address, write_address
from xlcost.faces.agent.wire import MOST_CHARACTERS
from xlcost.problems import XlcostError

LOOPBACK = "127.0.0.1"
PROOF_HEADER = "X-Xlcost-Proof"
CONTENT_TYPE = "text/plain; charset=utf-8"
_BROWSER_HEADERS = ("Origin", "Referer", "Sec-Fetch-Site", "Sec-Fetch-Mode", "Access-Control-Request-Method")
_MOST_BYTES = 4 * MOST_CHARACTERS


class Agent(ThreadingHTTPServer):
    """The server. Raises XlcostError (AD11) for an address that is not loopback."""

    daemon_threads = True
    allow_reuse_address = False

    def __init__(self, answer: Callable[[str], str], host: str = LOOPBACK, port: int = 0) -> None:
        try:
            loopback = ipaddress.ip_address(host).is_loopback
        except ValueError:
            loopback = False
        if not loopback:
            raise XlcostError("AD11", f"The agent answers on this machine only: {host!r} is not a loopback address. Use {LOOPBACK}.")
        super().__init__((host, port), _Handler)
        self.answer = answer
        self.address: AgentAddress = new_address(int(self.server_address[1]))
        self.named = f"{host}:{self.address.port}"

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A caller that hangs up is no event."""


def serve(answer: Callable[[str], str], path: Path, port: int = 0, ready: Callable[[Agent], None] | None = None) -> None:
    """Run an agent until it is shut down; its address stands in the file `path` while it runs."""
    with Agent(answer, port=port) as agent:
        write_address(path, agent.address)
        try:
            if ready is not None:
                ready(agent)
            agent.serve_forever(poll_interval=0.2)
        finally:
            remove_address(path, agent.address.process)


class _Handler(BaseHTTPRequestHandler):
    """One request."""

    server: Agent
    protocol_version = "HTTP/1.1"
    server_version, sys_version = "xlcost", ""
    timeout = 20

    def do_POST(self) -> None:
        refusal = self._refusal()
        if refusal is not None:
            self._send(refusal, "", proven=False)
            return
        body = self.rfile.read(int(self.headers["Content-Length"]))
        try:
            text = body.decode("utf-8")
        except UnicodeDecodeError:
            self._send(HTTPStatus.BAD_REQUEST, "", proven=True)
            return
        self._send(HTTPStatus.OK, self.server.answer(text), proven=True)

    def _refusal(self) -> HTTPStatus | None:
        """Why a request is not answered; None when it is. The token is compared in constant time."""
        headers, own = self.headers, self.server
        given = headers.get("Authorization", "").encode("utf-8", "replace")
        right = hmac.compare_digest(given, f"Bearer {own.address.token}".encode())
        if not ipaddress.ip_address(self.client_address[0]).is_loopback or headers.get("Host", "") != own.named:
            return HTTPStatus.FORBIDDEN
        if any(name in headers for name in _BROWSER_HEADERS):
            return HTTPStatus.FORBIDDEN
        if not right:
            return HTTPStatus.UNAUTHORIZED
        if self.path != "/ask":
            return HTTPStatus.NOT_FOUND
        if "Transfer-Encoding" in headers or not headers.get("Content-Length", "").isdecimal():
            return HTTPStatus.LENGTH_REQUIRED
        if int(headers["Content-Length"]) > _MOST_BYTES:
            return HTTPStatus.REQUEST_ENTITY_TOO_LARGE
        return None

    def _send(self, status: HTTPStatus, text: str, proven: bool) -> None:
        body = text.encode("utf-8")
        self.send_response(status)
        if proven:
            self.send_header(PROOF_HEADER, self.server.address.proof)
        self.send_header("Content-Type", CONTENT_TYPE)
        self.send_header("Content-Length", str(len(body)))
        self.send_header("Cache-Control", "no-store")
        self.send_header("X-Content-Type-Options", "nosniff")
        if status is not HTTPStatus.OK:
            self.close_connection = True
            self.send_header("Connection", "close")
        self.end_headers()
        self.wfile.write(body)

    def _not_allowed(self) -> None:
        self._send(HTTPStatus.METHOD_NOT_ALLOWED, "", proven=False)

    do_GET = do_HEAD = do_PUT = do_DELETE = do_OPTIONS = do_PATCH = _not_allowed

    def log_message(self, format: str, *args: Any) -> None:
        """Nothing is logged: requests hold business data."""
