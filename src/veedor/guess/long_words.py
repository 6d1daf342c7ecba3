"""Words of long tables: what columns of choices, votes, offices, parties and modes of voting are called."""

from __future__ import annotations

import re
from functools import cache

PEOPLE = (
    "candidat opcion option choice votavel kandidat kandidaat kandydat aday calon contestant nominee "
    "кандидат мерешкер υποψηφ مرشح pilihan 候補者 候選人 후보 उम्मीदवार კანდიდატ թեկնածու מועמד ehdokas "
    "jelolt surname apellido last_name name_last family_name nachname cognome nazwisk"
)
"""Words for those who are voted for, and for nothing else: a party may be a district, a list a roll."""

CHOICE = (
    f"{PEOPLE} line$ μερ partido party parti$ partia partij partei lista list$ "
    "lijst lema bloque formation nuance answer respuesta opinion reponse stranka strana kstrana agrupacion "
    "descrlista coali partai paslon партия партія list_name subjekt politicki_sub"
)
NAMES = "name nombre nome nom naam nazwa isim nama имя"
"""Words that name a choice where they stand alone: beside another word they name a place as well."""

PERSONAL = (
    "age$ edad$ idade$ alter$ umur$ usia$ wiek$ vek$ sex$ sexe$ sexo$ gender genre$ genero geschlecht "
    "kelamin plec$ born birth nacimiento nascimento naissance nascita geburt lahir urodz occupation ocupac "
    "beruf pekerjaan zawod возраст пол$ рожд"
)
"""Words for what is a person's own, by which people of one name are told apart, and no sheets."""

VOTES = (
    "votos?$ votes?$ voix voti$ stimmen$ glosy$ glosow$ glasovi$ oy$ oylar suara голос vot$ voturi stemmen$ "
    "ψηφ اصوات total_votes qt_votos votacion count$ cantidad votes_count roster$ voter$ poc_hlasu "
    "hlasu$ hlasy$ glasova$ szavazat aani$ aania votes_received vote_received"
)
OFFICE = (
    "office cargo contest race$ election$ eleccion elecciones scrutin poste position puesto pergunta amt$ "
    "wahl$ urzad ballot_question seat$ jabatan dignidad categoria nivel$ tipo_eleccion"
)
OFFICE_ALONE = "office cargo contest race$ ballot_question"
"""Those of them that mean nothing else, whatever else its texts lie within."""

PLACE_OR_OFFICE = "puesto position"
"""Words for an office that are rather those for a polling place or a rank: "puesto de votación"."""

PARTY = "partido party parti partei partia partito lista sigla alianza coalicion nuance affiliation"
MODE = "mode modo modalid method metodo type_of_vote tipo_voto vote_type voting_type kanal channel part$"
MODE_ALONE = "mode modo modalid"
"""Those of them that mean nothing else, whatever the texts of the column are."""
MODES = (
    "mail absent election_day early provisional postal post$ advance in_person day$ correo anticipad "
    "exterior ordinari dia_de brief urne correspond procura anticip electronic internet overseas military "
    "special"
)
ON_THE_DAY = "election_votes polling_place poll_votes polls_votes machine precinct_votes walk urna regular"
"""Further words of them, for votes cast at the station: alone they are all that there are."""


def counts_votes(name: str) -> bool:
    """Whether a column is called one of votes, not of kinds or places ("Vote Type", "Lieu de vote")."""
    return says(VOTES, name) and not says("cod kod bureau tipo type mode modo lieu centre lugar place", name)


def says(words: str, name: str) -> bool:
    """Whether a name has one of some words, at the border of a word, without accents and capitals.

    Parameters
    ----------
    words : str
        Stems, parted by blanks; ``$`` ends a word.
    name : str
        As published.
    """
    from veedor.guess.words import plain_words

    return _pattern(words).search(plain_words(name)) is not None


@cache
def _pattern(words: str) -> re.Pattern[str]:
    stems = "|".join(stem.replace("$", "(?=_|$)") for stem in words.split())
    return re.compile(f"(?:^|_)(?:{stems})")
