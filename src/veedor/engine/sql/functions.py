"""Functions of several values, and values of none."""

from __future__ import annotations

from typing import TYPE_CHECKING

from veedor.engine.sql.literal import Plain, made, written
from veedor.engine.sql.value import Aggregate, Truth, Value

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

_deep = 0
"""How many values are being computed once within one another."""


def literal(value: Plain, kind: str = "") -> Value:
    """Return a plain value in every row, of a stated type where it matters.

    >>> literal(0, "int64").text
    'CAST(0 AS BIGINT)'
    """
    found = Value(written(value))
    return found.cast(kind) if kind else found


def null(kind: str) -> Value:
    """Return a missing value of a type."""
    return literal(None, kind)


def ifelse(condition: Value, yes: object, no: object) -> Value:
    """Return one value where a condition holds, and another where it does not or is missing.

    >>> from veedor.engine.sql import column
    >>> ifelse(column("votes") > 9, column("votes"), None).text
    'CASE WHEN ("votes" > 9) THEN "votes" ELSE NULL END'
    """
    return cases((condition, yes), else_=no)


def cases(*pairs: tuple[Value, object], else_: object = None) -> Value:
    """Return the second of the first pair whose first holds."""
    flat = [part for pair in pairs for part in pair]
    return made(Value, f"CASE {'WHEN {} THEN {} ' * len(pairs)}ELSE {{}} END", *flat, else_)


def any_of(conditions: Sequence[Value]) -> Truth:
    """Say whether one of several conditions holds.

    >>> from veedor.engine.sql import column
    >>> any_of([column("a").isnull(), column("b").isnull()]).text
    '(("a" IS NULL) OR ("b" IS NULL))'
    """
    return made(Truth, f"({' OR '.join(['{}'] * len(conditions))})", *conditions)


def all_of(conditions: Sequence[Value]) -> Truth:
    """Say whether all of several conditions hold."""
    return made(Truth, f"({' AND '.join(['{}'] * len(conditions))})", *conditions)


def total(values: Sequence[Value]) -> Value:
    """Add values of one row; missing where one of them is."""
    return made(Value, f"({' + '.join(['{}'] * len(values))})", *values)


def concat(*texts: object) -> Value:
    """Join texts; missing where one of them is.

    >>> from veedor.engine.sql import column
    >>> print(concat(column("region"), " / ", column("place")).text)
    ("region" || ' / ' || "place")
    """
    return made(Value, f"({' || '.join(['{}'] * len(texts))})", *texts)


def join(separator: str, texts: Sequence[Value]) -> Value:
    """Join texts with something between them; missing ones are left out."""
    return made(Value, f"concat_ws({', '.join(['{}'] * (1 + len(texts)))})", separator, *texts)


def interval(seconds: int) -> Value:
    """Return a length of time."""
    return literal(seconds, "int64").as_interval("seconds")


def struct(fields: Mapping[str, Value]) -> Value:
    """Return a record of several values.

    >>> from veedor.engine.sql import column
    >>> print(struct({"low": column("a"), "high": column("b")}).text)
    struct_pack(low := "a", high := "b")
    """
    named = ", ".join(f"{name} := {{}}" for name in fields)
    return made(Value, f"struct_pack({named})", *fields.values())


def once(value: Value, function: Callable[[Value], Value]) -> Value:
    """Compute a value once and give it to a function of it.

    A value is written out wherever it is used: one that is used ten times, within one that is used ten times,
    makes queries of megabytes. The engine computes the element of a list once.

    >>> from veedor.engine.sql import column
    >>> once(column("a") + 1, lambda a: a * a).text
    '(list_transform([("a" + 1)], lambda once0: (once0 * once0)))[1]'
    """
    global _deep  # noqa: PLW0603 - values within one another need names of their own
    name = Value(f"once{_deep}")
    _deep += 1
    try:
        body = function(name)
    finally:
        _deep -= 1
    return made(Value, f"(list_transform([{{}}], lambda {name.text}: {{}}))[1]", value, body)


def row_number() -> Aggregate:
    """Number the rows of a window from 0; over an empty window, as they come."""
    call = "row_number()"
    return Aggregate(f"({call} - 1)", call=call, wrap="({} - 1)")


def call(name: str, *arguments: object) -> Value:
    """Call a function of the engine for which there is no word here.

    >>> from veedor.engine.sql import column
    >>> print(call("translate", column("cell"), "abc", "ABC").text)
    translate("cell", 'abc', 'ABC')
    """
    return made(Value, f"{name}({', '.join(['{}'] * len(arguments))})", *arguments)
