"""Statements held against a course's xAPI Profile when they are read: which rule each breaks, counted by rule."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from check_profile import of
from scorm_export.commands.main import main
from scorm_export.records.simulate.learners import simulate
from transcript_course import START, course_in

Json = dict[str, Any]


def run(*arguments: str) -> Result:
    result = CliRunner().invoke(main, ["records", *arguments])
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
    return result


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, list[Json]]:
    """Return a folder with a course and its profile, and statements about the course."""
    root = tmp_path_factory.mktemp("profile")
    said = list(simulate(course_in(root / "course"), 20, 2, START))
    asked = ["build", str(root / "course"), "--target", "xapi", "--output", str(root)]
    assert CliRunner().invoke(main, asked).exit_code == 0
    (profile,) = root.glob("*.jsonld")
    profile.rename(root / "profile.jsonld")
    return root, said


@pytest.fixture
def folder(built: tuple[Path, list[Json]], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> list[Json]:
    monkeypatch.chdir(tmp_path)
    for name in ("course", "profile.jsonld"):
        (tmp_path / name).symlink_to(built[0] / name)
    return [json.loads(json.dumps(statement)) for statement in built[1]]


def pull(statements: list[Json], *more: str) -> Result:
    Path("s.ndjson").write_text("".join(json.dumps(one) + "\n" for one in statements))
    return run("pull", "s.ndjson", *more)


def found() -> dict[str, int]:
    """Return the breaches by rule, as `verify` prints them."""
    lines = [line.strip().split(" × ") for line in run("verify", "--course", "course").output.splitlines()]
    return {parts[1]: int(parts[0]) for parts in lines if len(parts) == 2}


def without(*path: str) -> Callable[[Json], None]:
    def remove(statement: Json) -> None:
        *above, last = path
        for name in above:
            statement = statement[name]
        del statement[last]

    return remove


def with_value(value: Any, *path: str) -> Callable[[Json], None]:
    def put(statement: Json) -> None:
        *above, last = path
        for name in above:
            statement = statement.setdefault(name, {})
        statement[last] = value

    return put


NOT_ALLOWED = "has a value that is not allowed"
GROUPING = ("context", "contextActivities", "grouping")
PROGRESS = "result.extensions['https://w3id.org/xapi/cmi5/result/extensions/progress']"
BROKEN = [
    ("answered", without("result", "score"), "question answered: `result.score.scaled` is missing"),
    ("answered", with_value("maybe", "result", "success"), f"question answered: `result.success` {NOT_ALLOWED}"),
    ("answered", with_value("https://x/other", "object", "id"), f"question answered: `object.id` {NOT_ALLOWED}"),
    ("initialized", with_value("PT1S", "result", "duration"), "course initialized: `result` must not be there"),
    (
        "experienced",
        with_value([{"id": "https://x"}], *GROUPING),
        f"lesson experienced: `{'.'.join(GROUPING)}[*].id` lacks a required value",
    ),
    (
        "terminated",
        with_value("https://x/verbs/juggled", "verb", "id"),
        "the profile has no statement juggled about an object of the type course",
    ),
    ("progressed", with_value({}, "result", "extensions"), f"course progressed: `{PROGRESS}` is missing"),
]


def test_every_breach_is_named_and_sound_statements_break_nothing(folder: list[Json]) -> None:
    assert pull(folder, "--profile", "profile.jsonld").exit_code == 0
    sound = run("verify", "--course", "course")
    assert (found(), sound.exit_code) == ({}, 0), sound.output
    broken = []
    for number, (verb, breaks, _) in enumerate(BROKEN):
        statement = next(s for s in folder if s["verb"]["id"].endswith(verb))
        statement = json.loads(json.dumps(statement)) | {"id": f"00000000-0000-4000-8000-{number:012}"}
        breaks(statement)
        broken.append(statement)
    pull([*broken, json.loads(json.dumps(broken[0])) | {"id": "00000000-0000-4000-8000-000000000099"}])
    assert found() == {rule: 1 + (rule == BROKEN[0][2]) for *_, rule in BROKEN}
    assert run("verify", "--course", "course").exit_code == 1
    profile = json.loads(Path("profile.jsonld").read_text())
    assert all(list(of(profile, statement)) for statement in broken), "an independent checker agrees"


def test_statements_that_name_another_version_are_left_out(folder: list[Json]) -> None:
    for statement in folder:
        statement["context"]["contextActivities"]["category"] = [{"id": "https://example.org/another"}]
        statement["result"] = {"success": "perhaps"}
    pull(folder, "--profile", "profile.jsonld")
    assert found() == {}


def test_what_is_no_profile_is_refused(folder: list[Json]) -> None:
    Path("other.jsonld").write_text('{"versions": []}')
    result = pull(folder[:1], "--profile", "other.jsonld")
    assert result.exit_code == 2
    assert "`other.jsonld` is not an xAPI Profile" in result.output
