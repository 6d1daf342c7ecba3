"""Totals as a user writes them on the command line, or in a small file of votes by area."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING, Any

from veedor.errors import InputError, InputErrors, QuestionError
from veedor.rules import tally_of
from veedor.rules.document import summed
from veedor.rules.node import exact
from veedor.rules.rule_parts import Op, Threshold
from veedor.rules.seat_rule import SeatRule
from veedor.sentence import sentence
from veedor.small_tables import check_columns, read_small_table
from veedor.text_file import read_bytes

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from veedor.model import Tally

    Areas = dict[str, dict[str, dict[str, int]]]

COLUMNS = ("level", "area", "choice", "votes")
LARGEST_FILE = 50_000_000
"""Bytes."""
WHOLE = re.compile(r"\d{1,15}")


def from_options(
    votes: Sequence[str],
    kinds: Mapping[str, int],
    area: Iterable[str],
    areas: str | None,
    registered: int | None,
    outstanding: int | None = None,
) -> Tally:
    """Make a tally of what the options of ``veedor rules try`` say.

    Parameters
    ----------
    votes : sequence of str
        ``NAME=N`` each.
    kinds : mapping of str to int
        Blank, null, none and challenged votes.
    area : iterable of str
        ``LEVEL/AREA:NAME=N,NAME=N`` each.
    areas : str, optional
        A CSV file with the columns level, area, choice, votes.
    registered : int, optional
        Registered voters.
    outstanding : int, optional
        Ballots that are open, for anybody, anywhere.

    Raises
    ------
    QuestionError
        Where an option is not in its form, names something twice, or there are no votes at all.
    InputErrors
        Every line of the file that is not one.
    """
    by_area: Areas = _file(Path(areas)) if areas is not None else {}
    for text in area:
        where, _, rest = text.partition(":")
        level, _, name = where.partition("/")
        if not (level and name and rest):
            raise QuestionError(
                sentence("{text!r} is no area.", text=text), remedy="Write --area county/Nairobi:A=10,B=5."
            )
        if name in by_area.setdefault(level, {}):
            raise QuestionError(sentence("The {level} {name!r} is given twice.", level=level, name=name))
        by_area[level][name] = _votes(rest.split(","))
    total = _votes(votes) if votes else summed(by_area)
    if clash := [kind for kind in kinds if kind in total]:
        raise QuestionError(
            sentence("{clash} votes are given twice.", clash=clash[0]),
            remedy=sentence("Leave out --{clash}.", clash=clash[0]),
        )
    if not total:
        raise QuestionError("There are no votes.", remedy="Give --votes NAME=N for each candidate.")
    return tally_of({**total, **kinds}, registered=registered, areas=by_area, outstanding=outstanding)


def seat_rule(method: str, number: int, level: str | None, threshold: str | None) -> SeatRule:
    """Make a rule of seats of what the options of ``veedor rules seats`` say.

    Raises
    ------
    QuestionError
        Where the threshold is no share.
    """
    if threshold is None:
        return SeatRule("seats", method, level, number)
    share = exact(threshold)
    if share is None or share > 1:
        raise QuestionError(
            sentence("{threshold!r} is no share.", threshold=threshold),
            remedy="Write --threshold 3%, or 1/20.",
        )
    return SeatRule("seats", method, level, number, Threshold(share, Op.GE, "valid"))


def _votes(texts: Sequence[str]) -> dict[str, int]:
    found: dict[str, int] = {}
    for text in texts:
        name, _, number = text.strip().rpartition("=")
        plain = number.replace("_", "")
        if not name or not WHOLE.fullmatch(plain):
            raise QuestionError(
                sentence("{text!r} is no number of votes.", text=text),
                remedy="Write NAME=N, with N a whole number of at most 15 digits: --votes MAS=2889359.",
            )
        if name in found:
            raise QuestionError(sentence("{name!r} is given twice.", name=name))
        found[name] = int(plain)
    return found


def _file(path: Path) -> Areas:
    """Read votes by area, refusing every line that cannot be read."""
    header, rows = read_small_table(read_bytes(path, LARGEST_FILE), path.name)
    check_columns(header, COLUMNS, path.name)
    found: Areas = {}
    problems: list[InputError] = []
    for number, row in rows:
        level, area, choice, votes = (row[name] for name in COLUMNS)
        place = found.setdefault(level, {}).setdefault(area, {})
        wrong: dict[str, Any] = {"file": path.name, "row": number}
        if not WHOLE.fullmatch(votes):
            wrong |= {"column": "votes", "value": votes, "expected": sentence("a whole number")}
            problems.append(InputError("is no number of votes.", **wrong))
        elif not (level and area and choice):
            problems.append(InputError("lacks a level, an area or a choice.", **wrong))
        elif choice in place:
            problems.append(InputError("gives the same choice of an area again.", **wrong, value=choice))
        else:
            place[choice] = int(votes)
    if problems:
        raise InputErrors(sentence("{path} cannot be read", path=path.name), problems)
    return found
