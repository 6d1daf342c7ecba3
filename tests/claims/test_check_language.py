"""The check language: what it computes, what it refuses, and that nothing else ever comes out of it."""

from __future__ import annotations

import random
from contextlib import suppress
from datetime import date
from fractions import Fraction
from importlib.metadata import EntryPoint

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from veedor import plugins
from veedor.claims import ALL
from veedor.claims.evaluate import Evaluated, evaluate
from veedor.claims.signatures import Argument, Function, type_of
from veedor.claims.syntax import parse
from veedor.claims.types import Reason, Unknown, ValueType
from veedor.errors import ClaimError
from veedor.report.catalogue import translation
from veedor.sentence import said as in_words

SHARES = {"A": Fraction(470758, 10_000), "B": Fraction(365_109, 10_000)}


def share(choice: str, base: str) -> Fraction | Unknown:
    if base == "registered":
        return Unknown(Reason.NOT_PUBLISHED, "registered")
    return SHARES[choice]


FUNCTIONS = {
    function.name: function
    for function in (
        Function(
            "share",
            (
                Argument("choice", ValueType.TEXT, choices=("A", "B")),
                Argument("base", ValueType.TEXT, "valid"),
            ),
            ValueType.PERCENT,
            share,
            "share of a base",
        ),
        Function("lead", (), ValueType.POINTS, lambda: Fraction(105_649, 10_000), "lead"),
        Function("gap", (), ValueType.HOURS, lambda: Fraction(82_136, 3_600), "interruption"),
        Function("held", (), ValueType.DAY, lambda: date(2019, 10, 20), "day of the election"),
        Function("parties", (), ValueType.COUNT, lambda: Fraction(9), "candidates"),
        Function("nothing", (), ValueType.TRUTH, lambda: Unknown(Reason.NO_LOG, "x"), "always unknown"),
    )
}


def value(text: str) -> bool | Unknown:
    return evaluate(text, FUNCTIONS).value


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ('reads(share("A"), "47")', True),
        ('reads(share("A"), "47.1")', True),
        ('reads(share("A"), "47.0")', False),
        ('truncates(share("A"), "47.0")', True),
        ('just_over(lead(), "10")', True),
        ("lead() > 10 and not (parties() == 8)", True),
        ('share("A") - share("B") > 10%', True),
        ("lead() between 10 and 11", True),
        ("1 + 2 * 3 == 7", True),
        ("(1 + 2) * 3 == 7", False),
        ("-2 + 1 < 0", True),
        ('about(gap(), "24")', True),
        ("@2019-11-10 - held() == 21", True),
        ("held() < @2019-10-21", True),
        ('share(choice="B") < share("A", base="valid")', True),
        ("true or nothing()", True),
        ("false and nothing()", False),
        ("7 / 2 == 3.5", True),
    ],
)
def test_what_it_computes(text: str, expected: bool) -> None:
    assert value(text) is expected


@pytest.mark.parametrize(
    "text",
    ["nothing()", "nothing() or false", "not nothing()", 'share("A", base="registered") > 1', "1 / 0 == 1"],
)
def test_what_is_unknown_says_why(text: str) -> None:
    assert isinstance(value(text), Unknown)


@pytest.mark.parametrize(
    ("text", "match"),
    [
        ('share("A") > lead()', "cannot put together"),
        ("lead() > 10%", "cannot put together"),
        ('share("C") > 1', "cannot be 'C'"),
        ('shar("A") > 1', "Did you mean 'share'"),
        ("share() > 1", "lacks 'choice'"),
        ('share("A", bas="valid") > 1', "Did you mean 'base'"),
        ('share("A", choice="B") > 1', "twice"),
        ("lead(1) > 1", "takes 0 arguments"),
        ("lead()", "true or false"),
        ("lead() and true", "joins what is true or false"),
        ("reads(lead(), 47) ", "as text"),
        ('reads(lead(), "47x")', "no numeral"),
        ("1 <", "value is expected"),
        ("(1", "expected"),
        ("a.b", "cannot be read"),
        ("share", "is a name"),
        ("1234567890123 > 1", "12 digits"),
        ("@2019-13-01 == held()", "no day"),
        ("lead() * lead() > 1", "has no unit"),
        ("999999999999 * 999999999999 * 999999999999 * 999999999999 > 1", "grows beyond"),
        ("1 > 1 " + "or 1 > 1 " * 300, "the limit is"),
        ("(" * 60 + "1" + ")" * 60 + " > 1", "levels deep"),
        ("not " * 90 + "true", "levels deep"),
        ("x" * 3_000, "the limit is"),
    ],
)
def test_what_it_refuses(text: str, match: str) -> None:
    with pytest.raises(ClaimError, match=match):
        evaluate(text, FUNCTIONS)


