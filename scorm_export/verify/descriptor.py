"""The file that describes a package, imsmanifest.xml, tincan.xml or cmi5.xml, and the standard that it follows."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property
from urllib.parse import unquote, urlsplit

from lxml import etree

from scorm_export.diagnostics import SourceFile
from scorm_export.verify.findings import Element, quoted
from scorm_export.verify.package import NotReadableError, Package

MANIFEST = "imsmanifest.xml"
NAMES = (MANIFEST, "cmi5.xml", "tincan.xml")
"""The names of descriptors, in the order in which importers look for them."""
CP12 = "http://www.imsproject.org/xsd/imscp_rootv1p1p2"
CP2004 = "http://www.imsglobal.org/xsd/imscp_v1p1"
ADLCP12 = "http://www.adlnet.org/xsd/adlcp_rootv1p2"
ADLCP2004 = "http://www.adlnet.org/xsd/adlcp_v1p3"
_MOST_ELEMENTS, _MOST_ATTRIBUTES = 50_000, 200
"""Of a descriptor, and of one of its elements: large packages list some thousand files."""
XML_BASE = "{http://www.w3.org/XML/1998/namespace}base"
EDITIONS = {
    "1.2": "SCORM 1.2",
    "CAM 1.3": "SCORM 2004 2nd Edition",
    "2004 3rd Edition": "SCORM 2004 3rd Edition",
    "2004 4th Edition": "SCORM 2004 4th Edition",
}
"""The exact values of `schemaversion`, and what they mean."""


class Kind(StrEnum):
    """A family of standards."""

    SCORM12 = "SCORM 1.2"
    SCORM2004 = "SCORM 2004"
    XAPI = "xAPI"
    CMI5 = "cmi5"
    CARTRIDGE = "Common Cartridge"
    QTI = "QTI"
    CONTENT = "IMS Content Packaging"


def local(element: Element) -> str:
    """Return an element's name without its namespace; "" for comments."""
    return etree.QName(element).localname if isinstance(element.tag, str) else ""


def children(element: Element, name: str) -> Iterator[Element]:
    """Yield the children with a name, in any namespace."""
    return (child for child in element if local(child) == name)


def child(element: Element, name: str) -> Element | None:
    """Return the first child with a name."""
    return next(children(element, name), None)


def text(element: Element | None) -> str:
    """Return an element's own text without comments, stripped."""
    return "".join(element.xpath("text()")).strip() if element is not None else ""


def attribute(element: Element, name: str) -> str | None:
    """Return an attribute of this local name, in any namespace."""
    for key, value in element.attrib.items():
        if etree.QName(key).localname == name:
            return str(value)
    return None


def token(element: Element, attribute: str) -> str | None:
    """Return an identifier or a reference to one, with white space collapsed (xs:ID, xs:anyURI)."""
    value = element.get(attribute)
    return None if value is None else " ".join(value.split())


def is_elsewhere(href: str) -> bool:
    """Return whether an address is on a host, and not in the package."""
    return bool(_scheme(href)) or href.startswith("//")


def _scheme(href: str) -> str:
    try:
        return urlsplit(href).scheme
    except ValueError:
        return "invalid"


def file_of(href: str) -> str:
    """Return the name of the file that a relative address refers to."""
    return unquote(href.partition("#")[0].partition("?")[0])


