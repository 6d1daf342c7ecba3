"""Bring: from published files to a case, one question at a time.

What is brought is a draft: a folder on disk (``drafts``) with the files as they came (``receive``), what was
found of them (``worker``, a process of its own that ``jobs`` runs; ``record`` keeps its answer), what was
answered (``questions``, ``totals``) and the case file (``casefile``). It ends as a case folder.
"""

from __future__ import annotations

from django.urls import path

from veedor.desk.bring import steps, views

ROLE = "bring"
PUBLIC = False
ENTRY = "start"
TAKES_FILES = ("start",)

urlpatterns = [
    path("bring/", views.start, name="start"),
    path("bring/<slug:draft>/", views.found, name="found"),
    path("bring/<slug:draft>/ask/<slug:key>/", steps.ask, name="ask"),
    path("bring/<slug:draft>/totals/", steps.totals, name="totals"),
    path("bring/<slug:draft>/case/", steps.casefile, name="casefile"),
    path("bring/<slug:draft>/import/", views.bring_in, name="import"),
    path("bring/<slug:draft>/again/", views.again, name="again"),
    path("bring/<slug:draft>/discard/", views.discard, name="discard"),
]
