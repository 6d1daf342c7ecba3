"""What the search for shared passages left out, so that nobody takes it for not shared."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from veedor.press.winnow import PASSAGE, WINDOW

if TYPE_CHECKING:
    from veedor.press.shared import Shared

LISTED = 200
"""Dropped passages that are listed; the finding counts all."""


@dataclass(frozen=True)
class Frame:
    """A footer or header that was learnt and left out.

    Parameters
    ----------
    outlet : str
        Whose; empty where unknown.
    tail : bool
        Whether it ends the articles.
    articles : int
        In how many.
    example : tuple
        Article and offsets.
    """

    outlet: str
    tail: bool
    articles: int
    example: tuple[str, int, int]


@dataclass(frozen=True)
class Dropped:
    """A passage that too many texts share to be followed.

    Parameters
    ----------
    texts : int
        In how many texts, exact copies counted once.
    example : tuple
        Article and offsets.
    """

    texts: int
    example: tuple[str, int, int]


def dropped(shared: Shared) -> tuple[Dropped, ...]:
    """Return the passages that too many texts share, the most shared first.

    Parameters
    ----------
    shared : Shared
        What was found.
    """
    many = shared.searched.dropped
    if not len(many["text"]):
        return ()
    order = np.lexsort((many["place"], many["text"]))
    text, place, texts = (many[name][order].astype(np.int64) for name in ("text", "place", "texts"))
    new = np.ones(len(text), dtype=bool)
    new[1:] = (text[1:] != text[:-1]) | (place[1:] - place[:-1] > PASSAGE + WINDOW)
    heads = np.flatnonzero(new)
    tails = np.append(heads[1:], len(text)) - 1
    most = np.maximum.reduceat(texts, heads)
    found = sorted(zip((-most).tolist(), heads.tolist(), tails.tolist(), strict=True))
    return tuple(
        Dropped(-count, _example(shared, int(text[head]), int(place[head]), int(place[tail]) + PASSAGE))
        for count, head, tail in found[:LISTED]
    )


def frames(shared: Shared) -> tuple[Frame, ...]:
    """Return the footers and headers that were learnt, the most frequent first.

    Parameters
    ----------
    shared : Shared
        What was found.
    """
    found = shared.searched.framed
    corpus = shared.searched.corpus
    groups: dict[tuple[str, bool], list[int]] = {}
    for number in range(len(found["text"])):
        text = int(found["text"][number])
        outlet = shared.articles[int(corpus.first[text])].outlet
        groups.setdefault((outlet, bool(found["tail"][number])), []).append(number)
    made = []
    for (outlet, tail), numbers in groups.items():
        longest = max(numbers, key=lambda i: int(found["reach"][i]))
        text, reach = int(found["text"][longest]), int(found["reach"][longest])
        length = int(corpus.lengths[text])
        low, high = (length - reach, length) if tail else (0, min(length, reach + PASSAGE))
        articles = sum(len(shared.holders[int(found["text"][i])]) for i in numbers)
        made.append(Frame(outlet, tail, articles, _example(shared, text, low, high)))
    return tuple(sorted(made, key=lambda one: (-one.articles, one.outlet, one.tail)))


def _example(shared: Shared, text: int, low: int, high: int) -> tuple[str, int, int]:
    span = shared.story(text).span(low, high)
    name = shared.articles[int(shared.searched.corpus.first[text])].article_id
    return (name, span.start, span.end) if span else (name, 0, 0)
