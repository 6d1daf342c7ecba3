"""Two contests in one column of choices that nothing names: asked, and both answers work to the letter."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest

from guess.tables import table
from guess.test_crossed import answered, imported
from guess.test_look_alikes import new, written
from veedor.guess.crossed import KEY
from veedor.guess.long_proposal import propose_long
from veedor.guess.wide import propose_wide
from veedor.intake.case import FileForm

if TYPE_CHECKING:
    from pathlib import Path

    from veedor.guess.proposal import Proposal

STATIONS, TOWNS = 30, 3
EVERYWHERE = ("Ann", "Bob", "Cid")
MAYORS = ("Dan", "Eve", "Fay")
RUNS = (EVERYWHERE, ("Gil", "Hal"), ("Ivo", "Joy", "Kim"))


def figure(station: int, name: str) -> int:
    return int(np.random.default_rng([station, *name.encode()]).integers(20, 90))


def local(rivals: int = 2, towns: int = TOWNS, only: int = 9) -> list[list[object]]:
    """Candidates of everywhere, and some of each of the first towns."""
    made: list[list[object]] = []
    for n in range(STATIONS):
        town = n * towns // STATIONS
        names = [f"{name} {town}" for name in MAYORS[:rivals] if town < only]
        made += [[f"Town {town}", n + 1, name, figure(n, name)] for name in (*EVERYWHERE, *names)]
    return made


def of_one_sum(parts: int) -> list[list[object]]:
    """Contests on every sheet, in each of which all voters of the sheet vote."""
    made: list[list[object]] = []
    for n in range(STATIONS):
        for names in RUNS[:parts]:
            rest = [figure(n, name) for name in names[1:]]
            mine = [300 + n * 4 - sum(rest), *rest]
            made += [["Town", n + 1, name, votes] for name, votes in zip(names, mine, strict=True)]
    return made


def proposed(rows: list[list[object]]) -> Proposal:
    text = "\n".join(["Town,Station,Candidate,Votes", *(",".join(map(str, row)) for row in rows)])
    found = propose_long(table(text), FileForm("results.csv"), propose_wide)
    assert found is not None
    return found


def groups(proposal: Proposal) -> list[tuple[str, ...]]:
    return list(dict.fromkeys(proposal.crossed.get("Candidate", {}).values()))


def test_candidates_of_one_town_are_a_group_of_their_own() -> None:
    proposal = proposed(local())
    assert [one.key for one in proposal.doubts if one.open] == [KEY]
    assert groups(proposal) == [EVERYWHERE, *((f"Dan {town}", f"Eve {town}") for town in range(TOWNS))]


@pytest.mark.parametrize("parts", [2, 3])
def test_runs_of_one_sum_are_groups(parts: int) -> None:
    found = groups(proposed(of_one_sum(parts)))
    assert found == list(RUNS[:parts])


@pytest.mark.parametrize(
    "rows",
    [local(rivals=1), local(only=1), local(only=2), [row for row in local() if row[2] in EVERYWHERE]],
    ids=["no rivals", "parties of one region", "of two regions of three", "nobody local"],
)
def test_rivals_of_one_contest_are_not_asked(rows: list[list[object]]) -> None:
    assert not groups(proposed(rows))


@pytest.mark.slow(but=0)
@pytest.mark.parametrize("kind", ["one", "several"])
def test_the_comment_can_be_followed_to_the_letter(kind: str, tmp_path: Path) -> None:
    rows = local(rivals=3, towns=5)
    case = new(written(["Town", "Station", "Candidate", "Votes"], rows), tmp_path) / "case.toml"
    lines = case.read_text(encoding="utf-8").splitlines()
    case.write_text("\n".join(answered(lines, kind)) + "\n", encoding="utf-8")
    found, sheets = imported(case.parent)
    votes = {name: sum(row[3] for row in rows if row[2] == name) for *_, name, _ in rows}  # type: ignore[misc]
    everywhere = [votes[name] for name in EVERYWHERE]
    towns = [[votes[f"{name} {town}"] for name in MAYORS] for town in range(5)]
    expected = (
        [everywhere, *towns] if kind == "several" else [[*everywhere, *(n for town in towns for n in town)]]
    )
    assert (list(found.values()), sheets) == (expected, STATIONS)
