"""One question to a server, and what comes of it: an answer, or why there is none that counts."""

from __future__ import annotations

import http.client
import re
import time
import urllib.error
import urllib.request
from dataclasses import dataclass, replace
from email.utils import parsedate_to_datetime
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from veedor.bounded import Redirects, handlers
from veedor.errors import FetchError
from veedor.version import __version__

if TYPE_CHECKING:
    from collections.abc import Mapping

REDIRECTS = 5
KEPT_OF_ERROR = 1 << 20
"""Bytes that are kept of the page that goes with an error."""
LONGEST_WAIT = 3600.0
_CHUNK = 1 << 18
_PART_OF_SECOND = re.compile(r"(?im)^(\s*crawl-delay\s*:\s*)(\d+)\.\d*")
"""A delay that the standard library does not read: it knows whole seconds."""


@dataclass(frozen=True)
class Visit:
    """What came of one question.

    Parameters
    ----------
    address : str
        Whom was asked.
    status : int
        The answer's; 0 where nobody answered.
    headers : tuple of (str, str)
        As they came.
    body : bytes
        As it came: of an answer that broke off what there was, of an error its page.
    fault : str
        Why it is no answer that counts: ``unreachable``, ``slow``, ``endless``, ``cut_off``, ``elsewhere``,
        ``status``, ``robots``; empty where it is one.
    detail : str
        What happened, for people.
    """

    address: str
    status: int = 0
    headers: tuple[tuple[str, str], ...] = ()
    body: bytes = b""
    fault: str = ""
    detail: str = ""

    def header(self, name: str) -> str:
        """Return the last header of a name; empty where there is none."""
        return next((text for key, text in reversed(self.headers) if key.lower() == name.lower()), "")

    @property
    def same(self) -> bool:
        """Whether the server says that nothing has changed."""
        return self.status == http.HTTPStatus.NOT_MODIFIED and not self.fault

    @property
    def asked_to_wait(self) -> float:
        """Seconds that the server asks us to wait (``Retry-After``, a number or a date); at most an hour."""
        text = self.header("Retry-After").strip()
        if text.isascii() and text.isdigit():
            return min(float(text[:9]), LONGEST_WAIT)
        at = _moment(text)
        return 0.0 if at is None else min(max(at - time.time(), 0.0), LONGEST_WAIT)

    @property
    def server_time(self) -> float | None:
        """What the server's clock says (``Date``), in seconds since 1970; None where it says nothing."""
        return _moment(self.header("Date"))


def _moment(text: str) -> float | None:
    try:
        return parsedate_to_datetime(text).timestamp()
    except (ValueError, TypeError, OverflowError, IndexError):
        return None


