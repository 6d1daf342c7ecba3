"""The map of the places of a question, as a template draws it."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import quote_plus, urlencode

from django.conf import settings

from veedor.desk.pages import at
from veedor.findings.words import level_term
from veedor.lookup import SheetQuestion
from veedor.lookup.places import place_level
from veedor.model import Unit
from veedor.report.charts.outlines import read_rings
from veedor.report.place_map import candidate_colours, first_choices

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from veedor.case import Case
    from veedor.lookup import SheetTable
    from veedor.lookup.result import RegionPart
    from veedor.report.charts.outlines import Ring
    from veedor.report.wording import Wording


@dataclass(frozen=True)
class ShownMap:
    """A map of the places of a question.

    Parameters
    ----------
    address : str
        Of its places, as GeoJSON.
    borders : str
        Of the borders of the case; empty where it names none.
    located : bool
        Whether coordinates of any of them were published.
    choices : list of (str, str)
        Label and colour of each choice that is first somewhere.
    colours : str
        Id and colour of each candidate, as JSON.
    to : str
        Where a circle leads, without the id of its place at the end.
    by_voters : bool
        Whether circles are as large as their registered voters; else as their valid votes.
    levels : list of (str, str)
        What each level below the region is called, and the address of its places as a file.
    """

    address: str
    borders: str
    located: bool
    choices: list[tuple[str, str]]
    colours: str
    to: str
    by_voters: bool
    levels: list[tuple[str, str]]


def shown_map(
    name: str,
    table: SheetTable,
    parts: Sequence[RegionPart],
    words: Wording,
    said: Mapping[str, str],
    to: str,
) -> ShownMap:
    """Return the map of the places of a question.

    Parameters
    ----------
    name : str
        Of the case.
    table : SheetTable
        Of the sheets.
    parts : sequence of RegionPart
        The places, with their sums.
    words : Wording
        The language, with the labels of the contest.
    said : mapping of str to str
        Contest, count and question, as an address writes them.
    to : str
        Where a circle leads, without the id of its place at the end.
    """
    address = f"{at(words.lang, 'look:places', name=name)}?{urlencode(said)}"
    parts = list(parts)  # each is made when it is looked at
    first = place_level(table, SheetQuestion(region=said.get("in", "")))
    return ShownMap(
        address=address,
        borders=at(words.lang, "look:borders", name=name) if rings(name) else "",
        located=any(part.lat is not None for part in parts),
        choices=first_choices(parts, table.contest, words),
        colours=json.dumps(candidate_colours(table.contest)),
        to=to,
        by_voters="registered" in table.columns,
        levels=[
            (
                words.value(level_term(level), Unit.TERM),
                f"{address}{'&' if said else ''}level={quote_plus(level)}",
            )
            for level in (table.levels[table.levels.index(first) :] if first else ())
        ],
    )


def rings(name: str) -> list[Ring]:
    """Read the borders that a case names, if it names any.

    Parameters
    ----------
    name : str
        Of the case.
    """

    def answer(case: Case) -> list[Ring]:
        file = case.election.file
        outline = file.election.outline
        return read_rings(file.folder / outline) if outline else []

    found: list[Ring] = settings.DESK.library.ask(name, "rings", answer)
    return found
