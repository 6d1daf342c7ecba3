"""One column of the table of sheets: a number, a truth, a moment or a word for each, some not known."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any, TypeAlias

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Sequence

    import pyarrow as pa
    from numpy.typing import NDArray

    from veedor.arrays import Flags, Texts
    from veedor.model import Value

    Wholes: TypeAlias = NDArray[np.signedinteger[Any]]

NONE = -1
"""Code of no word."""
_SHORT = 2**16
"""NumPy sorts whole numbers below this by their digits, eight times as fast as larger ones."""


@dataclass(frozen=True, eq=False)
class Cells:
    """One column, a value a sheet.

    Parameters
    ----------
    values : vector, shape (n,)
        Whole numbers, floats, truths, moments or texts; where there are ``words``, codes of them.
    words : sequence of str, optional
        What codes stand for; :data:`NONE` stands for nothing.
    known : bool vector, shape (n,), optional
        Which values are known; all where it is left out.
    """

    values: NDArray[Any]
    words: Sequence[str] | None = None
    known: Flags | None = None

    @property
    def is_known(self) -> Flags:
        """Which values are known, shape (n,)."""
        if self.words is not None:
            found: Flags = self.values != NONE
            return found
        return np.ones(len(self.values), dtype=np.bool_) if self.known is None else self.known

    @property
    def is_empty(self) -> bool:
        """Whether there are sheets, and nothing is known of any."""
        return bool(len(self.values)) and not self.is_known.any()

    def of(self, rows: Wholes | slice) -> list[Value]:
        """Return the values of some sheets as plain ones; None where one is not known."""
        values: list[Any] = self.values[rows].tolist()
        if self.words is not None:
            words = self.words
            return [None if code == NONE else words[code] for code in values]
        if self.known is None:
            return values
        return [v if there else None for v, there in zip(values, self.known[rows].tolist(), strict=True)]

    def equal(self, word: str) -> Flags:
        """Say which sheets have a word, shape (n,)."""
        words = self.words or ()
        found: Flags = self.values == (words.index(word) if word in words else NONE - 1)
        return found

    def order(self, rows: Wholes | None = None, *, down: bool) -> Wholes:
        """Sort rows by their values, ascending or descending; those without any come last.

        Parameters
        ----------
        rows : int vector, optional
            Ascending; all where it is left out.
        down : bool
            Whether the largest come first.

        Returns
        -------
        int vector
            The rows; those that are alike keep their order.
        """
        known = self.is_known if rows is None else self._known_of(rows)
        if bool(known.all()):
            first, last = rows, None
        else:
            first, last = (np.flatnonzero(one) if rows is None else rows[one] for one in (known, ~known))
        key = self._key(slice(None) if first is None else first)
        at = np.argsort(_narrow(key, down=down), kind="stable")
        ordered = at if first is None else first[at]
        found = ordered if last is None else np.concatenate([ordered, last])
        return found.astype(np.int32, copy=False)

    def arrow(self, rows: Wholes) -> pa.Array:
        """Return the values of some sheets as Arrow."""
        import pyarrow as pa

        values = self.values[rows]
        if self.words is not None:
            used, code = np.unique(values, return_inverse=True)
            texts = [None if word == NONE else self.words[word] for word in used.tolist()]
            return pa.array(texts, pa.string()).take(_arrow(code.astype(np.int64), None))
        if values.dtype.kind == "U":
            return pa.array(values.tolist(), pa.string())
        if values.dtype.kind == "i":
            values = values.astype(np.int64)
        return _arrow(values, None if self.known is None else self.known[rows])

    @property
    def kind(self) -> pa.DataType:
        """The type of :meth:`arrow`."""
        return self.arrow(np.empty(0, dtype=np.int64)).type

    def _known_of(self, rows: Wholes) -> Flags:
        """Say of which of some rows the value is known."""
        if self.words is not None:
            found: Flags = self.values[rows] != NONE
            return found
        return np.ones(len(rows), dtype=np.bool_) if self.known is None else self.known[rows]

    @cached_property
    def _rank(self) -> NDArray[np.int32]:
        """The place of each word among all in their order; what stands behind the last is that of no word."""
        words = self.words or ()
        rank = np.zeros(len(words) + 1, dtype=np.int32)
        rank[sorted(range(len(words)), key=words.__getitem__)] = np.arange(len(words))
        return rank

    def _key(self, rows: Wholes | slice) -> NDArray[Any]:
        """Return numbers that sort as the values of some rows do."""
        values: NDArray[Any] = self.values[rows]
        if self.words is not None:
            ranked: NDArray[Any] = self._rank[values]
            return ranked
        kind = {"M": np.int64, "b": np.int8}.get(values.dtype.kind)
        return values if kind is None else values.view(kind)


def _narrow(key: NDArray[Any], *, down: bool) -> NDArray[Any]:
    """Turn numbers round where the largest come first, and make them short where they fit."""
    if not len(key) or not np.issubdtype(key.dtype, np.integer):
        return -key if down else key
    least, most = int(key.min()), int(key.max())
    turned: NDArray[Any] = most - key if down else key - least
    return turned.astype(np.uint16) if most - least < _SHORT else turned


def _arrow(values: NDArray[Any], known: Flags | None) -> pa.Array:
    """Return numbers, truths or moments as Arrow, without its own conversion, which imports pandas."""
    import pyarrow as pa

    held = np.packbits(values, bitorder="little") if values.dtype.kind == "b" else values
    there = None if known is None else pa.py_buffer(np.packbits(known, bitorder="little"))
    kind = pa.from_numpy_dtype(values.dtype)
    return pa.Array.from_buffers(kind, len(values), [there, pa.py_buffer(np.ascontiguousarray(held))])


def worded(texts: Texts) -> Cells:
    """Return texts as codes of the words that occur; an empty text has none."""
    seen: dict[str, int] = {"": NONE}
    code = np.empty(len(texts), dtype=np.int32)
    for start in range(0, len(texts), _SHORT):  # so that few texts at once are Python's
        part = texts[start : start + _SHORT]
        alike = part[:1] if bool((part == part[0]).all()) else part  # most columns say nothing, or one thing
        code[start : start + _SHORT] = [seen.setdefault(text, len(seen) - 1) for text in alike.tolist()]
    return Cells(code, tuple(seen)[1:])
