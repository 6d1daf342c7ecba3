"""DuckDB's words in Spark's: sqlglot translates what it knows, and here stands what means something else.

Nothing passes that is not on a list: a function that is neither known to mean the same nor translated here is
refused before Spark sees it, because another number is worse than none.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from veedor.errors import EngineError
from veedor.sentence import sentence

if TYPE_CHECKING:
    from collections.abc import Callable

    from sqlglot.expressions import Expression

_SAME = frozenset({
    "Abs", "And", "Array", "ArrayAgg", "Between", "Case", "Cast", "Coalesce", "Concat", "ConcatWs",
    "Contains", "Count", "Greatest", "Hour", "If", "Lag", "Least", "Length", "LogicalOr", "Lower", "Max",
    "Min", "Nullif", "Or", "RegexpLike", "Replace", "Right", "RowNumber", "StartsWith", "Struct",
    "StructExtract", "Substring", "Sum", "Transform", "Translate", "Trim", "TryCast", "Upper",
})  # fmt: skip
"""Functions, by sqlglot's names, that mean the same on both engines, or are translated below."""


def translated(text: str) -> str:
    """Write a query of DuckDB's in Spark's words.

    Parameters
    ----------
    text : str
        The query.

    Raises
    ------
    EngineError
        Where something in it has no counterpart that gives the same.
    """
    import sqlglot
    from sqlglot import exp

    try:
        tree = sqlglot.parse_one(text, read="duckdb")
        # what is within is translated before what it is part of
        for node in reversed(list(tree.bfs())):
            if (new := _translate(node)) is not node:
                node.replace(new)
        for node in tree.find_all(exp.Func):
            name = type(node).__name__
            if not (name in _SAME or (name == "Anonymous" and node.meta.get("ours"))):
                raise refused(node.name.lower() if name == "Anonymous" else node.sql_name().lower())
        words: str = tree.sql("spark", unsupported_level=sqlglot.ErrorLevel.RAISE)
    except sqlglot.errors.SqlglotError as error:
        raise refused(str(error).partition("\n")[0]) from error
    return words


def refused(what: str) -> EngineError:
    """Make the error of something that an engine cannot do."""
    return EngineError(
        sentence("Not supported by this engine: {what} on Spark.", what=what),
        remedy="Use the engine 'duckdb' (`--engine duckdb`).",
    )


def java_pattern(pattern: str) -> str:
    r"""Write a regular expression of RE2's as Java reads it.

    ``$`` and ``.`` know one line break only, ``\s`` has no vertical tab, groups are named in Java's way.

    >>> print(java_pattern(r"^\s+(?P<a>[^\s]).$"))
    (?d)^[\t\n\f\r ]+(?<a>[^\t\n\f\r ]).\z

    Raises
    ------
    EngineError
        Where the two read something in it differently.
    """
    if odd := _ODD.search(pattern):
        raise refused(sentence("{odd} in the pattern {pattern!r}", odd=odd[0], pattern=pattern))
    inside, out = False, ["(?d)"]
    for match in _PIECE.finditer(pattern):
        piece = match[0]
        if inside and (piece == "&&" or piece[0] == "["):
            raise refused(
                sentence("{piece} within a class in the pattern {pattern!r}", piece=piece, pattern=pattern)
            )
        if piece == "\\s":
            piece = r"\t\n\f\r " if inside else r"[\t\n\f\r ]"
        elif piece[0] == "[":
            # a bracket that closes stands for itself where it is the first of a class
            inside, piece = True, piece.replace("]", r"\]")
        elif piece == "]":
            inside = False
        elif not inside:
            piece = {"$": r"\z", "(?P<": "(?<"}.get(piece, piece)
        out.append(piece)
    return "".join(out)


_PIECE = re.compile(r"\\.|\[\^?\]?|\(\?P<|&&|.", re.DOTALL)
_ODD = re.compile(r"\\[bBCQESGRXZhk]|(?<!\\)\(\?(?!P<|:|[ims]+[:)])[^)]{0,2}")
"""What Java has and RE2 has not, or what the two read differently."""


