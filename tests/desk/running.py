"""A desk in a process of its own, as a user starts it."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


@contextmanager
def running_desk(case: Path, *options: str, **environment: str) -> Iterator[str]:
    """Give the address of the desk over a case."""
    line = [sys.executable, "-u", "-m", "veedor", "serve", str(case), "--port", "0", *options]
    with subprocess.Popen(
        line,
        env={**os.environ, **environment},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    ) as process:
        try:
            assert process.stdout is not None
            said = process.stdout.readline()
            assert "http://" in said, said + process.stdout.read()
            yield said.split("http://")[1].split("/")[0].join(("http://", ""))
        finally:
            process.terminate()
