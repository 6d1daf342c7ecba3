"""Jobs: work that takes long, done by processes of its own, with its steps; what came of it is kept.

A job has a key: what it is about. Who asks for the same key gets the same job, and the result that is kept,
also after a restart. While a job is being done its desk says so every few seconds (``seen_at``): one of which
nothing was heard was interrupted, and can be begun again.

The process is a module that reads its task with :func:`veedor.desk.apart.task` and says how far it is with
:func:`veedor.desk.apart.tell`; its last word is ``result`` or ``problems``.
"""

from __future__ import annotations

import hashlib
import json
import secrets
import threading
import time
import zlib
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from logging import getLogger
from typing import TYPE_CHECKING, Any

from django.db import DatabaseError, IntegrityError, connection, transaction
from django.db.models import Q
from django.utils import timezone

from veedor.desk.apart import Child
from veedor.errors import QuestionError
from veedor.intake.apart import MEMORY
from veedor.sentence import record, sentence
from veedor.version import __version__

if TYPE_CHECKING:
    from collections.abc import Mapping

LOG = getLogger("veedor.desk")
AT_ONCE = 2
MOST_WAITING = 30
"""Jobs that may be waiting or running in one desk."""
BEAT = 2.0
"""Seconds after which a desk says again that it does its jobs."""
SILENT = timedelta(seconds=12)
"""After so long without a word a job counts as interrupted."""
LONG_AGO = datetime(2000, 1, 1, tzinfo=UTC)
MOST_KEPT = 2000
"""Jobs and results that are kept, those that were made last."""
PROGRESS = 0.3
"""Seconds between two steps that are written down."""
WAITING, RUNNING, DONE, FAILED = "waiting", "running", "done", "failed"

ME = secrets.token_hex(16)
"""This desk, as long as it runs."""


class _Here:
    """The jobs that this process does."""

    def __init__(self) -> None:
        self.lock = threading.RLock()
        self.workers = ThreadPoolExecutor(max_workers=AT_ONCE, thread_name_prefix="veedor-job")
        self.running: dict[str, Future[None]] = {}
        self.children: dict[str, Child] = {}
        self.beating = False
        self.closing = False


_here = _Here()


@dataclass(frozen=True)
class Work:
    """What is to be done.

    Parameters
    ----------
    task : str
        What kind of work it is: ``ask.stakes``.
    module : str
        The module that does it.
    given : mapping
        What it is told, as JSON.
    """

    task: str
    module: str
    given: Mapping[str, Any]


@dataclass(frozen=True)
class JobNow:
    """How far a job is.

    Parameters
    ----------
    key : str
        What it is about.
    state : str
        ``waiting``, ``running``, ``done``, ``failed``, or ``interrupted``: its desk was stopped.
    given : mapping
        What it was told.
    progress : mapping
        The last step that it said; empty where it said none.
    problems : list
        What was in the way, where it failed.
    """

    key: str
    state: str
    given: Mapping[str, Any]
    progress: Mapping[str, Any]
    problems: list[dict[str, Any]]

    @property
    def works(self) -> bool:
        """Whether it is being done, or will be."""
        return self.state in {WAITING, RUNNING}


def key_of(*parts: object) -> str:
    """Return the key of what a job is about; it changes with the version of Veedor."""
    written = json.dumps([__version__, *parts], ensure_ascii=True, sort_keys=True)
    return hashlib.sha256(written.encode()).hexdigest()


def _tables() -> tuple[Any, Any]:
    from veedor.desk.store.models import Job, KeptResult  # needs settings, which the processes have not

    return Job, KeptResult


def known(key: str) -> JobNow | None:
    """Return the job of a key; None where there was none, or it is long forgotten."""
    job = _tables()[0].objects.filter(key=key).first()
    return None if job is None else _now(job)


def _now(job: Any) -> JobNow:  # noqa: ANN401 - a row
    lost = job.state in {WAITING, RUNNING} and job.seen_at < timezone.now() - SILENT
    state = "interrupted" if lost else job.state
    return JobNow(job.key, state, job.question, job.progress or {}, job.problems or [])


def lately(task: str, most: int) -> list[JobNow]:
    """Return the last jobs of a kind; of one that ends in ``.``, of all kinds that begin so."""
    jobs = _tables()[0].objects
    of_kind = jobs.filter(task__startswith=task) if task.endswith(".") else jobs.filter(task=task)
    return [_now(job) for job in of_kind.order_by("-begun_at")[:most]]


def result_of(key: str) -> Any:  # noqa: ANN401 - JSON
    """Return the result that is kept under a key; None where none is."""
    kept = _tables()[1].objects.filter(key=key).values_list("content", flat=True).first()
    return None if kept is None else json.loads(zlib.decompress(bytes(kept)))


def keep(key: str, task: str, result: Any) -> None:  # noqa: ANN401 - JSON
    """Keep a result under a key; the oldest make room."""
    content = zlib.compress(json.dumps(result).encode(), 6)
    defaults = {"task": task, "content": content, "made_at": timezone.now()}
    _tables()[1].objects.update_or_create(key=key, defaults=defaults)
    for table, order in zip(_tables(), ("begun_at", "made_at"), strict=True):
        beyond = table.objects.order_by(f"-{order}").values_list(order, flat=True)[MOST_KEPT : MOST_KEPT + 1]
        for moment in list(beyond):
            table.objects.filter(**{f"{order}__lte": moment}).delete()


