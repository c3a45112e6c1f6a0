"""Courses that are cut into several SCOs: the manifests of every standard, cut and order, and what opens and adds up.

UPDATE_GOLDEN=1 writes the golden files anew; a person reviews the difference.
"""

from __future__ import annotations

import importlib.util
import os
import re
import tempfile
from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

import strategies
from scorm_export import TARGETS
from scorm_export.check import CheckedCourse
from scorm_export.course import Course, Order, Structure, state
from scorm_export.render import render
from scorm_export.targets.base import Files
from sources import Source, copy_of_starter, without_inline

HERE = Path(__file__).parent
SCORM = [name for name in TARGETS if name.startswith("scorm")]
GOLDEN = HERE / "golden" / "cuts"
GOLDEN_BUDGET = 160 * 1024
"""Bytes of all golden manifests and launch pages of cuts."""
OFFICIAL_CHECKER = HERE.parent.parent / "shared" / "schemas" / "check.py"
CUTS = [(structure, order) for structure in (Structure.MODULE, Structure.LESSON) for order in Order]
EDITIONS = ("scorm2004-3rd", "scorm2004-4th")
cuts = st.sampled_from(CUTS)


def cut(checked: CheckedCourse, structure: Structure, order: Order) -> CheckedCourse:
    return replace(checked, course=replace(checked.course, structure=structure, order=order))


def packed(checked: CheckedCourse, standard: str, root: Path = HERE) -> Files:
    return TARGETS[standard].describe(render(checked, root))


def manifest_of(files: Files) -> etree._Element:
    content = files["imsmanifest.xml"]
    assert isinstance(content, bytes)
    return etree.fromstring(content)


@pytest.fixture
def sound(starter: Source) -> CheckedCourse:
    starter.check()
    assert starter.checked
    return starter.checked


@cache
def official() -> Any:
    """Return the checker of the official schemas as a module."""
    specification = importlib.util.spec_from_file_location("official_checker", OFFICIAL_CHECKER)
    assert specification
    assert specification.loader
    module = importlib.util.module_from_spec(specification)
    specification.loader.exec_module(module)
    return module


def assert_valid(standard: str, files: Files) -> None:
    schema = official().schema(standard.replace("-", "_"))
    manifest = manifest_of(files)
    assert schema.validate(manifest), schema.error_log


needs_schemas = pytest.mark.skipif(not OFFICIAL_CHECKER.exists(), reason="the official schemas are not on this machine")


# the manifests


@pytest.mark.schemas
@needs_schemas
@pytest.mark.parametrize("standard", SCORM)
@pytest.mark.parametrize(("structure", "order"), [*CUTS, *((Structure.COURSE, order) for order in Order)])
def test_the_official_schemas_take_every_cut_in_every_order(
    standard: str, structure: Structure, order: Order, sound: CheckedCourse
) -> None:
    assert_valid(standard, packed(cut(sound, structure, order), standard))


@pytest.mark.parametrize("standard", SCORM)
@pytest.mark.parametrize(("structure", "order"), CUTS)
def test_every_file_is_listed_once_and_shared_ones_are_depended_on(
    standard: str, structure: Structure, order: Order, sound: CheckedCourse
) -> None:
    files = packed(cut(sound, structure, order), standard)
    manifest = manifest_of(files)
    listed = [unquote(found.get("href") or "") for found in manifest.iter("{*}file")]
    assert sorted(listed) == sorted(set(files) - {"imsmanifest.xml"})
    resources = {found.get("identifier"): found for found in manifest.iter("{*}resource")}
    shared = {found.get("href") for found in resources["shared_files"].iter("{*}file")}
    assert {"player.js", "style.css"} <= shared
    for resource in resources.values():
        if resource.get("href"):
            assert next(resource.iter("{*}file")).get("href") == resource.get("href")
            assert "shared_files" in [found.get("identifierref") for found in resource.iter("{*}dependency")]
            pages = [found.get("href") or "" for found in resource.iter("{*}file")]
            assert len([name for name in pages if name.startswith("part-")]) == 1


def test_a_part_lists_its_own_media_and_no_others(sound: CheckedCourse) -> None:
    site = render(cut(sound, Structure.LESSON, Order.FREE), HERE)
    with_figure = [launch.id for launch in site.launches if "media/going-further/cycle.svg" in launch.files]
    assert with_figure == ["media"]


def test_golden_manifests_and_pages(sound: CheckedCourse) -> None:
    found: dict[str, bytes] = {}
    for structure, order in CUTS:
        for standard in SCORM:
            files = packed(cut(sound, structure, order), standard)
            if standard != "scorm2004-4th":
                found[f"{standard}/{structure}-{order}.xml"] = _bytes(files["imsmanifest.xml"])
            if order is Order.FREE and standard == "scorm12":
                found |= {
                    f"{structure}/{name}": _without_words(without_inline(_bytes(files[name])))
                    for name in files
                    if name.startswith("part-")
                }
    if os.environ.get("UPDATE_GOLDEN"):
        for name, content in found.items():
            (GOLDEN / name).parent.mkdir(parents=True, exist_ok=True)
            (GOLDEN / name).write_bytes(content)

    expected = {path.relative_to(GOLDEN).as_posix(): path.read_bytes() for path in GOLDEN.rglob("*") if path.is_file()}

    assert sorted(found) == sorted(expected)
    for name, content in found.items():
        assert content.decode() == expected[name].decode(), f"{name} differs; see the top of this file"
    assert sum(map(len, expected.values())) <= GOLDEN_BUDGET


