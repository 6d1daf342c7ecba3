"""The one place that lets somebody into a room, or not."""

from __future__ import annotations

from http import HTTPStatus
from typing import TYPE_CHECKING
from urllib.parse import urlencode, urlsplit

from django.conf import settings
from django.http import HttpResponse, HttpResponseRedirect

from veedor.desk import assets, pages, problems
from veedor.desk.accounts import views
from veedor.desk.accounts.people import role_of
from veedor.desk.accounts.roles import may
from veedor.desk.rooms import role_needed

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.http import HttpRequest

    View = Callable[..., HttpResponse]

OPEN: frozenset[View] = frozenset({pages.root, assets.static, views.log_in, views.log_out})
"""What is answered to strangers. Everything else belongs to a room."""


class Door:
    """Asks who somebody is, before any view sees the request.

    Parameters
    ----------
    get_response : callable
        What answers.
    """

    def __init__(self, get_response: View) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer."""
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: View, _args: object, _named: object
    ) -> HttpResponse | None:
        """Return the page that is shown instead of a view; None where they may see it."""
        if not settings.DESK.accounts or view in OPEN:
            return None
        if not request.user.is_authenticated:
            return _to_login(request)
        needed = role_needed(request.resolver_match.namespace)
        return None if may(role_of(request.user), needed) else problems.not_yours(request, needed)


def _to_login(request: HttpRequest) -> HttpResponse:
    """Lead to the page on which one logs in, and from there back to where one was."""
    part = request.headers.get("HX-Request") == "true"  # a piece of a page that somebody still looks at
    asked = _seen(request) if part else request.get_full_path()
    place = pages.at(pages.language_of(request), "accounts:login")
    if asked and request.method in {"GET", "HEAD"}:
        place = f"{place}?{urlencode({'next': asked})}"
    if part:
        return HttpResponse(status=HTTPStatus.UNAUTHORIZED, headers={"HX-Redirect": place})
    answer = HttpResponseRedirect(place)
    answer.status_code = HTTPStatus.SEE_OTHER
    return answer


def _seen(request: HttpRequest) -> str:
    """Return the address of the page in the window; empty where the head names none of this desk."""
    try:
        seen = urlsplit(request.headers.get("HX-Current-URL", ""))
    except ValueError:
        return ""
    if seen.netloc != request.get_host():
        return ""
    return f"{seen.path}?{seen.query}" if seen.query else seen.path


def may_send_much(path: str, cookies: str, method: str) -> bool:
    """Say whether a request may have more than a form in it, from its head alone.

    Parameters
    ----------
    path, cookies, method : str
        As the head has them.
    """
    from django.http import HttpRequest, parse_cookie
    from django.urls import Resolver404, resolve

    from veedor.desk.rooms import takes_files

    try:
        match = resolve(path)
    except (Resolver404, ValueError):
        return False
    if method != "POST" or not takes_files(match.namespace, match.url_name):
        return False
    if not settings.DESK.accounts:
        return True
    asked = HttpRequest()
    asked.COOKIES = parse_cookie(cookies)
    return may(_role_behind(asked), role_needed(match.namespace))


def _role_behind(request: HttpRequest) -> str:
    """Return the role of whoever has the session that a request names."""
    from importlib import import_module

    from django.contrib.auth import get_user
    from django.db import close_old_connections

    engine = import_module(settings.SESSION_ENGINE)
    request.session = engine.SessionStore(request.COOKIES.get(settings.SESSION_COOKIE_NAME))
    try:
        user = get_user(request)
        return role_of(user) if user.is_authenticated else ""
    finally:
        close_old_connections()
