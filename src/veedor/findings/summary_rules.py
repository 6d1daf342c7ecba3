"""How the answer of each chapter of a report is found among its findings, and how much it weighs."""

from __future__ import annotations

from dataclasses import replace
from enum import IntEnum
from fractions import Fraction
from typing import TYPE_CHECKING

from veedor.model import Figure, Finding, Unit

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence


SMALL = Fraction(1, 100)
"""Where so small a part of the sheets, annulled, would be enough to change the outcome, that stands out."""

LEVEL = 0.05
"""A difference within the same places stands out at this level."""


class Weight(IntEnum):
    """How much an answer weighs for the case at hand."""

    NOTHING = 0
    FIGURE = 1
    STANDS_OUT = 2


Found = tuple[Weight, str, tuple[Finding, ...]]
"""Weight; last part of the message key, empty for the sentence of the first finding; and the findings that
give the figures, the first before the others."""


def _said(said: Sequence[Finding], *keys: str) -> list[Finding]:
    """Return the findings whose message key begins in one of some ways."""
    return [finding for finding in said if finding.says.startswith(keys)]


def _value(finding: Finding, name: str) -> object:
    return next((figure.value for figure in finding.figures if figure.name == name), None)


def _number(finding: Finding, name: str) -> float | Fraction:
    value = _value(finding, name)
    return value if isinstance(value, int | float | Fraction) else 0


def _with(finding: Finding, *figures: Figure) -> Finding:
    return replace(finding, figures=(*figures, *finding.figures))


def _timeline(said: Sequence[Finding]) -> Found | None:
    """The longest time in which nothing was published, or nothing new."""
    dark = _said(said, "timeline.interruption", "timeline.pause")
    if dark:
        longest = max(dark, key=lambda finding: _number(finding, "dark_seconds"))
        since = _value(longest, "dark_from")
        across = [f for f in _said(said, "timeline.across_") if _value(f, "dark_from") == since]
        kind = "pause" if longest.says == "timeline.pause" else "dark"
        if not across:
            return Weight.STANDS_OUT, kind, (longest,)
        moved = "share" if across[0].says == "timeline.across_share" else "lead"
        return Weight.STANDS_OUT, f"{kind}.{moved}", (longest, across[0])
    standing = _said(said, "timeline.standing")
    if standing:
        longest = max(standing, key=lambda finding: _number(finding, "stood_seconds"))
        return Weight.STANDS_OUT, "standing", (longest,)
    steady = [f for f in said if f.says.endswith(("never_interrupted", "never_paused"))]
    return (Weight.NOTHING, "steady", (steady[0],)) if steady else None


def _compare(said: Sequence[Finding]) -> Found | None:
    """What the last publication changed in the one before it."""
    counts = _said(said, "comparison.sheets", "comparison.nothing_changed")
    areas = _said(said, "areas.comparison", "areas.comparison.by_place")
    if areas and not counts:
        return Weight.STANDS_OUT if _number(areas[0], "areas_vanished") else Weight.FIGURE, "", (areas[0],)
    if not counts:
        return None
    last = counts[0]
    if _number(last, "sheets_vanished"):
        return Weight.STANDS_OUT, "vanished", (last,)
    changed = bool(_number(last, "sheets_changed"))
    return (Weight.FIGURE, "changed", (last,)) if changed else (Weight.NOTHING, "nothing", (last,))


def _stakes(said: Sequence[Finding]) -> Found | None:
    """How few sheets, annulled, would be enough for another outcome."""
    flips = [f for f in _said(said, "stakes.flip.") if _value(f, "treatment") == "stakes.treatment.annul"]
    sheets = [f for f in flips if _value(f, "unit") == "stakes.unit.sheet"]
    if not sheets:
        return None
    found = sheets[0]
    match found.says.removeprefix("stakes.flip."):
        case "undetermined":
            return Weight.STANDS_OUT, "undetermined", (found,)
        case "exact" | "bracket" as how:
            few = _number(found, "flip_share") <= SMALL
            return Weight.STANDS_OUT if few else Weight.FIGURE, how, (found,)
        case "at_least":
            return Weight.FIGURE, "at_least", (found,)
        case _:
            return Weight.NOTHING, "never", (found,)


