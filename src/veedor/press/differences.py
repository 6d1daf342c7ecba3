"""Where articles differ: names in two forms, one quotation with two speakers, numbers that disagree.

All of it are candidates. Two articles may speak of two things, and a rule cannot know.
"""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass
from itertools import combinations
from typing import TYPE_CHECKING

from veedor.model import Result
from veedor.press.extract import sentences
from veedor.press.names import TwoForms, folded, variants
from veedor.press.passages import PassageKind
from veedor.press.same_thing import alike, content_of, is_near, of_one_thing, weights
from veedor.press.span import shortened

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import date

    from veedor.press.extract import Sentence
    from veedor.press.passages import Passage
    from veedor.press.quantities import Quantity
    from veedor.press.quotations import Quotation
    from veedor.press.reuse import Reuse

SAME_WORDS = 6
"""Words in a row that make two quotations one."""
MOST_COMPARED = 2_000
"""Sentences with one unit that are compared pair by pair."""
_SHOWN = 160


@dataclass(frozen=True, slots=True)
class TwoSpeakers:
    """One quotation with two speakers.

    Parameters
    ----------
    one, other : Quotation
        As each article has it.
    """

    one: Quotation
    other: Quotation


@dataclass(frozen=True, slots=True)
class Disagreement:
    """Two sentences alike in words whose quantities differ.

    Parameters
    ----------
    one, other : Sentence
        The sentences.
    quantity, facing : Quantity
        In each.
    kind : str
        ``value`` or ``hedge``.
    """

    one: Sentence
    other: Sentence
    quantity: Quantity
    facing: Quantity
    kind: str


@dataclass(frozen=True, slots=True)
class Reworded:
    """A shared passage in which a number, a name or a negation was changed.

    Parameters
    ----------
    passage : Passage
        Side by side.
    was, became : str
        What stands in each.
    """

    passage: Passage
    was: str
    became: str


@dataclass(frozen=True)
class Differences(Result):
    """Where articles differ, as candidates.

    Parameters
    ----------
    reuse : Reuse
        The articles, and what they share.
    names : tuple of TwoForms
        Forms that may be one name.
    speakers : tuple of TwoSpeakers
        Quotations with two speakers.
    numbers : tuple of Disagreement
        Numbers that differ.
    reworded : tuple of Reworded
        Changes inside shared passages that change what is said.
    """

    reuse: Reuse
    names: tuple[TwoForms, ...]
    speakers: tuple[TwoSpeakers, ...]
    numbers: tuple[Disagreement, ...]
    reworded: tuple[Reworded, ...]


def differences(
    reuse: Reuse, *, near: date | None = None, published: date | None = None, country: str = ""
) -> Differences:
    """Find where articles differ.

    Parameters
    ----------
    reuse : Reuse
        The articles, and what they share.
    near : date, optional
        Election day, for datelines without a year.
    published : date, optional
        When the articles were published that do not say so.
    country : str
        ISO 3166 code of the country that they write about.
    """
    read: list[Sentence] = []
    for article in reuse.articles:
        recut = len(reuse.cluster_of(article.article_id).articles) > 1
        read += sentences(article, near=near, recut=recut, country=country, published_on=published)
    quoted = list(dict.fromkeys(q for s in read for q in s.quotations if q.mode == "direct"))
    return Differences(
        reuse,
        variants(reuse.articles),
        tuple(_two_speakers(reuse, quoted)),
        tuple(_disagreements(read)),
        tuple(_rewordings(reuse)),
    )


def _two_speakers(reuse: Reuse, quoted: Sequence[Quotation]) -> Iterator[TwoSpeakers]:
    """Find quotations that share six words in a row and name speakers without a name in common."""
    held: dict[tuple[str, ...], list[int]] = defaultdict(list)
    for number, one in enumerate(quoted):
        words = folded(one.span.of(reuse.article(one.article_id).text)).split()
        bare = [re.sub(r"\W", "", word) for word in words]
        for at in range(len(bare) - SAME_WORDS + 1):
            held[tuple(bare[at : at + SAME_WORDS])].append(number)
    pairs = {pair for numbers in held.values() for pair in combinations(sorted(set(numbers[:50])), 2)}
    for i, j in sorted(pairs):
        one, other = quoted[i], quoted[j]
        if (
            one.article_id != other.article_id
            and one.speaker
            and other.speaker
            and not _same_person(one, other)
        ):
            yield TwoSpeakers(one, other)


