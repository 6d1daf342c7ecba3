"""Typed signatures of the functions of the check language; types are checked before anything is evaluated."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction
from typing import NoReturn

from veedor.claims.number_words import WORDS, numeral
from veedor.claims.syntax import Call, Literal, Node, Operation
from veedor.claims.types import Unknown, Value, ValueType
from veedor.errors import ClaimError, nearest
from veedor.plugins import names
from veedor.sentence import joined, sentence


@dataclass(frozen=True, slots=True)
class Argument:
    """A parameter of a function.

    Parameters
    ----------
    name : str
        By which it may be given.
    type : ValueType
        What it takes.
    default : str, Fraction, bool or None
        Taken where it is not given; None makes it required.
    choices : collection of str
        What a text may be; empty for any.
    group : str
        Where other packages bring further choices: ``veedor.treatments``.
    """

    name: str
    type: ValueType
    default: str | Fraction | bool | None = None
    choices: Collection[str] = field(default=(), hash=False)
    group: str = ""


@dataclass(frozen=True)
class Function:
    """A function of the language.

    Parameters
    ----------
    name : str
        Its name.
    parameters : tuple of Argument
        In their order.
    gives : ValueType
        Type of its value.
    compute : callable
        Computes it from its arguments; may raise VeedorError or give Unknown.
    says : str
        One line for the reference.
    parts : callable, optional
        Of a difference, computes what is taken from what.
    """

    name: str
    parameters: tuple[Argument, ...]
    gives: ValueType
    compute: Callable[..., Value]
    says: str
    parts: Callable[..., tuple[Fraction, Fraction] | Unknown] | None = None


def type_of(node: Node, functions: Mapping[str, Function]) -> ValueType:
    """Check the types of a check and give its own.

    Raises
    ------
    ClaimError
        Where a function does not exist, an argument is missing, unknown or of another type, or an operator is
        given what it cannot take. Nothing is evaluated.
    """
    match node:
        case Literal():
            return _literal_type(node)
        case Call():
            return _call_type(node, functions)
        case Operation():
            return _operation_type(node, [type_of(part, functions) for part in node.operands])


def _literal_type(node: Literal) -> ValueType:
    match node.value:
        case bool():
            return ValueType.TRUTH
        case Fraction():
            return ValueType.PERCENT if node.percent else ValueType.NUMBER
        case str():
            return ValueType.TEXT
        case date():
            return ValueType.DAY


def _call_type(node: Call, functions: Mapping[str, Function]) -> ValueType:
    if node.name in WORDS:
        return _word_type(node, functions)
    if node.name not in functions:
        refuse(
            node.at,
            sentence("there is no function {name!r}", name=node.name),
            nearest(node.name, [*functions, *WORDS]),
        )
    function = functions[node.name]
    for parameter, argument in bind(node, function).items():
        found = type_of(argument, functions)
        if found is not parameter.type and not (found is ValueType.NUMBER and parameter.type.is_number):
            wrong = sentence(
                "{function} takes {type} for {parameter!r}, not {found}",
                function=function.name,
                type=parameter.type.said,
                parameter=parameter.name,
                found=found.said,
            )
            refuse(node.at, wrong)
        _check_choice(node, parameter, argument)
    return function.gives


def _check_choice(node: Call, parameter: Argument, argument: Node) -> None:
    if not parameter.choices or not isinstance(argument, Literal):
        return
    known = [*parameter.choices, *names(parameter.group)] if parameter.group else parameter.choices
    if argument.value not in known:
        wrong = sentence("{name!r} cannot be {value!r}", name=parameter.name, value=argument.value)
        refuse(node.at, wrong, nearest(str(argument.value), known))


def _word_type(node: Call, functions: Mapping[str, Function]) -> ValueType:
    if len(node.arguments) != 2 or node.named:
        refuse(
            node.at,
            sentence('{name} takes a number and a printed numeral: {name}(share("A"), "47")', name=node.name),
        )
    value, printed = node.arguments
    if not type_of(value, functions).is_number:
        refuse(node.at, sentence("{name} takes a number first", name=node.name))
    if not isinstance(printed, Literal) or not isinstance(printed.value, str):
        refuse(node.at, sentence('{name} takes the numeral as text, as it was printed: "47"', name=node.name))
    numeral(printed.value)
    return ValueType.TRUTH


def bind(node: Call, function: Function) -> dict[Argument, Node]:
    """Return each parameter the argument that is meant for it."""
    if len(node.arguments) > len(function.parameters):
        wrong = sentence(
            "{function} takes {most} {most:argument|arguments}, not {given}",
            function=function.name,
            most=len(function.parameters),
            given=len(node.arguments),
        )
        refuse(node.at, wrong)
    bound = dict(zip(function.parameters, node.arguments, strict=False))
    by_name = {parameter.name: parameter for parameter in function.parameters}
    for name, argument in node.named:
        if name not in by_name:
            wrong = sentence("{function} takes no {name!r}", function=function.name, name=name)
            refuse(node.at, wrong, nearest(name, by_name))
        if by_name[name] in bound:
            refuse(node.at, sentence("{function} is given {name!r} twice", function=function.name, name=name))
        bound[by_name[name]] = argument
    missing = [p.name for p in function.parameters if p not in bound and p.default is None]
    if missing:
        refuse(node.at, sentence("{function} lacks {missing!r}", function=function.name, missing=missing[0]))
    return bound


def _operation_type(node: Operation, types: list[ValueType]) -> ValueType:
    match node.sign:
        case "and" | "or" | "not":
            if other := next((t for t in types if t is not ValueType.TRUTH), None):
                refuse(
                    node.at,
                    sentence(
                        "{sign!r} joins what is true or false, not {other}", sign=node.sign, other=other.said
                    ),
                )
            return ValueType.TRUTH
        case "+" | "-" | "negative":
            if node.sign == "-" and types == [ValueType.DAY, ValueType.DAY]:
                return ValueType.DAYS
            return _same_unit(node, types)
        case "*" | "/":
            return _product(node, types)
        case _:
            if node.sign in {"==", "!="} and types[0] is types[1]:
                return ValueType.TRUTH
            if all(t is types[0] for t in types) and types[0] in {ValueType.DAY, ValueType.MOMENT}:
                return ValueType.TRUTH
            _same_unit(node, types)
            return ValueType.TRUTH


def _same_unit(node: Operation, types: list[ValueType]) -> ValueType:
    """Return the unit that numbers have in common; a plain number takes that of the others."""
    units = {t for t in types if t is not ValueType.NUMBER}
    if any(not t.is_number for t in types) or len(units) > 1:
        _apart(node, types)
    return units.pop() if units else ValueType.NUMBER


def _product(node: Operation, types: list[ValueType]) -> ValueType:
    if any(not t.is_number for t in types):
        _apart(node, types)
    left, right = types
    if node.sign == "/" and left is right:
        return ValueType.NUMBER
    if right is ValueType.NUMBER:
        return left
    if left is ValueType.NUMBER and node.sign == "*":
        return right
    return refuse(
        node.at,
        sentence(
            "{sign!r} of {left} and {right} has no unit", sign=node.sign, left=left.said, right=right.said
        ),
    )


def _apart(node: Operation, types: list[ValueType]) -> NoReturn:
    together = joined((one.said for one in types), " and ")
    refuse(node.at, sentence("{sign!r} cannot put together {types}", sign=node.sign, types=together))


def refuse(at: int, why: str, remedy: str = "") -> NoReturn:
    """Refuse a check, with the column where it fails."""
    raise ClaimError(sentence("Column {at} of the check: {why}.", at=at + 1, why=why), remedy=remedy)
