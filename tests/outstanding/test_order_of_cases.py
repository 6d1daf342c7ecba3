"""The order of arrival as a user meets it: the same count, the same answer, whatever the ids and rows."""

from __future__ import annotations

import json
import re
import shutil
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest

from outstanding.build_case import FILE, LOG, Made
from outstanding.test_outstanding_cli import as_json, run
from veedor.case import open_case
from veedor.cli.main import EXIT_INPUT, main
from veedor.outstanding.arrival import Basis
from veedor.outstanding.publication import running_count

if TYPE_CHECKING:
    from pathlib import Path

SHARES = tuple(0.06 + 0.058 * k for k in range(14))
COUNTS = {
    "two publications": Made(),
    "a log of one row": Made(timed=0.001),
    "many publications": Made(published=SHARES, hours=tuple(range(8, 22))),
    "times of every sheet": Made(timed=1.0),
    "times of the first publication": Made(timed=0.6),
}


def said(found: dict[str, Any]) -> str:
    """Findings and tables, without the commands that name the folder."""
    for finding in found["findings"]:
        finding.pop("command", None)
    return json.dumps([found["findings"], found["tables"]]).replace("/other", "/case")


def keys(found: dict[str, Any]) -> set[str]:
    return {finding["says"] for finding in found["findings"]}


@pytest.mark.slow(but=1)
@pytest.mark.parametrize("verb", ["project", "shift"])
@pytest.mark.parametrize("made", COUNTS.values(), ids=COUNTS)
def test_no_figure_depends_on_ids_or_on_the_order_of_rows(tmp_path: Path, verb: str, made: Made) -> None:
    folder, other = made.write(tmp_path / "case"), replace(made, renamed=3).write(tmp_path / "other")
    assert said(as_json(verb, str(folder))) == said(as_json(verb, str(other)))


def test_two_publications_are_no_record(tmp_path: Path) -> None:
    for name in ("two publications", "a log of one row"):
        found = as_json("project", str(COUNTS[name].write(tmp_path / name)))
        assert {"outstanding.uncalibrated.lead", "outstanding.data.few_steps"} <= keys(found)
        assert not any(key.startswith("outstanding.projection") for key in keys(found))
        assert "outstanding.data.order_publication" in keys(found)


def test_many_publications_are_a_record_by_whole_publications(tmp_path: Path) -> None:
    found = as_json("project", str(COUNTS["many publications"].write(tmp_path / "case")))
    record = next(t for t in found["tables"] if t["name"] == "outstanding_calibration_leads")
    assert 5 <= len(record["rows"]) <= 13
    assert "outstanding.data.order_publication" in keys(found)


def test_a_shift_is_compared_at_the_publications_that_a_projection_uses(tmp_path: Path) -> None:
    found = as_json("shift", str(COUNTS["many publications"].write(tmp_path / "case")))
    contrasts = next(t for t in found["tables"] if t["name"] == "shift_contrasts")
    shares = [row[0] for row in contrasts["rows"][1:]]
    whole = SHARES[-1]
    assert shares
    assert all(min(abs(share - one / whole) for one in SHARES) < 0.026 for share in shares)
    two = as_json("shift", str(COUNTS["two publications"].write(tmp_path / "two")))
    assert {"shift.contrast.few_cuts", "shift.few_steps"} <= keys(two)


@pytest.mark.slow
def test_the_cut_is_the_longest_gap_between_publications(tmp_path: Path) -> None:
    made = Made(published=(0.2, 0.4, 0.6, 0.8), hours=(10, 11, 17, 18))
    found = as_json("shift", str(made.write(tmp_path / "case")))
    early = next(f for f in found["findings"] if f["id"] == "shift.early")
    assert early["says"] == "shift.early.gap"
    assert early["figures"]["early_publication"]["value"] == "prep@f01"


