"""Ask: what could change the outcome, what is still to come, what an audit would take, what claims hold.

A question is its address (``question``), with the names of the options of its verb; ``fields`` makes the form
of it. Its answer is worked out by a process of its own (``worker``), and kept under the hash of the data and
the question.
"""

from __future__ import annotations

from django.urls import path

from veedor.desk.ask import views

ROLE = "ask"
PUBLIC = False
ENTRY = ""

urlpatterns = [
    path("cases/<str:name>/ask/", views.start, name="start"),
    path("cases/<str:name>/ask/<slug:verb>", views.ask, name="ask"),
    path("cases/<str:name>/ask/<slug:verb>.json", views.as_json, name="json"),
    path("cases/<str:name>/ask/<slug:key>/<slug:picture>.svg", views.picture, name="picture"),
]
