"""The code on a certificate, and the command that computes and compares it."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from click.testing import CliRunner

from scorm_export.commands.main import main
from scorm_export.commands.new import STARTER
from scorm_export.course.certificate_code import certificate_code, plain_code

NAME = "Ṣẹ̀yẹ Abímbọ́lá"
CODE = "RZX7-H6A1-NH83"
"""`tests/player/achievement.test.ts` has the same."""


def test_the_code_is_that_of_the_player() -> None:
    code = certificate_code("https://example.org/a-course", "1.0.0", NAME, Decimal("86.50"), date(2026, 11, 28))
    assert code == CODE


@pytest.mark.parametrize("typed", [CODE.lower(), CODE.replace("-", " "), CODE.replace("0", "O").replace("1", "l")])
def test_a_code_may_be_typed_as_people_do(typed: str) -> None:
    assert plain_code(typed) == plain_code(CODE)


def run(*options: str, source: Path = STARTER) -> tuple[int, str]:
    given = ["--learner", NAME, "--date", "2026-11-28", "--score", "8", *options]
    result = CliRunner().invoke(main, ["certificate", str(source), *given])
    return result.exit_code, result.output.strip()


def test_the_command_computes_a_code_that_it_accepts() -> None:
    status, code = run()
    assert status == 0
    assert run("--code", code.lower()) == (
        0,
        "the code belongs to this learner, course, edition and score, and to 2026-11-28",
    )


def test_the_day_before_and_after_are_tried_as_well() -> None:
    _, code = run("--date", "2026-11-29")
    status, said = run("--code", code)
    assert (status, said.endswith("2026-11-29")) == (0, True)
    _, far = run("--date", "2026-11-30")
    assert run("--code", far)[0] == 1


@pytest.mark.parametrize("changed", [("--score", "9"), ("--edition", "2.0.0"), ("--learner", "Somebody else")])
def test_what_was_changed_by_hand_does_not_fit(changed: tuple[str, str]) -> None:
    _, code = run()
    assert run(*changed, "--code", code)[0] == 1


def test_a_score_that_is_no_number_is_a_misuse() -> None:
    assert run("--score", "many")[0] == 2
