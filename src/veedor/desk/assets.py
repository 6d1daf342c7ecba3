"""The files that pages name: style sheets and scripts, at addresses that change with them."""

from __future__ import annotations

import gzip
import hashlib
from functools import lru_cache
from importlib.resources import files

from django.http import Http404, HttpRequest, HttpResponse

from veedor.desk import vendored
from veedor.desk.security import FOR_GOOD

STATIC = {
    "page.css": ("veedor.report.templates", "text/css"),
    "desk.css": ("veedor.desk.static", "text/css"),
    "desk.js": ("veedor.desk.static", "text/javascript"),
    "map.js": ("veedor.desk.static", "text/javascript"),
    "bring.css": ("veedor.desk.static", "text/css"),
    "ask.css": ("veedor.desk.static", "text/css"),
    "ask.js": ("veedor.desk.static", "text/javascript"),
    "bring.js": ("veedor.desk.static", "text/javascript"),
    "sheet.mjs": ("veedor.desk.static", "text/javascript"),
    "published.js": ("veedor.desk.static", "text/javascript"),
}
"""Our own files that pages name: where they are, and what they are. Those of others are in ``vendored``."""


@lru_cache(maxsize=64)
def _static(name: str) -> tuple[bytes, str, str]:
    """Return a file of ours: what is in it, what it is, and the mark in its address."""
    if name in vendored.names():
        return vendored.folder().joinpath(name).read_bytes(), vendored.kind(name), vendored.mark()
    package, kind = STATIC[name]
    content = files(package).joinpath(name).read_bytes()
    return content, kind, hashlib.sha256(content).hexdigest()[:16]


@lru_cache(maxsize=64)
def _packed(name: str) -> bytes:
    return gzip.compress(_static(name)[0], mtime=0)


def asset(name: str) -> str:
    """Return the address of a file of ours; it changes with the file."""
    return f"/static/{_static(name)[2]}/{name}"


def static(request: HttpRequest, mark: str, name: str) -> HttpResponse:
    """Answer with a file of ours, to be kept for good."""
    if not (name in STATIC or name in vendored.names()) or _static(name)[2] != mark:
        raise Http404
    content, kind, _ = _static(name)
    headers = {"Cache-Control": FOR_GOOD, "Vary": "Accept-Encoding"}
    if "gzip" in request.headers.get("Accept-Encoding", ""):
        content, headers["Content-Encoding"] = _packed(name), "gzip"
    return HttpResponse(content, content_type=f"{kind}; charset=utf-8", headers=headers)
