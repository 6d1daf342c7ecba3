# ruff: noqa: E501 - a sentence a line
"""Articles on other matters, drawn from a seed: their numbers look like those of a count and are none of it.

League tables with points and leads, budgets, weather, prices, polls and elections of other countries, votes
of shareholders and juries, an epidemic. Surnames of candidates and places of the count stand in them, and
one number in ten of those on no election is a printed fact of the count.
"""

from __future__ import annotations

import random
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

SENTENCES: dict[str, dict[str, tuple[str, ...]]] = {
    "en": {
        "league": (
            "{name} scored twice as {club} beat {other} 3-1 in {place} and opened a lead of {points} points at the top of the table.",
            "{club} won {n} of {n2} matches of the season, {percent} percent, the best result of the league.",
            "The club from {place} finished second, {points} points behind the winner.",
            "{name} and {name2} were voted the best players of the round by {percent}% of the readers of a newspaper.",
            "With {percent} percent of the season played, {other} are {points} points clear of the relegation zone.",
            "A crowd of {big} people saw the final, the club said.",
            "{name} missed two penalties, and the margin of victory could have been larger.",
        ),
        "prices": (
            "Inflation in {country} reached {percent} percent in October, the statistics office said.",
            "{name}, an economist in {place}, said that wages fell by {percent}% and prices rose by {percent} percent.",
            "The share of food in the basket is {percent} percent, {points} percentage points more than a year ago.",
            "Exports of gas came to {big} dollars, {percent}% of the total.",
            "The deficit widened by {points} points to {percent} percent of output.",
            "The results of the third quarter were {percent} percent better, the bank said.",
        ),
        "weather": (
            "Rain fell on {place} for {n} hours, and {big} people lost their homes.",
            "Reservoirs stand at {percent} percent, {points} points below last year.",
            "The river rose by {n} centimetres in {place}, said {name} of the weather service.",
            "Some {big} hectares burnt, {percent}% of the park.",
        ),
        "budget": (
            "The assembly approved the budget of {country} with a majority: {n} members voted for it, {n2} against.",
            "The ministry of health gets {percent} percent of it, and {big} bolivianos go to roads in {place}.",
            "Senator {name} said that {percent}% of the money had not been spent.",
            "Mayor {name2} of {place} asked for {big} more, an increase of {percent} percent.",
        ),
        "elsewhere": (
            "In {land}, {rival} won {percent} percent of the votes in Sunday's election, and {rival2} {percent} percent.",
            "With {percent}% of the polling stations counted, {rival} leads by {points} points.",
            "The electoral court of {land} said that turnout was {percent} percent of {big} registered voters.",
            "{rival} got {big} votes, {big} more than {rival2}, and there will be a runoff.",
        ),
        "poll": (
            "A poll in {land} gives {rival} {percent}% of the vote and {rival2} {percent}%.",
            "The pollster asked {big} people; the margin of error is {points} points.",
            "{percent} percent of those asked in {land} want early elections.",
        ),
        "company": (
            "Shareholders of the mine in {place} voted for the merger with {percent}% of the shares.",
            "{name}, who holds {percent} percent, voted against; {name2} abstained.",
            "The count of the votes took {n} hours, and the board won by a margin of {points} points.",
            "Turnout at the meeting was {percent} percent of the capital.",
        ),
        "illness": (
            "The department of {place} reported {big} cases of the virus, {percent} percent of the national total.",
            "{percent}% of the tests were positive, {points} points more than a week ago.",
            "Doctor {name} said that {n} of {n2} beds were taken.",
            # without {big}: whoever prints the very number of voters as "registered" speaks of them
            "In {country} {percent} percent of those registered have been vaccinated.",
        ),
        "song": (
            "{name} won the final of the contest with {percent}% of the votes of the audience, and {name2} came second with {percent}%.",
            "Viewers sent {big} votes in {n} hours, the channel said.",
            "The winner from {place} led by {points} points when the voting was interrupted for {n} minutes.",
        ),
    },
    "es": {
        "league": (
            "{name} marcó dos goles en la victoria de {club} ante {other} por 3-1 en {place}, y el equipo tiene una ventaja de {points} puntos en la tabla.",
            "{club} ganó {n} de {n2} partidos, el {percent} %, el mejor resultado del torneo.",
            "El equipo de {place} quedó en segundo lugar, a {points} puntos del ganador.",
            "{name} y {name2} fueron elegidos los mejores de la fecha por el {percent} % de los lectores de un diario.",
            "Con el {percent} % de la primera vuelta disputado, {other} tiene una diferencia de {points} puntos sobre el último.",
            "Asistieron {big} personas, informó el club.",
            "{name} venció a {name2} en la mesa de ping-pong por un margen de {points} puntos.",
        ),
        "prices": (
            "La inflación de {country} llegó al {percent} % en octubre, informó la oficina de estadística.",
            "{name}, economista de {place}, dijo que los salarios cayeron {percent} % y los precios subieron {percent} %.",
            "Los alimentos pesan el {percent} % de la canasta, {points} puntos más que hace un año.",
            "Las exportaciones de gas sumaron {big} dólares, el {percent} % del total.",
            "El déficit creció {points} puntos, hasta el {percent} % del producto.",
            "El resultado del tercer trimestre mejoró en {percent} %, con un margen de {points} puntos, señaló el banco.",
        ),
        "weather": (
            "Llovió {n} horas en {place} y {big} personas perdieron su casa.",
            "Las represas están al {percent} %, {points} puntos por debajo del año pasado.",
            "El río subió {n} centímetros en {place}, dijo {name}, del servicio de meteorología.",
            "Se quemaron {big} hectáreas, el {percent} % del parque.",
        ),
        "budget": (
            "La asamblea aprobó el presupuesto de {country} por mayoría: {n} legisladores votaron a favor y {n2} en contra.",
            "El ministerio de salud recibe el {percent} % y {big} bolivianos van a caminos de {place}.",
            "El senador {name} dijo que no se gastó el {percent} % del dinero.",
            "El alcalde {name2}, de {place}, instaló una mesa de diálogo y pidió {big} más, un aumento del {percent} %.",
        ),
        "elsewhere": (
            "En {land}, {rival} obtuvo el {percent} % de los votos en la elección del domingo y {rival2} el {percent} %.",
            "Con el {percent} % de las mesas escrutadas, {rival} lleva una ventaja de {points} puntos.",
            "El tribunal electoral de {land} informó que la participación fue del {percent} % de {big} habilitados.",
            "{rival} sacó {big} votos, {big} más que {rival2}, y habrá segunda vuelta.",
        ),
        "poll": (
            "Una encuesta en {land} da a {rival} el {percent} % de los votos y a {rival2} el {percent} %.",
            "La encuestadora consultó a {big} personas; el margen de error es de {points} puntos.",
            "El {percent} % de los consultados en {land} quiere elecciones anticipadas.",
        ),
        "company": (
            "Los accionistas de la mina de {place} votaron por la fusión con el {percent} % de las acciones.",
            "{name}, que tiene el {percent} %, votó en contra; {name2} se abstuvo.",
            "El recuento de los votos duró {n} horas y el directorio ganó por un margen de {points} puntos.",
            "La participación en la junta fue del {percent} % del capital.",
        ),
        "illness": (
            "El departamento de {place} informó {big} casos, el {percent} % del total nacional.",
            "El {percent} % de las pruebas dio positivo, {points} puntos más que hace una semana.",
            "La doctora {name} dijo que estaban ocupadas {n} de {n2} camas.",
            "En {country} fue vacunado el {percent} % de las personas inscritas en el padrón de salud.",
        ),
        "song": (
            "{name} ganó la final del concurso con el {percent} % de los votos del público y {name2} quedó en segundo lugar con el {percent} %.",
            "Los televidentes enviaron {big} votos en {n} horas, informó el canal.",
            "La ganadora, de {place}, tenía una ventaja de {points} puntos cuando la votación se interrumpió {n} minutos.",
        ),
    },
}
CLUBS = ("Atlético Sur", "Deportivo Lago", "Real Minero", "Unión Central", "Blooming Norte")
LANDS = {
    "Uruguay": ("Hugo Barreiro", "Elena Pintos"),
    "Kenya": ("Peter Mwangi", "Amina Odera"),
    "Portugal": ("Rui Tavora", "Inês Falcão"),
    "Panama": ("Tomás Arosa", "Delia Quirós"),
}


