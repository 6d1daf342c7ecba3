"""Synthetic wire copy, spun with known origins: who took what from which story is known exactly.

A wire story is a list of sentences. An article takes some of them, in its own order, changes words in some,
adds sentences of its own, and is framed by the footer of its outlet. The truth is computed from what was
taken alone, without the code that is measured: two articles share a passage where sentences that both took
from one story have twelve equal words in a row.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from itertools import combinations
from random import Random

from veedor.press import Article, article

SHARED = 12


@dataclass(frozen=True)
class Spin:
    """How articles are made of wire stories.

    ``kept`` is the range of the share of sentences an article takes, ``edits`` of the share of words it
    changes in an edited sentence, ``edited`` the share of sentences it edits, ``own`` the most sentences it
    adds, ``framed`` the share of outlets with a footer, ``named`` whether articles say their outlet.
    """

    seed: int
    articles: int
    mean_copies: float = 5.0
    most_copies: int = 40
    outlets: int = 60
    framed: float = 0.6
    footer: tuple[int, int] = (25, 60)
    named: bool = True
    sentences: tuple[int, int] = (8, 18)
    length: tuple[int, int] = (10, 30)
    kept: tuple[float, float] = (0.3, 1.0)
    edited: float = 0.4
    edits: tuple[float, float] = (0.05, 0.3)
    own: int = 4
    vocabulary: int = 8_000
    copied: float = 0.08


DEVELOPMENT = Spin(seed=1, articles=2_000)
"""What the rules were written with."""
HELD_BACK = (
    Spin(seed=77, articles=2_000, mean_copies=3.0, kept=(0.15, 0.6), edited=0.7, edits=(0.05, 0.2), own=10),
    Spin(seed=78, articles=2_000, mean_copies=9.0, framed=1.0, outlets=15, footer=(15, 90), copied=0.2),
    Spin(seed=79, articles=2_000, named=False, outlets=30, vocabulary=2_500, length=(14, 45)),
)
"""Kept for measuring: shorter copies and more edits, few outlets with long footers, unnamed outlets."""


@dataclass(frozen=True)
class Spun:
    """Articles with their truth.

    ``taken`` holds for each article the words of each sentence that it took: (story, words).
    """

    articles: tuple[Article, ...]
    taken: tuple[tuple[tuple[int, tuple[str, ...]], ...], ...]
    copies: tuple[int, ...]
    """By article the article it is an exact copy of; its own number where it is none."""

    def pairs(self) -> set[tuple[int, int]]:
        """Pairs of articles that share twelve words in a row of one story."""
        held: dict[tuple[int, tuple[str, ...]], set[int]] = defaultdict(set)
        for number, sentences in enumerate(self.taken):
            for story, words in sentences:
                for at in range(len(words) - SHARED + 1):
                    held[story, words[at : at + SHARED]].add(number)
        return {
            pair for numbers in held.values() if len(numbers) > 1 for pair in combinations(sorted(numbers), 2)
        }


def words_list(random: Random, count: int) -> list[str]:
    """Words that look like words, the first ones short."""
    made: dict[str, None] = {}
    while len(made) < count:
        syllables = 1 + min(3, len(made) // (count // 4 + 1)) + random.randint(0, 1)
        word = "".join(random.choice("bcdfglmnprstv") + random.choice("aeiou") for _ in range(syllables))
        made[word + random.choice(["", "", "n", "s", "r"])] = None
    return list(made)


class Maker:
    """Makes sentences of a vocabulary whose words are as uneven as those of a language (Zipf)."""

    def __init__(self, random: Random, count: int) -> None:
        self.random = random
        self.words = words_list(random, count)
        total = 0.0
        self.weights = [total := total + 1 / (rank + 2.7) for rank in range(count)]

    def sentence(self, length: int) -> list[str]:
        return self.random.choices(self.words, cum_weights=self.weights, k=length)

    def edit(self, sentence: list[str], share: float) -> list[str]:
        """Change, leave out or put in a share of the words."""
        made: list[str] = []
        for word in sentence:
            if self.random.random() >= share:
                made.append(word)
                continue
            how = self.random.random()
            if how < 0.6:
                made.append(self.random.choice(self.words))
            elif how < 0.8:
                made += [word, self.random.choice(self.words)]
        return made


def spun(spin: Spin) -> Spun:
    """Make articles."""
    random = Random(spin.seed)  # noqa: S311 - synthetic data, not secrets
    maker = Maker(random, spin.vocabulary)
    footers = [
        maker.sentence(random.randint(*spin.footer)) if random.random() < spin.framed else []
        for _ in range(spin.outlets)
    ]
    articles: list[Article] = []
    taken: list[tuple[tuple[int, tuple[str, ...]], ...]] = []
    copies: list[int] = []
    story = 0
    while len(articles) < spin.articles:
        wire = [maker.sentence(random.randint(*spin.length)) for _ in range(random.randint(*spin.sentences))]
        size = min(
            1 + int(random.expovariate(1 / spin.mean_copies)), spin.most_copies, spin.articles - len(articles)
        )
        first = len(articles)
        for _ in range(size):
            if len(articles) > first and random.random() < spin.copied:
                whole = random.randrange(first, len(articles))
                body, sentences, origin = articles[whole].text, taken[whole], copies[whole]
                outlet = articles[whole].outlet
            else:
                outlet_number = random.randrange(spin.outlets)
                sentences, body = _one(spin, maker, story, wire, footers[outlet_number])
                origin, outlet = len(articles), f"outlet {outlet_number}" if spin.named else ""
            copies.append(origin)
            taken.append(sentences)
            articles.append(article(f"a{len(articles):06d}", body, outlet=outlet))
        story += 1
    return Spun(tuple(articles), tuple(taken), tuple(copies))


def _one(
    spin: Spin, maker: Maker, story: int, wire: list[list[str]], footer: list[str]
) -> tuple[tuple[tuple[int, tuple[str, ...]], ...], str]:
    """Make one article of a story."""
    random = maker.random
    kept = [s for s in wire if random.random() < random.uniform(*spin.kept)] or [random.choice(wire)]
    if random.random() < 0.5:
        random.shuffle(kept)
    made = [
        maker.edit(s, random.uniform(*spin.edits)) if random.random() < spin.edited else list(s) for s in kept
    ]
    pieces = [(story, tuple(s)) for s in made]
    everything = list(made)
    for _ in range(random.randint(0, spin.own)):
        everything.insert(random.randint(0, len(everything)), maker.sentence(random.randint(*spin.length)))
    lines = [
        " ".join(" ".join(s).capitalize() + "." for s in everything[at : at + 3] if s)
        for at in range(0, len(everything), 3)
    ]
    if footer:
        lines.append(" ".join(footer).capitalize() + ".")
    return tuple(pieces), "\n\n".join(lines)
