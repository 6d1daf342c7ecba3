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
        scheme = urlsplit(newurl).scheme
        if scheme not in {"http", "https"} or (scheme == "http" and req.type == "https"):
            raise FetchError(
                sentence(
                    "{full_url} points to {newurl}, which is not followed.",
                    full_url=req.full_url,
                    newurl=newurl,
                ),
                remedy="Look where the file is published now, and name that address.",
            )
        if is_private(newurl) and not is_private(req.full_url):
            raise FetchError(
                sentence(
                    "{full_url} points to {newurl}, within a private network; it is not followed.",
                    full_url=req.full_url,
                    newurl=newurl,
                ),
                remedy="Ask who publishes the file; if you mean that address, name it in the case.",
            )
        if self._stay and urlsplit(newurl)[:2] != urlsplit(req.full_url)[:2]:
            raise FetchError(
                sentence(
                    "{full_url} points to {newurl}, another server; it is not followed.",
                    full_url=req.full_url,
                    newurl=newurl,
                ),
                remedy="Look where the file is published now, and name that address.",
            )
        self._left -= 1
        if self._left < 0:
            raise FetchError(
                sentence(
                    "{full_url} points elsewhere more than {most} times.",
                    full_url=req.full_url,
                    most=self._most,
                ),
                remedy="Look where the file is published now, and name that address.",
            )
        followed = super().redirect_request(req, fp, code, msg, headers, newurl)
        if followed is not None and (part := req.get_header("Range")):
            followed.add_header("Range", part)
        return followed
