"""LMS profiles: each is sound, and everything that one can set has an effect."""

from __future__ import annotations

import json
import re
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from lxml import etree

from scorm_export import TARGETS, Diagnostics, build, check_course
from scorm_export.build import for_lms
from scorm_export.commands.main import main
from scorm_export.commands.new import STARTER
from scorm_export.course import Structure
from scorm_export.course.reporting import Reporting
from scorm_export.interface.words import words_for
from scorm_export.lms import profile as lms
from scorm_export.lms.page import fill_in
from scorm_export.render.player_data import course_data
from sources import Source

NAMED = (
    "moodle",
    "canvas",
    "blackboard",
    "brightspace",
    "successfactors",
    "cornerstone",
    "docebo",
    "talentlms",
    "sakai",
    "ilias",
    "openedx",
    "scormcloud",
    "generic",
)
Made = Callable[..., lms.Profile]


@pytest.fixture
def made(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Made:
    """Write a profile of one setting as a file, which is all it takes to add one."""
    monkeypatch.setattr(lms, "PROFILES", tmp_path)

    def make(setting: str, value: str) -> lms.Profile:
        level = "" if "level:" in value else "  level: guess\n"
        text = f"name: Ours\n{setting}:\n  value: {value}\n  reason: It is so.\n{level}"
        name = f"ours-{setting.replace('_', '-')}"
        (tmp_path / f"{name}.yaml").write_text(text, "utf-8")
        lms.profile.cache_clear()
        return lms.profile(name)

    return make


def manifest(
    profile: lms.Profile, output: Path, standard: str = "scorm12", structure: Structure | None = None
) -> etree._Element:
    return etree.fromstring(contents(profile, output, standard, structure)["imsmanifest.xml"])


def contents(
    profile: lms.Profile, output: Path, standard: str = "scorm12", structure: Structure | None = None
) -> dict[str, bytes]:
    chosen = for_lms(TARGETS[standard], profile)
    found = Diagnostics()
    checked = check_course(STARTER, [chosen], found, structure=structure)
    assert checked, [d.message for d in found]
    (package,) = build(checked, STARTER, [chosen], output, settings=profile.settings)
    with zipfile.ZipFile(package.path) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def first_data(files: dict[str, bytes]) -> dict[str, Any]:
    """Return the CourseData of the first page that has any."""
    pages = (
        re.findall(r'id="course-data">(.*)</script>', page.decode())
        for page in files.values()
        if b'"course-data"' in page
    )
    data: dict[str, Any] = json.loads(next(found for found in pages if found)[0])
    return data


def run(*arguments: str | Path) -> tuple[int, str]:
    result = CliRunner().invoke(main, [str(argument) for argument in arguments])
    return result.exit_code, result.output


# the profiles


def test_the_lmss_that_are_promised_have_a_profile() -> None:
    assert set(NAMED) <= set(lms.names())


@pytest.mark.parametrize("name", lms.names())
def test_a_profile_names_what_there_is_and_says_why(name: str) -> None:
    profile = lms.profile(name)
    assert profile.target in TARGETS
    assert profile.claims["target"].value == profile.target
    assert all(claim.reason.endswith(".") for claim in profile.claims.values())
    for setting in ("only_one_sco", "refuses"):
        claim = profile.claims.get(setting)
        assert claim is None or set(claim.value) <= set(TARGETS)
    assert not profile.refuses(profile.target)


@pytest.mark.parametrize("name", lms.names())
def test_what_a_profile_tells_has_evidence_english_and_known_numbers(name: str) -> None:
    profile = lms.profile(name)
    statements = (*profile.steps, *profile.reports, *profile.faults)
    numbers = dict.fromkeys(("percent", "scos", "standard", "iri", "verb"), "1")
    for statement in statements:
        assert set(statement.texts) <= {"en", "fr", "ar"}
        assert all(fill_in(text, numbers) for text in [statement.texts["en"], *statement.texts.values()])
    used = {each.evidence.source for each in (*profile.claims.values(), *statements)}
    assert set(profile.sources.values()) <= used, "a source that nothing rests on"


@pytest.mark.parametrize("name", lms.names())
def test_the_page_of_a_profile_has_every_level_and_source(name: str) -> None:
    profile = lms.profile(name)
    code, page = run("lms", name)
    assert code == 0
    shown = " ".join(page.split())
    for source in profile.sources.values():
        assert f"{source.title}. {source.publisher}, {source.date}" in shown
    for claim in profile.claims.values():
        assert claim.reason in shown
    told = (*profile.claims.values(), *profile.steps, *profile.reports, *profile.faults)
    assert page.count("[guess") == sum(each.evidence.level == "guess" for each in told)


def test_the_list_says_how_well_each_lms_is_known() -> None:
    _, listed = run("lms")
    assert "moodle          Moodle: scorm12, tested" in listed
    assert "canvas          Canvas: scorm12, guess" in listed
    assert len(listed.splitlines()) == len(lms.names())


@pytest.mark.parametrize("name", lms.names())
def test_every_profile_builds_the_starter_course(name: str, tmp_path: Path) -> None:
    code, output = run("build", STARTER, "--lms", name, "--output", tmp_path)
    assert code == 0, output
    assert [path.stem for path in tmp_path.glob("*.zip")] == [f"my-course-1.0.0-{lms.profile(name).target}"]


def test_every_setting_has_a_test_of_its_effect() -> None:
    tested = set(re.findall(r"^def test_setting_([a-z_]+?)__", Path(__file__).read_text("utf-8"), re.MULTILINE))
    assert tested == set(lms.SETTINGS)


# the settings


def test_setting_target__is_built_when_none_is_named(made: Made, tmp_path: Path) -> None:
    made("target", "scorm2004-4th")
    code, _ = run("build", STARTER, "--lms", "ours-target", "--output", tmp_path / "one")
    assert code == 0
    assert [path.name for path in (tmp_path / "one").glob("*.zip")] == ["my-course-1.0.0-scorm2004-4th.zip"]
    run("build", STARTER, "--lms", "ours-target", "--target", "scorm12", "--output", tmp_path / "two")
    assert [path.name for path in (tmp_path / "two").glob("*.zip")] == ["my-course-1.0.0-scorm12.zip"]


def test_setting_refuses__is_warned_of(made: Made, tmp_path: Path) -> None:
    made("refuses", "[scorm2004-4th]")
    asked = ["build", STARTER, "--lms", "ours-refuses", "--output", tmp_path]
    assert "Ours does not take SCORM 2004 4th Edition: It is so." in run(*asked, "--target", "scorm2004-4th")[1]
    assert "does not take" not in run(*asked, "--target", "scorm12")[1]


def test_setting_only_one_sco__refuses_a_course_that_is_cut(made: Made, starter: Source) -> None:
    profile = made("only_one_sco", "[scorm2004-3rd]")
    starter.replace("course.yaml", "\nmodules:", "\nstructure: module\nmodules:")
    for standard, rules in (("scorm2004-3rd", ["structure-not-supported"]), ("scorm12", [])):
        found = Diagnostics()
        check_course(starter.root, [for_lms(TARGETS[standard], profile)], found)
        assert [d.rule for d in found] == rules
        assert [d.notes for d in found] == [("It is so.",) for _ in rules]


def test_setting_interactions__withholds_answers(made: Made, tmp_path: Path) -> None:
    assert first_data(contents(made("interactions", "false"), tmp_path))["withheld"] == ["interactions"]


@pytest.mark.parametrize(("structure", "withheld"), [(None, None), (Structure.MODULE, ["interactions"])])
def test_setting_interactions_when_cut__withholds_answers_of_a_course_of_several_scos(
    made: Made, tmp_path: Path, structure: Structure | None, withheld: list[str] | None
) -> None:
    data = first_data(contents(made("interactions_when_cut", "false"), tmp_path, structure=structure))
    assert data.get("withheld") == withheld


@pytest.mark.parametrize(("structure", "withheld"), [(None, None), (Structure.MODULE, ["objectives"])])
def test_setting_objectives_when_cut__withholds_objectives_of_a_course_of_several_scos(
    made: Made, tmp_path: Path, structure: Structure | None, withheld: list[str] | None
) -> None:
    data = first_data(contents(made("objectives_when_cut", "false"), tmp_path, structure=structure))
    assert data.get("withheld") == withheld


@pytest.mark.parametrize(
    ("when", "structure", "early"),
    [("always", None, True), ("always", Structure.LESSON, True), ("cut", None, None), ("cut", Structure.LESSON, True)],
)
def test_setting_answers_early__makes_saved_sent(
    made: Made, tmp_path: Path, when: str, structure: Structure | None, early: bool | None
) -> None:
    data = first_data(contents(made("answers_early", when), tmp_path, structure=structure))
    assert data.get("answersEarly") == early


def test_setting_mastery_score__is_in_the_manifest_and_withholds_the_running_score(made: Made, tmp_path: Path) -> None:
    profile = made("mastery_score", "true")
    files = contents(profile, tmp_path / "one")
    assert etree.fromstring(files["imsmanifest.xml"]).findtext(".//{*}masteryscore") == "80"
    assert b'"withheld":["running score"]' in files["index.html"]
    parts = manifest(profile, tmp_path / "two", structure=Structure.MODULE)
    assert [score.text for score in parts.iter("{*}masteryscore")] == ["40", "40"]


def policy(profile: lms.Profile, output: Path) -> object:
    return first_data(contents(profile, output)).get("reporting")


def test_setting_scaled_score__running_takes_the_mark_out_of_the_manifest(made: Made, tmp_path: Path) -> None:
    for value, marks in (("verdict", 1), ("running", 0)):
        found = manifest(made("scaled_score", value), tmp_path / value, "scorm2004-3rd")
        assert len(list(found.iter("{*}minNormalizedMeasure"))) == marks


def test_setting_failed__never_is_told_unless_parts_wait(made: Made, starter: Source, tmp_path: Path) -> None:
    profile = made("failed", "never")
    assert policy(profile, tmp_path / "one") == {"neverFails": True}
    starter.replace("course.yaml", "\nmodules:", "\nstructure: module\norder: gated\nmodules:")
    found = Diagnostics()
    checked = check_course(starter.root, [TARGETS["scorm12"]], found)
    assert checked
    for part in checked.course.parts:
        assert "reporting" not in course_data(checked.course, part, words_for("en"), profile.settings)


def test_setting_interaction_slots__names_every_question_in_order(made: Made, tmp_path: Path) -> None:
    told = policy(made("interaction_slots", "question"), tmp_path)
    assert told == {
        "interactions": {
            "slots": ["first-quiz_id-change", "first-quiz_plain-text", "last-quiz_good-question"],
        },
    }


def test_setting_most_interactions__is_told(made: Made, tmp_path: Path) -> None:
    assert policy(made("most_interactions", "250"), tmp_path) == {"interactions": {"most": 250}}


def test_setting_question_texts__are_left_out(made: Made, tmp_path: Path) -> None:
    assert policy(made("question_texts", "false"), tmp_path) == {"withoutTexts": True}


def test_setting_after_passing__keeps_what_was_passed_with(made: Made, tmp_path: Path) -> None:
    assert policy(made("after_passing", "keep"), tmp_path) == {"keepsPass": True}


def test_a_profile_goes_before_the_policy_of_a_course(made: Made, starter: Source) -> None:
    starter.replace("course.yaml", "\nmodules:", "\nreporting: {failed: never, question_texts: false}\nmodules:")
    starter.check()
    assert starter.checked
    own = starter.checked.course.reporting
    assert made("failed", "final").settings.policy(own) == Reporting(question_texts=False)


def test_setting_launch_parameters__go_before_those_of_the_course(made: Made, tmp_path: Path) -> None:
    found = manifest(made("launch_parameters", "time=2"), tmp_path)
    assert found.findtext(".//{*}datafromlms") == "time=2"


@pytest.mark.parametrize("standard", [name for name in TARGETS if name.startswith("scorm")])
def test_setting_identifier_length__keeps_identifiers_apart(made: Made, standard: str, tmp_path: Path) -> None:
    found = manifest(made("identifier_length", "12"), tmp_path, standard, Structure.LESSON)
    resources = [resource.get("identifier") or "" for resource in found.iter("{*}resource") if resource.get("href")]
    assert len(set(resources)) == len(resources) == 4
    assert all(len(name) <= 12 for name in [*resources, found.get("identifier") or ""])
    assert [item.get("identifierref") for item in found.iter("{*}item") if item.get("identifierref")] == resources


def test_setting_state_characters__lowers_the_limit(made: Made) -> None:
    limited = for_lms(TARGETS["scorm2004-3rd"], made("state_characters", "300"))
    assert limited.limits.state_characters == 300
    assert for_lms(TARGETS["scorm12"], lms.profile("ours-state-characters")).limits.state_characters == 300


def test_setting_upload_limit__is_warned_of(made: Made, starter: Source, tmp_path: Path) -> None:
    made("upload_limit", "1")
    (starter.root / "going-further" / "large.png").write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(2 * 1024 * 1024))
    lesson = starter.text("going-further/media.md")
    starter.write("going-further/media.md", f"{lesson}\n![A large one](large.png)\n")
    _, output = run("build", starter.root, "--lms", "ours-upload-limit", "--output", tmp_path / "out")
    assert "Ours may refuse uploads of more than 1.0 MB" in output


