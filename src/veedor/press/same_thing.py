"""Whether numbers of two sentences can be of one thing, by the words of both and those before the numbers."""

from __future__ import annotations

import re
from collections import Counter
from math import log
from typing import TYPE_CHECKING

from veedor.press.date_rules import dateline_end
from veedor.press.names import folded
from veedor.press.phrases import listed_words

if TYPE_CHECKING:
    from collections.abc import Sequence
    from fractions import Fraction

    from veedor.press.extract import Sentence
    from veedor.press.quantities import Quantity

ALIKE = 0.4
"""Share of the weight of the content words of the shorter sentence that both must have..."""
NEAR_WORDS = 8
"""...and words to each side of a number, among which..."""
AT_LEAST = 2
"""...so many content words must be common to both for their numbers to be compared."""
FARTHEST = 4
"""Times by which one number may be larger than the other: beyond, they count two things."""


def of_one_thing(left: Sentence, one: Quantity, right: Sentence, other: Quantity) -> bool:
    """Say whether two numbers can be of one thing: of one day, one state of a count, one subject."""
    if _of_other_days(left, right) or _state(left) != _state(right):
        return False
    if _of_other_things(_before(left, one), _before(right, other)):
        return False
    return len(_beside(left, one) & _beside(right, other)) >= AT_LEAST


def weights(content: Sequence[frozenset[str]]) -> dict[str, float]:
    """Weigh words by how few sentences have them."""
    counts = Counter(word for words in content for word in words)
    return {word: log(1 + len(content) / number) for word, number in counts.items()}


def _beside(sentence: Sentence, quantity: Quantity) -> frozenset[str]:
    """Return the content words beside a number."""
    text, span = sentence.article.text, sentence.span
    before = " ".join(text[span.start : quantity.span.start].split()[-NEAR_WORDS:])
    after = " ".join(text[quantity.span.end : span.end].split()[:NEAR_WORDS])
    own = re.sub(r"[\d.,]+", " ", quantity.span.of(text))
    return content_of(sentence, f"{before} {own} {after}")


def _before(sentence: Sentence, quantity: Quantity) -> tuple[frozenset[str], frozenset[str]]:
    """Return names and long words before a number, from the last number on: whose it is, and of what."""
    text, language = sentence.article.text, sentence.article.language
    ends = [q.span.end for q in sentence.quantities if q.span.end <= quantity.span.start]
    start, end = max((dateline_end(text, sentence.span), *ends)), quantity.span.start
    spoken = [q.speaker_span for q in sentence.quotations if q.speaker_span]
    small = language.stop_words | language.openers
    words = [m for m in re.finditer(r"[^\W\d_]{2,}", text[start:end]) if m[0].casefold() not in small]
    own = [m for m in words if not any(s.start <= start + m.start() < s.end for s in spoken)]
    names = frozenset(folded(m[0]) for m in own if m[0][0].isupper())
    return names, frozenset(folded(m[0])[:6] for m in own if len(m[0]) > 4)


def _of_other_things(
    one: tuple[frozenset[str], frozenset[str]], other: tuple[frozenset[str], frozenset[str]]
) -> bool:
    """Say whether each number has a name that the other lacks, or no word before them is common."""
    apart = bool(one[0] - other[0]) and bool(other[0] - one[0])
    left, right = one[0] | one[1], other[0] | other[1]
    return apart or (bool(left) and bool(right) and not left & right)


def _state(sentence: Sentence) -> Fraction | None:
    """Return the share of the count of which a sentence speaks beside other shares; None without."""
    shares = [q.value for q in sentence.quantities if q.unit == "percent"]
    words = listed_words(
        sentence.article.language, sentence.article.text, sentence.span.start, sentence.span.end
    )
    return shares[0] if len(shares) > 1 and "counted" in words else None


def _of_other_days(one: Sentence, other: Sentence) -> bool:
    """Say whether each sentence names days and they have none in common."""
    left, right = ([(d.first, d.last) for d in s.dates if d.first and d.last] for s in (one, other))
    common = any(a <= d and c <= b for a, b in left for c, d in right)
    return bool(left) and bool(right) and not common


def is_near(one: Quantity, other: Quantity) -> bool:
    """Say whether two numbers can be of one thing: shares by digits apart, others within some times."""
    if one.value is None or other.value is None:
        return True
    low, high = sorted((abs(one.value), abs(other.value)))
    return high <= FARTHEST * low or high - low <= 1


def content_of(sentence: Sentence, piece: str) -> frozenset[str]:
    """Return the words of a piece that carry meaning, cut to their first six letters, without numbers."""
    stop = sentence.article.language.stop_words
    words = re.findall(r"[^\W\d_]{3,}", folded(piece))
    return frozenset(word[:6] for word in words if word not in stop)


def alike(one: frozenset[str], other: frozenset[str], weight: dict[str, float]) -> bool:
    """Say whether two sentences share enough of the weight of their words."""
    shared, least = (sum(weight[w] for w in words) for words in (one & other, min(one, other, key=len)))
    return shared > 0 and shared >= ALIKE * least
