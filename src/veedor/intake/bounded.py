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

from veedor.sentence import sentence

Connection = type[http.client.HTTPConnection] | type[http.client.HTTPSConnection]


class PrivateAddressError(OSError):
    """A name leads into a private network, and that must not be asked."""


def handlers(until: float, *, private: bool = True) -> tuple[urllib.request.BaseHandler, ...]:
    """Give what opens addresses so that every connection is cut at a moment of the monotonic clock.

    Parameters
    ----------
    until : float
        The moment.
    private : bool
        Whether this machine and private networks may be asked; where not, a name is resolved once, and what
        it was resolved to is checked and asked: a name that changes meanwhile leads nowhere else. No proxy is
        used then.
    """

    class Plain(urllib.request.HTTPHandler):
        def http_open(self, req: urllib.request.Request) -> http.client.HTTPResponse:
            return self.do_open(_ending(http.client.HTTPConnection, until, private=private), req)

    class Secure(urllib.request.HTTPSHandler):
        def https_open(self, req: urllib.request.Request) -> http.client.HTTPResponse:
            return self.do_open(_ending(http.client.HTTPSConnection, until, private=private), req)

    return (Plain(), Secure()) if private else (Plain(), Secure(), urllib.request.ProxyHandler({}))


def _ending(kind: Connection, until: float, *, private: bool) -> Any:  # noqa: ANN401 - a class made of a class
    """Make a kind of connection whose socket is shut at a moment: a timeout begins anew with each byte."""

    class Ending(kind):  # type: ignore[misc, valid-type]
        def connect(self) -> None:
            if not private:
                self._create_connection = _public_connection
            super().connect()
            watch = threading.Timer(max(0.0, until - time.monotonic()), _shut, (self.sock,))
            watch.daemon = True
            watch.start()

    return Ending


def _public_connection(address: tuple[str, int], *arguments: Any, **named: Any) -> socket.socket:  # noqa: ANN401 - as socket.create_connection takes them
    """Connect to a name that leads nowhere private."""
    host, port = address
    found = [str(entry[4][0]) for entry in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)]
    if not found or any(_not_public(one) for one in found):
        raise PrivateAddressError(sentence("{host} is this machine, or in a private network", host=host))
    for one in found[:-1]:
        with contextlib.suppress(OSError):
            return socket.create_connection((one, port), *arguments, **named)
    return socket.create_connection((found[-1], port), *arguments, **named)


def _not_public(address: str) -> bool:
    own = ipaddress.ip_address(address.partition("%")[0])
    inner = getattr(own, "ipv4_mapped", None) or getattr(own, "sixtofour", None)
    return not own.is_global or own.is_multicast or (inner is not None and not inner.is_global)


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
    return any(_not_public(one) for one in found)
