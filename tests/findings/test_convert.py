from __future__ import annotations

import importlib
from datetime import UTC, date, datetime, timedelta
from fractions import Fraction
from types import ModuleType

import pyarrow as pa
import pytest

import veedor
from veedor.errors import MissingDataError, QuestionError
from veedor.model import Column, Finding, Result, Table, Unit, Value

MOMENT = datetime(2020, 1, 1, 12, tzinfo=UTC)
KINDS: dict[str, tuple[Unit, tuple[Value, ...], pa.DataType]] = {
    "votes": (Unit.VOTES, (1, None), pa.int64()),
    "share": (Unit.SHARE, (Fraction(1, 3), None), pa.float64()),
    "mixed": (Unit.VOTES, (2, Fraction(1, 2)), pa.float64()),
    "number": (Unit.NUMBER, (1, 0.5), pa.float64()),
    "met": (Unit.TEXT, (True, None), pa.bool_()),
    "text": (Unit.TEXT, ("=cmd()", None), pa.string()),
    "names": (Unit.TEXT, (("a", "b"), None), pa.list_(pa.string())),
    "at": (Unit.MOMENT, (MOMENT, None), pa.timestamp("s", "UTC")),
    "day": (Unit.DAY, (date(2020, 1, 1), None), pa.date32()),
    "for": (Unit.DURATION, (timedelta(hours=1), None), pa.duration("s")),
    "none": (Unit.TEXT, (None, None), pa.string()),
}
TABLE = Table(
    "every_kind",
    tuple(
        Column(name, unit, "base.valid" if unit is Unit.SHARE else "") for name, (unit, _, _) in KINDS.items()
    ),
    tuple(tuple(values[i] for _, values, _ in KINDS.values()) for i in range(2)),
)


class Some(Result):
    """A result with the table, and an empty one."""

    @property
    def findings(self) -> tuple[Finding, ...]:
        return ()

    @property
    def tables(self) -> tuple[Table, ...]:
        return TABLE, Table("empty", TABLE.columns[:1], ())


class Nothing(Some):
    """A result without tables."""

    @property
    def tables(self) -> tuple[Table, ...]:
        return ()


@pytest.mark.slow(but=4)
@pytest.mark.parametrize("name", KINDS)
def test_each_kind_of_value_has_its_type(name: str) -> None:
    unit, values, kind = KINDS[name]
    made = veedor.to_arrow(TABLE)
    assert made.schema.field(name).type == kind
    assert made.schema.field(name).metadata[b"unit"] == unit.value.encode()
    expected = [
        float(v) if isinstance(v, Fraction) else list(v) if isinstance(v, tuple) else v for v in values
    ]
    assert made[name].to_pylist() == expected


def test_fractions_may_stay_exact() -> None:
    made = veedor.to_arrow(Some(), exact=True)
    assert made["share"].to_pylist() == ["1/3", None]
    assert made["mixed"].to_pylist() == ["2", "1/2"]
    assert made.schema.field("share").metadata[b"base"] == b"base.valid"


def test_a_table_is_chosen_by_its_name() -> None:
    assert veedor.to_arrow(Some()).schema.metadata[b"table"] == b"every_kind"
    assert veedor.to_arrow(Some(), "empty").num_rows == 0
    with pytest.raises(QuestionError, match="Did you mean 'empty'"):
        veedor.to_arrow(Some(), "emty")
    with pytest.raises(QuestionError, match="without tables"):
        veedor.to_arrow(Nothing())


def test_pandas_and_polars_hold_the_same() -> None:
    frame = veedor.to_pandas(TABLE)
    assert frame["votes"].iloc[0] == 1
    assert veedor.to_polars(TABLE)["share"].to_list() == [1 / 3, None]


@pytest.mark.parametrize("module", ["pandas", "polars"])
def test_without_the_package_the_message_says_what_to_install(
    module: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = importlib.import_module

    def absent(name: str, package: str | None = None) -> ModuleType:
        if name == module:
            raise ModuleNotFoundError(name)
        return real(name, package)

    monkeypatch.setattr(importlib, "import_module", absent)
    convert = veedor.to_pandas if module == "pandas" else veedor.to_polars
    with pytest.raises(MissingDataError, match=f"pip install {module}`"):
        convert(TABLE)
