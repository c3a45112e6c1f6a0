"""Moodle XML: a `<quiz>` of `<question>`s, each with its texts as HTML and their images in base64 (qformat_xml)."""

from __future__ import annotations

from scorm_export.exchange.bank import Bank, UnreadableError, category_path
from scorm_export.exchange.moodle_xml.gaps import WITH_GAPS
from scorm_export.exchange.moodle_xml.plain_types import PLAIN
from scorm_export.exchange.moodle_xml.question import MoodleQuestion, text_of
from scorm_export.exchange.xml_files import name_of, parse_xml, place


def read(path: str, text: str, bank: Bank) -> None:
    """Add the questions of a document to a bank. Raises UnreadableError for a document of another kind."""
    root, file = parse_xml(path, text)
    if name_of(root) != "quiz":
        raise UnreadableError(f"Moodle XML begins with `<quiz>`, not `<{name_of(root)}>`", place(file, root))
    category: tuple[str, ...] = ()
    for element in root.iterchildren():
        kind = element.get("type", "")
        if element.tag != "question":
            bank.lost(f"`<{name_of(element)}>` between the questions", place(file, element))
        elif kind == "category":
            category = category_path(element.findtext("category/text") or "")
            bank.title = bank.title or (category[-1] if category else "")
            if words := text_of(element.find("info")):
                bank.lost(f"the description of the category `{'/'.join(category)}`: {words}", place(file, element))
        else:
            MoodleQuestion(element, kind, file, bank).add(category, {**PLAIN, **WITH_GAPS})
        for nested in element.iterdescendants("question"):
            if nested.get("type") != "category":
                bank.leave_out("a question inside another element", place(file, nested))
