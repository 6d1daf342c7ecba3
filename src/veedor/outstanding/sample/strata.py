"""The strata of a sample: whose sheets they hold, how many were drawn, and whether the numbers fit."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from veedor.errors import MissingDataError, QuestionError, nearest
from veedor.intake.toml import quoted
from veedor.outstanding.sample.data import Stratum
from veedor.sentence import joined, sentence

if TYPE_CHECKING:
    from collections.abc import Sequence

    from veedor.arrays import Flags, Ints, Texts
    from veedor.count.roll import Roll
    from veedor.count.selection import Selection
    from veedor.model import CountId

OTHERWISE = 1e-5
"""Probability below which sheets are not spread as a sample from all alike would be."""
BETWEEN = " · "
"""Between the parts of the name of a stratum that several divisions make."""


@dataclass(frozen=True, eq=False)
class Labels:
    """The stratum of each sheet of the roll.

    Parameters
    ----------
    text : text vector, shape (n,)
        Its name; empty everywhere where sheets were drawn from all alike.
    names_given : bool
        Whether the case states strata.
    """

    text: Texts
    names_given: bool


def labels_of(roll: Roll, names: Sequence[str]) -> Labels:
    """Name the stratum of each sheet of the roll.

    Parameters
    ----------
    roll : Roll
        The sheets that should exist.
    names : sequence of str
        ``stratum``, levels of place, divisions; what several make is crossed.

    Raises
    ------
    QuestionError
        Where the roll has no such division.
    """
    if not names:
        return Labels(np.zeros(len(roll), dtype="U1"), names_given=False)
    known = ["stratum", *roll.places.levels, *roll.areas]
    columns = []
    for name in names:
        if name not in known:
            remedy = nearest(name, known)
            raise QuestionError(
                sentence("There is no level, division or stratum {name!r}.", name=name), remedy=remedy
            )
        column = roll.stratum if name == "stratum" else roll.member_of(name)
        if not (column != "").any():
            raise MissingDataError(
                sentence("No source says in which {name} a sheet lies.", name=name),
                remedy=sentence("Map the column of {name} in the source that lists all sheets.", name=name),
            )
        columns.append(column)
    text = columns[0]
    for column in columns[1:]:
        text = np.char.add(np.char.add(text, BETWEEN), column)
    return Labels(text, names_given=True)


def strata_of(
    selection: Selection, labels: Labels, population: Flags, drawn: Flags, arrived: Flags
) -> tuple[tuple[Stratum, ...], Ints]:
    """Return the strata with the sheets that they have and that were drawn, and the stratum of each sheet.

    Parameters
    ----------
    selection : Selection
        The sample.
    labels : Labels
        The stratum of each sheet of the roll.
    population, drawn, arrived : bool vectors, shape (n,)
        Which sheets of the roll there should be, are known by name to have been drawn, and have arrived.

    Raises
    ------
    MissingDataError
        Where nothing says how many sheets were drawn.
    QuestionError
        Where the numbers do not fit.
    """
    roll, states = selection.states.roll, selection.states
    names, code = np.unique(labels.text, return_inverse=True)
    sheets = np.bincount(code[population], minlength=len(names))
    if not labels.names_given:
        sheets = np.array([max(states.expected or 0, int(population.sum()))])
    by_name = np.bincount(code[drawn], minlength=len(names))
    came = np.bincount(code[arrived], minlength=len(names))
    stated = _stated(selection, names.tolist(), by_name, came)
    for name, number, there in zip(names.tolist(), stated.tolist(), sheets.tolist(), strict=True):
        if number > there:
            raise QuestionError(
                sentence(
                    "{number} {number:sheet was|sheets were} drawn from the stratum {name!r}, "
                    "and there {there:is|are} {there} in all.",
                    number=number,
                    name=name,
                    there=there,
                )
                if name
                else sentence(
                    "{number} sheets were drawn, and there are {there} in all.", number=number, there=there
                ),
                remedy="Correct the number of drawn sheets, or the list of all sheets.",
            )
    paths = _paths(roll, code, len(names))
    size = np.where(roll.registered > 0, roll.registered, 0).astype(np.float64)
    known = np.bincount(code[roll.registered > 0], minlength=len(names))
    mean = np.bincount(code, size, len(names)) / np.where(known, known, np.nan)
    found = tuple(
        Stratum(str(name), int(sheets[i]), int(stated[i]), paths[i], float(mean[i]))
        for i, name in enumerate(names.tolist())
    )
    return found, code.astype(np.int64)


def _stated(selection: Selection, names: list[str], by_name: Ints, arrived: Ints) -> Ints:
    """Return how many sheets of each stratum were drawn: as the case states it, else as they are listed."""
    key = f"[count.{selection.count_id}]"
    stated = selection.election.file.counts[selection.count_id].drawn
    listed = selection.election.store.has("drawn")
    if stated is None:
        if listed or by_name.sum() > arrived.sum():
            return by_name
        raise MissingDataError(
            sentence(
                "The case does not say how many sheets were drawn into the sample "
                "{count_id!r}; {arrived} have arrived.",
                count_id=selection.count_id,
                arrived=int(arrived.sum()),
            ),
            remedy=sentence(
                "State {key} drawn: their number, in all or by stratum, or list them "
                'in a source with layout = "attributes" and count = "{count_id}".',
                key=key,
                count_id=selection.count_id,
            ),
        )
    if isinstance(stated, int):
        return _in_all(selection.count_id, stated, names, by_name)
    for name in stated:
        if name not in names:
            raise QuestionError(
                sentence("{key} drawn names no stratum: {name!r}.", key=key, name=name),
                remedy=nearest(name, names),
            )
    return _fits(np.array([stated.get(name, 0) for name in names]), names, by_name, key)


def _in_all(count_id: CountId, stated: int, names: list[str], by_name: Ints) -> Ints:
    """Return how many sheets of each stratum were drawn where the case states how many in all."""
    key = f"[count.{count_id}]"
    if stated == by_name.sum():
        return by_name
    if len(names) == 1:
        return _fits(np.array([stated]), names, by_name, key)
    if stated < by_name.sum():
        return _fits(np.full(len(names), stated), names, np.array([by_name.sum()]), key)
    raise MissingDataError(
        sentence(
            "{by_name} of {stated} drawn sheets are known by name, and nothing "
            "says in which strata the others lie.",
            by_name=int(by_name.sum()),
            stated=stated,
        ),
        remedy=sentence(
            "State {key} drawn = {{ {toml} = ..., ... }} for each stratum, or "
            'list the drawn sheets in a source with layout = "attributes" and '
            'count = "{count_id}".',
            key=key,
            toml=quoted(names[0]),
            count_id=count_id,
        ),
    )


def _fits(stated: Ints, names: list[str], by_name: Ints, key: str) -> Ints:
    """Refuse fewer drawn sheets than are known by name."""
    for name, number, seen in zip(names, stated.tolist(), by_name.tolist(), strict=False):
        if number < seen:
            where = sentence(" of the stratum {name!r}", name=name) if name and len(by_name) > 1 else ""
            raise QuestionError(
                sentence(
                    "{key} drawn says that {number} {number:sheet|sheets}{where} "
                    "{number:was|were} drawn, and the sample has {seen}.",
                    key=key,
                    number=number,
                    where=where,
                    seen=seen,
                ),
                remedy="Correct the number; or leave out what was not drawn, with `rows.drop`.",
            )
    return stated.astype(np.int64)


def _paths(roll: Roll, code: Ints, groups: int) -> list[tuple[str, ...]]:
    """Return the places that all sheets of each stratum share, from the widest level."""
    paths: list[tuple[str, ...]] = [() for _ in range(groups)]
    open_ = set(range(groups))
    first = np.array([int(np.argmax(code == i)) for i in range(groups)])
    for level in roll.places.levels_known:
        place = roll.places.codes[level]
        same = np.bincount(code[place != place[first][code]], minlength=groups) == 0
        open_ &= set(np.flatnonzero(same).tolist())
        for i in open_:
            paths[i] = (*paths[i], roll.places.ids[level][place[first[i]]])
    return paths


def refuse_other_spread(selection: Selection, population: Flags, drawn: Flags | None) -> None:
    """Refuse a sample said to be drawn from all sheets alike that is not spread as such a sample would be.

    Parameters
    ----------
    selection : Selection
        The sample.
    population : bool vector, shape (n,)
        Which sheets of the roll there should be.
    drawn : bool vector, shape (n,), optional
        Which are known to have been drawn; None where not all are known.
    """
    from scipy.special import chdtrc

    roll = selection.states.roll
    if drawn is None or selection.states.unnamed:
        return
    levels = [("stratum", roll.stratum)] if len(np.unique(roll.stratum)) > 1 else []
    levels += [(level, roll.member_of(level)) for level in roll.places.levels_known[:2]]
    for name, member in levels:
        names, code = np.unique(member, return_inverse=True)
        named = names.tolist()
        whole = np.bincount(code[population], minlength=len(names)).astype(np.float64)
        seen = np.bincount(code[drawn & population], minlength=len(names))
        expected = whole * seen.sum() / whole.sum()
        there = expected > 0
        square = float(((seen - expected)[there] ** 2 / expected[there]).sum())
        if there.sum() > 1 and chdtrc(float(there.sum() - 1), square) < OTHERWISE:
            share = seen / np.maximum(whole, 1)
            far = [int(np.argmax(np.where(there, share, -1))), int(np.argmin(np.where(there, share, 2)))]
            told = joined(
                (
                    sentence(
                        "{seen} of {whole} of {named!r}", seen=seen[i], whole=int(whole[i]), named=named[i]
                    )
                    for i in far
                ),
                by=" and ",
            )
            raise QuestionError(
                sentence(
                    "The sample is not spread as one drawn from all sheets alike: it has {told} ({name}).",
                    told=told,
                    name=name,
                ),
                remedy=sentence(
                    'State within what its sheets were drawn: [count.{count_id}] strata = "{name}".',
                    count_id=selection.count_id,
                    name=name,
                ),
            )
