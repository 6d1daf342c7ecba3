"""Rules without a law: documents with parameters, ``plurality(3)``, ``approve(1/2, turnout=50%)``.

A template is a rule document in ``template/``. Beside the keys of a rule it has ``examples`` and a table
``[parameter.NAME]`` for each parameter. A value ``"{NAME}"`` stands for what is given for it, and its key is
left out where nothing is; a table with ``when = "NAME"`` stands only where the parameter is given, one with
``unless = "NAME"`` only where it is not. A fixture says with ``of`` which call it is of.
"""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from fractions import Fraction
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from veedor.errors import QuestionError
from veedor.rules.node import exact
from veedor.rules.parameters import Parameter, Values, read_parameter
from veedor.rules.patch import changes_something
from veedor.sentence import sentence

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from veedor.model import Localised

FOLDER = Path(__file__).parent / "template"
"""The templates, one file each, named by their id."""

CALL = re.compile(r"\s*([a-z0-9]+(?:-[a-z0-9]+)*)\s*(?:\(([^()]*)\))?\s*")
SEVERAL = re.compile(r"\s*,\s*")


@dataclass(frozen=True)
class Template:
    """A rule document with parameters.

    Parameters
    ----------
    name : str
        ``plurality``.
    title : Localised
        For people.
    office : str
        What it is used for, as far as that is plain: ``referendum``, ``assembly``, else ``other``.
    parameters : tuple of Parameter
        In their order; the first may be given without its name.
    examples : tuple of str
        How it may be written.
    document : mapping
        The rule, with placeholders.
    """

    name: str
    title: Localised
    office: str
    parameters: tuple[Parameter, ...]
    examples: tuple[str, ...]
    document: Mapping[str, Any]

    @property
    def form(self) -> str:
        """How it is written with all its parameters: ``approve(share, turnout=, base=, yes=)``."""
        if not self.parameters:
            return self.name
        first, *others = (parameter.name for parameter in self.parameters)
        return f"{self.name}({', '.join([first, *(f'{name}=' for name in others)])})"

    def written(self, given: Mapping[str, str]) -> str:
        """Write a call with what is given, in the order of the parameters."""
        words = [
            given[p.name] if number == 0 else f"{p.name}={given[p.name]}"
            for number, p in enumerate(self.parameters)
            if p.name in given
        ]
        return f"{self.name}({', '.join(words)})" if words else self.name

    def given(self, text: str | None) -> dict[str, str]:
        """Read what stands between the brackets of a call, by name of parameter.

        Raises
        ------
        QuestionError
            Where a parameter is not known, given twice, missing, or none of its kind.
        """
        found: dict[str, str] = {}
        pieces = SEVERAL.split(text.strip().replace("≥", ">=")) if text and text.strip() else []
        for number, piece in enumerate(pieces):
            name, value = self._named(number, piece)
            if name in found:
                raise self._wrong(sentence("{name} is given twice", name=name))
            found[name] = value
        for parameter in self.parameters:
            if parameter.required and parameter.name not in found:
                raise self._wrong(sentence("{parameter} is missing", parameter=parameter.name))
        return {p.name: found[p.name] for p in self.parameters if found.get(p.name, p.default) != p.default}

    def _named(self, number: int, piece: str) -> tuple[str, str]:
        """Return the parameter that a piece of a call is of, and its value."""
        names = [parameter.name for parameter in self.parameters]
        match = re.fullmatch(r"([a-z_]+)\s*=\s*(.*)", piece)
        if match and match[1] in names:
            return match[1], match[2].strip()
        if match or number >= len(names):
            known = f" ({', '.join(names)})" if names else ""
            raise self._wrong(
                sentence(
                    "{piece!r} is not one of its {number_of_names} parameters{known}",
                    piece=piece,
                    number_of_names=len(names),
                    known=known,
                )
            )
        if number:
            raise self._wrong(
                sentence(
                    "{piece!r} says not of what it is: write {names}={piece}",
                    piece=piece,
                    names=names[number],
                )
            )
        return names[0], piece

    def values(self, given: Mapping[str, str]) -> Values:
        """Return what the placeholders stand for."""
        found: Values = {}
        for parameter in self.parameters:
            text = given.get(parameter.name, parameter.default)
            if not text and parameter.name not in given:
                continue
            try:
                found |= parameter.values(text)
            except ValueError as error:
                raise self._wrong(
                    sentence(
                        "{parameter} is {text!r}, and must be {error}",
                        parameter=parameter.name,
                        text=text,
                        error=error.args[0],
                    )
                ) from None
        return found

    def filled(self, given: Mapping[str, str]) -> dict[str, Any]:
        """Return the rule document of a call.

        Raises
        ------
        QuestionError
            Where a parameter is not of its kind.
        """
        values = self.values(given)
        document: dict[str, Any] = _filled(self.document, values)
        document["id"] = self.written(given)
        fixtures = [f for f in document.pop("fixture", ()) if self._same(f.pop("of", self.name), values)]
        readings = [v for v in document.pop("variant", ()) if changes_something(document, v)]
        kept = {v["name"] for v in readings}
        for fixture in fixtures:
            by_variant = {name: e for name, e in fixture.pop("variants", {}).items() if name in kept}
            if by_variant:
                fixture["variants"] = by_variant
        document |= {"variant": readings} if readings else {}
        return document | ({"fixture": fixtures} if fixtures else {})

    def _same(self, call: str, values: Values) -> bool:
        """Whether a call gives the same values, however its shares are written."""
        match = CALL.fullmatch(call)
        there = self.values(self.given(match[2] if match else None))
        return {k: _exactly(v) for k, v in there.items()} == {k: _exactly(v) for k, v in values.items()}

    def _wrong(self, message: str) -> QuestionError:
        examples = ", ".join(f'"{example}"' for example in self.examples)
        return QuestionError(
            sentence("{form}: {message}.", form=self.form, message=message),
            remedy=sentence("Write it like {examples}.", examples=examples),
        )


