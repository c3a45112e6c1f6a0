"""Reporting beside the LMS: what reaches the player, and that a key is never shown."""

from __future__ import annotations

import base64
import json
import zipfile
from pathlib import Path

import pytest
from click.testing import CliRunner

from scorm_export.commands.main import main
from sources import Source

SECRET = "hush-0451"
KEY = f"writer:{SECRET}"
FIELDS = "endpoint: https://lrs.example.org/xapi/\nhomePage: https://lms.example.org\n"


def build(starter: Source, *arguments: str) -> tuple[int, str, dict[str, str]]:
    output = starter.root.parent / "out"
    run = CliRunner().invoke(main, ["build", str(starter.root), "--output", str(output), *arguments])
    files: dict[str, str] = {}
    for path in output.glob("*.zip"):
        with zipfile.ZipFile(path) as package:
            files |= {name: package.read(name).decode("utf-8", "replace") for name in package.namelist()}
        assert SECRET not in path.name
    return run.exit_code, run.output, files


def reporting(files: dict[str, str]) -> dict[str, object]:
    line = next(line for line in files["player.js"].splitlines() if line.startswith("window.courseLrs="))
    told: dict[str, object] = json.loads(line.removeprefix("window.courseLrs=").removesuffix(";"))
    return told


def lrs_file(starter: Source, text: str) -> str:
    path = starter.root.parent / "lrs.yaml"
    path.write_text(text, "utf-8")
    return str(path)


def test_a_token_reaches_the_player_of_a_scorm_package(starter: Source) -> None:
    token = "https://lms.example.org/token"
    status, output, files = build(starter, "--lrs", lrs_file(starter, f"{FIELDS}token: {token}\n"))
    assert (status, reporting(files)) == (
        0,
        {
            "endpoint": "https://lrs.example.org/xapi/",
            "homePage": "https://lms.example.org",
            "access": {"token": token},
        },
    )
    assert "also reports to https://lrs.example.org/xapi/" in output
    assert files["page-first-quiz.js"].splitlines()[-1].startswith('pageActivities("first-quiz",')


def test_a_key_reaches_the_player_as_a_header_and_nothing_shows_it(starter: Source) -> None:
    status, output, files = build(starter, "--lrs", lrs_file(starter, f"{FIELDS}key: {KEY}\n"))
    header = "Basic " + base64.b64encode(KEY.encode()).decode()
    assert (status, reporting(files)["access"]) == (0, {"key": header})
    assert "warning[key-in-package]" in output
    assert SECRET not in output
    assert header not in output


@pytest.mark.parametrize("target", ["scorm12", "scorm2004-3rd", "scorm2004-4th"])
def test_the_script_for_a_record_store_is_in_the_package_and_its_manifest(target: str, starter: Source) -> None:
    _, _, files = build(starter, "--target", target, "--lrs", lrs_file(starter, f"{FIELDS}key: {KEY}\n"))
    assert "courseLrsPart" in files["lrs.js"]
    assert files["imsmanifest.xml"].count('<file href="lrs.js"/>') == 1
    _, _, plain = build(starter, "--target", target)
    assert "lrs.js" not in plain
    assert "lrs.js" not in plain["imsmanifest.xml"]
    assert "courseLrsPart" not in plain["player.js"]


def test_a_file_wins_over_the_section_of_the_course(starter: Source) -> None:
    starter.replace(
        "course.yaml",
        "scoring:\n",
        "lrs:\n  endpoint: https://old.example.org/xapi\n"
        "  homePage: https://lms.example.org\n  token: https://lms.example.org/token\nscoring:\n",
    )
    assert reporting(build(starter)[2])["endpoint"] == "https://old.example.org/xapi"
    path = lrs_file(starter, f"{FIELDS}token: https://lms.example.org/token\n")
    assert reporting(build(starter, "--lrs", path)[2])["endpoint"] == "https://lrs.example.org/xapi/"


def test_without_a_record_store_a_scorm_package_names_none(starter: Source) -> None:
    assert "window.courseLrs=" not in build(starter)[2]["player.js"].splitlines()[0]


@pytest.mark.parametrize(
    "text",
    [
        f"{FIELDS}key:{KEY}\n",
        f"{FIELDS}key: !{KEY}\n",
        f"{FIELDS}key: *{KEY}\n",
        f"{FIELDS}key: [{KEY}]\n",
        f"{FIELDS}key: {KEY}: x\n",
        f'{FIELDS}key: "{KEY}\n',
        f"{FIELDS}key: |\n  {SECRET}\n",
        f"{FIELDS}key: {SECRET}\n",
        f"{FIELDS}kye: {KEY}\n",
        f"{FIELDS}key: {KEY}\nkey: {KEY}\n",
        f"{FIELDS}key: {KEY}\nother: {KEY}\n",
        f"{FIELDS}key: {KEY}\n  token: {KEY}\n",
        f"endpoint: https://writer:{SECRET}@lrs.example.org/\nhomePage: https://lms.example.org\nkey: {KEY}\n",
        f"{{endpoint: https://lrs.example.org/xapi/, key:{KEY}}}\n",
        f"{{endpoint: https://lrs.example.org/xapi/, key: {KEY}, homePage: 1}}\n",
        f"{FIELDS}key: {KEY}\x01\n",
        f"{KEY}\n",
    ],
)
@pytest.mark.parametrize("place", ["file", "section", "flow"])
@pytest.mark.parametrize("form", ["human", "json", "github"])
def test_no_mistake_brings_a_key_to_light(text: str, place: str, form: str, starter: Source) -> None:
    arguments = ["check", str(starter.root), "--format", form]
    if place == "file":
        arguments += ["--lrs", lrs_file(starter, text)]
    else:
        inside = "".join(f"  {line}\n" for line in text.splitlines())
        section = f"lrs:\n{inside}" if place == "section" else "lrs: {" + text.strip().replace("\n", ", ") + "}\n"
        starter.replace("course.yaml", "scoring:\n", f"{section}scoring:\n")
    run = CliRunner().invoke(main, arguments)
    assert run.exit_code == 1, run.output
    assert SECRET not in run.output
    assert "Traceback" not in run.output


def test_the_record_of_a_key_does_not_show_it(starter: Source) -> None:
    starter.replace(
        "course.yaml",
        "scoring:\n",
        f"lrs:\n  endpoint: https://lrs.example.org\n  homePage: https://lms.example.org\n  key: {KEY}\nscoring:\n",
    )
    starter.check()
    assert starter.checked
    assert SECRET not in repr(starter.checked)


def test_a_file_that_is_not_there_is_misuse(starter: Source, tmp_path: Path) -> None:
    assert build(starter, "--lrs", str(tmp_path / "none.yaml"))[0] == 2


def test_other_texts_are_shown_as_they_are(starter: Source) -> None:
    starter.replace("course.yaml", "title: My course\n", "title: My course, the key: an lrs: both\nlevel: hard\n")
    starter.replace("course.yaml", "level: introductory\n", "")
    run = CliRunner().invoke(main, ["check", str(starter.root)])
    assert "title: My course, the key: an lrs: both" in run.output
    assert "•" not in run.output
