"""Questions of other tools: what comes in, what goes out, and that both ways tell the same."""

from __future__ import annotations

import tempfile
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import strategies
from exchanged import ENDS, SVG, course_of, facts, question_in, read_back, written
from strategies import OWN

LEFT_OUT = ("has no questions like", "one end only", "several blanks", "all read the same")
"""Told of questions that a format does not have at all."""
LOSES = {
    "what questions are worth": "points",
    "nobody grades": "points",
    "points; each of its": "points",
    "all or nothing": "credit",
    "a wrong part takes away": "credit",
    "what wrong options take away": "credit",
    "the unit": "unit",
    "its `model`": "model",
    "its `criteria`": "criteria",
    "learners assess": "criteria model points",
    "how many characters": "length",
    "the pattern": "blanks",
    "`matchCase`": "blanks",
    "`spacing`": "",
    "white space counts": "",
    "its blank stands in the text": "text",
    "what is said of": "pairs",
    "the form of": "",
    "two answers": "pairs targets",
    "a share of": "",
}
"""What each loss that may be told leaves out of the facts of a question."""


@pytest.mark.parametrize("form", ENDS)
@pytest.mark.parametrize("kind", OWN)
@given(data=st.data())
@settings(max_examples=5)
def test_what_goes_out_comes_back_or_is_told(kind: str, form: str, data: st.DataObject) -> None:
    question = data.draw(strategies.question_of(kind, "asked", ["one"]))
    with tempfile.TemporaryDirectory() as directory:
        root = Path(directory)
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
        assert [q.id for q in back.questions] == ["asked"]
        assert back.mistakes == []
        assert now == was
