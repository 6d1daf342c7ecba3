"""Images that somebody wants now: one case after the other asks a server, and the page comes back."""

from __future__ import annotations

import threading
from concurrent.futures import Future, ThreadPoolExecutor, wait
from http import HTTPStatus
from typing import TYPE_CHECKING
from urllib.parse import urlencode

from django.conf import settings
from django.http import HttpResponse, HttpResponseNotAllowed

from veedor.desk.images.papers import images_of_sheet, register_of
from veedor.desk.pages import at
from veedor.desk.security import costly
from veedor.desk.settings import HERE
from veedor.errors import VeedorError
from veedor.images.fetching import fetcher_of
from veedor.lookup import KEYS

if TYPE_CHECKING:
    from django.http import HttpRequest

    from veedor.images.fetching import ImageFetcher
    from veedor.images.named import SheetImage
    from veedor.intake.case import CaseFile

    Images = tuple[SheetImage, ...]

PATIENCE = 2.0
"""Seconds for which whoever asks is kept waiting, before the page says that the image is being fetched."""
_workers = ThreadPoolExecutor(max_workers=2, thread_name_prefix="veedor-images")
_coming: dict[tuple[str, Images], Future[None]] = {}
_fetchers: dict[object, tuple[ImageFetcher, threading.Lock]] = {}
_lock = threading.Lock()


@costly(10, 5.0)
def fetch(request: HttpRequest, lang: str, name: str) -> HttpResponse:
    """Fetch the images of a sheet, and lead back to its page."""
    if request.method != "POST":
        return HttpResponseNotAllowed(["POST"])
    said = {key: request.POST[key] for key in ("id", "contest", "count", *KEYS) if request.POST.get(key)}
    images = images_of_sheet(name, said.get("contest"), said.get("id", ""))
    if images:
        wait([_begin(name, settings.DESK.library.file(name), images)], PATIENCE)
    place = f"{at(lang, 'look:sheet', name=name)}?{urlencode(said)}#image"
    return HttpResponse(status=HTTPStatus.SEE_OTHER, headers={"Location": place})


def is_coming(name: str, images: Images) -> bool:
    """Whether the images of a sheet are being fetched."""
    one = _coming.get((name, images))
    return one is not None and not one.done()


def failure_of(name: str, images: Images) -> str:
    """Say why images that somebody asked for could not be kept at all; empty where they could.

    Raises
    ------
    Exception
        Where an error inside Veedor was met: once, so that the page of errors and the log have it.
    """
    one = _coming.get((name, images))
    error = one.exception() if one is not None and one.done() else None
    if error is None:
        return ""
    if isinstance(error, VeedorError):
        return error.text
    _coming.pop((name, images), None)
    raise error


def _begin(name: str, case: CaseFile, images: Images) -> Future[None]:
    """Have images fetched; who asks again meanwhile waits for the same."""
    with _lock:
        for done in [key for key, one in _coming.items() if one.done()]:
            del _coming[done]
        if (name, images) not in _coming:
            fetcher, alone = _fetcher_of(case)
            _coming[name, images] = _workers.submit(_fetch, fetcher, alone, images)
        return _coming[name, images]


def _fetcher_of(case: CaseFile) -> tuple[ImageFetcher, threading.Lock]:
    """Return what asks for a case; it is kept, for it remembers when each server was asked last."""
    for_others = not set(settings.DESK.hosts) <= set(HERE)
    key = (case.path, case.watch, for_others)
    if key not in _fetchers:
        fetcher = fetcher_of(case, register_of(case.folder), private=not for_others)
        _fetchers[key] = fetcher, threading.Lock()
    return _fetchers[key]


def _fetch(fetcher: ImageFetcher, alone: threading.Lock, images: Images) -> None:
    with alone:
        for _ in fetcher.fetch(images):
            pass  # the register says what became of each
