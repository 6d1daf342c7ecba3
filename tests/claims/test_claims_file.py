"""Claims files: what is wrong is said, with its place; verdicts follow from truth values."""

from __future__ import annotations

from pathlib import Path

import pytest

from veedor.claims.claims_file import load_claims
from veedor.claims.signatures import Function
from veedor.claims.types import Reason, Unknown, Value, ValueType
from veedor.claims.verdict import ClaimVerdict, judge
from veedor.errors import InputError, InputErrors
from veedor.model import localised

GOOD = """
format = "claims/1"
[source.A]
file = "a.txt"
sha256 = "00"
title = "An article"
[[claim]]
id = "C1"
text = { en = "One is less than two.", es = "Uno es menos que dos." }
topic = "numbers"
[[claim.said]]
source = "A"
quote = "one is less"
[[claim.reading]]
name = "as numbers"
check = "1 < 2"
[claim.review]
by = "somebody"
on = 2030-01-01
expected = "holds"
"""


def load(tmp_path: Path, text: str) -> object:
    path = tmp_path / "claims.toml"
    path.write_text(text, encoding="utf-8")
    return load_claims(path)


def test_a_good_file(tmp_path: Path) -> None:
    path = tmp_path / "claims.toml"
    path.write_text(GOOD, encoding="utf-8")
    claims = load_claims(path)
    assert claims.claim[0].id == "C1"
    assert localised(claims.claim[0].text, "es") == "Uno es menos que dos."
    assert localised(claims.claim[0].text, "fr") == "One is less than two."


@pytest.mark.parametrize(
    ("change", "match"),
    [
        (("topic =", "topc ="), "topic"),
        (('source = "A"', 'source = "B"'), "no source 'B'"),
        (('check = "1 < 2"', 'check = "1 <"'), "value is expected"),
        (('check = "1 < 2"', "check = 12"), "check"),
        (('expected = "holds"', 'expected = "true"'), "no expected verdict 'true'"),
        (("[[claim.reading]]", "[[claim.part]]"), "no checks of its kind"),
        (('quote = "one is less"', 'quote = "one is less"\nby = "X"'), "narrator has no name"),
        (("format =", "formt ="), "format"),
        (('"claims/1"', '"claims/2"'), "claims/2"),
    ],
)
def test_bad_files(tmp_path: Path, change: tuple[str, str], match: str) -> None:
    with pytest.raises((InputError, InputErrors)) as caught:
        load(tmp_path, GOOD.replace(*change))
    said = [str(one) for one in getattr(caught.value, "exceptions", (caught.value,))]
    assert any(match in one for one in said), said


def test_an_id_that_stands_twice(tmp_path: Path) -> None:
    claim = GOOD[GOOD.index("[[claim]]") :]
    with pytest.raises(InputError, match="stands twice"):
        load(tmp_path, GOOD + claim)


def test_several_readings_need_an_axis(tmp_path: Path) -> None:
    second = '[[claim.reading]]\nname = "other"\ncheck = "2 < 1"\n[claim.review]'
    with pytest.raises(InputError, match="without an axis"):
        load(tmp_path, GOOD.replace("[claim.review]", second))


TRUTHS: dict[str, Value] = {"yes": True, "no": False, "who": Unknown(Reason.NO_LOG, "x")}


@pytest.mark.parametrize(
    ("combine", "checks", "verdict"),
    [
        ("readings", ["yes"], ClaimVerdict.HOLDS),
        ("readings", ["yes", "yes"], ClaimVerdict.HOLDS),
        ("readings", ["no", "no"], ClaimVerdict.DOES_NOT_HOLD),
        ("readings", ["who", "who"], ClaimVerdict.NOT_CHECKABLE),
        ("readings", ["yes", "no"], ClaimVerdict.DEPENDS),
        ("readings", ["yes", "who"], ClaimVerdict.DEPENDS),
        ("readings", ["no", "who"], ClaimVerdict.DEPENDS),
        ("parts", ["yes", "yes"], ClaimVerdict.HOLDS),
        ("parts", ["yes", "no"], ClaimVerdict.DOES_NOT_HOLD),
        ("parts", ["who", "no"], ClaimVerdict.DOES_NOT_HOLD),
        ("parts", ["yes", "who"], ClaimVerdict.NOT_CHECKABLE),
    ],
)
def test_verdicts_follow_from_truth_values(
    tmp_path: Path, combine: str, checks: list[str], verdict: ClaimVerdict
) -> None:
    kind = "reading" if combine == "readings" else "part"
    written = "".join(f'[[claim.{kind}]]\nname = "{i}"\ncheck = "{c}()"\n' for i, c in enumerate(checks))
    start, end = GOOD.index("[[claim.reading]]"), GOOD.index("[claim.review]")
    text = GOOD[:start] + written + GOOD[end:]
    text = text.replace(
        'topic = "numbers"', f'topic = "numbers"\ncombine = "{combine}"\naxis = "what is meant"'
    )
    path = tmp_path / "claims.toml"
    path.write_text(text, encoding="utf-8")
    functions = {
        name: Function(name, (), ValueType.TRUTH, lambda value=value: value, "")
        for name, value in TRUTHS.items()
    }
    assert judge(load_claims(path).claim[0], functions).verdict is verdict


def test_every_function_and_word_stands_in_the_reference() -> None:
    from veedor.claims import ALL
    from veedor.claims.number_words import WORDS

    page = (Path(__file__).parents[2] / "docs/reference/claims-file.md").read_text(encoding="utf-8")
    assert [asked.name for asked in ALL if f"`{asked.name}(" not in page] == []
    assert [word for word in WORDS if f"`{word}" not in page] == []
