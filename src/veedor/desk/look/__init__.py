"""Look up: a case, its sheets, one sheet, a place."""

from __future__ import annotations

from django.urls import path

from veedor.desk.look import cases, image, live, place, places, report, sheet, sheets

ROLE = "look"
PUBLIC = True
ENTRY = "cases"

urlpatterns = [
    path("", cases.cases, name="cases"),
    path("cases/<str:name>/", cases.case, name="case"),
    path("cases/<str:name>/<slug:chapter>.<slug:form>.svg", cases.picture, name="picture"),
    path("cases/<str:name>/report", report.report, name="report"),
    path("cases/<str:name>/live/<str:file>", live.live, name="live"),
    path("cases/<str:name>/sheets", sheets.sheets, name="sheets"),
    path("cases/<str:name>/sheets.<str:kind>", sheets.sheets_file, name="sheets-file"),
    path("cases/<str:name>/place", place.place, name="place"),
    path("cases/<str:name>/places.geojson", places.places_file, name="places"),
    path("cases/<str:name>/borders.geojson", places.borders_file, name="borders"),
    path("cases/<str:name>/map", places.map_part, name="map"),
    path("cases/<str:name>/sheet", sheet.sheet, name="sheet"),
    path("cases/<str:name>/image", image.image, name="image"),
]
