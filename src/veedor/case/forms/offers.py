"""What a case offers to choose from, for the lists of a form."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from veedor.claims.result import FILE
from veedor.errors import InputErrors, VeedorError

if TYPE_CHECKING:
    from veedor.case.case import Case
    from veedor.count.selection import Selection
    from veedor.model import Contest


@dataclass(frozen=True)
class Offers:
    """What there is of one contest.

    Parameters
    ----------
    contests : tuple of (str, str)
        Every contest of the case: id and title.
    contest : Contest
        The one that the rest is about.
    moments : tuple of str
        Every publication that can be asked of, as ``preliminary@first``.
    by_sheet : tuple of str
        Those of which single sheets are known.
    counts : tuple of str
        The counts.
    candidates : tuple of str
        Ids of the candidates.
    units : tuple of str
        What can be in doubt as one piece, besides the single sheet.
    divisions : tuple of str
        Levels and divisions whose areas can be looked at apart.
    treatments : tuple of str
        What can be done to a sheet.
    variants : tuple of str
        Other readings of the rule.
    seats : tuple of str
        Names of the seats of the rule.
    rule : str
        The rule that the case names; empty where it names none.
    country : str
        Of the election.
    has_claims : bool
        Whether the case has a file of claims.
    """

    contests: tuple[tuple[str, str], ...]
    contest: Contest
    moments: tuple[str, ...]
    by_sheet: tuple[str, ...]
    counts: tuple[str, ...]
    candidates: tuple[str, ...]
    units: tuple[str, ...]
    divisions: tuple[str, ...]
    treatments: tuple[str, ...]
    variants: tuple[str, ...]
    seats: tuple[str, ...]
    rule: str
    country: str
    has_claims: bool


def offers_of(case: Case, contest: str | None = None) -> Offers:
    """Say what a case offers to choose from.

    Parameters
    ----------
    case : Case
        Opened.
    contest : str, optional
        What was voted on; by default the first contest with a rule.

    Raises
    ------
    QuestionError
        Where the case has no such contest.
    """
    from veedor.stakes.treatments import TREATMENTS

    election = case.election
    known = election.contest_id(contest)
    entry = election.file.contests[known]
    own = election.contest(known)
    levels = _levels(case, known)
    rule = None
    if entry.rule:
        rule = _or_none(case.select(contest=known))
    return Offers(
        contests=tuple(
            (str(one), election.contest(one).title) for one in election.contests if election.counts(one)
        ),
        contest=own,
        moments=election.moments(known),
        by_sheet=election.moments(known, by_sheet=True),
        counts=tuple(str(one) for one in election.counts(known)),
        candidates=tuple(str(one) for one in own.candidates),
        units=levels,
        divisions=tuple(one for one in levels if one != "place"),
        treatments=tuple(TREATMENTS),
        variants=() if rule is None else tuple(one.name for one in rule.rule_as_filed.variants),
        seats=() if rule is None else tuple(one.name for one in rule.rule.seats),
        rule=entry.rule or "",
        country=election.file.election.country,
        has_claims=(election.file.folder / FILE).is_file(),
    )


def _or_none(selection: Selection) -> Selection | None:
    """Return a selection whose rule can be read."""
    try:
        selection.rule  # noqa: B018 - read for its errors
    except (VeedorError, InputErrors):
        return None
    return selection


def _levels(case: Case, contest: str) -> tuple[str, ...]:
    """Return what sheets can be put together by, besides the single sheet."""
    if not case.election.counts_by_sheet(contest):
        return ()
    try:
        sheets = case.select(case.election.counts_by_sheet(contest)[-1], contest=contest).states.counted
    except (VeedorError, InputErrors):
        return ()
    named = ("place",) if sheets.places.comparable else ()
    strata = ("stratum",) if bool((sheets.stratum != "").any()) else ()
    levels = dict.fromkeys((*named, *sheets.places.levels_known, *sheets.areas, *strata))
    return tuple(levels)
