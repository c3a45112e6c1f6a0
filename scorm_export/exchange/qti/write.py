"""QTI 2.1: a package with an item for each question and a test for each quiz (IMS QTI 2.1; Content Packaging 1.1.4)."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from functools import singledispatchmethod
from io import BytesIO
from itertools import pairwise
from pathlib import Path
from xml.sax.saxutils import quoteattr

import imagesize
from lxml import etree, html

from scorm_export.blocks import blocks_of
from scorm_export.course import Course, Question, Quiz, Shuffle
from scorm_export.diagnostics import Diagnostics, Span
from scorm_export.exchange import TOOL
from scorm_export.exchange.losses import Losses
from scorm_export.exchange.texts import Texts, name_of, plainly, with_blanks
from scorm_export.questions.credit import Credit, Rule
from scorm_export.questions.fill_in.question import Blank, FillIn, Spacing
from scorm_export.questions.hotspot.question import Hotspot, Shape
from scorm_export.questions.likert.question import Likert
from scorm_export.questions.long_answer.question import LongAnswer
from scorm_export.questions.multiple_choice.question import MultipleChoice
from scorm_export.questions.numeric.question import Numeric
from scorm_export.questions.options import Option
from scorm_export.questions.pairs import Pairing
from scorm_export.questions.sequencing.question import Sequencing
from scorm_export.questions.single_choice.question import SingleChoice
from scorm_export.questions.true_false.question import TrueFalse
from scorm_export.render import Site
from scorm_export.source.document import Document
from scorm_export.trust.allowed import MATHS_ATTRIBUTES, MATHS_TAGS
from scorm_export.version import __version__

Element = etree._Element  # noqa: SLF001 — the only name lxml has for its elements
_QTI = "http://www.imsglobal.org/xsd/imsqti_v2p1"
_CP = "http://www.imsglobal.org/xsd/imscp_v1p1"
_XML = "http://www.w3.org/XML/1998/namespace"
_MATHML = "http://www.w3.org/1998/Math/MathML"
_KEPT = frozenset(
    "a abbr acronym address b big blockquote br caption cite code col colgroup dd dfn div dl dt em h1 h2 h3 h4 h5 h6 "
    "hr i img kbd li ol p pre q samp small span strong sub sup table tbody td tfoot th thead tr tt ul var".split()
)
"""Elements that items may have (ASI 2.1, "XHTML Elements"); of others only the content is kept."""
_FORMS = {"mark": "marked", "s": "struck out", "del": "struck out", "ins": "inserted", "u": "underlined"}
_FORM = re.compile(rf"<({'|'.join(_FORMS)})\b")
"""Elements that items may not have, and that say something of their words."""
_ATTRIBUTES = frozenset("class href src alt width height colspan rowspan scope".split())


def write(site: Site, found: Diagnostics) -> dict[str, bytes | Path]:
    """Return the files of the package, manifest first, and tell what they cannot carry."""
    writer = _Writer(site, found)
    for quiz in writer.losses.quizzes(site.course):
        writer.add_quiz(quiz)
    return writer.finish()


def _make(parent: Element | None, name: str, text: str = "", **attributes: str) -> Element:
    tag = f"{{{_QTI}}}{name}"
    element = etree.Element(tag, nsmap={None: _QTI}) if parent is None else etree.SubElement(parent, tag)
    for key, value in attributes.items():
        element.set(key, value)
    if text:
        element.text = text
    return element


def _bytes(root: Element) -> bytes:
    return etree.tostring(root, xml_declaration=True, encoding="UTF-8") + b"\n"


@dataclass(slots=True)
class _Item:
    """An item in the making: its parts, which the specification wants in this order."""

    root: Element
    declarations: list[Element] = field(default_factory=list)
    outcomes: list[Element] = field(default_factory=list)
    body: Element = field(default_factory=lambda: _make(None, "itemBody"))
    processing: Element = field(default_factory=lambda: _make(None, "responseProcessing"))
    feedback: list[Element] = field(default_factory=list)

    def response(self, name: str, cardinality: str, kind: str, right: Iterable[str] = ()) -> Element:
        """Declare a response and what is right."""
        declaration = _make(None, "responseDeclaration", identifier=name, cardinality=cardinality, baseType=kind)
        values = list(right)
        if values:
            correct = _make(declaration, "correctResponse")
            for value in values:
                _make(correct, "value", value)
        self.declarations.append(declaration)
        return declaration

    def outcome(self, name: str, kind: str, cardinality: str = "single", most: Decimal | None = None) -> None:
        """Declare an outcome, once; one that is a number begins with 0."""
        if name in [each.get("identifier") for each in self.outcomes]:
            return
        outcome = _make(None, "outcomeDeclaration", identifier=name, cardinality=cardinality, baseType=kind)
        if most is not None:
            outcome.set("normalMaximum", plainly(most))
        if kind == "float":
            _make(_make(outcome, "defaultValue"), "value", "0")
        self.outcomes.append(outcome)

    def set(self, name: str, where: Element | None = None) -> Element:
        """Add a rule that sets an outcome, and return it for the expression."""
        return _make(self.processing if where is None else where, "setOutcomeValue", identifier=name)

    def add_if(self) -> Element:
        """Add a condition, and return it for its expression and rules."""
        return _make(_make(self.processing, "responseCondition"), "responseIf")

    def whole(self) -> Element:
        """Return the item with its parts in order."""
        self.root.extend([*self.declarations, *self.outcomes, self.body])
        if len(self.processing):
            self.root.append(self.processing)
        self.root.extend(self.feedback)
        return self.root


class _Writer:
    def __init__(self, site: Site, found: Diagnostics) -> None:
        self.course: Course = site.course
        self.losses = Losses(found, "in QTI: ")
        self.texts = Texts(
            site.files,
            self.losses,
            blocks_of(site.course.blocks),
            address=lambda name: f"../{name}",
            tex=_with_tex,
        )
        self.items: dict[str, tuple[Element, list[str]]] = {}
        """By file, with the files of the site that it names."""
        self.tests: dict[str, tuple[Element, list[str]]] = {}
        """By file, with the items that it takes."""

    def finish(self) -> dict[str, bytes | Path]:
        self.losses.finish()
        media = {name: self.texts.files[name] for _, used in self.items.values() for name in used}
        documents = {name: _bytes(root) for name, (root, _) in (*self.tests.items(), *self.items.items())}
        return {"imsmanifest.xml": self._manifest(), **documents, **media}

    def _manifest(self) -> bytes:
        root = etree.Element(f"{{{_CP}}}manifest", nsmap={None: _CP}, identifier=f"{self.course.id}-questions")
        metadata = etree.SubElement(root, f"{{{_CP}}}metadata")
        etree.SubElement(metadata, f"{{{_CP}}}schema").text = "QTIv2.1 Package"
        etree.SubElement(metadata, f"{{{_CP}}}schemaversion").text = "1.0.0"
        etree.SubElement(root, f"{{{_CP}}}organizations")
        resources = etree.SubElement(root, f"{{{_CP}}}resources")
        for kind, documents in (("test", self.tests), ("item", self.items)):
            for name, (document, needed) in documents.items():
                resource = etree.SubElement(
                    resources,
                    f"{{{_CP}}}resource",
                    identifier=document.get("identifier", ""),
                    type=f"imsqti_{kind}_xmlv2p1",
                    href=name,
                )
                etree.SubElement(resource, f"{{{_CP}}}file", href=name)
                for other in needed:
                    if kind == "item":
                        etree.SubElement(resource, f"{{{_CP}}}file", href=other)
                    else:
                        item = self.items[other][0].get("identifier", "")
                        etree.SubElement(resource, f"{{{_CP}}}dependency", identifierref=item)
        return _bytes(root)

    # tests

    def add_quiz(self, quiz: Quiz) -> None:
        test = _make(None, "assessmentTest", identifier=quiz.id, title=quiz.title, toolName=TOOL)
        if quiz.time:
            _make(test, "timeLimits", maxTime=str(quiz.time * 60))
        mode = "simultaneous" if quiz.feedback != "immediately" else "individual"
        part = _make(test, "testPart", identifier="part", navigationMode="nonlinear", submissionMode=mode)
        if quiz.attempts:
            _make(part, "itemSessionControl", maxAttempts=str(quiz.attempts))
        taken: list[str] = []
        drawn: set[str] = set()
        sections: list[tuple[list[Question], int | None]] = [(list(quiz.questions), None)]
        for draw in quiz.draws:
            left = [q for q in draw.candidates if q.id not in drawn]
            drawn |= {q.id for q in left}
            sections.append((left, draw.count))
        for number, (questions, count) in enumerate(sections, 1):
            names = [name for name in (self._add(quiz, question) for question in questions) if name]
            if names:
                self._section(part, f"section-{number}", quiz, names, count)
                taken += names
        if taken:
            self.tests[f"tests/{quiz.id}.xml"] = (test, taken)

    def _section(self, part: Element, name: str, quiz: Quiz, names: list[str], count: int | None) -> None:
        section = _make(part, "assessmentSection", identifier=name, title=quiz.title, visible="true")
        if count is not None and count < len(names):
            _make(section, "selection", select=str(count))
        if quiz.shuffle in (Shuffle.QUESTIONS, Shuffle.ALL):
            _make(section, "ordering", shuffle="true")
        for file in names:
            reference = self.items[file][0].get("identifier", "")
            _make(section, "assessmentItemRef", identifier=reference, href=f"../{file}")

    def _add(self, quiz: Quiz, question: Question) -> str | None:
        """Add the item of a question, and return its file; None where QTI has nothing like it."""
        name = f"{quiz.id}.{question.id}"
        root = _make(None, "assessmentItem", identifier=name, title=name_of(question))
        for key, value in (("adaptive", "false"), ("timeDependent", "false"), ("toolName", TOOL)):
            root.set(key, value)
        root.set("toolVersion", __version__)
        root.set(f"{{{_XML}}}lang", self.course.language)
        self.texts.used.clear()
        item = _Item(root)
        used: list[str] = []
        if question.points:
            item.outcome("SCORE", "float", most=question.points)
        self._flow(item.body, question.prompt, question.origin.of("prompt"), blocks=True)
        if not self.fill(question, item):
            return None
        if question.explanation:
            item.outcome("EXPLANATION", "identifier")
            _make(item.set("EXPLANATION"), "baseValue", "explanation", baseType="identifier")
            self._modal(item, "EXPLANATION", "explanation", question.explanation, question.origin.of("explanation"))
        used += dict.fromkeys(self.texts.used)
        if question.tags:
            self.losses.count("tags", question.origin.of("tags"))
        if question.read:
            self.losses.count("what to read again", question.origin.of("read"))
        if question.objectives:
            self.losses.count("that questions serve objectives", question.origin.of("objectives"))
        file = f"items/{name}.xml"
        self.items[file] = (item.whole(), used)
        return file

    # items

    @singledispatchmethod
    def fill(self, question: Question, item: _Item) -> bool:
        """Add what a type of question has of its own; False, and told, where there is nothing like it."""
        del item
        self.losses.tell(f"`{question.id}`: it has no questions like `{question.type}`", question.origin.span)
        return False

    @fill.register
    def _(self, question: SingleChoice, item: _Item) -> bool:
        right = [_id(option.id) for option in question.options if option.correct]
        declaration = item.response("RESPONSE", "single", "identifier", right)
        shares = {_id(option.id): question.points * option.share for option in question.options if option.share}
        _map(declaration, dict.fromkeys(right, question.points) | shares, Decimal(0), question.points)
        self._choices(item, question.options, most=1, keeps=question.keep_order)
        _make(item.set("SCORE"), "mapResponse", identifier="RESPONSE")
        return True

    @fill.register
    def _(self, question: MultipleChoice, item: _Item) -> bool:
        self._choices(item, question.options, most=0, keeps=question.keep_order)
        self._score_options(question, item, question.options)
        return True

    @fill.register
    def _(self, question: Hotspot, item: _Item) -> bool:
        (medium,) = question.image.media
        name = self.texts.named(medium.src, question.image)
        width, height = map(round, imagesize.get(BytesIO(self.texts.content(name)) if name else BytesIO(b"")))
        if name is None or width <= 0 or height <= 0:
            self.losses.tell(f"`{question.id}`: how large its image is cannot be read", question.origin.of("image"))
            return False
        interaction = _make(
            item.body,
            "hotspotInteraction",
            responseIdentifier="RESPONSE",
            maxChoices="0" if question.has_several else "1",
        )
        kind = "svg+xml" if name.endswith(".svg") else name.rpartition(".")[2].replace("jpg", "jpeg")
        attributes = {"data": f"../{name}", "type": f"image/{kind}", "width": str(width), "height": str(height)}
        _make(interaction, "object", medium.alternative, **attributes)
        for area in question.options:
            form, coords = coordinates(area.shape, width, height)
            label = self.texts.plain(area.text, area.origin.span, "the name of an area")
            _make(interaction, "hotspotChoice", identifier=_id(area.id), shape=form, coords=coords, hotspotLabel=label)
        self._say_of_options(item, question.options, several=question.has_several)
        if question.has_several:
            self._score_options(question, item, question.options)
        else:
            right = [_id(option.id) for option in question.options if option.correct]
            _map(
                item.response("RESPONSE", "single", "identifier", right),
                dict.fromkeys(right, question.points),
                Decimal(0),
                question.points,
            )
            _make(item.set("SCORE"), "mapResponse", identifier="RESPONSE")
        return True

    @fill.register
    def _(self, question: TrueFalse, item: _Item) -> bool:
        right = "true" if question.answer else "false"
        _map(
            item.response("RESPONSE", "single", "identifier", [right]),
            {right: question.points},
            Decimal(0),
            question.points,
        )
        interaction = _make(
            item.body, "choiceInteraction", responseIdentifier="RESPONSE", shuffle="false", maxChoices="1"
        )
        for word, said in (("true", question.feedback_true), ("false", question.feedback_false)):
            _make(interaction, "simpleChoice", word, identifier=word)
            if said:
                self._modal(item, "FEEDBACK", word, said, question.origin.of("feedback"))
        if item.feedback:
            item.outcome("FEEDBACK", "identifier")
            _make(item.set("FEEDBACK"), "variable", identifier="RESPONSE")
        _make(item.set("SCORE"), "mapResponse", identifier="RESPONSE")
        return True

    @fill.register
    def _(self, question: Likert, item: _Item) -> bool:
        item.response("RESPONSE", "single", "identifier")
        interaction = _make(
            item.body, "choiceInteraction", responseIdentifier="RESPONSE", shuffle="false", maxChoices="1"
        )
        for level in question.scale:
            self._flow(_make(interaction, "simpleChoice", identifier=_id(level.id)), level.text, level.origin.span)
        return True

    @fill.register
    def _(self, question: FillIn, item: _Item) -> bool:
        at = question.origin.of("text")
        if question.text is not None:
            places = {blank.id: _make(None, _entry(blank)) for blank in question.blanks}
            text = with_blanks(
                self.texts.html(question.text, at), question.text, lambda blank: f'<span class="blank-{blank}"></span>'
            )
            self._put(item.body, text, blocks=True)
            for blank_id, entry in places.items():
                span = item.body.find(f".//{{{_QTI}}}span[@class='blank-{blank_id}']")
                assert span is not None, "the source was checked"
                entry.tail = span.tail
                parent = span.getparent()
                assert parent is not None
                parent.replace(span, entry)
        else:
            places = {question.blanks[0].id: _make(_make(item.body, "p"), _entry(question.blanks[0]))}
        self._tell_of_penalty(question, question.credit)
        is_all = question.credit.rule is Rule.ALL_OR_NOTHING and len(question.blanks) > 1
        total = "blank_all" if is_all else "SCORE"
        item.outcome(total, "float")
        parts = [Decimal(1)] * len(question.blanks) if is_all else _shares(question.points, len(question.blanks))
        for blank, part in zip(question.blanks, parts, strict=True):
            name = f"RESPONSE_{blank.id}"
            places[blank.id].set("responseIdentifier", name)
            if blank.choices:
                places[blank.id].set("shuffle", "false")
                for number, choice in enumerate(blank.choices):
                    _make(places[blank.id], "inlineChoice", choice, identifier=f"c{number}")
                right = [f"c{number}" for number, choice in enumerate(blank.choices) if choice in blank.answers]
                _map(
                    item.response(name, "single", "identifier", right[:1]), dict.fromkeys(right, part), Decimal(0), part
                )
            else:
                declaration = item.response(name, "single", "string", [blank.answers[0]])
                _map(declaration, dict.fromkeys(blank.answers, part), Decimal(0), part, case=blank.match_case)
            if blank.spacing is Spacing.EXACT:
                self.losses.tell(f"`{question.id}`: that white space counts", blank.origin.of("spacing"))
            rule = item.add_if()
            either = _make(rule, "or")
            more = _make(either, "gt")
            _make(more, "mapResponse", identifier=name)
            _make(more, "baseValue", "0", baseType="float")
            if blank.pattern is not None:
                _make(_make(either, "patternMatch", pattern=blank.pattern), "variable", identifier=name)
            both = _make(item.set(total, rule), "sum")
            _make(both, "variable", identifier=total)
            _make(both, "baseValue", plainly(part), baseType="float")
            if blank.feedback:
                self._always(item, f"blank_{blank.id}", blank.feedback, blank.origin.of("feedback"))
        if is_all:
            rule = item.add_if()
            same = _make(rule, "gte")
            _make(same, "variable", identifier=total)
            _make(same, "baseValue", str(len(question.blanks)), baseType="float")
            _make(item.set("SCORE", rule), "baseValue", plainly(question.points), baseType="float")
        return True

    @fill.register
    def _(self, question: Numeric, item: _Item) -> bool:
        least, most = question.accepted
        right = [plainly(question.answer)] if question.answer is not None else []
        item.response("RESPONSE", "single", "float", right)
        line = _make(item.body, "p")
        entry = _make(line, "textEntryInteraction", responseIdentifier="RESPONSE")
        if question.unit:
            entry.tail = " "
            _make(line, "span", question.unit, **{"class": "unit"})
        rule = item.add_if()
        within = _make(rule, "and")
        for sign, end in (("gte", least), ("lte", most)):
            if end is not None:
                comparison = _make(within, sign)
                _make(comparison, "variable", identifier="RESPONSE")
                _make(comparison, "baseValue", plainly(end), baseType="float")
        _make(item.set("SCORE", rule), "baseValue", plainly(question.points), baseType="float")
        if question.feedback:
            self._always(item, "said", question.feedback, question.origin.of("feedback"))
        return True

    @fill.register
    def _(self, question: Pairing, item: _Item) -> bool:
        right = [f"{_id(s.id)} {_id(s.target, 't')}" for s in question.sources]
        declaration = item.response("RESPONSE", "multiple", "directedPair", right)
        interaction = _make(
            item.body,
            "matchInteraction",
            responseIdentifier="RESPONSE",
            shuffle="true",
            maxAssociations=str(len(question.sources)),
        )
        for entries, prefix, most in ((question.sources, "o", "1"), (question.targets, "t", "0")):
            group = _make(interaction, "simpleMatchSet")
            for entry in entries:
                choice = _make(group, "simpleAssociableChoice", identifier=_id(entry.id, prefix), matchMax=most)
                self._flow(choice, entry.text, entry.origin.span)
        if question.credit.rule is Rule.ALL_OR_NOTHING:
            self._all_or_nothing(question, item)
        else:
            parts = _shares(question.points, len(right))
            wrong = -parts[0] * question.credit.penalty
            _map(declaration, dict(zip(right, parts, strict=True)), wrong, question.points)
            _make(item.set("SCORE"), "mapResponse", identifier="RESPONSE")
        for source in question.sources:
            if source.feedback:
                self._always(item, f"said_{_id(source.id)}", source.feedback, source.origin.of("feedback"))
        return True

    @fill.register
    def _(self, question: Sequencing, item: _Item) -> bool:
        order = [_id(entry.id) for entry in question.items]
        item.response("RESPONSE", "ordered", "identifier", order)
        interaction = _make(item.body, "orderInteraction", responseIdentifier="RESPONSE", shuffle="true")
        for entry in question.presented:
            self._flow(_make(interaction, "simpleChoice", identifier=_id(entry.id)), entry.text, entry.origin.span)
        if question.credit.rule is Rule.ALL_OR_NOTHING:
            self._all_or_nothing(question, item)
            return True
        self._tell_of_penalty(question, question.credit)
        item.outcome("NEIGHBOURS", "float")
        for one, other in pairwise(order):
            rule = item.add_if()
            somewhere = _make(rule, "or")
            for place in range(1, len(order)):
                there = _make(somewhere, "and")
                for at, name in ((place, one), (place + 1, other)):
                    same = _make(there, "match")
                    _make(_make(same, "index", n=str(at)), "variable", identifier="RESPONSE")
                    _make(same, "baseValue", name, baseType="identifier")
            both = _make(item.set("NEIGHBOURS", rule), "sum")
            _make(both, "variable", identifier="NEIGHBOURS")
            _make(both, "baseValue", "1", baseType="float")
        quotient = _make(item.set("SCORE"), "divide")
        product = _make(quotient, "product")
        _make(product, "variable", identifier="NEIGHBOURS")
        _make(product, "baseValue", plainly(question.points), baseType="float")
        _make(quotient, "baseValue", str(len(order) - 1), baseType="float")
        return True

    @fill.register
    def _(self, question: LongAnswer, item: _Item) -> bool:
        item.response("RESPONSE", "single", "string")
        _make(item.body, "extendedTextInteraction", responseIdentifier="RESPONSE", expectedLength=str(question.length))
        if question.model or question.criteria:
            rubric = _make(item.body, "rubricBlock", view="scorer")
            self._flow(rubric, question.model, question.origin.of("model"), blocks=True)
            if question.criteria:
                told = f"`{question.id}`: that learners assess their texts themselves"
                self.losses.tell(told, question.origin.of("criteria"), "they are there for who scores")
                listed = _make(rubric, "ul", **{"class": "criteria"})
                for criterion in question.criteria:
                    self._flow(_make(listed, "li"), criterion.text, criterion.origin.span)
        return True

    # parts of items

    def _choices(self, item: _Item, options: Iterable[Option], *, most: int, keeps: bool) -> None:
        interaction = _make(
            item.body,
            "choiceInteraction",
            responseIdentifier="RESPONSE",
            shuffle=str(not keeps).lower(),
            maxChoices=str(most),
        )
        for option in options:
            self._flow(_make(interaction, "simpleChoice", identifier=_id(option.id)), option.text, option.origin.span)
        self._say_of_options(item, options, several=most != 1)

    def _say_of_options(self, item: _Item, options: Iterable[Option], *, several: bool) -> None:
        for option in options:
            if option.feedback:
                self._modal(item, "FEEDBACK", _id(option.id), option.feedback, option.origin.of("feedback"))
        if item.feedback:
            item.outcome("FEEDBACK", "identifier", "multiple" if several else "single")
            _make(item.set("FEEDBACK"), "variable", identifier="RESPONSE")

    def _score_options(self, question: MultipleChoice, item: _Item, options: Iterable[Option]) -> None:
        right = [_id(option.id) for option in options if option.correct]
        declaration = item.response("RESPONSE", "multiple", "identifier", right)
        if question.credit.rule is Rule.ALL_OR_NOTHING:
            self._all_or_nothing(question, item)
            return
        parts = _shares(question.points, len(right))
        wrong = {_id(option.id): -parts[0] * question.credit.penalty for option in options if not option.correct}
        _map(declaration, dict(zip(right, parts, strict=True)) | wrong, Decimal(0), question.points)
        _make(item.set("SCORE"), "mapResponse", identifier="RESPONSE")

    def _all_or_nothing(self, question: Question, item: _Item) -> None:
        rule = item.add_if()
        same = _make(rule, "match")
        _make(same, "variable", identifier="RESPONSE")
        _make(same, "correct", identifier="RESPONSE")
        _make(item.set("SCORE", rule), "baseValue", plainly(question.points), baseType="float")

    def _tell_of_penalty(self, question: Question, credit: Credit) -> None:
        if credit.penalty and credit.rule is Rule.PARTIAL:
            self.losses.tell(f"`{question.id}`: what a wrong part takes away", question.origin.of("penalty"))

    def _always(self, item: _Item, name: str, said: Document, at: Span) -> None:
        """Show a text whatever was answered."""
        outcome = name.upper()
        item.outcome(outcome, "identifier")
        _make(item.set(outcome), "baseValue", name, baseType="identifier")
        self._modal(item, outcome, name, said, at)

    def _modal(self, item: _Item, outcome: str, name: str, said: Document, at: Span) -> None:
        modal = _make(None, "modalFeedback", outcomeIdentifier=outcome, showHide="show", identifier=name)
        self._flow(modal, said, at)
        item.feedback.append(modal)

    def _flow(self, parent: Element, document: Document | None, at: Span, *, blocks: bool = False) -> None:
        """Add a text; `blocks` where the parent takes no words of its own."""
        text = self.texts.html(document, at)
        for what in sorted({_FORMS[name] for name in _FORM.findall(text)}):
            self.texts.losses.tell(f"the form of words that are {what}: words alone", at)
        self._put(parent, text, blocks=blocks)

    def _put(self, parent: Element, text: str, *, blocks: bool) -> None:
        if not text:
            return
        holder = html.fragment_fromstring(text, create_parent="div")
        has_words = bool((holder.text or "").strip()) or any((child.tail or "").strip() for child in holder)
        target = _make(parent, "p") if blocks and has_words else parent
        self._copy(holder, target)

    def _copy(self, source: Element, target: Element) -> None:
        """Copy what is in an HTML element, as far as items may have it."""
        _add_text(target, source.text)
        for child in source:
            if not isinstance(child.tag, str):
                pass
            elif child.tag == "math":
                target.append(_formula(child))
            elif child.tag in _KEPT:
                copied = _make(target, child.tag)
                for name, value in child.attrib.items():
                    if name in _ATTRIBUTES:
                        copied.set(name, value)
                    elif name == "lang":
                        copied.set(f"{{{_XML}}}lang", value)
                self._copy(child, copied)
            else:
                self._copy(child, target)
            _add_text(target, child.tail)


def _with_tex(tex: str, is_block: bool, mathml: str) -> str:
    """Return a formula's MathML with its TeX at hand, for the item to have both."""
    del is_block
    return mathml.replace("<math", f"<math alttext={quoteattr(tex)}", 1)


