"""One image of a sheet, from this machine alone: as what it is, and as nothing that could run."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings
from django.http import Http404, HttpResponse

from veedor.canonical import is_hash, sha256
from veedor.desk.images.papers import images_of_sheet, register_of
from veedor.desk.look.addresses import selected
from veedor.desk.security import costly
from veedor.images.kinds import SUFFIXES
from veedor.images.reasons import NoImageError
from veedor.images.showing import read_image

if TYPE_CHECKING:
    from django.http import HttpRequest

POLICY = "default-src 'none'; style-src 'unsafe-inline'; sandbox; frame-ancestors 'none'"
"""Nothing of an image runs, whatever else its bytes could be; a browser puts a style around an image."""
FOR_GOOD = "private, max-age=31536000, immutable"


@costly(120, 0.5)
def image(request: HttpRequest, lang: str, name: str) -> HttpResponse:
    """Return an image: which page of which sheet, and (``hash``) which of those that came."""
    del lang
    contest, _ = selected(request)
    page, wanted = request.GET.get("page", "1"), request.GET.get("hash", "")
    known = {str(one.page): one for one in images_of_sheet(name, contest, request.GET.get("id", ""))}
    if page not in known or not known[page].address or (wanted and not is_hash(wanted)):
        raise Http404
    folder = settings.DESK.library.folder(name)
    try:
        content, facts = read_image(folder, register_of(folder), known[page], wanted)
    except NoImageError:
        raise Http404 from None
    found = sha256(content)
    # a PDF is drawn by our own script, or taken along: a reader of the browser would run what is in it
    shown = "attachment" if facts.kind == "pdf" else "inline"
    headers = {
        "Content-Security-Policy": POLICY,
        "X-Content-Type-Options": "nosniff",
        "ETag": f'"{found}"',
        "Cache-Control": FOR_GOOD if wanted else "no-cache",
        "Content-Disposition": f'{shown}; filename="{found[:16]}{SUFFIXES[facts.kind]}"',
    }
    return HttpResponse(content, content_type=facts.content_type, headers=headers)
