"""Long tables: which column is what, told by the figures; totals among the texts are no choices."""

from __future__ import annotations

from collections.abc import Sequence

from veedor.guess.answers import answer
from veedor.guess.columns import FileColumn, FileSample
from veedor.guess.long import find_long
from veedor.guess.long_proposal import propose_long
from veedor.guess.long_shape import pivot
from veedor.guess.phrase import phrase
from veedor.guess.proposal import Proposal
from veedor.guess.wide import propose_wide
from veedor.intake.case import FileForm

CHOICES = ("Ana", "Luis", "Eva", "Blancos", "Nulos")
Rows = Sequence[tuple[str, ...]]


def sample(names: str, rows: Rows) -> FileSample:
    """Give a sample from rows."""
    columns = zip(names.split(), zip(*rows, strict=True), strict=True)
    return FileSample(
        tuple(FileColumn.of(i, name, texts) for i, (name, texts) in enumerate(columns)), len(rows), whole=True
    )


def votes(sheet: int, choice: int) -> int:
    """Give some figure."""
    return (sheet * 37 + choice * 101 + sheet * choice * 7) % 83 + 5


def sheets(number: int = 30) -> Rows:
    """Give a row for each sheet and choice."""
    return [
        (f"D{s % 3}", str(s), str(400 + s), name, str(votes(s, c)))
        for s in range(1, number + 1)
        for c, name in enumerate(CHOICES)
    ]


HEAD = "Distrito Mesa Inscritos Opción Votos"


def proposed(names: str, rows: Rows) -> Proposal:
    """Propose how a long table is read."""
    made = propose_long(sample(names, rows), FileForm("f"), propose_wide)
    assert made is not None
    return made


def test_the_columns_are_told() -> None:
    shape = find_long(sample(HEAD, sheets()))
    assert shape is not None
    assert (shape.choice.name, shape.votes.name) == ("Opción", "Votos")
    assert [column.name for column in shape.sheet] == ["Mesa"]


def test_they_are_told_without_words() -> None:
    shape = find_long(sample("a b c d e", sheets()))
    assert shape is not None
    assert (shape.choice.name, shape.votes.name) == ("d", "e")


def test_a_wide_table_is_none() -> None:
    rows = [(f"P{n % 4}", str(n), str(n * 7 % 50), str(n * 11 % 60), str(n % 5)) for n in range(1, 60)]
    assert find_long(sample("Provincia Mesa Ana Luis Nulos", rows)) is None


def test_tables_of_a_centre_are_no_choices() -> None:
    rows = [
        (f"C{c}", letter, str((c * 13 + t * 7) % 90), str((c * 5 + t * 31) % 80))
        for c in range(20)
        for t, letter in enumerate("ABC")
    ]
    assert find_long(sample("Centro Mesa Ana Luis", rows)) is None


def test_printed_totals_are_no_choices() -> None:
    rows: list[tuple[str, ...]] = []
    for s in range(1, 31):
        mine = [votes(s, c) for c in range(5)]
        rows += [(str(s), name, str(n)) for name, n in zip(CHOICES, mine, strict=True)]
        rows += [(str(s), "Ballots cast", str(sum(mine))), (str(s), "Registered", str(400 + s * 3 % 70))]
    made = proposed("Mesa Option Votes", rows)
    assert made.totals["Ballots cast"] in {"cast", ""}
    assert "Registered" in made.totals
    assert {c.label for c in made.choices if c.kind == "candidate"} == {"Ana", "Luis", "Eva"}


def test_a_total_in_another_language_is_none_either() -> None:
    rows: list[tuple[str, ...]] = []
    for s in range(1, 31):
        mine = [votes(s, c) for c in range(5)]
        rows += [(str(s), name, str(n)) for name, n in zip(CHOICES, mine, strict=True)]
        rows.append((str(s), "Zzyzx", str(sum(mine))))
    made = proposed("Mesa Option Votes", rows)
    assert "Zzyzx" in made.totals
    assert all(c.label != "Zzyzx" for c in made.choices)


