"""Verdicts as schema.org ClaimReview, for search engines and other fact-checkers.

One for each claim with a verdict; none for what is not checkable, because a rating of it would be a lie.
Source: https://schema.org/ClaimReview and https://schema.org/Rating.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from veedor.claims.verdict import ClaimVerdict, Judged
from veedor.findings.claims import truth_term, verdict_term
from veedor.model import localised

if TYPE_CHECKING:
    from collections.abc import Callable

    from veedor.claims.claims_file import ClaimsFile, SourceEntry
    from veedor.claims.result import ClaimsResult

RATINGS = {ClaimVerdict.HOLDS: 5, ClaimVerdict.DEPENDS: 3, ClaimVerdict.DOES_NOT_HOLD: 1}
"""Verdict -> ratingValue between 1 (worst) and 5 (best)."""


def claim_reviews(
    result: ClaimsResult, say: Callable[[str], str], *, author: str, url: str = ""
) -> list[dict[str, Any]]:
    """Write the verdicts as JSON-LD.

    Parameters
    ----------
    result : ClaimsResult
        Judged claims.
    say : callable
        Puts a message key in words.
    author : str
        Who publishes the reviews.
    url : str
        Where they are published; a claim's id is appended.

    Returns
    -------
    list of dict
        One ClaimReview for each claim that has a verdict.
    """
    return [
        _review(result, judged, say, author, url)
        for judged in result.judged
        if judged.verdict is not ClaimVerdict.NOT_CHECKABLE
    ]


NEEDED = ("url", "itemReviewed.author", "itemReviewed.datePublished", "itemReviewed.appearance.url")
"""What search engines ask of a review besides what every claims file has
(https://developers.google.com/search/docs/appearance/structured-data/factcheck, read from memory)."""


def lacking(reviews: list[dict[str, Any]]) -> dict[str, int]:
    """Count the reviews that lack something that search engines ask for, by its name in JSON-LD."""
    found = {name: sum(not _has(review, name.split(".")) for review in reviews) for name in NEEDED}
    return {name: number for name, number in found.items() if number}


def _has(item: Any, path: list[str]) -> bool:  # noqa: ANN401 - JSON
    if isinstance(item, list):
        return any(_has(one, path) for one in item)
    return not path or (isinstance(item, dict) and bool(item.get(path[0])) and _has(item[path[0]], path[1:]))


def _review(
    result: ClaimsResult, judged: Judged, say: Callable[[str], str], author: str, url: str
) -> dict[str, Any]:
    claim, lang = judged.claim, result.lang
    review: dict[str, Any] = {
        "@context": "https://schema.org",
        "@type": "ClaimReview",
        "claimReviewed": localised(claim.text, lang),
        "datePublished": claim.review.on.isoformat(),
        "inLanguage": lang,
        "author": {"@type": "Organization", "name": author},
        "itemReviewed": {
            "@type": "Claim",
            "appearance": [_work(result.file, said.source) for said in claim.said],
        },
        "reviewRating": {
            "@type": "Rating",
            "ratingValue": RATINGS[judged.verdict],
            "bestRating": 5,
            "worstRating": 1,
            "alternateName": say(verdict_term(judged)),
            "ratingExplanation": "; ".join(
                f"{localised(check.name, lang)}: {say(truth_term(result_of.value))}"
                for check, result_of in judged.checks
            ),
        },
    }
    if url:
        review["url"] = f"{url}#{claim.id}"
    works = review["itemReviewed"]["appearance"]
    days = [work["datePublished"] for work in works if "datePublished" in work]
    if days:  # when it was first made, as far as the sources say
        review["itemReviewed"]["datePublished"] = min(days)
    named = next((said.by for said in claim.said if said.by), None)
    if named:
        review["itemReviewed"]["author"] = {"@type": "Person", "name": localised(named, lang)}
    return review


def _work(file: ClaimsFile, name: str) -> dict[str, Any]:
    source: SourceEntry = file.source[name]
    work: dict[str, Any] = {"@type": "CreativeWork", "headline": source.title, "inLanguage": source.language}
    if source.url:
        work["url"] = source.url
    if source.publisher:
        work["publisher"] = {"@type": "Organization", "name": source.publisher}
    if source.published:
        work["datePublished"] = source.published.isoformat()
    return work
