"""Audits of single ballots, where they are listed one by one: polling, and comparison with their records.

An assertion gives every ballot a value between 0 and ``u``, its *assorter*: ``h = (w - w_min) / (-2
w_min)``, ``w`` being the weight of what it was marked for. The assertion holds exactly when the mean of
``h`` exceeds one half. Polling looks at drawn ballots; comparison looks at how much their records
overstate it, and needs far fewer. A ballot that is on the list and cannot be found is a *phantom*: its
record counts one half, its paper nothing.

Sources: Stark, "Sets of half-average nulls generate risk-limiting audits: SHANGRLA", VOTING 2020 (arXiv
1911.10035), sections 2 and 3.2; Blom et al., E-Vote-ID 2021, section 3 (assorters of linear assertions);
Banuelos and Stark, "Limiting risk by turning manifest phantoms into evil zombies", arXiv 1207.3413.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING

import numpy as np

from veedor.audit.bets import SAFE, share_of_full, shrink_truncate
from veedor.audit.risk import martingale, mean_simple, p_values
from veedor.errors import QuestionError
from veedor.sentence import sentence

if TYPE_CHECKING:
    from collections.abc import Sequence

    from veedor.audit.risk import Bet, FloatArray
    from veedor.model import Assertion, ChoiceId


HALF = Fraction(1, 2)


@dataclass(frozen=True)
class Assorter:
    """Values that an assertion gives to ballots.

    Parameters
    ----------
    assertion : Assertion
        What is audited.
    values : mapping of ChoiceId to Fraction
        By what a ballot is marked for.
    upper : Fraction
        Largest value.
    """

    assertion: Assertion
    values: dict[ChoiceId, Fraction]
    upper: Fraction

    def of(self, choice: ChoiceId | None) -> Fraction:
        """Give the value of a ballot; None is one without a vote in this contest: one half."""
        return HALF if choice is None else self.values.get(choice, HALF)


def assorter(assertion: Assertion, choices: Sequence[ChoiceId]) -> Assorter:
    """Turn an assertion into its assorter.

    Raises
    ------
    QuestionError
        Where no ballot can count against it, or it depends on more than ballots (registered voters).
    """
    lowest = min(0, *assertion.vector(choices))
    if not lowest:
        raise QuestionError(
            sentence("No ballot can count against {assertion_id}.", assertion_id=assertion.assertion_id)
        )
    if assertion.registered_weight:
        raise QuestionError(
            sentence(
                "{assertion_id} rests on registered voters too; ballots alone cannot test it.",
                assertion_id=assertion.assertion_id,
            ),
            remedy="Audit the sheets, with registered voters from the roll.",
        )
    values = {c: Fraction(assertion.weight(c) - lowest, -2 * lowest) for c in choices}
    return Assorter(assertion, values, max([HALF, *values.values()]))


def polling(
    sorter: Assorter,
    drawn: Sequence[ChoiceId | None],
    cards: int,
    bet: Bet | None = None,
    expected: float = 0.0,
) -> FloatArray:
    """Measure the risk of an assertion by looking at drawn ballots.

    Parameters
    ----------
    sorter : Assorter
        The assertion.
    drawn : sequence of ChoiceId or None
        What each drawn ballot is marked for, in the order of a simple random draw without replacement.
    cards : int
        Ballots in all.
    bet : Bet, optional
        By default ALPHA with shrink-and-truncate, started from ``expected``.
    expected : float
        Reported mean of the assorter.

    Returns
    -------
    float vector, shape (n_drawn,)
        P-value after each ballot.
    """
    upper = float(sorter.upper)
    x = np.array([float(sorter.of(choice)) for choice in drawn])
    mu = mean_simple(x, cards, 0.5)
    rule = bet or shrink_truncate(max(expected, 0.5 + 1e-6), upper, 100.0)
    return p_values(martingale(x, mu, rule))


@dataclass(frozen=True, slots=True)
class Compared:
    """A drawn card: what its record says and what its paper shows.

    ``paper_found`` is False for a phantom.
    """

    record: ChoiceId | None
    paper: ChoiceId | None
    has_record: bool = True
    paper_found: bool = True


def comparison(
    sorter: Assorter, drawn: Sequence[Compared], cards: int, mean: Fraction, bet: Bet | None = None
) -> FloatArray:
    """Measure the risk of an assertion by comparing drawn cards with their records.

    The overstatement assorter is ``B = (1 - omega / u) / (2 - v / u)``, ``omega`` being the record's
    value less the paper's and ``v`` the assorter margin ``2 mean - 1``; its mean exceeds one half exactly
    when the assertion holds.

    Parameters
    ----------
    sorter : Assorter
        The assertion.
    drawn : sequence of Compared
        Cards in the order of a simple random draw without replacement.
    cards : int
        Cards in all, phantoms included.
    mean : Fraction
        Mean of the assorter over all records, those of phantoms counting one half.
    bet : Bet, optional
        By default nine tenths of the full bet.

    Raises
    ------
    QuestionError
        Where the assertion does not hold on the records.
    """
    if mean <= HALF:
        raise QuestionError(
            sentence(
                "{assertion_id} does not hold on the records.", assertion_id=sorter.assertion.assertion_id
            )
        )
    margin = 2 * mean - 1
    x = np.array([float(_compare(sorter, card, margin)) for card in drawn])
    mu = mean_simple(x, cards, 0.5)
    return p_values(martingale(x, mu, bet or share_of_full(SAFE)))


def _compare(sorter: Assorter, card: Compared, margin: Fraction) -> Fraction:
    reported = sorter.of(card.record) if card.has_record else HALF
    found = sorter.of(card.paper) if card.paper_found else Fraction(0)
    return (1 - (reported - found) / sorter.upper) / (2 - margin / sorter.upper)
