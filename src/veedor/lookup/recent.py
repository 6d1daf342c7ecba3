"""What was asked last, as far as it fits into some memory."""

from __future__ import annotations

import threading
from collections import OrderedDict
from contextlib import suppress
from typing import TYPE_CHECKING, Any, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable

T = TypeVar("T")


class Recent:
    """Answers by their questions; those that were asked longest ago make room for new ones.

    Several threads may ask at once.

    Parameters
    ----------
    most : int
        Bytes that all of them may take; an answer that is larger alone is kept until the next one.
    """

    def __init__(self, most: int) -> None:
        self.most = most
        self.held = 0
        self._kept: OrderedDict[Hashable, tuple[Any, int]] = OrderedDict()
        self._lock = threading.Lock()

    def __len__(self) -> int:
        return len(self._kept)

    def __contains__(self, key: Hashable) -> bool:
        return key in self._kept

    def get(self, key: Hashable) -> Any:  # noqa: ANN401 - whatever was put there
        """Return what is kept under a question.

        Raises
        ------
        KeyError
            Where nothing is.
        """
        with self._lock:
            self._kept.move_to_end(key)
            return self._kept[key][0]

    def put(self, key: Hashable, value: object, size: int) -> None:
        """Keep an answer.

        Parameters
        ----------
        key : hashable
            What was asked.
        value : object
            The answer.
        size : int
            Bytes that it takes.
        """
        with self._lock:
            self._drop(key)
            self._kept[key] = value, size
            self.held += size
            while self.held > self.most and len(self._kept) > 1:
                self._drop(next(iter(self._kept)))

    def forget(self, meant: Callable[[Any], bool]) -> None:
        """Drop the answers to some questions.

        Parameters
        ----------
        meant : callable
            Says of a question whether its answer is dropped.
        """
        with self._lock:
            for key in [key for key in self._kept if meant(key)]:
                self._drop(key)

    def or_made(self, key: Hashable, make: Callable[[], T], size: Callable[[T], int]) -> T:
        """Return what is kept under a question, or make and keep it.

        Parameters
        ----------
        key : hashable
            What is asked.
        make : callable
            Makes the answer.
        size : callable
            Says how many bytes one takes.
        """
        with suppress(KeyError):
            kept: T = self.get(key)
            return kept
        made = make()
        self.put(key, made, size(made))
        return made

    def _drop(self, key: Hashable) -> None:
        _, size = self._kept.pop(key, (None, 0))
        self.held -= size
