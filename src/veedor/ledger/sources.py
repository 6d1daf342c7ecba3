"""Where the files of a log are read from: a folder, or any server of static files."""

from __future__ import annotations

import errno
import time
import zlib
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from veedor import disk
from veedor.bounded import handlers
from veedor.errors import LedgerError
from veedor.sentence import sentence, whole

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    Source = Callable[[str, int], bytes]

AGENT = "veedor"
SECONDS = 20.0
"""How long a server may be silent."""
LONGEST = 120.0
"""How long an answer may take in all: one byte at a time would keep a log from being published."""


def folder_source(folder: Path) -> Source:
    """Return what reads the files of a log in a folder."""

    def read(name: str, most: int) -> bytes:
        try:
            return disk.read(folder / name, most)
        except OSError as error:
            if error.errno in {errno.ENOENT, errno.ENOTDIR}:
                raise LedgerError(sentence("{folder} is missing.", folder=folder / name)) from None
            raise LedgerError(
                sentence(
                    "{folder} cannot be read: {strerror}.",
                    folder=folder / name,
                    strerror=whole(error.strerror or ""),
                )
            ) from None

    return read


def web_source(address: str) -> Source:
    """Return what reads the files of a log from a server."""
    base = address.rstrip("/")

    def read(name: str, most: int) -> bytes:
        return fetch(sentence("{base}/{name}", base=base, name=name), most)

    return read


def is_address(text: str) -> bool:
    """Say whether a text is an address of the web."""
    return urlsplit(text).scheme in {"http", "https"}


def fetch(address: str, most: int, body: bytes | None = None) -> bytes:
    """Get a file from a server; where there is a body, send it.

    Parameters
    ----------
    address : str
        ``http`` or ``https``.
    most : int
        Bytes, also when they are unpacked.
    body : bytes, optional
        Sent with POST.

    Raises
    ------
    AnswerError
        Where the server answers with anything but 200.
    LedgerError
        Where it does not answer, or with more.
    """
    from http.client import HTTPException
    from urllib.error import HTTPError, URLError
    from urllib.request import HTTPRedirectHandler, Request, build_opener

    class Stay(HTTPRedirectHandler):
        """Follows nobody to another place."""

        def redirect_request(self, *_: object) -> None:
            return None

    if not is_address(address):
        raise LedgerError(
            sentence("{address!r} is no address.", address=address[:80]),
            remedy="Write it with http:// or https://.",
        )
    headers = {"User-Agent": AGENT, "Accept-Encoding": "gzip, identity"}
    request = Request(address, data=body, headers=headers)  # noqa: S310 - looked at above
    until = time.monotonic() + LONGEST
    try:
        with build_opener(Stay, *handlers(until)).open(request, timeout=SECONDS) as answer:
            content: bytes = answer.read(most + 1)
            _refuse_part(answer.length if len(content) <= most else 0, until)
            packed = (answer.headers.get("Content-Encoding") or "").lower() == "gzip"
    except HTTPError as error:
        with error:
            raise AnswerError(address, error.code, error.read(most).decode(errors="replace")) from None
    except (OSError, HTTPException, URLError) as error:
        raise LedgerError(
            sentence("{address} does not answer: {reason}.", address=address, reason=_reason(error)),
            remedy="Try again later.",
        ) from None
    if packed and len(content) <= most:
        content = _unpacked(content, most, address)
    if len(content) > most:
        raise LedgerError(
            sentence(
                "{address} has more than {most:,} bytes, which no honest file of a log has.",
                address=address,
                most=most,
            )
        )
    return content


def _refuse_part(missing: int | None, until: float) -> None:
    """Refuse an answer that broke off: what is there of it would pass for a file that was changed.

    Raises
    ------
    OSError
        Where bytes are missing that were announced, or it was cut because its time was over.
    """
    if missing or time.monotonic() >= until:
        raise OSError(errno.ECONNABORTED, sentence("The answer broke off, or took too long"))


def _reason(error: Exception) -> str:
    """Say why nothing was answered: in the words of the operating system, without its number."""
    reason = getattr(error, "reason", None) or error
    return whole(getattr(reason, "strerror", None) or str(reason))


def _unpacked(content: bytes, most: int, address: str) -> bytes:
    try:
        return zlib.decompressobj(wbits=31).decompress(content, most + 1)
    except zlib.error:
        raise LedgerError(
            sentence("{address} is packed with gzip and cannot be unpacked.", address=address)
        ) from None


class AnswerError(LedgerError):
    """A server answers, but not with what was asked for.

    Parameters
    ----------
    address : str
        What was asked for.
    status : int
        Its answer.
    body : str
        What it says.
    """

    def __init__(self, address: str, status: int, body: str) -> None:
        self.status = status
        self.body = body
        super().__init__(
            sentence("{address} answers with {status}.", address=address, status=status),
            remedy="Look whether the address is right.",
        )
