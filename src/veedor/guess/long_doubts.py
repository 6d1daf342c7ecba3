"""What is asked of a long table: modes of voting, lists of a party, contests."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from veedor.guess.long_districts import of_several_places
from veedor.guess.long_shape import codes_of
from veedor.guess.phrase import answers, phrase
from veedor.guess.proposal import Doubt
from veedor.guess.words import meaning

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


def ask_party(shape: LongShape, party: FileColumn) -> Doubt | None:
    """Ask whether rows of one name on one sheet are people of one name, or lists of one candidate."""
    key = codes_of([*shape.sheet, *shape.modes, *filter(None, [shape.office]), shape.choice])
    twice = np.bincount(key)[key] > 1
    names = {name for name, again in zip(shape.choice.texts, twice, strict=True) if again}
    whose = tuple(sorted(name for name in names if name and not meaning(name)))
    if not whose:
        return None
    question = phrase("ask.one_name", names=whose, column=party.name)
    apart, one = answers("people of one name", "one candidate")
    return Doubt(f"{AT}.choices.choice", question, apart, (one,), phrase("why.one_name", column=party.name))


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


def ask_several_places(shape: LongShape, contests: dict[str, str]) -> list[Doubt]:
    """Ask whether contests are left out that stand under one name in several places, as they are to be."""
    several = {text: place for text, place in of_several_places(shape).items() if not contests.get(text)}
    if not several or shape.office is None:
        return []
    place = next(iter(several.values())).name
    return [
        Doubt(
            f"{AT}.contest",
            phrase("ask.several_places", column=shape.office.name, texts=tuple(several)),
            answers("left out")[0],
            (),
            phrase("why.several_places", place=place, column=shape.office.name),
        )
    ]
