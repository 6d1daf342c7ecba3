"""The join, run: Parquet in, arrays out. The same queries on either engine."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from veedor import disk
from veedor.count.columns import numbers
from veedor.engine import fetch_arrow
from veedor.press import join
from veedor.press.corpus import Corpus, build, texts_table
from veedor.press.runs import Matches, chains, runs

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from veedor.engine import Connection, Engine
    from veedor.engine.sql import Table
    from veedor.press.article import Article


KEEP = "veedor press reuse CASE --prints FOLDER"


@dataclass(frozen=True)
class Searched:
    """What the join found.

    Parameters
    ----------
    corpus : Corpus
        Articles, their texts and words.
    matches : Matches
        Shared passages of pairs of texts, of any length.
    low, high : int64 arrays
        By text the words between its frames.
    dropped : dict of str to int64 array
        ``value``, ``texts``, ``text``, ``place`` of the fingerprints that too many texts share.
    framed : dict of str to array
        ``text``, ``tail``, ``reach`` of the footers and headers.
    sql : str
        The query of the seeds, to be run in the folder in which its tables are kept.
    """

    corpus: Corpus
    matches: Matches
    low: np.ndarray
    high: np.ndarray
    dropped: dict[str, np.ndarray]
    framed: dict[str, np.ndarray]
    sql: str


def search(
    articles: Sequence[Article],
    *,
    cap: int,
    engine: Engine = "duckdb",
    memory: str = "600MB",
    told: Callable[[int, int], None] | None = None,
    prints: Path | None = None,
) -> Searched:
    """Find the passages that articles share.

    Parameters
    ----------
    articles : sequence of Article
        At least one.
    cap : int
        Texts that may share a fingerprint.
    engine : {"duckdb", "spark"}
        Where the join runs.
    memory : str
        What the engine may hold.
    told : callable, optional
        Told how many articles are read, of how many.
    prints : Path, optional
        Folder in which the tables of the join are kept, so that its query can be run again; made if need be.
    """
    from veedor.engine import connect

    with disk.temporary() as name:
        folder = name if prints is None else prints
        folder.mkdir(parents=True, exist_ok=True)
        corpus = build(articles, folder / "prints.parquet", told)
        connection = connect(engine, memory=memory, spill=name)
        try:
            return _asked(corpus, connection, folder, cap)
        finally:
            connection.close()


def _asked(corpus: Corpus, connection: Connection, folder: Path, cap: int) -> Searched:
    """Ask the three questions of the join."""
    prints = connection.read_parquet(str(folder / "prints.parquet"))
    low, high = np.zeros(len(corpus.first), dtype=np.int64), corpus.lengths.copy()
    texts = _texts(connection, folder / "texts.parquet", corpus, low, high)
    frames = _arrays(join.framed(prints, texts, join.frames(prints, texts)))
    if len(frames["text"]):
        _narrow(low, high, frames)
        texts = _texts(connection, folder / "bodies.parquet", corpus, low, high)
    body = join.in_body(prints, texts)
    counts = join.spread(prints)
    query = join.seeds(body, counts, cap)
    seeds = _arrays(query)
    found = chains(runs(corpus, seeds, low, high))
    many = _arrays(join.dropped(body, counts, cap))
    return Searched(corpus, found, low, high, many, frames, _portable(query.query, folder))


def _portable(query: str, folder: Path) -> str:
    """Write a query without the folder of its tables, so that a reader runs it where they have put them."""
    return f"-- {KEEP} writes the tables: run this in FOLDER\n{query.replace(f'{folder}/', '')}"


def _texts(connection: Connection, path: Path, corpus: Corpus, low: np.ndarray, high: np.ndarray) -> Table:
    import pyarrow.parquet as pq

    pq.write_table(texts_table(corpus, low, high), path)
    return connection.read_parquet(path)


def _arrays(table: Table) -> dict[str, np.ndarray]:
    """Compute a table; give its columns as arrays."""
    found = fetch_arrow(table)
    return {name: numbers(found[name]) for name in found.column_names}


def _narrow(low: np.ndarray, high: np.ndarray, frames: dict[str, np.ndarray]) -> None:
    """Leave footers and headers out of the words of each text; a text that is nothing else keeps them."""
    from veedor.press.winnow import PASSAGE

    length = high.copy()
    tail = frames["tail"]
    ends, begins = frames["text"][tail], frames["text"][~tail]
    high[ends] -= frames["reach"][tail]
    low[begins] = frames["reach"][~tail] + PASSAGE
    empty = low >= high
    low[empty], high[empty] = 0, length[empty]
