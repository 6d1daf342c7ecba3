"""In words: the claims of a case with their verdicts."""

from __future__ import annotations

from typing import TYPE_CHECKING

from veedor.claims.types import Unknown
from veedor.claims.verdict import ClaimVerdict
from veedor.findings.rows import columns_in
from veedor.model import Column, Figure, Finding, Method, Table, Unit, localised

if TYPE_CHECKING:
    from veedor.claims import ClaimsResult, Judged

METHOD = Method(
    "method.claims", "docs/explanation/claims.md: words for numbers, readings, three truth values"
)
CANNOT = ("cannot.claims_truth", "cannot.claims_count")


def findings(result: ClaimsResult) -> tuple[Finding, ...]:
    """Say how many claims hold, do not, depend, or cannot be checked; and what could not be read."""
    figures = (
        Figure("claims", len(result.judged), Unit.NUMBER, digits=0),
        *(Figure(str(v), result.count(v), Unit.NUMBER, digits=0) for v in ClaimVerdict),
        Figure("sources", len(result.file.source), Unit.NUMBER, digits=0),
    )
    found = [Finding("claims.summary", "claims.summary", figures, METHOD, (), CANNOT)]
    if result.missing:
        names = Figure("names", ", ".join(result.missing), Unit.TEXT)
        found.append(Finding("claims.missing", "claims.missing", (names,), METHOD))
    resting = [one for one in result.judged if one.open is not None]
    if resting and resting[0].open is not None:
        sheets = Figure("sheets", resting[0].open.sheets, Unit.SHEETS)
        # nothing is known to hold them where nothing bounds the open sheets
        moved = [o.claim.id for o in resting if o.open and (o.open.other or o.open.ballots is None)]
        ids = Figure("ids", ", ".join(moved) or "–", Unit.TEXT)
        found.append(Finding("claims.incomplete", "claims.incomplete", (sheets, ids), METHOD))
    if result.differing:
        ids = Figure("ids", ", ".join(one.claim.id for one in result.differing), Unit.TEXT)
        found.append(Finding("claims.differs", "claims.differs", (ids,), METHOD))
    return tuple(found)


def tables(result: ClaimsResult) -> tuple[Table, ...]:
    """Return the verdicts, and every reading with what decided it."""
    lang = result.lang
    verdicts = Table(
        "claims_verdicts",
        (*columns_in(Unit.TEXT, "claim", "text"), Column("verdict", Unit.TERM)),
        tuple((one.claim.id, localised(one.claim.text, lang), verdict_term(one)) for one in result.judged),
    )
    readings = Table(
        "claims_readings",
        (
            *columns_in(Unit.TEXT, "claim", "reading", "check"),
            Column("truth", Unit.TERM),
        ),
        tuple(
            (one.claim.id, localised(check.name, lang), check.check, truth_term(evaluated.value))
            for one in result.judged
            for check, evaluated in one.checks
        ),
    )
    return (verdicts, readings)


def truth_term(value: bool | Unknown) -> str:
    """Return the message key of a truth value."""
    return f"truth.{str(value).lower()}" if isinstance(value, bool) else "truth.unknown"


def verdict_term(judged: Judged) -> str:
    """Return the message key of a verdict with its grade."""
    return "verdict.holds_approximately" if judged.approximate else f"verdict.{judged.verdict}"


def reason_key(unknown: Unknown) -> str:
    """Return the message key of why there is no answer."""
    return f"unknown.{unknown.reason}"
