"""How files are opened and what their columns are, as the user says it: taken over, undone, or refused."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.test import Client, override_settings
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from desk.build_bring import bring, published, settled, taking
from veedor.desk.bring import jobs
from veedor.desk.bring.drafts import Draft, drafts

STRAY = b'Mesa,Lugar,Ana,Luis\nA1,"Escuela 1,50,40\nA2,Escuela 2,60,41\nA3,Escuela 3",10,19\nA4,Otra,11,20\n'


@pytest.fixture(scope="module")
def looked_at(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """Drafts that were looked at once: one that reads, one that is refused."""
    home = tmp_path_factory.mktemp("opened")
    made = {}
    with override_settings(DESK=taking(home)):
        client = Client()
        for name, content in (("mesas.csv", published()), ("stray.csv", STRAY)):
            settled(client, bring(client, (name, content)).headers["Location"])
            made[name] = next(draft.folder for draft in drafts(home) if draft.names == (name,))
    return made


@pytest.fixture
def home(tmp_path: Path) -> Iterator[Path]:
    with override_settings(DESK=taking(tmp_path)):
        yield tmp_path


@pytest.fixture
def client(home: Path) -> Client:
    del home
    return Client(raise_request_exception=False)


def copy(looked_at: dict[str, Path], home: Path, name: str) -> Draft:
    folder = home / ".drafts" / looked_at[name].name
    shutil.copytree(looked_at[name], folder, dirs_exist_ok=True)
    return Draft(folder)


def at(draft: Draft, rest: str = "") -> str:
    return f"/en/bring/{draft.name}/{rest}"


@pytest.mark.slow
def test_a_refused_file_shows_its_lines_and_the_field_of_the_remedy(
    client: Client, home: Path, looked_at: dict[str, Path]
) -> None:
    draft = copy(looked_at, home, "stray.csv")
    refused = client.get(at(draft))
    assert refused.status_code == 409
    assert "line_breaks = &#34;keep&#34;" in refused.text
    assert "<li>A2,Escuela 2,60,41</li>" in refused.text
    assert 'name="further"' in refused.text
    assert client.post(at(draft, "open/"), {"further": 'line_breaks = "keep"'}).status_code == 302
    opened = settled(client, at(draft))
    assert opened.status_code == 200
    assert '<details class="how" open>' in opened.text
    assert 'line_breaks = "keep"' in client.get(at(draft, "case/")).text.replace("&#34;", '"')
    client.post(at(draft, "open/"), {"reset": "1"})
    assert settled(client, at(draft)).status_code == 409


@pytest.mark.slow
def test_lines_above_the_header_can_be_said(client: Client, home: Path, looked_at: dict[str, Path]) -> None:
    draft = copy(looked_at, home, "mesas.csv")
    client.post(at(draft, "open/"), {"skip": "1", "header_rows": "1", "delimiter": ","})
    found = settled(client, at(draft))
    assert 'class="name">Alder</span>' not in found.text  # its line is one of those above
    assert 'name="skip" value="1"' in found.text
    assert '<option value="," selected>,</option>' in found.text


@pytest.mark.slow
@pytest.mark.parametrize(
    ("sent", "says"),
    [
        ({"skip": "two"}, "no number of lines"),
        ({"skip": "-1"}, "no number of lines"),
        ({"header_rows": "99999999"}, "no number of lines"),
        ({"further": "line_break = 'keep'"}, "Did you mean"),
        ({"further": "fetch = { url = 'http://example.org' }"}, "no further key"),
        ({"further": "name = '/etc/passwd'"}, "no further key"),
    ],
)
def test_what_no_field_can_hold_is_refused_and_kept_nowhere(
    client: Client, home: Path, looked_at: dict[str, Path], sent: dict[str, str], says: str
) -> None:
    draft = copy(looked_at, home, "mesas.csv")
    answer = client.post(at(draft, "open/"), sent)
    assert answer.status_code == 400
    assert says in answer.text
    assert draft.read("opening") is None
    assert draft.found is not None


@pytest.mark.slow
def test_an_encoding_that_is_none_is_said_with_the_form_below(
    client: Client, home: Path, looked_at: dict[str, Path]
) -> None:
    draft = copy(looked_at, home, "mesas.csv")
    client.post(at(draft, "open/"), {"encoding": "klingon"})
    answer = settled(client, at(draft))
    assert answer.status_code == 409
    assert "klingon" in answer.text
    assert 'name="encoding"' in answer.text


FIELDS = ("skip", "header_rows", "encoding", "delimiter", "decimal", "member", "sheets", "further")


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.dictionaries(st.sampled_from(FIELDS), st.text(max_size=40)))
def test_no_form_breaks_the_desk(
    client: Client, home: Path, looked_at: dict[str, Path], sent: dict[str, str]
) -> None:
    draft = copy(looked_at, home, "mesas.csv")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(jobs, "_start", lambda *_: None)
        assert client.post(at(draft, "open/"), sent).status_code in {302, 400}
    draft.forget("task")


@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.dictionaries(st.integers(0, 12), st.text(max_size=12), max_size=5))
def test_no_role_breaks_the_desk(
    client: Client, home: Path, looked_at: dict[str, Path], sent: dict[int, str]
) -> None:
    draft = copy(looked_at, home, "mesas.csv")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(jobs, "_start", lambda *_: None)
        answer = client.post(at(draft, "roles/"), {f"role.{number}": role for number, role in sent.items()})
    assert answer.status_code in {302, 400}
    draft.forget("task")


def roles_sent(page: str) -> dict[str, str]:
    """The form of the roles as it stands."""
    import re

    chosen = re.compile(r'<select name="(role\.\d+)".*?<option value="(\w+)"[^>]* selected>', re.DOTALL)
    return dict(chosen.findall(page))


def test_a_role_is_tried_at_once_and_can_be_taken_back(
    client: Client, home: Path, looked_at: dict[str, Path]
) -> None:
    draft = copy(looked_at, home, "mesas.csv")
    page = client.get(at(draft)).text
    sent = roles_sent(page)
    cedar = f"role.{list(json.loads((draft.folder / 'found.json').read_text())['header']).index('Cedar')}"
    assert sent[cedar] == "candidate"
    client.post(at(draft, "roles/"), sent | {cedar: "none_of_these"})
    changed = settled(client, at(draft))
    assert roles_sent(changed.text)[cedar] == "none_of_these"
    assert '<tr><th scope="row">Cedar</th>' not in changed.text
    assert "Cedar" not in client.get(at(draft, "totals/")).text
    assert len(draft.read("tries")) == 1
    client.post(at(draft, "roles/"), {"reset": "1"})
    back = settled(client, at(draft))
    assert roles_sent(back.text) == sent
    assert '<tr><th scope="row">Cedar</th>' in back.text
    client.post(at(draft, "roles/"), sent | {cedar: "none_of_these"})
    assert settled(client, at(draft)).status_code == 200
    assert len(draft.read("tries")) == 1  # what was tried is not tried again


def test_the_last_column_of_votes_cannot_be_taken_away(
    client: Client, home: Path, looked_at: dict[str, Path]
) -> None:
    draft = copy(looked_at, home, "mesas.csv")
    sent = dict.fromkeys(roles_sent(client.get(at(draft)).text), "none_of_these")
    answer = client.post(at(draft, "roles/"), sent)
    assert answer.status_code == 400
    assert "no column would hold votes" in answer.text
    assert 'role="alert"' in answer.text
    assert draft.answers.roles == {}


@pytest.mark.slow
def test_answers_are_kept_while_files_are_opened_otherwise(
    client: Client, home: Path, looked_at: dict[str, Path]
) -> None:
    draft = copy(looked_at, home, "mesas.csv")
    client.post(at(draft, "ask/title/"), {"answer": "Alcaldía"})
    client.post(at(draft, "roles/"), {"role.5": "none_of_these"})
    settled(client, at(draft))
    client.post(at(draft, "open/"), {"header_rows": "1"})
    settled(client, at(draft))
    assert draft.answers.election.title == "Alcaldía"
    assert draft.answers.roles == {"Cedar": "none_of_these"}
    client.post(at(draft, "open/"), {"skip": "3"})  # now there is no such column
    settled(client, at(draft))
    assert draft.answers.roles == {}


@pytest.mark.parametrize("path", ["open/", "roles/"])
def test_nothing_is_said_by_a_link(client: Client, home: Path, looked_at: dict[str, Path], path: str) -> None:
    draft = copy(looked_at, home, "mesas.csv")
    assert client.get(at(draft, path)).status_code == 405
    strict = Client(enforce_csrf_checks=True, raise_request_exception=False)
    assert strict.post(at(draft, path), {"skip": "1"}).status_code == 403
