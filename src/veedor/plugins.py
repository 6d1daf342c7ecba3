"""What other packages bring: entry points, found by name, loaded when one is named or all are listed.

==================  ==================================================================================
``veedor.checks``     id of the check -> the :class:`~veedor.checks.Check`
``veedor.rules``      id of the rule -> ``pathlib.Path`` of its TOML file
``veedor.readers``    name of the reader -> the :class:`~veedor.intake.own_reader.Reader`
``veedor.treatments`` name of the treatment -> the :class:`~veedor.stakes.Treatment`
``veedor.locales``    code of the language -> ``pathlib.Path`` of a folder of ``.po`` files
==================  ==================================================================================

What comes with Veedor is looked up first: a plug-in adds, and replaces nothing. A package may bring texts in
a language that Veedor has, too: they put in words what else it brings, once something of it is loaded.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, TypeVar

from veedor.errors import PluginError, QuestionError, nearest
from veedor.sentence import Translatable, sentence

if TYPE_CHECKING:
    from collections.abc import Mapping
    from importlib.metadata import EntryPoint

T = TypeVar("T")

_in_use: set[str] = set()


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

    @property
    def named(self) -> Translatable:
        """Its name with that of its package, for a message."""
        return sentence(
            "the plug-in {entry!r} of the package {package!r}", entry=self.entry.name, package=self.package
        )

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
            raise self.error(
                sentence("cannot be loaded: {name}: {error}.", name=type(error).__name__, error=error)
            ) from error
        if not isinstance(made, kind):
            raise self.error(
                sentence(
                    "is a {name}; {group} takes a {wanted}.",
                    name=type(made).__name__,
                    group=self.entry.group,
                    wanted=kind.__name__,
                )
            )
        _in_use.add(self.package)
        return made

    def error(self, what: str) -> PluginError:
        """Make an error that names the plug-in.

        Parameters
        ----------
        what : str
            ``cannot be loaded``.
        """
        return PluginError(
            sentence("{plugin!c} ({entry}) {what}", plugin=self.named, entry=self.entry.value, what=what),
            remedy=sentence("Tell its authors; without it: `pip uninstall {package}`.", package=self.package),
        )


@lru_cache(maxsize=8)
def plugins(group: str) -> tuple[Plugin, ...]:
    """Return what other packages bring, by name, without loading any of it.

    Parameters
    ----------
    group : str
        ``veedor.rules``; the table above lists them.
    """
    from importlib.metadata import entry_points  # late: it reads every installed package

    brought = [Plugin(entry) for entry in entry_points(group=group)]
    return tuple(sorted(brought, key=lambda one: (one.entry.name, one.package)))


def names(group: str) -> tuple[str, ...]:
    """Return the names of what other packages bring."""
    return tuple(dict.fromkeys(one.entry.name for one in plugins(group)))


def named(group: str, name: str) -> Plugin | None:
    """Return what another package brings under a name; None where none does.

    Raises
    ------
    PluginError
        Where two packages bring one name.
    """
    found = [one for one in plugins(group) if one.entry.name == name]
    if len(found) > 1:
        raise found[1].error(sentence("stands beside {found}: one name, two things.", found=found[0].named))
    return found[0] if found else None


def of_own_or_brought(own: Mapping[str, T], name: str, group: str, kind: type[T]) -> T:
    """Return what Veedor has under a name, or else what another package brings.

    Parameters
    ----------
    own : mapping of str to any
        What comes with Veedor.
    name : str
        Which.
    group : str
        ``veedor.checks``.
    kind : type
        What it must be; its name in small letters is what a message calls it.

    Raises
    ------
    QuestionError
        Where there is none of that name; the message gives the nearest.
    PluginError
        Where what a package brings cannot be used.
    """
    if name in own:
        return own[name]
    brought = named(group, name)
    if brought is None:
        remedy = nearest(name, [*own, *names(group)])
        raise QuestionError(
            sentence("There is no {name} {other_name!r}.", name=kind.__name__.lower(), other_name=name),
            remedy=remedy,
        )
    return brought.load(kind)


def in_use() -> frozenset[str]:
    """Return the names of the packages of which something was loaded."""
    return frozenset(_in_use)
