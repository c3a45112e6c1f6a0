"""The contents of a package, as far as they can be read without running it."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from lxml import etree

from scorm_export.verify.content import embedded, launch_files, loaded
from scorm_export.verify.descriptor import (
    Descriptor,
    Kind,
    attribute,
    child,
    children,
    file_of,
    find,
    local,
    parse,
    text,
    token,
)
from scorm_export.verify.findings import Element
from scorm_export.verify.learner_work import LearnerWork, learner_work
from scorm_export.verify.metadata import Metadata, metadata
from scorm_export.verify.package import NotReadableError, Package, suffix
from scorm_export.verify.tools import tool_of

MOST_LARGEST = 5
"""The number of largest files to list."""
_KINDS = {
    "text": frozenset(".html .htm .xhtml .txt .md .pdf .doc .docx .pptx".split()),
    "script": frozenset(".js .mjs .json .wasm".split()),
    "style": frozenset(".css .woff .woff2 .ttf .otf .eot".split()),
    "image": frozenset(".png .jpg .jpeg .gif .svg .webp .avif .ico .bmp".split()),
    "video": frozenset(".mp4 .webm .ogv .mov .m4v .avi".split()),
    "audio": frozenset(".mp3 .ogg .oga .wav .m4a .aac".split()),
    "standard": frozenset(".xml .xsd .dtd".split()),
}
_CALLS = re.compile(
    r"cmi\.(?:core\.)?(?:lesson_status|lesson_location|completion_status|success_status|location|score|interactions|"
    r"objectives|suspend_data|session_time|progress_measure|exit)"
)
_VERBS = re.compile(r"https?://adlnet\.gov/expapi/verbs/[a-z]+|https?://w3id\.org/xapi/adl/verbs/[a-z]+")
_VERB_PREFIX = re.compile(r"https?://adlnet\.gov/expapi/verbs/(?=[\"'`])")
"""Where a script adds the names of verbs to their common part."""
_VERB_NAMES = re.compile(
    "[\"'`](answered|asked|attempted|attended|commented|completed|exited|experienced|failed|imported|initialized|"
    "interacted|launched|mastered|passed|preferred|progressed|registered|responded|resumed|scored|shared|suspended|"
    "terminated|voided)[\"'`]"
)
"""The verbs of ADL's vocabulary, as text in a script."""
_LANGUAGE = re.compile(r"<html\b[^>]{0,400}?\blang\s*=\s*[\"']?([A-Za-z]{2,3}(?:-[A-Za-z0-9]{1,8})*)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Unit:
    """An item of the tree that learners see: a launch, or a group of launches."""

    identifier: str
    title: str
    launch: str
    """The file that is launched; empty for a group."""
    depth: int
    pass_mark: str
    rules: tuple[str, ...]
    """Its sequencing, in words."""


@dataclass(frozen=True, slots=True)
class Inspection:
    """What administrators want to know about a package. Sizes are in bytes."""

    path: str
    standard: str
    tool: str | None
    title: str
    version: str
    identifier: str
    languages: tuple[str, ...]
    units: tuple[Unit, ...]
    packed: int
    unpacked: int
    files: int
    kinds: dict[str, int]
    largest: dict[str, int]
    reports: tuple[str, ...]
    """Elements of the SCORM data model, or xAPI verbs, named in its scripts."""
    hosts: tuple[str, ...]
    """Other hosts that its pages and styles load something from."""
    metadata: Metadata | None
    """What it says of itself; None for nothing."""
    embedded_hosts: tuple[str, ...]
    """Other hosts from which its pages load something once a learner asks for it."""
    work: LearnerWork | None = None
    """What is kept of learners' work; None for packages of other tools."""


def inspect(path: Path) -> Inspection:
    """Inspect a package. Raises NotReadableError if it is no package or unsafe to read; OSError when reading fails."""
    package = Package.open(path)
    try:
        name = find(package)
        if name is None:
            raise NotReadableError("descriptor-missing", f"`{path}` has no imsmanifest.xml, cmi5.xml or tincan.xml")
        return _inspect(package, parse(package, name))
    finally:
        package.close()


def _inspect(package: Package, descriptor: Descriptor) -> Inspection:
    units = tuple(_units(descriptor))
    sizes = {name: info.file_size for name, info in package.files.items()}
    kinds: Counter[str] = Counter()
    for name, size in sizes.items():
        kinds[next((kind for kind, ends in _KINDS.items() if suffix(name) in ends), "other")] += size
    largest = sorted(sizes.items(), key=lambda each: (-each[1], each[0]))[:MOST_LARGEST]
    scripts = [content for name, content in package.texts.items() if suffix(name) in (".js", ".mjs", ".html", ".htm")]
    reports = _calls(scripts) if descriptor.is_scorm else _verbs(scripts)
    hosts = {urlsplit(address).netloc for _, address in loaded(package)}
    said = metadata(package, descriptor)
    return Inspection(
        path=package.shown,
        standard=descriptor.label,
        tool=tool_of(package, descriptor),
        title=_title(descriptor) or (said.title if said else "") or (units[0].title if units else ""),
        version=(said.version if said else "") or descriptor.root.get("version") or "",
        identifier=_identifier(descriptor),
        languages=_languages(package, descriptor),
        units=units,
        packed=package.path.stat().st_size,
        unpacked=package.unpacked,
        files=len(package.files),
        kinds=dict(kinds.most_common()),
        largest=dict(largest),
        reports=tuple(sorted(reports)),
        hosts=tuple(sorted(hosts)),
        metadata=said,
        embedded_hosts=tuple(sorted({urlsplit(address).netloc for _, address in embedded(package)})),
        work=learner_work(package, launch_files(descriptor)),
    )


def _calls(scripts: Iterable[str]) -> set[str]:
    return {match[0] for content in scripts for match in _CALLS.finditer(content)}


def _verbs(scripts: Iterable[str]) -> set[str]:
    """The verbs that are written out, and the names beside a bare `…/verbs/` in the same script."""
    found = {match[0] for content in scripts for match in _VERBS.finditer(content)}
    for content in scripts:
        if prefix := _VERB_PREFIX.search(content):
            found |= {prefix[0] + name[1] for name in _VERB_NAMES.finditer(content)}
    return found


def _identifier(descriptor: Descriptor) -> str:
    own = token(descriptor.root, "identifier")
    first = next((e for e in descriptor.root.iter(etree.Element) if local(e) in ("course", "activity")), None)
    return own or (first.get("id") or "" if first is not None else "")


def _languages(package: Package, descriptor: Descriptor) -> tuple[str, ...]:
    named = {str(value) for e in descriptor.root.iter(etree.Element) if (value := attribute(e, "lang"))} - {"x-none"}
    for name in launch_files(descriptor):
        if match := _LANGUAGE.search(package.texts.get(name, "")):
            named.add(match[1])
    return tuple(sorted(named))


def _title(descriptor: Descriptor) -> str:
    """Return the title of the organization or course; Common Cartridge has one in its metadata only."""
    for element in descriptor.root.iter(etree.Element):
        if local(element) in ("organization", "course"):
            return _words(child(element, "title"))
    return ""


def _words(element: Element | None) -> str:
    """Return the text of a title, or of its first langstring."""
    if element is None:
        return ""
    return text(element) or next((text(each) for each in element if text(each)), "")


def _units(descriptor: Descriptor) -> Iterator[Unit]:
    if descriptor.kind is Kind.CMI5:
        yield from _cmi5_units(descriptor.root, 0)
    elif descriptor.kind is Kind.XAPI:
        for activity in descriptor.root.iter("{*}activity"):
            launch = text(child(activity, "launch"))
            if launch:
                yield Unit(activity.get("id") or "", _words(child(activity, "name")), launch, 0, "", ())
    else:
        above = child(descriptor.root, "organizations")
        for organization in children(above, "organization") if above is not None else ():
            yield from _items(descriptor, organization, 0)


def _cmi5_units(element: Element, depth: int) -> Iterator[Unit]:
    for each in element:
        if local(each) in ("block", "au"):
            rules = tuple(f"{name} {value}" for name in ("moveOn", "launchMethod") if (value := each.get(name)))
            launch, mark = text(child(each, "url")), each.get("masteryScore") or ""
            yield Unit(each.get("id") or "", _words(child(each, "title")), launch, depth, mark, rules)
            yield from _cmi5_units(each, depth + 1)


def _items(descriptor: Descriptor, above: Element, depth: int) -> Iterator[Unit]:
    for item in children(above, "item"):
        resource = descriptor.resources.get(token(item, "identifierref") or "")
        launch = descriptor.base(resource) + file_of(resource.get("href") or "") if resource is not None else ""
        mark = text(child(item, "masteryscore")) or next(
            (text(each) for each in item.iterfind("{*}sequencing//{*}minNormalizedMeasure")), ""
        )
        identifier = token(item, "identifier") or ""
        yield Unit(identifier, text(child(item, "title")), launch, depth, mark, tuple(_rules(item)))
        yield from _items(descriptor, item, depth + 1)


def _rules(item: Element) -> Iterator[str]:
    if prerequisites := text(child(item, "prerequisites")):
        yield f"after {prerequisites}"
    sequencing = child(item, "sequencing")
    if sequencing is None:
        return
    mode = child(sequencing, "controlMode")
    if mode is not None:
        ways = [word for name, word in (("choice", "free choice"), ("flow", "in order")) if _is_on(mode, name)]
        yield from ways
        if _is_on(mode, "forwardOnly"):
            yield "no way back"
    for kind in ("preConditionRule", "postConditionRule", "exitConditionRule"):
        for rule in sequencing.iter(f"{{*}}{kind}"):
            conditions = [condition.get("condition") or "" for condition in rule.iter("{*}ruleCondition")]
            actions = [action.get("action") or "" for action in rule.iter("{*}ruleAction")]
            yield f"{', '.join(actions)} when {', '.join(conditions)}"


def _is_on(element: Element, name: str) -> bool:
    return element.get(name) in ("true", "1")
