"""Merged cells in the body of a worksheet: the text of the first cell holds for those below it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from veedor.intake.cell_refs import Range, column_letters
from veedor.intake.header_rows import is_figure

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable


class Merges:
    """Fills the cells of merged ranges, row by row from the top down.

    Text is filled down in the first column of the range. A figure that spans several columns belongs to none
    of them: it becomes a text that no reader of figures takes for a number, in every cell of the range.

    Parameters
    ----------
    ranges : iterable of Range
        Merged cells of the worksheet.
    above : int
        Last row of the header; ranges that begin there or higher are none of the body.
    count : callable
        Takes what was done (``merged_filled``, ``merged_figures``, ``merged_across``), column, text and row.
    """

    def __init__(
        self, ranges: Iterable[Range], above: int, count: Callable[[str, int, str, int], None]
    ) -> None:
        self._starts: dict[int, list[Range]] = {}
        for area in ranges:
            if area.top > above:
                self._starts.setdefault(area.top, []).append(area)
        self._open: list[tuple[Range, str]] = []
        self._count = count

    def fill(self, row: int, texts: list[str]) -> None:
        """Fill the cells of a row that belong to a merged cell."""
        if self._open:
            self._open = [(area, text) for area, text in self._open if area.bottom >= row]
        for area, text in self._open:
            self._fill_across(area, text, row, texts) if _spans(area, text) else self._fill_down(
                area.left, text, row, texts
            )
        for area in self._starts.pop(row, ()):
            text = texts[area.left - 1] if area.left <= len(texts) else ""
            if text:
                self._open.append((area, text))
                if _spans(area, text):
                    self._fill_across(area, text, row, texts)

    def _fill_down(self, column: int, text: str, row: int, texts: list[str]) -> None:
        if not texts[column - 1]:
            texts[column - 1] = text
            self._count("merged_figures" if is_figure(text) else "merged_filled", column, text, row)

    def _fill_across(self, area: Range, text: str, row: int, texts: list[str]) -> None:
        shown = (
            f"{text} (merged {column_letters(area.left)}{area.top}:{column_letters(area.right)}{area.bottom})"
        )
        for column in range(area.left, min(area.right, len(texts)) + 1):
            texts[column - 1] = shown
            self._count("merged_across", column, shown, row)


def _spans(area: Range, text: str) -> bool:
    return area.right > area.left and is_figure(text)
