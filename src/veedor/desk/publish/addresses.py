"""Which file an address of the desk becomes. Links are followed; there is no second list of pages."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from hashlib import sha256
from typing import TYPE_CHECKING, Protocol
from urllib.parse import parse_qsl, urlencode, urlsplit

from django.urls import Resolver404, resolve

from veedor.desk.caching import MARK
from veedor.desk.look.addresses import OWN
from veedor.desk.rooms import rooms

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping


IN_THE_BROWSER = frozenset({"look:sheets", "look:sheet"})
"""Views whose questions a static page answers itself: the question goes behind the ``#`` of one page."""
SAME_IN_ALL = frozenset({"look:sheets-file"})
"""Views that say the same in every language: one file for all."""
WITHOUT = frozenset({"download", MARK})
"""What makes no other page of an address."""
INDEX = "index.html"
_LONGEST = 60
"""Letters of a name that a folder says of a question."""


@dataclass(frozen=True)
class Target:
    """What an address becomes.

    Parameters
    ----------
    file : str
        From the folder of the publication, with ``/``.
    ask : str
        The address that gives what is in it; empty for a file that no address of the desk gives.
    question : str
        What the page is asked in the browser, behind ``#``.
    rest : str
        The address without its language, for the same page in another one; empty where it has none.
    """

    file: str
    ask: str = ""
    question: str = ""
    rest: str = ""


class PublishedSite(Protocol):
    """What addresses need to know of a publication: its languages, and which pages it has."""

    FILES: str
    languages: tuple[str, ...]
    known: dict[str, Target | None]

    def usual(self, name: str, said: list[tuple[str, str]]) -> list[tuple[str, str]] | None:
        """Leave out of a question what it need not say; None where it is of a count that is not published."""

    def has_page(self, name: str, said: Mapping[str, str]) -> bool:
        """Say whether a place has a page of its own."""


def target(address: str, site: PublishedSite) -> Target | None:
    """Say which file an address becomes; None where it is not published.

    Parameters
    ----------
    address : str
        Path and question, beginning with ``/``; the part behind ``#`` stays apart.
    site : PublishedSite
        What is published.
    """
    if address not in site.known:  # most links stand on many pages
        site.known[address] = _target(address, site)
    return site.known[address]


def _target(address: str, site: PublishedSite) -> Target | None:
    parts = urlsplit(address)
    if parts.path.startswith(site.FILES):
        return Target(parts.path.removeprefix("/"))
    if parts.path.startswith("/static/"):
        return Target(file_of(parts.path), parts.path)
    try:
        match = resolve(parts.path)
    except Resolver404:
        return None
    lang = match.kwargs.get("lang")
    if match.namespace not in {name for name, _ in rooms(public=True)} or lang not in site.languages:
        return None
    said = sorted((k, v) for k, v in parse_qsl(parts.query) if v and k not in WITHOUT)
    name = match.kwargs.get("name")
    if name:
        usual = site.usual(name, said)
        if usual is None:
            return None
        said = usual
    if match.view_name == "look:place" and not site.has_page(name, dict(said)):
        return target(_as_sheets(parts.path, said), site)
    return _of_view(match.view_name, parts.path, said, site)


def _of_view(view: str, path: str, said: list[tuple[str, str]], site: PublishedSite) -> Target:
    if view in IN_THE_BROWSER:
        own = [pair for pair in said if pair[0] in OWN]
        question = urlencode([pair for pair in said if pair[0] not in OWN])
        made = _of_view("", path, own, site)
        return Target(made.file, made.ask, question, made.rest)
    ask = f"{path}?{urlencode(said)}" if said else path
    code = path.split("/")[1]
    if view in SAME_IN_ALL:
        ask = f"/{site.languages[0]}{ask.removeprefix(f'/{code}')}"
        return Target(file_of(path.removeprefix(f"/{code}"), said), ask)
    return Target(file_of(path, said), ask, rest=ask.removeprefix(f"/{code}"))


def _as_sheets(path: str, said: Iterable[tuple[str, str]]) -> str:
    """Return the address of the sheets of a place that has no page."""
    renamed = [("in" if key == "id" else key, value) for key, value in said]
    return f"{path.rpartition('/')[0]}/sheets?{urlencode(renamed)}"


def file_of(path: str, said: Iterable[tuple[str, str]] = ()) -> str:
    """Return the file of a path with a question: a folder with an index, so that no host needs a rule.

    Parameters
    ----------
    path : str
        Of the address.
    said : iterable of (str, str)
        The question, in its order.
    """
    folder, _, last = path.strip("/").rpartition("/")
    asked = _slug(list(said))
    if "." in last and not path.endswith("/"):
        stem, dot, suffix = last.rpartition(".")
        last = f"{stem}-{asked}{dot}{suffix}" if asked else last
        return f"{folder}/{last}".strip("/")
    inner = [part for part in (folder, last, asked, INDEX) if part]
    return "/".join(inner)


def _slug(said: list[tuple[str, str]]) -> str:
    """Name a question: its words as far as a file can have them, and a mark that no other question has."""
    if not said:
        return ""
    text = unicodedata.normalize("NFKD", "-".join(value for _, value in said)).lower()
    words = re.sub(r"[^a-z0-9]+", "-", text.encode("ascii", "ignore").decode()).strip("-")
    mark = sha256(urlencode(said).encode()).hexdigest()[:10]
    return f"{words[-_LONGEST:].strip('-')}-{mark}".strip("-")
