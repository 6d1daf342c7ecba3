r"""The language catalogues: one ``.po`` file an area and language, merged into one dictionary a language.

``locale/<lang>/LC_MESSAGES/<area>.po`` holds the words of one area. ``msgid`` is a message key
(``timeline.interruption``), ``msgstr`` the sentence with ``{name}`` for each figure. Where a sentence
differs in the plural, ``msgid_plural`` is the placeholder of the figure that decides::

    msgid "timeline.interruptions"
    msgid_plural "{interruptions}"
    msgstr[0] "Publication stopped once."
    msgstr[1] "Publication stopped {interruptions} times."

Which form a number takes is what CLDR says of the language; further forms follow in its order (zero, one,
two, few, many, other). A language is its folder and nothing else: here, or in another package that names it
as an entry point of ``veedor.locales``. What it does not say is said in English. A key lives in one file
only. Merged catalogues are kept in the user's cache, named by the contents of the files, because parsing
takes longer than some commands do.
"""

from __future__ import annotations

import json
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING
from zlib import crc32

from veedor import plugins
from veedor.errors import QuestionError
from veedor.report import user_files
from veedor.report.conventions import conventions
from veedor.report.numbers import plural
from veedor.sentence import Translation, sentence

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from veedor.plugins import Plugin

LOCALE = Path(__file__).parent / "locale"
GROUP = "veedor.locales"
"""Entry points of languages that other packages bring."""
FALLBACK = "en"
"""The language that every text exists in."""
BY_ENGLISH = frozenset({"errors", "cli", "sources"})
"""Areas whose ``msgid`` is the English text itself, as GNU gettext has it."""

Message = str | tuple[str, ...]
"""A text; or the placeholder of the figure that decides, and the forms: singular, plural, further ones."""


class CatalogueError(ValueError):
    """A catalogue is no ``.po`` file, or has a message key twice."""


def shipped() -> tuple[str, ...]:
    """Return the codes of the languages that come with Veedor."""
    return _in(LOCALE)


@lru_cache(maxsize=2)
def _in(root: Path) -> tuple[str, ...]:
    return tuple(sorted(folder.name for folder in root.iterdir() if folder.is_dir()))


def languages() -> tuple[str, ...]:
    """Return the codes of all languages, those that other packages bring last."""
    return tuple(dict.fromkeys((*shipped(), *plugins.names(GROUP))))


def has_language(lang: str) -> bool:
    """Whether there are texts in a language; other packages are asked only where Veedor itself has none."""
    return lang in shipped() or lang in plugins.names(GROUP)


def area_files(lang: str) -> tuple[Path, ...]:
    """Return the catalogue files of a language, one for each area, by name.

    Parameters
    ----------
    lang : str
        Its code.

    Raises
    ------
    QuestionError
        Where there are no texts in it.
    PluginError
        Where the package that brings it has no catalogues.
    """
    if lang not in shipped():
        brought = plugins.named(GROUP, lang)
        if brought is None:
            raise QuestionError(
                sentence("There are no texts in {lang!r}.", lang=lang),
                remedy=sentence("There are texts in {languages}.", languages=", ".join(languages())),
            )
        return _files_of(brought)
    return _keyed((LOCALE / lang / "LC_MESSAGES").glob("*.po"))


def _keyed(files: Iterable[Path]) -> tuple[Path, ...]:
    return tuple(sorted(file for file in files if file.stem not in BY_ENGLISH))


def _files_of(brought: Plugin) -> tuple[Path, ...]:
    """Return the catalogue files that another package brings."""
    files = _keyed(brought.load(Path).glob("**/*.po"))
    if not files:
        raise brought.error("has no .po files in its folder.")
    return files


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
    """Return the key and the text; Babel has a pair of each where there is a plural."""
    if isinstance(msgid, str) or isinstance(msgstr, str) or msgstr is None:
        return str(msgid), str(msgstr)
    return msgid[0], (msgid[1], *msgstr)


@lru_cache(maxsize=8)
def translation(lang: str) -> Translation | None:
    """Return what a language says for English sentences: errors, help and questions; None for English.

    Parameters
    ----------
    lang : str
        One of :func:`languages`; what it does not say stays English.
    """
    if lang == FALLBACK:
        return None
    folders = [LOCALE / lang] if lang in shipped() else [one.load(Path) for one in _brought(lang)]
    files = sorted(file for folder in folders for file in folder.glob("**/*.po") if file.stem in BY_ENGLISH)
    own = conventions(lang)
    texts = {key: str(text) for key, text in _kept(f"english-{lang}", tuple(files)).items()}
    marks = str.maketrans({",": own.group, ".": own.point})
    return Translation(texts, marks, lambda value, forms: plural(value, forms, lang))


def _brought(lang: str) -> tuple[Plugin, ...]:
    brought = plugins.named(GROUP, lang)
    return () if brought is None else (brought,)


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
    """Return the keys that stand in more than one area, of which one text silently wins."""
    seen: set[str] = set()
    twice: set[str] = set()
    for file in files:
        keys = read_area(file).keys()
        twice |= seen & keys
        seen |= keys
    return tuple(sorted(twice))


def catalogue(lang: str) -> dict[str, Message]:
    """Return every text of a language by its key, in English what it does not say.

    Packages of which something is in use put that in words: what they say beside a language of Veedor's own.

    Parameters
    ----------
    lang : str
        One of :func:`languages`.

    Raises
    ------
    QuestionError
        For any other language.
    CatalogueError
        Where a file is no catalogue.
    """
    return texts_with(lang, plugins.in_use())


@lru_cache(maxsize=8)
def texts_with(lang: str, in_use: frozenset[str]) -> dict[str, Message]:
    """Return the texts of a language, and those of packages in use; as :func:`catalogue` does."""
    own = _own(lang) if lang not in shipped() else _added(lang, in_use) | _own(lang)
    if lang == FALLBACK:
        return own
    english = texts_with(FALLBACK, in_use)
    if missing := sorted(english.keys() - own.keys()):
        from logging import getLogger  # late: a fast command has nothing to log

        told = "%s has no text for %d keys, which stay English: %s and others"
        getLogger("veedor.report").info(told, lang, len(missing), missing[0])
    return english | own


def _added(lang: str, in_use: frozenset[str]) -> dict[str, Message]:
    """Read what packages in use say in a language that Veedor has."""
    if not in_use:
        return {}
    brought = (one for one in plugins.plugins(GROUP) if one.entry.name == lang and one.package in in_use)
    return merge(tuple(file for one in brought for file in _files_of(one)))


def _own(lang: str) -> dict[str, Message]:
    """Read the texts of a language itself, from the user's cache where they are known."""
    return _kept(f"texts-{lang}", area_files(lang))


def _kept(name: str, files: tuple[Path, ...]) -> dict[str, Message]:
    state = crc32(b"".join(file.read_bytes() + b"\0" for file in files))
    name = f"{name}-{state:08x}.json"
    if (kept := user_files.read(name)) is not None and (texts := _revive(kept)) is not None:
        return texts
    texts = {key: message for key, message in merge(files).items() if _said(message)}
    user_files.keep(name, json.dumps(texts, ensure_ascii=False))
    return texts


def _said(message: Message) -> bool:
    """Whether a text was translated: an untouched entry of a catalogue is empty."""
    return bool(message) if isinstance(message, str) else all(message)


def _revive(text: str) -> dict[str, Message] | None:
    """Read a kept catalogue; None where it is damaged."""
    try:
        return {key: m if isinstance(m, str) else tuple(m) for key, m in json.loads(text).items()}
    except (ValueError, AttributeError, LookupError, TypeError):
        return None
