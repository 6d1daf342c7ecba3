"""From ``case.toml`` to a :class:`CaseFile` in which every reference holds."""

from __future__ import annotations

from pathlib import Path

from veedor.errors import CaseError, raise_all
from veedor.intake.area_source import as_read
from veedor.intake.case import CaseFile, Document
from veedor.intake.case_problems import problems_of, rule_problems
from veedor.intake.open_values import refuse_open_values
from veedor.intake.strict import build, read_toml
from veedor.model import ContestId, CountId
from veedor.sentence import sentence


def load_case(path: str | Path) -> CaseFile:
    """Read and check a case.

    Parameters
    ----------
    path : str or Path
        The folder of the case, or its ``case.toml``.

    Returns
    -------
    CaseFile
        Frozen; no data file has been looked at.

    Raises
    ------
    CaseError
        Where the file is missing or not TOML, or has one problem.
    InputErrors
        Where it has several; all of them.
    """
    file = Path(path)
    if file.suffix != ".toml":
        file = file / "case.toml"
    found = read_toml(file)
    raise_all(
        refuse_open_values(file.read_text("utf-8-sig"), str(file)),
        sentence("{file} has open questions", file=file),
    )
    problems: list[CaseError] = []
    document = build(Document, found, file=str(file), problems=problems)  # type: ignore[arg-type]
    if document is not None:
        problems += [
            CaseError(message, file=str(file), column=key, remedy=remedy)
            for key, message, remedy in problems_of(document)
        ]
    raise_all(problems, sentence("{file} cannot be used", file=file))
    assert document is not None  # noqa: S101 - or there are problems
    case = CaseFile(
        path=file.resolve(),
        election=document.election,
        contests={ContestId(name): entry for name, entry in document.contest.items()},
        counts={CountId(name): entry for name, entry in document.count.items()},
        sources={name: as_read(source) for name, source in document.source.items()},
        watch=document.watch,
    )
    for key, message, remedy in rule_problems(case):
        raise CaseError(message, file=str(file), column=key, remedy=remedy)
    return case
