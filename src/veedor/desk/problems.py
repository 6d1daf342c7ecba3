"""What goes wrong, as a page: errors of Veedor with their remedy; what waits, as a page that comes back."""

from __future__ import annotations

from http import HTTPStatus
from typing import TYPE_CHECKING

from django.conf import settings
from django.http import HttpRequest, HttpResponse

from veedor.desk.apart import singles
from veedor.desk.fragments import asked_part
from veedor.desk.library import StillWorkingError, UnknownCaseError
from veedor.desk.pages import AGAIN, language_of, page
from veedor.errors import InputErrors, MissingDataError, QuestionError, VeedorError
from veedor.report.wording import Wording

if TYPE_CHECKING:
    from collections.abc import Callable


class ErrorPages:
    """Turns errors into pages: those of Veedor with their remedy, waiting ones into one that comes back.

    Parameters
    ----------
    get_response : callable
        What answers.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer."""
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        """Return the page of an error; None leaves it to Django."""
        if isinstance(error, StillWorkingError):
            return _waiting(request)
        if isinstance(error, VeedorError | InputErrors):
            return _problem(request, error)
        return None


def _waiting(request: HttpRequest) -> HttpResponse:
    """Say that an answer is being made: a page that comes back, or a part of one that asks again itself."""
    lang, wanted = language_of(request), asked_part(request)
    template = "waiting_part.html" if wanted else "waiting.html"
    answer = page(request, template, lang=lang, status=HTTPStatus.ACCEPTED, wanted=wanted)
    answer.headers["Cache-Control"] = "no-store"
    if not wanted:
        answer.headers["Refresh"] = AGAIN
    return answer


def _problem(request: HttpRequest, error: VeedorError | InputErrors) -> HttpResponse:
    words = Wording(language_of(request))
    missing = isinstance(error, UnknownCaseError | MissingDataError)
    status = HTTPStatus.NOT_FOUND if missing else HTTPStatus.BAD_REQUEST
    if not missing and not isinstance(error, QuestionError):
        status = HTTPStatus.CONFLICT  # a case whose files are not what they should be
    texts = [_without_folders(words.said(one.text)) for one in singles(error)]
    return page(request, "problem.html", lang=words.lang, status=status, texts=texts)


def _without_folders(text: str) -> str:
    """Call each case by its name where others read it: they need not know where it lies on this machine."""
    desk = settings.DESK
    if not (desk.public or desk.accounts):
        return text
    folders = {name: desk.library.folder(name) for name in desk.library.names}
    places = {str(one): name for name, at in folders.items() for one in (at.absolute(), at.resolve())}
    for place in sorted(places, key=len, reverse=True):  # one may be the beginning of another
        text = text.replace(place, places[place])
    return text


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """Say that there is no such page."""
    del exception
    lang = language_of(request)
    texts = [Wording(lang).text("desk.no_page")]
    return page(request, "problem.html", lang=lang, status=HTTPStatus.NOT_FOUND, texts=texts)


def refused(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """Say that a request is no good one."""
    del exception
    lang = language_of(request)
    texts = [Wording(lang).text("desk.bad_request")]
    return page(request, "problem.html", lang=lang, status=HTTPStatus.BAD_REQUEST, texts=texts)


def refused_form(request: HttpRequest, reason: str = "") -> HttpResponse:
    """Say that a form did not come from a page of this desk."""
    del reason
    lang = language_of(request)
    texts = [Wording(lang).text("desk.foreign_form")]
    return page(request, "problem.html", lang=lang, status=HTTPStatus.FORBIDDEN, texts=texts)


def not_yours(request: HttpRequest, role: str) -> HttpResponse:
    """Say that an account may not enter a room, and which role could."""
    lang = language_of(request)
    words = Wording(lang)
    texts = [words.text("desk.accounts.not_yours", role=words.text(f"desk.accounts.role.{role}"))]
    return page(request, "problem.html", lang=lang, status=HTTPStatus.FORBIDDEN, texts=texts)


def fault(request: HttpRequest) -> HttpResponse:
    """Say that an error inside Veedor was met; the log has it."""
    lang = language_of(request)
    texts = [Wording(lang).text("desk.inside")]
    return page(request, "problem.html", lang=lang, status=HTTPStatus.INTERNAL_SERVER_ERROR, texts=texts)
