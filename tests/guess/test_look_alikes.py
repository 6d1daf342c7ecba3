"""Files in which something that is no candidate looks like one, or votes are there twice: right, or refused.

Each is written with a truth that is known; `veedor new --yes` and the import must give it, or say what to do.
"""

from __future__ import annotations

import csv
import io
import re
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
from click.testing import CliRunner

from veedor.case.case import open_case
from veedor.cli.new import command
from veedor.errors import VeedorError
from veedor.intake import import_case, load_case

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    Rows = list[list[Any]]
    Cells = list[Any]

NAMES = ("Amina", "Bola", "Chidi")
STATED = ["--yes", "--title", "t", "--date", "2024-06-02", "--country", "KE", "--rule", "plurality"]
ROWS = 24
JAPAN = "市区町村,投票区,当日有権者数,投票者数,無効投票,有効投票"


def votes(choices: int = 3, rows: int = ROWS, seed: int = 4) -> list[list[int]]:
    """Votes of some choices on each sheet."""
    dice = np.random.default_rng(seed)
    return [[int(n) for n in dice.integers(5, 90, choices)] for _ in range(rows)]


def totals(sheets: Sequence[Sequence[int]], names: Sequence[str] = NAMES) -> dict[str, int]:
    """What each choice has in all."""
    return {name: sum(sheet[place] for sheet in sheets) for place, name in enumerate(names)}


def written(header: Sequence[str] | Sequence[Sequence[str]], rows: Rows) -> bytes:
    """A CSV file."""
    out = io.StringIO()
    lines = [header] if isinstance(header[0], str) else header
    csv.writer(out, lineterminator="\n").writerows([*lines, *rows])
    return out.getvalue().encode()


def new(content: bytes, folder: Path, name: str = "results.csv") -> Path:
    """Make a case of a file as a stranger does; what it refuses is raised."""
    file = folder / name
    file.write_bytes(content)
    shown = CliRunner().invoke(command, [str(file), *STATED, "--to", str(folder / "case")])
    if shown.exception is not None and not isinstance(shown.exception, SystemExit):
        raise shown.exception
    assert shown.exit_code == 0, shown.output
    return folder / "case"


def counted(content: bytes, folder: Path, name: str = "results.csv") -> dict[str, dict[str, int]]:
    """Contest -> label -> votes, as a case gives them that nobody edited."""
    store = import_case(load_case(new(content, folder, name))).store
    found = {}
    labels: dict[str, dict[str, str]] = {}
    for row in store.arrow("choice").to_pylist():
        if row["kind"] == "candidate":
            labels.setdefault(row["contest_id"], {})[row["choice_id"]] = row["label"]
    counted = {
        (v["contest_id"], v["sheet_id"])
        for v in store.arrow("version").to_pylist()
        if v["state"] == "counted"
    }
    for contest, known in labels.items():
        rows = [v for v in store.arrow(f"votes-{contest}").to_pylist() if (contest, v["sheet_id"]) in counted]
        found[contest] = {label: sum(row[choice] or 0 for row in rows) for choice, label in known.items()}
    return found


def refused(content: bytes, folder: Path) -> str:
    """What is said of a file that cannot be read as it is."""
    try:
        counted(content, folder)
    except ExceptionGroup as error:
        return "\n".join(str(member) for member in error.exceptions)
    except VeedorError as error:
        return str(error)
    pytest.fail("it was read")


def test_running_totals_of_one_count_are_not_added(tmp_path: Path) -> None:
    added = np.cumsum(np.array(votes()), axis=0)
    rows = [[f"{18 + n // 6}:{n % 6}0", n + 1, *map(int, line)] for n, line in enumerate(added)]
    for order, lines in enumerate((rows, rows[::-1])):
        folder = tmp_path / f"order{order}"
        folder.mkdir()
        file = new(written(["time", "reporting", *NAMES], lines), folder) / "case.toml"
        text = file.read_text(encoding="utf-8")
        assert "no figure ever falls" in " ".join(text.split())  # it is said beside what is asked
        file.write_text(text.replace('kind = "?"', 'kind = "candidate"'), encoding="utf-8")
        with pytest.raises(VeedorError, match="no figure ever falls"):
            import_case(load_case(file.parent))


