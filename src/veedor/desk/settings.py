"""What Django is told, and what a desk is: the cases it serves, where, and to whom."""

from __future__ import annotations

import os
from dataclasses import dataclass
from dataclasses import field as value
from logging import CRITICAL, ERROR, WARNING, getLogger
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

APPS = (
    "django.contrib.contenttypes",
    "django.contrib.auth",
    "django.contrib.sessions",
    "veedor.desk.store",
)
WHO = (
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "veedor.desk.accounts.door.Door",
)
PASSWORDS: dict[str, dict[str, int]] = {
    "MinimumLengthValidator": {"min_length": 12},
    "UserAttributeSimilarityValidator": {},
    "CommonPasswordValidator": {},
    "NumericPasswordValidator": {},
}
LOGGED_IN = 12 * 3600
"""Seconds after which everybody logs in again: a night of counting."""


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
    database : dict
        Where it keeps jobs and results, as :func:`veedor.desk.store.address.database` gives it; empty where
        it only shows.
    behind : str
        Address of the server with TLS that stands in front; empty where none does.
    accounts : bool
        Whether only accounts may use it.
    secret : str
        What signs its cookies; by default one that ends with the process.
    published : Site, optional
        The publication that is being made of it, while it is.
    """

    library: Library
    public: bool = False
    hosts: tuple[str, ...] = HERE
    new_in: Path | None = None
    database: dict[str, Any] = value(default_factory=dict, repr=False)  # may hold a password
    behind: str = ""
    accounts: bool = False
    secret: str = value(default="", repr=False)
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
    getLogger("django.security").setLevel(CRITICAL)  # what strangers send is refused, and no fault of ours
    getLogger("django.security.csrf").setLevel(WARNING)  # but a server in front may spoil every form
    getLogger("waitress.queue").setLevel(ERROR)  # a line for each that waits would keep them waiting longer
    django.setup(set_prefix=False)


def told(desk: Desk) -> dict[str, Any]:
    """Return the settings of Django; a desk that only shows has no database and no application."""
    return {
        "DESK": desk,
        "DEBUG": False,
        "SECRET_KEY": os.environ.get("VEEDOR_SECRET") or desk.secret or token_urlsafe(48),
        "ALLOWED_HOSTS": list(desk.hosts),
        "DATABASES": {"default": desk.database} if desk.database else {},
        "INSTALLED_APPS": list(APPS) if desk.database else [],
        "DEFAULT_AUTO_FIELD": "django.db.models.BigAutoField",
        "ROOT_URLCONF": "veedor.desk.urls",
        "MIDDLEWARE": [
            "veedor.desk.security.guard",
            "veedor.desk.caching.PublicCache",
            "veedor.desk.caching.PageTags",
            *(["django.contrib.sessions.middleware.SessionMiddleware"] if desk.database else []),
            "django.middleware.csrf.CsrfViewMiddleware",
            *(WHO if desk.database else []),
            "veedor.desk.problems.ErrorPages",
        ],
        **_cookies(desk),
        "AUTH_PASSWORD_VALIDATORS": [
            {"NAME": f"django.contrib.auth.password_validation.{name}", "OPTIONS": options}
            for name, options in PASSWORDS.items()
        ],
        "CSRF_COOKIE_HTTPONLY": True,
        "CSRF_COOKIE_SAMESITE": "Strict",
        "CSRF_FAILURE_VIEW": "veedor.desk.problems.refused_form",
        "DATA_UPLOAD_MAX_MEMORY_SIZE": LARGEST_FORM,
        "DATA_UPLOAD_MAX_NUMBER_FIELDS": 2000,
        "DATA_UPLOAD_MAX_NUMBER_FILES": 2000,
        "APPEND_SLASH": False,
        "USE_I18N": False,
        "USE_TZ": True,
        "LOGGING_CONFIG": None,
        "DEFAULT_CHARSET": "utf-8",
    }


def _cookies(desk: Desk) -> dict[str, Any]:
    """Return how cookies are set; behind TLS under names that no other server of the domain can set."""
    own = "__Host-" if desk.behind else ""
    return {
        "SESSION_COOKIE_NAME": f"{own}veedor",
        "SESSION_COOKIE_AGE": LOGGED_IN,
        "SESSION_COOKIE_SECURE": bool(desk.behind),
        "SESSION_COOKIE_HTTPONLY": True,
        "SESSION_COOKIE_SAMESITE": "Lax",
        "CSRF_COOKIE_NAME": f"{own}veedor-form",
        "CSRF_COOKIE_SECURE": bool(desk.behind),
    }
