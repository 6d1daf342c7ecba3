"""The random sample of a case."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from veedor.count.columns import only, read, texts
from veedor.count.selection import Selection
from veedor.count.states import Completeness
from veedor.count.vectors import UNKNOWN
from veedor.errors import MissingDataError, QuestionError, nearest
from veedor.model import SnapshotId, State
from veedor.outstanding.publication import national
from veedor.outstanding.sample.data import Sample, traits_of
from veedor.outstanding.sample.result import QuickCount, estimate_sample
from veedor.outstanding.sample.strata import labels_of, refuse_other_spread, strata_of
from veedor.rules import explain
from veedor.sentence import joined, sentence

if TYPE_CHECKING:
    from datetime import datetime

    from veedor.arrays import Flags, Floats, Texts
    from veedor.count import Election, Sheets
    from veedor.model import Assertion

SCALE = 1000
"""Parts of a vote that expanded sheets are rounded to: they only say which assertions are asked."""


def quick_count(
    election: Election,
    count: str | None = None,
    *,
    contest: str | None = None,
    snapshot: str | None = None,
    at: datetime | None = None,
) -> QuickCount:
    """Estimate what a random sample of a case says.

    Parameters
    ----------
    election : Election
        An opened case.
    count : str, optional
        Which sample; by default the first of the contest.
    contest : str, optional
        What was voted on; by default the first contest with a rule.
    snapshot : str, optional
        As this publication had the sample; by default as its last one had it.
    at : datetime, optional
        As the last publication by this local time had it.

    Raises
    ------
    MissingDataError
        Where the case has no sample, no rule, or does not say how many sheets there are or were drawn.
    QuestionError
        Where the count that is named is no sample, or sheets of it are on no roll.
    """
    selection = select_sample(election, count, contest=contest, snapshot=snapshot, at=at)
    sample, counted = _sample_of(selection)
    return estimate_sample(sample, selection.count_id, _asked(selection, sample, counted))


def select_sample(
    election: Election,
    count: str | None = None,
    *,
    contest: str | None = None,
    snapshot: str | None = None,
    at: datetime | None = None,
) -> Selection:
    """Select a random sample of a case, which nothing else takes; see :func:`quick_count`."""
    contest_id = election.contest_id(contest)
    samples = election.samples(contest_id)
    stated = sentence('State kind = "sample" in [count.<id>] for sheets that were drawn at random beforehand')
    if count is None and not samples:
        raise MissingDataError(
            sentence("The case has no random sample of the contest {contest_id!r}.", contest_id=contest_id),
            remedy=sentence(
                "{stated}; to plan one: `veedor quickcount {election} --half 1`.",
                stated=stated,
                election=election.name,
            ),
        )
    named, _, publication = (count or str(samples[0])).partition("@")
    if named not in samples:
        if named in election.file.counts:
            raise QuestionError(
                sentence("The case does not say that {named!r} is a random sample.", named=named),
                remedy=sentence(
                    "{stated}; the first sheets to arrive are not a sample: ask `veedor project` of them.",
                    stated=stated,
                ),
            )
        raise QuestionError(
            sentence("The case has no sample {named!r}.", named=named), remedy=nearest(named, samples)
        )
    chosen = Selection(election, contest_id, samples[samples.index(named)])
    wanted = snapshot or publication or None
    known = _publications(chosen)
    if wanted is not None and wanted not in known:
        raise QuestionError(
            sentence("The sample {named!r} has no snapshot {wanted!r}.", named=named, wanted=wanted),
            remedy=nearest(wanted, known),
        )
    if at is not None:
        return chosen.at(_last_by(chosen, at))
    return chosen.at(None if wanted is None else SnapshotId(wanted))


def _publications(sample: Selection) -> list[str]:
    return list(dict.fromkeys(s.snapshot_id for s in sample.snapshots))


def _last_by(sample: Selection, at: datetime) -> SnapshotId:
    """Return the last publication of a sample that is dated by then."""
    by_then = sample.by(at)
    if not by_then:
        raise QuestionError(
            sentence(
                "No publication of the sample {named!r} is dated {at} or before.",
                named=sample.count_id,
                at=at.isoformat(sep=" "),
            ),
            remedy=sentence(
                "Name one: --snapshot {str}.", str=joined(map(str, _publications(sample)), by=" or ")
            ),
        )
    return by_then[-1].snapshot_id


def _sample_of(selection: Selection) -> tuple[Sample, Sheets]:
    """Put a sample beside the roll; give its counted sheets in their order too."""
    states, roll = selection.states, selection.states.roll
    _refuse_unsized(selection)
    drawn = (states.reason != "absent") | np.isin(roll.ids, _listed(selection))
    labels = labels_of(roll, selection.election.file.counts[selection.count_id].strata_of)
    population = _population(selection, drawn)
    arrived = states.of(State.COUNTED, State.ANNULLED)
    strata, code = strata_of(selection, labels, population, drawn, arrived)
    by_name = sum(s.drawn for s in strata) == int(drawn.sum())
    if not labels.names_given:
        refuse_other_spread(selection, population, drawn if by_name else None)
    sheets, annulled = selection.sheets, states.annulled
    rows = roll.rows(sheets.ids)
    gone = roll.rows(annulled.ids)
    ballots = None if sheets.printed_ballots is None or sheets.ballots is None else sheets.printed["cast"]
    at = np.concatenate((rows, gone))
    missing = np.flatnonzero(drawn & ~arrived)
    sample = Sample(
        selection.contest,
        strata,
        code[at],
        np.concatenate((sheets.votes, np.zeros_like(annulled.votes))),
        np.concatenate((voters_of(sheets), np.zeros(len(annulled)))),
        None if ballots is None else np.concatenate((ballots, np.zeros(len(annulled)))).astype(np.float64),
        np.concatenate((_arrival(selection, sheets), np.full(len(annulled), np.nan))),
        traits_of(roll, code, at, missing) if by_name and len(missing) else None,
    )
    return sample, sheets


def _refuse_unsized(selection: Selection) -> None:
    """Refuse a sample of which nobody knows how many sheets it was drawn from."""
    if selection.states.completeness is Completeness.UNKNOWN:
        raise MissingDataError(
            "The case does not say how many sheets there are, so nobody knows what the sample stands for.",
            remedy=sentence(
                "State [contest.{contest_id}] expected: their number, or the source "
                'that lists them (layout = "attributes").',
                contest_id=selection.contest_id,
            ),
        )


def _population(selection: Selection, drawn: Flags) -> Flags:
    """Return the sheets that a sample stands for; refuse where they are not known by stratum."""
    states, roll = selection.states, selection.states.roll
    if states.completeness is Completeness.LIST:
        population: Flags = ~np.isin(roll.ids, roll.unlisted)
        _refuse_strangers(roll.ids[drawn & ~population])
        return population
    if states.unnamed and selection.election.file.counts[selection.count_id].strata_of:
        raise MissingDataError(
            sentence(
                "{unnamed} of {expected} {expected:sheet|sheets} {unnamed:is|are} not known by name, so "
                "nobody knows how many each stratum has.",
                unnamed=states.unnamed,
                expected=states.expected,
            ),
            remedy=sentence(
                "List all sheets with their strata: a source with layout = "
                '"attributes", named in [contest.{contest_id}] expected.',
                contest_id=selection.contest_id,
            ),
        )
    return np.ones(len(roll), dtype=bool)


def voters_of(sheets: Sheets) -> Floats:
    """Return the registered voters of some sheets; NaN where not published."""
    return np.where(sheets.registered == UNKNOWN, np.nan, sheets.registered.astype(np.float64))


def _refuse_strangers(ids: Texts) -> None:
    if len(ids):
        some = ", ".join(ids[:3].tolist())
        raise QuestionError(
            sentence(
                "{number_of_ids} {number_of_ids:sheet of the sample is|sheets of the sample are} "
                "not on the list of all sheets: {some}.",
                number_of_ids=len(ids),
                some=some,
            ),
            remedy="Write `sheet.id` of the sample so that it names each sheet as the list does.",
        )


def _listed(selection: Selection) -> Texts:
    """Return the drawn sheets that a source lists."""
    store = selection.election.store
    if not store.has("drawn"):
        return np.empty(0, dtype=np.str_)
    table = read(store, "drawn", ["contest_id", "count_id", "sheet_id"])
    return texts(only(table, contest_id=selection.contest_id, count_id=selection.count_id)["sheet_id"])


def _arrival(selection: Selection, sheets: Sheets) -> Floats:
    """Order the sheets by their times, else by the first publication that held them; NaN where unknown."""
    at = sheets.verified_at
    if at is not None:
        seconds = at.astype("datetime64[s]").astype(np.int64).astype(np.float64)
        return np.where(np.isnat(at), np.nan, seconds)
    names = [s.snapshot_id for s in selection.so_far]
    first = np.full(len(sheets), np.nan)
    if len(names) > 1:
        for step, name in reversed(list(enumerate(names))):
            first[np.isin(sheets.ids, selection.at(name).states.counted.ids)] = step
    return first


def _asked(selection: Selection, sample: Sample, sheets: Sheets) -> tuple[Assertion, ...]:
    """Return the assertions that decide if the country votes as the sample does."""
    sizes = np.array([float(s.sheets) for s in sample.strata])
    arrived = np.maximum(sample.arrived, 1)
    weight = (SCALE * sizes / arrived)[sample.stratum[: len(sheets)]]
    votes = np.rint(sheets.votes * weight[:, None]).astype(np.int64)
    known = sheets.registered != UNKNOWN
    voters = np.where(known, np.rint(sheets.registered * weight), UNKNOWN).astype(np.int64)
    printed = {
        name: np.where(total == UNKNOWN, UNKNOWN, np.rint(total * weight)).astype(np.int64)
        for name, total in sheets.printed.items()
    }
    whole = replace(sheets, votes=votes, registered=voters, printed=printed)
    return national(explain(selection.rule, whole.tally(selection.divisions), round=selection.round))
