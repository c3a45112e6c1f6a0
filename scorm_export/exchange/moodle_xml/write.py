"""Moodle XML, as Moodle's own export writes it (qformat_xml): a category for each quiz, then its questions."""

from __future__ import annotations

from base64 import b64encode
from decimal import Decimal
from functools import singledispatchmethod
from html import escape

from lxml import etree

from scorm_export.blocks import blocks_of
from scorm_export.course import Question, Quiz
from scorm_export.diagnostics import Diagnostics, Span
from scorm_export.exchange.losses import Losses
from scorm_export.exchange.moodle_xml.write_gaps import accepted_texts, cloze
from scorm_export.exchange.texts import Texts, name_of, plainly
from scorm_export.questions.credit import Credit, Rule
from scorm_export.questions.fill_in.question import FillIn, Spacing
from scorm_export.questions.long_answer.question import LongAnswer
from scorm_export.questions.multiple_choice.question import MultipleChoice
from scorm_export.questions.numeric.question import Numeric
from scorm_export.questions.pairs import Pairing
from scorm_export.questions.sequencing.question import Sequencing
from scorm_export.questions.single_choice.question import SingleChoice
from scorm_export.questions.true_false.question import TrueFalse
from scorm_export.render import Site
from scorm_export.source.document import Document

Element = etree._Element  # noqa: SLF001 — the only name lxml has for its elements
_FRACTIONS = frozenset(
    "100 90 83.33333 80 75 70 66.66667 60 50 40 33.33333 30 25 20 16.66667 14.28571 12.5 11.11111 10 5 0".split()
)
"""Shares in per cent that Moodle takes; others only with `Nearest grade if not listed`."""


def write(site: Site, found: Diagnostics) -> bytes:
    """Return the document, and report what it cannot express."""
    writer = _Writer(site, found)
    for quiz in writer.losses.quizzes(site.course):
        writer.add_quiz(quiz)
    return writer.finish()


