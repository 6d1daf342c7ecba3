"""Articles made ready for the join: exact copies set aside, words as hashes, fingerprints on disk."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from veedor.count.columns import as_column
from veedor.press.tokens import batches
from veedor.press.winnow import winnow

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    import pyarrow.parquet as pq

    from veedor.press.article import Article
    from veedor.press.tokens import StoryWords


@dataclass(frozen=True)
class Corpus:
    """Articles as the join needs them.

    Parameters
    ----------
    text_of : int32 array
        By article the number of its text: exact copies have one text.
    first : int32 array
        By text the number of the first article that has it.
    words : uint32 array
        Hashes of the words of all texts, one after the other.
    quoted : int32 array, one longer
        How many of the words before each stand between quotation marks.
    bounds : int64 array, one longer than the texts
        Where the words of each text begin.
    outlets : int32 array
        By text its outlet; -1 where unknown.
    """

    text_of: np.ndarray
    first: np.ndarray
    words: np.ndarray
    quoted: np.ndarray
    bounds: np.ndarray
    outlets: np.ndarray

    @property
    def lengths(self) -> np.ndarray:
        """Words of each text."""
        return np.diff(self.bounds)


def build(
    articles: Sequence[Article], prints: Path, told: Callable[[int, int], None] | None = None
) -> Corpus:
    """Read the words of articles, and write the fingerprints of their texts.

    Two articles are exact copies where their stories are the same words in the same order, whatever stands
    between the words and around the story.

    Parameters
    ----------
    articles : sequence of Article
        Any number.
    prints : Path
        Parquet file to be written: ``value``, ``text``, ``place``, ``first``.
    told : callable, optional
        Told how many articles are done, of how many.
    """
    import pyarrow.parquet as pq

    known: dict[bytes, int] = {}
    text_of = np.zeros(len(articles), dtype=np.int32)
    firsts: list[int] = []
    parts: list[tuple[np.ndarray, np.ndarray, np.ndarray]] = []
    with pq.ParquetWriter(prints, _schema(), compression="lz4") as writer:
        for begin, words in batches(articles):
            new = []
            for number in range(len(words.bounds) - 1):
                story = words.hashes[words.bounds[number] : words.bounds[number + 1]]
                key = hashlib.blake2b(story.tobytes(), digest_size=16).digest()
                text = known.setdefault(key, len(known)) if len(story) else len(known)
                if not len(story):
                    known[begin.to_bytes(8, "big") + number.to_bytes(8, "big")] = text  # never a copy
                text_of[begin + number] = text
                if text == len(firsts):
                    firsts.append(begin + number)
                    new.append(number)
            parts.append(_write(writer, words, np.array(new, dtype=np.int64), len(firsts) - len(new)))
            if told is not None:
                told(begin + len(words.bounds) - 1, len(articles))
    return _joined(articles, text_of, np.array(firsts, dtype=np.int32), parts)


def _schema() -> object:
    import pyarrow as pa

    return pa.schema(
        [("value", pa.int64()), ("text", pa.int32()), ("place", pa.int32()), ("first", pa.bool_())]
    )


def _write(
    writer: pq.ParquetWriter, words: StoryWords, new: np.ndarray, number: int
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Write the fingerprints of the new texts of a batch; give their words, marks and lengths."""
    import pyarrow as pa

    prints = winnow(words)
    texts = np.full(len(words.bounds) - 1, -1, dtype=np.int32)
    texts[new] = np.arange(number, number + len(new), dtype=np.int32)
    text = texts[prints.text]
    kept = text >= 0
    columns = [prints.value[kept], text[kept], prints.place[kept], prints.first[kept]]
    if kept.any():
        writer.write_table(pa.Table.from_arrays([as_column(c) for c in columns], schema=_schema()))
    lengths = np.diff(words.bounds)
    held = np.repeat(texts >= 0, lengths)
    return words.hashes[held].astype(np.uint32), words.quoted[held], lengths[new]


def _joined(
    articles: Sequence[Article],
    text_of: np.ndarray,
    firsts: np.ndarray,
    parts: list[tuple[np.ndarray, np.ndarray, np.ndarray]],
) -> Corpus:
    """Put the batches together."""
    words, quoted, lengths = (np.concatenate(column) for column in zip(*parts, strict=True))
    names: dict[str, int] = {}
    outlets = [
        names.setdefault(articles[first].outlet, len(names)) if articles[first].outlet else -1
        for first in firsts.tolist()
    ]
    return Corpus(
        text_of,
        firsts,
        words,
        np.concatenate([[0], np.cumsum(quoted)]).astype(np.int32),
        np.concatenate([[0], np.cumsum(lengths)]).astype(np.int64),
        np.array(outlets, dtype=np.int32),
    )


def texts_table(corpus: Corpus, low: np.ndarray, high: np.ndarray) -> object:
    """Return the table ``texts`` of the join, with the words of each text between its frames.

    Parameters
    ----------
    corpus : Corpus
        The articles.
    low, high : int arrays
        First word, and the word after the last, between the frames.
    """
    import pyarrow as pa

    known = corpus.outlets[corpus.outlets >= 0]
    sizes = np.bincount(known, minlength=1)
    siblings = np.where(corpus.outlets >= 0, sizes[np.maximum(corpus.outlets, 0)], 0)
    columns = {
        "text": np.arange(len(corpus.first)),
        "outlet": corpus.outlets,
        "words": corpus.lengths,
        "siblings": siblings,
        "low": low,
        "high": high,
    }
    return pa.table({name: as_column(values.astype(np.int32)) for name, values in columns.items()})
