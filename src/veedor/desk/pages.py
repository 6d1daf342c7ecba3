"""Answers as pages: templates with the words of a language, and what every page says of itself."""

from __future__ import annotations

import re
from functools import lru_cache, partial
from json import dumps
from logging import getLogger
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.middleware.csrf import get_token
from django.urls import reverse
from markupsafe import Markup

from veedor.desk.assets import asset
from veedor.desk.fragments import asked_part, vary_by_part
from veedor.model import Unit
from veedor.report.catalogue import FALLBACK, shipped
from veedor.report.templates import part
from veedor.report.wording import Wording
from veedor.version import __version__

if TYPE_CHECKING:
    from collections.abc import Mapping

    from jinja2 import Environment

LOG = getLogger("veedor.desk")
NAMES = {"en": "English", "es": "Español", "pt": "Português"}
"""What a language calls itself; one that is not here is called by its code."""
AGAIN = "2"
"""Seconds after which a page that waits for an answer comes back."""
PICTURE_POLICY = "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'"
"""A drawing carries its own style, and nothing else."""
MARK = 12
"""Signs of the hash of the data in an address."""
_SAID = re.compile(r"""\bt\((["'])([a-z][a-z_.0-9]*)\1\)""", re.ASCII)
"""A text that needs no figure, as templates ask for it."""