@dataclass(frozen=True)
class Colours:
    """What of a count colours the articles: surnames, places, its country, and printed facts by kind."""

    names: Sequence[str]
    places: Sequence[str]
    country: str
    percents: Sequence[str]
    points: Sequence[str]
    votes: Sequence[str]


def other_matters(number: int, colours: Colours, seed: int) -> list[tuple[str, str, str]]:
    """Draw articles, half of each language; give kind, language and text of each."""
    made = random.Random(seed)  # noqa: S311 - made-up articles
    found = []
    for k in range(number):
        language = ("en", "es")[k % 2]
        kind = list(SENTENCES[language])[(k // 2) % len(SENTENCES[language])]
        held = made.sample(SENTENCES[language][kind], min(4, len(SENTENCES[language][kind])))
        land = made.choice(list(LANDS))
        names, clubs = made.sample(list(colours.names), 2), made.sample(CLUBS, 2)
        said = [
            sentence.format_map(_Drawn(made, colours, language, kind, land, names, clubs))
            for sentence in held
        ]
        found.append((kind, language, "\n\n".join(said)))
    return found


class _Drawn(dict[str, str]):
    """Draws each word of a sentence when it is asked for: {percent} twice is two numbers."""

    def __init__(
        self,
        made: random.Random,
        colours: Colours,
        language: str,
        kind: str,
        land: str,
        names: Sequence[str],
        clubs: Sequence[str],
    ) -> None:
        super().__init__(
            land=land,
            rival=LANDS[land][0],
            rival2=LANDS[land][1],
            name=names[0],
            name2=names[1],
            club=clubs[0],
            other=clubs[1],
            country=colours.country,
        )
        self.made, self.colours, self.language = made, colours, language
        # an article on another election with the numbers of this one would be an article on this one
        self.real = 0 if kind in {"elsewhere", "poll"} else 0.1

    def __missing__(self, key: str) -> str:
        made, colours = self.made, self.colours
        if key == "place":
            return made.choice(list(colours.places))
        real = made.random() < self.real
        if key == "percent":
            return self._marked(made.choice(list(colours.percents)) if real else f"{made.uniform(1, 99):.1f}")
        if key == "points":
            return self._marked(made.choice(list(colours.points)) if real else str(made.randint(2, 30)))
        if key == "big":
            drawn = made.choice(list(colours.votes)) if real else f"{made.randint(1_000, 6_000_000):,}"
            return self._marked(drawn)
        return str(made.randint(2, 40))

    def _marked(self, printed: str) -> str:
        return printed.translate(str.maketrans(",.", ".,")) if self.language == "es" else printed
