"""Connections that end at a moment, however slowly a server drips; redirects; private networks."""

from __future__ import annotations

import contextlib
import http.client
import ipaddress
import socket
import threading
import time
import urllib.request
from typing import IO, Any
from urllib.parse import urlsplit

from veedor.errors import FetchError
from veedor.sentence import sentence

Connection = type[http.client.HTTPConnection] | type[http.client.HTTPSConnection]


class PrivateAddressError(OSError):
    """A name leads into a private network, and that must not be asked."""


def handlers(until: float, *, private: bool = True) -> tuple[urllib.request.BaseHandler, ...]:
    """Return what opens addresses so that every connection is cut at a moment of the monotonic clock.

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


class Redirects(urllib.request.HTTPRedirectHandler):
    """Follows a few redirects: to http and https only, never from https to http or into a private network.

    Parameters
    ----------
    most : int
        How many.
    stay : bool
        Whether to follow within one scheme, host and port only.
    """

    def __init__(self, most: int, *, stay: bool = False) -> None:
        self._most = self._left = most
        self._stay = stay

    def redirect_request(
        self,
        req: urllib.request.Request,
        fp: IO[bytes],
        code: int,
        msg: str,
        headers: Any,  # noqa: ANN401 - a message of the standard library, untyped there
        newurl: str,
    ) -> urllib.request.Request | None:
        """Return the request to follow with, or refuse."""
        here, there = urlsplit(req.full_url), urlsplit(newurl)
        what: str = ""
        remedy = sentence("Look where the file is published now, and name that address.")
        if there.scheme not in {"http", "https"} or (there.scheme == "http" and req.type == "https"):
            what = sentence(
                "{full_url} points to {newurl}, which is not followed.", full_url=req.full_url, newurl=newurl
            )
        elif is_private(newurl) and not is_private(req.full_url):
            what = sentence(
                "{full_url} points to {newurl}, within a private network; it is not followed.",
                full_url=req.full_url,
                newurl=newurl,
            )
            remedy = sentence("Ask who publishes the file; if you mean that address, name it in the case.")
        elif self._stay and here[:2] != there[:2]:
            what = sentence(
                "{full_url} points to {newurl}, another server; it is not followed.",
                full_url=req.full_url,
                newurl=newurl,
            )
        elif self._left < 1:
            what = sentence(
                "{full_url} points elsewhere more than {most} times.", full_url=req.full_url, most=self._most
            )
        if what:
            raise FetchError(what, remedy=remedy)
        self._left -= 1
        followed = super().redirect_request(req, fp, code, msg, headers, newurl)
        if followed is not None and (part := req.get_header("Range")):
            followed.add_header("Range", part)
        return followed
