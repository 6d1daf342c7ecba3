"""Texts as instants: any form in any zone, clocks put forward and back, and what is no time."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING, Any, Literal
from zoneinfo import ZoneInfo

import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from intake.test_cells import read, scratch
from veedor.engine import fetch_rows
from veedor.errors import QuestionError
from veedor.intake.case import TimeMap
from veedor.intake.instants import instant, instants
from veedor.intake.timeformat import formats_of, time_problems
from veedor.intake.times import late_rows, moment

if TYPE_CHECKING:
    pass

ZONES = (
    "UTC", "America/La_Paz", "Europe/Vilnius", "America/Santiago", "Asia/Kolkata", "Asia/Kathmandu",
    "Australia/Lord_Howe", "America/New_York", "Pacific/Apia", "Africa/Casablanca",
)  # fmt: skip
MONTHS = ["ene", "feb", "mar", "abr", "may", "jun", "jul", "ago", "set", "oct", "nov", "dic"]


def at(text: str) -> datetime:
    return datetime.fromisoformat(text)


def texts_of(local: datetime) -> dict[str, tuple[str, TimeMap]]:
    """Print a moment in every supported form, with the statement that reads it."""
    ms = int(local.timestamp() * 1000)
    half = "a. m." if local.hour < 12 else "p.\u00a0m."
    return {
        "iso": (local.strftime("%Y-%m-%d %H:%M:%S"), TimeMap()),
        "iso T": (local.strftime("%Y-%m-%dT%H:%M:%S.999"), TimeMap()),
        "parts": (
            f"{local.year}-{local.month}-{local.day} {local.hour}:{local.minute}:{local.second}",
            TimeMap(),
        ),
        "offset": (local.isoformat(), TimeMap(tz="Asia/Tokyo")),
        "utc": (local.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ"), TimeMap()),
        "day first": (local.strftime("%d/%m/%Y %H:%M:%S"), TimeMap(format="%d/%m/%Y %H:%M:%S")),
        "month first": (local.strftime("%m/%d/%Y %H:%M:%S"), TimeMap(format="%m/%d/%Y %H:%M:%S")),
        "month name": (
            f"{local.day:02}-{MONTHS[local.month - 1].upper()}.-{local:%Y %H:%M:%S}",
            TimeMap(format="%d-%b-%Y %H:%M:%S"),
        ),
        "half days": (
            f"{local:%d/%m/%Y} {(local.hour + 11) % 12 + 1:02}:{local:%M:%S} {half}",
            TimeMap(format="%d/%m/%Y %I:%M:%S %p"),
        ),
        "epoch": (str(ms // 1000), TimeMap(format="epoch")),
        "epoch ms": (str(ms), TimeMap(format="epoch_ms")),
        "other zone": (
            local.astimezone(ZoneInfo("Africa/Nairobi")).strftime("%Y-%m-%d %H:%M:%S"),
            TimeMap(tz="Africa/Nairobi"),
        ),
    }


FORMS = tuple(texts_of(datetime(2030, 1, 1, tzinfo=UTC)))
WALL_CLOCK = set(FORMS) - {"offset", "utc", "epoch", "epoch ms", "other zone"}


@pytest.mark.parametrize("form", FORMS)
@settings(max_examples=4, deadline=None, phases=[Phase.generate])
@given(
    st.lists(st.datetimes(datetime(1990, 1, 1), datetime(2026, 1, 1)), min_size=5, max_size=40),  # noqa: DTZ001
    st.sampled_from(ZONES),
    st.sampled_from(["first", "second"]),
)
def test_an_instant_in_any_form_reads_back(
    form: str, drawn: list[datetime], name: str, twice: Literal["first", "second"]
) -> None:
    zone = ZoneInfo(name)
    meant = [naive.replace(microsecond=0, tzinfo=UTC) for naive in drawn]
    if form in WALL_CLOCK:
        times = [instants(m.astimezone(zone).replace(tzinfo=None), zone) for m in meant]
        meant = [both_of[0 if twice == "first" else -1] for both_of in times]
    texts = [texts_of(m.astimezone(zone))[form] for m in meant]
    time = replace(texts[0][1], twice=twice)
    found = read([text for text, _ in texts], lambda t: moment(t, time, name))
    assert found == [m.replace(tzinfo=None) for m in meant]


def both(texts: list[str], time: TimeMap | None = None, zone: str = "UTC") -> list[Any]:
    return read(texts, lambda t: moment(t, time or TimeMap(), zone))


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("2030-05-05T24:00:00", "2030-05-06T00:00"),
        ("2030-05-05 24:00", "2030-05-06T00:00"),
        ("2030-05-05 24:00:01", None),
        ("2030-05-05 20:00:59.999", "2030-05-05T20:00:59"),
        ("2030-05-05 20:00:00,5", "2030-05-05T20:00"),
        ("2030-05-05T20:00:00+14:00", "2030-05-05T06:00"),
        ("2030-05-05T20:00:00+14:01", None),
        ("2030-05-05T20:00:00\u221204:00", "2030-05-06T00:00"),
        ("2030-05-05T20:00+0530", "2030-05-05T14:30"),
        ("2030-05-05 20:00 UTC", "2030-05-05T20:00"),
        ("٢٠٣٠-٠٥-٠٥ ٢٠:٠٠", "2030-05-05T20:00"),
        ("1904241600000", "2030-05-05T20:00"),
        ("1904241600", "2030-05-05T20:00"),
        ("2030050520", None),
        ("99999999999999999999", None),
        ("05/05/2030 20:00", None),
        ("", None),
        ("noon", None),
        ("2030-13-01T00:00:00", None),
        ("2030-02-30 10:00", None),
        ("2030-05-05 25:00", None),
        ("10:30", None),
        ("2030-03-10", None),
        ("0000-01-01 00:00", None),
    ],
)
def test_texts_without_a_format(text: str, value: str | None) -> None:
    assert both([text]) == [None if value is None else at(value)]


@pytest.mark.parametrize(
    ("form", "text", "value"),
    [
        ("%d/%m/%Y %I:%M:%S %p", "05/05/2030 08:00:00 p. m.", "2030-05-05T20:00"),
        ("%d/%m/%Y %I:%M %p", "05/05/2030 12:00 AM", "2030-05-05T00:00"),
        ("%d/%m/%Y %I:%M %p", "05/05/2030 12:00p.m.", "2030-05-05T12:00"),
        ("%d/%m/%Y %I:%M %p", "05/05/2030 13:00 PM", None),
        ("%d/%m/%Y %I:%M %p", "05/05/2030 08:00", None),
        ("%d de %B de %Y %H:%M", "5 de março de 2030 20:00", "2030-03-05T20:00"),
        ("%d %B %Y %H:%M", "5 août 2030 20:00", "2030-08-05T20:00"),
        ("%d %B %Y %H:%M", "5 Brumaire 2030 20:00", None),
        ("%A %d de %B de %Y %H:%M", "martes, 5 de marzo de 2030 20:00", "2030-03-05T20:00"),
        ("%d-%b-%Y %H:%M", "05-set-2030 24:00", "2030-09-06T00:00"),
        ("%d-%b-%Y %H:%M", "05-set-2030 24:01", None),
        ("%Y-%m-%d %H:%M%z", "2030-05-05 20:00-0400", "2030-05-06T00:00"),
        ("%Y-%m-%d %H:%M%z", "2030-05-05 20:00", None),
        ("%Hh%M %d.%m.%Y", "20h15 05.05.2030", "2030-05-05T20:15"),
    ],
)
def test_texts_with_a_format(form: str, text: str, value: str | None) -> None:
    assert both([text], TimeMap(format=form)) == [None if value is None else at(value)]


VILNIUS = ["2024-10-27 02:59", "2024-10-27 03:00", "2024-10-27 03:59", "2024-10-27 04:00", "2024-03-31 03:30"]


@pytest.mark.parametrize(
    ("twice", "hours"), [("refuse", (None, None)), ("first", (0, 0)), ("second", (1, 1))]
)
def test_clocks_put_back_and_forward(
    twice: Literal["refuse", "first", "second"], hours: tuple[int | None, int | None]
) -> None:
    told = [
        None if h is None else at("2024-10-27T00:00") + timedelta(hours=h, minutes=m)
        for h, m in zip(hours, (0, 59), strict=True)
    ]
    expected = [at("2024-10-26T23:59"), *told, at("2024-10-27T02:00"), None]
    assert both(VILNIUS, TimeMap(twice=twice), "Europe/Vilnius") == expected


def by_order(texts: list[str]) -> list[Any]:
    time = TimeMap(twice="order")
    table = scratch().put({"row": list(range(len(texts))), "source": ["f"] * len(texts), "text": texts})
    late = late_rows(table, table.text, time, "Europe/Vilnius")
    found = table.select("row", x=moment(table.text, time, "Europe/Vilnius", late)).order_by("row")
    return [row["x"] for row in fetch_rows(found)]


def test_the_order_of_the_file_tells_the_second_hour() -> None:
    steps = [at("2024-10-26T23:50") + timedelta(minutes=10 * i) for i in range(16)]
    local = [s.replace(tzinfo=UTC).astimezone(ZoneInfo("Europe/Vilnius")) for s in steps]
    texts = [t.strftime("%Y-%m-%d %H:%M") for t in local]
    assert by_order(texts) == steps
    assert by_order(texts[::-1]) == steps[::-1]
    disordered = by_order([*texts, texts[0]])
    assert [s for s, d in zip(steps, disordered, strict=False) if d is None] == steps[1:13]
    assert by_order(["2024-10-27 03:00", "2024-10-27 03:30"]) == [None, None]


def test_a_stated_moment_is_an_instant() -> None:
    zone = ZoneInfo("Europe/Vilnius")
    assert instant(at("2024-10-27T12:00"), zone) == at("2024-10-27T10:00+00:00")
    assert instant(at("2024-10-27T03:30+02:00"), zone) == at("2024-10-27T01:30+00:00")
    with pytest.raises(QuestionError, match=r"2024-10-27T03:30:00\+03:00 for the first"):
        instant(at("2024-10-27T03:30"), zone)
    with pytest.raises(QuestionError, match="put forward"):
        instant(at("2024-03-31T03:30"), zone)


def test_formats_that_a_text_can_have() -> None:
    day = date(2030, 5, 5)
    assert set(formats_of(["05/05/2030 20:00"], day)) == {"day", "month"}
    assert formats_of(["05/05/2030 20:00", "13/05/2030 20:00"], day) == {"day": "%d/%m/%Y %H:%M"}
    assert formats_of(["05-ago-2030 8:00:00 p. m."], day) == {"day": "%d-%b-%Y %I:%M:%S %p"}
    assert formats_of(["yesterday"], day) == {}


def test_figures_that_can_be_several_dates_are_those_near_the_election() -> None:
    day = date(2030, 6, 10)
    assert formats_of(["30-06-10 20:00"], day) == {"year": "%y-%m-%d %H:%M"}
    assert set(formats_of(["10-06-30 20:00", "11-06-30 01:00"], day)) == {"day", "month"}
    assert formats_of(["06/11/2030 01:00"], day) == {"day": "%d/%m/%Y %H:%M", "month": "%m/%d/%Y %H:%M"}
    assert formats_of(["06/05/2030 01:00"], day) == {"month": "%m/%d/%Y %H:%M"}
    assert set(formats_of(["01/02/2019 01:00"], day)) == {"day", "month"}


@pytest.mark.parametrize(
    "form", ["%Q", "%d/%m/%Y %I:%M", "%z %Y-%m-%d %H:%M", "%H:%M", "%d %H", "%Y-%m-%d %Z"]
)
def test_formats_that_cannot_be(form: str) -> None:
    assert list(time_problems(TimeMap(format=form)))
