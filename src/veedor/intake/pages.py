"""Pages of an address pattern: one file each, all of them parts of one source."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, replace
from itertools import count, product
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from veedor import disk
from veedor.intake.case import Fetch
from veedor.sentence import sentence

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from veedor.intake.case import FileForm

PAGE = "page"
RECORD = ".fetched.json"
"""What was fetched into a folder: address, hash and time of every file, and the last page of each address."""

MOST = 100_000
"""Pages of one address."""

_FIELD = re.compile(r"\{(\w+)\}")
_RANGE = re.compile(r"([0-9]{1,6})\.\.([0-9]{0,6})")


@dataclass(frozen=True)
class PageFile:
    """One page: a file.

    Parameters
    ----------
    name : str
        Name of the file.
    fetch : Fetch
        Its own address and, where the case names it, hash.
    number : int
        Of the page; 0 where the address has none.
    """

    name: str
    fetch: Fetch
    number: int


@dataclass(frozen=True)
class PageSeries:
    """The pages of one address, all but their number filled in.

    Parameters
    ----------
    name : str
        Name of its files, with ``{page}`` left in where they are numbered.
    fetch : Fetch
        The address, likewise.
    first, last : int, optional
        Numbers of the pages; no last one where the case leaves it open.
    """

    name: str
    fetch: Fetch
    first: int = 0
    last: int | None = 0

    @property
    def endless(self) -> bool:
        """Whether the case leaves open which page is the last."""
        return self.last is None

    def pages(self) -> Iterator[PageFile]:
        """Return the pages in order, without end where none is stated."""
        for number in count(self.first) if self.last is None else range(self.first, self.last + 1):
            values = {PAGE: str(number)}
            name = _filled(self.name, values)
            sha256 = self.fetch.hashes.get(name, self.fetch.sha256)
            url = _filled(self.fetch.url, values)
            yield PageFile(name, Fetch(url, sha256.lower(), self.fetch.size), number)


def fields_of(text: str) -> set[str]:
    """Return the names in braces of an address or the name of a file."""
    return set(_FIELD.findall(text))


def is_paged(form: FileForm) -> bool:
    """Whether a part is fetched from an address pattern."""
    return form.fetch is not None and bool(form.fetch.pages or form.fetch.each)


def read_pages(text: str) -> tuple[int, int | None] | None:
    """Read the first and the last page of ``1..40``; no last one of ``1..``; nothing where it is no range."""
    match = _RANGE.fullmatch(text)
    if match is None:
        return None
    return int(match[1]), int(match[2]) if match[2] else None


def series_of(form: FileForm) -> Iterator[PageSeries]:
    """Return the addresses of a part: one, or one for each combination of the values that the case lists."""
    fetch = form.fetch
    if fetch is None:
        return
    names = list(fetch.each)
    first, last = (read_pages(fetch.pages) if fetch.pages else None) or (0, 0)
    for values in product(*(fetch.each[name] for name in names)):
        known = dict(zip(names, values, strict=True))
        url = _filled(fetch.url, {name: quote(value, safe="") for name, value in known.items()})
        yield PageSeries(_filled(form.name, known), replace(fetch, url=url), first, last)


def _filled(text: str, values: dict[str, str]) -> str:
    return _FIELD.sub(lambda m: values.get(m[1], m[0]), text)


def read_record(folder: Path) -> dict[str, Any]:
    """Read what was fetched into a folder; empty where nothing was, or the record cannot be read."""
    try:
        made = json.loads(disk.read(folder / RECORD))
    except (OSError, ValueError):
        made = {}
    known = made if isinstance(made, dict) else {}
    return {key: value if isinstance(value := known.get(key), dict) else {} for key in ("files", "ends")}


def find_pages(folder: Path, form: FileForm) -> tuple[list[tuple[FileForm, Path]], list[str]]:
    """Find the pages of a part in a folder.

    Returns
    -------
    found : list of tuple of FileForm and Path
        Those that are there.
    lacking : list of str
        Names of those that are not; of an address without a stated end also what would be its next page,
        where no record says that it has no further one.
    """
    found: list[tuple[FileForm, Path]] = []
    lacking: list[str] = []
    ends = read_record(folder)["ends"]
    for series in series_of(form):
        last = ends.get(series.name)
        for page in series.pages():
            if series.endless and isinstance(last, int) and page.number > last:
                break
            path = folder / page.name
            if path.is_file():
                found.append((replace(form, name=page.name, fetch=page.fetch), path))
                continue
            lacking.append(page.name)
            if series.endless:
                break
    return found, lacking


def page_problems(form: FileForm) -> Iterator[tuple[str, str, str]]:
    """Name what is wrong with an address pattern: key, what, and how to mend it."""
    fetch = form.fetch
    if fetch is None:
        return
    wanted = fields_of(fetch.url)
    known = set(fetch.each) | ({PAGE} if fetch.pages else set())
    for name in sorted(wanted - known):
        yield (
            "url",
            sentence("nothing says what {{{name}}} stands for.", name=name),
            'Write pages = "1..40" in `fetch`.'
            if name == PAGE
            else sentence('Write each = {{ {name} = ["..."] }} in `fetch`.', name=name),
        )
    for name in sorted(known - wanted):
        yield (
            "url",
            sentence("it has no {{{name}}}.", name=name),
            sentence("Write {{{name}}} where it belongs, or remove it from `fetch`.", name=name),
        )
    if known and wanted == known and fields_of(form.name) != known:
        fields = "-".join(f"{{{name}}}" for name in sorted(known))
        yield (
            "url",
            "each of its pages is a file of its own, and `name` does not tell them apart.",
            sentence('Write name = "page-{fields}.json".', fields=fields),
        )
    yield from _value_problems(fetch)
    if known and fetch.sha256:
        yield "sha256", "an address pattern has many files.", 'Write hashes = { "page-1.json" = "..." }.'
    for name, text in fetch.hashes.items():
        if not re.fullmatch(r"[0-9a-fA-F]{64}", text):
            yield f"hashes.{name}", "a SHA-256 has 64 hexadecimal digits.", "Copy it whole."


def _value_problems(fetch: Fetch) -> Iterator[tuple[str, str, str]]:
    if fetch.pages:
        span = read_pages(fetch.pages)
        if span is None or (span[1] is not None and not span[0] <= span[1] < span[0] + MOST):
            yield (
                "pages",
                sentence(
                    "it is no range of at most {most:,} pages: {pages!r}.", most=MOST, pages=fetch.pages
                ),
                'Write pages = "1..40", or "1.." to stop at the first page that is not there.',
            )
    if PAGE in fetch.each:
        yield "each", "{page} is a number.", 'Write pages = "1..40" instead.'
    for name, values in fetch.each.items():
        bad = [v for v in values if not v.strip() or re.search(r"[/\\\0{}*?:]|\.\.", v)]
        if not values or bad or len(set(values)) < len(values):
            yield (
                f"each.{name}",
                "its values are different texts that can stand in the name of a file.",
                "Remove what is empty, comes twice, or has / \\ : * ? or braces in it.",
            )
