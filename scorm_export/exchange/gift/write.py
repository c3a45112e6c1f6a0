"""GIFT, as Moodle's own export writes it (qformat_gift): texts as HTML, without images and points."""

from __future__ import annotations

import re
from collections.abc import Iterable
from decimal import Decimal
from functools import singledispatchmethod
from html import escape

from scorm_export.blocks import blocks_of
from scorm_export.course import Question, Quiz
from scorm_export.diagnostics import Diagnostics, Span
from scorm_export.exchange.losses import Losses
from scorm_export.exchange.texts import Texts, name_of, plainly, wild, with_blanks
from scorm_export.questions.credit import Rule
from scorm_export.questions.fill_in.question import Blank, FillIn, Spacing
from scorm_export.questions.long_answer.question import LongAnswer
from scorm_export.questions.multiple_choice.question import MultipleChoice
from scorm_export.questions.numeric.question import Numeric
from scorm_export.questions.options import Option
from scorm_export.questions.pairs import Pairing
from scorm_export.questions.single_choice.question import SharedOption, SingleChoice
from scorm_export.questions.true_false.question import TrueFalse
from scorm_export.render import Site
from scorm_export.source.document import Document

_SIGNS = re.compile(r"[~=#{}:\\]")


def write(site: Site, found: Diagnostics) -> bytes:
    """Return the document, and report what it cannot express."""
    writer = _Writer(site, found)
    parts = [part for quiz in writer.losses.quizzes(site.course) if quiz.pool for part in writer.quiz(quiz)]
    writer.losses.finish()
    return ("\n\n".join(parts) + "\n").encode()


def escaped(text: str) -> str:
    """Return a text in which no sign has a meaning."""
    return _SIGNS.sub(r"\\\g<0>", text).replace("\r", "").replace("\n", "\\n")


def in_html(html: str) -> str:
    """Return HTML in which no sign has a meaning, nor its start: a weight, `%50%`, or a format, `[html]`."""
    return escaped(re.sub(r"\A\s*[%\[]", lambda start: f"&#{ord(start.group()[-1])};", html))


