"""The cases of a desk: no answer about data that were there before, and no more memory than is allowed."""

from __future__ import annotations

import os
import re
import shutil
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import pytest
from django.test import Client, override_settings

from desk.build_desk import served
from veedor.case import Case
from veedor.desk.data_mark import WatchedCase
from veedor.desk.library import Library, StillWorkingError
from veedor.desk.open_cases import OPENED
from veedor.desk.weight import weight
from veedor.errors import MissingDataError
from veedor.intake import load_case
from veedor.intake.locate import locate
from veedor.intake.run import key_of_import
from veedor.lookup import SheetTable
from veedor.lookup.recent import Recent

PATH = "/en/cases/changing/sheets"


@pytest.fixture
def folder(small: Path, tmp_path: Path) -> Path:
    """The small case, to be changed."""
    made = tmp_path / "changing"
    shutil.copytree(small, made, ignore=shutil.ignore_patterns(".veedor"))
    return made


@pytest.fixture
def changing(folder: Path) -> Iterator[Client]:
    with override_settings(DESK=served({"changing": folder})):
        yield Client(raise_request_exception=False)


def move_votes(folder: Path, number: int, *, again_at: int | None = None) -> None:
    """Give votes of the first candidate to the second on the first sheets, one on each."""
    file = folder / "data" / "official.csv"
    head, *rows = file.read_text(encoding="utf-8").splitlines()
    names, left = head.split(","), number
    for i, row in enumerate(rows):
        cells = row.split(",")
        first, second = names.index("Alder"), names.index("Birch")
        if left and cells[first] not in {"", "0"}:
            cells[first], cells[second] = str(int(cells[first]) - 1), str(int(cells[second] or 0) + 1)
            rows[i], left = ",".join(cells), left - 1
    file.write_text("\n".join([head, *rows]) + "\n", encoding="utf-8")
    if again_at is not None:
        os.utime(file, ns=(again_at, again_at))


def alder(case: Case) -> int:
    return case.sheets().sums.votes[0]


@pytest.mark.slow
def test_an_answer_is_about_the_data_as_they_are_now(folder: Path) -> None:
    library = Library({"one": folder}, patience=120)
    before, data = library.ask("one", "votes", alder), library.data("one")
    assert library.ask("one", "votes", alder) == before
    for number in (1, 2, 3):
        move_votes(folder, 5)
        assert library.ask("one", "votes", alder) == before - 5 * number
    assert library.data("one") != data


def test_a_file_with_the_size_and_time_that_it_had_is_noticed(folder: Path) -> None:
    library = Library({"one": folder}, patience=120)
    before = library.ask("one", "votes", alder)
    file = folder / "data" / "official.csv"
    seen = file.stat()
    move_votes(folder, 1, again_at=seen.st_mtime_ns)
    assert file.stat().st_mtime_ns == seen.st_mtime_ns
    assert library.ask("one", "votes", alder) == before - 1


def test_the_mark_is_the_hash_that_names_imported_tables(folder: Path) -> None:
    watched = WatchedCase("one", folder)
    case = load_case(folder)
    assert watched.now().data == key_of_import(case, locate(case))
    assert Library({"one": folder}, patience=120).ask("one", "hash", lambda c: c.election.data_hash) == (
        watched.now().data
    )


@pytest.mark.parametrize("name", ["case.toml", "rule.toml", "claims.toml"])
def test_a_file_that_says_how_the_data_are_told_changes_answers_and_not_the_data(
    folder: Path, name: str
) -> None:
    watched = WatchedCase("one", folder)
    before = watched.now()
    with (folder / name).open("a", encoding="utf-8") as file:
        file.write("\n# looked at again\n")
    after = watched.now()
    assert after.data == before.data
    assert after.written != before.written


