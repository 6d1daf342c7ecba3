"""The rule that is published with a synthetic election decides its own fixtures as it says."""

from veedor.rules import load, try_fixtures
from veedor.synthetic.publish import RULE


def test_the_fixtures_come_out() -> None:
    trials = try_fixtures(load(RULE))
    assert len(trials) == 2
    assert [trial.fixture.name for trial in trials if not trial.passes] == []