@dataclass(frozen=True)
class Asker:
    """Asks politely: says who asks and what is known already, and follows nobody to another server.

    Parameters
    ----------
    contact : str
        Who watches.
    seconds : float
        That an answer may take in all.
    size : int
        Bytes that it may have.
    """

    contact: str = ""
    seconds: float = 60.0
    size: int = 50 << 20

    @property
    def agent(self) -> str:
        """The honest name: what asks, and for whom."""
        return (
            f"veedor/{__version__} (watches a published count{f'; {self.contact}' if self.contact else ''})"
        )

    def __call__(self, address: str, known: Mapping[str, str] | None = None, *, head: bool = False) -> Visit:
        """Ask an address.

        Parameters
        ----------
        address : str
            ``http`` or ``https``.
        known : mapping of str to str, optional
            Headers of the last answer that was kept: the server may say that nothing has changed since.
        head : bool
            Whether to ask for the headers only.
        """
        until = time.monotonic() + self.seconds
        request = urllib.request.Request(  # noqa: S310 - the case allows http and https only
            address,
            headers={"User-Agent": self.agent, "Accept-Encoding": "identity", "Accept": "*/*"},
            method="HEAD" if head else "GET",
        )
        for name, asked in (("ETag", "If-None-Match"), ("Last-Modified", "If-Modified-Since")):
            if text := (known or {}).get(name, ""):
                request.add_header(asked, text)
        opener = urllib.request.build_opener(Redirects(REDIRECTS, stay=True), *handlers(until))
        seen = Visit(address)
        try:
            with opener.open(request, timeout=self.seconds) as answer:
                seen = replace(seen, status=answer.status, headers=tuple(answer.headers.items()))
                return seen if head else self._read(answer, seen, until)
        except urllib.error.HTTPError as error:
            with error:
                return _of_error(error, address)
        except FetchError as error:
            return replace(seen, fault="elsewhere", detail=error.message)
        except (urllib.error.URLError, http.client.HTTPException, OSError, ValueError) as error:
            late = time.monotonic() >= until
            reason = str(getattr(error, "reason", error) or type(error).__name__)
            return replace(seen, fault="slow" if late else "unreachable", detail=reason[:300])

    def _read(self, answer: Any, seen: Visit, until: float) -> Visit:  # noqa: ANN401 - of the standard library
        """Read the body: all of it, or why not."""
        parts: list[bytes] = []
        size = 0
        fault, detail = "", ""
        stated = seen.header("Content-Length")
        wanted = int(stated) if stated.isascii() and stated.isdigit() and len(stated) < 100 else None
        try:
            while chunk := answer.read1(_CHUNK):
                parts.append(chunk)
                size += len(chunk)
                if size > self.size:
                    return replace(seen, fault="endless", detail=f"more than {self.size:,} bytes")
        except (http.client.HTTPException, OSError, ValueError) as error:
            fault, detail = "cut_off", str(error)[:300]
        if time.monotonic() >= until:
            fault, detail = "slow", f"longer than {self.seconds:g} seconds"
        elif not fault and wanted is not None and size < wanted:
            fault, detail = "cut_off", f"{size:,} of {wanted:,} bytes"
        elif not fault and seen.status != http.HTTPStatus.OK:
            fault, detail = "status", f"{seen.status} {answer.reason}"[:300]
        return replace(seen, body=b"".join(parts), fault=fault, detail=detail)


def _of_error(error: urllib.error.HTTPError, address: str) -> Visit:
    """Return what came with a status that does not mean success."""
    try:
        body = error.read(KEPT_OF_ERROR)
    except (http.client.HTTPException, OSError, ValueError):
        body = b""
    headers = tuple(error.headers.items()) if error.headers else ()
    if error.code == http.HTTPStatus.NOT_MODIFIED:
        return Visit(address, error.code, headers)
    fault = "elsewhere" if 300 <= error.code < 400 else "status"
    detail = str(error.reason).splitlines()[-1] if str(error.reason) else ""
    return Visit(address, error.code, headers, body, fault, f"{error.code} {detail}".strip()[:300])


class RobotRules:
    """What the robots.txt of each server allows, and how often; read at first, and again each day.

    Parameters
    ----------
    ask : Asker
        How it is read.
    """

    AGAIN = 86_400.0

    def __init__(self, ask: Asker) -> None:
        self._ask = ask
        self._known: dict[str, tuple[float, Any]] = {}

    def __call__(self, address: str, now: float) -> tuple[str, float]:
        """Say why an address is not to be asked, and how long to wait between two questions.

        As RFC 9309 has it: no such file allows everything, a server in trouble allows nothing for now.
        ``Crawl-delay`` and ``Request-rate`` stand in no standard, and are followed; at most an hour.

        Parameters
        ----------
        address : str
            Which.
        now : float
            Seconds since 1970.

        Returns
        -------
        str
            Why not; empty where it may be asked.
        float
            Seconds between two questions to its server.
        """
        from urllib.robotparser import RobotFileParser

        place = f"{urlsplit(address).scheme}://{urlsplit(address).netloc}/robots.txt"
        read_at, rules = self._known.get(place, (0.0, None))
        if rules is None or now - read_at > self.AGAIN:
            answer = self._ask(place)
            if answer.fault and not 400 <= answer.status < 500:
                if rules is None:
                    return f"{place} cannot be read: {answer.detail}", 0.0
            else:
                rules = RobotFileParser(place)
                text = "" if answer.fault else answer.body.decode("utf-8", "replace")
                rules.parse(_PART_OF_SECOND.sub(lambda m: f"{m[1]}{int(m[2][:9]) + 1}", text).splitlines())
            self._known[place] = (now, rules)
        why = "" if rules.can_fetch("veedor", address) else f"{place} does not allow it"
        rate = rules.request_rate("veedor")
        between = rate.seconds / rate.requests if rate is not None and rate.requests else 0.0
        return why, min(max(float(rules.crawl_delay("veedor") or 0), between), LONGEST_WAIT)
