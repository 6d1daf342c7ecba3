"""Columns of sheets sort, show and write what plain Python does; sums by place are those of single sheets."""

from __future__ import annotations

from datetime import datetime
from fractions import Fraction
from operator import itemgetter
from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from veedor.lookup.cells import Cells, worded
from veedor.lookup.search import plain, search_texts
from veedor.lookup.sheet_question import ValueSpan
from veedor.lookup.sums import grouped_sums
from veedor.lookup.which import _within

if TYPE_CHECKING:
    from veedor.lookup.cells import Wholes

EPOCH = np.datetime64("2030-01-01", "s")


def cells(kind: str, values: list[Any]) -> Cells:
    """A column of values, None for what is not known."""
    known = np.array([value is not None for value in values], dtype=np.bool_)
    if kind == "word":
        return worded(np.array([value or "" for value in values], dtype=np.str_))
    numbers = [0 if value is None else value for value in values]
    if kind == "moment":
        return Cells(EPOCH + np.array(numbers, dtype="m8[s]"), known=known)
    types = {"whole": np.int64, "short": np.int32, "share": np.float64, "truth": np.bool_}
    return Cells(np.array(numbers, dtype=types[kind]), known=known)


def value_of(kind: str, value: Any) -> Any:  # noqa: ANN401 - of any column
    """A value as the column gives it."""
    if kind == "moment" and value is not None:
        return (EPOCH + np.timedelta64(value, "s")).item()
    return (value or None) if kind == "word" else value


OF: dict[str, st.SearchStrategy[Any]] = {
    "whole": st.integers(-(2**40), 2**40),
    "short": st.integers(0, 300),
    "share": st.integers(0, 400).map(lambda n: n / 4),
    "truth": st.booleans(),
    "moment": st.integers(0, 10**6),
    "word": st.sampled_from(["a", "b", "B", "á", "ab", "zz", "10", "9"]),
}


@given(data=st.data(), kind=st.sampled_from(sorted(OF)), down=st.booleans())
def test_a_column_sorts_as_python_does_and_what_is_not_known_comes_last(
    data: st.DataObject,
    kind: str,
    down: bool,
) -> None:
    values = data.draw(st.lists(st.none() | OF[kind], min_size=1, max_size=60))
    column = cells(kind, values)
    rows = data.draw(st.none() | st.sets(st.integers(0, len(values) - 1)).map(sorted))
    among = range(len(values)) if rows is None else rows
    there = [row for row in among if values[row] is not None]
    expected = [
        row for _, row in sorted(((values[row], row) for row in there), key=itemgetter(0), reverse=down)
    ]
    expected += [row for row in among if values[row] is None]
    given_rows = None if rows is None else np.array(rows, dtype=np.int32)
    assert column.order(given_rows, down=down).tolist() == expected


@given(data=st.data(), kind=st.sampled_from(sorted(OF)))
def test_a_column_gives_its_values_to_python_and_arrow_alike(data: st.DataObject, kind: str) -> None:
    values = data.draw(st.lists(st.none() | OF[kind], min_size=1, max_size=60))
    rows = np.array(data.draw(st.lists(st.integers(0, len(values) - 1), max_size=40)), dtype=np.int64)
    column = cells(kind, values)
    expected = [value_of(kind, values[row]) for row in rows]
    assert column.of(rows) == expected
    written = column.arrow(rows)
    assert written.to_pylist() == expected
    assert written.type == column.kind
    assert column.is_empty == (not any(value is not None for value in values))


def test_whole_numbers_are_written_in_64_bits_whatever_they_are_kept_in() -> None:
    assert {cells(kind, [1]).kind for kind in ("whole", "short")} == {pa.int64()}
    assert cells("word", ["x"]).kind == pa.string()
    assert isinstance(cells("moment", [5]).of(np.array([0]))[0], datetime)


