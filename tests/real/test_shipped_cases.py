"""Every case that ships gives what its ``expected.toml`` says: of its whole data, and of a sample."""

from __future__ import annotations

import re
import shutil
from pathlib import Path
from typing import Any
from xml.sax.saxutils import escape

import pytest

import veedor
from docs.pages import DOCS
from field.mend import edit
from field.observe import Observed, observe, run
from real.gallery import PICTURES, draw
from real.shipped import CASES, DATA, EXPECTED, ROOT, SAMPLED, read, rows, sample, sums, whole
from veedor.case import Case


def assert_expected(seen: Observed, told: dict[str, Any]) -> None:
    """Compare what is told of an outcome with what ``veedor outcome`` says."""
    if "seats" in told:
        assert seen.seats == told["seats"]
    else:
        assert seen.outcome == told["outcome"]
    if "as_counted" in told:
        assert seen.as_counted == told["as_counted"]
    for state in ("counted", "outstanding", "annulled"):
        assert (seen.figure(state) or 0) == told.get(state, 0), state
    if "registered" in told:
        assert seen.registered == told["registered"]
    if "turnout" in told:
        assert seen.turnout == told["turnout"]
    assert {choice: seen.votes[choice] for choice in told.get("votes", ())} == told.get("votes", {})
    assert {how: seen.changes[how] for how in told.get("changes", ())} == told.get("changes", {})


def case_votes(folder: Path) -> dict[str, int]:
    """Give the votes of every choice, as counted."""
    return {str(choice): n for choice, n in veedor.open(folder).select().tally.votes.items()}


