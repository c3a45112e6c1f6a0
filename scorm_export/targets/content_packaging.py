"""What the SCORM versions share of IMS Content Packaging: identifiers, files, and writing XML."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from urllib.parse import quote

from lxml import etree

from scorm_export.course import Course
from scorm_export.render import Launch, Site

Element = etree._Element  # noqa: SLF001 — the only name lxml has for its elements
MANIFEST = "imsmanifest.xml"
XSI = "http://www.w3.org/2001/XMLSchema-instance"
_VERSION_LENGTH = 20
SHARED = "shared_files"
"""The identifier of the resource with files that several SCOs need."""


def organization_id(course: str) -> str:
    """Return the organization's identifier. Underscores keep it apart from authors' ids."""
    return f"org_{course}"


def item_id(launch: str) -> str:
    """Return the item's identifier, by which LMSs store records: made only from the author's permanent id."""
    return f"sco_{launch}"


def cluster_id(module: str) -> str:
    """Return the identifier of an item that only groups others."""
    return f"module_{module}"


def resource_id(launch: str, most: int | None = None) -> str:
    """Return the identifier of an item's resource."""
    return shortened(f"res_{launch}", most)


def shortened(identifier: str, most: int | None) -> str:
    """Return an identifier of at most `most` characters: a longer one ends in a digest."""
    if most is None or len(identifier) <= most:
        return identifier
    return identifier[: most - 9] + "_" + hashlib.sha256(identifier.encode()).hexdigest()[:8]


def child(parent: Element, namespace: str, name: str, text: str | None = None, **attributes: str) -> Element:
    """Add an element in a namespace."""
    element = etree.SubElement(parent, f"{{{namespace}}}{name}", attributes)
    element.text = text
    return element


def add_version(manifest: Element, version: str) -> None:
    """Say which edition the package is, where that fits (IMS CP: at most 20 characters); the metadata say it anyway."""
    if len(version) <= _VERSION_LENGTH:
        manifest.set("version", version)


def add_metadata(manifest: Element, namespace: str, schemaversion: str) -> Element:
    """Add the name and version of the standard; LMSs compare them exactly (CAM 1.2, 2.2.4; CAM 2004, 3.4.1)."""
    metadata = child(manifest, namespace, "metadata")
    child(metadata, namespace, "schema", "ADL SCORM")
    child(metadata, namespace, "schemaversion", schemaversion)
    return metadata


def add_organization(manifest: Element, namespace: str, course: Course) -> Element:
    """Add the only organization, and return it without items."""
    identifier = organization_id(course.id)
    organizations = child(manifest, namespace, "organizations", default=identifier)
    organization = child(organizations, namespace, "organization", identifier=identifier)
    child(organization, namespace, "title", course.title)
    return organization


def add_item(parent: Element, namespace: str, launch: Launch, most: int | None = None) -> Element:
    """Add the item of a launch. Some LMSs show it only with an explicit `isvisible`."""
    item = child(
        parent,
        namespace,
        "item",
        identifier=item_id(launch.id),
        identifierref=resource_id(launch.id, most),
        isvisible="true",
    )
    child(item, namespace, "title", launch.title)
    return item


def add_cluster(parent: Element, namespace: str, identifier: str, title: str) -> Element:
    """Add an item that launches nothing and groups others."""
    item = child(parent, namespace, "item", identifier=identifier, isvisible="true")
    child(item, namespace, "title", title)
    return item


def add_items(parent: Element, namespace: str, site: Site) -> tuple[dict[str, Element], dict[str, Element]]:
    """Add an item for every launch, below its module if that has several; return them by launch and by module."""
    items: dict[str, Element] = {}
    clusters: dict[str, Element] = {}
    for launch in site.launches:
        module = launch.part.module
        above = parent
        if module and not launch.part.is_module:
            if module.id not in clusters:
                clusters[module.id] = add_cluster(parent, namespace, cluster_id(module.id), module.title)
            above = clusters[module.id]
        items[launch.id] = add_item(above, namespace, launch, site.settings.identifier_length)
    return items, clusters


def divide(site: Site, content: Iterable[str]) -> tuple[dict[str, list[str]], list[str]]:
    """Return the files that only one launch needs, and those that several share; a whole course shares none."""
    names = list(content)
    if len(site.launches) == 1:
        return {site.launches[0].id: names}, []
    own = {launch.id: [name for name in names if name in launch.files] for launch in site.launches}
    owned = {name for files in own.values() for name in files}
    return own, [name for name in names if name not in owned]


def add_resource(resources: Element, namespace: str, site: Site, launch: Launch, names: Iterable[str]) -> Element:
    """Add the resource of a launch with its files, first the page that is launched."""
    resource = child(
        resources,
        namespace,
        "resource",
        identifier=resource_id(launch.id, site.settings.identifier_length),
        type="webcontent",
        href=launch.page,
    )
    list_files(resource, namespace, [launch.page, *(name for name in names if name != launch.page)])
    return resource


def add_files(resources: Element, namespace: str, identifier: str, names: Iterable[str]) -> Element:
    """Add a resource of files that others depend on; it comes last, since some LMSs launch the first resource."""
    resource = child(resources, namespace, "resource", identifier=identifier, type="webcontent")
    list_files(resource, namespace, names)
    return resource


def list_files(resource: Element, namespace: str, names: Iterable[str]) -> None:
    """List every file of a resource; an href is a relative URL (IMS CP 1.1.2, 3.5.2)."""
    for name in names:
        child(resource, namespace, "file", href=quote(name))


def to_bytes(manifest: Element) -> bytes:
    """Return an indented UTF-8 document without a byte order mark."""
    etree.indent(manifest, "  ")
    return etree.tostring(manifest, xml_declaration=True, encoding="UTF-8") + b"\n"
