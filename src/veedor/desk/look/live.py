"""The live pages of a watch, as ``veedor watch`` writes them beside its case."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from django.conf import settings
from django.http import FileResponse, Http404

from veedor.desk.security import policy_of

if TYPE_CHECKING:
    from pathlib import Path

    from django.http import HttpRequest

PAGES = ("watch", "pages")
"""Where a watch writes them, from the folder of the case."""
KINDS = {
    ".html": "text/html; charset=utf-8",
    ".json": "application/json",
    ".svg": "image/svg+xml",
    ".atom": "application/atom+xml",
}
LIVE = "public, max-age=5"
"""What caches may keep of it: many look, and it is written every few seconds."""
_NAME = re.compile(r"[\w-]{1,60}\.[a-z]{1,5}", re.ASCII)


def is_watched(name: str, lang: str) -> bool:
    """Say whether a watch has written a page of a case in a language."""
    return _file(name, f"{lang}.html") is not None


def live(request: HttpRequest, lang: str, name: str, file: str) -> FileResponse:
    """Return a file of the live pages of a case, as it is now."""
    del request, lang
    found = _file(name, file)
    if found is None:
        raise Http404
    seen = found.stat()
    answer = FileResponse(found.open("rb"), content_type=KINDS[found.suffix])
    answer.headers["ETag"] = f'"{seen.st_mtime_ns:x}-{seen.st_size:x}"'
    if settings.DESK.public:
        answer.headers["Cache-Control"] = LIVE
    if found.suffix == ".html":
        answer.headers["Content-Security-Policy"] = policy_of(found)
    return answer


def _file(name: str, file: str) -> Path | None:
    """Find a file of the live pages; a link leads nowhere."""
    folder: Path = settings.DESK.library.folder(name)
    found = folder.joinpath(*PAGES, file)
    if _NAME.fullmatch(file) is None or found.suffix not in KINDS:
        return None  # before anybody asks the disk for it
    outside = any(path.is_symlink() for path in (found, found.parent, found.parent.parent))
    return found if not outside and found.is_file() else None
