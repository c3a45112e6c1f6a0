"""What the compiler needs is what `pyproject.toml` says, and no more than a user wants to install."""

from __future__ import annotations

import ast
import re
import sys
import tomllib
from collections.abc import Iterator
from importlib.metadata import Distribution, distribution, packages_distributions
from pathlib import Path

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).parent.parent
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
DECLARED = {canonicalize_name(Requirement(text).name): Requirement(text) for text in PROJECT["dependencies"]}
IN_EXTRAS = {
    canonicalize_name(Requirement(text).name) for extra in PROJECT["optional-dependencies"].values() for text in extra
}
MOST_INSTALLED = 35_000_000
"""Bytes of the compiler and all that it needs."""


def imported() -> set[str]:
    """Return the distributions that the compiler's modules import, those of the tests beside them left out."""
    modules = set()
    for path in (ROOT / "scorm_export").rglob("*.py"):
        if path.name == "answering.py" or "node_modules" in path.parts:
            continue
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Import):
                modules |= {name.name.partition(".")[0] for name in node.names}
            elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
                modules.add(node.module.partition(".")[0])
    known = packages_distributions()
    others = modules - set(sys.stdlib_module_names) - {"scorm_export"}
    return {canonicalize_name(known[module][0]) for module in others}


def needed(name: str, seen: set[str]) -> Iterator[Distribution]:
    """Yield a distribution and all that it needs, each once."""
    if name in seen:
        return
    seen.add(name)
    found = distribution(name)
    yield found
    for text in found.requires or ():
        requirement = Requirement(text)
        if requirement.marker is None or requirement.marker.evaluate({"extra": ""}):
            yield from needed(canonicalize_name(requirement.name), seen)


def size(found: Distribution) -> int:
    paths = (Path(str(found.locate_file(path))) for path in found.files or ())
    return sum(path.stat().st_size for path in paths if path.suffix != ".pyc" and path.is_file())


def test_everything_that_is_imported_is_declared_and_the_other_way_round() -> None:
    assert imported() == {*DECLARED, *IN_EXTRAS}


def test_what_decides_bytes_is_pinned() -> None:
    assert re.fullmatch(r"==[\d.]+", str(DECLARED["deflate"].specifier))


def test_the_compiler_and_all_that_it_needs_stay_small() -> None:
    seen: set[str] = set()
    others = sum(size(found) for name in DECLARED for found in needed(name, seen))
    folders = ("scorm_export/**/*.py", "scorm_export/player/dist/*", "scorm_export/third_party/**/*")
    ours = sum(path.stat().st_size for each in folders for path in ROOT.glob(each) if path.is_file())
    assert others + ours < MOST_INSTALLED
