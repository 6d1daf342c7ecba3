"""Where a statement is printed: the same sentence of several articles, with the same number in it.

Copies change numbers and names. A sentence is the same where equal words stand in the same places of a shared
passage; it says the same only where the number, and whose it is, are the same too.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import numpy as np

from veedor.press.clusters import components

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from veedor.claims.lookup import LookedUp
    from veedor.press import Reuse, Span
    from veedor.press.extract import Sentence
    from veedor.press.passages import Passage

COVERED = 0.6
"""Share of the words of two sentences that must be equal, in the same places, to make them one sentence."""

_WORD = re.compile(r"\w+")


def printings(
    reuse: Reuse,
    read: Sequence[Sentence],
    found: Mapping[int, Sequence[LookedUp]],
    copied: Sequence[Sentence] = (),
) -> Iterator[tuple[tuple[Sentence, ...], LookedUp]]:
    """Return each statement once, with the sentences that print it.

    Parameters
    ----------
    reuse : Reuse
        The articles, and what they share.
    read : sequence of Sentence
        All sentences that were read.
    found : mapping of int to sequence of LookedUp
        What was looked up in a sentence, by its number in ``read``.
    copied : sequence of Sentence
        Those of exact copies of other articles, in which nothing was looked up.

    Yields
    ------
    tuple of Sentence
        The first that was read, then the others that say the same.
    LookedUp
        What it can mean, in the first.
    """
    copies = _copies(reuse, copied)
    for group in _same_sentences(reuse, read):
        for n, row in enumerate(group):
            for one in found.get(row, ()):
                if not any(_says(one, read[k], found[k]) for k in group[:n] if k in found):
                    same = [row, *(k for k in group if k != row and _says(one, read[k], found.get(k, ())))]
                    printed = (read[k] for k in same)
                    yield tuple(each for it in printed for each in (it, *copies.get(_key(it), ()))), one


def _copies(reuse: Reuse, copied: Sequence[Sentence]) -> dict[tuple[str, ...], list[Sentence]]:
    """Return the sentences of exact copies by the article that was read and its words."""
    original = {name: group[0] for group in reuse.copies for name in group[1:]}
    found: dict[tuple[str, ...], list[Sentence]] = {}
    for sentence in copied:
        article, *words = _key(sentence)
        found.setdefault((original[article], *words), []).append(sentence)
    return found


def _key(sentence: Sentence) -> tuple[str, ...]:
    return (sentence.article.article_id, *_WORD.findall(sentence.text.casefold()))


def _says(one: LookedUp, sentence: Sentence, found: Sequence[LookedUp]) -> bool:
    """Say whether a sentence that was taken over says what the other one says."""
    if one.quantity is None:
        return any(other.quantity is None and _checks(other) == _checks(one) for other in found)
    if not any(_number(quantity) == _number(one.quantity) for quantity in sentence.quantities):
        return False
    alike = [other for other in found if _number(other.quantity) == _number(one.quantity)]
    return not alike or any(_whose(other) == _whose(one) for other in alike)


def _checks(one: LookedUp) -> set[str]:
    return {reading.check for reading in one.readings}


def _number(quantity: object) -> tuple[object, ...]:
    """Return what a quantity says: number, end of a range, unit and hedge."""
    return tuple(getattr(quantity, name, None) for name in ("value", "upper", "unit", "hedge"))


def _whose(one: LookedUp) -> set[str]:
    """Return the choices whose number it can be."""
    return {reading.fact.choice for reading in one.readings if reading.fact is not None}


def _same_sentences(reuse: Reuse, read: Sequence[Sentence]) -> list[list[int]]:
    """Put sentences together that are one in a shared passage."""
    by_article: dict[str, list[int]] = {}
    for row, sentence in enumerate(read):
        by_article.setdefault(sentence.article.article_id, []).append(row)
    left, right = [], []
    for passage in reuse.passages:
        here = [i for i in by_article.get(passage.a.article_id, ()) if read[i].span.meets(passage.a.span)]
        there = [j for j in by_article.get(passage.b.article_id, ()) if read[j].span.meets(passage.b.span)]
        pairs = [(i, j) for i in here for j in there if _is_one(passage, read[i], read[j])]
        left += [i for i, _ in pairs]
        right += [j for _, j in pairs]
    labels = components(len(read), np.array(left, dtype=np.int64), np.array(right, dtype=np.int64))
    groups: dict[int, list[int]] = {}
    for row, label in enumerate(labels.tolist()):
        groups.setdefault(label, []).append(row)
    return list(groups.values())


def _is_one(passage: Passage, one: Sentence, other: Sentence) -> bool:
    """Say whether two sentences have most of their words in the same places of a passage."""
    shared = 0
    for part in passage.parts:
        if part.same and part.a and part.b:
            here, there = _words_of(one, part.a), _words_of(other, part.b)
            shared += max(0, min(here.stop, there.stop) - max(here.start, there.start))
    longer = max(len(_WORD.findall(sentence.text)) for sentence in (one, other))
    return shared >= COVERED * longer


def _words_of(sentence: Sentence, part: Span) -> range:
    """Number the words of a part that stand in a sentence, the first word of the part being 0."""
    text = sentence.article.text
    start, end = max(part.start, sentence.span.start), min(part.end, sentence.span.end)
    before = len(_WORD.findall(text, part.start, start))
    return range(before, before + len(_WORD.findall(text, start, end)))
