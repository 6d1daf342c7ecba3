"""Every address, room by room."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

from django.conf import settings
from django.urls import include, path, re_path

from veedor.desk import pages
from veedor.report.catalogue import shipped

if TYPE_CHECKING:
    from types import ModuleType

ROOMS = ("look",)
"""The rooms, in the order of the bar at the top; see :mod:`veedor.desk` for what a room has."""


def rooms(public: bool) -> list[tuple[str, ModuleType]]:
    """Give the rooms that are there, by name.

    Parameters
    ----------
    public : bool
        Whether the desk only shows.
    """
    found = [(name, import_module(f"veedor.desk.{name}")) for name in ROOMS]
    return [(name, room) for name, room in found if room.PUBLIC or not public]


def addresses(public: bool) -> list[object]:
    """Give every address.

    Parameters
    ----------
    public : bool
        Whether the desk only shows.
    """
    codes = "|".join(shipped())
    return [
        path("", pages.root),
        path("static/<slug:mark>/<str:name>", pages.static),
        *(
            re_path(rf"^(?P<lang>{codes})/", include((room.urlpatterns, name)))
            for name, room in rooms(public)
        ),
    ]


def __getattr__(name: str) -> list[object]:
    """Give Django its addresses when it first asks: only then it is known what the desk shows."""
    if name != "urlpatterns":
        raise AttributeError(name)
    return addresses(settings.DESK.public)


handler400 = pages.refused
handler403 = pages.refused
handler404 = pages.not_found
handler500 = pages.fault