@lru_cache(maxsize=8)
def environment(lang: str) -> Environment:
    """Return the templates in a language; everything put into them is escaped unless it is markup already.

    What they say in the same words on every page, ``t("desk.skip")``, is put in when they are read: a page
    of many words would else look each of them up again.

    Parameters
    ----------
    lang : str
        The language.
    """
    from jinja2 import Environment, PackageLoader, StrictUndefined
    from jinja2.ext import Extension

    words = Wording(lang)

    class SaidAlready(Extension):
        def preprocess(self, source: str, name: str | None, filename: str | None = None) -> str:
            del name, filename
            return _SAID.sub(lambda found: dumps(words.text(found[2]), ensure_ascii=False), source)

    made = Environment(
        extensions=[SaidAlready],
        loader=PackageLoader("veedor.desk", "templates"),
        auto_reload=False,  # they come with the package
        autoescape=True,  # for every name: no template here is anything but HTML
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.globals |= {"dict": dict, "Unit": Unit}
    return made


def page(
    request: HttpRequest,
    template: str,
    /,
    *,
    lang: str,
    wording: Wording | None = None,
    status: int = 200,
    part: str = "",
    **values: object,
) -> HttpResponse:
    """Answer with a page, or with a part of it where a script of the page asks for that alone.

    Parameters
    ----------
    request : HttpRequest
        What was asked.
    template : str
        File in ``desk/templates``.
    lang : str
        Language of the page.
    wording : Wording, optional
        Its words, with the labels of a contest's choices; by default without any.
    status : int
        Of the answer.
    part : str
        Id of the part that can be asked for alone: ``sheets_answer.html`` has the part ``answer`` of
        ``sheets.html``.
    **values : object
        What the template names; ``name`` is the case that it is of. It knows besides: ``w`` and ``t``
        (words), ``at(view, ...)`` (an address in this language), ``part(name, ...)`` (a piece of the report),
        ``asset(file)``, ``csrf`` (for a form), ``data`` (which data of the case the page is of),
        ``may_enter(room)`` (whether a link to it leads anywhere).
    """
    words = wording or Wording(lang)
    alone = part if part and asked_part(request) == part else ""
    if alone:
        template = f"{template.removesuffix('.html')}_{part}.html"
    text = environment(lang).get_template(template).render(
        w=words,
        t=words.text,
        at=partial(at, lang),
        part=partial(_part, words),
        asset=asset,
        csrf=_Csrf(request),
        others=_others(request, lang),
        rooms=_rooms_for(request),
        may_enter=partial(may_enter, request),
        account=account_of(request),
        published=_published(request, values.get("name"), words),
        version=__version__,
        synthetic=_synthetic(values.get("name")),
        data=(data := data_of(values.get("name"))),
        outdated=bool(data) and request.GET.get("data", data) != data,
        here=request.path,
        part_alone=alone,
        address=request.get_full_path(),
        **values,
    )  # fmt: skip
    answer = HttpResponse(text, status=status)
    if part:
        vary_by_part(answer)
    return answer


def drawing(svg: str, headers: Mapping[str, str] | None = None) -> HttpResponse:
    """Answer with a picture.

    Parameters
    ----------
    svg : str
        The picture.
    headers : mapping of str to str, optional
        Further ones of the answer.
    """
    told = {"Content-Security-Policy": PICTURE_POLICY, **(headers or {})}
    return HttpResponse(svg, content_type="image/svg+xml; charset=utf-8", headers=told)


def _synthetic(name: object) -> bool:
    """Whether the data of the case that a page is of are made up; every page of it says so."""
    if not isinstance(name, str):
        return False
    return bool(settings.DESK.library.ask(name, "synthetic", lambda case: case.about()["synthetic"]))


def _published(request: HttpRequest, name: object, words: Wording) -> dict[str, Any] | None:
    """Return what a page says of itself where it is published as a file."""
    site, match = settings.DESK.published, request.resolver_match
    if site is None:
        return None
    view, asked = (match.view_name if match else ""), request.GET.dict()
    found: dict[str, Any] = site.about(view, asked, name if isinstance(name, str) else None, words)
    return found


def data_of(name: object) -> str:
    """Return the mark in an address of the data that it was written about (``data=``); empty without a case.

    Parameters
    ----------
    name : object
        Of the case, if there is one.
    """
    return settings.DESK.library.data(name)[:MARK] if isinstance(name, str) else ""


def _part(wording: Wording, name: str, *arguments: object) -> Markup:
    return part(name, wording, *arguments)


class _Csrf:
    """The hidden field of a form; only a page that has one sets the cookie."""

    def __init__(self, request: HttpRequest) -> None:
        self.request = request

    def __html__(self) -> str:
        field = '<input type="hidden" name="csrfmiddlewaretoken" value="{}">'
        return str(Markup(field).format(get_token(self.request)))  # noqa: S704 - our own text, escaped


@lru_cache(maxsize=2000)
def at(lang: str, view: str, **parts: str) -> str:
    """Return the address of a view in a language: ``at("es", "look:case", name="bolivia-2019")``."""
    return str(reverse(view, kwargs={"lang": lang, **parts}))


def _others(request: HttpRequest, lang: str) -> list[tuple[str, str, str]]:
    """Return the same address in the other languages: code, name, address."""
    rest = request.get_full_path()[len(f"/{lang}") :] if request.path.startswith(f"/{lang}/") else "/"
    site = settings.DESK.published
    codes = shipped() if site is None else site.languages
    return [(code, NAMES.get(code, code), f"/{code}{rest}") for code in codes if code != lang]


@lru_cache(maxsize=2)
def _rooms(public: bool) -> tuple[tuple[str, str], ...]:
    """Return the rooms of the bar at the top: the key of its word, and its first view."""
    from veedor.desk.rooms import rooms  # a room imports this module

    found = rooms(public)
    return tuple((f"desk.{name}", f"{name}:{room.ENTRY}") for name, room in found if room.ENTRY)


def _rooms_for(request: HttpRequest) -> list[tuple[str, str]]:
    """Return the rooms that somebody may enter."""
    shown = _rooms(settings.DESK.public)
    return [(key, view) for key, view in shown if may_enter(request, view.partition(":")[0])]


def may_enter(request: HttpRequest, room: str) -> bool:
    """Say whether whoever asks may enter a room, so that nothing leads them to a closed door.

    Parameters
    ----------
    request : HttpRequest
        What was asked.
    room : str
        Name of the room.
    """
    from veedor.desk.rooms import role_needed, rooms  # a room imports this module

    desk = settings.DESK
    if not desk.accounts:
        return room in dict(rooms(desk.public))
    if not account_of(request):
        return False
    from veedor.desk.accounts.people import role_of
    from veedor.desk.accounts.roles import may

    return may(role_of(request.user), role_needed(room))


def account_of(request: HttpRequest) -> str:
    """Return the name of whoever is logged in; empty where nobody is, or there are no accounts."""
    user = getattr(request, "user", None) if settings.DESK.accounts else None
    return str(user.get_username()) if user is not None and user.is_authenticated else ""


# languages


def root(request: HttpRequest) -> HttpResponse:
    """Lead to the first page in the language that the browser asks for first."""
    answer = HttpResponseRedirect(f"/{asked_language(request)}/")
    answer.headers["Vary"] = "Accept-Language"
    return answer


def asked_language(request: HttpRequest) -> str:
    """Return the first language of the browser that there are texts in, else English."""
    wanted: list[tuple[float, int, str]] = []
    for number, entry in enumerate(request.headers.get("Accept-Language", "")[:500].split(",")):
        code, _, weight = entry.strip().partition(";q=")
        try:
            wanted.append((-float(weight or 1), number, code.lower().partition("-")[0]))
        except ValueError:
            continue
    return next((code for _, _, code in sorted(wanted) if code in shipped()), FALLBACK)


def language_of(request: HttpRequest) -> str:
    """Return the language that an address begins with; else that of the browser."""
    code = request.path.split("/")[1]
    return code if code in shipped() else asked_language(request)
