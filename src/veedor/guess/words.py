"""What the name of a column says: a second witness, once the figures have spoken.

The words are in ``words.toml``, compared without accents and capitals at the borders of words: ``v1_blanco``
holds ``blanco``, and ``Inválidos`` does not hold ``válidos``.
"""

from __future__ import annotations

import re
import tomllib
import unicodedata
from functools import cache
from importlib.resources import files

PAPERS = ("blank", "null", "none", "challenged")
"""Meanings that are kinds of choice, and nobody's votes."""
CHOICE_KINDS = ("candidate", "others", *PAPERS)
"""What the votes of a column may count for."""
SHEET_TOTALS = ("registered", "valid", "cast")
"""Meanings that are totals which a sheet may print."""
TOTALS = (*SHEET_TOTALS, "total")
"""Meanings that are totals."""

_WITHOUT_MARK = str.maketrans("łđøıћħŧیک", "ldoihhtيك")
_CAMEL = re.compile(r"(?<=[A-Za-z][a-zà-öø-ÿ])(?=[A-ZÀ-ÖØ-Þ])|(?<=[A-Z])(?=[A-Z][a-z])")
_SPELT_OUT = re.compile(r"[^\W\d_](?: +[^\W\d_]){3,}")
"""Letters with a blank behind each, which stand for emphasis: "S t a t i o n"."""
_PARTS = re.compile(r"(?<=[^\W\d_])(?=\d)|(?<=\d)(?=[^\W\d_])")


@cache
def plain_words(name: str) -> str:
    """Write a name as words without accents and capitals, joined by ``_``, letters of other scripts kept."""
    name = unicodedata.normalize("NFKC", name)
    name = name.replace(" ", "") if _SPELT_OUT.fullmatch(name) else name
    text = _CAMEL.sub(" ", name)
    text = re.sub(r"\bn°|№|#", " no ", _plain(text.casefold())).replace("%", " pct ")
    return "_".join(part for part in re.split(r"[\W_]+", _PARTS.sub(" ", text)) if part)


def _plain(text: str) -> str:
    apart = unicodedata.normalize("NFKD", text).translate(_WITHOUT_MARK)
    return "".join(c for c in apart if unicodedata.category(c)[0] != "M")


_DENIED = re.compile(r"(?:^|_)(?:no|non|not|sin|sem|nao)_[^_]+")
"""A word that is denied: votes "no observados" are all but those, a sheet "sin observaciones" is whole."""

_NUMBER = re.compile(r"\bn(?:o|um|r)?[.\u00ba\u00b0]", re.IGNORECASE)
"""The short word for a number, which looks like a denial: "No. impugnados"."""

_MAY_BE_DENIED = frozenset({"challenged", "annulled", "set_aside"})
"""Kinds of which a denied word says nothing; "no válidos" is a word of its own."""


@cache
def _sections() -> dict[str, dict[str, str]]:
    text = files("veedor.guess").joinpath("words.toml").read_text(encoding="utf-8")
    sections: dict[str, dict[str, str]] = tomllib.loads(text)
    return sections


@cache
def _pattern(section: str, key: str) -> re.Pattern[str]:
    stems = sorted(_plain(_sections()[section][key]).split(), key=len, reverse=True)
    return re.compile("(?:^|_)(?:" + "|".join(re.sub(r"\$$", "(?=_|$)", stem) for stem in stems) + ")")


@cache
def role_of_sheets(name: str) -> str:
    """Say which number of sheets a name speaks of; empty where of none.

    Parameters
    ----------
    name : str
        Of a column, as published.

    Returns
    -------
    str
        ``pending``, ``observed``, ``counted``, ``total``, or nothing. A word for sheets alone is their total.
    """
    words = plain_words(name)
    for role in ("pending", "observed", "counted", "total"):
        if _pattern("sheets", role).search(words) and (role != "total" or says("sheet", name)):
            return role
    return "total" if _pattern("sheets", "plain").fullmatch(words) else ""


def names_sheets(name: str) -> bool:
    """Whether a name speaks of sheets, or of the stations that they come from."""
    return says("sheet", name) or bool(_pattern("sheets", "plain").search(plain_words(name)))


