"""Word lists of a language, from ``words/<code>.toml``: what every rule reads."""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from functools import cached_property, lru_cache
from importlib.resources import files
from typing import TYPE_CHECKING, Any

from veedor.errors import QuestionError, nearest
from veedor.sentence import sentence

if TYPE_CHECKING:
    from collections.abc import Sequence

CODES = ("en", "es")
LOOKED_AT = 20_000
"""Code points from which the language is told."""

_WORD = re.compile(r"[^\W\d_]+")


class Tables(dict[str, Any]):
    """The tables of a file of word lists, each read when it is first asked for: reading takes longest."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.texts: dict[str, str] = {}
        for piece in re.split(r"^(?=\[)", text, flags=re.MULTILINE):
            if name := re.match(r"\[(\w+)", piece):
                self.texts[name[1]] = self.texts.get(name[1], "") + piece

    def __missing__(self, name: str) -> Any:  # noqa: ANN401 - as the file has it
        self[name] = tomllib.loads(self.texts[name])[name]
        return self[name]

    def get(self, name: str, default: Any = None) -> Any:  # noqa: ANN401
        """Return a table, or a default where the file has none."""
        return self[name] if name in self.texts else default


@dataclass(frozen=True)
class Language:
    """The word lists of a language.

    Parameters
    ----------
    code : str
        ``en`` or ``es``.
    data : dict
        The file as it stands; the properties give what the rules need of it.
    """

    code: str
    data: dict[str, Any]

    def __hash__(self) -> int:
        return hash(self.code)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Language) and other.code == self.code

    def words(self, *path: str) -> frozenset[str]:
        """Return a list of words as a set."""
        return frozenset(self.listed(*path))

    def listed(self, *path: str) -> tuple[str, ...]:
        """Return a list of words in its order; empty where the file has none."""
        return tuple(self._at(path))

    def table(self, *path: str) -> dict[str, Any]:
        """Return a table of the file."""
        return dict(self._at(path))

    def _at(self, path: Sequence[str]) -> Any:  # noqa: ANN401 - as TOML has it
        found: Any = self.data
        for key in path:
            found = found.get(key, {})
        return found

    @cached_property
    def stop_words(self) -> frozenset[str]:
        """Words without meaning of their own, by which the language is told too."""
        return self.words("text", "stop")

    @cached_property
    def abbreviations(self) -> frozenset[str]:
        """Words that carry a full stop inside a sentence, without it, in small letters."""
        return self.words("text", "abbreviations")

    @cached_property
    def may_end(self) -> frozenset[str]:
        """Abbreviations that can also end a sentence."""
        return self.words("text", "may_end")

    @cached_property
    def openers(self) -> frozenset[str]:
        """Words that, written large, begin a sentence."""
        return self.words("text", "openers")

    @cached_property
    def page_lines(self) -> frozenset[str]:
        """What a line says that a page puts around stories, and nothing else."""
        return self.words("page", "lines")

    @property
    def boilerplate(self) -> tuple[str, ...]:
        """Patterns of lines that a page puts around stories."""
        return self.listed("page", "boilerplate")

    @property
    def published(self) -> tuple[str, ...]:
        """Words before the date of a page."""
        return self.listed("page", "published")

    @property
    def decimal(self) -> str:
        """Mark before decimals."""
        return str(self.data["numbers"]["decimal"])

    @cached_property
    def months(self) -> dict[str, int]:
        """Name of a month, short or long, to its number."""
        return {str(name): int(number) for name, number in self.table("dates", "months").items()}

    @cached_property
    def weekdays(self) -> dict[str, int]:
        """Name of a day to its number; Monday is 0."""
        return {str(name): int(number) for name, number in self.table("dates", "weekdays").items()}


@lru_cache(maxsize=len(CODES))
def language(code: str) -> Language:
    """Load the word lists of a language.

    Parameters
    ----------
    code : str
        ``en`` or ``es``.

    Raises
    ------
    QuestionError
        Where there are none.
    """
    if code not in CODES:
        raise QuestionError(
            sentence("There are no word lists for {code!r}.", code=code), remedy=nearest(code, CODES)
        )
    text = files("veedor.press").joinpath("words", f"{code}.toml").read_text(encoding="utf-8")
    return Language(code, Tables(text))


def languages() -> tuple[Language, ...]:
    """Return every language."""
    return tuple(language(code) for code in CODES)


@lru_cache(maxsize=1)
def _unread() -> dict[str, frozenset[str]]:
    text = files("veedor.press").joinpath("words", "unread.toml").read_text(encoding="utf-8")
    return {code: frozenset(words) for code, words in tomllib.loads(text).items()}


LEAST = 0.1
"""Share of small words below which a text is in no language that is known here."""
LATIN = "\u0250"
"""Letters below are Latin ones."""
ENOUGH = 20
"""Words from which the language of a text can be told."""


def unread_language(text: str) -> str:
    """Name the language of a text that no rules read.

    Parameters
    ----------
    text : str
        Of an article; its beginning is looked at.

    Returns
    -------
    str
        ``pt``, ``fr``, ...; ``?`` where it is not a known one; empty where rules read it, or it is too
        short to tell.
    """
    words = _WORD.findall(text[:LOOKED_AT].casefold())
    letters = "".join(words)
    if len(letters) > 2 * ENOUGH and 2 * sum(letter < LATIN for letter in letters) < len(letters):
        return "?"  # another script
    if len(words) < ENOUGH:
        return ""
    read = max(sum(word in one.stop_words for word in words) for one in languages())
    others = {code: sum(word in known for word in words) for code, known in _unread().items()}
    best = max(others, key=lambda code: others[code])
    if others[best] > read and others[best] >= LEAST * len(words):
        return best
    return "?" if read < LEAST * len(words) else ""


def detect(text: str) -> Language:
    """Tell the language of a text by its commonest small words; English where nothing speaks for another.

    Parameters
    ----------
    text : str
        Of an article; its beginning is looked at.
    """
    words = _WORD.findall(text[:LOOKED_AT].casefold())
    return max(languages(), key=lambda one: sum(word in one.stop_words for word in words))
