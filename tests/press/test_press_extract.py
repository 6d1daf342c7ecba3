"""Quantities, dates, quotations and names, in sentences that no article of the real case has."""

from __future__ import annotations

from datetime import date
from fractions import Fraction

import pytest

from veedor import press
from veedor.press import Article, quotations
from veedor.press.dates import mentions
from veedor.press.extract import published, sentences
from veedor.press.language import detect, language
from veedor.press.marks import quoted
from veedor.press.names import distance, variants
from veedor.press.number_marks import NumberMarks, read_digits
from veedor.press.quantities import Quantity

DAY = date(2023, 6, 14)  # a Wednesday


def story(text: str, name: str = "a", head: str = "Some headline of the day") -> Article:
    return press.article(name, f"{head}\n\n{text}\n")


def found(text: str) -> list[Quantity]:
    return [q for s in sentences(story(text), near=DAY) for q in s.quantities]


@pytest.mark.parametrize(
    ("text", "piece", "value", "unit", "hedge"),
    [
        ("Turnout was 88.3 percent.", "88.3 percent", "88.3", "percent", ""),
        (
            "She led by just under 4 percentage points.",
            "just under 4 percentage points",
            "4",
            "points",
            "just_under",
        ),
        ("It fell by 0.5 percentage point.", "0.5 percentage point", "0.5", "points", ""),
        ("At least 1 in 500 sheets had errors.", "At least 1 in 500", "1/500", "ratio", "at_least"),
        (
            "No fewer than 1,511 tally sheets were annulled.",
            "No fewer than 1,511 tally sheets",
            "1511",
            "tally sheets",
            "at_least",
        ),
        ("Some 7.3 million voters registered.", "Some 7.3 million voters", "7300000", "voters", "about"),
        (
            "Nearly two-thirds of voters stayed home.",
            "Nearly two-thirds of voters",
            "2/3",
            "voters",
            "just_under",
        ),
        (
            "More than half of the ballots were void.",
            "More than half of the ballots",
            "1/2",
            "ballots",
            "more_than",
        ),
        ("A 36-hour blackout followed.", "36-hour", "36", "hour", ""),
        ("The count stopped for nearly 23 hours.", "nearly 23 hours", "23", "hour", "just_under"),
        ("Twenty-four people were held.", "Twenty-four people", "24", "people", ""),
        ("It cost about $1.2 billion.", "about $1.2 billion", "1200000000", "$", "about"),
        ("A month-long recount began.", "month-long", "1", "month", ""),
        ("Roughly 40 of the 130 seats are open.", "130 seats", "130", "seats", ""),
        ("Up to 3,000 observers came.", "Up to 3,000 observers", "3000", "observers", "at_most"),
        ("It was the seven-candidate race.", "seven-candidate", "7", "candidate", ""),
        (
            "A total of three hundred and twelve polling stations closed.",
            "three hundred and twelve polling stations",
            "312",
            "polling stations",
            "",
        ),
        ("Between 40 and 45 percent voted.", "Between 40 and 45 percent", "40", "percent", "between"),
        ("It ranged 10-12% there.", "10-12%", "10", "percent", "between"),
        ("Dozens of villages had no ballots.", "Dozens of villages", None, "villages", "vague"),
    ],
)
def test_a_quantity_has_its_unit_and_hedge(
    text: str, piece: str, value: str | None, unit: str, hedge: str
) -> None:
    one = story(text)
    held = {q.span.of(one.text): q for q in found(text)}
    assert piece in held, held
    quantity = held[piece]
    assert quantity.value == (Fraction(value) if value else None)
    assert (quantity.unit, quantity.hedge) == (unit, hedge)


@pytest.mark.parametrize(
    "text",
    [
        "He arrived at 10:30 p.m. in Geneva.",
        "Article 190 of the code applies.",
        "A third term was ruled out.",
        "One of them left.",
        "It was founded in 1998.",
        "The vote of June 4 was close.",
        "A Boeing 737 landed.",
    ],
)
def test_what_is_no_quantity_is_left(text: str) -> None:
    assert found(text) == []


