"""Country packs: tolerances, limits and legal grounds as data."""

from __future__ import annotations

from dataclasses import dataclass, field
from fractions import Fraction
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING, Literal

import msgspec

from veedor import disk
from veedor.errors import InputError, QuestionError, nearest
from veedor.model import Localised
from veedor.model.exact import read_fraction
from veedor.sentence import sentence, whole

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

Setting = int | Fraction
"""A tolerance or limit. Exact: whether a sheet is named never hangs on a float."""

LARGEST_FILE = 1_000_000
"""Bytes. A pack is a page of text; anything larger is not a pack."""

Read = Literal["text", "excerpt", "secondary"]
"""How the ground was read: the whole provision, a part of it, or only what others write about it."""

Consequence = Literal["annul", "recount", "repoll", "review", "none"]
"""What the law does with such a sheet; ``none`` where it only sets the limit."""


class LegalGround(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A legal ground for a check.

    Parameters
    ----------
    check : str
        Check id.
    law : str
        Law and article, as cited.
    consequence : str
        What the law does with such a sheet.
    summary : Localised
        What the provision says, in our words.
    read : str
        How it was read.
    url : str
        Where.
    """

    check: str
    law: str
    consequence: Consequence
    summary: Localised
    read: Read
    url: str


class LegalQuestion(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A legal question about the outcome, asked of the sheets that some checks name.

    Parameters
    ----------
    question : str
        ``decisive``: does the outcome change without them? ``margin_of_lead``: is the lead of the first
        over the second no more than the registered voters of these sheets? ``close``: is the lead of the
        first over the second at most ``share`` of ballots cast?
    checks : tuple of str
        The checks whose sheets count; empty for ``close``.
    share : str
        Exact share, for ``close``.
    law, summary, read, url
        As for :class:`LegalGround`.
    """

    question: Literal["decisive", "margin_of_lead", "close"]
    law: str
    summary: Localised
    read: Read
    url: str
    checks: tuple[str, ...] = ()
    share: str = ""


class NotInFigures(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A ground that the figures of a count cannot show (signatures, forms, places)."""

    law: str
    summary: Localised
    read: Read
    url: str


class _File(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    id: str
    country: Localised
    settings: dict[str, dict[str, int | str]] = {}
    ground: tuple[LegalGround, ...] = ()
    question: tuple[LegalQuestion, ...] = ()
    not_in_figures: tuple[NotInFigures, ...] = ()


def checks_of(
    settings: Mapping[str, object], grounds: Sequence[LegalGround], questions: Sequence[LegalQuestion]
) -> tuple[str, ...]:
    """Return the ids of the checks that parts of a pack name, each once."""
    by_questions = (check_id for question in questions for check_id in question.checks)
    return tuple(dict.fromkeys((*settings, *(ground.check for ground in grounds), *by_questions)))


@dataclass(frozen=True)
class Pack:
    """Tolerances, limits and legal grounds of one country.

    Parameters
    ----------
    pack_id : str
        Short name (``bo``).
    country : Localised
        Its name.
    settings : mapping of str to mapping of str to Setting
        By check, by name.
    grounds : tuple of LegalGround
        Legal grounds of checks.
    questions : tuple of LegalQuestion
        Legal questions about the outcome.
    not_in_figures : tuple of NotInFigures
        Grounds that need the paper.
    """

    pack_id: str
    country: Localised
    settings: Mapping[str, Mapping[str, Setting]] = field(default_factory=dict, hash=False)
    grounds: tuple[LegalGround, ...] = ()
    questions: tuple[LegalQuestion, ...] = ()
    not_in_figures: tuple[NotInFigures, ...] = ()

    @property
    def checks(self) -> tuple[str, ...]:
        """Ids of the checks that it names."""
        return checks_of(self.settings, self.grounds, self.questions)

    def grounds_of(self, check_id: str) -> tuple[LegalGround, ...]:
        """Return the grounds of one check."""
        return tuple(ground for ground in self.grounds if ground.check == check_id)


NO_PACK = Pack("none", {"en": "no country", "es": "ningún país"})
"""Every check at its default tolerance, without a legal ground."""


def names() -> tuple[str, ...]:
    """Names of the packs that come with Veedor."""
    folder = files("veedor.checks") / "packs"
    return tuple(sorted(f.name.removesuffix(".toml") for f in folder.iterdir() if f.name.endswith(".toml")))


def load_pack(name: str, known: Mapping[str, Mapping[str, Setting]]) -> Pack:
    """Read a pack by its name, or from a file.

    Parameters
    ----------
    name : str
        ``bo``, or the path of a ``.toml`` file.
    known : mapping of str to mapping of str to Setting
        The checks that exist, with their settings.

    Raises
    ------
    QuestionError
        Where there is no such pack.
    InputError
        Where the file is not a pack; the message names the key.
    """
    if name in names():
        text = (files("veedor.checks") / "packs" / f"{name}.toml").read_text(encoding="utf-8")
        return parse_pack(text, f"{name}.toml", known)
    path = Path(name)
    if path.suffix != ".toml" or not path.is_file():
        raise QuestionError(
            sentence("There is no pack {name!r}.", name=name),
            remedy=sentence("{near} A path must end in .toml.", near=nearest(name, names())),
        )
    try:
        return parse_pack(disk.read(path, LARGEST_FILE).decode("utf-8-sig"), path.name, known)
    except OSError as error:
        raise InputError(
            sentence("cannot be read: {strerror}.", strerror=whole(error.strerror or "")), file=str(path)
        ) from None
    except UnicodeDecodeError as error:
        raise InputError("not UTF-8 text", file=path.name, remedy="Save it as UTF-8.") from error


def parse_pack(text: str, file: str, known: Mapping[str, Mapping[str, Setting]]) -> Pack:
    """Read a pack from TOML.

    Parameters
    ----------
    text : str
        The TOML.
    file : str
        For messages.
    known : mapping
        As for :func:`load_pack`.

    Raises
    ------
    InputError
        Where it is not a pack.
    """
    try:
        raw = msgspec.toml.decode(text, type=_File)
    except msgspec.DecodeError as error:
        raise InputError(
            sentence("{error}.", error=error),
            file=file,
            remedy="The reference of packs shows every key (docs/reference/checks.md).",
        ) from error
    for check_id in checks_of(raw.settings, raw.ground, raw.question):
        if check_id not in known:
            raise InputError("no such check", file=file, value=check_id, remedy=nearest(check_id, known))
    for question in raw.question:
        _check_question(question, file)
    settings = {
        check_id: {key: _setting(check_id, key, value, file, known) for key, value in values.items()}
        for check_id, values in raw.settings.items()
    }
    return Pack(raw.id, raw.country, settings, raw.ground, raw.question, raw.not_in_figures)


def _setting(
    check_id: str, key: str, value: int | str, file: str, known: Mapping[str, Mapping[str, Setting]]
) -> Setting:
    if key not in known[check_id]:
        raise InputError(
            "no such setting",
            file=file,
            column=f"settings.{check_id}",
            value=key,
            remedy=nearest(key, known[check_id]),
        )
    where = f"settings.{check_id}.{key}"
    number = value if isinstance(value, int) else exact(value, file, where)
    if isinstance(known[check_id][key], int) and Fraction(number).denominator != 1:
        raise InputError(
            "not a whole number", file=file, column=where, value=str(value), expected="a whole number"
        )
    if number < 0:
        raise InputError(
            "a limit below zero",
            file=file,
            column=f"settings.{check_id}.{key}",
            value=str(value),
            expected="zero or more",
        )
    return number


def _check_question(question: LegalQuestion, file: str) -> None:
    if question.question == "close":
        exact(question.share, file, "question.share")
    elif not question.checks:
        raise InputError(
            "the question names no check",
            file=file,
            column="question.checks",
            value=question.question,
            expected="at least one check id",
        )


def exact(value: str, file: str, key: str) -> Fraction:
    """Read an exact share (``9/10``, ``0.9``)."""
    try:
        return read_fraction(value)
    except ValueError as error:
        raise InputError(
            "not a number",
            file=file,
            column=key,
            value=value,
            expected="a whole number, or text such as '9/10'",
        ) from error
