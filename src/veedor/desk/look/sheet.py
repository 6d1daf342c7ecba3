"""One sheet: every version of it, what names it, its neighbours, what it weighs."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING
from urllib.parse import urlencode

from django.conf import settings

from veedor.desk.caching import asks
from veedor.desk.images.fetch import failure_of, is_coming
from veedor.desk.images.papers import images_of_sheet, shown_images
from veedor.desk.library import StillWorkingError
from veedor.desk.look.addresses import OWN, own_part, selected
from veedor.desk.look.sheets import asked, table_of
from veedor.desk.pages import AGAIN, at, page
from veedor.images.reasons import why
from veedor.lookup import KEYS, steps
from veedor.model import Unit
from veedor.report.sections.search import PLACE_OF_ID
from veedor.report.tables import shown
from veedor.report.wording import Wording

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

    from veedor.case import Case
    from veedor.checks import SheetCard
    from veedor.lookup import SheetQuestion, SheetSteps
    from veedor.lookup.history import SheetHistory
    from veedor.model import Contest


@asks(*OWN, "id", *KEYS)
def sheet(request: HttpRequest, lang: str, name: str) -> HttpResponse:
    """Show all that is known of the sheet that an address names."""
    contest, count = selected(request)
    wanted = request.GET.get("id", "")
    if settings.DESK.published is not None and not wanted:
        return _any_sheet(request, lang, name)

    def answer(case: Case) -> tuple[SheetHistory, SheetCard]:
        history = case.sheet_history(wanted, count, contest=contest)
        return history, case.card(wanted, count, contest=contest)

    history, card = settings.DESK.library.ask(name, f"sheet {contest} {count} {wanted}", answer)
    words = Wording(lang).of(history.contest)
    own, question = own_part(request), asked(request)
    walk = {key: value for key, value in question.written().items() if key not in {"page", "columns"}}
    beside = card.table("card_neighbours")
    view = at(lang, "look:sheets", name=name)
    images = images_of_sheet(name, contest, wanted)
    coming = is_coming(name, images)
    answered = page(
        request,
        "look/sheet.html",
        lang=lang,
        wording=words,
        name=name,
        own=own,
        walk=walk,
        sheet_id=wanted,
        card=card,
        history=history,
        findings=(*card.findings, *history.findings),
        counts=shown(card.tables[0], words),
        neighbours=None if beside is None else shown(beside, words),
        link=lambda other: f"?{urlencode({**own, 'id': other, **walk})}",
        neighbour=lambda other: f"?{urlencode({**own, 'id': other})}",
        times=card.table("card_times") and shown(card.table("card_times"), words),
        versions=shown(history.tables[0], words),
        named=shown(history.tables[1], words) if history.named else None,
        evidence=[shown(table, words) for table in history.tables[2:]],
        sheets_of_place=f"{view}?{urlencode({**own, 'in': card.place})}" if card.place else "",
        selection=f"{view}?{urlencode({**own, **(walk or {'in': card.place})})}",
        steps=_steps(request, name, question if walk else replace(question, region=card.place), wanted),
        papers=shown_images(name, images),
        coming=coming,
        failure=failure_of(name, images),
        image_at=at(lang, "look:image", name=name),
        fetch_at="" if settings.DESK.public else at(lang, "images:fetch", name=name),
        why=lambda fault, detail: words.said(why(fault, detail)),
        when=lambda text: _when(text, words),
    )
    if coming:
        answered.headers["Refresh"] = AGAIN
    return answered


def _any_sheet(request: HttpRequest, lang: str, name: str) -> HttpResponse:
    """Return the page that draws, in a publication, the sheet that the part behind the ``#`` names."""
    contest, own = selected(request)[0], own_part(request)

    def answer(case: Case) -> tuple[Contest, str]:
        return case.select(contest=contest).contest, case.command("check", contest=contest, sheet=PLACE_OF_ID)

    of, command = settings.DESK.library.ask(name, f"any sheet {contest}", answer)
    words = Wording(lang).of(of)
    return page(
        request,
        "publish/sheet.html",
        lang=lang,
        wording=words,
        name=name,
        own=own,
        title=of.title,
        command=command,
    )


def _steps(request: HttpRequest, name: str, question: SheetQuestion, sheet_id: str) -> SheetSteps | None:
    """Say which sheets stand beside one; None while the table of all of them is being laid out."""
    try:
        return steps(table_of(request, name), question, sheet_id)
    except StillWorkingError:
        return None


def _when(text: str, words: Wording) -> str:
    """Write a time of the register, which may be anybody's."""
    try:
        return f"{words.value(datetime.fromisoformat(text), Unit.MOMENT)} UTC"
    except ValueError:
        return text[:40]
