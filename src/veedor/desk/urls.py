"""Every address, room by room."""

from __future__ import annotations

from django.conf import settings
from django.urls import include, path, re_path

from veedor.desk import assets, pages, problems
from veedor.desk.rooms import rooms
from veedor.report.catalogue import shipped


def addresses(public: bool) -> list[object]:
    """Return every address.

    Parameters
    ----------
    public : bool
        Whether the desk only shows.
    """
    codes = "|".join(shipped())
    places = [(name, room.urlpatterns) for name, room in rooms(public)]
    if not public:
        from veedor.desk import accounts  # it needs a database, which a desk that only shows has not

        places.append(("accounts", accounts.urlpatterns))
    return [
        path("", pages.root),
        path("static/<slug:mark>/<str:name>", assets.static),
        *(re_path(rf"^(?P<lang>{codes})/", include((patterns, name))) for name, patterns in places),
    ]


def __getattr__(name: str) -> list[object]:
    """Return Django its addresses when it first asks: only then it is known what the desk shows."""
    if name != "urlpatterns":
        raise AttributeError(name)
    return addresses(settings.DESK.public)


handler400 = problems.refused
handler403 = problems.refused
handler404 = problems.not_found
handler500 = problems.fault
