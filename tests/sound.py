"""Small sound packages, one of each family of standards, and how they are zipped."""

from __future__ import annotations

import zipfile
from collections.abc import Mapping
from pathlib import Path

FOLDER = Path(__file__).parent / "sound_packages"
FAMILIES = sorted(path.name for path in FOLDER.iterdir())


def files_of(family: str) -> dict[str, bytes]:
    """Return the files of a sound package."""
    root = FOLDER / family
    return {path.relative_to(root).as_posix(): path.read_bytes() for path in sorted(root.rglob("*")) if path.is_file()}


def zipped(path: Path, files: Mapping[str, bytes], method: int = zipfile.ZIP_DEFLATED) -> Path:
    """Write files into a zip."""
    with zipfile.ZipFile(path, "w", method) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return path
