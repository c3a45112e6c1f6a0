"""Questions of other tools: what comes in, what goes out, and that both ways tell the same."""

from __future__ import annotations

import tempfile
from pathlib import Path

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

import strategies
from exchanged import ENDS, SVG, course_of, facts, question_in, read_back, written
from scorm_export.diagnostics import Diagnostics
from scorm_export.exchange.literal import FORMULA_CLOSE, FORMULA_OPEN, literal
from scorm_export.exchange.reading import check_bank, read_questions
from strategies import OWN, Data

ELSEWHERE = Path(__file__).parent / "written_elsewhere"
WRITTEN_ELSEWHERE = yaml.safe_load((ELSEWHERE / "expected.yaml").read_text("utf-8"))
LEFT_OUT = ("has no question type like", "one end only", "several blanks", "all read the same")
"""Told of questions that a format does not have at all."""
LOSES = {
    "the points of questions": "points",
    "texts are not graded": "points",
    "points; each of its": "points",
    "all or nothing": "credit",
    "the penalty for a wrong part": "credit",
    "wrong options deduct": "credit",
    "notes for graders": "model criteria points",
    "the range: its middle": "",
    "the list that its words": "type prompt text blanks options credit shares",
    "the unit": "unit",
    "its `model`": "model",
    "its `criteria`": "criteria",
    "the self-assessment": "criteria model points",
    "the length limit": "length",
    "the pattern": "blanks",
    "`matchCase`": "blanks",
    "`spacing`": "",
    "exact white space": "",
    "the place of its blank": "text",
    "feedback on": "pairs",
    "the formatting of": "",
    "shown at once": "",
    "one below the other": "",
    "two answers that read": "pairs targets",
    "a share of": "",
    "never below 0": "",
    "tags": "",
}
"""What each loss that may be told leaves out of the facts of a question."""


@pytest.mark.parametrize("form", ENDS)
@pytest.mark.parametrize("kind", OWN)
@given(data=st.data())
@strategies.examples(5)
def test_what_goes_out_comes_back_or_is_told(kind: str, form: str, data: st.DataObject) -> None:
    question = data.draw(strategies.question_of(kind, "asked", ["one"]))
    with tempfile.TemporaryDirectory() as directory:
        assert_comes_back(question, form, Path(directory))


def test_marks_that_items_of_qti_may_not_have_are_told(tmp_path: Path) -> None:
    prompt = "The ==first==, the ~~second~~ and the ++third++."
    question = {
        "id": "asked",
        "type": "true-false",
        "points": "1",
        "objectives": ["one"],
        "prompt": prompt,
        "answer": True,
    }
    _, lost = written(course_of([question], tmp_path), "qti", tmp_path)
    forms = {"marked", "struck out", "inserted"}
    assert forms == {what for what in forms for d in lost if f"the formatting of words that are {what}" in d.message}


@pytest.mark.parametrize("form", ENDS)
@pytest.mark.parametrize("name", WRITTEN_ELSEWHERE)
def test_what_was_written_elsewhere_goes_out_and_comes_back(name: str, form: str, tmp_path: Path) -> None:
    for number, question in enumerate(bank_of(name)[0]):
        assert_comes_back(question, form, tmp_path / str(number))


@pytest.mark.parametrize("name", WRITTEN_ELSEWHERE)
def test_what_was_written_elsewhere_is_carried_or_told(name: str) -> None:
    questions, told = bank_of(name)
    assert {"types": [question["type"] for question in questions], "told": told} == WRITTEN_ELSEWHERE[name]


def bank_of(name: str) -> tuple[list[Data], list[str]]:
    """Return the questions of a file, which need no mending, and what is told of it, each with its line."""
    found, mistakes = Diagnostics(), Diagnostics()
    bank = read_questions(ELSEWHERE / name, found, identifier="pool")
    if bank:
        check_bank(bank, "pool.yaml", mistakes)
    assert not mistakes.found
    questions = yaml.load(bank.yaml(), yaml.BaseLoader)["questions"] if bank else []
    return questions, [f"{d.span.line}: {d.message}" for d in found]


def assert_comes_back(question: Data, form: str, root: Path) -> None:
    """Write a question in a format and read it: it is the same, but for what is told to be lost."""
    source = course_of([question], root / "course")
    source.write(f"m/{strategies.IMAGE}", SVG)
    path, lost = written(source, form, root)
    messages = [d.message for d in lost if "objectives" not in d.message]
    if any(left_out in message for message in messages for left_out in LEFT_OUT):
        return
    back = read_back(path, root / "back")
    was, now = facts(question_in(source)), facts(back.questions[0])
    for message in (*messages, *back.told):
        fields = next((lost for told, lost in LOSES.items() if told in message), None)
        assert fields is not None, message
        for field in fields.split():
            was.pop(field, None), now.pop(field, None)
    assert [q.id for q in back.questions] == [question["id"]]
    assert back.mistakes == []
    assert now == was