def test_modes_of_voting_are_added() -> None:
    rows = [
        (str(s), name, mode, str(votes(s, c + 5 * m)))
        for s in range(1, 21)
        for c, name in enumerate(CHOICES)
        for m, mode in enumerate(("election day", "by mail"))
    ]
    made = proposed("Mesa Candidate Mode Votes", rows)
    assert made.settings["source.official.rows.add_over"] == '["Mode"]'
    assert made.sheet == "Mesa"


def test_people_of_one_name_are_told_apart_by_their_party() -> None:
    people = (("José Silva", "Rosa"), ("José Silva", "Roble"), ("Ana", "Pino"), ("Nulos", ""))
    rows = [(str(s), *who, str(votes(s, c))) for s in range(1, 21) for c, who in enumerate(people)]
    made = proposed("Mesa Candidato Partido Votos", rows)
    assert made.choice == "{Candidato} ({Partido|-})"
    assert {"José Silva (Rosa)", "José Silva (Roble)"} <= {c.label for c in made.choices}
    (doubt,) = [one for one in made.doubts if one.question.key == "new.ask.one_name"]
    added = answer(made, doubt, doubt.alternatives[0])
    assert (added.choice, added.settings["source.official.rows.add_over"]) == ("Candidato", '["Partido"]')
    whole = {c.label: c.votes for c in added.choices}
    parts = [c.votes for c in made.choices if c.label.startswith("José")]
    assert whole["José Silva"] == sum(parts)


def test_lists_of_a_candidate_are_added_and_asked() -> None:
    lists = (
        ("Ana", "Rojo"),
        ("Ana", "Azul"),
        ("Ana", "Gris"),
        ("Luis", "Verde"),
        ("Luis", "Oro"),
        ("Eva", "Sol"),
    )
    rows = [(str(s), *who, str(votes(s, c))) for s in range(1, 21) for c, who in enumerate(lists)]
    made = proposed("Mesa Candidato Siglas Votos", rows)
    assert (made.sheet, made.choice) == ("Mesa", "Candidato")
    assert [c.label for c in made.choices] == ["Ana", "Luis", "Eva"]
    assert made.settings["source.official.rows.add_over"] == '["Siglas"]'
    assert "new.ask.lists" in {doubt.question.key for doubt in made.doubts}


def test_each_contest_has_its_own_choices() -> None:
    rows = [
        (str(s), office, f"{office} {c}", str(votes(s, c)))
        for s in range(1, 31)
        for office in ("Mayor", "Council")
        for c in range(1, 5)
    ]
    made = proposed("Table Office Candidate Votes", rows)
    assert made.contest_column == "Office"
    assert made.contests == {"Mayor": "mayor", "Council": "council"}
    assert {c.contest for c in made.choices} == {"mayor", "council"}


def test_rows_left_out_are_asked() -> None:
    rows = [row for row in sheets() if not (row[3] == "Eva" and int(row[1]) % 3 == 0)]
    made = proposed(HEAD, rows)
    (doubt,) = [one for one in made.doubts if one.key.endswith("choices.zeros")]
    assert doubt.reason == phrase("why.no_row", choice="Eva", blank=10, sheets=30, n=0)


def test_a_pivot_keeps_the_sums() -> None:
    shape = find_long(sample(HEAD, sheets()))
    assert shape is not None
    wide = pivot(shape)
    assert wide.rows == 30
    assert int(wide.named("Eva").numbers.sum()) == sum(int(row[4]) for row in sheets() if row[3] == "Eva")


def test_a_figure_of_the_sheet_is_not_asked_about_as_a_candidate() -> None:
    rows = [
        (f"J{s}", str(700 + 7 * s), name, str(votes(s, c)))
        for s in range(1, 31)
        for c, name in enumerate(("Mari Tamm", "Jaan Kask", "Kai Rebane"))
    ]
    made = proposed("Jaoskond Nimekirjas Kandidaat Haali", rows)
    asked = [doubt for doubt in made.doubts if doubt.question.key == "new.ask.candidates"]
    assert asked
    for doubt in asked:
        assert dict(doubt.question.values)["columns"] == ("Mari Tamm", "Jaan Kask", "Kai Rebane")
        assert doubt.proposed == "Mari Tamm, Jaan Kask, Kai Rebane"
        assert doubt.reason is not None
        assert dict(doubt.reason.values)["n"] == 3
