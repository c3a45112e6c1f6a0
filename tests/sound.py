"""Small sound packages, one of each family of standards, and how they are zipped."""

from __future__ import annotations

import copy
import random
import zipfile
from collections.abc import Mapping, Sequence
from pathlib import Path

from lxml import etree

import scorm_export

FOLDER = Path(__file__).parent / "sound_packages"
FAMILIES = sorted(path.name for path in FOLDER.iterdir())
SCHEMA = "imscp_rootv1p1p2.xsd"
"""What the manifest for SCORM 1.2 names, as it comes with the product."""
OFFICIAL = Path(scorm_export.__file__).parent / "third_party" / "control_documents" / "scorm12" / SCHEMA
ODD = [
    "",
    " ",
    "../../etc/passwd",
    "http://[",
    "C:\\a",
    "%zz",
    "-1",
    "1e999",
    "a" * 300,
    "\u202e",
    "true",
    "x y",
    "/",
    "#",
    "?",
]
"""Values for elements and attributes that no manifest should have."""


def files_of(family: str) -> dict[str, bytes]:
    """Return the files of a sound package."""
    root = FOLDER / family
    files = {path.relative_to(root).as_posix(): path.read_bytes() for path in sorted(root.rglob("*")) if path.is_file()}
    return files | ({SCHEMA: OFFICIAL.read_bytes()} if family == "scorm12" else {})


def zipped(path: Path, files: Mapping[str, bytes], method: int = zipfile.ZIP_DEFLATED) -> Path:
    """Write files into a zip."""
    with zipfile.ZipFile(path, "w", method) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return path


def mutated(path: Path, seed: int, packages: Sequence[Mapping[str, bytes]] = ()) -> Path:
    """Write one of the packages, or of the small ones, changed: the tree or bytes of its descriptor, or its zip."""
    chance = random.Random(seed)
    sound = chance.choice(packages) if packages else files_of(chance.choice(FAMILIES))
    descriptor = next(name for name in sound if name in ("imsmanifest.xml", "cmi5.xml", "tincan.xml"))
    match chance.randrange(4):
        case 0:
            path.write_bytes(_spoilt(zipped(path, sound).read_bytes(), chance))
        case 1:
            zipped(path, {**sound, descriptor: _spoilt(sound[descriptor], chance)})
        case _:
            zipped(path, {**sound, descriptor: _rearranged(sound[descriptor], chance)})
    return path


def _spoilt(content: bytes, chance: random.Random) -> bytes:
    """Return the bytes with some replaced, removed, repeated or inserted."""
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
    return bytes(data) if data != content else _spoilt(content, chance)


def _rearranged(content: bytes, chance: random.Random) -> bytes:
    """Return well-formed XML with elements removed, repeated or moved, and values that are odd or another's."""
    root = etree.fromstring(content)
    for _ in range(chance.randint(1, 3)):
        elements = [each for each in root.iter(etree.Element) if each is not root]
        if not elements:
            break
        element, other = chance.choice(elements), chance.choice(elements)
        above = element.getparent()
        assert above is not None
        match chance.randrange(5):
            case 0:
                above.remove(element)
            case 1:
                above.append(copy.deepcopy(element))
            case 2:
                above.insert(chance.randrange(len(above)), element)
            case 3:
                element.text = chance.choice([other.text, *ODD])
            case _:
                name = chance.choice([*element.keys(), *other.keys(), "identifier"])
                element.set(name, chance.choice([*other.values(), *ODD]))
    changed = etree.tostring(root, encoding="utf-8")
    return (
        changed
        if changed != etree.tostring(etree.fromstring(content), encoding="utf-8")
        else _rearranged(content, chance)
    )
