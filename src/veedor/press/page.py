"""The story of a web page, read by the standard library: the same text on every machine.

Scripts, styles and forms are never run and never read. The page's own statements about its title, date and
publisher are taken from its ``meta`` elements.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from html.parser import HTMLParser
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from veedor.press.dates import day_of

if TYPE_CHECKING:
    from datetime import date

_HIDDEN = frozenset(
    (
        "script",
        "style",
        "noscript",
        "template",
        "svg",
        "form",
        "nav",
        "header",
        "footer",
        "aside",
        "button",
        "iframe",
    )
)
_BLOCK = frozenset(
    ("p", "h1", "h2", "h3", "h4", "h5", "h6", "li", "div", "section", "article", "blockquote", "br", "tr",
     "td", "figcaption", "main", "ul", "ol", "table", "pre", "hr", "dd", "dt")
)  # fmt: skip
_VOID = frozenset(
    ("br", "hr", "img", "meta", "link", "input", "source", "wbr", "area", "base", "col", "embed")
)
_TITLE = ("og:title", "twitter:title", "dc.title")
_DATE = (
    "article:published_time",
    "datepublished",
    "dc.date",
    "date",
    "pubdate",
    "og:published_time",
    "parsely-pub-date",
)
_SITE = ("og:site_name", "application-name", "publisher", "dc.publisher")
_ADDRESS = ("og:url",)
_UNSEEN = (("<!--", "-->"), ("<![", ">"), ("<?", ">"))
_ISO = re.compile(r"(\d{4})-(\d{2})-(\d{2})")


@dataclass(frozen=True, slots=True)
class Page:
    """What a page says.

    Parameters
    ----------
    text : str
        Its story, a paragraph a line.
    title : str
        As its head states it.
    published : date, optional
        As its head states it.
    outlet : str
        Name of the site, or the host of its address.
    """

    text: str
    title: str
    published: date | None
    outlet: str


class _PageReader(HTMLParser):
    """Collects the text of blocks that a reader sees, and the statements of the head."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.blocks: list[str] = []
        self.story: list[str] = []
        self.meta: dict[str, str] = {}
        self.title = ""
        self.canonical = ""
        self._hidden: list[str] = []
        self._in_story = 0
        self._in_title = False
        self._line: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag == "meta":
            name = (given.get("property") or given.get("name") or given.get("itemprop") or "").casefold()
            self.meta.setdefault(name, given.get("content", "").strip())
        elif tag == "link" and given.get("rel", "").casefold() == "canonical":
            self.canonical = given.get("href", "")
        elif tag == "time" and "datetime" in given:
            self.meta.setdefault("time", given["datetime"])
        self._in_title = tag == "title" or (self._in_title and tag in _VOID)
        if tag in _BLOCK:
            self._close()
        if tag == "article" and not self._hidden:
            self._in_story += 1
        if tag in _HIDDEN and tag not in _VOID:
            self._hidden.append(tag)

    def handle_endtag(self, tag: str) -> None:
        if tag == "title":
            self._in_title = False
        if tag in _BLOCK:
            self._close()
        if tag in self._hidden:
            while self._hidden and self._hidden.pop() != tag:
                pass
        if tag == "article" and self._in_story and not self._hidden:
            self._in_story -= 1

    def handle_data(self, data: str) -> None:
        if self._in_title:
            self.title = (self.title + data).strip()
        elif not self._hidden:
            self._line.append(data)

    def _close(self) -> None:
        line = " ".join("".join(self._line).split())
        self._line = []
        if line:
            self.blocks.append(line)
            if self._in_story:
                self.story.append(line)

    def close(self) -> None:
        super().close()
        self._close()


def read_page(html: str) -> Page:
    """Take the story out of a page.

    Parameters
    ----------
    html : str
        The page.

    Returns
    -------
    Page
        Its text is empty where the page has no story.
    """
    for opening, closing in _UNSEEN:
        html = _without(html, opening, closing)
    last = html.rfind(">") + 1  # behind it no tag is closed, so there is none
    reader = _PageReader()
    reader.feed(html[:last] + html[last:].replace("<", " "))
    reader.close()
    return Page(
        "\n".join(reader.story or reader.blocks),
        _first(reader.meta, _TITLE) or reader.title,
        _date(_first(reader.meta, _DATE) or reader.meta.get("time", "")),
        _first(reader.meta, _SITE) or _host(_first(reader.meta, _ADDRESS) or reader.canonical),
    )


def _without(html: str, opening: str, closing: str) -> str:
    """Leave out what nobody sees; what is not closed hides the rest, as in a browser.

    In one pass: Python's reader takes time that grows with the square of marks that are never closed.
    """
    parts, at = [], 0
    while (start := html.find(opening, at)) >= 0:
        parts.append(html[at:start])
        end = html.find(closing, start + len(opening))
        if end < 0:
            return "".join(parts)
        at = end + len(closing)
    return "".join((*parts, html[at:]))


def _first(meta: dict[str, str], names: tuple[str, ...]) -> str:
    return next((meta[name] for name in names if meta.get(name)), "")


def _host(address: str) -> str:
    try:
        return urlsplit(address).hostname or ""
    except ValueError:
        return ""


def _date(text: str) -> date | None:
    found = _ISO.search(text[:40])
    return day_of(int(found[1]), int(found[2]), int(found[3])) if found else None
