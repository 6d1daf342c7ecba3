"""Vega, Vega-Lite and Vega-Embed as one script, from the wheel of vl-convert: nothing is fetched."""

from __future__ import annotations

from functools import lru_cache
from importlib.metadata import version

from veedor.report import user_files


@lru_cache(maxsize=1)
def vega_bundle() -> str:
    """Give the script that defines ``vegaEmbed``.

    Making it takes seconds and depends on the version of vl-convert only, so it is kept in the user's cache.

    Raises
    ------
    RuntimeError
        Where it could end the element that it is to stand in.
    """
    name = f"vega-{version('vl-convert-python')}.js"
    script = user_files.read(name)
    if script is None or "vegaEmbed" not in script:
        script = _made()
        user_files.keep(name, script)
    if "</script" in script.lower() or "<!--" in script:
        raise RuntimeError("the Vega bundle of this vl-convert cannot stand inside a page")
    return script


def _made() -> str:
    import vl_convert

    script: str = vl_convert.javascript_bundle()  # type: ignore[call-arg] # its stub forgets the defaults
    return script
