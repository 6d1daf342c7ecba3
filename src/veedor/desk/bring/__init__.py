"""Bring: from published files to a case, one question at a time.

What is brought is a draft: a folder on disk (``drafts``) with the files as they came (``start``,
``receive``), what was found of them (``worker``, a process of its own that ``jobs`` runs; ``record`` keeps
its answer), how they are opened (``opening``) and what their columns are (``reading_page``), what was
answered (``question_pages``, ``totals``) and the case file (``casefile``). How the files are read follows
from all of it (``reading``). It ends as a case folder (``finish``).
"""

from __future__ import annotations

from django.urls import path

from veedor.desk.bring import finish, opening, question_pages, reading_page, start, totals

ROLE = "bring"
PUBLIC = False
ENTRY = "start"
TAKES_FILES = ("start",)

urlpatterns = [
    path("bring/", start.start, name="start"),
    path("bring/<slug:draft>/", reading_page.found, name="found"),
    path("bring/<slug:draft>/open/", opening.opening, name="open"),
    path("bring/<slug:draft>/roles/", reading_page.give_roles, name="roles"),
    path("bring/<slug:draft>/ask/<slug:key>/", question_pages.ask, name="ask"),
    path("bring/<slug:draft>/next/", question_pages.following, name="next"),
    path("bring/<slug:draft>/totals/", totals.totals, name="totals"),
    path("bring/<slug:draft>/case/", finish.casefile, name="casefile"),
    path("bring/<slug:draft>/import/", finish.bring_in, name="import"),
    path("bring/<slug:draft>/again/", start.again, name="again"),
    path("bring/<slug:draft>/discard/", start.discard, name="discard"),
]
