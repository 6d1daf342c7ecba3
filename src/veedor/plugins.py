"""What other packages bring: entry points, found by name, loaded when one is named or all are listed.

==================  ==============================================================================
``veedor.checks``     name of the check -> the check
``veedor.rules``      id of the rule -> ``pathlib.Path`` of its TOML file
``veedor.readers``    ending of the file, without its dot -> the reader
``veedor.treatments`` name of the treatment -> the treatment
``veedor.locales``    code of the language -> ``pathlib.Path`` of a folder of ``.po`` files
==================  ==============================================================================

What comes with Veedor is looked up first: a plug-in adds, and replaces nothing.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, TypeVar

from veedor.errors import PluginError

if TYPE_CHECKING:
    from collections.abc import Mapping
    from importlib.metadata import EntryPoint

T = TypeVar("T")


@dataclass(frozen=True)
class Plugin:
    """Something that another package brings, not loaded yet.

    Parameters
    ----------
    entry : EntryPoint
        Its name, and where it lies.
    """

    entry: EntryPoint

    @property
    def package(self) -> str:
        """Name of the package that brings it."""
        return self.entry.dist.name if self.entry.dist is not None else self.entry.module

    def __str__(self) -> str:
        return f"the plug-in {self.entry.name!r} of the package {self.package!r}"

    def load(self, kind: type[T]) -> T:
        """Import it.

        Parameters
        ----------
        kind : type
            What it must be.

        Raises
        ------
        PluginError
            Where it cannot be imported, or is something else.
        """
        try:
            made = self.entry.load()
        except Exception as error:
            raise self.error(f"cannot be loaded: {type(error).__name__}: {error}.") from error
        if not isinstance(made, kind):
            raise self.error(f"is a {type(made).__name__}; {self.entry.group} takes a {kind.__name__}.")
        return made

    def error(self, what: str) -> PluginError:
        """Make an error that names the plug-in.

        Parameters
        ----------
        what : str
            ``cannot be loaded``.
        """
        return PluginError(
            f"{str(self).capitalize()} ({self.entry.value}) {what}",
            remedy=f"Tell its authors; without it: `pip uninstall {self.package}`.",
        )


@lru_cache(maxsize=8)
def plugins(group: str) -> Mapping[str, Plugin]:
    """Return what other packages bring, by name, without loading any of it.

    Parameters
    ----------
    group : str
        ``veedor.rules``; the table above lists them.

    Raises
    ------
    PluginError
        Where two packages bring one name.
    """
    from importlib.metadata import entry_points  # late: it reads every installed package

    found: dict[str, Plugin] = {}
    for entry in sorted(entry_points(group=group), key=lambda one: one.name):
        brought = Plugin(entry)
        if entry.name in found:
            raise brought.error(f"stands beside {found[entry.name]}: one name, two things.")
        found[entry.name] = brought
    return found
