"""Two passages word by word: what is the same, what was changed, and how far the copy goes on."""

from __future__ import annotations

from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import TYPE_CHECKING

from veedor.press.runs import GAP

if TYPE_CHECKING:
    from collections.abc import Sequence

ANCHOR = 3
"""Equal words beyond a change that show that the copy goes on."""
LONGEST = 4_000
"""Words up to which two passages are aligned in full; beyond, only their equal ends are told apart."""


@dataclass(frozen=True, slots=True)
class Stretch:
    """A stretch of two passages.

    Parameters
    ----------
    same : bool
        Whether the words are equal.
    a_start, a_end, b_start, b_end : int
        Words in each text; one of the two may be empty where words were put in or left out.
    """

    same: bool
    a_start: int
    a_end: int
    b_start: int
    b_end: int


def widen(a: Sequence[int], b: Sequence[int], place: tuple[int, int, int, int]) -> tuple[int, int, int, int]:
    """Go on over changes of up to :data:`GAP` words to :data:`ANCHOR` equal ones, on both sides.

    Parameters
    ----------
    a, b : sequence of int
        Words of two texts, as numbers.
    place : tuple of int
        ``a_start``, ``a_end``, ``b_start``, ``b_end`` of a shared passage.

    Returns
    -------
    tuple of int
        The wider passage, in the same order.
    """
    a_start, a_end, b_start, b_end = place
    more_a, more_b = _further(a[a_end : a_end + 400], b[b_end : b_end + 400])
    less_a, less_b = _further(
        a[max(0, a_start - 400) : a_start][::-1], b[max(0, b_start - 400) : b_start][::-1]
    )
    return a_start - less_a, a_end + more_a, b_start - less_b, b_end + more_b


def _further(a: Sequence[int], b: Sequence[int]) -> tuple[int, int]:
    """Return how many words of two sequences belong to a copy that goes on from their beginnings."""
    at_a = at_b = 0
    while True:
        step = _next_anchor(a, b, at_a, at_b)
        if step is None:
            return at_a, at_b
        at_a, at_b = at_a + step[0], at_b + step[1]
        while at_a < len(a) and at_b < len(b) and a[at_a] == b[at_b]:
            at_a, at_b = at_a + 1, at_b + 1


def _next_anchor(a: Sequence[int], b: Sequence[int], at_a: int, at_b: int) -> tuple[int, int] | None:
    """Find the nearest equal words beyond a change; None where there are none within reach."""
    for total in range(2 * GAP + 1):
        for skip_a in range(max(0, total - GAP), min(total, GAP) + 1):
            left, right = at_a + skip_a, at_b + total - skip_a
            anchor = a[left : left + ANCHOR]
            if len(anchor) == ANCHOR and anchor == b[right : right + ANCHOR]:
                return skip_a, total - skip_a
    return None


def align(a: Sequence[int], b: Sequence[int], place: tuple[int, int, int, int]) -> tuple[Stretch, ...]:
    """Align two passages.

    Parameters
    ----------
    a, b : sequence of int
        Words of two texts, as numbers.
    place : tuple of int
        ``a_start``, ``a_end``, ``b_start``, ``b_end``.

    Returns
    -------
    tuple of Stretch
        Without gaps, from the first word to the last.

    Notes
    -----
    Longest equal runs first, then what lies between them (Ratcliff and Metzener, "Pattern matching: the
    gestalt approach", Dr. Dobb's Journal, July 1988, p. 46).
    """
    a_start, a_end, b_start, b_end = place
    left, right = a[a_start:a_end], b[b_start:b_end]
    if left == right:
        return (Stretch(True, *place),)
    codes: Sequence[tuple[str, int, int, int, int]]
    if max(len(left), len(right)) > LONGEST:
        codes = _ends_only(left, right)
    else:
        codes = SequenceMatcher(None, left, right, autojunk=False).get_opcodes()
    return tuple(
        Stretch(tag == "equal", a_start + i, a_start + j, b_start + k, b_start + m)
        for tag, i, j, k, m in codes
    )


def _ends_only(left: Sequence[int], right: Sequence[int]) -> list[tuple[str, int, int, int, int]]:
    """Tell only the equal beginning and end of two very long passages from the rest."""
    most = min(len(left), len(right))
    head = next((i for i in range(most) if left[i] != right[i]), most)
    tail = next((i for i in range(most - head) if left[-1 - i] != right[-1 - i]), most - head)
    cuts = [(0, head, 0, head), (head, len(left) - tail, head, len(right) - tail)]
    cuts.append((len(left) - tail, len(left), len(right) - tail, len(right)))
    tags = ("equal", "replace", "equal")
    return [(tag, *cut) for tag, cut in zip(tags, cuts, strict=True) if cut[1] > cut[0] or cut[3] > cut[2]]


def equal_words(blocks: Sequence[Stretch]) -> int:
    """Count the words that are equal."""
    return sum(block.a_end - block.a_start for block in blocks if block.same)


def mapped(blocks: Sequence[Stretch], start: int, end: int, *, forth: bool = True) -> tuple[int, int] | None:
    """Find where words of one passage stand in the other.

    Parameters
    ----------
    blocks : sequence of Stretch
        An alignment.
    start, end : int
        Words of the first text (of the second where not ``forth``).
    forth : bool
        Whether to look from the first to the second.

    Returns
    -------
    tuple of int, optional
        Words of the other text, from the first to the last that corresponds; None where no word is equal.
    """
    low: int | None = None
    high = 0
    for block in blocks:
        one = (block.a_start, block.a_end, block.b_start, block.b_end)
        here, there, other, _ = one if forth else (one[2], one[3], one[0], one[1])
        if not block.same or there <= start or here >= end:
            continue
        begin, stop = max(here, start), min(there, end)
        low = other + begin - here if low is None else low
        high = other + stop - here
    return None if low is None else (low, high)
