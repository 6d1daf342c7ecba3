"""Checks proposed for quantities: filled in from a template where exactly one fits, never evaluated here."""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping

    from veedor.press.article import Article
    from veedor.press.quantities import Quantity
    from veedor.press.span import Span


@dataclass(frozen=True, slots=True)
class Proposed:
    """A check that fits a quantity.

    Parameters
    ----------
    template : str
        Name of the template.
    check : str
        Expression of the check language.
    """

    template: str
    check: str


@lru_cache(maxsize=1)
def _templates() -> dict[str, Any]:
    return tomllib.loads(files("veedor.press").joinpath("words", "checks.toml").read_text(encoding="utf-8"))


def proposed_check(
    article: Article, sentence: Span, quantity: Quantity, choices: Mapping[str, str]
) -> Proposed | None:
    """Propose the check of a quantity.

    Parameters
    ----------
    article : Article
        Where it stands.
    sentence : Span
        Its sentence.
    quantity : Quantity
        With digits as printed, or a whole number in words.
    choices : mapping of str to str
        Names by which choices go in the press (labels, surnames) to their ids.

    Returns
    -------
    Proposed, optional
        None where no template fits, several do, or the words leave open which candidate is meant.
    """
    number = quantity.printed or _whole(quantity)
    if not number or quantity.hedge in {"between", "vague"}:
        return None
    fitting = [t for t in _templates()["template"] if _fits(t, article, sentence, quantity)]
    if len(fitting) != 1:
        return None
    check = str(fitting[0]["check"])
    choice = named_choice(sentence.of(article.text), choices)
    if "{choice}" in check and choice is None:
        return None
    word = _templates()["words"][quantity.hedge or "none"]
    filled = check
    for slot, value in (
        ("{word}", word),
        ("{choice}", choice or ""),
        ("{number}", number),
        ("{integer}", _whole(quantity)),
        ("{scale}", "1 / 24 * " if quantity.unit == "day" else ""),
    ):
        filled = filled.replace(slot, value)
    return Proposed(str(fitting[0]["name"]), filled)


def _whole(quantity: Quantity) -> str:
    value = quantity.value
    return str(value.numerator) if value is not None and value.denominator == 1 else ""


def _fits(template: dict[str, Any], article: Article, sentence: Span, quantity: Quantity) -> bool:
    """Say whether a quantity and its sentence meet a template."""
    unit = quantity.unit
    if unit not in template["unit"] and unit.split(" ")[-1] not in template["unit"]:
        return False
    code, text = article.language.code, article.text
    words = set(re.findall(r"\w+", sentence.of(text).casefold()))
    if "after" in template:
        rest = text[quantity.span.end : sentence.end]
        if not re.match(template["after"][code], rest, re.IGNORECASE):
            return False
    if any(not words & set(group[code]) for group in template.get("with", ())):
        return False
    return not words & set(template.get("without", {}).get(code, ()))


def named_choice(sentence: str, choices: Mapping[str, str]) -> str | None:
    """Give the one choice that a sentence names; None where it names none or several.

    Parameters
    ----------
    sentence : str
        Its text.
    choices : mapping of str to str
        Names to ids.
    """
    found = {
        choice for name, choice in choices.items() if re.search(rf"(?<!\w){re.escape(name)}(?!\w)", sentence)
    }
    return found.pop() if len(found) == 1 else None
