"""Rules for resources: what is launched, and which files the package has and the manifest lists."""

from __future__ import annotations

from collections.abc import Iterator

from lxml import etree

from scorm_export.verify.descriptor import (
    ADLCP12,
    ADLCP2004,
    NAMES,
    Descriptor,
    Kind,
    child,
    children,
    file_of,
    is_elsewhere,
    local,
    text,
    token,
)
from scorm_export.verify.findings import Element, Findings, quoted, some
from scorm_export.verify.hygiene import is_spoilt
from scorm_export.verify.package import Package, suffix

_CONTROL = frozenset({".xsd", ".dtd"})


def check_resources(package: Package, descriptor: Descriptor, found: Findings) -> None:
    """Check every resource and every address (CAM 1.2, 2.3.2.6; CAM 2004, 3.4.1.16 to 3.4.1.18)."""
    launched = {token(item, "identifierref") for item in descriptor.items}
    for resource in descriptor.resource_list:
        identifier, href = token(resource, "identifier"), resource.get("href")
        if identifier in launched and not href and descriptor.is_scorm:
            found.error("resource-launch", f"{quoted(identifier)} is launched, but names no file (`href`)", resource)
        if href:
            _check_address(package, descriptor, resource, found, is_launch=identifier in launched)
        for file in children(resource, "file"):
            _check_address(package, descriptor, file, found)
        for dependency in children(resource, "dependency"):
            reference = token(dependency, "identifierref") or ""
            if reference not in descriptor.resources:
                found.error(
                    "resource-dependency", f"there is no resource {quoted(reference)}", dependency, near=reference
                )
        if descriptor.is_scorm:
            _check_type(descriptor, resource, found)
    _check_listed(package, descriptor, found)


def _check_address(
    package: Package, descriptor: Descriptor, element: Element, found: Findings, *, is_launch: bool = False
) -> None:
    href = element.get("href") or ""
    if is_elsewhere(href):
        if is_launch:
            found.warn("resource-elsewhere", f"{quoted(href)} is launched from outside the package", element, near=href)
        return
    if "\\" in href or href.startswith("/"):
        found.error(
            "resource-address",
            f"{quoted(href)} is not a relative address",
            element,
            "write `/` between folders, and no `/` at the beginning",
            near=href,
        )
        return
    name = _normal(descriptor.base(element) + file_of(href))
    if not name or name in package.files or is_elsewhere(name):
        return
    twin = package.lower.get(name.lower())
    if twin:
        found.error("resource-file-case", f"{quoted(name)} is called {quoted(twin)} in the package", element, near=href)
    elif local(element) == "file" or not any(file.get("href") == href for file in children(element, "file")):
        found.error("resource-file-missing", f"{quoted(name)} is not in the package", element, near=href)


def _normal(name: str) -> str:
    parts: list[str] = []
    for part in name.split("/"):
        if part == ".." and parts:
            parts.pop()
        elif part not in ("", "."):
            parts.append(part)
    return "/".join(parts)


def _check_type(descriptor: Descriptor, resource: Element, found: Findings) -> None:
    older = descriptor.kind is Kind.SCORM12
    name = f"{{{ADLCP12}}}scormtype" if older else f"{{{ADLCP2004}}}scormType"
    value = resource.get(name)
    shown = etree.QName(name).localname
    if value is None:
        found.error(
            "resource-scormtype",
            f"{quoted(resource.get('identifier'))} has no `adlcp:{shown}`",
            resource,
            f"`adlcp:{shown}` is `sco` or `asset`, with exactly these capitals",
        )
    elif value not in ("sco", "asset"):
        found.error(
            "resource-scormtype", f"`adlcp:{shown}` is `sco` or `asset`, not {quoted(value)}", resource, near=value
        )


def listed_files(descriptor: Descriptor) -> Iterator[str]:
    """Yield the name of every file that a manifest lists, including those of metadata."""
    for element in descriptor.root.iter(etree.Element):
        href = element.get("href")
        if href and local(element) in ("file", "resource"):
            yield _normal(descriptor.base(element) + file_of(href))
        if local(element) == "location":
            yield _normal(file_of(text(element)))


def _check_listed(package: Package, descriptor: Descriptor, found: Findings) -> None:
    for element in descriptor.root.iter(etree.Element):
        if local(element) == "location" and "adlcp" in (etree.QName(element).namespace or ""):
            name = _normal(file_of(text(element)))
            if name not in package.files and not is_elsewhere(text(element)):
                found.error("resource-metadata-missing", f"{quoted(name)} is not in the package", element)
    if not descriptor.is_scorm:
        return
    listed = set(listed_files(descriptor))
    lower = {name.lower() for name in listed}
    left = [
        name
        for name in package.files
        if name not in NAMES and suffix(name) not in _CONTROL and name.lower() not in lower and not is_spoilt(name)
    ]
    if left:
        found.warn(
            "resource-file-unlisted",
            f"in the zip, but not in the manifest: {some(left)}",
            child(descriptor.root, "resources"),
            "list every file of a resource as `<file href>`: some LMSs drop the others",
        )
