"""Rules for versions: what a manifest declares, what it uses, and the official schemas."""

from __future__ import annotations

import tempfile
from collections import Counter
from copy import deepcopy
from functools import cache
from pathlib import Path

from lxml import etree

from scorm_export.diagnostics import Severity
from scorm_export.targets.base import control_documents
from scorm_export.verify.descriptor import (
    ADLCP12,
    ADLCP2004,
    CP12,
    CP2004,
    EDITIONS,
    Descriptor,
    Kind,
    attribute,
    local,
)
from scorm_export.verify.findings import Element, Findings, quoted, some
from scorm_export.verify.package import Package

_XML = "http://www.w3.org/XML/1998/namespace"
_IMSMD = "http://www.imsglobal.org/xsd/imsmd_rootv1p2p1"
_SEQUENCED = (
    (CP2004, "imscp_v1p1.xsd"),
    (ADLCP2004, "adlcp_v1p3.xsd"),
    ("http://www.adlnet.org/xsd/adlseq_v1p3", "adlseq_v1p3.xsd"),
    ("http://www.adlnet.org/xsd/adlnav_v1p3", "adlnav_v1p3.xsd"),
    ("http://www.imsglobal.org/xsd/imsss", "imsss_v1p0.xsd"),
)
_SETS = {
    "scorm12": ((CP12, "imscp_rootv1p1p2.xsd"), (ADLCP12, "adlcp_rootv1p2.xsd"), (_IMSMD, "imsmd_rootv1p2p1.xsd")),
    "scorm2004-3rd": _SEQUENCED,
    "scorm2004-4th": _SEQUENCED,
}
_FOURTH = frozenset({"data", "map"})
_FOURTH_ATTRIBUTES = frozenset(
    {"completedByMeasure", "minProgressMeasure", "progressWeight", "sharedDataGlobalToSystem"}
)
_MOST_ALIKE = 2000
"""The most children with one name that are validated."""
_KNOWN = ("imscp", "imscc", "imsqti", "tincan", "cmi5")
"""Texts in the namespaces of descriptors."""
_LATE = {"2004 4th Edition": 4, "2004 3rd Edition": 3, "CAM 1.3": 2}


def check_version(package: Package, descriptor: Descriptor, found: Findings) -> None:
    """Check the version that a manifest of SCORM declares (CAM 1.2, 2.3.2.2; CAM 2004, 3.4.1)."""
    if not descriptor.is_scorm:
        _check_known(descriptor, found)
        return
    version, root = descriptor.schemaversion, descriptor.root
    if not version:
        found.warn(
            "version-missing",
            "the manifest does not say which version of SCORM it is",
            root,
            "add `<schema>ADL SCORM</schema>` and `<schemaversion>` to `<metadata>`",
        )
    elif version not in EDITIONS:
        found.error(
            "version-unknown",
            f"unknown version {quoted(version)}",
            _version_of(descriptor),
            "LMSs compare it word for word: " + ", ".join(quoted(known) for known in EDITIONS),
        )
    elif (version == "1.2") != (descriptor.kind is Kind.SCORM12):
        found.error(
            "version-mismatch",
            f"the manifest declares {EDITIONS[version]}, but is written as {descriptor.kind}",
            _version_of(descriptor),
        )
    if descriptor.kind is Kind.SCORM2004 and _LATE.get(version, 4) < 4:  # noqa: PLR2004 — the edition
        for element in root.iter(etree.Element):
            _check_element(descriptor, element, found)
    _check_schema_files(package, descriptor, found)


def _check_known(descriptor: Descriptor, found: Findings) -> None:
    if not any(word in descriptor.namespace for word in _KNOWN):
        found.error(
            "descriptor-unknown",
            f"{quoted(descriptor.namespace)} is not the namespace of a known standard",
            descriptor.root,
        )


def _version_of(descriptor: Descriptor) -> Element:
    return next(element for element in descriptor.root.iter(etree.Element) if local(element) == "schemaversion")


def _check_element(descriptor: Descriptor, element: Element, found: Findings) -> None:
    namespace = etree.QName(element).namespace or ""
    newer = [local(element)] if namespace == ADLCP2004 and local(element) in _FOURTH else []
    newer += [name for key in element.attrib if (name := etree.QName(key).localname) in _FOURTH_ATTRIBUTES]
    if namespace.endswith("adlseq_v1p3") and local(element) == "objectives":
        newer.append("adlseq:objectives")
    if newer:
        found.error(
            "version-element",
            f"{', '.join(map(quoted, newer))} came with the 4th Edition; this manifest is {descriptor.label}",
            element,
            near=newer[0],
        )


