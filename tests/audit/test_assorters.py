"""The second computation of audits of single ballots, by hand; and what the bets of both do at a tie."""

from fractions import Fraction

import numpy as np
import pytest
from scipy import stats

from audit.assorters import Compared, assorter, comparison, polling
from audit.build_audit import BLANK, CONTEST, OTHER, L, W, lead, share
from veedor.audit.bets import share_of_full
from veedor.model import Assertion, Tally

CHOICES = (W, L, OTHER, BLANK)


def test_assorters_of_the_bolivian_rule() -> None:
    forty = assorter(share(Fraction(2, 5)), CHOICES)
    assert [forty.of(c) for c in CHOICES] == [Fraction(5, 4), 0, 0, Fraction(1, 2)]
    ten = assorter(lead(Fraction(1, 10)), CHOICES)
    assert [ten.of(c) for c in CHOICES] == [Fraction(10, 11), 0, Fraction(5, 11), Fraction(1, 2)]
    assert ten.of(None) == Fraction(1, 2)


@pytest.mark.parametrize("assertion", [lead(Fraction(1, 10)), share(Fraction(2, 5)), lead(Fraction(0))])
def test_the_mean_exceeds_one_half_exactly_when_the_assertion_holds(assertion: Assertion) -> None:
    sorter = assorter(assertion, CHOICES)
    rng = np.random.default_rng(1)
    for votes in rng.integers(0, 40, (300, 4)).tolist():
        tally = Tally(CONTEST, dict(zip(CHOICES, votes, strict=True)))
        mean = sum((sorter.of(c) * n for c, n in zip(CHOICES, votes, strict=True)), Fraction(0))
        assert (mean > Fraction(sum(votes), 2)) is (assertion.value(tally) > 0)


def test_polling_limits_risk_at_a_tie() -> None:
    rng = np.random.default_rng(3)
    sorter = assorter(lead(Fraction(0)), CHOICES)
    pool = [*[W] * 100, *[L] * 100]
    runs = 400
    wrong = 0
    for _ in range(runs):
        drawn = [pool[i] for i in rng.permutation(200)[:150].tolist()]
        wrong += polling(sorter, drawn, 200, expected=0.6)[-1] <= 0.1
    assert stats.binomtest(wrong, runs, 0.1, alternative="greater").pvalue > 1e-3


def test_error_free_comparison_grows_with_the_margin() -> None:
    sorter = assorter(lead(Fraction(0)), CHOICES)
    clean = [Compared(W, W)] * 120
    # margin 0.1: B = 1 / (2 - 0.1); full bet lambda = 2: p = (1 + 2 (B - 1/2))^-n without depletion
    p = comparison(sorter, clean, 10_000_000, Fraction(55, 100), share_of_full(1.0))
    assert p[-1] == pytest.approx((2 / 1.9) ** -120, rel=1e-3)


def test_a_margin_is_measured_by_what_a_ballot_can_show() -> None:
    sorter = assorter(share(Fraction(2, 5)), CHOICES)  # a ballot shows up to 5/4
    p = comparison(sorter, [Compared(W, W)], 10**9, Fraction(5, 8), share_of_full(1.0))
    assert p[0] == pytest.approx(0.5 * (2 - Fraction(1, 4) / Fraction(5, 4)))
