"""What is far larger than anybody writes is refused with a sentence, or read in no time and little memory."""

from __future__ import annotations

import io
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from scorm_export import TARGETS, check_course
from scorm_export.diagnostics import MOST_LISTED, MOST_LOOKED_FOR, Diagnostics, Severity, SourceFile
from scorm_export.exchange.bank import Bank
from scorm_export.exchange.reading import read_questions
from scorm_export.source.folder import TEXT_LIMIT
from scorm_export.source.formulas import MOST_FORMULAS
from scorm_export.source.markdown import MOST_CHARACTERS
from scorm_export.trust.svg import clean_svg
from sources import Source

ATTRIBUTES = " ".join(f'a{number}="b"' for number in range(200_000))
SOME = ATTRIBUTES[: ATTRIBUTES.index(" a15000=")]
SVG = '<svg xmlns="http://www.w3.org/2000/svg" {}>{}</svg>'
ITEM = (
    '<assessmentItem xmlns="http://www.imsglobal.org/xsd/imsqti_v2p1" identifier="i" title="i">'
    "<itemBody><p {}>x</p>{}</itemBody></assessmentItem>"
)
RESOURCE = '<resource type="imsqti_item_xmlv2p1" href="{}"/>'
IMPORTS = """
import re, sys
from pathlib import Path
from pace import standard_seconds
from scorm_export.diagnostics import Diagnostics
from scorm_export.exchange.reading import read_questions
def peak():
    return int(re.search(r"VmHWM:\\s+(\\d+)", Path("/proc/self/status").read_text())[1])
before = peak()
for path in Path(sys.argv[1]).iterdir():
    found = Diagnostics()
    seconds = standard_seconds(lambda: read_questions(path, found, identifier="pool"), below=1)
    print(path.suffix, seconds, (peak() - before) // 1024, found.errors)
"""
"""Prints the seconds and megabytes of each import. `ru_maxrss` would begin with what the tests themselves take."""


def zipped(files: dict[str, bytes]) -> bytes:
    whole = io.BytesIO()
    with zipfile.ZipFile(whole, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return whole.getvalue()


def package(items: dict[str, bytes]) -> bytes:
    listed = "".join(map(RESOURCE.format, items))
    return zipped({"imsmanifest.xml": f"<manifest><resources>{listed}</resources></manifest>".encode()} | items)


def test_each_import_takes_less_than_a_second_and_all_take_less_than_200_mb(tmp_path: Path) -> None:
    zeros = bytes(60 * 2**20)
    images = "".join(f'<img src="{number}.png" alt="a"/>' for number in range(3))
    for name, content in {
        "items of zeros.zip": package({f"{number}.xml": zeros for number in range(3)}),
        "images of zeros.zip": package({"i.xml": ITEM.format("", images).encode(), "0.png": zeros, "1.png": zeros}),
        "attributes.xml": ITEM.format(ATTRIBUTES, "").encode(),
        "zeros.gift": zeros,
        "spaces.xml": b"<quiz>" + zeros.replace(b"\0", b" ") + b"</quiz>",
        "questions.gift": b"Which? {=a ~b}\n\n" * 20_000,
    }.items():
        (tmp_path / name).write_bytes(content)
    command = [sys.executable, "-c", IMPORTS, str(tmp_path)]
    done = subprocess.run(command, cwd=Path(__file__).parent, capture_output=True, text=True, check=True, timeout=300)
    told = done.stdout.splitlines()
    assert len(told) == 6
    for name, seconds, megabytes, errors in map(str.split, told):
        assert float(seconds) < 1, name
        assert int(megabytes) < 200, name
        assert int(errors), name


@pytest.mark.parametrize(
    ("attributes", "content", "message"),
    [
        (ATTRIBUTES, "", "more than 400 attributes of `<svg>` cannot be packed"),
        ("", "<g/>" * 100_001, "more than 100,000 elements cannot be packed"),
    ],
)
def test_a_figure_has_no_more_parts_than_browsers_draw(attributes: str, content: str, message: str) -> None:
    (problem,) = clean_svg(SVG.format(attributes, content).encode()).problems
    assert (problem.message, problem.hint) == (message, "save it as an image")


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (f"<span {SOME}>words</span>", "`<span>` has 15,000 attributes; an element may have 100"),
        (f"![](cycle.svg){{{SOME}}}", "15,000 attributes cannot be set here"),
    ],
)
def test_many_attributes_are_one_mistake(text: str, message: str, starter: Source) -> None:
    lesson = starter.text("first-steps/a-lesson.md")
    starter.write("first-steps/a-lesson.md", f"{lesson[: lesson.index('---', 4)]}---\n\n{text}\n")
    assert message in [each.message for each in starter.check()]


def test_only_some_unknown_fields_are_compared_with_the_known_ones(starter: Source) -> None:
    starter.write("course.yaml", starter.text("course.yaml") + "".join(f"titel{n}: x\n" for n in range(2000)))
    told = [each for each in starter.check() if each.rule == "unknown-field"]
    assert len(told) == MOST_LISTED + 1
    assert sum(bool(each.hint) for each in told) <= 51


def test_a_file_with_too_many_questions_says_what_to_do(tmp_path: Path) -> None:
    found = Diagnostics()
    (tmp_path / "many.gift").write_text("Which? {=a ~b}\n\n" * 5001, "utf-8")
    assert read_questions(tmp_path / "many.gift", found, form="gift") is None
    (told,) = found
    assert told.message == "it has 5,001 questions, at most 5,000 are read"
    assert told.hint == "export it in parts, for example one category at a time"


def problems(lesson: str, starter: Source) -> Diagnostics:
    path = "first-steps/a-lesson.md"
    starter.write(path, f"{starter.text(path)}\n\n{lesson}\n")
    found = Diagnostics()
    assert check_course(starter.root, [TARGETS["scorm12"]], found) is None
    return found