@pytest.mark.parametrize(
    ("text", "piece", "value", "unit", "hedge"),
    [
        ("El partido obtuvo el 47,08 % de los votos de la elección.", "47,08 %", "47.08", "percent", ""),
        (
            "Ganó por poco más de 10 puntos en la elección.",
            "poco más de 10 puntos",
            "10",
            "points",
            "just_over",
        ),
        ("Hubo 5.296 recintos en el país.", "5.296 recintos", "5296", "recintos", ""),
        ("El conteo se detuvo casi 23 horas en la noche.", "casi 23 horas", "23", "hour", "just_under"),
        (
            "Unas 300 personas fueron detenidas en la capital.",
            "Unas 300 personas",
            "300",
            "personas",
            "about",
        ),
        (
            "Al menos dos de cada tres actas llegaron a la sede.",
            "Al menos dos de cada tres",
            "2/3",
            "ratio",
            "at_least",
        ),
        (
            "Votaron 2,5 millones de jóvenes en la elección.",
            "2,5 millones de jóvenes",
            "2500000",
            "jóvenes",
            "",
        ),
        (
            "La diferencia fue de 0,5 puntos porcentuales en la segunda vuelta.",
            "0,5 puntos porcentuales",
            "0.5",
            "points",
            "",
        ),
    ],
)
def test_spanish_numbers_are_read(text: str, piece: str, value: str, unit: str, hedge: str) -> None:
    one = story(text, head="Un titular de la prensa de hoy")
    held = {q.span.of(one.text): q for s in sentences(one) for q in s.quantities}
    assert one.language.code == "es"
    assert piece in held, held
    assert (held[piece].value, held[piece].unit, held[piece].hedge) == (Fraction(value), unit, hedge)


def test_digits_are_printed_as_a_check_wants_them() -> None:
    assert [q.printed for q in found("Turnout was 88.30 percent of 7,315,364 voters.")] == [
        "88.30",
        "7315364",
    ]
    spanish = NumberMarks(language("es").decimal)
    assert read_digits("34.555", spanish) == "34555"
    assert read_digits("47.08", spanish) == "47.08"
    assert read_digits("1.234.567,5", spanish) == "1234567.5"


@pytest.mark.parametrize(
    ("text", "country", "values"),
    [
        ("El cómputo dio 47,08 % y 4.761 actas.", "BO", ["47.08", "4761"]),
        ("El cómputo dio 47.08 % y 4,761 actas.", "BO", ["47.08", "4761"]),
        ("El cómputo dio 47.08 % y 92.620 votos.", "BO", ["47.08", "92620"]),
        ("La suma fue 4,761 y la otra 92,620.", "PE", ["4761", "92620"]),
        ("La suma fue 4.761 y la otra 92.620.", "BO", ["4761", "92620"]),
        ("La suma fue 4.761 y la otra 2,889,359.", "BO", ["4.761", "2889359"]),
        ("La suma fue de un millón 411 mil 517 votos.", "PE", ["1411517"]),
        ("La suma fue de 2 millones 889 mil 359 votos.", "BO", ["2889359"]),
        ("Tras los comicios de 2014 y los de 2019, el partido perdió 2.019 votos.", "BO", ["2019"]),
        ("En las elecciones 2019 ganó con 2019 votos.", "BO", ["2019"]),
        ("The 2019 vote gave 47.083 percent and 4,761 sheets.", "BO", ["47.083", "4761"]),
    ],
)
def test_marks_are_told_by_country_and_by_the_other_numbers(
    text: str, country: str, values: list[str]
) -> None:
    one = story(
        f"Según el tribunal, los datos que se publicaron. {text}" if "ó" in text or "fue" in text else text
    )
    held = [
        str(q.value) if q.value.denominator == 1 else f"{float(q.value):g}"
        for s in sentences(one, country=country)
        for q in s.quantities
        if q.value is not None
    ]
    assert held == values


