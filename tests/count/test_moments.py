"""Instants of the tables, as the clocks of the case showed them and as somebody names them."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from veedor.count.logs import moment, utc
from veedor.errors import QuestionError

VILNIUS = ZoneInfo("Europe/Vilnius")


def test_an_instant_is_shown_in_the_zone() -> None:
    shown = moment(np.datetime64("2019-10-20T23:40:57"), ZoneInfo("America/La_Paz"))
    assert shown.isoformat(sep=" ") == "2019-10-20 19:40:57-04:00"


def test_the_hour_that_exists_twice_has_two_offsets() -> None:
    hours = [moment(np.datetime64(f"2024-10-27T0{h}:30:00"), VILNIUS).isoformat() for h in (0, 1)]
    assert hours == ["2024-10-27T03:30:00+03:00", "2024-10-27T03:30:00+02:00"]


@given(st.integers(0, 2**31), st.sampled_from(["Europe/Vilnius", "America/Santiago", "Asia/Kolkata"]))
def test_what_is_shown_is_found_again(second: int, zone: str) -> None:
    at = np.datetime64(second, "s")
    assert utc(moment(at, ZoneInfo(zone)), ZoneInfo(zone)) == at


def test_a_named_time_that_is_no_instant_is_refused_with_both_offsets() -> None:
    with pytest.raises(
        QuestionError, match=r"03:30:00\+03:00 for the first time, .*03:30:00\+02:00"
    ) as caught:
        utc(datetime(2024, 10, 27, 3, 30), VILNIUS)  # noqa: DTZ001
    first = datetime.fromisoformat(caught.value.remedy.split(": ", 1)[1].split(" ")[0])
    assert utc(first, VILNIUS) == np.datetime64("2024-10-27T00:30:00")
    with pytest.raises(QuestionError, match="put forward"):
        utc(datetime(2024, 3, 31, 3, 30), VILNIUS)  # noqa: DTZ001
