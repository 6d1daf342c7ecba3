"""Audits of listed ballots: how many to look at, which ones, and the risk that is attained.

A list names every ballot, with what its record says where there are records. Ballots come in a simple random
order that the seed gives. *Polling* looks at their marks alone; *comparison* at how they differ from their
records, and needs far fewer. A ballot that is on the list and cannot be found counts at its worst.

Sources: as for :mod:`veedor.audit.cards`.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING

import numpy as np

from veedor.audit.bets import SAFE, share_of_full, shrink_truncate
from veedor.audit.cards import HALF, Compared, assorter, comparison, polling
from veedor.audit.draw import simple
from veedor.audit.risk import martingale, mean_simple, stops_at
from veedor.audit.sample_size import bravo_expected_cards, super_simple_cards
from veedor.audit.seed import DICE_DIGITS, check_digits
from veedor.errors import QuestionError
from veedor.model import Assertion, Result
from veedor.rules.assembly import Seats
from veedor.rules.implied import without_implied

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from veedor.audit.cards import Assorter
    from veedor.audit.risk import FloatArray
    from veedor.model import ChoiceId, Contest, Tally
    from veedor.rules import Decision

MISSING = "missing"
"""Found instead of a mark: the ballot is on the list and cannot be found."""


@dataclass(frozen=True, slots=True)
class BallotList:
    """Every ballot, by name.

    Parameters
    ----------
    ids : tuple of str
        In any order.
    records : mapping of str to ChoiceId or None
        What the record of each says; None: no vote in this contest. Empty where there are no records.
    """

    ids: tuple[str, ...]
    records: Mapping[str, ChoiceId | None]


@dataclass(frozen=True, slots=True)
class BallotAssertion:
    """An assertion beside ballots.

    Parameters
    ----------
    assertion : Assertion
        Which.
    mean : Fraction
        Reported mean of its assorter over all ballots; the assertion holds where it exceeds one half.
    polled, compared : int
        Ballots to look at if everything is as reported: the median by polling, and by comparison.
    p : float, optional
        P-value of what was found; absent where nothing was.
    """

    assertion: Assertion
    mean: Fraction
    polled: int
    compared: int
    p: float | None = None


@dataclass(frozen=True)
class BallotAudit(Result):
    """What an audit of ballots takes, and where it stands.

    Parameters
    ----------
    contest : Contest
        What was voted on.
    risk_limit : Fraction
        Largest acceptable risk.
    ballots : int
        In all.
    assertions : tuple of BallotAssertion
        All must be confirmed.
    drawn : tuple of str
        The first ballots in the order of the draw; empty without a seed.
    looked : int
        How many of them were found, without a gap.
    compared : bool
        Whether ballots are compared with their records.
    runs, seed : int
        Of the simulation of sizes by polling.
    """

    contest: Contest
    risk_limit: Fraction
    ballots: int
    assertions: tuple[BallotAssertion, ...]
    drawn: tuple[str, ...]
    looked: int
    compared: bool
    runs: int
    seed: int

    @property
    def attained(self) -> float | None:
        """P-value of the outcome; None where nothing was looked at."""
        return max((one.p for one in self.assertions if one.p is not None), default=None)


def of_ballots(decided: Decision | Seats) -> tuple[Assertion, ...]:
    """Give the assertions that ballots have to confirm.

    Raises
    ------
    QuestionError
        Where the outcome rests on areas, on registered voters, or on nothing that votes could confirm, or a
        ballot gives several votes.
    """
    if decided.tally.contest.votes_allowed > 1:
        raise QuestionError(
            "A ballot of this contest gives several votes, and the list knows one mark a ballot.",
            remedy="Audit the sheets: veedor audit plan.",
        )
    if isinstance(decided, Seats):
        forms: tuple[object, ...] = decided.assertions
    elif decided.support is None or decided.lump is not None:
        raise QuestionError(
            "The outcome rests on no condition of votes, so no ballots can confirm it.",
            remedy="`veedor outcome` says what the rule gives.",
        )
    else:
        forms = without_implied(decided.support.alternative.conditions, decided.tally.contest.candidates)
    found = tuple(form for form in forms if isinstance(form, Assertion) and form.scope is None)
    if len(found) < len(forms):
        raise QuestionError(
            "The outcome rests on votes by area, and the list does not say where a ballot lies.",
            remedy="Audit the sheets: veedor audit plan.",
        )
    return found


def ballot_audit(
    decided: Decision | Seats,
    *,
    risk_limit: Fraction,
    ballots: int,
    listed: BallotList | None = None,
    seed: str = "",
    first: int = 0,
    found: Mapping[str, ChoiceId | str | None] | None = None,
    runs: int = 200,
    simulation: int = 20191020,
) -> BallotAudit:
    """Say what an audit of ballots takes, draw them, and measure what was found.

    Parameters
    ----------
    decided : Decision or Seats
        The reported outcome.
    risk_limit : Fraction
        Largest acceptable risk.
    ballots : int
        In all; at least those that are listed and those that are reported.
    listed : BallotList, optional
        Every ballot by name; without one only sizes are given.
    seed : str
        Public seed of the draw; empty: nothing is drawn.
    first : int
        How many drawn ballots to name.
    found : mapping of str to ChoiceId, ``missing`` or None, optional
        What each ballot that was looked at shows; None: no vote in this contest.
    runs, simulation : int
        Of the simulation of sizes.

    Raises
    ------
    QuestionError
        Where the seed is too short, the outcome cannot be confirmed by ballots, there are fewer ballots than
        votes or than are listed, or something was found of a ballot that is not on the list.
    """
    forms, tally = of_ballots(decided), decided.tally
    at_least = max(sum(tally.votes.values()), len(listed.ids) if listed else 0)
    if ballots < at_least:
        raise QuestionError(
            f"{ballots} ballots are fewer than the {at_least} that are reported or listed.",
            remedy=f"Give all of them: --cards {at_least} or more.",
        )
    choices = [choice.choice_id for choice in tally.contest.choices]
    sorters = [assorter(form, choices) for form in forms]
    order = _order(listed, seed)
    looked = _looked(order, listed, found or {})
    compare = bool(listed and listed.records)
    made = []
    for number, sorter in enumerate(sorters):
        rng = np.random.default_rng([simulation, number])
        mean = _mean(sorter, tally, ballots)
        p = _p(sorter, listed, looked, found or {}, ballots, mean) if looked else None
        polled, compared = _polled(sorter, tally, ballots, float(risk_limit), runs, rng), ballots
        if mean > HALF:
            compared = _compared(sorter, mean, ballots, float(risk_limit))
        made.append(BallotAssertion(sorter.assertion, mean, polled, compared, p))
    return BallotAudit(
        tally.contest, risk_limit, ballots, tuple(made), tuple(order[:first]), len(looked), compare, runs,
        simulation,
    )  # fmt: skip


def _order(listed: BallotList | None, seed: str) -> list[str]:
    if listed is None or not seed:
        return []
    remedy = f"Throw a ten-sided die {DICE_DIGITS} times in public and write the digits down in order."
    digits = check_digits(seed, DICE_DIGITS, remedy)
    return [listed.ids[i] for i in simple(digits, list(listed.ids)).tolist()]


def _looked(order: Sequence[str], listed: BallotList | None, found: Mapping[str, object]) -> list[str]:
    """Give the ballots that were looked at, up to the first in the order of the draw that was not."""
    known = set(listed.ids) if listed else set()
    stranger = next((ballot for ballot in found if ballot not in known), None)
    if stranger is not None:
        raise QuestionError(
            f"Something was found of the ballot {stranger!r}, which is not on the list.",
            remedy="Write the ids as the list has them.",
        )
    looked = []
    for ballot in order:
        if ballot not in found:
            break
        looked.append(ballot)
    return looked


def _mean(sorter: Assorter, tally: Tally, ballots: int) -> Fraction:
    """Give the reported mean of an assorter; ballots without a vote count one half."""
    marked = sum(tally.votes.values())
    whole = sum((n * sorter.of(choice) for choice, n in tally.votes.items()), Fraction(0))
    return (whole + (ballots - marked) * HALF) / ballots


def _p(
    sorter: Assorter,
    listed: BallotList | None,
    looked: Sequence[str],
    found: Mapping[str, ChoiceId | str | None],
    ballots: int,
    mean: Fraction,
) -> float:
    if listed is None or not listed.records:
        # a ballot that cannot be found counts as the worst that it could be
        worst = min(sorter.values, key=lambda choice: sorter.values[choice])
        marks = [worst if found[b] == MISSING else found[b] for b in looked]
        return float(polling(sorter, marks, ballots, expected=float(mean))[-1])  # type: ignore[arg-type]
    records = [sorter.of(listed.records[ballot]) for ballot in listed.ids]
    of_records = (sum(records, Fraction(0)) + (ballots - len(records)) * HALF) / ballots
    cards = [
        Compared(
            listed.records[b],
            None if found[b] == MISSING else found[b],  # type: ignore[arg-type]
            paper_found=found[b] != MISSING,
        )
        for b in looked
    ]
    return float(comparison(sorter, cards, ballots, of_records)[-1])


def _polled(
    sorter: Assorter, tally: Tally, ballots: int, risk: float, runs: int, rng: np.random.Generator
) -> int:
    """Give the median number of ballots that polling looks at if the reported totals are right."""
    mean = float(_mean(sorter, tally, ballots))
    if mean <= 0.5:
        return ballots
    marks = dict(tally.votes)
    values = np.array([float(sorter.of(choice)) for choice in marks] + [0.5])
    numbers = np.array([*marks.values(), ballots - sum(marks.values())], dtype=float)
    share = min(mean / float(sorter.upper), 1 - 1e-9) if sorter.upper > 1 else mean
    look = min(ballots, max(64, 6 * bravo_expected_cards(max(share, 0.5 + 1e-4), risk)))
    runs = min(runs, max(20, 2_000_000 // look))
    x: FloatArray = rng.choice(values, p=numbers / numbers.sum(), size=(runs, look))
    bet = shrink_truncate(mean, float(sorter.upper), 100.0)
    at = stops_at(martingale(x, mean_simple(x, ballots, 0.5), bet), risk)
    return int(np.quantile(np.where(at < 0, ballots, at), 0.5, method="higher"))


def _compared(sorter: Assorter, mean: Fraction, ballots: int, risk: float) -> int:
    """Give how many ballots are compared if each is as its record says."""
    margin = float(2 * mean - 1) / float(sorter.upper)
    look = min(ballots, 4 * super_simple_cards(margin, risk) + 16)
    x = np.full(look, 1.0 / (2.0 - margin))
    at = int(stops_at(martingale(x, mean_simple(x, ballots, 0.5), share_of_full(SAFE)), risk))
    return ballots if at < 0 else at
