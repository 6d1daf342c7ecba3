"""Sentences that can be said in another language: English, with the template and what it was filled with.

The English template is what a translation is found by, as GNU gettext has it. A sentence is a ``str``, so
that code which knows English only needs nothing of this. Published texts are fields, never templates: braces
in them stay braces.
"""

from __future__ import annotations

import re
from decimal import Decimal
from fractions import Fraction
from string import Formatter
from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping


class Translation(NamedTuple):
    """What a language says.

    Parameters
    ----------
    texts : mapping of str to str
        English template -> the template of the language, with the same names in braces.
    marks : mapping of int to str
        For :meth:`str.translate`: the comma and the point of English figures -> those of the language.
    plural : callable
        Which of so many forms a number takes in the language.
    """

    texts: Mapping[str, str]
    marks: Mapping[int, str]
    plural: Callable[[object, int], int]


class Translatable(str):
    """An English text that knows its template.

    Parameters
    ----------
    text : str
        The text.
    template : str
        What it was made of; by default the text itself.
    fields : mapping of str to object, optional
        What the names in the braces stand for; None for a template without any, whose braces are braces.
    """

    __slots__ = ("fields", "template")

    template: str
    fields: Mapping[str, object] | None

    def __new__(
        cls, text: str, template: str = "", fields: Mapping[str, object] | None = None
    ) -> Translatable:
        """Make it."""
        made = super().__new__(cls, text)
        made.template = template or text
        made.fields = fields
        return made

    def __add__(self, more: str) -> Translatable:
        """Put a text behind it; both are still said in another language where they are sentences."""
        return sentence("{first}{more}", first=self, more=more) if more else self

    def __radd__(self, before: str) -> Translatable:
        """Put a text before it."""
        return sentence("{first}{more}", first=before, more=self) if before else self


def sentence(template: str, /, **fields: object) -> Translatable:
    """Return an English sentence.

    Parameters
    ----------
    template : str
        A literal: ``"{file} has {number:,} rows."``; without fields it is the text as it stands.
    **fields : object
        What the names stand for. One that is a sentence is translated with it; a list of texts is
        joined by commas. ``{name!c}`` begins with a capital, ``{name!r}`` stands in quotes,
        ``{name!g}`` speaks of areas where it said sheets. ``{rows:,} {rows:row|rows}`` is "1 row", "2 rows":
        each language has the forms that it needs, in the order of CLDR.
    """
    if not fields:
        return Translatable(template)
    return Translatable(_filled(template, fields, None), template, fields)


def template(text: str) -> str:
    """Mark a template that is filled elsewhere, so that a test asks for its translation."""
    return text


_WORDS = {" and ": template("{one} and {other}"), " or ": template("{one} or {other}")}


def joined(parts: Iterable[str], by: str) -> Translatable:
    """Join texts by a mark, or by "and" or "or"; sentences among them are still said in another language."""
    if by in _WORDS:
        first, *others = parts
        for other in others:
            first = sentence(_WORDS[by], one=first, other=other)
        return whole(first) if isinstance(first, Translatable) else sentence("{text}", text=first)
    fields = {f"part_{number}": part for number, part in enumerate(parts)}
    return sentence(by.replace("{", "{{").replace("}", "}}").join(f"{{{name}}}" for name in fields), **fields)


def record(text: str) -> Any:  # noqa: ANN401 - JSON
    """Write a text for another process as JSON; :func:`revived` reads it."""
    if isinstance(text, Translatable) and text.fields is not None:
        return {"template": text.template, "fields": {k: _plain(v) for k, v in text.fields.items()}}
    return {"template": str(text)} if isinstance(text, Translatable) else text


def revived(made: Any) -> Any:  # noqa: ANN401 - JSON
    """Read what :func:`record` gave."""
    if isinstance(made, list):
        return [revived(one) for one in made]
    if not isinstance(made, dict):
        return made
    return sentence(made["template"], **{k: revived(v) for k, v in made.get("fields", {}).items()})


