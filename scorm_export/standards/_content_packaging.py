"""What the SCORM versions share of IMS Content Packaging: names, files, and how XML is written."""

from __future__ import annotations

from collections.abc import Iterable
from urllib.parse import quote

from lxml import etree

from scorm_export.course import Course
from scorm_export.render.site import Launch

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


def add_metadata(manifest: Element, namespace: str, schemaversion: str) -> None:
    """Say which standard the package follows; LMSs compare the words exactly (CAM 1.2, 2.2.4; CAM 2004, 3.4.1)."""
    metadata = child(manifest, namespace, "metadata")
    child(metadata, namespace, "schema", "ADL SCORM")
    child(metadata, namespace, "schemaversion", schemaversion)


def add_organization(manifest: Element, namespace: str, course: Course) -> Element:
    """Add the only organization, and return it without items."""
    identifier = organization_id(course.id)
    organizations = child(manifest, namespace, "organizations", default=identifier)
    organization = child(organizations, namespace, "organization", identifier=identifier)
    child(organization, namespace, "title", course.title)
    return organization


def add_item(parent: Element, namespace: str, launch: Launch) -> Element:
    """Add the item of a launch. Some LMSs show it only when it says that it is visible."""
    item = child(parent, namespace, "item", identifier=item_id(launch.id), identifierref=resource_id(launch.id),
                 isvisible="true")
    child(item, namespace, "title", launch.title)
    return item


def add_resource(resources: Element, namespace: str, launch: Launch, names: Iterable[str]) -> Element:
    """Add the resource of a launch with its files, the page that is launched first."""
    resource = child(resources, namespace, "resource", identifier=resource_id(launch.id), type="webcontent",
                     href=launch.page)
    list_files(resource, namespace, [launch.page, *(name for name in names if name != launch.page)])
    return resource


def list_files(resource: Element, namespace: str, names: Iterable[str]) -> None:
    """List every file of a resource; an href is a relative URL (IMS CP 1.1.2, 3.5.2)."""
    for name in names:
        child(resource, namespace, "file", href=quote(name))


def to_bytes(manifest: Element) -> bytes:
    """Return an indented UTF-8 document without a byte order mark."""
    etree.indent(manifest, "  ")
    return etree.tostring(manifest, xml_declaration=True, encoding="UTF-8") + b"\n"