@pytest.mark.parametrize(
    ("unit", "rule"),
    [
        ("[^a{}] ", "unknown-footnote"),
        ("::: a{}\nb\n:::\n\n", "unknown-container"),
        ("[a](nope{}.md) ", "missing-file"),
        ("[a](#nope{}) ", "broken-link"),
        ("<b{}>a</b{}> ", "raw-html-removed"),
    ],
)
def test_of_many_problems_of_a_kind_the_first_are_listed_and_all_are_counted(
    unit: str, rule: str, starter: Source
) -> None:
    many = "".join(unit.replace("{}", str(number)) for number in range(MOST_LISTED + 500))
    told = [each for each in problems(many, starter) if each.rule == rule]
    assert len(told) == MOST_LISTED + 1
    rest = next(each for each in told if "not listed" in each.message)
    assert rest.message == "500 more problems of this kind in this file are not listed"
    assert rest.severity is Severity.ERROR
    assert rest.span == max((each.span for each in told), key=lambda at: (at.line, at.column))


def test_what_was_meant_is_looked_for_only_of_the_first_problems() -> None:
    found, asked = Diagnostics(), 0
    file = SourceFile(path="a.md", lines=("words",) * 3000)

    def hint() -> str:
        nonlocal asked
        asked += 1
        return "did you mean `word`?"

    for line in range(1, 3001):
        found.error("unknown-field", "there is none", file.span(line), hint)
    assert asked == MOST_LOOKED_FOR
    assert found.errors == len(found.found) == MOST_LISTED + 1


def test_problems_that_are_not_listed_have_the_level_that_a_course_sets() -> None:
    file = SourceFile(path="a.md", lines=("words",) * 3000)
    for level, number in ((Severity.WARNING, MOST_LISTED + 1), (Severity.OFF, 0)):
        found = Diagnostics()
        for line in range(1, 1502):
            found.error("missing-minutes", "there are none", file.span(line))
        found.set_levels({"missing-minutes": level})
        for line in range(1502, 3001):
            found.error("missing-minutes", "there are none", file.span(line))
        assert (len(found.found), found.errors, found.problems) == (number, 0, number)
        assert [each.message for each in found if "not listed" in each.message] == (
            ["2,000 more problems of this kind in this file are not listed"] if number else []
        )


def test_a_text_is_no_longer_than_anybody_reads(starter: Source) -> None:
    (told,) = problems("<b>" * MOST_CHARACTERS, starter)
    assert told.message.endswith(f"characters; a text may have {MOST_CHARACTERS:,}")
    assert told.hint == "split it into several lessons"


@pytest.mark.parametrize("formula", ["$x_{NUMBER}$ ", "<math><mi>xNUMBER</mi></math>\n\n"])
def test_a_text_has_only_so_many_formulas(formula: str, starter: Source) -> None:
    many = "".join(formula.replace("NUMBER", str(number)) for number in range(MOST_FORMULAS + 500))
    (told,) = [each for each in problems(many, starter) if each.rule == "maths-syntax"]
    assert told.message == f"a text may have {MOST_FORMULAS:,} different formulas, and this is one more"


def test_a_file_that_is_included_very_often_is_not_put_together(starter: Source) -> None:
    starter.write("first-steps/long.md", "word\n" * (TEXT_LIMIT // 6))
    told = problems("::: include long.md\n:::\n\n" * 5000, starter)
    assert [each.message for each in told if each.rule == "file-too-large"] == [
        f"with what it includes, the text of this lesson has more than {TEXT_LIMIT:,} bytes",
    ]


def test_variables_do_not_make_a_line_that_no_memory_holds(starter: Source) -> None:
    starter.write("course.yaml", starter.text("course.yaml") + f"variables:\n  a: {'word ' * 390}\n")
    told = problems("{{a}}" * 150_000, starter)
    message = f"with what it includes, the text of this lesson has more than {TEXT_LIMIT:,} bytes"
    assert message in [each.message for each in told if each.rule == "file-too-large"]


XML = """<quiz><question type="{}"><name><text>q</text></name><questiontext><text>Which?</text></questiontext>
<answer fraction="100"><text>right</text></answer>{}</question></quiz>"""
ANSWER = '<answer fraction="0"><text>wrong</text></answer>'


@pytest.mark.parametrize(
    ("name", "content", "message"),
    [
        ("a.xml", XML.format("multichoice", ANSWER * 20_000), "20001 parts are too many"),
        ("a.xml", XML.format("shortanswer", ANSWER * 20_000), "20,001 answers are too many"),
        ("a.xml", XML.format("matching", "<subquestion><text>a</text></subquestion>" * 20_000), "20000 parts are too"),
        ("a.gift", "Which? {=a " + "~b " * 20_000 + "}", "20001 parts are too many"),
        ("a.gift", "Which? {" + "=a " * 20_000 + "}", "20,000 answers are too many"),
    ],
)
def test_a_question_with_far_too_many_answers_is_refused_before_they_are_read(
    name: str, content: str, message: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    converted: list[str] = []
    before = Bank.markdown

    def counted(bank: Bank, text: str, *others: object, **named: object) -> str:
        converted.append(text)
        return before(bank, text, *others, **named)  # type: ignore[arg-type]

    monkeypatch.setattr(Bank, "markdown", counted)
    (tmp_path / name).write_text(content, "utf-8")
    found = Diagnostics()
    assert read_questions(tmp_path / name, found, form={"a.xml": "moodle-xml"}.get(name, "gift")) is None
    assert any(message in each.message for each in found), [each.message for each in found]
    assert len([each for each in converted if each]) < 1000