@pytest.mark.slow
def test_the_cut_is_the_longest_pause_where_there_is_one_publication(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = Made(published=(0.8,), timed=1.0).write(tmp_path / "case")
    with pytest.raises(SystemExit) as stopped:
        main(["shift", str(folder)])  # four sheets a minute, and no pause
    assert stopped.value.code == EXIT_INPUT
    error = capsys.readouterr().err
    remedy = error.split('--at "')[1].split('"')[0]
    assert "Early is what was verified before" in run("shift", str(folder), "--at", remedy, "--lang", "en")
    log = (folder / "data" / "log.csv").read_text()
    (folder / "data" / "log.csv").write_text(re.sub(r":\d\d:00", ":00:00", log))  # stamps of whole hours
    with pytest.raises(SystemExit):
        main(["shift", str(folder)])
    remedy = capsys.readouterr().err.split('--at "')[1].split('"')[0]
    assert as_json("shift", str(folder), "--at", remedy)["findings"]
    (folder / "data" / "log.csv").write_text(log.replace("T11:", "T15:").replace("T10:", "T14:"))
    assert "the longest pause of verification follows" in " ".join(
        run("shift", str(folder), "--lang", "en").split()
    )


@pytest.mark.slow
def test_sheets_without_a_time_are_on_neither_side(tmp_path: Path) -> None:
    folder = Made(published=(0.8,), timed=0.9).write(tmp_path / "case")
    found = as_json("shift", str(folder), "--at", "2024-06-02 10:00")
    untimed = next(f for f in found["findings"] if f["id"] == "shift.untimed")
    assert untimed["figures"]["untimed"]["value"] == 38


def test_a_moment_without_times_names_the_publications(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = str(Made().write(tmp_path / "case"))
    with pytest.raises(SystemExit) as stopped:
        main(["shift", folder, "--at", "2024-06-02 12:30"])
    assert stopped.value.code == EXIT_INPUT
    assert "--early prep@f00" in capsys.readouterr().err
    assert "shift.early.named" in keys(as_json("shift", folder, "--early", "prep@f00"))


def test_a_sheet_that_is_corrected_later_arrived_when_it_was_first_published(tmp_path: Path) -> None:
    folder = Made(sheets=200, published=(0.3, 0.5, 0.8), hours=(10, 11, 12)).write(tmp_path / "case")
    last = folder / "data" / "f02.csv"
    rows = last.read_text().splitlines()
    first = (folder / "data" / "f00.csv").read_text().splitlines()[1].split(",")[0]
    rows = [f"{first},1,199" if row.startswith(f"{first},") else row for row in rows]
    last.write_text("\n".join(rows) + "\n")
    case = open_case(folder)
    for at, sizes in (("f01", [60, 40]), ("f02", [60, 40, 60])):
        brought = case.select(f"prep@{at}").brought
        assert [len(sheets) for sheets in brought] == sizes
        assert first in brought[0]
    assert case.select("prep@f00").brought == ()


@pytest.mark.slow
def test_one_row_in_the_log_of_another_count_does_not_make_it_the_one_over_time(tmp_path: Path) -> None:
    folder = Made(sheets=200).write(tmp_path / "case")
    shutil.copy(folder / "data" / "f01.csv", folder / "data" / "final.csv")
    one = (folder / "data" / "f00.csv").read_text().splitlines()[1].split(",")[0]
    (folder / "data" / "log.csv").write_text(f"sheet,at\n{one},2024-06-02T11:00:00\n")
    case = folder / "case.toml"
    final = FILE.format(name="final", hour=23).replace('count = "prep"', 'count = "final"')
    log = LOG.replace('count = "prep"', 'count = "final"')
    case.write_text(f'{case.read_text()}[count.final]\ntitle = "Final"\nkind = "official"\n{final}{log}')
    opened = open_case(folder)
    assert running_count(opened.election) == "prep"
    assert opened.project().known.basis is Basis.PUBLICATION
    assert opened.shift(count="final").cut.publication == "prep@f00"