def _plain(value: object) -> Any:  # noqa: ANN401 - JSON
    if isinstance(value, list | tuple):
        return [_plain(one) for one in value]
    return (
        record(value) if isinstance(value, str) else value if isinstance(value, int | float) else str(value)
    )


def relocated(text: str, places: Mapping[str, str]) -> str:
    """Return a text in which places stand otherwise: paths of this machine, within a sentence and its fields.

    Parameters
    ----------
    text : str
        A sentence, or a text.
    places : mapping of str to str
        What stands there -> what is to stand there, in this order.
    """
    return (
        str(_relocated(text, places))
        if not isinstance(text, Translatable)
        else revived(_relocated(record(text), places))
    )


def _relocated(made: Any, places: Mapping[str, str]) -> Any:  # noqa: ANN401 - JSON
    if isinstance(made, dict):
        return {name: _relocated(one, places) for name, one in made.items()}
    if isinstance(made, list):
        return [_relocated(one, places) for one in made]
    if isinstance(made, str):
        for place, other in places.items():
            made = made.replace(place, other)
    return made


def whole(text: str) -> Translatable:
    """Return a text as a sentence; one without fields is its own template."""
    return text if isinstance(text, Translatable) else Translatable(text)


def said(text: str, translation: Translation | None) -> str:
    """Say a sentence in another language; what it does not say, in English.

    Parameters
    ----------
    text : str
        A sentence, or a text that is one word for word.
    translation : Translation or None
        None for English.
    """
    if translation is None:
        return str(text)
    one = whole(text)
    template = translation.texts.get(one.template) or one.template
    if one.fields is None:
        return template
    try:
        return _filled(template, one.fields, translation)
    except (LookupError, ValueError, TypeError):  # a catalogue of another package that names other fields
        return _filled(one.template, one.fields, translation)


_KEY = re.compile(r"\bsheet\.id\b")
_SHEET = re.compile(
    r"(?<![\"'\w.{\[])(?:(?P<article>[Aa]) )?(?:tally )?(?P<word>[Ss]heets?|[Aa]ctas?)(?![\"'\w.}=\]])"
)
_AREA = {"sheet": "area", "sheets": "areas", "acta": "área", "actas": "áreas"}


def of_areas(text: str) -> str:
    """Return a text about rows that are sheets for rows that are areas: ``{text!g}`` in a template.

    Words in quotes, in braces and in keys stay; ``sheet.id`` becomes ``area.id``. In Spanish both words take
    the same articles.
    """

    def word(found: re.Match[str]) -> str:
        made = _AREA[found["word"].lower()]
        made = made.capitalize() if found["word"][0].isupper() else made
        article = f"{found['article']}n " if found["article"] == "a" and made == "area" else ""
        return f"{article or (found['article'] + ' ' if found['article'] else '')}{made}"

    return _SHEET.sub(word, _KEY.sub("area.id", text))


def _filled(template: str, fields: Mapping[str, object], translation: Translation | None) -> str:
    parts = []
    for literal, name, spec, conversion in Formatter().parse(template):
        parts.append(literal)
        if name is not None:
            parts.append(_written(fields[name], spec or "", conversion, translation))
    return "".join(parts)


def _english_plural(value: object, forms: int) -> int:
    return 0 if value == 1 else forms - 1


def _written(value: object, spec: str, conversion: str | None, translation: Translation | None) -> str:
    if "|" in spec:
        forms = spec.split("|")
        plural = _english_plural if translation is None else translation.plural
        return forms[plural(value, len(forms))]
    if conversion == "c":
        text = _written(value, spec, None, translation)
        return text[:1].upper() + text[1:]
    if conversion == "g":
        return of_areas(_written(value, spec, None, translation))
    if conversion is not None:
        return format(repr(value) if conversion == "r" else ascii(value), spec)
    if isinstance(value, Translatable):
        return format(said(value, translation), spec)
    if isinstance(value, list | tuple):
        return ", ".join(_written(one, "", None, translation) for one in value)
    text = format(value, spec)
    is_figure = isinstance(value, int | float | Fraction | Decimal) and not isinstance(value, bool)
    return text.translate(translation.marks) if is_figure and translation is not None else text
