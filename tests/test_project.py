"""The project file: where it is found, what it says for its courses, and commands on several of them."""

from __future__ import annotations

import json
import subprocess
import sys
import zipfile
from pathlib import Path
from tempfile import TemporaryDirectory
from urllib.request import urlopen

import pytest
from hypothesis import given
from hypothesis import strategies as st
from test_cli import PLAYER, run

from scorm_export import Diagnostics, check_course
from scorm_export.check import CheckedCourse
from scorm_export.diagnostics import Severity
from scorm_export.project import project_folder, read_project
from sources import Source, copy_of_starter, under

SVG = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 4 1"><path d="M0 0h4v1H0z"/></svg>'


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Source:
    """Return a folder with a project file and the courses `one` and `two`; the command is started in it."""
    for name in ("one", "two"):
        course = copy_of_starter(tmp_path / "project" / name)
        course.replace("course.yaml", "id: my-course\n", f"id: {name}\n")
    source = Source(tmp_path / "project")
    source.write("scorm-export.yaml", "targets: [scorm12]\n")
    monkeypatch.chdir(source.root)
    return source


def checked(project: Source, course: str) -> CheckedCourse:
    found = Diagnostics()
    read = read_project(project.root, found)
    assert read, [d.message for d in found]
    result = check_course(project.root / course, [], found, project=read)
    assert result, [d.message for d in found]
    return result


def without_provider(project: Source, course: str) -> None:
    text = project.text(f"{course}/course.yaml")
    before, _, after = text.partition("provider:\n")
    project.write(f"{course}/course.yaml", before + after[after.index("authors:") :])


class TestWhereItIsFound:
    def test_in_the_folder_above(self, project: Source) -> None:
        assert project_folder(project.root / "one") == project.root

    def test_the_nearest_one(self, project: Source) -> None:
        project.write("one/scorm-export.yaml", "lms: moodle\n")
        assert project_folder(project.root / "one") == project.root / "one"

    def test_anywhere_in_the_repository(self, project: Source) -> None:
        (project.root / ".git").mkdir()
        assert project_folder(project.root / "a" / "b" / "course") == project.root

    def test_not_outside_the_repository(self, project: Source) -> None:
        (project.root / "one" / ".git").mkdir()
        assert project_folder(project.root / "one") is None

    def test_without_a_repository_not_above_the_folder_above(self, project: Source) -> None:
        assert project_folder(project.root / "a" / "course") is None


class TestWhatItSays:
    def test_a_theme_for_courses_that_name_none(self, project: Source) -> None:
        project.write("scorm-export.yaml", "theme: journal\n")
        project.replace("two/course.yaml", "modules:\n", "theme: default\nmodules:\n")
        assert [checked(project, name).theme.theme.title for name in ("one", "two")] == ["Journal", "Default"]

    def test_a_theme_in_a_folder_beside_it(self, project: Source) -> None:
        project.write("scorm-export.yaml", "theme: ./look\n")
        project.write("look/theme.yaml", "title: Ours\n")
        assert checked(project, "one").theme.theme.title == "Ours"

    def test_a_brand_is_the_provider_of_courses_that_name_none(self, project: Source) -> None:
        project.write("scorm-export.yaml", "brand: {name: The ministry, url: https://example.org}\n")
        without_provider(project, "one")
        assert checked(project, "one").course.provider.name == "The ministry"
        assert checked(project, "two").course.provider.name == "Your institution"

    def test_a_course_without_provider_and_brand_lacks_one(self, project: Source) -> None:
        without_provider(project, "one")
        assert "needs a field `provider`" in run("check", "one").output

    def test_its_logo_is_on_the_home_page_unless_a_course_has_one(self, project: Source) -> None:
        logo = "logo: {file: %s.svg, alternative: The crest}"
        project.write("scorm-export.yaml", f"brand: {{name: The ministry, {logo % 'house'}}}\n")
        project.write("house.svg", SVG)
        project.write("two/look/theme.yaml", f"title: Ours\n{logo % 'own'}\n")
        project.write("two/look/own.svg", SVG)
        project.replace("two/course.yaml", "modules:\n", "theme: look\nmodules:\n")
        logos = [checked(project, name).theme.logo for name in ("one", "two")]
        assert [logo and logo.light.path for logo in logos] == ["house.svg", "own.svg"]

    def test_levels_of_rules_unless_a_course_says_otherwise(self, project: Source) -> None:
        project.write("scorm-export.yaml", "rules: {unused-footnote: error}\n")
        project.replace("two/course.yaml", "modules:\n", "rules: {unused-footnote: note}\nmodules:\n")
        for name in ("one", "two"):
            project.replace(f"{name}/first-steps/a-lesson.md", "A claim has a source.[^commonmark]", "A claim.")
        levels = {d["path"].split("/")[0]: d["severity"] for d in json.loads(run("check", "--format", "json").output)}
        assert levels == {"one": Severity.ERROR, "two": Severity.NOTE}

    @pytest.mark.skipif(not PLAYER.exists(), reason="the player is not built")
    def test_what_is_built_for_which_lms_and_where(self, project: Source) -> None:
        project.write("scorm-export.yaml", "targets: [xapi, cmi5]\nlms: moodle\noutput: out\n")
        assert run("build", "one").exit_code == 0
        names = sorted(path.name for path in (project.root / "out").glob("*.zip"))
        assert names == ["one-1.0.0-cmi5.zip", "one-1.0.0-xapi.zip"]

    @pytest.mark.skipif(not PLAYER.exists(), reason="the player is not built")
    def test_the_command_line_wins(self, project: Source) -> None:
        project.write("scorm-export.yaml", "targets: [xapi, cmi5]\noutput: out\n")
        assert run("build", "one", "--target", "scorm12", "--output", "here").exit_code == 0
        assert [path.name for path in (project.root / "here").iterdir()] == ["one-1.0.0-scorm12.zip"]
        assert not (project.root / "out").exists()


