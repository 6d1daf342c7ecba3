"""Columns of votes that share names: modes of voting of one candidate, rounds side by side."""

from __future__ import annotations

import re
from collections import Counter
from typing import TYPE_CHECKING

import numpy as np

from veedor.errors import InputError
from veedor.guess.long_shape import TURNED
from veedor.guess.phrase import answers, phrase
from veedor.guess.proposal import Doubt
from veedor.guess.questions import questions_of
from veedor.guess.votes import CHOICES
from veedor.guess.words import PAPERS, says
from veedor.intake.header import BETWEEN
from veedor.sentence import sentence

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from veedor.guess.count_table import CountTable
    from veedor.guess.votes import Votes
    from veedor.intake.case import FileForm

_ROUND = re.compile(
    r"(?:v|r|t|rd|round|ronda|vuelta|tour|turno|tur|kolo)?_?(?:[12]|i|ii|1st|2nd|1ra|2da|first|second|primera|segunda)"
    r"(?:_(?:v|r|t|rd|round|ronda|vuelta|tour|turno|tur|kolo))?|(?:erst|zweit)stimmen?"
)


def split_groups(table: CountTable, votes: Votes) -> None:
    """Join the modes of voting of a candidate; of rounds side by side keep the first, and ask.

    Parameters
    ----------
    table : CountTable
        Columns of counts.
    votes : Votes
        With candidates; changed in place.
    """
    if questions := questions_of(column.name for column in table.columns):
        turned = any(column.place >= TURNED for column in table.columns)
        votes.apart = () if turned else tuple(questions)  # of a long table, it is asked
        return
    own = [c for c in votes.candidates if votes.kinds[c] == "candidate"]
    twins = [c for c, of in table.sums.twins.items() if of in own and c not in own and not table.word(c)]
    names = _parted_names(table, own)
    if len(own) + len(twins) >= LEAST_SHARED and _is_twice(
        table, votes, _parted_names(table, [*own, *twins])
    ):
        return
    if len(own) >= LEAST_SHARED and not _keep_first_contest(table, votes, names):
        _split(table, votes, own, names)


def _split(table: CountTable, votes: Votes, own: list[int], names: Mapping[int, Sequence[str]]) -> None:
    """Join modes, or keep the first round, or note what parts contests, by how names are made."""
    apart = _contests(table, own)
    headed = all(BETWEEN in table.name(c) for c in names)
    for stem, mark in _PARTINGS:
        stems, marks = _parted(names, stem, mark)
        alone = _alone(stems, marks, headed=headed)
        if (
            "" in stems
            or not 2 <= len(marks) <= MOST_MARKS
            or len(stems) < 2
            or _modes(stems) > _modes(marks)
        ):
            continue
        if all(_ROUND.fullmatch(mark) for mark in marks) and min(map(len, marks.values())) >= 2:
            _keep_first(table, votes, marks)
            return
        even = all(len(columns) == len(marks) for columns in stems.values())
        if even and (any(says("mode", mark) for mark in marks) or len(stems) >= len(marks)):
            _join(table, votes, list(stems.values()), marks)
            if alone or not all(says("mode", mark) for mark in marks):
                votes.unsure = phrase("why.unlike_columns", marks=tuple(marks))
            return
        if not even and min(map(len, marks.values())) > 1 and _are_within(stems, marks):
            apart = apart or tuple(marks)
    votes.apart = apart


def _are_within(stems: Mapping[str, Sequence[int]], marks: Mapping[str, Sequence[int]]) -> bool:
    """Whether whoever stands below one mark stands below the largest, too: a second round, a recount."""
    of = {column: stem for stem, columns in stems.items() for column in columns}
    first, *others = sorted(({of[c] for c in columns} for columns in marks.values()), key=len, reverse=True)
    return all(other <= first for other in others)


def _is_twice(table: CountTable, votes: Votes, names: Mapping[int, Sequence[str]]) -> bool:
    """Note by which marks columns differ that hold one count several times; whether there are any."""
    for stem, mark in _PARTINGS:
        stems, marks = _parted(names, stem, mark)
        if "" in stems or not 2 <= len(marks) <= MOST_MARKS or len(stems) < 2:
            continue
        if _modes(stems) <= _modes(marks) and _hold_the_same(table, list(stems.values())):
            votes.twice = tuple(marks)
            return True
    return False