@dataclass
class Descriptor:
    """A parsed descriptor."""

    name: str
    root: Element
    file: SourceFile

    @cached_property
    def kind(self) -> Kind:
        """The family of standards, by the root's namespace and, where several share one, by the declared version."""
        if self.name != MANIFEST:
            return Kind.CMI5 if self.name == "cmi5.xml" else Kind.XAPI
        schema = text(self._metadata("schema")).upper()
        signs = (
            ("imscc" in self.namespace, Kind.CARTRIDGE),
            (self._uses("adlcp_v1p3"), Kind.SCORM2004),
            (self._uses("adlcp_rootv1p2"), Kind.SCORM12),
            (self.namespace == CP2004 and self._uses("adlnet.org"), Kind.SCORM2004),
            (any((r.get("type") or "").startswith("imsqti") for r in self.resource_list), Kind.QTI),
            ("SCORM" in schema and self.namespace == CP12, Kind.SCORM12),
            ("SCORM" in schema, Kind.SCORM12 if self.schemaversion == "1.2" else Kind.SCORM2004),
        )
        return next((kind for is_so, kind in signs if is_so), Kind.CONTENT)

    @property
    def namespace(self) -> str:
        """The root's namespace."""
        return etree.QName(self.root).namespace or ""

    @property
    def is_scorm(self) -> bool:
        """Whether an LMS provides a SCORM API for it."""
        return self.kind in (Kind.SCORM12, Kind.SCORM2004)

    @property
    def label(self) -> str:
        """The standard and its edition."""
        return EDITIONS.get(self.schemaversion, self.kind.value) if self.is_scorm else self.kind.value

    @cached_property
    def schemaversion(self) -> str:
        """The edition that the manifest declares."""
        return text(self._metadata("schemaversion"))

    def _metadata(self, name: str) -> Element | None:
        metadata = child(self.root, "metadata")
        return child(metadata, name) if metadata is not None else None

    def _uses(self, namespace: str) -> bool:
        return any(namespace in used for used in self._namespaces)

    @cached_property
    def _namespaces(self) -> set[str]:
        return {
            etree.QName(key).namespace or ""
            for element in self.root.iter(etree.Element)
            for key in (element.tag, *element.attrib)
        }

    @cached_property
    def resource_list(self) -> list[Element]:
        """Every resource, also of sub-manifests."""
        return [element for element in self.root.iter(etree.Element) if local(element) == "resource"]

    @cached_property
    def resources(self) -> dict[str, Element]:
        """The resources by identifier."""
        return {token(resource, "identifier") or "": resource for resource in self.resource_list}

    @cached_property
    def items(self) -> list[Element]:
        """Every item of every organization, in reading order."""
        return [element for element in self.root.iter(etree.Element) if local(element) == "item"]

    def base(self, element: Element) -> str:
        """Return the base of relative addresses in an element (`xml:base`)."""
        above = [element, *element.iterancestors()]
        return "".join(str(each.get(XML_BASE) or "") for each in reversed(above))


def find(package: Package) -> str | None:
    """Return the name of the descriptor at the root of a package."""
    return next((name for name in NAMES if name in package.files), None)


def parse(package: Package, name: str) -> Descriptor:
    """Read a descriptor. Raises NotReadableError if it is not XML, uses entities of its own, or is far too large.

    No entity is resolved and nothing is fetched; the parser's own limits of depth and size apply.
    """
    content = package.read(name)
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)
    try:
        root = etree.fromstring(content, parser)
    except (etree.XMLSyntaxError, ValueError) as problem:
        raise NotReadableError(
            "descriptor-unreadable", f"`{name}` is not well-formed XML: {problem}"[:300]
        ) from problem
    if (entity := next(root.iter(etree.Entity), None)) is not None:
        used = f"`{name}` uses the entity {quoted(entity.text)}, which an LMS may leave out or refuse"
        raise NotReadableError("descriptor-unreadable", used)
    for number, element in enumerate(root.iter(etree.Element)):
        if number > _MOST_ELEMENTS or len(element.attrib) > _MOST_ATTRIBUTES:
            many = f"`{name}` has more than {_MOST_ELEMENTS:,} elements, or {_MOST_ATTRIBUTES} attributes in one"
            raise NotReadableError("descriptor-unreadable", many)
    encoding = root.getroottree().docinfo.encoding or "utf-8"
    try:
        written = content.decode(encoding, "replace")
    except LookupError:
        written = content.decode("utf-8", "replace")
    lines = tuple(written.replace("\r\n", "\n").split("\n"))
    return Descriptor(name, root, SourceFile(path=f"{package.shown}/{name}", lines=lines))