@pytest.mark.parametrize(
    ("text", "piece", "first", "last"),
    [
        ("The vote of 4 June 2023 was close.", "4 June 2023", date(2023, 6, 4), None),
        ("The vote of June 4, 2023 was close.", "June 4, 2023", date(2023, 6, 4), None),
        ("The vote of June 4 was close.", "June 4", date(2023, 6, 4), None),
        ("It happened on Dec. 28 there.", "Dec. 28", date(2022, 12, 28), None),
        ("He spoke on Sunday in the city.", "Sunday", date(2023, 6, 11), None),
        ("He spoke on Wednesday in the city.", "Wednesday", DAY, None),
        ("He spoke last Wednesday in the city.", "last Wednesday", date(2023, 6, 7), None),
        ("Results are expected on Friday there.", "Friday", date(2023, 6, 16), None),
        ("Two weeks ago the count began.", "Two weeks ago", date(2023, 5, 31), None),
        ("It closed yesterday at noon.", "yesterday", date(2023, 6, 13), None),
        ("The law was passed in 1998 there.", "1998", date(1998, 1, 1), date(1998, 12, 31)),
        ("It rose in May 2021 again.", "May 2021", date(2021, 5, 1), date(2021, 5, 31)),
        ("They met last month in the city.", "last month", date(2023, 5, 1), date(2023, 5, 31)),
        ("They met on the 20th of last month.", "20th of last month", date(2023, 5, 20), None),
        ("It was signed on 2023-05-28 there.", "2023-05-28", date(2023, 5, 28), None),
    ],
)
def test_a_date_is_resolved_against_the_article(
    text: str, piece: str, first: date, last: date | None
) -> None:
    one = story(text)
    held = {m.span.of(one.text): m for m in mentions(one.text, one.sentences[0], one.language, DAY)}
    assert piece in held, held
    assert (held[piece].first, held[piece].last) == (first, last or first)


@pytest.mark.parametrize(
    "text",
    [
        "It may 5 times fail.",
        "47% of the march went on.",
        "We sat there for a second.",
        "On February 31 it was.",
    ],
)
def test_what_is_no_date_is_not_resolved(text: str) -> None:
    one = story(text)
    assert all(m.first is None for m in mentions(one.text, one.sentences[0], one.language, DAY))


def test_spanish_dates_are_resolved() -> None:
    one = story(
        "La votación del 4 de junio de 2023 fue anulada hace dos semanas, el pasado lunes y en mayo de 2021."
    )
    days = [m.first for m in mentions(one.text, one.sentences[0], language("es"), DAY)]
    assert days == [date(2023, 6, 4), date(2023, 5, 31), date(2023, 6, 12), date(2021, 5, 1)]


@pytest.mark.parametrize(
    ("text", "day", "how"),
    [
        ("Published: Wed, June 14, 2023\n\nA headline of the day\n\nThe count went on today.", DAY, "line"),
        (
            "A headline of the day\n\nGENEVA, June 14, 2023 (Agency) - The count went on today.",
            DAY,
            "dateline",
        ),
        ("A headline of the day\n\nJune 14 – The count went on today.", None, "dateline"),
        ("A headline of the day\n\nThe count of June 14, 2023 went on.", None, ""),
    ],
)
def test_the_stated_date_is_the_pages_own(text: str, day: date | None, how: str) -> None:
    one = press.article("a", text)
    said = one.stated
    assert one.stated_date == day
    assert (said.how if said else "") == how


def test_a_dateline_without_a_year_takes_the_one_nearest_to_the_case() -> None:
    one = press.article("a", "A headline of the day\n\nJan. 3 – The count went on today.")
    assert published(one) is None
    assert published(one, near=date(2022, 12, 18)) == date(2023, 1, 3)


