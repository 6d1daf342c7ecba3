"""The work on drafts, as jobs of the desk; what a stopped desk left is begun again by itself."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from veedor.desk import jobs
from veedor.desk.jobs import Work

if TYPE_CHECKING:
    from collections.abc import Mapping

    from veedor.desk.bring.drafts import Draft

RECORDS = {"find": "found", "try": "tried", "finish": "done"}
"""Task -> what it writes where it succeeds."""


def begin(draft: Draft, task: str) -> None:
    """Begin a task of a draft; what came of an earlier one is forgotten."""
    draft.forget(RECORDS[task], "problems")
    draft.write("task", {"task": task})
    _start(draft, task)


def working(draft: Draft) -> bool:
    """Whether a task is still being done; one that a stopped desk left is begun again."""
    known = (draft.read("task") or {}).get("task")
    if known not in RECORDS:
        return False
    job = jobs.known(_key(draft))
    if job is not None and job.works:
        return True
    if job is not None and job.state == "failed" and draft.read("problems") is None:
        draft.write("problems", {"task": known, "problems": job.problems})
    if draft.read(RECORDS[known]) is not None or draft.read("problems") is not None:
        draft.forget("task")
        return False
    _start(draft, known)
    return True


def wait(draft: Draft, seconds: float) -> None:
    """Wait for a task, so that what is quick needs no page that comes back."""
    jobs.wait(_key(draft), seconds)


def progress(draft: Draft) -> Mapping[str, Any]:
    """Return the last step of the task of a draft; empty where it said none."""
    job = jobs.known(_key(draft))
    return {} if job is None else job.progress


def _key(draft: Draft) -> str:
    return jobs.key_of("bring", str(draft.folder))


def _start(draft: Draft, task: str) -> None:
    given = {"task": task, "folder": str(draft.folder)}
    jobs.begin(_key(draft), Work(f"bring.{task}", "veedor.desk.bring.worker", given))
