"""What a verb that does something tells: sentences as it goes, or with ``--json`` one document in the end.

The document is ``{"told": [...]}``, in the order of the sentences: each with its ``text`` in the language of
the command, and the figures and names that fill it.
"""

from __future__ import annotations

import json
from contextlib import contextmanager
from contextvars import ContextVar
from functools import wraps
from inspect import signature
from typing import TYPE_CHECKING, Any

import click

from veedor.cli.language import language_option, translated
from veedor.cli.layout import print_lines

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

_told: ContextVar[list[dict[str, Any]] | None] = ContextVar("told", default=None)


def tell_sentence(template: str, /, **fields: object) -> None:
    """Tell a sentence: print it, or keep it for the document.

    Parameters
    ----------
    template : str
        A literal, as for :func:`veedor.sentence.sentence`.
    **fields : object
        What its names stand for.
    """
    tell_text(translated(template, **fields), **fields)


def tell_text(text: str, /, **fields: object) -> None:
    """Tell what is said already; the fields are for the document.

    Parameters
    ----------
    text : str
        In the language of the command.
    **fields : object
        Figures and names in it.
    """
    kept = _told.get()
    if kept is None:
        print_lines(text)
    else:
        kept.append({"text": text, **fields})


@contextmanager
def _document(*, wanted: bool) -> Iterator[None]:
    """Print what is told as one document in the end; whatever else failed, what was done is said."""
    kept: list[dict[str, Any]] | None = [] if wanted else None
    token = _told.set(kept)
    done = False
    try:
        yield
        done = True
    finally:
        _told.reset(token)
        if kept is not None and (kept or done):
            click.echo(json.dumps({"told": kept}, ensure_ascii=False, indent=2, default=_plain))


def _plain(value: object) -> object:
    """Give what JSON knows of a value: a list, or its text."""
    return list(value) if isinstance(value, tuple | set | frozenset) else str(value)


def telling(command: Callable[..., Any]) -> Callable[..., Any]:
    """Give a verb that does something its ``--json`` and ``--lang``."""
    speaks = "lang" in signature(command).parameters

    @wraps(command)
    def told(*given: Any, as_json: bool, lang: str, **options: Any) -> Any:  # noqa: ANN401 - as Click has it
        if speaks:
            options["lang"] = lang
        with _document(wanted=as_json):
            return command(*given, **options)

    return click.option(
        "--json", "as_json", is_flag=True, help="Print what was done as JSON, with the figures in it."
    )(language_option(told))


def silent_language_option(command: Callable[..., Any]) -> Callable[..., Any]:
    """Give a verb its ``--lang`` that says all it says by :func:`veedor.cli.language.translated`."""

    @wraps(command)
    def spoken(*given: Any, lang: str, **options: Any) -> Any:  # noqa: ANN401 - as Click has it
        del lang
        return command(*given, **options)

    return language_option(spoken)
