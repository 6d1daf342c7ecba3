"""What is wrong with what a case says of its files."""

from __future__ import annotations

import re
from pathlib import PurePosixPath
from typing import TYPE_CHECKING

from veedor.intake.pages import page_problems
from veedor.sentence import sentence

if TYPE_CHECKING:
    from collections.abc import Iterator

    from veedor.intake.case import FileForm

    Problems = Iterator[tuple[str, str, str]]
_NAME = 255
"""Bytes of a name that every file system can hold."""


def file_problems(key: str, form: FileForm) -> Problems:
    """Check what a case says of a file: key, what is wrong with it, and how to mend it."""
    path = PurePosixPath(form.name.replace("\\", "/"))
    if not path.parts or path.is_absolute() or ".." in path.parts or ":" in form.name:
        yield (
            f"{key}.name",
            sentence("{form!r} is not a name within the case's data folder.", form=form.name),
            "Write a plain file name.",
        )
    if any(len(part.encode()) > _NAME for part in path.parts) or "\0" in form.name:
        yield (
            f"{key}.name",
            "no file can have such a name.",
            sentence("Write a name of at most {name} bytes.", name=_NAME),
        )
    if form.expected_hash and not re.fullmatch(r"[0-9a-f]{64}", form.expected_hash):
        yield f"{key}.sha256", "a SHA-256 has 64 hexadecimal digits.", "Copy it whole."
    if form.fetch and not form.fetch.url.startswith(("https://", "http://")):
        yield f"{key}.fetch.url", "only http and https are fetched.", "Write such an address."
    for part, message, remedy in page_problems(form):
        yield f"{key}.fetch.{part}", message, remedy
    yield from _header_problems(key, form)
    if form.named:
        yield from pattern_problems(f"{key}.named", form.named)
        if "(?P<" not in form.named:
            yield f"{key}.named", "no group has a name.", "Write (?P<Column>...) for what becomes a column."
    for number, copy in enumerate(form.copies, 1):
        yield from file_problems(f"{key}.copies[{number}]", copy)


def _header_problems(key: str, form: FileForm) -> Problems:
    if form.header_rows < 1:
        yield (
            f"{key}.header_rows",
            "there is at least one row of header.",
            (
                "Remove `header_rows` where the header has one row; of a file without a header, name the "
                "columns "
                "instead: `columns = [...]`."
            ),
        )
    if form.skip < 0:
        yield (
            f"{key}.skip",
            "there are no fewer than 0 lines above the header.",
            "Remove `skip` where the first line is the header.",
        )


def pattern_problems(key: str, pattern: str) -> Problems:
    """Check a regular expression."""
    try:
        re.compile(pattern)
    except re.error as error:
        yield (
            key,
            sentence("it is not a regular expression: {error}.", error=error),
            sentence("Mend it, or remove `{key}`.", key=key),
        )
