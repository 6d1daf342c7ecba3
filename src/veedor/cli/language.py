"""The language that the command line speaks: help, errors, questions and what it says meanwhile.

It is that of ``--lang``, before or behind the verb; else of ``VEEDOR_LANG``, ``LC_ALL``, ``LC_MESSAGES`` or
``LANG``, the first of them that is set; else English. Catalogues are read only where another is spoken.
"""

from __future__ import annotations

import gettext
import os
import sys
from contextlib import contextmanager
from contextvars import ContextVar
from copy import copy
from inspect import cleandoc
from itertools import pairwise
from typing import TYPE_CHECKING, Any, TypeVar

import click

from veedor.sentence import said, sentence

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from veedor.errors import VeedorError
    from veedor.sentence import Translation

ENGLISH = "en"
VARIABLE = "VEEDOR_LANG"
"""Environment variable: the language where ``--lang`` is not given."""

_spoken: ContextVar[str] = ContextVar("spoken")

C = TypeVar("C", bound=click.Command)


def has_texts(lang: str) -> bool:
    """Whether there are texts in a language; no catalogue is looked for in English."""
    if lang == ENGLISH:
        return True
    from veedor.report.catalogue import has_language

    return has_language(lang)


def of_environment() -> str:
    """Return the language of the environment where there are texts in it, else English."""
    for name in (VARIABLE, "LC_ALL", "LC_MESSAGES", "LANG"):
        if setting := os.environ.get(name, "").partition(".")[0]:
            codes = (setting, setting.partition("_")[0].lower())
            return next((one for one in codes if one not in {"C", "c"} and has_texts(one)), ENGLISH)
    return ENGLISH


def _stated(args: Sequence[str]) -> str:
    """Return the last language of a command line that there are texts in; empty where it names none."""
    found = ""
    for word, following in pairwise([*args, ""]):
        if word == "--":
            break
        name, _, value = word.partition("=")
        lang = value or following
        if name == "--lang" and lang and not lang.startswith("-") and has_texts(lang):
            found = lang
    return found


@contextmanager
def spoken(args: Sequence[str] | None) -> Iterator[None]:
    """Speak the language of a command line; its own words by default."""
    lang = _stated(sys.argv[1:] if args is None else args)
    token = _spoken.set(lang) if lang else None
    kept = gettext.dgettext, gettext.dngettext
    gettext.dgettext, gettext.dngettext = _dgettext, _dngettext  # type: ignore[assignment] # what Click says
    try:
        yield
    finally:
        gettext.dgettext, gettext.dngettext = kept
        if token is not None:
            _spoken.reset(token)


@contextmanager
def unspoken() -> Iterator[None]:
    """Speak English: what Click names when a module is imported stays as it is said then."""
    token = _spoken.set(ENGLISH)
    try:
        yield
    finally:
        _spoken.reset(token)


def current() -> str:
    """Return the language that is spoken."""
    return _spoken.get("") or of_environment()


def translation() -> Translation | None:
    """Return what the spoken language says; None for English."""
    lang = current()
    if lang == ENGLISH:
        return None
    from veedor.report.catalogue import translation as read

    return read(lang)


def translated(template: str, /, **fields: object) -> str:
    """Say an English sentence in the spoken language.

    Parameters
    ----------
    template : str
        A literal, as for :func:`veedor.sentence.sentence`.
    **fields : object
        What its names stand for.
    """
    return said(sentence(template, **fields), translation())


def in_words(text: str) -> str:
    """Say a sentence in the spoken language; any other value as it stands."""
    return said(text, translation())


def error_text(error: VeedorError) -> str:
    """Say an error in the spoken language."""
    return in_words(error.text)


def _dgettext(_domain: str, message: str) -> str:
    return in_words(message)


def _dngettext(_domain: str, one: str, many: str, n: int) -> str:
    return in_words(one if n == 1 else many)


class LanguageOption(click.ParamType):  # type: ignore[type-arg] # no type argument before Click 8.4
    """A language that there are texts in, here or in another package."""

    name = "language"

    def get_metavar(self, param: click.Parameter, ctx: click.Context) -> str:
        """Show the languages that come with Veedor."""
        from veedor.report.catalogue import shipped

        del param, ctx
        return f"[{'|'.join(shipped())}]"

    def convert(self, value: str, param: click.Parameter | None, ctx: click.Context | None) -> str:
        """Refuse a language without texts, with the list of those that have some."""
        if not has_texts(value):
            from veedor.report.catalogue import languages

            told = sentence(
                "there are no texts in {lang!r}; there are in: {known}", lang=value, known=languages()
            )
            self.fail(told, param, ctx)
        return value


def language_option(command: Callable[..., Any]) -> Callable[..., Any]:
    """Give a verb its ``--lang``."""
    return click.option(
        "--lang",
        type=LanguageOption(),
        default=current,
        show_default="of the terminal",
        help="Language of the text.",
    )(command)


def say_usage(error: click.ClickException) -> None:
    """Put what is wrong with a command line in the spoken language."""
    error.message = in_words(error.message)  # type: ignore[misc] # its text is shown once, behind this


def spoken_command(command: C) -> C:
    """Return a command whose help is in the spoken language."""
    known = translation()
    if known is None:
        return command
    made = copy(command)
    made.help = prose(command.help)
    made.epilog = prose(command.epilog)
    made.params = [_spoken_parameter(one, made) for one in command.params]
    made.options_metavar = in_words(command.options_metavar or "")
    made.__dict__["_help_option"] = None  # it was made in the language that was spoken then
    if isinstance(made, click.Group):
        made.subcommand_metavar = in_words(made.subcommand_metavar or "")
    inner: dict[str, click.Command] = getattr(command, "commands", {})
    if inner:
        made.commands = {name: spoken_command(one) for name, one in inner.items()}  # type: ignore[attr-defined]
    return made


class _SpokenName(str):
    """The name of what an option takes, with its article: Click writes it with capitals."""

    __slots__ = ()

    def title(self) -> str:
        """Begin with a capital, and leave further words as they are."""
        return self[:1].upper() + self[1:]


def _spoken_parameter(one: click.Parameter, command: click.Command) -> click.Parameter:
    made = copy(one)
    if isinstance(made, click.Option):
        made.help = in_words(made.help) if made.help else made.help
        if isinstance(made.show_default, str):
            made.show_default = in_words(made.show_default)
    if not isinstance(one.type, click.Choice | LanguageOption) and not getattr(one, "is_flag", False):
        shown = one.make_metavar(click.Context(command))
        name = shown.strip("[].")
        made.metavar = shown.replace(name, in_words(name))
        made.type = copy(one.type)
        made.type.name = _SpokenName(in_words(one.type.name))
    return made


def prose(text: str | None) -> str | None:
    r"""Say a help text paragraph by paragraph, and one that keeps its lines (``\b``) line by line."""
    return None if text is None else "\n\n".join(map(_paragraph, cleandoc(text).split("\n\n")))


def _paragraph(text: str) -> str:
    if text.startswith("\b"):
        lines = (
            line.partition(line.strip()) if line.strip("\b ") else (line, "", "") for line in text.split("\n")
        )
        return "\n".join(indent + in_words(words) for indent, words, _ in lines)
    return in_words(" ".join(text.split()))
