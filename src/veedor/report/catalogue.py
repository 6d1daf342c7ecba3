r"""The language catalogues: one ``.po`` file an area and language, merged into one dictionary a language.

``locale/<lang>/LC_MESSAGES/<area>.po`` holds the words of one area. ``msgid`` is a message key
(``timeline.interruption``), ``msgstr`` the sentence with ``{name}`` for each figure. Where a sentence
differs in the plural, ``msgid_plural`` is the placeholder of the figure that decides::

    msgid "timeline.interruptions"
    msgid_plural "{interruptions}"
    msgstr[0] "Publication stopped once."
    msgstr[1] "Publication stopped {interruptions} times."

A key lives in one file only. Merged catalogues are kept in the user's cache, named by the contents of the
files, because parsing takes longer than some commands do.
"""

from __future__ import annotations

import json
from functools import lru_cache
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING

from veedor.report import user_files

if TYPE_CHECKING:
    from collections.abc import Sequence

LANGUAGES = ("en", "es")
"""The languages that every text exists in."""
LOCALE = Path(__file__).parent / "locale"

Message = str | tuple[str, str, str]
"""A text; or the placeholder of the figure that decides, the singular and the plural."""


class CatalogueError(ValueError):
    """A catalogue is no ``.po`` file, or has a message key twice."""


def area_files(lang: str, root: Path = LOCALE) -> tuple[Path, ...]:
    """Give the catalogue files of a language, one an area, by name."""
    return tuple(sorted((root / lang / "LC_MESSAGES").glob("*.po")))


def read_area(file: Path) -> dict[str, Message]:
    """Read one catalogue file.

    Parameters
    ----------
    file : Path
        A ``.po`` file in UTF-8.

    Raises
    ------
    CatalogueError
        Where it is no ``.po`` file, or has a key twice.
    """
    from babel.messages.catalog import Catalog
    from babel.messages.pofile import PoFileError, PoFileParser

    catalogue = Catalog(charset="utf-8")
    parser = PoFileParser(catalogue, abort_invalid=True)
    try:
        with file.open(encoding="utf-8") as stream:
            parser.parse(stream)
    except (PoFileError, UnicodeDecodeError, ValueError) as error:
        raise CatalogueError(f"{file} is no catalogue: {error}") from error
    messages = dict(_message(m.id, m.string) for m in catalogue if m.id)
    header = '\nmsgid ""\n' in f"\n{file.read_text(encoding='utf-8')}"
    if parser.counter - header != len(messages):
        raise CatalogueError(f"{file} has a key twice")
    return messages


def _message(msgid: str | Sequence[str], msgstr: str | Sequence[str] | None) -> tuple[str, Message]:
    """Give the key and the text; Babel has a pair of each where there is a plural."""
    if isinstance(msgid, str) or isinstance(msgstr, str) or msgstr is None:
        return str(msgid), str(msgstr)
    return msgid[0], (msgid[1], msgstr[0], msgstr[1])


def merge(files: tuple[Path, ...]) -> dict[str, Message]:
    """Merge the areas of one language.

    Where a key stands in two areas the first one's text is kept; :func:`repeated` finds such keys, and a test
    holds that there are none.
    """
    merged: dict[str, Message] = {}
    for file in files:
        merged = read_area(file) | merged
    return merged


def repeated(files: tuple[Path, ...]) -> tuple[str, ...]:
    """Give the keys that stand in more than one area, of which one text silently wins."""
    seen: set[str] = set()
    twice: set[str] = set()
    for file in files:
        keys = read_area(file).keys()
        twice |= seen & keys
        seen |= keys
    return tuple(sorted(twice))


@lru_cache(maxsize=4)
def catalogue(lang: str) -> dict[str, Message]:
    """Give every text of a language by its key.

    Parameters
    ----------
    lang : str
        One of :data:`LANGUAGES`.

    Raises
    ------
    ValueError
        For any other language.
    CatalogueError
        Where a file is no catalogue.
    """
    if lang not in LANGUAGES:
        raise ValueError(f"there are no texts in {lang!r}; there is: {', '.join(LANGUAGES)}")
    files = area_files(lang)
    state = sha256(b"".join(file.read_bytes() + b"\0" for file in files)).hexdigest()[:16]
    name = f"texts-{lang}-{state}.json"
    if (kept := user_files.read(name)) is not None and (texts := _revive(kept)) is not None:
        return texts
    texts = merge(files)
    user_files.keep(name, json.dumps(texts, ensure_ascii=False))
    return texts


def _revive(text: str) -> dict[str, Message] | None:
    """Read a kept catalogue; None where it is damaged."""
    try:
        return {key: m if isinstance(m, str) else (m[0], m[1], m[2]) for key, m in json.loads(text).items()}
    except (ValueError, AttributeError, LookupError, TypeError):
        return None
