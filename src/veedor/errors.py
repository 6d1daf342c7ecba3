"""Every error that Veedor raises on purpose.

Draw of the tree; catch as high or as low as you need::

    VeedorError                 something is wrong that the reader of the message can mend
    ├── InputError              a file is not what it should be (file, row, column, value)
    │   ├── CaseError           case.toml
    │   ├── RuleError           a rule file
    │   ├── ControlError        an import that does not meet its control totals
    │   └── ClaimError          a claims file or a check expression
    ├── FetchError              a source could not be had as the case names it
    ├── MissingDataError        the question is good, but the case holds no data that could answer it
    ├── QuestionError           the question itself cannot be asked (unknown choice, too many sheets)
    ├── EngineError             an engine cannot do what is asked, and computes nothing
    ├── PluginError             what another package brings cannot be used
    ├── AuditError              a step out of order, a changed file, a signature that is missing or wrong
    ├── KeyFileError            a key that cannot be read, or whose signatures would prove nothing
    └── LedgerError             a public log, a note, a proof or a policy is not what it should be
        └── TamperError         it contradicts itself, its signatures or its witnesses
    InputErrors                 several InputErrors of one file at once (an ExceptionGroup)

The message always says what was seen, what was expected and how to mend it. The command line turns each
into one clear text and exit code 2, never a traceback.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from veedor.sentence import Translatable, joined, sentence, whole

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence


class VeedorError(Exception):
    """Something is wrong that the reader of the message can mend.

    Parameters
    ----------
    message : str
        What is wrong, in one sentence.
    remedy : str
        What to do about it, in one sentence; may be empty.

    Attributes
    ----------
    text : Translatable
        Both: :func:`veedor.sentence.said` says it in another language. ``str()`` is English.
    """

    def __init__(self, message: str, *, remedy: str = "") -> None:
        self.message = message
        self.remedy = remedy
        said = [whole(part) for part in (message, remedy) if part]
        if said[1:] and not said[0].rstrip().endswith((".", "!", "?", ":", ")", ",", ";")):
            said[0] += "."  # its end is the words of another program, which close no sentence
        self.text = (
            sentence("{message} {remedy}", message=said[0], remedy=said[1])
            if said[1:]
            else (said or [whole("")])[0]
        )
        super().__init__(str(self.text))


class InputError(VeedorError):
    """A file is not what it should be.

    Parameters
    ----------
    message : str
        What is wrong.
    file : str
        Name of the file, with the member of an archive or the sheet of a workbook behind it
        (``count.zip!count.csv``, ``book.xlsx#Sheet 1``).
    row : int, optional
        Row as a spreadsheet numbers it: 1 is the first line of the file.
    column : str, optional
        Name of the column or path of the key (``count.official.sheet.id``).
    value : str, optional
        What was seen there, as text.
    expected : str
        What would have been right.
    remedy : str
        How to mend it.
    """

    def __init__(
        self,
        message: str,
        *,
        file: str = "",
        row: int | None = None,
        column: str | None = None,
        value: str | None = None,
        expected: str = "",
        remedy: str = "",
    ) -> None:
        self.bare = message
        self.file = file
        self.row = row
        self.column = column
        self.value = value
        self.expected = expected
        where = [file] if file else []
        if row is not None:
            where.append(sentence("row {row}", row=row))
        if column is not None:
            where.append(sentence("column {column!r}", column=column))
        text = whole(message)
        if where:
            text = sentence("{where}: {message}", where=where, message=text)
        if value is not None:
            text += sentence(" Seen: {value}.", value=_shorten(value))
        if expected:
            text += sentence(" Expected: {expected}.", expected=whole(expected))
        super().__init__(text, remedy=remedy)


class CaseError(InputError):
    """``case.toml`` asks for something that does not exist or cannot be."""


class RuleError(InputError):
    """A rule file is not a rule."""


class ControlError(InputError):
    """An import does not meet its control totals."""


class ClaimError(InputError):
    """A claims file or a check expression is not what it should be."""


class FetchError(VeedorError):
    """A source could not be had as the case names it."""


class MissingDataError(VeedorError):
    """The question is good, but the case holds no data that could answer it."""


class QuestionError(VeedorError):
    """The question itself cannot be asked."""


class EngineError(VeedorError):
    """An engine cannot do what is asked of it; said before it computes anything."""


class PluginError(VeedorError):
    """What another package brings cannot be used."""


class AuditError(VeedorError):
    """An audit step is out of order, a file has changed, or a signature is missing or wrong."""


class KeyFileError(VeedorError):
    """A key cannot be read, or its signatures would prove nothing."""


class LedgerError(VeedorError):
    """A public log, a note, a proof or a policy is not what it should be."""


class TamperError(LedgerError):
    """A log contradicts itself, its signatures or its witnesses."""


class InputErrors(ExceptionGroup[InputError]):
    """All problems of one file at once, so that it is mended once."""

    def derive(self, excs: Sequence[InputError]) -> InputErrors:  # type: ignore[override]
        """Return the same group over other members (needed by ``except*``)."""
        return InputErrors(self.message, excs)


def reason_of(error: VeedorError | InputErrors) -> Translatable:
    """Return what an error says in one text, for a result that keeps it; several problems one after another.

    Parameters
    ----------
    error : VeedorError or InputErrors
        What was raised.
    """
    if isinstance(error, InputErrors):
        problems = [one.text for one in error.exceptions if isinstance(one, InputError)]
        return joined((whole(error.message), *problems), by=" ")
    return error.text


def raise_all(problems: Sequence[InputError | InputErrors], what: str) -> None:
    """Raise what is wrong, if anything: a single problem as it is, several at once.

    Parameters
    ----------
    problems : sequence of InputError or InputErrors
        What is wrong; those of a group are raised as members of one.
    what : str
        What cannot be used because of several.

    Raises
    ------
    InputError, InputErrors
        The problem, or all of them.
    """
    if len(problems) == 1:
        raise problems[0]
    if problems:
        groups = [p.exceptions if isinstance(p, InputErrors) else (p,) for p in problems]
        raise InputErrors(what, [one for group in groups for one in group])  # type: ignore[misc]


def nearest(name: str, known: Iterable[str]) -> Translatable:
    """Say which known name was probably meant.

    Parameters
    ----------
    name : str
        What was written.
    known : iterable of str
        What exists.

    Returns
    -------
    Translatable
        ``Did you mean 'x'?`` where something is near, otherwise the list of what exists.
    """
    names = sorted(known)
    if near := near_name(name, names):
        return sentence("Did you mean {name!r}?", name=near)
    shown = [repr(one) for one in names[:12]]
    if len(names) > 12:
        return sentence("There is: {names} and {more} more.", names=shown, more=len(names) - 12)
    return sentence("There is: {names}.", names=shown) if names else sentence("There is none.")


def near_name(name: str, known: Sequence[str]) -> str:
    """Return known name that was probably meant: one that ends in it, as records in records do, or is near.

    Parameters
    ----------
    name : str
        What was written.
    known : sequence of str
        What exists.

    Returns
    -------
    str
        Empty where none is near.
    """
    from difflib import get_close_matches  # late: most commands meet no error

    ends = [
        one
        for one in known
        if name and one.casefold().endswith((f".{name}".casefold(), f"/ {name}".casefold()))
    ]
    if len(ends) == 1:
        return ends[0]
    return next(iter(get_close_matches(name, known, n=1, cutoff=0.6)), "")


def _shorten(value: str, limit: int = 80) -> str:
    """Quote a value on one line, so that a hostile cell cannot flood the message."""
    text = repr(value)
    return text if len(text) <= limit else f"{text[:limit]}…'"