def _contests(table: CountTable, candidates: Sequence[int]) -> tuple[str, ...]:
    """Give the headings that part candidates of several contests: the blank or null votes stand below each.

    Without those, it is told by their sums: whoever votes in one contest votes in the other, too.
    """
    heads: dict[str, list[int]] = {}
    for column in candidates:
        heads.setdefault(table.name(column).rpartition(BETWEEN)[0], []).append(column)
    if "" in heads or not 2 <= len(heads) <= MOST_MARKS or min(map(len, heads.values())) < 2:
        return ()
    kinds = Counter(
        (table.word(c), head)
        for c in range(len(table.columns))
        if table.word(c) in PAPERS and (head := table.name(c).rpartition(BETWEEN)[0]) in heads
    )
    again = Counter(word for word, _ in kinds)
    sums = np.stack([table.total(columns) for columns in heads.values()])
    told = ~np.isnan(sums).any(axis=0) & (sums > 0).all(axis=0)
    near = np.ptp(sums[:, told], axis=0) <= NEAR * sums[:, told].max(axis=0) if told.any() else np.zeros(1)
    alike = told.sum() >= LEAST_TOLD and near.mean() >= NEARLY
    return tuple(heads) if alike or len(heads) in again.values() else ()


def _parted(
    names: Mapping[int, Sequence[str]], stem: slice, mark: slice
) -> tuple[dict[str, list[int]], dict[str, list[int]]]:
    """Give the columns by the words of their names that are the candidate, and by those that are the mode."""
    stems: dict[str, list[int]] = {}
    marks: dict[str, list[int]] = {}
    for column, words in names.items():
        stems.setdefault("_".join(words[stem]), []).append(column)
        marks.setdefault("_".join(words[mark]), []).append(column)
    return stems, marks


def _alone(stems: dict[str, list[int]], marks: dict[str, list[int]], *, headed: bool) -> list[int]:
    """Take out columns of no candidate and mode: those of one word, and those below the last heading alone.

    A heading is filled to the right, over whatever stands behind the last of its columns.
    """
    columns = list(stems.get("", []))
    shared = [mark for mark, members in marks.items() if len(members) == len(stems)]
    if headed and not columns and len(shared) > 1:
        columns = [c for mark, members in marks.items() if mark not in shared for c in members]
        if not set(columns) <= set(list(stems.values())[-1]):
            return []
    if not columns or len(stems) < MOST_ALONE * len(columns):
        return []
    for group in (stems, marks):
        for name, members in list(group.items()):
            group[name] = [one for one in members if one not in columns]
            if not group[name]:
                del group[name]
    return columns


def _modes(words: Iterable[str]) -> int:
    """Count the words for modes of voting."""
    return sum(says("mode", one) for one in words)


def _keep_first_contest(table: CountTable, votes: Votes, names: Mapping[int, Sequence[str]]) -> bool:
    """Of contests side by side, each headed by its office, keep the first and ask."""
    heads: dict[str, list[int]] = {}
    for column, words in names.items():
        heads.setdefault(words[0], []).append(column)
    offices = [head for head in heads if says("office_name", head) or says("office", head)]
    if len(offices) < 2 or len(offices) < len(heads) or min(map(len, heads.values())) < 2:
        return False
    _keep_first(table, votes, heads)
    return True


def _hold_the_same(table: CountTable, groups: Sequence[Sequence[int]]) -> bool:
    """Whether the columns of each group are nearly alike in nearly every row: one count, twice."""
    close = []
    for columns in groups:
        part = table.figures[:, list(columns)]
        told = ~np.isnan(part).any(axis=1) & (part.max(axis=1) > 0)
        spread = np.ptp(part[told], axis=1)
        close.append(
            len(columns) > 1
            and told.sum() >= LEAST_TOLD
            and (spread <= np.maximum(3, 0.1 * part[told].max(axis=1))).mean() >= NEARLY
        )
    return bool(groups) and all(close)


def refuse_twice(table: CountTable, votes: Votes, form: FileForm) -> None:
    """Refuse columns that hold one count twice, such as a provisional and a final one.

    Raises
    ------
    InputError
        With what to do.
    """
    if not votes.twice and not votes.apart:
        return
    names = ", ".join(repr(mark) for mark in votes.twice or votes.apart)
    raise InputError(
        sentence(
            "its columns hold the same count several times, apart in {marks}: added, every vote "
            "would count twice.",
            marks=names,
        )
        if votes.twice
        else sentence(
            "its columns hold several contests, rounds or counts side by side, apart in {marks}: "
            "they must not be added.",
            marks=names,
        ),
        file=form.name,
        value=", ".join(table.names(votes.candidates[:8])),
        expected="the columns of one count",
        remedy="Save a copy that has the columns of one of them alone, and name that file; a copy with the "
        "other can be a count of its own in the same case."
        if votes.twice
        else "Save a copy that has the columns of one of them alone, and name that file; make another case "
        "of a copy with the others.",
    )


