"""A desk in this process, which tests ask without a socket."""

from __future__ import annotations

from pathlib import Path

from veedor.desk.library import Library
from veedor.desk.settings import Desk, set_up

FOREVER = 120.0

HOSTS = ("testserver", "localhost", "127.0.0.1")

set_up(Desk(Library({}), hosts=HOSTS))


def served(cases: dict[str, Path], *, public: bool = False) -> Desk:
    """A desk that waits for its answers, so that a test sees them."""
    return Desk(Library(cases, patience=FOREVER), public=public, hosts=HOSTS)
