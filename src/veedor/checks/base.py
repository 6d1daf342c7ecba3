"""What a check is: an exact definition that names sheets, or says why it cannot be asked."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from fractions import Fraction
from functools import cached_property
from typing import TYPE_CHECKING, TypeAlias
from zoneinfo import ZoneInfo

import numpy as np

from veedor.count.logs import moment
from veedor.count.versions import pair

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from veedor.arrays import Flags, Floats, Ints, Texts
    from veedor.checks.pack import Pack, Setting
    from veedor.count import Sheets
    from veedor.count.logs import Verifications
    from veedor.count.states import States
    from veedor.count.versions import Versions
    from veedor.model import CountId

    Values: TypeAlias = Ints | Floats | Texts


HANDBOOK = (
    "European Union, Handbook for Election Observation, p. 86: results by polling station, for cross-checking"
)
"""Why results of single tables are published at all: so that counts can be compared sheet by sheet."""


class LooksAt(StrEnum):
    """What a check looks at."""

    SHEET = "sheet"
    """One sheet alone."""
    COUNTS = "counts"
    """One sheet in two counts, logs or contests."""
    NEIGHBOURS = "neighbours"
    """One sheet beside others."""


@dataclass(frozen=True, eq=False)
class Dossier:
    """All that checks may look at.

    Parameters
    ----------
    counts : sequence of Sheets
        The counts of one contest in order of time. The last is the one that is examined.
    pack : Pack
        Tolerances, limits and legal grounds.
    logs : sequence of Verifications
        Logs of single sheets, of any of the counts.
    others : sequence of Sheets
        Other contests over the same sheets.
    duplicates : text vector
        Ids that came more than once in the published file of the examined count; only the first of
        them could enter the count.
    places_as_written : sequence of text vector
        For each of the counts the place of each sheet as that count wrote it, None or empty text where it
        wrote none. Where left out, the places of the counts themselves are compared.
    zone : ZoneInfo
        In which times are shown.
    states : States, optional
        Every expected sheet in its state, as the examined count had it: sheets that share a register, and
        those that are no longer counted.
    published : mapping of CountId to text vector
        By count the sheets of which some file of it had figures, counted or not; where a count is left out,
        those of ``counts``.
    """

    counts: Sequence[Sheets]
    pack: Pack
    logs: Sequence[Verifications] = ()
    others: Sequence[Sheets] = ()
    duplicates: Texts | None = None
    places_as_written: Sequence[Texts | None] = ()
    zone: ZoneInfo = ZoneInfo("UTC")  # noqa: RUF009 - it never changes
    states: States | None = None
    published: Mapping[CountId, Texts] = field(default_factory=dict)

    def shown(self, at: np.datetime64) -> str:
        """Return an instant as the clocks of the case showed it."""
        return moment(at, self.zone).isoformat(sep=" ")

    @property
    def sheets(self) -> Sheets:
        """The count that is examined."""
        return self.counts[-1]

    @property
    def before(self) -> Sheets | None:
        """The count before it, if there is one."""
        return self.counts[-2] if len(self.counts) > 1 else None

    @cached_property
    def pair(self) -> Versions | None:
        """The examined count beside the one before it; None where there is only one."""
        return None if self.before is None else pair(self.before, self.sheets)

    def whole(self, check: Check, name: str) -> int:
        """Return a tolerance that is a whole number: the pack's own, or else the check's default."""
        return int(self._setting(check, name))

    def share(self, check: Check, name: str) -> Fraction:
        """Return a tolerance that is a share: the pack's own, or else the check's default."""
        return Fraction(self._setting(check, name))

    def _setting(self, check: Check, name: str) -> Setting:
        return self.pack.settings.get(check.check_id, {}).get(name, check.settings[name])


@dataclass(frozen=True, eq=False)
class Flagged:
    """The sheets that a check names.

    Parameters
    ----------
    ids : text vector, shape (n_named,)
        Sheet ids, unique.
    examined : int
        Sheets that were looked at: the denominator.
    evidence : mapping of str to vector, shape (n_named,)
        What was seen on them, by the name of the column: text, integers, or floats. What the numbers of a
        column count is told by its name, as :mod:`veedor.findings.checks` reads it.
    parts : mapping of str to bool vector, shape (n_named,)
        Named subsets, which may overlap.
    by_choice : bool
        Whether the parts are choices.
    of_log : bool
        Whether the denominator counts the sheets of a log, and not those of a count.
    """

    ids: Texts
    examined: int
    evidence: Mapping[str, Values] = field(default_factory=dict)
    parts: Mapping[str, Flags] = field(default_factory=dict)
    by_choice: bool = False
    of_log: bool = False

    def __len__(self) -> int:
        return len(self.ids)


@dataclass(frozen=True)
class Unable:
    """Why a check cannot be asked of a dossier.

    Parameters
    ----------
    reason : str
        Name of the reason (``one_count``).
    """

    reason: str


@dataclass(frozen=True)
class Check:
    """One check.

    Parameters
    ----------
    check_id : str
        Stable name, by which the catalogues put it in words.
    reach : LooksAt
        What it looks at.
    source : str
        Law, handbook or paper that uses it.
    find : function
        Gives the named sheets, or why it cannot be asked.
    settings : mapping of str to Setting
        Tolerances and limits with their defaults; a country pack may set others.
    cannot_show : tuple of str
        Names of what it says nothing about.
    """

    check_id: str
    reach: LooksAt
    source: str
    find: Callable[[Check, Dossier], Flagged | Unable] = field(compare=False)
    settings: Mapping[str, Setting] = field(default_factory=dict, hash=False)
    cannot_show: tuple[str, ...] = ()


def flag(
    sheets: Sheets,
    named: Flags,
    examined: Flags | None = None,
    evidence: Mapping[str, Values] | None = None,
    parts: Mapping[str, Flags] | None = None,
    *,
    by_choice: bool = False,
) -> Flagged:
    """Turn masks over all sheets into named sheets with their evidence.

    Parameters
    ----------
    sheets : Sheets
        The sheets that were looked at.
    named : bool vector, shape (n_sheets,)
        Which of them are named.
    examined : bool vector, optional
        Which of them could be looked at; all where left out.
    evidence : mapping of str to vector, shape (n_sheets,)
        What was seen, over all sheets.
    parts : mapping of str to bool vector, shape (n_sheets,)
        Subsets, over all sheets.
    by_choice : bool
        Whether the parts are choices.
    """
    rows = np.flatnonzero(named)
    return Flagged(
        sheets.ids[rows],
        len(sheets) if examined is None else int(examined.sum()),
        {name: values[rows] for name, values in (evidence or {}).items()},
        {name: mask[rows] for name, mask in (parts or {}).items()},
        by_choice,
    )


def candidate_votes(sheets: Sheets) -> tuple[Ints, Texts]:
    """Return the votes of the candidates, shape (n_sheets, n_candidates), and their choice ids."""
    names = np.array(sheets.contest.candidates)
    columns = np.array([sheets.column[c] for c in sheets.contest.candidates], dtype=np.int64)
    if len(columns) and bool((np.diff(columns) == 1).all()):
        return sheets.votes[:, columns[0] : columns[-1] + 1], names  # side by side: no copy
    return sheets.votes[:, columns], names


def gap_of_first_two(votes: Ints) -> Ints:
    """Votes between first and second on each sheet, shape (n_sheets,); all of them for one candidate."""
    if votes.shape[1] < 2:
        whole: Ints = votes.sum(axis=1)
        return whole
    first, second = np.maximum(votes[:, 0], votes[:, 1]), np.minimum(votes[:, 0], votes[:, 1])
    for column in range(2, votes.shape[1]):
        second = np.maximum(second, np.minimum(first, votes[:, column]))
        first = np.maximum(first, votes[:, column])
    gap: Ints = first - second
    return gap
