"""Jobs: done once, by a process that ends with its desk; interrupted ones say so and can be begun again."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from datetime import timedelta
from pathlib import Path

import pytest
from django.test import Client
from django.utils import timezone

from desk.running import Visitor, running_desk
from veedor.desk import jobs
from veedor.desk.jobs import Work
from veedor.errors import QuestionError

pytestmark = pytest.mark.usefixtures("desk")
SECONDS = 60.0
LONG = "audit", {"runs": "100000", "risk-limit": "0.1%"}
"""A question that takes longer than any test."""
ADDRESS = "/en/cases/small/ask/audit?risk-limit=0.1%25&runs=100000"


@pytest.fixture
def module(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """A process that says what it is told to, and counts how often it was begun."""
    (tmp_path / "worked.py").write_text(
        "import sys, time\n"
        "from pathlib import Path\n"
        "from veedor.desk.apart import task, tell\n"
        "given = task()\n"
        "Path(given['mark']).open('a').write('x')\n"
        "for said in given['says']:\n"
        "    tell(**said)\n"
        "print('this is no line of it', flush=True)\n"
        "time.sleep(given.get('sleep', 0))\n"
        "sys.exit(given.get('code', 0))\n"
    )
    monkeypatch.setenv("PYTHONPATH", os.pathsep.join([str(tmp_path), os.environ.get("PYTHONPATH", "")]))
    return "worked"


def _work(module: str, mark: Path, *says: object, **further: object) -> Work:
    return Work("test.task", module, {"mark": str(mark), "says": list(says), **further})


def _ended(key: str) -> jobs.JobNow:
    jobs.wait(key, SECONDS)
    job = jobs.known(key)
    assert job is not None
    return job


def test_a_job_is_done_and_its_result_kept(module: str, tmp_path: Path) -> None:
    key, mark = jobs.key_of(str(tmp_path)), tmp_path / "mark"
    jobs.begin(key, _work(module, mark, {"result": {"é": [1, "<b>"]}}))
    jobs.begin(key, _work(module, mark, {"result": {}}))  # while it is being done
    assert _ended(key).state == "done"
    assert jobs.result_of(key) == {"é": [1, "<b>"]}
    assert mark.read_text() == "x"


def test_its_steps_are_seen_while_it_works(module: str, tmp_path: Path) -> None:
    key = jobs.key_of(str(tmp_path))
    step = {"progress": {"what": "reading", "step": 2, "steps": 5}}
    jobs.begin(key, _work(module, tmp_path / "mark", step, {"result": None}, sleep=3))
    until, seen = time.monotonic() + SECONDS, None
    while time.monotonic() < until and not seen:
        job = jobs.known(key)
        assert job is not None
        assert job.works
        seen = job.progress
    assert seen == step["progress"]
    assert _ended(key).state == "done"
    assert jobs.result_of(key) is None


@pytest.mark.parametrize("code", [0, 3])
def test_a_process_that_ends_without_a_word_is_a_problem_with_a_remedy(
    module: str, tmp_path: Path, code: int, caplog: pytest.LogCaptureFixture
) -> None:
    key = jobs.key_of(str(tmp_path))
    jobs.begin(key, _work(module, tmp_path / "mark", code=code))
    job = _ended(key)
    assert job.state == "failed"
    assert (
        f"(code {code})" in str(job.problems[0]["says"]["fields"])
        or code in job.problems[0]["says"]["fields"].values()
    )
    assert "without an answer" in caplog.text
    jobs.begin(key, _work(module, tmp_path / "mark", {"problems": [{"says": "no"}]}))
    assert _ended(key).problems == [{"says": "no"}]


def test_only_so_many_can_wait(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(jobs, "MOST_WAITING", 0)
    with pytest.raises(QuestionError, match="no more can wait"):
        jobs.begin(jobs.key_of("one too many"), Work("test", "none", {}))


def test_what_was_made_first_makes_room(monkeypatch: pytest.MonkeyPatch) -> None:
    jobs.keep("0" * 64, "test", 1)
    monkeypatch.setattr(jobs, "MOST_KEPT", 1)
    jobs.keep("1" * 64, "test", 2)
    assert jobs.result_of("1" * 64) == 2
    assert jobs.result_of("0" * 64) is None


@pytest.mark.slow
def test_a_job_of_a_desk_that_fell_silent_was_interrupted(client: Client) -> None:
    from veedor.desk.ask.desk_question import DeskQuestion
    from veedor.desk.store.models import Job

    question = DeskQuestion("small", "stakes", {"treatment": "swap"})
    client.get("/en/cases/small/ask/stakes?treatment=swap")
    now = timezone.now()
    row = {"task": "ask.stakes", "question": {}, "state": "running", "runner": "another", "begun_at": now}
    Job.objects.create(key=question.key, seen_at=now - timedelta(seconds=3), **row)
    assert "data-working" in client.get("/en/cases/small/ask/stakes?treatment=swap").text
    Job.objects.filter(key=question.key).update(seen_at=now - timedelta(minutes=1))
    page = client.get("/en/cases/small/ask/stakes?treatment=swap").text
    assert "It was interrupted" in page
    assert client.post("/en/cases/small/ask/stakes", {"treatment": "swap"}).status_code == 302
    assert _ended(question.key).state == "done"
    assert "It was interrupted" not in client.get("/en/cases/small/ask/stakes?treatment=swap").text


def test_a_process_ends_with_the_desk_that_was_killed(module: str, tmp_path: Path) -> None:
    script = (
        "import sys, time\nfrom veedor.desk.apart import Child\n"
        "child = Child('worked', {'mark': sys.argv[1], 'says': [], 'sleep': 600})\n"
        "print(child._process.pid, flush=True)\ntime.sleep(600)\n"
    )
    assert module == "worked"
    line = [sys.executable, "-c", script, str(tmp_path / "mark")]
    with subprocess.Popen(line, stdout=subprocess.PIPE, text=True) as desk:
        assert desk.stdout is not None
        child = int(desk.stdout.readline())
        until = time.monotonic() + SECONDS
        while not (tmp_path / "mark").exists() and time.monotonic() < until:
            time.sleep(0.1)
        desk.kill()
    until = time.monotonic() + SECONDS
    while _lives(child) and time.monotonic() < until:
        time.sleep(0.1)
    assert not _lives(child)


def _lives(process: int) -> bool:
    try:
        state = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[0]
    except OSError:
        return False
    return state != "Z"


def _survives(case: Path, **environment: str) -> None:
    verb, said = LONG
    with running_desk(case, **environment) as address:
        visitor = Visitor(address)
        answer = visitor.send("/en/cases/small/ask/stakes", treatment="swap")
        until = time.monotonic() + 2 * SECONDS
        while "data-working" in answer and time.monotonic() < until:
            answer = visitor.look("/en/cases/small/ask/stakes?treatment=swap")
        assert "exchanged" in answer.split('id="answer"')[1]
        assert "data-working" in visitor.send(f"/en/cases/small/ask/{verb}", **said)
        assert "data-working" in visitor.look(ADDRESS)  # a reload
    with running_desk(case, **environment) as address:
        visitor = Visitor(address)
        page = visitor.look(ADDRESS)
        assert "It was interrupted" in page
        assert (
            "exchanged" in visitor.look("/en/cases/small/ask/stakes?treatment=swap").split('id="answer"')[1]
        )
        assert "interrupted" in visitor.look("/en/cases/small/ask/")
        assert "data-working" in visitor.send(f"/en/cases/small/ask/{verb}", **said)


@pytest.mark.slow
def test_jobs_survive_a_reload_and_results_a_restart(small: Path, tmp_path: Path) -> None:
    _survives(small, VEEDOR_DATABASE=f"sqlite:///{tmp_path / 'desk.sqlite3'}")


@pytest.mark.slow
def test_so_they_do_on_postgresql(small: Path, postgresql_address: str) -> None:
    _survives(small, VEEDOR_DATABASE=postgresql_address)
