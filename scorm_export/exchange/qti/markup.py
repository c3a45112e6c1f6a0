"""Elements of the documents that are written."""

from __future__ import annotations

from lxml import etree

Element = etree._Element  # noqa: SLF001 — the only name lxml has for its elements
QTI = "http://www.imsglobal.org/xsd/imsqti_v2p1"
XML = "http://www.w3.org/XML/1998/namespace"


def make(parent: Element | None, name: str, text: str = "", **attributes: str) -> Element:
    """Return a new element of QTI, which is the last one in its parent."""
    tag = f"{{{QTI}}}{name}"
    element = etree.Element(tag, nsmap={None: QTI}) if parent is None else etree.SubElement(parent, tag)
    for key, value in attributes.items():
        element.set(key, value)
    if text:
        element.text = text
    return element


def serialised(root: Element) -> bytes:
    """Return a document as the bytes of its file."""
    return etree.tostring(root, xml_declaration=True, encoding="UTF-8") + b"\n"


def identifier(name: str, prefix: str = "o") -> str:
    """Return an identifier, which may not begin with a digit."""
    return prefix + name


def add_text(target: Element, text: str | None) -> None:
    """Add words behind all that an element holds."""
    if not text:
        return
    if len(target):
        target[-1].tail = (target[-1].tail or "") + text
    else:
        target.text = (target.text or "") + text
