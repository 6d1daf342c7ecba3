"""Which columns are called one of choices."""

from __future__ import annotations

from veedor.guess.long_words import CHOICE, NAMES, says
from veedor.guess.places import level_of
from veedor.guess.words import plain_words


def names_choices(name: str) -> bool:
    """Whether a column is called one of choices: of candidates, parties, options.

    "name" alone is: of a record within others, too, but for one of places ("results.name", "district.name").
    """
    outer, _, last = name.rpartition(".")
    return says(CHOICE, name) or (plain_words(last) in NAMES.split() and not (outer and level_of(name)))
