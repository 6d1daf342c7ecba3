"""The night of 20 October 2019, watched as if it were tonight: two silences are told, and no other."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from click.testing import CliRunner

from veedor.cli.watch import command
from veedor.watch.journal import read_events

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = [pytest.mark.real, pytest.mark.slow]


@pytest.mark.parametrize("every", [60, 180])
def test_the_silences_of_that_night(
    public_data: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, every: int
) -> None:
    monkeypatch.setenv("VEEDOR_DATA", str(public_data.parent))
    to = tmp_path / "night"
    words = ["cases/bolivia-2019", "--replay", "--every", str(every), "--to", str(to), "--lang", "en"]
    done = CliRunner().invoke(command, words, catch_exceptions=False)
    assert done.exit_code == 0, done.output
    said = " ".join(done.output.split())
    assert "(2,969 s)" in said
    assert "(82,136 s)" in said
    assert "Silences that were told: 2. Alarms in normal intervals: 0 of 2,162." in said
    events, _ = read_events(to / "journal.jsonl")
    rung = [event for event in events if event["kind"] == "alarm"]
    assert [event["alarm"] for event in rung].count("silent") == 2
    # the lead went over the line of ten points while nobody could look
    crossed = [event["says"]["en"] for event in rung if event["alarm"] == "crossed"]
    assert any("7.87 points to 10.15 points" in " ".join(text.split()) for text in crossed)
    assert "cómputo" in (to / "pages" / "es.html").read_text(encoding="utf-8")
