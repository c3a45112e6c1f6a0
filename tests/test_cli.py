"""The commands: what they print, and the status they end with."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import zipfile
from pathlib import Path

import click
import pytest
from click.testing import CliRunner, Result

import scorm_export
from scorm_export import __version__, rules
from scorm_export.commands.arguments import MISUSED
from scorm_export.commands.main import COMMANDS, main
from sources import Source, copy_translations

PLAYER = Path(scorm_export.__file__).parent / "player" / "dist" / "scorm12.js"


def run(*arguments: str | Path) -> Result:
    result = CliRunner().invoke(main, [str(argument) for argument in arguments])
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
    return result


def spoil(starter: Source) -> None:
    starter.replace("course.yaml", "  pass: 8\n", "  pas: 8\n")


def warn(starter: Source) -> None:
    starter.replace("first-steps/a-lesson.md", "A claim has a source.[^commonmark]", "A claim.")


def test_check_of_a_clean_course(starter: Source) -> None:
    result = run("check", starter.root)
    assert (result.exit_code, result.output) == (0, "0 errors, 0 warnings\n")


def test_check_of_a_course_with_a_mistake(starter: Source) -> None:
    spoil(starter)
    result = run("check", starter.root)
    assert result.exit_code == 1
    assert f"{starter.root}/course.yaml:33:3" in result.stdout
    assert result.stdout.endswith("1 error, 0 warnings\n")


@pytest.mark.parametrize(("options", "status"), [([], 0), (["--strict"], 1)])
def test_check_takes_warnings_as_it_is_told(options: list[str], status: int, starter: Source) -> None:
    warn(starter)
    assert run("check", *options, starter.root).exit_code == status


def test_check_for_programs(starter: Source) -> None:
    spoil(starter)
    result = run("check", "--format", "json", starter.root)
    assert result.exit_code == 1
    assert [told["rule"] for told in json.loads(result.output)] == ["unknown-field"]


def test_check_for_github(starter: Source) -> None:
    spoil(starter)
    result = run("check", "--format", "github", starter.root)
    assert result.exit_code == 1
    assert result.output.startswith("::error file=")
    assert len(result.output.splitlines()) == 1


@pytest.mark.parametrize(
    "arguments",
    [
        [],
        ["chekc"],
        ["check"],
        ["check", "--format", "xml", "."],
        ["check", "nowhere"],
        ["build", "nowhere"],
        ["build", "--target", "scorm99", "."],
        ["new"],
        ["preview", "--port", "99999", "."],
    ],
)
def test_misuse_ends_with_two(arguments: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    assert run(*arguments).exit_code == 2


@pytest.mark.parametrize("command", ["check", "build", "preview"])
def test_a_folder_without_a_course_is_misuse(command: str, tmp_path: Path) -> None:
    result = run(command, tmp_path)
    assert result.exit_code == 2
    assert "no course.yaml" in result.output


def test_version() -> None:
    assert __version__ in run("--version").output


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_has_help(command: str) -> None:
    result = run(command, "--help")
    assert result.exit_code == 0
    assert "Usage:" in result.output


def test_explain_shows_the_page() -> None:
    result = run("explain", "duplicate-id")
    assert result.exit_code == 0
    assert result.output.startswith("# duplicate-id\n")


def test_explain_lists_the_rules_with_a_line_each() -> None:
    of_courses, of_packages = (
        part.splitlines() for part in run("explain").output.split("\nRules of `verify`, for packages:\n")
    )
    assert [line.split()[0] for line in of_courses if not line.startswith("*")] == sorted(
        set(rules.names()) - rules.CHANGEABLE
    )
    assert [line.split()[1] for line in of_courses if line.startswith("*")] == sorted(rules.CHANGEABLE)
    assert [line.split()[0] for line in of_packages] == list(rules.package_names())
    assert all(line.endswith((".", ")")) for line in (*of_courses, *of_packages))


def test_explain_of_a_misspelt_rule() -> None:
    result = run("explain", "duplicated-id")
    assert result.exit_code == 2
    assert "did you mean `duplicate-id`?" in result.output


def test_explain_of_nothing_like_a_rule() -> None:
    result = run("explain", "zzz")
    assert result.exit_code == 2
    assert "there is no rule `zzz`" in result.output


def test_explain_reads_no_other_file() -> None:
    assert run("explain", "../../README").exit_code == 2


def test_new_writes_a_clean_course(tmp_path: Path) -> None:
    result = run("new", tmp_path / "Learning Health")
    assert result.exit_code == 0
    source = Source(tmp_path / "Learning Health")
    assert source.shown() == []
    assert source.checked
    assert source.checked.course.id == "learning-health"
    assert source.checked.course.iri.endswith("/learning-health")


@pytest.mark.parametrize(
    ("name", "identifier"),
    [
        ("2026", "my-course"),
        ("学习", "my-course"),
        ("a" * 60, "a" * 40),
        ("Über_uns", "ber-uns"),
        ("x" * 39 + "--y", "x" * 39),
    ],
)
def test_new_makes_an_id_of_any_name(name: str, identifier: str, tmp_path: Path) -> None:
    run("new", tmp_path / name)
    source = Source(tmp_path / name)
    assert source.shown() == []
    assert source.checked
    assert source.checked.course.id == identifier


def test_new_writes_into_an_empty_folder(tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    assert run("new", tmp_path / "empty").exit_code == 0


@pytest.mark.parametrize("arguments", [["new"], ["schema", "--output"]])
def test_where_nothing_may_be_written_is_said(arguments: list[str], tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    result = run(*arguments, tmp_path / "file" / "inside")
    assert result.exit_code == 2
    assert "could not be written" in result.output


@pytest.mark.parametrize("command", ["check", "build", "preview"])
def test_a_folder_that_cannot_be_read_is_said(command: str, starter: Source, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(_path: Path) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "iterdir", refuse)
    result = run(command, starter.root)
    assert result.exit_code == 2
    assert "cannot be read: Permission denied" in result.output


def test_a_module_folder_that_cannot_be_read_is_said(starter: Source, monkeypatch: pytest.MonkeyPatch) -> None:
    listed = os.listdir

    def refuse(path: Path) -> list[str]:
        if path == starter.root / "first-steps":
            raise PermissionError(13, "Permission denied")
        return listed(path)

    (starter.root / "first-steps" / "module.yaml").unlink()
    monkeypatch.setattr("os.listdir", refuse)
    assert "its folder cannot be read" in run("check", starter.root).output


def test_a_folder_whose_files_cannot_be_reached_is_said(starter: Source, monkeypatch: pytest.MonkeyPatch) -> None:
    reached = os.stat

    def refuse(path: str | Path, **options: bool) -> os.stat_result:
        if str(path).startswith(f"{starter.root}/"):
            raise PermissionError(13, "Permission denied")
        return reached(path, **options)

    monkeypatch.setattr("os.stat", refuse)
    monkeypatch.setattr(Path, "stat", refuse)
    result = run("check", starter.root)
    assert result.exit_code == 1
    assert "its folder may not be entered" in result.output


def test_what_cannot_be_added_is_said(starter: Source, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(_path: Path, _content: bytes) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "write_bytes", refuse)
    result = run("add", "lesson", "More", "--to", starter.root / "first-steps")
    assert result.exit_code == 2
    assert "more.md` could not be written: Permission denied" in result.output


def test_ids_are_written_into_no_file_outside_the_course_and_no_pipe(starter: Source, tmp_path: Path) -> None:
    other = tmp_path / "other.md"
    other.write_text("---\nkind: quiz\n---\n\n## One?\n\n- [x] yes\n- [ ] no\n")
    (starter.root / "first-steps" / "linked.md").symlink_to(other)
    os.mkfifo(starter.root / "first-steps" / "pipe.md")
    before = other.read_text()
    assert run("ids", starter.root).exit_code == 0
    assert other.read_text() == before


def test_a_course_file_with_another_ending_is_found(starter: Source) -> None:
    (starter.root / "course.yaml").rename(starter.root / "course.yml")
    assert "rename `course.yml`" in run("check", starter.root).output


@pytest.mark.parametrize("form", ["human", "json", "github"])
def test_a_console_that_lacks_letters_is_no_problem(form: str, starter: Source) -> None:
    spoil(starter)
    starter.replace("course.yaml", "title: My course\n", "title: 学习 😀\ntitel: 学习 😀\n")
    command = [sys.executable, "-m", "scorm_export", "check", "--format", form, starter.root]
    result = subprocess.run(command, capture_output=True, env=os.environ | {"PYTHONIOENCODING": "cp1252"}, check=False)
    assert (result.returncode, b"Traceback" in result.stderr) == (1, False)
    if form == "json":
        assert len(json.loads(result.stdout.decode("cp1252"))) == 2


def test_a_process_that_is_told_to_end_leaves_no_temporary_files(tmp_path: Path) -> None:
    code = """