@pytest.mark.slow
def test_running_totals_in_rows_of_their_own_are_not_added(tmp_path: Path) -> None:
    added = np.cumsum(np.array(votes()), axis=0)
    rows = [
        [f"2024-06-02 {18 + n // 6:02d}:{n % 6}0", n * 5, name, int(line[place])]
        for n, line in enumerate(added)
        for place, name in enumerate(NAMES)
    ]
    assert "no figure ever falls" in refused(
        written(["time", "stations", "candidate", "votes"], rows), tmp_path
    )


def test_sheets_in_order_of_their_size_are_sheets(tmp_path: Path) -> None:
    sheets = sorted(votes(), key=sum)
    rows = [[f"PS{n:03d}", 300 + n, *sheet] for n, sheet in enumerate(sheets)]
    assert counted(written(["Station", "Registered", *NAMES], rows), tmp_path)["votes"] == totals(sheets)


@pytest.mark.slow
def test_the_answer_no_is_no_number(tmp_path: Path) -> None:
    one, other = votes(2), votes(2, seed=9)
    rows: Rows = [
        [f"P{n}", q, *s[n]] for q, s in (("Q1 Senate", one), ("Q2 Water", other)) for n in range(ROWS)
    ]
    found = counted(written(["Precinct", "Question", "Yes", "No"], rows), tmp_path)
    assert list(found.values()) == [totals(one, ("Yes", "No")), totals(other, ("Yes", "No"))]


@pytest.mark.slow(but=2)
@pytest.mark.parametrize("phases", [("Preliminar", "Definitivo"), ("A", "B"), ("erste", "zweite")])
@pytest.mark.parametrize("layout", ["wide", "long"])
def test_two_counts_of_the_same_sheets_are_never_added(
    phases: tuple[str, str], layout: str, tmp_path: Path
) -> None:
    sheets = votes()
    lines = [(phase, n, 300 + 7 * n, sheet) for phase in phases for n, sheet in enumerate(sheets)]
    if layout == "wide":
        content = written(["Fase", "Mesa", "Electores", *NAMES], [[p, n, r, *s] for p, n, r, s in lines])
    else:
        rows = [[p, n, r, name, s[k]] for p, n, r, s in lines for k, name in enumerate(NAMES)]
        content = written(["Fase", "Mesa", "Electores", "Candidato", "Votos"], rows)
    assert "rows.keep" in refused(content, tmp_path)


def test_the_rows_that_are_answered_to_be_kept_are_read(tmp_path: Path) -> None:
    sheets = votes()
    rows = [
        [phase, n, 300 + 7 * n, *(v + (phase == "Definitivo") for v in sheet)]
        for phase in ("Preliminar", "Definitivo")
        for n, sheet in enumerate(sheets)
    ]
    case = new(written(["Fase", "Mesa", "Electores", *NAMES], rows), tmp_path)
    file = case / "case.toml"
    text = file.read_text(encoding="utf-8")
    lines = re.findall(r'^#   (contest = "votes"|\[source.*rows\]|keep = .*)$', text, re.MULTILINE)
    contest, table, *_, keep = lines[1:]
    assert "Definitivo" in keep
    file.write_text(text.replace('contest = "?"', contest) + f"{table}\n{keep}\n", encoding="utf-8")
    tally = open_case(case).outcome().tally
    assert sum(tally.votes.values()) == sum(totals(sheets).values()) + 3 * ROWS


def test_columns_of_two_counts_side_by_side_are_refused(tmp_path: Path) -> None:
    sheets = votes()
    header = ["Mesa", "Electores", *(f"{n} provisional" for n in NAMES), *(f"{n} definitivo" for n in NAMES)]
    rows = [[n, 400, *(max(0, v - 1) for v in sheet), *sheet] for n, sheet in enumerate(sheets)]
    assert "the same count several times" in refused(written(header, rows), tmp_path)


