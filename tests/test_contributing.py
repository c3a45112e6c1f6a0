"""CONTRIBUTING, carried out: in a copy of the repository, each kind of addition is made by doing what it says.

The additions are in `contributing/`, as trees of the files that are written. A kind is a row of ADDITIONS: how many
files it takes at most, which lines elsewhere, and what has to pass then.
"""

from __future__ import annotations

import ast
import os
import re
import shlex
import shutil
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
import yaml

from scorm_export.interface.words import LOCALES, OWNERS

ROOT = Path(__file__).parent.parent
SAMPLES = ROOT / "tests" / "contributing"
LEFT_OUT = shutil.ignore_patterns(".*", "node_modules", "third_party", "dist", "__pycache__", "*.zip", "*.mp4")
LINKED = (
    "scorm_export/third_party",
    "scorm_export/player/node_modules",
    "tests/browser/node_modules",
    "tests/lrs/node_modules",
)
GENERATED = ("recorded.yaml",)
"""What `UPDATE_GOLDEN=1` writes."""
OF_ALL = ("schemas.py", "docs.py", "floors.py", "player.py::test_the_players_types_hold")
"""Tests of what every addition takes part in. What it does by itself is tested in `passes`."""
GALLERY = "course_source/question-gallery"
BLOCKS = "course_source/block-gallery"


def copy_tree(sample: str, root: Path) -> list[Path]:
    """Put the files of an addition into the repository, and return them."""
    files = [path.relative_to(SAMPLES / sample) for path in (SAMPLES / sample).rglob("*") if path.is_file()]
    for path in files:
        assert not (root / path).exists()
    shutil.copytree(SAMPLES / sample, root, dirs_exist_ok=True)
    return files


def write_language(_sample: str, root: Path) -> list[Path]:
    """Write the file of a language that is English in angle brackets."""

    def translated(node: object) -> object:
        if isinstance(node, dict):
            return {key: translated(value) for key, value in node.items()}
        return f"‹{node}›"

    locales = LOCALES.relative_to(ROOT)
    said = yaml.safe_load((root / locales / "en.yaml").read_text("utf-8"))
    for owner, folder in OWNERS.items():
        found = sorted((root / folder.relative_to(ROOT)).glob("*/words.yaml"))
        said[owner] = {path.parent.name: yaml.safe_load(path.read_text("utf-8"))["en"] for path in found}
    path = locales / "nl.yaml"
    numbers = {
        "decimal": ",",
        "group": ".",
        "grouped_from": "1000",
        "percent": "{number}%",
        "day": "{day} {month} {year}",
        "moment": "{day} {month} {year}, {hour}:{minute}",
        "months": "jan feb mrt apr mei jun jul aug sep okt nov dec",
        "plurals": {"one": "i = 1 and v = 0"},
    }
    own = {"made": "translated by machine", "numbers": numbers}
    words: dict[str, Any] = {key: translated(texts) for key, texts in said.items()} | own
    words["records"]["report"]["report"]["days_unit"] = {"one": "{number} dag", "other": "{number} dagen"}
    (root / path).write_text(yaml.safe_dump(words, allow_unicode=True, width=1000), "utf-8")
    return [path]


def write_theme(_sample: str, root: Path) -> list[Path]:
    """Write the file of a theme with the colours of one that is there."""
    themes = Path("scorm_export/themes")
    theme = yaml.safe_load((root / themes / "journal" / "theme.yaml").read_text("utf-8"))
    path = themes / "dusk" / "theme.yaml"
    (root / path).parent.mkdir()
    (root / path).write_text(yaml.safe_dump({"title": "Dusk", "colours": theme["colours"]}), "utf-8")
    return [path]


@dataclass(frozen=True, kw_only=True)
class Addition:
    """A kind of addition and its sample."""

    row: str
    """Its row in CONTRIBUTING."""
    sample: str
    """The folder with its files."""
    most_files: int
    lines: tuple[tuple[str, str, str], ...] = ()
    """A file elsewhere, a line of it, and what is put behind that line."""
    also: tuple[tuple[str, str, str], ...] = ()
    """The same for what belongs to it by its row: a quiz in the gallery, a rule's check."""
    write: Callable[[str, Path], list[Path]] = copy_tree
    says: tuple[tuple[str, str], ...] = ()
    """Arguments of `scorm-export`, and what it has to answer."""
    passes: tuple[str, ...] = ()
    """Tests."""


