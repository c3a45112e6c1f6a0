"""Small sound packages, one of each family of standards, and how they are zipped."""

from __future__ import annotations

import random
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


def mutated(path: Path, seed: int) -> Path:
    """Write a package with some bytes changed: of the zip, or of a descriptor before it is zipped."""
    chance = random.Random(seed)
    family = chance.choice(FAMILIES)
    files = files_of(family)
    descriptor = next(name for name in files if name in ("imsmanifest.xml", "cmi5.xml", "tincan.xml"))

    def spoil(content: bytes) -> bytes:
        data = bytearray(content)
        for _ in range(chance.randint(1, 6)):
            at, to = sorted(chance.randrange(len(data)) for _ in range(2))
            match chance.randrange(4):
                case 0:
                    data[at] = chance.randrange(256)
                case 1:
                    del data[at : min(to, at + 40)]
                case 2:
                    data[at:at] = data[at : min(to, at + 60)]
                case _:
                    data[at:at] = chance.choice([b"<", b">", b'"', b"&", b"\x00", b"..", b"\\", b"/", b"%", b":", b"["])
        return bytes(data)

    if chance.random() < 0.6:
        files[descriptor] = spoil(files[descriptor])
    zipped(path, files)
    if chance.random() < 0.4:
        path.write_bytes(spoil(path.read_bytes()))
    return path
