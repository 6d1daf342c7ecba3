"""What Django is told, and what a desk is: the cases it serves, where, and to whom."""

from __future__ import annotations

import os
from dataclasses import dataclass
from secrets import token_urlsafe
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from pathlib import Path

    from veedor.desk.library import Library
    from veedor.desk.publish.site import Site

LARGEST_FORM = 1_000_000
"""Bytes of a form without files; what is uploaded has limits of its own."""
HERE = ("127.0.0.1", "localhost", "[::1]")
"""Names of this machine to itself."""


@dataclass(frozen=True)
class Desk:
    """One running desk.

    Parameters
    ----------
    library : Library
        The cases that it serves.
    public : bool
        Whether it only shows: no room that changes or costs is there, and caches may keep what it says.
    hosts : tuple of str
        Names under which it may be asked.
    new_in : Path, optional
        Folder into which new cases go; without one none can be brought.
    published : Site, optional
        The publication that is being made of it, while it is.
    """

    library: Library
    public: bool = False
    hosts: tuple[str, ...] = HERE
    new_in: Path | None = None
    published: Site | None = None


def set_up(desk: Desk) -> None:
    """Tell Django what it needs to know, once in a process.

    Parameters
    ----------
    desk : Desk
        What is served.
    """
    import django
    from django.conf import settings

    settings.configure(**told(desk))
    django.setup(set_prefix=False)


def told(desk: Desk) -> dict[str, Any]:
    """Give the settings of Django: no database, no sessions and no application until a room needs one."""
    return {
        "DESK": desk,
        "DEBUG": False,
        # A secret of this process: it signs nothing that has to outlive it.
        "SECRET_KEY": os.environ.get("VEEDOR_SECRET") or token_urlsafe(48),
        "ALLOWED_HOSTS": list(desk.hosts),
        "ROOT_URLCONF": "veedor.desk.urls",
        "MIDDLEWARE": [
            "veedor.desk.security.guard",
            "veedor.desk.caching.PublicCache",
            "django.middleware.http.ConditionalGetMiddleware",
            "django.middleware.csrf.CsrfViewMiddleware",
            "veedor.desk.pages.ErrorPages",
        ],
        "CSRF_COOKIE_HTTPONLY": True,
        "CSRF_COOKIE_SAMESITE": "Strict",
        "CSRF_FAILURE_VIEW": "veedor.desk.pages.refused_form",
        "DATA_UPLOAD_MAX_MEMORY_SIZE": LARGEST_FORM,
        "DATA_UPLOAD_MAX_NUMBER_FIELDS": 2000,
        "DATA_UPLOAD_MAX_NUMBER_FILES": 2000,
        "APPEND_SLASH": False,
        "USE_I18N": False,
        "USE_TZ": True,
        "LOGGING_CONFIG": None,
        "DEFAULT_CHARSET": "utf-8",
    }
