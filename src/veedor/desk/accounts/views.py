"""The page on which somebody logs in, and the way out."""

from __future__ import annotations

import unicodedata
from http import HTTPStatus
from math import ceil
from typing import TYPE_CHECKING

from django.conf import settings
from django.contrib.auth import authenticate, login, logout
from django.http import Http404, HttpResponseNotAllowed, HttpResponseRedirect
from django.urls import Resolver404, resolve
from django.utils.http import url_has_allowed_host_and_scheme

from veedor.desk.accounts.people import LONGEST
from veedor.desk.accounts.tries import AT_ONCE, Tries, remember
from veedor.desk.pages import at, page
from veedor.report.wording import Wording

if TYPE_CHECKING:
    from django.contrib.auth.models import User
    from django.http import HttpRequest, HttpResponse

LONGEST_NAME = 150
TRIES = Tries()


def log_in(request: HttpRequest, lang: str) -> HttpResponse:
    """Ask for name and password; lead to where somebody wanted to go."""
    if not settings.DESK.accounts:
        raise Http404
    wanted = request.POST if request.method == "POST" else request.GET
    place = where(wanted.get("next", ""), lang)
    if request.method != "POST":
        return HttpResponseRedirect(place) if request.user.is_authenticated else _asked(request, lang, place)
    name = unicodedata.normalize("NFKC", request.POST.get("name", "").strip()[:LONGEST_NAME])
    wait = TRIES.wait(request, name)
    if wait:
        return _asked(request, lang, place, said="desk.accounts.later", wait=wait)
    if not AT_ONCE.acquire(blocking=False):
        TRIES.give_back(request, name)
        return _asked(request, lang, place, said="desk.accounts.busy", wait=2)
    try:
        user = _owner(request, name, request.POST.get("password", ""))
    finally:
        AT_ONCE.release()
    if user is None:
        return _asked(request, lang, place, said="desk.accounts.wrong")
    TRIES.give_back(request, name)
    login(request, user)
    answer = HttpResponseRedirect(place)
    remember(answer, name)
    return answer


def log_out(request: HttpRequest, lang: str) -> HttpResponse:
    """End the session; what the browser keeps of it goes too."""
    if not settings.DESK.accounts:
        raise Http404
    if request.method != "POST":
        return HttpResponseNotAllowed(["POST"])
    logout(request)
    answer = HttpResponseRedirect(at(lang, "accounts:login"))
    answer.headers["Clear-Site-Data"] = '"cache"'
    return answer


def where(wanted: str, lang: str) -> str:
    """Return the address to go to after the login: one of this desk, else its first page.

    Parameters
    ----------
    wanted : str
        As the address or the form says it; nobody knows who wrote it.
    lang : str
        Language of the first page.
    """
    ours = wanted.startswith("/") and url_has_allowed_host_and_scheme(wanted, allowed_hosts=None)
    try:
        known = ours and resolve(wanted.partition("?")[0].partition("#")[0])
    except (Resolver404, ValueError):
        known = False
    leads_back = known and known.namespace == "accounts"
    return wanted if known and not leads_back else at(lang, "look:cases")


def _owner(request: HttpRequest, name: str, password: str) -> User | None:
    """Return whose name and password these are; what cannot be one is not looked at."""
    if not name or len(name) > LONGEST_NAME or len(password) > LONGEST or "\0" in name:
        return None
    found: User | None = authenticate(request, username=name, password=password)
    return found


def _asked(request: HttpRequest, lang: str, place: str, *, said: str = "", wait: float = 0) -> HttpResponse:
    seconds = ceil(wait)
    status = HTTPStatus.OK if not said else HTTPStatus.TOO_MANY_REQUESTS if wait else HTTPStatus.FORBIDDEN
    answer = page(
        request,
        "accounts/login.html",
        lang=lang,
        status=status,
        place=place,
        said=Wording(lang).text(said, n=seconds) if said else "",
        entered=request.POST.get("name", "")[:LONGEST_NAME],
    )
    if wait:
        answer.headers["Retry-After"] = str(seconds)
    return answer
