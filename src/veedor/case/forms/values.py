"""Single values of a question, each read of a text or refused with what to write instead."""

from __future__ import annotations

import datetime as dt
import re
from contextlib import contextmanager
from typing import TYPE_CHECKING
from urllib.parse import parse_qsl

from veedor.errors import InputErrors, QuestionError, VeedorError, nearest
from veedor.lookup import SheetQuestion
from veedor.model.exact import read_fraction
from veedor.sentence import sentence

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from fractions import Fraction

LONGEST = 4000
"""Signs of a value."""
_WHOLE = re.compile(r"[+-]?[0-9]{1,40}")


class FormProblemsError(Exception):
    """What is wrong with a question, by the key that it is about; empty where it is about all of it.

    Parameters
    ----------
    problems : mapping of str to VeedorError or InputErrors
        Key -> what is wrong.
    """

    def __init__(self, problems: Mapping[str, VeedorError | InputErrors]) -> None:
        self.problems = dict(problems)
        super().__init__("; ".join(str(one) for one in problems.values()))


@contextmanager
def about(key: str) -> Iterator[None]:
    """Say of a key what goes wrong within.

    Raises
    ------
    FormProblemsError
        Of the key.
    """
    try:
        yield
    except (VeedorError, InputErrors) as error:
        raise FormProblemsError({key: error}) from None


def whole(text: str, least: int, most: int) -> int:
    """Read a whole number.

    Raises
    ------
    QuestionError
        Where it is not one, or lies beyond its ends.
    """
    if not _WHOLE.fullmatch(text):
        raise QuestionError(
            sentence("{text!r} is no whole number.", text=text[:40]),
            remedy="Write it in figures, without signs.",
        )
    number = int(text)
    if not least <= number <= most:
        raise QuestionError(
            sentence("{text} lies beyond what can be asked.", text=text),
            remedy=sentence("Write a number from {least:,} to {most:,}.", least=least, most=most),
        )
    return number


def read_share(text: str) -> Fraction:
    """Read 5%, 0.05 or 1/20 exactly, with a decimal comma too: at most 1, it can part no thousands.

    Raises
    ------
    QuestionError
        Where it is no share above 0 and not above 1.
    """
    plain = text.strip().replace(",", ".", 1)
    try:
        number = read_fraction(plain.rstrip("% ")) / (100 if plain.endswith("%") else 1)
    except ValueError:
        number = None
    if number is None or not 0 < number <= 1:
        raise QuestionError(
            sentence("{text!r} is no share above 0 and not above 1.", text=text[:40]),
            remedy="Write 5%, 0.05 or 1/20.",
        )
    return number


def proportion(text: str) -> float:
    """Read a share that may be 0 as a float; see :func:`read_share`."""
    return 0.0 if text.strip() in {"0", "0%"} else float(read_share(text))


def moment(text: str) -> dt.datetime:
    """Read a local time, or a time with its offset.

    Raises
    ------
    QuestionError
        Where it is not one.
    """
    try:
        return dt.datetime.fromisoformat(text.strip())
    except ValueError:
        raise QuestionError(
            sentence("{text!r} is no day and time.", text=text[:40]), remedy="Write it as 2019-10-21 08:00."
        ) from None


def one_of(text: str, known: Sequence[str]) -> str:
    """Return a word as it stands.

    Raises
    ------
    QuestionError
        Where it is not one of those that there are.
    """
    if text not in known:
        raise QuestionError(
            sentence("There is no {text!r} to choose.", text=text[:40]), remedy=nearest(text[:40], known)
        )
    return text


def rule_without_file(text: str) -> str:
    """Return a rule as it stands; one in a file cannot be named from afar.

    Raises
    ------
    QuestionError
        Where it names a file.
    """
    if text.endswith((".toml", ".json")) or "/" in text or "\\" in text:
        raise QuestionError(
            sentence("{text!r} is a file.", text=text[:80]),
            remedy="Name a law or a template; `veedor outcome CASE --rule FILE` takes a file.",
        )
    return text


def selection_of(text: str) -> SheetQuestion:
    """Read a question about sheets as an address has it: ``late=yes&winner=MAS``.

    Raises
    ------
    QuestionError
        Where it is not one, or means every sheet.
    """
    question = SheetQuestion.read(dict(parse_qsl(text.removeprefix("?"))))
    if question.of_all:
        raise QuestionError(
            sentence("{text!r} does not say which tally sheets are meant.", text=text[:80]),
            remedy='Write it as the address of the table of sheets does: "late=yes&winner=A".',
        )
    return question
