"""Checks of counts in which sheets are set aside, annulled, repeated, or share a register."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
import pytest

from count.build_states import OPEN, Row, counted, every_state
from veedor.case import open_case
from veedor.checks import Baseline, Dossier, dossier_of, examined
from veedor.checks.pack import NO_PACK
from veedor.checks.register import get
from veedor.checks.sheet.over_registered import ballots_of
from veedor.count.logs import Verifications
from veedor.model import Choice, ChoiceId, Contest, ContestId, Kind
from veedor.report.wording import Wording

if TYPE_CHECKING:
    from pathlib import Path

    from veedor.case import Case
    from veedor.checks.base import Flagged


def found(case: Case, check: str, **more: object) -> Flagged:
    dossier = replace(dossier_of(examined(case.select()), NO_PACK), **more)  # type: ignore[arg-type]
    asked = get(check)
    return asked.find(asked, dossier)  # type: ignore[return-value]


@pytest.mark.slow
def test_a_sheet_that_left_the_count_says_in_which_state_it_is(tmp_path: Path) -> None:
    early = counted(60, 20) | {"10": ("Counted", 5, 6), "12": ("Counted", 20, 70), "13": ("Counted", 10, 80)}
    case = every_state(tmp_path / "case", counted(60, 20) | OPEN, early)
    gone = found(case, "vanished")
    assert gone.ids.tolist() == ["10", "12", "13"]
    parts = {name: gone.ids[mask].tolist() for name, mask in gone.parts.items()}
    assert parts["now_outstanding"] == ["10"]
    assert parts["now_set_aside"] == ["12"]
    assert parts["now_annulled"] == ["13"]
    words = Wording("es").of(case.election.contest())
    assert all("{" not in words.say(finding) for finding in case.check().findings)


def test_a_row_that_stood_twice_is_named(tmp_path: Path) -> None:
    case = every_state(tmp_path / "case", counted(60, 20), contest="")
    assert found(case, "duplicate_ids").ids.tolist() == []
    folder = tmp_path / "case"
    rows = (folder / "data" / "official.csv").read_text(encoding="utf-8").splitlines()
    (folder / "data" / "official.csv").write_text(
        "\n".join([*rows, rows[3], rows[3]]) + "\n", encoding="utf-8"
    )
    text = (folder / "case.toml").read_text(encoding="utf-8")
    drop = '[source.official.rows]\nduplicates = "drop-identical"\n'
    (folder / "case.toml").write_text(text + drop, encoding="utf-8")
    twice = found(open_case(folder), "duplicate_ids")
    assert twice.ids.tolist() == ["03"]
    assert twice.evidence["further_rows"].tolist() == [2]


TWICE = {
    "the later row": ({"a.csv": ["1,1,20,0", "2,1,16,9", "2,1,17,9"]}, 'duplicates = "last"'),
    "the latest row": ({"a.csv": ["1,1,20,0", "2,2,17,9", "2,1,16,9"]}, 'last_by = "at"'),
    "two files": (
        {"a.csv": ["1,1,20,0", "2,1,16,9"], "b.csv": ["2,1,16,9"]},
        'duplicates = "drop-identical"',
    ),
}


@pytest.mark.parametrize("how", TWICE)
def test_a_row_left_out_in_any_way_names_its_sheet(tmp_path: Path, how: str) -> None:
    files, rows = TWICE[how]
    (tmp_path / "data").mkdir()
    for name, lines in files.items():
        (tmp_path / "data" / name).write_text("\n".join(["id,at,A,B", *lines]) + "\n", encoding="utf-8")
    names = ", ".join(f'{{ name = "{name}" }}' for name in files)
    (tmp_path / "case.toml").write_text(
        'format = 1\n[election]\ntitle = "T"\ndate = 2030-05-05\ncountry = "XX"\ntz = "UTC"\nlevels = []\n'
        '[contest.mayor]\ntitle = "M"\nchoices = [{ id = "A", label = "A" }, { id = "B", label = "B" }]\n'
        '[count.official]\ntitle = "O"\nkind = "official"\n'
        '[source.final]\nlayout = "wide"\ncontest = "mayor"\ncount = "official"\ncontrol = "none known"\n'
        f'files = [{names}]\nsheet = {{ id = "id" }}\nrows = {{ {rows} }}\n',
        encoding="utf-8",
    )
    assert open_case(tmp_path).check().of("duplicate_ids").named.tolist() == ["2"]


def test_sheets_that_share_a_register_are_held_against_it_together(tmp_path: Path) -> None:
    case = every_state(tmp_path / "case", counted(60, 20), contest="")
    states = case.select().states
    unit = np.full(8, -1, dtype=np.int64)
    unit[:2] = 0

    def over(voters: int) -> list[str]:
        roll = replace(states.roll, unit=unit, unit_registered=np.array([voters], dtype=np.int64))
        ids: list[str] = found(case, "over_registered", states=replace(states, roll=roll)).ids.tolist()
        return ids

    # 82 and 84 ballots
    assert over(166) == []
    assert over(165) == ["01", "02"]


def test_zero_voters_are_no_register(tmp_path: Path) -> None:
    case = every_state(tmp_path / "case", counted(60, 20), voters={"03": "0", "04": "50"}, contest="")
    over = found(case, "over_registered")
    assert over.ids.tolist() == ["04"]
    assert over.examined == 7


def test_a_set_aside_sheet_was_published(tmp_path: Path) -> None:
    case = every_state(tmp_path / "case", counted(60, 20) | OPEN)
    ids = np.array(["01", "09", "11", "12", "13"])
    nothing = np.full(len(ids), -1, dtype=np.int64)
    at = np.full(len(ids), np.datetime64("2030-05-05T20:00:00"), dtype="datetime64[s]")
    log = Verifications(case.election.contest_id(), case.election.count_id(), ids, at, nothing, {})
    from veedor.checks.gather import _published

    known = {log.count_id: _published(case.select(), log.count_id)}
    assert found(case, "never_published", logs=[log], published=known).ids.tolist() == ["09", "11"]


def test_printed_valid_votes_are_what_the_rule_calls_valid(tmp_path: Path) -> None:
    sheets = every_state(tmp_path / "case", counted(60, 20), contest="").select().sheets
    votes = sheets.votes.copy()
    votes[:, 2] = 3
    contest = Contest(
        ContestId("mayor"),
        "Mayor",
        (
            Choice(ChoiceId("adler"), "Adler"),
            Choice(ChoiceId("brandt"), "Brandt"),
            Choice(ChoiceId("blank"), "Blank", Kind.BLANK),
        ),
        frozenset({Kind.CANDIDATE, Kind.BLANK}),
    )
    printed = {"valid": votes.sum(axis=1)}
    count = replace(sheets, votes=votes, contest=contest, printed=printed)
    check = get("printed_totals")
    assert len(check.find(check, Dossier([count], NO_PACK))) == 0  # type: ignore[arg-type]
    narrow = replace(contest, valid_kinds=frozenset({Kind.CANDIDATE}))
    other = replace(sheets, votes=votes, contest=narrow, printed=printed)
    assert len(check.find(check, Dossier([other], NO_PACK))) == 8  # type: ignore[arg-type]
    several = replace(sheets, votes=votes, contest=replace(contest, votes_allowed=2))
    assert ballots_of(several).tolist() == [-(-int(n) // 2) for n in votes.sum(axis=1)]


def test_the_voters_of_open_sheets_stay_on_the_roll_when_sheets_are_annulled(tmp_path: Path) -> None:
    rows: dict[str, Row] = counted(60, 20) | OPEN
    case = every_state(tmp_path / "case", rows)
    baseline = Baseline.of(case.select())
    assert baseline is not None
    assert baseline._totals(np.array([0]), None).registered == 1300
    assert not baseline.impact(np.array([0])).annulled_changes
