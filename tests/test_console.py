"""How commands behave in a terminal: colours, help, how much they say, completion, and JSON for programs."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from pathlib import Path

import click
import pytest
from click.testing import CliRunner, Result

from scorm_export import rules
from scorm_export.commands.console import Console, colours
from scorm_export.commands.main import COMMANDS, main
from scorm_export.lms import profile as profiles
from scorm_export.targets import TARGETS
from sources import Source

RED = "\x1b[31m"


def run(*arguments: str, environment: dict[str, str] | None = None) -> Result:
    return CliRunner(env=environment).invoke(main, arguments)


@pytest.mark.parametrize(
    ("environment", "wanted"),
    [
        ({}, None),
        ({"NO_COLOR": "1"}, False),
        ({"NO_COLOR": ""}, None),
        ({"FORCE_COLOR": "1"}, True),
        ({"NO_COLOR": "1", "FORCE_COLOR": "1"}, False),
    ],
)
def test_the_environment_says_whether_there_are_colours(environment: dict[str, str], wanted: bool | None) -> None:
    assert colours(environment) is wanted


def test_colours_are_for_people_alone(starter: Source) -> None:
    starter.replace("course.yaml", "  pass: 8", "  pas: 8")
    folder, forced = str(starter.root), {"FORCE_COLOR": "1", "NO_COLOR": ""}
    coloured = run("check", folder, environment=forced).stdout
    assert RED in coloured
    assert click.unstyle(coloured) == run("check", folder).stdout
    assert RED not in run("check", folder, environment=forced | {"NO_COLOR": "1"}).stdout
    assert "\x1b" not in run("check", folder, "--format", "json", environment=forced).stdout


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_explains_itself_shortly(name: str) -> None:
    assert run(name, "-h").stdout == run(name, "--help").stdout != ""


def test_quiet_says_problems_and_nothing_else(starter: Source, tmp_path: Path) -> None:
    folder = str(starter.root)
    assert run("check", "--quiet", folder).output == ""
    assert run("build", "-q", folder, "-o", str(tmp_path)).output == ""
    assert len(list(tmp_path.glob("*.zip"))) == 1
    starter.replace("course.yaml", "  pass: 8", "  pas: 8")
    assert "unknown-field" in run("check", "--quiet", folder).stdout


def test_verbose_says_how_long_each_step_takes(starter: Source) -> None:
    assert f"Checking {starter.root.as_posix()}: 0." in run("check", "--verbose", str(starter.root)).stderr


def test_what_takes_longer_than_a_second_shows_on_a_terminal(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("sys.stderr.isatty", lambda: True)
    monkeypatch.setattr("scorm_export.commands.console._SHOWN_AFTER", 0)
    said = ""
    with Console().working("Checking a course"):
        while not said:
            time.sleep(0.001)
            said = capsys.readouterr().err
    assert said == "Checking a course …"
    with Console(quiet=True).working("Checking a course"):
        pass
    assert "Checking" not in capsys.readouterr().err


def completed(*words: str) -> list[str]:
    environment = {
        "_SCORM_EXPORT_COMPLETE": "bash_complete",
        "COMP_WORDS": " ".join(("scorm-export", *words)),
        "COMP_CWORD": str(len(words)),
    }
    command = [sys.executable, "-c", "from scorm_export.commands.main import main; main(prog_name='scorm-export')"]
    shown = subprocess.run(command, env=os.environ | environment, capture_output=True, text=True, check=False).stdout
    return [line.partition(",")[2] for line in shown.splitlines()]


def test_a_shell_completes_targets_profiles_and_rules() -> None:
    assert completed("build", "--target", "scorm") == [name for name in TARGETS if name.startswith("scorm")]
    assert completed("check", "--lms", "moo") == [name for name in profiles.names() if name.startswith("moo")]
    assert completed("explain", "unknown-") == [
        name for name in (*rules.names(), *rules.package_names()) if name.startswith("unknown-")
    ]


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_a_shell_gets_its_script(shell: str) -> None:
    script = run("completion", shell).stdout
    assert f"_SCORM_EXPORT_COMPLETE={shell}_complete" in script


@pytest.mark.parametrize(
    "words", [["check", "--diff"], ["add", "lesson", "学习 😀"], ["explain", "unknown-field"], ["check", "-v"]]
)
def test_a_console_of_windows_lacks_letters_and_that_is_no_problem(words: list[str], starter: Source) -> None:
    starter.replace("course.yaml", "title: My course\n", "titel: 学习 😀\n")
    command = [sys.executable, "-m", "scorm_export", *words]
    environment = os.environ | {"PYTHONIOENCODING": "cp1252", "PYTHONUTF8": "0"}
    result = subprocess.run(command, cwd=starter.root, env=environment, capture_output=True, check=False)
    assert b"Traceback" not in result.stderr, result.stderr.decode("cp1252")
    assert result.returncode in (0, 1)


def test_a_build_in_json(starter: Source, tmp_path: Path) -> None:
    folder = str(starter.root)
    result = run("build", "--format", "json", folder, "-t", "scorm12", "-t", "questions", "-o", str(tmp_path))
    built = json.loads(result.stdout)
    assert [(each["course"], each["target"]) for each in built["packages"]] == [
        ("my-course", "scorm12"),
        ("my-course", "questions"),
    ]
    assert all(Path(each["path"]).stat().st_size == each["size"] for each in built["packages"])
    assert built["packages"][0]["stateCharacters"] < built["packages"][0]["stateLimit"]
    starter.replace("course.yaml", "  pass: 8", "  pas: 8")
    result = run("build", "--format", "json", folder, "-o", str(tmp_path))
    assert result.exit_code == 1
    assert [each["rule"] for each in json.loads(result.stdout)["diagnostics"]] == ["unknown-field"]
