"""Bringing the bytes of one address here: resumed where they break off, bounded in size and time."""

from __future__ import annotations

import http.client
import re
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import IO, TYPE_CHECKING, Any

from veedor.bounded import PrivateAddressError, Redirects, handlers
from veedor.errors import FetchError
from veedor.intake.locate import hash_file
from veedor.sentence import sentence

if TYPE_CHECKING:
    from pathlib import Path

    from veedor.intake.case import Fetch

MAX_BYTES = 2 * 1024**3
"""Bytes of one download where the case states no size."""

TIMEOUT = 30.0
"""Seconds without a byte after which a server counts as silent."""

MAX_SECONDS = 3600.0
"""Seconds that one download may take in all; what has come by then is kept and resumed."""

MAX_REDIRECTS = 5
ATTEMPTS = 3

PAUSE = 0.5
"""Seconds between two pages of one address: a public server serves others too."""

MAX_WAIT = 60.0
"""Seconds that a server may ask us to wait before we ask again."""

PARTIAL = ".part"
_CHUNK = 256 * 1024

FetchProgress = Callable[[str, int, int | None], None]
"""Told the name of the file, the bytes that are there, and all of them where the server says so."""


_BUSY = {429, 503}


class UnreachableError(FetchError):
    """A server does not answer."""


class AbsentError(FetchError):
    """A server answers that there is no such file."""


@dataclass(frozen=True)
class Limits:
    """Bounds of a download.

    Parameters
    ----------
    size : int
        Bytes.
    timeout : float
        Seconds of silence.
    seconds : float
        Seconds in all.
    redirects : int
        How often a server may point elsewhere.
    attempts : int
        How often a download that breaks off is resumed.
    pause : float
        Seconds between two pages of one address.
    private : bool
        Whether this machine and private networks may be asked.
    """

    size: int = MAX_BYTES
    timeout: float = TIMEOUT
    seconds: float = MAX_SECONDS
    redirects: int = MAX_REDIRECTS
    attempts: int = ATTEMPTS
    pause: float = PAUSE
    private: bool = True


