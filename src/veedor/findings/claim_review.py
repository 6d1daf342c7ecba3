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
    named = next((said.by for said in claim.said if said.by), None)
    if named:
        review["itemReviewed"]["author"] = {"@type": "Person", "name": named}
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
