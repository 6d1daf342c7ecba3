"""What every request must pass, and what every answer says to the browser."""

from __future__ import annotations

import html
import re
import threading
import time
from collections import OrderedDict
from functools import wraps
from ipaddress import ip_address, ip_network
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
ONLY_TLS = "max-age=31536000"
"""Behind a server with TLS: for a year the browser asks in no other way."""
PRIVATE = "private, no-cache"
"""Where there are accounts: what one may see is kept for no other."""
FOR_GOOD = "public, max-age=31536000, immutable"
"""Our own files: their address changes with them."""
FORWARDED = ("HTTP_X_FORWARDED_FOR", "HTTP_X_FORWARDED_PROTO", "HTTP_X_FORWARDED_HOST", "HTTP_FORWARDED")
"""What only a server in front says."""
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
        with settings.DESK.library.looking_once():
            response = refusal(request) or get_response(request)
        response.headers.setdefault("Content-Security-Policy", POLICY)
        for name, value in HEADERS.items():
            response.headers.setdefault(name, value)
        if settings.DESK.behind:
            response.headers["Strict-Transport-Security"] = ONLY_TLS
        if settings.DESK.accounts and response.headers["Cache-Control"] not in {"no-store", FOR_GOOD}:
            response.headers["Cache-Control"] = PRIVATE
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
    """Return the policy of a page that is a file of its own: it names its scripts by their hashes, no others.

    Parameters
    ----------
    file : Path
        Of the report, or of a watch.
    """
    own = _OWN_POLICY.search(file.read_text(encoding="utf-8")[:20_000])
    stated = " ".join(html.unescape(own[1]).split()) if own else "default-src 'none'"
    return f"{stated}; frame-ancestors 'none'"


def refusal(request: HttpRequest) -> HttpResponse | None:
    """Say why a request is not looked at; None where it is."""
    try:
        request.get_host()
    except DisallowedHost:
        return _plain("This desk does not answer under that name: veedor serve --name NAME adds one.", 400)
    desk = settings.DESK
    if desk.behind and not request.is_secure():
        return _plain(
            "This desk answers over TLS only, through the server that was named with --behind-tls; that "
            "server has to say so with X-Forwarded-Proto. Ask it at its https address.",
            403,
        )
    if not (desk.behind or desk.public) and any(name in request.META for name in FORWARDED):
        return _plain(
            "A server stands in front of this desk, which has no accounts: whoever reaches that server could "
            "use it. Start it with --behind-tls and the address of that server, or with --public.",
            403,
        )
    if request.headers.get("Sec-Fetch-Site") == "cross-site" and not _is_visit(request):
        return _plain("A page of another site asked for this, and not its reader.", 403)
    if len(request.get_full_path()) > LONGEST_ADDRESS:
        return _plain("The address is longer than any question.", 414)
    if "\0" in request.path or "%00" in request.META.get("QUERY_STRING", ""):
        return _plain("There is a sign in the address that no address has.", 400)
    return None


def _is_visit(request: HttpRequest) -> bool:
    """Whether somebody follows a link from another site; then the page opens in a window of its own."""
    asked = request.headers
    return (
        request.method in {"GET", "HEAD"}
        and asked.get("Sec-Fetch-Mode") == "navigate"
        and asked.get("Sec-Fetch-Dest", "document") == "document"
    )


def client_of(request: HttpRequest) -> str:
    """Return by what a client is counted: its address, or the network that one household has."""
    stated = request.META.get("REMOTE_ADDR", "")
    try:
        address = ip_address(stated.strip("[]"))
    except ValueError:
        return str(stated)[:60]
    if address.version == 4:
        return str(address)
    return str(address.ipv4_mapped or ip_network((address, 64), strict=False))


def _plain(text: str, status: int) -> HttpResponse:
    # a cache that kept this would say it to others
    return HttpResponse(
        f"{text}\n",
        status=status,
        content_type="text/plain; charset=utf-8",
        headers={"Cache-Control": "no-store"},
    )


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

    def give_back(self, client: str) -> None:
        """Undo one that was taken."""
        with self._lock:
            if client in self._seen:
                left, at = self._seen[client]
                self._seen[client] = (min(float(self.often), left + 1), at)


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
            desk = settings.DESK
            limited = (desk.public or desk.accounts) and desk.published is None
            if limited and (wait := bucket.wait(_asker(request), time.monotonic())):
                answer = _plain("You have asked for this often just now; ask again a little later.", 429)
                answer.headers["Retry-After"] = str(int(wait) + 1)
                return answer
            return view(request, *args, **named)

        return counted

    return limited


def _asker(request: HttpRequest) -> str:
    """Return by what somebody is counted who asks for what costs: the account, else the client."""
    user = getattr(request, "user", None)
    return f"account {user.pk}" if user is not None and user.is_authenticated else client_of(request)
