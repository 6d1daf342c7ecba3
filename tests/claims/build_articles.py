# ruff: noqa: E501 - articles stand as they are printed
"""Made-up counts, and articles whose printed numbers are facts of them: what the look-up should find.

A number in an article stands as ``«expression|digits»``; no other number is of the count.
"""

from __future__ import annotations

import csv
import io
import random
import re
from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING

from veedor.claims.evaluate import answer_of

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from veedor.claims.signatures import Function

SHEETS = 640
PUBLISHED = (
    ("a", "preliminary", 395, "T21:30:00"),
    ("b", "preliminary", 583, "T23:45:00"),
    ("z", "official", SHEETS, "T23:59:00"),
)


@dataclass(frozen=True)
class Country:
    """A country with a count; ``marks`` are its marks before thousands and decimals."""

    code: str
    zone: str
    title: str
    day: str
    level: str
    regions: tuple[str, ...]
    candidates: tuple[tuple[str, str, float], ...]
    marks: str


ECUADOR = Country(
    "EC", "America/Guayaquil", "Ecuador, elecciones generales 2025, primera vuelta", "2025-02-09", "province",
    ("Guayas", "Pichincha", "Manabí", "Azuay", "El Oro", "Los Ríos", "Santa Elena", "Loja"),
    (
        ("noboa", "Daniel Noboa (ADN)", 44), ("gonzalez", "Luisa González (Revolución Ciudadana)", 43.8),
        ("iza", "Leonidas Iza (Pachakutik)", 5.3), ("andrea", "Andrea González (Sociedad Patriótica)", 2.7),
        ("kronfle", "Henry Kronfle (PSC)", 0.7),
    ),
    ".,",
)  # fmt: skip
KENYA = Country(
    "KE", "Africa/Nairobi", "Kenya, presidential election of 9 August 2022", "2022-08-09", "county",
    ("Nairobi", "Kiambu", "Nakuru", "Kisumu", "Mombasa", "Homa Bay", "Uasin Gishu", "Kakamega"),
    (
        ("ruto", "William Ruto (UDA)", 50.5), ("odinga", "Raila Odinga (Azimio)", 48.8),
        ("wajackoyah", "George Wajackoyah (Roots)", 0.4), ("mwaure", "David Mwaure (Agano)", 0.2),
    ),
    ",.",
)  # fmt: skip


def write_country(folder: Path, country: Country) -> Path:
    """Write the case of a country: two publications of a preliminary count, and the final one."""
    made = random.Random(country.code)  # noqa: S311 - made-up votes
    ids = [name for name, _, _ in country.candidates]
    tilt = {r: [made.uniform(0.6, 1.5) for _ in ids] for r in country.regions}
    rows = []
    for number in range(SHEETS):
        region = country.regions[min(int(made.random() ** 1.5 * 8), 7)]
        registered = made.randint(250, 420)
        cast = int(registered * made.uniform(0.6, 0.9))
        blank, null = int(cast * made.uniform(0.005, 0.03)), int(cast * made.uniform(0.02, 0.06))
        valid = cast - blank - null
        shares = zip(country.candidates, tilt[region], strict=True)
        weight = [share * lean * made.uniform(0.8, 1.2) for (_, _, share), lean in shares]
        votes = [int(valid * w / sum(weight)) for w in weight]
        votes[0] += valid - sum(votes)
        rows.append([f"{number + 1:05}", region, f"P{number % 97}", registered, *votes, blank, null])
    order = rows[:]
    made.shuffle(order)
    (folder / "data").mkdir(parents=True)
    choices = ",\n".join(
        f'  {{ id = "{name}", label = "{label}", published = ["{name}"] }}'
        for name, label, _ in country.candidates
    )
    text = f"""format = 1
[election]
title = "{country.title}"
date = {country.day}
country = "{country.code}"
tz = "{country.zone}"
levels = ["{country.level}", "place"]
[contest.president]
title = "President"
rule = "majority-runoff"
expected = {SHEETS}
choices = [
{choices},
  {{ id = "blank", label = "Blank", kind = "blank" }},
  {{ id = "null", label = "Null", kind = "null" }},
]
[count.preliminary]
title = "Preliminary"
kind = "preliminary"
[count.official]
title = "Official"
kind = "official"
"""
    for name, count, sheets, at in PUBLISHED:
        out = io.StringIO()
        writer = csv.writer(out, lineterminator="\n")
        head = ["Sheet", "Region", "Place", "Registered", *ids, "Blank", "Null"]
        writer.writerows([head, *sorted(order[:sheets])])
        (folder / "data" / f"{name}.csv").write_text(out.getvalue(), encoding="utf-8")
        text += f"""
[source.{name}]
layout = "wide"
contest = "president"
count = "{count}"
snapshot = "{name}"
taken_at = {country.day}{at}
files = [{{ name = "{name}.csv" }}]
control = "none known"
[source.{name}.sheet]
id = "Sheet"
[source.{name}.place]
levels = {{ {country.level} = "Region", place = "Place" }}
[source.{name}.numbers]
registered = "Registered"
"""
    (folder / "case.toml").write_text(text, encoding="utf-8")
    return folder


