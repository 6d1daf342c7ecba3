"""What small files of a case held, so that of many files those alone are read that have changed."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

    from veedor.intake.locate import Located
    from veedor.intake.raw import Content

_MOST = 64 * 1024**2
"""Bytes of tables that are kept."""


@dataclass
class FileContents:
    """The tables of small files by the hash of the file, for imports of one case whose mapping stays.

    Parameters
    ----------
    most : int
        Bytes that are kept; what was not asked for longest goes first. A larger table is not kept.
    """

    most: int = _MOST
    _kept: dict[tuple[str, str, str], tuple[Content, str]] = field(default_factory=dict)
    _size: int = 0

    def of(self, file: Located, read: Callable[[], tuple[Content, str]]) -> tuple[Content, str]:
        """Return what a file holds, and its label; it is read where nothing is known of it.

        Parameters
        ----------
        file : Located
            The file.
        read : callable
            Reads it.
        """
        key = (file.source, file.form.name, file.sha256)
        found = self._kept.pop(key, None)
        if found is None:
            found = read()
            if not 0 < _bytes(found) <= self.most:
                return found
            self._size += _bytes(found)
        self._kept[key] = found
        while self._size > self.most:
            self._size -= _bytes(self._kept.pop(next(iter(self._kept))))
        return found


def _bytes(found: tuple[Content, str]) -> int:
    """Return the size of a table in memory; 0 where the engine reads it from the file."""
    rows = found[0].rows
    return 0 if callable(rows) else rows.nbytes
