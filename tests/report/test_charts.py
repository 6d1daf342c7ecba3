"""Pictures are found by the type of a result; colours are the same for everybody and can be told apart."""

from __future__ import annotations

import itertools
import sys
from dataclasses import dataclass
from datetime import datetime
from fractions import Fraction
from types import ModuleType
from typing import Any

import altair as alt
import numpy as np
import pytest

from veedor.errors import QuestionError
from veedor.model import Choice, ChoiceId, Column, Contest, ContestId, Finding, Kind, Result, Table, Unit
from veedor.report import charts
from veedor.report.charts import ChartSpec, palette, theme
from veedor.report.wording import Wording

# Machado, Oliveira and Fernandes (2009), severity 1.0, on linear RGB
SIGHTS = {
    "normal": np.eye(3),
    "protanopia": np.array(
        [[0.152286, 1.052583, -0.204868], [0.114503, 0.786281, 0.099216], [-0.003882, -0.048116, 1.051998]]
    ),
    "deuteranopia": np.array(
        [[0.367322, 0.860646, -0.227968], [0.280085, 0.672501, 0.047413], [-0.011820, 0.042940, 0.968881]]
    ),
    "tritanopia": np.array(
        [[1.255528, -0.076749, -0.178779], [-0.078411, 0.930809, 0.147602], [0.004733, 0.691367, 0.303900]]
    ),
}
XYZ = np.array([[0.4124, 0.3576, 0.1805], [0.2126, 0.7152, 0.0722], [0.0193, 0.1192, 0.9505]])


def linear(colour: str) -> np.ndarray:
    c = np.array([int(colour[i : i + 2], 16) for i in (1, 3, 5)]) / 255
    return np.where(c <= 0.04045, c / 12.92, ((c + 0.055) / 1.055) ** 2.4)


def lab(rgb: np.ndarray) -> np.ndarray:
    xyz = XYZ @ np.clip(rgb, 0, 1) / np.array([0.9505, 1, 1.089])
    f = np.where(xyz > 0.008856, np.cbrt(xyz), 7.787 * xyz + 16 / 116)
    return np.array([116 * f[1] - 16, 500 * (f[0] - f[1]), 200 * (f[1] - f[2])])


def contrast(colour: str) -> float:
    return float(1.05 / (linear(colour) @ np.array([0.2126, 0.7152, 0.0722]) + 0.05))


@pytest.mark.parametrize("sight", SIGHTS)
def test_colours_of_choices_can_be_told_apart(sight: str) -> None:
    seen = [lab(SIGHTS[sight] @ linear(colour)) for colour in palette.CHOICES]
    assert min(float(np.linalg.norm(a - b)) for a, b in itertools.combinations(seen, 2)) > 18


@pytest.mark.parametrize("colour", [*palette.CHOICES, palette.OTHER, theme.INK, theme.MUTED, theme.ACCENT])
def test_marks_stand_out_from_the_paper(colour: str) -> None:
    assert contrast(colour) >= 3


def test_text_stands_out_from_the_paper() -> None:
    assert min(contrast(theme.INK), contrast(theme.MUTED)) >= 4.5


def test_the_two_sides_of_a_scale_are_equally_dark() -> None:
    lightness = [lab(linear(colour))[0] for colour in palette.DIVERGING]
    for minus, plus in zip(lightness[:4], reversed(lightness[5:]), strict=True):
        assert abs(minus - plus) < 3


CONTEST = Contest(
    ContestId("p"),
    "President",
    (*(Choice(ChoiceId(f"c{i}"), f"Choice {i}") for i in range(11)), Choice(ChoiceId("b"), "B", Kind.BLANK)),
)


def test_colours_follow_the_ballot_paper_and_repeat() -> None:
    colours = palette.colours(CONTEST)
    assert [colours[f"c{i}"] for i in range(9)] == list(palette.CHOICES)
    assert colours["c9"] == colours["c0"]
    assert colours["b"] == palette.OTHER


