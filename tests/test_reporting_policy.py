"""The reporting policy of a course: what `check` says of it, and what an LMS will make of it."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from click.testing import CliRunner

from scorm_export import TARGETS, Diagnostics, check_course
from scorm_export.commands.main import main
from sources import Source

MOST = 100
"""Fewer than SCORM 2004 says, for a small course."""


def many(starter: Source, policy: str = "") -> list[str]:
    """Let learners try often, and return what SCORM 2004 says of it."""
    starter.replace("first-steps/quiz.yaml", "attempts: 3", "attempts: 60")
    starter.replace("going-further/quiz.yaml", "\nquestions:", "\nattempts: 60\nquestions:")
    if policy:
        starter.replace("course.yaml", "\nmodules:", f"\nreporting: {{{policy}}}\nmodules:")
    found = Diagnostics()
    target = TARGETS["scorm2004-4th"]
    limits = replace(target.limits, most_interactions=MOST)
    assert check_course(starter.root, [replace(target, limits=limits)], found)
    return [d.message for d in found if d.rule == "interactions-many"]


def test_more_answers_than_every_lms_keeps_are_noted(starter: Source) -> None:
    (message,) = many(starter)
    assert "need not keep more than 100" in message


@pytest.mark.parametrize("policy", ["interaction_slots: question", "most_interactions: 100"])
def test_a_policy_that_keeps_fewer_is_fine(policy: str, starter: Source) -> None:
    assert many(starter, policy) == []


def test_a_version_without_a_limit_says_nothing(starter: Source) -> None:
    many(starter)
    found = Diagnostics()
    check_course(starter.root, [TARGETS["scorm12"]], found)
    assert [d for d in found if d.rule == "interactions-many"] == []


@pytest.mark.parametrize(
    ("lms", "options", "policy", "said", "is_said"),
    [
        ("openedx", (), "failed: final", "has a grade of 0", True),
        ("openedx", (), "failed: never", "has a grade of 0", False),
        ("ilias", (), "scaled_score: verdict", "only `score.scaled` is passed on", True),
        ("ilias", (), "scaled_score: running", "only `score.scaled` is passed on", False),
        ("ilias", ("--target", "scorm12"), "scaled_score: verdict", "only `score.scaled` is passed on", False),
    ],
)
@pytest.mark.parametrize("command", ["check", "build"])
def test_commands_say_what_an_lms_will_make_of_it(
    command: str,
    lms: str,
    options: tuple[str, ...],
    policy: str,
    said: str,
    starter: Source,
    tmp_path: Path,
    *,
    is_said: bool,
) -> None:
    starter.replace("course.yaml", "\nmodules:", f"\nreporting: {{{policy}}}\nmodules:")
    output = ["--output", str(tmp_path / "out")] if command == "build" else []
    run = CliRunner().invoke(main, [command, str(starter.root), "--lms", lms, *options, *output])
    assert run.exit_code == 0, run.output
    assert (said in run.output) == is_said
