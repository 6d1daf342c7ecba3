"""Look up: a case, its sheets, one sheet, a place."""

from __future__ import annotations

from django.urls import path

from veedor.desk.look import cases

PUBLIC = True
ENTRY = "cases"

urlpatterns = [
    path("", cases.cases, name="cases"),
    path("cases/<str:name>/", cases.case, name="case"),
]
