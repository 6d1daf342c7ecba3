"""A case that remembers its answers: sections and findings.json ask the same questions."""

from __future__ import annotations

from functools import wraps
from typing import TYPE_CHECKING, Any, cast

from veedor.errors import MissingDataError

if TYPE_CHECKING:
    from collections.abc import Callable

    from veedor.findings import Case


class _Remembering:
    """Stands in for a case; every method is called once for the same arguments.

    Parameters
    ----------
    case : Case
        The case.
    """

    def __init__(self, case: Case) -> None:
        self._case = case
        self._answers: dict[tuple[Any, ...], Any] = {}

    def __getattr__(self, name: str) -> Any:  # noqa: ANN401 - whatever the case has
        attribute = getattr(self._case, name)
        return self._remembered(name, attribute) if callable(attribute) else attribute

    def _remembered(self, name: str, ask: Callable[..., Any]) -> Callable[..., Any]:
        @wraps(ask)
        def answer(*words: object, **options: object) -> Any:  # noqa: ANN401 - whatever the case answers
            key = (name, words, tuple(sorted(options.items())))
            if key not in self._answers:
                try:
                    self._answers[key] = ask(*words, **options)
                except MissingDataError as error:
                    self._answers[key] = error
            given = self._answers[key]
            if isinstance(given, MissingDataError):
                raise given
            return given

        return answer


def remembering(case: Case) -> Case:
    """Give a case whose methods answer the same question once; arguments must be hashable."""
    return cast("Case", _Remembering(case))
