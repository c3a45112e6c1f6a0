"""Four times as much of a text takes about four times as long, whatever signs an author or a file repeats."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pace import growth

import strategies
from scorm_export.blocks import BLOCK_SYNTAX
from scorm_export.commands.messages import human
from scorm_export.diagnostics import Diagnostics, SourceFile
from scorm_export.exchange.reading import check_bank, read_questions
from scorm_export.source.markdown import read_markdown
from scorm_export.source.yaml import read_yaml
from scorm_export.trust.svg import clean_svg
from sources import Source

CHARACTERS = 24_000
TIMES = 4
MOST_TIMES = 9
"""What is linear may take: caches and other work on the machine are not. A square takes 16 times as long."""


def grows(read: Callable[[str], object], unit: str) -> float:
    """Return how many times as long the reading of many takes as that of a quarter."""
    return growth(lambda size: read(unit * (size // len(unit))), size=CHARACTERS, times=TIMES, below=MOST_TIMES)


def lesson(text: str) -> None:
    lines = tuple(text.split("\n"))
    found = Diagnostics()
    file = SourceFile(path="text.md", lines=lines)
    read_markdown(file, "text.md", text, found, first_line=1, last_line=len(lines), syntax=BLOCK_SYNTAX)
    human(found)


LESSON = [
    "$\\text{", "$\\text{$\n", "$\\text{$a$}$ ", "$$    ", "$$a ", "$a$ ",
    "http://a.org ", "http://_a ", "http://", "http://a.b)))) ", "www.a.b ", "www.a.b\n", "www._(", "a@b.c ", "a@b.c\n",
    "a@", "mailto:a", "<a@b.c>\n", "a: ", "[a: ",
    "[", "[ ", "[a](b) ", "[a](b c) ", "[a][b] ", "![](a.png) ", "![a](b){", "[^a] ", "[[a]] ", "[a]: b\n",
    "</a>\n", "<b>\n", "<b>", "<a1><a2>", "<p>\n", "<math>", "<math> ", "<pre>", "<pre>\n\n", "<script>\n\n", "<svg>\n",
    "<a \"'", "<div>\n<a \"'", "<annotation>", "<!--", "<![CDATA[", "<?", "<!A",
    "{a}`b` ", "`", "``a` ", "\\\n", "&amp;", "**a ", "*a", "~~a", "==a== ", "++a ", "^a^", "H~2~O ", "{{", "{%",
    "{++a", "- [ ] a\n", "- ", "> ", "# a\n\n", "::: note\na\n:::\n\n", "::: note\n", "!!! note\n    a\n",
    "> [!NOTE]\n> a\n\n", "*[a]: b\n", "|a|b|\n|-|-|\n", "| ", "a\n: b\n", ":smile: ", "--- ---\n\n", "\n", "\t",
]  # fmt: skip
"""Signs that begin something, whole marks, and what was slow once."""


@pytest.mark.parametrize("unit", LESSON)
def test_a_lesson_is_read_in_linear_time(unit: str) -> None:
    assert grows(lesson, unit) < MOST_TIMES


@given(unit=st.text(st.sampled_from("!\"#$%&'()*+-./:;<=>?@[\\]^_`{|}~a1 \n"), min_size=1, max_size=5))
@strategies.examples(25)
def test_any_signs_in_a_lesson_are_read_in_linear_time(unit: str) -> None:
    assert grows(lesson, unit) < MOST_TIMES


@pytest.mark.parametrize(
    "unit", ["[a](#b) ", "# a\n\n[a](#b)\n\n", "[a](b.md) ", "![a](b.png) ", "$\\b$ ", "- [ ] a\n"]
)
def test_a_course_is_checked_in_linear_time(unit: str, starter: Source) -> None:
    path = "first-steps/a-lesson.md"
    lesson = starter.text(path)

    def checked(text: str) -> None:
        starter.write(path, f"{lesson}\n\n{text}\n")
        starter.check()

    assert grows(checked, unit) < MOST_TIMES


CHOICE = (
    '<quiz><question type="multichoice"><questiontext format="html"><text><![CDATA[{}]]></text></questiontext>'
    '<answer fraction="100"><text>a</text></answer><answer fraction="0"><text>b</text></answer></question></quiz>'
)
CLOZE = (
    '<quiz><question type="cloze"><questiontext format="html"><text><![CDATA[a {{1:SA:=x}} {}]]></text></questiontext>'
    "</question></quiz>"
)
ITEM = (
    '<assessmentItem xmlns="http://www.imsglobal.org/xsd/imsqti_v2p1" identifier="i" title="An item">'
    '<responseDeclaration identifier="R" cardinality="single" baseType="identifier"><correctResponse>'
    "<value>A</value></correctResponse></responseDeclaration><itemBody><p><![CDATA[{}]]></p>"
    '<choiceInteraction responseIdentifier="R"><simpleChoice identifier="A">one</simpleChoice>'
    '<simpleChoice identifier="B">two</simpleChoice></choiceInteraction></itemBody></assessmentItem>'
)
FILES = {
    "gift": ("gift", "{}\n\nWhich? {{=a ~b}}\n"),
    "gift, before the braces": ("gift", "Which? {} {{=a ~b}}\n"),
    "gift, as HTML": ("gift", "[html]Which? {} {{=a ~b}}\n"),
    "gift, in the braces": ("gift", "Which? {{=a ~b {}}}\n"),
    "aiken": ("aiken", "{}\nWhich?\nA) a\nB) b\nANSWER: A\n"),
    "aiken, among options": ("aiken", "Which?\nA) a\n{}\nB) b\nANSWER: A\n"),
    "any": (None, "{}"),
    "moodle-xml": ("moodle-xml", CHOICE),
    "moodle-xml, in an option": (
        "moodle-xml",
        CHOICE.replace("{}", "Which?").replace("<text>a</text>", "<text><![CDATA[{}]]></text>"),
    ),
    "moodle-xml, with gaps": ("moodle-xml", CLOZE),
    "qti": ("qti", ITEM),
}
REPEATED = [
    "<p>", "<p>a</p>", "<div>", "<b>", "<li>", "<td>", "<pre>", "<!--", "&", "<math>",
    "<span class='multilang' lang='en'>a</span>", "<span class='multilang' lang='en'>", "<lang lang='en'>", "{mlang   ",
    "{mlang en}", "{1:MC:=a~b}", "{1:", "[[1]]", "\\(", "$$", "$a$", "\\", "{", "}", "{}", "=a", "~a ", "=a->b ",
    "#", "::", "// a\n", "A) a\n", "ANSWER", "a\n", "\n\n", "http://a.b ", "**", "a@b.c ", "1 ",
]  # fmt: skip


def importing(form: str | None, template: str, folder: Path) -> Callable[[str], None]:
    def read(text: str) -> None:
        found = Diagnostics()
        path = folder / "file"
        path.write_text(template.format(text), "utf-8")
        if bank := read_questions(path, found, form=form, identifier="pool"):
            check_bank(bank, "pool.yaml", found)
        human(found)

    return read


PARTS = 1 if "MATRIX" in os.environ else 4


@pytest.mark.parametrize(
    ("name", "unit"), [(name, unit) for number, name in enumerate(FILES) for unit in REPEATED[number % PARTS :: PARTS]]
)
def test_a_file_is_read_in_linear_time(name: str, unit: str, tmp_path: Path) -> None:
    assert grows(importing(*FILES[name], tmp_path), unit) < MOST_TIMES


@pytest.mark.parametrize(
    "unit", ["a: b\n", "- a\n", "- ", "a: ", "? ", "'", '"', "[", "{", "&a ", "*a ", "!a ", "# a\n", "| "]
)
def test_yaml_is_read_in_linear_time(unit: str) -> None:
    def read(text: str) -> None:
        found = Diagnostics()
        read_yaml(SourceFile(path="a.yaml", lines=tuple(text.split("\n"))), found)
        human(found)

    assert grows(read, unit) < MOST_TIMES


@pytest.mark.parametrize(
    "unit", ["<g>", "<g/>", "<style>a{}", "<path d='M'/>", "<text>url(", "<a style='x:url(#a)url('/>", "&amp;"]
)
def test_a_figure_is_read_in_linear_time(unit: str) -> None:
    def read(text: str) -> None:
        clean_svg(f"<svg xmlns='http://www.w3.org/2000/svg'>{text}</svg>".encode())

    assert grows(read, unit) < MOST_TIMES