def _bytes(content: bytes | Path) -> bytes:
    assert isinstance(content, bytes)
    return content


def _without_words(page: bytes) -> bytes:
    """Leave the interface's words out of a page: they are in the golden package of the whole course."""
    return re.sub(rb'"words":\{.*\}\}', b'"words":{}}', page)


@pytest.mark.parametrize(("structure", "order"), CUTS)
def test_the_editions_of_2004_differ_in_version_threshold_and_control_documents_alone(
    structure: Structure, order: Order, sound: CheckedCourse
) -> None:
    def text(standard: str) -> str:
        manifest = manifest_of(packed(cut(sound, structure, order), standard))
        documents = manifest.find(".//{*}resource[@identifier='control_documents']")
        assert documents is not None
        documents.clear()
        for threshold in list(manifest.iter("{*}completionThreshold")):
            threshold.attrib.clear()
            threshold.text = None
        return etree.tostring(manifest, encoding="unicode")

    third, fourth = (text(standard) for standard in EDITIONS)
    assert third.replace("2004 3rd Edition", "2004 4th Edition") == fourth


def test_moodle_sees_a_tree_under_one_item_that_launches_nothing(sound: CheckedCourse) -> None:
    manifest = manifest_of(packed(cut(sound, Structure.LESSON, Order.FREE), "scorm12"))
    organization = manifest.find(".//{*}organization")
    assert organization is not None
    (root,) = organization.findall("{*}item")
    assert root.get("identifierref") is None
    modules = root.findall("{*}item")
    assert [module.findtext("{*}title") for module in modules] == ["First steps", "Going further"]
    assert all(module.get("identifierref") is None for module in modules)
    assert [len(module.findall("{*}item")) for module in modules] == [2, 2]


# what the manifests make of a learner


def leaves(manifest: etree._Element) -> list[etree._Element]:
    return [item for item in manifest.iter("{*}item") if item.get("identifierref")]


def opens(item: etree._Element, done: set[str]) -> bool:
    """Whether an item opens to who has done some parts with a verdict, by what the manifest says."""
    script = item.findtext("{*}prerequisites") or ""
    if script:
        known = {f"sco_{part}" for part in done}
        return all(alternatives.strip("()").split("|")[0] in known for alternatives in script.split("&"))
    targets = {
        objective.get("objectiveID"): found.get("targetObjectiveID") or ""
        for objective in item.iter("{*}objective")
        for found in objective.iter("{*}mapInfo")
    }
    for condition in item.iter("{*}ruleCondition"):
        assert (condition.get("operator"), condition.get("condition")) == ("not", "objectiveStatusKnown")
        if targets[condition.get("referencedObjective")].rsplit("/", 1)[1] not in done:
            return False
    return True


@pytest.mark.parametrize("standard", SCORM)
@pytest.mark.parametrize("structure", [Structure.MODULE, Structure.LESSON])
def test_linear_opens_one_part_after_the_other(standard: str, structure: Structure, sound: CheckedCourse) -> None:
    checked = cut(sound, structure, Order.LINEAR)
    items = leaves(manifest_of(packed(checked, standard)))
    done: set[str] = set()
    for number, part in enumerate(checked.course.parts):
        assert [opens(item, done) for item in items] == [n <= number for n in range(len(items))]
        done.add(part.id)


@pytest.mark.parametrize("standard", SCORM)
def test_gated_opens_a_module_when_the_quizzes_before_are_judged(standard: str, sound: CheckedCourse) -> None:
    items = leaves(manifest_of(packed(cut(sound, Structure.LESSON, Order.GATED), standard)))
    assert [opens(item, set()) for item in items] == [True, True, False, False]
    assert [opens(item, {"a-lesson"}) for item in items] == [True, True, False, False]
    assert [opens(item, {"first-quiz"}) for item in items] == [True, True, True, True]


def test_scorm_12_opens_the_next_part_to_who_failed_for_good(sound: CheckedCourse) -> None:
    items = leaves(manifest_of(packed(cut(sound, Structure.MODULE, Order.GATED), "scorm12")))
    (script,) = items[1].findall("{*}prerequisites")
    assert script.get("type") == "aicc_script"
    assert script.text == 'sco_first-steps|sco_first-steps="failed"'