SIGNS_OF_OTHERS: dict[str, Data] = {
    "what looks like a gap": {
        "type": "fill-in",
        "prompt": "Not {1:SHORTANSWER:=x}.",
        "text": "A set {3:MC:=a~b}, `{2:SA:=y}` and [[a]].",
        "blanks": [{"id": "a", "answers": ["b"]}],
    },
    "what looks like a blank": {
        "type": "fill-in",
        "prompt": "What is it?",
        "text": "Not `[[a]]`, $[[a]]$ or \\[[z]], but [[a]].\n\n```text\n[[z]]\n```",
        "blanks": [{"id": "a", "answers": ["b"]}],
    },
    "what looks like a weight or a format": {
        "type": "single-choice",
        "prompt": "\\[html] %50%?",
        "options": [
            {"id": "a", "text": "%50%half", "correct": "true", "feedback": "\\[plain] so"},
            {"id": "b", "text": "\\[html]half"},
            {"id": "c", "text": "%0%none"},
        ],
    },
    "a written answer that looks like a format": {
        "type": "fill-in",
        "prompt": "Which?",
        "blanks": [{"id": "a", "answers": ["[html]x", "%50%"]}],
    },
    "words in a list that look like a weight": {
        "type": "fill-in",
        "prompt": "Which?",
        "blanks": [{"id": "a", "choices": ["%50%x", "[html]y"], "answers": ["%50%x"]}],
    },
    "bars in a table": {
        "type": "true-false",
        "prompt": "Which?\n\n| a | b |\n| --- | --- |\n| `x\\|y` | $\\|v\\|$ |",
        "answer": "true",
    },
    "what looks like a formula": {
        "type": "single-choice",
        "prompt": "Not \\\\(see (below)\\\\), \\\\[see it\\\\], \\$\\$z\\$\\$, \\[tex\\]w\\[/tex\\] or `\\(v\\)`, "
        "but $u$.\n\n$$\na + b\n$$",
        "options": [
            {"id": "a", "text": "\\\\(see (it)\\\\)", "correct": "true", "feedback": "\\$\\$so\\$\\$"},
            {"id": "b", "text": "`$$x$$`"},
        ],
        "explanation": "@@PLUGINFILE@@/x.png is no file, @@x+1@@ no formula and {mlang de}so{mlang} no language.",
    },
    "addresses": {"type": "true-false", "prompt": "See http://x.org/my_page_1, a_b@x.org or #it.", "answer": "true"},
}


def in_span(sign: str) -> str:
    return f'<span class="nolink">{sign}</span>'


LITERAL = {
    r"<p>\(x\)</p>": rf"<p>{in_span(chr(92))}(x{in_span(chr(92))})</p>",
    "[tex]x[/tex]": f"{in_span('[')}tex]x{in_span('[')}/tex]",
    "$$x$$": f"{in_span('$')}$x{in_span('$')}$",
    "@@PLUGINFILE@@/a": f"{in_span('@')}@PLUGINFILE{in_span('@')}@/a",
    "{mlang de}so{mlang}": f"{in_span('{')}mlang de}}so{in_span('{')}mlang}}",
    r"\begin{align}": rf"{in_span(chr(92))}begin{{align}}",
    r'<img src="@@PLUGINFILE@@/a.png" alt="\(x\)">': r'<img src="@@PLUGINFILE@@/a.png" alt="&#92;(x&#92;)">',
    '<a title="@@b@@">': '<a title="&#64;@b&#64;@">',
    f"{FORMULA_OPEN}\\(x\\){FORMULA_CLOSE} \\(": rf"\(x\) {in_span(chr(92))}(",
    "5 $ or 6 $, a@b, {x} and [text]": "5 $ or 6 $, a@b, {x} and [text]",
}
"""What is written for each HTML, of which Moodle's filters would take a part for theirs."""


@pytest.mark.parametrize("html", LITERAL)
def test_signs_of_filters_are_taken_apart(html: str) -> None:
    assert literal(html) == LITERAL[html]


@pytest.mark.parametrize("form", ENDS)
@pytest.mark.parametrize("name", SIGNS_OF_OTHERS)
def test_signs_that_mean_something_there_come_back_as_signs(name: str, form: str, tmp_path: Path) -> None:
    question = {"id": "asked", "points": "1", "objectives": ["one"]} | SIGNS_OF_OTHERS[name]
    assert_comes_back(question, form, tmp_path)
