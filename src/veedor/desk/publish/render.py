"""The desk asked within this process: the same views, templates and refusals, without a socket."""

from __future__ import annotations

import io
import time
from http import HTTPStatus
from typing import TYPE_CHECKING
from urllib.parse import unquote, urlsplit

from veedor.errors import VeedorError
from veedor.sentence import sentence

if TYPE_CHECKING:
    from django.core.handlers.wsgi import WSGIHandler

LONGEST = 3600
"""Seconds after which a page that is still being worked out is given up."""


class DeskAnswers:
    """Asks the desk that Django was told of."""

    def __init__(self) -> None:
        from django.core.handlers.wsgi import WSGIHandler

        self._handler: WSGIHandler = WSGIHandler()

    def get(self, address: str) -> tuple[bytes, str, str]:
        """Give what an address says, its kind, and its policy.

        Parameters
        ----------
        address : str
            Path and question.

        Raises
        ------
        VeedorError
            Where the desk does not show it.
        """
        deadline = time.monotonic() + LONGEST
        while True:
            answer = self._answer(address)
            waits = answer.status_code == HTTPStatus.ACCEPTED or "Refresh" in answer.headers
            if not waits or time.monotonic() > deadline:
                break
        content = b"".join(answer.streaming_content) if answer.streaming else answer.content
        answer.close()
        if answer.status_code != HTTPStatus.OK:
            raise VeedorError(
                sentence("The page {address!r} cannot be published.", address=address),
                remedy="Open it with `veedor serve`: it says there what is in the way.",
            )
        kind = answer.headers["Content-Type"].partition(";")[0]
        return content, kind, answer.headers.get("Content-Security-Policy", "")

    def _answer(self, address: str):  # type: ignore[no-untyped-def]  # noqa: ANN202 - Django has no types
        from django.core.handlers.wsgi import WSGIRequest

        parts = urlsplit(address)
        path = unquote(parts.path, errors="surrogateescape").encode("utf-8", "surrogateescape")
        return self._handler.get_response(
            WSGIRequest(
                {
                    "REQUEST_METHOD": "GET",
                    "PATH_INFO": path.decode("latin-1"),
                    "QUERY_STRING": parts.query,
                    "SERVER_NAME": "localhost",
                    "SERVER_PORT": "80",
                    "SERVER_PROTOCOL": "HTTP/1.1",
                    "wsgi.input": io.BytesIO(),
                    "wsgi.url_scheme": "http",
                }
            )
        )