def _same_person(one: Quotation, other: Quotation) -> bool:
    """Say whether two speakers may be one: a name in common, or one of them a role without a name."""
    left, right = (_named(q.speaker) for q in (one, other))
    if not left or not right:
        return True
    return bool(left & right)


def _named(speaker: str) -> set[str]:
    """Return the words of a speaker that are names."""
    from veedor.press.language import languages

    known = {
        word
        for language in languages()
        for key in ("titles", "roles", "determiners")
        for word in language.words("speech", key)
    }
    words = re.findall(r"[^\W\d_][\w’'-]*", speaker)
    return {folded(w) for w in words if w[0].isupper() and w.casefold() not in known}


def _disagreements(read: Sequence[Sentence]) -> Iterator[Disagreement]:
    """Compare quantities of one unit in sentences of two articles that share their content words."""
    by_unit: dict[str, list[tuple[int, Quantity]]] = defaultdict(list)
    for number, sentence in enumerate(read):
        for quantity in sentence.quantities:
            if quantity.value is not None and quantity.unit:
                by_unit[quantity.unit.split()[-1]].append((number, quantity))
    content = [content_of(sentence, sentence.text) for sentence in read]
    weight = weights(content)
    for held in by_unit.values():
        for (i, one), (j, other) in combinations(held[:MOST_COMPARED], 2):
            if read[i].article.article_id == read[j].article.article_id:
                continue
            kind = _differ(one, other)
            if not kind or (kind == "value" and (_holds(read[i], other) or _holds(read[j], one))):
                continue  # each sentence has several numbers of that unit, and this one agrees
            if (
                alike(content[i], content[j], weight)
                and is_near(one, other)
                and of_one_thing(read[i], one, read[j], other)
            ):
                yield Disagreement(read[i], read[j], one, other, kind)


def _holds(sentence: Sentence, quantity: Quantity) -> bool:
    """Say whether a sentence gives the same number of the same unit."""
    unit = quantity.unit.split()[-1]
    return any(q.value == quantity.value and q.unit.split()[-1:] == [unit] for q in sentence.quantities)


def _differ(one: Quantity, other: Quantity) -> str:
    if one.value != other.value or one.upper != other.upper:
        return "" if _agree(one, other) or _agree(other, one) else "value"
    return "hedge" if one.hedge != other.hedge else ""


def _agree(one: Quantity, other: Quantity) -> bool:
    """Say whether a number reads as another that is printed with fewer digits, or is on its open side."""
    if one.value is None or other.value is None or one.upper is not None or other.upper is not None:
        return False
    if other.hedge in _ABOVE or other.hedge in _BELOW:
        above = one.value - other.value
        near = abs(above) <= abs(other.value) / 10
        return not one.hedge and near and (above >= 0 if other.hedge in _ABOVE else above <= 0)
    return one.step < other.step and abs(one.value - other.value) <= other.step / 2


_ABOVE = frozenset(("more_than", "at_least", "just_over"))
_BELOW = frozenset(("less_than", "at_most", "just_under"))


def _rewordings(reuse: Reuse) -> Iterator[Reworded]:
    """Find changes in shared passages that touch a number, a name or a negation."""
    for passage in reuse.passages:
        if passage.kind is PassageKind.EXACT:
            continue
        one, other = reuse.article(passage.a.article_id), reuse.article(passage.b.article_id)
        telling = one.language.words("text", "negations")
        for part in passage.parts:
            was = part.a.of(one.text) if part.a else ""
            became = part.b.of(other.text) if part.b else ""
            if not part.same and (_telling(was, telling) or _telling(became, telling)):
                yield Reworded(passage, shortened(was, _SHOWN), shortened(became, _SHOWN))


def _telling(text: str, negations: frozenset[str]) -> bool:
    """Say whether a change touches a number, a name or a negation."""
    words = re.findall(r"[\w’']+", text)
    return any(w[0].isdigit() or w.casefold() in negations for w in words) or any(
        w[0].isupper() for w in words
    )