def _java_replacement(text: str) -> str:
    r"""Write what is put in place of a match: ``\1`` is ``$1``, and a dollar stands for itself."""
    return re.sub(
        r"\\(\\|\d)|[$]", lambda m: f"${m[1]}" if m[1] and m[1].isdigit() else f"\\{m[0][-1]}", text
    )


def _translate(node: Expression) -> Expression:
    from sqlglot import exp

    turned = _TURNED.get(type(node).__name__)
    if turned is not None:
        return turned(node)
    if isinstance(node, exp.Anonymous) and (named := _NAMED.get(node.name.lower())) is not None:
        return named(node)
    return node


def _call(name: str, *arguments: object) -> Expression:
    """Call a function of Spark's by its name."""
    from sqlglot import exp

    made = exp.Anonymous(this=name, expressions=[_expression(argument) for argument in arguments])
    made.meta["ours"] = True
    return made


def _expression(argument: object) -> Expression:
    from sqlglot import exp

    return argument if isinstance(argument, exp.Expression) else exp.convert(argument)


def _is_call(node: Expression, name: str) -> bool:
    from sqlglot import exp

    return isinstance(node, exp.Anonymous) and node.name.lower() == name


def _bare(node: Expression) -> Expression:
    from sqlglot import exp

    while isinstance(node, exp.Paren):
        node = node.this
    return node


# -- types --------------------------------------------------------------------------------------------


def _cast(node: Expression) -> Expression:
    from sqlglot import exp

    kind = node.to.this
    if kind == exp.DataType.Type.TIMESTAMP_S:
        return _naive(_call("DATE_TRUNC", "SECOND", node.this))
    if isinstance(node, exp.TryCast) and kind == exp.DataType.Type.UINT:
        # Spark has none without a sign
        whole = exp.TryCast(this=node.this.copy(), to=exp.DataType.build("BIGINT"), safe=True)
        inside = exp.Between(this=whole, low=exp.convert(0), high=exp.convert(2**32 - 1))
        return exp.Case(ifs=[exp.If(this=inside, true=whole.copy())])
    if isinstance(node, exp.TryCast) and kind == exp.DataType.Type.DOUBLE:
        # Java takes 1.5d and 1.5f for numbers
        plain = exp.RegexpLike(this=node.this.copy(), expression=exp.convert(r"^[-+0-9.eE \t]+\z"))
        there = exp.Case(ifs=[exp.If(this=plain, true=node.this)])
        return exp.TryCast(this=there, to=node.to, safe=True)
    return node


def _naive(value: Expression) -> Expression:
    from sqlglot import exp

    return exp.Cast(this=value, to=exp.DataType.build("TIMESTAMP_NTZ", dialect="spark"))


def _truncated(node: Expression) -> Expression:
    return _naive(_call("DATE_TRUNC", node.args["unit"].name.upper(), node.this))


# -- regular expressions ------------------------------------------------------------------------------


def _pattern(node: Expression, key: str = "expression") -> Expression:
    from sqlglot import exp

    given = node.args[key]
    if not (isinstance(given, exp.Literal) and given.is_string):
        raise refused(sentence("a pattern that is not written out"))
    node.set(key, exp.convert(java_pattern(given.this)))
    return node


def _replaced(node: Expression) -> Expression:
    from sqlglot import exp

    modifiers = node.args.get("modifiers")
    if modifiers is None or modifiers.name != "g":
        raise refused(sentence("regexp_replace of the first match alone"))
    new = node.args["replacement"]
    if not (isinstance(new, exp.Literal) and new.is_string):
        raise refused(sentence("a replacement that is not written out"))
    subject, pattern = node.this, _pattern(node).expression
    return _call("REGEXP_REPLACE", subject, pattern, _java_replacement(new.this))


def _extracted(node: Expression) -> Expression:
    group = node.args.get("group")
    return _call("REGEXP_EXTRACT", node.this, _pattern(node).expression, group if group is not None else 0)


# -- many rows ----------------------------------------------------------------------------------------


def _first(node: Expression) -> Expression:
    """Turn ``first(x ORDER BY k)`` into ``min_by(x, key)``; missing keys come last in either."""
    from sqlglot import exp

    order = node.this
    if not isinstance(order, exp.Order):
        raise refused(sentence("first without an order"))
    return _call("MIN_BY", order.this, _key(order))


