"""Results as NIST SP 1500-100 (version 2) JSON, the common data format for election results reporting.

How a count is written:

- every place is a ``ReportingUnit``, its whole path an ``ExternalIdentifier`` of type ``local-level``;
- votes of a candidate (and of *none of the above*) are ``VoteCounts`` of type ``total`` by place;
- ballots of every kind are ``BallotCounts.BallotsCast``, null votes ``BallotsRejected``, challenged votes
  ``BallotCounts`` of type ``other``; blank votes are ``OtherCounts.Undervotes``;
- sheets that are not counted are among ``TotalSubUnits`` and ``VotersRegistered``, in no vote, and ``Notes``
  says how many are in which state;
- ``Status`` follows the case's own word for the count, which ``Notes`` repeats.

References
----------
NIST SP 1500-100r2, Election Results Reporting Common Data Format Specification Version 2.0 (2019); schema
``NIST_V2_election_results_reporting.json``.
"""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from veedor.case.export.totals import NOT_COUNTED, WHOLE, PlaceTotals
from veedor.model import ChoiceId, Kind, State
from veedor.version import __version__

if TYPE_CHECKING:
    from veedor.count.selection import Selection
    from veedor.intake.case import CaseFile, ChoiceEntry

Json = dict[str, Any]

_STATUS = {"official": "certified", "preliminary": "unofficial-partial", "partial": "unofficial-partial"}

_UNIT_TYPES = {
    "country": "country",
    "state": "state",
    "county": "county",
    "municipality": "municipality",
    "city": "city",
    "town": "town",
    "township": "township",
    "village": "village",
    "ward": "ward",
    "precinct": "precinct",
    "place": "polling-place",
    "polling-place": "polling-place",
}
"""Level of place -> type of unit; every other level is of type ``other`` and named."""


def report(
    selection: Selection,
    totals: dict[str, PlaceTotals],
    *,
    level: str = "",
    language: str = "en",
    now: datetime | None = None,
) -> Json:
    """Write one publication of a count as an ``ElectionReport``.

    Parameters
    ----------
    selection : Selection
        Which publication of which count.
    totals : dict of str to PlaceTotals
        Its sums by place: :func:`veedor.case.export.totals.sum_places`.
    level : str
        The finest level of place in them.
    language : str
        Language of the texts of the case, as ISO 639 has it.
    now : datetime, optional
        When the report is generated; the present moment where not given.

    Returns
    -------
    dict
        Ready for ``json``.
    """
    case = selection.election.file
    levels = case.election.levels
    ids = {place: f"gp-{number}" for number, place in enumerate(totals)}
    count = case.counts[selection.count_id]
    made = now or datetime.now(UTC)
    return {
        "@type": "ElectionResults.ElectionReport",
        "Format": "precinct-level" if levels and level == levels[-1] else "summary-contest",
        "GeneratedDate": made.isoformat(timespec="seconds"),
        "Issuer": "Veedor (not the electoral body)",
        "IssuerAbbreviation": "VEEDOR",
        "SequenceStart": 1,
        "SequenceEnd": 1,
        "Status": _STATUS[count.kind],
        "IsTest": case.election.synthetic,
        "VendorApplicationId": f"veedor {__version__}",
        "Notes": (
            f"{count.title}, as published in {selection.publication}; the case calls it {count.kind}. "
            f"{_apart(totals[WHOLE])}Data and mapping: {selection.election.data_hash}."
        ),
        "Election": [_election(case, selection, totals, ids, language)],
        "GpUnit": [_unit(case, place, totals, ids, language) for place in totals.values()],
    }


def _apart(whole: PlaceTotals) -> str:
    """Say which sheets are in no sum, where there are any."""
    named = [f"{whole.sheets[state]} {state}" for state in NOT_COUNTED if whole.sheets[state]]
    return f"Sheets that are in no sum: {', '.join(named)}. " if named else ""


def _text(content: str, language: str) -> Json:
    return {
        "@type": "ElectionResults.InternationalizedText",
        "Text": [{"@type": "ElectionResults.LanguageString", "Language": language, "Content": content}],
    }