def _formula(source: Element) -> Element:
    """Return a formula in the namespace of MathML, with its TeX beside it (MathML 2.0, 5.2.1)."""
    math = etree.Element(f"{{{_MATHML}}}math", nsmap={None: _MATHML}, display=source.get("display", "inline"))
    tex = source.get("alttext")
    holder = math
    if tex:
        semantics = etree.SubElement(math, f"{{{_MATHML}}}semantics")
        holder = etree.SubElement(semantics, f"{{{_MATHML}}}mrow")
        etree.SubElement(semantics, f"{{{_MATHML}}}annotation", encoding="application/x-tex").text = tex
    _copy_formula(source, holder)
    return math


def _copy_formula(source: Element, target: Element) -> None:
    """Copy what is in a formula; of anything else in it, the words."""
    _add_text(target, source.text)
    for child in source:
        if child.tag in MATHS_TAGS:
            attributes = {name: value for name, value in child.attrib.items() if name in MATHS_ATTRIBUTES}
            copied = etree.SubElement(target, f"{{{_MATHML}}}{child.tag}", attributes)
            alignment = {"tml-left": "left", "tml-right": "right"}.get(child.get("class", ""))
            if alignment and child.tag == "mtd":
                copied.set("columnalign", alignment)
            _copy_formula(child, copied)
        elif isinstance(child.tag, str):
            _copy_formula(child, target)
        _add_text(target, child.tail)