import os, signal, sys
from pathlib import Path
from scorm_export.commands.main import end_tidily
from scorm_export.targets import archive
end_tidily()
archive.write_zip(Path(sys.argv[1]) / "a.zip", {"a": b"a"}, lambda *_: os.kill(os.getpid(), signal.SIGTERM))
"""
    result = subprocess.run([sys.executable, "-c", code, tmp_path], check=False)
    assert result.returncode == 128 + signal.SIGTERM
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("make", [Path.touch, lambda path: (path / "a").mkdir(parents=True)])
def test_new_leaves_what_is_there_alone(make: object, tmp_path: Path) -> None:
    place = tmp_path / "there"
    make(place)  # type: ignore[operator]
    before = sorted(tmp_path.rglob("*"))
    result = run("new", place)
    assert result.exit_code == 2
    assert "not empty" in result.output
    assert sorted(tmp_path.rglob("*")) == before


def test_schema_writes_a_file_for_each_kind(tmp_path: Path) -> None:
    result = run("schema", "--output", tmp_path / "schemas")
    assert result.exit_code == 0
    names = sorted(path.name for path in (tmp_path / "schemas").iterdir())
    assert names == [
        f"{kind}.schema.json" for kind in ("bank", "course", "lesson", "module", "project", "quiz", "survey", "theme")
    ]
    assert all(json.loads((tmp_path / "schemas" / name).read_text("utf-8"))["title"] for name in names)


def test_build_of_a_course_with_a_mistake_writes_nothing(starter: Source, tmp_path: Path) -> None:
    spoil(starter)
    result = run("build", starter.root, "--output", tmp_path / "packages")
    assert result.exit_code == 1
    assert "error[unknown-field]" in result.stderr
    assert result.stderr.endswith("nothing was built\n")
    assert not (tmp_path / "packages").exists()


def test_a_strict_build_with_a_warning_writes_nothing(starter: Source, tmp_path: Path) -> None:
    warn(starter)
    result = run("build", "--strict", starter.root, "--output", tmp_path / "packages")
    assert result.exit_code == 1
    assert not (tmp_path / "packages").exists()


@pytest.mark.skipif(not PLAYER.exists(), reason="the player is not built")
def test_build_writes_a_package_and_says_what_it_is(starter: Source, tmp_path: Path) -> None:
    warn(starter)
    result = run("build", starter.root, "--output", tmp_path / "packages")
    assert result.exit_code == 0
    assert [path.name for path in (tmp_path / "packages").iterdir()] == ["my-course-1.0.0-scorm12.zip"]
    assert "SCORM 1.2" in result.stdout
    assert "state at most 45 of 4,096 characters" in result.stdout
    assert "warning[unused-footnote]" in result.stderr


@pytest.mark.skipif(not PLAYER.exists(), reason="the player is not built")
def test_a_run_is_part_of_names_and_of_what_is_reported(starter: Source, tmp_path: Path) -> None:
    asked = ["build", str(starter.root), "-o", str(tmp_path), "--target", "xapi", "--run"]
    assert CliRunner().invoke(main, [*asked, "autumn-2026"]).exit_code == 0
    assert {path.name for path in tmp_path.iterdir() if path.is_file()} == {
        "my-course-1.0.0-autumn-2026-xapi.zip",
        "my-course-1.0.0-autumn-2026-xapi-profile.jsonld",
    }
    with zipfile.ZipFile(tmp_path / "my-course-1.0.0-autumn-2026-xapi.zip") as archive:
        assert "https://courses.example.org/my-course/runs/autumn-2026" in archive.read("player.js").decode()
    refused = CliRunner().invoke(main, [*asked, "Autumn 2026"])
    assert (refused.exit_code, "such as `autumn-2026`" in refused.output) == (2, True)


@pytest.mark.parametrize("run", ["fr", "autumn-fr", "mul"])
def test_a_run_that_would_have_the_packages_of_a_language_is_refused(run: str, starter: Source, tmp_path: Path) -> None:
    copy_translations(starter.root)
    refused = CliRunner().invoke(main, ["build", str(starter.root), "-o", str(tmp_path / "packages"), "--run", run])
    assert (refused.exit_code, f"cannot be named `{run}`" in refused.output) == (2, True)
    assert not (tmp_path / "packages").exists()


def test_a_package_that_cannot_be_written_is_said(starter: Source, tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    result = run("build", starter.root, "--output", tmp_path / "file" / "packages")
    assert result.exit_code == MISUSED
    assert "could not be written" in click.unstyle(result.stderr)
