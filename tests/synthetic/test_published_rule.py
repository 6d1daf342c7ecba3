"""The rule that is published with a synthetic election decides its own fixtures as it says."""

from pathlib import Path

from veedor.rules import load, try_fixtures
from veedor.synthetic.written import rule_text


def test_the_fixtures_come_out(tmp_path: Path) -> None:
    path = tmp_path / "rule.toml"
    path.write_text(rule_text(), encoding="utf-8")
    trials = try_fixtures(load(path))
    assert len(trials) == 2
    assert [trial.fixture.name for trial in trials if not trial.passes] == []
