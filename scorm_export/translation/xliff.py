"""XLIFF 2.1 out and in, for agencies whose tools do not read PO files (OASIS XLIFF 2.1, section 4).

A message is a unit with one segment; its context is the unit's name. Markdown stays text. The segment's state says
how far it is: `initial` with a target is what a PO file calls fuzzy.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import polib
from lxml import etree

from scorm_export.diagnostics import Diagnostics, SourceFile
from scorm_export.translation.catalogue import key_of
from scorm_export.translation.merging import FUZZY

NAMESPACE = "urn:oasis:names:tc:xliff:document:2.0"
"""Of XLIFF 2.0 and 2.1."""
_SPACE = "{http://www.w3.org/XML/1998/namespace}space"
_INITIAL, _TRANSLATED = "initial", "translated"


@dataclass(frozen=True, slots=True)
class Returned:
    """What an XLIFF file holds: the course, the language and the translations, each as an entry of a PO file."""

    course: str
    language: str
    entries: tuple[polib.POEntry, ...]


def xliff_text(entries: Iterable[polib.POEntry], course: str, source_language: str, language: str) -> bytes:
    """Return entries as XLIFF; those that are obsolete are left out."""
    root = etree.Element(
        _name("xliff"), {"version": "2.1", "srcLang": source_language, "trgLang": language}, nsmap={None: NAMESPACE}
    )
    file = etree.SubElement(root, _name("file"), id=course)
    for number, entry in enumerate((each for each in entries if not each.obsolete), 1):
        unit = etree.SubElement(file, _name("unit"), id=f"u{number}", name=entry.msgctxt or "")
        written = [("location", ":".join(place)) for place in entry.occurrences]
        notes = [*written, *([("translator", entry.tcomment)] if entry.tcomment else [])]
        if notes:
            within = etree.SubElement(unit, _name("notes"))
            for category, text in notes:
                etree.SubElement(within, _name("note"), category=category).text = text
        is_done = bool(entry.msgstr) and FUZZY not in entry.flags
        segment = etree.SubElement(unit, _name("segment"), state=_TRANSLATED if is_done else _INITIAL)
        for name, text in (("source", entry.msgid), *([("target", entry.msgstr)] if entry.msgstr else [])):
            etree.SubElement(segment, _name(name), {_SPACE: "preserve"}).text = text
    etree.indent(root)
    content: bytes = etree.tostring(root, xml_declaration=True, encoding="UTF-8")
    return content + b"\n"


def read_xliff(path: str, data: bytes, found: Diagnostics) -> Returned | None:
    """Return what an XLIFF 2 file holds; None, and a diagnostic, where it cannot be read."""
    file = SourceFile(path=path, lines=tuple(data.decode("utf-8", "replace").splitlines()) or ("",))
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, remove_comments=True, remove_pis=True
    )
    try:
        root = etree.fromstring(data, parser)
    except etree.XMLSyntaxError as problem:
        at = file.span(max(1, problem.position[0]), max(1, problem.position[1]))
        found.error("translation-file", f"this is not XML: {problem.msg}", at, "ask for the file again, as XLIFF 2")
        return None
    about = root.find(_name("file"))
    if root.tag != _name("xliff") or about is None or not root.get("trgLang"):
        message = "this is not XLIFF 2 with a target language"
        found.error("translation-file", message, file.span(), "ask for XLIFF 2.0 or 2.1; XLIFF 1.2 is another format")
        return None
    entries = []
    for unit in root.iter(_name("unit")):
        parts = [part for part in unit if part.tag in (_name("segment"), _name("ignorable"))]
        segments = [part for part in parts if part.tag == _name("segment")]
        if not segments or not all(_text(segment, "target") for segment in segments):
            continue
        is_initial = any(segment.get("state", _INITIAL) == _INITIAL for segment in segments)
        entries.append(
            polib.POEntry(
                msgctxt=unit.get("name", ""),
                msgid="".join(_text(part, "source") for part in parts),
                msgstr="".join(_text(part, "target") or _text(part, "source") for part in parts),
                flags=[FUZZY] if is_initial else [],
            )
        )
    return Returned(about.get("id", ""), root.get("trgLang", ""), tuple(entries))


def taken(older: Sequence[polib.POEntry], returned: Iterable[polib.POEntry]) -> list[polib.POEntry]:
    """Return older entries with the translations that came back, and those that came back for texts of an older source.

    A translation that is replaced by another is kept as obsolete.
    """
    entries = {key_of(entry): entry for entry in older if not entry.obsolete}
    kept = [entry for entry in older if entry.obsolete]
    for new in returned:
        old = entries.get(key_of(new))
        if old is not None:
            new.tcomment, new.occurrences = old.tcomment, old.occurrences
            if old.msgstr and old.msgstr != new.msgstr:
                old.obsolete = True
                kept.append(old)
        entries[key_of(new)] = new
    return [*entries.values(), *kept]


def _text(segment: etree._Element, name: str) -> str:
    element = segment.find(_name(name))
    return "" if element is None else "".join(str(part) for part in element.itertext())


def _name(name: str) -> str:
    return f"{{{NAMESPACE}}}{name}"
