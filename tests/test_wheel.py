"""The wheel: what a user installs, who has no Node and no repository."""

from __future__ import annotations

import os
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("wheel")
    command = [sys.executable, "-m", "pip", "wheel", "--quiet", "--no-deps", "--no-build-isolation", "--wheel-dir"]
    subprocess.run([*command, folder, ROOT], check=True, capture_output=True)
    (wheel,) = folder.glob("*.whl")
    return wheel


@pytest.fixture(scope="module")
def names(wheel: Path) -> set[str]:
    with zipfile.ZipFile(wheel) as archive:
        return set(archive.namelist())


def test_it_holds_the_built_player_and_the_control_documents(names: set[str]) -> None:
    assert "scorm_export/player/dist/scorm12.js" in names
    assert "scorm_export/third_party/control_documents/scorm12/imscp_rootv1p1p2.xsd" in names


def test_it_holds_what_draws_maths_and_the_notices_of_all_that_is_not_ours(names: set[str]) -> None:
    carried = (
        "temml.min.js",
        "mhchem.min.js",
        "maths.woff2",
        "third-party-notices.txt",
        "scorm12.min.js",
        "scorm2004.min.js",
    )
    assert {f"scorm_export/third_party/{name}" for name in carried} <= names
    assert "scorm_export/source/maths.js" in names


def test_it_holds_rules_templates_words_theme_and_starter(names: set[str]) -> None:
    for name in (
        "rules/broken-link.md",
        "rules/__init__.py",
        "py.typed",
        "render/templates/index.html",
        "interface/locales/en.yaml",
        "questions/numeric/question.css",
        "questions/numeric/words.yaml",
        "records/store/schema.sql",
        "records/store/read.sql",
        "records/report/words.yaml",
        "records/report/report.html",
        "records/report/report.css",
        "targets/import_sheet/words.yaml",
        "targets/import_sheet/sheet.html",
        "targets/import_sheet/sheet.css",
        "blocks/callout/block.css",
        "blocks/callout/words.yaml",
        "player/dist/block-tabs.js",
        "render/style/activities.css",
        "render/style/shell.css",
        "themes/default/theme.yaml",
        "commands/starter/course.yaml",
        "commands/starter/going-further/cycle.svg",
    ):
        assert f"scorm_export/{name}" in names


def test_it_holds_no_sources_of_the_player_nothing_of_node_and_no_tests(names: set[str]) -> None:
    ends = (".ts", ".mjs", "/answering.py", "/recorded.yaml")
    assert not [name for name in names if "node_modules" in name or name.endswith(ends)]


@pytest.mark.parametrize(("rule", "line"), [([], "* heading-order "), (["heading-order"], "# heading-order")])
def test_rules_are_explained_without_the_repository(rule: list[str], line: str, wheel: Path, tmp_path: Path) -> None:
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(tmp_path)
    command = [sys.executable, "-P", "-m", "scorm_export", "explain", *rule]
    environment = os.environ | {"PYTHONPATH": str(tmp_path)}
    told = subprocess.run(command, cwd=tmp_path, env=environment, check=True, capture_output=True, text=True).stdout
    assert any(each.startswith(line) for each in told.splitlines())
