"""What every request must pass, and what every answer says to the browser."""

from __future__ import annotations

import html
import re
import threading
import time
from collections import OrderedDict
from functools import wraps
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.core.exceptions import DisallowedHost
from django.http import HttpRequest, HttpResponse

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    View = Callable[..., HttpResponse]

POLICY = "; ".join(
    (
        "default-src 'none'", "script-src 'self'", "style-src 'self'", "img-src 'self' data:",
        "font-src 'self'", "connect-src 'self'", "worker-src 'self'", "form-action 'self'", "base-uri 'none'",
        "frame-ancestors 'none'",
    )
)  # fmt: skip
"""Nothing inline, nothing from elsewhere. A page that is a file of its own (the report) brings its own."""

HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), microphone=(), geolocation=()",
    "Cache-Control": "no-cache",
}
_OWN_POLICY = re.compile(r'<meta http-equiv="Content-Security-Policy" content="([^"]*)">')
LONGEST_ADDRESS = 8000
"""Signs of an address with its question."""


def guard(get_response: View) -> View:
    """Refuse what comes under another name or is longer than any question; put the headers on answers.

    Parameters
    ----------
    get_response : callable
        What answers.
    """

    def guarded(request: HttpRequest) -> HttpResponse:
        response = refusal(request) or get_response(request)
        response.headers.setdefault("Content-Security-Policy", POLICY)
        for name, value in HEADERS.items():
            response.headers.setdefault(name, value)
        if not response.streaming:  # so that the connection can stay open
            response.headers.setdefault("Content-Length", str(len(response.content)))
        return without_body(response) if request.method == "HEAD" else response

    return guarded


def without_body(response: HttpResponse) -> HttpResponse:
    """Leave the headers of an answer alone: the server would send a body to who asked for none."""
    if response.streaming:
        response.streaming_content = ()
    else:
        response.content = b""
    return response


def policy_of(file: Path) -> str:
    """Give the policy of a page that is a file of its own: it names its scripts by their hashes, no others.

    Parameters
    ----------
    file : Path
        Of the report, or of a watch.
    """
    own = _OWN_POLICY.search(file.read_text(encoding="utf-8")[:20_000])
    stated = html.unescape(own[1]) if own else "default-src 'none'"
    return f"{stated}; frame-ancestors 'none'"


def refusal(request: HttpRequest) -> HttpResponse | None:
    """Say why a request is not looked at; None where it is."""
    try:
        request.get_host()
    except DisallowedHost:
        return _plain("This desk does not answer under that name: veedor serve --name NAME adds one.", 400)
    if len(request.get_full_path()) > LONGEST_ADDRESS:
        return _plain("The address is longer than any question.", 414)
    if "\0" in request.path or "%00" in request.META.get("QUERY_STRING", ""):
        return _plain("There is a sign in the address that no address has.", 400)
    return None


def _plain(text: str, status: int) -> HttpResponse:
    return HttpResponse(f"{text}\n", status=status, content_type="text/plain; charset=utf-8")


class Bucket:
    """Counts what each client asked for lately; on this machine nobody is counted.

    Parameters
    ----------
    often : int
        So many at once,
    seconds : float
        and one more after each so many seconds.
    clients : int
        So many clients are remembered, those that asked last.
    """

    def __init__(self, often: int, seconds: float, clients: int = 10_000) -> None:
        self.often, self.seconds, self.clients = often, seconds, clients
        self._seen: OrderedDict[str, tuple[float, float]] = OrderedDict()
        self._lock = threading.Lock()

    def wait(self, client: str, now: float) -> float:
        """Take one: give 0, or the seconds after which the client may ask again."""
        with self._lock:
            left, at = self._seen.pop(client, (float(self.often), now))
            left = min(float(self.often), left + (now - at) / self.seconds)
            self._seen[client] = (left - 1 if left >= 1 else left, now)
            while len(self._seen) > self.clients:
                self._seen.popitem(last=False)
            return 0.0 if left >= 1 else (1 - left) * self.seconds


def costly(often: int, seconds: float) -> Callable[[View], View]:
    """Limit how often a client may ask a view for what costs.

    Parameters
    ----------
    often, seconds : int, float
        As for :class:`Bucket`.
    """
    bucket = Bucket(often, seconds)

    def limited(view: View) -> View:
        @wraps(view)
        def counted(request: HttpRequest, *args: Any, **named: Any) -> HttpResponse:  # noqa: ANN401
            if (
                settings.DESK.public
                and settings.DESK.published is None
                and (wait := bucket.wait(request.META.get("REMOTE_ADDR", ""), time.monotonic()))
            ):
                answer = _plain("You have asked for this often just now; ask again a little later.", 429)
                answer.headers["Retry-After"] = str(int(wait) + 1)
                return answer
            return view(request, *args, **named)

        return counted

    return limited
