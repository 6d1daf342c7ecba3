"""How often somebody may try to log in, such that a stranger locks out nobody but himself."""

from __future__ import annotations

import hashlib
import secrets
import time
import unicodedata
from threading import BoundedSemaphore
from typing import TYPE_CHECKING

from django.conf import settings
from django.core.signing import BadSignature, Signer

from veedor.desk.security import Bucket, client_of

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

AT_ONCE = BoundedSemaphore(3)
"""Passwords that are looked at at once: each costs half a second of a processor, and a thread."""
REMEMBERED = 365 * 86_400
"""Seconds for which a device is known from which somebody logged in."""
_SALT = "veedor.device"


class Tries:
    """Counts the tries that failed: of a client, of a client at a name, of all strangers at a name.

    The last one is for many clients that share the work. It would lock out the owner of the name; but a
    device from which they logged in before is no stranger, and has a count of its own.
    """

    def __init__(self) -> None:
        self.clients = Bucket(20, 30.0)
        self.pairs = Bucket(5, 60.0)
        self.strangers = Bucket(50, 20.0)

    def wait(self, request: HttpRequest, name: str) -> float:
        """Take one try: give 0, or the seconds after which there may be another."""
        now = time.monotonic()
        taken: list[tuple[Bucket, str]] = []
        for bucket, key in self._counts(request, name):
            if wait := bucket.wait(key, now):
                for other, its_key in taken:  # who is refused anyway does not use up what others share
                    other.give_back(its_key)
                return wait
            taken.append((bucket, key))
        return 0.0

    def give_back(self, request: HttpRequest, name: str) -> None:
        """Undo one try: it was the owner."""
        for bucket, key in self._counts(request, name):
            bucket.give_back(key)

    def _counts(self, request: HttpRequest, name: str) -> list[tuple[Bucket, str]]:
        whose = mark_of(name)
        known = device_of(request, name)
        if known:
            return [(self.pairs, f"{known} {whose}")]
        client = client_of(request)
        return [(self.clients, client), (self.pairs, f"{client} {whose}"), (self.strangers, whose)]


def mark_of(name: str) -> str:
    """Return a short mark of a name, however it was typed."""
    plain = unicodedata.normalize("NFKC", name).casefold()
    return hashlib.sha256(plain.encode(errors="replace")).hexdigest()[:32]


def device_of(request: HttpRequest, name: str) -> str:
    """Return the mark of a device from which somebody of this name logged in before; else empty."""
    try:
        device, _, whose = Signer(salt=_SALT).unsign(request.COOKIES.get(cookie_name(), "")).partition(".")
    except BadSignature:
        return ""
    return device if whose == mark_of(name) else ""


def remember(answer: HttpResponse, name: str) -> None:
    """Mark the device from which somebody has logged in."""
    signed = Signer(salt=_SALT).sign(f"{secrets.token_hex(8)}.{mark_of(name)}")
    answer.set_cookie(
        cookie_name(),
        signed,
        max_age=REMEMBERED,
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Strict",
    )


def cookie_name() -> str:
    """Return the name of the cookie of a device."""
    return str(settings.SESSION_COOKIE_NAME) + "-device"