def fptp(side_by_side: bool) -> tuple[bytes, dict[str, dict[str, int]]]:
    """Candidates who stand in one district alone, in rows or side by side, with what each has."""
    sheets = votes()
    truth = {f"const-{n}": {f"P{n}{'xyz'[k]}": v for k, v in enumerate(s)} for n, s in enumerate(sheets)}
    parties = [("Red", "Blue", "Green")[n % 3 :] + ("Red", "Blue", "Green")[: n % 3] for n in range(ROWS)]
    people = [list(one.items()) for one in truth.values()]
    if side_by_side:
        groups = [f"{word} {k}" for k in (1, 2, 3) for word in ("Candidate", "Party", "Votes")]
        rows: Rows = [
            [f"Const {n}", 500, *(x for k, (c, v) in enumerate(people[n]) for x in (c, parties[n][k], v)), 3]
            for n in range(ROWS)
        ]
        return written(["Constituency", "Electorate", *groups, "Spoilt"], rows), truth
    rows = [[f"Const {n}", c, parties[n][k], v] for n in range(ROWS) for k, (c, v) in enumerate(people[n])]
    return written(["Constituency", "Candidate", "Party", "Votes"], rows), truth


@pytest.mark.slow
@pytest.mark.parametrize("side_by_side", [True, False])
def test_candidates_of_one_district_make_a_contest_of_it(side_by_side: bool, tmp_path: Path) -> None:
    content, truth = fptp(side_by_side)
    found = counted(content, tmp_path)
    assert found == truth


@pytest.mark.slow
def test_so_they_do_in_other_letters(tmp_path: Path) -> None:
    rows: Rows = []
    truth: list[dict[str, int]] = []
    for district in range(6):
        sheets = votes(rows=3, seed=district)
        people = [f"Кандидат {district}{letter}" for letter in "абв"]
        truth.append(totals(sheets, people))
        parties = ("Партия А", "Партия Б", "Партия В")
        for n, sheet in enumerate(sheets):
            rows += [
                [f"Округ {district}", f"{district}0{n}", *one, v]
                for one, v in zip(zip(people, parties, strict=True), sheet, strict=True)
            ]
    found = counted(written(["Округ", "УИК", "Кандидат", "Партия", "Голоса"], rows), tmp_path)
    assert list(found.values()) == truth