def _unit(
    case: CaseFile, place: PlaceTotals, totals: dict[str, PlaceTotals], ids: dict[str, str], language: str
) -> Json:
    kind = _UNIT_TYPES.get(place.level, "other") if place.place_id else "country"
    unit: Json = {
        "@type": "ElectionResults.ReportingUnit",
        "@id": ids[place.place_id],
        "Name": _text(place.name if place.place_id else case.election.country, language),
        "Type": kind,
        "TotalSubUnits": place.expected,
        "SubUnitsReported": place.sheets[State.COUNTED],
        "VotersRegistered": place.electorate,
    }
    if kind == "other":
        unit["OtherType"] = place.level
    if place.place_id:
        unit["ExternalIdentifier"] = [
            {
                "@type": "ElectionResults.ExternalIdentifier",
                "Type": "local-level",
                "Value": place.place_id,
            }
        ]
    inside = [ids[p.place_id] for p in totals.values() if p.place_id and p.parent_id == place.place_id]
    if inside:
        unit["ComposingGpUnitIds"] = inside
    return unit


def _election(
    case: CaseFile, selection: Selection, totals: dict[str, PlaceTotals], ids: dict[str, str], language: str
) -> Json:
    day = case.election.date.isoformat()
    contest = case.contests[selection.contest_id]
    named = [c for c in contest.choices if c.meant in {Kind.CANDIDATE, Kind.OTHERS, Kind.NONE}]
    kinds = {ChoiceId(c.id): c.meant for c in contest.choices}
    return {
        "@type": "ElectionResults.Election",
        "Name": _text(case.election.title, language),
        "StartDate": day,
        "EndDate": day,
        "Type": "runoff" if contest.round == "runoff" else "general",
        "ElectionScopeId": ids[WHOLE],
        "Candidate": [_candidate(number, choice, language) for number, choice in enumerate(named, 1)],
        "BallotCounts": [c for place in totals.values() for c in _ballots(place, ids, kinds)],
        "Contest": [
            {
                "@type": "ElectionResults.CandidateContest",
                "@id": "contest-1",
                "Name": contest.title,
                "ElectionDistrictId": ids[WHOLE],
                "VotesAllowed": contest.votes_allowed,
                "ContestSelection": [
                    _votes(n, ChoiceId(choice.id), totals, ids) for n, choice in enumerate(named, 1)
                ],
                "OtherCounts": [
                    {
                        "@type": "ElectionResults.OtherCounts",
                        "GpUnitId": ids[place.place_id],
                        "Undervotes": _of(place, kinds, Kind.BLANK),
                    }
                    for place in totals.values()
                ],
            }
        ],
    }


def _candidate(number: int, choice: ChoiceEntry, language: str) -> Json:
    return {
        "@type": "ElectionResults.Candidate",
        "@id": f"candidate-{number}",
        "BallotName": _text(choice.label, language),
        "ExternalIdentifier": [
            {
                "@type": "ElectionResults.ExternalIdentifier",
                "Type": "other",
                "OtherType": "choice_id",
                "Value": choice.id,
            }
        ],
    }


def _votes(number: int, choice_id: ChoiceId, totals: dict[str, PlaceTotals], ids: dict[str, str]) -> Json:
    return {
        "@type": "ElectionResults.CandidateSelection",
        "@id": f"selection-{number}",
        "CandidateIds": [f"candidate-{number}"],
        "SequenceOrder": number,
        "VoteCounts": [
            {
                "@type": "ElectionResults.VoteCounts",
                "GpUnitId": ids[place.place_id],
                "Type": "total",
                "Count": place.votes.get(choice_id, 0),
            }
            for place in totals.values()
        ],
    }


def _ballots(place: PlaceTotals, ids: dict[str, str], kinds: dict[ChoiceId, Kind]) -> list[Json]:
    counts: list[Json] = [
        {
            "@type": "ElectionResults.BallotCounts",
            "GpUnitId": ids[place.place_id],
            "Type": "total",
            "BallotsCast": sum(place.votes.values()),
            "BallotsRejected": _of(place, kinds, Kind.NULL),
        }
    ]
    if Kind.CHALLENGED in kinds.values():
        counts.append(
            {
                "@type": "ElectionResults.BallotCounts",
                "GpUnitId": ids[place.place_id],
                "Type": "other",
                "OtherType": "challenged",
                "BallotsCast": _of(place, kinds, Kind.CHALLENGED),
            }
        )
    return counts


def _of(place: PlaceTotals, kinds: dict[ChoiceId, Kind], kind: Kind) -> int:
    return sum(n for choice, n in place.votes.items() if kinds[choice] is kind)