def templates() -> tuple[Template, ...]:
    """List the templates, by name."""
    return tuple(template(path.stem) for path in sorted(FOLDER.glob("*.toml")))


def template_of(text: str) -> tuple[Template, str | None] | None:
    """Find the template that a call names, with what stands between its brackets; None where there is none.

    Parameters
    ----------
    text : str
        ``plurality``, ``plurality(3)``, ``approve(1/2, turnout=50%)``.
    """
    match = CALL.fullmatch(text)
    if match is None or not (FOLDER / f"{match[1]}.toml").is_file():
        return None
    return template(match[1]), match[2]


@cache
def template(name: str) -> Template:
    """Read a template by its name."""
    document = tomllib.loads((FOLDER / f"{name}.toml").read_text(encoding="utf-8"))
    parameters = tuple(read_parameter(key, table) for key, table in document.pop("parameter", {}).items())
    return Template(
        name,
        document["title"],
        document.setdefault("office", "other"),
        parameters,
        tuple(document.pop("examples")),
        document,
    )


def _filled(value: Any, values: Values) -> Any:  # noqa: ANN401 - a document holds anything
    """Put values in the place of placeholders, and leave out what stands only with other parameters."""
    if isinstance(value, list):
        return [_filled(item, values) for item in value if _stands(item, values)]
    if isinstance(value, dict):
        kept = {
            key: item
            for key, item in value.items()
            if key not in {"when", "unless"} and _stands(item, values)
        }
        filled = {key: _filled(item, values) for key, item in kept.items()}
        return {key: item for key, item in filled.items() if item != []}
    if isinstance(value, str) and (match := re.fullmatch(r"\{([a-z._]+)\}", value)):
        return values[match[1]]
    return value


def _stands(item: object, values: Values) -> bool:
    """Whether a value or a table stands with some parameters."""
    if isinstance(item, str) and (match := re.fullmatch(r"\{([a-z._]+)\}", item)):
        return match[1] in values
    if not isinstance(item, dict):
        return True
    return item.get("when") in {None, *values} and item.get("unless") not in values


def _exactly(value: str | int) -> str | int | Fraction:
    """Return a value by which two that mean the same are equal: 50% and 1/2."""
    number = exact(value) if isinstance(value, str) else None
    return value if number is None else number


def names() -> Iterator[str]:
    """Return the names of the templates."""
    yield from (path.stem for path in sorted(FOLDER.glob("*.toml")))
