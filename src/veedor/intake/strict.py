"""From a parsed TOML document to frozen dataclasses: every unknown key and wrong type named, all at once."""

from __future__ import annotations

import dataclasses
import errno
import re
import tomllib
from datetime import date, datetime
from enum import StrEnum
from functools import cache
from types import NoneType, UnionType
from typing import TYPE_CHECKING, Any, Literal, TypeVar, Union, get_args, get_origin, get_type_hints

import msgspec

from veedor import disk
from veedor.errors import CaseError, nearest
from veedor.intake.needed_keys import NEEDED
from veedor.lacking import remedy_of
from veedor.sentence import Translatable, joined, sentence, whole

if TYPE_CHECKING:
    from pathlib import Path

    from veedor.errors import InputError

T = TypeVar("T")

LARGEST_TOML = 2_000_000
"""Bytes that a TOML file may have."""
_FAILED: Any = object()
"""Stands for a value that could not be built; its problem has been noted."""


def read_toml(path: Path) -> dict[str, Any]:
    """Parse a TOML file.

    Raises
    ------
    CaseError
        Where it is missing, too large, not UTF-8 or not TOML.
    """
    try:
        return tomllib.loads(disk.read(path, LARGEST_TOML).decode("utf-8-sig"))
    except FileNotFoundError as error:
        raise CaseError(
            "there is no such file.",
            file=str(path),
            remedy="A case is a folder with a case.toml; `veedor new FILE` makes one.",
        ) from error
    except OSError as error:
        large = (
            sentence("Keep data out of it; name the data files instead.")
            if error.errno == errno.EFBIG
            else ""
        )
        raise CaseError(
            sentence("it cannot be read: {strerror}.", strerror=whole(error.strerror or "")),
            file=str(path),
            remedy=large,
        ) from error
    except UnicodeDecodeError as error:
        raise CaseError(
            sentence("byte {start} is not UTF-8.", start=error.start),
            file=str(path),
            remedy="Save the file as UTF-8.",
        ) from error
    except tomllib.TOMLDecodeError as error:
        raise CaseError(
            sentence("it is not TOML: {error}.", error=error),
            file=str(path),
            remedy="Mend the line that the message names.",
        ) from error


def build(cls: type[T], data: object, *, file: str, problems: list[InputError], path: str = "") -> T | None:
    """Build a dataclass from a TOML table.

    Parameters
    ----------
    cls : type
        A frozen dataclass; fields without a default are mandatory.
    data : object
        What TOML gave.
    file : str
        Named in problems.
    problems : list of InputError
        Problems are appended; none stops the others from being found.
    path : str
        Where the file lies, where ``file`` does not say it: it is looked into for the line to mend.

    Returns
    -------
    instance of ``cls`` or None
        None where a problem was found.
    """
    made = _Builder(file, problems, path).value(cls, data, "")
    return None if made is _FAILED else made


_PLAIN: dict[Any, tuple[Translatable, str]] = {
    bool: (sentence("true or false"), "true"),
    int: (sentence("a whole number without quotes"), "1200"),
    float: (sentence("a number without quotes"), "0.5"),
    str: (sentence("a text in quotes"), '"..."'),
    date: (sentence("a day: year, month, day"), "2030-10-20"),
    datetime: (sentence("a day with a time"), "2030-10-20T19:40:57"),
    tuple: (sentence("a list"), '["...", "..."]'),
    dict: (sentence("a table"), '{ key = "..." }'),
}
"""What a value of a type is called, and one as it is written."""


def _toml(value: object) -> str:
    """Write a value as it stands in the file, as near as a message needs it."""
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, str):
        return f'"{value}"'
    return value.isoformat() if isinstance(value, date) else str(value)


def _plain(kind: Any, data: object) -> tuple[Translatable, str] | None:  # noqa: ANN401 - any annotation
    """Return what a type is called and an example; None where the fault lies within a list or table."""
    origin = get_origin(kind)
    if origin not in {tuple, dict}:
        return _PLAIN.get(kind)
    if isinstance(data, list | dict):
        return None
    of_tables = origin is tuple and get_args(kind)[0] is Any
    return (sentence("a list"), '[{ key = "..." }]') if of_tables else _PLAIN[origin]


def _meant(kind: type, data: object) -> str:
    """Write what stands there as it should, where that is only one thing; else nothing."""
    if kind is str and isinstance(data, int | float) and not isinstance(data, bool):
        return f'"{data}"'
    if not isinstance(data, str):
        return ""
    text = data.strip()
    if kind is bool and text.lower() in {"true", "false"}:
        return text.lower()
    if kind is int and text.isascii() and text.isdecimal():
        return str(int(text))
    return ""


_hints = cache(get_type_hints)
"""The types of a dataclass's fields; they stand as text in its module, and are made once."""


