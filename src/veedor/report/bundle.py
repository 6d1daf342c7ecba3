"""Vega, Vega-Lite and Vega-Embed as one script, from the wheel of vl-convert: nothing is fetched."""

from __future__ import annotations

from functools import lru_cache


@lru_cache(maxsize=1)
def vega_bundle() -> str:
    """Give the script that defines ``vegaEmbed``.

    Raises
    ------
    RuntimeError
        Where it could end the element that it is to stand in.
    """
    import vl_convert

    script: str = vl_convert.javascript_bundle()  # type: ignore[call-arg] # its stub forgets the defaults
    if "</script" in script.lower() or "<!--" in script:
        raise RuntimeError("the Vega bundle of this vl-convert cannot stand inside a page")
    return script
