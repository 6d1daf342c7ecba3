"""Files whose rows are areas: recognised by the arithmetic of their numbers of sheets, or asked."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from count.build_areas import NIGHT, text_of
from veedor.guess.draft import Election, write_case
from veedor.guess.tried_proposal import propose_and_try

if TYPE_CHECKING:
    from pathlib import Path

    from veedor.guess.tried_proposal import TriedProposal

MEXICO = """ID_ESTADO,ESTADO,ID_DISTRITO,DISTRITO,ACTAS_ESPERADAS,ACTAS_CAPTURADAS,ACTAS_CONTABILIZADAS,\
LISTA_NOMINAL,PAN,PRI,MORENA,NULOS,TOTAL_VOTOS
1,Norte,1,Aldea,120,80,75,48000,6000,4000,9000,500,19500
1,Norte,2,Burgo,98,60,60,40200,5100,3300,7400,420,16220
2,Sur,1,Campo,133,44,40,51000,2900,3100,5000,300,11300
2,Sur,2,Dique,77,77,76,30100,7100,6400,8800,610,22910
2,Sur,3,Encina,88,0,0,35000,0,0,0,0,0
3,Este,1,Fresno,140,101,99,52300,8100,7300,12100,700,28200
"""
PERU = """Departamento,Provincia,Electores,Total actas,Actas contabilizadas,Actas observadas,\
Actas pendientes,Roble,Olmo,Blancos
Lima,Uno,48000,160,120,10,30,16000,9000,700
Lima,Dos,30000,100,80,5,15,9000,8000,410
Cusco,Tres,21000,70,20,0,50,2100,3300,120
Cusco,Cuatro,12000,40,40,0,0,5100,4300,230
Puno,Cinco,18000,60,12,3,45,1200,1900,60
"""
AFRICA = """Province,Municipality,Registered voters,Voting districts,VDs counted,Alder,Birch,Spoilt
West,One,90000,140,121,24000,13000,310
West,Two,50000,82,10,2300,3200,40
East,Three,41000,66,66,9100,12000,200
East,Four,33000,51,20,4300,2500,77
"""
SHEETS = """Mesa,Distrito,Estado,Roble,Olmo,Blancos
101,Uno,Contabilizada,120,90,3
102,Uno,Contabilizada,80,100,2
103,Dos,Contabilizada,70,60,1
104,Dos,Contabilizada,95,44,0
"""


def drafted(found: TriedProposal) -> str:
    """The case that would be written."""
    return write_case(
        found.proposal,
        found.published.forms,
        Election("T", "2030-03-10", "XX", "UTC", "Mayor", rule="plurality"),
    )


@pytest.mark.slow(but=1)
@pytest.mark.parametrize(
    ("text", "areas", "area_id"),
    [
        (MEXICO, {"counted": "ACTAS_CONTABILIZADAS", "total": "ACTAS_ESPERADAS"}, "DISTRITO"),
        (
            PERU,
            {
                "counted": "Actas contabilizadas",
                "total": "Total actas",
                "observed": "Actas observadas",
                "pending": "Actas pendientes",
            },
            "Provincia",
        ),
        (AFRICA, {"counted": "VDs counted", "total": "Voting districts"}, "Municipality"),
    ],
)
def test_areas_are_recognised(tmp_path: Path, text: str, areas: dict[str, str], area_id: str) -> None:
    (tmp_path / "count.csv").write_text(text)
    with propose_and_try(tmp_path / "count.csv") as found:
        assert found.proposal.areas == areas
        assert found.proposal.sheet == area_id
        assert found.trial.reads, found.trial.refused
        case = drafted(found)
    assert 'layout = "areas"' in case
    assert "[source.official.area]" in case
    assert "[source.official.sheet]" not in case
    assert not set(areas.values()) & {c.label for c in found.proposal.choices}


def test_sheets_stay_sheets(tmp_path: Path) -> None:
    (tmp_path / "count.csv").write_text(SHEETS)
    with propose_and_try(tmp_path / "count.csv") as found:
        assert not found.proposal.areas
        assert found.proposal.sheet == "Mesa"


def test_two_columns_that_may_be_the_counted_sheets_are_asked(tmp_path: Path) -> None:
    text = PERU.replace("Actas observadas", "Actas procesadas")
    (tmp_path / "count.csv").write_text(text.replace("120,10,30", "120,130,30"))
    with propose_and_try(tmp_path / "count.csv") as found:
        asked = {doubt.key: doubt for doubt in found.proposal.doubts}
    doubt = asked["source.official.area.counted"]
    assert (doubt.proposed, doubt.alternatives) == ("Actas contabilizadas", ("Actas procesadas",))


def test_files_of_a_night_are_publications_with_their_times(tmp_path: Path) -> None:
    for hour, rows in NIGHT.items():
        (tmp_path / f"night-{hour}.csv").write_text(text_of(rows, hour))
    with propose_and_try(tmp_path) as found:
        assert found.trial.reads, found.trial.refused
        case = drafted(found)
    assert 'each = { snapshot = "{file}", taken_at = "{Hora}" }' in case
    assert 'id = "{Provincia}/{Municipio}"' in case
