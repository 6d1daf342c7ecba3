"""A publication made in this process, and what it holds."""

from __future__ import annotations

import html
import re
from pathlib import Path
from urllib.parse import unquote, urlsplit

from django.test import override_settings

from veedor.desk.publish.whole import WrittenSite, publish
from veedor.desk.settings import Desk

LEADS = re.compile(r'\s(?:href|src|srcset|data-index|data-home|data-sheet)="([^"]*)"')


def write_site(
    desk: Desk, folder: Path, languages: tuple[str, ...] = ("en", "es"), address: str = ""
) -> WrittenSite:
    with override_settings(DESK=desk):
        return publish(folder, languages, address, None)


def tree(folder: Path) -> dict[str, bytes]:
    files = (path for path in folder.rglob("*") if path.is_file())
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in files}


def leads(page: Path) -> list[str]:
    """Where a page leads, as it is written."""
    return [html.unescape(found) for found in LEADS.findall(page.read_text(encoding="utf-8"))]


def dead_links(folder: Path) -> list[tuple[str, str]]:
    """Links of pages that lead to no file of the folder."""
    dead = []
    for page in folder.rglob("*.html"):
        if page.parent.name == "report":  # a file of its own
            continue
        for address in leads(page):
            parts = urlsplit(address)
            if parts.scheme == "data" or (not parts.scheme and not parts.path):
                continue
            there = (page.parent / unquote(parts.path)).resolve()
            if parts.scheme or not there.is_file() or folder.resolve() not in there.parents:
                dead.append((page.relative_to(folder).as_posix(), address))
    return dead