def test_setting_grading__is_printed_with_a_course_that_is_cut(made: Made, tmp_path: Path) -> None:
    made("grading", "choose Sum grade")
    _, output = run("build", STARTER, "--lms", "ours-grading", "--structure", "module", "--output", tmp_path / "one")
    assert "in Ours, choose Sum grade" in output
    for unneeded in (["--structure", "course"], ["--structure", "module", "--target", "scorm2004-3rd"]):
        _, output = run("build", STARTER, "--lms", "ours-grading", *unneeded, "--output", tmp_path / "two")
        assert "Sum grade" not in output


# the command line


def test_moodle_is_told_by_its_settings_own_names(tmp_path: Path) -> None:
    _, output = run("build", STARTER, "--lms", "moodle", "--structure", "module", "--output", tmp_path)
    assert "*Grading method* to *Sum grade*" in output
    assert "*Maximum grade* to 100" in output


def test_moodle_does_not_get_several_scos_of_scorm_2004(tmp_path: Path) -> None:
    code, output = run(
        "build", STARTER, "--lms", "moodle", "--target", "scorm2004-3rd", "--structure", "lesson", "--output", tmp_path
    )
    assert code == 1
    assert "structure-not-supported" in output
    assert list(tmp_path.iterdir()) == []


def test_an_unknown_name_lists_the_known_ones(tmp_path: Path) -> None:
    code, output = run("build", STARTER, "--lms", "modle", "--output", tmp_path)
    assert code == 2
    assert "did you mean `moodle`?" in output
    assert all(name in output for name in NAMED)


@pytest.mark.parametrize(
    ("level", "said"),
    [("tested", "has a source"), ("documented\n  source: nobody", "no source `nobody`"), ("known", "one of `guess`")],
)
def test_a_claim_without_its_evidence_is_not_read(made: Made, level: str, said: str) -> None:
    with pytest.raises(ValueError, match=said):
        made("target", f"scorm12\n  level: {level}")


def test_a_profile_with_a_mistake_is_not_read(made: Made) -> None:
    with pytest.raises(ValueError, match="no field"):
        made("tarqet", "scorm12")
    with pytest.raises(KeyError):
        lms.profile("nobody")


def test_structure_of_the_command_line_wins(tmp_path: Path) -> None:
    site = manifest(lms.profile("generic"), tmp_path, structure=Structure.LESSON)
    assert len([item for item in site.iter("{*}item") if item.get("identifierref")]) == 4
