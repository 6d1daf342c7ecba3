"""The report of a case: the same file that ``veedor report`` writes, made once and kept."""

from __future__ import annotations

import atexit
import os
import subprocess
import sys
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING

from django.conf import settings
from django.http import FileResponse

from veedor import disk
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
    """Return the report as a page, or to take along (``?download=yes``)."""
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
    kept = ExitStack()
    out = kept.enter_context(disk.temporary())
    atexit.register(kept.close)  # it is shown as long as the desk runs
    line = [
        sys.executable,
        "-P",  # no module is taken from the folder of the cases
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
    if settings.DESK.public:
        file.write_text(without_paths(file.read_text(encoding="utf-8"), folder), encoding="utf-8")
    return file


def without_paths(text: str, folder: Path) -> str:
    """Leave out of a page for others where the case and its data lie on this machine.

    A section that could not be had says where its files were looked for.

    Parameters
    ----------
    text : str
        The page.
    folder : Path
        Of the case.
    """
    names = {folder.resolve(): folder.resolve().name, Path.home(): "~", Path.cwd(): "."}
    if (data := os.environ.get("VEEDOR_DATA")) is not None:
        names |= {Path(data): "VEEDOR_DATA", Path(data).resolve(): "VEEDOR_DATA"}
    names[folder.resolve().parent] = "."
    for path in sorted(names, key=lambda one: -len(one.parts)):
        if len(path.parts) > 1:  # a root is in every path
            text = text.replace(str(path), names[path])
    return text