def begin(key: str, work: Work) -> None:
    """Begin a job, unless it is being done already; what came of an earlier attempt is forgotten.

    Parameters
    ----------
    key : str
        From :func:`key_of`.
    work : Work
        What is to be done.

    Raises
    ------
    QuestionError
        Where so much is being worked out that this must wait.
    """
    with _here.lock:
        _here.running = {name: one for name, one in _here.running.items() if not one.done()}
        if len(_here.running) >= MOST_WAITING:
            raise QuestionError(
                "So much is being worked out that no more can wait.", remedy="Ask again a little later."
            )
        if not _taken(key, work):
            return
        _here.running[key] = _here.workers.submit(_do, key, work)
        if not _here.beating:
            _here.beating = True
            threading.Thread(target=_beat, name="veedor-beat", daemon=True).start()


def _taken(key: str, work: Work) -> bool:
    """Write down that this desk does a job; say whether no other one does."""
    jobs, now = _tables()[0].objects, timezone.now()
    fresh = {
        "task": work.task, "question": dict(work.given), "state": WAITING, "runner": ME, "seen_at": now,
        "progress": None, "problems": None, "begun_at": now, "ended_at": None,
    }  # fmt: skip
    free = Q(state__in=[DONE, FAILED]) | Q(seen_at__lt=now - SILENT)
    if jobs.filter(free, key=key).update(**fresh):
        return True
    try:
        with transaction.atomic():
            jobs.create(key=key, **fresh)
    except IntegrityError:
        return False
    return True


def wait(key: str, seconds: float) -> None:
    """Wait for a job of this desk, so that what is quick needs no page that comes back."""
    with _here.lock:
        future = _here.running.get(key)
    if future is not None:
        try:
            future.result(timeout=seconds)
        except TimeoutError:
            return


def close() -> None:
    """End the processes; what they did counts as interrupted at once."""
    with _here.lock:
        _here.closing = True
        for child in _here.children.values():
            child.end()
    _here.workers.shutdown(wait=True, cancel_futures=True)
    _write(Q(runner=ME, state__in=[WAITING, RUNNING]), seen_at=LONG_AGO)


def _write(which: Q, **what: Any) -> None:  # noqa: ANN401 - of any column
    """Change jobs; where the database does not answer the log says so, and the work goes on."""
    try:
        _tables()[0].objects.filter(which).update(**what)
    except DatabaseError:
        LOG.exception("a job could not be written down")
        connection.close()


def _beat() -> None:
    """Say that this desk is there, as long as it does a job."""
    while True:
        time.sleep(BEAT)
        with _here.lock:
            if all(one.done() for one in _here.running.values()):
                _here.beating = False
                break
        _write(Q(runner=ME, state__in=[WAITING, RUNNING]), seen_at=timezone.now())
    connection.close()


def _do(key: str, work: Work) -> None:
    """Have a process do a job, and keep what came of it."""
    mine = Q(key=key, runner=ME)
    try:
        _write(mine, state=RUNNING, seen_at=timezone.now())
        said, code, errors = _said(key, work)
        if _here.closing:
            return
        if said.get("result") is not None:
            keep(key, work.task, said["result"])
        if "result" in said:
            _write(mine, state=DONE, ended_at=timezone.now())
            return
        if "problems" not in said:
            LOG.error("the process of a job ended without an answer (code %s): %s", code, errors)
        problems = said.get("problems", [_ended(code)])
        _write(mine, state=FAILED, problems=problems, ended_at=timezone.now())
    except Exception:
        LOG.exception("a job could not be done")
        _write(mine, state=FAILED, problems=[_ended(-1)], ended_at=timezone.now())
    finally:
        connection.close()


def _said(key: str, work: Work) -> tuple[dict[str, Any], int, str]:
    """Run the process, write its steps down, and give its last word, its code and its errors."""
    with _here.lock:
        if _here.closing:
            return {}, 0, ""
        child = _here.children[key] = Child(work.module, work.given)
    last: dict[str, Any] = {}
    written = 0.0
    try:
        for said in child.lines():
            if "progress" not in said:
                last = said
            elif not said["progress"] or time.monotonic() - written > PROGRESS:
                written = time.monotonic()
                _write(Q(key=key, runner=ME), progress=said["progress"])
    finally:
        with _here.lock:
            del _here.children[key]
        code, errors = child.close()
    return last, code, errors


def _ended(code: int) -> dict[str, Any]:
    """Say that a process ended without a word."""
    return {
        "says": record(
            sentence("The process that works on it ended without an answer (code {code}).", code=code)
        ),
        "remedy": record(
            sentence(
                "It takes too much memory or time, or a file is damaged. Ask for less, or ask in a terminal; "
                "{variable} is the memory that a reader may take.",
                variable=MEMORY,
            )
        ),
    }
