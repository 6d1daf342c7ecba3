"""A PostgreSQL server of our own: Debian's, on loopback, in a folder that is thrown away."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import mkdtemp

PROGRAMS = sorted(Path("/usr/lib/postgresql").glob("*/bin"))


def installed() -> bool:
    return bool(PROGRAMS) and (os.geteuid() != 0 or shutil.which("runuser") is not None)


@contextmanager
def server() -> Iterator[str]:
    """Give the address of a database that is empty."""
    folder = Path(mkdtemp(prefix="veedor-pg-"))
    as_other: list[str] = []
    if os.geteuid() == 0:  # it refuses to run as root; Debian's package makes this user
        shutil.chown(folder, "postgres")
        as_other = ["runuser", "-u", "postgres", "--"]

    def run(program: str, *arguments: str) -> None:
        line = [*as_other, str(PROGRAMS[-1] / program), *arguments]
        subprocess.run(line, check=True, cwd=folder, stdin=subprocess.DEVNULL, capture_output=True)

    data, port = str(folder / "data"), _free_port()
    run("initdb", "-D", data, "-U", "veedor", "--auth=trust", "--no-sync", "-E", "UTF8")
    options = f"-p {port} -k '' -c listen_addresses=127.0.0.1 -c fsync=off"
    run("pg_ctl", "-D", data, "-o", options, "-l", str(folder / "log"), "-w", "start")
    try:
        run("createdb", "-h", "127.0.0.1", "-p", str(port), "-U", "veedor", "desk")
        yield f"postgresql://veedor@127.0.0.1:{port}/desk"
    finally:
        run("pg_ctl", "-D", data, "-m", "immediate", "-w", "stop")
        shutil.rmtree(folder, ignore_errors=True)


def _free_port() -> int:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        return int(taken.getsockname()[1])