def rolled_up(element: etree._Element, measures: dict[str, Decimal]) -> Decimal | None:
    """Return an activity's measure by the Measure Rollup Process (SN, RB.1.1): what was not reported counts as 0."""
    children = element.findall("{*}item")
    if not children:
        return measures.get((element.get("identifier") or "").removeprefix("sco_"))
    total = counted = Decimal(0)
    known = False
    for child in children:
        rollup = child.find("{*}sequencing/{*}rollupRules")
        assert rollup is not None
        weight = Decimal(rollup.get("objectiveMeasureWeight", "1"))
        measure = rolled_up(child, measures)
        counted += weight
        if measure is not None:
            total += measure * weight
            known = True
    return total / counted if known and counted else None


def checked_course(files: dict[str, str], into: str) -> CheckedCourse:
    source = Source(Path(into))
    for path, text in files.items():
        source.write(path, text)
    assert source.shown() == []
    assert source.checked
    return source.checked


def identifiers(manifest: etree._Element) -> list[str]:
    return [found.get("identifier") or "" for found in manifest.iter() if found.get("identifier")]


@given(files=strategies.courses(), chosen=cuts, standard=st.sampled_from(SCORM), data=st.data())
@strategies.examples(40)
def test_any_valid_course_can_be_cut(
    files: dict[str, str], chosen: tuple[Structure, Order], standard: str, data: st.DataObject
) -> None:
    with tempfile.TemporaryDirectory() as directory:
        checked = cut(checked_course(files, directory), *chosen)
        course = checked.course
        manifest = manifest_of(packed(checked, standard, Path(directory)))
        if OFFICIAL_CHECKER.exists():
            assert_valid(standard, {"imsmanifest.xml": etree.tostring(manifest)})

        names = identifiers(manifest)
        assert len(set(names)) == len(names)
        moved = replace(course, title="Another title", modules=tuple(reversed(course.modules)))
        again = manifest_of(packed(replace(checked, course=moved), standard, Path(directory)))
        assert sorted(identifiers(again)) == sorted(names)

        assert_no_part_is_out_of_reach(course, leaves(manifest))
        assert state.worst_case(course) <= state.worst_case(replace(course, structure=Structure.COURSE))
        if standard in EDITIONS and course.scoring:
            assert_the_verdict_is_the_courses(course, manifest, data)


def assert_no_part_is_out_of_reach(course: Course, items: list[etree._Element]) -> None:
    """Whoever goes on from part to part always finds the next one open, and so comes to the last."""
    done: set[str] = set()
    assert len(items) == len(course.parts)
    for item, part in zip(items, course.parts, strict=True):
        assert item.get("identifier") == f"sco_{part.id}"
        assert opens(item, done)
        done.add(part.id)


def assert_the_verdict_is_the_courses(course: Course, manifest: etree._Element, data: st.DataObject) -> None:
    scoring = course.scoring
    organization = manifest.find(".//{*}organization")
    assert scoring
    assert organization is not None
    earned = {part.id: data.draw(st.decimals(0, part.points, places=2)) for part in course.parts if part.points}
    graded = [part for part in course.parts if part.points]
    measures = {part.id: (earned[part.id] / part.points).quantize(Decimal("0.0000001")) for part in graded}
    minimum = Decimal(organization.findtext("{*}sequencing//{*}minNormalizedMeasure") or "")
    whole = rolled_up(organization, measures)
    assert whole is not None
    assert (whole >= minimum) == (sum(earned.values()) >= scoring.passing)
    unread = rolled_up(organization, dict(list(measures.items())[:1]))
    assert unread is not None
    assert unread <= whole + Decimal("0.000001")


# the pages


def links(page: bytes) -> Iterator[str]:
    yield from re.findall(r'<li data-activity="([a-z0-9-]+)"', page.decode().split("<main")[0])


@pytest.mark.parametrize("structure", [Structure.MODULE, Structure.LESSON])
def test_a_launch_page_links_to_its_own_activities_alone(structure: Structure, sound: CheckedCourse) -> None:
    checked = cut(sound, structure, Order.FREE)
    files = packed(checked, "scorm12")
    for part in checked.course.parts:
        page = _bytes(files[f"part-{part.id}.html"])
        assert list(links(page)) == [activity.id for activity in part.activities]
        elsewhere = re.findall(r'<li class="elsewhere">', page.decode())
        assert len(elsewhere) == len(list(checked.course.activities)) - len(part.activities)


def test_a_link_to_another_part_opens_beside_the_part_that_runs(tmp_path: Path) -> None:
    source = copy_of_starter(tmp_path)
    lesson = source.text("first-steps/a-lesson.md")
    source.write("first-steps/a-lesson.md", f"{lesson}\nSee [the figures](../going-further/media.md).\n")
    source.check()
    assert source.checked
    whole = _bytes(packed(cut(source.checked, Structure.COURSE, Order.FREE), "scorm12")["page-a-lesson.html"]).decode()
    parts = _bytes(packed(cut(source.checked, Structure.MODULE, Order.FREE), "scorm12")["page-a-lesson.html"]).decode()
    assert '<a href="page-media.html">the figures</a>' in whole
    assert '<a href="page-media.html" target="_blank" rel="noopener">the figures<span' in parts
