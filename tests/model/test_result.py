"""Results print in any terminal and notebook, exactly and escaped."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

import pytest

from veedor.errors import QuestionError
from veedor.model import Column, Figure, Finding, Method, Result, Table, Unit


@dataclass(frozen=True)
class Small(Result):
    """A result with one finding and one table."""

    rows: int = 3

    @property
    def findings(self) -> tuple[Finding, ...]:
        return (Finding("a.b", "a.b", (Figure("lead", Fraction(1, 10), Unit.POINTS),), Method("m", "s")),)

    @property
    def tables(self) -> tuple[Table, ...]:
        columns = (Column("name", Unit.TEXT), Column("n", Unit.VOTES))
        return (Table("t", columns, tuple((f"<b>{i}</b>", i) for i in range(self.rows))),)


def test_it_prints_on_a_screen_however_much_it_holds() -> None:
    text = repr(Small(100_000))
    assert text == str(Small(100_000))
    assert text.splitlines() == ["<Small>", "  a.b", "  Tables (rows): t (100,000)"]


def test_in_a_notebook_everything_is_escaped_and_cut() -> None:
    page = Small(60)._repr_html_()
    assert "<b>" not in page
    assert "&lt;b&gt;0&lt;/b&gt;" in page
    assert "8 / 60" in page
    assert len(Small(100_000)._repr_html_()) < 5_000


def test_what_cannot_be_said_prints_its_fields() -> None:
    @dataclass(frozen=True)
    class Mute(Result):
        names: tuple[str, ...] = ("a",) * 1000

    assert repr(Mute()) == "Mute(command='', names=<1,000 tuple>)"


def test_a_language_without_texts_is_refused_with_those_that_there_are() -> None:
    assert Small().text("es") == "a.b"
    with pytest.raises(QuestionError, match="no texts in 'xx'"):
        Small().text("xx")


def test_rows_as_records() -> None:
    assert list(Small(2).tables[0].records()) == [{"name": "<b>0</b>", "n": 0}, {"name": "<b>1</b>", "n": 1}]


def test_a_figure_by_name() -> None:
    finding = Small().findings[0]
    assert finding.figure("lead").value == Fraction(1, 10)
    with pytest.raises(KeyError):
        finding.figure("none")
