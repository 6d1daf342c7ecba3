"""Where a case has the images of its sheets: addresses or files, made of the id of a sheet and its places."""

from __future__ import annotations

import re
from collections import Counter
from pathlib import PurePosixPath
from typing import TYPE_CHECKING
from urllib.parse import quote, urlsplit

from veedor.errors import nearest
from veedor.intake.names import fold
from veedor.intake.templates import parse
from veedor.sentence import sentence

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from veedor.intake.case import ContestEntry, ElectionEntry
    from veedor.intake.case_counts import Problems
    from veedor.intake.templates import Hole

SHEET, CONTEST = "sheet", "contest"
"""Names in braces beside those of the levels of place."""
MOST_PAGES = 20
"""Images that one sheet may have."""
_WEB = ("http://", "https://")
_SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:")
_SERVER = re.compile(r"(?:[^@\s]*@)?(?:[\w.-]+|\[[0-9A-Fa-f:.]+\])(?::[0-9]{1,5})?")
"""What names a server: letters, digits, points and dashes, perhaps a port; a user is said apart."""
_WHOLE = re.compile(r"[0-9]+(\.0+)?")
_NO_NAME = re.compile(r"[/\\:\x00-\x1f\x7f]")
_BESIDE = sentence(
    'Put the images into a folder beside case.toml and name it there: image = "images/{sheet}.jpg".'
)


def is_address(template: str) -> bool:
    """Whether a template leads to a server; else it names files beside the case."""
    return template.startswith(_WEB)


def fill_image(template: str, values: Mapping[str, str]) -> str | None:
    """Return the address, or the path within the case, of the image of one sheet.

    Parameters
    ----------
    template : str
        As the case writes it.
    values : mapping of str to str
        What the names in braces stand for; a place that is not known is empty.

    Returns
    -------
    str or None
        None where something that it is made of is not known, or cannot stand in the name of a file.
    """
    known = {fold(name): value for name, value in values.items()}
    parsed = parse(template, values)
    web, made = is_address(template), []
    for before, hole in zip(parsed.texts, parsed.holes, strict=False):
        text = _filled(hole, known.get(fold(hole.column), ""))
        if text in {"", ".", ".."} or (not web and _NO_NAME.search(text)):
            return None
        made += [before, quote(text, safe="") if web else text]
    return "".join([*made, parsed.texts[-1]])


def _filled(hole: Hole, value: str) -> str:
    """Write a value as a hole asks for it, as a column of a source is written (``{sheet:05}``)."""
    text = value.upper() if hole.form == "upper" else value
    if hole.form not in {"", "upper"} and _WHOLE.fullmatch(text):
        text = str(text.partition(".")[0].lstrip("0") or "0").zfill(int(hole.form))
    return text or hole.blank or ""


def image_problems(election: ElectionEntry, contest: ContestEntry) -> Problems:
    """Name what is wrong with where the images of a contest are: key, what, and how to mend it."""
    several = not isinstance(contest.image, str)
    for number, template in enumerate(contest.images, 1):
        key = f"image[{number}]" if several else "image"
        for message, remedy in _template_problems(template, election.levels):
            yield key, message, remedy
    for template, times in Counter(contest.images).items():
        if times > 1:
            yield (
                "image",
                sentence("{template!r} comes twice: each page of a sheet has an image of its own.",
                         template=template),
                sentence("Remove one of them, or write how their names differ."),
            )  # fmt: skip
    if len(contest.images) > MOST_PAGES:
        yield (
            "image",
            sentence("a sheet has at most {most} images.", most=MOST_PAGES),
            sentence("Name those of the pages with figures."),
        )


def _template_problems(template: str, levels: Iterable[str]) -> Iterator[tuple[str, str]]:
    names = (SHEET, CONTEST, *levels)
    parsed = parse(template, names)
    bare = parsed.columns == (template,)  # nothing stands in braces
    holes, texts = ((), (template,)) if bare else (parsed.holes, parsed.texts)
    if any(mark in text for text in texts for mark in "{}"):
        yield (
            sentence("a brace in {template!r} has no other one.", template=template),
            sentence(
                "Write names in braces, such as {sheet}; an address writes a brace of its own as %7B or %7D."
            ),
        )
    known = {fold(name) for name in names}
    for hole in holes:
        if fold(hole.column) not in known:
            message = sentence(
                "nothing says what {{{name}}} stands for; known are {known}.",
                name=hole.column,
                known=[f"{{{name}}}" for name in names],
            )
            yield message, nearest(hole.column, names)
    if fold(SHEET) not in {fold(hole.column) for hole in holes}:
        yield (
            sentence("it has no {sheet}: every sheet would have the same image."),
            sentence('Write where the id of the sheet belongs: image = "https://example.org/{sheet}.jpg".'),
        )
    yield from _address_problems(template) if is_address(template) else _path_problems(template)


def _address_problems(template: str) -> Iterator[tuple[str, str]]:
    try:
        address = urlsplit(template)
        server, user = address.netloc, address.username
        _ = address.port
    except ValueError:
        server, user = "", None
    if not server or "{" in server or not _SERVER.fullmatch(server):
        yield (
            sentence("the server of {template!r} is not written out.", template=template),
            sentence(
                "Write it in full, and names in braces only behind it: https://example.org/{sheet}.jpg."
            ),
        )
    if user is not None:
        yield (
            sentence("it holds a name or a password, which the page of the sheet would show."),
            sentence("Leave out what stands before @. {beside}", beside=_BESIDE),
        )


def _path_problems(template: str) -> Iterator[tuple[str, str]]:
    path = PurePosixPath(template.replace("\\", "/"))
    if _SCHEME.match(template) and template[1:2] != ":":
        yield (
            sentence("only http and https are asked, not {address!r}.", address=template),
            sentence("Write such an address. {beside}", beside=_BESIDE),
        )
    elif path.is_absolute() or ".." in path.parts or ":" in template.partition("{")[0] or "\0" in template:
        yield sentence("{name!r} lies outside the case.", name=template), _BESIDE
