"""Single ballots: each is a sheet of one ballot, drawn, fetched, recorded and verified like any other.

A list names every ballot. With what its record says of each, drawn ballots are *compared* with their records;
without, they are *polled*: what they are marked for is weighed by ALPHA, which starts from the reported
mean. Ballots that are known to exist and are on no list hold the worst that they can.

Sources: Stark, "Sets of half-average nulls generate risk-limiting audits: SHANGRLA", VOTING 2020 (arXiv
1911.10035), sections 2 and 3.2; Stark, "ALPHA", Annals of Applied Statistics 2023 (arXiv 2201.02707).
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np

from veedor.audit.confirm import SEATS, decided_again, divisions_of
from veedor.audit.design import Design
from veedor.audit.manifest import SheetManifest
from veedor.count import Places, Sheets
from veedor.count.vectors import UNKNOWN
from veedor.errors import QuestionError
from veedor.rules.assembly import Seats
from veedor.sentence import sentence

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from numpy.typing import NDArray

    from veedor.count.selection import Selection
    from veedor.model import ChoiceId, CountId, Tally
    from veedor.rules import Decision


@dataclass(frozen=True, slots=True)
class BallotList:
    """Every ballot, by name.

    Parameters
    ----------
    ids : tuple of str
        In any order, each once.
    records : tuple of ChoiceId or None, optional
        What the record of each says; None: no vote in this contest. Absent where there are no records.
    places : mapping of str to tuple of str
        Further columns of the list (``box``, ``position``): where each ballot lies.
    """

    ids: tuple[str, ...]
    records: tuple[ChoiceId | None, ...] | None = None
    places: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    @classmethod
    def numbered(cls, ballots: int) -> BallotList:
        """Give ballots that bear the numbers from 1 on, all written with as many digits as the last."""
        return cls(tuple(str(n).zfill(len(str(ballots))) for n in range(1, ballots + 1)))


def usual_design(listed: BallotList | None) -> Design:
    """Give the design that is taken where nothing else is said: of sheets, or of the ballots of a list."""
    if listed is None:
        return Design()
    if listed.records is None:
        return Design(method="polling", draw="simple", rule="alpha")
    return Design(method="comparison")


def deal(totals: Sequence[int], ballots: int) -> NDArray[np.int64]:
    """Deal totals out over ballots of which nothing is recorded, shape (n_ballots, n_choices).

    Which ballot gets which vote means nothing: only the sums do.
    """
    votes = np.zeros((ballots, len(totals)), dtype=np.int64)
    ends = np.cumsum(totals).tolist()
    for choice, (begin, end) in enumerate(zip([0, *ends], ends, strict=False)):
        votes[begin:end, choice] = 1
    return votes


def ballot_manifest(
    listed: BallotList, reported: Tally, count: CountId, ballots: int | None = None
) -> SheetManifest:
    """List single ballots for an audit.

    Parameters
    ----------
    listed : BallotList
        All that can be drawn.
    reported : Tally
        What was reported of all of them together.
    count : CountId
        Which count.
    ballots : int, optional
        In all: those that no list names hold the worst that they can. By default those that are listed.

    Raises
    ------
    QuestionError
        Where a ballot of the contest gives several votes, a ballot stands twice, there are fewer ballots than
        votes or than are listed, or the records add up to other totals than were reported.
    """
    contest, n = reported.contest, len(listed.ids)
    choices = [choice.choice_id for choice in contest.choices]
    totals = [reported.votes.get(choice, 0) for choice in choices]
    _check_numbers(listed, reported, sum(totals), n if ballots is None else ballots)
    order = sorted(range(n), key=listed.ids.__getitem__)
    ids = np.array([listed.ids[i] for i in order], dtype=np.str_)
    if listed.records is None:
        votes = deal(totals, n)
    else:
        marks = np.array([choices.index(m) if m is not None else -1 for m in listed.records])[order]
        votes = (marks[:, None] == np.arange(len(choices))).astype(np.int64)
        _check_records(dict(zip(choices, votes.sum(axis=0).tolist(), strict=True)), reported)
    areas = {name: np.array(cells, dtype=np.str_)[order] for name, cells in listed.places.items()}
    unknown, none = np.full(n, UNKNOWN, dtype=np.int64), np.zeros(n, dtype=np.int64)
    here = Places(("place",), {"place": none}, {"place": ("",)}, {"place": ("",)})
    sheets = Sheets(
        contest, count, ids, votes, np.zeros(votes.shape, dtype=np.bool_), unknown, here, np.full(n, ""),
        areas=areas,
    )  # fmt: skip
    return SheetManifest(
        sheets, ids, none, unknown, np.full(n, -1, dtype=np.int64), np.ones(n, dtype=np.int64), none, areas,
        unnamed=0 if ballots is None else ballots - n, most_ballots=1, of_ballots=True,
        polled=listed.records is None,
    )  # fmt: skip


def _check_numbers(listed: BallotList, reported: Tally, votes: int, ballots: int) -> None:
    allowed = reported.contest.votes_allowed
    if allowed > 1:
        raise QuestionError(
            sentence(
                "A ballot of the contest {contest_id!r} gives up to {allowed} votes, "
                "and a list of ballots knows one mark a ballot.",
                contest_id=reported.contest.contest_id,
                allowed=allowed,
            ),
            remedy="Audit the sheets: leave out --ballots and --cards.",
        )
    if len(set(listed.ids)) < len(listed.ids):
        raise QuestionError("A ballot stands twice in the list.", remedy="Give every ballot one row.")
    if len(listed.ids) < votes:
        raise QuestionError(
            sentence(
                "{number_of_ids} ballots are listed, and {votes} votes are reported.",
                number_of_ids=len(listed.ids),
                votes=votes,
            ),
            remedy=sentence(
                "List every ballot, those that cannot be found too: {votes} or more.", votes=votes
            ),
        )
    if ballots < len(listed.ids):
        raise QuestionError(
            sentence(
                "{ballots} ballots in all are fewer than the {number_of_ids} that are listed.",
                ballots=ballots,
                number_of_ids=len(listed.ids),
            ),
            remedy=sentence(
                "Leave out --cards, or give at least {number_of_ids}.", number_of_ids=len(listed.ids)
            ),
        )


def _check_records(records: Mapping[ChoiceId, int], reported: Tally) -> None:
    for choice, votes in records.items():
        if votes != reported.votes.get(choice, 0):
            raise QuestionError(
                sentence(
                    "The records add up to {votes} votes of {choice!r}, and {other_choice} are reported.",
                    votes=votes,
                    choice=choice,
                    other_choice=reported.votes.get(choice, 0),
                ),
                remedy="List every ballot with its record as it was counted; or leave the column record out, "
                "so that the ballots are polled.",
            )


def decided_by_ballots(selection: Selection, manifest: SheetManifest, seats: str | None) -> Decision | Seats:
    """Apply the rule of a count to the votes of its ballots.

    Parameters
    ----------
    selection : Selection
        The count.
    manifest : SheetManifest
        Its ballots.
    seats : str, optional
        These seats of the rule instead of the outcome.

    Raises
    ------
    QuestionError
        Where the rule counts by areas that the list does not name.
    """
    settled = selection.to_settle(seats)
    outcome, way, round_ = "", "", ""
    if isinstance(settled, Seats):
        outcome, way = SEATS, settled.rule.name
    else:
        round_ = settled.round
    divisions = divisions_of(selection.rule, outcome, way, round_)
    missing = [division for division in divisions if division not in manifest.areas]
    if divisions and (manifest.polled or missing):
        raise QuestionError(
            sentence(
                "The rule counts by {divisions}, and the list does not say what was reported in each.",
                divisions=", ".join(divisions),
            ),
            remedy=sentence(
                "Give the list the columns record and {divisions}, or audit the sheets.",
                divisions=", ".join(divisions),
            ),
        )
    return decided_again(selection.rule, manifest.tally(divisions), outcome=outcome, way=way, round_=round_)