def _checks(said: Sequence[Finding]) -> Found | None:
    """How many checks name sheets, and whether annulling those of one would change the outcome."""
    named, none = _said(said, "checks.named"), _said(said, "checks.none")
    asked = Figure("checks_asked", len(named) + len(none), Unit.NUMBER)
    naming = Figure("checks_naming", len(named), Unit.NUMBER)
    if not named:
        return (Weight.NOTHING, "nothing", (_with(none[0], asked),)) if none else None
    deciding = [f for f in named if str(_value(f, "verdict")).endswith("would_if_annulled")]
    if deciding:
        most = Figure("checks_deciding", len(deciding), Unit.NUMBER)
        key = "would" if len(deciding) == 1 else "would.several"
        return Weight.STANDS_OUT, key, (_with(deciding[0], asked, naming, most),)
    judged = any(_value(finding, "verdict") is not None for finding in named)
    return Weight.FIGURE, "would_not" if judged else "named", (_with(named[0], asked, naming),)


def _forensics(said: Sequence[Finding]) -> Found | None:
    """How many patterns stand out from clean twins."""
    found = _said(said, "forensics.discoveries", "forensics.no_discovery")
    if not found or not _number(found[0], "tests"):
        return None
    out = found[0].says == "forensics.discoveries"
    return (Weight.STANDS_OUT, "some", (found[0],)) if out else (Weight.NOTHING, "none", (found[0],))


def _outstanding(said: Sequence[Finding]) -> Found | None:
    """What the votes still out will do; nothing of it where none are."""
    state, chances = _said(said, "outstanding.state.counted"), _said(said, "outstanding.chances")
    if not state:
        return None
    moment = state[0].says.endswith(".at")
    kind = ".at" if moment else ""
    weight = Weight.FIGURE if moment else Weight.STANDS_OUT
    if chances and chances[0].says == "outstanding.chances":
        return weight, f"chances{kind}", (chances[0], state[0])
    return weight, f"open{kind}", (state[0],)


def _shift(said: Sequence[Finding]) -> Found | None:
    """Whether the late sheets of the same places differ beyond their trend."""
    parts, contrast = _said(said, "shift.decomposition"), _said(said, "shift.contrast")
    beyond = [finding for finding in contrast if finding.says in {"shift.contrast", "shift.contrast.bent"}]
    if not parts:
        return None
    if not beyond:
        return Weight.FIGURE, "unanswered", (parts[0],)
    out = _number(beyond[0], "p_beyond_trend") < LEVEL
    return (
        Weight.STANDS_OUT if out else Weight.NOTHING,
        "beyond" if out else "as_trend",
        (beyond[0], parts[0]),
    )


def _audit(said: Sequence[Finding]) -> Found | None:
    """What audit would settle the outcome, or has."""
    ended = _said(said, "audit.full_count.outcome", "audit.full_count.seats", "audit.confirmed")
    outlook = _said(said, "audit.outlook")
    if ended:
        return Weight.STANDS_OUT, "", (ended[0],)
    if not outlook:
        return None
    everything = outlook[0].says.endswith("everything")
    return Weight.FIGURE, "everything" if everything else "sample", (outlook[0],)


def _claims(said: Sequence[Finding]) -> Found | None:
    """How many reported claims hold."""
    found = _said(said, "claims.summary")
    if not found:
        return None
    wrong = bool(_number(found[0], "does_not_hold"))
    return Weight.STANDS_OUT if wrong else Weight.FIGURE, "judged", (found[0],)


def _press(said: Sequence[Finding]) -> Found | None:
    """From how many origins the articles come."""
    found = _said(said, "press.clusters")
    if not found:
        return None
    fewer = _number(found[0], "origins") < _number(found[0], "articles")
    return (Weight.FIGURE, "fewer", (found[0],)) if fewer else (Weight.NOTHING, "alone", (found[0],))


RULES: Mapping[str, Callable[[Sequence[Finding]], Found | None]] = {
    "timeline": _timeline,
    "compare": _compare,
    "stakes": _stakes,
    "check": _checks,
    "forensics": _forensics,
    "project": _outstanding,
    "shift": _shift,
    "audit": _audit,
    "press": _press,
    "claims": _claims,
}
"""Chapter -> how its answer is found."""
