"""Metadata: a course says the same of itself in every standard, as far as that can hold it."""

from __future__ import annotations

import importlib.util
import re
import zipfile
from pathlib import Path
from types import ModuleType

import pytest
from lxml import etree

from scorm_export import TARGETS, Diagnostics, build, check_course
from scorm_export.course import Course
from scorm_export.targets.lom import ieee_metadata, ims_metadata
from scorm_export.verify.inspection import inspect
from scorm_export.verify.metadata import Metadata
from sources import Source

LAUNCHED = [name for name, target in TARGETS.items() if target.is_launched]
OFFICIAL_CHECKER = Path(__file__).parent.parent.parent / "shared" / "schemas" / "check.py"
FIELDS = """
keywords: [hand washing, "soap, water"]
rights:
  licence: CC BY 4.0
  url: https://creativecommons.org/licenses/by/4.0/
audiences: [nurses, midwives]
authors:
  - name: "Ann Lee; RN"
    role: Editor
  - name: Bo Øst
    role: Figures
effort: {least: 1 h, most: 2 h}
released: 2026-11-28
"""


def without(source: Source, field: str) -> None:
    """Take a field out of course.yaml, with all that is below it."""
    text = re.sub(rf"^{field}:.*\n(?:[ ].*\n|\n)*", "", source.text("course.yaml"), flags=re.MULTILINE)
    source.write("course.yaml", text)


def course_of(source: Source) -> Course:
    source.check()
    assert source.checked, [d.message for d in source.found]
    return source.checked.course


def built(source: Source, standard: str, output: Path) -> Path:
    target, found = TARGETS[standard], Diagnostics()
    checked = check_course(source.root, [target], found)
    assert checked, [d.message for d in found]
    (package,) = build(checked, source.root, [target], output)
    return package.path


@pytest.fixture
def described(starter: Source) -> Source:
    """Return a course that says of itself all that a course can say."""
    for field in ("authors", "audiences", "effort"):
        without(starter, field)
    starter.replace("course.yaml", "\nmodules:", f"\n{FIELDS}\nmodules:")
    return starter


def said(source: Source, standard: str, output: Path) -> Metadata:
    found = inspect(built(source, standard, output)).metadata
    assert found
    return found


@pytest.mark.parametrize("standard", LAUNCHED)
def test_a_package_says_what_the_course_says_of_itself(described: Source, standard: str, tmp_path: Path) -> None:
    course = course_of(described)
    found = said(described, standard, tmp_path)
    is_lom = standard != "xapi"
    assert found.identifier == course.iri
    assert found.title == course.title
    assert found.description == course.description.plain
    assert found.languages == ("en",)
    assert found.keywords == ("hand washing", "soap, water")
    assert found.version == course.version
    assert found.learning_time == "PT1H30M"
    assert found.audience == "nurses; midwives"
    if is_lom:
        assert found.status == "final"
        assert found.contributors == (
            "Ann Lee; RN (editor)",
            "Bo Øst (author)",
            f"{course.provider.name} (publisher)",
        )
        assert found.objectives == tuple(objective.text.plain for objective in course.objectives)
        assert (found.cost, found.rights) == ("no", "CC BY 4.0, https://creativecommons.org/licenses/by/4.0/")
    else:
        assert found.rights == "https://creativecommons.org/licenses/by/4.0/"


@pytest.mark.parametrize(
    ("version", "status"), [("1.0.0", "final"), ("0.9", "draft"), ("2.0-rc.1", "draft"), ("2026", "final")]
)
def test_an_edition_before_the_first_is_a_draft(starter: Source, version: str, status: str, tmp_path: Path) -> None:
    starter.replace("course.yaml", "version: 1.0.0", f"version: {version!r}")
    assert said(starter, "scorm12", tmp_path).status == status


def test_a_long_description_is_several_and_loses_nothing(starter: Source) -> None:
    words = " ".join(f"word{n}" for n in range(400))
    without(starter, "description")
    starter.replace("course.yaml", "\nmodules:", f"\ndescription: {words}\nmodules:")
    course = course_of(starter)
    for metadata in (ims_metadata(course, "index.html"), ieee_metadata(course, "index.html")):
        parts = metadata.findall("{*}general/{*}description")
        texts = ["".join(part.itertext()) for part in parts]
        assert len(texts) > 1
        assert all(len(text) <= 1000 for text in texts)
        assert " ".join(texts) == words


def test_what_a_course_does_not_say_is_left_out(starter: Source, tmp_path: Path) -> None:
    found = said(starter, "scorm2004-4th", tmp_path)
    assert (found.keywords, found.cost, found.rights) == ((), "", "")


def test_the_publisher_has_the_day_of_release(described: Source) -> None:
    course = course_of(described)
    for root in (ims_metadata(course, "index.html"), ieee_metadata(course, "index.html")):
        *_, publisher = root.iter("{*}contribute")
        assert "".join(publisher.itertext()).endswith("2026-11-28")


def test_work_in_the_public_domain_reserves_nothing(described: Source) -> None:
    described.replace("course.yaml", "licence: CC BY 4.0", "licence: CC0 1.0")
    metadata = ieee_metadata(course_of(described), "index.html")
    assert metadata.findtext("{*}rights/{*}copyrightAndOtherRestrictions/{*}value") == "no"


def _checker() -> ModuleType:
    spec = importlib.util.spec_from_file_location("official_checker", OFFICIAL_CHECKER)
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.mark.schemas
@pytest.mark.skipif(not OFFICIAL_CHECKER.exists(), reason="the official schemas are not on this machine")
@pytest.mark.parametrize("edition", ["scorm2004_3rd", "scorm2004_4th"])
@pytest.mark.parametrize("source", ["described", "starter"])
def test_the_official_schemas_take_metadata(source: str, edition: str, request: pytest.FixtureRequest) -> None:
    course: Course = course_of(request.getfixturevalue(source))
    schema: etree.XMLSchema = _checker().schema(edition)
    assert schema.validate(ieee_metadata(course, "index.html")), schema.error_log


@pytest.mark.parametrize(
    ("standard", "place"),
    [
        ("scorm12", ".//{*}item/{*}datafromlms"),
        ("scorm2004-3rd", ".//{*}item/{*}dataFromLMS"),
        ("scorm2004-4th", ".//{*}item/{*}dataFromLMS"),
        ("cmi5", ".//{*}au/{*}launchParameters"),
        ("xapi", ".//{*}launch"),
    ],
)
def test_launch_parameters_reach_the_lms(starter: Source, standard: str, place: str, tmp_path: Path) -> None:
    starter.replace("course.yaml", "\nmodules:", "\nlaunch_parameters: time=1.5&group=a\nmodules:")
    package = built(starter, standard, tmp_path)
    found = [element.text for element in descriptor(package).iterfind(place)]
    assert found == ["index.html?time=1.5&group=a" if standard == "xapi" else "time=1.5&group=a"]


def descriptor(package: Path) -> etree._Element:
    with zipfile.ZipFile(package) as archive:
        return etree.fromstring(archive.read(archive.namelist()[0]))
