"""Files that lessons include, and variables: what learners read, and where a problem is reported."""

from __future__ import annotations

from pathlib import Path

import pytest

from scorm_export import Diagnostics, check_course
from scorm_export.commands.fixing import fix_all
from scorm_export.commands.messages import human
from scorm_export.commands.new import STARTER
from scorm_export.project import read_project
from scorm_export.source.document import plain_text
from scorm_export.targets import TARGETS
from sources import Source, copy_of_starter

LESSON = "first-steps/a-lesson.md"
INCLUDE = "\n::: include ../snippets/safety.md\n:::\n"


@pytest.fixture
def course(starter: Source) -> Source:
    starter.write(
        "snippets/safety.md", "## Safety\n\nCall {{ hotline }}, never `{{ hotline }}`.\n\n![A circle](circle.svg)\n"
    )
    starter.write("snippets/circle.svg", starter.text("going-further/cycle.svg"))
    starter.replace("course.yaml", "modules:\n", "variables:\n  hotline: 0800 *123*\nmodules:\n")
    starter.write(LESSON, starter.text(LESSON) + INCLUDE)
    return starter


def lesson(course: Source) -> str:
    assert course.shown() == []
    assert course.checked
    return plain_text(next(iter(course.checked.course.lessons)).body.tokens)


@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_a_file_is_a_part_of_the_lesson(end: str, course: Source) -> None:
    course.write(LESSON, course.text(LESSON).replace("\n", end))
    assert "Call 0800 123, never {{ hotline }}." in lesson(course)
    body = next(iter(course.checked.course.lessons)).body
    assert [heading.anchor for heading in body.headings][-1] == "safety"
    assert [medium.src for medium in body.media] == ["../snippets/circle.svg"]


def test_what_is_in_code_stays(course: Source) -> None:
    example = f"\n```text\n{INCLUDE}{{{{ hotline }}}}\n```\n"
    course.write(LESSON, course.text(LESSON) + example)
    assert "{{ hotline }}\n" in lesson(course)


def test_a_problem_in_an_included_file_names_both_places(course: Source, monkeypatch: pytest.MonkeyPatch) -> None:
    course.write("snippets/safety.md", "Text.\n\n::: keys Remember\nIt.\n:::\n")
    monkeypatch.chdir(course.root)
    line = course.text(LESSON).split("\n").index("::: include ../snippets/safety.md") + 1
    report = human(Source(Path()).check())
    assert "--> snippets/safety.md:3:5\n" in report
    assert f"::: {LESSON}:{line}:13\n" in report
    assert "^^^^" in report
    assert "included here" in report


def test_a_problem_after_an_included_file_is_at_its_own_line(course: Source) -> None:
    course.write(LESSON, course.text(LESSON) + "\n::: keys Remember\nIt, on {{ hotline }}.\n:::\n")
    number = course.text(LESSON).split("\n").index("::: keys Remember") + 1
    assert course.shown() == [f"unknown-container {LESSON}:{number}:5 keys"]

    def check(unsaved: dict[str, str]) -> Diagnostics:
        found = Diagnostics()
        check_course(course.root, [TARGETS["scorm12"]], found, unsaved=unsaved)
        return found

    assert "::: key Remember" in fix_all(check).texts[str(course.root / LESSON)]


@pytest.mark.parametrize(
    ("snippet", "lines"),
    [
        ("Call {{ hotlin }}.\n", ["unknown-variable snippets/safety.md:1:6 {{ hotlin }}"]),
        ("::: include other.md\n:::\n", ["nested-include snippets/safety.md:1:1 ::: include other.md"]),
        (None, [f"missing-file {LESSON}:31:13 ../snippets/safety.md"]),
    ],
)
def test_what_cannot_be_put_in_is_reported(snippet: str | None, lines: list[str], course: Source) -> None:
    if snippet is None:
        (course.root / "snippets" / "safety.md").unlink()
    else:
        course.write("snippets/safety.md", snippet)
    assert course.shown() == lines


@pytest.mark.parametrize(
    ("named", "content", "said"),
    [
        ("quiz.yaml", None, "`quiz.yaml` is no text in Markdown"),
        (
            "asked.md",
            "---\nkind: quiz\nid: asked\ntitle: Asked\n---\n\n## One?\n\n- [x] yes\n- [ ] no\n",
            "a quiz is not included",
        ),
        (".", None, "`.` is not a file"),
        ("a-lesson.md", None, "a lesson cannot include itself"),
        ("long.md", "word " * 200_000, "with what it includes, the text of this lesson has"),
    ],
)
def test_only_texts_are_included_and_no_more_than_a_lesson_may_hold(
    named: str, content: str | None, said: str, course: Source
) -> None:
    if content:
        course.write(f"first-steps/{named}", content)
    course.write(LESSON, course.text(LESSON).replace(INCLUDE, f"\n::: include {named}\n:::\n" * 2))
    (first, *_) = course.check()
    assert first.message.startswith(said)
    assert course.path_of(first) == LESSON


@pytest.mark.parametrize(
    "written",
    [
        "::: Include safety.md\n:::",
        "::: include: safety.md\n:::",
        "::: include my safety.md\n:::",
        "::include{file=safety.md}",
        '{% include "safety.md" %}',
        "{{< include safety.md >}}",
        "!include safety.md",
        '<!--#include file="safety.md"-->',
    ],
)
def test_other_ways_to_include_a_file_are_told_ours(written: str, starter: Source) -> None:
    starter.write(LESSON, starter.text(LESSON) + f"\n{written}\n")
    (found,) = starter.check()
    assert "`::: include file.md`" in found.hint
    assert found.span.line == len(starter.text(LESSON).split("\n")) - 1 - written.count("\n")


