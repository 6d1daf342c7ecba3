"""Laws that go by areas, on counts that name them otherwise, lack some, or leave some without a name."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

import veedor.rules
from veedor.case import open_case
from veedor.cli.main import EXIT_INPUT, main
from veedor.errors import MissingDataError, QuestionError
from veedor.intake import import_case, load_case
from veedor.model import Quorum
from veedor.stakes import Flips

if TYPE_CHECKING:
    from collections.abc import Sequence

    from veedor.case import Case

    Row = tuple[Sequence[str], int, int, int]
    """Places, and the votes of Ann, Ben and Cal."""

LAWS = Path(veedor.rules.__file__).parent / "law"

CASE = """
format = 1
[election]
title = "By area"
date = 2031-03-10
country = "{country}"
tz = "UTC"
synthetic = true
levels = [{levels}]
[contest.president]
title = "President"
rule = "{rule}"
choices = [
  {{ id = "ann", label = "Ann" }}, {{ id = "ben", label = "Ben" }}, {{ id = "cal", label = "Cal" }},
]
[count.official]
title = "Official count"
kind = "official"
[source.final]
layout = "wide"
contest = "president"
count = "official"
files = [{{ name = "count.csv" }}]
control = "none known"
sheet.id = "Sheet"
place.levels = {{ {mapped} }}
"""


def case_of(
    folder: Path, rule: str, levels: Sequence[str], rows: Sequence[Row], country: str = "KE", more: str = ""
) -> Case:
    (folder / "data").mkdir(parents=True, exist_ok=True)
    lines = [",".join((*map(str.title, levels), "Sheet", "Ann", "Ben", "Cal"))]
    lines += [",".join((*places, str(i), *map(str, votes))) for i, (places, *votes) in enumerate(rows)]
    (folder / "data" / "count.csv").write_text("\n".join(lines) + "\n", encoding="utf-8")
    named = ", ".join(f'"{level}"' for level in levels)
    mapped = ", ".join(f'{level} = "{level.title()}"' for level in levels)
    text = CASE.format(country=country, rule=rule, levels=named, mapped=mapped) + more
    (folder / "case.toml").write_text(text, encoding="utf-8")
    return imported(folder)


def imported(folder: Path) -> Case:
    import_case(load_case(folder), anew=True)
    return open_case(folder)


def counties(number: int, reached: int, level: Sequence[str] = ()) -> list[Row]:
    """Counties in ``reached`` of which Ann has a quarter; of all votes she always has more than half."""
    names = [f"County {i:02}" for i in range(number)]
    return [
        ((*level, name), *((900 - i % 7, 90 + i % 5, 10) if i < reached else (20 + i % 3, 70 - i % 5, 10)))
        for i, name in enumerate(names)
    ]


STATES = tomllib.loads((LAWS / "us-president-2024.toml").read_text(encoding="utf-8"))["round"][0]["win"][0][
    "weights"
]["points"]


def electors(name: str = "{}", *, without: Sequence[str] = (), wide: Sequence[str] = ()) -> list[Row]:
    """Give a row a state, and one for each district that has an elector; Ann is first in all but Texas."""
    split = {"ME": [d for d in STATES["district"] if d[:2] == "ME"]}
    split["NE"] = [d for d in STATES["district"] if d[:2] == "NE"]
    return [
        ((*wide, name.format(state), district), *((40, 60, 0) if state == "TX" else (60, 40, 0)))
        for state in STATES["state"]
        if state not in without
        for district in split.get(state, [f"{state}-all"])
    ]


def test_sheets_without_an_area_are_none(tmp_path: Path) -> None:
    """23 of 47 counties are not more than half of them, though Ann has a quarter of the votes abroad."""
    case = case_of(tmp_path, "ke-president-2010", ["county"], [*counties(47, 23), (("",), 300, 90, 10)])
    result = case.outcome()
    assert [str(c) for c in result.outcome.choices] == ["ann", "ben"]
    (said,) = (f for f in result.findings if f.says == "rules.in_no_area")
    assert said.figure("votes").value == 400
    one_more = case_of(tmp_path / "b", "ke-president-2010", ["county"], counties(47, 24))
    assert one_more.outcome().outcome.winner == "ann"
    assert not [f for f in one_more.outcome().findings if f.says == "rules.in_no_area"]


def test_areas_of_a_wider_place_without_a_name_are_none(tmp_path: Path) -> None:
    rows = [*counties(47, 23, ["Kenya"]), (("Kenya", ""), 300, 90, 10)]
    result = case_of(tmp_path, "ke-president-2010", ["country", "county"], rows).outcome()
    assert len(result.outcome.choices) == 2


def test_a_level_that_the_case_lacks_is_named_in_every_verb(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    rows = [((f"District {i:02}",), a, b, c) for i, (_, a, b, c) in enumerate(counties(47, 30))]
    case = case_of(tmp_path, "ke-president-2010", ["district"], rows)
    with pytest.raises(MissingDataError, match=r"goes by county, .* no such level: its sheets have district"):
        case.outcome()
    for verb in (["outcome"], ["stakes"], ["audit", "plan"]):
        with pytest.raises(SystemExit) as done:
            main([*verb, str(tmp_path)])
        said = capsys.readouterr()
        assert done.value.code == EXIT_INPUT, said
        assert "goes by county" in said.err


def test_sheets_are_checked_and_looked_up_all_the_same(tmp_path: Path) -> None:
    case = case_of(tmp_path, "ke-president-2010", ["county"], counties(40, 30))
    done = case.check()
    (said,) = (finding for finding in done.findings if finding.says == "checks.undecided")
    assert "counts 47 areas" in str(said.figure("why").value)
    assert all(one.impact is None for one in done.results)
    assert case.sheets().sums.sheets == 40
    assert not case_of(tmp_path / "b", "plurality", ["county"], counties(40, 30)).check().undecided


def test_its_remedies_work_to_the_letter(tmp_path: Path) -> None:
    rows = [((f"District {i:02}",), a, b, c) for i, (_, a, b, c) in enumerate(counties(47, 30))]
    case_of(tmp_path, "ke-president-2010", ["district"], rows)
    file = tmp_path / "case.toml"
    text = file.read_text(encoding="utf-8")
    file.write_text(text + 'place.divisions = { county = "District" }\n', encoding="utf-8")
    assert imported(tmp_path).outcome().outcome.winner == "ann"
    rule = tmp_path / "rule.toml"
    with pytest.raises(SystemExit, match="0"):
        main(["rules", "new", "--like", "ke-president-2010", "--to", str(rule)])
    own = rule.read_text(encoding="utf-8").replace('level = "county"', 'level = "district"')
    rule.write_text(own[: own.index("[[fixture]]")], encoding="utf-8")
    file.write_text(text.replace('"ke-president-2010"', '"rule.toml"'), encoding="utf-8")
    assert imported(tmp_path).outcome().outcome.winner == "ann"


def test_a_law_that_counts_more_areas_than_were_published_decides_nothing(tmp_path: Path) -> None:
    case = case_of(tmp_path, "ke-president-2010", ["county"], counties(40, 30))
    with pytest.raises(MissingDataError, match="counts 47 areas of level county, and the count has 40"):
        case.outcome()
    listed = "".join(f"County {i:02},{i}\n" for i in range(47))
    (tmp_path / "data" / "all.csv").write_text("County,Sheet\n" + listed, encoding="utf-8")
    more = """
