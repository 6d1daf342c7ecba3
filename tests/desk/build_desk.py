"""A desk in this process, which tests ask without a socket."""

from __future__ import annotations

import atexit
import os
from pathlib import Path
from shutil import rmtree
from tempfile import mkdtemp

from veedor.desk.library import Library
from veedor.desk.settings import Desk, set_up
from veedor.desk.store.address import database
from veedor.desk.store.ready import make_ready

FOREVER = 120.0

HOSTS = ("testserver", "localhost", "127.0.0.1")

KEPT = Path(mkdtemp(prefix="veedor-desk-tests-"))
"""Where the desk of this process keeps its jobs and results."""

# a browser brings an event loop into the thread of the tests; nothing of the desk waits in it
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
atexit.register(rmtree, KEPT, ignore_errors=True)
set_up(Desk(Library({}), hosts=HOSTS, database=database(KEPT, "")))
make_ready()


def served(cases: dict[str, Path], *, public: bool = False) -> Desk:
    """A desk that waits for its answers, so that a test sees them."""
    return Desk(Library(cases, patience=FOREVER), public=public, hosts=HOSTS)
