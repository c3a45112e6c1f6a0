"""Packages: what is in them, that the standard's own schemas take them, and that the same source gives the same bytes.

UPDATE_GOLDEN=1 writes the golden trees anew; a person reviews the difference.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path
from urllib.parse import unquote

import pytest
from lxml import etree

from scorm_export import TARGETS, Diagnostics, build, check_course
from scorm_export.blocks import BLOCKS
from scorm_export.commands.new import STARTER
from scorm_export.course import FacilitationKind
from scorm_export.reading.theme import shipped
from scorm_export.render.style import custom_properties
from sources import Source, without_inline

HERE = Path(__file__).parent
REFERENCE = HERE.parent / "course_source" / "learning-health-systems"
OFFICIAL_CHECKER = HERE.parent.parent / "shared" / "schemas" / "check.py"
GOLDEN_BUDGET = 64 * 1024
"""Bytes of all golden files of a standard."""
COURSES = {"starter": STARTER, "reference": REFERENCE}
LAUNCHED = [name for name, standard in TARGETS.items() if standard.is_launched]
"""The others are no courses: test_exchange has them."""
DESCRIPTORS = ("imsmanifest.xml", "tincan.xml", "cmi5.xml")
SCORM = [name for name in TARGETS if name.startswith("scorm")]


def package(source: Path, standard: str, output: Path) -> Path:
    found = Diagnostics()
    checked = check_course(source, [TARGETS[standard]], found)
    assert checked, [d.message for d in found]
    (built,) = build(checked, source, [TARGETS[standard]], output)
    return built.path


def contents(path: Path) -> dict[str, bytes]:
    with zipfile.ZipFile(path) as archive:
        assert archive.testzip() is None
        return {name: archive.read(name) for name in archive.namelist()}


def ours(files: dict[str, bytes]) -> dict[str, bytes]:
    """Leave out what is made elsewhere: the bundled player, the theme, and the official control documents."""
    made_elsewhere = (
        "early.js",
        "player.js",
        "ending.js",
        "quiz.js",
        "reading.js",
        "leaving.js",
        "style.css",
        "maths.woff2",
        "third-party-notices.txt",
    )
    ours = {n: c for n, c in files.items() if n not in made_elsewhere and not n.endswith((".xsd", ".dtd"))}
    return {n: without_inline(c) if n.endswith(".html") else c for n, c in ours.items()}


def tree(root: Path) -> dict[str, bytes]:
    return {path.relative_to(root).as_posix(): path.read_bytes() for path in root.rglob("*") if path.is_file()}


@pytest.mark.parametrize("standard", LAUNCHED)
def test_the_starter_course_gives_the_golden_package(standard: str, tmp_path: Path) -> None:
    """The first standard's tree is whole; the others' hold what differs from it."""
    first = next(iter(TARGETS))
    golden = HERE / "golden" / standard
    files = ours(contents(package(STARTER, standard, tmp_path)))
    whole = tree(HERE / "golden" / first) if standard != first else {}
    if os.environ.get("UPDATE_GOLDEN"):
        shutil.rmtree(golden, ignore_errors=True)
        for name, content in files.items():
            if whole.get(name) != content:
                (golden / name).parent.mkdir(parents=True, exist_ok=True)
                (golden / name).write_bytes(content)

    expected = {name: content for name, content in whole.items() if name in files} | tree(golden)

    assert sorted(files) == sorted(expected)
    for name, content in files.items():
        assert content.decode() == expected[name].decode(), f"{name} differs; see the top of this file"
    assert sum(map(len, tree(golden).values())) <= GOLDEN_BUDGET


@pytest.mark.parametrize("standard", LAUNCHED)
def test_the_notices_of_what_is_not_ours_are_in_every_package(standard: str, tmp_path: Path) -> None:
    notices = contents(package(STARTER, standard, tmp_path))["third-party-notices.txt"].decode()
    for name in ("@noble/hashes", "temml", "@fontsource/stix-two-math", "SIL OPEN FONT LICENSE", "MIT License"):
        assert name in notices


def test_the_style_is_the_themes_then_the_shells_then_those_of_question_types_blocks_and_formulas(
    tmp_path: Path,
) -> None:
    root = HERE.parent / "scorm_export"
    styles = root / "render" / "style"
    parts = [styles / "shell.css", styles / "activities.css", *sorted((root / "questions").glob("*/question.css"))]
    of_blocks = b"".join(block.style for block in BLOCKS if block.name in ("callout", "details", "figure", "table"))
    packed = contents(package(STARTER, "scorm12", tmp_path))["style.css"]
    before = custom_properties(shipped("default")).encode() + b"".join(part.read_bytes() for part in parts)
    assert packed.startswith(before + of_blocks + (styles / "maths.css").read_bytes())


@pytest.mark.parametrize("standard", SCORM)
def test_every_standard_carries_the_same_pages(standard: str, tmp_path: Path) -> None:
    def pages(name: str) -> dict[str, bytes]:
        files = ours(contents(package(STARTER, name, tmp_path / name)))
        return {name: content for name, content in files.items() if name not in ("imsmanifest.xml", "metadata.xml")}

    assert pages(standard) == pages("scorm12")


@pytest.mark.schemas
@pytest.mark.skipif(not OFFICIAL_CHECKER.exists(), reason="the official schemas are not on this machine")
@pytest.mark.parametrize("standard", LAUNCHED)
@pytest.mark.parametrize("course", COURSES)
def test_the_official_schemas_take_every_package(course: str, standard: str, tmp_path: Path) -> None:
    built = package(COURSES[course], standard, tmp_path)
    if next(iter(contents(built))) not in DESCRIPTORS:
        pytest.skip("no schema is for what has no descriptor")
    checked = subprocess.run([sys.executable, OFFICIAL_CHECKER, built], capture_output=True, text=True, check=False)
    assert checked.returncode == 0, checked.stdout


@pytest.mark.parametrize("standard", SCORM)
@pytest.mark.parametrize("course", COURSES)
def test_the_manifest_comes_first_and_names_every_file_once(course: str, standard: str, tmp_path: Path) -> None:
    files = contents(package(COURSES[course], standard, tmp_path))
    assert next(iter(files)) == "imsmanifest.xml"
    manifest = etree.fromstring(files["imsmanifest.xml"])
    listed = [unquote(element.get("href") or "") for element in manifest.iter("{*}file")]
    assert sorted(listed) == sorted(set(files) - {"imsmanifest.xml"})
    launch = manifest.find(".//{*}resource[@href]")
    assert launch is not None
    assert launch.get("href") in listed


@pytest.mark.parametrize("standard", SCORM)
def test_control_documents_lie_at_the_root(standard: str, tmp_path: Path) -> None:
    files = contents(package(STARTER, standard, tmp_path))
    manifest = etree.fromstring(files["imsmanifest.xml"])
    (locations,) = manifest.xpath(
        "@xsi:schemaLocation", namespaces={"xsi": "http://www.w3.org/2001/XMLSchema-instance"}
    )
    named = set(locations.split()[1::2])
    assert len(named) >= 3
    assert named <= set(files)


def test_the_manifest_holds_no_mastery_score(tmp_path: Path) -> None:
    """With one, an LMS judges by the score alone, also a learner who left half-way (SCORM 1.2 RTE, 3.4.4)."""
    assert b"masteryscore" not in contents(package(REFERENCE, "scorm12", tmp_path))["imsmanifest.xml"]


@pytest.mark.parametrize("standard", SCORM)
def test_identifiers_come_from_the_authors_ids_alone(standard: str, tmp_path: Path) -> None:
    source = tmp_path / "source"
    shutil.copytree(STARTER, source)

    def identifiers(output: str) -> list[str | None]:
        manifest = etree.fromstring(contents(package(source, standard, tmp_path / output))["imsmanifest.xml"])
        return [element.get("identifier") for element in manifest.iter() if element.get("identifier")]

    before = identifiers("one")
    course = source / "course.yaml"
    course.write_text(course.read_text("utf-8").replace("title: My course", "title: Another name"), "utf-8")
    assert identifiers("two") == before


def test_two_builds_are_byte_identical_in_different_processes(tmp_path: Path) -> None:
    def built(name: str, seed: str) -> bytes:
        subprocess.run(
            [sys.executable, "-m", "scorm_export", "build", str(REFERENCE), "--output", str(tmp_path / name)],
            check=True,
            capture_output=True,
            env={**os.environ, "PYTHONHASHSEED": seed, "TZ": f"UTC{seed}"},
        )
        (path,) = (tmp_path / name).glob("*.zip")
        return path.read_bytes()

    assert built("one", "1") == built("two", "2")


def test_the_package_is_named_after_course_version_and_standard(tmp_path: Path) -> None:
    assert package(STARTER, "scorm12", tmp_path).name == "my-course-1.0.0-scorm12.zip"


@pytest.mark.parametrize(
    ("standard", "name"),
    [
        ("scorm12", b"lesson_status"),
        ("scorm2004-3rd", b"completion_status"),
        ("scorm2004-4th", b"progress_measure"),
    ],
)
def test_element_names_stay_readable_in_the_player(standard: str, name: bytes, tmp_path: Path) -> None:
    """Open edX looks for them in the package's scripts and warns the author when it finds none."""
    assert name in contents(package(STARTER, standard, tmp_path))["player.js"]