@pytest.mark.slow(but=1)
@pytest.mark.parametrize("named", [False, True], ids=["numbered", "numbered and named"])
def test_districts_of_an_office_are_contests_of_their_own(named: bool, tmp_path: Path) -> None:
    rows: Rows = []
    truth: dict[str, dict[str, int]] = {}
    sheets = votes(2, rows=12)
    for n, sheet in enumerate(sheets):
        for office, district in (("Governor", ""), ("House", str(n // 4 + 1))):
            for k, party in enumerate(("DEM", "REP")):
                person = f"{'Gov' if office == 'Governor' else 'Rep' + district}{party.title()}"
                name = [district and f"Ward {district}"] if named else []
                rows.append(["Adams", f"Precinct {n}", office, district, *name, party, person, sheet[k]])
                contest = "-".join(filter(None, [office, *(name or [district])])).lower().replace(" ", "-")
                truth.setdefault(contest, {}).setdefault(person, 0)
                truth[contest][person] += sheet[k]
    name = ["district name"] if named else []
    header = ["county", "precinct", "office", "district", *name, "party", "candidate", "votes"]
    assert counted(written(header, rows), tmp_path) == truth


def test_winners_alone_are_no_count(tmp_path: Path) -> None:
    rows = [
        [f"C{n}", f"Winner {n}", "ABC"[n % 3], 900 + n, "BCA"[n % 3], 300 + n * 7 % 50] for n in range(ROWS)
    ]
    header = ["Constituency", "Elected", "Party", "Votes", "Second party", "Second votes"]
    assert "do not say whose votes" in refused(written(header, rows), tmp_path)


LOOK_ALIKES: dict[str, Callable[[int, list[int]], tuple[list[str], Cells]]] = {
    "other sheets": lambda n, s: (["Merge With", *NAMES], ["", *s] if n % 5 else [n + 1, "", "", ""]),
    "another year": lambda _, s: ([*NAMES, *(f"{x} 2019" for x in NAMES)], [*s, *(v * 7 % 90 for v in s)]),
    "a margin": lambda _, s: ([*NAMES, "Majority"], [*s, max(s) - sorted(s)[-2]]),
    "seats": lambda n, s: (
        [*(f"Votes {x}" for x in NAMES), *(f"Seats {x}" for x in NAMES)],
        [*s, 1, n % 2, 2],
    ),
    "electoral votes": lambda n, s: (["Electoral Votes", *NAMES], [3 + n % 20, *s]),
    "a lead in words nobody knows": lambda _, s: ([*NAMES, "Qqq"], [*s, max(s) - sorted(s)[-2]]),
    "votes of the first": lambda _, s: ([*NAMES, "Winning votes"], [*s, max(s)]),
    "write-ins and their sum": lambda n, s: (
        [*NAMES, "Write-in: Ann", "Write-in: Bob", "Total Write-ins"],
        [*s, n % 3, n % 2, n % 3 + n % 2],
    ),
    "women and men": lambda _, s: (
        [f"{x} {w}" for x in NAMES for w in ("Men", "Women", "Total")],
        [y for v in s for y in (v // 3, v - v // 3, v)],
    ),
}
"""Columns beside the candidates that are none, or parts of them."""


@pytest.mark.slow(but=3)
@pytest.mark.parametrize("kind", LOOK_ALIKES)
def test_what_looks_like_a_candidate_is_not_elected(kind: str, tmp_path: Path) -> None:
    sheets = votes()
    made = [LOOK_ALIKES[kind](n, sheet) for n, sheet in enumerate(sheets)]
    rows: Rows = [[f"PS{n:03d}", 400 + n, *cells] for n, (_, cells) in enumerate(made)]
    found = counted(written(["Station", "Registered", *made[0][0]], rows), tmp_path)["votes"]
    kept = [sheet for n, sheet in enumerate(sheets) if kind != "other sheets" or n % 5]
    assert list(found.values()) == list(totals(kept).values())


@pytest.mark.parametrize("word", ["Idadi ya watu", "Xyz", "Folk"])
def test_a_column_that_outweighs_all_others_must_be_confirmed(word: str, tmp_path: Path) -> None:
    rows = [[f"M{n}", 3 * sum(sheet) + n, *sheet] for n, sheet in enumerate(votes())]
    assert "kind" in refused(written(["Municipality", word, *NAMES], rows), tmp_path)


def test_more_votes_than_voters_must_be_confirmed(tmp_path: Path) -> None:
    rows = [[f"M{n}", sum(sheet) + 20, *sheet, 200 - n] for n, sheet in enumerate(votes())]
    assert "kind" in refused(written(["Municipality", "Registered voters", *NAMES, "Kodi"], rows), tmp_path)


def test_a_single_choice_must_be_confirmed(tmp_path: Path) -> None:
    rows = [[f"P{n}", sheet[0], 100] for n, sheet in enumerate(votes())]
    assert "kind" in refused(written(["Precinct", "Amina", "Registered"], rows), tmp_path)


def test_contests_side_by_side_are_not_added(tmp_path: Path) -> None:
    president, governor = votes(), votes(2, seed=8)
    header = [
        ["Station", "Registered", "President", "", "", "Governor", ""],
        ["", "", *NAMES, "Dayo", "Emeka"],
    ]
    rows = [[f"PS{n:03d}", 400, *president[n], *governor[n]] for n in range(ROWS)]
    assert list(counted(written(header, rows), tmp_path)["votes"].values()) == list(
        totals(president).values()
    )


@pytest.mark.slow(but=1)
@pytest.mark.parametrize(
    ("encoding", "header", "place"),
    [
        ("cp932", f"{JAPAN},山田　太郎,髙橋・花子,佐藤次郎", "横浜市（西区）,第{n}投票区"),
        ("euc_jp", f"{JAPAN},山田太郎,鈴木花子,佐藤次郎", "横浜市（西区）,第{n}投票区"),
        ("euc_kr", "구시군,투표구,선거인수,투표수,무효투표수,계,김철수,이영희,박민수", "종로구,제{n}투표구"),
        ("big5", "鄉鎮市區,投開票所,選舉人數,投票數,無效票數,有效票數,王小明,李建國,張偉", "中正區,{n}"),
    ],
)  # fmt: skip
def test_wide_figures_in_eastern_encodings_are_read(
    encoding: str, header: str, place: str, tmp_path: Path
) -> None:
    wide = str.maketrans("0123456789", "０１２３４５６７８９") if encoding in {"cp932", "euc_jp"} else {}
    sheets = votes()
    lines = [header]
    for n, sheet in enumerate(sheets):
        figures = [sum(sheet) + 100 + n, sum(sheet) + n % 5, n % 5, sum(sheet), *sheet]
        cells = ",".join(str(figure) for figure in figures)
        lines.append(f"{place.format(n=n + 1)},{cells}".translate(wide))
    found = counted("\n".join(lines).encode(encoding), tmp_path)["votes"]
    assert list(found.values()) == list(totals(sheets).values())


def test_rows_that_are_totals_are_turned_round_first(tmp_path: Path) -> None:
    sheets = votes()
    rows: Rows = [
        ["Число избирателей", *(300 + n for n in range(ROWS))],
        ["Число недействительных бюллетеней", *(n % 5 for n in range(ROWS))],
        *([name, *(sheet[k] for sheet in sheets)] for k, name in enumerate(("Иванов", "Петров", "Орлова"))),
    ]
    said = refused(written(["", *(f"УИК №{n}" for n in range(ROWS))], rows), tmp_path)
    assert "turn the table round" in said


def test_words_in_place_of_figures_are_no_reason_to_leave_a_candidate_out(tmp_path: Path) -> None:
    sheets = votes()
    rows: Rows = [[f"PS{n:03d}", 400, *(s if n % 6 else ["Not held"] * 3)] for n, s in enumerate(sheets)]
    content = written(["Station", "Registered", *NAMES], rows)
    case = new(content, tmp_path)
    tally = open_case(case).outcome().tally
    assert list(tally.votes.values()) == list(totals([s for n, s in enumerate(sheets) if n % 6]).values())


@pytest.mark.slow(but=1)
@pytest.mark.parametrize(
    ("place", "station", "total"),
    [("Մարզ", "Տեղամաս", "Ընդամենը"), ("ወረዳ", "ጣቢያ", "ድምር"), ("ແຂວງ", "ໜ່ວຍ", "ລວມ")],
)
def test_a_station_without_a_known_word_names_its_sheet_though_a_total_has_none(
    place: str, station: str, total: str, tmp_path: Path
) -> None:
    sheets = votes(rows=40)
    rows: Rows = [
        [f"{place} {n // 10}", f"{n // 10:02d}/{n % 10:02d}", *v, sum(v)] for n, v in enumerate(sheets)
    ]
    rows.append([total, "", *totals(sheets).values(), sum(map(sum, sheets))])
    case = new(written([place, station, *NAMES, total], rows), tmp_path)
    text = (case / "case.toml").read_text(encoding="utf-8")
    assert f'id = "{station}"' in text
    (case / "case.toml").write_text(text.replace('kind = "?"', 'kind = "candidate"'), encoding="utf-8")
    assert list(open_case(case).outcome().tally.votes.values()) == [*totals(sheets).values()]
