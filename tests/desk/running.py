"""A desk in a process of its own, as a user starts it, and a visitor who fills in its forms."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.cookiejar import CookieJar
from pathlib import Path
from urllib.parse import urlencode
from urllib.request import HTTPCookieProcessor, build_opener


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


class Visitor:
    """Asks a running desk as a browser without scripts does."""

    def __init__(self, address: str) -> None:
        self.address = address
        self.jar = CookieJar()
        self._opener = build_opener(HTTPCookieProcessor(self.jar))

    def look(self, path: str) -> str:
        """Give a page once it is there."""
        for _ in range(400):
            with self._opener.open(f"{self.address}{path}", timeout=60) as answer:
                if answer.status == 200:
                    text: str = answer.read().decode()
                    return text
            time.sleep(0.2)
        raise AssertionError(path)

    def send(self, path: str, **said: str) -> str:
        """Fill in the form of a page and send it; give the page to which that leads."""
        token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', self.look(path))
        assert token is not None
        body = urlencode({"csrfmiddlewaretoken": token[1], **said}).encode()
        with self._opener.open(f"{self.address}{path}", body, timeout=60) as answer:
            text: str = answer.read().decode()
            return text
