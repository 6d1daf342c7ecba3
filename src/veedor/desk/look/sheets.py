"""The table of sheets: its address is the question, and so are its files and its command."""

from __future__ import annotations

from dataclasses import replace
from tempfile import TemporaryFile
from typing import TYPE_CHECKING
from urllib.parse import urlencode

from django.conf import settings
from django.http import FileResponse, Http404, HttpResponseRedirect

from veedor.desk.caching import asks
from veedor.desk.look.addresses import OWN, own_part, selected
from veedor.desk.look.sheets_page import AskedSheets, shown_page
from veedor.desk.pages import at, page
from veedor.desk.security import costly
from veedor.lookup import KEYS, SheetQuestion, ask, download
from veedor.lookup.answer import usual_columns
from veedor.lookup.written import write_to
from veedor.report.wording import Wording

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

    from veedor.lookup import SheetTable

KINDS = {
    "csv": "text/csv; charset=utf-8",
    "json": "application/json",
    "parquet": "application/vnd.apache.parquet",
}
"""Files that a question can be taken along as."""


def table_of(request: HttpRequest, name: str) -> SheetTable:
    """Return the table of sheets of the contest and count that an address names."""
    contest, count = selected(request)
    table: SheetTable = settings.DESK.library.ask(
        name, f"sheets {contest} {count}", lambda case: case.sheet_table(count, contest=contest)
    )
    return table


def asked(request: HttpRequest) -> SheetQuestion:
    """Read the question of an address; columns that a form chose one by one are put together."""
    said = {key: request.GET[key] for key in KEYS if key in request.GET}
    if "columns" in said:
        said["columns"] = ",".join(request.GET.getlist("columns"))
    return SheetQuestion.read(said)


@asks(*OWN, *KEYS, "annul")
def sheets(request: HttpRequest, lang: str, name: str) -> HttpResponse:
    """Show a page of the sheets that an address asks for."""
    table, question, own = table_of(request, name), asked(request), own_part(request)
    if question.columns == usual_columns(table):
        question = replace(question, columns=())
    found = ask(table, question, annul=bool(request.GET.get("annul")))
    if question.page > found.pages:
        question = replace(question, page=found.pages)
    further = {"annul": "yes"} if request.GET.get("annul") else {}
    further |= {"data": request.GET["data"]} if request.GET.get("data") else {}
    wanted = {**own, **question.written(), **further}
    view = at(lang, "look:sheets", name=name)
    if sorted(request.GET.lists()) != sorted((key, [value]) for key, value in wanted.items()):
        # what a form leaves empty, or says as always, does not stay in the address
        return HttpResponseRedirect(f"{view}?{urlencode(wanted)}" if wanted else view)
    words = Wording(lang).of(table.contest)
    files = {kind: at(lang, "look:sheets-file", name=name, kind=kind) for kind in KINDS}
    here = AskedSheets(lang, name, own, found, words, files)
    return page(request, "look/sheets.html", part="answer", lang=lang, wording=words, **shown_page(here))


@asks(*OWN, *KEYS)
@costly(10, 30.0)
def sheets_file(request: HttpRequest, lang: str, name: str, kind: str) -> FileResponse:
    """Return every sheet that an address asks for as a file."""
    del lang
    if kind not in KINDS:
        raise Http404
    rows = download(table_of(request, name), asked(request))
    file = TemporaryFile()  # noqa: SIM115 - the answer closes it
    write_to(rows, file, kind)
    file.seek(0)
    return FileResponse(file, as_attachment=True, filename=f"{name}-sheets.{kind}", content_type=KINDS[kind])