def test_approximate_truth_is_marked_and_other_words_named() -> None:
    result = evaluate('round_figure(gap(), "24")', FUNCTIONS)
    assert result.value is True
    assert result.approximate
    assert ("round_figure", "reads") in result.other_words
    assert not evaluate('reads(share("A"), "47")', FUNCTIONS).approximate


def test_every_call_is_a_step() -> None:
    result = evaluate('reads(share("A"), "47") and lead() >= 10', FUNCTIONS)
    assert [step.source for step in result.steps] == ['share("A")', 'reads(share("A"), "47")', "lead()"]


NAMES = "share lead gap held reads about nothing and or not between true false choice"
SIGNS = '( ) , = % "A" "47" 47 0.22 0 999999999999 @2019-10-20 < <= == + - * / ()'
WORDS = [*NAMES.split(), *SIGNS.split()]
HOSTILE = ['"', ".", "__import__", "lambda", "[", "]", "\n", "\\", ";", "é"]


def survives(text: str) -> None:
    """Evaluate whatever it is: a truth value or a claim error."""
    with suppress(ClaimError):
        assert isinstance(evaluate(text, FUNCTIONS), Evaluated)


@settings(max_examples=2_000, deadline=None)
@given(st.lists(st.sampled_from(WORDS + HOSTILE), max_size=40).map(" ".join))
def test_random_words_give_claim_errors_only(text: str) -> None:
    survives(text)


@settings(max_examples=1_000, deadline=None)
@given(st.text(max_size=200))
def test_random_text_gives_claim_errors_only(text: str) -> None:
    survives(text)


@pytest.mark.parametrize("number", [10_000, pytest.param(200_000, marks=pytest.mark.slow)])
def test_many_random_checks(number: int) -> None:
    """The full measure of the fuzz: only claim errors (`bench/bench_claims.py` takes their time)."""
    rng = random.Random(20191020)  # noqa: S311 - a test needs the same texts every time
    for _ in range(number):
        survives(" ".join(rng.choices(WORDS, k=rng.randint(1, 14))))


def test_parsing_keeps_the_source_of_a_call() -> None:
    from veedor.claims.syntax import Call

    node = parse('  share( "A" )')
    assert isinstance(node, Call)
    assert node.source == 'share( "A" )'


def test_a_check_takes_what_other_packages_bring(monkeypatch: pytest.MonkeyPatch) -> None:
    known = {one.name: one for one in ALL}
    question = parse('can_flip(3, "sheet", "spoil")')
    with pytest.raises(ClaimError, match="cannot be 'spoil'"):
        type_of(question, known)
    brought = EntryPoint("spoil", "another:SPOIL", "veedor.treatments")
    monkeypatch.setattr(
        plugins, "plugins", lambda group: (plugins.Plugin(brought),) * (group == brought.group)
    )
    assert type_of(question, known) is ValueType.TRUTH


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ('shar("A") > 1', "1: no hay ninguna función 'shar'. ¿Quería decir 'share'?"),
        ("lead(1) > 1", "1: lead admite 0 argumentos, no 1."),
        ('share("A" 1)', "11: se espera ',', y está '1'."),
        ("(1", "3: se espera ')', y está el final."),
        ('share("A") > lead()', "12: '>' no puede juntar por ciento y puntos porcentuales."),
        ("lead() and true", "8: 'and' une lo que es verdadero o falso, no puntos porcentuales."),
    ],
)  # fmt: skip
def test_a_refusal_is_said_in_the_language_of_who_asks(text: str, said: str) -> None:
    with pytest.raises(ClaimError) as refused:
        evaluate(text, FUNCTIONS)
    column, _, why = said.partition(": ")
    spoken = in_words(refused.value.text, translation("es"))
    assert spoken == f"Columna {column} de la comprobación: {why}"
