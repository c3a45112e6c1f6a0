"""QTI 2.1: a package with an item for each question and a test for each quiz (IMS QTI 2.1; Content Packaging 1.1.4)."""

from __future__ import annotations

from functools import singledispatch
from pathlib import Path

from lxml import etree

from scorm_export.blocks import blocks_of
from scorm_export.course import Course, Question, Quiz, Shuffle
from scorm_export.diagnostics import Diagnostics
from scorm_export.exchange import TOOL
from scorm_export.exchange.losses import Losses
from scorm_export.exchange.qti.markup import XML, Element, make, serialised
from scorm_export.exchange.qti.write_arrangements import pairing, sequencing
from scorm_export.exchange.qti.write_choices import hotspot, likert, multiple_choice, single_choice, true_false
from scorm_export.exchange.qti.write_content import with_tex
from scorm_export.exchange.qti.write_entries import fill_in, long_answer, numeric
from scorm_export.exchange.qti.write_item import NewItem
from scorm_export.exchange.texts import Texts, name_of
from scorm_export.render import Site
from scorm_export.version import __version__

_CP = "http://www.imsglobal.org/xsd/imscp_v1p1"


def write(site: Site, found: Diagnostics) -> dict[str, bytes | Path]:
    """Return the files of the package, manifest first, and report what they cannot express."""
    writer = _Writer(site, found)
    for quiz in writer.losses.quizzes(site.course):
        writer.add_quiz(quiz)
    return writer.finish()


@singledispatch
def fill(question: Question, item: NewItem) -> bool:
    """Add what is particular to a type of question; False, and reported, where QTI has no such type."""
    item.losses.report(f"`{question.id}`: it has no question type like `{question.type}`", question.origin.span)
    return False


for _writer in (
    *(single_choice, multiple_choice, hotspot, true_false, likert),
    *(fill_in, numeric, long_answer),
    *(pairing, sequencing),
):
    fill.register(_writer)


class _Writer:
    def __init__(self, site: Site, found: Diagnostics) -> None:
        self.course: Course = site.course
        self.losses = Losses(found, "in QTI: ")
        self.texts = Texts(
            site.files,
            self.losses,
            blocks_of(site.course.blocks),
            address=lambda name: f"../{name}",
            tex=with_tex,
        )
        self.items: dict[str, tuple[Element, list[str]]] = {}
        """By file, with the files of the site that it names."""
        self.tests: dict[str, tuple[Element, list[str]]] = {}
        """By file, with the items that it takes."""

    def finish(self) -> dict[str, bytes | Path]:
        self.losses.finish()
        media = {name: self.texts.files[name] for _, used in self.items.values() for name in used}
        documents = {name: serialised(root) for name, (root, _) in (*self.tests.items(), *self.items.items())}
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
        return serialised(root)

    # tests

    def add_quiz(self, quiz: Quiz) -> None:
        test = make(None, "assessmentTest", identifier=quiz.id, title=quiz.title, toolName=TOOL)
        if quiz.time:
            make(test, "timeLimits", maxTime=str(quiz.time * 60))
        mode = "simultaneous" if quiz.feedback != "immediately" else "individual"
        part = make(test, "testPart", identifier="part", navigationMode="nonlinear", submissionMode=mode)
        if quiz.attempts:
            make(part, "itemSessionControl", maxAttempts=str(quiz.attempts))
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
        section = make(part, "assessmentSection", identifier=name, title=quiz.title, visible="true")
        if count is not None and count < len(names):
            make(section, "selection", select=str(count))
        if quiz.shuffle in (Shuffle.QUESTIONS, Shuffle.ALL):
            make(section, "ordering", shuffle="true")
        for file in names:
            reference = self.items[file][0].get("identifier", "")
            make(section, "assessmentItemRef", identifier=reference, href=f"../{file}")

    def _add(self, quiz: Quiz, question: Question) -> str | None:
        """Add the item of a question, and return its file; None where QTI has no such type."""
        name = f"{quiz.id}.{question.id}"
        root = make(None, "assessmentItem", identifier=name, title=name_of(question))
        for key, value in (("adaptive", "false"), ("timeDependent", "false"), ("toolName", TOOL)):
            root.set(key, value)
        root.set("toolVersion", __version__)
        root.set(f"{{{XML}}}lang", self.course.language)
        self.texts.used.clear()
        item = NewItem(root, self.texts, self.losses)
        used: list[str] = []
        if question.points:
            item.outcome("SCORE", "float", most=question.points)
        item.flow(item.body, question.prompt, question.origin.of("prompt"), blocks=True)
        if not fill(question, item):
            return None
        if question.explanation:
            item.outcome("EXPLANATION", "identifier")
            make(item.set("EXPLANATION"), "baseValue", "explanation", baseType="identifier")
            item.modal("EXPLANATION", "explanation", question.explanation, question.origin.of("explanation"))
        used += dict.fromkeys(self.texts.used)
        if question.tags:
            self.losses.count("tags", question.origin.of("tags"))
        if question.read:
            self.losses.count("what to read again", question.origin.of("read"))
        if question.objectives:
            self.losses.count("the objectives of questions", question.origin.of("objectives"))
        file = f"items/{name}.xml"
        self.items[file] = (item.whole(), used)
        return file
