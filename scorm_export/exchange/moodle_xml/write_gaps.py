"""Blanks as Moodle has them: accepted texts with `*`, and gaps within a text (`cloze`)."""

from __future__ import annotations

import re
from collections.abc import Iterable

from scorm_export.exchange.losses import Losses
from scorm_export.exchange.texts import Texts, plainly, wild, with_blanks
from scorm_export.questions.fill_in.question import Blank, FillIn

_IN_GAP = str.maketrans({sign: f"&#{ord(sign)};" for sign in "&<>~#}\\"})
"""Moodle takes a gap apart before it decodes what is in it, and then a backslash before `}` or `#` away."""

_GAP = re.compile(r"\{(?=\d*(?:\.\d+)?:)")
"""How a gap begins."""


def accepted_texts(question: FillIn, blank: Blank, losses: Losses) -> Iterable[str]:
    """Return the right texts of a blank, with `*` for any text."""
    yield from (answer.replace("*", "\\*") for answer in blank.answers)
    if blank.pattern is None:
        return
    texts = wild(blank.pattern)
    if texts is None:
        losses.report(f"`{question.id}`: the pattern `{blank.pattern}`", blank.origin.of("pattern"))
    yield from texts or ()


def cloze(question: FillIn, texts: Texts) -> str:
    """Return the text of a fill-in as HTML whose blanks are gaps such as `{1:SHORTANSWER:=data~=information}`.

    `texts.used` has the files that it names.
    """
    gaps = {blank.id: _gap(question, blank, texts) for blank in question.blanks}
    at = question.origin.of("text")
    texts.used.clear()
    prompt = texts.html(question.prompt, question.origin.of("prompt"))
    prompt, placed = (_GAP.sub("&#123;", html) for html in (prompt, texts.html(question.text, at)))
    text = (
        with_blanks(placed, question.text, gaps.__getitem__)
        if question.text
        else f"<p>{gaps[question.blanks[0].id]}</p>"
    )
    if question.points != len(gaps):
        message = f"`{question.id}`: {plainly(question.points)} points; each of its {len(gaps)} gaps weighs 1"
        texts.losses.report(message, question.origin.of("points"))
    return f"{prompt}\n{text}"


def _gap(question: FillIn, blank: Blank, texts: Texts) -> str:
    texts.used.clear()
    said = texts.html(blank.feedback, blank.origin.of("feedback"))
    if texts.used:
        texts.losses.report(f"`{question.id}`: an image in the feedback on a gap", blank.origin.of("feedback"))
    feedback = f"#{_in_gap(said)}" if said else ""
    if blank.choices:
        words = [f"{'=' if c in blank.answers else ''}{_in_gap(c)}{feedback}" for c in blank.choices]
        return f"{{1:MULTICHOICE:{'~'.join(words)}}}"
    answers = [f"={_in_gap(text)}{feedback}" for text in accepted_texts(question, blank, texts.losses)]
    answers += [f"*{feedback}"] if feedback else []
    return f"{{1:SHORTANSWER{'_C' if blank.match_case else ''}:{'~'.join(answers)}}}"


def _in_gap(text: str) -> str:
    return re.sub(r"(?=\\[}#])", r"\\", text).translate(_IN_GAP)