def test_nothing_is_read_again_while_nothing_changes(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    long_ago = time.time_ns() - 10**11
    watched = WatchedCase("one", folder)
    monkeypatch.setattr("veedor.desk.data_mark.time.time", lambda: time.time_ns() / 1e9 + 10)
    mark = watched.renew()
    assert watched.known() == mark
    for path in (folder / "data" / "official.csv", folder / "case.toml"):
        os.utime(path, ns=(long_ago, long_ago))
        assert watched.known() is None
        # only the time changed: the data did not
        assert watched.renew().data == mark.data
        assert watched.known() is not None
    (folder / "data" / "beside.csv").write_text("a file that could be read in place of another\n")
    assert watched.known() is None


def test_what_has_just_changed_is_looked_at_again(folder: Path) -> None:
    watched = WatchedCase("one", folder)
    move_votes(folder, 1)
    watched.renew()
    assert watched.known() is None


def test_a_case_whose_data_are_gone_is_no_longer_answered(folder: Path) -> None:
    library = Library({"one": folder}, patience=120)
    library.ask("one", "votes", alder)
    (folder / "data" / "official.csv").rename(folder / "official.csv")
    with pytest.raises(MissingDataError, match="Data of the case are missing"):
        library.ask("one", "votes", alder)
    (folder / "official.csv").rename(folder / "data" / "official.csv")
    assert library.ask("one", "votes", alder) > 0


@pytest.mark.slow
def test_a_page_says_the_new_figures_and_an_old_address_that_the_data_changed(
    changing: Client, folder: Path
) -> None:
    page = changing.get(PATH).text
    lasting = re.search(r'href="(\?[^"]*data=[0-9a-f]{12})"', page)
    assert lasting is not None
    address = PATH + lasting[1].replace("&amp;", "&")
    said = "have changed since this address was written"
    assert said not in page
    unchanged = changing.get(address)
    assert unchanged.status_code == 200
    assert said not in unchanged.text
    front = changing.get("/en/cases/changing/").text
    finding = re.search(r'class="why" href="(\?data=[0-9a-f]{12})#', front)
    assert finding is not None
    move_votes(folder, 7)
    after = changing.get(address)
    assert after.status_code == 200
    assert said in after.text
    assert said in changing.get(f"/en/cases/changing/{finding[1]}").text
    assert "cambiaron desde" in changing.get(address.replace("/en/", "/es/")).text
    plain = changing.get(PATH).text
    assert said not in plain
    assert plain != page
    assert "data=" + lasting[1][-12:] not in plain


# memory


def test_an_answer_that_takes_long_is_there_for_whoever_asks_again(folder: Path) -> None:
    library = Library({"one": folder}, patience=0.01, answers=1)
    made: list[str] = []

    def slow(case: Case) -> str:
        made.append(case.election.name)
        time.sleep(0.3)
        return "x" * 1000

    for _ in range(2000):
        try:
            assert library.ask("one", "slow", slow) == "x" * 1000
            break
        except StillWorkingError:
            time.sleep(0.01)
    assert len(made) == 1


def test_answers_make_room_for_others(folder: Path) -> None:
    library = Library({"one": folder}, patience=120, answers=10_000)
    made: list[int] = []

    def answer(number: int) -> Callable[[Case], str]:
        def give(_: Case) -> str:
            made.append(number)
            return "x" * 4000

        return give

    for number in (1, 2, 1, 3, 1, 2):
        library.ask("one", f"{number}", answer(number))
    assert made == [1, 2, 3, 2]


@pytest.mark.slow
def test_cases_that_hold_too_much_are_let_go(folder: Path, small: Path) -> None:
    library = Library({"one": folder, "two": small}, patience=120, opened=1)

    def slow(case: Case) -> SheetTable:
        time.sleep(0.25)
        return case.sheet_table()

    for name in ("one", "two", "one"):
        assert len(library.ask(name, "sheets", slow)) == 600
    assert len([name for name in ("one", "two") if name in library._open]) <= 1


def test_few_cases_are_open_at_once(small: Path) -> None:
    names = {f"n{number}": small for number in range(OPENED + 3)}
    library = Library(names, patience=120)
    for name in names:
        library.ask(name, "name", lambda case: case.election.name)
    assert sum(name in library._open for name in names) == OPENED


def test_weight_counts_each_part_once_and_is_near_the_truth() -> None:
    votes = np.zeros((1000, 100), dtype=np.int64)
    held = {"a": votes, "b": votes, "c": votes[:, 3], "d": [votes[5:], votes.T]}
    assert votes.nbytes < weight(held) < votes.nbytes + 5000
    texts = [f"{number:050}" for number in range(100_000)]
    true = sum(len(text) + 49 for text in texts) + 8 * len(texts)
    assert abs(weight(texts) - true) < true / 10
    assert weight("x" * 10**6) > 10**6


def test_recent_keeps_what_fits_and_always_the_last() -> None:
    recent = Recent(10)
    for key, size in (("a", 4), ("b", 4), ("a", 4), ("c", 4)):
        recent.put(key, key.upper(), size)
    assert ("a" in recent, "b" in recent, "c" in recent, recent.held) == (True, False, True, 8)
    assert recent.get("a") == "A"
    recent.put("large", "L", 100)
    assert (len(recent), recent.get("large"), recent.held) == (1, "L", 100)
    recent.put("small", "S", 1)
    assert (len(recent), recent.held) == (1, 1)
    made: list[int] = []

    def make() -> str:
        made.append(1)
        return "N"

    for _ in range(2):
        assert recent.or_made("new", make, lambda _: 1) == "N"
    assert made == [1]
    recent.forget(lambda key: key == "new")
    assert ("new" in recent, recent.held) == (False, 1)
    with pytest.raises(KeyError):
        recent.get("new")
