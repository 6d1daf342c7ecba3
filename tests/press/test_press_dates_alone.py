# ruff: noqa: E501 - texts as they are printed
"""Dates alone on a line, days before and after them, speakers without adjectives, languages that are not read."""

from __future__ import annotations

from datetime import date

import pytest

from veedor import press
from veedor.press.extract import published, sentences
from veedor.press.quotations import quotations

DAY = date(2031, 3, 9)
EN = "Voters have until Friday to appeal, the court said in the capital."
ES = "Hay plazo hasta el viernes para reclamar, dijo la autoridad del país."


@pytest.mark.parametrize(
    ("line", "story"),
    [
        ("12 March 2031", EN),
        ("Wednesday, March 12, 2031 10:15 AM EST", EN),
        ("2031-03-12", EN),
        ("03/13/2031", EN),
        ("Thursday 13.03.2031", EN),
        ("12 de marzo de 2031", ES),
        ("Miércoles, 12 de marzo de 2031 - 14:30 h", ES),
        ("La Paz, 12 mar. 2031", ES),
        ("12/03/2031", ES),
    ],
)
def test_a_date_alone_on_its_line_is_the_day_of_publication(line: str, story: str) -> None:
    one = press.article("a", f"A headline of the day\n\n{line}\n\n{story}\n")
    assert published(one) in {date(2031, 3, 12), date(2031, 3, 13)}
    (friday,) = [d.first for s in sentences(one, near=DAY) for d in s.dates if "ri" in d.span.of(one.text) or "vi" in d.span.of(one.text)]  # fmt: skip
    assert friday == date(2031, 3, 14)


def test_a_date_that_two_days_could_be_is_none() -> None:
    one = press.article("a", f"A headline of the day\n\n04/03/2031\n\n{EN}\n")
    assert published(one) is None
    (said,) = sentences(one, near=DAY, published_on=date(2031, 3, 12))[-1:]
    assert [d.first for d in said.dates] == [date(2031, 3, 14)]


@pytest.mark.parametrize(
    ("text", "speaker"),
    [
        ('"We are done for now," said a visibly tired Ana Paz.', "Ana Paz"),
        ('"We are done for now," said newly elected Ana Paz.', "Ana Paz"),
        ('"We are done for now," warned deputy police commissioner Ana Paz.', "deputy police commissioner Ana Paz"),
        ('"We are done for now," said Dr. Ana Paz, who teaches law.', "Dr. Ana Paz"),
        ('"We are done for now," said 34-year-old farmer Ana Paz.', "Ana Paz"),
        ('"We are done for now," the movement\'s treasurer, Juan Soto, told the radio.', "Juan Soto"),
        ('"We are done for now," said the director of Cadem, Juan Soto.', "Juan Soto"),
        ('"We are done for now," was said in the hall.', ""),
        ('"We are done for now," Paz was quoted as saying.', ""),
        ('"Perdimos todo en esta noche", dijo la visiblemente cansada Ana Paz.', "Ana Paz"),
        ('"Perdimos todo en esta noche", dijo a la radio la alcaldesa Ana Paz.', "la alcaldesa Ana Paz"),
        ('"Perdimos todo en esta noche", dijo su titular, Juan Soto.', "Juan Soto"),
        ('"Perdimos todo en esta noche", se oyó decir en la sede.', ""),
        ('Ana Paz lloró. "Perdimos todo en esta noche", agregó.', "Ana Paz"),
    ],
)  # fmt: skip
def test_the_speaker_is_a_name_or_lost(text: str, speaker: str) -> None:
    spanish = "Perdimos" in text
    opening = "El día terminó para todos los que se quedaron en la capital del país." if spanish else EN
    one = press.article("a", f"A headline of the day\n\n{opening} {text}\n")
    (said,) = [q for q in quotations(one) if q.mode == "direct"]
    assert said.speaker == speaker


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("O Tribunal Superior Eleitoral informou que a apuração dos votos da eleição presidencial terminou na noite de domingo, com vitória do candidato da oposição.", "pt"),
        ("El candidat de l'oposició va guanyar les eleccions amb el 52 % dels vots, segons la comissió electoral, que va publicar els resultats diumenge a la nit.", "ca"),
        ("候选人在总统选举中获得了百分之五十二的选票,选举委员会周日晚间宣布。所有投票站的结果都已经公布。反对党表示将提出申诉。国际观察员称选举基本和平。", "?"),
        ("Кандидат от оппозиции победил на президентских выборах, набрав 52 процента голосов, сообщила комиссия в воскресенье вечером.", "?"),
        ("The candidate of the opposition won the election with 52 percent of the vote, the commission said on Sunday night in the capital.", ""),
    ],
)  # fmt: skip
def test_other_languages_are_said_to_be_unread(text: str, language: str) -> None:
    one = press.article("a", text)
    assert one.unread == language
    assert bool(sentences(one)) is not bool(language)
