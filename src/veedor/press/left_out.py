"""What the search for shared passages left out, so that nobody takes it for not shared."""

from __future__ import annotations

import numpy as np

from veedor.press.reuse import Dropped, Frame, Reuse
from veedor.press.winnow import PASSAGE, WINDOW

LISTED = 200
"""Dropped passages that are listed; the finding counts all."""


def dropped(reuse: Reuse) -> tuple[Dropped, ...]:
    """Give the passages that too many texts share, the most shared first.

    Parameters
    ----------
    reuse : Reuse
        What was found.
    """
    many = reuse.searched.dropped
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
        Dropped(-count, _example(reuse, int(text[head]), int(place[head]), int(place[tail]) + PASSAGE))
        for count, head, tail in found[:LISTED]
    )


def frames(reuse: Reuse) -> tuple[Frame, ...]:
    """Give the footers and headers that were learnt, the most frequent first.

    Parameters
    ----------
    reuse : Reuse
        What was found.
    """
    found = reuse.searched.framed
    corpus = reuse.searched.corpus
    groups: dict[tuple[str, bool], list[int]] = {}
    for number in range(len(found["text"])):
        text = int(found["text"][number])
        outlet = reuse.articles[int(corpus.first[text])].outlet
        groups.setdefault((outlet, bool(found["tail"][number])), []).append(number)
    made = []
    for (outlet, tail), numbers in groups.items():
        longest = max(numbers, key=lambda i: int(found["reach"][i]))
        text, reach = int(found["text"][longest]), int(found["reach"][longest])
        length = int(corpus.lengths[text])
        low, high = (length - reach, length) if tail else (0, min(length, reach + PASSAGE))
        articles = sum(len(reuse.holders[int(found["text"][i])]) for i in numbers)
        made.append(Frame(outlet, tail, articles, _example(reuse, text, low, high)))
    return tuple(sorted(made, key=lambda one: (-one.articles, one.outlet, one.tail)))


def _example(reuse: Reuse, text: int, low: int, high: int) -> tuple[str, int, int]:
    span = reuse.story(text).span(low, high)
    name = reuse.articles[int(reuse.searched.corpus.first[text])].article_id
    return (name, span.start, span.end) if span else (name, 0, 0)
