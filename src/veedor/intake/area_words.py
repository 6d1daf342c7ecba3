"""Errors about rows that are areas, in words of areas: the texts of an import speak of sheets otherwise."""

from __future__ import annotations

from veedor.errors import ControlError, InputError, InputErrors
from veedor.sentence import of_areas, sentence


class AreaError(InputError):
    """An area whose numbers of sheets, or votes, cannot be."""


def in_words_of_areas(error: InputError | InputErrors) -> InputError | InputErrors:
    """Return an error about rows that are areas in their words: keys and texts speak of sheets otherwise."""
    if isinstance(error, InputErrors):
        told = [_in_their_words(one) for one in error.exceptions if isinstance(one, InputError)]
        return InputErrors(_of_areas(error.message), told)
    return _in_their_words(error)


def _in_their_words(error: InputError) -> InputError:
    if isinstance(error, AreaError | ControlError):
        return error
    remedy = _of_areas(error.remedy)
    if _REPLACES in error.remedy:
        remedy = sentence(
            "{remedy} If each file is a publication, later than the one before, state each = {example}, with "
            "taken_at beside snapshot where a column has the time.",
            remedy=remedy,
            example='{ snapshot = "{file}" }',
        )
    made = type(error)(
        _of_areas(error.bare),
        file=error.file,
        row=error.row,
        column=None if error.column is None else of_areas(error.column),
        value=error.value,
        expected=_of_areas(error.expected),
        remedy=remedy,
    )
    return made.with_traceback(error.__traceback__)


_REPLACES = "take that one out of `files`."


def _of_areas(text: str) -> str:
    """Return a sentence in words of areas, in every language."""
    return sentence("{text!g}", text=text) if text else ""