def _key(order: Expression) -> Expression:
    from sqlglot import exp

    parts = []
    for key in order.expressions:
        if key.args.get("nulls_first"):
            raise refused(sentence("an order with missing values first within a group"))
        parts.append(exp.Is(this=key.this.copy(), expression=exp.Null()))
        if key.args.get("desc"):  # only times are ordered downwards
            at = exp.Cast(this=key.this.copy(), to=exp.DataType.build("TIMESTAMP", dialect="spark"))
            parts.append(exp.Neg(this=_call("UNIX_MICROS", at)))
        else:
            parts.append(key.this)
    return _call("STRUCT", *parts)


def _listed(node: Expression) -> Expression:
    from sqlglot import exp

    inner = node.this
    if isinstance(inner, exp.Order):
        keys = inner.expressions
        if len(keys) != 1 or _bare(keys[0].this) != _bare(inner.this) or keys[0].args.get("desc"):
            raise refused(sentence("a list in the order of something else"))
        # what is sorted is the list: a filter belongs to the collecting within
        node.set("this", inner.this)
        if not isinstance(node.parent, exp.Filter):
            return _call("SORT_ARRAY", node.copy())
        node.meta["sorted"] = True
    return node


def _filtered(node: Expression) -> Expression:
    from sqlglot import exp

    if isinstance(node.this, exp.ArrayAgg) and node.this.meta.get("sorted"):
        return _call("SORT_ARRAY", node.copy())
    return node


def _window(node: Expression) -> Expression:
    from sqlglot import exp

    if isinstance(node.this, exp.RowNumber | exp.Lag) and node.args.get("order") is None:
        raise refused(sentence("numbering rows as they come"))
    return node


# -- others -------------------------------------------------------------------------------------------


def _divided(node: Expression) -> Expression:
    """Divide whole numbers; by zero it is missing on DuckDB, an error on Spark."""
    from sqlglot import exp

    by = exp.Nullif(this=node.expression.copy(), expression=exp.convert(0))
    return exp.IntDiv(this=node.this, expression=exp.paren(by))


def _shifted(node: Expression) -> Expression:
    inner = node.this
    if not _is_call(inner, "xxhash64"):
        raise refused(">>")
    return _call("SHIFTRIGHTUNSIGNED", inner, node.expression)


def _element(node: Expression) -> Expression:
    from sqlglot import exp

    values, place = node.expressions
    return _call("GET", values, exp.convert(int(place.name) - 1))


def _local(node: Expression) -> Expression:
    """Turn ``timezone(zone, timezone('UTC', at))``: what the clocks of a zone show at an instant."""
    zone, inner = node.expressions
    if not _is_call(inner, "timezone") or inner.expressions[0].name != "UTC":
        if zone.name == "UTC":  # the inner one, which its parent takes
            return node
        raise refused("timezone")
    return _call("CONVERT_TIMEZONE", "UTC", zone, inner.expressions[1])


_TURNED: dict[str, Callable[[Expression], Expression]] = {
    "Cast": _cast,
    "TryCast": _cast,
    "TimestampTrunc": _truncated,
    "DateTrunc": _truncated,
    "RegexpLike": _pattern,
    "RegexpReplace": _replaced,
    "RegexpExtract": _extracted,
    "First": _first,
    "ArrayAgg": _listed,
    "Filter": _filtered,
    "Window": _window,
    "IntDiv": _divided,
    "BitwiseRightShift": _shifted,
}
_NAMED: dict[str, Callable[[Expression], Expression]] = {
    "strlen": lambda n: _call("OCTET_LENGTH", *n.expressions),
    "hash": lambda n: _call("XXHASH64", *n.expressions),
    "list_extract": _element,
    "list_slice": lambda n: _call("SLICE", *n.expressions),
    "to_seconds": lambda n: _call("MAKE_DT_INTERVAL", 0, 0, 0, *n.expressions),
    "to_minutes": lambda n: _call("MAKE_DT_INTERVAL", 0, 0, *(_int(e) for e in n.expressions), 0),
    "timezone": _local,
}


def _int(value: Expression) -> Expression:
    from sqlglot import exp

    return exp.Cast(this=value, to=exp.DataType.build("INT"))
