"""Names, and forms that may be one name written in two ways: candidates, for a person to judge."""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from dataclasses import dataclass
from itertools import combinations
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from veedor.press.article import Article
    from veedor.press.language import Language

_PARTICLES = "de|del|la|las|los|da|dos|do|van|von|der|bin|al|y"
_SEQUENCE = re.compile(
    r"(?<![\w’'])[A-ZÀ-Þ][\w’'-]*\w\.?"
    rf"(?:[ \u00a0](?:(?:{_PARTICLES})[ \u00a0]){{0,2}}[A-ZÀ-Þ](?:[\w’'-]*\w)?\.?){{1,6}}"
)
MOST_WORDS = 4
"""Words of the longest name that is compared."""


@dataclass(frozen=True, slots=True)
class TwoForms:
    """Two forms that may be one name.

    Parameters
    ----------
    one, other : str
        The forms; the more frequent first.
    one_articles, other_articles : tuple of str
        Where each stands.
    distance : int
        Letters by which they differ; 0 where only accents do.
    """

    one: str
    other: str
    one_articles: tuple[str, ...]
    other_articles: tuple[str, ...]
    distance: int


def names(article: Article) -> Iterator[str]:
    """Return the names of two and more words in an article's sentences, without titles.

    Parameters
    ----------
    article : Article
        Which.
    """
    for sentence in article.sentences:
        for match in _SEQUENCE.finditer(article.text, sentence.start, sentence.end):
            name = _bare(match[0], article.language)
            if name:
                yield name


def _bare(name: str, language: Language) -> str:
    """Leave out titles and what precedes them, a word that only opens a sentence, and 's."""
    words = [re.sub(r"[’']s$|[’']$", "", word.rstrip(".")) for word in name.split()]
    titles = language.words("speech", "titles") | language.words("names", "not_names")
    last = max((i for i, word in enumerate(words) if word.casefold() in titles), default=-1)
    words = words[last + 1 :]
    while words and words[0].casefold() in language.openers | language.stop_words:
        words = words[1:]
    return " ".join(words) if 2 <= len(words) <= MOST_WORDS else ""


def folded(text: str) -> str:
    """Write a text without accents, in small letters."""
    apart = unicodedata.normalize("NFKD", text)
    return "".join(char for char in apart if not unicodedata.combining(char)).casefold()


def distance(one: str, other: str, most: int = 3) -> int:
    """Count the letters to change, put in, leave out or swap to turn one word into another.

    Parameters
    ----------
    one, other : str
        Words.
    most : int
        Larger distances are given as ``most + 1``.

    References
    ----------
    Damerau, "A technique for computer detection and correction of spelling errors", CACM 7 (1964) 171;
    optimal string alignment.
    """
    if abs(len(one) - len(other)) > most:
        return most + 1
    before: list[int] = []
    row = list(range(len(other) + 1))
    for i, letter in enumerate(one, start=1):
        new = [i]
        for j, facing in enumerate(other, start=1):
            cost = min(row[j] + 1, new[j - 1] + 1, row[j - 1] + (letter != facing))
            if i > 1 and j > 1 and letter == other[j - 2] and one[i - 2] == facing:
                cost = min(cost, before[j - 2] + 1)
            new.append(cost)
        before, row = row, new
    return min(row[-1], most + 1)


def variants(articles: Sequence[Article]) -> tuple[TwoForms, ...]:
    """Find forms that may be one name.

    Two names are candidates where all words but one are equal, and that one differs by accents, by one
    letter, or, where the two forms never stand in one article, by two letters around a common middle.
    Words that part names on purpose (north and south) are left alone.

    Parameters
    ----------
    articles : sequence of Article
        Any number.
    """
    where: dict[str, list[str]] = defaultdict(list)
    opposites: set[str] = set()
    for article in articles:
        opposites |= article.language.words("names", "opposites")
        for name in names(article):
            where[name].append(article.article_id)
    groups: dict[tuple[int, int, tuple[str, ...]], list[str]] = defaultdict(list)
    for name in where:
        words = folded(name).split()
        for gap in range(len(words)):
            groups[len(words), gap, (*words[:gap], *words[gap + 1 :])].append(name)
    found: dict[tuple[str, str], TwoForms] = {}
    for (_, gap, _), group in groups.items():
        for one, other in combinations(sorted(group), 2):
            apart = _apart(one.split()[gap], other.split()[gap], opposites)
            together = bool(set(where[one]) & set(where[other]))
            if apart is None or (apart == 2 and together):
                continue
            first, second = sorted((one, other), key=lambda name: (-len(where[name]), name))
            found[first, second] = TwoForms(first, second, _once(where[first]), _once(where[second]), apart)
    return tuple(sorted(found.values(), key=lambda v: (v.one, v.other)))


def _once(ids: list[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(ids))


def _apart(one: str, other: str, opposites: set[str]) -> int | None:
    """Return the distance of two words that may be one; None where they are two."""
    left, right = folded(one), folded(other)
    if left in opposites and right in opposites:
        return None
    if left == right:
        return 0 if one.casefold() != other.casefold() else None
    longest = max(len(left), len(right))
    apart = distance(left, right, 2)
    if apart == 1:
        return 1 if longest >= 4 and left + "s" != right and right + "s" != left else None
    if apart == 2 and _common(left, right) * 2 >= min(len(left), len(right)) and _common(left, right) >= 2:
        return 2
    return None


def _common(one: str, other: str) -> int:
    """Length of the longest piece that two words share."""
    return max(
        (j - i for i in range(len(one)) for j in range(i + 1, len(one) + 1) if one[i:j] in other), default=0
    )
