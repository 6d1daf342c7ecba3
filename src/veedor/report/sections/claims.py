"""Reported claims, each on a card: verdict, readings with their traces, and where it was printed."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from veedor.claims.types import Reason
from veedor.claims.verdict import ClaimVerdict
from veedor.findings.claims import truth_term, verdict_term
from veedor.model import Unit, localised
from veedor.report.claimed import answer as in_words
from veedor.report.claimed import other_word, printed_difference, still_open
from veedor.report.sections import Fragment, Listing, Part, Section, render, said

if TYPE_CHECKING:
    from veedor.case import Case
    from veedor.claims import ClaimsResult, Judged
    from veedor.claims.claims_file import SaidEntry
    from veedor.report.wording import Wording


@dataclass(frozen=True, slots=True)
class ShownReading:
    """One reading or part as it is shown."""

    name: str
    truth: str
    state: str
    check: str
    steps: tuple[tuple[str, str], ...]
    notes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Quoted:
    """One place where a claim was made."""

    quote: str
    speaker: str
    mode: str
    title: str
    published: str


@dataclass(frozen=True, slots=True)
class Card:
    """A claim as it is shown."""

    claim_id: str
    text: str
    verdict: str
    state: str
    axis: str
    note: str
    reviewed: str
    printed: str
    would_need: str
    still_open: str
    parts: bool
    readings: tuple[ShownReading, ...]
    said: tuple[Quoted, ...]


def build(case: Case, wording: Wording) -> Section:
    """Write the section; the case has no data for it where it has no claims file."""
    return Section("claims", answer(case.claims(lang=wording.lang), wording))


def answer(result: ClaimsResult, wording: Wording) -> tuple[Part, ...]:
    """Return the parts that say which claims of a file hold.

    Parameters
    ----------
    result : ClaimsResult
        Of any claims file, in the language of the page.
    wording : Wording
        With the labels of the choices.
    """
    cards = tuple(_card(result, judged, wording) for judged in result.judged)
    parts: list[Part] = [*said(result), Listing(result.tables[0])]
    title = wording.text("claims.cards", n=len(cards))
    parts.append(Fragment(render("claims.html", wording, cards=cards), title))
    return tuple(parts)


def _card(result: ClaimsResult, judged: Judged, wording: Wording) -> Card:
    claim, lang = judged.claim, wording.lang
    depends = bool(claim.axis) and judged.verdict is ClaimVerdict.DEPENDS
    missing = sorted({u.detail for u in judged.missing if u.reason is Reason.NOT_ATTESTED})
    return Card(
        claim.id,
        localised(claim.text, lang),
        wording.text(verdict_term(judged)),
        str(judged.verdict),
        wording.text("claims.depends_on", axis=localised(claim.axis, lang)) if depends else "",
        localised(claim.review.note, lang),
        wording.text(
            "claims.reviewed",
            by=localised(claim.review.by, lang),
            on=wording.value(claim.review.on, Unit.DAY),
        ),
        _printed(result, judged, wording),
        wording.text("claims.would_need", names=", ".join(missing)) if missing else "",
        still_open(judged, wording),
        claim.combine == "parts",
        tuple(_readings(judged, wording)),
        tuple(_quoted(result, said_, wording) for said_ in claim.said),
    )


def _printed(result: ClaimsResult, judged: Judged, wording: Wording) -> str:
    """Say in how many articles, texts and origins a claim stands; nothing where that cannot be told."""
    standing = result.standing(judged)
    if standing is None or not standing.occurrences:
        return ""
    if len(standing.articles) == 1:
        return wording.text("claims.printed_once")
    numbers = {"articles": len(standing.articles), "texts": standing.texts, "origins": standing.origins}
    return wording.text("claims.printed", **numbers)


def _readings(judged: Judged, wording: Wording) -> list[ShownReading]:
    return [
        ShownReading(
            localised(check.name, wording.lang),
            wording.text(truth_term(evaluated.value)),
            truth_term(evaluated.value).removeprefix("truth."),
            check.check,
            tuple((step.source, in_words(step.value, step.type, wording)) for step in evaluated.steps),
            (
                *(other_word(word, other, wording) for word, other in evaluated.other_words),
                *(printed_difference(found, wording) for found in evaluated.differences),
            ),
        )
        for check, evaluated in judged.checks
    ]


def _quoted(result: ClaimsResult, entry: SaidEntry, wording: Wording) -> Quoted:
    source = result.file.source[entry.source]
    if entry.by is None:
        speaker = wording.text("claims.narrator")
    elif entry.by:
        speaker = wording.text("claims.said_by", by=localised(entry.by, wording.lang))
    else:
        speaker = wording.text("claims.lost")
    published = (
        wording.value(source.published, Unit.DAY)
        if source.published
        else localised(source.published_inferred, wording.lang)
    )
    return Quoted(entry.quote, speaker, wording.text(f"claims.mode.{entry.mode}"), source.title, published)
