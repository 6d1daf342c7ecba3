"""Single ballots: assorters, polling, comparison, phantoms and manifests."""

from fractions import Fraction

import numpy as np
import pytest
from scipy import stats

from audit.build_audit import BLANK, OTHER, L, W, lead, share
from veedor.audit.bets import share_of_full
from veedor.audit.cards import Compared, assorter, comparison, polling
from veedor.errors import QuestionError
from veedor.model import ChoiceId

CHOICES = (W, L, OTHER, BLANK)


def test_assorters_of_the_bolivian_rule() -> None:
    forty = assorter(share(Fraction(2, 5)), CHOICES)
    assert [forty.of(c) for c in CHOICES] == [Fraction(5, 4), 0, 0, Fraction(1, 2)]
    ten = assorter(lead(Fraction(1, 10)), CHOICES)
    assert [ten.of(c) for c in CHOICES] == [Fraction(10, 11), 0, Fraction(5, 11), Fraction(1, 2)]
    assert ten.of(None) == Fraction(1, 2)


@pytest.mark.parametrize("assertion", [lead(Fraction(1, 10)), share(Fraction(2, 5)), lead(Fraction(0))])
def test_the_mean_exceeds_one_half_exactly_when_the_assertion_holds(assertion: object) -> None:
    from audit.build_audit import CONTEST
    from veedor.model import Assertion, Tally

    assert isinstance(assertion, Assertion)
    sorter = assorter(assertion, CHOICES)
    rng = np.random.default_rng(1)
    for votes in rng.integers(0, 40, (300, 4)).tolist():
        tally = Tally(CONTEST, dict(zip(CHOICES, votes, strict=True)))
        mean = sum((sorter.of(c) * n for c, n in zip(CHOICES, votes, strict=True)), Fraction(0))
        assert (mean > Fraction(sum(votes), 2)) is (assertion.value(tally) > 0)


def test_polling_confirms_a_clear_win_and_never_a_loss() -> None:
    rng = np.random.default_rng(2)
    sorter = assorter(lead(Fraction(0)), CHOICES)
    pool = [*[W] * 650, *[L] * 300, *[BLANK] * 50]
    drawn: list[ChoiceId | None] = [pool[i] for i in rng.permutation(1000)[:200].tolist()]
    assert polling(sorter, drawn, 1000, expected=0.675)[-1] < 0.01
    lost: list[ChoiceId | None] = [L if c == W else W if c == L else c for c in drawn]
    assert polling(sorter, lost, 1000, expected=0.675)[-1] > 0.9


def test_polling_opens_at_the_reported_mean_and_learns_from_the_ballots() -> None:
    sorter = assorter(lead(Fraction(0)), CHOICES)
    two = polling(sorter, [W, W], 1000, expected=0.675)
    assert two[0] == pytest.approx(0.5 / 0.675)
    # the report counts for a hundred ballots; half of 1000 less what the first showed is left of 999
    assert two[1] == pytest.approx(two[0] * (499 / 999) / ((100 * 0.675 + 1) / 101))
    # a report of no win bets next to nothing on one
    assert polling(sorter, [W], 1000)[0] == pytest.approx(1.0, abs=1e-5)
    assert polling(sorter, [W], 1000)[0] < 1.0


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


def test_an_overstated_card_and_a_phantom_raise_the_risk() -> None:
    sorter = assorter(lead(Fraction(0)), CHOICES)
    clean = [Compared(W, W)] * 60

    def risk(first: Compared) -> float:
        return float(comparison(sorter, [first, *clean[1:]], 5_000, Fraction(3, 5))[-1])

    base = risk(Compared(W, W))
    two_votes = risk(Compared(W, L))
    phantom = risk(Compared(None, None, has_record=False, paper_found=False))
    missing = risk(Compared(W, None, paper_found=False))
    assert base < phantom < missing
    assert missing == pytest.approx(two_votes)


def test_comparison_of_records_that_do_not_show_a_win() -> None:
    with pytest.raises(QuestionError, match="does not hold on the records"):
        comparison(assorter(lead(Fraction(0)), CHOICES), [], 10, Fraction(1, 2))