def test_no_page_of_a_quiz_tells_which_answer_is_right(tmp_path: Path) -> None:
    files = contents(package(STARTER, "scorm12", tmp_path))
    assert b"correct" not in files["page-first-quiz.html"]


def test_the_reference_course_is_what_its_brief_says() -> None:
    found = Diagnostics()
    checked = check_course(REFERENCE, TARGETS.values(), found)
    assert checked
    course = checked.course
    assert [len([a for a in m.activities if not hasattr(a, "questions")]) for m in course.modules] == [4, 5, 4, 4, 5]
    assert [quiz.points for quiz in course.quizzes] == [15, 15, 15, 15, 40]
    assert course.scoring
    assert (course.scoring.total, course.scoring.passing) == (100, 80)
    for module in course.modules:
        kinds = [str(a.kind) for a in module.activities if hasattr(a, "kind")]
        assert kinds.count("case-study") == 1
        assert "video" in kinds
    for lesson in course.lessons:
        body = (REFERENCE / lesson.path).read_text("utf-8").split("\n---\n", 1)[1]
        others = "|".join(("check", "reflection", "worksheet", "transcript", *FacilitationKind))
        read = re.sub(rf"^::: (?:{others})\b.*?^:::$", "", body, flags=re.MULTILINE | re.DOTALL)
        words = len(read.split("\n[^", 1)[0].split())
        assert 500 <= words <= 1400, f"{lesson.id} has {words} words"


def test_lists_have_the_digits_of_the_language(starter: Source, tmp_path: Path) -> None:
    starter.replace("course.yaml", "language: en", "language: bn")
    style = contents(package(starter.root, "scorm12", tmp_path / "out"))["style.css"].decode()
    assert 'symbols: "০" "১" "২"' in style


@pytest.mark.parametrize(
    ("language", "expected"),
    [("en", "Points: 2.5"), ("fr", "Points\u00a0: 2,5"), ("ar", "النقاط: 2.5"), ("bn", "পয়েন্ট: ২.৫")],
)
def test_points_have_the_decimal_mark_of_the_language(
    starter: Source, tmp_path: Path, language: str, expected: str
) -> None:
    starter.replace("course.yaml", "language: en", f"language: {language}")
    starter.replace("first-steps/quiz.yaml", "    points: 3\n", "    points: 2.5\n")
    starter.replace("first-steps/quiz.yaml", "    points: 2\n", "    points: 2.5\n")
    page = contents(package(starter.root, "scorm12", tmp_path / "out"))["page-first-quiz.html"]
    assert expected in page.decode()
