"""Named states, progress, areas, invalid votes, other cases, attested decimals; what open sheets could do."""

from __future__ import annotations

from datetime import date
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from claims.test_claims_file import GOOD
from count.build_states import OPEN, counted, every_state
from intake.build_intake import write_case
from veedor.claims import CaseFacts, evaluate, functions, judge, load_claims
from veedor.claims.expected_sheets import with_quotes
from veedor.claims.number_words import is_true, numeral
from veedor.claims.result import ClaimsResult
from veedor.claims.types import Unknown
from veedor.claims.verdict import ClaimVerdict
from veedor.count import Election
from veedor.errors import ClaimError
from veedor.findings.claims import findings

if TYPE_CHECKING:
    from veedor.case import Case

SNAPSHOTS = "".join(
    f"""
[source.s{k}]
layout = "wide"
contest = "mayor"
count = "early"
snapshot = "s{k}"
taken_at = 2030-03-10T2{k}:00:00
files = [{{ name = "s{k}.csv" }}]
control = "none known"
[source.s{k}.sheet]
id = "Sheet"
[source.s{k}.place]
levels = {{ region = "Region", place = "Place" }}
[source.s{k}.numbers]
registered = "Registered"
"""
    for k in (0, 1)
)
HEAD = "Sheet,Region,Place,Registered,Oak,Elm,Blank,Null\n"
SHEETS = (
    "001,Santa Rosa,School,100,40,30,2,1\n",
    "002,Santa Rosa,School,110,35,41,0,3\n",
    "003,South,Hall,90,10,60,1,0\n",
    "004,South,School,80,50,20,0,2\n",
)


@pytest.fixture(scope="module")
def facts(tmp_path_factory: pytest.TempPathFactory) -> CaseFacts:
    folder = tmp_path_factory.mktemp("more")
    early = SNAPSHOTS
    final = early.split("[source.s1]")[0].replace("s0", "end").replace('"early"', '"official"')
    write_case(
        folder,
        early + final,
        {"s0.csv": HEAD + SHEETS[0], "s1.csv": HEAD + "".join(SHEETS[:3]), "end.csv": HEAD + "".join(SHEETS)},
    )
    election = Election.open(folder)
    return CaseFacts(election, others={"earlier": CaseFacts(election)})


def value(facts: CaseFacts, check: str) -> bool | Unknown:
    return evaluate(check, functions(facts)).value


@pytest.mark.parametrize(
    "check",
    [
        'votes("oak") == 135',
        'votes("oak", at="early") == 85',
        'votes("oak", at="early@s0") == 40',
        'votes("oak", at="s0") == 40',
        'votes("oak", at=@2030-03-10T20:30) == 40',
        'votes("oak", at="2030-03-10 23:00:00") == 85',
        'votes("oak", where="region = Santa Rosa") == 75',
        'votes("oak", where="Santa Rosa") == 75',
        'votes("oak", where="region = \'Santa Rosa\' and place = School") == 75',
        'areas("region") == 2 and areas_won("oak", "region") == 1',
        'area_rank("oak", "South", "region") == 2 and area("oak", "region") == "Santa Rosa"',
        'area("oak", "region", rank=-1) == "South"',
        "blank() == 3 and null() == 6",
        'reads(invalid_share(), "3.05")',
        'reads(blank_share(), "1.0") and reads(null_share(), "2.0")',
        'votes("oak") / votes("oak", case="earlier") == 1',
        'share("oak") - share("oak", case="earlier") == 0',
    ],
)
def test_what_can_be_said(facts: CaseFacts, check: str) -> None:
    assert value(facts, check) is True, evaluate(check, functions(facts)).steps


@pytest.mark.parametrize(
    ("check", "match"),
    [
        ('votes("oak", at="nowhere") > 1', "no publication 'nowhere'"),
        ('votes("oak", at="2030-02-30T10:00") > 1', "no time"),
        ('votes("oak", case="2014") > 1', r"\[case.2014\]"),
        ('area_rank("oak", "West", "region") == 1', "no 'West'"),
        ('area("oak", "region", rank=9) == ""', "2 areas"),
        ('areas("county") == 1', "county"),
    ],
)
def test_what_is_refused_says_why(facts: CaseFacts, check: str, match: str) -> None:
    with pytest.raises(ClaimError, match=match):
        value(facts, check)


