"""Where files come in: uploaded, or by their address; and where a draft is begun again or thrown away."""

from __future__ import annotations

import time
from http import HTTPStatus
from typing import TYPE_CHECKING

from django.conf import settings
from django.http import HttpResponseNotAllowed, HttpResponseRedirect
from django.views.decorators.csrf import csrf_exempt, csrf_protect

from veedor.desk.apart import singles
from veedor.desk.bring import jobs
from veedor.desk.bring.drafts import draft_of, drafts, new_draft
from veedor.desk.bring.frame import home
from veedor.desk.bring.receive import receive, refuse_too_much
from veedor.desk.pages import at, page
from veedor.desk.settings import HERE
from veedor.errors import InputErrors, QuestionError, VeedorError
from veedor.intake.address import checked
from veedor.report.wording import Wording

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.http import HttpRequest, HttpResponse

    from veedor.desk.bring.drafts import Draft

    View = Callable[..., HttpResponse]

CHECKED: Callable[[View], View] = csrf_protect
UNCHECKED: Callable[[View], View] = csrf_exempt
LOOPBACK = frozenset({"127.0.0.1", "::1"})


@UNCHECKED  # the form is checked below, once it is known to be no larger than what is taken
def start(request: HttpRequest, lang: str) -> HttpResponse:
    """Ask for files or an address, and take them."""
    if request.method == "POST":
        length = request.META.get("CONTENT_LENGTH") or "0"
        try:
            refuse_too_much(1, int(length) if length.isdecimal() else 0)
        except VeedorError as error:
            return _asked_for_files(request, lang, error)
        return _received(request, lang)
    return _asked_for_files(request, lang)


@CHECKED
def _received(request: HttpRequest, lang: str) -> HttpResponse:
    draft = None
    try:
        if "address" in request.POST:
            address = checked(request.POST["address"])
            draft = new_draft(home())
            draft.write("address", {"url": address, "private": is_alone(request)})
        else:
            files = [one for one in request.FILES.getlist("files") if one.name]
            files += [one for one in request.FILES.getlist("folder") if one.name]
            refuse_too_much(len(files), 0)
            draft = new_draft(home())
            receive(files, draft.files)
    except (VeedorError, InputErrors) as error:
        if draft is not None:
            draft.discard()
        return _asked_for_files(request, lang, error)
    draft.write("begun", {"lang": lang, "at": time.time()})
    jobs.begin(draft, "find")
    return HttpResponseRedirect(at(lang, "bring:found", draft=draft.name))


def is_alone(request: HttpRequest) -> bool:
    """Whether nobody but who sits at this machine can ask: only then may it fetch from private networks.

    Parameters
    ----------
    request : HttpRequest
        What was asked.
    """
    return set(settings.DESK.hosts) <= set(HERE) and request.META.get("REMOTE_ADDR", "") in LOOPBACK


@CHECKED
def _asked_for_files(
    request: HttpRequest, lang: str, error: VeedorError | InputErrors | None = None
) -> HttpResponse:
    words = Wording(lang)
    return page(
        request,
        "bring/start.html",
        lang=lang,
        status=HTTPStatus.OK if error is None else HTTPStatus.BAD_REQUEST,
        problems=[] if error is None else [words.said(one.text) for one in singles(error)],
        begun=[(draft.name, _called(draft)) for draft in drafts(home())],
        typed=request.POST.get("address", "") if error is not None else "",
    )


def _called(draft: Draft) -> str:
    """Name a draft by its files, or by the address that they come from."""
    return ", ".join(draft.names[:3]) or str((draft.read("address") or {}).get("url", draft.name))


def again(request: HttpRequest, lang: str, draft: str) -> HttpResponse:
    """Look at the files once more, or forget all answers: the questions begin anew."""
    if request.method != "POST":
        return HttpResponseNotAllowed(["POST"])
    mine = draft_of(home(), draft)
    mine.forget("answers")
    mine.write_by_hand(None)
    if mine.found is None:
        jobs.begin(mine, "find")
    return HttpResponseRedirect(at(lang, "bring:found", draft=draft))


def discard(request: HttpRequest, lang: str, draft: str) -> HttpResponse:
    """Throw a draft away."""
    if request.method != "POST":
        return HttpResponseNotAllowed(["POST"])
    mine = draft_of(home(), draft)
    if jobs.working(mine):
        raise QuestionError(
            "Its files are being read just now.", remedy="Wait until that is done, then discard it."
        )
    mine.discard()
    return HttpResponseRedirect(at(lang, "bring:start"))
