"""The cells of a column as figures: in any digits, and with the marks that this column uses."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from veedor.intake.cells import NOISE
from veedor.intake.characters import plain

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    import numpy.typing as npt

_DIGITS = re.compile(r"\d{1,15}")
_GROUPED = re.compile(r"[1-9]\d{0,2}(?:(?P<mark>[.,' ])\d{3})(?:(?P=mark)\d{3})*|[1-9]\d?(?:,\d{2})+,\d{3}")
_DECIMAL = re.compile(r"\d+(?P<mark>[.,])\d+")
_BOTH = re.compile(r"\d{1,3}(?P<mark>[.,' ])(?:\d{3}(?P=mark))*\d{3}(?P<decimal>[.,])\d+")
_ROUND = re.compile(r"\d+[.,]0{1,2}")
_NOISE = re.compile(rf"[.,]{NOISE}$")
_THOUSAND = 1000


@dataclass(frozen=True, eq=False)
class Figures:
    """What the texts of a column are as figures.

    Parameters
    ----------
    whole : array of float, one a row
        Whole numbers; NaN where a cell holds none.
    values : array of float, one a row
        The same and those with a fraction, or a per cent sign.
    thousands, decimal : str
        Marks that the column uses; empty where it uses none.
    percent : bool
        Whether most figures have a per cent sign: one alone is that of a row below the votes.
    words : mapping of str to int
        Texts that are no figure -> how many cells hold them; blank cells are not counted.
    """

    whole: npt.NDArray[np.float64]
    values: npt.NDArray[np.float64]
    thousands: str
    decimal: str
    percent: bool
    words: Mapping[str, int]


def read_figures(
    texts: Sequence[str], codes: npt.NDArray[np.intp], rows_of: npt.NDArray[np.intp], decimal: str = ""
) -> Figures:
    """Read the different texts of a column as figures.

    Parameters
    ----------
    texts : sequence of str
        The different texts.
    codes : array of int, one a row
        Which of them the cell has.
    rows_of : array of int, one a text
        How many cells have it.
    decimal : str
        The decimal mark, where it is known.
    """
    if all(not text or (text.isascii() and _DIGITS.fullmatch(text)) for text in texts) and len(texts):
        plainly = np.array([float(text) if text else np.nan for text in texts])[codes]
        return Figures(plainly, plainly, "", "", False, {})
    bodies, signs, percent = _bodies(texts)
    thousands, decimal = _marks(bodies, decimal)
    values = np.array([_value(body, thousands, decimal) for body in bodies], dtype=np.float64) * signs
    whole = np.where((values % 1 == 0) & ~percent, values, np.nan)
    words = {t: int(rows_of[i]) for i, t in enumerate(texts) if t and np.isnan(values[i])}
    used = decimal if any(decimal and decimal in b for b in bodies) else ""
    if not len(texts):
        return Figures(np.empty(0), np.empty(0), thousands, used, False, words)
    told = ~np.isnan(values)
    mostly = 2 * int(rows_of[percent & told].sum()) > int(rows_of[told].sum())
    return Figures(whole[codes], values[codes], thousands, used, mostly, words)


def _bodies(texts: Sequence[str]) -> tuple[list[str], npt.NDArray[np.float64], npt.NDArray[np.bool_]]:
    """Give the texts without sign and per cent sign, in plain characters."""
    bodies = [text if _DIGITS.fullmatch(text) and text.isascii() else plain(text) for text in texts]
    percent = np.array([b.endswith("%") and b[:1].isascii() for b in bodies], dtype=np.bool_)
    bodies = [b[:-1].rstrip() if p else b for b, p in zip(bodies, percent, strict=True)]
    minus = np.array([b.startswith("-") and len(b) > 1 for b in bodies], dtype=np.bool_)
    bodies = [b[1:].lstrip() if m else b for b, m in zip(bodies, minus, strict=True)]
    figures = np.array([b[:1].isdigit() for b in bodies], dtype=np.bool_)
    return bodies, np.where(minus, -1.0, 1.0), percent & figures


def _marks(bodies: Sequence[str], known: str = "") -> tuple[str, str]:
    """Tell the mark between thousands from the decimal one: ``1.234`` alone may be either."""
    marked = [b for b in bodies if not _DIGITS.fullmatch(b)]
    grouped = [(b, m["mark"] or ",") for b in marked if (m := _GROUPED.fullmatch(b))]
    if known:
        others = [mark for _, mark in grouped if mark != known]
        return max(set(others), key=others.count) if others else "", known
    if both := next((m for b in marked if (m := _BOTH.fullmatch(b)) and m["mark"] != m["decimal"]), None):
        return both["mark"], both["decimal"]
    fractions = [m["mark"] for b in marked if not _GROUPED.fullmatch(b) and (m := _DECIMAL.fullmatch(b))]
    decimal = max(set(fractions), key=fractions.count) if fractions else ""
    unmarked = any(_DIGITS.fullmatch(b) and int(b) >= _THOUSAND for b in bodies)
    marks = [
        mark for b, mark in grouped if mark != decimal and not (unmarked and mark in ".," and _once(b, mark))
    ]
    thousands = max(set(marks), key=marks.count) if marks else ""
    return thousands, decimal or ("," if thousands == "." else ".")


def _once(body: str, mark: str) -> bool:
    return body.count(mark) == 1


def _value(body: str, thousands: str, decimal: str) -> float:
    if _DIGITS.fullmatch(body):
        return float(body)
    if thousands and (m := _GROUPED.fullmatch(body)) and (m["mark"] or ",") == thousands:
        return float(body.replace(thousands, ""))
    plain_body = body.replace(thousands, "") if thousands and _BOTH.fullmatch(body) else body
    if (m := _DECIMAL.fullmatch(plain_body)) and m["mark"] in {
        decimal,
        "." if _ROUND.fullmatch(plain_body) else "",
    }:
        value = float(plain_body.replace(m["mark"], "."))
        return float(round(value)) if _NOISE.search(plain_body) else value
    return float("nan")
