"""A witness as a server: two addresses, small requests, no patience with slow ones."""

from __future__ import annotations

import logging
import socket
import sys
import time
from contextlib import suppress
from functools import partial
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Condition
from typing import TYPE_CHECKING, Any

from veedor.errors import LedgerError
from veedor.ledger.witness import ADD, LARGEST_REQUEST, WitnessAnswer
from veedor.sentence import sentence

if TYPE_CHECKING:
    from veedor.ledger.witness import LogWitness

_LOG = logging.getLogger(__name__)

SECONDS = 10
"""How long a client may be silent."""
LONGEST = 30.0
"""Seconds after which a connection ends, however slowly its client drips."""
MOST = 64
"""Connections, and threads, at once. Whoever comes then takes the place of the oldest."""
WAIT = 1.0
"""Seconds for the oldest to go; where it does not, the newcomer is turned away."""


class _WitnessHandler(BaseHTTPRequestHandler):
    """Hands a request to the witness."""

    protocol_version = "HTTP/1.1"
    timeout = SECONDS
    server_version = "veedor-witness"
    sys_version = ""

    def __init__(self, witness: LogWitness, *request: Any) -> None:  # noqa: ANN401 - what its server gives it
        self.witness = witness
        super().__init__(*request)  # answers at once

    def do_POST(self) -> None:
        """Answer ``add-checkpoint``."""
        length = self.headers.get("Content-Length") or ""
        if self.path.rpartition("/")[2] != ADD:
            self._answer(WitnessAnswer(404, b"There is add-checkpoint.\n"))
        elif not (length.isascii() and length.isdigit() and int(length) <= LARGEST_REQUEST):
            self._answer(WitnessAnswer(413, b"The request is too large, or of no stated length.\n"))
        else:
            self._answer(self._cosigned(self.rfile.read(int(length))))

    def do_GET(self) -> None:
        """Show the last checkpoint of a log that was cosigned."""
        parts = self.path.strip("/").split("/")
        note = None
        if len(parts) >= 2 and parts[-1] == "checkpoint":
            with suppress(OSError):  # it lies on a disk that is gone
                note = self.witness.checkpoint(parts[-2])
        self._answer(
            WitnessAnswer(404, b"There is no such checkpoint.\n")
            if note is None
            else WitnessAnswer(200, note)
        )

    def _cosigned(self, body: bytes) -> WitnessAnswer:
        """Let the witness answer; whoever runs it reads why it cannot, and the client that it cannot."""
        try:
            return self.witness.add_checkpoint(body)
        except (LedgerError, OSError) as error:
            _LOG.warning("The witness signs nothing: %s", error)
            return WitnessAnswer(500, b"The witness cannot keep what it would sign.\n")

    def _answer(self, answer: WitnessAnswer) -> None:
        self.send_response(answer.status)
        self.send_header("Content-Type", answer.form)
        self.send_header("Content-Length", str(len(answer.body)))
        if answer.status == 413:
            self.close_connection = True
        self.end_headers()
        self.wfile.write(answer.body)

    def log_message(self, *_: object) -> None:
        """Keep silent."""


class _WitnessServer(ThreadingHTTPServer):
    """A thread for each client, for so many and so long."""

    daemon_threads = True
    request_queue_size = 2 * MOST

    def __init__(self, *given: Any) -> None:  # noqa: ANN401 - what its parent takes
        self._since: dict[socket.socket, float] = {}
        self._changed = Condition()
        super().__init__(*given)

    def process_request(self, request: Any, client_address: Any) -> None:  # noqa: ANN401 - as its parent has it
        """Take a client where there is a place, or the oldest leaves one."""
        with self._changed:
            if len(self._since) >= MOST:
                _end(next(iter(self._since)))
            free = self._changed.wait_for(lambda: len(self._since) < MOST, WAIT)
            if free:
                self._since[request] = time.monotonic()
        if free:
            super().process_request(request, client_address)
        else:
            self.shutdown_request(request)

    def service_actions(self) -> None:
        """End the connections that have lasted long enough; asked twice a second."""
        with self._changed:
            late = time.monotonic() - LONGEST
            for one in [one for one, since in self._since.items() if since < late]:
                _end(one)

    def shutdown_request(self, request: Any) -> None:  # noqa: ANN401 - as its parent has it
        """Give the place of a client free when it is gone."""
        super().shutdown_request(request)
        with self._changed:
            self._since.pop(request, None)
            self._changed.notify_all()

    def handle_error(self, *_: object) -> None:
        """Keep silent of clients that are gone before their answer is."""
        error = sys.exception()
        if not isinstance(error, OSError):
            _LOG.warning("A request was not answered: %r", error)


def _end(client: socket.socket) -> None:
    """End a connection; the thread that reads from it notices, and goes."""
    with suppress(OSError):  # it has gone by itself
        client.shutdown(socket.SHUT_RDWR)


def witness_server(witness: LogWitness, host: str, port: int) -> ThreadingHTTPServer:
    """Return a server for a witness; ``serve_forever`` runs it.

    Parameters
    ----------
    witness : LogWitness
        Who answers.
    host : str
        Address of this machine on which it listens.
    port : int
        Port; 0 takes a free one.

    Raises
    ------
    LedgerError
        Where it cannot listen there.
    """
    try:
        return _WitnessServer((host, port), partial(_WitnessHandler, witness))
    except OSError as error:
        raise LedgerError(
            sentence(
                "The witness cannot listen on {host}, port {port}: {why}.",
                host=host,
                port=port,
                why=error.strerror,
            ),
            remedy="Name another --port (0 takes a free one), or an address of this machine as --host.",
        ) from None