def test_progress_needs_something_to_be_complete_against(facts: CaseFacts) -> None:
    assert isinstance(value(facts, "counted() > 1"), Unknown)


@pytest.fixture(scope="module")
def case(tmp_path_factory: pytest.TempPathFactory) -> Case:
    return every_state(tmp_path_factory.mktemp("open") / "case", counted(50, 20) | OPEN)


def test_progress_of_an_incomplete_count(case: Case) -> None:
    own = CaseFacts(case.election)
    assert value(own, 'reads(counted(), "61.5") and reads(outstanding(), "38.5")') is True
    assert value(own, 'reads(counted(of="voters"), "62")') is True


def test_a_verdict_on_an_incomplete_count_says_what_the_open_sheets_could_do(
    case: Case, tmp_path: Path
) -> None:
    own = CaseFacts(case.election)
    first = own.contest.candidates[0]
    for check, moved in ((f'votes("{first}") > 1', None), (f'share("{first}") > 60', True), ("1 < 2", False)):
        path = tmp_path / "claims.toml"
        path.write_text(GOOD.replace('check = "1 < 2"', f"check = '{check}'"), encoding="utf-8")
        document = load_claims(path)
        judged = judge(document.claim[0], functions(own), facts=own)
        if moved is False:  # no total is asked
            assert judged.open is None
            continue
        assert judged.open is not None
        assert judged.open.sheets == own.open_sheets > 0
        assert (judged.open.other is not None) is bool(moved)
        said = findings(ClaimsResult(document, (judged,)))
        assert any(one.finding_id == "claims.incomplete" for one in said)
    assert judged.verdict is ClaimVerdict.HOLDS


@pytest.mark.parametrize(
    ("word", "x", "printed", "of_share", "holds"),
    [
        ("just_under", "47.08", "52", True, False),
        ("just_under", "51.2", "52", True, True),
        ("just_over", "10.5649", "10", True, True),
        ("just_over", "11.2", "10", True, False),
        ("about", "47.08", "50", True, False),
        ("about", "47.08", "47.1", True, True),
        ("about", "22.82", "24", False, True),
        ("reads", "2889359", "2.9 million", False, True),
        ("reads", "2889359", "2.8 million", False, False),
    ],
)
def test_words_reach_one_printed_unit(
    word: str, x: str, printed: str, *, of_share: bool, holds: bool
) -> None:
    assert is_true(word, Fraction(x), numeral(printed, of_share=of_share)) is holds


def test_a_printed_difference_is_noted(facts: CaseFacts) -> None:
    asked = functions(facts)
    # 135 and 151 of 286: 47.2028 and 52.7972, and -5.5944 between them
    found = evaluate('reads(lead("elm", over="oak"), "5.60")', asked)
    assert found.value is False
    assert [(str(float(d.larger)), str(float(d.smaller))) for d in found.differences] == [("52.8", "47.2")]
    found = evaluate('reads(share("elm") - share("oak"), "5.6")', asked)
    assert found.value is True
    assert not found.differences


def test_attested_decimals_are_exact(tmp_path: Path) -> None:
    path = tmp_path / "claims.toml"
    attested = '[attested.lead]\nvalue = 36.51\nsource = "x"\nby = "y"\n[attested.day]\nvalue = 2030-01-01\n'
    path.write_text(
        GOOD.replace("[[claim]]", attested + 'source = "x"\nby = "y"\n[[claim]]', 1), encoding="utf-8"
    )
    facts = load_claims(path).facts()
    assert facts["lead"].value == Fraction("36.51")
    assert facts["day"].value == date(2030, 1, 1)


@pytest.mark.parametrize(
    ("given", "written"),
    [
        ("department = Santa Cruz", 'department = "Santa Cruz"'),
        ("department = 'Santa Cruz'", "department = 'Santa Cruz'"),
        ("a = Big Town and b != Old Port or c > 3", 'a = "Big Town" and b != "Old Port" or c > 3'),
        ("not (a = Big Town)", 'not (a = "Big Town")'),
        ("a in (X, Y)", "a in (X, Y)"),
        ("Big Town", 'town = "Big Town"'),
    ],
)
def test_places_of_two_words_need_no_quotes(given: str, written: str) -> None:
    assert with_quotes(given, ("town",), {"town": ("Big Town",)}) == written