MISTAKES = [
    ("theme: jurnal\n", "unknown-theme", "jurnal"),
    ("theme: ../look\n", "path-outside-course", "../look"),
    ("targets: [scorm13]\n", "wrong-type", "scorm13"),
    ("lms: moddle\n", "wrong-type", "moddle"),
    ("output: ../out\n", "path-outside-course", "../out"),
    ("courses: [one, three]\n", "missing-file", "three"),
    ("courses: [one, one/first-steps]\n", "missing-file", "one/first-steps"),
    ("rules: {broken-link: off}\n", "fixed-level", "off"),
    ("brand: {url: https://example.org}\n", "missing-field", "url"),
    ("languages: [en]\n", "unknown-field", "languages"),
]


@pytest.mark.parametrize(("text", "rule", "place"), MISTAKES)
def test_a_mistake_in_it_is_reported_at_its_line(text: str, rule: str, place: str, project: Source) -> None:
    project.write("scorm-export.yaml", text)
    found = Diagnostics()
    assert read_project(Path(), found) is None
    assert [(d.rule, under(d), d.span.path) for d in found] == [(rule, place, "scorm-export.yaml")]
    assert run("check").exit_code == 1
    assert run("build").exit_code == 1


def test_a_mistake_in_it_is_reported_once_for_all_courses(project: Source) -> None:
    project.write("scorm-export.yaml", "lms: moddle\n")
    assert run("check", "one", "two").stdout.endswith("1 error, 0 warnings\n")


class TestSeveralCourses:
    def test_a_project_stands_for_all_its_courses(self, project: Source) -> None:
        for name in ("one", "two"):
            project.replace(f"{name}/course.yaml", "  pass: 8\n", "  pas: 8\n")
        output = run("check").stdout
        assert "--> one/course.yaml:33:3" in output
        assert "--> two/course.yaml:33:3" in output
        assert output.endswith("\n\n2 errors, 0 warnings\n")

    def test_or_for_those_that_it_lists(self, project: Source) -> None:
        project.write("scorm-export.yaml", "courses: [two]\n")
        project.replace("one/course.yaml", "  pass: 8\n", "  pas: 8\n")
        assert run("check").exit_code == 0
        assert run("check", "one").exit_code == 1

    def test_the_worst_status_is_that_of_all(self, project: Source) -> None:
        project.replace("one/course.yaml", "  pass: 8\n", "  pas: 8\n")
        assert run("check", "two").exit_code == 0
        assert run("check", "two", "one").exit_code == 1

    def test_a_course_is_the_default_of_its_folder(self, project: Source, monkeypatch: pytest.MonkeyPatch) -> None:
        project.replace("one/course.yaml", "  pass: 8\n", "  pas: 8\n")
        monkeypatch.chdir(project.root / "two")
        assert run("check").output == "0 errors, 0 warnings\n"

    def test_two_courses_with_one_id(self, project: Source) -> None:
        project.replace("two/course.yaml", "id: two\n", "id: one\n")
        result = run("check")
        assert result.exit_code == 1
        assert "error[duplicate-id]: another course has the id `one` as well" in result.output

    def test_a_project_without_courses_is_misuse(self, tmp_path: Path) -> None:
        (tmp_path / "scorm-export.yaml").write_text("lms: moodle\n")
        result = run("check", tmp_path)
        assert result.exit_code == 2
        assert "has no courses" in result.output

    @pytest.mark.skipif(not PLAYER.exists(), reason="the player is not built")
    def test_all_are_built(self, project: Source) -> None:
        project.write("scorm-export.yaml", "theme: journal\n")
        assert run("build").exit_code == 0
        packages = sorted((project.root / "packages").iterdir())
        assert [path.name for path in packages] == ["one-1.0.0-scorm12.zip", "two-1.0.0-scorm12.zip"]
        for path in packages:
            with zipfile.ZipFile(path) as archive:
                assert b"--radius-large: 0;" in archive.read("style.css")

    def test_nothing_is_built_when_one_has_a_mistake(self, project: Source) -> None:
        project.replace("one/course.yaml", "  pass: 8\n", "  pas: 8\n")
        result = run("build")
        assert result.exit_code == 1
        assert not (project.root / "packages").exists()

    def test_each_is_previewed_at_its_own_address(self, project: Source) -> None:
        command = [sys.executable, "-u", "-m", "scorm_export", "preview", "--port", "0"]
        with subprocess.Popen(command, cwd=project.root, stdout=subprocess.PIPE, text=True) as process:
            assert process.stdout
            address = process.stdout.readline().split()[2]
            pages = {path: urlopen(address + path).read() for path in ("", "two/course/", "two/course/style.css")}
            process.terminate()
        assert b'<a href="two/">two</a>' in pages[""]
        assert b'<article id="home">' in pages["two/course/"]
        assert b"--paper" in pages["two/course/style.css"]


TEXT = """theme: journal
brand: {name: The ministry}
rules: {raw-html-removed: error}
targets: [scorm12]
courses: [one]
"""


@given(at=st.integers(0, len(TEXT)), length=st.integers(0, 20), put=st.text(max_size=8))
def test_no_project_file_breaks_the_compiler(at: int, length: int, put: str) -> None:
    with TemporaryDirectory() as folder:
        (Path(folder) / "scorm-export.yaml").write_text(TEXT[:at] + put + TEXT[at + length :], "utf-8", "replace")
        found = Diagnostics()
        assert read_project(Path(folder), found) or found.errors
