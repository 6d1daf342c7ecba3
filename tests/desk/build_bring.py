"""A count as it is published, and a desk that takes it in."""

from __future__ import annotations

import time
from dataclasses import replace
from pathlib import Path

from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse
from django.test import Client

from desk.build_desk import served
from veedor.desk.settings import Desk

LONGEST = 180.0
HEADER = "Mesa,Provincia,Distrito,Alder,Birch,Cedar,Blancos,Nulos,Emitidos,Inscritos"


def published(rows: int = 40) -> bytes:
    """A table of sheets: Alder leads, and the ballots are the sum of the rest."""
    lines = [HEADER]
    for row in range(1, rows + 1):
        votes = [90 + row % 7, 60 + row % 11, 20 + row % 5, 3 + row % 3, 4 + row % 2]
        place = f"Norte,D{row % 4}" if row % 2 else f"Sur,D{4 + row % 4}"
        lines.append(
            f"{row:06d},{place},{','.join(map(str, votes))},{sum(votes)},{sum(votes) + 30 + row % 9}"
        )
    return ("\n".join(lines) + "\n").encode()


def taking(home: Path) -> Desk:
    """A desk without cases that takes new ones into a folder."""
    return replace(served({}), new_in=home)


def bring(client: Client, *files: tuple[str, bytes]) -> HttpResponse:
    """Send files as a browser does."""
    sent = [SimpleUploadedFile(name, content) for name, content in files]
    answer: HttpResponse = client.post("/en/bring/", {"files": sent})
    return answer


def settled(client: Client, address: str) -> HttpResponse:
    """Ask until the desk no longer works on it."""
    until = time.monotonic() + LONGEST
    while time.monotonic() < until:
        answer: HttpResponse = client.get(address)
        if answer.status_code != 202:
            return answer
        time.sleep(0.2)
    raise AssertionError(f"{address} was not settled after {LONGEST} s")
