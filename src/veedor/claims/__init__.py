"""Does it hold: claims of a file, judged against the count by checks that a person wrote."""

from veedor.claims.case_facts import CaseFacts
from veedor.claims.claims_file import ClaimsFile, ExpectedVerdict, load_claims
from veedor.claims.evaluate import Evaluated, Step, evaluate
from veedor.claims.functions import ALL, functions
from veedor.claims.result import ClaimsResult, judge_claims
from veedor.claims.verdict import ClaimVerdict, Judged, judge

__all__ = [
    "ALL",
    "CaseFacts",
    "ClaimVerdict",
    "ClaimsFile",
    "ClaimsResult",
    "Evaluated",
    "ExpectedVerdict",
    "Judged",
    "Step",
    "evaluate",
    "functions",
    "judge",
    "judge_claims",
    "load_claims",
]
