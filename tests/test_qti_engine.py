"""What a QTI engine that nobody here wrote makes of the items: right answers earn all points, and none earn nothing."""

from __future__ import annotations

import io
import tempfile
import warnings
from decimal import Decimal
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from lxml import etree

import strategies
from exchanged import SVG, course_of, question_in, site_of
from scorm_export.commands.new import STARTER
from scorm_export.course import Question
from scorm_export.diagnostics import Diagnostics
from scorm_export.exchange.qti.write import write
from scorm_export.questions.long_answer.question import LongAnswer
from scorm_export.questions.numeric.question import Numeric
from sources import GALLERY, Source

JUDGED = [kind for kind in strategies.OWN if kind not in ("branching-case", "likert", "long-answer")]
LEAST = {"starter": 3, "block-gallery": 2, "question-gallery": 19, "learning-health-systems": 40}
"""How many questions of each course the engine has to judge."""


@pytest.fixture(scope="module")
def engine() -> SimpleNamespace:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # it was written for an older Python
        from pyslet.qtiv2 import variables
        from pyslet.qtiv2.xml import QTIDocument
    return SimpleNamespace(variables=variables, QTIDocument=QTIDocument)


def earned(engine: SimpleNamespace, item: bytes, responses: dict[str, Any] | None) -> Decimal | None:
    """Return what responses earn by the item's own processing; None where it processes none.

    Where responses are not given, they are those that the item declares to be right.
    """
    shown = etree.fromstring(item)
    etree.strip_elements(shown, "{http://www.w3.org/1998/Math/MathML}math", with_tail=False)  # it knows none in options
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        document = engine.QTIDocument()
        document.read(src=io.BytesIO(etree.tostring(shown)))
        root = document.root
        if root.ResponseProcessing is None or "SCORE" not in root.declarations:
            return None
        state = engine.variables.ItemSessionState(root)
        state.begin_session()
        for name, declaration in root.declarations.items():
            if isinstance(declaration, engine.variables.OutcomeDeclaration):
                state[name] = declaration.get_default_value()
            elif isinstance(declaration, engine.variables.ResponseDeclaration):
                state[name] = declaration.get_correct_value()
                if responses is not None:
                    state[name].set_value(responses.get(name))
        root.ResponseProcessing.run(state)
        return Decimal(repr(state["SCORE"].value)).quantize(Decimal("1e-9"))  # the engine reckons in floats


def right_responses(question: Question) -> dict[str, Any] | None:
    """Return responses that are right where an item cannot declare them: any number of a range."""
    if not isinstance(question, Numeric):
        return None
    least, most = question.accepted
    return {"RESPONSE": str(most if least is None else least)}


@pytest.mark.parametrize(
    "course",
    [STARTER, *sorted(file.parent for file in GALLERY.parent.glob("*/course.yaml"))],
    ids=lambda course: course.name,
)
def test_right_answers_earn_all_points_and_none_earn_nothing(course: Path, engine: SimpleNamespace) -> None:
    source = Source(course)
    files = write(site_of(source), Diagnostics())
    assert source.checked
    judged = 0
    for quiz in source.checked.course.quizzes:
        for question in quiz.questions:
            item = files.get(f"items/{quiz.id}.{question.id}.xml")
            if item is None or isinstance(question, LongAnswer) or earned(engine, item, {}) is None:
                continue  # it has no counterpart, or no machine judges it
            assert earned(engine, item, right_responses(question)) == question.points, question.id
            assert earned(engine, item, {}) == 0, question.id
            judged += 1
    assert judged >= LEAST[course.name]


@pytest.mark.parametrize("kind", JUDGED)
@given(data=st.data())
@strategies.examples(5)
def test_right_answers_earn_exactly_all_points(kind: str, engine: SimpleNamespace, data: st.DataObject) -> None:
    question = data.draw(strategies.question_of(kind, "asked", ["one"]))
    assume(len(question.get("items", [])) <= 8)  # it takes minutes for all 36 that a sequence may have
    with tempfile.TemporaryDirectory() as directory:
        source = course_of([question], Path(directory))
        source.write(f"m/{strategies.IMAGE}", SVG)
        item = write(site_of(source), Diagnostics())["items/quiz.asked.xml"]
        assert isinstance(item, bytes)
        asked = question_in(source)
        assert earned(engine, item, right_responses(asked)) == asked.points
