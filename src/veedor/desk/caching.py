"""What caches may keep of a desk that only shows: pages by their data, question, language and version.

An address has one form: what a view does not ask for is refused by a redirect to that form, so that nobody
can fill a cache with copies of a page, or have it keep one for another. A page is known by its tag before
anything is worked out; whoever has it is told so (304). What says the hash of its data (``v``) never changes.
"""

from __future__ import annotations

import hashlib
from http import HTTPStatus
from typing import TYPE_CHECKING, Any, TypeVar
from urllib.parse import parse_qsl, urlencode

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseNotModified, HttpResponseRedirect
from django.middleware.http import ConditionalGetMiddleware
from django.utils.cache import patch_vary_headers
from django.utils.http import parse_etags

from veedor.desk.fragments import asked_part, vary_by_part
from veedor.desk.library import StillWorkingError
from veedor.desk.security import FOR_GOOD
from veedor.errors import InputErrors, VeedorError
from veedor.report.catalogue import shipped
from veedor.version import __version__

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    View = TypeVar("View", bound=Callable[..., HttpResponse])

SHORT = "public, max-age=60, stale-while-revalidate=600"
"""For pages: a count changes, and who looks should see it within a minute."""
MISSING = "public, max-age=10"
NEVER = "no-store"
MARK = "v"
"""Key of an address that says the mark of its data."""
LISTS = frozenset({"columns"})
"""Keys that a form says one by one."""


def asks(*keys: str, also: Callable[..., object] | None = None) -> Callable[[View], View]:
    """Say what a view can be asked, so that caches may keep its answers.

    Parameters
    ----------
    *keys : str
        Of its addresses, in their order.
    also : callable, optional
        Given the parts of the address: what its answer depends on beside the data of the case.
    """

    def named(view: View) -> View:
        view.asks, view.also = keys, also  # type: ignore[attr-defined] # a function takes any attribute
        return view

    return named


def mark_of(name: str) -> str:
    """Return the mark of the data of a case and of this version; empty where the desk is not public.

    Parameters
    ----------
    name : str
        Of the case.
    """
    return _hash(settings.DESK.library.data(name))[:16] if settings.DESK.public else ""


class PublicCache:
    """Tells caches what they may keep, where the desk only shows.

    Parameters
    ----------
    get_response : callable
        What answers.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer."""
        response = self.get_response(request)
        if settings.DESK.public:
            _say(request, response)
        return response

    def process_view(
        self,
        request: HttpRequest,
        view: Callable[..., object],
        args: tuple[object, ...],
        named: dict[str, Any],
    ) -> HttpResponse | None:
        """Redirect to the one form of an address, or say that nothing changed; None lets the view answer."""
        del args
        keys = getattr(view, "asks", None)
        if not settings.DESK.public or keys is None:
            return None
        if request.method not in {"GET", "HEAD"}:
            return HttpResponse(status=HTTPStatus.METHOD_NOT_ALLOWED, headers={"Allow": "GET, HEAD"})
        said = parse_qsl(request.META.get("QUERY_STRING", ""), keep_blank_values=True)
        try:
            if _is_of_other_data(request, named):  # the page says so, to whoever has that address
                return None
            wanted = _in_form(request, keys, named)
            tag = _tag(request, wanted, view, named)
        except (StillWorkingError, VeedorError, InputErrors):  # the view says what is the matter
            return None
        if said != wanted:
            return HttpResponseRedirect(f"{request.path}?{urlencode(wanted)}" if wanted else request.path)
        request.veedor_tag, request.veedor_marked = tag, any(key == MARK for key, _ in wanted)
        had = parse_etags(request.headers.get("If-None-Match", ""))
        if any(one == "*" or one.removeprefix("W/") == tag for one in had):
            return HttpResponseNotModified()
        return None


class PageTags(ConditionalGetMiddleware):  # type: ignore[misc] # Django has no types
    """Tells who has an answer already that it is the same still, where that saves a way."""

    def needs_etag(self, response: HttpResponse) -> bool:
        """Say whether an answer gets a tag: a page of a desk on this machine is made as quickly as tagged."""
        desk = settings.DESK
        near = not (desk.public or desk.behind) and response.headers["Content-Type"].startswith("text/html")
        return not near and bool(super().needs_etag(response))


def _is_of_other_data(request: HttpRequest, named: Mapping[str, str]) -> bool:
    """Whether an address names data that the case has no longer."""
    said = request.GET.get("data", "")
    return bool(said) and "name" in named and not settings.DESK.library.data(named["name"]).startswith(said)


def _in_form(request: HttpRequest, keys: tuple[str, ...], named: Mapping[str, str]) -> list[tuple[str, str]]:
    """Return the question of an address in its one form: known keys in their order, once, none empty."""
    given = request.GET
    values = {key: ",".join(given.getlist(key)) if key in LISTS else given.get(key, "") for key in keys}
    found = [(key, value) for key, value in values.items() if value]
    mark = given.get(MARK, "")
    return [*found, (MARK, mark)] if mark and "name" in named and mark == mark_of(named["name"]) else found


def _tag(request: HttpRequest, wanted: list[tuple[str, str]], view: object, named: Mapping[str, str]) -> str:
    library, name = settings.DESK.library, named.get("name")
    also = getattr(view, "also", None)
    parts = (
        __version__,
        library.data(name) if name else library.listed(),
        request.path,
        urlencode(wanted),
        asked_part(request),
        also(**named) if also is not None else "",
    )
    return f'"{_hash(*parts)[:32]}"'


def _hash(*parts: object) -> str:
    return hashlib.sha256("\0".join(map(str, (__version__, *parts))).encode()).hexdigest()


def _say(request: HttpRequest, response: HttpResponse) -> None:
    """Put what caches need to know on an answer; nothing that is of one reader alone stays on it."""
    tag = getattr(request, "veedor_tag", "")
    response.cookies.clear()
    status = response.status_code
    if request.path.split("/")[1] not in (*shipped(), "static"):
        patch_vary_headers(response, ("Accept-Language",))  # the page of what is not there, too
    if "Refresh" in response.headers or status == HTTPStatus.ACCEPTED:
        response.headers["Cache-Control"] = NEVER
    elif status in {HTTPStatus.OK, HTTPStatus.NOT_MODIFIED} and tag:
        response.headers["ETag"] = tag
        vary_by_part(response)
        response.headers["Cache-Control"] = FOR_GOOD if request.veedor_marked else SHORT
    elif status in {HTTPStatus.MOVED_PERMANENTLY, HTTPStatus.FOUND}:
        response.headers["Cache-Control"] = SHORT
    elif status == HTTPStatus.NOT_FOUND:
        response.headers["Cache-Control"] = MISSING
    elif status >= HTTPStatus.BAD_REQUEST:
        response.headers["Cache-Control"] = NEVER
