"""Draw the pictures of ``docs/tutorial/gallery.md``: of each case one, from its whole data.

``make gallery`` runs it. A case whose data are not on this machine keeps its picture; see ``veedor fetch``.
"""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path
from xml.sax.saxutils import escape

import click

from field.observe import run
from real.shipped import CASES, EXPECTED, ROOT, read, whole

PICTURES = ROOT / "docs" / "images" / "gallery"


def draw(name: str, folder: Path) -> str:
    """Draw the picture of a case with ``veedor report``, and write the title of the case into it."""
    told = EXPECTED[name]["gallery"]
    with tempfile.TemporaryDirectory() as out:
        ran = run("report", str(folder), "--only", told["section"], "--images", "--out", out)
        if ran.code:
            raise RuntimeError(str(ran))
        drawn = (Path(out) / "images" / f"{told['picture']}-en.svg").read_text(encoding="utf-8")
    title = escape(read(name)["election"]["title"])
    return drawn.replace("><", f"><title>{title}</title><", 1)


def main(names: list[str]) -> None:
    """Draw the pictures of some cases, or of all."""
    PICTURES.mkdir(parents=True, exist_ok=True)
    for name in names or CASES:
        with tempfile.TemporaryDirectory() as to:
            folder = whole(name, Path(to))
            if folder is None:
                click.echo(f"{name}: no data; `veedor fetch cases/{name}` downloads them")
                continue
            (PICTURES / f"{name}.svg").write_text(draw(name, folder) + "\n", encoding="utf-8")
            click.echo(f"{name}: drawn")


if __name__ == "__main__":
    main(sys.argv[1:])
