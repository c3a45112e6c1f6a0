"""Reports: for people, for programs, for GitHub."""

from __future__ import annotations

import json

import pytest

from scorm_export.commands import messages
from scorm_export.diagnostics import Diagnostic, Diagnostics, Related, Severity, SourceFile


def diagnostic(line: str, column: int, length: int = 1, **more: object) -> Diagnostic:
    file = SourceFile(path="course.yaml", lines=(line,))
    told = {"rule": "a-rule", "message": "it is wrong"} | more
    return Diagnostic(span=file.span(1, column, length), **told)  # type: ignore[arg-type]


def shown(line: str, column: int, length: int = 1) -> tuple[str, str]:
    """Return the source line and the caret line, without their gutters."""
    lines = messages.human([diagnostic(line, column, length)]).splitlines()
    return lines[3][4:], lines[4][4:]


def test_everything_that_is_known_is_shown() -> None:
    found = diagnostic("pasing: 80", 1, 6, hint="did you mean `passing`?", notes=("a clause", "another"))
    assert (
        messages.human([found])
        == """\
error[a-rule]: it is wrong
 --> course.yaml:1:1
  |
1 | pasing: 80
  | ^^^^^^
  = note: a clause
  = note: another
  = hint: did you mean `passing`?

1 error, 0 warnings
"""
    )


@pytest.mark.parametrize(
    ("line", "column", "length", "carets"),
    [
        ("\tid: x", 6, 1, "     ^"),
        ("a\tb\tid", 5, 2, "    ^^"),
        ("学习: x", 5, 1, "      ^"),
        ("学习: x", 1, 2, "^^^^"),
        ("cafe\u0301: x", 8, 1, "      ^"),
        ("a\u200bb", 3, 1, " ^"),
        ("😀 x", 3, 1, "   ^"),
        ("x", 2, 1, " ^"),
        ("x", 1, 9, "^"),
    ],
)
def test_the_caret_stands_under_the_text(line: str, column: int, length: int, carets: str) -> None:
    assert shown(line, column, length)[1] == carets


@pytest.mark.parametrize("column", [1, 2, 80, 161, 250, 300])
def test_a_long_line_is_shown_around_the_caret(column: int) -> None:
    line = "".join(chr(ord("a") + n % 26) for n in range(300))
    text, carets = shown(line, column)
    assert len(text) <= 162
    assert text[carets.index("^")] == line[column - 1]
    assert text.startswith("…") == (column > 54)
    assert text.endswith("…") == (column <= 161)


def test_carets_end_with_the_line_that_is_shown() -> None:
    text, carets = shown("x" * 500, 1, 500)
    assert len(carets) <= len(text)


@pytest.mark.parametrize("line", ["", "   "])
def test_an_empty_line_is_not_shown(line: str) -> None:
    assert messages.human([diagnostic(line, 1)]).count("|") == 0


def test_a_message_stays_on_its_line() -> None:
    shown = messages.human([diagnostic("x", 1, message="no type `a\nb`")])
    assert shown.splitlines()[0] == "error[a-rule]: no type `a b`"


def test_the_gutter_is_as_wide_as_the_number() -> None:
    file = SourceFile(path="a", lines=("x",) * 100)
    found = Diagnostic(rule="r", message="m", span=file.span(100))
    assert messages.human([found]).splitlines()[1:5] == ["   --> a:100:1", "    |", "100 | x", "    | ^"]


@pytest.mark.parametrize(
    ("errors", "warnings", "line"),
    [(0, 0, "0 errors, 0 warnings"), (1, 0, "1 error, 0 warnings"), (2, 1, "2 errors, 1 warning")],
)
def test_the_summary_counts(errors: int, warnings: int, line: str) -> None:
    found = [diagnostic("x", 1)] * errors + [diagnostic("x", 1, severity=Severity.WARNING)] * warnings
    assert messages.summary(found) == line


def test_diagnostics_are_told_once_and_in_reading_order() -> None:
    found = Diagnostics()
    first, second = SourceFile(path="a", lines=("x", "y")), SourceFile(path="b", lines=("z",))
    for span in (second.span(), first.span(2), first.span(1, 2), first.span(1), first.span(1)):
        found.error("r", "m", span)
    assert [(d.span.path, d.span.line, d.span.column) for d in found] == [
        ("a", 1, 1),
        ("a", 1, 2),
        ("a", 2, 1),
        ("b", 1, 1),
    ]


def test_json_says_everything() -> None:
    found = diagnostic("é: 80", 1, 1, hint="h", notes=("n",), severity=Severity.WARNING)
    assert json.loads(messages.as_json([found])) == [
        {
            "rule": "a-rule",
            "severity": "warning",
            "message": "it is wrong",
            "path": "course.yaml",
            "line": 1,
            "column": 1,
            "length": 1,
            "hint": "h",
            "notes": ["n"],
            "related": None,
            "fix": [],
        }
    ]


TWICE = Diagnostic(
    rule="a-rule",
    message="it is here twice",
    span=SourceFile(path="b.yaml", lines=("x",) * 12).span(12),
    related=Related("first defined here", SourceFile(path="a.yaml", lines=("  id: x",)).span(1, 7)),
)


def test_a_second_place_is_shown_with_its_words() -> None:
    assert messages.human([TWICE]).splitlines()[1:8] == [
        "  --> b.yaml:12:1",
        "   |",
        "12 | x",
        "   | ^",
        "  ::: a.yaml:1:7",
        "   |",
        " 1 |   id: x",
    ]
    assert messages.human([TWICE]).splitlines()[8] == "   |       - first defined here"


def test_a_second_place_is_told_to_programs() -> None:
    place = {"path": "a.yaml", "line": 1, "column": 7, "length": 1}
    assert json.loads(messages.as_json([TWICE]))[0]["related"] == {"message": "first defined here"} | place
    assert messages.github([TWICE]).endswith("::it is here twice (first defined here: a.yaml:1:7)\n")


def test_levels_hold_for_what_is_found_before_and_after() -> None:
    found, at = Diagnostics(), SourceFile(path="a", lines=("x",)).span()
    found.error("lowered", "m", at)
    found.warn("raised", "m", at)
    found.error("gone", "m", at)
    found.set_levels({"lowered": Severity.NOTE, "raised": Severity.ERROR, "gone": Severity.OFF})
    found.error("gone", "n", at)
    found.warn("raised", "n", at)
    assert [(d.rule, d.severity.value) for d in found] == [
        ("lowered", "note"),
        ("raised", "error"),
        ("raised", "error"),
    ]
    assert (found.errors, found.problems) == (2, 2)


def test_json_of_nothing_is_an_empty_list() -> None:
    assert json.loads(messages.as_json([])) == []


def test_github_gets_a_command_a_line() -> None:
    assert messages.github([diagnostic("pas: 1", 1, 3, hint="did you mean `pass`?")]) == (
        "::error file=course.yaml,line=1,col=1,endColumn=4,title=a-rule::it is wrong (did you mean `pass`?)\n"
    )


def test_github_commands_are_escaped() -> None:
    file = SourceFile(path="100%,a:b/c.md", lines=("x",))
    found = Diagnostic(rule="r", message="50% of\r\n::x,y", span=file.span(), severity=Severity.WARNING)
    assert messages.github([found]) == (
        "::warning file=100%25%2Ca%3Ab/c.md,line=1,col=1,endColumn=2,title=r::50%25 of%0D%0A::x,y\n"
    )
