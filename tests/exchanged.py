"""Courses around questions, their way to other formats and back, and what has to be the same afterwards."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any

from scorm_export.blocks import BLOCK_SYNTAX
from scorm_export.course import Question
from scorm_export.diagnostics import Diagnostics
from scorm_export.exchange.formats import FORMATS
from scorm_export.exchange.qti.write import write
from scorm_export.exchange.qti.write_choices import coordinates
from scorm_export.exchange.reading import Bank, check_bank, read_questions
from scorm_export.questions.categorise.question import Categorise
from scorm_export.questions.credit import Credit, Rule
from scorm_export.questions.fill_in.question import FillIn
from scorm_export.questions.hotspot.question import Hotspot
from scorm_export.questions.likert.question import Likert
from scorm_export.questions.long_answer.question import LongAnswer
from scorm_export.questions.matching.question import Matching
from scorm_export.questions.multiple_choice.question import MultipleChoice
from scorm_export.questions.numeric.question import Numeric
from scorm_export.questions.options import Option
from scorm_export.questions.pairs import Pairing
from scorm_export.questions.sequencing.question import Sequencing
from scorm_export.questions.single_choice.question import SingleChoice
from scorm_export.questions.true_false.question import TrueFalse
from scorm_export.reading.quiz import BANK
from scorm_export.render import Site, render
from scorm_export.source.document import Document
from scorm_export.source.folder import Folder
from scorm_export.source.kinds import Reading
from scorm_export.source.yaml import read_yaml
from scorm_export.targets.archive import write_zip
from sources import Source
from strategies import Data, block

ENDS = {"moodle-xml": ".xml", "gift": ".txt", "qti": ".zip"}
SIZE = (400, 300)
SVG = "<svg xmlns='http://www.w3.org/2000/svg' width='400' height='300'/>"
_WRITERS = {name: form.write for name, form in FORMATS.items() if form.write}


def course_of(questions: Iterable[Data], root: Path, **quiz: Any) -> Source:
    """Write a course with one quiz of some questions."""
    listed = list(questions)
    source = Source(root)
    total = sum(Decimal(str(question.get("points") or 0)) for question in listed)
    course = {
        "id": "course",
        "iri": "https://example.org/course",
        "version": "1",
        "title": "Course",
        "language": "en",
        "description": "A course.",
        "provider": {"name": "Somebody"},
        "objectives": [{"id": "one", "text": "Do something."}],
        "modules": ["m"],
    }
    source.write("course.yaml", block(course | ({"scoring": {"total": str(total), "pass": "0.01"}} if total else {})))
    source.write("m/module.yaml", block({"id": "module", "title": "Module", "activities": ["quiz.yaml"]}))
    head = {"id": "quiz", "title": "Quiz", "minutes": 1} | quiz
    source.write("m/quiz.yaml", block(head | {"questions": listed}))
    return source


def site_of(source: Source) -> Site:
    """Render a course that has no mistakes."""
    found = source.check()
    assert source.checked, [f"{d.rule}: {d.message}: {d.span.text}" for d in found]
    return render(source.checked, source.root)


def question_in(source: Source) -> Question:
    """Return the only question of a checked course."""
    assert source.checked
    (quiz,) = source.checked.course.quizzes
    (question,) = quiz.questions
    return question


def written(source: Source, form: str, into: Path) -> tuple[Path, Diagnostics]:
    """Write the questions of a course in a format; return the file, and what is told to be lost."""
    found = Diagnostics()
    into.mkdir(parents=True, exist_ok=True)
    path = into / f"questions{ENDS[form]}"
    if form == "qti":
        write_zip(path, write(site_of(source), found))
    else:
        path.write_bytes(_WRITERS[form](site_of(source), found))
    return path, found


@dataclass(frozen=True, slots=True)
class Back:
    """What came back: the bank, its questions as a course reads them, and what was told."""

    bank: Bank
    questions: tuple[Question, ...]
    told: list[str]
    mistakes: list[str]


def read_back(path: Path, into: Path, form: str | None = None) -> Back:
    """Read a file into a bank in a folder, and the bank as a course would."""
    found = Diagnostics()
    bank = read_questions(path, found, form=form, identifier="back")
    assert bank is not None, [d.message for d in found]
    file = bank.write(into, force=True)[0]
    mistakes, read = Diagnostics(), Diagnostics()
    check_bank(bank, file.as_posix(), mistakes)
    text = Folder(into).text(file.name, read)
    node = read_yaml(text, read) if text else None
    questions = BANK.read(node, Reading(file.name, read, BLOCK_SYNTAX)) if node else None
    assert questions is not None
    return Back(bank, questions, [d.message for d in found], [f"{d.rule}: {d.message}" for d in mistakes])


def words(document: Document | None) -> str:
    """Return the words of a text, without the space between them, which formats set as they like."""
    return re.sub(r"\s+", "", document.plain) if document else ""


def _options(options: Iterable[Option]) -> list[tuple[str, bool, str]]:
    return [(words(option.text), option.correct, words(option.feedback)) for option in options]


def _credit(credit: Credit) -> tuple[Rule, Decimal | None]:
    return credit.rule, credit.penalty if credit.rule is Rule.PARTIAL else None


def facts(question: Question) -> dict[str, Any]:
    """Return what a question says, whatever ids its parts have."""
    told: dict[str, Any] = {
        "type": question.type,
        "points": question.points,
        "prompt": words(question.prompt),
        "explanation": words(question.explanation),
    }
    return _FACTS[type(question)](question, told)


def _of_hotspot(question: Hotspot, told: dict[str, Any]) -> dict[str, Any]:
    return told | {
        "options": _options(question.options),
        "areas": [coordinates(area.shape, *SIZE) for area in question.options],
        "image": question.image.media[0].alternative,
        "credit": _credit(question.credit) if question.has_several else None,
    }


def _of_multiple_choice(question: MultipleChoice, told: dict[str, Any]) -> dict[str, Any]:
    told |= {"options": _options(question.options)}
    if all(option.correct for option in question.options):
        return told  # nothing is wrong, so there is nothing to take away
    return told | {"credit": _credit(question.credit)}


def _of_single_choice(question: SingleChoice, told: dict[str, Any]) -> dict[str, Any]:
    return told | {"options": _options(question.options), "shares": [option.share for option in question.options]}


def _of_true_false(question: TrueFalse, told: dict[str, Any]) -> dict[str, Any]:
    return told | {"answer": question.answer, "said": (words(question.feedback_true), words(question.feedback_false))}


def _of_fill_in(question: FillIn, told: dict[str, Any]) -> dict[str, Any]:
    del told["prompt"]
    return told | {
        "text": words(question.prompt) + re.sub(r"\[\[.\]\]", "[[]]", words(question.text) or "[[]]"),
        "blanks": [
            (tuple(dict.fromkeys(blank.answers)), blank.choices, blank.pattern, blank.match_case, words(blank.feedback))
            for blank in question.placed
        ],
        "credit": _credit(question.credit) if len(question.blanks) > 1 else None,
    }


def _of_numeric(question: Numeric, told: dict[str, Any]) -> dict[str, Any]:
    return told | {"accepted": question.accepted, "unit": question.unit, "said": words(question.feedback)}


def _of_pairing(question: Pairing, told: dict[str, Any]) -> dict[str, Any]:
    del told["type"]
    texts = {target.id: words(target.text) for target in question.targets}
    return told | {
        "pairs": sorted((words(s.text), texts[s.target], words(s.feedback)) for s in question.sources),
        "targets": sorted(set(texts.values())),
        "credit": _credit(question.credit),
    }


def _of_sequencing(question: Sequencing, told: dict[str, Any]) -> dict[str, Any]:
    return told | {"items": [words(item.text) for item in question.items], "credit": _credit(question.credit)}


def _of_likert(question: Likert, told: dict[str, Any]) -> dict[str, Any]:
    return told | {"scale": [words(level.text) for level in question.scale]}


def _of_long_answer(question: LongAnswer, told: dict[str, Any]) -> dict[str, Any]:
    return told | {
        "model": words(question.model),
        "length": question.length,
        "criteria": [words(criterion.text) for criterion in question.criteria],
    }


_FACTS: dict[type[Question], Callable[[Any, dict[str, Any]], dict[str, Any]]] = {
    SingleChoice: _of_single_choice,
    MultipleChoice: _of_multiple_choice,
    TrueFalse: _of_true_false,
    FillIn: _of_fill_in,
    Numeric: _of_numeric,
    Matching: _of_pairing,
    Categorise: _of_pairing,
    Sequencing: _of_sequencing,
    Hotspot: _of_hotspot,
    Likert: _of_likert,
    LongAnswer: _of_long_answer,
}