@pytest.fixture(scope="module")
def sampled(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """The cases with their samples, those that are on this machine."""
    made = {name: sample(name, tmp_path_factory.mktemp("sample")) for name in SAMPLED}
    return {name: folder for name, folder in made.items() if folder is not None}


@pytest.mark.slow(but=1)
@pytest.mark.parametrize("name", SAMPLED)
def test_a_sample_gives_what_is_expected(name: str, sampled: dict[str, Path]) -> None:
    if name not in sampled:
        pytest.skip("the samples are not on this machine (set VEEDOR_DATA)")
    ran, seen = observe(sampled[name])
    assert seen is not None, str(ran)
    assert_expected(seen, EXPECTED[name]["sample"])
    assert case_votes(sampled[name]) == sums(name, rows(name))
    assert sum(seen.figure(state) or 0 for state in ("counted", "outstanding", "annulled")) == len(rows(name))


@pytest.mark.parametrize("verb", ["check", "stakes"])
@pytest.mark.parametrize("name", SAMPLED)
def test_a_sample_can_be_asked_further(name: str, verb: str, sampled: dict[str, Path]) -> None:
    if name not in sampled:
        pytest.skip("the samples are not on this machine (set VEEDOR_DATA)")
    ran = run(verb, str(sampled[name]))
    assert ran.code == 0, str(ran)


@pytest.mark.parametrize("name", [name for name in CASES if name != "bolivia-2019"])
def test_the_whole_files_give_what_is_expected(name: str, tmp_path: Path) -> None:
    folder = whole(name, tmp_path)
    if folder is None:
        pytest.skip(f"`veedor fetch cases/{name}` downloads its data")
    ran, seen = observe(folder)
    assert seen is not None, str(ran)
    assert_expected(seen, EXPECTED[name]["whole"])


def test_bolivia_gives_what_is_expected(bolivia: Case, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("VEEDOR_DATA", str(DATA))
    ran, seen = observe(bolivia.election.file.folder)
    assert seen is not None, str(ran)
    assert_expected(seen, EXPECTED["bolivia-2019"]["whole"])


def test_a_runoff_of_ecuador_is_so_many_votes_from_an_election(sampled: dict[str, Path]) -> None:
    """Who has 40 % needs a lead of more than a tenth of the valid votes: by hand, on its own sums."""
    if "ecuador-2025" not in sampled:
        pytest.skip("the samples are not on this machine (set VEEDOR_DATA)")
    votes = sums("ecuador-2025", rows("ecuador-2025"))
    valid = sum(n for choice, n in votes.items() if choice not in {"blank", "null"})
    first, second = votes["noboa"], votes["luisa-gonzalez"]

    def elects(move: int = 0, take: int = 0, add: int = 0) -> bool:
        of = valid - take + add
        mine, theirs = first + move + add, second - move - take
        return 10 * mine >= 4 * of and 10 * (mine - theirs) > of

    _, seen = observe(sampled["ecuador-2025"])
    assert seen is not None
    for how in ("move", "take", "add"):
        n = seen.changes[how]
        assert elects(**{how: n}), how
        assert not elects(**{how: n - 1}), how


def test_seats_of_georgia_are_whole_quotas_and_the_rest_by_votes(sampled: dict[str, Path]) -> None:
    """Votes x 150 / votes of all above 5 %, cut off; one more each for those with the most votes: by hand."""
    if "georgia-2024" not in sampled:
        pytest.skip("the samples are not on this machine (set VEEDOR_DATA)")
    votes = {
        choice: n for choice, n in sums("georgia-2024", rows("georgia-2024")).items() if choice != "null"
    }
    above = {choice: n for choice, n in votes.items() if 20 * n >= sum(votes.values())}
    seats = {choice: n * 150 // sum(above.values()) for choice, n in above.items()}
    for choice in sorted(above, key=lambda c: -above[c])[: 150 - sum(seats.values())]:
        seats[choice] += 1
    assert seats == EXPECTED["georgia-2024"]["sample"]["seats"]


@pytest.mark.parametrize("name", CASES)
def test_every_case_says_what_it_is_and_who_else_says_what_came_out(name: str) -> None:
    text = (ROOT / "cases" / name / "README.md").read_text(encoding="utf-8")
    assert "What came out: " in text
    assert EXPECTED[name]["whole"]["says"]
    assert any(source.get("licence") for source in read(name)["source"].values())


@pytest.mark.parametrize("name", SAMPLED)
def test_the_file_of_a_case_can_be_fetched_and_is_known_by_its_hash(name: str) -> None:
    for source in read(name)["source"].values():
        for part in source["files"]:
            assert re.fullmatch(r"[0-9a-f]{64}", part["fetch"]["sha256"])
            assert re.search(r"/[0-9a-f]{40}/", part["fetch"]["url"])  # a commit, not a branch that moves


@pytest.mark.parametrize("name", CASES)
def test_every_case_has_its_picture_in_the_gallery(name: str) -> None:
    page = (DOCS / "tutorial" / "gallery.md").read_text(encoding="utf-8")
    assert f"$ veedor report cases/{name} --only {EXPECTED[name]['gallery']['section']} --images\n" in page
    assert f"](../images/gallery/{name}.svg)" in page
    drawn = (PICTURES / f"{name}.svg").read_bytes()
    assert len(drawn) < 60_000
    assert f"<title>{escape(read(name)['election']['title'])}</title>" in drawn.decode()


@pytest.mark.slow
def test_the_picture_of_bolivia_is_up_to_date(bolivia: Case) -> None:
    """Of the other cases the whole data are on few machines; `make gallery` draws them."""
    drawn = draw("bolivia-2019", bolivia.election.file.folder)
    assert (PICTURES / "bolivia-2019.svg").read_text(encoding="utf-8") == f"{drawn}\n", "run `make gallery`"


def test_a_part_that_is_all_there_is_is_refused_with_a_remedy_that_works(
    sampled: dict[str, Path], tmp_path: Path
) -> None:
    if "venezuela-2024" not in sampled:
        pytest.skip("the samples are not on this machine (set VEEDOR_DATA)")
    folder = shutil.copytree(sampled["venezuela-2024"], tmp_path / "venezuela-2024")
    edit(folder / "case.toml", change={"count.actas.kind": "partial"})
    ran = run("check", str(folder))
    assert ran.refused
    assert 'state kind = "preliminary" or "official" in [count.actas]' in ran.words
    edit(folder / "case.toml", change={"count.actas.kind": "preliminary"})
    assert run("check", str(folder)).code == 0