SPEECH = [
    ('"We won by far," Ana Ruiz said.', "direct", "Ana Ruiz", "after"),
    ('"We won by far," said Ana Ruiz, who leads the party.', "direct", "Ana Ruiz", "inverted"),
    ('Interior Minister Ana Ruiz said: "We won by far."', "direct", "Interior Minister Ana Ruiz", "before"),
    ('The minister, Ana Ruiz, told reporters: "We won by far."', "direct", "Ana Ruiz", "before"),
    ('Ana Ruiz played it down, saying the "whole count was in order".', "direct", "Ana Ruiz", "participle"),
    ('"We won by far," one voter said.', "direct", "one voter", "after"),
    (
        "“It’s not fair to anyone,” said the head of the electoral court.",
        "direct",
        "the head of the electoral court",
        "inverted",
    ),
    ("'We won by far,' said teacher Rosa Paz.", "direct", "teacher Rosa Paz", "inverted"),
    ('According to the mission, "the trend is hard to explain".', "direct", "the mission", "according"),
    ("Ana Ruiz said the count would resume on Tuesday.", "indirect", "Ana Ruiz", "clause"),
    ("Ana Ruiz told reporters on Monday that the count would resume.", "indirect", "Ana Ruiz", "clause"),
    (
        "The opposition in the capital has denied that it lost.",
        "indirect",
        "The opposition in the capital",
        "clause",
    ),
    ("The count would resume on Tuesday, Ana Ruiz said.", "indirect", "Ana Ruiz", "trailing"),
    ("According to the mission, the count would resume.", "indirect", "the mission", "according"),
    ('"This cannot be explained by anything we know."', "direct", "", "lost"),
]


@pytest.mark.parametrize(("text", "mode", "speaker", "rule"), SPEECH)
def test_a_quotation_has_its_speaker_and_rule(text: str, mode: str, speaker: str, rule: str) -> None:
    held = [q for q in quotations(story(text)) if q.mode == mode]
    assert [(q.speaker, q.rule) for q in held] == [(speaker, rule)]


def test_the_second_half_of_a_quotation_has_the_same_speaker() -> None:
    one = story('"We won," said Ana Ruiz, "by more than we hoped."')
    assert [(q.speaker, q.rule) for q in quotations(one)] == [
        ("Ana Ruiz", "inverted"),
        ("Ana Ruiz", "around"),
    ]


def test_a_quotation_that_follows_is_lost_where_the_article_was_recut() -> None:
    one = story('"We won by far," Ana Ruiz said. "They never counted our ballots at all."')
    assert [q.speaker for q in quotations(one)] == ["Ana Ruiz", "Ana Ruiz"]
    assert [q.rule for q in quotations(one, recut=True)] == ["after", "lost"]


def test_a_pronoun_is_followed_back() -> None:
    one = story('Governor Ana Ruiz arrived on Monday.\n\n"The count was in order," she said.')
    (held,) = [q for q in quotations(one) if q.mode == "direct"]
    assert (held.speaker, held.rule) == ("Governor Ana Ruiz", "after+pronoun")


def test_spanish_quotations_have_speakers() -> None:
    one = story(
        "«Vamos a ganar», dijo Ana Ruiz a la prensa. "
        "El ministro Luis Paz aseguró que el cómputo seguirá en la sede."
    )
    assert [(q.speaker, q.mode) for q in quotations(one)] == [
        ("Ana Ruiz", "direct"),
        ("El ministro Luis Paz", "indirect"),
    ]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("It's the voters' and Ruiz's won't.", []),
        ('He said "one" and "two" then.', ["one", "two"]),
        ("“A “ b” c", ["A “ b"]),
        ("He read 'the whole act' aloud.", ["the whole act"]),
        ("“It goes on in the next paragraph of it", ["It goes on in the next paragraph of it"]),
        ('An inch is 1" long.', []),
    ],
)
def test_marks_are_matched_and_apostrophes_are_none(text: str, expected: list[str]) -> None:
    assert [span.of(text) for span in quoted(text, press.Span(0, len(text)))] == expected


