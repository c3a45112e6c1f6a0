"""Moodle's types of questions whose answers stand in elements of their own, as the fields of a question here."""

from __future__ import annotations

from decimal import Decimal
from html import unescape

from scorm_export.exchange.arranging_fields import Pair, pairing, sequencing, targets_by_text
from scorm_export.exchange.bank import ALL, Data, UnreadableError, characters, decimal, plainly
from scorm_export.exchange.choosing_fields import Choice, multiple_choice, single_choice
from scorm_export.exchange.moodle_xml.question import MoodleQuestion, Readers
from scorm_export.exchange.writing_fields import blank, nobody_grades, numeric
from scorm_export.exchange.xml_files import Element, place


def _multichoice(question: MoodleQuestion) -> Data:
    choices = question.choices()
    fields = (single_choice if question.flag("single", "true") else multiple_choice)(
        question.bank, choices, question.at
    )
    return fields | ({} if question.flag("shuffleanswers", "true") else {"keepOrder": True})


def _multichoiceset(question: MoodleQuestion) -> Data:
    fields = multiple_choice(
        question.bank,
        [
            Choice(text=c.text, fraction=c.fraction or Decimal(-100), feedback=c.feedback, at=c.at)
            for c in question.choices()
        ],
        question.at,
    )
    fields.pop("penalty", None)
    return fields | {"credit": "all-or-nothing"}


def _truefalse(question: MoodleQuestion) -> Data:
    answers: dict[str, Element] = {}
    for answer in question.element.iterfind("answer"):
        word = (answer.findtext("text") or "").strip().lower()
        if word not in ("true", "false") or word in answers:
            message = f"the answer `{word}` beside `true` and `false`, and its feedback"
            question.bank.lost(message, place(question.file, answer), answers=1, feedback=1)
        else:
            answers[word] = answer
    right = [word for word, answer in answers.items() if decimal(answer.get("fraction")) == ALL]
    if len(right) != 1:
        raise UnreadableError("neither `true` nor `false` is right, or both are")
    said = {word: question.text(a.find("feedback"), inline=True) or None for word, a in sorted(answers.items())[::-1]}
    feedback = {word: text for word, text in said.items() if text}
    return {"type": "true-false", "answer": right[0] == "true", "feedback": feedback or None}


def _shortanswer(question: MoodleQuestion) -> Data:
    match_case = question.flag("usecase", "0")
    return {
        "type": "fill-in",
        "blanks": [blank(question.bank, "a", question.written(), question.at, match_case=match_case)],
    }


def _numerical(question: MoodleQuestion) -> Data:
    written, at = question.written(), question.at
    tolerances = [decimal(a.findtext("tolerance")) or Decimal(0) for a in question.element.iterfind("answer")]
    fields = numeric(question.bank, list(zip(written, tolerances, strict=True)), question.at)
    grading, penalty = question.element.findtext("unitgradingtype"), question.number("unitpenalty")
    if penalty and (grading or "1").strip() != "0":
        question.bank.lost(f"a penalty of {plainly(penalty)} for a wrong unit: the unit is not part of the answer", at)
    units = [
        (unit.findtext("unit_name") or "", decimal(unit.findtext("multiplier")))
        for unit in question.element.iterfind(".//unit")
    ]
    for name, multiplier in units[1:]:
        factor = "" if multiplier is None else f" (multiplier {plainly(multiplier)})"
        question.bank.lost(f"another unit, `{name}`{factor}: answers have one unit here", question.at)
    return fields | ({"unit": units[0][0]} if units and units[0][0] else {})


def _matching(question: MoodleQuestion) -> Data:
    pairs: list[Pair] = []
    others: list[str] = []
    subquestions = question.element.findall("subquestion")
    characters(len(subquestions))
    for element in subquestions:
        text = question.text(element, inline=True)
        target = question.bank.plain(unescape(element.findtext("answer/text") or ""))
        if question.kind == "ddmatch":
            target = question.text(element.find("answer"), inline=True)
        if text:
            pairs.append(Pair(source=text, target=target))
        elif target:
            others.append(target)
    return pairing(pairs, targets_by_text(question.bank, pairs, others), question.at)


def _ordering(question: MoodleQuestion) -> Data:
    answers = sorted(question.element.iterfind("answer"), key=lambda a: decimal(a.get("fraction")) or Decimal(0))
    grading = (question.element.findtext("gradingtype") or "RELATIVE_NEXT_EXCLUDE_LAST").strip()
    if question.element.findtext("selecttype", "").strip() not in ("", "ALL", "0"):
        question.bank.lost("the selection of some items for each learner: here all are put in order", question.at)
    for answer in answers:
        if text := question.text(answer.find("feedback"), inline=True):
            question.bank.lost(f"feedback on an item: {text}", place(question.file, answer), feedback=1)
    fields = sequencing([question.text(answer, inline=True) for answer in answers], question.at)
    if grading in ("ALL_OR_NOTHING", "-1"):
        return fields | {"credit": "all-or-nothing"}
    if grading not in ("RELATIVE_NEXT_EXCLUDE_LAST", "1"):
        question.bank.lost(
            f"`{grading}` as the grading rule: here each item that follows its right neighbour earns points",
            question.at,
        )
    return fields


def _essay(question: MoodleQuestion) -> Data:
    if notes := question.text(question.element.find("graderinfo")):
        hint = "write what learners may compare their texts with as `model`"
        question.bank.lost(f"notes for graders: {notes}", question.at, hint)
    nobody_grades(question.bank, question.number("defaultgrade") or Decimal(1), question.at)
    if template := question.text(question.element.find("responsetemplate")):
        question.bank.lost(f"a template for the answer: {template}", question.at)
    if question.number("attachments"):
        question.bank.lost("files that learners attach", question.at)
    for field in ("minwordlimit", "maxwordlimit"):
        if limit := question.number(field):
            question.bank.lost(
                f"a limit of {plainly(limit)} words (`{field}`): `length` counts characters", question.at
            )
    return {"type": "long-answer"}


PLAIN: Readers = {
    "multichoice": _multichoice,
    "multichoiceset": _multichoiceset,
    "truefalse": _truefalse,
    "shortanswer": _shortanswer,
    "numerical": _numerical,
    "matching": _matching,
    "ddmatch": _matching,
    "ordering": _ordering,
    "essay": _essay,
}