def _entry(blank: Blank) -> str:
    return "inlineChoiceInteraction" if blank.choices else "textEntryInteraction"


def _id(name: str, prefix: str = "o") -> str:
    """Return an identifier, which may not begin with a digit."""
    return prefix + name


def _shares(points: Decimal, parts: int) -> list[Decimal]:
    """Return equal shares of points that make all of them: what rounding leaves goes to the last."""
    each = (points / parts).quantize(Decimal("1e-9"))
    return [*[each] * (parts - 1), points - each * (parts - 1)]


def _map(
    declaration: Element, values: Mapping[str, Decimal], other: Decimal, most: Decimal, *, case: bool | None = None
) -> None:
    """Say what each response earns, all together from nothing to `most`; `other` is for all that are not named."""
    mapping = _make(
        declaration, "mapping", lowerBound="0", upperBound=plainly(most), defaultValue=plainly(other.normalize() + 0)
    )
    for key, value in values.items():
        entry = _make(mapping, "mapEntry", mapKey=key, mappedValue=plainly(value.normalize() + 0))
        if case is not None:
            entry.set("caseSensitive", str(case).lower())


def _add_text(target: Element, text: str | None) -> None:
    if not text:
        return
    if len(target):
        target[-1].tail = (target[-1].tail or "") + text
    else:
        target.text = (target.text or "") + text


def coordinates(shape: Shape, width: int, height: int) -> tuple[str, str]:
    """Return QTI's word for a shape, and its numbers in pixels."""

    def across(number: Decimal) -> str:
        return str(round(number * width / 100))

    def down(number: Decimal) -> str:
        return str(round(number * height / 100))

    x, y, *rest = shape.numbers
    if shape.form == "rectangle":
        return "rect", ",".join([across(x), down(y), across(x + rest[0]), down(y + rest[1])])
    if shape.form == "circle":
        return "circle", ",".join([across(x), down(y), across(rest[0])])
    return "poly", ",".join(number for left, top in shape.points for number in (across(left), down(top)))