[source.all]
layout = "attributes"
files = [{ name = "all.csv" }]
control = "none known"
sheet.id = "Sheet"
place.levels = { county = "County" }
"""
    with_list = case_of(tmp_path, "ke-president-2010", ["county"], counties(40, 30), more=more).outcome()
    assert with_list.outcome.kind == "undetermined"


@pytest.mark.parametrize(
    ("levels", "wide", "name"),
    [
        (["state", "district"], [], "{}"),
        (["country", "state", "district"], ["USA"], "{}"),
        (["state", "district"], [], "{0:.1}{0[1]}"),
    ],
)
def test_states_are_found_within_wider_places(
    tmp_path: Path, levels: list[str], wide: list[str], name: str
) -> None:
    case = case_of(tmp_path, "us-president-2024", levels, electors(name, wide=wide), country="US")
    result = case.outcome()
    assert result.outcome.winner == "ann"
    assert result.decision.support is not None
    (quorum,) = result.decision.support.alternative.conditions
    assert isinstance(quorum, Quorum)
    assert quorum.score(result.tally) == 538 - 40
    flips = case.stakes()
    assert isinstance(flips, Flips)
    assert any(flip.upper for flip in flips.flips)


def test_states_are_found_but_for_capitals(tmp_path: Path) -> None:
    rows = [((s.lower(), d.lower()), a, b, c) for (s, d), a, b, c in electors()]
    assert case_of(tmp_path, "us-president-2024", ["state", "district"], rows, "US").outcome().outcome.winner


def test_areas_that_a_law_names_and_the_count_lacks_are_named(tmp_path: Path) -> None:
    rows = electors(without=["TX", "CA"])
    with pytest.raises(MissingDataError, match=r"counts state 'CA', 'TX', and the count has no such"):
        case_of(tmp_path, "us-president-2024", ["state", "district"], rows, "US").outcome()
    full = [((s.replace("AL", "Alabama"), d), a, b, c) for (s, d), a, b, c in electors()]
    with pytest.raises(MissingDataError, match=r"counts state 'AL', .* It has: .*'Alabama'"):
        case_of(tmp_path / "b", "us-president-2024", ["state", "district"], full, "US").outcome()


def test_a_name_that_fits_two_areas_is_asked(tmp_path: Path) -> None:
    rows = [*electors(wide=["USA"]), (("Other", "TX", "TX-all"), 1, 1, 1)]
    with pytest.raises(QuestionError, match=r"names state 'TX', and the count has 2 such"):
        case_of(tmp_path, "us-president-2024", ["country", "state", "district"], rows, "US").outcome()
