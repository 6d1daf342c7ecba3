"""Write the scripts of others that the desk serves, from the packages that a manifest pins: ``make vendor``.

The manifest lies beside the files. A package is taken with npm and must have the integrity that stands there;
each file must have its hash. To move a package: change ``version`` and ``integrity`` (``npm view NAME@VERSION
dist.integrity``), run this, and write the hashes that it then names into the manifest.
"""

from __future__ import annotations

import base64
import hashlib
import subprocess
import tarfile
import tomllib
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

FOLDER = Path(__file__).resolve().parents[1] / "src" / "veedor" / "desk" / "static" / "vendor"


def integrity(content: bytes) -> str:
    """Give the hash of a package as npm writes it."""
    return f"sha512-{base64.b64encode(hashlib.sha512(content).digest()).decode()}"


def taken(package: dict[str, Any], folder: Path) -> Path:
    """Take a package with npm, and hold it against the manifest."""
    line = ["npm", "pack", "--silent", "--ignore-scripts", f"{package['name']}@{package['version']}"]
    subprocess.run(line, cwd=folder, check=True, capture_output=True)  # noqa: S603 - of the manifest
    (archive,) = folder.glob("*.tgz")
    found = integrity(archive.read_bytes())
    if found != package["integrity"]:
        raise SystemExit(f"{package['name']}: integrity is {found}, the manifest has {package['integrity']}")
    return archive


def write(package: dict[str, Any]) -> list[str]:
    """Write the files of a package; give what differs from the manifest."""
    wrong = []
    with TemporaryDirectory() as home, tarfile.open(taken(package, Path(home))) as archive:
        for file in package["file"]:
            member = archive.extractfile(f"package/{file['from']}")
            if member is None:
                raise SystemExit(f"{package['name']}: {file['from']} is no file")
            content = member.read()
            found = hashlib.sha256(content).hexdigest()
            if found != file["sha256"]:
                wrong.append(f"{file['name']}: sha256 is {found}, the manifest has {file['sha256']}")
            (FOLDER / file["name"]).write_bytes(content)
    return wrong


def main() -> None:
    """Write every file of the manifest."""
    manifest = tomllib.loads((FOLDER / "manifest.toml").read_text(encoding="utf-8"))
    wrong = [line for package in manifest["package"] for line in write(package)]
    if wrong:
        raise SystemExit("\n".join(wrong))


if __name__ == "__main__":
    main()