@dataclass
class Download:
    """Brings the bytes of one address into a file.

    Parameters
    ----------
    fetch : Fetch
        Address, hash and size.
    partial : Path
        Where to; what is there of a named hash is resumed.
    limits : Limits
        Bounds.
    progress : callable
        Told of every piece.
    """

    fetch: Fetch
    partial: Path
    limits: Limits
    progress: FetchProgress

    def run(self) -> None:
        """Bring all bytes into the partial file, resuming after a break as often as allowed.

        Raises
        ------
        FetchError
            Says what the server did, and what to do.
        """
        until = time.monotonic() + self.limits.seconds
        for attempt in range(1, self.limits.attempts + 1):
            try:
                if self._attempt(until):
                    return
                reason: str = sentence("the connection ended early")
            except urllib.error.HTTPError as error:
                error.close()
                if error.code not in _BUSY or attempt == self.limits.attempts:
                    raise self._refusal(error) from error
                time.sleep(_asked_wait(error, attempt))
                continue
            except (urllib.error.URLError, http.client.HTTPException, OSError, ValueError) as error:
                self._refuse_private(error)
                reason = str(getattr(error, "reason", error) or type(error).__name__)
            self._check_time(until)
            if attempt < self.limits.attempts:
                time.sleep(min(2.0, 0.1 * 2**attempt))
        raise UnreachableError(
            sentence("{url} could not be fetched: {reason}.", url=self.fetch.url, reason=reason),
            remedy=self._again,
        )

    @property
    def _again(self) -> str:
        """What to do after a break: only of a file whose hash is known is what has come the beginning."""
        if self.fetch.sha256:
            return "What has come is kept; run the command again to resume."
        return "Run the command again. Where the case states `sha256`, what has come is kept and resumed."

    def _refuse_private(self, error: Exception) -> None:
        reason = getattr(error, "reason", error)
        if isinstance(reason, PrivateAddressError):
            raise FetchError(
                sentence("{url} is not fetched: {reason}.", url=self.fetch.url, reason=reason.args[0]),
                remedy="Name an address that everybody can reach; or download the file, and bring it.",
            ) from error

    @property
    def _most(self) -> int:
        return min(self.limits.size, self.fetch.size or self.limits.size)

    def _attempt(self, until: float) -> bool:
        """Ask for what is missing; say whether everything has come."""
        have = self.partial.stat().st_size if self.partial.is_file() and self.fetch.sha256 else 0
        request = urllib.request.Request(  # noqa: S310  (the case file allows http and https only)
            self.fetch.url, headers={"User-Agent": "veedor", "Accept-Encoding": "identity"}
        )
        if have:
            request.add_header("Range", f"bytes={have}-")
        opener = urllib.request.build_opener(
            Redirects(self.limits.redirects), *handlers(until, private=self.limits.private)
        )
        try:
            with opener.open(request, timeout=self.limits.timeout) as answer:
                resumed = have > 0 and answer.status == http.HTTPStatus.PARTIAL_CONTENT
                if resumed and _range_start(answer) != have:
                    self.partial.unlink()
                    return False
                total = _length(answer, have if resumed else 0)
                self._check_size(total or 0)
                with _writable(self.partial):
                    file = self.partial.open("ab" if resumed else "wb")
                with file:
                    got = self._copy(answer, file, have if resumed else 0, total, until)
                return total is None or got >= total
        except urllib.error.HTTPError as error:
            if have and error.code == http.HTTPStatus.REQUESTED_RANGE_NOT_SATISFIABLE:
                # Everything is there already, or the file at the address has become shorter: the hash tells.
                return self._is_whole(error)
            raise

    def _is_whole(self, error: urllib.error.HTTPError) -> bool:
        match = re.search(r"\*/([0-9]{1,15})", error.headers.get("Content-Range", ""))
        have = self.partial.stat().st_size
        if (
            have == (int(match[1]) if match else have)
            and hash_file(self.partial) == self.fetch.sha256.lower()
        ):
            return True
        self.partial.unlink()
        return False

    def _copy(self, answer: Any, file: IO[bytes], have: int, total: int | None, until: float) -> int:  # noqa: ANN401
        while chunk := answer.read1(_CHUNK):
            have += len(chunk)
            self._check_size(have)
            with _writable(self.partial):
                file.write(chunk)
                file.flush()
            self.progress(self.partial.name.removesuffix(PARTIAL), have, total)
            self._check_time(until)
        return have

    def _check_time(self, until: float) -> None:
        if time.monotonic() > until:
            raise FetchError(
                sentence(
                    "{url} takes longer than {seconds:g} seconds.",
                    url=self.fetch.url,
                    seconds=self.limits.seconds,
                ),
                remedy=self._again,
            )

    def _check_size(self, size: int) -> None:
        if size > self._most:
            self.partial.unlink(missing_ok=True)
            raise FetchError(
                sentence(
                    "{url} is larger than {most:,} bytes; it is not fetched further.",
                    url=self.fetch.url,
                    most=self._most,
                ),
                remedy="If the file has grown, state its size and SHA-256 in the case.",
            )

    def _refusal(self, error: urllib.error.HTTPError) -> FetchError:
        if error.code < http.HTTPStatus.BAD_REQUEST:
            return FetchError(
                sentence(
                    "{url} points to where it is not followed: {reason}.",
                    url=self.fetch.url,
                    reason=error.reason.splitlines()[-1],
                ),
                remedy="Look where the file is published now, and name that address.",
            )
        kind = AbsentError if error.code in {404, 410} else FetchError
        return kind(
            sentence(
                "{url} answered {code} {reason}.", url=self.fetch.url, code=error.code, reason=error.reason
            ),
            remedy="The server is busy, or has a fault of its own: run the command again later."
            if error.code in _BUSY or error.code >= http.HTTPStatus.INTERNAL_SERVER_ERROR
            else "Look at the address in a browser; the publisher may have moved the file.",
        )


@contextmanager
def _writable(path: Path) -> Iterator[None]:
    """Say that the disk takes no more; a server asked again would not help."""
    try:
        yield
    except OSError as error:
        raise FetchError(
            sentence("{path} cannot be written: {reason}.", path=path, reason=error.strerror or error),
            remedy="Make room there, or let the folder be written; then run the command again.",
        ) from error


def _asked_wait(error: urllib.error.HTTPError, attempt: int) -> float:
    """Return the seconds that a busy server asks us to wait, as far as we wait at all."""
    text = error.headers.get("Retry-After", "")
    return min(MAX_WAIT, float(text) if text.isascii() and text.isdigit() else 2.0**attempt)


def _length(answer: Any, have: int) -> int | None:  # noqa: ANN401
    text = answer.headers.get("Content-Length", "")
    return have + int(text) if re.fullmatch("[0-9]{1,15}", text) else None


def _range_start(answer: Any) -> int | None:  # noqa: ANN401
    match = re.match(r"bytes ([0-9]{1,15})-", answer.headers.get("Content-Range", ""))
    return int(match[1]) if match else None
