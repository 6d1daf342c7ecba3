"""The way of a file to a case, step by step: what is asked, what an answer does, and what is refused."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.test import Client, override_settings

from desk.build_bring import bring, published, settled, taking
from veedor.desk.bring import jobs
from veedor.desk.bring.drafts import Draft, drafts
from veedor.desk.bring.record import recorded, revived
from veedor.desk.bring.totals import _figure
from veedor.errors import QuestionError
from veedor.intake.load import load_case
from veedor.intake.open_values import line_of

ANSWERS = {"title": "Mayor", "date": "2025-02-09", "country": "EC", "contest": "Mayor", "rule": "plurality"}


@pytest.fixture(scope="module")
def looked_at(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A draft of which it is known what it is: looked at once, copied for every test."""
    home = tmp_path_factory.mktemp("looked-at")
    with override_settings(DESK=taking(home)):
        client = Client()
        address = bring(client, ("mesas.csv", published())).headers["Location"]
        answer = settled(client, address)
        assert answer.status_code == 200, answer.text
    (draft,) = drafts(home)
    return draft.folder


@pytest.fixture
def home(tmp_path: Path) -> Iterator[Path]:
    with override_settings(DESK=taking(tmp_path)):
        yield tmp_path


@pytest.fixture
def client(home: Path) -> Client:
    del home
    return Client(raise_request_exception=False)


@pytest.fixture
def draft(home: Path, looked_at: Path) -> Draft:
    folder = home / ".drafts" / looked_at.name
    shutil.copytree(looked_at, folder)
    return Draft(folder)


def address(draft: Draft, rest: str = "") -> str:
    return f"/en/bring/{draft.name}/{rest}"


def answer_all(client: Client, draft: Draft) -> str:
    """Answer every question, taking what is proposed of the file, and give where that leads."""
    place = address(draft, "ask/title/")
    while "/ask/" in place:
        key = place.rstrip("/").rpartition("/")[2]
        sent = client.post(place, {"answer": ANSWERS.get(key, "0")})
        assert sent.status_code == 302, sent.text
        place = sent.headers["Location"]
    return place


def test_what_was_found_is_shown_with_the_role_of_each_column(client: Client, draft: Draft) -> None:
    text = client.get(address(draft)).text
    assert "mesas.csv" in text
    assert '<th scope="col" class="role-sheet"><span class="name">Mesa</span>' in text
    assert '<th scope="col" class="role-place"><span class="name">Provincia</span>' in text
    assert '<th scope="col" class="role-votes"><span class="name">Alder</span>' in text
    assert '<th scope="col" class="role-others"><span class="name">Blancos</span>' in text


def test_the_way_ends_at_the_page_of_a_case_that_the_command_line_reads(
    client: Client, draft: Draft, home: Path
) -> None:
    assert answer_all(client, draft) == address(draft, "totals/")
    assert client.post(address(draft, "totals/"), {}).headers["Location"] == address(draft, "import/")
    assert client.post(address(draft, "import/")).status_code == 302
    done = settled(client, address(draft, "import/"))
    assert done.headers["Location"] == "/en/cases/mayor/", done.text
    case = load_case(home / "mayor")
    assert (case.election.title, case.election.country, case.election.tz) == (
        "Mayor",
        "EC",
        "America/Guayaquil",
    )
    assert "Alder is elected" in settled(client, "/en/cases/mayor/").text
    assert list(drafts(home)) == []
    assert (home / "mayor" / "data" / "mesas.csv").read_bytes() == published()


def crossed() -> bytes:
    """A row a figure, twice of each sheet: by a column of which no word says what it is."""
    lines = ["Provincia,Mesa,Zorbel,Partido,Votos"]
    for mesa in range(1, 21):
        for kind, first in (("Xandra", 30), ("Yorvik", 5)):
            lines += [
                f"Norte,{mesa},{kind},Alder,{first + mesa % 7}",
                f"Norte,{mesa},{kind},Birch,{15 + mesa % 5}",
            ]
    return ("\n".join(lines) + "\n").encode()


@pytest.mark.slow
@pytest.mark.parametrize(
    ("chosen", "contests"), [("1", ["xandra", "yorvik"]), ("2", ["mayor"]), ("later", [])]
)
def test_what_a_crossed_column_tells_is_asked(
    chosen: str, contests: list[str], client: Client, home: Path
) -> None:
    place = bring(client, ("mesas.csv", crossed())).headers["Location"]
    assert settled(client, place).status_code == 200
    (draft,) = drafts(home)
    place = address(draft, "ask/title/")
    while not place.endswith("/totals/"):
        shown = settled(client, place)  # what was answered is tried again on the way
        if shown.status_code == 302:
            place = shown.headers["Location"]
            continue
        key = place.rstrip("/").rpartition("/")[2]
        given = ANSWERS.get(key, chosen if "Zorbel" in shown.text else "0")
        place = client.post(place, {"answer": given}).headers["Location"]
    client.post(place, {})
    client.post(address(draft, "import/"))
    done = settled(client, address(draft, "import/"))
    if contests:
        assert done.headers["Location"] == "/en/cases/mayor/", done.text
        assert list(load_case(home / "mayor").contests) == contests
    else:
        assert "it is still to be answered" in done.text
        assert not (home / "mayor").exists()