@given(st.lists(st.sampled_from(["", "a", "b", "Ünion"]), max_size=30))
def test_texts_become_words(texts: list[str]) -> None:
    column = worded(np.array(texts, dtype="U8"))
    assert column.of(slice(None)) == [text or None for text in texts]
    assert set(column.words or ()) == {text for text in texts if text}


NAMES = st.sampled_from(["Potosí / Uyuni", "POTOSI", "Ñuflo", "ｱ", "straße", "10-A", "İz", "a\u0301"])


@given(
    ids=st.lists(st.sampled_from(["0012", "12-A", "Ñ9", "é1"]), min_size=1, max_size=12),
    names=st.lists(NAMES, min_size=1, max_size=5, unique=True),
    wanted=st.sampled_from(["1", "potosi", "POTOSÍ / u", "ñ", "STRASSE", "e", "zz", "", "0012"]),
    data=st.data(),
)
def test_a_search_finds_what_a_plain_look_finds(
    ids: list[str], names: list[str], wanted: str, data: st.DataObject
) -> None:
    place = [data.draw(st.integers(0, len(names) - 1)) for _ in ids]
    texts = search_texts(pa.array(ids), names, np.array(place))
    expected = [plain(wanted) in plain(one) or plain(wanted) in plain(names[at])
                for one, at in zip(ids, place, strict=True)]  # fmt: skip
    assert texts.holding(wanted).tolist() == expected
    assert search_texts(pa.array(ids)).holding(wanted).tolist() == [
        plain(wanted) in plain(one) for one in ids
    ]


@given(data=st.data(), groups=st.integers(1, 5), kind=st.sampled_from([np.int32, np.int64]))
def test_sums_by_group_are_those_of_single_rows(data: st.DataObject, groups: int, kind: type) -> None:
    n = data.draw(st.integers(1, 40))
    numbers = st.lists(st.integers(-1000, 1000), min_size=3, max_size=3)
    matrix: Wholes = np.array(data.draw(st.lists(numbers, min_size=n, max_size=n)), dtype=kind)
    rows = np.array(sorted(data.draw(st.sets(st.integers(0, n - 1)))), dtype=np.int32)
    code = np.array([data.draw(st.integers(0, groups - 1)) for _ in rows], dtype=np.int32)
    expected = np.zeros((groups, 3), dtype=np.int64)
    np.add.at(expected, code, matrix[rows])
    assert grouped_sums(matrix, rows, code, groups).tolist() == expected.tolist()


ENDS = st.none() | st.fractions(min_value=0, max_value=10**12, max_denominator=10**12) | st.integers(0, 200)


@given(
    sheets=st.lists(st.tuples(st.integers(0, 2**31 - 2), st.integers(1, 2**31 - 2)), min_size=1, max_size=20),
    low=ENDS,
    high=ENDS,
)
def test_turnouts_are_compared_without_rounding(
    sheets: list[tuple[int, int]], low: Fraction | None, high: Fraction | None
) -> None:
    cast = np.array([one for one, _ in sheets], dtype=np.int32)
    sizes, code = np.unique([voters for _, voters in sheets], return_inverse=True)
    span = ValueSpan(*(None if end is None else Fraction(end) for end in (low, high)))
    found = np.ones(len(sheets), dtype=np.bool_)
    for mask in _within(cast, sizes.tolist(), code, span, 100):
        found &= mask
    shares = [Fraction(100 * one, voters) for one, voters in sheets]
    expected = [(low is None or share >= low) and (high is None or share <= high) for share in shares]
    assert found.tolist() == expected


@pytest.mark.parametrize("least", [Fraction(1, 3), Fraction(50)])
def test_the_end_itself_is_within(least: Fraction) -> None:
    cast, sizes = np.array([1, 150], dtype=np.int32), [300]
    code = np.zeros(2, dtype=np.int64)
    (mask,) = _within(cast, sizes, code, ValueSpan(least, None), 100)
    assert mask.tolist() == [least == Fraction(1, 3), True]
