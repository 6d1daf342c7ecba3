"""A case that remembers its answers: sections and findings.json ask the same questions."""

from __future__ import annotations

from functools import wraps
from typing import TYPE_CHECKING, Any, cast

from veedor.case import ORDER
from veedor.model import Result
from veedor.report.ahead import arrived

if TYPE_CHECKING:
    from collections.abc import Callable

    from veedor.case import Case
    from veedor.report.ahead import Expected


class _Remembering:
    """Stands in for a case; every method is called once for the same arguments.

    Parameters
    ----------
    case : Case
        The case.
    """

    def __init__(self, case: Case, expected: Expected | None = None) -> None:
        self._case = case
        self._expected = expected or {}
        self._answers: dict[tuple[Any, ...], Any] = {}

    def __getattr__(self, name: str) -> Any:  # noqa: ANN401 - whatever the case has
        attribute = getattr(self._case, name)
        return self._remembered(name, attribute) if callable(attribute) else attribute

    def given(self) -> dict[str, list[Any]]:
        """Give the answers by the name of the method, first asked first."""
        found: dict[str, list[Any]] = {}
        for (name, *_), answer in self._answers.items():
            found.setdefault(name, []).append(answer)
        return found

    def _remembered(self, name: str, ask: Callable[..., Any]) -> Callable[..., Any]:
        @wraps(ask)
        def answer(*words: object, **options: object) -> Any:  # noqa: ANN401 - whatever the case answers
            key = (name, words, tuple(sorted(options.items())))
            if key not in self._answers:
                try:
                    self._answers[key] = self._ask(name, ask, words, options)
                except Exception as error:  # noqa: BLE001 - a refusal is an answer too: it is raised again
                    self._answers[key] = error
            given = self._answers[key]
            if isinstance(given, Exception):
                raise given
            return given

        return answer

    def _ask(
        self, name: str, ask: Callable[..., Any], words: tuple[object, ...], options: dict[str, object]
    ) -> Any:  # noqa: ANN401 - whatever the case answers
        """Take the answer that was asked for ahead, or ask now."""
        if not words and name in self._expected and dict(self._expected[name][0]) == options:
            came, answer = arrived(self._expected[name][1])
            if came:
                return answer
        return ask(*words, **options)


def remembering(case: Case, expected: Expected | None = None) -> Case:
    """Give a case whose methods answer the same question once; arguments must be hashable.

    Parameters
    ----------
    case : Case
        The case.
    expected : dict, optional
        Answers asked for ahead (:func:`veedor.report.ahead.ahead`).
    """
    return cast("Case", _Remembering(case, expected))


def answers(case: Case) -> tuple[Result, ...]:
    """Give every result that a remembering case was asked for and had, in the order of the house.

    Parameters
    ----------
    case : Case
        From :func:`remembering`.
    """
    given = cast("_Remembering", case).given()
    found: dict[int, Result] = {}
    for name in sorted(given, key=lambda name: ORDER.index(name) if name in ORDER else len(ORDER)):
        for answer in given[name]:
            found |= {
                id(r): r
                for r in (answer if isinstance(answer, tuple) else (answer,))
                if isinstance(r, Result)
            }
    return tuple(found.values())