@pytest.mark.slow
def test_a_case_of_the_same_title_gets_another_folder(client: Client, draft: Draft, home: Path) -> None:
    (home / "mayor").mkdir()
    answer_all(client, draft)
    client.post(address(draft, "import/"))
    assert settled(client, address(draft, "import/")).headers["Location"] == "/en/cases/mayor-2/"
    assert list((home / "mayor").iterdir()) == []


@pytest.mark.parametrize(
    ("key", "sent", "says"),
    [
        ("title", {"answer": ""}, "must be answered"),
        ("date", {"answer": "9 February"}, "2025-02-09"),
        ("country", {"answer": "Atlantis"}, "EC or PE"),
        ("rule", {"answer": "no-such-rule"}, "There is no rule"),
        ("rule", {"answer": "other", "text": "../../etc/rule.toml"}, "is a file"),
        ("rule", {"answer": "plurality", "text": "dhondt(3%, seats=4)"}, "Two answers"),
    ],
)
def test_what_is_no_answer_is_refused_and_kept_nowhere(
    client: Client, draft: Draft, key: str, sent: dict[str, str], says: str
) -> None:
    before = draft.answers
    answer = client.post(address(draft, f"ask/{key}/"), sent)
    assert answer.status_code == 400
    assert says in answer.text
    assert 'role="alert"' in answer.text
    assert draft.answers == before


def test_a_law_of_another_country_is_refused(client: Client, draft: Draft) -> None:
    client.post(address(draft, "ask/date/"), {"answer": "2025-02-09"})
    client.post(address(draft, "ask/country/"), {"answer": "EC"})
    answer = client.post(address(draft, "ask/rule/"), {"answer": "other", "text": "pe-president-1993"})
    assert answer.status_code == 400
    assert draft.answers.election.rule == ""


def test_the_laws_of_the_country_come_first(client: Client, draft: Draft) -> None:
    client.post(address(draft, "ask/date/"), {"answer": "2025-02-09"})
    client.post(address(draft, "ask/country/"), {"answer": "EC"})
    text = client.get(address(draft, "ask/rule/")).text
    assert text.index("ec-president-2008") < text.index('value="plurality"')
    assert "pe-president-1993" not in text


def test_answers_stand_in_the_case_file_at_once(client: Client, draft: Draft) -> None:
    assert "title = &#34;?&#34;" in client.get(address(draft, "case/")).text
    client.post(address(draft, "ask/title/"), {"answer": "Alcaldía <b>"})
    assert "title = &#34;Alcaldía &lt;b&gt;&#34;" in client.get(address(draft, "case/")).text


@pytest.mark.slow
def test_totals_that_are_not_met_are_said_with_the_gap(client: Client, draft: Draft) -> None:
    answer_all(client, draft)
    found = draft.found
    assert found is not None
    (votes,) = found.trial.votes.values()
    wrong = {"who": "The board, 10 Feb", "v0.Alder": f"{votes['Alder'] + 1:,}", "sheets": "40"}
    assert client.post(address(draft, "totals/"), wrong).status_code == 302
    client.post(address(draft, "import/"))
    text = settled(client, address(draft, "import/")).text
    assert "missed by -1" in text
    assert "The board, 10 Feb" in text
    right = wrong | {"v0.Alder": str(votes["Alder"])}
    client.post(address(draft, "totals/"), right)
    client.post(address(draft, "import/"))
    assert settled(client, address(draft, "import/")).headers["Location"] == "/en/cases/mayor/"


def test_totals_need_somebody_who_says_them(client: Client, draft: Draft) -> None:
    answer = client.post(address(draft, "totals/"), {"v0.Alder": "12"})
    assert answer.status_code == 400
    assert "Nobody is named" in answer.text
    assert 'value="12"' in answer.text
    assert draft.answers.controls == ()


@pytest.mark.parametrize("text", ["12345", "12.345", "12,345", "12 345", " 12’345 "])
def test_a_figure_is_read_as_people_write_it(text: str) -> None:
    assert _figure(text) == 12345


@pytest.mark.parametrize("text", ["-1", "1.5", "12,34", "1e3", "٣", "x", "9" * 13])
def test_what_is_no_figure_is_refused(text: str) -> None:
    with pytest.raises(QuestionError):
        _figure(text)


