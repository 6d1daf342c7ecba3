"""Connections: what a slow, greedy or silent client may hold, and for how long."""

from __future__ import annotations

import time
from copy import copy
from typing import TYPE_CHECKING, Any

from waitress.channel import HTTPChannel
from waitress.parser import HTTPRequestParser, ParsingError

if TYPE_CHECKING:
    from collections.abc import Callable

SLOWEST = 500
"""Bytes of a body that come in a second on average, at the least, once the client is past its silence."""
SMALL = 512
"""Bytes of a piece after which the next one is not waited for at once."""
REST = 0.25
"""Seconds: the small pieces of all clients are looked at together, so often. Each look costs the loop a turn
over all connections, and a thousand clients who send a byte a second would keep it turning."""
LONGEST_LENGTH = 15
"""Figures of a length that is announced."""


def channels(takes_much: Callable[[str, str, str], bool], usual: int) -> type[HTTPChannel]:
    """Return the kind of connection of a desk.

    Parameters
    ----------
    takes_much : callable
        Says of the path, the cookies and the method of a request whether a body larger than usual is
        taken. It is asked once the head is there, before any of the body is kept.
    usual : int
        Bytes of any other body.
    """

    class OwnRequest(HTTPRequestParser):  # type: ignore[misc] # waitress is published without types
        """A request whose body is kept only as far as somebody will look at it."""

        adj: Any

        def parse_header(self, header_plus: bytes) -> None:
            """Read the head, and settle how much of a body is taken."""
            super().parse_header(_bounded(header_plus))
            much = self.chunked or self.content_length >= usual
            if much and not takes_much(self.path, self.headers.get("COOKIE", ""), self.command):
                smaller = copy(self.adj)
                smaller.max_request_body_size = usual
                self.adj = smaller

    class OwnChannel(_PatientChannel):
        parser_class = OwnRequest

    return OwnChannel


def _bounded(head: bytes) -> bytes:
    """Refuse a length that is no number Python would read."""
    for line in head.split(b"\r\n"):
        name, _, length = line.partition(b":")
        if name.strip().lower() == b"content-length" and len(length.strip()) > LONGEST_LENGTH:
            raise ParsingError("Content-Length is invalid")
    return head


class _PatientChannel(HTTPChannel):  # type: ignore[misc] # waitress is published without types
    """A connection that is let go where it neither asks nor listens, however busy it looks.

    Waitress closes a connection once nothing has come for a while; a byte now and then keeps it. Here a head
    has the same while as a whole, and a body must come at some pace.
    """

    adj: Any
    request: Any
    last_activity: float
    _body_since = 0.0
    _rests_until = 0.0
    _came = b""

    def recv(self, size: int) -> bytes:
        """Take what came, and note it."""
        self._came = super().recv(size)
        return self._came

    def readable(self) -> bool:
        """Say whether more is to be read now."""
        return not (self._rests_until and time.time() < self._rests_until) and bool(super().readable())

    def handle_read(self) -> None:
        """Take what came, and count it as a sign of life only where it brings the request on."""
        before, waited_for = self.last_activity, self.request
        super().handle_read()
        request, now = self.request, time.time()
        if request is None:
            if waited_for is None and not self._came.strip(b"\r\n"):
                self._goes_on(before, now)  # empty lines ask nothing
            return
        if request is not waited_for or not request.body_bytes_received:
            self._body_since = now
        late = now - self._body_since - self.adj.channel_timeout
        if not request.headers_finished or request.body_bytes_received < SLOWEST * late:
            self._goes_on(before, now)
        elif len(self._came) < SMALL:
            self._goes_on(now, now)

    def _goes_on(self, active: float, now: float) -> None:
        """Wait for the next piece, together with all others who are slow."""
        self.last_activity = active
        self._rests_until = (now // REST + 1) * REST

    def handle_close(self) -> None:
        """Close the connection, and the file of a body that came in part."""
        super().handle_close()
        if self.request is not None:
            self.request.close()
            self.request = None

    def service(self) -> Any:  # noqa: ANN401 - as in waitress
        """Answer one request; what was sent behind it without waiting is dropped with the connection.

        Each of many requests sent at once would add its answer to a buffer, and the thread would wait until
        the client reads it. No browser and no proxy sends so.
        """
        with self.requests_lock:
            if len(self.requests) > 1:
                for later in self.requests[1:]:
                    later.close()
                del self.requests[1:]
                self.requests[0].connection_close = True
                self.requests[0].headers["CONNECTION"] = "close"
        return super().service()