class _Writer:
    def __init__(self, site: Site, found: Diagnostics) -> None:
        self.losses = Losses(found, "in GIFT: ")
        self.texts = Texts(
            site.files,
            self.losses,
            blocks_of(site.course.blocks),
            address=lambda name: name,
            tex=lambda tex, is_block, _: escape(f"\\[{tex}\\]" if is_block else f"\\({tex}\\)"),
            images=False,
        )

    def quiz(self, quiz: Quiz) -> list[str]:
        if quiz.draws:
            self.losses.report("the draws from a bank: all of its questions are included", quiz.origin.of("draws"))
        title = " ".join(quiz.title.split()).replace("/", "//")
        return [f"$CATEGORY: $course$/top/{title}", *filter(None, map(self.question, quiz.pool))]

    def question(self, question: Question) -> str | None:
        answers = self.answers(question)
        if answers is None:
            return None
        at = question.origin.of
        if question.points not in (0, 1):
            self.losses.count("the points of questions: each is worth 1", at("points"))
        if question.read:
            self.losses.count("what to read again", at("read"))
        if question.objectives:
            self.losses.count("the objectives of questions", at("objectives"))
        text = self.text(question.prompt, at("prompt"))
        if isinstance(question, FillIn) and question.text is not None:
            text += with_blanks(self.text(question.text, at("text")), question.text, lambda _: "_____")
        explanation = self.text(question.explanation, at("explanation"))
        tail = f"####{explanation}" if explanation else ""
        meta = "".join(f" [tag:{tag}]" for tag in question.tags)
        name = name_of(question)
        head = f"// question: 0  name: {' '.join(name.split())}\n// [id:{question.id}]{meta}\n::{escaped(name)}::"
        return f"{head}[html]{text}{{{answers}{tail}}}"

    def text(self, document: Document | None, at: Span) -> str:
        return in_html(self.texts.html(document, at))

    def said(self, feedback: Document | None, at: Span) -> str:
        return f"#{self.text(feedback, at)}" if feedback else ""

    @singledispatchmethod
    def answers(self, question: Question) -> str | None:
        """Return the content of the braces; None where the type has no counterpart."""
        self.losses.report(f"`{question.id}`: it has no question type like `{question.type}`", question.origin.span)
        return None

    @answers.register
    def _(self, question: SingleChoice) -> str:
        if question.deducts:
            self.losses.count("that the total of a quiz is never below 0", question.origin.of("options"))
        return self._options((_share_sign(o), o) for o in question.options)

    @answers.register
    def _(self, question: MultipleChoice) -> str | None:
        if type(question) is not MultipleChoice:
            self.losses.report(f"`{question.id}`: it has no question type like `{question.type}`", question.origin.span)
            return None
        right = Decimal(100) / sum(option.correct for option in question.options)
        wrong = right * question.credit.penalty
        if question.credit.rule is Rule.ALL_OR_NOTHING:
            self.losses.report(
                f"`{question.id}`: all or nothing; right options earn shares, and a wrong one takes all points",
                question.origin.of("credit"),
            )
            wrong = Decimal(100)
        shares = {True: _share(right), False: f"-{_share(wrong)}"}
        return self._options((f"~%{shares[o.correct]}%", o) for o in question.options)

    def _options(self, options: Iterable[tuple[str, Option]]) -> str:
        lines = []
        for sign, option in options:
            said = self.said(option.feedback, option.origin.of("feedback"))
            lines.append(f"\t{sign}{self.text(option.text, option.origin.span)}{said}")
        return "\n" + "\n".join(lines) + "\n"

    @answers.register
    def _(self, question: TrueFalse) -> str:
        at = question.origin.of("feedback")
        right, wrong = (self.text(text, at) for text in (question.feedback_true, question.feedback_false))
        if not question.answer:
            right, wrong = wrong, right
        said = f"#{wrong}" if wrong or right else ""
        return ("TRUE" if question.answer else "FALSE") + said + (f"#{right}" if right else "")

    @answers.register
    def _(self, question: FillIn) -> str | None:
        if len(question.blanks) > 1:
            self.losses.report(f"`{question.id}`: several blanks in a question", question.origin.of("blanks"))
            return None
        (blank,) = question.blanks
        if blank.choices:
            self.losses.report(f"`{question.id}`: the list that its words are chosen from", blank.origin.of("choices"))
            return self._words(blank)
        if question.text is not None:
            self.losses.report(
                f"`{question.id}`: the place of its blank in the text: a line stands there", question.origin.of("text")
            )
        for name, is_set in (("matchCase", blank.match_case), ("spacing", blank.spacing is Spacing.EXACT)):
            if is_set:
                self.losses.report(f"`{question.id}`: `{name}`", blank.origin.of(name))
        texts = [answer.replace("*", "\\*") for answer in blank.answers]
        if blank.pattern is not None:
            more = wild(blank.pattern)
            if more is None:
                self.losses.report(f"`{question.id}`: the pattern `{blank.pattern}`", blank.origin.of("pattern"))
            texts += more or []
        said = self.said(blank.feedback, blank.origin.of("feedback"))
        lines = [f"\t=%100%{_written(text)}{said}" for text in texts] + ([f"\t=%0%*{said}"] if said else [])
        return "\n" + "\n".join(lines) + "\n"

    def _words(self, blank: Blank) -> str:
        """Return the choices of a blank as options."""
        said = self.said(blank.feedback, blank.origin.of("feedback"))
        right = sum(choice in blank.answers for choice in blank.choices)
        sign = "=" if right == 1 else f"~%{_share(Decimal(100) / right)}%"
        signs = [sign if choice in blank.answers else "~" for choice in blank.choices]
        lines = [f"\t{sign}{in_html(escape(choice))}{said}" for sign, choice in zip(signs, blank.choices, strict=True)]
        return "\n" + "\n".join(lines) + "\n"

    @answers.register
    def _(self, question: Numeric) -> str | None:
        least, most = question.accepted
        if least is None or most is None:
            self.losses.report(f"`{question.id}`: a range with one end only", question.origin.of("range"))
            return None
        if question.unit:
            self.losses.report(f"`{question.id}`: the unit `{question.unit}`", question.origin.of("unit"))
        said = self.said(question.feedback, question.origin.of("feedback"))
        if question.answer is None:
            number = f"{plainly(least)}..{plainly(most)}"
        else:
            number = f"{plainly(question.answer)}:{plainly(question.tolerance or Decimal(0))}"
        return f"#\n\t=%100%{number}{said}\n" + (f"\t~{said}\n" if said else "")

    @answers.register
    def _(self, question: Pairing) -> str | None:
        texts = self.texts.target_texts(question)
        if texts is None:
            return None
        names = {name: escaped(text) for name, text in texts.items()}
        if question.credit.rule is Rule.ALL_OR_NOTHING:
            self.losses.report(
                f"`{question.id}`: all or nothing; each part earns a share", question.origin.of("credit")
            )
        elif question.credit.penalty:
            self.losses.report(f"`{question.id}`: the penalty for a wrong part", question.origin.of("penalty"))
        for source in question.sources:
            if source.feedback:
                message = f"feedback on `{source.text.plain}`: {source.feedback.plain}"
                self.losses.report(f"`{question.id}`: {message}", source.origin.of("feedback"))
        pairs = [f"\t={self.text(s.text, s.origin.span)} -> {names[s.target]}" for s in question.sources]
        used = {source.target for source in question.sources}
        return (
            "\n" + "\n".join([*pairs, *(f"\t= -> {names[t.id]}" for t in question.targets if t.id not in used)]) + "\n"
        )

    @answers.register
    def _(self, question: LongAnswer) -> str:
        for name in ("model", "criteria"):
            if getattr(question, name):
                self.losses.report(f"`{question.id}`: its `{name}`", question.origin.of(name))
        self.losses.count("the length limit of longer texts", question.origin.of("length"))
        return ""


def _written(text: str) -> str:
    """Return a text that is to be written; one that begins like a format gets one, which is taken off."""
    return ("[plain]" if text.startswith("[") else "") + escaped(text)


def _share_sign(option: SharedOption) -> str:
    if option.correct:
        return "="
    return f"~%{_share(100 * option.share)}%" if option.share else "~"


def _share(fraction: Decimal) -> str:
    return plainly(fraction.quantize(Decimal("0.00001")))