@pytest.mark.slow
def test_an_error_of_the_case_file_is_said_at_its_line(client: Client, draft: Draft) -> None:
    answer_all(client, draft)
    found = client.get(address(draft, "case/")).text
    text = _text_of(found)
    lines = text.splitlines()
    place = lines.index('country = "EC"')
    lines[place] = 'country = "EC'
    wrong = client.post(address(draft, "case/"), {"text": "\r\n".join(lines)}).text
    assert f"Line {place + 1}" in wrong
    lines[place] = 'contry = "EC"'
    assert f"Line {place + 1}" in client.post(address(draft, "case/"), {"text": "\n".join(lines)}).text
    lines[place] = 'country = "EC"'
    lines[lines.index('title = "Mayor"')] = 'title = "Mayor of the city"'
    right = client.post(address(draft, "case/"), {"text": "\n".join(lines)})
    assert "Nothing is wrong" in right.text
    client.post(address(draft, "import/"))
    done = settled(client, address(draft, "import/"))
    assert done.headers["Location"] == "/en/cases/mayor-of-the-city/"


def test_an_edit_of_the_case_file_can_be_taken_back(client: Client, draft: Draft) -> None:
    client.post(address(draft, "case/"), {"text": "x = 1\n"})
    assert draft.written == "x = 1\n"
    assert "edited by hand" in client.get(address(draft, "totals/")).text
    client.post(address(draft, "case/"), {"reset": "1", "text": "x = 1\n"})
    assert draft.written is None


def test_a_case_file_leads_nowhere_else(client: Client, draft: Draft, tmp_path: Path) -> None:
    answer_all(client, draft)
    text = _text_of(client.get(address(draft, "case/")).text)
    away = text.replace('rule = "plurality"', f'rule = "{tmp_path}/rule.toml"')
    assert "leads out" in client.post(address(draft, "case/"), {"text": away}).text
    away = text.replace('name = "mesas.csv"', 'name = "../../../../etc/passwd"')
    assert "not a name within" in client.post(address(draft, "case/"), {"text": away}).text
    client.post(address(draft, "import/"))
    assert settled(client, address(draft, "import/")).status_code == 200
    assert list((draft.home).glob("*/case.toml")) == []


@pytest.mark.slow
def test_a_stopped_desk_loses_nothing(client: Client, draft: Draft) -> None:
    """What a desk was doing when it was stopped is begun again by the one that is asked next."""
    answer_all(client, draft)
    draft.write("task", {"task": "finish"})
    assert jobs.working(draft)
    assert settled(client, address(draft, "import/")).headers["Location"] == "/en/cases/mayor/"


def test_questions_can_begin_anew(client: Client, draft: Draft) -> None:
    answer_all(client, draft)
    assert client.post(address(draft, "again/")).status_code == 302
    assert draft.answers.given == {}


def test_a_draft_can_be_discarded_but_not_by_a_link(client: Client, draft: Draft) -> None:
    assert client.get(address(draft, "discard/")).status_code == 405
    assert client.post(address(draft, "discard/")).status_code == 302
    assert not draft.folder.exists()
    assert client.get(address(draft)).status_code == 404


def test_names_of_columns_and_cells_are_shown_as_text(client: Client, draft: Draft) -> None:
    kept = json.loads((draft.folder / "found.json").read_text("utf-8"))
    kept["header"][0] = kept["rows"][0][0] = "<script>alert(1)</script>"
    draft.write("found", kept)
    text = client.get(address(draft)).text
    assert "<script>alert" not in text
    assert "&lt;script&gt;alert(1)" in text


def test_what_was_found_is_kept_whole(draft: Draft) -> None:
    kept = json.loads((draft.folder / "found.json").read_text("utf-8"))
    for name in ("trial", "forms"):
        assert json.loads(json.dumps(recorded(revived(kept[name])))) == kept[name]


def test_the_pages_are_in_the_language_of_the_reader(client: Client, draft: Draft) -> None:
    text = client.get(f"/es/bring/{draft.name}/").text
    assert "Lo encontrado" in text
    assert "no se lee" in text or "candidatura" in text


def test_the_line_of_a_key_is_that_of_what_it_stands_in() -> None:
    text = 'format = 1\n[a]\nb = [\n  { id = "x" },\n  { id = "y" },\n]\n[a.c]\nd = "?"\n'
    assert [line_of(text, key) for key in ("format", "a.b", "a.c.d", "a.c.e", "z")] == [1, 3, 8, 7, None]


def _text_of(page: str) -> str:
    import html

    return html.unescape(page.partition("<textarea")[2].partition(">\n")[2].partition("</textarea>")[0])
