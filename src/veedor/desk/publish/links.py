"""The addresses in a page: found, and written anew as relative ones that work wherever the pages lie."""

from __future__ import annotations

import html
import re
from posixpath import dirname, relpath
from typing import TYPE_CHECKING
from urllib.parse import quote, urljoin, urlsplit

from veedor.desk.publish.addresses import INDEX, Target, target

if TYPE_CHECKING:
    from veedor.desk.publish.site import Site

_TAG = re.compile(r"<[a-z][^<>]*>", re.IGNORECASE)
_LEADS = re.compile(r'\s(?P<name>href|src|srcset|action|poster|data-[a-z-]+)="(?P<value>[/?][^"]*)"')
_WHOLE = re.compile(r'\s(?:href|content)="(?P<value>/[^"]*)"')
_FAR = re.compile(r'<(?:link rel="(?:canonical|alternate)"|meta property="og:url")[^<>]*>')
_OWN_PAGE = '<meta http-equiv="Content-Security-Policy"'
_POLICY = '{}\n<meta http-equiv="Content-Security-Policy" content="{}">'
_CHARSET = '<meta charset="utf-8">'
_NEAR = re.compile(r'\s(?:href|src|srcset)="(?P<value>[\w-]+\.[a-z]+)"')


def made_relative(text: str, here: Target, site: Site, policy: str) -> tuple[str, list[Target]]:
    """Write a page of the desk for a folder.

    Every attribute that leads somewhere leads to a file; one that leads to what is not published is left
    out, so that no link is dead. A page that brings its own policy is a file of its own and stays as it is.

    Parameters
    ----------
    text : str
        The page.
    here : Target
        Which.
    site : Site
        What is published.
    policy : str
        Of the answer, as a header says it.

    Returns
    -------
    tuple of str and list of Target
        The page, and where it leads.
    """
    if _OWN_PAGE in text[:20_000]:
        near = {urljoin(here.ask, found["value"]) for found in _NEAR.finditer(text)}
        return text, [one for one in (target(address, site) for address in sorted(near)) if one]
    found: list[Target] = []

    def attribute(match: re.Match[str]) -> str:
        address = urljoin(here.ask, html.unescape(match["value"]))
        leads = target(address, site)
        if leads is None:
            return ""
        found.append(leads)
        return f' {match["name"]}="{html.escape(_relative(leads, here, urlsplit(address).fragment))}"'

    def tag(match: re.Match[str]) -> str:
        if _FAR.fullmatch(match[0]):
            return _absolute(match[0], site)
        return _LEADS.sub(attribute, match[0])

    stated = policy.partition("; frame-ancestors")[0]  # which a page cannot say of itself
    made = _TAG.sub(tag, text)
    return made.replace(_CHARSET, _POLICY.format(_CHARSET, html.escape(stated)), 1), found


def _relative(leads: Target, here: Target, fragment: str) -> str:
    question = leads.question or fragment
    way = quote(relpath(leads.file, dirname(here.file) or "."), safe="/.%")
    return way + (f"#{question}" if question else "")


def _absolute(tag: str, site: Site) -> str:
    """Write a tag that needs the whole address; without one it is left out."""

    def whole(match: re.Match[str]) -> str:
        leads = target(html.unescape(match["value"]), site)
        return match[0].replace(match["value"], html.escape(address_of(leads.file, site)) if leads else "")

    return _WHOLE.sub(whole, tag) if site.address else ""


def address_of(file: str, site: Site) -> str:
    """Return the whole address of a file; a folder for its index."""
    return f"{site.address}/{file.removesuffix(INDEX)}"
