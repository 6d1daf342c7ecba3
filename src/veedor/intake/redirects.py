"""Where a server points elsewhere: followed a few times, on the web only."""

from __future__ import annotations

import urllib.request
from typing import IO, Any
from urllib.parse import urlsplit

from veedor.errors import FetchError
from veedor.intake.bounded import is_private
from veedor.sentence import sentence


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
        """Give the request to follow with, or refuse."""
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