def printed(value: Fraction, digits: int, marks: str) -> str:
    """Print a number as a country does, rounded."""
    unit = Fraction(1, 10**digits)
    text = f"{float((value / unit + Fraction(1, 2)).__floor__() * unit):,.{digits}f}"
    return text.translate(str.maketrans(",.", marks))


def filled(template: str, functions: Mapping[str, Function], marks: str) -> tuple[str, dict[int, str]]:
    """Print the facts into an article: its text, and by offset the expression that a number there means."""
    text, means, at = "", {}, 0
    for match in re.finditer(r"«([^|»]*)\|(\d)»", template):
        text += template[at : match.start()]
        means[len(text)] = match[1]
        value = answer_of(match[1], functions)
        assert isinstance(value, Fraction)
        text += printed(value, int(match[2]), marks)
        at = match.end()
    return text + template[at:], means


ARTICLES = {
    "ec": (
        ECUADOR,
        (
            """Noboa y González irán a segunda vuelta

Quito, 10 feb. - El presidente Daniel Noboa obtuvo el «share("noboa")|2» % de los votos válidos frente al «share("gonzalez")|2» % de la correísta Luisa González, según el escrutinio del Consejo Nacional Electoral (CNE). La diferencia entre ambos es de «votes("gonzalez") - votes("noboa")|0» votos.

En tercer lugar quedó el líder indígena Leonidas Iza, con el «share("iza")|2» %, mientras que Andrea González alcanzó «votes("andrea")|0» votos. La participación fue del «turnout()|1» % del padrón, de «registered()|0» electores habilitados.

Los votos nulos sumaron el «null_share()|1» % y los blancos el «blank_share()|1» %. En la provincia de Guayas, González logró el «share("gonzalez", where="province = Guayas")|2» %. El gobierno ha desplegado 45.000 militares y la inflación cerró en 1,5 %.

Una encuesta de enero daba a Noboa el 45,2 %. En 2023 Noboa ganó con el 51,83 % de los votos.""",
            """La papeleta quedó dividida

GUAYAQUIL (AP) — Ecuador volverá a las urnas el 13 de abril. Con casi todas las actas procesadas, el CNE registró para Noboa «votes("noboa")|0» sufragios, es decir «share("noboa")|2» %, y para Luisa González «votes("gonzalez")|0», equivalentes al «share("gonzalez")|2» %. Los separan apenas «lead("gonzalez")|2» puntos.

El movimiento Pachakutik, que llevó a Iza, se convirtió en la tercera fuerza, con «share("iza")|1» % de apoyo. "Somos el fiel de la balanza", afirmó el dirigente, de 42 años, ante unas 300 personas reunidas en Quito.

De acuerdo con el órgano electoral, sufragó el «turnout()|2» % de los empadronados; el ausentismo fue de «100 - turnout()|2» %. Hubo además «votes("null")|0» papeletas nulas y «votes("blank")|0» en blanco. En Manabí, bastión correísta, la candidata de la Revolución Ciudadana sacó «share("gonzalez", where="province = Manabí")|2» % contra «share("noboa", where="province = Manabí")|2» % del mandatario. En Pichincha el presidente se impuso con «share("noboa", where="province = Pichincha")|2» %.

El riesgo país subió 214 puntos y el petróleo cotizó a 71 dólares. Kronfle no superó el 1 %.""",
        ),
    ),
    "ke": (
        KENYA,
        (
            """Kenya awaits results of election

With «counted(at="preliminary@a")|1» percent of polling stations reporting, Odinga had «share("odinga", at="preliminary@a")|1» percent of the vote and Ruto «share("ruto", at="preliminary@a")|1» percent. A total of «sheets(at="preliminary@a")|0» forms had been tallied. Ruto's margin in the final count was «votes("ruto") - votes("odinga")|0» votes, or «lead("ruto")|2» percentage points.

An opinion poll in July put Odinga at 47%. The country has 55 million people and 46,229 police were deployed.""",
            """How Ruto did it

William Ruto, 55, beat veteran opposition leader Raila Odinga by a margin of «lead("ruto")|1» percentage points to become Kenya's fifth president. He collected «votes("ruto")|0» votes - «share("ruto")|2» per cent - while Odinga, backed by outgoing president Uhuru Kenyatta, managed «share("odinga")|2» per cent («votes("odinga")|0» votes).

In Nairobi county the Azimio candidate was ahead with «share("odinga", where="county = Nairobi")|1» per cent. In Uasin Gishu, Ruto's home turf, he took «share("ruto", where="county = Uasin Gishu")|1» per cent. Only «turnout()|2» per cent of voters cast ballots. More than 14 million had voted in 2017. The shilling traded at 119 to the dollar. Lawyers have seven days to challenge the result and the court 14 days to rule. The country has 47 counties and «places()|0» polling stations.""",
        ),
    ),
}
