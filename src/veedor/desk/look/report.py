"""The report of a case: the same file that ``veedor report`` writes, made once and kept."""

from __future__ import annotations

import atexit
import os
import subprocess
import sys
from pathlib import Path
from shutil import rmtree
from tempfile import mkdtemp
from typing import TYPE_CHECKING

from django.conf import settings
from django.http import FileResponse

from veedor.desk.caching import asks
from veedor.desk.security import costly, policy_of
from veedor.errors import VeedorError
from veedor.sentence import sentence

if TYPE_CHECKING:
    from django.http import HttpRequest

LONGEST = 1800
"""Seconds after which a report that is not written is given up."""


@asks("download")
@costly(5, 30.0)
def report(request: HttpRequest, lang: str, name: str) -> FileResponse:
    """Give the report as a page, or to take along (``?download=yes``)."""
    file = settings.DESK.library.work(name, f"report {lang}", lambda folder: _write(folder, lang))
    taken = bool(request.GET.get("download"))
    answer = FileResponse(
        file.open("rb"),
        as_attachment=taken,
        filename=f"{name}-{lang}.html",
        content_type="text/html; charset=utf-8",
    )
    answer.headers["Content-Security-Policy"] = policy_of(file)
    return answer


def _write(folder: Path, lang: str) -> Path:
    """Write the report in a process of its own, so that the desk answers meanwhile.

    Raises
    ------
    VeedorError
        With what the process said, where it wrote none.
    """
    out = Path(mkdtemp(prefix="veedor-report-"))
    atexit.register(rmtree, out, ignore_errors=True)
    line = [
        sys.executable,
        "-m",
        "veedor",
        "report",
        f".{os.sep}{folder.resolve().name}",
        "--out",
        str(out),
        "--lang",
        lang,
    ]
    done = subprocess.run(  # noqa: S603 - our own module, and a folder of ours
        line, capture_output=True, text=True, timeout=LONGEST, check=False, cwd=folder.resolve().parent
    )
    file = out / f"report-{lang}.html"
    if not file.is_file():
        said = done.stderr.strip().splitlines()[-1:] or [""]
        raise VeedorError(sentence("The report could not be written: {said}", said=said[0][:500]))
    return file
