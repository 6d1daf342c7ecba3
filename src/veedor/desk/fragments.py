"""Parts of pages: what a script of a page asks for alone, to put it in place. Without it whole pages do."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from django.utils.cache import patch_vary_headers

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

_ID = re.compile(r"[a-z][a-z0-9-]{0,40}", re.ASCII)


def asked_part(request: HttpRequest) -> str:
    """Return the id of the part that a script asks for; empty where the whole page is asked.

    Parameters
    ----------
    request : HttpRequest
        What was asked.
    """
    wanted = request.headers.get("HX-Target", "")
    restores = request.headers.get("HX-History-Restore-Request") == "true"
    asked = request.headers.get("HX-Request") == "true" and not restores
    return wanted if asked and _ID.fullmatch(wanted) else ""


def vary_by_part(answer: HttpResponse) -> None:
    """Say to caches that a part and its page have one address.

    Parameters
    ----------
    answer : HttpResponse
        Either of them.
    """
    patch_vary_headers(answer, ("HX-Request", "HX-Target"))
