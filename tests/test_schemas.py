"""The published JSON Schemas agree with the compiler, judged by another's validator."""

from __future__ import annotations

import copy
from pathlib import Path
from typing import Any

import pytest
import yaml
from jsonschema import Draft202012Validator

from scorm_export.commands.new import STARTER
from scorm_export.commands.schema import schemas

SCHEMAS = schemas()
KINDS = {"course.yaml": "course", "module.yaml": "module", "quiz.yaml": "quiz"}
FILES = sorted(path for path in STARTER.rglob("*") if path.suffix in (".md", ".yaml"))


def typed(value: Any) -> Any:
    """Return what an editor sees: YAML 1.2, where keys are texts."""
    if isinstance(value, dict):
        return {{True: "true", False: "false"}.get(key, str(key)): typed(item) for key, item in value.items()}
    return [typed(item) for item in value] if isinstance(value, list) else value


def data(path: Path) -> Any:
    text = path.read_text("utf-8")
    return typed(yaml.safe_load(text.split("---\n")[1] if path.suffix == ".md" else text))


def validator(path: Path) -> Draft202012Validator:
    return Draft202012Validator(SCHEMAS[f"{KINDS.get(path.name, 'lesson')}.schema.json"])


def change(data: Any, where: str, value: Any) -> Any:
    """Return data with the value at `a.0.b` changed."""
    changed = copy.deepcopy(data)
    *path, last = [int(step) if step.isdigit() else step for step in where.split(".")]
    place = changed
    for step in path:
        place = place[step]
    place[last] = value
    return changed


@pytest.mark.parametrize("name", SCHEMAS)
def test_a_schema_is_one(name: str) -> None:
    Draft202012Validator.check_schema(SCHEMAS[name])


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_the_starter_course_is_taken(path: Path) -> None:
    assert [error.message for error in validator(path).iter_errors(data(path))] == []


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_an_unknown_field_is_refused(path: Path) -> None:
    assert not validator(path).is_valid(data(path) | {"pasing": 8})


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_every_needed_field_is_asked_for(path: Path) -> None:
    needed = validator(path).schema["required"]
    assert needed
    for name in needed:
        assert not validator(path).is_valid({key: value for key, value in data(path).items() if key != name})


@pytest.mark.parametrize(
    ("name", "where", "value", "taken"),
    [
        ("course.yaml", "version", 1.0, True),
        ("course.yaml", "title", 2026, True),
        ("course.yaml", "title", "x" * 201, False),
        ("course.yaml", "id", "My-Course", False),
        ("course.yaml", "id", 1, False),
        ("course.yaml", "level", "beginner", False),
        ("course.yaml", "effort.least", "90 minutes", False),
        ("course.yaml", "modules", [], False),
        ("course.yaml", "scoring.total", 0.29, True),
        ("course.yaml", "scoring.total", 0, False),
        ("course.yaml", "scoring.pas", 1, False),
        ("first-steps/quiz.yaml", "attempts", "unlimited", True),
        ("first-steps/quiz.yaml", "attempts", 0, False),
        ("first-steps/quiz.yaml", "questions.0.options.0.id", 7, True),
        ("first-steps/quiz.yaml", "questions.0.options.0.id", "aa", False),
        ("first-steps/quiz.yaml", "questions.0.type", "essay", False),
        ("first-steps/quiz.yaml", "questions.0.answer", True, False),
        ("first-steps/quiz.yaml", "questions.1.answer", "yes", False),
        ("going-further/quiz.yaml", "questions.0.credit", "all-or-nothing", True),
        ("first-steps/a-lesson.md", "kind", "film", False),
        ("first-steps/a-lesson.md", "minutes", 601, False),
    ],
)
def test_a_value_is_judged_as_the_compiler_does(name: str, where: str, value: Any, *, taken: bool) -> None:
    path = STARTER / name
    assert validator(path).is_valid(change(data(path), where, value)) == taken


def test_every_field_has_words_for_an_editor() -> None:
    for schema in SCHEMAS.values():
        assert all(field["description"] for field in schema["properties"].values())
