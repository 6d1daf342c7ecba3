"""An audit as it came about: every row of its journal in order, and what is wrong with it."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

from veedor.audit.canonical import file_of, paper_from_bytes
from veedor.audit.course import CHECK_OF, Course
from veedor.audit.journal import SIGNATURE
from veedor.audit.signed_papers import CONTENTS, Signed
from veedor.audit.sshsig import verify
from veedor.errors import AuditError
from veedor.sentence import sentence

if TYPE_CHECKING:
    from collections.abc import Callable, Container, Sequence

    from veedor.audit.journal import JournalLine
    from veedor.audit.papers import AuditPlan


@dataclass(frozen=True, slots=True)
class Replay:
    """What came of the rows of a journal.

    Parameters
    ----------
    course : Course
        What has been established.
    problems : dict of str to list of AuditError
        What is wrong, by the name of the check that it belongs to.
    """

    course: Course
    problems: dict[str, list[AuditError]]


def replayed(
    lines: Sequence[JournalLine],
    content: Callable[[JournalLine], bytes],
    plan: AuditPlan,
    drawn: Callable[[], Container[str]],
) -> Replay:
    """Go through a journal, row by row.

    Parameters
    ----------
    lines : sequence of JournalLine
        The journal.
    content : callable
        Gives the file of a row, its hash checked.
    plan : AuditPlan
        What was agreed.
    drawn : callable
        Gives the drawn sheets, once there is a draw.
    """
    of_plan = next(line.sha256 for line in lines if line.step == "plan")
    course, problems = Course(plan, of_plan, drawn), defaultdict[str, list[AuditError]](list)
    at_once = dict(enumerate(lines, start=1))
    for row, line in at_once.items():
        if line.step not in CONTENTS:
            problems["order"] += [_at(row, error) for error in course.problems_of_order(line)]
            problems["order"] += [_at(row, error) for error in course.problems_of_time(line.at)]
        elif line.is_signature:
            if row == 1 or at_once[row - 1].file + SIGNATURE != line.file:
                problems["papers"].append(
                    _at(row, AuditError(sentence("{file} signs no paper before it.", file=line.file)))
                )
        else:
            try:
                _paper(row, line, content, at_once.get(row + 1), course, problems)
            except AuditError as error:
                problems["papers"].append(_at(row, error))
        course.pass_over(line)
    return Replay(course, problems)


def _paper(
    row: int,
    line: JournalLine,
    content: Callable[[JournalLine], bytes],
    following: JournalLine | None,
    course: Course,
    problems: dict[str, list[AuditError]],
) -> None:
    """Check a paper with its signature against everything before it, and take note of it if it is signed."""
    paper = paper_from_bytes(content(line), line.file)
    told = (line.step, line.file, line.who, line.at)
    if told != (paper.step, file_of(paper), paper.party, paper.at):
        problems["papers"].append(_at(row, AuditError("The row says something else than its paper.")))
    signature = ""
    if following is not None and following.file == line.file + SIGNATURE:
        signature = content(following).decode("utf-8", errors="replace")
    if not verify(content(line), signature, course.plan.party(paper.party).key):
        problems[CHECK_OF[paper.step]].append(
            _at(
                row,
                AuditError(sentence("{file} is not signed by {party}.", file=line.file, party=paper.party)),
            )
        )
        return
    problems["papers"] += [_at(row, error) for error in course.problems_of_envelope(paper, line.previous)]
    wrong = [_at(row, error) for error in course.problems_of_content(paper)]
    problems[CHECK_OF[paper.step]] += wrong
    course.take(Signed(row, line.file, line.sha256, paper), sound=not wrong)


def _at(row: int, error: AuditError) -> AuditError:
    return AuditError(
        sentence("Row {row} of the journal: {message}", row=row, message=error.message), remedy=error.remedy
    )
