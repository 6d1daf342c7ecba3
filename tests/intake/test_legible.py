"""Names and titles reach terminals and pages without what steers those."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from intake.build_intake import ELECTION, HEAD, ROWS, csv_text, importing, refusal, write_case
from veedor.intake import load_case

if TYPE_CHECKING:
    from pathlib import Path

STEERS = {"\x1b": "\ufffd", "\x00": "\ufffd", "\x9b": "\ufffd", "\u202e": "", "\u2066": ""}
"""What steers, and what a page shows instead."""


def test_places_show_that_letters_were_lost(tmp_path: Path) -> None:
    rows = [[*row[:2], f"a{mark}b", *row[3:]] for mark, row in zip("\x1b\x9b\u202e\u2066", ROWS, strict=True)]
    done = importing(write_case(tmp_path, files={"count.csv": csv_text(rows)}))
    names = [name for name in done.store.arrow("place")["name"].to_pylist() if name.startswith("a")]
    assert sorted(set(names)) == ["ab", "a\ufffdb"]


@pytest.mark.parametrize("mark", STEERS)
def test_titles_and_labels_are_legible_and_still_name_their_columns(tmp_path: Path, mark: str) -> None:
    escaped = f"\\u{ord(mark):04X}"
    text = ELECTION.replace('label = "Oak"', f'label = "Oak{escaped}"').replace(
        'title = "Mayor"', f'title = "Mayor{escaped}"\ntitles = {{ es = "Alcalde{escaped}" }}'
    )
    head = [f"Oak{mark}" if name == "Oak" and mark != "\x00" else name for name in HEAD]
    if mark == "\x00":
        text = text.replace('label = "Oak\\u0000"', 'label = "Oak\\u0000", published = ["Oak"]')
    folder = write_case(tmp_path, election=text, files={"count.csv": csv_text(ROWS, head)})
    contest = load_case(folder).contest("mayor")  # type: ignore[arg-type]
    shown = STEERS[mark]
    assert contest.title == f"Mayor{shown}"
    assert contest.titles == {"es": f"Alcalde{shown}"}
    assert contest.choices[0].label == f"Oak{shown}"
    importing(folder)


def test_an_id_of_a_choice_holds_nothing_that_steers(tmp_path: Path) -> None:
    text = ELECTION.replace('id = "oak"', 'id = "o\\u202Eak"')
    (problem,) = refusal(write_case(tmp_path, election=text))
    assert "holds characters that nobody sees" in problem.message
