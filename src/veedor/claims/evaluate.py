"""Evaluating a check, with a trace of every call as the evidence."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from veedor.claims.moments import FINAL
from veedor.claims.number_words import (
    WORDS,
    PrintedNumber,
    is_approximate,
    is_true,
    numeral,
    other_words,
)
from veedor.claims.signatures import Function, bind, refuse, type_of
from veedor.claims.syntax import Call, Literal, Node, Operation, parse
from veedor.claims.types import Reason, Unknown, Value, ValueType, both, either, first_unknown, negated
from veedor.errors import ClaimError
from veedor.sentence import sentence

_ORDER: dict[str, Callable[[Fraction, Fraction], bool]] = {
    "<": lambda a, b: a < b,
    "<=": lambda a, b: a <= b,
    ">": lambda a, b: a > b,
    ">=": lambda a, b: a >= b,
}
_LARGEST = 10**40
"""Numbers beyond are refused, so that no product of products grows without end."""


@dataclass(frozen=True, slots=True)
class Step:
    """One call that was made: the evidence.

    Parameters
    ----------
    source : str
        The call as it is written.
    type : ValueType
        Type of the value.
    value : Value
        What came out.
    note : str
        For words: the value, the numeral, and whether another word would change the verdict.
    """

    source: str
    type: ValueType
    value: Value
    note: str = ""


@dataclass(frozen=True, slots=True)
class PrintedDifference:
    """A printed number that a value does not read as, and that is the difference of printed figures.

    Parameters
    ----------
    printed : str
        The numeral: ``10.57``.
    value : Fraction
        What was computed: 10.5649.
    larger, smaller : Fraction
        The figures as printed: 47.08 and 36.51.
    """

    printed: str
    value: Fraction
    larger: Fraction
    smaller: Fraction


@dataclass(frozen=True, slots=True)
class Evaluated:
    """A check that was evaluated.

    Parameters
    ----------
    value : bool or Unknown
        True, false, or why it is unknown.
    approximate : bool
        Whether it is true only within a tolerance.
    steps : tuple of Step
        Every call, in the order in which they were made.
    other_words : tuple of (str, str)
        For each word for a number that decided, a nearby word that would have said the opposite.
    differences : tuple of PrintedDifference
        Numerals that are no reading of a value but the difference of its printed parts.
    of_final : bool
        Whether it asks for totals of the count that counts in the end.
    """

    value: bool | Unknown
    approximate: bool
    steps: tuple[Step, ...]
    other_words: tuple[tuple[str, str], ...] = ()
    differences: tuple[PrintedDifference, ...] = ()
    of_final: bool = False


def evaluate(text: str, functions: Mapping[str, Function]) -> Evaluated:
    """Evaluate a check.

    Parameters
    ----------
    text : str
        The check.
    functions : mapping of str to Function
        What it may ask.

    Raises
    ------
    ClaimError
        Where it is no check or its types do not fit, or a question in it cannot be asked.
    """
    node = parse(text)
    if (found := type_of(node, functions)) is not ValueType.TRUTH:
        raise ClaimError(
            sentence("This check gives {found}, not true or false.", found=found.said),
            remedy='Compare it: ... >= 10, reads(..., "47").',
        )
    run = _Evaluation(functions)
    value = run.value(node)
    if not isinstance(value, bool | Unknown):
        raise ClaimError("The check gave no truth value.")
    return Evaluated(
        value,
        value is True and run.approximate,
        tuple(run.steps),
        tuple(run.other_words),
        tuple(run.differences),
        run.of_final,
    )


def answer_of(text: str, functions: Mapping[str, Function]) -> Value:
    """Evaluate an expression of any type, as a part of a check.

    Raises
    ------
    ClaimError
        As :func:`evaluate`.
    """
    node = parse(text)
    type_of(node, functions)
    return _Evaluation(functions).value(node)


class _Evaluation:
    """One evaluation: gathers the steps on the way."""

    def __init__(self, functions: Mapping[str, Function]) -> None:
        self.functions = functions
        self.steps: list[Step] = []
        self.approximate = False
        self.other_words: list[tuple[str, str]] = []
        self.differences: list[PrintedDifference] = []
        self.of_final = False

    def value(self, node: Node) -> Value:
        match node:
            case Literal():
                return node.value
            case Call() if node.name in WORDS:
                return self._word(node)
            case Call():
                return self._call(node)
            case Operation():
                return self._operation(node)

    def _word(self, node: Call) -> Value:
        x = self.value(node.arguments[0])
        printed = node.arguments[1]
        if isinstance(x, Unknown):
            self.steps.append(Step(node.source, ValueType.TRUTH, x))
            return x
        if (
            not isinstance(x, Fraction)
            or not isinstance(printed, Literal)
            or not isinstance(printed.value, str)
        ):
            raise ClaimError(sentence("{node} needs a number.", node=node.name))
        kind = type_of(node.arguments[0], self.functions)
        number = numeral(printed.value, of_share=kind in {ValueType.PERCENT, ValueType.POINTS})
        verdict = is_true(node.name, x, number)
        self.approximate |= is_approximate(node.name, x, number)
        self.other_words += [(node.name, other) for other in other_words(node.name, x, number)]
        if node.name == "reads" and not verdict:
            self._note_difference(node.arguments[0], x, printed.value, number)
        self.steps.append(Step(node.source, ValueType.TRUTH, verdict))
        return verdict

    def _note_difference(self, node: Node, x: Fraction, text: str, number: PrintedNumber) -> None:
        """Note where a numeral that is no reading is the difference of the printed parts."""
        parts: tuple[Value, ...] = ()
        if isinstance(node, Operation) and node.sign == "-":
            silent = _Evaluation(self.functions)
            parts = tuple(silent.value(part) for part in node.operands)
        elif isinstance(node, Call) and (of := self.functions[node.name].parts) is not None:
            found: object = of(**self._arguments(node))
            parts = found if isinstance(found, tuple) else ()
        if len(parts) != 2 or not all(isinstance(part, Fraction) for part in parts):
            return
        larger, smaller = (number.printed(part) for part in parts if isinstance(part, Fraction))
        if larger - smaller == number.value:
            self.differences.append(PrintedDifference(text, x, larger, smaller))

    def _arguments(self, node: Call) -> dict[str, Value]:
        """Return the arguments of a call, those of its signature where it does not say."""
        function = self.functions[node.name]
        given = {p.name: self.value(argument) for p, argument in bind(node, function).items()}
        return {p.name: p.default for p in function.parameters if p.default is not None} | given

    def _call(self, node: Call) -> Value:
        function = self.functions[node.name]
        given = self._arguments(node)
        self.of_final |= given.get("at") == FINAL and not given.get("case")
        value = first_unknown(*given.values()) or function.compute(**given)
        self.steps.append(Step(node.source, function.gives, value))
        return value

    def _operation(self, node: Operation) -> Value:
        values = [self.value(part) for part in node.operands]
        match node.sign:
            case "and":
                return both(*values)
            case "or":
                return either(*values)
            case "not":
                return negated(values[0])
        return first_unknown(*values) or _compute(node, values)


def _compute(node: Operation, values: list[Value]) -> Value:
    """Compare or calculate with known values."""
    if node.sign in {"==", "!="}:
        return (values[0] == values[1]) is (node.sign == "==")
    if node.sign == "between":
        return values[1] <= values[0] <= values[2]  # type: ignore[operator]
    if node.sign in _ORDER:
        return _ORDER[node.sign](values[0], values[1])  # type: ignore[arg-type]
    if node.sign == "-" and isinstance(values[0], date) and isinstance(values[1], date):
        return Fraction((values[0] - values[1]).days)
    return _calculate(node, [v for v in values if isinstance(v, Fraction)])


def _calculate(node: Operation, numbers: list[Fraction]) -> Value:
    match node.sign:
        case "negative":
            result = -numbers[0]
        case "+":
            result = numbers[0] + numbers[1]
        case "-":
            result = numbers[0] - numbers[1]
        case "*":
            result = numbers[0] * numbers[1]
        case _:
            if not numbers[1]:
                return Unknown(Reason.DIVISION_BY_ZERO)
            result = numbers[0] / numbers[1]
    if abs(result.numerator) > _LARGEST or result.denominator > _LARGEST:
        refuse(node.at, sentence("a number grows beyond any count"))
    return result