LEAST_SHARED = 4
"""Columns of which some may share names, at the least."""

MOST_MARKS = 6
"""Modes, rounds or contests side by side, at the most."""

LEAST_TOLD = 5
"""Rows by which it is told that columns are alike, at the least."""

NEAR = 0.1
"""How far the sums of two contests of the same voters are apart, as a share of the larger."""

LONGEST_CODE = 10
"""Letters of the short name of a party, at the most."""

NEARLY = 0.8
"""Share of the rows in which two columns must be alike."""

MOST_ALONE = 3
"""Candidates with a column a mode for each column without one, at the least."""

_PARTINGS = (
    (slice(None, -1), slice(-1, None)),
    (slice(1, None), slice(0, 1)),
    (slice(0, 1), slice(1, None)),
    (slice(-1, None), slice(0, -1)),
)
"""Which words of a name are the candidate, and which the mode: the last word, the first, all but one."""


def _parted_names(table: CountTable, columns: Sequence[int]) -> dict[int, list[str]]:
    """Part names into their words; those of a double header, or all with one mark between, into two names."""
    names = {c: table.name(c).casefold() for c in columns}
    mark = next((m for m in (BETWEEN, " - ", " – ", ": ") if all(m in name for name in names.values())), "")
    if mark:
        return {c: [part.strip() for part in name.rsplit(mark, 1)] for c, name in names.items()}
    return {c: _words(name) for c, name in names.items()}


def _words(name: str) -> list[str]:
    group, mark, own = name.rpartition(BETWEEN)
    return [group, own] if mark else re.split(r"[\W_]+", name)


def join_headed(table: CountTable, votes: Votes) -> None:
    """Join the columns of parties below the name of the person whom they stand for, and ask.

    Parameters
    ----------
    table : CountTable
        Columns of counts.
    votes : Votes
        With candidates; changed in place.
    """
    heads: dict[str, list[int]] = {}
    parties = []
    written = all(re.fullmatch(r"[^\W_]+_[A-Z0-9]{2,}", table.name(c)) for c in votes.candidates)
    for column in votes.candidates:
        head, _, own = table.name(column).rpartition("_" if written else BETWEEN)
        heads.setdefault(head, []).append(column)
        parties.append(own)
    several = [tuple(columns) for columns in heads.values() if len(columns) > 1]
    people = len(heads) > 1 and all(written or " " in head for head in heads)
    codes = all(" " not in party and len(party) <= LONGEST_CODE for party in parties)
    if not several or not people or not codes or len({*parties}) < len(parties):
        return
    votes.together += several
    if written:  # "MADURO_PSUV" may be a list of a person, "NORTE_PAN" a person of a list
        votes.unsure = votes.unsure or phrase("why.share_name", columns=table.names(several[0]))
    for columns in several:
        one, each = answers("one candidate", "candidates each")
        question = phrase("ask.coalition", columns=table.names(columns))
        votes.doubts.append(Doubt(CHOICES, question, one, (each,), phrase("why.below_one_name")))


def _keep_first(table: CountTable, votes: Votes, marks: Mapping[str, Sequence[int]]) -> None:
    first, *others = marks.values()
    for column in [c for other in others for c in other]:
        del votes.kinds[column]
        votes.unused[column] = phrase("unused.another_round")
    votes.doubts.append(
        Doubt(
            CHOICES,
            phrase("ask.rounds", n=len(marks)),
            ", ".join(table.names(first)),
            tuple(", ".join(table.names(other)) for other in others),
            phrase("why.names_differ_by", marks=tuple(marks)),
        )
    )


def _join(
    table: CountTable, votes: Votes, groups: Sequence[Sequence[int]], marks: Mapping[str, Sequence[int]]
) -> None:
    known = {column for group in votes.together for column in group}
    votes.together += [tuple(group) for group in groups if not set(group) & known]
    votes.doubts.append(
        Doubt(
            CHOICES,
            phrase("ask.modes_of_candidates", n=len(groups)),
            answers("added")[0],
            answers("a candidate each"),
            phrase("why.each_has_one", marks=tuple(marks), columns=table.names(groups[0])),
        )
    )
