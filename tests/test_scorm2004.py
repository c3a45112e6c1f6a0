"""What is particular to SCORM 2004: the manifests of its two editions, and how much an LMS keeps."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest
from lxml import etree

from scorm_export import TARGETS, Diagnostics, check_course
from scorm_export.render import render
from scorm_export.targets.scorm2004.manifest import measure
from sources import Source, without_quizzes

EDITIONS = ("scorm2004-3rd", "scorm2004-4th")
LATER = (
    "completedByMeasure",
    "minProgressMeasure",
    "progressWeight",
    "sharedDataGlobalToSystem",
    "adlcp:data",
    "adlcp:map",
    "adlseq:objectives>",
    "adlseq:objective ",
    "jump",
)
"""What only the 4th Edition knows."""


def manifest(source: Source, edition: str) -> bytes:
    standard = TARGETS[edition]
    found = Diagnostics()
    checked = check_course(source.root, [standard], found)
    assert checked, [d.message for d in found]
    content = standard.describe(render(checked, source.root))["imsmanifest.xml"]
    assert isinstance(content, bytes)
    return content


def text(xml: bytes, name: str) -> str | None:
    return etree.fromstring(xml).findtext(f".//{{*}}{name}")


@pytest.fixture
def lessons_only(starter: Source) -> Source:
    return without_quizzes(starter)


@pytest.mark.parametrize("edition", EDITIONS)
def test_a_course_with_quizzes_tells_its_pass_mark_and_no_completion_threshold(edition: str, starter: Source) -> None:
    """A threshold would complete a course whose learner has an attempt left, whatever the player says."""
    xml = manifest(starter, edition)
    objective = etree.fromstring(xml).find(".//{*}primaryObjective")
    assert objective is not None
    assert objective.get("satisfiedByMeasure") == "true"
    assert text(xml, "minNormalizedMeasure") == "0.8"
    assert b"completionThreshold" not in xml


def test_a_course_without_quizzes_is_completed_by_all_of_it(lessons_only: Source) -> None:
    third, fourth = (manifest(lessons_only, edition) for edition in EDITIONS)
    assert text(third, "completionThreshold") == "1.0"
    threshold = etree.fromstring(fourth).find(".//{*}completionThreshold")
    assert threshold is not None
    assert threshold.text is None
    assert dict(threshold.attrib) == {"completedByMeasure": "true", "minProgressMeasure": "1.0"}
    assert b"primaryObjective" not in third + fourth


@pytest.mark.parametrize("edition", EDITIONS)
def test_the_player_reports_for_itself_and_nothing_outlives_the_course(edition: str, starter: Source) -> None:
    root = etree.fromstring(manifest(starter, edition))
    controls = root.find(".//{*}deliveryControls")
    assert controls is not None
    assert dict(controls.attrib) == {"completionSetByContent": "true", "objectiveSetByContent": "true"}
    organization = root.find(".//{*}organization")
    assert organization is not None
    assert organization.get("{http://www.adlnet.org/xsd/adlseq_v1p3}objectivesGlobalToSystem") == "false"
    mode = organization.find("{*}sequencing/{*}controlMode")
    assert mode is not None
    assert dict(mode.attrib) == {"choice": "true", "flow": "true"}


def test_nothing_of_the_4th_edition_is_in_the_3rd(lessons_only: Source) -> None:
    third, fourth = (manifest(lessons_only, edition).decode() for edition in EDITIONS)
    assert [name for name in LATER if name in third] == []
    assert "minProgressMeasure" in fourth
    assert (text(third.encode(), "schemaversion"), text(fourth.encode(), "schemaversion")) == (
        "2004 3rd Edition",
        "2004 4th Edition",
    )


@pytest.mark.parametrize(
    ("part", "whole", "expected"),
    [
        ("80", "100", "0.8"),
        ("100", "100", "1"),
        ("20", "30", "0.6666666"),
        ("0.01", "100000", "0.0000001"),
    ],
)
def test_a_pass_mark_is_written_as_the_player_writes_a_score(part: str, whole: str, expected: str) -> None:
    assert measure(Decimal(part), Decimal(whole)) == expected


@pytest.mark.parametrize("edition", EDITIONS)
def test_a_state_that_players_of_the_2nd_edition_would_cut_draws_a_warning(edition: str, starter: Source) -> None:
    standard = TARGETS[edition]
    assert (standard.limits.state_characters, standard.limits.older_state_characters) == (64_000, 4000)

    def reported(older: int) -> list[tuple[str, str, str]]:
        found = Diagnostics()
        limits = replace(standard.limits, older_state_characters=older)
        assert check_course(starter.root, [replace(standard, limits=limits)], found)
        return [(d.rule, d.severity.value, d.span.path.rpartition("/")[2]) for d in found]

    assert reported(10) == [("state-for-new-players", "warning", "course.yaml")]
    assert reported(4000) == []
