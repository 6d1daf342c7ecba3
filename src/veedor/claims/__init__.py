"""Does it hold: claims of a file, judged against the count by checks that a person wrote."""

from veedor.claims.document import ClaimsFile, Expected, load_claims, localised
from veedor.claims.evaluate import Evaluated, Step, evaluate
from veedor.claims.facts import Facts
from veedor.claims.functions import ALL, functions
from veedor.claims.result import ClaimsResult, judge_claims, truth_term, verdict_term
from veedor.claims.review import claim_reviews
from veedor.claims.verdict import Judged, Verdict, judge

__all__ = [
    "ALL",
    "ClaimsFile",
    "ClaimsResult",
    "Evaluated",
    "Expected",
    "Facts",
    "Judged",
    "Step",
    "Verdict",
    "claim_reviews",
    "evaluate",
    "functions",
    "judge",
    "judge_claims",
    "load_claims",
    "localised",
    "truth_term",
    "verdict_term",
]
