"""Names of a package that are imported when they are first used: a command loads only what it needs."""

from __future__ import annotations

import importlib
import sys
from typing import TYPE_CHECKING, Any

from veedor.errors import MissingDataError
from veedor.sentence import sentence

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence


def later(package: str, homes: Mapping[str, Sequence[str]]) -> Callable[[str], object]:
    """Return the ``__getattr__`` of a package whose names live in its modules.

    Type checkers are shown imports instead (``if TYPE_CHECKING``), so that they know every name. No name may
    be that of a module of the package: importing the module would put it in the place of the name.

    Parameters
    ----------
    package : str
        ``__name__`` of the package.
    homes : mapping of str to sequence of str
        Module, below the package where it begins with a point -> names in it; ``name=inner`` where the
        package has another name for it.

    Raises
    ------
    AttributeError
        When it is asked for a name that the package has not.
    """
    home_of = {
        name.partition("=")[0]: (home, name.rpartition("=")[2])
        for home, names in homes.items()
        for name in names
    }

    def get(name: str) -> object:
        if name not in home_of:
            raise AttributeError(f"module {package!r} has no attribute {name!r}")
        home, inner = home_of[name]
        value: object = getattr(importlib.import_module(home, package), inner)
        setattr(sys.modules[package], name, value)
        return value

    return get


def need(module: str, instead: str) -> Any:  # noqa: ANN401 - a module
    """Import a package that Veedor does without.

    Parameters
    ----------
    module : str
        Its name, which is that of what pip installs.
    instead : str
        What gives the same without it.

    Raises
    ------
    MissingDataError
        Where it is not installed, with what to install.
    """
    try:
        return importlib.import_module(module)
    except ModuleNotFoundError:
        raise MissingDataError(
            sentence("{module} is not installed; Veedor does without it.", module=module),
            remedy=sentence(
                "Install it with `pip install {module}`, or use {instead}.", module=module, instead=instead
            ),
        ) from None
