"""XML of other tools, read without entities, without the network, and within limits."""

from __future__ import annotations

from lxml import etree

from scorm_export.diagnostics import Diagnostics, SourceFile, Span
from scorm_export.exchange.bank import UnreadableError, lines_of
from scorm_export.exchange.encoding import decoded

_MOST_ATTRIBUTES = 200
"""Of an element: more than any format has."""
Element = etree._Element  # noqa: SLF001 — the only name lxml has for its elements


def read_xml(path: str, data: bytes, found: Diagnostics, encoding: str | None = None) -> tuple[Element, SourceFile]:
    """Return the root of a document and its lines. Raises UnreadableError."""
    return parse_xml(path, decoded(path, data, found, encoding))


def parse_xml(path: str, text: str) -> tuple[Element, SourceFile]:
    """Return the root of a document and its lines; a declared encoding is ignored. Raises UnreadableError."""
    file = SourceFile(path=path, lines=lines_of(text))
    parser = etree.XMLParser(
        encoding="utf-8",
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        huge_tree=False,
        remove_comments=True,
        remove_pis=True,
    )
    try:
        root = etree.fromstring(text.encode(errors="replace"), parser)
    except etree.XMLSyntaxError as problem:
        line, column = problem.position
        raise UnreadableError(f"this is not XML: {problem.msg}", file.span(max(1, line), max(1, column))) from problem
    dtd = root.getroottree().docinfo.internalDTD
    if dtd is not None and next(iter(dtd.iterentities()), None) is not None:
        raise UnreadableError("a document that defines entities of its own is not read", file.span())
    for element in root.iter():
        if not isinstance(element.tag, str):
            raise UnreadableError("a document that uses entities is not read", place(file, element))
        if len(element.attrib) > _MOST_ATTRIBUTES:
            message = (
                f"`<{name_of(element)}>` has {len(element.attrib):,} attributes, at most {_MOST_ATTRIBUTES} are read"
            )
            raise UnreadableError(message, place(file, element))
    return root, file


def place(file: SourceFile, element: Element) -> Span:
    """Return the line an element begins on."""
    return file.line(int(element.sourceline or 1))


def name_of(element: Element) -> str:
    """Return an element's name without its namespace."""
    return etree.QName(element).localname
