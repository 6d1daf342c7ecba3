"""Facts that only some articles speak of, computed when one does.

What would change the outcome, how far it is from a threshold of the law, and an earlier election.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from fractions import Fraction
from typing import TYPE_CHECKING

from veedor.claims.evaluate import answer_of
from veedor.claims.fact import Fact, call, known
from veedor.claims.functions import MOVES
from veedor.claims.types import ValueType
from veedor.model import Assertion

if TYPE_CHECKING:
    from veedor.claims.case_facts import CaseFacts
    from veedor.claims.signatures import Function

CHANGES = ("annul", "move", "swap", "anything")
"""What articles suppose of the sheets that would change an outcome."""
_CALL = re.compile(r"(\w+)\(([^()]*)\)")


def _made(
    functions: Mapping[str, Function],
    kind: str,
    of: ValueType,
    check: str,
    base: str,
    choice: str = "",
    rival: str = "",
) -> Iterator[Fact]:
    """Return a fact where its check has a value that is not zero."""
    value = known(answer_of, check, functions)
    if isinstance(value, Fraction) and value:
        yield Fact(kind, value, of, check, choice, rival, base)


def flips(case: CaseFacts, functions: Mapping[str, Function]) -> Iterator[Fact]:
    """Return fewest sheets, places and votes that can change the outcome, by what would be done to them."""
    finest = case.final.states.roll.places.finest
    for unit, kind, of in (("", "flip_sheets", ValueType.SHEETS), (finest, "flip_places", ValueType.PLACES)):
        for change in CHANGES if unit != "" or kind == "flip_sheets" else ():
            named = {"unit": unit, "change": "" if change == "annul" else change}
            yield from _made(functions, kind, of, call("smallest_flip", **named), base=change)
    for change in MOVES:
        check = call("votes_to_flip", **({} if change == "move" else {"change": change}))
        yield from _made(functions, "flip_votes", ValueType.VOTES, check, base=change)


def to_thresholds(case: CaseFacts, functions: Mapping[str, Function]) -> Iterator[Fact]:
    """Return how many votes the first candidate is above, or short of, the shares and leads of the law."""
    decision = known(lambda: case.final.decision)
    if decision is None:
        return
    order = case.tally().ranking()
    asked = dict.fromkeys(
        (one.subject, one.rival, one.threshold, one.base)
        for way in decision.ways
        for one in way.alternative.conditions
        if isinstance(one, Assertion) and one.scope is None and one.threshold and one.subject is not None
    )
    for subject, rival, threshold, base in asked:
        if (rival is not None and rival not in order[:2]) or base not in {"valid", "cast", "registered"}:
            continue
        own = call("votes", str(subject)) + (f" - {call('votes', str(rival))}" if rival else "")
        times = "" if threshold.numerator == 1 else f" * {threshold.numerator}"
        line = f"{call(base)}{times} / {threshold.denominator}"
        short = known(answer_of, f"{own} < {line}", functions) is True
        check = f"{line} - {own.replace(' - ', ' + ')}" if short else f"{own} - {line}"
        yield from _made(
            functions,
            "to_threshold",
            ValueType.VOTES,
            check,
            f"{float(100 * threshold):g} %",
            str(subject),
            str(rival or ""),
        )


def as_other_case(facts: Iterable[Fact], name: str) -> Iterator[Fact]:
    """Return facts of another case, as the checks of this one ask for them."""
    for fact in facts:
        if not fact.place and not fact.level:
            check = _CALL.sub(lambda m: f'{m[1]}({m[2]}{", " if m[2] else ""}case="{name}")', fact.check)
            yield replace(fact, check=check, case=name)


def changes(now: Iterable[Fact], then: Iterable[Fact]) -> Iterator[Fact]:
    """Return by how much votes, shares and turnout rose or fell since another case.

    Parameters
    ----------
    now, then : iterables of Fact
        Of this case, and of the other one as :func:`as_other_case` writes them.
    """
    before = {(one.kind, one.choice, one.rival, one.base): one for one in then}
    for fact in now:
        other = before.get((fact.kind, fact.choice, fact.rival, fact.base))
        if other is None or fact.rival or fact.type not in _CHANGED or fact.value == other.value:
            continue
        high, low = (fact, other) if fact.value > other.value else (other, fact)
        of = ValueType.POINTS if fact.of_share else fact.type
        yield Fact(
            "change" if fact.type is ValueType.VOTES else "change_of_share",
            high.value - low.value,
            of,
            f"{high.check} - {_bracketed(low.check)}",
            fact.choice,
            base=fact.kind,
            case=other.case,
        )


_CHANGED = frozenset((ValueType.VOTES, ValueType.PERCENT))


def _bracketed(check: str) -> str:
    return f"({check})" if " - " in check or " + " in check else check
