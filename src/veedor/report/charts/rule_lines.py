"""The conditions of a rule beside what was counted: how far each is from its line, in words."""

from __future__ import annotations

from dataclasses import dataclass, replace
from fractions import Fraction
from typing import TYPE_CHECKING

from veedor.findings.decision_tables import condition_key
from veedor.findings.words import base_key, digits_of, unit_of
from veedor.model import Assertion, Figure, Quorum, Unit, measure_of
from veedor.report.charts import theme

if TYPE_CHECKING:
    from veedor.model import Condition
    from veedor.report.wording import Given, Wording
    from veedor.rules.decision import Decision, Support


@dataclass(frozen=True)
class MetCondition:
    """A condition beside its line.

    Parameters
    ----------
    name : str
        What is measured, and how much of it there is.
    asked : str
        What the law asks for.
    distance : Fraction
        From the line, as a fraction of its base; positive where it holds.
    written : str
        The distance in words.
    slack : str
        The slack in votes, in words; empty for conditions that are no sum of votes.
    holds, binds : bool
        Whether it is met, and whether it is what decides.
    """

    name: str
    asked: str
    distance: Fraction
    written: str
    slack: str
    holds: bool
    binds: bool


class RuleLines:
    """The conditions of every way to win, in rows from top to bottom.

    Parameters
    ----------
    decision : Decision
        Under the rule.
    wording : Wording
        With the labels of the contest.

    Attributes
    ----------
    ways : list of (Support, list of MetCondition)
        Each way to win, with one condition of each kind.
    beside : list of MetCondition
        What decides where none of these ways asks it.
    """

    def __init__(self, decision: Decision, wording: Wording) -> None:
        self.decision = decision
        self.wording = wording
        outcome = decision.as_counted
        self.who = str(outcome.choices[0] if outcome.choices else decision.tally.ranking()[0])
        self.ways = [(way, [self._met(c) for c in self._telling(way)]) for way in decision.ways]
        self.beside = self._beside()

    def title(self) -> str:
        """Say who is put beside the lines: somebody, or a proposal."""
        if self.decision.rule.round(self.decision.round).approve is not None:
            return self.wording.text("chart.outcome.title.proposal")
        return self.wording.text("chart.outcome.title", who=self.wording.choice(self.who))

    def _telling(self, way: Support) -> list[Condition]:
        """Keep one condition of each kind: against all rivals the law asks the same, the nearest tells."""
        kept: dict[object, Condition] = {}
        for condition in way.alternative.conditions:
            key: object = (
                condition.name if isinstance(condition, Quorum) else (condition.kind, condition.scope)
            )
            other = kept.get(key)
            if isinstance(condition, Assertion) and isinstance(other, Assertion):
                tally = self.decision.tally
                condition = min(other, condition, key=lambda a: a.slack(tally))  # noqa: PLW2901
            kept[key] = condition
        return list(kept.values())

    def _beside(self) -> list[MetCondition]:
        """Return what decides where no way to win of the first asks it: who goes on, or a way of another."""
        binding = self.decision.binding
        if binding is None or any(c.binds for _, conditions in self.ways for c in conditions):
            return []
        met = self._met(binding)
        if isinstance(binding, Assertion) and binding.subject is not None:
            who = self.wording.choice(str(binding.subject))
            met = replace(met, name=self.wording.text("chart.outcome.of", who=who, name=met.name))
        return [met]

    def _met(self, condition: Condition) -> MetCondition:
        if isinstance(condition, Quorum):
            return self._quorum(condition)
        w, tally = self.wording, self.decision.tally
        measure = measure_of(condition, tally.contest)
        unit, reached = unit_of(measure), measure.of(tally)
        away = Fraction(0) if reached is None else reached - measure.threshold
        if measure.negated:
            away = -away
        whole = digits_of(measure.threshold) == 0
        said: dict[str, Given] = {
            "subject": " + ".join(w.choice(choice) for choice in condition.whose),
            "rival": w.choice(str(condition.rival)),
            "threshold": Figure("threshold", measure.threshold, unit, digits=0 if whole else 2),
            "base": w.text(base_key(measure.base_name)),
            "reached": w.value(reached, unit),
        }
        kind = condition.kind.removeprefix("not_")
        name = w.text(f"chart.outcome.{kind}", **said)
        asked = w.text(f"chart.outcome.{condition.kind}.{_operator(condition)}", **said)
        votes = condition.slack(tally)
        slack = w.text(
            "chart.outcome.slack",
            slack=theme.signed(votes, Unit.VOTES, w),
            votes=Figure("votes", abs(votes), Unit.VOTES, digits=1),
        )
        return MetCondition(
            name,
            asked,
            away,
            theme.signed(away, Unit.POINTS, w),
            slack,
            condition.holds(tally),
            self._binds(condition),
        )

    def _binds(self, condition: Condition) -> bool:
        """Whether a condition is what decides, itself or as the one that must not hold."""
        binding = self.decision.binding
        if not isinstance(condition, Assertion) or not isinstance(binding, Assertion):
            return condition == binding
        return all(
            getattr(condition, part) == getattr(binding, part)
            for part in ("subject", "rival", "threshold", "base", "scope")
        ) and condition.kind.removeprefix("not_") == binding.kind.removeprefix("not_")

    def _quorum(self, quorum: Quorum) -> MetCondition:
        w, score = self.wording, quorum.score(self.decision.tally)
        whole = max(sum(quorum.points), 1)
        kind = w.text(f"rules.condition.{condition_key(quorum)}")
        name = w.text("chart.outcome.quorum", name=kind[:1].upper() + kind[1:], reached=score)
        asked = w.text("chart.outcome.quorum.least", needed=quorum.need, whole=whole)
        away = theme.signed(Fraction(score - quorum.need), Unit.NUMBER, w)
        holds = score >= quorum.need
        return MetCondition(
            name, asked, Fraction(score - quorum.need, whole), away, "", holds, self._binds(quorum)
        )

    def summary(self) -> str:
        """Say how many ways are met, and which condition decides."""
        w = self.wording
        met = sum(way.holds for way, _ in self.ways)
        said = [w.text("chart.outcome.ways", ways=len(self.ways), met=met)]
        for conditions in (*(conditions for _, conditions in self.ways), self.beside):
            said += [
                w.text("chart.outcome.binding", name=c.name, asked=c.asked, slack=c.slack or c.written)
                for c in conditions
                if c.binds
            ]
        return " ".join(said)


def _operator(condition: Assertion) -> str:
    """Say how the law compares: the last part of a message key."""
    if condition.constant:
        return "plus_one"
    return "more" if condition.strict else "least"
