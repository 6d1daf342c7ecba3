"""The whole publication: from the first page of each language along every link to the last one.

The desk is asked within this process: the same views, templates and refusals, without a socket.
"""

from __future__ import annotations

import io
import json
import os
import time
from collections import deque
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from http import HTTPStatus
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote, urlsplit
from xml.sax.saxutils import escape

from django.conf import settings

from veedor.desk.pages import NAMES
from veedor.desk.publish.addresses import INDEX, Target, target
from veedor.desk.publish.folder import SAYS, Changes, SiteFolder, publication
from veedor.desk.publish.links import address_of, made_relative
from veedor.desk.publish.site import Site
from veedor.errors import VeedorError
from veedor.report.catalogue import FALLBACK
from veedor.sentence import sentence
from veedor.version import __version__

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from veedor.desk.library import Library

    Progress = Callable[[int, int], None]
    from django.core.handlers.wsgi import WSGIHandler


MOST_ADDRESSES = 50_000
"""Addresses that a list for search engines may have."""


@dataclass(frozen=True)
class WrittenSite:
    """What was published.

    Parameters
    ----------
    changes : Changes
        Of the folder.
    pages : int
        How many pages there are.
    cases : mapping of str to mapping
        Name of a case -> its title, the hash of its data, since when they are published.
    """

    changes: Changes
    pages: int
    cases: dict[str, dict[str, str]]


def publish(folder: Path, languages: tuple[str, ...], address: str, progress: Progress | None) -> WrittenSite:
    """Write the pages of the desk that Django was told of into a folder.

    Parameters
    ----------
    folder : Path
        Empty, not there yet, or an earlier publication.
    languages : tuple of str
        Codes.
    address : str
        Where it will be found (``https://example.org/count``); empty where that is not known.
    progress : callable, optional
        Told how many pages are written, and how many are known so far.

    Raises
    ------
    QuestionError, InputError
        Where the folder is no publication.
    VeedorError, InputErrors
        Where a page cannot be shown.
    """
    library: Library = settings.DESK.library
    with publication(folder) as into:
        cases = {name: library.ask(name, "about", lambda case: case.about()) for name in library.names}
        said = _said(cases, _earlier(folder), _now())
        whens = {name: one["published"] for name, one in said.items()}
        datas = {name: one["data"] for name, one in said.items()}
        site = Site(languages, address.rstrip("/"), whens, datas, into.keep)
        with _publishing(site):
            pages = _follow(site, into, progress)
        _keep_beside(site, into, pages, said)
        return WrittenSite(into.finish(), len(pages), said)


@contextmanager
def _publishing(site: Site) -> Iterator[None]:
    """Let the pages of the desk know that they are published."""
    before = settings.DESK
    settings.DESK = replace(before, public=True, published=site)
    try:
        yield
    finally:
        settings.DESK = before


def _follow(site: Site, into: SiteFolder, progress: Progress | None) -> list[str]:
    """Write every page that is reached; the same page in each language one after another."""
    asked, pages = DeskAnswers(), []
    waiting: deque[tuple[Target, ...]] = deque([_in_all("/", site)])
    seen = {"/"}
    into.keep(INDEX, _first(site))
    while waiting:
        for one in waiting.popleft():
            content, kind, policy = asked.get(one.ask)
            if kind == "text/html":
                text, leads = made_relative(content.decode(), one, site, policy)
                content = text.encode()
                pages.append(one.file)
            else:
                leads = []
            into.keep(one.file, content)
            for other in leads:
                key = other.rest or other.file
                if other.ask and key not in seen:
                    seen.add(key)
                    waiting.append(_in_all(other.rest, site) if other.rest else (other,))
            if progress is not None:
                progress(len(pages), len(seen) * len(site.languages))
    return pages


def _in_all(rest: str, site: Site) -> tuple[Target, ...]:
    """Return a page in every language."""
    found = [target(f"/{code}{rest}", site) for code in site.languages]
    return tuple(one for one in found if one is not None)


def _first(site: Site) -> bytes:
    """Write what stands at the root: the languages, and the way to the first for who does not choose."""
    from veedor.desk.pages import environment

    languages = [(code, NAMES.get(code, code)) for code in site.languages]
    page = environment(FALLBACK).get_template("publish/first.html").render(languages=languages)
    return page.encode()


