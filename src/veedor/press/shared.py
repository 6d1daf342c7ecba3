"""Passages that articles share, as the search found them: texts, matches, and the way back to the words."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from veedor.errors import QuestionError, nearest
from veedor.press.passages import Story, passage
from veedor.sentence import sentence

if TYPE_CHECKING:
    from veedor.press.article import Article
    from veedor.press.passages import Passage
    from veedor.press.runs import Matches
    from veedor.press.search import Searched


@dataclass(frozen=True)
class Shared:
    """Articles, and the words that they share.

    Parameters
    ----------
    articles : tuple of Article
        As they were given.
    searched : Searched
        What the join found.
    cap : int
        Texts that may share a fingerprint.
    words : int
        Equal words of the shortest passage that counts.
    """

    articles: tuple[Article, ...]
    searched: Searched
    cap: int
    words: int

    @cached_property
    def number(self) -> dict[str, int]:
        """Number of each article by its id."""
        return {article.article_id: i for i, article in enumerate(self.articles)}

    @cached_property
    def matches(self) -> Matches:
        """Shared passages that count, by numbers of texts and words."""
        return self.searched.matches.only(self.searched.matches.words >= self.words)

    @cached_property
    def holders(self) -> list[list[int]]:
        """By text the articles that have it: more than one where they are exact copies."""
        held: list[list[int]] = [[] for _ in self.searched.corpus.first]
        for article, text in enumerate(self.searched.corpus.text_of.tolist()):
            held[text].append(article)
        return held

    def article(self, article_id: str) -> Article:
        """Return an article by its id.

        Raises
        ------
        QuestionError
            Where there is none of that id.
        """
        if article_id not in self.number:
            raise QuestionError(
                sentence("There is no article {article_id!r}.", article_id=article_id),
                remedy=nearest(article_id, self.number),
            )
        return self.articles[self.number[article_id]]

    def words_at(self, article_id: str, start: int, end: int) -> tuple[int, int]:
        """Return the words of the story that touch a piece of an article: the first, and behind the last.

        None are where the two are equal: boilerplate takes no part. ``start`` and ``end`` are code points.

        Raises
        ------
        QuestionError
            Where there is no such article.
        """
        return Story(self.article(article_id)).within(start, end)

    def story(self, text: int) -> Story:
        """Return the words of a text, kept for the next time."""
        return self._stories.setdefault(text, Story(self.articles[int(self.searched.corpus.first[text])]))

    @cached_property
    def _stories(self) -> dict[int, Story]:
        return {}

    def passage(self, match: int) -> Passage:
        """Lay one shared passage out side by side.

        Parameters
        ----------
        match : int
            Its number in :attr:`matches`.
        """
        m = self.matches
        place = (int(m.a_start[match]), int(m.a_end[match]), int(m.b_start[match]), int(m.b_end[match]))
        return passage(self.story(int(m.a[match])), self.story(int(m.b[match])), place)
