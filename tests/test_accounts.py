"""Every answer, and all feedback on one, is carried or reported: both are counted a second time in the file itself."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from exchanged import course_of, written
from scorm_export.diagnostics import Diagnostics
from scorm_export.exchange.bank import Bank, Data
from scorm_export.exchange.base import Source
from scorm_export.exchange.counting import Seen, has_words
from scorm_export.exchange.formats import FORMATS
from scorm_export.exchange.reading import read_questions

CHOICE = '<question type="multichoice"><questiontext><text>Which?</text></questiontext>{}</question>'
ONE = '<answer fraction="100"><text>one</text><feedback><text>Yes.</text></feedback></answer>'
OTHER = (
    '<answer fraction="0"><text><![CDATA[<p>two</p>]]></text>'
    "<feedback><text><![CDATA[<p><br></p>]]></text></feedback></answer>"
)
ITEM = '<assessmentItem xmlns="http://www.imsglobal.org/xsd/imsqti_v2p1" identifier="i">{}</assessmentItem>'
COUNTED: dict[str, tuple[str, str, list[Seen]]] = {
    "options": ("gift", "Which? {=one#Yes. ~two ~%-50%three#\n}", [Seen(3, 1)]),
    "pairs, and one that nothing goes with": ("gift", "Match. {=a -> b =c -> d = -> e}", [Seen(5)]),
    "true or false": ("gift", "Is it? {T#No.#Yes.}", [Seen(2, 2)]),
    "a number": ("gift", "How many? {#=3:1#So. =%50%4}", [Seen(2, 1)]),
    "a text without an answer": ("gift", "Say it. {####So.}\n\nOnly words.\n\nAnd? {=x}", [Seen(), Seen(), Seen(1)]),
    "options of Aiken": (
        "aiken",
        "Which?\nA) a\nB) b\nANSWER: A\n\nWho?\nA) c\nB) d\nC) e\nANSWER: B\n",
        [Seen(2), Seen(3)],
    ),
    "an answer of Aiken that is misspelled": (
        "aiken",
        "Which?\nA) a\nB) b\nANS1: A\nWho?\nA) c\nB) d\nC) e\nANSWER: B\n",
        [Seen(2), Seen(3)],
    ),
    "options of Aiken behind a question without an answer": (
        "aiken",
        "Which?\nA. a\nB. b\n\nWho?\nA.c\nB.d\nANSWER: B\n",
        [Seen(2), Seen(2)],
    ),
    "a share behind the word of a truth": ("gift", "Is it? {FALSE#\n~%50%a\n~%-100%b}", [Seen(3)]),
    "options of Moodle": ("moodle-xml", CHOICE.format(ONE + OTHER), [Seen(2, 1)]),
    "gaps": (
        "moodle-xml",
        '<question type="cloze"><questiontext><text>{1:SA:=x#So~*#No} or {2:MC:y~=z}</text></questiontext></question>',
        [Seen(3, 2)],
    ),
    "a category is no question": ("moodle-xml", '<question type="category"/><question type="essay"/>', [Seen()]),
    "choices of QTI": (
        "qti",
        ITEM.format('<simpleChoice id="a">a</simpleChoice><q:simpleChoice/><modalFeedback id="x">b</modalFeedback>'),
        [Seen(2, 1)],
    ),
}


@pytest.mark.parametrize("name", COUNTED)
def test_answers_and_feedback_are_counted_in_the_text(name: str) -> None:
    form, text, seen = COUNTED[name]
    source = Source(path=Path("file.xml"), data=text.encode(), identifier=None, encoding=None, language="")
    assert list(FORMATS[form].count(source).values()) == seen


@pytest.mark.parametrize(("html", "shows"), [("<p>a</p>", True), ("&nbsp;<br>", False), ("&#49;", True), ("–", False)])
def test_what_certainly_shows_words(html: str, shows: bool) -> None:
    assert has_words(html) == shows


QUESTION: Data = {
    "id": "asked",
    "type": "single-choice",
    "points": "1",
    "objectives": ["one"],
    "prompt": "Which?",
    "options": [
        {"id": "a", "text": "one", "correct": "true", "feedback": "Yes."},
        {"id": "b", "text": "two", "feedback": "No."},
        {"id": "c", "text": "three"},
    ],
}


def _without_an_answer(question: Data) -> None:
    question["options"].pop()


def _without_feedback(question: Data) -> None:
    for option in question["options"]:
        option["feedback"] = None


@pytest.mark.parametrize("form", ["moodle-xml", "gift", "qti"])
@pytest.mark.parametrize(
    ("spoil", "told"),
    [
        (_without_an_answer, "3 answers were counted in this question, but 2 imported or reported"),
        (_without_feedback, "2 texts of feedback were counted in this question, but 0 imported or reported"),
    ],
)
def test_a_reader_that_loses_an_answer_is_found_out(
    form: str, spoil: Callable[[Data], None], told: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path, _ = written(course_of([QUESTION], tmp_path / "course"), form, tmp_path)
    add = Bank.add

    def spoilt(bank: Bank, question: Data, *rest: Any, **more: Any) -> None:
        spoil(question)
        add(bank, question, *rest, **more)

    monkeypatch.setattr(Bank, "add", spoilt)
    found = Diagnostics()
    assert read_questions(path, found, form=form, identifier="pool")
    assert [d.message for d in found if d.rule == "not-accounted"] == [told]


REPORTED = {
    "a wrong text that a right one takes": (
        "Which? {=*cold* =%0%very cold =%0%warm}",
        ["the wrong answer `very cold`: a right one takes it"],
    ),
    "an answer that is no number": ("How many? {#=3 =three}", ["the right answer `three`, which is not a number"]),
    "a wrong number close to the right one": (
        "How many? {#=3:1 =%0%4:0.5 =%0%9}",
        ["the wrong number 4 ± 0.5, close to the right one"],
    ),
    "wrong numbers": (
        "How many? {#=3:1 ~4#No. =%0%5#Nor.}",
        ["a wrong number: `4#No. =%0%5#Nor.`"],
    ),
    "one answer twice": ("Which? {=cold =cold}", []),
}


@pytest.mark.parametrize("name", REPORTED)
def test_answers_that_have_no_place_are_reported(name: str, tmp_path: Path) -> None:
    text, told = REPORTED[name]
    (tmp_path / "pool.gift").write_text(text + "\n", "utf-8")
    found = Diagnostics()
    assert read_questions(tmp_path / "pool.gift", found, identifier="pool")
    assert [d.message for d in found] == told


MOODLE = "<quiz><question type='{}'><name><text>Asked</text></name>{}</question></quiz>"
TEXT = "<questiontext><text>{}</text></questiontext>"
ANSWERS = "<answer fraction='100'><text>one</text>{}</answer><answer fraction='0'><text>two</text></answer>"
TWICE = {
    "a name": ("multichoice", "<name><text>Other</text></name>" + TEXT.format("Which?") + ANSWERS.format(""), "name"),
    "a text": ("multichoice", TEXT.format("Which?") + TEXT.format("Who?") + ANSWERS.format(""), "questiontext"),
    "a text within a name": (
        "multichoice",
        TEXT.format("Which?") + f"<generalfeedback>{TEXT.format('Who?')}</generalfeedback>" + ANSWERS.format(""),
        "questiontext",
    ),
    "a name within an option": (
        "multichoice",
        TEXT.format("Which?") + ANSWERS.format("<name><text>1</text></name>"),
        "name",
    ),
    "the words of an option": ("multichoice", TEXT.format("Which?") + ANSWERS.format("<text>1</text>"), "text"),
    "feedback": (
        "multichoice",
        TEXT.format("Which?")
        + ANSWERS.format("<feedback><text>Yes.</text></feedback><feedback><text>So.</text></feedback>"),
        "feedback",
    ),
    "an answer of a pair": (
        "matching",
        TEXT.format("Match.")
        + "".join(
            f"<subquestion><text>{a}</text><answer><text>{b}</text></answer>{more}</subquestion>"
            for a, b, more in (("x", "1", "<answer><text>3</text></answer>"), ("y", "2", ""))
        ),
        "answer",
    ),
}


@pytest.mark.parametrize("name", TWICE)
def test_what_moodle_does_not_read_is_reported(name: str, tmp_path: Path) -> None:
    kind, text, element = TWICE[name]
    (tmp_path / "pool.xml").write_text(MOODLE.format(kind, text), "utf-8")
    found = Diagnostics()
    assert read_questions(tmp_path / "pool.xml", found, identifier="pool")
    assert [d.message.partition(":")[0] for d in found] == [f"a `<{element}>` that Moodle does not read"]


def test_words_outside_of_elements_are_reported(tmp_path: Path) -> None:
    text = f"{TEXT.format('Which?')} So.{ANSWERS.format('Yes.')}"
    (tmp_path / "pool.xml").write_text(MOODLE.format("multichoice", text), "utf-8")
    found = Diagnostics()
    assert read_questions(tmp_path / "pool.xml", found, identifier="pool")
    assert [d.message for d in found] == [f"words outside of its elements: {words}" for words in ("So.", "Yes.")]


def test_gaps_in_a_second_text_are_reported(tmp_path: Path) -> None:
    (tmp_path / "pool.xml").write_text(
        MOODLE.format("cloze", TEXT.format("{1:SA:=a}") + TEXT.format("{1:SA:=b}"))
        .replace("</quiz>", "")
        .replace("<quiz>", "<quiz>" + MOODLE.format("cloze", TEXT.format("{1:SA:=c}"))[6:-7])
        + "</quiz>",
        "utf-8",
    )
    found = Diagnostics()
    assert read_questions(tmp_path / "pool.xml", found, identifier="pool")
    assert [d.message for d in found] == ["`Asked`: its text stands there twice"]


@pytest.mark.parametrize(
    "interaction",
    [
        (
            "<matchInteraction responseIdentifier='R'>"
            "<simpleMatchSet><simpleAssociableChoice identifier='a'>1</simpleAssociableChoice></simpleMatchSet>"
            "<simpleMatchSet><simpleAssociableChoice identifier='b'>2</simpleAssociableChoice>"
            "<simpleAssociableChoice identifier='b'>3</simpleAssociableChoice></simpleMatchSet>"
            "</matchInteraction>"
        ),
        (
            "<orderInteraction responseIdentifier='R'><simpleChoice identifier='b'>1</simpleChoice>"
            "<simpleChoice identifier='b'>2</simpleChoice></orderInteraction>"
        ),
        (
            "<gapMatchInteraction responseIdentifier='R'><gapText identifier='b'>1</gapText><gapText identifier='b'>2"
            "</gapText><p><gap identifier='g'/></p></gapMatchInteraction>"
        ),
    ],
)
def test_choices_with_one_identifier_are_reported(interaction: str, tmp_path: Path) -> None:
    declared = "<responseDeclaration identifier='R' cardinality='multiple' baseType='directedPair'/>"
    text = ITEM.format(f"{declared}<itemBody>{interaction}</itemBody>")
    (tmp_path / "item.xml").write_text(text, "utf-8")
    found = Diagnostics()
    assert read_questions(tmp_path / "item.xml", found, identifier="pool") is None
    assert "`i`: two of its choices have the identifier `b`" in [d.message for d in found]


@pytest.mark.parametrize("answers", ["", '<simpleChoice identifier="c">three</simpleChoice>'])
def test_an_interaction_outside_of_the_text_is_reported(answers: str, tmp_path: Path) -> None:
    asked = (
        '<responseDeclaration identifier="R" cardinality="single" baseType="float"><correctResponse><value>5</value>'
        '</correctResponse></responseDeclaration><itemBody><p>Say <textEntryInteraction responseIdentifier="R"/></p>'
        f'</itemBody><modalFeedback identifier="x"><otherInteraction>{answers}</otherInteraction>'
        '<textEntryInteraction responseIdentifier="S"/></modalFeedback>'
    )
    (tmp_path / "item.xml").write_text(ITEM.format(asked), "utf-8")
    found = Diagnostics()
    assert read_questions(tmp_path / "item.xml", found, identifier="pool")
    assert "`<textEntryInteraction>` outside of its text: " in [d.message for d in found]
    assert "not-accounted" not in [d.rule for d in found]


@pytest.mark.parametrize(
    ("inside", "outside", "where"),
    [
        ("", '<simpleChoice identifier="c">three</simpleChoice>', "outside an interaction"),
        ('<simpleChoice identifier="c">three</simpleChoice>', "", "inside another"),
    ],
)
def test_a_choice_out_of_place_is_reported(inside: str, outside: str, where: str, tmp_path: Path) -> None:
    asked = (
        '<responseDeclaration identifier="R" cardinality="single" baseType="identifier"><correctResponse>'
        '<value>a</value></correctResponse></responseDeclaration><itemBody><choiceInteraction responseIdentifier="R">'
        f'<simpleChoice identifier="a">one{inside}</simpleChoice><simpleChoice identifier="b">two</simpleChoice>'
        "</choiceInteraction></itemBody>"
    )
    (tmp_path / "item.xml").write_text(ITEM.format(asked + outside), "utf-8")
    found = Diagnostics()
    assert read_questions(tmp_path / "item.xml", found, identifier="pool")
    assert f"`<simpleChoice>` {where}: three" in [d.message for d in found]
    assert "not-accounted" not in [d.rule for d in found]