ADDITIONS = (
    Addition(
        row="a question type",
        sample="question_type",
        most_files=6,
        lines=(
            (
                "scorm_export/questions/all.ts",
                'export { trueFalse as "true-false" } from "./true_false/question.ts";\n',
                'export { yesNo as "yes-no" } from "./yes_no/question.ts";\n',
            ),
        ),
        also=((f"{GALLERY}/choosing/module.yaml", "  - likert.yaml\n", "  - yes-no.yaml\n"),),
        says=(
            (f"check {GALLERY}", ""),
            (f"build {GALLERY} --target scorm12 --target questions --output built", r"no question type like `yes-no`"),
        ),
        passes=(
            "tests/browser/test_questions.py::test_every_answer_is_recorded[scorm12-scorm-again-touch-wrong]",
            "tests/browser/test_questions.py::test_every_answer_is_recorded[xapi-mouse-right]",
        ),
    ),
    Addition(
        row="a content block",
        sample="content_block",
        most_files=4,
        also=((f"{BLOCKS}/blocks/module.yaml", "  - in-order.md\n", "  - asides.md\n"),),
        says=((f"check {BLOCKS}", "0 errors"), (f"build {BLOCKS} --target scorm12 --output built", r"-scorm12\.zip")),
        passes=("tests/test_blocks.py",),
    ),
    Addition(
        row="a theme",
        sample="",
        most_files=1,
        write=write_theme,
        passes=("tests/test_themes.py",),
    ),
    Addition(
        row="a target",
        sample="target",
        most_files=3,
        lines=(("scorm_export/targets/__init__.py", '    "questions",\n', '    "web",\n'),),
        says=((f"build {GALLERY} --target web --output built", r"-web\.zip"),),
        passes=(
            "tests/test_packages.py::test_the_notices_of_what_is_not_ours_are_in_every_package[web]",
            "tests/test_packages.py::test_the_starter_course_gives_the_golden_package[web]",
        ),
    ),
    Addition(
        row="a format of questions",
        sample="exchange_format",
        most_files=3,
        lines=(("scorm_export/exchange/formats.py", '    "aiken",\n', '    "lines",\n'),),
        says=(("import questions.txt --from lines", r"questions\.yaml"),),
        passes=("tests/test_import.py::test_what_other_tools_wrote_becomes_a_bank",),
    ),
    Addition(
        row="a rule",
        sample="rule",
        most_files=1,
        also=(
            (
                "scorm_export/check/language.py",
                '    """Warn of an interface in another language than the course; note one nobody has reviewed."""\n',
                (
                    '    if course.title.endswith("."):\n        at = course.origin.of("title")\n'
                    '        found.warn("title-full-stop", "the title ends with a full stop", at, "leave it out")\n'
                ),
            ),
        ),
        says=(("explain title-full-stop", "A title is no sentence"),),
        passes=("tests/test_rules.py",),
    ),
    Addition(
        row="an LMS profile",
        sample="lms_profile",
        most_files=1,
        says=((f"build {GALLERY} --lms example --output built", r"-scorm2004-3rd\.zip"),),
        passes=("tests/test_lms.py::test_a_profile_names_what_there_is_and_says_why[example]",),
    ),
    Addition(
        row="a language of the interface",
        sample="",
        most_files=1,
        write=write_language,
        says=((f"check {GALLERY}", ""),),
        passes=("tests/test_words.py",),
    ),
)


def rows() -> dict[str, tuple[str, str]]:
    """Return the rows of CONTRIBUTING: what is added, what is written, and where a line is."""
    text = (ROOT / "CONTRIBUTING.md").read_text("utf-8")
    cells = [[cell.strip() for cell in line.strip("|").split("|")] for line in text.splitlines() if line[:1] == "|"]
    return {row[0]: (row[1], row[2]) for row in cells if len(row) == 3}


@pytest.mark.parametrize("addition", ADDITIONS, ids=lambda addition: addition.row)
def test_contributing_names_the_files_with_a_line_elsewhere(addition: Addition) -> None:
    _, lines = rows()[addition.row]
    assert re.findall(r"`([^`]+)`", lines) == [path.removeprefix("scorm_export/") for path, _, _ in addition.lines]


def test_every_addition_takes_what_contributing_says_and_no_more(tmp_path: Path) -> None:
    house = copy_of_the_repository(tmp_path / "house")
    for addition in ADDITIONS:
        written = addition.write(addition.sample, house)
        own = [path for path in written if path.parts[0] != "course_source" and not is_marker(house / path)]
        assert len([path for path in own if path.name not in GENERATED]) <= addition.most_files, addition.row
        assert sum(line.count("\n") for _, _, line in addition.lines) == len(addition.lines) <= 1
        for path, before, line in (*addition.lines, *addition.also):
            insert(house / path, before, line)
    (house / "questions.txt").write_text("The sun shines.\ttrue\n", "utf-8")

    run(house, "-c", "import hatch_build, pathlib; hatch_build.make(pathlib.Path())")
    run(house, "-m", "scorm_export", "schema", "--output", "docs/schemas")
    run(house, "-m", "pytest", "-q", "tests/test_packages.py", "-k", "golden", UPDATE_GOLDEN="1")
    for addition in ADDITIONS:
        for arguments, answer in addition.says:
            assert re.search(answer, run(house, "-m", "scorm_export", *shlex.split(arguments))), arguments
    passes = [test for addition in ADDITIONS for test in addition.passes]
    run(house, "-m", "pytest", "-q", *(f"tests/test_{name}" for name in OF_ALL), *passes)


def copy_of_the_repository(into: Path) -> Path:
    """Copy what is written by hand; what is installed or brought from elsewhere is linked."""
    shutil.copytree(ROOT, into, ignore=LEFT_OUT)
    for name in LINKED:
        (into / name).symlink_to(ROOT / name)
    return into


def is_marker(path: Path) -> bool:
    """Tell whether a file is there to make its folder a package: it has a docstring and no more."""
    return path.name == "__init__.py" and len(ast.parse(path.read_text("utf-8")).body) <= 1


def insert(path: Path, before: str, line: str) -> None:
    replace(path, before, before + line)


def replace(path: Path, old: str, new: str) -> None:
    text = path.read_text("utf-8")
    assert text.count(old) == 1, f"{path} holds {old!r} {text.count(old)} times"
    path.write_text(text.replace(old, new), "utf-8")


def run(house: Path, *arguments: str, **environment: str) -> str:
    """Run Python in the copy and return what it wrote; it has to succeed."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("PYTEST_")}
    done = subprocess.run(
        [sys.executable, *arguments],
        cwd=house,
        env=kept | {"PYTHONPATH": str(house)} | environment,
        check=False,
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, f"{arguments}\n{done.stdout[-8000:]}{done.stderr[-4000:]}"
    return done.stdout + done.stderr
