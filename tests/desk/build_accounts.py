"""A desk with accounts, as it is behind a server with TLS, and who logs in there."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

from django.http import HttpResponse
from django.test import Client, override_settings

from desk.build_desk import served
from veedor.desk.accounts import people, views
from veedor.desk.accounts.roles import ROLES
from veedor.desk.accounts.tries import Tries
from veedor.desk.settings import Desk

PASSWORD = "four-words-of-nothing"  # noqa: S105 - of accounts that last as long as a test


def guarded(cases: dict[str, Path], new_in: Path | None = None) -> Desk:
    """A desk that asks for accounts."""
    return replace(served(cases), accounts=True, behind="127.0.0.1", new_in=new_in)


@contextmanager
def in_use(desk: Desk) -> Iterator[Desk]:
    """Serve a desk with an account for each role, named as the role; nobody has tried to log in yet."""
    from django.contrib.auth.models import User

    told = {
        "DESK": desk,
        "PASSWORD_HASHERS": ["django.contrib.auth.hashers.MD5PasswordHasher"],
        "SESSION_COOKIE_SECURE": True,
        "CSRF_COOKIE_SECURE": True,
    }
    kept, views.TRIES = views.TRIES, Tries()
    with override_settings(**told):
        for role in ROLES:
            people.add(role, role, PASSWORD)
        try:
            yield desk
        finally:
            User.objects.all().delete()
            views.TRIES = kept


def stranger(**more: bool) -> Client:
    """A browser in which nobody is logged in, at the https address."""
    client = Client(raise_request_exception=False, **more)
    client.defaults |= {"wsgi.url_scheme": "https", "HTTP_HOST": "localhost"}
    return client


def try_login(client: Client, name: str, password: str = PASSWORD, **more: str) -> HttpResponse:
    """Send the form of the login page."""
    sent = {"name": name, "password": password, "next": more.pop("to", "")}
    answer: HttpResponse = client.post("/en/login", sent, secure=True, **more)
    return answer


def logged_in(name: str) -> Client:
    """A browser in which somebody is logged in."""
    client = stranger()
    assert try_login(client, name).status_code == 302
    return client