def test_sentences_do_not_end_at_abbreviations() -> None:
    one = story("Gen. Ana B. Ruiz left the U.S. on Monday. She won 3.5 percent. “We won.” Was it so? It was.")
    assert [s.of(one.text) for s in one.sentences] == [
        "Gen. Ana B. Ruiz left the U.S. on Monday.",
        "She won 3.5 percent.",
        "“We won.”",
        "Was it so?",
        "It was.",
    ]


def test_names_in_two_forms_are_candidates_and_opposites_are_not() -> None:
    articles = [
        story(
            "Minister Katarina Petrovic met Luis Añez in North Korea. Then Anna Kowalski left New Haven.", "a"
        ),
        story(
            "Minister Katerina Petrovic met Luis Anez in South Korea. Then Anna Kowalsky left New Heaven.",
            "b",
        ),
        story("Then Peter Johnson met Maria Johnson.", "c"),
    ]
    assert {(v.one, v.other) for v in variants(articles)} == {
        ("Katarina Petrovic", "Katerina Petrovic"),
        ("Luis Anez", "Luis Añez"),
        ("Anna Kowalski", "Anna Kowalsky"),
        ("New Haven", "New Heaven"),
    }


@pytest.mark.parametrize(
    ("one", "other", "apart"),
    [("", "", 0), ("ab", "ba", 1), ("sana", "santa", 1), ("evo", "ivor", 2), ("abc", "xyz", 3)],
)
def test_the_distance_of_words(one: str, other: str, apart: int) -> None:
    assert distance(one, other) == distance(other, one) == apart


def test_the_language_is_told() -> None:
    assert detect("The count of the votes was stopped on Sunday.").code == "en"
    assert detect("El conteo de los votos se detuvo el domingo.").code == "es"
    assert detect("").code == "en"


@pytest.mark.parametrize(
    ("text", "speaker"),
    [
        ("Mesa was told that the count would resume on Monday.", None),
        ("It was reported that the count would resume on Monday.", None),
        ("Bolivian President Evo Morales said that the count was fair.", "President Evo Morales"),
        ('"We will win the vote in every region," said jubilant Keiko Fujimori.', "Keiko Fujimori"),
        ('"We will win the vote in every region," the Peruvian Keiko Fujimori said.', "Keiko Fujimori"),
        ("Leftist Pedro Castillo said that he had won the election.", "Pedro Castillo"),
        ("Former President Carlos Mesa said that the vote was rigged.", "Former President Carlos Mesa"),
        ("El izquierdista Pedro Castillo afirmó que ganó la elección de ayer.", "Pedro Castillo"),
        ("La noticia es de hoy. Se informó que el conteo seguirá el lunes en todo el país.", None),
    ],
)
def test_a_speaker_is_a_name_and_passive_voice_has_none(text: str, speaker: str | None) -> None:
    assert [q.speaker for q in quotations(story(text))] == ([] if speaker is None else [speaker])


@pytest.mark.parametrize(
    ("line", "day"),
    [
        ("10 November 2019", date(2019, 11, 10)),
        ("Sunday, November 10, 2019 at 14:05", date(2019, 11, 10)),
        ("domingo 10 de noviembre de 2019", date(2019, 11, 10)),
        ("2019-11-10", date(2019, 11, 10)),
        ("The vote of 10 November 2019 was lost", None),
    ],
)
def test_a_date_alone_on_its_line_is_the_day_of_publication(line: str, day: date | None) -> None:
    spanish = "El tribunal dijo que el conteo sigue en el país y que la elección fue limpia."
    story_ = spanish if " de " in line else "The court said that the count went on in the country."
    text = f"A headline of the day\n\n{line}\n\n{story_}"
    assert press.article("a", text).stated_date == day


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("The count goes on until Friday.", date(2019, 11, 15)),
        ("The count stopped on Friday.", date(2019, 11, 8)),
        ("El conteo sigue hasta el viernes y no se sabe más.", date(2019, 11, 15)),
    ],
)
def test_until_a_day_looks_ahead(text: str, day: date) -> None:
    one = press.article("a", text)
    (found,) = [d for s in sentences(one, published_on=date(2019, 11, 10)) for d in s.dates]
    assert found.first == day
