"""What a package says of itself: learning object metadata in either binding of SCORM, or terms of Dublin Core.

Elements are found by their names without namespace and capitals: the bindings differ in those, and so do tools.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from lxml import etree

from scorm_export.verify.descriptor import Descriptor, Kind, attribute, file_of, local, text
from scorm_export.verify.findings import Element, Findings, quoted
from scorm_export.verify.package import NotReadableError, Package

_TERMS = "http://purl.org/dc/terms/"
_CARD = re.compile(r"^FN(?:;[^:]*)?:(.*)$", re.MULTILINE)


@dataclass(frozen=True, kw_only=True, slots=True)
class Metadata:
    """What is said of the package as a whole; empty for what is not."""

    identifier: str = ""
    title: str = ""
    description: str = ""
    languages: tuple[str, ...] = ()
    keywords: tuple[str, ...] = ()
    version: str = ""
    status: str = ""
    contributors: tuple[str, ...] = ()
    """Names, each with its role behind it."""
    learning_time: str = ""
    """A duration of ISO 8601."""
    audience: str = ""
    objectives: tuple[str, ...] = ()
    cost: str = ""
    rights: str = ""


def metadata(package: Package, descriptor: Descriptor) -> Metadata | None:
    """Return what a package says of itself; None where it says nothing that can be read."""
    if descriptor.kind is Kind.XAPI:
        return _of_terms(descriptor.root)
    lom = _lom(package, descriptor)
    return _of_lom(lom) if lom is not None else None


def check_metadata(package: Package, descriptor: Descriptor, found: Findings) -> None:
    """Check that a file of metadata can be read; whether it is there is checked with the other files."""
    for name, element in _files(package, descriptor):
        try:
            root = _parsed(package, name)
        except NotReadableError as problem:
            found.warn("metadata-unreadable", str(problem), element)
            continue
        if _name(root) != "lom":
            found.warn(
                "metadata-unreadable",
                f"{quoted(name)} holds {quoted(_name(root))}; LMSs expect learning object metadata, `lom`",
                element,
            )


def _files(package: Package, descriptor: Descriptor) -> Iterator[tuple[str, Element]]:
    """Yield the files of metadata that a manifest points at, with the element that does."""
    for element in descriptor.root.iter(etree.Element):
        if local(element) == "location" and "adlcp" in (etree.QName(element).namespace or ""):
            name = file_of(text(element))
            if name in package.files:
                yield name, element


def _parsed(package: Package, name: str) -> Element:
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)
    try:
        return etree.fromstring(package.read(name), parser)
    except (etree.XMLSyntaxError, ValueError) as problem:
        raise NotReadableError(
            "metadata-unreadable", f"{quoted(name)} is not well-formed XML: {problem}"[:300]
        ) from problem


def _lom(package: Package, descriptor: Descriptor) -> Element | None:
    """Return the metadata of the whole package: in the descriptor's own head, or in the file that it points at."""
    head = next((e for e in descriptor.root if local(e) in ("metadata", "course")), None)
    if head is None:
        return None
    inline = next((e for e in head if _name(e) == "lom"), None)
    if inline is not None:
        return inline
    for name, element in _files(package, descriptor):
        if element.getparent() is head:
            try:
                return _parsed(package, name)
            except NotReadableError:
                return None
    return None


def _name(element: Element) -> str:
    return local(element).lower()


def _all(element: Element | None, *path: str) -> list[Element]:
    """Return what lies at a path below an element, in reading order."""
    found = [element] if element is not None else []
    for name in path:
        found = [each for above in found for each in above if _name(each) == name]
    return found


def _words(elements: Iterable[Element]) -> list[str]:
    """Return the texts of elements: their own, or those of their language strings."""
    return [words for element in elements if (words := text(element) or next(_strings(element), ""))]


def _strings(element: Element) -> Iterator[str]:
    return (text(each) for each in element if _name(each) in ("string", "langstring", "value") and text(each))


def _word(elements: Iterable[Element]) -> str:
    """Return the first word of a vocabulary, which stands in a language string in the older binding."""
    return next(iter(_words(value for element in elements for value in _all(element, "value"))), "")


def _first(texts: list[str]) -> str:
    return texts[0] if texts else ""


def _of_lom(lom: Element) -> Metadata:
    identifiers = [*_all(lom, "general", "identifier", "entry"), *_all(lom, "general", "catalogentry", "entry")]
    strings = [e for e in lom.iter(etree.Element) if _name(e) in ("string", "langstring")]
    tags = {tag for e in strings if (tag := attribute(e, "lang") or attribute(e, "language")) and tag != "x-none"}
    times = [*_all(lom, "educational", "typicallearningtime", "duration")]
    times += _all(lom, "educational", "typicallearningtime", "datetime")
    return Metadata(
        identifier=_first(_words(identifiers)),
        title=_first(_words(_all(lom, "general", "title"))),
        description=" ".join(_words(_all(lom, "general", "description"))),
        languages=tuple(sorted({*_words(_all(lom, "general", "language")), *tags})),
        keywords=tuple(_words(_all(lom, "general", "keyword"))),
        version=_first(_words(_all(lom, "lifecycle", "version"))),
        status=_word(_all(lom, "lifecycle", "status")),
        contributors=tuple(_contributors(lom)),
        learning_time=_first(_words(times)),
        audience=_first(_words(_all(lom, "educational", "description"))),
        objectives=tuple(_objectives(lom)),
        cost=_word(_all(lom, "rights", "cost")),
        rights=_first(_words(_all(lom, "rights", "description"))),
    )


def _contributors(lom: Element) -> Iterator[str]:
    for contribute in _all(lom, "lifecycle", "contribute"):
        role = _word(_all(contribute, "role"))
        cards = [*_all(contribute, "entity"), *_all(contribute, "centity", "vcard")]
        for card in cards:
            match = _CARD.search(card.text or "")
            if match:
                name = re.sub(r"\\(.)", r"\1", match[1].strip())
                yield f"{name} ({role})" if role else name


def _objectives(lom: Element) -> Iterator[str]:
    for classification in _all(lom, "classification"):
        if _word(_all(classification, "purpose")) == "educational objective":
            yield from _words(_all(classification, "taxonpath", "taxon", "entry"))
            yield from _words(_all(classification, "description"))


def _of_terms(root: Element) -> Metadata | None:
    activity = next(root.iter("{*}activity"), None)
    if activity is None:
        return None
    terms = {
        (e.get("key") or "").removeprefix(_TERMS): text(e)
        for e in activity.iterfind("{*}extensions/{*}extension")
        if (e.get("key") or "").startswith(_TERMS)
    }
    people = tuple(f"{name} (author)" for name in _listed(terms.get("creator", "")))
    people += tuple(f"{name} (publisher)" for name in _listed(terms.get("publisher", "")))
    return Metadata(
        identifier=activity.get("id") or "",
        title=_first(_words(_all(activity, "name"))),
        description=_first(_words(_all(activity, "description"))),
        languages=_listed(terms.get("language", "")),
        keywords=_listed(terms.get("subject", "")),
        version=terms.get("hasVersion", ""),
        contributors=people,
        learning_time=terms.get("extent", ""),
        audience=terms.get("audience", ""),
        rights=terms.get("license", ""),
    )


def _listed(text: str) -> tuple[str, ...]:
    return tuple(part.strip() for part in text.split(";") if part.strip())
