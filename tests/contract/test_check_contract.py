"""What every check must do, whichever it is: the suite that a new check has to pass."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from click.testing import CliRunner

from checks.build_planted import PLANTED, planted
from synthetic_sheets import sheets_of
from veedor.checks import CHECKS, NO_PACK, Check, Dossier, Flagged, Unable, register, sheet
from veedor.checks.sheet import no_ballots
from veedor.cli.main import veedor
from veedor.count import Sheets
from veedor.count.vectors import UNKNOWN
from veedor.report.wording import Wording
from veedor.synthetic import Geography, Plan, make_election

REFERENCE = Path(__file__).parents[2] / "docs" / "reference" / "checks.md"


@pytest.fixture(scope="module")
def counts() -> tuple[Sheets, Sheets]:
    """The preliminary and the official count of a synthetic country."""
    election = make_election(Plan(geography=Geography(sheets=600, regions=3, municipalities=3)))
    return sheets_of(election, "preliminary"), sheets_of(election, "official")


@pytest.fixture(scope="module")
def seen(tmp_path_factory: pytest.TempPathFactory) -> dict[str, list[str]]:
    """By check the sheets that ``veedor check`` names in the published files with one defect a check."""
    case = planted(tmp_path_factory.mktemp("cases") / "planted")
    told = json.loads(CliRunner().invoke(veedor, ["check", str(case), "--pack", "mx", "--json"]).output)
    return {
        table["name"].removeprefix("check_"): [row[0] for row in table["rows"]] for table in told["tables"]
    }


@pytest.fixture(params=CHECKS.values(), ids=list(CHECKS))
def check(request: pytest.FixtureRequest) -> Check:
    asked: Check = request.param
    return asked


def test_some_published_case_makes_it_fire(check: Check, seen: dict[str, list[str]]) -> None:
    assert PLANTED[check.check_id] in seen[check.check_id]


def test_it_names_sheets_or_says_why_it_cannot(check: Check, counts: tuple[Sheets, Sheets]) -> None:
    found = check.find(check, Dossier(counts, NO_PACK))
    if isinstance(found, Unable):
        assert Wording("en").has(f"checks.unable.{found.reason}")
        assert Wording("es").has(f"checks.unable.{found.reason}")
        return
    ids = found.ids.tolist()
    assert len(set(ids)) == len(ids) <= found.examined <= max(len(c) for c in counts)
    assert set(ids) <= {i for c in counts for i in c.ids.tolist()}
    assert all(len(values) == len(ids) for values in found.evidence.values())
    assert all(len(mask) == len(ids) for mask in found.parts.values())


def test_it_does_not_change_what_it_looks_at(check: Check, counts: tuple[Sheets, Sheets]) -> None:
    before = [c.votes.copy() for c in counts]
    check.find(check, Dossier(counts, NO_PACK))
    assert all((b == c.votes).all() for b, c in zip(before, counts, strict=True))


def test_the_order_of_candidates_does_not_decide_who_is_named(
    check: Check, counts: tuple[Sheets, Sheets]
) -> None:
    turned = tuple(reversed_ballot(c) for c in counts)
    one = check.find(check, Dossier(counts, NO_PACK))
    two = check.find(check, Dossier(turned, NO_PACK))
    if isinstance(one, Flagged) and isinstance(two, Flagged):
        # of equals the one higher on the ballot paper leads, by definition: there alone the order matters
        equal = tied(counts) if check.check_id == "changed_winner" else set()
        assert set(one.ids.tolist()) - equal == set(two.ids.tolist()) - equal


def tied(counts: tuple[Sheets, ...]) -> set[str]:
    """Sheets on which two candidates share the lead in some count."""
    found: set[str] = set()
    for sheets in counts:
        votes = np.sort(sheets.votes[:, [sheets.column[c] for c in sheets.contest.candidates]], axis=1)
        found |= set(sheets.ids[votes[:, -1] == votes[:, -2]].tolist())
    return found


def reversed_ballot(sheets: Sheets) -> Sheets:
    """The same count with the choices in the opposite order."""
    contest = replace(sheets.contest, choices=tuple(reversed(sheets.contest.choices)))
    return replace(sheets, contest=contest, votes=sheets.votes[:, ::-1], blank=sheets.blank[:, ::-1])


@pytest.mark.parametrize("empty", ["no sheets", "no ballots", "no registered voters", "one sheet"])
def test_poor_data_give_an_answer_and_no_traceback(
    check: Check, counts: tuple[Sheets, Sheets], empty: str
) -> None:
    official = counts[1]
    poor = {
        "no sheets": official.take(np.arange(0)),
        "no ballots": replace(official, votes=np.zeros_like(official.votes)),
        "no registered voters": replace(official, registered=np.full(len(official), UNKNOWN, dtype=np.int64)),
        "one sheet": official.take(np.arange(1)),
    }[empty]
    assert isinstance(check.find(check, Dossier((poor, poor), NO_PACK)), Flagged | Unable)


def test_it_is_put_in_words_in_both_languages(check: Check, counts: tuple[Sheets, Sheets]) -> None:
    keys = [f"check.{check.check_id}", f"check.{check.check_id}.definition", f"table.check_{check.check_id}"]
    keys += [f"checks.cannot_show.{name}" for name in check.cannot_show]
    found = check.find(check, Dossier(counts, NO_PACK))
    if isinstance(found, Flagged):
        keys += [f"column.check_{check.check_id}.{name}" for name in found.evidence]
        keys += [] if found.by_choice else [f"checks.part.{name}" for name in found.parts]
    for lang in ("en", "es"):
        assert [key for key in keys if not Wording(lang).has(key)] == []


def test_it_is_documented(check: Check) -> None:
    text = REFERENCE.read_text(encoding="utf-8")
    assert f"## `{check.check_id}`" in text
    assert all(f"`{name}`" in text for name in check.settings)


def test_it_has_a_source(check: Check) -> None:
    assert len(check.source) > 20


def test_a_module_alone_makes_a_check(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A new check is its module, and its words in each catalogue: nothing else names it."""
    text = Path(no_ballots.__file__).read_text(encoding="utf-8")
    (tmp_path / "few_ballots.py").write_text(text.replace('"no_ballots"', '"few_ballots"'), encoding="utf-8")
    monkeypatch.setattr(sheet, "__path__", [*sheet.__path__, str(tmp_path)])
    found = register._found()
    assert list(found) == [*CHECKS, "few_ballots"]
    assert found["few_ballots"].settings == CHECKS["no_ballots"].settings
