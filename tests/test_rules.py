"""The pages on the rules: each names a rule that is reported, and its wrong example is reported by that rule."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

import scorm_export
from scorm_export import rules
from sources import Fence, Source, copy_for, fences, under, without_fences

PACKAGE = Path(scorm_export.__file__).parent
PAGES = {path.stem: path.read_text("utf-8") for path in sorted((PACKAGE / "rules").glob("*.md"))}
EXAMPLES = {rule: found for rule, text in PAGES.items() if (found := fences(text))}
IN_PYTHON = {
    "absolute-words",
    "active-file",
    "answer-too-long",
    "bibliography-file",
    "block-name-taken",
    "captions-syntax",
    "colour-contrast",
    "empty-file",
    "empty-lesson",
    "essential-in-parts",
    "file-content",
    "file-name",
    "file-too-large",
    "interactions-many",
    "invalid-utf8",
    "longest-right-option",
    "nearest-interaction",
    "nested-include",
    "not-accounted",
    "not-carried",
    "not-readable",
    "other-encoding",
    "place-of-right-option",
    "scoring-without-quiz",
    "small-figure-text",
    "state-for-new-players",
    "state-too-large",
    "too-many-objectives",
    "translation-file",
    "translation-markup",
    "structure-not-supported",
    "theme-template",
    "unknown-variable",
    "unknown-work",
    "unlisted-file",
    "unlisted-works",
}
"""Rules whose pages have prose for an example; the cases are in Python: test_exchange, test_files and others."""


def reported_rules() -> set[str]:
    """Return the first argument of every call that reports: `found.error("a-rule", …)`."""
    rules = set()
    for path in PACKAGE.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.args:
                first = node.args[0]
                if node.func.attr in ("error", "warn", "note", "refuse") and isinstance(first, ast.Constant):
                    rules.add(first.value)
    return rules


def pair(rule: str) -> tuple[Fence, Fence]:
    wrong, right = EXAMPLES[rule]
    assert (wrong.heading, right.heading) == ("Wrong", "Right")
    assert wrong.path == right.path
    return wrong, right


def test_every_rule_has_a_page_and_every_page_a_rule() -> None:
    assert {*PAGES, *rules.package_names()} == reported_rules()


def test_levels_are_for_rules_that_there_are() -> None:
    assert set(PAGES) >= rules.CHANGEABLE


def test_every_page_has_an_example_or_a_case_in_python() -> None:
    assert set(PAGES) - set(EXAMPLES) == IN_PYTHON


def test_the_starter_course_is_clean(starter: Source) -> None:
    assert starter.shown() == []


@pytest.mark.parametrize("rule", PAGES)
def test_a_page_has_the_shape_of_all(rule: str) -> None:
    lines = without_fences(PAGES[rule]).splitlines()
    assert lines[0] == f"# {rule}"
    headings = [line for line in lines if line.startswith("## ")]
    assert headings[:1] == ["## Why it matters"]
    assert headings[1:] in (["## Wrong", "## Right"], ["## What to do"])
    assert max(map(len, lines)) <= 120


@pytest.mark.parametrize("rule", EXAMPLES)
def test_the_wrong_example_is_reported_where_it_is_wrong(rule: str, tmp_path: Path) -> None:
    wrong, right = pair(rule)
    course = copy_for([right], tmp_path)
    first = course.text(right.path).partition(right.text)[0].count("\n") + 1
    course.replace(right.path, right.text, wrong.text)
    found = [d for d in course.check() if d.rule == rule]
    assert found, course.shown()
    assert course.path_of(found[0]) == wrong.path
    if rule not in ("missing-scoring", "unused-footnote"):  # what is missing, or no longer referred to, is elsewhere
        assert first <= found[0].span.line < first + max(1, wrong.text.count("\n"))
    assert under(found[0])
