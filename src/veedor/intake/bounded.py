"""Connections that end at a moment, however slowly a server drips; addresses of private networks."""

from __future__ import annotations

import contextlib
import http.client
import ipaddress
import socket
import threading
import time
import urllib.request
from typing import Any
from urllib.parse import urlsplit

Connection = type[http.client.HTTPConnection] | type[http.client.HTTPSConnection]


def handlers(until: float) -> tuple[urllib.request.BaseHandler, ...]:
    """Give what opens addresses so that every connection is cut at a moment of the monotonic clock."""

    class Plain(urllib.request.HTTPHandler):
        def http_open(self, req: urllib.request.Request) -> http.client.HTTPResponse:
            return self.do_open(_ending(http.client.HTTPConnection, until), req)

    class Secure(urllib.request.HTTPSHandler):
        def https_open(self, req: urllib.request.Request) -> http.client.HTTPResponse:
            return self.do_open(_ending(http.client.HTTPSConnection, until), req)

    return Plain(), Secure()


def _ending(kind: Connection, until: float) -> Any:  # noqa: ANN401 - a class made of a class
    """Make a kind of connection whose socket is shut at a moment: a timeout begins anew with each byte."""

    class Ending(kind):  # type: ignore[misc, valid-type]
        def connect(self) -> None:
            super().connect()
            watch = threading.Timer(max(0.0, until - time.monotonic()), _shut, (self.sock,))
            watch.daemon = True
            watch.start()

    return Ending


def _shut(connected: socket.socket) -> None:
    with contextlib.suppress(OSError):
        connected.shutdown(socket.SHUT_RDWR)


def is_private(url: str) -> bool:
    """Say whether an address leads to this machine or a private network, as far as its name can be resolved.

    Parameters
    ----------
    url : str
        http or https.
    """
    host = urlsplit(url).hostname or ""
    try:
        found = {str(entry[4][0]) for entry in socket.getaddrinfo(host, None, type=socket.SOCK_STREAM)}
    except (OSError, UnicodeError):
        return False  # nobody answers there, and opening it says so
    return any(not ipaddress.ip_address(one.partition("%")[0]).is_global for one in found)