TABLE = Table(
    "shares",
    (Column("choice", Unit.CHOICE), Column("share", Unit.SHARE, "base.valid"), Column("at", Unit.MOMENT)),
    (("c0", Fraction(2, 5), datetime(2019, 10, 20, 19, 40, 57)), ("c1", None, None)),  # noqa: DTZ001
)


@dataclass(frozen=True)
class Base(Result):
    @property
    def findings(self) -> tuple[Finding, ...]:
        return ()

    @property
    def tables(self) -> tuple[Table, ...]:
        return (TABLE,)


@dataclass(frozen=True)
class Special(Base):
    contest: Contest = CONTEST


@dataclass(frozen=True)
class Unknown(Result):
    @property
    def findings(self) -> tuple[Finding, ...]:
        return ()

    @property
    def tables(self) -> tuple[Table, ...]:
        return ()


@pytest.fixture
def registered(monkeypatch: pytest.MonkeyPatch) -> None:
    def draw(result: Base, wording: Wording) -> tuple[ChartSpec, ...]:
        rows = [
            {"choice": wording.choice(str(choice)), "share": 40.0} for choice, *_ in result.tables[0].rows
        ]
        bars = theme.chart(rows).mark_bar().encode(x="share:Q", y="choice:N")
        return (
            ChartSpec("one", "Title", "Summary", bars, TABLE),
            ChartSpec("two", "T", "S", bars, TABLE, fluid=False),
        )

    made = ModuleType("veedor.report.charts.made")
    made.__dict__["draw"] = draw
    monkeypatch.setitem(sys.modules, made.__name__, made)
    monkeypatch.setattr(charts, "MODULES", {f"{__name__}.Base": "made.draw"})


@pytest.mark.usefixtures("registered")
def test_a_subtype_is_drawn_as_its_base() -> None:
    assert [spec.name for spec in charts.specs(Special(), Wording("en"))] == ["one", "two"]
    with pytest.raises(LookupError, match=r"Unknown.*charts\.MODULES"):
        charts.specs(Unknown(), Wording("en"))


@pytest.mark.usefixtures("registered")
def test_chart_is_finished_and_labelled() -> None:
    drawn = charts.chart(Special(), "es").to_dict()
    assert drawn["width"] == theme.WIDE
    assert drawn["title"]["text"] == "Title"
    assert drawn["title"]["subtitle"] == ["Summary"]
    assert drawn["description"] == "Summary"
    assert drawn["config"]["locale"]["number"]["decimal"] == ","
    assert "Choice 0" in str(drawn)


@pytest.mark.usefixtures("registered")
def test_a_picture_that_is_not_there_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(charts, "WITHOUT", {f"{__name__}.Unknown"})
    with pytest.raises(QuestionError, match="Unknown"):
        charts.chart(Unknown())
    with pytest.raises(QuestionError, match="Did you mean 'two'"):
        charts.chart(Base(), name="twa")


def layered() -> Any:  # noqa: ANN401 - a chart of Altair, which has no types
    lines = [
        theme.chart([{"x": n, "y": n * place} for n in range(3)])
        .mark_line()
        .encode(x="x:Q", y=alt.Y("y:Q", title=str(place)))
        .add_params(alt.selection_point(name=f"near-{place}", fields=["x"]))
        for place in (1, 2)
    ]
    drawn = alt.layer(*lines).properties(height=99).resolve_scale(y="independent")
    return (
        alt.hconcat(drawn, alt.layer(alt.Chart().mark_rule()).properties(width=7))
        .configure(font="A")
        .configure_axis(grid=False)
    )


def test_what_altair_would_put_together_again_is_the_same_picture() -> None:
    plain, kept = layered().to_dict(), alt.Chart.copy
    with theme.unchecked():
        assert layered().to_dict() == plain
        with pytest.raises(ZeroDivisionError), theme.unchecked():
            _ = 1 / 0
        assert alt.Chart.copy is kept
    base = alt.Chart().mark_bar().encode(x="x:Q")
    with theme.unchecked():
        other = base.properties(width=3).encode(y="y:Q")
    assert other.to_dict(validate=False) != base.to_dict(validate=False)
    assert "y" not in base.to_dict(validate=False)["encoding"]