@dataclasses.dataclass(frozen=True)
class _Builder:
    file: str
    problems: list[InputError]
    path: str = ""

    def value(self, kind: Any, data: object, key: str) -> Any:  # noqa: ANN401 - any annotation
        """Build a value of any annotated type."""
        origin, args = get_origin(kind), get_args(kind)
        if origin in {Union, UnionType}:
            return self._union([arg for arg in args if arg is not NoneType], data, key)
        if dataclasses.is_dataclass(kind):
            return self._record(kind, data, key)
        if origin is dict:
            if not isinstance(data, dict):
                return self._leaf(dict[str, Any], data, key)
            made = {name: self.value(args[1], item, f"{key}.{name}") for name, item in data.items()}
            return _FAILED if any(v is _FAILED for v in made.values()) else made
        if origin is tuple and dataclasses.is_dataclass(args[0]):
            if not isinstance(data, list):
                return self._leaf(tuple[Any, ...], data, key)
            items = [self.value(args[0], item, f"{key}[{i}]") for i, item in enumerate(data, 1)]
            return _FAILED if any(v is _FAILED for v in items) else tuple(items)
        return self._leaf(kind, data, key)

    def _union(self, kinds: list[Any], data: object, key: str) -> Any:  # noqa: ANN401
        if isinstance(data, dict):
            tables = [k for k in kinds if dataclasses.is_dataclass(k) or get_origin(k) is dict]
            return self.value((tables or kinds)[0], data, key)
        if isinstance(data, list):
            lists = [k for k in kinds if get_origin(k) is tuple]
            return self.value((lists or kinds)[0], data, key)
        plain = [k for k in kinds if not dataclasses.is_dataclass(k) and get_origin(k) is None]
        same = [k for k in plain if type(data) is k]
        return self.value((same or plain or kinds)[0], data, key)

    def _record(self, cls: Any, data: object, key: str) -> Any:  # noqa: ANN401
        if not isinstance(data, dict):
            return self._leaf(dict[str, Any], data, key)
        hints = _hints(cls)
        # field `except_` is the key `except`: Python's reserved words are good keys
        fields = {f.name.removesuffix("_"): f for f in dataclasses.fields(cls)}
        before = len(self.problems)
        for name in data.keys() - fields.keys():
            self._note(
                sentence("there is no key {name!r} here.", name=name),
                f"{key}.{name}",
                remedy=nearest(name, fields),
            )
        made = {}
        for name, field in fields.items():
            if name in data and (data[name] != [] or field.default != ""):  # no names are no statement
                made[field.name] = self.value(hints[field.name], data[name], f"{key}.{name}")
            elif field.default is field.default_factory is dataclasses.MISSING:
                needed = NEEDED.get((cls.__name__, name))
                remedy = remedy_of(needed, name, key.lstrip("."), self.path or self.file)
                self._note("the key is missing.", f"{key}.{name}", remedy=remedy)
        return cls(**made) if len(self.problems) == before else _FAILED

    def _leaf(self, kind: Any, data: object, key: str) -> Any:  # noqa: ANN401
        try:
            return msgspec.convert(data, kind)
        except msgspec.ValidationError as error:
            if isinstance(kind, type) and issubclass(kind, StrEnum):
                self._note_word(kind, data, key)
                return _FAILED
            self._note_value(kind, data, key, str(error).rstrip("."))
            return _FAILED

    def _note_value(self, kind: Any, data: object, key: str, reason: str) -> None:  # noqa: ANN401
        """Say what is wrong with a value, and the line that would be right."""
        name = re.sub(r"\[\d+\]$", "", key.rpartition(".")[2])
        if get_origin(kind) is Literal:
            short = re.sub(r"^source\.[^.]+\.", "", key.lstrip("."))
            words = joined((f"{short} = {_toml(word)}" for word in get_args(kind)), by=" or ")
            nearby = nearest(str(data), [str(word) for word in get_args(kind)])
            near = nearby if nearby.startswith("Did") else ""
            message = sentence("there is no value {data} of this key.", data=_toml(data))
            remedy = sentence("Write {words}. {near}" if near else "Write {words}.", words=words, near=near)
        elif known := _plain(kind, data):
            message = sentence("it is not {what}.", what=known[0])
            meant = _meant(kind, data)
            remedy = (
                sentence("Write {name} = {example}", name=name, example=meant)
                if meant
                else sentence(
                    "Write it like this: {name} = {example} (put your own instead).",
                    name=name,
                    example=known[1],
                )
            )
        else:
            reason = reason.replace("`object`", "a table").replace("`array`", "a list")
            message = sentence("{expected}.", expected=reason[:1].lower() + reason[1:])
            remedy = sentence("Write what is expected, or remove `{short}`.", short=key.lstrip("."))
        self._note(message, key, value=_toml(data), remedy=remedy)

    def _note_word(self, kind: type[StrEnum], data: object, key: str) -> None:
        words = ", ".join(repr(word.value) for word in kind)
        near = nearest(str(data), [word.value for word in kind])
        name = re.sub("(?<!^)(?=[A-Z])", " ", kind.__name__).lower()
        self._note(
            sentence("there is no {name} {data!r}.", name=name, data=data),
            key,
            value=str(data),
            remedy=sentence("Write one of {words}. {near}", words=words, near=near)
            if near.startswith("Did")
            else sentence("Write one of {words}.", words=words),
        )

    def _note(self, message: str, key: str, *, value: str | None = None, remedy: str = "") -> None:
        self.problems.append(
            CaseError(message, file=self.file, column=key.lstrip("."), value=value, remedy=remedy)
        )
