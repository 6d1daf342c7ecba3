"""What is wrong with a file or a case, as rows of a table: where, what, and what to do."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from veedor.desk.apart import singles
from veedor.errors import InputError
from veedor.sentence import record, revived

if TYPE_CHECKING:
    from veedor.desk.bring.drafts import Draft
    from veedor.report.wording import Wording

MOST = 200
"""Problems that are kept."""


@dataclass(frozen=True)
class ShownProblem:
    """A problem as it is shown.

    Parameters
    ----------
    file, row, column, value : str
        Where it is, and what was seen there; empty where that is nowhere.
    says, expected, remedy : str
        In the language of the reader.
    """

    says: str
    remedy: str = ""
    expected: str = ""
    file: str = ""
    row: str = ""
    column: str = ""
    value: str = ""


def recorded_problems(error: Exception, draft: Draft) -> list[dict[str, Any]]:
    """Give what was raised as JSON, in no language, without the paths of this machine."""
    made = []
    for one in singles(error)[:MOST]:
        bare = one.bare if isinstance(one, InputError) and one.bare else one.message
        said: dict[str, Any] = {"says": record(bare), "remedy": record(one.remedy)}
        if isinstance(one, InputError):
            said["expected"] = record(one.expected)
            said["file"], said["column"] = one.file, one.column or ""
            said["row"] = "" if one.row is None else str(one.row)
            said["value"] = "" if one.value is None else one.value[:200]
        made.append(_without_paths(said, draft))
    return made


def _without_paths(said: Any, draft: Draft) -> Any:  # noqa: ANN401 - JSON
    if isinstance(said, dict):
        return {name: _without_paths(one, draft) for name, one in said.items()}
    if isinstance(said, list):
        return [_without_paths(one, draft) for one in said]
    if not isinstance(said, str):
        return said
    for folder in (draft.case.resolve(), draft.case, draft.files.resolve(), draft.files):
        said = said.replace(f"{folder}/", "").replace(str(folder), draft.name)
    return said


def shown(kept: list[dict[str, Any]], words: Wording) -> list[ShownProblem]:
    """Say recorded problems in a language."""
    texts = {"says", "remedy", "expected"}
    return [
        ShownProblem(**{n: words.said(revived(v)) if n in texts else str(v) for n, v in one.items()})
        for one in kept
    ]