def _check_schema_files(package: Package, descriptor: Descriptor, found: Findings) -> None:
    """Check that the schemas that the manifest names are beside it (CAM 1.2, 2.3.4; CAM 2004, 2.1)."""
    located = (attribute(descriptor.root, "schemaLocation") or "").split()[1::2]
    missing = [name for name in located if ":" not in name and name not in package.files]
    if missing:
        found.warn(
            "schemas-missing",
            f"the manifest names schemas that are not in the package: {some(missing)}",
            descriptor.root,
            "put the control documents of the standard beside the manifest",
            near="schemaLocation",
        )


def check_schema(package: Package, descriptor: Descriptor, found: Findings) -> None:  # noqa: ARG001 — the signature of all checks
    """Validate a manifest of SCORM by the official schemas.

    Elements that they do not define, such as metadata of other standards, are left out. What a rule with a page of
    its own has reported on a line is not repeated, nor is a reference to an identifier: `identifier-form` and
    `organization-default` judge both.
    """
    if not descriptor.is_scorm:
        return
    name = _set_of(descriptor)
    expected = _SETS[name][0][0]
    if descriptor.namespace != expected:
        found.error(
            "descriptor-unknown",
            f"the namespace is {quoted(descriptor.namespace)}; {descriptor.kind} has {quoted(expected)}",
            descriptor.root,
        )
        return
    schema = _schema(name)
    if schema.validate(_judged(descriptor.root, {namespace for namespace, _ in _SETS[name]})):
        return
    reported = {
        d.span.line for d in found.found.found if d.span.file is descriptor.file and d.severity is not Severity.NOTE
    }
    lines: dict[int, Element] = {}
    for element in descriptor.root.iter(etree.Element):
        lines.setdefault(int(element.sourceline or 1), element)
    for line, message in dict.fromkeys((int(e.line), str(e.message)) for e in schema.error_log):
        if line not in reported and "xs:IDREF" not in message:
            found.error("schema-invalid", _readable(message), lines.get(line, descriptor.root))


def _judged(root: Element, namespaces: set[str]) -> Element:
    """Return a copy of what schemas of these namespaces can validate.

    Of many children with one name the first are kept: the result does not depend on their number, and
    libxml2 takes quadratic time.
    """
    copy = deepcopy(root)
    for element in list(copy.iter(etree.Element)):
        alike: Counter[str] = Counter()
        for each in list(element.iterchildren(etree.Element)):
            alike[str(each.tag)] += 1
            if etree.QName(each).namespace not in namespaces or alike[str(each.tag)] > _MOST_ALIKE:
                element.remove(each)
    return copy


def _set_of(descriptor: Descriptor) -> str:
    if descriptor.kind is Kind.SCORM12:
        return "scorm12"
    return "scorm2004-3rd" if descriptor.schemaversion in ("CAM 1.3", "2004 3rd Edition") else "scorm2004-4th"


def _readable(message: str) -> str:
    for namespace, prefix in {ADLCP12: "adlcp:", ADLCP2004: "adlcp:", CP12: "", CP2004: "", _IMSMD: "imsmd:"}.items():
        message = message.replace(f"{{{namespace}}}", prefix)
    return message[:300]


@cache
def _schema(name: str) -> etree.XMLSchema:
    """Compile the official schemas of a standard.

    `xml:` comes from the newer of two files, since libxml2 refuses the older; and the wildcard of the metadata of
    SCORM 1.2 is narrowed to elements of other namespaces, which makes it unambiguous.
    """
    documents = dict(control_documents(name))
    shared = control_documents("scorm2004-3rd")
    with tempfile.TemporaryDirectory() as folder:
        for file in ("xml.xsd", "XMLSchema.dtd", "datatypes.dtd"):
            documents.setdefault(file, shared[file])
        for file, content in documents.items():
            data = content.read_bytes() if isinstance(content, Path) else content
            if file == "imsmd_rootv1p2p1.xsd":
                data = data.replace(b'namespace="##any"', b'namespace="##other"')
            (Path(folder) / file).write_bytes(data)
        imports = "".join(
            f'<xs:import namespace="{namespace}" schemaLocation="{file}"/>'
            for namespace, file in ((_XML, "xml.xsd"), *_SETS[name])
        )
        document = f'<xs:schema xmlns:xs="http://www.w3.org/2001/XMLSchema">{imports}</xs:schema>'
        base = (Path(folder) / "all.xsd").as_uri()
        parser = etree.XMLParser(no_network=True)
        return etree.XMLSchema(etree.fromstring(document.encode(), parser, base_url=base))
