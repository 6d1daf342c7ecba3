"""Country packs: those that come along, and files that are none."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path

import pytest

from checks.build_checks import baseline, clean, make_sheets, with_votes
from veedor.checks import CHECKS, NO_PACK, Dossier, load_pack, run_checks, settings
from veedor.checks.pack import LARGEST_FILE, names, parse_pack
from veedor.errors import InputError, QuestionError
from veedor.model import localised

HEAD = 'id = "xx"\ncountry = { en = "X", es = "X" }\n'


@pytest.mark.parametrize("name", names())
def test_every_pack_is_read_and_says_what_was_read(name: str) -> None:
    pack = load_pack(name, settings())
    assert pack.pack_id == name
    read = [(g.law, g.url, g.summary) for g in pack.grounds]
    read += [(q.law, q.url, q.summary) for q in pack.questions]
    read += [(n.law, n.url, n.summary) for n in pack.not_in_figures]
    for law, url, summary in read:
        assert law
        assert url.startswith("https://")
        assert localised(summary, "en") != localised(summary, "es")


def test_the_countries_that_were_promised_are_there() -> None:
    assert set(names()) == {"ar", "bo", "ke", "mx", "ng", "pe"}


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("nonsense = [", "pack.toml"),
        (HEAD + "[settings.no_balots]\nx = 1", "Did you mean 'no_ballots'"),
        (HEAD + "[settings.full_turnout]\nflor = 1", "Did you mean 'floor'"),
        (HEAD + '[settings.full_turnout]\nfloor = "1/2"', "a whole number"),
        (HEAD + '[settings.one_choice_above]\nshare = "much"', "9/10"),
        (HEAD + "[settings.full_turnout]\nfloor = -1", "below zero"),
        (HEAD + "colour = 1", "colour"),
        (HEAD + '[[ground]]\ncheck = "changed"', "law"),
    ],
)
def test_a_file_that_is_no_pack_is_refused_by_name(text: str, words: str) -> None:
    with pytest.raises(InputError, match=r"pack\.toml") as caught:
        parse_pack(text, "pack.toml", settings())
    assert words in str(caught.value)


def test_an_unknown_pack_names_the_nearest() -> None:
    with pytest.raises(QuestionError, match="There is no pack 'mxx'"):
        load_pack("mxx", settings())


def test_a_pack_of_ones_own_is_read_from_a_file(tmp_path: Path) -> None:
    file = tmp_path / "mine.toml"
    file.write_text(HEAD + '[settings.one_choice_above]\nshare = "0.4"', encoding="utf-8")
    pack = load_pack(str(file), settings())
    assert Dossier((clean(),), pack).share(CHECKS["one_choice_above"], "share") == Fraction(2, 5)
    file.write_bytes(b"#" * (LARGEST_FILE + 1))
    with pytest.raises(InputError, match="larger than"):
        load_pack(str(file), settings())
    file.write_bytes(b"\xff\xfe")
    with pytest.raises(InputError, match="UTF-8"):
        load_pack(str(file), settings())


def answers(pack_id: str, votes: list[list[int]], registered: list[int]) -> dict[str, bool]:
    sheets = make_sheets(votes, registered=registered)
    pack = load_pack(pack_id, settings())
    result = run_checks(Dossier((sheets,), pack), baseline(sheets))
    assert all(f.method.source for f in result.findings)
    return {a.question.question: a.yes for a in result.answers}


def test_margin_of_lead_compares_the_lead_with_registered_voters_of_cancelled_units() -> None:
    # the third unit has more ballots than voters; A leads B by 30 in all
    votes = [[100, 60, 0, 0, 0], [50, 40, 0, 0, 0], [10, 30, 0, 0, 0]]
    assert answers("ng", votes, [200, 200, 39])["margin_of_lead"] is True
    assert answers("ng", votes, [200, 200, 30])["margin_of_lead"] is True
    assert answers("ng", votes, [200, 200, 29])["margin_of_lead"] is False
    votes[0] = [140, 60, 0, 0, 0]
    assert answers("ng", votes, [200, 200, 39])["margin_of_lead"] is False
    assert answers("ng", votes, [200, 200, 240])["margin_of_lead"] is False


def test_only_decisive_tables_lead_to_complementary_elections() -> None:
    votes = [[100, 85, 20, 0, 0], [60, 20, 10, 0, 0]]
    assert answers("ar", votes, [220, 85])["decisive"] is True
    assert answers("ar", votes, [220, 86])["decisive"] is False
    assert answers("ar", [[100, 5, 0, 0, 0], [60, 20, 10, 0, 0]], [200, 80])["decisive"] is False


def test_a_question_of_which_no_check_names_a_sheet_says_so() -> None:
    """Nothing rests on no sheets: neither law speaks of the zero tally sheets in question."""
    for pack, question in (("ar", "decisive"), ("ng", "margin_of_lead"), ("ke", "decisive")):
        sheets = make_sheets([[60, 20, 10, 0, 0]] * 3, registered=[200] * 3)
        result = run_checks(Dossier((sheets,), load_pack(pack, settings())), baseline(sheets))
        assert f"checks.question.{question}.none" in {one.says for one in result.findings}
    close = run_checks(Dossier((sheets,), load_pack("mx", settings())), baseline(sheets))
    assert "checks.question.close.no" in {one.says for one in close.findings}


def test_one_point_between_first_and_second() -> None:
    assert answers("mx", [[100, 99, 1, 0, 0]], [240])["close"] is True
    assert answers("mx", [[103, 99, 0, 0, 0]], [240])["close"] is False


def test_without_a_pack_there_is_no_question() -> None:
    assert run_checks(Dossier((with_votes(clean(), 1, [0] * 5),), NO_PACK), baseline(clean())).answers == ()
