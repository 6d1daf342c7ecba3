"""The end of the way: the case file, the import, and the case among the others."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings
from django.http import HttpResponseRedirect

from veedor.desk.bring import jobs
from veedor.desk.bring.casefile import LARGEST, problems_of, text_of
from veedor.desk.bring.drafts import draft_of
from veedor.desk.bring.frame import busy, home, opened, step
from veedor.desk.bring.problems import shown
from veedor.desk.bring.questions import keys, unanswered
from veedor.desk.pages import at, page
from veedor.errors import QuestionError
from veedor.report.wording import Wording

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

    from veedor.desk.bring.casefile import LineProblem
    from veedor.desk.bring.drafts import Draft


def casefile(request: HttpRequest, lang: str, draft: str) -> HttpResponse:
    """Show the case file, and take it as it was edited, with its errors at their lines."""
    if (waiting := busy(request, lang, draft)) is not None:
        return waiting
    mine = opened(draft)
    text = text_of(mine.draft, mine.found, lang)
    problems: list[LineProblem] | None = None
    if request.method == "POST":
        if "reset" in request.POST:
            mine.draft.write_by_hand(None)
            return HttpResponseRedirect(at(lang, "bring:casefile", draft=draft))
        sent = request.POST.get("text", "").replace("\r\n", "\n")
        if len(sent) > LARGEST:
            raise QuestionError("The case file is too long.", remedy="Keep data out of it.")
        if sent.strip() != text.strip():
            mine.draft.write_by_hand(sent)
        text = sent
        problems = problems_of(text, Wording(lang))
    elif mine.draft.written is not None:
        problems = problems_of(text, Wording(lang))
    return page(
        request,
        "bring/casefile.html",
        lang=lang,
        draft=step(mine, "casefile"),
        text=text,
        problems=problems,
        saved=request.method == "POST",
    )


def adopted(lang: str, draft: Draft) -> HttpResponse | None:
    """Serve the case that a draft has become, and let the draft go; None where it has become none."""
    made = (draft.read("done") or {}).get("folder")
    if not made:
        return None
    name = settings.DESK.library.add(home() / str(made))
    draft.discard()
    return HttpResponseRedirect(at(lang, "look:case", name=name))


def bring_in(request: HttpRequest, lang: str, draft: str) -> HttpResponse:
    """Import the case as it stands; say what is in the way, at its row."""
    own = draft_of(home(), draft)
    if request.method == "POST" and not jobs.working(own):
        opened(draft)
        jobs.begin(own, "finish")
        return HttpResponseRedirect(at(lang, "bring:import", draft=draft))
    if (waiting := busy(request, lang, draft)) is not None:
        return waiting
    if (case := adopted(lang, own)) is not None:
        return case
    mine = opened(draft)
    if (own.read("done") or {}).get("asks"):  # an answer brought further questions
        own.forget("done")
        key = (unanswered(mine.reading, mine.answers) or keys(mine.reading))[0]
        return HttpResponseRedirect(at(lang, "bring:ask", draft=draft, key=key))
    words = Wording(lang)
    return page(
        request,
        "bring/import.html",
        lang=lang,
        draft=step(mine, "import"),
        problems=shown((own.read("problems") or {"problems": []})["problems"], words),
        lines=problems_of(text_of(own, mine.found, lang), words),
    )
