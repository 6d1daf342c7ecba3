"""The choices of a wide table with their ids, and the sums that its columns show."""

from __future__ import annotations

import re
from itertools import takewhile
from typing import TYPE_CHECKING

from veedor.guess.choice_ids import choice_ids, readable_id
from veedor.guess.proposal import Identity, ProposedChoice
from veedor.guess.words import meaning, says

if TYPE_CHECKING:
    from collections.abc import Sequence

    from veedor.guess.columns import FileColumn
    from veedor.guess.count_table import CountTable
    from veedor.guess.votes import Votes


def proposed_choices(
    table: CountTable, votes: Votes, office: FileColumn | None
) -> tuple[ProposedChoice, ...]:
    """Give the choices in the order of the file, for each contest of it.

    Parameters
    ----------
    table : CountTable
        Columns of counts.
    votes : Votes
        What they are.
    office : FileColumn, optional
        Says of which contest a row is.
    """
    joined = {c: group for group in votes.together for c in group}
    groups = list(dict.fromkeys(joined.get(column, (column,)) for column in sorted(votes.kinds)))
    kinds = [votes.kinds[group[0]] for group in groups]
    labels = [
        joined_name(table.names(group)) if kind == "candidate" else table.name(group[0])
        for group, kind in zip(groups, kinds, strict=True)
    ]
    labels = _without_frame(labels, kinds)
    return tuple(
        ProposedChoice(choice, label, kind, table.names(group), table.votes(group), contest)
        for contest in (("",) if office is None else [c for c in contest_ids(office).values() if c])
        for choice, label, kind, group in zip(choice_ids(labels, kinds), labels, kinds, groups, strict=True)
    )


def _without_frame(labels: Sequence[str], kinds: Sequence[str]) -> list[str]:
    """Take off what stands around the names of all candidates: ``results.`` of records, ``/ Votes``."""
    mine = [label for label, kind in zip(labels, kinds, strict=True) if kind == "candidate"]
    for pattern in (_HEAD, _TAIL):
        found = {match[0] for label in mine if (match := pattern.search(label))}
        told = len(found) == 1 and len(mine) > 1 and all(pattern.search(label) for label in mine)
        if told and (pattern is _HEAD or _says_votes(next(iter(found)))):
            frame = next(iter(found))
            taken = {label: pattern.sub("", label) for label in mine if label != frame}
            if all(taken.values()) and len(set(taken.values())) == len(mine):
                labels = [
                    taken.get(label, label) if kind == "candidate" else label
                    for label, kind in zip(labels, kinds, strict=True)
                ]
                mine = [taken[label] for label in mine]
    return list(labels)


def _says_votes(text: str) -> bool:
    return says("vote", text) or meaning(text) == "total"


_HEAD = re.compile(r"^[^\W\d]\w*\.(?=\w)")
_TAIL = re.compile(r"(?: / [^/]+|[ _]\w+)$")


def joined_name(names: tuple[str, ...]) -> str:
    """Give what the names of several columns of one candidate have in common; else all of them."""
    parts = [re.split(r"([\W_]+)", name) for name in names]
    for stems in ({"".join(part[:-2]) for part in parts}, {"".join(part[2:]) for part in parts}):
        if len(stems) == 1 and len(names) > 1 and "" not in stems:
            return stems.pop()
    longest = max(names, key=len)
    words = set(re.split(r"[\W_]+", longest.casefold()))
    whole = all(set(re.split(r"[\W_]+", name.casefold())) <= words for name in names)
    if whole:
        return longest
    common = list(takewhile(lambda words: len(set(words)) == 1, zip(*parts, strict=False)))
    begin = re.sub(r"[\W_]+$", "", "".join(words[0] for words in common))
    return begin or "+".join(names)


def contest_ids(office: FileColumn) -> dict[str, str]:
    """Give an id to each contest of a column; the empty text leaves its rows out."""
    made: dict[str, str] = {}
    for text in office.different:
        wanted = readable_id(text).lower() or f"contest-{len(made) + 1}"
        chosen, number = wanted, 1
        while chosen in made.values():
            number += 1
            chosen = f"{wanted}-{number}"
        made[text] = chosen if text else ""
    return made


def identities(table: CountTable) -> tuple[Identity, ...]:
    """Give the sums that hold in nearly every row; those that are only nearly met are asked about."""
    return tuple(
        Identity(table.name(total), table.names(table.sums.shortest(total)), found.met, found.rows)
        for total, found in table.sums.totals.items()
        if found.exact
    )
