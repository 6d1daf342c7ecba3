"""What a check gives instead of a truth value is said in the language."""

from __future__ import annotations

import pytest

from veedor.claims.evaluate import evaluate
from veedor.claims.types import ValueType
from veedor.errors import ClaimError
from veedor.report.catalogue import translation
from veedor.sentence import said


@pytest.mark.parametrize(
    ("check", "named"), [("1 + 1", "un número sin unidad"), ("40%", "por ciento"), ('"a"', "un texto")]
)
def test_a_check_without_truth_is_said_in_spanish(check: str, named: str) -> None:
    with pytest.raises(ClaimError) as caught:
        evaluate(check, {})
    spanish = said(caught.value.text, translation("es"))
    assert f"da {named}, no verdadero o falso" in spanish
    assert not any(f"da {one.value}," in spanish for one in ValueType)
