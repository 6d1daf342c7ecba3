"""Scripts of others: what the manifest pins is what lies there, is served, and is listed with its licence."""

from __future__ import annotations

import gzip
import hashlib
import re
from pathlib import Path

import pytest
from django.test import Client

from veedor.desk import vendored
from veedor.desk.assets import asset

PAGE = Path(__file__).parents[2] / "docs" / "reference" / "licences.md"
HEAD = """# Scripts of others

The browser desk serves scripts of these packages from its own files; nothing is asked of a network. Each
was taken from the package once, and is held against its hash by a test (the manifest and the files lie in
`src/veedor/desk/static/vendor`; `make vendor` writes them anew). The texts of the licences lie beside the
files. This page is made of the manifest (`pytest tests/desk --accept`).

| package | version | licence | used for | files | licence texts |
|---|---|---|---|---|---|
"""


def page() -> str:
    """The page as it should be."""
    rows = []
    for one in vendored.packages():
        names = [name for name, _ in one.files]
        texts = [f"`{name}`" for name in names if name.endswith(".LICENSE.txt")]
        scripts = [f"`{name}`" for name in names if not name.endswith(".LICENSE.txt")]
        rows.append(
            f"| [{one.name}]({one.home}) | {one.version} | {one.licence} | {one.purpose} | "
            f"{', '.join(scripts)} | {', '.join(texts)} |\n"
        )
    return HEAD + "".join(rows)


def test_the_page_of_licences_is_up_to_date(accept: bool) -> None:
    if accept:
        PAGE.write_text(page(), encoding="utf-8")
    assert PAGE.read_text(encoding="utf-8") == page(), "out of date: run pytest tests/desk --accept"


def test_every_file_is_the_one_that_the_manifest_pins() -> None:
    there = {file.name for file in vendored.folder().iterdir()} - {"manifest.toml"}
    assert there == vendored.names()
    for one in vendored.packages():
        assert re.fullmatch(r"sha512-[A-Za-z0-9+/]{86}==", one.integrity)
        assert any(name.endswith(".LICENSE.txt") for name, _ in one.files)
        for name, known in one.files:
            content = vendored.folder().joinpath(name).read_bytes()
            assert hashlib.sha256(content).hexdigest() == known, name


@pytest.mark.parametrize("name", sorted(vendored.names()))
def test_every_file_is_served_to_be_kept(client: Client, name: str) -> None:
    address = asset(name)
    assert address == f"/static/{vendored.mark()}/{name}"  # one finds another beside it
    answer = client.get(address)
    content = vendored.folder().joinpath(name).read_bytes()
    assert answer.content == content
    assert "immutable" in answer["Cache-Control"]
    packed = client.get(address, headers={"Accept-Encoding": "gzip, br"})
    assert (packed["Content-Encoding"], packed["Vary"]) == ("gzip", "Accept-Encoding")
    assert gzip.decompress(packed.content) == content


def test_the_manifest_and_older_marks_are_not_served(client: Client) -> None:
    assert client.get(f"/static/{vendored.mark()}/manifest.toml").status_code == 404
    assert client.get("/static/0123456789abcdef/htmx.min.js").status_code == 404
