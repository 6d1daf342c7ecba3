"""What is asked of a long table: modes of voting, lists of a party, contests."""

from __future__ import annotations

from typing import TYPE_CHECKING

from veedor.guess.phrase import answers, phrase
from veedor.guess.proposal import Doubt

if TYPE_CHECKING:
    from veedor.guess.columns import FileColumn
    from veedor.guess.long_shape import LongShape

AT = "source.official"


def ask_modes(shape: LongShape) -> Doubt:
    """Ask whether the rows of several modes of voting are added."""
    names = ", ".join(mode.name for mode in shape.modes)
    texts = [text for mode in shape.modes for text in mode.different if text]
    return Doubt(
        f"{AT}.rows.add_over",
        phrase("ask.modes"),
        names,
        answers("a sheet each"),
        phrase("why.modes", texts=tuple(texts)),
    )


def ask_lists(shape: LongShape, lists: FileColumn) -> Doubt:
    """Ask whether the rows of several lists of one choice are added."""
    return Doubt(
        f"{AT}.rows.add_over",
        phrase("ask.lists", column=lists.name, choice=shape.choice.name),
        lists.name,
        (),
        phrase("why.lists", n=lists.distinct, choices=shape.choice.distinct),
    )


def ask_contests(shape: LongShape, contests: dict[str, str]) -> Doubt:
    """Ask whether a column tells contests (text of the column -> id, empty where it is left out)."""
    assert shape.office is not None  # noqa: S101 - asked before
    named = [text for text, name in contests.items() if name]
    return Doubt(
        f"{AT}.contest",
        phrase("ask.contest_of_row", column=shape.office.name),
        ", ".join(named[:8]),
        (),
        phrase("why.contests", n=len(named)),
    )