def says(key: str, name: str, *, alone: bool = False) -> bool:
    """Whether a name has one of the words of a key of the section ``other``.

    Parameters
    ----------
    key : str
        ``sheet``, ``number``, ``row``, ``address``, ``beside``, ``office``.
    name : str
        Of a column, as published.
    alone : bool
        Whether the name must be that word and nothing else.
    """
    words, pattern = plain_words(name), _pattern("other", key)
    return bool(pattern.fullmatch(words) if alone else pattern.search(words))


@cache
def kinds_of(section: str, text: str) -> tuple[str, ...]:
    """Give the keys of a section that a text has a word for, in the order of the section.

    Parameters
    ----------
    section : {"meaning", "level", "state", "short"}
        Of ``words.toml``.
    text : str
        A name or a cell, as published.
    """
    words = plain_words(text)
    plain = words if _NUMBER.search(text) else _DENIED.sub("", words)
    return tuple(
        key
        for key in _sections()[section]
        if _pattern(section, key).search(plain if key in _MAY_BE_DENIED else words)
    )


def named_clock(name: str) -> tuple[str, ...]:
    """Give the parts of a time that a name is the whole word for."""
    words = plain_words(name)
    return tuple(key for key in _sections()["clock"] if _pattern("clock", key).fullmatch(words))


def is_known(name: str) -> bool:
    """Whether a name has a word that is known, whatever it says: its language is one that can be read.

    Parameters
    ----------
    name : str
        Of a column or a choice, as published.
    """
    return any(kinds_of(section, name) for section in ("meaning", "level", "other"))


@cache
def has_other_word(name: str) -> bool:
    """Whether a name has a word, of two letters or more, that no list knows: a person's, a party's.

    "Carlos Mesa" has one, "Número de mesa" has none.

    Parameters
    ----------
    name : str
        Of a column or a choice, as published.
    """
    words = [word for word in plain_words(name).split("_") if len(word) > 1 and word.isalpha()]
    lists = [(section, key) for section, keys in _sections().items() for key in keys]
    return any(not any(_pattern(*one).match(word) for one in lists) for word in words)


def meanings(name: str) -> tuple[str, ...]:
    """Give all that the name of a column of figures may mean, the likelier first.

    Parameters
    ----------
    name : str
        As published.

    Returns
    -------
    tuple of str
        ``share``, ``time``, ``coordinate``, ``abstained``, ``others``, ``null``, ``blank``, ``none``,
        ``challenged``, ``accounting`` (of ballot papers), ``cast``, ``registered``, ``valid``, ``people``
        (men, women), ``total``, ``status``.
    """
    return kinds_of("meaning", name)


def meaning(name: str) -> str:
    """Give the likeliest meaning of a name; empty where no word tells it."""
    return next(iter(meanings(name)), "")


def is_clear(name: str) -> bool:
    """Whether the word that tells what a name means may not be a person's or a party's.

    "Votos en blanco" is clear, "Luis Blanco" is not, and no more is "Eva Blankenship".
    """
    found = meaning(name)
    if found not in {"blank", "null", "none", "others"}:
        return True
    if says("party", name) and has_other_word(name):
        return False
    hit = _pattern("meaning", found).search(plain_words(name))
    if hit is not None and "_" in hit[0].strip("_"):
        return True
    words = [w for w in plain_words(name).split("_") if len(w) > 1 and not w.isdigit()]
    surname, neutral = _pattern("other", "surname"), _pattern("other", "neutral")
    told = {word: part[0] for word in words if (part := _pattern("meaning", found).match(word))}
    # "Weisser" begins with a surname, and two letters more are no plural of the word
    if any(not surname.fullmatch(word if len(word) < len(part) + 2 else part) for word, part in told.items()):
        return True
    return all(word in told or surname.fullmatch(word) or neutral.match(word) for word in words)


def is_surname(name: str) -> bool:
    """Whether a name is one word for blank or null votes that is a surname as well: "White".

    Parameters
    ----------
    name : str
        Of a choice, as published.
    """
    return _pattern("other", "surname").fullmatch(plain_words(name)) is not None
