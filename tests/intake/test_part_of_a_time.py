"""A time of which a part is blank reads like seconds since 1970: the remedy that works is printed too."""

from __future__ import annotations

from typing import TYPE_CHECKING

from intake.build_intake import importing, refusal, write_case
from intake.test_subtotals import ELECTION, source

if TYPE_CHECKING:
    from pathlib import Path

ROWS = "Precinct,Adler,Brandt,Invalid,Y,M,D,h,m\nA,50,120,1,2024,10,26,21,5\nB,60,41,0,2024,10,,22,34\n"
TIMES = 'verified_at = "{Y}-{M}-{D} {h}:{m}"\n[source.final.time]\nformat = "%Y-%m-%d %H:%M"\n'
REMEDY = 'numbers.missing = ["2024102234"]'


def test_a_time_without_its_day_is_refused_with_a_remedy_that_works(tmp_path: Path) -> None:
    folder = write_case(tmp_path, source(more=TIMES), {"count.csv": ROWS}, ELECTION)
    (problem,) = refusal(folder)
    assert problem.value == "2024102234"
    assert REMEDY in problem.remedy
    told = f"[source.final.numbers]\nmissing{REMEDY.removeprefix('numbers.missing')}\n"
    folder = write_case(tmp_path / "mended", source(more=TIMES + told), {"count.csv": ROWS}, ELECTION)
    assert importing(folder).store is not None