def test_a_variable_where_there_are_none_is_told_where_they_are_named(starter: Source) -> None:
    starter.write(LESSON, starter.text(LESSON) + "\nCall {{ hotline }}.\n")
    (found,) = starter.check()
    assert "in course.yaml: `variables:`" in found.hint


def test_an_include_is_closed(course: Source) -> None:
    course.write(LESSON, course.text(LESSON).removesuffix(":::\n") + "More.\n")
    assert course.shown() == [f"container-syntax {LESSON}:31:1 ::: include ../snippets/safety.md"]


def test_a_project_shares_texts_and_variables(tmp_path: Path) -> None:
    course = copy_of_starter(tmp_path / "one")
    course.write(LESSON, course.text(LESSON) + "\n::: include safety.md\n:::\n")
    (tmp_path / "texts").mkdir()
    (tmp_path / "texts" / "safety.md").write_text("Call {{ hotline }}.\n", "utf-8")
    (tmp_path / "scorm-export.yaml").write_text("variables: {hotline: 0800 123}\nsnippets: texts\n", "utf-8")
    found = Diagnostics()
    project = read_project(tmp_path, found)
    checked = check_course(course.root, [TARGETS["scorm12"]], found, project=project)
    assert checked, list(found)
    assert "Call 0800 123." in plain_text(next(iter(checked.course.lessons)).body.tokens)


def test_a_project_shares_banks(tmp_path: Path) -> None:
    course = copy_of_starter(tmp_path / "one")
    bank = course.text("first-steps/quiz.yaml").replace(
        "minutes: 3\nattempts: 3\nintroduction: Two questions on what you have read.\nobjectives: [write]\n", ""
    )
    (tmp_path / "banks").mkdir()
    (tmp_path / "banks" / "general.yaml").write_text(bank, "utf-8")
    (tmp_path / "scorm-export.yaml").write_text("banks: banks\n", "utf-8")
    draws = "".join(f"  - {{bank: BANK, count: 1, points: {points}}}\n" for points in (3, 2))
    drawn = f"id: first-quiz\ntitle: Drawn\nminutes: 3\ndraws:\n{draws}"
    course.write("first-steps/quiz.yaml", drawn.replace("BANK", "general.yaml"))
    found = Diagnostics()
    project = read_project(tmp_path, found)
    checked = check_course(course.root, [TARGETS["scorm12"]], found, project=project)
    assert checked, list(found)
    assert [len(draw.candidates) for quiz in checked.course.quizzes for draw in quiz.draws] == [1, 1]
    course.write("first-steps/quiz.yaml", drawn.replace("BANK", "../../banks/general.yaml"))
    check_course(course.root, [TARGETS["scorm12"]], found := Diagnostics(), project=project)
    assert {each.rule for each in found} >= {"path-outside-course"}


def test_a_course_without_inserts_is_read_as_it_is() -> None:
    found = Diagnostics()
    checked = check_course(STARTER, [TARGETS["scorm12"]], found)
    assert checked
    assert next(iter(checked.course.lessons)).body.file.written == ()


WORKS = """[
  {"id": "argyris1977", "type": "article-journal", "title": "Double loop learning in organizations",
   "author": [{"family": "Argyris", "given": "Chris"}], "container-title": "Harvard Business Review",
   "page": "115-125", "issued": {"date-parts": [[1977]]}},
  {"id": "Senge", "type": "book", "title": "The Fifth Discipline", "author": [{"family": "Senge", "given": "Peter"}],
   "publisher": "Doubleday", "issued": {"date-parts": [[1990]]}}
]"""
CITING = "\nLoops [@argyris1977, p. 116; @senge], and [@senge], not `[@senge]`.\n\n::: references\n:::\n"


@pytest.mark.parametrize("by", ["course.yaml", "../scorm-export.yaml"])
def test_works_are_cited_and_listed(by: str, starter: Source) -> None:
    where = (starter.root / by).parent
    (where / "works.json").write_text(WORKS, "utf-8")
    if by == "course.yaml":
        starter.replace("course.yaml", "modules:\n", "bibliography: works.json\nmodules:\n")
    else:
        (where / "scorm-export.yaml").write_text("bibliography: works.json\n", "utf-8")
    starter.write(LESSON, starter.text(LESSON) + CITING)
    found = Diagnostics()
    project = read_project(where, found) if by != "course.yaml" else None
    checked = check_course(starter.root, [TARGETS["xapi"]], found, project=project)
    assert checked, [each.message for each in found]
    text = plain_text(next(iter(checked.course.lessons)).body.tokens)
    assert "Loops (Argyris, 1977, p. 116; Senge, 1990), and (Senge, 1990), not [@senge]." in text
    assert "Harvard Business Review, pp. 115–125." in text
    assert text.index("Argyris, C. (1977)") < text.index("Senge, P. (1990) The Fifth Discipline. Doubleday.")


def test_works_from_bibtex_and_what_is_wrong_with_them(starter: Source) -> None:
    book = "@book{senge, title={The Fifth Discipline}, author={Senge, Peter}, year=1990, publisher={Doubleday}}\n"
    starter.write("works.bib", book)
    starter.replace("course.yaml", "modules:\n", "bibliography: works.bib\nmodules:\n")
    starter.write(LESSON, starter.text(LESSON) + "\nOne [@senge] and another [@sengee].\n")
    line = len(starter.text(LESSON).split("\n")) - 1
    assert starter.shown() == [
        f"unlisted-works {LESSON}:{line}:1 One [@senge] and another [@sengee].",
        f"unknown-work {LESSON}:{line}:26 [@sengee]",
    ]
    starter.write("works.bib", "@book{")
    assert [line for line in starter.shown() if "bibliography-file" in line]