def _keep_beside(site: Site, into: SiteFolder, pages: list[str], said: dict[str, Any]) -> None:
    """Write the files that are not pages: what is published, and what search engines ask for."""
    about = {"veedor": __version__, "languages": site.languages, "address": site.address, "cases": said}
    into.keep(SAYS, f"{json.dumps(about, ensure_ascii=False, indent=1)}\n".encode())
    lists: list[str] = []
    for number in range(0, len(pages) if site.address else 0, MOST_ADDRESSES):
        lists.append(f"sitemap-{len(lists) + 1}.xml")
        each = [escape(address_of(page, site)) for page in pages[number : number + MOST_ADDRESSES]]
        into.keep(lists[-1], _sitemap("urlset", "url", each))
    if lists:
        into.keep(
            "sitemap.xml", _sitemap("sitemapindex", "sitemap", [address_of(one, site) for one in lists])
        )
    where = f"Sitemap: {site.address}/sitemap.xml\n" if lists else ""
    into.keep("robots.txt", f"User-agent: *\nAllow: /\n{where}".encode())


def _sitemap(root: str, entry: str, addresses: list[str]) -> bytes:
    inner = "".join(f"<{entry}><loc>{one}</loc></{entry}>\n" for one in addresses)
    space = "http://www.sitemaps.org/schemas/sitemap/0.9"
    return f'<?xml version="1.0" encoding="UTF-8"?>\n<{root} xmlns="{space}">\n{inner}</{root}>\n'.encode()


def _earlier(folder: Path) -> dict[str, Any]:
    """Read what the publication before said of its cases; nothing where there is none that can be read."""
    try:
        found = json.loads((folder / SAYS).read_text(encoding="utf-8"))
        return dict(found["cases"]) if found["veedor"] == __version__ else {}
    except (OSError, ValueError, KeyError, TypeError):
        return {}


def _said(cases: dict[str, Any], earlier: dict[str, Any], now: str) -> dict[str, dict[str, str]]:
    """Say of each case since when these data are published here by this version."""
    found = {}
    for name, about in cases.items():
        before = earlier.get(name, {})
        when = before.get("published", now) if before.get("data") == about["data"] else now
        found[name] = {"title": about["title"], "data": about["data"], "published": when}
    return found


def _now() -> str:
    """Return the time in UTC, or that of SOURCE_DATE_EPOCH, so that anybody can write the same bytes."""
    epoch = os.environ.get("SOURCE_DATE_EPOCH", "")
    at = datetime.fromtimestamp(int(epoch), UTC) if epoch.isdigit() else datetime.now(UTC)
    return at.strftime("%Y-%m-%d %H:%M UTC")


LONGEST = 3600
"""Seconds after which a page that is still being worked out is given up."""


class DeskAnswers:
    """Asks the desk that Django was told of."""

    def __init__(self) -> None:
        from django.core.handlers.wsgi import WSGIHandler

        self._handler: WSGIHandler = WSGIHandler()

    def get(self, address: str) -> tuple[bytes, str, str]:
        """Return what an address says, its kind, and its policy.

        Parameters
        ----------
        address : str
            Path and question.

        Raises
        ------
        VeedorError
            Where the desk does not show it.
        """
        deadline = time.monotonic() + LONGEST
        while True:
            answer = self._answer(address)
            waits = answer.status_code == HTTPStatus.ACCEPTED or "Refresh" in answer.headers
            if not waits or time.monotonic() > deadline:
                break
        content = b"".join(answer.streaming_content) if answer.streaming else answer.content
        answer.close()
        if answer.status_code != HTTPStatus.OK:
            raise VeedorError(
                sentence("The page {address!r} cannot be published.", address=address),
                remedy="Open it with `veedor serve`: it says there what is in the way.",
            )
        kind = answer.headers["Content-Type"].partition(";")[0]
        return content, kind, answer.headers.get("Content-Security-Policy", "")

    def _answer(self, address: str):  # type: ignore[no-untyped-def]  # noqa: ANN202 - Django has no types
        from django.core.handlers.wsgi import WSGIRequest

        parts = urlsplit(address)
        path = unquote(parts.path, errors="surrogateescape").encode("utf-8", "surrogateescape")
        return self._handler.get_response(
            WSGIRequest(
                {
                    "REQUEST_METHOD": "GET",
                    "PATH_INFO": path.decode("latin-1"),
                    "QUERY_STRING": parts.query,
                    "SERVER_NAME": "localhost",
                    "SERVER_PORT": "80",
                    "SERVER_PROTOCOL": "HTTP/1.1",
                    "wsgi.input": io.BytesIO(),
                    "wsgi.url_scheme": "http",
                }
            )
        )
