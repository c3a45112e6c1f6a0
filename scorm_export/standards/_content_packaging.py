"""What the SCORM versions share of IMS Content Packaging: names, files, and how XML is written."""

from __future__ import annotations

from collections.abc import Iterable
from urllib.parse import quote

from lxml import etree

Element = etree._Element  # noqa: SLF001 — the only name lxml has for its elements
MANIFEST = "imsmanifest.xml"
XSI = "http://www.w3.org/2001/XMLSchema-instance"


def organization_id(course: str) -> str:
    """Return the organization's identifier. Underscores keep it apart from every id an author can give."""
    return f"org_{course}"


def item_id(launch: str) -> str:
    """Return the item's identifier, on which LMSs keep learners' records: made of the author's permanent id alone."""
    return f"sco_{launch}"


def resource_id(launch: str) -> str:
    """Return the identifier of an item's resource."""
    return f"res_{launch}"


def child(parent: Element, namespace: str, name: str, text: str | None = None, **attributes: str) -> Element:
    """Add an element in a namespace."""
    element = etree.SubElement(parent, f"{{{namespace}}}{name}", attributes)
    element.text = text
    return element


def list_files(resource: Element, namespace: str, names: Iterable[str]) -> None:
    """List every file of a resource; an href is a relative URL (IMS CP 1.1.2, 3.5.2)."""
    for name in names:
        child(resource, namespace, "file", href=quote(name))


def to_bytes(manifest: Element) -> bytes:
    """Return an indented UTF-8 document without a byte order mark."""
    etree.indent(manifest, "  ")
    return etree.tostring(manifest, xml_declaration=True, encoding="UTF-8") + b"\n"