class _Writer:
    def __init__(self, site: Site, found: Diagnostics) -> None:
        self.root = etree.Element("quiz")
        self.losses = Losses(found, "in Moodle XML: ")
        self.texts = Texts(
            site.files,
            self.losses,
            blocks_of(site.course.blocks),
            address=lambda name: "@@PLUGINFILE@@/" + name.removeprefix("media/"),
            tex=lambda tex, is_block, _: escape(f"\\[{tex}\\]" if is_block else f"\\({tex}\\)"),
        )

    def finish(self) -> bytes:
        self.losses.finish()
        etree.indent(self.root, "  ")
        return etree.tostring(self.root, xml_declaration=True, encoding="UTF-8") + b"\n"

    def add_quiz(self, quiz: Quiz) -> None:
        if not quiz.pool:
            return
        category = self._open("category")
        _text(etree.SubElement(category, "category"), "$course$/top/" + quiz.title.replace("/", "//"))
        _text(etree.SubElement(category, "info", format="html"), "")
        etree.SubElement(category, "idnumber")
        if quiz.draws:
            self.losses.report("the draws from a bank: all of its questions are included", quiz.origin.of("draws"))
        for question in quiz.pool:
            self.add(question)

    def _open(self, kind: str) -> Element:
        self.root.append(etree.Comment(f" question: {len(self.root) // 2}  "))
        return etree.SubElement(self.root, "question", type=kind)

    def add(self, question: Question) -> None:
        own = etree.Element("own")
        kind = self.own(question, own)
        if kind is None:
            return
        element = self._open(kind)
        _text(etree.SubElement(element, "name"), name_of(question))
        if kind == "cloze":
            element.append(own[0])
        else:
            self.html(element, "questiontext", question.prompt, question.origin.span)
        self.html(element, "generalfeedback", question.explanation, question.origin.of("explanation"))
        if kind != "cloze":
            etree.SubElement(element, "defaultgrade").text = f"{question.points:.7f}"
        for name, value in (("penalty", "0.0000000"), ("hidden", "0"), ("idnumber", question.id)):
            etree.SubElement(element, name).text = value
        element.extend(own)
        if question.tags:
            tags = etree.SubElement(element, "tags")
            for tag in question.tags:
                _text(etree.SubElement(tags, "tag"), tag)
        if question.read:
            self.losses.count("what to read again", question.origin.of("read"))
        if question.objectives:
            self.losses.count("the objectives of questions", question.origin.of("objectives"))

    @singledispatchmethod
    def own(self, question: Question, own: Element) -> str | None:
        """Add what is particular to a type of question, and return Moodle's name for the type, or None."""
        del own
        self.losses.report(f"`{question.id}`: Moodle has no question type like `{question.type}`", question.origin.span)
        return None

    @own.register
    def _(self, question: SingleChoice, own: Element) -> str:
        if question.deducts:
            self.losses.count("that the total of a quiz is never below 0", question.origin.of("options"))
        self._choices(own, single=True, keeps=question.keep_order)
        for option in question.options:
            share = Decimal(1) if option.correct else option.share or Decimal(0)
            fraction = self._fraction(100 * share, question)
            self._answer(own, fraction, option.text, option.feedback, option.origin.span)
        return "multichoice"

    @own.register
    def _(self, question: MultipleChoice, own: Element) -> str | None:
        if type(question) is not MultipleChoice:
            self.losses.report(
                f"`{question.id}`: Moodle has no question type like `{question.type}`", question.origin.span
            )
            return None
        self._choices(own, single=False, keeps=question.keep_order)
        right = Decimal(100) / sum(option.correct for option in question.options)
        wrong = -right * question.credit.penalty
        if question.credit.rule is Rule.ALL_OR_NOTHING:
            self.losses.report(
                f"`{question.id}`: all or nothing; right options earn shares, and a wrong one takes all points",
                question.origin.of("credit"),
            )
            wrong = Decimal(-100)
        for option in question.options:
            fraction = self._fraction(right if option.correct else wrong, question)
            self._answer(own, fraction, option.text, option.feedback, option.origin.span)
        return "multichoice"

    @own.register
    def _(self, question: TrueFalse, own: Element) -> str:
        for answer, feedback in ((True, question.feedback_true), (False, question.feedback_false)):
            fraction = "100" if question.answer is answer else "0"
            element = self._answer(
                own, fraction, None, feedback, question.origin.of("feedback"), form="moodle_auto_format"
            )
            element[0].text = str(answer).lower()
        return "truefalse"

    @own.register
    def _(self, question: FillIn, own: Element) -> str:
        self._report_credit(question, question.credit, several=len(question.blanks) > 1)
        for blank in question.blanks:
            if blank.spacing is Spacing.EXACT:
                self.losses.report(f"`{question.id}`: the exact white space of its answers", blank.origin.of("spacing"))
        if question.text is not None or question.blanks[0].choices:
            element = etree.SubElement(own, "questiontext", format="html")
            _html(etree.SubElement(element, "text"), cloze(question, self.texts))
            self._files(element)
            return "cloze"
        (blank,) = question.blanks
        etree.SubElement(own, "usecase").text = "1" if blank.match_case else "0"
        for answer in accepted_texts(question, blank, self.losses):
            self._written(own, "100", answer, blank.feedback, blank.origin.span)
        if blank.feedback:
            self._written(own, "0", "*", blank.feedback, blank.origin.span)
        return "shortanswer"

    @own.register
    def _(self, question: Numeric, own: Element) -> str | None:
        least, most = question.accepted
        if least is None or most is None:
            self.losses.report(f"`{question.id}`: a range with one end only", question.origin.of("range"))
            return None
        if question.answer is None:
            self.losses.report(
                f"`{question.id}`: the range: its middle becomes the right number, with a tolerance",
                question.origin.of("range"),
            )
        middle = question.answer if question.answer is not None else (least + most) / 2
        at = question.origin.of("feedback")
        for fraction, number, tolerance in (("100", plainly(middle), plainly((most - least) / 2)), ("0", "*", "0")):
            if number != "*" or question.feedback:
                answer = self._written(own, fraction, number, question.feedback, at)
                etree.SubElement(answer, "tolerance").text = tolerance
        if question.unit:
            unit = etree.SubElement(etree.SubElement(own, "units"), "unit")
            etree.SubElement(unit, "multiplier").text = "1"
            etree.SubElement(unit, "unit_name").text = question.unit
        for name, value in (
            ("unitgradingtype", "0"),
            ("unitpenalty", "0.1000000"),
            ("showunits", "0" if question.unit else "3"),
            ("unitsleft", "0"),
        ):
            etree.SubElement(own, name).text = value
        return "numerical"

    @own.register
    def _(self, question: Pairing, own: Element) -> str | None:
        names = self.texts.target_texts(question)
        if names is None:
            return None
        self._report_credit(question, question.credit)
        etree.SubElement(own, "shuffleanswers").text = "true"
        self._whole_feedback(own)
        used = {source.target for source in question.sources}
        for source in question.sources:
            self._sub_question(own, source.text, names[source.target], source.origin.span)
            if source.feedback:
                self.losses.report(
                    f"`{question.id}`: feedback on `{source.text.plain}`: {source.feedback.plain}",
                    source.origin.of("feedback"),
                )
        for target in question.targets:
            if target.id not in used:
                self._sub_question(own, None, names[target.id], target.origin.span)
        return "matching"

    @own.register
    def _(self, question: Sequencing, own: Element) -> str:
        self._report_credit(question, question.credit, partial_only=False)
        is_all = question.credit.rule is Rule.ALL_OR_NOTHING
        for name, value in (
            ("layouttype", "VERTICAL"),
            ("selecttype", "ALL"),
            ("selectcount", "0"),
            ("gradingtype", "ALL_OR_NOTHING" if is_all else "RELATIVE_NEXT_EXCLUDE_LAST"),
            ("showgrading", "SHOW"),
            ("numberingstyle", "none"),
        ):
            etree.SubElement(own, name).text = value
        self._whole_feedback(own)
        etree.SubElement(own, "shownumcorrect")
        for number, item in enumerate(question.items, 1):
            self._answer(own, f"{number}.0000000", item.text, None, item.origin.span)
        return "ordering"

    @own.register
    def _(self, question: LongAnswer, own: Element) -> str:
        for name, value in (
            ("responseformat", "plain"),
            ("responserequired", "1"),
            ("responsefieldlines", "10"),
            ("minwordlimit", ""),
            ("maxwordlimit", ""),
            ("attachments", "0"),
            ("attachmentsrequired", "0"),
            ("maxbytes", "0"),
            ("filetypeslist", ""),
        ):
            etree.SubElement(own, name).text = value
        self.losses.count("the length limit of longer texts", question.origin.of("length"))
        at = question.origin.of("model")
        info = self.html(own, "graderinfo", question.model, at)
        if question.criteria:
            listed = "".join(f"<li>{self.texts.html(c.text, c.origin.span)}</li>" for c in question.criteria)
            _html(info[0], f"{info[0].text or ''}<ul>{listed}</ul>")
            hint = "the criteria are included for graders, below the model answer"
            self.losses.report(
                f"`{question.id}`: the self-assessment by learners", question.origin.of("criteria"), hint
            )
        self.html(own, "responsetemplate", None, at)
        return "essay"

    def _report_credit(
        self, question: Question, credit: Credit, *, several: bool = True, partial_only: bool = True
    ) -> None:
        if not several:
            return
        if credit.rule is Rule.ALL_OR_NOTHING and partial_only:
            self.losses.report(
                f"`{question.id}`: all or nothing; each part earns a share", question.origin.of("credit")
            )
        elif credit.penalty and credit.rule is Rule.PARTIAL:
            self.losses.report(f"`{question.id}`: the penalty for a wrong part", question.origin.of("penalty"))

    def _choices(self, own: Element, *, single: bool, keeps: bool) -> None:
        for name, value in (
            ("single", str(single).lower()),
            ("shuffleanswers", str(not keeps).lower()),
            ("answernumbering", "none"),
            ("showstandardinstruction", "1"),
        ):
            etree.SubElement(own, name).text = value
        self._whole_feedback(own)

    def _whole_feedback(self, own: Element) -> None:
        for name in ("correctfeedback", "partiallycorrectfeedback", "incorrectfeedback"):
            _text(etree.SubElement(own, name, format="html"), "")

    def _fraction(self, fraction: Decimal, question: Question) -> str:
        text = plainly(fraction.quantize(Decimal("0.00001")))
        if text.removeprefix("-") not in _FRACTIONS:
            self.losses.report(
                f"`{question.id}`: a share of {text} % is not one that Moodle offers",
                question.origin.span,
                "when importing, choose the nearest grade for grades that are not listed",
            )
        return text

    def _answer(
        self,
        own: Element,
        fraction: str,
        text: Document | None,
        feedback: Document | None,
        at: Span,
        form: str = "html",
    ) -> Element:
        answer = etree.SubElement(own, "answer", fraction=fraction, format=form)
        self._fill(answer, text, at)
        self.html(answer, "feedback", feedback, at)
        return answer

    def _written(self, own: Element, fraction: str, text: str, feedback: Document | None, at: Span) -> Element:
        answer = self._answer(own, fraction, None, feedback, at, "moodle_auto_format")
        _html(answer[0], text)
        return answer

    def _sub_question(self, own: Element, text: Document | None, answer: str, at: Span) -> None:
        element = self.html(own, "subquestion", text, at)
        _text(etree.SubElement(element, "answer"), answer)

    def html(self, parent: Element, name: str, document: Document | None, at: Span) -> Element:
        """Add a text with the files it names."""
        element = etree.SubElement(parent, name, format="html")
        self._fill(element, document, at)
        return element

    def _fill(self, element: Element, document: Document | None, at: Span) -> None:
        self.texts.used.clear()
        _html(etree.SubElement(element, "text"), self.texts.html(document, at))
        self._files(element)

    def _files(self, element: Element) -> None:
        for name in dict.fromkeys(self.texts.used):
            folder, _, last = ("/" + name.removeprefix("media/")).rpartition("/")
            file = etree.SubElement(element, "file", name=last, path=f"{folder}/", encoding="base64")
            file.text = b64encode(self.texts.content(name)).decode()


def _text(parent: Element, text: str) -> None:
    etree.SubElement(parent, "text").text = text


def _html(element: Element, text: str) -> None:
    """Set a text, as CDATA where it has signs that XML would have to escape."""
    needs = any(sign in text for sign in "<>&") and "]]>" not in text
    element.text = etree.CDATA(text) if needs else text
